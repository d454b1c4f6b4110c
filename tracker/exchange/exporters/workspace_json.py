"""The whole workspace with its results as one JSON document; ``read_workspace`` reads the workspace back equal."""

from __future__ import annotations

from tracker.analysis import Analysis
from tracker.exchange.exporters.exporter import Exporter
from tracker.exchange.results import json_bytes, result_tables, rows, summary
from tracker.exchange.text import as_text


def _to_bytes(analysis: Analysis) -> bytes:
    return json_bytes(
        {
            "about": summary(analysis),
            "workspace": {name: rows(as_text(table)) for name, table in analysis.workspace.tables().items()},
            "results": {name: rows(table) for name, table in result_tables(analysis).items()},
        }
    )


WORKSPACE_JSON = Exporter(".json", "The whole workspace with results", "application/json", _to_bytes)
