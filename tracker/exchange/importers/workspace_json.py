"""The .json file that the workspace export writes; the results in it are left aside."""

from __future__ import annotations

import json

import pandas as pd

from tracker.errors import TableNotReadable
from tracker.exchange.importers.importer import Importer
from tracker.itinerary.read import tables_from_json


def _read(content: bytes, file: str) -> dict[str, pd.DataFrame]:
    try:
        document = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise TableNotReadable(file, "not a JSON file that can be read") from error
    return tables_from_json(document, file)


WORKSPACE_JSON = Importer("json", (".json",), "Workspace exported as JSON", _read)
