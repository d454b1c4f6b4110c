"""A trip that is made again every week, or every few weeks: its days are shown before they are saved, all at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from tracker import days
from tracker.itinerary.repeat import MOST_REPEATS, weekly_spans, without
from tracker.store import Changes
from tracker.ui import session
from tracker.ui.shared_days import confirmed, proposal
from tracker.ui.text import count_text, md_escape, span_text
from tracker.ui.trip_questions import usual_certainty
from tracker.words.names import in_sentence

_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_ALIKE = ("traveler", "country", "place", "activity", "assignment")
_MOST_WEEKS = 26
Spans = Sequence[tuple[dt.date, dt.date]]


def repeat_trip(key: str, stored: Mapping[str, str]) -> None:
    """Asks for the weeks, the weekdays and the end; shows the days; saves all trips as one change, with one undo.

    ``stored``: the trip that is repeated, as texts. Its own days stay; the repeat begins after them.
    """
    first = days.parse_day(stored["first_day"])
    last = days.parse_day(stored["last_day"]) if stored["last_day"] else first
    st.markdown(
        f"**Repeat the trip to {md_escape(in_sentence(stored['country']))}** after {md_escape(span_text(first, last))}."
    )
    spans = _asked_spans(key, first, last)
    if not spans:
        st.info("Choose the weekdays and the last day of the repeat. Then the new trips are listed here.")
        return
    spans = _free_of_others(key, stored, spans)
    _show(spans)
    label = f"Save {count_text(len(spans), 'trip')}"
    is_pressed = st.button(label, key=f"{key}.save", type="primary", disabled=not spans, **session.for_writers())
    if not spans:
        return
    trips = confirmed(key, Changes(added=_rows(stored, spans)), is_pressed=is_pressed)
    if trips is None:
        return
    message = (
        f"Added {count_text(len(spans), 'trip')} to {in_sentence(stored['country'])}, "
        f"{span_text(spans[0][0], spans[-1][1])}."
    )
    if session.save_many({"trips": trips}, message=message):
        st.rerun()


def _asked_spans(key: str, first: dt.date, last: dt.date) -> Spans:
    weeks, end = st.columns(2)
    every = int(weeks.number_input("Every how many weeks?", 1, _MOST_WEEKS, 1, key=f"{key}.every"))
    until = end.date_input(
        "Repeat until",
        value=None,
        min_value=last,
        max_value=dt.date(2199, 12, 31),
        format="MM/DD/YYYY",
        key=f"{key}.until",
    )
    own = sorted({(first + dt.timedelta(days=n)).weekday() for n in range(min((last - first).days + 1, 7))})
    chosen = st.pills(
        "On which days?",
        range(7),
        selection_mode="multi",
        default=own,
        format_func=lambda weekday: _WEEKDAYS[weekday],
        key=f"{key}.weekdays",
    )
    return weekly_spans(last, every, chosen, until) if until else []


def _free_of_others(key: str, stored: Mapping[str, str], spans: Spans) -> Spans:
    """Says which of the new trips share days with trips that are there, and leaves these out if that is wanted."""
    pairs = proposal(Changes(added=_rows(stored, spans))).shared
    taken = {int(trip.removeprefix("new.")) for p in pairs for trip in (p.earlier, p.later) if trip.startswith("new.")}
    if not taken:
        return spans
    st.warning(
        md_escape(
            f"{count_text(len(taken), 'new trip')} would share work days with other trips: "
            f"{'; '.join(span_text(*spans[place]) for place in sorted(taken)[:5])}{'; …' if len(taken) > 5 else ''}."
        ),
        icon=":material/event_busy:",
    )
    is_left_out = st.checkbox("Leave these out", value=True, key=f"{key}.leave_out")
    return without(spans, taken) if is_left_out else spans


def _show(spans: Spans) -> None:
    number = sum((last - first).days + 1 for first, last in spans)
    st.markdown(f"**{count_text(len(spans), 'new trip')}, {count_text(number, 'day')}**")
    if len(spans) == MOST_REPEATS:
        st.warning(f"One repeat makes at most {MOST_REPEATS} trips. Choose an earlier last day.")
    if spans:
        table = {
            "Days": [span_text(first, last) for first, last in spans],
            "Number of days": [(last - first).days + 1 for first, last in spans],
        }
        st.dataframe(pd.DataFrame(table), hide_index=True, height=min(38 * (len(spans) + 1), 260))


def _rows(stored: Mapping[str, str], spans: Spans) -> list[dict[str, str]]:
    return [
        {name: stored[name] for name in _ALIKE}
        | {"first_day": first.isoformat(), "last_day": last.isoformat()}
        | {"certainty": usual_certainty(first.isoformat())}
        for first, last in spans
    ]
