"""What the maker of the requests says about SSN and date of birth: on the sheet, a blank, or nothing to write in."""

from __future__ import annotations

import datetime as dt

import pytest

import tracker
from tracker.analysis import Analysis
from tracker.exchange.exporters import Choice
from tracker.exchange.exporters.request_page import is_to_send
from tracker.exchange.exporters.requests_pdf import identity_remarks, lines_of, packet_of
from tracker.filing.identity import Identity, identity_lines
from tracker.paths import data_folder


@pytest.fixture(scope="module")
def analysis() -> Analysis:
    workspace = tracker.read_workspace(data_folder() / "samples" / "nomad")
    return tracker.analyze(workspace, tracker.load_rules(), as_of=dt.date(2026, 11, 22))


def test_blanks_are_named_where_a_page_is_to_be_sent(analysis: Analysis) -> None:
    lines = lines_of(analysis, packet_of(analysis, Choice(traveler="nora")))
    to_send = [line for line in lines if is_to_send(line)]
    on_file = [line for line in lines if not is_to_send(line)]
    assert to_send
    assert on_file
    assert identity_remarks(lines, None) == identity_remarks(to_send, Identity()) == identity_lines(None)
    assert identity_remarks(on_file, None) == identity_remarks(on_file, Identity()) == ()
    assert identity_remarks([], None) == ()


def test_what_was_typed_is_named_on_every_page(analysis: Analysis) -> None:
    lines = lines_of(analysis, packet_of(analysis, Choice(traveler="nora")))
    typed = Identity("219-45-6789")
    on_file = [line for line in lines if not is_to_send(line)]
    assert identity_remarks(on_file, typed) == identity_remarks(lines, typed) == identity_lines(typed)
