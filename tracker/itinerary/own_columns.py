"""Columns of the user's own: kept with their row under any name, where no name can get in anybody's way.

A workspace frame holds the documented columns and, where a row has more, one column ``own_columns``: all of the row's
other cells as one JSON object, so that they stay with the row wherever it is cut out, sorted or put together. Only
what goes to a file or into the ledger takes them out again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

import pandas as pd

from tracker import schema


def put_away(table: str, frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with its documented columns and ``own_columns``; without that column where there is no other one.

    Columns are taken by place, since a name may stand there twice. Every column that the schema does not name counts,
    also one with the name of a hidden one.
    """
    documented = set(schema.column_names(table))
    own = [place for place, name in enumerate(frame.columns) if name not in documented]
    if not own:
        return frame
    names = _told_apart((str(frame.columns[place]) for place in own), taken=set())
    cells = frame.iloc[:, own].fillna("").to_numpy(dtype=object)
    texts = [json.dumps(dict(zip(names, map(str, row), strict=True)), ensure_ascii=False) for row in cells]
    known = frame.iloc[:, [place for place in range(frame.shape[1]) if place not in set(own)]]
    return known.assign(**{schema.OWN_COLUMNS: pd.Series(texts, index=frame.index, dtype="str")})


def all_put_away(table: str, frame: pd.DataFrame) -> pd.DataFrame:
    """A frame of a workspace, hidden columns and all, in which no column of the user's own stands open."""
    if frame.columns.isin([*schema.column_names(table), *schema.HIDDEN]).all():
        return frame
    identity = {name: frame[name] for name in (schema.ROW_ID, schema.VERSION) if name in frame}
    return put_away(table, taken_out(table, frame)).assign(**identity)


def taken_out(table: str, frame: pd.DataFrame) -> pd.DataFrame:
    """The frame as it was entered: the documented columns, then the user's own as they first appear; none hidden.

    Every name is another one for a reader that takes capitals and blanks for nothing: the second "Notes" becomes
    "Notes (2)". So a file that has these columns can be read again. A missing cell is "".
    """
    known = frame.drop(columns=[name for name in schema.HIDDEN if name in frame])
    if schema.OWN_COLUMNS not in frame:
        return known
    rows = [json.loads(text) if isinstance(text, str) and text else {} for text in frame[schema.OWN_COLUMNS]]
    names = list(dict.fromkeys(name for row in rows for name in row))
    taken = {_folded(name) for name in schema.column_names(table)}
    columns = {
        told: pd.Series([row.get(name, "") for row in rows], index=frame.index, dtype="str")
        for name, told in zip(names, _told_apart(names, taken), strict=True)
    }
    return pd.concat([known, pd.DataFrame(columns, index=frame.index)], axis="columns")


def _told_apart(names: Iterable[str], taken: set[str]) -> list[str]:
    """The names, each made another one than those before it and those ``taken`` (folded) by a number behind it."""
    taken, told = set(taken), []
    for name in names:
        free, number = name.strip() or "column", 1
        while _folded(free) in taken:
            number += 1
            free = f"{name.strip() or 'column'} ({number})"
        taken.add(_folded(free))
        told.append(free)
    return told


def _folded(name: str) -> str:
    return name.strip().lower()
