"""Why a work period is mixed, in plain words, and what would remain without the trips that make it so."""

from __future__ import annotations

from typing import Any

import pandas as pd

from tracker import countries
from tracker.analysis import Analysis, analyze
from tracker.codes import Case
from tracker.ui.case_view import PeriodView, period_views
from tracker.ui.text import span_text

_CASE_WORDS = {
    Case.SINGLE_AGREEMENT: "a single-agreement case",
    Case.SINGLE_NON_AGREEMENT: "a case in one country without an agreement",
    Case.MIXED: "still mixed",
    Case.DOMESTIC: "work in the United States only",
}


def cause_texts(view: PeriodView) -> list[str]:
    """``3 – 5 May 2026 Thailand (trip t4)`` for each trip that makes the period mixed, in their order."""
    return [_cause_text(trip) for cause in view.causes for trip in view.trips[view.trips["trip"] == cause].itertuples()]


def _cause_text(trip: Any) -> str:
    return f"{span_text(trip.first_day, trip.last_day)} {countries.name(trip.country)} (trip {trip.trip})"


def remaining(view: PeriodView, analysis: Analysis) -> list[PeriodView]:
    """The work periods that the engine finds in this one when the trips that make it mixed are left out.

    Oldest first. They are what the period *would* be, not an answer to file with.
    """
    trips = analysis.workspace.trips
    others = trips[(trips["traveler"] == view.traveler) & ~trips["trip"].isin(view.causes)]
    settings = analysis.settings
    without = analyze(
        analysis.workspace.with_tables(trips=others),
        analysis.rules,
        as_of=settings.as_of,
        join_gap_days=settings.join_gap_days,
        worker=settings.worker,
        residence=settings.residence,
    )
    kept = set(view.trips["trip"]) - set(view.causes)
    found = [other for other in period_views(without, view.traveler) if kept & set(other.trips["trip"])]
    return sorted((other for other in found if other.hosts), key=lambda other: pd.Timestamp(other.first_day))


def explanation(view: PeriodView, left: list[PeriodView]) -> str:
    """One sentence: without which trips, what the rest is."""
    without = f"Without {', '.join(cause_texts(view))}"
    if not left:
        return f"{without}, no work abroad is left."
    kinds = list(dict.fromkeys(_CASE_WORDS[other.case] for other in left))
    if len(left) == 1:
        return f"{without}, the rest is {kinds[0]}."
    return f"{without}, the rest is {len(left)} separate work periods: {', '.join(kinds)}."
