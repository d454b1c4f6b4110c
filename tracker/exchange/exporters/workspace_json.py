"""The whole workspace with its results as one JSON document; ``read_workspace`` reads the workspace back equal."""

from __future__ import annotations

from tracker.analysis import Analysis
from tracker.exchange.about import about, workspace_rows
from tracker.exchange.exporters.exporter import Choice, Exporter, Made
from tracker.exchange.results import json_bytes, result_tables, rows
from tracker.exchange.text import as_text
from tracker.filing import filing_dates


def _write(analysis: Analysis, choice: Choice) -> Made:
    told = {
        "about": about(analysis, choice.redact),
        "workspace": workspace_rows(analysis.workspace),
        "results": {name: rows(table) for name, table in result_tables(analysis).items()},
        "filing_dates": rows(as_text(filing_dates(analysis, choice.redact))),
    }
    return Made(json_bytes(told))


WORKSPACE_JSON = Exporter(".json", "The whole workspace with results", "application/json", _write)
