"""Two official texts side by side, and short stays that count each by itself."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pytest

import tracker
from tests.scenario_files import text_tables
from tracker.coverage.answers import ANSWERS, NUMBER
from tracker.coverage.judging import _compared
from tracker.coverage.stays import NONE
from tracker.itinerary import workspace_from_text

US, HOST, OVER = "us_coverage_assigned", "host_coverage_assigned", "over_limit"
THIRD, UNREAD = "special_exception_needed", "rule_unverified"
ASK_RESIDENCE, ASK_BUSINESS = "fact_missing:residence", "fact_missing:business_in_us"


@pytest.mark.parametrize(
    ("first", "second", "together", "provision"),
    [
        (US, US, US, 0),
        (HOST, OVER, HOST, 0),
        (OVER, HOST, HOST, 1),
        (HOST, US, "official_sources_disagree", 1),
        (US, HOST, "official_sources_disagree", 0),
        (THIRD, US, "official_sources_disagree", 1),
        (THIRD, UNREAD, THIRD, 0),
        (HOST, ASK_BUSINESS, ASK_BUSINESS, 1),
        (ASK_BUSINESS, US, ASK_BUSINESS, 0),
        (ASK_BUSINESS, ASK_RESIDENCE, ASK_RESIDENCE, 1),
    ],
)
def test_what_two_texts_say_together(first: str, second: str, together: str, provision: int) -> None:
    answer, chosen = _compared(_number(first), np.array([0]), _number(second), np.array([1]))
    assert (str(ANSWERS[answer[0]].reason), chosen[0]) == (together, provision)


def _number(reason: str) -> np.ndarray:
    return np.array([NUMBER[reason]])


def test_a_text_without_a_rule_for_that_day_is_not_heard() -> None:
    answer, chosen = _compared(_number(US), np.array([3]), _number(HOST), np.array([NONE]))
    assert (ANSWERS[answer[0]].reason, chosen[0]) == (US, 3)
    answer, chosen = _compared(_number(US), np.array([NONE]), _number(HOST), np.array([4]))
    assert (ANSWERS[answer[0]].reason, chosen[0]) == (HOST, 4)


# Canada, employees: short intermittent stays


def _januaries(host: str, *years: int, gap: int = 30, **facts: str) -> list[tuple[str, str]]:
    """(first day, reason) of two weeks of work in each of these Januaries, under one assignment."""
    trips = [
        {
            "trip": f"t{year}",
            "traveler": "me",
            "country": host,
            "assignment": "x",
            "first_day": f"{year}-01-08",
            "last_day": f"{year}-01-21",
        }
        for year in years
    ]
    known = {"worker": "employee", "employer": "us", "us_covered_before": "yes", "sent_from": "US", "host": host}
    tables: dict[str, Any] = {"trips": trips, "assignments": [{"assignment": "x", "traveler": "me"} | known | facts]}
    analysis = tracker.analyze(
        workspace_from_text(text_tables(tables)),
        tracker.load_rules(),
        as_of=dt.date(2026, 11, 30),
        join_gap_days=gap,
    )
    work = analysis.coverage[analysis.coverage["host"] != ""]
    return [(f"{row.first_day:%F}", row.reason) for row in work.itertuples()]


def test_short_stays_in_canada_count_each_by_itself() -> None:
    years = range(2018, 2025)
    assert _januaries("CA", *years, expected_last_day="2024-01-21") == [(f"{year}-01-08", US) for year in years]


def test_the_same_stays_in_britain_are_one() -> None:
    answers = _januaries("GB", *range(2018, 2025), expected_last_day="2024-01-21")
    assert {reason for _, reason in answers} == {OVER}


def test_the_expected_end_belongs_to_the_last_of_the_short_stays() -> None:
    assert _januaries("CA", 2018, 2024, expected_last_day="2030-01-21") == [("2018-01-08", US), ("2024-01-08", OVER)]


def test_stays_that_the_join_gap_joins_are_one() -> None:
    answers = _januaries("CA", *range(2018, 2025), gap=400, expected_last_day="2024-01-21")
    assert {reason for _, reason in answers} == {OVER}


def test_other_work_between_two_short_stays_makes_neither_a_repeat_of_itself() -> None:
    facts = {"traveler": "me", "worker": "employee", "employer": "us", "us_covered_before": "yes", "host": "CA"}
    spans = {"x": ["2018-01-08", "2020-01-06"], "y": ["2019-03-04"]}
    trips = [
        {"trip": day, "traveler": "me", "country": "CA", "assignment": name, "first_day": day, "last_day": day}
        for name, days in spans.items()
        for day in days
    ]
    tables: dict[str, Any] = {"trips": trips, "assignments": [facts | {"assignment": name} for name in spans]}
    analysis = tracker.analyze(
        workspace_from_text(text_tables(tables)), tracker.load_rules(), as_of=dt.date(2026, 11, 30)
    )
    later = analysis.findings.loc[analysis.findings["code"] == "repeat_rule_unknown", "subject"]
    assert later.tolist() == ["me/2"]
