"""Requested, issued and logged dates against each other, to the day; the note for the comment box."""

from __future__ import annotations

from typing import Any

import pytest

from tests.filing.filed import CERTIFICATE, analyzed, one
from tracker.filing.differences import (
    certificate_row,
    changed_since_request,
    comment,
    issued_differently,
)


def _issued(**cells: str) -> list[tuple[str, int | None]]:
    row = certificate_row(analyzed(certificates=[CERTIFICATE | cells]), "c")
    return [(found.what, found.days) for found in issued_differently(row)]


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        ({}, []),
        ({"first_day": "2026-03-03"}, [("first_day", 1)]),
        ({"first_day": "2026-03-01", "last_day": "2026-06-30"}, [("first_day", -1), ("last_day", 4)]),
        ({"last_day": ""}, [("last_day", None)]),
        ({"requested_last_day": ""}, [("last_day", None)]),
        ({"requested_first_day": "", "requested_last_day": "", "first_day": "2026-03-03"}, []),
        ({"state": "submitted", "first_day": "2026-03-03"}, []),
        ({"state": "delivered", "first_day": "2026-03-03"}, [("first_day", 1)]),
    ],
)
def test_requested_and_issued_dates(cells: dict[str, str], found: list[tuple[str, int | None]]) -> None:
    assert _issued(**cells) == found


def _changed(trip: dict[str, str] | None = None, **cells: str) -> list[tuple[str, int | None]]:
    analysis = analyzed(trip=trip, certificates=[CERTIFICATE | cells])
    row = certificate_row(analysis, "c")
    return [(found.what, found.days) for found in changed_since_request(row, one(analysis))]


@pytest.mark.parametrize(
    ("trip", "cells", "found"),
    [
        ({}, {}, []),
        ({"first_day": "2026-03-05"}, {}, [("first_day", 3)]),
        ({"first_day": "2026-03-05"}, {"state": "submitted"}, [("first_day", 3)]),
        ({"first_day": "2026-03-05"}, {"state": "refused"}, None),
        ({}, {"requested_last_day": ""}, [("last_day", None)]),
        # Printed dates may differ from the request; the request is what the itinerary is held against.
        ({}, {"first_day": "2026-03-09"}, []),
        ({"first_day": "2026-03-05"}, {"requested_first_day": "", "requested_last_day": ""}, []),
        (
            {"first_day": "2026-03-05"},
            {"requested_first_day": "", "requested_last_day": "", "state": "draft"},
            [("first_day", 3)],
        ),
    ],
)
def test_what_changed_since_the_request(trip: Any, cells: Any, found: Any) -> None:
    if found is None:
        analysis = analyzed(trip=trip, certificates=[CERTIFICATE | cells])
        assert one(analysis).certificate == ""
    else:
        assert _changed(trip, **cells) == found


def test_a_difference_in_words() -> None:
    row = certificate_row(analyzed(certificates=[CERTIFICATE | {"first_day": "2026-03-03", "last_day": ""}]), "c")
    assert [found.sentence for found in issued_differently(row)] == [
        "Beginning date: requested 2026-03-02, issued 2026-03-03: 1 day later.",
        "Ending date: requested 2026-06-26, issued none.",
    ]


def _comment(kind: str, **earlier: str) -> str:
    again = CERTIFICATE | {
        "certificate": "d",
        "state": "draft",
        "request": kind,
        "refers_to": "c",
        "control_number": "",
    }
    return comment(*(lambda a: (a, one(a)))(analyzed(certificates=[CERTIFICATE | earlier, again])))


def test_an_extension_quotes_the_control_number() -> None:
    told = _comment("extension", last_day="2026-05-31")
    assert "control number N-1, issued for 2026-03-02 to 2026-05-31" in told
    assert told.endswith("now expected to be 2026-03-02 to 2026-06-26.")


def test_a_correction_says_what_is_wrong_to_the_day() -> None:
    assert "Ending date: certificate 2026-06-20, correct 2026-06-26: 6 days later." in _comment(
        "correction", last_day="2026-06-20"
    )
    assert "[say what is wrong]" in _comment("correction")


def test_a_missing_control_number_is_named() -> None:
    assert "[control number: look it up]" in _comment("extension", control_number="")


def test_a_first_request_has_no_comment() -> None:
    assert _comment("new") == ""
    assert comment(analyzed(), one(analyzed())) == ""
