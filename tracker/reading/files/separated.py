"""Text tables: CSV and its relatives, with any separator; cells pasted from a spreadsheet."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Sequence

from tracker.errors import TableNotReadable
from tracker.reading.book import Book, Line, Sheet
from tracker.reading.files.letters import Letters
from tracker.reading.files.quotes import Record, records_of
from tracker.reading.formulas import rearmed_text

_USUAL = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
_NEVER = frozenset("-_./:'\"()[]{}<>?!&+*@\\ \r\n")  # parts of words, dates and times
_HINT = re.compile(r'\s*"?sep=(.|\\t)"?[,;\t|]*\s*', re.IGNORECASE)
_SAMPLE = 200  # lines that are looked at to find the separator


def separated_book(letters: Letters, file: str) -> Book:
    """The one sheet of a file of text. Raises ``TableNotReadable`` when its very first record is broken."""
    text, lines_before, separator = _without_hint(letters.text)
    separator = separator or separator_of(text)
    records = records_of(text, separator, lines_before)
    if len(records.good) < 2 and (records.remarks or not records.good):
        problem = records.remarks[0].sentence.rstrip(".") if records.remarks else EMPTY
        raise TableNotReadable(file, problem[0].lower() + problem[1:])
    lines = tuple(_line(record) for record in records.good)
    title = f"CSV with {_USUAL.get(separator, f'the separator {separator!r}')}"
    if letters.name != "UTF-8":
        title += f", {letters.name}"
    remarks = letters.remarks + records.remarks
    return Book(file, "csv", title, (Sheet("", lines),), remarks, decodings=letters.decodings)


EMPTY = "the file is empty. The first line must name the columns"


def _without_hint(text: str) -> tuple[str, int, str]:
    """The text without Excel's ``sep=;`` line, how many lines that was, and the separator that it names."""
    first, end, rest = _first_line(text)
    hint = _HINT.fullmatch(first)
    if not hint or not end:
        return text, 0, ""
    return rest, 1, "\t" if hint.group(1) == "\\t" else hint.group(1)


def _first_line(text: str) -> tuple[str, str, str]:
    match = re.search(r"\r\n|\n|\r", text)
    return (text[: match.start()], match.group(), text[match.end() :]) if match else (text, "", "")


def separator_of(text: str) -> str:
    """The sign that cuts most lines into the same number of cells, at least two; a comma where none does."""
    lines = re.split(r"\r\n|\n|\r", text, maxsplit=_SAMPLE)[:_SAMPLE]
    lines = [line for line in lines if line.strip()]
    usual = {sign: _agreement(lines, sign) for sign in _USUAL}
    best = max(usual, key=lambda sign: usual[sign])
    if usual[best] > (0.5, 0):
        return best
    others = {sign: _agreement(lines, sign) for sign in _rare_signs(lines)}
    rare = max(others, key=lambda sign: others[sign], default="")
    if rare and others[rare][0] == 1 and others[rare][1] > 2:  # every line, and three cells: no chance
        return rare
    return best if usual[best] > (0.0, 0) else ","


def _agreement(lines: Sequence[str], separator: str) -> tuple[float, int]:
    """The share of lines with the usual number of cells, and that number; (0, 0) where one cell is usual."""
    try:
        widths = Counter(len(cells) for cells in csv.reader(lines, delimiter=separator) if any(cells))
    except csv.Error:
        widths = Counter(line.count(separator) + 1 for line in lines)
    several = {width: times for width, times in widths.items() if width > 1}
    if not several:
        return 0.0, 0
    width, times = max(several.items(), key=lambda item: (item[1], item[0]))
    return times / widths.total(), width


def _rare_signs(lines: Sequence[str]) -> set[str]:
    common = set.intersection(*(set(line) for line in lines)) if len(lines) > 1 else set()
    return {sign for sign in common if not sign.isalnum() and sign not in _NEVER and sign not in _USUAL}


def _line(record: Record) -> Line:
    """Without empty cells at the end. An apostrophe that keeps a text from running as a formula is taken back."""
    cells = [rearmed_text(cell) for cell in record.cells]
    while cells and not cells[-1].strip():
        cells.pop()
    return Line(record.first_line, tuple(cells))
