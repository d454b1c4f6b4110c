"""Facts about an engagement: what is given wins in a fixed order, and what is not given stays unknown."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd
import pytest

import tracker
from tests.scenario_files import text_tables
from tracker.coverage.facts import (
    RESIDES_ELSEWHERE,
    RESIDES_IN_HOST,
    RESIDES_IN_US,
    UNKNOWN,
    has_nationality,
    resides,
    split_nationalities,
)
from tracker.itinerary import workspace_from_text

TRIP = {"trip": "t", "traveler": "me", "country": "GB", "first_day": "2024-03-01", "last_day": "2024-03-10"}


def _reasons(
    trips: list[dict[str, str]] | None = None, worker: str | None = None, residence: str | None = None, **tables: Any
) -> list[tuple[int, str]]:
    """(days, reason) of the coverage rows."""
    workspace = workspace_from_text(text_tables({"trips": trips or [TRIP], **tables}))
    frame = tracker.analyze(
        workspace, tracker.load_rules(), as_of=dt.date(2026, 6, 1), worker=worker, residence=residence
    ).coverage
    return list(zip(frame["days"], frame["reason"], strict=True))


def _lives(country: str, first_day: str = "2020-01-01", last_day: str = "") -> dict[str, str]:
    return {"traveler": "me", "country": country, "first_day": first_day, "last_day": last_day}


US_RULE, HOST_RULE, THIRD_RULE = "us_coverage_assigned", "host_coverage_assigned", "special_exception_needed"


@pytest.mark.parametrize(
    ("engagement", "dated", "person", "option", "reason"),
    [
        ("US", "GB", "GB", "GB", US_RULE),
        ("", "US", "GB", "GB", US_RULE),
        ("", "", "US", "GB", US_RULE),
        ("", "", "", "US", US_RULE),
        ("", "", "", "", "fact_missing:residence"),
        ("GB", "US", "US", "US", HOST_RULE),
        ("IM", "", "", "", HOST_RULE),
        ("GI", "", "", "", THIRD_RULE),
        ("PR", "", "", "", US_RULE),
        ("", "", "", "TH", THIRD_RULE),
    ],
)
def test_residence_is_the_first_that_is_given(
    engagement: str, dated: str, person: str, option: str, reason: str
) -> None:
    work = {"assignment": "x", "traveler": "me", "worker": "self_employed", "residence": engagement}
    found = _reasons(
        [TRIP | {"assignment": "x"}],
        residence=option or None,
        assignments=[work],
        residences=[_lives(dated)] if dated else [],
        travelers=[{"traveler": "me", "residence": person}],
    )
    assert found == [(10, reason)]


def test_dated_residence_holds_on_its_days_only() -> None:
    moved = [_lives("US", "2024-03-03", "2024-03-05")]
    people = [{"traveler": "me", "residence": "GB"}]
    assert _reasons(residences=moved, travelers=people) == [(2, HOST_RULE), (3, US_RULE), (5, HOST_RULE)]


def test_of_overlapping_residences_the_later_one_holds() -> None:
    rows = [_lives("GB", "2024-01-01"), _lives("US", "2024-03-06")]
    assert _reasons(residences=rows) == _reasons(residences=rows[::-1]) == [(5, HOST_RULE), (5, US_RULE)]
    same_start = [_lives("GB", "2024-01-01"), _lives("US", "2024-01-01")]
    assert _reasons(residences=same_start) == [(10, US_RULE)]
    assert _reasons(residences=same_start[::-1]) == [(10, HOST_RULE)]


def test_somebody_elses_residence_does_not_count() -> None:
    assert _reasons(residences=[_lives("US") | {"traveler": "you"}]) == [(10, "fact_missing:residence")]


@pytest.mark.parametrize(
    ("worker", "reason"), [(None, "fact_missing:residence"), ("employee", "fact_missing:employer")]
)
def test_work_without_an_assignment_takes_the_worker_from_the_option(worker: str | None, reason: str) -> None:
    assert _reasons(worker=worker) == [(10, reason)]


@pytest.mark.parametrize("assignments", [[], [{"assignment": "x", "traveler": "me", "employer": "us"}]])
def test_an_assignment_without_a_worker_is_asked_for_it_whatever_the_option(assignments: list[Any]) -> None:
    found = _reasons([TRIP | {"assignment": "x"}], worker="self_employed", assignments=assignments)
    assert found == [(10, "fact_missing:worker")]


def test_facts_of_somebody_elses_assignment_do_not_count() -> None:
    other = [{"assignment": "x", "traveler": "you", "worker": "self_employed", "residence": "US"}]
    assert _reasons([TRIP | {"assignment": "x"}], assignments=other) == [(10, "fact_missing:worker")]


def test_facts_hold_in_every_country_worked_in() -> None:
    work = {"assignment": "x", "traveler": "me", "worker": "self_employed", "residence": "US", "host": "GB"}
    trips = [
        TRIP | {"assignment": "x"},
        TRIP | {"trip": "u", "country": "SE", "assignment": "x", "first_day": "2024-03-11", "last_day": "2024-03-12"},
    ]
    assert _reasons(trips, assignments=[work]) == [(10, US_RULE), (2, US_RULE)]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("", []),
        ("US", ["US"]),
        ("US+IT", ["US", "IT"]),
        ("us + it", ["US", "IT"]),
        ("US, Italy", ["US", "IT"]),
        ("USA/ITA;FR", ["US", "IT", "FR"]),
    ],
)
def test_nationalities_are_split(text: str, codes: list[str]) -> None:
    assert split_nationalities(text) == codes


def test_a_nationality_is_found_whole() -> None:
    found = has_nationality(pd.Series(["US+IT", "AUS", "", "IT"], dtype="str"), ("US",))
    assert found.tolist() == [True, False, False, False]


@pytest.mark.parametrize("typed", ["American", "Martian"])
def test_a_nationality_that_is_no_country_is_not_known(typed: str) -> None:
    """It must not be taken for a third country, which would answer that Italy covers the person."""
    found = _reasons([TRIP | {"country": "IT"}], travelers=[{"traveler": "me", "nationalities": typed}])
    assert found == [(10, "fact_missing:nationalities")]


def test_residence_seen_from_the_host() -> None:
    lives, host = pd.Series(["", "US", "GB", "FR"]), pd.Series(["GB"] * 4)
    assert resides(lives, host).tolist() == [UNKNOWN, RESIDES_IN_US, RESIDES_IN_HOST, RESIDES_ELSEWHERE]
