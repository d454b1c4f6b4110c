"""Reviews of small files, for the tests of the import desk."""

from __future__ import annotations

import pandas as pd

from tracker.exchange.importers import Review, Source, What, review
from tracker.itinerary import Workspace, workspace_from_text
from tracker.reading.plan import Answers

Row = dict[str, str]


def stored(*trips: Row, **tables: list[Row]) -> Workspace:
    """A log with these rows."""
    frames = {name: pd.DataFrame(rows, dtype="str").fillna("") for name, rows in tables.items()}
    return workspace_from_text({"trips": pd.DataFrame(list(trips), dtype="str").fillna(""), **frames})


def reviewed(
    text: str | bytes,
    into: Workspace | None = None,
    *,
    file: str = "x.csv",
    traveler: str = "",
    answers: dict[str, str] | None = None,
    fields: dict[str, str] | None = None,
) -> Review:
    """One file beside a log."""
    content = text.encode() if isinstance(text, str) else text
    given = Answers(fields or {}, answers or {})
    return review([Source(file, content)], into or Workspace(), given, traveler=traveler)


def rows(looked: Review, *kinds: What, table: str = "trips") -> list[int]:
    """The numbers in the file of the lines to which one of these happens."""
    lines = looked.tables[table]
    return lines["row"][lines["what"].isin(kinds)].tolist()


def new(looked: Review, *columns: str, table: str = "trips") -> list[list[str]]:
    """These cells of the rows that would be added; of one column as a plain list of one."""
    return looked.new[table][list(columns)].to_numpy().tolist() if table in looked.new else []


def changed(looked: Review, table: str = "trips") -> list[Row]:
    """What would change, row by row: the keys, and the cells that change."""
    if table not in looked.changed:
        return []
    return [
        {str(column): str(text) for column, text in row.items() if pd.notna(text)}
        for row in looked.changed[table].to_dict("records")
    ]


def why(looked: Review, row: int, table: str = "trips") -> str:
    """The reason beside a line."""
    lines = looked.tables[table]
    return str(lines["why"][lines["row"] == row].iloc[0])


def after(looked: Review, into: Workspace | None = None) -> Workspace:
    """The log with the new rows of a review; corrections and changes are for ``apply_to_folder`` and the ledger."""
    log = (into or Workspace()).tables()
    frames = {name: pd.concat([log[name].astype("str"), rows]).fillna("") for name, rows in looked.new.items()}
    return workspace_from_text({"trips": log["trips"], **frames})
