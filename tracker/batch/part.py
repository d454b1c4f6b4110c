"""One part: its travelers' workspace, through ``analyze``, onto the disk."""

from __future__ import annotations

import json
import os
import shutil
import socket
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pyarrow as pa
from pyarrow import parquet

from tracker import findings
from tracker.analysis import Settings, analyze
from tracker.batch.split import trips_from
from tracker.codes import Severity
from tracker.exchange.arrow import arrow_table
from tracker.exchange.results import result_tables
from tracker.exchange.text import csv_bytes
from tracker.itinerary.check import unknown_references, without_repeats
from tracker.itinerary.workspace import Workspace
from tracker.rules.model import Rules

_LAST = "9999"  # findings without a day come last


@dataclass(frozen=True)
class Part:
    """Everything that one part is made from, so that any process can do it.

    ``tables``: all but trips, with the rows of these travelers. ``somebody``: a row of the travelers table, if it has
    any at all, since only then a traveler without a row is worth a word. ``files``: their names for messages.
    """

    number: int  # from 0
    trips: Path  # a file
    target: Path  # the folder of its results
    tables: dict[str, pd.DataFrame]
    somebody: pd.DataFrame
    files: dict[str, str]
    rules: Rules
    settings: Settings
    form: str  # of the results


def finish(part: Part) -> str:
    """Analyze a part; its results appear whole in its target. Returns what went wrong, "" if nothing did.

    The problem is no exception, since not every exception can travel between processes.
    """
    mine = f"{part.target.name}.{socket.gethostname()}-{os.getpid()}.new"
    unfinished = part.target.with_name(mine)  # a cluster may have two processes on one part, if it lost sight of one
    try:
        unfinished.mkdir()
        run_part(part, unfinished)
        if not part.target.is_dir():
            unfinished.replace(part.target)
        return ""
    except Exception as error:  # whatever it is: the other parts are still wanted
        return f"{type(error).__name__}: {error}"
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def run_part(part: Part, target: Path) -> None:
    """Analyze the trips of a part into the empty folder ``target``."""
    trips, repeats = without_repeats("trips", trips_from(part.trips), part.files["trips"])
    # The trips are looked up here; the rows of the other tables were looked up in the first pass.
    travelers = pd.concat([part.tables["travelers"], part.somebody])
    owners = {"assignments": part.tables["assignments"], "travelers": travelers}
    known = {name: owners.get(name, table.iloc[:0]) for name, table in part.tables.items()}
    lost = unknown_references({**known, "trips": trips}, part.files)
    lost = lost[lost["file"] == part.files["trips"]]
    workspace = Workspace(
        **{name: table.reset_index(drop=True) for name, table in {**part.tables, "trips": trips}.items()},
        problems=findings.together([repeats, lost]),
    )
    write_part(workspace, target, part)


def write_part(workspace: Workspace, target: Path, part: Part) -> None:
    """The result tables and the summary of one part as files; those in CSV have no header yet."""
    analysis = analyze(workspace, part.rules, part.settings)
    for name, table in result_tables(analysis).items():
        if name == "findings":
            continue
        if part.form == "csv":
            (target / f"{name}.csv").write_bytes(csv_bytes(table, has_header=False))
        else:
            parquet.write_table(arrow_table(name, table), target / f"{name}.parquet")
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
