"""The timeline of the adviser's page as shapes with places: what the template only has to write down."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tracker.charts.theme import Style
from tracker.exchange.exporters.drawing import Drawing, Drawn, DrawnLane, words_on

_WIDTH = 1000  # units of the drawing
_ROW, _GAP = 26, 4  # height of a bar, and the room between two
_TITLE, _BELOW_LANE, _AXIS = 24, 10, 22  # heights of a lane's name, of the room below it, and of the months
_LETTER = 6.6  # width of a letter of the 12 unit font
_THINNEST = 3.0  # a single day is still seen
_LOWEST_WITH_LABEL = 15  # a lower bar has no room for words

STROKES = {
    "/": "M0 8L8 0",
    "\\": "M0 0L8 8",
    "-": "M0 4H8",
    "|": "M4 0V8",
    "x": "M0 8L8 0M0 0L8 8",
    "+": "M0 4H8M4 0V8",
}
"""The path of each pattern (``Style.pattern``) in its square of 8 by 8."""


class Looks:
    """Every look that the page draws, each once: its pattern is written once and named from all drawings."""

    def __init__(self) -> None:
        self._names: dict[Style, str] = {}

    def name(self, style: Style) -> str:
        """The id of the pattern of a look."""
        return self._names.setdefault(style, f"look-{len(self._names) + 1}")

    @property
    def all(self) -> list[tuple[str, Style]]:
        """Id and look, in the order of their first use."""
        return [(name, style) for style, name in self._names.items()]


@dataclass(frozen=True)
class BarShape:
    """One bar; places and sizes in units of the drawing. ``label`` "" = no words fit on it."""

    title: str
    x: float
    y: float
    width: float
    height: float
    look: str
    line: str
    is_planned: bool
    label: str
    label_width: float

    @property
    def middle(self) -> float:
        """Where its label is centered."""
        return round(self.x + self.width / 2, 1)

    @property
    def label_x(self) -> float:
        """The left edge of the white box behind the label."""
        return round(self.middle - self.label_width / 2, 1)

    @property
    def label_y(self) -> float:
        """The upper edge of that box."""
        return round(self.y + self.height / 2 - 8, 1)


@dataclass(frozen=True)
class LegendEntry:
    """What one look means."""

    look: str
    style: Style
    text: str


@dataclass(frozen=True)
class LaneShape:
    """One lane with its bars; ``empty`` is what stands in a lane without any."""

    name: str
    name_y: float
    y: float
    height: float
    bars: tuple[BarShape, ...]
    empty: str
    legend: tuple[LegendEntry, ...]


@dataclass(frozen=True)
class Tick:
    """A month below the drawing."""

    x: float
    text: str
    anchor: str


@dataclass(frozen=True)
class Shapes:
    """The whole drawing. ``today`` is None where the as-of day lies outside."""

    width: int
    height: float
    sentence: str
    lanes: tuple[LaneShape, ...]
    grid: tuple[float, ...]
    ticks: tuple[Tick, ...]
    today: float | None


def shapes_of(drawn: Drawing, looks: Looks) -> Shapes:
    """The places of everything in a drawing; the looks that it uses are added to ``looks``."""
    lanes, top = [], 0.0
    for lane in drawn.lanes:
        lanes.append(_lane(lane, top, looks))
        top = lanes[-1].y + lanes[-1].height + _BELOW_LANE
    return Shapes(
        width=_WIDTH,
        height=top + _AXIS,
        sentence=drawn.sentence,
        lanes=tuple(lanes),
        grid=tuple(round(place * _WIDTH, 1) for place, _ in drawn.ticks),
        ticks=tuple(_ticks(drawn.ticks)),
        today=None if drawn.today is None else round(drawn.today * _WIDTH, 1),
    )


def _ticks(ticks: Iterable[tuple[float, str]]) -> Iterator[Tick]:
    """The months that fit in; a day at the very end stands before it."""
    for place, text in ticks:
        x = round(place * _WIDTH, 1)
        if x == _WIDTH:
            yield Tick(x, text, "end")
        elif x + len(text) * _LETTER <= _WIDTH:
            yield Tick(x, text, "start")


def _lane(lane: DrawnLane, top: float, looks: Looks) -> LaneShape:
    below_name = top + _TITLE
    return LaneShape(
        name=lane.name,
        name_y=top + 15,
        y=below_name,
        height=lane.rows * (_ROW + _GAP) + _GAP,
        bars=tuple(_bar(bar, below_name, looks) for bar in lane.bars),
        empty=lane.empty,
        legend=tuple(LegendEntry(looks.name(style), style, text) for style, text in lane.legend),
    )


def _bar(bar: Drawn, top: float, looks: Looks) -> BarShape:
    width = max(bar.width * _WIDTH, _THINNEST)
    upper, lower = bar.part
    height = (lower - upper) * _ROW
    label = words_on(bar.labels, width, _LETTER) if height > _LOWEST_WITH_LABEL else ""
    return BarShape(
        title=bar.title,
        x=round(min(bar.left * _WIDTH, _WIDTH - _THINNEST), 1),
        y=round(top + _GAP + bar.row * (_ROW + _GAP) + upper * _ROW, 1),
        width=round(width, 1),
        height=round(height, 1),
        look=looks.name(bar.style),
        line=bar.style.line,
        is_planned=bar.is_planned,
        label=label,
        label_width=round(len(label) * _LETTER + 6, 1),
    )
