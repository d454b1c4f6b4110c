"""The bytes of a file → a ``Book``. What it is follows from its content, never from its ending alone.

To add a format: one module that makes a ``Book``, one entry in ``_READERS``, and how it is recognized in ``_form_of``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tracker.errors import BadOption, TableNotReadable
from tracker.reading.book import Book, Line
from tracker.reading.files import ole
from tracker.reading.files.html_tables import html_book, is_page
from tracker.reading.files.json_book import is_json, json_book
from tracker.reading.files.letters import Letters, letters_of
from tracker.reading.files.markdown import is_drawn, markdown_book
from tracker.reading.files.opendocument import ods_book
from tracker.reading.files.separated import EMPTY, separated_book
from tracker.reading.files.unpack import NO_WORKBOOK
from tracker.reading.files.workbook import xls_book, xlsx_book
from tracker.reading.files.wrong_files import wrong_archive, wrong_container, wrong_file, wrong_text

_BINARY: Mapping[str, Callable[[bytes, str], Book]] = {"xlsx": xlsx_book, "xls": xls_book, "ods": ods_book}
_TEXT: Mapping[str, Callable[[Letters, str], Book]] = {
    "csv": separated_book,
    "markdown": markdown_book,
    "html": html_book,
    "json": lambda letters, file: json_book(letters.text, file),
}
FORMS = (*_TEXT, *_BINARY)
"""The formats that can be forced."""

MOST_COLUMNS = 1_000
"""What a wider table holds was not written by a person, and looking at every heading would take minutes."""

_ZIP = b"PK\x03\x04"
_ODS = b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet"


def open_book(content: bytes, file: str, form: str | None = None, encoding: str = "") -> Book:
    """The sheets of a file. ``form`` forces a format (csv, xlsx, xls, ods, markdown, html, json).
    ``encoding``: the name of the one that a person chose among ``Book.decodings``.

    Raises ``TableNotReadable`` with one sentence for everything that is no table: a wrong file is named, with the
    right one to fetch. Raises ``BadOption`` for a format that does not exist.
    """
    if form is not None and form not in FORMS:
        raise BadOption(f"there is no import format {form!r}. Available: {', '.join(FORMS)}")
    book = _opened(content, file, form, encoding)
    if any(_width(line) > MOST_COLUMNS for sheet in book.sheets for line in sheet.lines):
        raise TableNotReadable(file, f"more than {MOST_COLUMNS:,} columns. Keep those that Coverline knows")
    return book


def _width(line: Line) -> int:
    """Number of cells up to the last one that holds something."""
    width = len(line.cells)
    while width > MOST_COLUMNS and line.cells[width - 1] in ("", None):
        width -= 1
    return width


def _opened(content: bytes, file: str, form: str | None, encoding: str) -> Book:
    if not content.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise TableNotReadable(file, EMPTY)
    binary = _binary_form(content, file) if form is None else form
    if binary in _BINARY:
        return _BINARY[binary](content, file)
    letters = letters_of(content, file, encoding)
    if not letters.text.strip():
        raise TableNotReadable(file, EMPTY)
    return _TEXT[form or _text_form(letters.text, file)](letters, file)


def _binary_form(content: bytes, file: str) -> str:
    """The format of a spreadsheet, "" for a file of text. Raises ``TableNotReadable`` for a wrong file."""
    if content.startswith(ole.MAGIC):
        return _container_form(content, file)
    if content.startswith((_ZIP, b"PK\x05\x06")):
        return _archive_form(content, file)
    if sentence := wrong_file(content):
        raise TableNotReadable(file, sentence)
    return ""


def _container_form(content: bytes, file: str) -> str:
    try:
        held = ole.streams(content)
    except ole.NoContainer as error:
        raise TableNotReadable(file, f"{NO_WORKBOOK}. It may be damaged") from error
    if sentence := wrong_container(held):
        raise TableNotReadable(file, sentence)
    if not {"Workbook", "Book"} & set(held):
        raise TableNotReadable(file, NO_WORKBOOK)
    return "xls"


def _archive_form(content: bytes, file: str) -> str:
    if sentence := wrong_archive(content):
        raise TableNotReadable(file, sentence)
    return "ods" if _ODS in content[:200] else "xlsx"


def _text_form(text: str, file: str) -> str:
    if is_json(text):
        return "json"
    if is_page(text):
        return "html"
    if sentence := wrong_text(text):
        raise TableNotReadable(file, sentence)
    return "markdown" if is_drawn(text) else "csv"
