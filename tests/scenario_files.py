"""Reads tests/scenarios/**/*.toml into plain cases."""

from __future__ import annotations

import datetime as dt
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from tracker.itinerary import Workspace, workspace_from_text

FOLDER = Path(__file__).parent / "scenarios"
TABLES = (
    "trips",
    "travelers",
    "residences",
    "assignments",
    "certificates",
    "clarifications",
    "exceptions",
    "verifications",
)
RESULTS = ("segments", "periods", "coverage")
_SETTINGS = ("join_gap_days", "worker", "residence")
_KEYS = {"name", "source", "as_of", "findings", "no_findings", *_SETTINGS, *TABLES, *RESULTS}


@dataclass(frozen=True)
class Scenario:
    name: str
    file: str
    source: str
    as_of: dt.date
    settings: dict[str, Any]
    tables: dict[str, list[dict[str, Any]]]
    expected: dict[str, list[dict[str, Any]]]
    findings: list[str] = field(default_factory=list)
    no_findings: list[str] = field(default_factory=list)

    def workspace(self) -> Workspace:
        """The tables read as if they came from files."""
        return workspace_from_text(text_tables(self.tables))


def text_tables(tables: dict[str, list[dict[str, Any]]]) -> dict[str, pd.DataFrame]:
    """Rows of plain values → frames of text."""
    texts = {}
    for name, rows in tables.items():
        columns = list(dict.fromkeys(column for row in rows for column in row))
        values = [["" if row.get(column) is None else str(row[column]) for column in columns] for row in rows]
        texts[name] = pd.DataFrame(values, columns=columns, dtype="str")
    return texts


def all_scenarios() -> list[Scenario]:
    """Every case of every file; an unknown key in a file is an error."""
    found = []
    for path in sorted(FOLDER.rglob("*.toml")):
        for case in tomllib.loads(path.read_text(encoding="utf-8"))["scenario"]:
            unknown = set(case) - _KEYS
            assert not unknown, f"{path.name}: {case.get('name')}: unknown keys {unknown}"
            assert case.get("source"), f"{path.name}: {case.get('name')}: name the source of the answer"
            found.append(
                Scenario(
                    name=case["name"],
                    file=path.stem,
                    source=case["source"],
                    as_of=case["as_of"],
                    settings={key: case[key] for key in _SETTINGS if key in case},
                    tables={key: case[key] for key in TABLES if key in case},
                    expected={key: case[key] for key in RESULTS if key in case},
                    findings=case.get("findings", []),
                    no_findings=case.get("no_findings", []),
                )
            )
    return found


def plain_rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """A result frame as rows of str, int, bool, date and None."""
    rows = []
    for row in frame.to_dict("records"):
        plain = {}
        for column, value in row.items():
            if isinstance(value, pd.Timestamp):
                plain[str(column)] = value.date()
            elif value is None or value is pd.NaT or value is pd.NA:
                plain[str(column)] = None
            else:
                plain[str(column)] = value if isinstance(value, str) else int(value)
        rows.append(plain)
    return rows
