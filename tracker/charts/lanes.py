"""The frame of the timeline: the three lanes, their sizes in pixels, and the axis of days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from tracker import days
from tracker.charts import bars, words
from tracker.charts.bars import OTHER_TRIP, Bar
from tracker.charts.spans import DAY_MS
from tracker.charts.theme import Palette, Style
from tracker.charts.view import TimelineView
from tracker.charts.words import Word


@dataclass(frozen=True)
class Sizes:
    """Pixels."""

    row: int
    bar: int
    answer_row: int  # the lane of the answers is the tallest: its bars hold two lines of words
    answer_bar: int
    least: int  # height of a lane, so that the words beside it have room
    header: int  # lines of words above each lane; 0 where they stand at the left
    gap: int
    left: int
    right: int
    font: int
    plot: int  # a low guess of the plot's width, which only the browser knows: decides the words on a bar
    hover: int  # characters in a line


WIDE = Sizes(
    row=34,
    bar=26,
    answer_row=46,
    answer_bar=38,
    least=54,
    header=0,
    gap=16,
    left=202,
    right=16,
    font=13,
    plot=720,
    hover=64,
)
NARROW = Sizes(
    row=32,
    bar=26,
    answer_row=42,
    answer_bar=36,
    least=32,
    header=44,
    gap=8,
    left=6,
    right=6,
    font=12,
    plot=350,
    hover=40,
)
BRACKET, MARK = 24, 12  # pixels above the answers


@dataclass(frozen=True)
class Lane:
    """One of the three bands; ``top`` is in pixels from the top of the plot."""

    number: int
    name: str
    help: str
    empty: str  # what to say when there is nothing
    words: Mapping[str, Word]
    styles: Mapping[str, Style]
    bars: Sequence[Bar]
    flags: int  # space above the rows, for brackets and marks
    top: int
    sizes: Sizes

    @cached_property
    def rows(self) -> int:
        return 1 + max((bar.row for bar in self.bars), default=0)

    @property
    def is_answers(self) -> bool:
        return self.number == 3

    @property
    def is_explained(self) -> bool:
        """Whether its legend entries have a second line."""
        return self.is_answers or self.sizes is WIDE

    @property
    def row(self) -> int:
        return self.sizes.answer_row if self.is_answers else self.sizes.row

    @property
    def bar(self) -> int:
        return self.sizes.answer_bar if self.is_answers else self.sizes.bar

    @property
    def lines(self) -> int:
        """Of words on a bar."""
        return 2 if self.is_answers else 1

    @property
    def font(self) -> int:
        return self.sizes.font

    @property
    def height(self) -> int:
        return self.flags + max(self.rows * self.row, self.sizes.least)

    @property
    def legend(self) -> str:
        return "legend" if self.number == 1 else f"legend{self.number}"

    def y(self, row: int) -> float:
        """The middle of a row; all rows together stand in the middle of the lane."""
        air = (self.height - self.flags - self.rows * self.row) / 2
        return self.top + self.flags + air + (row + 0.5) * self.row

    def group(self, key: str) -> str:
        return f"{self.number}.{key}"


@dataclass(frozen=True)
class Axis:
    """Visible days as half-open day numbers, with a little air beside the window."""

    start: float
    stop: float

    @property
    def length(self) -> float:
        return self.stop - self.start

    def clip(self, start: float, stop: float) -> tuple[float, float]:
        """The visible part, so that words stand in the middle of what is seen."""
        return max(start, self.start), min(stop, self.stop)


def axis_of(view: TimelineView) -> Axis:
    """The window with air at both sides; more at the right, where open ends fade."""
    start, stop = days.day_number(view.first_day), days.day_number(view.last_day) + 1
    return Axis(start - 0.012 * (stop - start), stop + 0.045 * (stop - start))


def lanes_of(view: TimelineView, brackets: Sequence[Bar], colors: Palette, sizes: Sizes) -> tuple[Lane, Lane, Lane]:
    """What was worked, what is on file, and the answers, from top to bottom."""
    worked_words = {str(status): word for status, word in words.STATUSES.items()} | {OTHER_TRIP: words.SAME_DAYS}
    worked_styles = colors.statuses | {OTHER_TRIP: colors.trip}
    verdicts = bars.verdicts(view)
    bracket_rows = 1 + max((bar.row for bar in brackets), default=-1)
    flags = bracket_rows * BRACKET + MARK * any(bar.flagged for bar in verdicts)
    step = sizes.header + sizes.gap
    worked = Lane(
        1, "Where I worked", "your logged trips;<br>click one to open it", "Nothing logged yet: log your first trip",
        worked_words, worked_styles, bars.worked(view), 0, sizes.header, sizes,
    )  # fmt: skip
    held = Lane(
        2, "Certificates on file", "proof from SSA that you pay<br>into the US system only", "No certificate on file",
        words.CERTIFICATES, colors.certificates, bars.certificates(view), 0, worked.top + worked.height + step, sizes,
    )  # fmt: skip
    answers = Lane(
        3, "Would a certificate cover it?", "the answer for every day,<br>and what to do next",
        "Log a trip to get an answer",
        words.ANSWERS, colors.answers, verdicts, flags, held.top + held.height + step, sizes,
    )  # fmt: skip
    return worked, held, answers


def ms(day: float) -> int:
    """Epoch milliseconds of a day number, or a number of days in milliseconds."""
    return round(day * DAY_MS)
