"""Findings about verdicts in detail: dates, subjects, near misses. Every code stands in tests/test_findings.py."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

import tracker
from tests.scenario_files import text_tables
from tracker.coverage.limit_hints import extension_words
from tracker.itinerary import workspace_from_text

Row = dict[str, str]
KNOWN = {"worker": "self_employed", "business_in_us": "yes", "health_insurance": "yes", "residence": "US"}


def _trip(country: str, first: str, last: str, **more: str) -> Row:
    named = {"trip": f"{country}{first}", "traveler": "me", "assignment": "x"}
    return named | {"country": country, "first_day": first, "last_day": last} | more


def _certificate(**cells: str) -> Row:
    usual = {"certificate": "c", "traveler": "me", "host": "FR", "first_day": "2024-03-01", "state": "delivered"}
    return usual | cells


def _told(code: str, *trips: Row, as_of: str = "2026-12-01", **more: Any) -> list[tuple[str, str, str]]:
    """(subject, first day, last day) of the findings of one code; "" for no day."""
    certificates, residences = more.pop("certificates", []), more.pop("residences", [])
    checks = more.pop("verifications", [])
    worker = more.pop("worker_option", None)
    names = dict.fromkeys(trip["assignment"] for trip in trips if trip["assignment"])
    assignments = [KNOWN | {"assignment": name, "traveler": "me"} | more for name in names]
    tables = {"trips": list(trips), "assignments": assignments, "certificates": certificates, "residences": residences}
    tables["verifications"] = checks
    found = tracker.analyze(
        workspace_from_text(text_tables(tables)),
        tracker.load_rules(),
        as_of=dt.date.fromisoformat(as_of),
        worker=worker,
    ).findings
    rows = found[found["code"] == code]
    first, last = (rows[day].dt.strftime("%F").fillna("") for day in ("first_day", "last_day"))
    return list(zip(rows["subject"], first, last, strict=True))


FRANCE = _trip("FR", "2024-03-01", "2024-03-10")


def test_a_gap_is_cut_to_the_certificate() -> None:
    again = _trip("FR", "2024-03-20", "2024-03-21")
    held = [_certificate(last_day="2024-03-15")]
    assert _told("gap_beside_certificate", FRANCE, again, certificates=held) == [("c", "2024-03-11", "2024-03-15")]


def test_rest_is_no_gap() -> None:
    trips = [
        FRANCE,
        _trip("FR", "2024-03-11", "2024-03-12", activity="non_work"),
        _trip("FR", "2024-03-13", "2024-03-14"),
    ]
    assert _told("gap_beside_certificate", *trips, certificates=[_certificate()]) == []


def test_days_outside_a_certificate_are_counted_on_both_sides() -> None:
    held = [_certificate(first_day="2024-03-03", last_day="2024-03-08")]
    assert _told("outside_certificate", FRANCE, certificates=held) == [
        ("c", "2024-03-01", "2024-03-02"),
        ("c", "2024-03-09", "2024-03-10"),
    ]


@pytest.mark.parametrize(
    "held",
    [
        [_certificate(last_day="2024-03-05"), _certificate(certificate="d", first_day="2024-03-06")],
        [_certificate(last_day="2024-03-05", state="draft")],
        [_certificate(last_day="2024-03-05", assignment="y")],
        [_certificate(last_day="2024-03-05", traveler="you")],
        [_certificate(last_day="2024-03-05", host="DE")],
    ],
    ids=["another covers them", "draft", "other work", "other person", "other host"],
)
def test_days_are_outside_only_of_a_certificate_that_is_theirs(held: list[Row]) -> None:
    assert _told("outside_certificate", FRANCE, certificates=held) == []


def test_overlapping_certificates_without_an_end_have_no_last_day() -> None:
    held = [_certificate(), _certificate(certificate="d", first_day="2024-04-01")]
    assert _told("overlapping_certificates", FRANCE, certificates=held) == [("c", "2024-04-01", "")]


@pytest.mark.parametrize("other", [{"host": "DE"}, {"traveler": "you"}, {"state": "submitted"}])
def test_certificates_of_other_things_do_not_overlap(other: Row) -> None:
    held = [_certificate(), _certificate(certificate="d", **other)]
    assert _told("overlapping_certificates", FRANCE, certificates=held) == []


def test_certificates_of_two_engagements_do_not_overlap_but_a_general_one_does() -> None:
    named = [_certificate(assignment="x"), _certificate(certificate="d", assignment="y")]
    assert _told("overlapping_certificates", FRANCE, certificates=named) == []
    general = [_certificate(assignment="x"), _certificate(certificate="d")]
    assert len(_told("overlapping_certificates", FRANCE, certificates=general)) == 1


def test_a_certificate_without_agreement_is_told_for_the_days_worked() -> None:
    trip = _trip("FR", "1988-06-25", "1988-07-05")
    held = [_certificate(first_day="1988-06-28")]
    assert _told("certificate_without_agreement", trip, certificates=held) == [("c", "1988-06-28", "1988-06-30")]


def test_a_certificate_on_unverified_days_is_no_certificate_without_agreement() -> None:
    trip = _trip("RO", "2026-09-01", "2026-09-05")
    held = [_certificate(host="RO", first_day="2026-09-01")]
    assert _told("certificate_without_agreement", trip, certificates=held) == []


def test_an_agreement_that_starts_inside_tells_the_whole_stay() -> None:
    trip = _trip("FR", "1988-06-25", "1988-07-05")
    assert _told("agreement_starts_inside", trip) == [("me/1", "1988-06-25", "1988-07-05")]
    assert _told("non_agreement_work", trip) == [("me/1", "1988-06-25", "1988-06-30")]


@pytest.mark.parametrize("as_of", ["2024-02-29", "2024-03-01"])
def test_work_that_has_not_begun_is_not_late(as_of: str) -> None:
    late = _told("late_request", FRANCE, as_of=as_of)
    assert late == ([] if as_of < "2024-03-01" else [("me/1", "2024-03-01", "2024-03-01")])


def test_work_that_cannot_be_covered_is_not_late() -> None:
    assert _told("late_request", FRANCE, business_in_us="no") == []
    assert _told("late_request", FRANCE, certificates=[_certificate()]) == []


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({}, True),
        ({"expected_last_day": "2024-12-31"}, False),
        ({"business_in_us": "no"}, False),
    ],
)
def test_an_assumed_end_is_told_only_where_it_decided(more: dict[str, Any], told: bool) -> None:
    assert bool(_told("expected_end_assumed", FRANCE, **more)) is told


def test_a_residence_rule_asks_for_no_end() -> None:
    assert _told("expected_end_assumed", _trip("GB", "2024-03-01", "2024-03-10")) == []


def test_the_client_at_home_or_in_the_host_is_not_elsewhere() -> None:
    for country in ("", "US", "PR", "FR", "RE"):
        assert _told("client_elsewhere", FRANCE, client_country=country) == [], country
    assert _told("client_elsewhere", FRANCE, client_country="GB") == [("me/1", "", "")]


def test_the_assumed_worker_is_named_once_per_person() -> None:
    loose = [FRANCE | {"assignment": ""}, _trip("FR", "2025-03-01", "2025-03-02", assignment="")]
    assert _told("assumed_worker", *loose) == [("me", "", "")]
    assert _told("assumed_worker", *loose, worker_option="employee") == [("me", "", "")]


def test_loose_work_at_home_assumes_nothing() -> None:
    assert _told("assumed_worker", _trip("US", "2024-03-01", "2024-03-02", assignment="")) == []


@pytest.mark.parametrize(("later", "stale"), [(365, False), (366, True)])
def test_a_source_is_stale_after_a_year(later: int, stale: bool) -> None:
    rules = tracker.load_rules()
    read_on = min(rules.sources[name].read_on for name in rules.provision("FR.self_employed.transfer").sources)
    as_of = str(read_on + dt.timedelta(days=later))
    assert bool(_told("stale_source", FRANCE, as_of=as_of)) is stale


@pytest.mark.parametrize(
    ("check", "stale"),
    [
        ({"checked_on": "2027-12-01"}, False),
        ({"checked_on": "2026-12-01"}, False),
        ({"checked_on": "2026-11-30"}, True),
        ({"checked_on": "2027-12-02"}, True),
        ({"provision": "FR.self_employed.transfer"}, False),
        ({"provision": "FR.employee.detached"}, True),
        ({"host": "GP"}, False),
        ({"host": "DE"}, True),
    ],
    ids=[
        "that day",
        "within the year",
        "more than a year ago",
        "not yet",
        "this rule",
        "another rule",
        "a territory of it",
        "another agreement",
    ],
)
def test_an_own_check_within_a_year_counts_as_reading(check: Row, stale: bool) -> None:
    checks = [{"host": "FR", "checked_on": "2027-06-01", "source": "SSA's page"} | check]
    found = _told("stale_source", FRANCE, as_of="2027-12-01", verifications=checks)
    assert found == ([("FR.self_employed.transfer", "", "")] if stale else [])


def test_days_that_the_start_decides_need_it_read_within_a_year() -> None:
    romania = _trip("RO", "2026-10-01", "2026-10-05")
    assert _told("stale_source", romania, as_of="2027-11-22") == []
    assert _told("stale_source", romania, as_of="2027-12-01") == [("Romania", "", "")]
    before = _trip("FR", "1988-06-01", "1988-06-05")
    assert _told("stale_source", before, as_of="2027-12-01") == [("France", "", "")]
    assert _told("stale_source", _trip("TH", "2026-10-01", "2026-10-05"), as_of="2027-12-01") == []


def test_a_second_stay_elsewhere_or_as_something_else_is_no_repeat() -> None:
    germany = _trip("DE", "2024-03-01", "2024-03-10")
    again = _trip("DE", "2025-03-01", "2025-03-10", assignment="y")
    assert _told("repeat_rule_unknown", germany, again) == [("me/2", "2025-03-01", "2025-03-10")]
    assert _told("repeat_rule_unknown", germany, again | {"country": "CZ"}) == []
    assert _told("repeat_rule_unknown", germany, again | {"assignment": "x"}) == []
    british = [trip | {"country": "GB"} for trip in (germany, again)]
    assert _told("repeat_rule_unknown", *british) == []


def test_a_contradiction_names_the_days_that_contradict() -> None:
    trip = _trip("FR", "2024-03-01", "2026-03-05")
    held = [_certificate()]
    found = _told("certificate_contradicts_rule", trip, certificates=held, expected_last_day="2026-02-28")
    assert found == [("c", "2026-03-01", "2026-03-05")]


def test_a_contradiction_ends_where_the_facts_change() -> None:
    lives = [
        {"traveler": "me", "country": "GB", "first_day": "2020-01-01", "last_day": "2024-03-03"},
        {"traveler": "me", "country": "US", "first_day": "2024-03-04"},
    ]
    trip = _trip("GB", "2024-03-01", "2024-03-10")
    held = [_certificate(host="GB")]
    found = _told("certificate_contradicts_rule", trip, certificates=held, residences=lives, residence="")
    assert found == [("c", "2024-03-01", "2024-03-03")]


@pytest.mark.parametrize("partner", sorted(tracker.load_rules().agreements))
@pytest.mark.parametrize("worker", ["employee", "self_employed"])
def test_nobody_is_offered_an_exception_without_hearing_that_it_is_rare(partner: str, worker: str) -> None:
    said = extension_words(tracker.load_rules().agreements[partner], worker)
    assert "exception" not in said or "rare" in said
