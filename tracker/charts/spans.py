"""Geometry of a timeline that has nothing to do with law: packing spans into rows, words that fit a bar."""

from __future__ import annotations

import heapq
from collections.abc import Sequence

DAY_MS = 86_400_000
LETTER = 0.5  # average width of a letter, of the font's height


def pack(spans: Sequence[tuple[int, int]]) -> list[int]:
    """The row (0, 1, …) of each half-open span so that no two spans in a row overlap; as few rows as possible.

    Spans take the upmost free row in the order of their starts, the longer one first.
    """
    rows = [0] * len(spans)
    busy: list[tuple[int, int]] = []  # (stop, row) of the spans that reach into the current one
    free: list[int] = []
    for index in sorted(range(len(spans)), key=lambda i: (spans[i][0], -spans[i][1])):
        start, stop = spans[index]
        while busy and busy[0][0] <= start:
            heapq.heappush(free, heapq.heappop(busy)[1])
        row = heapq.heappop(free) if free else len(busy)
        rows[index] = row
        heapq.heappush(busy, (stop, row))
    return rows


def words_that_fit(labels: Sequence[str], width: float, font_px: int, *, lines: int = 1) -> list[str]:
    """The first label (the longest comes first) that a bar of this width in pixels can hold, as one line or two.

    An empty list if none fits.
    """
    letters = int((width - 8) / (font_px * LETTER))
    for label in labels:
        if len(label) <= letters:
            return [label] if label else []
        halves = _halves(label) if lines > 1 else []
        if halves and max(map(len, halves)) <= letters:
            return halves
    return []


def _halves(text: str) -> list[str]:
    """The text broken at the space nearest to its middle; empty if it has none."""
    spaces = [place for place, letter in enumerate(text) if letter == " "]
    if not spaces:
        return []
    middle = min(spaces, key=lambda place: abs(place - len(text) / 2))
    return [text[:middle], text[middle + 1 :]]
