"""The parts of a workbook, unpacked and counted by us before anything else reads them.

A small file may claim, or turn out, to hold gigabytes; and two cells at opposite corners of a sheet make a reader that
keeps whole rectangles ask for room for 17 thousand million cells, which ends the program. So does a count of texts
that nobody counted.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Mapping

from tracker.errors import TableNotReadable

NO_WORKBOOK = "not a workbook that can be read"
MOST_CELLS = 16 * 1_048_576
"""The rectangle of a sheet: sixteen whole columns."""
_MOST_UNPACKED = 200 * 1024 * 1024  # bytes of all parts
_MOST_TIMES = 200  # unpacked against packed: tables of text stay far below it
_MOST_PARTS = 10_000
_MOST_LETTERS, _MOST_DIGITS = 3, 7  # of a place: XFD1048576 is the last one

_PLACE = re.compile(rb"""\br\s*=\s*["']([A-Za-z]*)([0-9]+)["']""")  # r="B7" of a cell, r="7" of a row
_COUNT = re.compile(rb"""\b(?:c|uniqueC)ount\s*=\s*["']([0-9]+)["']""")  # for which a reader makes room at once
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError)


def parts_of(content: bytes, file: str) -> dict[str, bytes]:
    """The XML parts of a workbook by name, within the limits. Raises ``TableNotReadable`` for one that is none."""
    texts = {}
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            parts = {part.filename: part for part in book.infolist()}
            _refuse_bomb(list(parts.values()), len(content), file)
            for name, part in parts.items():
                if name.lower().endswith((".xml", ".rels")):
                    texts[name] = book.read(part)  # never more than the size that was just added up
                    _refuse_absurd_part(texts[name], file)
    except _DAMAGED as error:
        raise TableNotReadable(file, f"{NO_WORKBOOK}. It may be damaged or have a password") from error
    return texts


def repacked(parts: Mapping[str, bytes]) -> bytes:
    """The same workbook with its XML parts only, not compressed."""
    plain = io.BytesIO()
    with zipfile.ZipFile(plain, "w") as out:
        for name, text in parts.items():
            out.writestr(zipfile.ZipInfo(name), text)
    return plain.getvalue()


def _refuse_bomb(parts: list[zipfile.ZipInfo], packed: int, file: str) -> None:
    unpacked = sum(part.file_size for part in parts)
    if unpacked > min(_MOST_UNPACKED, _MOST_TIMES * packed) or len(parts) > _MOST_PARTS:
        raise TableNotReadable(file, "the file unpacks to far more than it should; it was not opened")


def _refuse_absurd_part(text: bytes, file: str) -> None:
    if b"\0" in text:  # UTF-16, or no text at all: Excel writes UTF-8
        raise TableNotReadable(file, NO_WORKBOOK)
    if any(int(digits) > MOST_CELLS for digits in set(_COUNT.findall(text))):
        raise TableNotReadable(file, "it says that it holds far more than it can; it was not opened")
    if b"sheetData" not in text:
        return
    rows = columns = 1
    for letters, digits in set(_PLACE.findall(text)):
        # The reader forgets what goes beyond its numbers, so that a place far outside may come out anywhere.
        is_outside = len(letters) > _MOST_LETTERS or len(digits) > _MOST_DIGITS
        rows = max(rows, MOST_CELLS + 1 if is_outside else int(digits))
        columns = max(columns, 1 if is_outside else _number(letters))
    if rows * columns > MOST_CELLS:
        raise TableNotReadable(file, "a sheet has cells too far from the others. Delete what is far below or far right")


def _number(letters: bytes) -> int:
    """A → 1, Z → 26, AA → 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
