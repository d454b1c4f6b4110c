"""Each line beside what is stored, and beside the other lines: there already, said twice, changed, or new."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from tracker import countries, days, schema
from tracker.exchange.importers.lines import Lines, Part
from tracker.exchange.importers.outcome import What
from tracker.words import count

_BETWEEN = "\x1f"  # no cell of a table holds this sign

_MAY_BE_UNSAID = ("place", "assignment")
"""Columns of a trip's identity that a file without them says nothing about: they are compared only if it has them."""

_FEW_DAYS = 60
"""A stored trip and a row with its id that lie further apart are hardly the same trip on other days."""

_LATEST = "9999-12-31"  # sorts after every day, for trips without a last day


@dataclass(frozen=True)
class Stored:
    """The stored rows of a table as text, and where each key stands."""

    rows: pd.DataFrame
    position: Mapping[str, int]

    @classmethod
    def of(cls, table: str, rows: pd.DataFrame) -> Stored:
        """``rows``: text, with the columns of the schema."""
        rows = rows.reset_index(drop=True)
        key = list(schema.KEYS.get(table, ()))
        return cls(rows, _first_positions(joined(rows, key)) if key else {})


def joined(rows: pd.DataFrame, columns: Sequence[str]) -> pd.Series:
    """One text per row that is equal exactly where all these columns are equal; "" without a column."""
    texts = pd.Series("", index=rows.index, dtype="object")
    for column in columns:
        texts = texts + rows[column].astype("object") + _BETWEEN
    return texts


def _first_positions(texts: pd.Series) -> dict[str, int]:
    return dict(zip(reversed(texts.to_list()), range(len(texts) - 1, -1, -1), strict=True))


@dataclass(frozen=True)
class Clashes:
    """Lines with an id of their own whose id belongs to something else. Positions in ``Lines``.

    ``stored``: the id is a stored one. ``earlier``: an earlier sheet or file uses it. ``repeated``: an earlier row of
    the same sheet uses it. ``reusing``: parts of which most ids are such, so that the ids of another list were reused.
    ``is_clear``: the reused ids are hardly the same trips on other days.
    """

    stored: np.ndarray
    earlier: np.ndarray
    repeated: np.ndarray
    reusing: tuple[int, ...]
    is_clear: bool


def classify(lines: Lines, stored: Stored) -> Clashes:
    """Say of every open line whether it is there already; the lines that are left open are new or clash.

    Equal to a stored row (for trips: by the contract's identity), or to an earlier line of the import: ``SAME``.
    """
    seen: dict[str, int] = {}
    ids: dict[str, int] = {}
    found: dict[str, list[np.ndarray]] = {"stored": [], "earlier": [], "repeated": []}
    reusing, clear = [], []
    for number, part in enumerate(lines.parts):
        at = lines.open(number)
        beside = _Beside(lines, part, at, stored)
        _say_same(lines, at, beside, stored)
        _say_repeated(lines, at[~beside.is_same], beside.content[~beside.is_same], seen)
        rest = np.isin(at, lines.open(number))
        clash = _clashes_of(lines, at, rest & lines.named[at], beside, ids)
        for kind, positions in clash.items():
            found[kind].append(positions)
        if lines.table == "trips" and _are_reused(lines, number, clash, beside, at):
            reusing.append(number)
            clear.append(beside.is_far[np.isin(at, clash["stored"])])
    together = {kind: np.concatenate(positions) for kind, positions in found.items()}
    far = np.concatenate(clear) if clear else np.zeros(0, dtype=bool)
    return Clashes(**together, reusing=tuple(reusing), is_clear=not len(far) or bool(far.mean() > 1 / 2))


class _Beside:
    """The lines of one part beside the stored rows that have their ids."""

    def __init__(self, lines: Lines, part: Part, at: np.ndarray, stored: Stored) -> None:
        rows = lines.texts.iloc[at]
        key = list(schema.KEYS.get(lines.table, ()))
        named = lines.named[at]
        keys = joined(rows, key).to_list() if key else [""] * len(rows)
        places = [stored.position.get(text, -1) if own else -1 for text, own in zip(keys, named, strict=True)]
        self.keys = np.array(keys, dtype=object)
        self.position = np.array(places, dtype=np.int64)
        self.filled = filled(lines.table, rows, part, self.position, stored)
        identity = _identity(lines.table, part.said)
        equal = _first_positions(joined(stored.rows, identity)) if len(stored.rows) else {}
        self.same_as = np.array([equal.get(text, -1) for text in joined(self.filled, identity)], dtype=np.int64)
        self.is_same = self.same_as >= 0
        whole = list(schema.TRIP_IDENTITY) if lines.table == "trips" else schema.column_names(lines.table)
        self.content = joined(self.filled, whole).to_numpy(dtype=object)
        self.is_elsewhere, self.is_far = _elsewhere(lines.table, self.filled, self.position, stored)


def filled(table: str, rows: pd.DataFrame, part: Part, position: np.ndarray, stored: Stored) -> pd.DataFrame:
    """A row with a stored id takes over what its file has no column for."""
    has_stored = position >= 0
    if not has_stored.any():
        return rows
    whole = rows.copy()
    key = schema.KEYS.get(table, ())
    for column in schema.column_names(table):
        if column not in part.said and column not in key:
            texts = whole[column].to_numpy(dtype=object, copy=True)
            texts[has_stored] = stored.rows[column].to_numpy(dtype=object)[position[has_stored]]
            whole[column] = pd.Series(texts, index=whole.index, dtype="str")
    return whole


def _identity(table: str, said: Sequence[str]) -> list[str]:
    """The columns in which two equal rows agree: the contract's for trips, all that the file has for the others."""
    if table == "trips":
        return [column for column in schema.TRIP_IDENTITY if column in said or column not in _MAY_BE_UNSAID]
    return list(said)


def _elsewhere(table: str, rows: pd.DataFrame, position: np.ndarray, stored: Stored) -> tuple[np.ndarray, np.ndarray]:
    """Which rows with a stored id are in another country or share no day with it; and which of them are far from it."""
    other, far = np.zeros(len(rows), dtype=bool), np.zeros(len(rows), dtype=bool)
    if table != "trips":
        return other, far
    for n in np.flatnonzero(position >= 0):
        mine, theirs = _texts(rows, int(n)), _texts(stored.rows, int(position[n]))
        is_abroad = mine["country"] != theirs["country"]
        between = days_between(mine, theirs)
        other[n] = is_abroad or between > 0
        far[n] = between > _FEW_DAYS or (is_abroad and between > 0)
    return other, far


def _texts(rows: pd.DataFrame, position: int) -> dict[str, str]:
    return {str(column): str(text) for column, text in rows.iloc[position].items()}


def days_between(mine: Mapping[str, str], theirs: Mapping[str, str]) -> int:
    """How many days after the end of one trip the other begins: 1 where they touch, 0 where they share a day."""
    earlier, later = sorted((mine, theirs), key=lambda trip: trip["first_day"])
    if (earlier["last_day"] or _LATEST) >= later["first_day"]:
        return 0
    return (days.parse_day(later["first_day"]) - days.parse_day(earlier["last_day"])).days


def _say_same(lines: Lines, at: np.ndarray, beside: _Beside, stored: Stored) -> None:
    keys = [key_words(lines.table, stored.rows, position) for position in beside.same_as[beside.is_same]]
    noun = "trip" if lines.table == "trips" else "row"
    why = [f"There already: equal to {noun} {key}." if key else "There already." for key in keys]
    lines.set(at[beside.is_same], what=str(What.SAME), stored=keys, why=why)


def _say_repeated(lines: Lines, at: np.ndarray, content: np.ndarray, seen: dict[str, int]) -> None:
    """Equal lines are counted, not refused: the first one stays, the others say which one they repeat."""
    again, why = [], []
    for position, text in zip(at.tolist(), content, strict=True):
        first = seen.setdefault(text, position)
        if first != position:
            again.append(position)
            why.append(f"Equal to {line_words(lines, first, beside=position)}: counted once.")
    lines.set(again, what=str(What.SAME), why=why)


def _clashes_of(
    lines: Lines, at: np.ndarray, named: np.ndarray, beside: _Beside, ids: dict[str, int]
) -> dict[str, np.ndarray]:
    """Where ids of these lines belong to something else; ``ids`` of the import so far grow by those of this part."""
    own: dict[str, int] = {}
    clashes: dict[str, list[int]] = {"stored": [], "earlier": [], "repeated": []}
    for n in np.flatnonzero(named):
        key, position = str(beside.keys[n]), int(at[n])
        if own.setdefault(key, position) != position:
            clashes["repeated"].append(position)
        elif key in ids:
            clashes["earlier"].append(position)
        elif beside.position[n] >= 0:
            clashes["stored"].append(position)
            stored_key = _BETWEEN.join(key.split(_BETWEEN)[:-1]).replace(_BETWEEN, ", ")
            lines.set([position], stored=stored_key)
    ids.update({key: position for key, position in own.items() if key not in ids})
    return {kind: np.array(positions, dtype=np.int64) for kind, positions in clashes.items()}


def _are_reused(lines: Lines, number: int, clash: Mapping[str, np.ndarray], beside: _Beside, at: np.ndarray) -> bool:
    """Whether most ids of a part belong to other content: a list that is numbered anew each year, or names of trips."""
    elsewhere = int(beside.is_elsewhere[np.isin(at, clash["stored"])].sum()) + len(clash["earlier"])
    taken = int((beside.position >= 0).sum()) + len(clash["earlier"])
    own = int(lines.named[lines.part == number].sum())
    return elsewhere * 2 > taken or (len(clash["repeated"]) > 1 and len(clash["repeated"]) * 4 > own)


def key_words(table: str, rows: pd.DataFrame, position: int) -> str:
    """The key of a stored row: ``t1``; "" in a table without keys."""
    return ", ".join(str(rows[column].iat[position]) for column in schema.KEYS.get(table, ()))


def line_words(lines: Lines, position: int, beside: int | None = None) -> str:
    """``row 3``, with its file or sheet where another line (``beside``) stands in another one."""
    row = lines.about.iloc[position]
    words = f"row {row['row']}"
    if beside is None:
        return words
    other = lines.about.iloc[beside]
    if row["file"] != other["file"]:
        return f"{words} of {row['file']}" + (f", sheet {row['sheet']}" if row["sheet"] else "")
    return f"{words} of sheet {row['sheet']}" if row["sheet"] != other["sheet"] else words


def span_words(row: Mapping[str, str]) -> str:
    """``2026-01-05 – 2026-03-20``, ``2026-01-05 – open``."""
    return f"{row['first_day']} – {row['last_day'] or 'open'}"


def trip_words(row: Mapping[str, str], *, country: bool = True) -> str:
    """``Germany, Berlin, 2026-01-05 – open``."""
    where = [countries.name(row["country"])] if country else []
    return ", ".join([*where, *([row["place"]] if row.get("place") else []), span_words(row)])


def repeated_words(number: int) -> str:
    """What is said once about equal lines: ``2 rows repeat another row: each trip is counted once.``"""
    return f"{count(number, 'row repeats', 'rows repeat')} another row of the import. Each is counted once."
