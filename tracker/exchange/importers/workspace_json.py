"""The .json file that the workspace export writes; the results in it are left aside."""

from __future__ import annotations

import json

from tracker.errors import TableNotReadable
from tracker.exchange.importers.importer import Importer
from tracker.exchange.importers.workbook import text_table
from tracker.itinerary.documented import TextTable
from tracker.itinerary.unusable import MOST_COLUMNS


def json_from_bytes(content: bytes, file: str) -> dict[str, TextTable]:
    """The tables of a workspace in one JSON object: table name → list of rows, each an object of texts."""
    try:
        document = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise TableNotReadable(file, "not a JSON file that can be read") from error
    return tables_from_json(document, file)


def tables_from_json(content: object, file: str) -> dict[str, TextTable]:
    """``json_from_bytes`` for a parsed document; results beside the tables are ignored."""
    from tracker.schema import WORKSPACE

    tables = content.get("workspace", content) if isinstance(content, dict) else None
    if not isinstance(tables, dict) or "trips" not in tables:
        raise TableNotReadable(file, "no trips in it: not a workspace written by this program")
    read = {}
    for name in WORKSPACE:
        rows = tables.get(name, [])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise TableNotReadable(file, f"{name} is not a list of rows")
        columns = list(dict.fromkeys(column for row in rows for column in row))
        texts = [["" if row.get(column) is None else str(row[column]) for column in columns] for row in rows]
        if len(columns) > MOST_COLUMNS:
            raise TableNotReadable(file, f"{name} has more than {MOST_COLUMNS:,} columns")
        read[name] = text_table(texts if columns else [], columns, file)
    return read


WORKSPACE_JSON = Importer("json", (".json",), "Workspace exported as JSON", json_from_bytes)
