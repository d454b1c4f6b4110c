"""Tables as the documentation describes them: read column by column, which a million rows need.

Whatever is written otherwise (other headings, other dates, other words) goes the longer way of ``itinerary.lists``.
"""

from __future__ import annotations

import csv
import io
import re
import warnings
from collections.abc import Iterable

import pandas as pd

from tracker import findings
from tracker.errors import TableNotReadable
from tracker.findings import FindingCode
from tracker.itinerary.unusable import LONGEST_CELL, longest, refuse_unusable_columns
from tracker.reading.formulas import rearmed_text
from tracker.reading.remark import Remark, as_findings

TextTable = pd.DataFrame  # every column text, "" = empty

_LONG_CELL = f"a cell has more than {LONGEST_CELL:,} characters, or a quotation mark is not closed. Correct that line"
_ISO = re.compile(r"\s*(\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?)?|none|\\n|null|nan|nat|<na>)?\s*", re.I)
_NOTHING = ("", "none", r"\n", "null", "nan", "nat", "<na>")


def is_documented(name: str, table: TextTable) -> bool:
    """Whether a table has documented headings only, ISO days and documented codes."""
    return knows_headings(name, list(table.columns)) and knows_values(name, table)


def knows_headings(name: str, headings: list[str]) -> bool:
    """Whether all headings are documented columns of this table, and there is one."""
    from tracker import schema

    return bool(headings) and set(headings) <= set(schema.column_names(name))


def without_column(name: str, missing: str, headings: Iterable[str]) -> str:
    """That a column which each row needs is not there, the headings that are, and those that are needed."""
    from tracker import schema

    found = ", ".join(heading for heading in headings if heading) or "none"
    return (
        f"there is no column {missing}. Found: {found}. Each row of {name} needs "
        f"{' and '.join(schema.required_columns(name))}. The headings that coverline import reads are read here too"
    )


def without_unusable_table(name: str, table: TextTable, file: str) -> tuple[TextTable, pd.DataFrame]:
    """The table, or an empty one where it lacks a column that each row needs; and a finding that says so once.

    Raises ``TableNotReadable`` for trips: without them there is nothing to answer.
    """
    from tracker import schema

    missing = [column for column in schema.required_columns(name) if column not in table]
    if not missing or table.empty:
        return table, findings.none()
    problem = without_column(name, missing[0], map(str, table.columns))
    if name == "trips":
        raise TableNotReadable(file, problem)
    sentence = f"T{problem[1:]}. None of its {len(table):,} rows was used."
    remark = Remark(FindingCode.PART_NOT_USED, sentence, column=missing[0])
    return table.iloc[:0], as_findings((remark,), file)


def knows_values(name: str, table: TextTable) -> bool:
    """Whether the documented columns of a table hold ISO days and documented codes."""
    from tracker import schema

    days = [column for column in schema.day_columns(name) if column in table]
    if not all(_ISO.fullmatch(text) for column in days for text in table[column].unique()):
        return False
    codes = [column for column in schema.columns_of_kind(name, schema.CODE) if name == "trips" and column in table]
    return all(
        text.strip().lower().replace("-", "_").replace(" ", "_") in {*schema.allowed_values(name, column), *_NOTHING}
        for column in codes
        for text in table[column].unique()
    )


def csv_from_bytes(content: bytes, file: str) -> TextTable:
    """A CSV file with commas as text. A BOM, blank lines and UTF-16 are understood; rows that are too long reported.

    Raises ``TableNotReadable``.
    """
    return csv_from_text(text_of(content, file), file)


def text_of(content: bytes, file: str) -> str:
    """The text of a file in Unicode. Raises ``TableNotReadable`` for another encoding, and for what is no text."""
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise TableNotReadable(file, "not UTF-8 text. Save it as CSV UTF-8 and try again") from error
    if "\0" in text:
        raise TableNotReadable(file, "not a text file")
    return text if "\n" in text else text.replace("\r", "\n")  # the line ends of old Macs


def csv_from_text(text: str, file: str) -> TextTable:
    """``csv_from_bytes`` for text that is already decoded."""
    try:
        return _csv_from_text(text, file)
    except csv.Error as error:
        raise TableNotReadable(file, _LONG_CELL) from error


def _csv_from_text(text: str, file: str) -> TextTable:
    header, text = header_of(text)
    if not header:
        raise TableNotReadable(file, "the file is empty. The first line must name the columns")
    refuse_unusable_columns(header, file)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", pd.errors.ParserWarning)  # it would cut a row short and go on
            table = pd.read_csv(io.StringIO(text), dtype="str", keep_default_na=False, na_filter=False, index_col=False)
    except (pd.errors.ParserError, pd.errors.ParserWarning):
        table = _row_by_row(text, file)
    if len(text) > LONGEST_CELL and any(longest(table.iloc[:, n]) > LONGEST_CELL for n in range(len(header))):
        raise TableNotReadable(file, _LONG_CELL)
    table.columns = pd.Index(header)
    if "'" in text:  # which few files have
        for place in range(len(header)):
            cells = table.iloc[:, place]
            if cells.str.startswith("'").any():
                table.isetitem(place, cells.map(rearmed_text).astype("str").array)
    return table.drop(columns=[""], errors="ignore")


def header_of(text: str) -> tuple[list[str], str]:
    """The names of the columns, and the text from their line on: lines of nothing but commas before it do not count."""
    reader, before = csv.reader(io.StringIO(text)), 0
    for row in reader:
        if any(cell.strip() for cell in row):
            return header_cells(row), text.split("\n", before)[before]
        before = reader.line_num
    return [], ""


def header_cells(cells: list[str]) -> list[str]:
    """Headings without blanks around them, in small letters, and without the apostrophe that disarms a formula."""
    return [rearmed_text(cell).strip().lower() for cell in cells]


def _row_by_row(text: str, file: str) -> TextTable:
    """For files with broken rows: good rows are kept, rows with too many cells get a finding."""
    reader = csv.reader(io.StringIO(text))
    rows = [row for row in reader if any(cell.strip() for cell in row)]
    header, body = rows[0], rows[1:]
    too_long = [n for n, row in enumerate(body, start=1) if any(cell.strip() for cell in row[len(header) :])]
    good = [(row + [""] * len(header))[: len(header)] for row in body]
    table = pd.DataFrame(good, columns=header, dtype="str")
    for n in too_long:  # a blank row is skipped without shifting the numbers of the others
        table.iloc[n - 1] = ""
    table.attrs["problems"] = findings.findings(
        FindingCode.UNUSABLE_ROW,
        [f"row {n}" for n in too_long],
        file=file,
        rows=too_long,
        problem=["The row has more cells than the header. Put text that contains a comma into quotes."] * len(too_long),
    )
    return table


def has_unclosed_mark(text: str, table: TextTable) -> bool:
    """Whether a quotation mark may have swallowed rows: an odd number of them, or a row inside a cell."""
    from tracker.reading.files.quotes import records_of

    if '"' not in text:
        return False
    is_odd = text.count('"') % 2 == 1
    if not is_odd and not any(table[column].str.contains(r"[\r\n]").any() for column in table.columns):
        return False
    return bool(records_of(text, ",").remarks)
