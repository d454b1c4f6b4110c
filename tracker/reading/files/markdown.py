"""A table drawn with signs: Markdown, and what databases and terminals print."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from tracker.reading.book import Book, Line, Sheet
from tracker.reading.files.letters import Letters

_RULE = re.compile(r"\s*[|+]?\s*:?[-=]{2,}:?\s*([|+]\s*:?[-=]+:?\s*)*[|+]?\s*")
_BAR = re.compile(r"(?<!\\)\|")
_EMPHASIS = re.compile(r"(\*\*|__|`)(.+?)\1")
_LINK = re.compile(r"\[([^\]]+)\]\([^)]*\)")
_HEADING = re.compile(r"#{1,6}\s+(.*?)\s*#*")


def is_drawn(text: str) -> bool:
    """Whether a line of bars has a rule such as ``|---|---|`` below it."""
    lines = _lines(text)
    return any(_is_rule(rule) and "|" in header for header, rule in pairwise(lines))


def markdown_book(letters: Letters, file: str) -> Book:
    """A sheet for each table of the text. Lines between the tables are lines of one cell in the next one's sheet.

    Without any table, one sheet of such lines.
    """
    sheets = tuple(_sheets(_lines(letters.text)))
    return Book(file, "markdown", "Markdown table", sheets, letters.remarks, decodings=letters.decodings)


def _lines(text: str) -> list[str]:
    return re.split(r"\r\n|\n|\r", text)


def _is_rule(line: str) -> bool:
    return bool(_RULE.fullmatch(line)) and ("|" in line or "+" in line)


def _sheets(lines: list[str]) -> Iterator[Sheet]:
    starts = [n - 1 for n, line in enumerate(lines) if n and _is_rule(line) and "|" in lines[n - 1]]
    starts = [start for n, start in enumerate(starts) if not n or not _is_same_table(lines, starts[n - 1], start)]
    begin = 0
    for number, start in enumerate(starts):
        end = _end_of_table(lines, start) if number + 1 < len(starts) else len(lines)
        name = _name(lines[begin:start]) if len(starts) > 1 else ""
        kept = [Line(n + 1, cells) for n in range(begin, end) if (cells := _cells(lines[n]))]
        yield Sheet(name or (f"table {number + 1}" if len(starts) > 1 else ""), tuple(kept))
        begin = end
    if not starts:
        yield Sheet("", tuple(Line(n + 1, cells) for n, line in enumerate(lines) if (cells := _cells(line))))


def _is_same_table(lines: list[str], earlier: int, later: int) -> bool:
    """Whether the rule under ``later`` only divides rows of the table that begins at ``earlier``."""
    return later < _end_of_table(lines, earlier)


def _end_of_table(lines: list[str], start: int) -> int:
    return next((n for n in range(start, len(lines)) if "|" not in lines[n] and not _is_rule(lines[n])), len(lines))


def _name(before: list[str]) -> str:
    """The heading above a table."""
    headings = [match.group(1) for line in before if (match := _HEADING.fullmatch(line.strip()))]
    return headings[-1] if headings else ""


def _cells(line: str) -> tuple[str, ...]:
    """The cells of a line; none of a rule."""
    plain = line.strip()
    if not plain or _is_rule(plain) or re.fullmatch(r"[-=+]{3,}", plain):
        return ()
    if "|" not in plain:
        return (plain,)
    cells = [_plain(cell) for cell in _BAR.split(plain.removeprefix("|").removesuffix("|"))]
    while cells and not cells[-1]:
        cells.pop()
    return tuple(cells)


def _plain(cell: str) -> str:
    text = _LINK.sub(r"\1", _EMPHASIS.sub(r"\2", cell.strip())).replace("\\|", "|")
    return re.sub(r"<br\s*/?>", "\n", text)
