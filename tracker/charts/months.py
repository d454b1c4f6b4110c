"""Too many spans to draw one by one: months instead, each divided by its answers, so that no single day is lost."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from tracker import days
from tracker.charts import words
from tracker.charts.bars import Bar
from tracker.charts.planned import cut_at_planned
from tracker.charts.view import TimelineView, Window
from tracker.charts.words import Word
from tracker.codes import DayAnswer, Status
from tracker.filing.rows import rows_of

WORST_STATUSES = (
    Status.NON_AGREEMENT,
    Status.MULTI_COUNTRY,
    Status.AGREEMENT,
    Status.UNLOGGED,
    Status.HOME,
    Status.NON_WORK,
)
WORST_ANSWERS = (
    DayAnswer.WOULD_NOT_COVER,
    DayAnswer.UNCLEAR,
    DayAnswer.WOULD_COVER,
    DayAnswer.REQUESTED,
    DayAnswer.COVERED_NOT_DELIVERED,
    DayAnswer.UNLOGGED,
    DayAnswer.COVERED,
    DayAnswer.COVERED_BY_HOST,
    DayAnswer.NOT_NEEDED,
)
STEPS = (1, 3, 6, 12, 24, 60, 120)
MOST_COLUMNS = 180
LEAST = 0.1  # of a column's height: one day of a kind is still seen


def worked(view: TimelineView) -> list[Bar]:
    """Every column of the window, divided by the status of its days, the most serious on top."""
    rows = cut_at_planned(view.segments, view.planned)
    counts = days_per_month(rows, "status", view.first_day, view.last_day, months=months_of(view))
    return _columns(counts, words.STATUSES, WORST_STATUSES)


def verdicts(view: TimelineView) -> list[Bar]:
    """Every column of the window, divided by the answers of its days, the most serious on top."""
    rows = cut_at_planned(view.coverage, view.planned)
    counts = days_per_month(rows, "answer", view.first_day, view.last_day, months=months_of(view))
    return _columns(counts, words.ANSWERS, WORST_ANSWERS)


def months_of(view: Window, rows: int = 1) -> int:
    """Of how many months a column is made, so that there are not too many of them in all ``rows`` together."""
    whole = (view.last_day.year - view.first_day.year) * 12 + view.last_day.month - view.first_day.month + 1
    return next((months for months in STEPS if rows * whole / months <= MOST_COLUMNS), STEPS[-1])


def days_per_month(
    rows: pd.DataFrame, key: str, first_day: dt.date, last_day: dt.date, *, months: int = 1
) -> pd.DataFrame:
    """Days of the rows inside the window per run of ``months`` calendar months and value of the column ``key``.

    Columns: start, stop (int64, half-open day numbers, cut to the window), key (the value), planned (bool: of rows
    that ``cut_at_planned`` marked) and days (int64). A day of two rows counts twice, as in coverage.csv.
    """
    edges = _edges(first_day, last_day, months)
    start = np.clip(days.starts(rows["first_day"]), edges[0], edges[-1])
    stop = np.clip(days.stops(rows["last_day"]), edges[0], edges[-1])
    first = np.searchsorted(edges, start, side="right") - 1
    number = np.where(stop > start, np.searchsorted(edges, stop, side="left") - first, 0)
    row = np.repeat(np.arange(len(rows)), number)
    slot = first[row] + np.arange(len(row)) - np.repeat(np.cumsum(number) - number, number)
    inside = np.minimum(stop[row], edges[slot + 1]) - np.maximum(start[row], edges[slot])
    planned = rows["planned"].to_numpy() if "planned" in rows else np.zeros(len(rows), dtype=np.bool_)
    pieces = pd.DataFrame({"slot": slot, "key": rows[key].to_numpy()[row], "planned": planned[row], "days": inside})
    counts = pieces.groupby(["slot", "key", "planned"], as_index=False)["days"].sum()
    place = counts["slot"].to_numpy()
    return pd.DataFrame(
        {"start": edges[place], "stop": edges[place + 1], **{name: counts[name] for name in ("key", "planned", "days")}}
    )


def _edges(first_day: dt.date, last_day: dt.date, months: int) -> npt.NDArray[np.int64]:
    """Day numbers at which a column begins (quarters or years of the calendar), and the one after the window."""
    month = np.datetime64(first_day, "M").astype(np.int64) // months * months
    firsts = np.arange(month, np.datetime64(last_day, "M").astype(np.int64) + 1, months)
    edges = firsts.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    start, stop = days.day_number(first_day), days.day_number(last_day) + 1
    return np.unique(np.clip(np.append(edges, stop), start, stop))


def _columns(
    counts: pd.DataFrame, said: Mapping[Status, Word] | Mapping[str, Word], worst_first: Sequence[str]
) -> list[Bar]:
    """The counts as bars: all of one month stand in one column, each as high as its share of the days."""
    rank = {str(key): place for place, key in enumerate(worst_first)}
    word_of = {str(key): word for key, word in said.items()}
    bars = []
    for (start, stop), rows in _by_month(counts):
        rows = sorted(rows, key=lambda row: (rank[row[0]], row[1]))
        total = sum(number for *_, number in rows)
        lines = tuple(f"{word_of[key].text}: {counted(number, planned)}" for key, planned, number in rows)
        top = 0.0
        for key, planned, number in rows:
            bottom = top + LEAST + (1 - LEAST * len(rows)) * number / total
            title = f"{_columns_name(start, stop)}: {word_of[key].text}"
            part = (top, min(bottom, 1.0))
            bars.append(Bar("month", "", start, stop, title, lines, key, planned=planned, part=part))
            top = bottom
    return bars


def counted(number: int, planned: bool) -> str:
    """``3 days``, or ``3 planned days``."""
    return f"{number}{' planned' if planned else ''} {'day' if number == 1 else 'days'}"


def _columns_name(start: int, stop: int) -> str:
    first, last = days.to_date(start), days.to_date(stop - 1)
    same = (first.year, first.month) == (last.year, last.month)
    return f"{first:%B %Y}" if same else f"{first:%B %Y} to {last:%B %Y}"


def _by_month(counts: pd.DataFrame) -> Sequence[tuple[tuple[int, int], list[tuple[str, bool, int]]]]:
    found: dict[tuple[int, int], list[tuple[str, bool, int]]] = {}
    for row in rows_of(counts):
        found.setdefault((int(row.start), int(row.stop)), []).append((str(row.key), bool(row.planned), int(row.days)))
    return list(found.items())
