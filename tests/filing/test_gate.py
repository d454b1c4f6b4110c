"""The gate: mixed or unclear work is never packed as if it were clean."""

from __future__ import annotations

from typing import Any

import pytest

from tests.filing.filed import CERTIFICATE, JOB, TRIP, analyzed
from tracker.coverage.asks import QUESTIONS
from tracker.filing.checks import checks
from tracker.filing.gate import Banner, Gate, gate, gate_of_redacted, not_ready
from tracker.filing.lookup import Lookup
from tracker.filing.request import requests

THERE = TRIP | {"trip": "t2", "country": "TH", "first_day": "2026-06-27", "last_day": "2026-06-27"}


def _gate(**given: Any) -> Gate:
    analysis = analyzed(**given)
    return gate(analysis, next(request for request in requests(analysis) if request.host == "FR"))


def test_clean_work_passes() -> None:
    opened = _gate()
    assert (opened.is_open, opened.request_now, opened.is_ready_to_file) == (True, True, True)
    assert (opened.reasons, opened.notes, opened.what_is_open) == ((), (), ())
    assert (opened.banner, opened.mark) == (Banner.READY, "REQUEST NOW")


@pytest.mark.parametrize(
    ("given", "mark", "first"),
    [
        ({"person": {"name": ""}}, "ANSWER FIRST", "Fields of the request are empty"),
        ({"person": {"place_of_birth": ""}}, "ANSWER FIRST", "Fields of the request are empty"),
        (
            {"certificates": [CERTIFICATE]},
            "ON FILE: nothing to send (control number N-1)",
            "On file: N-1. There is nothing to send",
        ),
        (
            {"certificates": [CERTIFICATE | {"state": "submitted"}]},
            "WITH SSA: do not send it again (control number N-1)",
            "The request was sent on 2026-01-05 and waits",
        ),
        (
            {"job": {"business_in_us": "no"}},
            "REQUEST FRANCE'S OWN CERTIFICATE: SSA issues none for this work",
            "This work belongs to the other country's system",
        ),
        (
            {"job": {"business_in_us": "no"}, "certificates": [CERTIFICATE | {"issuer": "FR", "state": "submitted"}]},
            "WITH THE AGENCY OF FRANCE: do not send it again (control number N-1)",
            "The request was sent",
        ),
        (
            {"job": {"business_in_us": "no"}, "certificates": [CERTIFICATE | {"issuer": "FR"}]},
            "ON FILE: nothing to send (control number N-1)",
            "On file: N-1.",
        ),
        ({"job": {"business_in_us": ""}}, "ANSWER FIRST", "Unclear on 117 days"),
    ],
)
def test_the_first_line_says_what_to_do_with_it(given: dict[str, Any], mark: str, first: str) -> None:
    judged = _gate(**given)
    assert judged.mark == mark
    assert judged.what_is_open[0].startswith(first)
    assert (judged.is_ready_to_file, judged.request_now) == (False, "person" in given)


def test_an_extension_and_a_refused_request_say_so_in_the_first_line() -> None:
    longer = _gate(certificates=[CERTIFICATE | {"last_day": "2026-05-31"}])
    assert longer.mark == "REQUEST NOW: extension of N-1"
    assert "2026-06-01 to 2026-06-26" in longer.notes[0]
    refused = _gate(certificates=[CERTIFICATE | {"state": "refused"}])
    assert refused.mark == "SSA REFUSED THE EARLIER REQUEST N-1: say in the new one what changed"
    assert "say in the new one what changed" in refused.notes[0]


def test_dates_that_contradict_each_other_keep_it_from_being_requested() -> None:
    for job in ({"expected_last_day": "2026-06-25"}, {"first_day": "2026-03-03"}):
        judged = _gate(job=job)
        assert judged.is_open
        assert (judged.request_now, judged.is_ready_to_file) == (False, False)


def test_a_redacted_copy_is_never_ready() -> None:
    analysis = analyzed()
    (request,) = requests(analysis)
    judged = gate_of_redacted(analysis, request, ["names"], Lookup(analysis))
    assert judged.request_now
    assert judged.what_is_open == ("Redacted copy, not for filing: names were taken out.",)
    assert judged.banner == Banner.NOT_READY


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
    assert QUESTIONS[fact][0] in " ".join(shut.reasons)
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
