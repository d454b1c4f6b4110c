"""Which granted exceptions are taken."""

from __future__ import annotations

import datetime as dt

import pytest

from tracker.ui import session
from tracker.ui.exceptions import exception_problem

GRANT = {"host": "PT", "until": "2027-01-31", "granted_on": "2026-11-22", "reference": ""}


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "today", lambda: dt.date(2026, 11, 22))


@pytest.mark.parametrize(
    ("change", "begins"),
    [
        ({}, ""),
        ({"until": ""}, "Give the last day"),
        ({"granted_on": ""}, "Give the day on which"),
        ({"granted_on": "2026-11-23"}, "The day of the grant lies ahead."),
    ],
    ids=["complete, today", "no end", "no day of the grant", "tomorrow"],
)
def test_a_grant_names_its_end_and_a_day_that_is_past(change: dict[str, str], begins: str) -> None:
    problem = exception_problem(GRANT | change, [])
    assert problem.startswith(begins)
    assert bool(problem) is bool(begins)


def test_the_same_grant_is_not_entered_twice() -> None:
    assert "entered already" in exception_problem(GRANT, [GRANT | {"reference": "again"}])
    assert exception_problem(GRANT, [GRANT | {"until": "2026-12-31"}, GRANT | {"host": "FR"}]) == ""
