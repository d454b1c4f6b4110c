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
_NAMES = ("traveler", "trip", "assignment", "certificate")
_KEYS = {"name", "source", "as_of", "findings", "no_findings", *_SETTINGS, *TABLES, *RESULTS}


@dataclass(frozen=True)
class Scenario:
    name: str
    file: str
    is_of_an_agreement: bool
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


_workspaces: dict[str, Workspace] = {}


def workspace_of(tables: dict[str, list[dict[str, Any]]]) -> Workspace:
    """Rows of plain values → a workspace, read once: reading takes longer than the engine, and every mutant reads."""
    key = repr(tables)
    if key not in _workspaces:
        _workspaces[key] = workspace_from_text(text_tables(tables))
    return _workspaces[key]


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
                    is_of_an_agreement=path.parent.name == "agreements",
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


def in_one_log(cases: list[Scenario]) -> list[tuple[Workspace, dict[str, Scenario]]]:
    """The cases as few large workspaces, as if all of their people kept one log.

    With each workspace its cases by a mark that stands before every name in them; what holds for a whole log (the day
    asked about, settings, verifications) is the same for the cases of a workspace.
    """
    together: dict[str, dict[str, Scenario]] = {}
    for number, case in enumerate(cases):
        whole = repr((case.as_of, case.settings, case.tables.get("verifications")))
        together.setdefault(whole, {})[f"{number:04}/"] = case
    return [(workspace_from_text(text_tables(_marked(by_mark))), by_mark) for by_mark in together.values()]


def _marked(by_mark: dict[str, Scenario]) -> dict[str, list[dict[str, Any]]]:
    tables: dict[str, list[dict[str, Any]]] = {}
    for mark, case in by_mark.items():
        for table, rows in case.tables.items():
            for number, row in enumerate(rows, start=1):
                own = {"trip": f"row-{number}", "traveler": "me"} | row if table == "trips" else row
                marked = {name: mark + own[name] for name in _NAMES if own.get(name)}
                tables.setdefault(table, []).append(own | marked)
    if "verifications" in tables:
        tables["verifications"] = next(iter(by_mark.values())).tables["verifications"]
    return tables


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
