"""New work trips on days that another work trip of the same person has too, before anything is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from tracker import countries
from tracker.exchange.importers.decisions import Decisions
from tracker.exchange.importers.lines import Lines
from tracker.exchange.importers.outcome import BOTH, CUT, LEAVE_OUT, What
from tracker.itinerary.check import SharedDays, newly_shared
from tracker.itinerary.edit import Span, cut_earlier_trips
from tracker.reading.plan import Asks, Question
from tracker.words import count

Texts = dict[str, str]


@dataclass(frozen=True)
class Cut:
    """What ends earlier: texts of stored trips by id, texts of lines by position, and trips for days that are left."""

    stored: Mapping[str, Texts]
    lines: Mapping[int, Texts]
    more: Sequence[Texts]


NO_CUT = Cut({}, {}, ())


def decide_overlaps(
    lines: Lines,
    stored: pd.DataFrame,
    changed: Mapping[str, Texts],
    jurisdiction: Callable[[str], str],
    decisions: Decisions,
) -> tuple[list[Question], Cut]:
    """Mark the new lines whose work days another trip claims too, and do what the answer says.

    Of two lines, the one whose trip begins later is asked about. ``stored``: trips as text; ``changed``: id of a stored
    trip → what the import changes in it. Until a person answers, the lines are added as they are, and it is told.
    """
    new = lines.open()
    before = {str(row["trip"]): _texts(row) for row in stored.to_dict("records")}
    after = {trip: row | changed.get(trip, {}) for trip, row in before.items()}
    rows = {str(trip): int(at) for trip, at in zip(lines.texts["trip"].iloc[new], new, strict=True)}
    after |= {trip: _texts(lines.texts.iloc[at].to_dict()) for trip, at in rows.items()}
    pairs: dict[int, list[SharedDays]] = {}
    for pair in newly_shared(before, after, jurisdiction):
        asked = pair.later if pair.later in rows else pair.earlier
        if asked in rows:
            pairs.setdefault(rows[asked], []).append(pair)
    if not pairs:
        return [], NO_CUT
    at = np.array(sorted(pairs), dtype=np.int64)
    answers = decisions.of_rows(Asks.SHARED_DAYS, lines, at, BOTH)
    names = {position: trip for trip, position in rows.items()}
    why = [" ".join(_words(pair, names[n], after, rows, lines) for pair in pairs[n]) for n in at.tolist()]
    lines.set(at, what=str(What.OVERLAPS), question=str(Asks.SHARED_DAYS), decision=answers, why=why)
    lines.set(at[answers == LEAVE_OUT], what=str(What.LEFT_OUT))
    to_cut = [pair for n in at[answers == CUT].tolist() for pair in pairs[n]]
    sentence = (
        f"{count(len(at), 'new row is', 'new rows are')} work on days that another work trip of the same person has "
        "too. Did the person work in both on these days?"
    )
    question = decisions.question(Asks.SHARED_DAYS, sentence, len(at), guess=BOTH)
    return [question], _cut(cut_earlier_trips(after, to_cut, jurisdiction), after, rows)


def _cut(pieces_of: Mapping[str, Sequence[Span]], trips: Mapping[str, Texts], rows: Mapping[str, int]) -> Cut:
    """Each earlier trip ends when the later one begins; where no day of it would remain, the pair stays as it is."""
    stored: dict[str, Texts] = {}
    own: dict[int, Texts] = {}
    more: list[Texts] = []
    for trip, pieces in pieces_of.items():
        if not pieces:
            continue
        if trip in rows:
            own[rows[trip]] = _piece(pieces[0])
        else:
            stored[trip] = _piece(pieces[0])
        more += [trips[trip] | _piece(piece) | {"trip": ""} for piece in pieces[1:]]
    return Cut(stored, own, more)


def _piece(piece: Span) -> Texts:
    first, last = piece
    return {"first_day": first.isoformat(), "last_day": last.isoformat() if last else ""}


def _texts(row: Mapping[object, object]) -> Texts:
    return {str(column): str(text) for column, text in row.items()}


def _words(pair: SharedDays, mine: str, trips: Mapping[str, Texts], rows: Mapping[str, int], lines: Lines) -> str:
    other = pair.earlier if pair.later == mine else pair.later
    country = countries.name(trips[other]["country"])
    shared = f"from {pair.first_day} on" if pair.last_day is None else f"from {pair.first_day} to {pair.last_day}"
    if pair.first_day == pair.last_day:
        shared = f"on {pair.first_day}"
    place = f"row {lines.about['row'].iat[rows[other]]}" if other in rows else f"trip {other}"
    name = f"{place[0].upper()}{place[1:]}"
    if pair.same_country:
        return f"{name} is work in {country} too, {shared}: each day is counted once. Are both right?"
    return f"{name} is work in {country}, {shared}. Did you work in both countries on these days?"
