"""The .json file that the workspace export writes; the results in it are left aside."""

from __future__ import annotations

from tracker.exchange.importers.importer import Importer
from tracker.itinerary.read import json_from_bytes

WORKSPACE_JSON = Importer("json", (".json",), "Workspace exported as JSON", json_from_bytes)
