"""What was noticed about trips, in words, and the one-click help for it."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from tracker.findings import FindingCode
from tracker.itinerary.edit import Span, cut_around_work_abroad, cut_open_trip
from tracker.store import Changes, RowChange
from tracker.ui import session
from tracker.ui.shared_days import copies, piece_texts
from tracker.ui.text import day_text, md_escape

_ABOUT_TRIPS = (
    FindingCode.UNUSABLE_ROW,
    FindingCode.DUPLICATE_ID,
    FindingCode.DUPLICATE_TRIP,
    FindingCode.UNKNOWN_REFERENCE,
    FindingCode.UNKNOWN_VALUE,
    FindingCode.SHARED_TRAVEL_DAY,
    FindingCode.HOME_TRIP_OVERLAPS,
    FindingCode.OPEN_TRIP_UNDER_LATER_TRIPS,
    FindingCode.OVERLAPPING_TRIPS,
    FindingCode.ONGOING_NOT_BEGUN,
    FindingCode.ESTIMATED_DATES,
)
_SIGNS = {"error": ":material/error:", "warning": ":material/warning:", "info": ":material/info:"}


def trip_findings() -> pd.DataFrame:
    """The findings of the analysis whose subject is a trip."""
    analysis = session.analysis()
    found = analysis.findings
    known = set(session.rows("trips")["trip"])
    return found[found["code"].isin(_ABOUT_TRIPS) & found["subject"].isin(known)]


def per_trip() -> dict[str, str]:
    """Trip id → everything that was noticed about it, for its row in the grid."""
    found = trip_findings().drop_duplicates(["subject", "message"])
    return {str(trip): " · ".join(rows["message"]) for trip, rows in found.groupby("subject", sort=False)}


def show_checks() -> None:
    """Every finding about a trip as a sentence, with a button for a trip at home or an open one that has to be cut."""
    problems = trip_findings()
    if problems.empty:
        return
    st.header("To check", anchor=False)
    for (trip, code), rows in problems.groupby(["subject", "code"], sort=False):
        for number, message in enumerate(dict.fromkeys(rows["message"])):
            sign = _SIGNS[str(rows["severity"].iloc[0])]
            is_last = number == rows["message"].nunique() - 1
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(f"{sign} {md_escape(message)}", width="stretch")
                if is_last:
                    cut_button(str(trip), str(code), f"trips.cut.{trip}")


def cut_button(trip: str, code: str, key: str) -> None:
    """The one click that cuts a trip as a finding about it asks; nothing where no cut helps. ``key`` names it."""
    if code not in _CUTS:
        return
    pieces = _pieces(trip, code)
    label = "Cut the US trip around it"
    if code == FindingCode.OPEN_TRIP_UNDER_LATER_TRIPS:
        if not pieces or pieces[0][1] is None:
            return
        label = f"End it on {day_text(pieces[0][1])}"
    st.button(label, key=key, on_click=_cut, args=(trip, code), **session.for_writers())


_CUTS = (FindingCode.HOME_TRIP_OVERLAPS, FindingCode.OPEN_TRIP_UNDER_LATER_TRIPS)


def _pieces(trip: str, code: str) -> list[Span]:
    """What would remain of the trip."""
    analysis = session.analysis()
    if code == FindingCode.OPEN_TRIP_UNDER_LATER_TRIPS:
        return cut_open_trip(analysis.workspace.trips, trip, analysis.law.jurisdiction)
    return cut_around_work_abroad(analysis.workspace.trips, trip)


def _cut(trip: str, code: str) -> None:
    rows = session.rows("trips")
    row = {str(column): value for column, value in rows[rows["trip"] == trip].iloc[0].items()}
    pieces = _pieces(trip, code)
    if not pieces:
        session.flash(f"Trip {trip} has no day left outside the trips abroad: delete it instead.", is_problem=True)
        return
    changes = Changes(
        added=copies(row, pieces[1:]),
        changed=[RowChange(row["row_id"], int(row["version"]), piece_texts(pieces[0]))],
    )
    message = f"Trip {trip} was cut around the trips abroad."
    if code == FindingCode.OPEN_TRIP_UNDER_LATER_TRIPS:
        message = f"Trip {trip} now ends on {day_text(pieces[0][1])}."
    session.save_as_flash({"trips": changes}, message=message)
