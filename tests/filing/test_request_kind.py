"""Which certificates a request is about: the rule at hand here and the one of the standing agree."""

from __future__ import annotations

import datetime as dt

import pytest

import tracker
from tracker import standing
from tracker.filing.request import requests
from tracker.filing.request_kind import is_about
from tracker.filing.rows import rows_of
from tracker.paths import data_folder


@pytest.mark.parametrize("sample", ["nomad", "employee", "mixed", "program"])
def test_a_certificate_is_about_a_request_where_the_standing_says_so(sample: str) -> None:
    workspace = tracker.read_workspace(data_folder() / "samples" / sample)
    analysis = tracker.analyze(workspace, tracker.load_rules(), as_of=dt.date(2026, 11, 22))
    compared = 0
    for request in requests(analysis):
        dates = request.dates
        there = standing.certificates_of(
            analysis, dates.traveler, dates.host, dates.assignment, (dates.first_day, dates.last_day)
        )
        held = analysis.verdicts.certificates
        held = held[(held["traveler"] == dates.traveler) & (held["jurisdiction"] == dates.host)]
        assert {row.certificate for row in rows_of(held) if is_about(row, dates)} == set(there["certificate"])
        compared += len(held)
    assert compared or sample == "mixed"
