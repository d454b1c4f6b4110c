"""The registry of exporters."""

from __future__ import annotations

import io
import json
import re

import pytest
from python_calamine import CalamineWorkbook

import tracker
from tests.exchange.files import analysis_of, awkward_workspace, plain_workspace
from tracker.codes import NOT_LEGAL_ADVICE
from tracker.errors import BadOption
from tracker.exchange.about import workspace_digest
from tracker.exchange.exporters import EXPORTERS, Choice, Exporter, exporter_for
from tracker.exchange.exporters.annex_pdf import annex_content
from tracker.exchange.exporters.requests_pdf import requests_content
from tracker.exchange.redaction import Redaction
from tracker.filing.identity import Identity
from tracker.filing.packet import packet
from tracker.itinerary import Workspace


def test_each_ending_has_one_exporter() -> None:
    endings = [exporter.ending for exporter in EXPORTERS]
    assert len(set(endings)) == len(endings)
    assert [exporter_for(f"Dates{ending.upper()}").ending for ending in endings] == endings


@pytest.mark.parametrize("name", ["a.doc", "a", ".csv"])
def test_other_endings_are_no_format_and_say_what_there_is(name: str) -> None:
    with pytest.raises(BadOption, match=r"no format that can be written.*\.csv .*\.json .*\.pdf .*\.ics .*\.html"):
        exporter_for(name)


@pytest.mark.parametrize(
    ("ending", "choice", "said"),
    [
        (".csv", Choice(traveler="me"), "always holds everybody"),
        (".json", Choice(period=1), "cannot hold alone"),
        (".ics", Choice(host="FR"), "cannot hold alone"),
        (".html", Choice(identity=Identity("123-45-6789")), "never holds a Social Security number"),
        (".json", Choice(identity=Identity("123-45-6789")), "never holds a Social Security number"),
        (".pdf", Choice(identity=Identity("123-45-6789"), redact=(Redaction.NAMES,)), "without names"),
        (".pdf", Choice(traveler="nobody"), "does not occur"),
    ],
)
def test_what_a_format_cannot_hold_is_refused_in_a_sentence(ending: str, choice: Choice, said: str) -> None:
    with pytest.raises(BadOption, match=said) as refused:
        exporter_for(f"x{ending}").make(analysis_of(awkward_workspace()), choice)
    assert "6789" not in str(refused.value)


@pytest.mark.parametrize("exporter", EXPORTERS, ids=lambda exporter: exporter.ending)
def test_every_file_says_what_it_was_made_from(exporter: Exporter) -> None:
    """Version, rules digest, as-of day, digest of the workspace, the not-legal-advice line: in each format, in text."""
    analysis = analysis_of(plain_workspace())
    if exporter.ending == ".pdf":
        made = packet(analysis, "me")
        papers = [requests_content(analysis, made, Choice()), annex_content(analysis, made, Choice())]
        assert all(NOT_LEGAL_ADVICE in paper["foot"] for paper in papers)
        text = json.dumps(papers, ensure_ascii=False)
    elif exporter.ending == ".xlsx":
        book = CalamineWorkbook.from_filelike(io.BytesIO(exporter.to_bytes(analysis)))
        text = str([book.get_sheet_by_name(name).to_python() for name in book.sheet_names])
    else:
        text = exporter.to_bytes(analysis).decode().replace("\r\n ", "").replace("\\,", ",").replace("\\;", ";")
    for told in (
        tracker.__version__,
        analysis.rules.digest,
        {".pdf": "11/22/2026", ".html": "Nov 22, 2026"}.get(exporter.ending, "2026-11-22"),
        workspace_digest(analysis.workspace),
        NOT_LEGAL_ADVICE,
        "t2",  # its dates are estimated
    ):
        assert told in text
    assert re.search("estimated|uncertain", text)


@pytest.mark.parametrize("exporter", EXPORTERS, ids=lambda exporter: exporter.ending)
def test_the_same_log_gives_the_same_file_again(exporter: Exporter) -> None:
    """No clock and no chance in a file."""
    assert exporter.to_bytes(analysis_of(plain_workspace())) == exporter.to_bytes(analysis_of(plain_workspace()))


@pytest.mark.parametrize("exporter", EXPORTERS, ids=lambda exporter: exporter.ending)
def test_an_empty_workspace_is_a_file_or_one_sentence(exporter: Exporter) -> None:
    if exporter.ending == ".pdf":
        with pytest.raises(BadOption, match="no one is in the workspace"):
            exporter.to_bytes(analysis_of(Workspace()))
    else:
        assert exporter.to_bytes(analysis_of(Workspace()))
