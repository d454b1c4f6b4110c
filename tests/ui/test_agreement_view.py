"""The table of agreements and the search."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

import tracker
from tracker import countries
from tracker.codes import Worker
from tracker.rules.model import Extension
from tracker.rules.tables import Law
from tracker.rules.words import months_text
from tracker.ui.agreement_view import OFTEN_TAKEN_FOR_PARTNERS, agreements_table, search, staying_longer

LAW = Law(tracker.load_rules())


@pytest.mark.parametrize(
    ("months", "text"),
    [(1, "1 month"), (12, "1 year"), (18, "18 months"), (60, "5 years"), (30, "2 years and 6 months")],
)
def test_months_in_words(months: int, text: str) -> None:
    assert months_text(months) == text


def test_countries_called_no_partner_are_none() -> None:
    assert not [code for code in OFTEN_TAKEN_FOR_PARTNERS if LAW.agreement(code)]


def test_germany_shows_the_rule_of_the_day() -> None:
    def employees(day: dt.date) -> str:
        return str(agreements_table(LAW, day).set_index("Country").at["Germany", "Employees"])

    assert employees(dt.date(2026, 11, 22)) == "Sent by the employer, up to 5 years"


def test_official_texts_that_differ_are_marked_and_one_rule_is_shown_once() -> None:
    table = agreements_table(LAW, dt.date(2026, 11, 22)).set_index("Country")["Self-employed"]
    assert table["Austria"] == "The country where you live decides (official texts differ)"
    assert table["Spain"] == (
        "The country where you live decides or US business moved, up to 5 years (official texts differ)"
    )
    assert "differ" not in table["United Kingdom"]


def test_a_search_finds_names_parts_codes_and_aliases() -> None:
    assert search("germany", LAW).partners == ("DE",)
    assert search("pt", LAW).partners == ("PT",)
    assert search("Holland", LAW).partners == ("NL",)
    assert set(search("land", LAW).partners) >= {"CH", "FI", "IE", "IS", "NL", "PL"}
    assert search("", LAW).partners == tuple(LAW.rules.agreements)


def test_every_agreement_is_found_by_the_name_that_pages_link_to() -> None:
    assert [search(countries.name(partner), LAW).partners for partner in LAW.rules.agreements] == [
        (partner,) for partner in LAW.rules.agreements
    ]


def test_staying_longer_says_only_what_the_sources_say_for_that_worker() -> None:
    extension = Extension(
        employee="One more year.",
        self_employed="No limit.",
        who_asks="the employer, at SSA",
        who_agrees="both agencies",
        longest_months=12,
        ask_before_end=True,
    )
    both = ["Who asks: the employer, at SSA", "Who agrees: both agencies"]
    limits = "In short, for employees: at most 1 year beyond the limit, to be requested before the limit is reached."
    assert staying_longer(extension, (Worker.SELF_EMPLOYED,)) == ["Self-employed: No limit.", *both]
    assert staying_longer(extension, (Worker.EMPLOYEE,)) == ["Employees: One more year.", *both, limits]
    assert staying_longer(Extension(), tuple(Worker)) == []


def test_places_that_are_no_partner_are_said_plainly() -> None:
    assert search("Mexico", LAW).sentences[0].startswith("No agreement:")
    assert "under the agreement with France" in search("Martinique", LAW).sentences[0]
    assert search("Jersey", LAW).partners == ("GB",)
    assert search("Puerto Rico", LAW).sentences[0].endswith("no agreement and no US certificate is needed.")
    assert search("Atlantis", LAW).sentences[0].startswith("No country is called")


def test_an_own_check_gives_romania_its_start() -> None:
    check = pd.DataFrame(
        {
            "host": ["RO"],
            "provision": [""],
            "in_force_from": pd.to_datetime(["2026-09-01"]),
            "checked_on": pd.to_datetime(["2026-11-01"]),
            "source": ["SSA's page"],
            "note": [""],
        }
    )
    day = dt.date(2026, 11, 22)
    before, after = agreements_table(LAW, day), agreements_table(Law(tracker.load_rules(), check), day)
    assert "not confirmed" in before.set_index("Country").at["Romania", "In force since"]
    assert after.set_index("Country").at["Romania", "In force since"] == "Sep 1, 2026"
