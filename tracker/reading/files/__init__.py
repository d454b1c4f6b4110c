"""The bytes of a file → a ``Book``. What it is follows from its content, never from its ending alone."""

from __future__ import annotations

from tracker.reading.book import Book


def open_book(content: bytes, file: str, form: str | None = None) -> Book:
    """The sheets of a file. ``form`` forces a format (csv, xlsx, xls, ods, markdown, json).

    Raises ``TableNotReadable`` with one sentence for everything that is no table: a wrong file is named, with the
    right one to fetch. Raises ``BadOption`` for a format that does not exist.
    """
    raise NotImplementedError
