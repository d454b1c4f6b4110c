"""The container of old Office files: streams by name. Enough to tell them apart and to read one stream."""

from __future__ import annotations

import struct
from collections.abc import Sequence

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END = 0xFFFFFFFE  # and above it: no sector
_ENTRY = 128  # bytes of an entry of the directory
_STREAM = 2


class NoContainer(ValueError):
    """The bytes are no container, or one that is damaged."""


def streams(content: bytes) -> dict[str, bytes]:
    """Every stream by name, the topmost of each name. Raises ``NoContainer``."""
    try:
        return _Container(content).streams()
    except (struct.error, IndexError, UnicodeDecodeError) as error:
        raise NoContainer("damaged") from error


class _Container:
    def __init__(self, content: bytes) -> None:
        if not content.startswith(MAGIC):
            raise NoContainer("no container")
        self._content = content
        shift, small_shift = struct.unpack_from("<HH", content, 30)
        if not 7 <= shift <= 16 or not 4 <= small_shift <= shift:
            raise NoContainer("damaged")
        self._size, self._small_size = 1 << shift, 1 << small_shift
        self._directory, _, self._cutoff = struct.unpack_from("<III", content, 48)
        first_small = struct.unpack_from("<I", content, 60)[0]
        self._table = self._sector_table()
        small_table = self._chain(first_small, self._table)
        self._small_table = _numbers(b"".join(map(self._sector, small_table)))

    def streams(self) -> dict[str, bytes]:
        directory = b"".join(map(self._sector, self._chain(self._directory, self._table)))
        entries = [directory[at : at + _ENTRY] for at in range(0, len(directory) - _ENTRY + 1, _ENTRY)]
        small = b""
        if entries:
            start, size = struct.unpack_from("<II", entries[0], 116)
            small = b"".join(map(self._sector, self._chain(start, self._table)))[:size]
        named: dict[str, bytes] = {}
        for entry in entries:
            length = struct.unpack_from("<H", entry, 64)[0]
            if entry[66] == _STREAM and 2 <= length <= 64:
                name = entry[: length - 2].decode("utf-16-le")
                start, size = struct.unpack_from("<II", entry, 116)
                named.setdefault(name, self._stream(start, size, small))
        return named

    def _stream(self, start: int, size: int, small: bytes) -> bytes:
        if size >= self._cutoff:
            return b"".join(map(self._sector, self._chain(start, self._table)))[:size]
        places = self._chain(start, self._small_table)
        return b"".join(small[at * self._small_size : (at + 1) * self._small_size] for at in places)[:size]

    def _sector_table(self) -> Sequence[int]:
        """For each sector the next one of its chain."""
        sectors = [at for at in struct.unpack_from("<109I", self._content, 76) if at < _END]
        more = struct.unpack_from("<I", self._content, 68)[0]
        for _ in range(len(self._content) // self._size):
            if more >= _END:
                break
            *listed, more = _numbers(self._sector(more))
            sectors += [at for at in listed if at < _END]
        return _numbers(b"".join(map(self._sector, sectors)))

    def _chain(self, start: int, table: Sequence[int]) -> list[int]:
        chain = []
        while start < _END:
            chain.append(start)
            if len(chain) > len(table):
                raise NoContainer("a chain without an end")
            start = table[start]
        return chain

    def _sector(self, number: int) -> bytes:
        return self._content[(number + 1) * self._size : (number + 2) * self._size]


def _numbers(content: bytes) -> Sequence[int]:
    return struct.unpack(f"<{len(content) // 4}I", content[: len(content) // 4 * 4])
