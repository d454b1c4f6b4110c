"""The frame of the timeline: the lanes, their sizes in pixels, and the axis of days."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from tracker import days
from tracker.charts import bars, months, words
from tracker.charts.bars import OTHER_TRIP, Bar, Group
from tracker.charts.spans import BESIDE, DAY_MS, beside, pack, text_width
from tracker.charts.theme import Palette, Style
from tracker.charts.view import TimelineView, Window
from tracker.charts.words import Word


@dataclass(frozen=True)
class Sizes:
    """Pixels."""

    row: int
    bar: int
    answer_row: int  # the lane of the answers is the tallest: its bars hold two lines of words
    answer_bar: int
    group_row: int  # where each assignment has rows of its own
    group_bar: int
    group_header: int  # the assignment's name above its rows; 0 where it stands at the left
    life: int  # a certificate's line of life below its bar
    date_row: int
    least: int  # height of a lane, so that the words beside it have room
    header: int  # lines of words above each lane; 0 where they stand at the left
    gap: int
    left: int
    right: int
    font: int
    small: int  # font of what stands beside points and rows
    plot: int  # a low guess of the plot's width, which only the browser knows: decides the words on a bar
    hover: int  # characters in a line


WIDE = Sizes(
    row=34,
    bar=26,
    answer_row=46,
    answer_bar=38,
    group_row=27,
    group_bar=21,
    group_header=0,
    life=18,
    date_row=22,
    least=54,
    header=0,
    gap=16,
    left=240,
    right=16,
    font=13,
    small=12,
    plot=690,
    hover=64,
)
NARROW = Sizes(
    row=32,
    bar=26,
    answer_row=42,
    answer_bar=36,
    group_row=27,
    group_bar=22,
    group_header=17,
    life=18,
    date_row=22,
    least=32,
    header=44,
    gap=8,
    left=6,
    right=6,
    font=12,
    small=11,
    plot=350,
    hover=40,
)
BRACKET, MARK = 24, 12  # pixels above the answers
GROUPS_TITLE = 26  # pixels for the lane's name where the left side belongs to the names of assignments
MOST_LABEL_ROWS = 3


@dataclass(frozen=True)
class Lane:
    """One of the bands; ``top`` is in pixels from the top of the plot."""

    number: int
    name: str
    help: str
    empty: str  # what to say when there is nothing
    words: Mapping[str, Word]
    styles: Mapping[str, Style]
    bars: Sequence[Bar]
    flags: int  # space above the rows, for brackets and marks, or for the lane's name
    top: int
    sizes: Sizes
    row: int
    bar: int
    below: int = 0  # space under each bar
    lines: int = 1  # of words on a bar
    groups: Sequence[Group] = ()
    unmarked: Collection[str] = ()  # what gets no point where its bar is too short to be seen
    is_explained: bool = False  # whether its legend entries have a second line

    @cached_property
    def rows(self) -> int:
        last = max((group.first_row + group.rows for group in self.groups), default=0)
        return max(last, 1 + max((bar.row for bar in self.bars), default=0))

    @property
    def font(self) -> int:
        return self.sizes.font

    @cached_property
    def height(self) -> int:
        return self.flags + max(self._filled, self.sizes.least if not self.groups else 0)

    @cached_property
    def _first_middle(self) -> float:
        air = (self.height - self.flags - self._filled) / 2
        return self.top + self.flags + air + (self.row - self.below) / 2

    @cached_property
    def _filled(self) -> int:
        return self.rows * self.row + len(self.groups) * self.sizes.group_header

    @property
    def legend(self) -> str:
        return "legend" if self.number == 1 else f"legend{self.number}"

    def y(self, row: int) -> float:
        """The middle of a row's bars; all rows together stand in the middle of the lane."""
        headers = sum(group.first_row <= row for group in self.groups) * self.sizes.group_header if self.groups else 0
        return self._first_middle + headers + row * self.row

    def place(self, bar: Bar) -> tuple[float, float]:
        """Middle and height of a bar."""
        top, bottom = bar.part
        height = self.bar * (bottom - top)
        return self.y(bar.row) - self.bar / 2 + self.bar * top + height / 2, height * 0.3 if bar.thin else height

    def life_y(self, row: int) -> float:
        """Where the life of a certificate of this row is drawn."""
        return self.y(row) + self.bar / 2 + self.sizes.life / 2 + 1

    def group(self, key: str) -> str:
        return f"{self.number}.{key}"


@dataclass(frozen=True)
class Axis:
    """Days as half-open day numbers, with a little air beside the window, and the part of them that is looked at."""

    start: float
    stop: float
    seen_start: float
    seen_stop: float

    @property
    def length(self) -> float:
        """Days that are looked at."""
        return self.seen_stop - self.seen_start

    def clip(self, start: float, stop: float) -> tuple[float, float]:
        """The part inside the window, so that words stand in the middle of what is seen."""
        return max(start, self.start), min(stop, self.stop)

    def pixel(self, day: float, sizes: Sizes) -> float:
        """Pixels from the left edge of what is looked at."""
        return (day - self.seen_start) * sizes.plot / self.length

    def day(self, pixel: float, sizes: Sizes) -> float:
        """The other way round."""
        return self.seen_start + pixel * self.length / sizes.plot


@dataclass(frozen=True)
class Label:
    """Words that stand free, placed so that they neither meet others nor the edge; "" where there is no room."""

    text: str
    row: int
    is_right: bool = True  # of its point
    left: float = 0.0  # pixel at which it begins


def axis_of(view: Window, zoom: tuple[float, float] | None = None) -> Axis:
    """The window with air at both sides; more at the right, where open ends fade."""
    first, last = days.day_number(view.first_day), days.day_number(view.last_day) + 1
    start, stop = first - 0.012 * (last - first), last + 0.045 * (last - first)
    return Axis(start, stop, *(zoom or (start, stop)))


def lanes_of(
    view: TimelineView, bracket_rows: int, due: Sequence[Bar], axis: Axis, colors: Palette, sizes: Sizes
) -> tuple[Lane, Lane, Lane, Lane]:
    """What was worked, what is on file, the answers, and the dates to keep, from top to bottom."""
    worked_words = {str(status): word for status, word in words.STATUSES.items()} | {OTHER_TRIP: words.SAME_DAYS}
    worked_styles = colors.statuses | {OTHER_TRIP: colors.trip}
    groups = bars.groups(view)
    worked_bars = bars.worked(view) if view.drawn else months.worked(view)
    verdicts = bars.verdicts(view) if view.drawn else months.verdicts(view)
    flags = bracket_rows * BRACKET + MARK * any(bar.flagged for bar in verdicts)
    step = sizes.header + sizes.gap
    worked = Lane(
        1, "Where I worked",
        _help_of_work(view, groups),
        "Nothing logged yet: log your first trip",
        worked_words, worked_styles, worked_bars,
        GROUPS_TITLE if groups and not sizes.header else MARK * bool(len(view.doubts)), sizes.header, sizes,
        sizes.group_row if groups else sizes.row, sizes.group_bar if groups else sizes.bar,
        groups=groups, is_explained=sizes is WIDE,
    )  # fmt: skip
    certificates = _in_rows(bars.certificates(view), axis, sizes)
    life = sizes.life * any(bar.steps for bar in certificates)
    held = Lane(
        2, "Certificates on file", "from SSA, or from the<br>country of the work", "No certificate on file",
        words.CERTIFICATES, colors.certificates, certificates, 0, worked.top + worked.height + step, sizes,
        sizes.row + life, sizes.bar, below=life, is_explained=sizes is WIDE,
    )  # fmt: skip
    answers = Lane(
        3, "Would a certificate cover it?", "the answer for every day,<br>and what to do next",
        "Add a trip to get an answer",
        words.ANSWERS, colors.answers, verdicts, flags, held.top + held.height + step, sizes,
        sizes.answer_row, sizes.answer_bar, lines=2, is_explained=True,
    )  # fmt: skip
    later = f";<br>{len(view.later)} more after these days" if len(view.later) else ""
    dates = Lane(
        4, "Dates to keep", f"deadlines, limits, ends{later}", "No deadline in these days",
        {}, {}, due, 0, answers.top + answers.height + step, sizes, sizes.date_row, 12,
    )  # fmt: skip
    return worked, held, answers, dates


def _help_of_work(view: TimelineView, groups: Sequence[Group]) -> str:
    if not view.drawn:
        return "your logged trips;<br>click a column to see them"
    return "your trips, by assignment; click one to open it" if groups else "your logged trips;<br>click one to open it"


def _in_rows(certificates: Sequence[Bar], axis: Axis, sizes: Sizes) -> list[Bar]:
    """Certificates in rows, so that neither bars nor lives nor the words beside them meet."""
    reach = []
    for bar in certificates:
        left, right = axis.pixel(bar.start, sizes), axis.pixel(bar.stop, sizes)
        if bar.steps:
            label = life_label(bar, axis, sizes)
            ends = [axis.pixel(step.day, sizes) for step in (bar.steps[0], bar.steps[-1])]
            edges = [label.left, label.left + text_width(label.text, sizes.small)] if label.text else []
            left, right = min(left, *ends, *edges) - 6, max(right, *ends, *edges) + 6
        reach.append((round(left), round(right)))
    return [replace(bar, row=row) for bar, row in zip(certificates, pack(reach), strict=True)]


def life_label(bar: Bar, axis: Axis, sizes: Sizes) -> Label:
    """The words of a certificate's life beside its points: all steps in the order of their days, or the last one."""
    first, last = (axis.pixel(step.day + 0.5, sizes) for step in (bar.steps[0], bar.steps[-1]))
    for text in (" → ".join(step.text for step in bar.steps), bar.steps[-1].text):
        width = text_width(text, sizes.small)
        if last + BESIDE + width <= sizes.plot:
            return Label(text, 0, True, last + BESIDE)
        if first - BESIDE - width >= 0:
            return Label(text, 0, False, first - BESIDE - width)
    return Label("", 0)


def date_labels(found: Sequence[Bar], axis: Axis, sizes: Sizes) -> list[Label]:
    """Words beside the marks of deadlines: beside all if three rows hold them, else beside those that lie ahead."""
    ahead = [bar for bar in found if bar.key == bars.AHEAD]
    for said, choice in ((found, 0), (ahead, 0), (ahead, 1)):
        placed, rows = _beside_marks(said, choice, axis, sizes)
        if max(rows, default=0) < MOST_LABEL_ROWS:
            break
    labels = dict(zip((bar.start for bar in said), _in_few_rows(placed, rows), strict=True))
    silent = Label("", 1 + max((label.row for label in labels.values() if label.text), default=-1))
    return [labels[bar.start] if bar.start in labels and labels[bar.start].text else silent for bar in found]


def _beside_marks(found: Sequence[Bar], choice: int, axis: Axis, sizes: Sizes) -> tuple[list[Label], list[int]]:
    """The labels of this choice beside their marks, and the rows that they would need."""
    labels, reach = [], []
    for bar in found:
        text, point = bar.labels[choice], axis.pixel(bar.start + 0.5, sizes)
        left, right, is_right = beside(point, text_width(text, sizes.small), sizes.plot)
        labels.append(Label(text, 0, is_right, left))
        reach.append((min(left, round(point) - 8), max(right, round(point) + 8)))
    return labels, pack(reach)


def bracket_labels(found: Sequence[Bar], axis: Axis, sizes: Sizes) -> list[Label]:
    """The words over mixed periods: they begin where the period does, or end where it does if the edge is near."""
    labels, reach = [], []
    for bar in found:
        start, stop = (axis.pixel(day, sizes) for day in axis.clip(bar.start, bar.stop))
        start = max(start, 0.0) if stop > 0 else start  # zoomed in, the words stand where the bracket is first seen
        width = text_width(bar.labels[0], sizes.font) + 14
        is_right = start + width <= sizes.plot or stop - width < 0
        left = start if start + width <= sizes.plot or start > sizes.plot else stop - width if stop >= width else 0.0
        labels.append(Label(bar.labels[0], 0, is_right, left))
        reach.append((round(min(start, left)), round(max(stop, left + width))))
    return _in_few_rows(labels, pack(reach))


def _in_few_rows(labels: Sequence[Label], rows: Sequence[int]) -> list[Label]:
    """The labels in their rows; those that three rows do not hold lose their words and share one row more."""
    return [
        replace(label, row=row) if row < MOST_LABEL_ROWS else Label("", MOST_LABEL_ROWS)
        for label, row in zip(labels, rows, strict=True)
    ]


def ms(day: float) -> int:
    """Epoch milliseconds of a day number, or a number of days in milliseconds."""
    return round(day * DAY_MS)
