"""Records of a file of text with their line numbers, up to a quotation mark that is not closed.

A mark that is not closed makes a reader take the rows behind it for one long cell, to the end of the file or to the
next stray mark. Those rows must not be lost in silence: reading ends before that record, and what is behind is named.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tracker.findings import FindingCode
from tracker.reading.remark import Remark

_SURE_COLUMNS = 0.8  # of the rows have a digit there: the column holds days, amounts or numbers
_MATCHING = 0.5  # of these columns have a digit in a line that may be a row


@dataclass(frozen=True)
class Record:
    """Cells, and the lines of the file on which they begin and end (from 1, inclusive)."""

    cells: tuple[str, ...]
    first_line: int
    last_line: int


@dataclass(frozen=True)
class Records:
    """The records that can be trusted, and what has to be said about the others."""

    good: tuple[Record, ...]
    remarks: tuple[Remark, ...] = ()


def records_of(text: str, separator: str, lines_before: int = 0) -> Records:
    """The records of a text. ``lines_before``: how many lines of the file came before it."""
    lines = list(io.StringIO(text, newline=""))
    records = list(_parsed(lines, separator))
    broken = _first_broken(records, lines, separator)
    good = [record for record in records[:broken] if any(cell.strip() for cell in record.cells)]
    remarks = _remarks(records, broken, lines, lines_before) if broken is not None else ()
    return Records(tuple(_moved(record, lines_before) for record in good), remarks)


def _parsed(lines: Sequence[str], separator: str) -> Iterator[Record]:
    """All records; one that no reader can end reaches to the last line."""
    reader = csv.reader(lines, delimiter=separator)
    before = 0
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:  # a cell longer than any that a person writes
            yield Record(("",), before + 1, len(lines))
            return
        yield Record(tuple(cells), before + 1, reader.line_num)
        before = reader.line_num


def _first_broken(records: Sequence[Record], lines: Sequence[str], separator: str) -> int | None:
    """Position of the first record of several lines that swallowed rows."""
    several = [n for n, record in enumerate(records) if record.last_line > record.first_line]
    if not several:
        return None
    pattern = _RowPattern.of(records)
    for n in several:
        record = records[n]
        raw = lines[record.first_line - 1 : record.last_line]
        if not _is_well_quoted(raw, separator) or any(pattern.fits(line.split(separator)) for line in raw[1:]):
            return n
    return None


def _is_well_quoted(lines: Sequence[str], separator: str) -> bool:
    """Whether every quoted cell of a record ends with a mark before a separator or the end of the line."""
    try:
        return len(list(csv.reader(lines, delimiter=separator, strict=True))) == 1
    except csv.Error:
        return False


@dataclass(frozen=True)
class _RowPattern:
    """What rows of this file look like: how many cells, and in which of them there is always a digit."""

    width: int
    digits: tuple[int, ...]

    @classmethod
    def of(cls, records: Sequence[Record]) -> _RowPattern:
        single = [record.cells for record in records if record.last_line == record.first_line and any(record.cells)]
        everything = single or [record.cells for record in records]
        width = Counter(map(len, everything)).most_common(1)[0][0] if everything else 0
        rows = [cells for cells in single if len(cells) == width]
        body = rows[1:] or rows
        digits = [
            n
            for n in range(width)
            if body and sum(any(map(str.isdigit, cells[n])) for cells in body) >= _SURE_COLUMNS * len(body)
        ]
        return cls(width, tuple(digits))

    def fits(self, cells: Sequence[str]) -> bool:
        """Whether a line inside a cell looks like a row: enough cells, digits where the rows have them."""
        if self.width < 2 or len(cells) < self.width:
            return False
        held = sum(any(map(str.isdigit, cells[n])) for n in self.digits)
        return held >= _MATCHING * len(self.digits)


def _remarks(records: Sequence[Record], broken: int, lines: Sequence[str], lines_before: int) -> tuple[Remark, ...]:
    first = records[broken].first_line + lines_before
    last = len(lines) + lines_before
    unclosed = (
        f"A quotation mark in line {first} is not closed, or a cell there is longer than {csv.field_size_limit():,} "
        "characters. Close or delete the mark, then read the file again."
    )
    remarks = [Remark(FindingCode.UNUSABLE_ROW, unclosed, row=first)]
    if last > first:
        behind = f"line {last} was" if last == first + 1 else f"lines {first + 1} to {last} were"
        sentence = f"Because of the quotation mark in line {first}, {behind} not read. Correct line {first} first."
        remarks.append(Remark(FindingCode.PART_NOT_USED, sentence, row=first + 1))
    return tuple(remarks)


def _moved(record: Record, lines: int) -> Record:
    return Record(record.cells, record.first_line + lines, record.last_line + lines) if lines else record
