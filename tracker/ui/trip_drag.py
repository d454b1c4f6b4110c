"""Changing the days of trips by dragging their bars: the part of the Trips page above the grid."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pandas as pd
import streamlit as st

from tracker import schema
from tracker.analysis import Analysis
from tracker.charts.view import timeline_view
from tracker.comparison import Change, analyze_again, compare
from tracker.itinerary.edit import of_traveler, with_trip_moved
from tracker.store import Changes, RowChange
from tracker.ui import change_view, drag, forms, session
from tracker.ui.drag import Move, TripBar
from tracker.ui.drag.bars import trip_bars
from tracker.ui.shared_days import confirmed
from tracker.ui.text import count_text, md_escape, span_text

MOST = 60
"""Bars shown at once; a longer log is shown a year at a time."""

_KEY = "trips.drag"
_AIR = dt.timedelta(days=31)  # beside the trips, to move them there
Days = tuple[dt.date, dt.date]  # both counted


def drag_section() -> None:
    """Everything from the choice of the person to saving. Call it where there are trips."""
    # The rows first: if somebody saves in between, the versions are the old ones and nothing is overwritten.
    rows = session.rows("trips")
    section = st.expander(
        "Drag to change dates",
        icon=":material/swipe:",
        expanded=len(rows) <= MOST,
        key=f"{_KEY}.section",
        on_change="rerun",
    )
    if not section.open:
        return
    with section:
        _timeline(rows)
    _open_clicked()


def _timeline(rows: pd.DataFrame) -> None:
    """The bars of one person; while a proposal stands, in the colors that it would bring, and what it would change."""
    analysis = session.analysis()
    traveler = _traveler()
    trips = analysis.workspace.trips
    trips, (first_day, last_day) = in_view(trips[trips["traveler"] == traveler], _KEY)
    if trips.empty:
        st.info("There is no trip to show.")
        return
    move, after, change = _proposed(analysis, trips), analysis, None
    if move is not None:
        mine = of_traveler(analysis.workspace, traveler)
        after = analyze_again(analysis, with_trip_moved(mine, move.trip, move.first_day, move.last_day))
        change = compare(analysis, after, traveler)
        first_day, last_day = min(first_day, move.first_day), max(last_day, move.last_day or move.first_day)
    bars = trip_bars(
        trips,
        dict(zip(rows["trip"], rows["version"].map(int), strict=True)),
        timeline_view(after, traveler, today=session.today(), first_day=first_day, last_day=last_day),
    )
    drag.drag_timeline(
        bars,
        key=_KEY,
        first_day=first_day,
        last_day=last_day,
        today=session.today(),
        dark=session.dark(),
        announce=f"{change_view.summary(change)} Save or cancel below." if change else "",
    )
    bar = next((bar for bar in bars if move is not None and bar.trip == move.trip), None)
    if move is None or bar is None or bar.version == move.version:
        st.session_state[f"{_KEY}.rows"] = rows
    if move is not None and bar is not None and change is not None:
        _preview(move, bar, rows, change)


def _traveler() -> str:
    people = forms.travelers()
    if len(people) == 1:
        return next(iter(people))
    return st.selectbox(
        "Traveler",
        list(people),
        format_func=people.__getitem__,
        key=f"{_KEY}.traveler",
        persist_state="session",
        width=320,
    )


def in_view(trips: pd.DataFrame, key: str) -> tuple[pd.DataFrame, Days]:
    """Which of one person's trips to show and the days around them: all, or those of a year chosen under ``key``."""
    ends = [day.date() for day in [*trips["first_day"], *trips["last_day"].dropna()]]
    if trips.empty or trips["last_day"].isna().any():
        ends.append(session.today())
    window = min(ends), max(ends)
    if len(trips) > MOST:
        year = _year(range(window[0].year, window[1].year + 1), len(trips), key)
        window = dt.date(year, 1, 1), dt.date(year, 12, 31)
        touches = (trips["first_day"] <= pd.Timestamp(window[1])) & ~(trips["last_day"] < pd.Timestamp(window[0]))
        trips = trips[touches]
    return trips, (window[0] - _AIR, window[1] + _AIR)


def _year(years: range, number_of_trips: int, key: str) -> int:
    today = session.today().year
    with st.container(horizontal=True, vertical_alignment="bottom"):
        year = st.selectbox(
            "Year",
            years,
            index=years.index(today) if today in years else len(years) - 1,
            key=f"{key}.year",
            persist_state="session",
            width=160,
        )
        st.text(f"{count_text(number_of_trips, 'trip')} in all: a year is shown at a time.")
    return year


def _proposed(analysis: Analysis, trips: pd.DataFrame) -> Move | None:
    """The proposal, if it is about one of these trips."""
    move = drag.proposed(_KEY)
    if move is None or move.trip in set(trips["trip"]):
        return move
    if move.trip not in set(analysis.workspace.trips["trip"]):
        st.info("The trip that you moved is no longer in your log.")
        drag.drop(_KEY)
    return None


def _preview(move: Move, bar: TripBar, rows: pd.DataFrame, change: Change) -> None:
    """What the proposal would change, and the buttons to save it or not."""
    old, new = span_text(bar.first_day, bar.last_day), span_text(move.first_day, move.last_day)
    with st.container(border=True):
        st.markdown(f"**If you save:** {md_escape(bar.name)}, {md_escape(old)} → **{md_escape(new)}**{_length(move)}")
        if days := change_view.days_html(change, dark=session.dark()):
            st.html(days)
        sentences = change_view.period_changes(change)
        if sentences:
            st.markdown("\n".join(f"- {md_escape(sentence)}" for sentence in sentences))
        if not days and not sentences:
            st.text(change_view.NOTHING)
        is_stale = bar.version != move.version
        if is_stale:
            shown = st.session_state[f"{_KEY}.rows"]  # when the proposal was made
            forms.show_newer(_texts(shown, move.trip), _texts(rows, move.trip))
        is_pressed = False
        with st.container(horizontal=True):
            if is_stale:
                current = replace(move, version=bar.version)
                st.button(
                    "Move it all the same", key=f"{_KEY}.rebase", type="primary", on_click=drag.propose,
                    args=(_KEY, current), **session.for_writers(),
                )  # fmt: skip
            else:
                is_pressed = st.button(
                    "Save the new dates", key=f"{_KEY}.save", type="primary", **session.for_writers()
                )
            st.button("Cancel", key=f"{_KEY}.cancel", on_click=drag.drop, args=(_KEY,))
        if not is_stale:
            trips = confirmed(_KEY, _moved(move, _row_id(rows, move.trip)), is_pressed=is_pressed)
            if trips is not None:
                _save(trips, f"Moved: {bar.name}, from {old} to {new}.")


def _texts(rows: pd.DataFrame, trip: str) -> dict[str, str]:
    row = rows[rows["trip"] == trip].iloc[0]
    return {column: str(row[column]) for column in schema.column_names("trips")}


def _row_id(rows: pd.DataFrame, trip: str) -> str:
    return str(rows.loc[rows["trip"] == trip, "row_id"].iloc[0])


def _moved(move: Move, row_id: str) -> Changes:
    last = "" if move.last_day is None else move.last_day.isoformat()
    return Changes(
        changed=[RowChange(row_id, move.version, {"first_day": move.first_day.isoformat(), "last_day": last})]
    )


def _save(trips: Changes, message: str) -> None:
    if session.save_many({"trips": trips}, message=message):
        drag.drop(_KEY)
        st.rerun()


def _length(move: Move) -> str:
    if move.last_day is None:
        return ""
    return f" ({count_text((move.last_day - move.first_day).days + 1, 'day')}, first and last day counted)"


def _open_clicked() -> None:
    trip = drag.opened(_KEY)
    if trip is not None and (row_id := forms.row_id_of(trip)) is not None:
        forms.forget("trips.edit")
        _edit_dialog(row_id)


@st.dialog("Trip", width="medium")
def _edit_dialog(row_id: str) -> None:
    forms.edit_trip("trips.edit", row_id)
