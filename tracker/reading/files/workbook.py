"""Workbooks of Excel (.xlsx, .xlsm, .xls): every sheet, with its merged cells filled and its errors kept."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from tracker import schema
from tracker.errors import TableNotReadable
from tracker.findings import FindingCode
from tracker.reading.book import REQUESTS_TITLE, Book, Line, Sheet, Value
from tracker.reading.files.beside_cells import comments_of, struck_rows, struck_styles
from tracker.reading.files.old_workbook import refuse_large, xls_facts
from tracker.reading.files.sheet_marks import Marks, marks_of, workbook_facts
from tracker.reading.files.unpack import MOST_CELLS, NO_WORKBOOK, parts_of, repacked
from tracker.reading.headings import folded
from tracker.reading.remark import Remark

PASSWORD = "it has a password. Open it in your spreadsheet program, save a copy without a password, and use that copy"
_LONGEST_TEXT = 131_072  # characters of one cell; a spreadsheet holds a quarter of it


def xlsx_book(content: bytes, file: str) -> Book:
    """The sheets of an .xlsx or .xlsm. Raises ``TableNotReadable`` for one that cannot be read."""
    parts = parts_of(content, file)
    facts = workbook_facts(parts, file)
    marks = {name: marks_of(parts[part]) for name, part in facts.parts.items() if part in parts}
    styles = struck_styles(parts)
    for name, of_sheet in marks.items():
        of_sheet.struck |= struck_rows(parts[facts.parts[name]], styles)
    book = _book(repacked(parts), file, "xlsx", marks, facts.is_1904)
    return replace(book, remarks=(*book.remarks, *([] if book.is_ours else comments_of(parts))))


def xls_book(content: bytes, file: str) -> Book:
    """The sheets of an .xls. Raises ``TableNotReadable`` for one that cannot be read."""
    refuse_large(content, file)
    facts = xls_facts(content)
    return _book(content, file, "xls", facts.marks, facts.is_1904)


def _book(content: bytes, file: str, form: str, marks: Mapping[str, Marks], is_1904: bool) -> Book:
    sheets, remarks = [], []
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        for about in book.sheets_metadata:
            if about.typ != SheetTypeEnum.WorkSheet:
                kind = "chart" if about.typ == SheetTypeEnum.ChartSheet else "sheet of macros or dialogs"
                sentence = f"The sheet {about.name!r} is a {kind} and holds no rows. It was not read."
                remarks.append(Remark(FindingCode.COLUMN_NOT_USED, sentence, sheet=about.name))
                continue
            lines = _lines(book.get_sheet_by_name(about.name), marks.get(about.name, Marks()), file)
            sheets.append(Sheet(about.name, tuple(lines), about.visible != SheetVisibleEnum.Visible))
    except PasswordError as error:
        raise TableNotReadable(file, PASSWORD) from error
    except (CalamineError, OSError, ValueError, OverflowError) as error:
        raise TableNotReadable(file, f"{NO_WORKBOOK}. It may be damaged or have a password") from error
    if not any(sheet.lines for sheet in sheets):
        raise TableNotReadable(file, "there is no row in it")
    plain = Book(file, form, titled("Excel workbook", sheets), tuple(sheets), tuple(remarks), is_1904=is_1904)
    return without_results(plain)


def without_results(book: Book) -> Book:
    """The book without the sheets of results, where this program exported it, whatever program saved it since.

    Its remarks name them, and each other sheet that holds something and is no table of the workspace. Raises
    ``TableNotReadable`` where no sheet of trips is left: the results would be taken for trips.
    """
    if not _is_ours(book.sheets):
        return book
    results = [sheet for sheet in book.sheets if _is_result(sheet.name)]
    kept = tuple(sheet for sheet in book.sheets if _is_table(sheet.name))
    named = {sheet.name for sheet in (*results, *kept)}
    added = [sheet for sheet in book.sheets if sheet.name not in named and sheet.lines]
    if not any(_table_name(sheet.name) == "trips" for sheet in kept):
        raise TableNotReadable(book.file, _without_trips(added))
    return replace(
        book,
        title="Workspace exported as a workbook",
        sheets=kept,
        remarks=(*book.remarks, _of_results(results), *map(_of_added, added)),
        is_ours=True,
        made_from=_made_from(book.sheets),
    )


def _of_results(sheets: Sequence[Sheet]) -> Remark:
    names = ", ".join(sheet.name for sheet in sheets)
    sentence = f"These sheets are results and are worked out anew: {names}. Edits in them are not read."
    return Remark(FindingCode.ASSUMED_READING, sentence)


def _of_added(sheet: Sheet) -> Remark:
    sentence = (
        f"The sheet {sheet.name!r} is no table of the workspace. It was not read. If it holds rows of the log, move "
        f"them to one of the sheets {', '.join(schema.WORKSPACE)}."
    )
    return Remark(FindingCode.PART_NOT_USED, sentence, sheet=sheet.name)


def _without_trips(added: Sequence[Sheet]) -> str:
    others = f" Sheets with other names: {', '.join(repr(sheet.name) for sheet in added)}." if added else ""
    return (
        "Coverline made this workbook to show results, and it has no sheet trips with the log. If that sheet was "
        f"renamed, name it trips again; else use the log that the workbook was made from.{others}"
    )


def _made_from(sheets: Sequence[Sheet]) -> str:
    """The digest of the workspace that the results were made from, as the export wrote it down; "" without one."""
    lines = [line for sheet in sheets if sheet.name == "about" for line in sheet.lines]
    return next((str(line.cells[1]) for line in lines if line.cells[0] == _DIGEST and len(line.cells) > 1), "")


_DIGEST = "workspace_sha256"
_RESULTS = ("Requests", "about", "summary", "filing_dates", "request", "coverage", "gaps", "method")
"""Sheets that the export writes beside the workspace, and ``results_…``: the same things, worked out anew each time."""

_OF_NO_OTHER = frozenset(("about", "filing_dates", *(f"results_{name}" for name in schema.RESULTS)))
"""Names of sheets of which no other workbook has two."""


def _is_result(name: str) -> bool:
    return name in _RESULTS or name.startswith("results_")


def _is_table(name: str) -> bool:
    return _table_name(name) in schema.WORKSPACE


def _table_name(name: str) -> str:
    return folded(name).replace(" ", "")


def _is_ours(sheets: Sequence[Sheet]) -> bool:
    """Whether this program exported it, also where a person has renamed or deleted some of its sheets since."""
    names = {sheet.name for sheet in sheets}
    return len(names & _OF_NO_OTHER) > 1 or any(map(_is_list_of_requests, sheets))


def _is_list_of_requests(sheet: Sheet) -> bool:
    return bool(sheet.lines) and sheet.lines[0].cells[:1] == (REQUESTS_TITLE,)


def titled(kind: str, sheets: Sequence[Sheet]) -> str:
    """What a workbook is in words: "Excel workbook with 3 sheets"."""
    return f"{kind} with {len(sheets)} sheets" if len(sheets) > 1 else kind


def _lines(sheet: CalamineSheet, marks: Marks, file: str) -> Iterable[Line]:
    if sheet.start is None or sheet.end is None:
        return _with_errors_only(marks)
    if (sheet.end[0] + 1) * (sheet.end[1] + 1) > MOST_CELLS:
        raise TableNotReadable(file, "a sheet has cells too far from the others. Delete what is far below or far right")
    blanks: list[Value] = [""] * sheet.start[1]
    rows = {number: blanks + [_value(cell, file) for cell in row] for number, row in enumerate(sheet.iter_rows())}
    return lines_of(rows, sheet.merged_cell_ranges or (), marks)


def _with_errors_only(marks: Marks) -> list[Line]:
    return lines_of({}, (), marks)


def lines_of(
    rows: dict[int, list[Value]], merged: Iterable[tuple[tuple[int, int], tuple[int, int]]], marks: Marks
) -> list[Line]:
    """The lines of a sheet, blank ones left out, from its rows (numbers from 0) as the file holds them.

    Merged cells get the value of their first cell, in rows that hold something of their own.
    """
    for (row, column), error in marks.errors.items():
        _put(rows.setdefault(row, []), column, error)
    rows = {number: _trimmed(cells) for number, cells in sorted(rows.items())}
    rows = {number: cells for number, cells in rows.items() if cells}
    width = max(map(len, rows.values()), default=0)
    for (top, left), (bottom, right) in merged:
        value = rows[top][left] if top in rows and left < len(rows[top]) else ""
        if value in ("", None):
            continue
        for number in rows if bottom - top > len(rows) else range(top, bottom + 1):
            if top <= number <= bottom and number in rows:
                for column in range(left, min(right + 1, width)):
                    _put(rows[number], column, value)
    return [
        Line(number + 1, tuple(cells), number in marks.hidden, number in marks.struck) for number, cells in rows.items()
    ]


def _put(cells: list[Value], column: int, value: Value) -> None:
    cells.extend([""] * (column + 1 - len(cells)))
    cells[column] = value


def _trimmed(cells: list[Value]) -> list[Value]:
    end = len(cells)
    while end and is_blank(cells[end - 1]):
        end -= 1
    return cells[:end]


def is_blank(value: Value) -> bool:
    """Whether a cell holds nothing but blanks."""
    return value is None or (isinstance(value, str) and not value.strip())


def _value(cell: Value, file: str) -> Value:
    if isinstance(cell, str):
        refuse_text(cell, file)
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    return cell


def refuse_text(text: str, file: str) -> None:
    """A text that no file or database takes, or one far longer than any that a person writes."""
    if len(text) > _LONGEST_TEXT:
        raise TableNotReadable(file, f"a text in it has more than {_LONGEST_TEXT:,} characters. Shorten it")
    if "\0" in text or any("\ud800" <= sign <= "\udfff" for sign in text):
        raise TableNotReadable(file, "a text in it holds a broken character. Type that text again")
