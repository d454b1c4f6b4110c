"""Tables of a workspace as plain text, and the digest by which equal ones are known."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pandas as pd

from tracker.itinerary.workspace import Workspace


def as_text(frame: pd.DataFrame) -> pd.DataFrame:
    """Every column as ``str``: days as ISO text, numbers as digits, missing values as ""."""
    return pd.DataFrame({str(name): _as_text(frame[name]) for name in frame.columns}, index=frame.index)


def _as_text(values: pd.Series) -> pd.Series:
    days = pd.api.types.is_datetime64_any_dtype(values.dtype)
    texts: pd.Series = values.dt.strftime("%Y-%m-%d") if days else values.astype("str")
    return texts.where(values.notna(), "").astype("str")


def workspace_rows(workspace: Workspace) -> dict[str, list[dict[str, Any]]]:
    """Every table as rows of text: the object ``workspace`` of the .json export."""
    return {name: _rows(as_text(table)) for name, table in workspace.tables().items()}


def _rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    columns = list(table.columns)
    return [dict(zip(columns, cells, strict=True)) for cells in table.itertuples(index=False, name=None)]


def workspace_digest(workspace: Workspace) -> str:
    """SHA-256, 64 hexadecimal digits, of ``workspace_rows`` as JSON without blanks, UTF-8.

    Equal workspaces have the same one, so that any export can be matched to the .json that belongs to it.
    """
    content = json.dumps(workspace_rows(workspace), ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(content.encode("utf-8")).hexdigest()
