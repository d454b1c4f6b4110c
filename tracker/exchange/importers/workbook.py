"""Excel workbooks: sheets named like a table; a workbook with none of them gives its first sheet as trips."""

from __future__ import annotations

import datetime as dt
import io

import pandas as pd

from tracker.errors import TableNotReadable
from tracker.exchange.importers.importer import Importer
from tracker.itinerary.documented import TextTable, header_cells
from tracker.itinerary.unusable import BROKEN_TEXT, refuse_unusable_columns
from tracker.reading.files.unpack import parts_of, repacked


def xlsx_from_bytes(content: bytes, file: str) -> dict[str, TextTable]:
    """The sheets of an .xlsx file that are named like a table; else its first sheet, taken as trips."""
    from python_calamine import CalamineError, CalamineWorkbook

    from tracker.schema import WORKSPACE

    plain = repacked(parts_of(content, file))
    tables = {}
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(plain))
        names = [name for name in book.sheet_names if name.lower() in WORKSPACE] or book.sheet_names[:1]
        sheets = {name: book.get_sheet_by_name(name).to_python() for name in names}
    except (CalamineError, OSError, ValueError) as error:
        raise TableNotReadable(file, "not an .xlsx file that can be read") from error
    for name, cells in sheets.items():
        rows = [[_as_text(cell) for cell in row] for row in cells]
        rows = [row for row in rows if any(cell.strip() for cell in row)]
        if not rows:
            continue
        header = header_cells(rows[0])
        refuse_unusable_columns(header, file)
        known = name.lower() if name.lower() in WORKSPACE else "trips"
        tables[known] = text_table(rows[1:], header, file).drop(columns=[""], errors="ignore")
    if not tables:
        raise TableNotReadable(file, "there is no row in it")
    return tables


def _as_text(cell: object) -> str:
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat()
    if isinstance(cell, dt.date):
        return cell.isoformat()
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def text_table(rows: list[list[str]], columns: list[str], file: str) -> TextTable:
    """A frame of text; refused when a text holds a zero or half a character, which no file or database takes."""
    try:
        table = pd.DataFrame(rows, columns=columns, dtype="str")
        is_broken = any("\0" in column for column in columns) or any(
            table.iloc[:, n].str.contains("\0", regex=False).any() for n in range(len(columns))
        )
    except UnicodeEncodeError:
        is_broken = True
    if is_broken:
        raise TableNotReadable(file, BROKEN_TEXT)
    return table


WORKBOOK = Importer("xlsx", (".xlsx",), "Excel workbook", xlsx_from_bytes)
