"""The gap-free ledger on the Calendar page: how much of a period has an entry, its holes, two clicks to fill one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from html import escape
from typing import Any

import streamlit as st

from tracker import countries
from tracker.analysis import Analysis
from tracker.charts import theme
from tracker.charts.theme import Palette
from tracker.codes import Activity, Certainty
from tracker.filing.completeness import Completeness, completeness, whole_log
from tracker.filing.rows import rows_of
from tracker.store import Changes
from tracker.ui import forms, session
from tracker.ui.text import count_text, day_text, md_escape, span_text

WHOLE, YEAR, OTHER = "Whole log", "Year shown", "Other days"
SHOWN_AT_ONCE = 6

AskForTrip = Callable[[str, str], None]
"""Opens the form of a new trip with these days (ISO) filled in; for a callback."""


def status(analysis: Analysis, traveler: str) -> None:
    """One sentence: does every day so far have an entry?"""
    found = _of_whole_log(analysis, traveler)
    if found is None:
        return
    told = []
    if found.unlogged:
        told.append(
            f"**{count_text(found.unlogged, 'day')}** between your entries {'has' if found.unlogged == 1 else 'have'} "
            "no entry"
        )
    if found.unlogged and len(found.holes) == 1:
        hole = found.holes.iloc[0]
        told[0] += f" ({span_text(hole['first_day'], hole['last_day'])})"
    if found.outside:
        hole = found.holes.iloc[-1]
        told.append(f"nothing is logged since your last entry ({span_text(hole['first_day'], hole['last_day'])})")
    if told:
        words = "; ".join(told)
        st.warning(f"{words[0].upper()}{words[1:]}. Fill the holes below.", icon=":material/event_busy:")
    else:
        st.success(f"Every day since {day_text(found.first_day)} has an entry.", icon=":material/event_available:")


def completeness_section(analysis: Analysis, traveler: str, year: int, ask_for_trip: AskForTrip) -> None:
    """The chosen period in numbers, as a bar, and hole by hole."""
    st.header("Is every day accounted for?", anchor=False)
    st.text("A filing must account for every day: days off and days at home count too. Choose the days to check.")
    period = _period(analysis, traveler, year)
    if period is None:
        return
    found = completeness(analysis, traveler, *period)
    st.html(bar_html(found, dark=session.dark()))
    if not len(found.holes):
        st.success("No hole: every day of this period up to today has an entry.", icon=":material/check_circle:")
        return
    holes = list(rows_of(found.holes))
    st.markdown(
        f"**{count_text(len(holes), 'hole')}.** One click enters the days from memory; check them against a record "
        "later. *Log these days* opens the form for anything else."
    )
    for hole in holes[:SHOWN_AT_ONCE]:
        _hole(analysis, traveler, hole, ask_for_trip)
    if len(holes) > SHOWN_AT_ONCE:
        more = st.expander(f"{len(holes) - SHOWN_AT_ONCE} more", key="calendar.more_holes", on_change="rerun")
        if more.open:
            with more:
                for hole in holes[SHOWN_AT_ONCE:]:
                    _hole(analysis, traveler, hole, ask_for_trip)


def _of_whole_log(analysis: Analysis, traveler: str) -> Completeness | None:
    """From the first entry to the last one or to today, whichever is later."""
    span = whole_log(analysis, traveler)
    return completeness(analysis, traveler, span[0], max(span[1], analysis.settings.as_of)) if span else None


def _period(analysis: Analysis, traveler: str, year: int) -> tuple[dt.date, dt.date] | None:
    chosen = st.segmented_control(
        "Days to check",
        (WHOLE, YEAR, OTHER),
        default=WHOLE,
        key="calendar.period",
        persist_state="session",
        required=True,
    )
    first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
    if chosen == YEAR:
        return first, last
    if chosen == OTHER:
        left, right = st.columns(2)
        since = left.date_input("From", value=first, format="MM/DD/YYYY", key="calendar.from", **_LIMITS)
        to = right.date_input("To", value=last, format="MM/DD/YYYY", key="calendar.to", **_LIMITS)
        if to < since:
            st.error("The last day is before the first day. Correct one of them.", icon=":material/error:")
            return None
        return since, to
    whole = _of_whole_log(analysis, traveler)
    return (whole.first_day, whole.last_day) if whole else (first, last)


_LIMITS: dict[str, Any] = {"min_value": forms.FIRST_DAY, "max_value": forms.LAST_DAY}


def bar_html(found: Completeness, *, dark: bool) -> str:
    """The period as one slim bar and its parts in words. All words in it are our own."""
    colors = theme.palette(dark)
    parts = [(name, number, look) for name, number, look in _parts(found, colors) if number]
    whole = f"{span_text(found.first_day, found.last_day)}: {count_text(found.days, 'day')}"
    told = ", ".join(f"{count_text(number, 'day')} {name}" for name, number, _ in parts)
    bar = "".join(f'<span style="flex:{number} 0 3px;{look}"></span>' for _, number, look in parts)
    items = "".join(
        f'<li><span class="mark" style="{look}"></span><span><b>{number:,}</b> '
        f"{'day' if number == 1 else 'days'} {escape(name)}</span></li>"
        for name, number, look in parts
    )
    sheet = _STYLE.format(line=colors.muted)
    return (
        f'{sheet}<div class="complete"><div>{escape(whole)}</div>'
        f'<div class="bar" role="img" aria-label="{escape(f"{whole}: {told}")}">{bar}</div><ul>{items}</ul></div>'
    )


def _parts(found: Completeness, colors: Palette) -> list[tuple[str, int, str]]:
    """(words, days, style) of each part in the order of the bar."""
    logged, rest = colors.headroom["used"].fill, theme.mix(colors.headroom["used"].fill, colors.background, 0.55)
    hatch = theme.mix(colors.background, colors.text, 0.45)
    striped = f"background:repeating-linear-gradient(45deg,{colors.background} 0 4px,{hatch} 4px 6px)"
    coming = f"background:repeating-linear-gradient(90deg,{rest} 0 4px,{colors.background} 4px 6px)"
    return [
        ("of work", found.work, f"background:{logged}"),
        ("without work", found.non_work, f"background:repeating-linear-gradient(0deg,{rest} 0 3px,{logged} 3px 4px)"),
        ("between your entries without an entry", found.unlogged, striped),
        ("before your first or after your last entry", found.outside, striped),
        ("ahead, logged already", found.logged_ahead, coming),
        ("ahead, still open", found.ahead - found.logged_ahead, f"background:{colors.background}"),
    ]


_STYLE = """<style>
.complete {{line-height:1.5}}
.complete .bar {{display:flex;height:1rem;border:1px solid {line};border-radius:.35rem;overflow:hidden;
  margin:.35rem 0 .5rem}}
.complete .bar > span + span {{border-left:1px solid {line}}}
.complete ul {{display:flex;flex-wrap:wrap;gap:.2rem 1.4rem;list-style:none;margin:0;padding:0}}
.complete li {{display:flex;gap:.45rem;align-items:center;margin:0}}
.complete .mark {{flex:none;width:1rem;height:1rem;border:1px solid {line};border-radius:.25rem}}
</style>"""


def _hole(analysis: Analysis, traveler: str, hole: Any, ask_for_trip: AskForTrip) -> None:
    """The days, the trips on both sides, and what may fill them."""
    first, last = hole.first_day.date().isoformat(), hole.last_day.date().isoformat()
    key = f"calendar.hole.{traveler}.{first}"
    with st.container(border=True, gap="small"):
        with st.container(gap=None):
            st.markdown(
                f"**{md_escape(span_text(hole.first_day, hole.last_day))}** · {count_text(int(hole.days), 'day')}"
            )
            st.caption(md_escape(_neighbors(hole)))
        with st.container(horizontal=True):
            st.button(
                "Log these days",
                key=f"{key}.log",
                icon=":material/add:",
                on_click=ask_for_trip,
                args=(first, last),
                **session.for_writers(),
            )
            at_home = {"country": "US", "activity": str(Activity.WORK)}
            st.button(
                "I was at home in the US, working",
                key=f"{key}.home",
                on_click=_fill,
                args=(traveler, first, last, at_home),
                **session.for_writers(),
            )
            if where := _country_of_last(analysis, hole.before):
                st.button(
                    f"No work: still in {md_escape(countries.name(where))}",
                    key=f"{key}.rest",
                    on_click=_fill,
                    args=(traveler, first, last, {"country": where, "activity": str(Activity.NON_WORK)}),
                    **session.for_writers(),
                )


def _neighbors(hole: Any) -> str:
    before = " and ".join(forms.trip_label(trip) for trip in hole.before.split("+") if trip)
    after = " and ".join(forms.trip_label(trip) for trip in hole.after.split("+") if trip)
    if before and after:
        return f"After {before}. Before {after}."
    if before:
        return f"After {before}. Nothing is logged later."
    return f"Before {after}." if after else "Nothing is logged before or after."


def _country_of_last(analysis: Analysis, trips: str) -> str:
    """The country of the trip that began last of those that end right before a hole; "" without one."""
    ids = trips.split("+")
    if not trips:
        return ""
    table = analysis.workspace.trips
    return str(table.loc[table["trip"] == ids[-1], "country"].iloc[0])


def _fill(traveler: str, first: str, last: str, how: dict[str, str]) -> None:
    row = {"traveler": traveler, "first_day": first, "last_day": last, "certainty": str(Certainty.ESTIMATED), **how}
    span = span_text(dt.date.fromisoformat(first), dt.date.fromisoformat(last))
    work = "" if how["activity"] == Activity.WORK else ", no work"
    session.save_as_flash(
        {"trips": Changes(added=[row])}, message=f"Logged from memory: {countries.name(how['country'])}, {span}{work}."
    )
