"""Which residences can stand beside each other."""

from __future__ import annotations

import pytest

from tracker.ui.residences import residence_problem

Row = dict[str, str]


def lived(first: str, last: str = "", country: str = "GB") -> Row:
    return {"country": country, "first_day": first, "last_day": last}


@pytest.mark.parametrize(
    ("values", "begins"),
    [
        (lived("2026-01-01", country=""), "Choose the country"),
        (lived(""), "Give the first day"),
        (lived("2026-01-02", "2026-01-01"), "The last day is before the first day."),
    ],
)
def test_a_row_that_says_too_little_or_runs_backwards_is_refused(values: Row, begins: str) -> None:
    assert residence_problem(values, []).startswith(begins)


@pytest.mark.parametrize(
    ("values", "beside", "overlap"),
    [
        (lived("2026-01-01", "2026-01-31"), lived("2026-02-01"), False),
        (lived("2026-01-01", "2026-02-01"), lived("2026-02-01"), True),
        (lived("2026-03-01"), lived("2026-02-01", "2026-02-28"), False),
        (lived("2026-02-28"), lived("2026-02-01", "2026-02-28"), True),
        (lived("2026-01-01"), lived("2026-02-01", "2026-02-28"), True),
        (lived("2026-01-01"), lived("2026-02-01"), True),
        (lived("2026-02-10", "2026-02-10"), lived("2026-02-01", "2026-02-28"), True),
    ],
    ids=[
        "day before",
        "one day shared",
        "day after",
        "its last day",
        "inside a row without end",
        "two without end",
        "one day inside",
    ],
)
def test_two_rows_of_one_person_share_no_day(values: Row, beside: Row, overlap: bool) -> None:
    problem = residence_problem(values, [beside])
    assert bool(problem) is overlap
    if overlap:
        assert problem.startswith("United Kingdom, ")
        assert problem.count(". ") == 1
