"""Findings about what rules leave to the reader, in detail. Every code stands in tests/test_findings.py."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd
import pytest

import tracker
from tests.scenario_files import text_tables
from tracker import days
from tracker.coverage.rule_hints import election_deadline
from tracker.itinerary import workspace_from_text
from tracker.rules.model import ElectionRule

Row = dict[str, str]
KNOWN = {
    "worker": "self_employed",
    "employer": "us",
    "us_covered_before": "yes",
    "business_in_us": "yes",
    "health_insurance": "yes",
    "sent_from": "US",
    "residence": "US",
}


def _trip(country: str, first: str, last: str, **more: str) -> Row:
    named = {"trip": f"{country}{first}", "traveler": "me", "assignment": "x"}
    return named | {"country": country, "first_day": first, "last_day": last} | more


def _said(code: str, *trips: Row, as_of: str = "2026-12-01", tables: Any = None, **facts: str) -> list[Any]:
    """(subject, first day, last day, message) of each finding of one code."""
    given = {"trips": list(trips), "assignments": [KNOWN | {"assignment": "x", "traveler": "me"} | facts]}
    found = tracker.analyze(
        workspace_from_text(text_tables(given | (tables or {}))),
        tracker.load_rules(),
        as_of=dt.date.fromisoformat(as_of),
    ).findings
    rows = found[found["code"] == code]
    first, last = (rows[day].dt.strftime("%F").fillna("") for day in ("first_day", "last_day"))
    return list(zip(rows["subject"], first, last, rows["message"], strict=True))


def _people(nationalities: str) -> dict[str, list[Row]]:
    return {"travelers": [{"traveler": "me", "nationalities": nationalities}]}


RULE = ElectionRule(months=3, host_national_again="", dual_national_again="", section="", sources=())


@pytest.mark.parametrize(
    ("began", "deadline"),
    [
        ("2020-01-01", "2020-04-30"),  # POMS RS 02001.070: begun in January 2020
        ("2020-01-31", "2020-04-30"),
        ("2020-02-01", "2020-05-31"),
        ("2019-11-30", "2020-02-29"),
        ("2022-11-01", "2023-02-28"),
        ("2021-12-15", "2022-03-31"),
    ],
)
def test_a_choice_is_due_at_the_end_of_the_third_month_after_the_one_of_the_start(began: str, deadline: str) -> None:
    start = np.array([days.day_number(dt.date.fromisoformat(began))])
    assert days.to_date(int(election_deadline(start, RULE)[0])).isoformat() == deadline


def test_the_deadline_of_the_choice_stands_in_the_finding() -> None:
    [(subject, first, last, message)] = _said(
        "election_due", _trip("IT", "2020-01-07", "2020-01-20"), as_of="2020-02-01", tables=_people("US+IT")
    )
    assert (subject, first, last) == ("me/1", "2020-01-07", "2020-01-20")
    assert "by 2020-04-30" in message


@pytest.mark.parametrize("nationalities", ["US", "DE", ""])
def test_only_people_with_the_nationality_of_the_host_choose(nationalities: str) -> None:
    italy = _trip("IT", "2020-01-07", "2020-01-20")
    for code in ("election_due", "election_late", "election_change"):
        assert not _said(code, italy, tables=_people(nationalities), election="us")
        assert not _said(code, italy, tables=_people(nationalities))


def test_when_a_choice_may_be_changed_depends_on_the_nationalities() -> None:
    italy = _trip("IT", "2020-01-07", "2020-01-20")
    [(*_, italian)] = _said("election_change", italy, tables=_people("IT"), election="host")
    [(*_, dual)] = _said("election_change", italy, tables=_people("IT+US"), election="us")
    assert "that year is 2022" in italian
    assert "changing employers" in dual
    assert "2022" not in dual


@pytest.mark.parametrize(
    ("worker", "host", "sent_from", "said"),
    [
        ("employee", "AT", "TH", True),
        ("employee", "AT", "AT", False),  # from the host itself: not a third country
        ("employee", "AT", "", False),
        ("employee", "BE", "TH", False),  # allowed
        ("employee", "FR", "TH", False),  # decided by nationality
        ("self_employed", "AT", "TH", False),
    ],
)
def test_a_route_is_doubtful_only_where_no_source_speaks_of_it(
    worker: str, host: str, sent_from: str, said: bool
) -> None:
    found = _said(
        "third_country_rule_unknown", _trip(host, "2024-03-01", "2024-03-10"), worker=worker, sent_from=sent_from
    )
    assert bool(found) == said


def test_an_extension_is_needed_where_the_expected_or_the_logged_end_passes_the_limit() -> None:
    expected = _said(
        "extension_needed", _trip("DE", "2024-03-01", "2024-03-10"), host="DE", expected_last_day="2029-03-01"
    )
    [(_, first, last, message)] = expected
    assert (first, last) == ("2024-03-01", "2024-03-10")
    assert "beyond 2029-02-28" in message
    assert not _said(
        "extension_needed", _trip("DE", "2024-03-01", "2024-03-10"), host="DE", expected_last_day="2029-02-28"
    )


def test_a_granted_exception_answers_the_need_for_an_extension() -> None:
    germany = _trip("DE", "2021-03-01", "2026-06-30")
    facts = {"host": "DE", "expected_last_day": "2026-02-28"}
    granted = {"assignment": "x", "host": "DE", "granted_on": "2025-11-01"}
    assert _said("extension_needed", germany, **facts)
    until = granted | {"until": "2026-06-29"}
    assert "beyond 2026-06-29" in _said("extension_needed", germany, tables={"exceptions": [until]}, **facts)[0][3]
    assert not _said("extension_needed", germany, tables={"exceptions": [granted | {"until": "2026-06-30"}]}, **facts)


def test_an_absence_runs_from_leaving_the_us_to_the_return() -> None:
    trips = [
        _trip("US", "2023-01-01", "2023-12-31", assignment=""),
        _trip("GB", "2024-01-01", "2024-03-31"),
        _trip("US", "2024-07-02", "2024-07-05", activity="non_work", assignment=""),
        _trip("GB", "2024-07-06", "2024-08-31"),
    ]
    [(_, first, last, message)] = _said("long_absence", *trips)
    assert (first, last) == ("2024-01-01", "2024-07-01")
    assert "six months" in message
    back_in_time = [*trips[:2], _trip("US", "2024-07-01", "2024-07-05", activity="non_work", assignment=""), trips[3]]
    assert not _said("long_absence", *back_in_time)


def test_an_absence_matters_only_to_somebody_who_counts_as_living_in_the_us() -> None:
    year = _trip("GB", "2024-01-01", "2024-12-31")
    assert _said("long_absence", year)
    assert not _said("long_absence", year, residence="GB")
    assert not _said("long_absence", year | {"country": "CA"}, residence="FR"), (
        "assigned to the US, and lives in France"
    )
    assert not _said("long_absence", year, worker="employee", expected_last_day="2024-12-31")


def test_absences_of_several_people_do_not_run_into_each_other() -> None:
    given = [
        _trip("GB", "2024-01-01", "2024-12-31") | {"traveler": "ann", "assignment": ""},
        _trip("GB", "2024-03-01", "2024-03-10") | {"traveler": "bob", "assignment": ""},
        _trip("US", "2024-12-01", "2024-12-31") | {"traveler": "bob", "assignment": ""},
    ]
    people = [{"traveler": who, "residence": "US"} for who in ("ann", "bob")]
    found = _said("long_absence", *given, tables={"travelers": people})
    assert [(subject, first, last) for subject, first, last, _ in found] == [
        ("ann/1", "2024-01-01", "2024-12-31"),
        ("bob/1", "2024-03-01", "2024-11-30"),
    ]


def test_a_residence_that_goes_on_is_never_short() -> None:
    lived = {"traveler": "me", "country": "GB", "first_day": "2024-03-01", "last_day": ""}
    assert not _said("short_residence", _trip("GB", "2024-03-01", "2024-03-10"), tables={"residences": [lived]})
    home = lived | {"country": "PR", "last_day": "2024-03-31"}
    assert not _said("short_residence", _trip("GB", "2024-03-01", "2024-03-10"), tables={"residences": [home]})


YEAR_2024 = [  # 366 days: 183 in the US, 183 in France, the day of travel counted in both
    _trip("US", "2024-01-01", "2024-07-01", assignment=""),
    _trip("FR", "2024-07-02", "2024-12-31"),
]
BOTH = {"works_in_both_countries": "yes", "fixed_base": "neither", "business_in_us": "no"}


def test_the_days_of_presence_are_shown_per_tax_year_with_their_sum() -> None:
    [(subject, first, last, message)] = _said("days_present", *YEAR_2024, **BOTH)
    assert (subject, first, last) == ("me/1", "2024-01-01", "2024-12-31")
    assert "in 2024, 183 days in the United States and 183 days in France are logged; 0 days have no entry" in message
    assert "does not settle" in message


def _verdicts(*trips: Row, **facts: str) -> pd.DataFrame:
    given = {"trips": list(trips), "assignments": [KNOWN | {"assignment": "x", "traveler": "me"} | facts]}
    return tracker.analyze(
        workspace_from_text(text_tables(given)), tracker.load_rules(), as_of=dt.date(2026, 12, 1)
    ).coverage.query("host == 'FR'")


@pytest.mark.parametrize(
    ("change", "reasons"),
    [
        ({}, ["fact_missing:days_present"]),
        ({"last_day": "2024-07-02"}, ["us_coverage_assigned"]),  # one more day in the US, shared with France
        ({"last_day": "2024-06-30"}, ["fact_missing:days_present"]),  # the open day could tip the balance back to even
        ({"last_day": "2024-06-29"}, ["fact_missing:days_present"]),
        ({"first_day": "2024-01-02"}, ["fact_missing:days_present"]),
    ],
)
def test_more_days_in_one_country_settle_the_principal_activity(change: Row, reasons: list[str]) -> None:
    rows = _verdicts(YEAR_2024[0] | change, YEAR_2024[1], **BOTH)
    assert rows["reason"].tolist() == reasons


def test_each_tax_year_counts_for_itself() -> None:
    trips = [
        _trip("US", "2023-01-01", "2023-11-30", assignment=""),
        _trip("FR", "2023-12-01", "2024-09-30"),
        _trip("US", "2024-10-01", "2024-12-31", assignment=""),
    ]
    rows = _verdicts(*trips, **BOTH)
    told = list(zip(rows["first_day"].dt.strftime("%F"), rows["reason"], strict=True))
    assert told == [("2023-12-01", "us_coverage_assigned"), ("2024-01-01", "host_coverage_assigned")]
    assert set(rows["provision"]) == {"FR.self_employed.principal_activity", "FR.self_employed.transfer"}


def test_passing_through_is_no_presence_but_no_open_day_either() -> None:
    through = _trip("FR", "2024-07-02", "2024-12-31", activity="transit", assignment="")
    work = _trip("FR", "2024-07-01", "2024-07-01")
    [(*_, message)] = _said("days_present", YEAR_2024[0], through, work, **BOTH)
    assert "183 days in the United States and 1 days in France are logged; 0 days have no entry" in message


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("Quebec", True),
        ("Ville de Québec", True),
        ("montreal", True),
        ("Toronto", False),
        ("Lavaltrie", False),  # only whole words count
    ],
)
def test_quebec_is_known_by_the_place(place: str, said: bool) -> None:
    found = _said("understanding_applies", _trip("CA", "2024-03-01", "2024-03-10", place=place))
    assert bool(found) == said
    if found:
        assert "Quebec Pension Plan" in found[0][3]


def test_rest_in_quebec_is_no_work_there() -> None:
    toronto = _trip("CA", "2024-03-01", "2024-03-10", place="Toronto")
    rest = _trip("CA", "2024-03-11", "2024-03-12", place="Montreal", activity="non_work")
    assert not _said("understanding_applies", toronto, rest)
