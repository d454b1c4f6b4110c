"""Which certificate fits a run of days, and which one is preferred."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests.scenario_files import text_tables
from tracker import days
from tracker.coverage.certificates import NONE, fits, fitting, with_day_numbers
from tracker.itinerary import workspace_from_text
from tracker.rules import load_rules
from tracker.rules.tables import Law


def _held(*rows: dict[str, str]) -> pd.DataFrame:
    usual = {"traveler": "ann", "host": "FR", "first_day": "2024-01-01", "last_day": "2024-12-31", "state": "issued"}
    given = [{"certificate": f"c{n}"} | usual | row for n, row in enumerate(rows)]
    table = workspace_from_text(text_tables({"certificates": given})).certificates
    return with_day_numbers(table, Law(load_rules()))


def _asked(first: str = "2024-03-01", last: str = "2024-03-05", **more: Any) -> pd.DataFrame:
    start, stop = days.starts(pd.to_datetime(pd.Series([first]))), days.stops(pd.to_datetime(pd.Series([last])))
    row = {"traveler": "ann", "jurisdiction": "FR", "assignment": "x", "start": start, "stop": stop}
    return pd.DataFrame(row | more)


def _chosen(held: pd.DataFrame, **asked: Any) -> str:
    (position,) = fitting(_asked(**asked), held)
    return "" if position == NONE else str(held["certificate"].iloc[position])


@pytest.mark.parametrize("state", ["issued", "delivered"])
def test_what_was_issued_covers(state: str) -> None:
    assert _chosen(_held({"state": state})) == "c0"


@pytest.mark.parametrize("state", ["draft", "submitted", "refused", "withdrawn", ""])
def test_nothing_else_covers(state: str) -> None:
    assert _chosen(_held({"state": state})) == ""


def test_other_states_can_be_asked_for() -> None:
    assert fitting(_asked(), _held({"state": "submitted"}), ("submitted",)).tolist() == [0]


@pytest.mark.parametrize(
    ("first", "last", "fits_it"),
    [
        ("2024-03-01", "2024-03-05", True),
        ("2024-03-02", "2024-03-05", False),
        ("2024-03-01", "2024-03-04", False),
        ("2024-02-01", "", True),
        ("2024-03-01", "", True),
        ("2024-03-02", "", False),
    ],
)
def test_dates_are_inclusive_and_an_empty_last_day_has_no_end(first: str, last: str, fits_it: bool) -> None:
    assert (_chosen(_held({"first_day": first, "last_day": last})) != "") is fits_it


def test_a_certificate_is_of_one_traveler() -> None:
    assert _chosen(_held({}), traveler="bob") == ""


@pytest.mark.parametrize(
    ("host", "jurisdiction", "fits_it"),
    [("GB", "GB", True), ("IM", "GB", True), ("FR", "GB", False), ("NC", "FR", False)],
)
def test_jurisdictions_are_compared(host: str, jurisdiction: str, fits_it: bool) -> None:
    assert (_chosen(_held({"host": host}), jurisdiction=jurisdiction) != "") is fits_it


@pytest.mark.parametrize(
    ("on_certificate", "of_work", "fits_it"),
    [("x", "x", True), ("", "x", True), ("x", "", True), ("", "", True), ("y", "x", False)],
)
def test_assignments_agree_if_both_are_named(on_certificate: str, of_work: str, fits_it: bool) -> None:
    assert (_chosen(_held({"assignment": on_certificate}), assignment=of_work) != "") is fits_it


NAMED, DELIVERED = {"assignment": "x"}, {"state": "delivered"}


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        (NAMED, DELIVERED | {"issued_on": "2024-02-01", "first_day": "2024-02-01"}),
        (DELIVERED, {"issued_on": "2024-02-01", "first_day": "2024-02-01"}),
        ({"issued_on": "2024-02-02"}, {"issued_on": "2024-02-01", "first_day": "2024-02-01"}),
        ({"issued_on": "1969-12-31"}, {"issued_on": "", "first_day": "2024-02-01"}),
        ({"first_day": "2024-01-02"}, {"first_day": "2024-01-01"}),
        ({"certificate": "a"}, {"certificate": "b"}),
        ({"certificate": "c10"}, {"certificate": "c9"}),
    ],
    ids=["names this work", "delivered", "latest issue", "known issue", "latest start", "smallest id", "id as text"],
)
def test_of_several_the_preferred_one_is_taken(better: dict[str, str], worse: dict[str, str]) -> None:
    better, worse = {"certificate": "good"} | better, {"certificate": "poor"} | worse
    if better["certificate"] == "good":
        better["certificate"] = "z"  # so that the id cannot decide
    for rows in ((better, worse), (worse, better)):
        assert _chosen(_held(*rows)) == better["certificate"]


def test_no_work_and_no_certificate_are_no_problem() -> None:
    assert fitting(_asked().iloc[:0], _held({})).tolist() == []
    assert fitting(_asked(), _held().iloc[:0]).tolist() == [NONE]
    assert len(fits(_asked(), _held().iloc[:0])) == 0


def test_rows_are_answered_each_for_itself() -> None:
    held = _held({"last_day": "2024-03-05"}, {"first_day": "2024-04-01", "last_day": ""})
    asked = pd.concat([_asked(), _asked("2024-03-06", "2024-03-07"), _asked("2024-04-01", "2030-01-01")])
    assert np.array_equal(fitting(asked, held), [0, NONE, 1])
