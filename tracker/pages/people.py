"""People: the whole program in one table, one row per person; one fact for many of them."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from tracker import countries
from tracker.analysis import Analysis
from tracker.exchange.exporters import REQUEST_EXPORTERS, Choice
from tracker.filing import people
from tracker.standing import WORST_FIRST
from tracker.ui import navigation, people_view, samples, session
from tracker.ui.bulk_facts import bulk_facts
from tracker.ui.downloads import download
from tracker.ui.text import md_escape


def page() -> None:
    """Filters, who is chosen and where that leads, the table, one fact for several."""
    analysis = session.analysis()
    everyone = session.kept("people.everyone", lambda: people(analysis))
    if len(everyone) < 2:
        _what_it_is_for()
        return
    shown = _shown(everyone)
    names = dict(zip(everyone["traveler"], everyone["name"], strict=True))
    chosen = _chosen(shown, names)
    _leads_on(analysis, shown, chosen, names)
    _table(shown)
    with st.expander("Set one fact for several people", icon=":material/edit_note:", key="people.bulk"):
        if chosen:
            bulk_facts(chosen, names)
        else:
            st.text("Choose people first: check them in the table, or pick their names above it.")


def _shown(everyone: pd.DataFrame) -> pd.DataFrame:
    """The people that the filters leave, in the chosen order."""
    per_worst = everyone["worst"].value_counts()
    answers = st.pills(
        "Worst answer",
        [answer for answer in WORST_FIRST if answer in per_worst.index],
        selection_mode="multi",
        format_func=lambda answer: f"{people_view.answer_words(answer)} · {per_worst[answer]:,}",
        key="people.answers",
        persist_state="session",
    )
    left, second, third, right = st.columns([2, 2, 2, 1.6], vertical_alignment="bottom")
    name = left.text_input("Name", key="people.name", placeholder="A part of it is enough", persist_state="session")
    decisions = second.multiselect(
        "What to do",
        people_view.all_decisions(everyone),
        format_func=people_view.decision_words,
        key="people.decisions",
        placeholder="Anything",
        persist_state="session",
    )
    hosts = third.multiselect(
        "Worked in",
        people_view.all_hosts(everyone),
        format_func=countries.name,
        key="people.hosts",
        placeholder="Any country",
        persist_state="session",
    )
    sort = right.selectbox("Order", people_view.SORTS, key="people.sort", persist_state="session")
    needs_action = st.toggle("Only people who need action now", key="people.needs_action", persist_state="session")
    shown = people_view.filtered(
        everyone, name=name, answers=answers, hosts=hosts, decisions=decisions, needs_action=needs_action
    )
    st.text(people_view.shown_words(shown, everyone))
    return people_view.ordered(shown, sort)


def _chosen(shown: pd.DataFrame, names: dict[str, str]) -> list[str]:
    """The ids of the people chosen: by name here, or by a tick in the table, which fills the same field."""
    before = [who for who in st.session_state.get("people.chosen", []) if who in names]
    return st.multiselect(
        "Chosen people",
        list(dict.fromkeys([*shown["traveler"], *before])),
        format_func=lambda who: names.get(who, who),
        key="people.chosen",
        placeholder="Nobody yet: check rows in the table, or pick names here",
        on_change=_clear_ticks,
        persist_state="session",
    )


def _leads_on(analysis: Analysis, shown: pd.DataFrame, chosen: list[str], names: dict[str, str]) -> None:
    """To the pages of the one person who is chosen, or is the only one shown.

    The buttons are always there: a table that moves under the pointer is ticked in the wrong row.
    """
    candidates = chosen or list(shown["traveler"])
    who = candidates[0] if len(candidates) == 1 else ""
    whose = md_escape(names[who]) if who else "one person"
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button(
            f"Timeline of {whose}", key="people.to_timeline", icon=":material/calendar_month:", disabled=not who
        ):
            st.session_state["timeline.traveler"] = who
            navigation.go_to(navigation.TIMELINE)
        has_cases = bool((analysis.periods["traveler"] == who).any())
        if st.button(f"Cases of {whose}", key="people.to_cases", icon=":material/folder_open:", disabled=not has_cases):
            st.session_state["cases.traveler"] = who
            st.session_state.pop("cases.asked", None)
            navigation.go_to(navigation.CASES)
        _requests(analysis, chosen, list(shown["traveler"]))


def _requests(analysis: Analysis, chosen: list[str], shown: list[str]) -> None:
    """The requests of the people chosen, of all shown where nobody is: one file to send, one to work with."""
    travelers = tuple(chosen or shown)
    choice = Choice(requests=True, travelers=travelers)
    with st.popover("Make the requests", icon=":material/outgoing_mail:", disabled=not travelers):
        st.text(people_view.whose_requests(chosen, shown))
        st.caption("Everybody has a row, also without a request. The list says what is still missing.")
        for exporter in sorted(REQUEST_EXPORTERS, key=lambda exporter: exporter.ending):
            key = f"people.requests{exporter.ending}"
            download(_FILES[exporter.ending], exporter, analysis, choice, key, name="coverline-requests")


_FILES = {".pdf": "List and request pages (PDF)", ".xlsx": "List (Excel workbook)"}


def _table(shown: pd.DataFrame) -> None:
    if not len(shown):
        st.info("Nobody matches these filters. Remove one.")
        return
    travelers = tuple(shown["traveler"])
    # A tick is kept by its row number: other rows, or another choice by name, begin a table without ticks.
    key = f"people.table.{st.session_state.get('people.round', 0)}.{hash(travelers)}"
    st.dataframe(
        people_view.people_table(shown),
        hide_index=True,
        key=key,
        on_select=lambda: _ticked(key, travelers),
        selection_mode="multi-row",
        column_config=people_view.column_config(dark=session.dark()),
        row_height=people_view.ROW_HEIGHT,
        height="content" if len(shown) <= people_view.SHOWN_ROWS else people_view.ROW_HEIGHT * people_view.SHOWN_ROWS,
        alt="One row per person: worst answer, what to do, open questions, next deadline, days per answer",
    )


def _ticked(key: str, travelers: tuple[str, ...]) -> None:
    st.session_state["people.chosen"] = [travelers[row] for row in st.session_state[key].selection.rows]


def _clear_ticks() -> None:
    st.session_state["people.round"] = st.session_state.get("people.round", 0) + 1


def _what_it_is_for() -> None:
    is_empty = session.is_empty()
    with st.container(border=True):
        st.header("This page is for programs: several people in one log", anchor=False)
        st.markdown(
            "With a second person in the log, everybody gets a row here:\n\n"
            "- the **most pressing answer** to any of their days, and the days per answer\n"
            "- what to do about their cases, and the **first open question** in words\n"
            "- the **next deadline**\n\n"
            "You can then filter, open one person's Timeline or Cases, and set one fact, such as the employer, for "
            "many assignments at once.\n\n"
            "To add people, choose or type a **Traveler** when you log a trip, or import a file with the column "
            "`traveler`."
        )
        with st.container(horizontal=True):
            if st.button("Add a trip", key="people.log_trip", type="primary"):
                navigation.go_to(navigation.TRIPS)
            if not is_empty and st.button("See your own timeline", key="people.own_timeline"):
                navigation.go_to(navigation.TIMELINE)
    if is_empty:
        st.text("Or look at a program of invented people:")
        samples.offer_samples("people.sample")


if __name__ == "__main__":
    page()
