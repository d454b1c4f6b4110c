"""Rows of a file whose work days another work trip of the same person claims too, before anything is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import chain

import pandas as pd

from tracker import countries
from tracker.exchange.importers.preview import Preview
from tracker.exchange.text import as_text
from tracker.itinerary.check import SharedDays, newly_shared
from tracker.itinerary.workspace import Workspace

Texts = Mapping[str, str]


def shared_days_of(
    preview: Preview, into: Workspace, jurisdiction: Callable[[str], str], *, with_changed: bool = False
) -> dict[int, list[str]]:
    """Row of the file → one question for each work trip, in the log or in the file, that has the same work days.

    Only new rows, and ``with_changed`` those that would replace a stored trip. Of two rows of the file, the one whose
    trip begins later is asked about. ``jurisdiction`` gives the agreement partner of a country. Empty for other tables
    than trips.
    """
    if preview.table != "trips":
        return {}
    parts = [preview.new, preview.changed] if with_changed else [preview.new]
    before = _by_trip(as_text(into.trips))
    after = before | {trip: row for part in parts for trip, row in _by_trip(part).items()}
    rows = dict(chain.from_iterable(zip(part["trip"], part.index, strict=True) for part in parts))
    questions: dict[int, list[str]] = {}
    for pair in newly_shared(before, after, jurisdiction):
        asked, other = (pair.later, pair.earlier) if pair.later in rows else (pair.earlier, pair.later)
        questions.setdefault(int(rows[asked]), []).append(_question(pair, other, after))
    return questions


def _by_trip(rows: pd.DataFrame) -> dict[str, Texts]:
    records = rows.to_dict("records")
    return {str(row["trip"]): {str(name): str(text) for name, text in row.items()} for row in records}


def _question(pair: SharedDays, other: str, trips: Mapping[str, Texts]) -> str:
    country = countries.name(trips[other]["country"])
    shared = f"from {pair.first_day} on" if pair.last_day is None else f"from {pair.first_day} to {pair.last_day}"
    if pair.first_day == pair.last_day:
        shared = f"on {pair.first_day}"
    if pair.same_country:
        return f"Trip {other} is work in {country} too, {shared}: each day is counted once. Are both right?"
    return f"Trip {other} is work in {country}, {shared}. Did you work in both countries on these days?"
