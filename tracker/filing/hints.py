"""Findings about filings: what changed since a request, what was issued otherwise, what is not proven."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from tracker import countries, findings
from tracker.analysis import Analysis
from tracker.filing.deliveries import unproven
from tracker.filing.differences import certificate_row, changed_since_request, issued_differently
from tracker.filing.request import Request, records_that_differ, requests
from tracker.findings import FindingCode


def filing_findings(analysis: Analysis) -> pd.DataFrame:
    """A findings frame that stands beside ``analysis.findings``: these need the filing dates."""
    asked = requests(analysis)
    parts = [_changed(analysis, asked), _issued(analysis), _unproven(analysis), _records(analysis, asked)]
    return findings.together(parts)


def _changed(analysis: Analysis, asked: Sequence[Request]) -> pd.DataFrame:
    rows = [
        (request.certificate, request.host_name, " ".join(one.sentence for one in changed))
        for request in asked
        if (row := certificate_row(analysis, request.certificate)) is not None
        and (changed := changed_since_request(row, request))
    ]
    return _told(FindingCode.REQUEST_DATES_CHANGED, rows, ("host", "difference"))


def _issued(analysis: Analysis) -> pd.DataFrame:
    rows = [
        (str(row.certificate), countries.name(str(row.host)), " ".join(one.sentence for one in differing))
        for row in analysis.workspace.certificates.itertuples(index=False)
        if (differing := issued_differently(row))
    ]
    return _told(FindingCode.ISSUED_DATES_DIFFER, rows, ("host", "difference"))


def _unproven(analysis: Analysis) -> pd.DataFrame:
    rows = [(one.id, one.certificate, one.recipient, one.strength) for one in unproven(analysis)]
    return _told(FindingCode.DELIVERY_UNPROVEN, rows, ("certificate", "recipient", "strength"))


def _records(analysis: Analysis, asked: Sequence[Request]) -> pd.DataFrame:
    rows = [
        (request.assignment or request.traveler, field.label, field.value or "nothing", record, value)
        for request in asked
        for field, record, value in records_that_differ(analysis, request)
    ]
    return _told(FindingCode.RECORD_DIFFERS, rows, ("field", "entered", "record", "value"))


def _told(code: FindingCode, rows: Sequence[tuple[str, ...]], places: tuple[str, ...]) -> pd.DataFrame:
    facts: dict[str, Any] = {place: [row[number] for row in rows] for number, place in enumerate(places, start=1)}
    return findings.findings(code, [row[0] for row in rows], **facts)
