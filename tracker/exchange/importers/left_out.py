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
    rows: list[dict[str, str]] = []
    for of_table in lines.values():
        about = of_table.about
        waits = (about["question"] != "") & (about["decision"] == "")
        out = about[about["what"].isin([What.LEFT_OUT, What.WAITING]) | waits]
        for file, sheet, number, why in zip(out["file"], out["sheet"], out["row"], out["why"], strict=True):
            rows.append(_cells(files, file, sheet, int(number)) | {REASON: why})
    columns = list(dict.fromkeys(column for row in rows for column in row if column != REASON))
    return pd.DataFrame(rows, columns=[*columns, REASON], dtype="str").fillna("")


def _cells(files: Sequence[Opened], name: str, sheet: str, number: int) -> dict[str, str]:
    file = next(file for file in files if file.name == name)
    book = file.book
    lines = [line for found in (book.sheets if book else ()) if found.name == sheet for line in found.lines]
    line = next((line for line in lines if line.number == number), None)
    plan = _table_of(file, sheet, number)
    if line is None or plan is None:
        return {}
    return {
        column.heading: cell_text(line.cells[column.position]) if column.position < len(line.cells) else ""
        for column in plan.columns
    }


def _table_of(file: Opened, sheet: str, number: int) -> TablePlan | None:
    """The table of a sheet in which a line stands."""
    tables = [table for table in (file.plan.tables if file.plan else ()) if table.sheet == sheet]
    return next((table for table in tables if number in table.body), tables[0] if tables else None)
