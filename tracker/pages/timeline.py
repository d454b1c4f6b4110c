"""Timeline: which days are safe, which are not, and what to do next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pandas as pd
import streamlit as st

from tracker import standing
from tracker.analysis import Analysis
from tracker.charts.drawn import Drawn
from tracker.charts.months import months_of
from tracker.charts.people import MOST_PEOPLE, PeopleView, people_timeline, people_view
from tracker.charts.table import people_table, timeline_table
from tracker.charts.timeline import TimelineView, timeline, timeline_view
from tracker.charts.view import drawn_near
from tracker.ui import forms, navigation, overview, print_view, samples, session, zoom
from tracker.ui.downloads import filing_dates_buttons
from tracker.ui.explain_panel import day_to_ask_about, explain_panel
from tracker.ui.overview import LISTS, PRESETS, Days, Headline, Mood, OpenPoint
from tracker.ui.stale import stale_banner
from tracker.ui.text import count_text, md_escape, span_text
from tracker.ui.trip_checks import cut_button

EVERYBODY = ""
SHOWN_AT_ONCE, MOST_POINTS = 6, 36
ROWS_PER_PAGE = 200


def page() -> None:
    """The answer in one sentence, the totals, the chart, what is open, the table, the download."""
    if session.is_empty():
        _welcome()
        return
    analysis = session.analysis()
    traveler = _traveler(_busy(analysis))
    if traveler == EVERYBODY:
        _everybody(analysis)
        _download(analysis, EVERYBODY)
        return
    headline = session.kept("timeline.headline", lambda: overview.headline(analysis, traveler), traveler)
    if print_view.is_on():
        _print(analysis, traveler, headline.sentence)
        return
    _say(headline)
    stale_banner(analysis, "timeline.stale")
    first_day, last_day = _range(analysis, [traveler])
    st.session_state["timeline.days"] = (first_day, last_day)
    seen = zoom.remembered("timeline.chart", f"{traveler} {first_day} {last_day}")
    asked = (traveler, first_day, last_day)
    view = session.kept("timeline.view", lambda: _view(analysis, *asked), *asked)
    _totals(view, asked)
    _chart(analysis, view, seen, asked)
    if st.button("Try a change without saving", key="timeline.plan", icon=":material/edit_calendar:", type="tertiary"):
        st.session_state["plan.traveler"] = traveler
        navigation.go_to(navigation.PLAN)
    _open_points(session.kept("timeline.points", lambda: overview.open_points(analysis, view), *asked))
    _one_day(analysis, traveler)
    _table(lambda: session.kept("timeline.table", lambda: timeline_table(view), *asked))
    print_view.offer()
    _download(analysis, traveler)
    _dialogs(traveler)


def _busy(analysis: Analysis) -> frozenset[str]:
    """Everybody who must act."""
    return session.kept("timeline.busy", lambda: standing.travelers_who_must_act(analysis))


def _say(headline: Headline) -> None:
    boxes = {
        Mood.ACT: (st.warning, ":material/flag:"),
        Mood.NOTE: (st.info, ":material/hourglass_empty:"),
        Mood.DONE: (st.success, ":material/check_circle:"),
    }
    box, icon = boxes[headline.mood]
    box(f"**What to do next:** {md_escape(headline.sentence)}", icon=icon)


def _print(analysis: Analysis, traveler: str, sentence: str) -> None:
    """The days that the page showed, for paper."""
    view = _view(analysis, traveler, *st.session_state.get("timeline.days", (None, None)))
    print_view.show(forms.travelers()[traveler], sentence, view, overview.open_points(analysis, view))


def _view(analysis: Analysis, traveler: str, first_day: dt.date | None, last_day: dt.date | None) -> TimelineView:
    return timeline_view(analysis, traveler, today=session.today(), first_day=first_day, last_day=last_day)


def _totals(view: TimelineView | PeopleView, asked: tuple[object, ...]) -> None:
    dark = session.dark()
    st.html(session.kept("timeline.totals", lambda: overview.totals_html(view, dark=dark), *asked, dark))


def _welcome() -> None:
    st.header("Welcome. See in minutes which of your work abroad a US certificate would cover.", anchor=False)
    st.markdown(
        "Log where you worked. Coverline shows day by day whether a **Certificate of Coverage** (the paper that keeps "
        "a second country from charging social security on the same earnings) covers it, could cover it, or cannot, "
        "and which country's system the work belongs to."
    )
    with st.container(border=True):
        st.header("Log your first trip", anchor=False)
        forms.new_trip("timeline.first")
    st.header("Or look around in a sample first", anchor=False)
    samples.offer_samples("timeline.sample")


def _traveler(busy: frozenset[str]) -> str:
    people = forms.travelers()
    if len(people) == 1:
        return next(iter(people))
    marked = {who: f"{name} (to do)" if who in busy else name for who, name in people.items()}
    marked[EVERYBODY] = f"Everybody ({count_text(len(people), 'person', 'people')})"
    with st.container(horizontal=True):
        chosen = st.selectbox(
            "Traveler",
            [EVERYBODY, *sorted(people, key=lambda who: who not in busy)],
            format_func=marked.__getitem__,
            key="timeline.traveler",
            persist_state="session",
            width=320,
        )
        if chosen == EVERYBODY:
            st.multiselect(
                "Only these people",
                list(people),
                format_func=people.__getitem__,
                key="timeline.people",
                placeholder="Everybody",
            )
    return chosen


def _range(analysis: Analysis, people: list[str]) -> Days:
    """The days to show. A year and a trip are chosen beside the range."""
    presets = [preset for preset in PRESETS if preset != overview.AROUND or len(people) == 1]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.segmented_control(
            "Days shown",
            presets,
            default=presets[0],
            key="timeline.range",
            persist_state="session",
            required=True,
            wrap=True,
        )
        if chosen == overview.TAX_YEAR:
            years = overview.tax_years(analysis, people, session.today())
            year = st.selectbox(
                "Tax year", years, index=years.index(session.today().year), key="timeline.tax_year", width=120
            )
            return overview.tax_year(year)
        trips = overview.trips_to_choose(analysis, people[0]) if chosen == overview.AROUND else {}
        if trips:
            trip = st.selectbox("One year around", list(trips), format_func=trips.__getitem__, key="timeline.trip")
            return overview.around_trip(analysis, trip)
    return overview.window(chosen or presets[0], session.today())


def _everybody(analysis: Analysis) -> None:
    """One band per person on one axis, and who has something to do."""
    busy, people = _busy(analysis), forms.travelers()
    chosen = [who for who in st.session_state["timeline.people"] if who in people]
    listed = sorted(chosen or people, key=lambda who: who not in busy)
    _say(overview.headline_of_all(listed, busy))
    stale_banner(analysis, "timeline.stale")
    first_day, last_day = _range(analysis, listed)
    asked, named = (listed, first_day, last_day), {who: people[who] for who in listed}
    whole = session.kept(
        "timeline.people_view",
        lambda: people_view(analysis, named, today=session.today(), first_day=first_day, last_day=last_day),
        *asked,
    )
    _totals(whole, asked)
    _people_chart(whole, _turned("timeline.people_page", len(listed), MOST_PEOPLE, "people"), asked)
    _people_list(analysis, [who for who in listed if who in busy], people)
    _table(lambda: session.kept("timeline.people_table", lambda: people_table(whole), *asked))


def _people_chart(whole: PeopleView, turned: slice, asked: tuple[object, ...]) -> None:
    dark, narrow, part = session.dark(), session.narrow(), (turned.start, turned.stop)
    view = session.kept("timeline.people_part", lambda: whole.page(turned), *asked, part)
    if view.months:
        st.caption(
            f"{count_text(len(view.segments) + len(view.coverage), 'span')} are too many to draw one by one: each "
            f"piece is {count_text(view.months, 'month')} with the most serious answer of its days. Point at it."
        )
    st.plotly_chart(
        session.kept(
            "timeline.people_figure",
            lambda: Drawn(people_timeline(view, dark=dark, narrow=narrow)),
            *asked,
            part,
            dark,
            narrow,
        ),
        key="timeline.everybody",
        theme=None,
        on_select=_person_clicked,
        selection_mode="points",
        config={"displaylogo": False, "showSendToCloud": False, "scrollZoom": False},
        alt="One band per person: where they worked, and below it whether a certificate would cover it. "
        "The table below holds the same rows.",
    )


def _person_clicked() -> None:
    points = st.session_state["timeline.everybody"].selection.points
    if points and points[0].get("customdata"):
        _show_person(str(points[0]["customdata"][1]))


def _show_person(who: str) -> None:
    st.session_state["timeline.traveler"] = who


def _people_list(analysis: Analysis, waiting: list[str], people: dict[str, str]) -> None:
    st.header("Who has something to do", anchor=False)
    if not waiting:
        st.success("Nobody.", icon=":material/check_circle:")
        return
    named = waiting[:MOST_POINTS]
    sentences = session.kept(
        "timeline.headlines", lambda: {who: overview.headline(analysis, who).sentence for who in named}, named
    )
    with st.container(border=True):
        for who in named:
            with st.container(horizontal=True, vertical_alignment="center"):
                with st.container(width="stretch", gap=None):
                    st.text(people[who])
                    st.caption(md_escape(sentences[who]))
                st.button("Show the timeline", key=f"timeline.person.{who}", on_click=_show_person, args=(who,))
        if len(waiting) > MOST_POINTS:
            st.caption(f"And {len(waiting) - MOST_POINTS} more. Choose some of the people to see them.")


def _turned(key: str, number: int, at_once: int, what: str) -> slice:
    """Which of the rows to show: all of them, or one page and a control that turns over."""
    if number <= at_once:
        return slice(None)
    pages = -(-number // at_once)
    with st.container(horizontal=True, vertical_alignment="center"):
        page = min(st.pagination(pages, key=key), pages)
        first = (page - 1) * at_once
        st.caption(f"{first + 1:,} – {min(first + at_once, number):,} of {number:,} {what}")
    return slice(first, first + at_once)


def _chart(analysis: Analysis, view: TimelineView, seen: tuple[str, str] | None, asked: tuple[object, ...]) -> None:
    dark, narrow = session.dark(), session.narrow()

    def draw() -> tuple[tuple[dt.date, dt.date] | None, Drawn]:
        looked_at = drawn_near(view, analysis, zoom.days(seen))
        return looked_at.drawn, Drawn(timeline(looked_at, dark=dark, narrow=narrow, zoom=seen))

    drawn, figure = session.kept("timeline.figure", draw, *asked, seen, dark, narrow)
    if drawn != (view.first_day, view.last_day):
        _note_on_months(view, drawn)
    # One key for good: a new one would make a new chart when a trip is only looked at. The price: a second click on
    # the same bar only deselects it.
    st.plotly_chart(
        figure,
        key="timeline.chart",
        theme=None,
        on_select=_clicked,
        selection_mode="points",
        config={"displaylogo": False, "showSendToCloud": False, "scrollZoom": False},
        alt="Four lanes over time: where you worked, certificates on file, whether a certificate would cover it, and "
        "dates to keep. The table below holds the same rows.",
    )
    zoom.watch("timeline.chart")


def _note_on_months(view: TimelineView, drawn: tuple[dt.date, dt.date] | None) -> None:
    many = f"These days hold {count_text(view.spans, 'span')}, too many to draw one by one. "
    if drawn:
        st.caption(f"{many}Drawn here: {span_text(*drawn)}. A double click on the chart shows all of them as months.")
    else:
        st.caption(
            f"{many}Each column is {count_text(months_of(view), 'month')}, divided by its answers, the most serious "
            "on top. Click a column to see its days, or choose fewer days above."
        )


def _clicked() -> None:
    points = st.session_state["timeline.chart"].selection.points
    if points and points[0].get("customdata"):
        kind, about, first, last, *_ = points[0]["customdata"]
        if kind == "month":
            zoom.to("timeline.chart", dt.date.fromisoformat(first), dt.date.fromisoformat(last))
            return
        st.session_state["timeline.clicked"] = (kind, str(about), str(first), str(last))


def _open_points(found: dict[str, list[OpenPoint]]) -> None:
    st.header("Gaps and open questions", anchor=False)
    if not found:
        st.success("None in the days shown.", icon=":material/check_circle:")
    for key, points in found.items():
        heading, next_action = LISTS[key]
        with st.container(border=True):
            st.markdown(f"**{heading}** ({len(points)}) – {next_action}")
            for number, point in enumerate(points[:SHOWN_AT_ONCE]):
                _open_point(point, f"timeline.point.{key}.{number}")
            if len(points) > SHOWN_AT_ONCE:
                _more_points(points, f"timeline.point.{key}")


def _more_points(points: list[OpenPoint], key: str) -> None:
    """What is not shown at once. Built when somebody opens it: it is most of the page's elements."""
    section = st.expander(f"{len(points) - SHOWN_AT_ONCE:,} more", key=f"{key}.more", on_change="rerun")
    if not section.open:
        return
    with section:
        for number, point in enumerate(points[SHOWN_AT_ONCE:MOST_POINTS], start=SHOWN_AT_ONCE):
            _open_point(point, f"{key}.{number}")
        if len(points) > MOST_POINTS:
            st.caption(f"And {len(points) - MOST_POINTS:,} more. Choose fewer days to see them.")


def _open_point(point: OpenPoint, key: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        with st.container(width="stretch", gap=None):
            st.text(point.title)
            if point.why:
                st.caption(md_escape(point.why))
        if point.is_gap:
            span = (point.first_day.date().isoformat(), point.last_day.date().isoformat())
            st.button("Log these days", key=key, on_click=_log_days, args=span, **session.for_writers())
        elif point.trip:
            cut_button(point.trip, point.finding, f"{key}.cut")
            st.button("Open the trip", key=key, on_click=_open_trip, args=(point.trip,))
        elif st.button("Open the case", key=key):
            st.session_state["cases.period"] = point.period
            navigation.go_to(navigation.CASES)


def _open_trip(trip: str) -> None:
    st.session_state["timeline.clicked"] = ("trip", trip, "", "")


def _log_days(first: str, last: str) -> None:
    st.session_state["timeline.clicked"] = ("gap", "", first, last)


def _one_day(analysis: Analysis, traveler: str) -> None:
    section = st.expander("Ask about one day", key="timeline.explain", on_change="rerun", icon=":material/quiz:")
    if section.open:
        with section:
            day = day_to_ask_about(analysis, traveler, session.today())
            explain_panel(analysis, traveler, day, f"timeline.explain_day.{traveler}")


def _table(make: Callable[[], pd.DataFrame]) -> None:
    section = st.expander("The same as a table", key="timeline.table", on_change="rerun")
    if not section.open:
        return
    with section:
        table = make()
        st.dataframe(
            table.iloc[_turned("timeline.table_page", len(table), ROWS_PER_PAGE, "rows")],
            hide_index=True,
            column_config={
                "From": st.column_config.DateColumn(format="MMM D, YYYY"),
                "To": st.column_config.DateColumn(format="MMM D, YYYY"),
                "Answer": st.column_config.TextColumn(width="medium"),
            },
            alt="Every span of days with its country, answer, reason, rule and certificate, and every date to keep",
        )


def _download(analysis: Analysis, traveler: str) -> None:
    st.header("Take the dates to the filing", anchor=False)
    st.text(
        "One line per work period and agreement country: beginning date, anticipated end, work days, the trips behind "
        "them, and whether to request a certificate now."
    )
    filing_dates_buttons(analysis, "timeline.download", traveler)


def _dialogs(traveler: str) -> None:
    """Opens what a click asked for, once."""
    clicked = st.session_state.pop("timeline.clicked", None)
    if clicked is None:
        return
    kind, about, first, last = clicked
    ids = [trip for trip in about.split("+") if trip]
    if kind == "deadline" and about:
        st.session_state["cases.period"] = int(about)
    if kind in ("certificate", "deadline"):
        navigation.go_to(navigation.CASES)
    elif not ids:
        forms.forget("timeline.gap")
        _log_dialog(traveler, first, last)
    elif len(ids) == 1:
        forms.forget("timeline.edit")
        _edit_dialog(ids[0])
    else:
        forms.forget("timeline.edit")
        _choose_dialog(ids)


@st.dialog("Log these days", width="medium")
def _log_dialog(traveler: str, first: str, last: str) -> None:
    forms.new_trip("timeline.gap", given={"traveler": traveler, "first_day": first, "last_day": last})


@st.dialog("Trip", width="medium")
def _edit_dialog(trip: str) -> None:
    forms.edit_trip("timeline.edit", forms.row_id_of(trip) or "")


@st.dialog("Trips behind these days", width="medium")
def _choose_dialog(trips: list[str]) -> None:
    trip = st.selectbox("Which one?", trips, format_func=forms.trip_label, key="timeline.which")
    if st.session_state.get("timeline.which_shown") != trip:
        forms.forget("timeline.edit")
        st.session_state["timeline.which_shown"] = trip
    forms.edit_trip("timeline.edit", forms.row_id_of(trip) or "")


if __name__ == "__main__":
    page()
