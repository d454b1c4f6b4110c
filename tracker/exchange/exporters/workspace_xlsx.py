"""The whole workspace with its results as one .xlsx; ``read_workspace`` reads the workspace back equal.

It opens on the list of requests. Three groups of sheets follow each other, each with a color of its own: sheets to
read; what was entered, one sheet named like each table of the workspace with its headings in the first row, so that
``trips`` and ``certificates`` serve both ends; and ``results_…``, the results as codes.
Cells hold exactly what the user entered: days as real dates, everything else as text and never as a formula or a link.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace

from tracker.analysis import Analysis
from tracker.exchange.about import digest_of, with_digest
from tracker.exchange.exporters.exporter import Choice, Exporter, Made
from tracker.exchange.exporters.reading_sheets import about_table, method_table, sheets_for_reading, summary_table
from tracker.exchange.exporters.requests_xlsx import footer_of, requests_table
from tracker.exchange.exporters.sheets import ISO_DAYS, Table, Workbook, table_of
from tracker.exchange.results import result_tables
from tracker.words.days import day_text

_TO_READ, _ENTERED, _RESULTS = "#0072b2", "#009e73", "#8a8f98"  # colors of the tabs


def _write(analysis: Analysis, choice: Choice) -> Made:
    analysis = with_digest(analysis)
    sheets = list(_sheets(analysis, choice))
    content = io.BytesIO()
    book = Workbook(content, analysis.settings.as_of, "Coverline workspace with results", footer_of(analysis))
    for sheet in sheets:
        book.add(sheet)
    book.add(about_table(analysis, choice.redact, [sheet.name for sheet in sheets]))
    book.close()
    return Made(content.getvalue())


def _sheets(analysis: Analysis, choice: Choice) -> Iterator[Table]:
    """All sheets but ``about``, which lists them."""
    note = _does_not_follow(analysis)
    yield replace(requests_table(analysis, replace(choice, requests=True)), tab=_TO_READ)
    yield replace(summary_table(analysis, note), tab=_TO_READ)
    for table in sheets_for_reading(analysis, choice.redact, note):
        yield replace(table, tab=_TO_READ)
    yield replace(method_table(analysis, choice.redact), tab=_TO_READ)
    for name, frame in analysis.workspace.tables().items():
        yield table_of(frame, name, day_format=ISO_DAYS, is_exact=True, tab=_ENTERED)
    for name, frame in result_tables(analysis).items():
        yield table_of(frame, f"results_{name}", day_format=ISO_DAYS, is_exact=True, notes=(note,), tab=_RESULTS)


def _does_not_follow(analysis: Analysis) -> str:
    """What stands above the results: an edit of the tables in the same file changes none of them."""
    as_of, digest = day_text(analysis.settings.as_of), digest_of(analysis)
    return (
        f"Results as of {as_of}, made from the log with SHA-256 {digest}. They do not change when you edit this file."
    )


WORKSPACE_XLSX = Exporter(
    ".xlsx",
    "The whole workspace with results",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    _write,
)
