"""Deadlines: what to do now and by when, the next day on which anything changes, how much of each limit is left."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from tracker.analysis import Analysis
from tracker.charts.drawn import Drawn
from tracker.charts.headroom import headroom_chart, headroom_table
from tracker.filing.headroom import Urgency, deadlines_with_urgency, headroom, next_change
from tracker.ui import forms, navigation, session
from tracker.ui.deadline_view import (
    SETTLED_HELP,
    URGENCIES,
    DeadlineView,
    ToDo,
    deadline_table,
    deadline_views,
    next_words,
    to_do,
)
from tracker.ui.own_deadlines import own_deadlines
from tracker.ui.sources import link
from tracker.ui.text import count_text, md_escape

EVERYBODY = ""
BARS, SHOWN_AT_ONCE = 12, 8
_COLORS = {Urgency.OVERDUE: "red", Urgency.DUE: "blue", Urgency.SETTLED: "gray"}


def page() -> None:
    """What to do now and by which day, the next change, the limits as bars."""
    analysis = session.analysis()
    ordered = session.kept("deadlines.ordered", lambda: deadlines_with_urgency(analysis))
    rows = session.kept("deadlines.headroom", lambda: headroom(analysis))
    if not len(analysis.periods) and ordered.empty and rows.empty:
        _nothing_yet()
        return
    names = forms.travelers()
    who = _traveler(names)
    now = to_do(analysis, ordered, names if who == EVERYBODY else {}, who)
    change = next_change(analysis, ordered, who)
    words = md_escape(next_words(change, analysis.settings.as_of, names if who == EVERYBODY else {}))
    st.info(f"**Next change:** {words}", icon=":material/event_upcoming:")
    if who != EVERYBODY:
        ordered, rows = ordered[ordered["traveler"] == who], rows[rows["traveler"] == who]
        names = {who: names[who]}
    _to_do(now)
    _deadlines(deadline_views(ordered, analysis, names), is_free=not now)
    _limits(analysis, rows, names)
    own_deadlines(analysis)


def _traveler(names: dict[str, str]) -> str:
    if len(names) == 1:
        return EVERYBODY
    return st.selectbox(
        "Whose?",
        [EVERYBODY, *names],
        format_func=lambda person: names.get(person, "Everybody"),
        key="deadlines.traveler",
        persist_state="session",
        width=320,
    )


def _nothing_yet() -> None:
    with st.container(border=True):
        st.header("No work abroad is logged yet", anchor=False)
        st.markdown(
            "Most agreements keep a person sent abroad, or a US business moved abroad, under the US system for a "
            "limited time: often five years, in some countries two. Here you will see for each stay\n\n"
            "- how many days of that time are used, and how many are left,\n"
            "- on which day it is reached if things go as planned,\n"
            "- and what you must request before that day."
        )
        if st.button("Add a trip", key="deadlines.log_trip", type="primary"):
            navigation.go_to(navigation.TRIPS)


def _limits(analysis: Analysis, rows: pd.DataFrame, names: dict[str, str]) -> None:
    st.header("How much of each limit is used", anchor=False)
    running = rows[~rows["finished"]]
    ended = len(rows) - len(running)
    if running.empty:
        st.markdown(
            f"No limit is running now{'; these have ended' if ended else ''}. Rules that look at where you live or at "
            "your nationality have no limit. Work that is not under the US system has none either."
        )
        if not ended:
            return
        running = rows
    elif ended and st.toggle(f"Also what has ended ({ended})", key="deadlines.finished", persist_state="session"):
        running = rows
    shown = running.head(BARS)
    st.plotly_chart(
        Drawn(headroom_chart(shown, analysis.rules, names, dark=session.dark(), narrow=session.narrow())),
        key="deadlines.chart",
        theme=None,
        config={"displayModeBar": False, "showSendToCloud": False},
        alt="One bar per limit and certificate: days used, planned and left. The table below holds the same rows.",
    )
    if len(shown) < len(running):
        st.caption(f"The {len(shown)} with the least room are drawn; the table has all {len(running)}.")
    with st.expander("The same as a table"):
        day = st.column_config.DateColumn(format="MMM D, YYYY")
        st.dataframe(
            headroom_table(running, analysis.rules, names),
            hide_index=True,
            column_config={"First day": day, "Last day allowed": day, "Plan ends": day},
            alt="Every limit and certificate with the days used and left, and its last day",
        )


def _to_do(now: list[ToDo]) -> None:
    """What has no day of its own and waits for somebody."""
    if not now:
        return
    st.header(f"To do now · {len(now)}", anchor=False)
    st.text("These have no day of their own: do them as soon as you can.")
    _to_do_list(now[:SHOWN_AT_ONCE])
    if len(now) > SHOWN_AT_ONCE:
        with st.expander(f"{len(now) - SHOWN_AT_ONCE} more to do"):
            _to_do_list(now[SHOWN_AT_ONCE : 5 * SHOWN_AT_ONCE])
            if len(now) > 5 * SHOWN_AT_ONCE:
                st.caption("The People page lists everybody who needs action.")


def _to_do_list(now: list[ToDo]) -> None:
    for todo in now:
        with st.container(border=True, gap=None):
            with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
                st.markdown(f"**{md_escape(todo.title)}**")
                key = f"deadlines.case.{todo.traveler}.{todo.period}.{todo.certificate}"
                if st.button("Open the case", key=key, icon=":material/folder_open:", type="tertiary"):
                    navigation.go_to_case(todo.traveler, todo.period)
            st.markdown(md_escape(todo.text))


def _deadlines(views: list[DeadlineView], *, is_free: bool) -> None:
    """The deadlines; ``is_free``: nothing else waits, so that the page may say that nothing is due."""
    st.header("What to do by which day", anchor=False)
    open_ones = [view for view in views if view.urgency != Urgency.SETTLED]
    if not open_ones and is_free:
        known = "no deadline is open" if views else "no deadline is known"
        st.success(f"Nothing is due: {known}, and nobody has to act.", icon=":material/check_circle:")
    elif not open_ones:
        st.markdown("No other deadline is open.")
    if not views:
        return
    _list(open_ones[:SHOWN_AT_ONCE])
    if len(open_ones) > SHOWN_AT_ONCE:
        with st.expander(f"{len(open_ones) - SHOWN_AT_ONCE} more"):
            _list(open_ones[SHOWN_AT_ONCE : 5 * SHOWN_AT_ONCE])
            if len(open_ones) > 5 * SHOWN_AT_ONCE:
                st.caption("The rest is in the table.")
    settled = len(views) - len(open_ones)
    if settled:
        st.caption(f"{count_text(settled, 'more date')} in the table: nothing to do. {SETTLED_HELP}")
    with st.expander("All deadlines as a table"):
        st.dataframe(
            deadline_table(views),
            hide_index=True,
            column_config={
                "Day": st.column_config.DateColumn(format="MMM D, YYYY"),
                "Source": st.column_config.LinkColumn(),
            },
            alt="Every deadline with its day, standing, what to do and source, the overdue ones first",
        )


def _list(views: list[DeadlineView]) -> None:
    for view in views:
        with st.container(border=True, gap=None):
            with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
                st.markdown(f"**{md_escape(view.title)}**")
                st.badge(f"{URGENCIES[view.urgency]}: {view.standing}", color=_COLORS[view.urgency])  # type: ignore[arg-type]
            source = f" Source: {link(view.source)}" if view.source else ""
            st.markdown(f"{md_escape(view.about)}: {md_escape(view.sentence)} {md_escape(view.action)}{source}")


if __name__ == "__main__":
    page()
