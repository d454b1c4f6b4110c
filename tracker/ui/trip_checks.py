"""What was noticed about trips, in words, and the one-click help for it."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from tracker import schema
from tracker.findings import FindingCode
from tracker.itinerary.edit import Span, cut_around_work_abroad
from tracker.store import Changes, RowChange
from tracker.ui import session
from tracker.ui.text import md_escape

_ABOUT_TRIPS = (
    FindingCode.UNUSABLE_ROW,
    FindingCode.DUPLICATE_ID,
    FindingCode.DUPLICATE_TRIP,
    FindingCode.UNKNOWN_REFERENCE,
    FindingCode.UNKNOWN_VALUE,
    FindingCode.SHARED_TRAVEL_DAY,
    FindingCode.HOME_TRIP_OVERLAPS,
    FindingCode.ONGOING_NOT_BEGUN,
    FindingCode.ESTIMATED_DATES,
)
_SIGNS = {"error": ":material/error:", "warning": ":material/warning:", "info": ":material/info:"}


def trip_findings() -> pd.DataFrame:
    """The findings of the analysis whose subject is a trip."""
    analysis = session.analysis()
    found = analysis.findings
    known = set(session.ledger().rows("trips")["trip"])
    return found[found["code"].isin(_ABOUT_TRIPS) & found["subject"].isin(known)]


def per_trip() -> dict[str, str]:
    """Trip id → everything that was noticed about it, for its row in the grid."""
    found = trip_findings().drop_duplicates(["subject", "message"])
    return {str(trip): " · ".join(rows["message"]) for trip, rows in found.groupby("subject", sort=False)}


def show_checks() -> None:
    """Every finding about a trip as a sentence; overlapping US trips with a button that cuts them."""
    found = trip_findings()
    if found.empty:
        return
    st.header("To check", anchor=False)
    for (trip, code), rows in found.groupby(["subject", "code"], sort=False):
        for number, message in enumerate(dict.fromkeys(rows["message"])):
            sign = _SIGNS[str(rows["severity"].iloc[0])]
            is_last = number == rows["message"].nunique() - 1
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(f"{sign} {md_escape(message)}", width="stretch")
                if code == FindingCode.HOME_TRIP_OVERLAPS and is_last:
                    st.button(
                        "Cut the US trip around it",
                        key=f"trips.cut.{trip}",
                        on_click=_cut,
                        args=(str(trip),),
                        **session.for_writers(),
                    )


def _cut(trip: str) -> None:
    rows = session.ledger().rows("trips")
    row = rows[rows["trip"] == trip].iloc[0]
    pieces = [_texts(piece) for piece in cut_around_work_abroad(session.analysis().workspace.trips, trip)]
    if not pieces:
        session.flash(f"Trip {trip} has no day left outside the trips abroad: delete it instead.", is_problem=True)
        return
    alike = {column: str(row[column]) for column in schema.column_names("trips")} | {"trip": ""}
    changes = Changes(
        added=[alike | piece for piece in pieces[1:]],
        changed=[RowChange(str(row["row_id"]), int(row["version"]), pieces[0])],
    )
    session.save_as_flash({"trips": changes}, message=f"Trip {trip} was cut around the trips abroad.")


def _texts(piece: Span) -> dict[str, str]:
    first, last = piece
    return {"first_day": first.isoformat(), "last_day": last.isoformat() if last else ""}
