"""An analysis as a file. To add a format: one module, one entry in ``EXPORTERS``."""

from __future__ import annotations

from pathlib import PurePath

from tracker.errors import BadOption
from tracker.exchange.exporters.adviser_html import ADVISER_HTML
from tracker.exchange.exporters.annex_pdf import ANNEX_PDF
from tracker.exchange.exporters.calendar_ics import CALENDAR_ICS
from tracker.exchange.exporters.exporter import Choice, Exporter, Made
from tracker.exchange.exporters.filing_csv import FILING_CSV
from tracker.exchange.exporters.requests_pdf import REQUESTS_PDF
from tracker.exchange.exporters.requests_xlsx import REQUESTS_XLSX
from tracker.exchange.exporters.workspace_json import WORKSPACE_JSON
from tracker.exchange.exporters.workspace_xlsx import WORKSPACE_XLSX

EXPORTERS: tuple[Exporter, ...] = (
    FILING_CSV,
    WORKSPACE_XLSX,
    WORKSPACE_JSON,
    REQUESTS_PDF,
    CALENDAR_ICS,
    ADVISER_HTML,
)

REQUEST_EXPORTERS: tuple[Exporter, ...] = tuple(
    exporter for exporter in (*EXPORTERS, REQUESTS_XLSX) if exporter.holds_requests
)
"""The formats of the requests of many people."""

__all__ = [
    "ANNEX_PDF",
    "EXPORTERS",
    "REQUEST_EXPORTERS",
    "Choice",
    "Exporter",
    "Made",
    "companions",
    "exporter_for",
]


def exporter_for(file_name: str, *, requests: bool = False) -> Exporter:
    """The exporter that a file name's ending asks for; ``requests``: for the requests of many people.

    Raises ``BadOption`` with what there is when there is none.
    """
    ending = PurePath(file_name).suffix.lower()
    exporters = REQUEST_EXPORTERS if requests else EXPORTERS
    for exporter in exporters:
        if exporter.ending == ending:
            return exporter
    available = ", ".join(
        f"{exporter.ending} ({exporter.title[0].lower()}{exporter.title[1:]})" for exporter in exporters
    )
    if requests and ending in {exporter.ending for exporter in EXPORTERS}:
        raise BadOption(f"all: {ending} cannot hold a list of requests. Available: {available}")
    raise BadOption(
        f"{file_name}: {ending or 'a name without an ending'} is no format that can be written. Available: {available}"
    )


def companions(exporter: Exporter, choice: Choice) -> tuple[tuple[str, Exporter], ...]:
    """The files that belong beside a file: what their names have before the ending, and who makes them.

    The requests of one person have an annex (``x.pdf`` and ``x-annex.pdf``); it never holds what was typed for the
    requests, so make it without ``Choice.identity``. Every other file stands alone: ().
    """
    return (("-annex", ANNEX_PDF),) if exporter is REQUESTS_PDF and not choice.requests else ()
