"""The whole workspace with its results as one .xlsx; ``read_workspace`` reads the workspace back equal.

Cells hold exactly what the user entered, as text and never as a formula or a link: text cells of a workbook cannot run.
"""

from __future__ import annotations

import io
from typing import Any

import pandas as pd
import xlsxwriter

from tracker.analysis import Analysis
from tracker.errors import BadOption
from tracker.exchange.exporters.exporter import Exporter
from tracker.exchange.results import result_tables, summary
from tracker.exchange.text import as_text

LONGEST_TEXT = 32_767  # of one cell, a limit of the format
MOST_ROWS = 1_048_575  # of one sheet, below its header
_NARROW, _WIDE = 8, 60  # characters
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def _to_bytes(analysis: Analysis) -> bytes:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, _OPTIONS) as book:
        header = book.add_format({"bold": True, "bottom": 1})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        _about(book, analysis, header, wrapped)
        for name, table in analysis.workspace.tables().items():
            _sheet(book, name, table, header)
        for name, table in result_tables(analysis).items():
            _sheet(book, f"results_{name}", table, header)
    return content.getvalue()


def _about(book: Any, analysis: Analysis, header: Any, wrapped: Any) -> None:
    told = summary(analysis)
    sheet = book.add_worksheet("about")
    sheet.set_column(0, 0, 28, header)
    sheet.set_column(1, 1, 90, wrapped)
    facts = [(key, told[key]) for key in ("note", "version", "rules_digest", "as_of")] + [*told["settings"].items()]
    for group in ("calendar_days_per_status", "host_days_per_verdict"):
        facts += [(f"{group}: {code}", number) for code, number in told[group].items()]
    for group in ("verifications", "stale_sources"):
        facts += [(f"{group}: {number}", _in_a_line(one)) for number, one in enumerate(told[group], start=1)]
    for row, (name, value) in enumerate(facts):
        sheet.write_string(row, 0, name)
        sheet.write_string(row, 1, "" if value is None else str(value))


def _in_a_line(values: dict[str, Any]) -> str:
    return "; ".join(f"{name}: {value}" for name, value in values.items() if value)[:LONGEST_TEXT]


def _sheet(book: Any, name: str, table: pd.DataFrame, header: Any) -> None:
    """One sheet: dates as ISO text, so that what is read back is what was written, in every country's Excel."""
    text = as_text(table)
    if len(text) > MOST_ROWS:
        raise BadOption(f"{name} has {len(text):,} rows, more than an .xlsx sheet holds. Export to .json instead")
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 0)
    numbers = [pd.api.types.is_numeric_dtype(dtype) for dtype in table.dtypes]
    for column, (title, is_number) in enumerate(zip(text.columns, numbers, strict=True)):
        cells = text[title].tolist()
        longest = max([len(title), *map(len, cells)])
        if longest > LONGEST_TEXT:
            raise BadOption(f"{name}: {title} holds a text too long for an .xlsx cell. Export to .json instead")
        sheet.set_column(column, column, min(max(longest + 2, _NARROW), _WIDE))
        sheet.write_string(0, column, title, header)
        for row, cell in enumerate(cells, start=1):
            if is_number and cell:
                sheet.write_number(row, column, int(cell))
            elif cell:
                sheet.write_string(row, column, cell)


WORKSPACE_XLSX = Exporter(
    ".xlsx",
    "The whole workspace with results",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    _to_bytes,
)
