"""Exposure: what foreign work days mean for contributions, and the estimate."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings

import tracker
from tests.scenario_files import text_tables
from tests.strategies import workspaces
from tracker.codes import Charge, Reason
from tracker.coverage.answers import ANSWERS
from tracker.errors import BadOption
from tracker.filing.exposure import (
    CHARGE_WITHOUT_COVER,
    EXPOSURE_COLUMNS,
    SELF_EMPLOYED_RATE,
    estimate,
    exposure,
    self_employed_only,
)
from tracker.itinerary import workspace_from_text

Row = dict[str, str]
SENT = {"worker": "employee", "employer": "us", "us_covered_before": "yes", "sent_from": "US"}


def analyzed(*trips: Row, **tables: list[Row]) -> tracker.Analysis:
    named = [{"traveler": "me", "trip": f"t{number}"} | trip for number, trip in enumerate(trips)]
    read = workspace_from_text(text_tables({"trips": named} | tables))
    return tracker.analyze(read, tracker.load_rules(), as_of=dt.date(2026, 6, 1))


def trip(country: str, first: str, last: str, **more: str) -> Row:
    return {"country": country, "first_day": first, "last_day": last} | more


def told(analysis: tracker.Analysis) -> list[tuple[Any, ...]]:
    return list(exposure(analysis)[["host", "year", "charge", "days"]].itertuples(index=False, name=None))


def test_a_span_over_new_year_and_a_leap_day_is_split_by_calendar_year() -> None:
    assert told(analyzed(trip("TH", "2023-12-30", "2025-01-02"))) == [
        ("TH", 2023, "both", 2),
        ("TH", 2024, "both", 366),
        ("TH", 2025, "both", 2),
    ]


def test_a_certificate_on_file_splits_the_days_into_covered_and_to_ask_for() -> None:
    facts = SENT | {"assignment": "a", "traveler": "me", "host": "DE", "expected_last_day": "2026-02-10"}
    held = {"certificate": "c", "traveler": "me", "host": "DE", "state": "delivered"}
    held |= {"first_day": "2026-01-01", "last_day": "2026-01-31"}
    analysis = analyzed(
        trip("DE", "2025-12-30", "2026-02-10", assignment="a"), assignments=[facts], certificates=[held]
    )
    assert told(analysis) == [("DE", 2025, "ask", 2), ("DE", 2026, "covered", 31), ("DE", 2026, "ask", 10)]


def test_a_certificate_of_the_host_proves_that_the_days_are_in_its_system() -> None:
    held = {"certificate": "c", "traveler": "me", "host": "PT", "issuer": "PT", "state": "issued"}
    held |= {"first_day": "2026-01-01", "last_day": "2026-01-31"}
    facts = {"assignment": "a", "traveler": "me", "worker": "self_employed", "residence": "PT"}
    analysis = analyzed(
        trip("PT", "2026-01-01", "2026-02-10", assignment="a"), assignments=[facts], certificates=[held]
    )
    assert told(analysis) == [("PT", 2026, "covered_by_host", 31), ("PT", 2026, "host", 10)]


def test_work_for_good_is_the_hosts() -> None:
    facts = SENT | {"assignment": "a", "traveler": "me", "temporary": "no"}
    analysis = analyzed(trip("DE", "2026-01-01", "2026-02-10", assignment="a"), assignments=[facts])
    assert [charge for _, _, charge, _ in told(analysis)] == ["host"]


@pytest.mark.parametrize(
    ("fact", "charge"),
    [({"business_in_us": "no"}, "host"), ({"business_in_us": "yes"}, "ask"), ({}, "unclear")],
)
def test_the_rule_decides_whose_the_work_is(fact: Row, charge: str) -> None:
    facts = {"assignment": "a", "traveler": "me", "worker": "self_employed"} | fact
    analysis = analyzed(trip("DE", "2026-01-01", "2026-01-10", assignment="a"), assignments=[facts])
    assert told(analysis) == [("DE", 2026, charge, 10)]


def test_days_before_an_agreement_started_cannot_be_helped_by_it() -> None:
    assert [charge for *_, charge, _ in told(analyzed(trip("IS", "2019-02-01", "2019-02-10")))] == ["both"]


def test_every_reason_without_cover_has_a_meaning() -> None:
    without = {answer.reason for answer in ANSWERS if answer.verdict == "would_not_cover"}
    assert set(CHARGE_WITHOUT_COVER) == without
    assert {reason for reason, charge in CHARGE_WITHOUT_COVER.items() if charge == Charge.BOTH} == {
        Reason.NO_AGREEMENT,
        Reason.AGREEMENT_NOT_IN_FORCE,
    }


def test_home_work_is_no_exposure_and_the_columns_stay() -> None:
    found = exposure(analyzed(trip("US", "2026-01-01", "2026-01-10")))
    assert list(found.columns) == list(EXPOSURE_COLUMNS)
    assert not len(found)


@settings(max_examples=5, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(workspaces())
def test_the_days_of_a_year_are_the_host_days_of_coverage(case: tuple[dict[str, Any], dt.date, dict[str, Any]]) -> None:
    tables, as_of, options = case
    analysis = tracker.analyze(workspace_from_text(text_tables(tables)), tracker.load_rules(), as_of=as_of, **options)
    expected: dict[tuple[str, str, int], int] = {}
    for row in analysis.coverage[analysis.coverage["host"] != ""].itertuples():
        for day in pd.date_range(row.first_day, row.last_day):
            key = (row.traveler, row.host, day.year)
            expected[key] = expected.get(key, 0) + 1
    found = exposure(analysis).groupby(["traveler", "host", "year"])["days"].sum()
    assert found.to_dict() == expected


@pytest.mark.parametrize(
    ("earnings", "exposed", "work", "rate", "amount"),
    [
        ("60000", 40, 100, "18.6", "4464.00"),  # 60000 × 0.4 = 24000; 18.6 % of that
        ("100", 1, 3, "10", "3.33"),
        ("100", 2, 3, "10", "6.67"),
        ("0.05", 1, 1, "10", "0.01"),  # half a cent goes up
        ("1000", 0, 10, "50", "0.00"),
    ],
)
def test_the_estimate_is_earnings_by_share_by_rate(
    earnings: str, exposed: int, work: int, rate: str, amount: str
) -> None:
    assert estimate(Decimal(earnings), exposed, work, Decimal(rate)) == Decimal(amount)


def test_the_us_rate_is_15_3_percent_of_92_35_percent() -> None:
    assert Decimal("14.12955") == SELF_EMPLOYED_RATE
    assert estimate(Decimal(10000), 1, 1, SELF_EMPLOYED_RATE) == Decimal("1412.96")  # 1412.955


@pytest.mark.parametrize(
    ("earnings", "exposed", "work", "rate"), [("-1", 1, 1, "1"), ("1", 2, 1, "1"), ("1", 0, 0, "1"), ("1", 1, 1, "101")]
)
def test_figures_that_no_work_can_have_are_refused(earnings: str, exposed: int, work: int, rate: str) -> None:
    with pytest.raises(BadOption):
        estimate(Decimal(earnings), exposed, work, Decimal(rate))


def test_the_us_rate_is_offered_only_where_all_work_of_the_year_is_self_employed() -> None:
    employee = SENT | {"assignment": "a", "traveler": "me"}
    unknown = {"assignment": "b", "traveler": "me"}
    analysis = analyzed(
        trip("DE", "2025-01-01", "2026-01-10", assignment="a"),
        trip("DE", "2026-03-01", "2026-03-10"),
        trip("FR", "2026-05-01", "2026-05-10"),
        trip("GB", "2026-05-20", "2026-05-25", assignment="b"),
        assignments=[employee, unknown],
    )
    found = self_employed_only(analysis).set_index(["host", "year"])["self_employed"]
    assert found.to_dict() == {("DE", 2025): False, ("DE", 2026): False, ("FR", 2026): True, ("GB", 2026): False}
