"""The lines that did not come in, as they stand in the files, to be corrected and brought again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from tracker.exchange.importers.lines import Lines
from tracker.exchange.importers.opening import REASON, Opened
from tracker.exchange.importers.outcome import What
from tracker.reading.cells import cell_text
from tracker.reading.plan import TablePlan


def left_out_lines(files: Sequence[Opened], lines: Mapping[str, Lines]) -> pd.DataFrame:
    """Heading → cell, one row per line that was left out or waits, with the reason in the last column (``REASON``).

    Files with other headings share one table: what a file has no column for is empty there.
    """
    books = {file.name: _Book(file) for file in files}
    rows: list[dict[str, str]] = []
    for of_table in lines.values():
        about = of_table.about
        waits = (about["question"] != "") & (about["decision"] == "")
        out = about[about["what"].isin([What.LEFT_OUT, What.WAITING]) | waits]
        for file, sheet, number, why in zip(out["file"], out["sheet"], out["row"], out["why"], strict=True):
            rows.append(books[file].cells(sheet, int(number)) | {REASON: why})
    columns = list(dict.fromkeys(column for row in rows for column in row if column != REASON))
    return pd.DataFrame(rows, columns=[*columns, REASON], dtype="str").fillna("")


class _Book:
    """The lines of a file by sheet and number, and the table that each stands in: looked up once per line."""

    def __init__(self, file: Opened) -> None:
        sheets = file.book.sheets if file.book else ()
        self._lines = {(sheet.name, line.number): line for sheet in sheets for line in sheet.lines}
        self._tables: dict[tuple[str, int], TablePlan] = {}
        self._first: dict[str, TablePlan] = {}
        for table in file.plan.tables if file.plan else ():
            self._first.setdefault(table.sheet, table)
            self._tables |= {(table.sheet, number): table for number in table.body}

    def cells(self, sheet: str, number: int) -> dict[str, str]:
        """Heading → cell of one line; empty for a line that is in no table."""
        line = self._lines.get((sheet, number))
        table = self._tables.get((sheet, number)) or self._first.get(sheet)
        if line is None or table is None:
            return {}
        return {
            column.heading: cell_text(line.cells[column.position]) if column.position < len(line.cells) else ""
            for column in table.columns
        }
