"""What the form of a trip asks before it saves, beside shared days: a trip too long, a year that looks wrong."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from tracker import days
from tracker.codes import Certainty
from tracker.days import NEVER
from tracker.segments import LONGEST_TRIP
from tracker.ui import session
from tracker.ui.text import count_text, day_text, md_escape

_YEARS_AHEAD = 5
_DAYS_OF_A_YEAR = 365.25


def usual_certainty(first_day: str) -> str:
    """How certain a trip is that says nothing of it: planned if it begins after today, else from memory.

    ``first_day``: an ISO day, or "".
    """
    is_ahead = bool(first_day) and days.parse_day(first_day) > session.today()
    return str(Certainty.PLANNED if is_ahead else Certainty.ESTIMATED)


def days_confirmed(key: str, values: Mapping[str, str], *, is_pressed: bool) -> bool:
    """Whether to go on with saving: the button was pressed, and days that look wrong were confirmed.

    The question stands here until it is answered or until other days are typed. ``values``: country, first and last
    day of the trip. ``key`` starts the keys of its buttons.
    """
    asked = f"{key}.days.asked"
    doubt = _doubt(values)
    if is_pressed and doubt:
        st.session_state[asked] = doubt
    if st.session_state.get(asked) != doubt or not doubt:
        st.session_state.pop(asked, None)
        return is_pressed and not doubt
    with st.container(border=True):
        st.warning(md_escape(f"Not saved yet. {doubt}"), icon=":material/event_busy:")
        with st.container(horizontal=True):
            is_right = st.button("Yes, the dates are right: save", key=f"{key}.days.keep", **session.for_writers())
            st.button(
                "Cancel: I'll change the dates",
                key=f"{key}.days.cancel",
                on_click=st.session_state.pop,
                args=(asked, None),
            )
    if is_right:
        del st.session_state[asked]
    return is_right


def _doubt(values: Mapping[str, str]) -> str:
    """What looks wrong about the days, as a question; "" for nothing. At home a trip may last for decades."""
    today = session.today()
    first = days.parse_day(values["first_day"])
    last = days.parse_day(values["last_day"]) if values["last_day"] else max(today, first)
    length = (last - first).days + 1
    start = session.analysis().law.first_start()
    if first > today.replace(year=today.year + _YEARS_AHEAD, day=min(today.day, 28)):
        return f"This trip begins in {first.year}, more than {_YEARS_AHEAD} years from now. Is the year right?"
    if values["country"] == "US":
        return ""
    if length > LONGEST_TRIP:
        years = count_text(int(length / _DAYS_OF_A_YEAR), "year")
        return f"This trip lasts more than {years}. Are the dates right?"
    if days.day_number(first) < start < NEVER:
        began = day_text(days.to_date(start))
        return f"This trip begins in {first.year}, before the first agreement ({began}). Is the year right?"
    return ""
