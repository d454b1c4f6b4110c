"""Trips as bars that are moved and stretched by mouse, finger or keyboard. It proposes; nothing is stored here.

A page calls ``proposed`` first, works out what the proposal would change, shows the bars with ``drag_timeline`` in the
colors of that answer, and offers to save. A proposal stands until ``drop`` or until the user cancels it in the
timeline. Days are inclusive everywhere.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.components.v2 import component

from tracker import days
from tracker.charts import theme, words
from tracker.codes import Activity
from tracker.ui.forms import FIRST_DAY, LAST_DAY
from tracker.ui.text import count_text

_FOLDER = Path(__file__).parent


def _part(kind: str) -> str:
    return (_FOLDER / f"component.{kind}").read_text(encoding="utf-8")


_component = component("coverline_drag", html=_part("html"), css=_part("css"), js=_part("js"))
_PLANNED = "planned."  # before the key of a look: its lighter twin


@dataclass(frozen=True)
class Run:
    """Days of a trip with one answer, a key of ``words.ANSWERS``."""

    first_day: dt.date
    last_day: dt.date
    answer: str


@dataclass(frozen=True)
class TripBar:
    """A trip as it is stored, and the answers it is colored with, which may be those of a proposal."""

    trip: str
    version: int  # of the row, so that a stale proposal is noticed
    label: str  # on the bar, where it has room
    lane: str  # bars of one lane stand in one line, under this name
    first_day: dt.date
    last_day: dt.date | None  # None: ongoing; only its first day can be moved
    activity: Activity = Activity.WORK
    planned: bool = False
    runs: tuple[Run, ...] = ()

    @property
    def name(self) -> str:
        """Its lane and its label."""
        return f"{self.lane}, {self.label}" if self.label and self.label != self.lane else self.lane


@dataclass(frozen=True)
class Move:
    """New days that the user proposed for a trip, made on the ``version`` of the row that was shown."""

    trip: str
    version: int
    first_day: dt.date
    last_day: dt.date | None


def drag_timeline(
    trips: Sequence[TripBar],
    *,
    key: str,
    first_day: dt.date,
    last_day: dt.date,
    today: dt.date,
    dark: bool,
    label: str = "Trips on a time line",
    readonly: bool = False,
    selected: str | None = None,
    announce: str = "",
    idle: str = "Nothing is saved before you press Save.",
) -> Move | None:
    """The bars between two days; the proposal that stands, if it is about one of them.

    ``label`` names it for screen readers, ``selected`` is the id of a trip to stress, ``announce`` is written and read
    out after each proposal: what it would change. ``idle`` is written while no proposal stands. Not inside ``st.form``.
    """
    move = proposed(key)
    bars = {bar.trip: bar for bar in trips}
    if move is not None and move.trip not in bars:
        move = None
    st.session_state[f"{key}.shown"] = bars
    _component(
        key=f"{key}.component",
        data={
            "label": label,
            "trips": [_for_browser(bar) for bar in trips],
            "looks": _looks(dark),
            "first": days.day_number(first_day),
            "last": days.day_number(last_day),
            "today": days.day_number(today),
            "limits": [days.day_number(FIRST_DAY), days.day_number(LAST_DAY)],
            "readonly": readonly,
            "selected": selected,
            "proposed": None if move is None else {"id": move.trip, **_numbers(move)},
            "announce": announce,
            "idle": idle,
            "turn": st.session_state.get(f"{key}.turn", 0),
        },
        on_said_change=lambda: _hear(key),
    )
    return move


def proposed(key: str) -> Move | None:
    """The proposal that stands in the timeline with this key."""
    move: Move | None = st.session_state.get(f"{key}.move")
    return move


def propose(key: str, move: Move) -> None:
    """Put this proposal in place of the one that stands."""
    st.session_state[f"{key}.move"] = move


def drop(key: str) -> None:
    """Forget the proposal; the bar goes back. Also for a callback."""
    st.session_state.pop(f"{key}.move", None)
    _next_turn(key)


def opened(key: str) -> str | None:
    """The trip that was clicked, once."""
    trip: str | None = st.session_state.pop(f"{key}.opened", None)
    return trip


def checked_move(said: Mapping[str, Any], shown: Mapping[str, TripBar]) -> Move | None:
    """What the browser said, if it can be meant: a trip that was shown, as it was shown, with days in order.

    None for everything else: anybody can send anything.
    """
    trip = said.get("trip")
    bar = shown.get(trip) if isinstance(trip, str) else None
    first, last = _day(said.get("first")), _day(said.get("last"))
    if bar is None or said.get("version") != bar.version or first is None:
        return None
    if bar.last_day is None:
        return Move(bar.trip, bar.version, first, None) if said.get("last") is None else None
    return Move(bar.trip, bar.version, first, last) if last is not None and first <= last else None


def _day(number: object) -> dt.date | None:
    """The day of a day number, if it is one that a form takes too."""
    if not isinstance(number, int) or isinstance(number, bool):
        return None
    is_possible = days.day_number(FIRST_DAY) <= number <= days.day_number(LAST_DAY)
    return days.to_date(number) if is_possible else None


def _hear(key: str) -> None:
    """Keeps what the browser said until the page asks for it; what cannot be meant changes nothing."""
    said = (st.session_state[f"{key}.component"] or {}).get("said")
    shown: Mapping[str, TripBar] = st.session_state.get(f"{key}.shown", {})
    if not isinstance(said, Mapping):
        return
    trip = said.get("trip")
    if said.get("kind") == "open" and isinstance(trip, str) and trip in shown:
        st.session_state[f"{key}.opened"] = trip
    elif said.get("kind") == "cancel":
        st.session_state.pop(f"{key}.move", None)
    elif said.get("kind") == "move" and (move := checked_move(said, shown)) is not None:
        propose(key, move)
    _next_turn(key)


def _next_turn(key: str) -> None:
    """The browser draws anew what stands, also where it has tried something else."""
    st.session_state[f"{key}.turn"] = st.session_state.get(f"{key}.turn", 0) + 1


def _for_browser(bar: TripBar) -> dict[str, Any]:
    mark = _PLANNED if bar.planned else ""
    return {
        "id": bar.trip,
        "version": bar.version,
        "label": bar.label,
        "title": bar.name,
        "lane": bar.lane,
        **_numbers(bar),
        "planned": bar.planned,
        "says": _says(bar),
        "runs": [
            [days.day_number(run.first_day), days.day_number(run.last_day), f"{mark}{run.answer}"] for run in bar.runs
        ],
    }


def _numbers(of: TripBar | Move) -> dict[str, int | None]:
    last = None if of.last_day is None else days.day_number(of.last_day)
    return {"first": days.day_number(of.first_day), "last": last}


def _says(bar: TripBar) -> str:
    """What the colors say, for a screen reader."""
    parts = ["Planned."] if bar.planned else []
    parts += ["No work."] if bar.activity == Activity.NON_WORK else []
    parts += ["Only passing through."] if bar.activity == Activity.TRANSIT else []
    number: dict[str, int] = {}
    for run in bar.runs:
        number[run.answer] = number.get(run.answer, 0) + (run.last_day - run.first_day).days + 1
    parts += [f"{words.ANSWERS[answer].text}: {count_text(length, 'day')}." for answer, length in number.items()]
    return " ".join(parts)


def _looks(dark: bool) -> dict[str, dict[str, str]]:
    """How each answer looks, in the order of the timeline's legend; the lighter twins share their entry."""
    colors = theme.palette(dark)
    looks = {}
    for answer, word in words.ANSWERS.items():
        style = colors.answers[answer]
        text = f"{word.mark} {word.text}"
        planned = theme.lighter(style, colors.background)
        looks[answer] = {"fill": theme.css_background(style), "line": style.line, "words": text}
        looks[_PLANNED + answer] = {
            "fill": theme.css_background(planned),
            "line": style.line,
            "words": f"{text} ({words.PLANNED.text.lower()})",
        }
    return looks
