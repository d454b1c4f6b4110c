"""One part: its travelers' workspace, through ``analyze``, onto the disk."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pyarrow as pa
from pyarrow import parquet

from tracker import findings
from tracker.analysis import Settings, analyze
from tracker.batch.split import trips_from
from tracker.codes import Severity
from tracker.exchange.results import result_tables
from tracker.itinerary.check import unknown_references, without_repeats
from tracker.itinerary.workspace import Workspace
from tracker.rules.model import Rules

_LAST = "9999"  # findings without a day come last


def run_part(
    trips_file: Path,
    target: Path,
    tables: dict[str, pd.DataFrame],
    somebody: pd.DataFrame,
    files: dict[str, str],
    rules: Rules,
    settings: Settings,
) -> None:
    """Analyze the trips in ``trips_file``; ``target`` is made and holds the results.

    ``tables``: all but trips, with the rows of these travelers. ``somebody``: a row of the travelers table, if it has
    any at all, since only then a traveler without a row is worth a word. ``files``: their names for messages.
    """
    trips, repeats = without_repeats("trips", trips_from(trips_file), files["trips"])
    # The trips are looked up here; the rows of the other tables were looked up in the first pass.
    owners = {"assignments": tables["assignments"], "travelers": pd.concat([tables["travelers"], somebody])}
    known = {name: owners.get(name, table.iloc[:0]) for name, table in tables.items()}
    lost = unknown_references({**known, "trips": trips}, files)
    lost = lost[lost["file"] == files["trips"]]
    workspace = Workspace(
        **{name: table.reset_index(drop=True) for name, table in {**tables, "trips": trips}.items()},
        problems=findings.together([repeats, lost]),
    )
    write_part(workspace, target, rules, settings)


def write_part(workspace: Workspace, target: Path, rules: Rules, settings: Settings) -> None:
    """The result tables and the summary of one part as files."""
    analysis = analyze(
        workspace,
        rules,
        as_of=settings.as_of,
        join_gap_days=settings.join_gap_days,
        worker=settings.worker,
        residence=settings.residence,
        buffer_days=settings.buffer_days,
    )
    target.mkdir()
    for name, table in result_tables(analysis).items():
        if name != "findings":
            table.to_parquet(target / f"{name}.parquet", engine="pyarrow", index=False)
    write_findings(analysis.findings, target)
    (target / "summary.json").write_text(json.dumps(analysis.summary), encoding="utf-8")


def write_findings(found: pd.DataFrame, folder: Path) -> None:
    """Findings by severity and year, a row group each, so that those of all parts can be put in order year by year."""
    rank = found["severity"].map({str(severity): n for n, severity in enumerate(Severity)}).astype("str")
    bucket = rank + "-" + found["first_day"].dt.strftime("%Y").fillna(_LAST)
    names = []
    layout = pa.Table.from_pandas(findings.none(), preserve_index=False).schema
    with parquet.ParquetWriter(folder / "findings.parquet", layout) as writer:
        for name, rows in found.groupby(bucket, sort=True):
            table = pa.Table.from_pandas(rows, schema=layout, preserve_index=False)
            writer.write_table(table, row_group_size=max(1, len(rows)))
            names.append(str(name))
    (folder / "findings.json").write_text(json.dumps(names), encoding="utf-8")
