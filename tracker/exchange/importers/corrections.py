"""Which lines look like a stored trip with other dates: same person and country, days that overlap or touch."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from tracker.exchange.importers.lines import Lines

_OPEN_DAY = np.datetime64("2200-01-01", "D")  # after the last day that can be logged


@dataclass(frozen=True)
class Match:
    """A line (position in ``Lines``) and the stored trip (position in the stored rows) that it may correct.

    ``days``: how many they share; 0 where they only touch.
    """

    at: int
    stored: int
    days: int

    @property
    def touches(self) -> bool:
        """Whether they have no day in common."""
        return self.days == 0


def corrections(lines: Lines, at: np.ndarray, stored: pd.DataFrame, taken: Iterable[str]) -> list[Match]:
    """The best match of each of these lines, in their order.

    Each stored trip is corrected once, by the line that shares most days with it.

    ``stored``: trips as text. ``taken``: ids of stored trips that other lines are about already. The places must be the
    same where both say one; trips that only touch must be for the same activity, too.
    """
    free = ~stored["trip"].isin(list(taken)).to_numpy()
    groups: dict[Hashable, np.ndarray] = {}
    for key, positions in stored.groupby(["traveler", "country"]).indices.items():
        places = np.asarray(positions, dtype=np.int64)
        groups[key] = places[free[places]]
    theirs = _Days(stored)
    mine = _Days(lines.texts.iloc[at])
    pairs: list[tuple[int, int, int, bool]] = []
    whose = zip(lines.texts["traveler"].iloc[at], lines.texts["country"].iloc[at], strict=True)
    for n, key in enumerate(whose):
        beside = groups.get(key, _NONE)
        if not len(beside):
            continue
        shared = mine.shared_with(n, theirs, beside)
        for position in beside[shared >= 0]:
            if mine.may_be(n, theirs, position, shared_days := int(shared[beside == position][0])):
                pairs.append((n, int(position), shared_days, mine.first[n] == theirs.first[position]))
    best = sorted(pairs, key=lambda pair: (-pair[2], not pair[3], pair[0]))
    matches: dict[int, Match] = {}
    corrected: set[int] = set()
    for n, position, days, _ in best:
        if n not in matches and position not in corrected:
            matches[n] = Match(int(at[n]), position, days)
            corrected.add(position)
    return [matches[n] for n in sorted(matches)]


_NONE = np.zeros(0, dtype=np.int64)


class _Days:
    """Days of trips as ``datetime64[D]``, inclusive; a trip without a last day ends far ahead."""

    def __init__(self, trips: pd.DataFrame) -> None:
        self.first = trips["first_day"].to_numpy(dtype="datetime64[D]")
        last = trips["last_day"].where(trips["last_day"] != "", str(_OPEN_DAY))
        self.last = last.to_numpy(dtype="datetime64[D]")
        self.place = trips["place"].str.casefold().to_numpy(dtype=object)
        self.activity = trips["activity"].to_numpy(dtype=object)

    def shared_with(self, n: int, other: _Days, positions: np.ndarray) -> np.ndarray:
        """How many days trip ``n`` shares with each of these: 0 where they touch, negative where they lie apart."""
        end = np.minimum(self.last[n], other.last[positions])
        begin = np.maximum(self.first[n], other.first[positions])
        return np.asarray((end - begin).astype("int64") + 1)

    def may_be(self, n: int, other: _Days, position: int, shared: int) -> bool:
        """Whether places agree, and activities where the two only touch."""
        places = {self.place[n], other.place[position]} - {""}
        return len(places) < 2 and (shared > 0 or self.activity[n] == other.activity[position])
