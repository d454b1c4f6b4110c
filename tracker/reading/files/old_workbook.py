"""What the reader of workbooks does not tell about an .xls: cells with an error, hidden rows, the epoch."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from tracker.errors import TableNotReadable
from tracker.reading.book import CellError
from tracker.reading.files.ole import NoContainer, streams
from tracker.reading.files.sheet_marks import Marks

_LARGEST = 64 * 1024 * 1024  # bytes; the format holds 65,536 rows a sheet
_BEGIN, _END, _SHEET, _EPOCH = 0x809, 0x0A, 0x85, 0x22
_ROW, _ERROR, _FORMULA = 0x208, 0x205, 0x06
_HIDDEN = 0x20
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}


@dataclass
class XlsFacts:
    """The marks of each sheet by its name, and whether days are counted from 1904."""

    marks: dict[str, Marks] = field(default_factory=dict)
    is_1904: bool = False


def refuse_large(content: bytes, file: str) -> None:
    """Raises ``TableNotReadable`` for more than such a file needs."""
    if len(content) > _LARGEST:
        raise TableNotReadable(file, f"larger than {_LARGEST // 1024**2} MB. Save it as .xlsx and try again")


def xls_facts(content: bytes) -> XlsFacts:
    """Nothing for a file that is no container: the reader of workbooks refuses that."""
    try:
        parts = streams(content)
    except NoContainer:
        return XlsFacts()
    stream = parts.get("Workbook") or parts.get("Book") or b""
    facts = XlsFacts()
    starts: dict[str, int] = {}
    for kind, body in _records(stream, 0):
        if kind == _EPOCH and len(body) >= 2:
            facts.is_1904 = body[0] == 1
        elif kind == _SHEET and len(body) > 8:
            starts[_sheet_name(body)] = struct.unpack_from("<I", body)[0]
    facts.marks = {name: _marks(stream, at) for name, at in starts.items()}
    return facts


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """The records from one begin to its end; charts inside it are skipped."""
    depth = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        if kind == _BEGIN:
            depth += 1
        elif kind == _END:
            depth -= 1
            if depth <= 0:
                return
        elif depth == 1:
            yield kind, stream[at + 4 : at + 4 + length]
        at += 4 + length


def _sheet_name(body: bytes) -> str:
    count, is_wide = body[6], body[7] & 1
    return body[8 : 8 + 2 * count].decode("utf-16-le", "replace") if is_wide else body[8 : 8 + count].decode("latin-1")


def _marks(stream: bytes, at: int) -> Marks:
    marks = Marks()
    for kind, body in _records(stream, at):
        if kind == _ROW and len(body) >= 14 and body[12] & _HIDDEN:
            marks.hidden.add(struct.unpack_from("<H", body)[0])
        elif kind == _ERROR and len(body) >= 8 and body[7]:
            marks.errors[struct.unpack_from("<HH", body)] = CellError(_ERRORS.get(body[6], "#ERROR"))
        elif kind == _FORMULA and len(body) >= 14 and body[12:14] == b"\xff\xff" and body[6] == 2:
            marks.errors[struct.unpack_from("<HH", body)] = CellError(_ERRORS.get(body[8], "#ERROR"))
    return marks
