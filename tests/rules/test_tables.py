"""The law as lookups: jurisdictions, starts, and the user's own verifications."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from tests.scenario_files import text_tables
from tracker import days
from tracker.itinerary import workspace_from_text
from tracker.rules import load_rules
from tracker.rules.tables import Law


def _law(*verifications: dict[str, str]) -> Law:
    tables = {"verifications": [{"host": "RO", "source": "SSA", **row} for row in verifications]}
    return Law(load_rules(), workspace_from_text(text_tables(tables)).verifications)


@pytest.mark.parametrize(
    ("code", "jurisdiction"),
    [
        ("FR", "FR"),
        ("RE", "FR"),
        ("YT", "FR"),
        ("NC", "NC"),
        ("IM", "GB"),
        ("GI", "GI"),
        ("SJ", "NO"),
        ("AX", "FI"),
        ("GL", "GL"),
        ("BQ", "BQ"),
        ("HK", "HK"),
        ("TH", "TH"),
        ("US", "US"),
        ("PR", "US"),
        ("GU", "US"),
    ],
)
def test_a_place_belongs_to_the_partner_whose_agreement_reaches_it(code: str, jurisdiction: str) -> None:
    assert _law().jurisdiction(code) == jurisdiction


def test_an_agreement_is_in_force_from_its_first_day_on() -> None:
    law = _law()
    assert not law.is_in_force("FR", dt.date(1988, 6, 30))
    assert law.is_in_force("FR", dt.date(1988, 7, 1))
    assert law.is_in_force("RE", dt.date(1988, 7, 1))


@pytest.mark.parametrize("code", ["TH", "MX", "NC", "GI", "HK", "US"])
def test_where_no_agreement_is_none_is_ever_in_force(code: str) -> None:
    assert _law().start(code) == days.NEVER
    assert not _law().is_in_force(code, dt.date(2199, 12, 31))


def test_a_reported_start_is_not_in_force() -> None:
    places = _law().places(["RO"])
    assert places.start.tolist() == [days.NEVER]
    assert places.reported.tolist() == [days.day_number(dt.date(2026, 9, 1))]


def test_a_verification_gives_an_agreement_its_start() -> None:
    law = _law({"checked_on": "2026-10-01", "in_force_from": "2026-10-01"})
    assert not law.is_in_force("RO", dt.date(2026, 9, 30))
    assert law.is_in_force("RO", dt.date(2026, 10, 1))
    assert law.places(["RO"]).reported.tolist() == [days.NEVER]


def test_of_several_verifications_the_latest_check_wins_whatever_the_order_of_the_rows() -> None:
    old = {"checked_on": "2026-09-05", "in_force_from": "2026-09-01"}
    new = {"checked_on": "2026-12-05", "in_force_from": "2026-11-01"}
    for rows in ((old, new), (new, old)):
        assert _law(*rows).start("RO") == days.day_number(dt.date(2026, 11, 1))


def test_a_verification_without_a_start_changes_no_start() -> None:
    dated = {"checked_on": "2026-09-05", "in_force_from": "2026-09-01"}
    later = {"checked_on": "2026-12-05", "provision": "RO.self_employed.transfer"}
    assert _law(later).start("RO") == days.NEVER
    assert _law(dated, later).start("RO") == days.day_number(dt.date(2026, 9, 1))


def test_a_verification_also_corrects_a_confirmed_start() -> None:
    law = _law({"host": "FR", "checked_on": "2026-09-05", "in_force_from": "1988-07-02"})
    assert not law.is_in_force("FR", dt.date(1988, 7, 1))
    assert law.is_in_force("GP", dt.date(1988, 7, 2))


def test_a_verified_provision_counts_as_verified() -> None:
    def verified(law: Law, provision: str) -> bool:
        table = law.provisions()
        return bool(table.verified[[p.id for p in table.provisions].index(provision)])

    checked = _law({"host": "RO", "checked_on": "2026-09-05", "provision": "RO.employee.detached"})
    assert not verified(_law(), "RO.employee.detached")
    assert verified(checked, "RO.employee.detached")
    assert not verified(checked, "RO.self_employed.transfer")


def test_the_first_rules_reach_back_to_an_earlier_start_that_was_found() -> None:
    def start(law: Law, provision: str) -> int:
        table = law.provisions()
        return int(table.frame["start"].iloc[[p.id for p in table.provisions].index(provision)])

    early = _law({"checked_on": "2026-09-05", "in_force_from": "2026-07-01"})
    assert start(_law(), "RO.employee.detached") == days.day_number(dt.date(2026, 9, 1))
    assert start(early, "RO.employee.detached") <= days.day_number(dt.date(2026, 7, 1))


def test_provisions_stand_in_file_order_with_half_open_days() -> None:
    table = _law().provisions()
    german = table.frame[table.frame["partner"] == "DE"]
    ids = [table.provisions[n].id for n in german["provision"]]
    assert ids == [p.id for p in load_rules().agreements["DE"].provisions]
    old = german.iloc[ids.index("DE.employee.detached_1979")]
    assert old["stop"] == days.day_number(dt.date(1996, 5, 1))
    assert german["stop"].max() == days.NEVER


def test_places_know_what_is_open_and_what_is_home() -> None:
    places = _law().places(["SJ", "NO", "PR", "TH"])
    assert places.open.tolist() == [True, False, False, False]
    assert places.united_states.tolist() == [False, False, True, False]
    assert places.jurisdiction.tolist() == ["NO", "NO", "US", "TH"]
    assert len(set(places.jurisdiction_ids[:2])) == 1


def test_no_place_at_all_is_no_problem() -> None:
    assert len(_law().places([]).jurisdiction_ids) == 0


def test_law_without_verifications_may_be_asked_without_a_table() -> None:
    assert Law(load_rules()).start("FR") == Law(load_rules(), pd.DataFrame()).start("FR")


def test_only_a_rule_or_start_that_the_user_found_rests_on_an_own_check() -> None:
    law = _law(
        {"checked_on": "2026-10-01", "in_force_from": "2026-09-01"},
        {"checked_on": "2026-10-02", "provision": "RO.employee.detached"},
        {"checked_on": "2026-10-03", "provision": "RO.employee.detached", "source": "DG EMPL"},
    )
    start, rule = law.start_check("RO"), law.rule_check("RO.employee.detached")
    assert start is not None
    assert rule is not None
    assert start.text == "RO checked on 2026-10-01, in force from 2026-09-01: SSA"
    assert rule.text == "RO.employee.detached checked on 2026-10-03: DG EMPL"
    assert law.rule_check("RO.self_employed.transfer") is None
    assert law.start_check("FR") is None
