"""An analysis as a file. To add a format: one module, one entry in ``EXPORTERS``."""

from __future__ import annotations

from pathlib import PurePath

from tracker.errors import BadOption
from tracker.exchange.exporters.adviser_html import ADVISER_HTML
from tracker.exchange.exporters.annex_pdf import ANNEX_PDF
from tracker.exchange.exporters.calendar_ics import CALENDAR_ICS
from tracker.exchange.exporters.exporter import Choice, Exporter, Made, Paper
from tracker.exchange.exporters.filing_csv import FILING_CSV
from tracker.exchange.exporters.requests_pdf import REQUESTS_PDF
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

__all__ = ["ANNEX_PDF", "EXPORTERS", "Choice", "Exporter", "Made", "Paper", "companions", "exporter_for"]


def exporter_for(file_name: str) -> Exporter:
    """The exporter that a file name's ending asks for; ``BadOption`` with what there is when there is none."""
    ending = PurePath(file_name).suffix.lower()
    for exporter in EXPORTERS:
        if exporter.ending == ending:
            return exporter
    available = ", ".join(
        f"{exporter.ending} ({exporter.title[0].lower()}{exporter.title[1:]})" for exporter in EXPORTERS
    )
    raise BadOption(
        f"{file_name}: {ending or 'a name without an ending'} is no format that can be written. Available: {available}"
    )


def companions(exporter: Exporter, choice: Choice) -> tuple[tuple[str, Exporter], ...]:
    """The files that belong beside a file: what their names have before the ending, and who makes them.

    The requests of one person have an annex (``x.pdf`` and ``x-annex.pdf``); it never holds what was typed for the
    requests, so make it without ``Choice.identity``. Every other file stands alone: ().
    """
    return (("-annex", ANNEX_PDF),) if exporter is REQUESTS_PDF and not choice.requests else ()
