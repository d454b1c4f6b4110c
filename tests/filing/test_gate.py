"""The gate: mixed or unclear work is never packed as if it were clean."""

from __future__ import annotations

from typing import Any

import pytest

from tests.filing.filed import CERTIFICATE, JOB, TRIP, analyzed
from tracker.filing.checks import checks
from tracker.filing.gate import Gate, gate, not_ready
from tracker.filing.request import requests

THERE = TRIP | {"trip": "t2", "country": "TH", "first_day": "2026-06-27", "last_day": "2026-06-27"}


def _gate(**given: Any) -> Gate:
    analysis = analyzed(**given)
    return gate(analysis, next(request for request in requests(analysis) if request.host == "FR"))


def test_clean_work_passes() -> None:
    assert _gate() == Gate(True)


def test_one_day_of_work_elsewhere_shuts_it_and_a_holiday_does_not() -> None:
    shut = _gate(trips=[TRIP, THERE])
    assert not shut.is_open
    assert "pause and clarify" in shut.reasons[0]
    assert _gate(trips=[TRIP, THERE | {"activity": "non_work"}]).is_open


def test_a_clarified_mix_passes_and_says_so() -> None:
    told = {"traveler": "ann", "assignment": "x", "clarified_on": "2026-01-10", "by": "SSA"}
    opened = _gate(trips=[TRIP, THERE], clarifications=[told])
    assert opened.is_open
    assert "t2" in opened.notes[0]
    assert not _gate(trips=[TRIP, THERE], clarifications=[told | {"clarified_on": "2026-02-02"}]).is_open


@pytest.mark.parametrize("fact", ["business_in_us", "health_insurance"])
def test_a_missing_fact_shuts_it(fact: str) -> None:
    shut = _gate(job={fact: ""})
    assert not shut.is_open
    assert fact in " ".join(shut.reasons)
    assert "117 days" in shut.reasons[-1]


def test_a_neighboring_story_shuts_it() -> None:
    near = TRIP | {
        "trip": "t2",
        "country": "DE",
        "first_day": "2026-07-01",
        "last_day": "2026-07-30",
        "assignment": "y",
    }
    jobs = [JOB, JOB | {"assignment": "y", "host": "DE"}]
    shut = _gate(trips=[TRIP, near], assignments=jobs)
    assert not shut.is_open
    assert "Germany" in shut.reasons[0]
    assert _gate(trips=[TRIP, near | {"first_day": "2026-07-28"}], assignments=jobs).is_open


@pytest.mark.parametrize(("state", "note"), [("submitted", "with SSA"), ("issued", "on file")])
def test_what_is_on_its_way_is_noted(state: str, note: str) -> None:
    assert note in _gate(certificates=[CERTIFICATE | {"state": state}]).notes[0]


def test_a_stop_among_the_checks_is_named_too() -> None:
    analysis = analyzed(person={"name": ""})
    (request,) = requests(analysis)
    assert gate(analysis, request).is_open
    (reason,) = not_ready(gate(analysis, request), checks(analysis, request))
    assert "not complete" in reason
    clean = analyzed()
    assert not_ready(gate(clean, *requests(clean)), checks(clean, *requests(clean))) == ()
