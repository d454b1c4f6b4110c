"""Geometry of a timeline that has nothing to do with law: packing spans into rows, words that fit a bar."""

from __future__ import annotations

import heapq
import math
from collections.abc import Sequence

DAY_MS = 86_400_000
LETTER = 0.5  # average width of a letter, of the font's height
WIDE_LETTER = 0.58  # the same for words that stand free: these must never be cut off

BESIDE = 9  # pixels between a point and the words beside it


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
        halves = _halves(label) if lines > 1 and len(label) <= 2 * letters + 1 else []
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


def text_width(text: str, font_px: int) -> int:
    """Pixels that a line of words needs, rather too many than too few."""
    return math.ceil(len(text) * font_px * WIDE_LETTER)


def beside(point: float, width: int, room: int) -> tuple[int, int, bool]:
    """Where words of this width stand beside a point, all in pixels: (left, right, at the right of the point?).

    At the right, unless only the left of the point has room for them inside ``room``.
    """
    fits_right, fits_left = point + BESIDE + width <= room, point - BESIDE - width >= 0
    if fits_left and not fits_right:
        return math.floor(point - BESIDE - width), math.ceil(point - BESIDE), False
    return math.floor(point + BESIDE), math.ceil(point + BESIDE + width), True
