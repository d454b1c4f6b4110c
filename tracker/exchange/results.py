"""The tables of an analysis as files: segments, periods, coverage and findings, and the summary beside them."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from typing import Any

import pandas as pd

from tracker.analysis import Analysis
from tracker.codes import NOT_LEGAL_ADVICE
from tracker.errors import BadOption
from tracker.exchange.text import csv_bytes
from tracker.words.described import DAY, TEXT, Described

SUMMARY: dict[str, Described] = {
    "version": Described(TEXT, "Version of Coverline."),
    "rules_digest": Described(TEXT, "Names the files of law that the answer was made with."),
    "as_of": Described(DAY, "The day on which the question was asked."),
    "settings": Described(
        "object", "join_gap_days and buffer_days (whole numbers of days), worker and residence (null: not set)."
    ),
    "calendar_days_per_status": Described("object", "Status → number of calendar days, of all people together."),
    "host_days_per_verdict": Described("object", "Verdict → number of days, counted once per country of work."),
    "verifications": Described("list", "Your own checks of rules and starts: the columns of the table verifications."),
    "stale_sources": Described("list", "Rules last read more than a year ago: host, provision, read_on."),
    "note": Described(TEXT, "That this is no legal advice."),
}
"""What summary.json says, in order."""


def result_tables(analysis: Analysis) -> dict[str, pd.DataFrame]:
    """The result frames by the names of their files, with the columns of ``schema.RESULTS`` in order."""
    from tracker import schema

    return {name: published(name, getattr(analysis, name)) for name in schema.RESULTS}


def published(table: str, frame: pd.DataFrame) -> pd.DataFrame:
    """A result frame as files hold it: a finding about no row of a file has no row number (the frame says 0)."""
    from tracker import schema

    columns = frame[list(schema.RESULTS[table].columns)]
    if table != "findings":
        return columns
    return columns.assign(row=columns["row"].astype("Int64").mask(columns["row"] == 0))


def summary(analysis: Analysis) -> dict[str, Any]:
    """The summary as it stands in every file, with the line that it is no legal advice."""
    return {**analysis.summary, "note": NOT_LEGAL_ADVICE}


def result_files(analysis: Analysis, form: str = "csv") -> dict[str, bytes]:
    """File name → content, in ``form`` csv, json or parquet; summary.json comes with each.

    Raises ``BadOption`` for another form.
    """
    if form not in _WRITERS:
        raise BadOption(f"there is no format {form!r} for result tables: choose one of {', '.join(_WRITERS)}")
    files = {f"{name}.{form}": _WRITERS[form](name, table) for name, table in result_tables(analysis).items()}
    return {**files, "summary.json": json_bytes(summary(analysis))}


def rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a frame as plain values: days as ISO text, numbers as int, missing values as None."""
    columns = {name: _plain(table[name]) for name in table.columns}
    return [dict(zip(columns, cells, strict=True)) for cells in zip(*columns.values(), strict=True)]


def json_bytes(content: object) -> bytes:
    """A JSON document as UTF-8, laid out for reading."""
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def _plain(values: pd.Series) -> list[Any]:
    if pd.api.types.is_datetime64_any_dtype(values.dtype):
        values = values.dt.strftime("%Y-%m-%d")
    return [None if pd.isna(value) else value for value in values.astype("object").tolist()]


def _parquet(name: str, table: pd.DataFrame) -> bytes:
    from pyarrow import parquet

    from tracker.exchange.arrow import arrow_table

    content = io.BytesIO()
    parquet.write_table(arrow_table(name, table), content)
    return content.getvalue()


_WRITERS: dict[str, Callable[[str, pd.DataFrame], bytes]] = {
    "csv": lambda name, table: csv_bytes(table),
    "json": lambda name, table: json_bytes(rows(table)),
    "parquet": _parquet,
}
