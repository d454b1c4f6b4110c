"""The Agreements page, started at app.py."""

from __future__ import annotations

import datetime as dt

import pytest
from streamlit.testing.v1 import AppTest

import tracker
from tests.pages.ledgers import fill, opened, texts
from tracker.store import Ledger
from tracker.ui import session
from tracker.ui.text import day_text
from tracker.words.days import with_day_texts


def searched(text: str, app: AppTest | None = None) -> AppTest:
    """The page after a search; in an ``app`` that is open, the search follows those before it."""
    app = app or opened("agreements")
    app.text_input(key="agreements.search").input(text).run()
    assert not app.exception
    return app


def test_the_table_lists_every_agreement(ledger: Ledger) -> None:
    table = opened("agreements").dataframe[0].value
    assert sorted(table["Country"]) == sorted(a.name for a in tracker.load_rules().agreements.values())


def test_a_country_without_an_agreement_is_said_plainly(ledger: Ledger) -> None:
    app = opened("agreements")
    for country in ("Mexico", "india", "NZ", "Turkey", "UAE"):
        searched(country, app)
        assert "No agreement: the United States has no totalization agreement in force with" in texts(app), country
        assert not app.dataframe, country


def test_one_country_is_shown_with_rule_section_and_source(ledger: Ledger) -> None:
    shown = texts(searched("France"))
    for provision in (p for p in tracker.load_rules().agreements["FR"].provisions):
        assert with_day_texts(provision.rule) in shown
        assert with_day_texts(provision.section) in shown
        assert all(tracker.load_rules().sources[source].href in shown for source in provision.sources)
        assert all(with_day_texts(doubt) in shown for doubt in provision.doubts)


def test_both_official_texts_are_shown_with_their_dates(ledger: Ledger) -> None:
    shown = texts(searched("Spain"))
    for text in tracker.load_rules().agreements["ES"].texts:
        assert with_day_texts(text.dated) in shown
        assert with_day_texts(text.says) in shown
    assert "Stated only by SSA's page on Spain" in shown


def test_facts_that_only_some_agreements_have(ledger: Ledger) -> None:
    app = opened("agreements")
    for country, said in {
        "Norway": "When Norway itself counts a person as living there",
        "Australia": "SSA's letter in place of a certificate",
        "Canada": "A person who lives in a third country is under US coverage.",
    }.items():
        assert said in "".join([texts(searched(country, app)), *(e.label for e in app.expander)])


def test_romania_is_reported_but_not_confirmed(ledger: Ledger) -> None:
    app = searched("Romania")
    assert "Nothing rests on this date until you record your own check." in texts(app)
    assert "not confirmed" in app.dataframe[0].value["In force since"].iloc[0]


def test_an_own_check_counts_until_it_is_deleted(ledger: Ledger) -> None:
    residence = {"assignment": "a", "traveler": "me", "worker": "self_employed", "business_in_us": "yes"}
    trip = {"trip": "t1", "country": "RO", "first_day": "2026-10-01", "last_day": "2026-10-31", "assignment": "a"}
    fill(ledger, {"trips": [trip], "assignments": [residence]})

    def reasons() -> set[str]:
        answer = tracker.analyze(ledger.workspace(), tracker.load_rules(), as_of=dt.date(2026, 11, 22))
        return set(answer.coverage["reason"])

    assert reasons() == {"agreement_unverified"}
    app = searched("RO")
    key = "agreements.check.RO"
    app.date_input(key=f"{key}.in_force_from").set_value(dt.date(2026, 9, 1))
    app.text_input(key=f"{key}.source").input("SSA's list of agreements")
    app.button(key=f"{key}.save").click().run()
    assert not app.exception
    assert reasons() == {"rule_unverified"}
    assert "source: SSA's list of agreements" in texts(app)
    by_you = f"verified by your own check of {day_text(session.today())}: SSA's list of agreements"
    assert f"In force since Sep 1, 2026**, {by_you}." in texts(app)
    row_id = ledger.rows("verifications")["row_id"].iloc[0]
    app.button(key=f"agreements.check.{row_id}.delete").click().run()
    assert reasons() == {"agreement_unverified"}


def test_a_rule_that_rests_on_an_own_check_says_so(ledger: Ledger) -> None:
    check = {"host": "RO", "provision": "RO.employee.detached", "checked_on": "2026-11-20", "source": "*SSA's* page"}
    fill(ledger, {"trips": [], "verifications": [check]})
    app = searched("RO")
    assert "Verified by your own check of Nov 20, 2026: *SSA's* page." in texts(app)
    assert "(verified by you)" in app.dataframe[0].value["Employees"].iloc[0]
    assert "(not verified)" in app.dataframe[0].value["Self-employed"].iloc[0]
    assert texts(app).count("no official source for this rule was read. Days under it are unclear.") == 1


def test_an_agreement_that_nobody_read_for_a_year_says_so_until_it_is_checked(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Last read more than a year ago" not in texts(searched("Germany"))
    monkeypatch.setattr(session, "today", lambda: dt.date(2027, 12, 1))
    app = searched("Germany")
    rules = len(tracker.load_rules().agreements["DE"].provisions)
    assert f"Last read more than a year ago** (Nov 22, 2026): {rules} rules and the agreement itself." in texts(app)
    key = "agreements.check.DE"
    app.text_input(key=f"{key}.source").input("SSA's page on Germany")
    app.button(key=f"{key}.save").click().run()
    assert not app.exception
    assert "Last read more than a year ago" not in texts(app)
    assert app.dataframe[0].value["Sources read on"].iloc[0] == "Dec 1, 2027"


def test_a_check_without_a_source_is_refused_in_words(ledger: Ledger) -> None:
    app = searched("RO")
    app.button(key="agreements.check.RO.save").click().run()
    assert [error.value for error in app.error if "Not saved" in error.value]
    assert not len(ledger.rows("verifications"))
