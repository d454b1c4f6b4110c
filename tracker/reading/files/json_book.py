"""JSON: the workspace that this program exports, or a list of records."""

from __future__ import annotations

import json
import re

from tracker import schema
from tracker.errors import TableNotReadable
from tracker.findings import FindingCode
from tracker.reading.book import Book, Line, Sheet, Value
from tracker.reading.files.workbook import refuse_text
from tracker.reading.remark import Remark

_MOST_COLUMNS = 1_000
_GOOGLE = (
    "a file of Google's location history, which is not read yet. Write the days of each stay into a table with the "
    "columns country, first_day and last_day"
)
_GOOGLE_KEYS = {"semanticSegments", "rawSignals", "timelineObjects", "locations", "timelinePath", "placeVisit"}
_GOOGLE_RECORDS = {"visit", "activity", "timelinePath", "activitySegment", "placeVisit", "latitudeE7"}
_SHORTCUT = "only a shortcut to a Google spreadsheet. Open it, choose File, Download, and take Excel (.xlsx) or CSV"
_UNREADABLE = "not a JSON file that can be read"
_NO_TABLE = "no trips in it: not a workspace written by this program, and no list of rows"


def is_json(text: str) -> bool:
    """Whether a text is a JSON object or list, or a broken one: no table begins with such signs."""
    begin = text.lstrip()[:1]
    return begin == "{" or (begin == "[" and (_LIST.match(text) is not None or _loaded(text) is not _NOTHING))


_NOTHING = object()
_LIST = re.compile(r"\s*\[\s*\{")


def json_book(text: str, file: str) -> Book:
    """A sheet for each table. Raises ``TableNotReadable`` for JSON without a table; files of Google are named."""
    document = _loaded(text)
    if document is _NOTHING:
        raise TableNotReadable(file, _UNREADABLE)
    _refuse_google(document, file)
    tables = document.get("workspace", document) if isinstance(document, dict) else document
    if isinstance(tables, list):
        if not tables or not all(isinstance(row, dict) for row in tables):
            raise TableNotReadable(file, _NO_TABLE)
        return Book(file, "json", "JSON list", (_sheet("", tables, file),))
    if not isinstance(tables, dict) or "trips" not in tables:
        raise TableNotReadable(file, _NO_TABLE)
    sheets = []
    for name in schema.WORKSPACE:
        rows = tables.get(name, [])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise TableNotReadable(file, f"{name} is not a list of rows")
        if rows or name == "trips":
            sheets.append(_sheet(name, rows, file))
    return Book(
        file,
        "json",
        "Workspace exported as JSON",
        tuple(sheets),
        tuple(map(_of_added, _added(tables))),
        is_ours=True,
        made_from=_made_from(document),
    )


def _added(tables: dict[str, object]) -> list[str]:
    """The names of lists of rows that are no table of the workspace."""
    return [
        name
        for name, rows in tables.items()
        if name not in schema.WORKSPACE and isinstance(rows, list) and rows and isinstance(rows[0], dict)
    ]


def _of_added(name: str) -> Remark:
    sentence = (
        f"The list {name!r} is no table of the workspace. It was not read. If it holds rows of the log, give it one of "
        f"the names {', '.join(schema.WORKSPACE)}."
    )
    return Remark(FindingCode.PART_NOT_USED, sentence)


def _made_from(document: object) -> str:
    """The digest of the workspace that the results were made from, as the export wrote it down; "" without one."""
    about = document.get("about") if isinstance(document, dict) else None
    digest = about.get("workspace_sha256") if isinstance(about, dict) else None
    return digest if isinstance(digest, str) else ""


def _loaded(text: str) -> object:
    """The document; of a file with one object per line, the list of them."""
    try:
        return json.loads(text)
    except RecursionError:
        return _NOTHING
    except ValueError:
        lines = [line for line in text.splitlines() if line.strip()]
        if len(lines) < 2 or not all(line.lstrip().startswith("{") for line in lines):
            return _NOTHING
    try:
        return [json.loads(line) for line in lines]
    except (ValueError, RecursionError):
        return _NOTHING


def _refuse_google(document: object, file: str) -> None:
    if isinstance(document, dict):
        keys = set(map(str, document))
        if keys & _GOOGLE_KEYS:
            raise TableNotReadable(file, _GOOGLE)
        if ("url" in keys and {"doc_id", "resource_id"} & keys) or "docs.google.com" in str(document.get("url", "")):
            raise TableNotReadable(file, _SHORTCUT)
        if {"photoTakenTime", "geoData"} & keys:
            raise TableNotReadable(file, "the description of a photo. It holds no trips")
    first = document[0] if isinstance(document, list) and document else None
    if isinstance(first, dict) and set(first) & _GOOGLE_RECORDS and "country" not in first:
        raise TableNotReadable(file, _GOOGLE)


def _sheet(name: str, rows: list[dict[str, object]], file: str) -> Sheet:
    """The names are line 1, as in a table; the first row is line 2."""
    columns = list(dict.fromkeys(column for row in rows for column in row))
    for column in columns:
        refuse_text(column, file)
    if len(columns) > _MOST_COLUMNS:
        raise TableNotReadable(file, f"{name or 'the list'} has more than {_MOST_COLUMNS:,} columns")
    lines = [Line(1, tuple(columns))] if columns else []
    for number, row in enumerate(rows, start=2):
        cells = tuple(_value(row.get(column), file) for column in columns)
        if any(cell != "" for cell in cells):
            lines.append(Line(number, cells))
    return Sheet(name, tuple(lines))


def _value(value: object, file: str) -> Value:
    text = "" if value is None else "yes" if value is True else "no" if value is False else str(value)
    refuse_text(text, file)
    return text
