"""An empty list to fill in, with headings that are understood."""

from __future__ import annotations

import io

import pandas as pd

from tracker.exchange.text import csv_bytes

_COLUMNS = (
    ("Person", "Who traveled: a name or an employee number. Leave the column out if all trips are yours."),
    ("Country", "The country, in English, or its code of two letters."),
    ("City", "The place, for your own use."),
    ("First day", "The first day there, like 2026-03-02."),
    ("Last day", "The last day there, like 2026-03-20. Leave it empty while the trip goes on."),
    ("Purpose", "Work, No work or Transit."),
    ("Status", "Completed, Planned or Canceled. A canceled trip is left out."),
    ("Note", "What you like."),
)
"""Heading, and what to write below it."""


def template_csv() -> bytes:
    """The line of headings alone, as UTF-8 with a BOM so that spreadsheet programs show all letters right."""
    return csv_bytes(pd.DataFrame(columns=[heading for heading, _ in _COLUMNS]), ends="\r\n", has_bom=True)


def template_xlsx() -> bytes:
    """A workbook with an empty table, whose day columns hold dates, and a sheet that says what to write."""
    import xlsxwriter

    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        bold = book.add_format({"bold": True})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        trips, notes = book.add_worksheet("Trips"), book.add_worksheet("How to fill it in")
        for column, (heading, _) in enumerate(_COLUMNS):
            trips.write_string(0, column, heading, bold)
            trips.set_column(column, column, 16, day if heading.endswith("day") else None)
        trips.freeze_panes(1, 0)
        notes.set_column(0, 0, 110)
        notes.write_string(0, 0, "Write one row for each stay in the sheet Trips. Each column means:", bold)
        for row, (heading, meaning) in enumerate(_COLUMNS, start=2):
            notes.write_string(row, 0, f"{heading}: {meaning}")
    return content.getvalue()
