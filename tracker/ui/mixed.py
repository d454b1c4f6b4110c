"""Why a work period is mixed, what would remain without the trips that make it so, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from tracker import countries
from tracker.analysis import Analysis
from tracker.codes import Case, Reason, Worker
from tracker.comparison import analyze_again
from tracker.itinerary.edit import of_traveler
from tracker.rules.tables import Law
from tracker.ui.case_view import PeriodView, country_names, period_views
from tracker.ui.text import count_text, span_text

_CASE_WORDS = {
    Case.SINGLE_AGREEMENT: "a single-agreement case",
    Case.SINGLE_NON_AGREEMENT: "a case in one country without an agreement",
    Case.MIXED: "still mixed",
    Case.DOMESTIC: "work in the United States only",
}
_WITHOUT_AGREEMENT = [str(Reason.NO_AGREEMENT), str(Reason.AGREEMENT_NOT_IN_FORCE)]


def cause_texts(view: PeriodView) -> list[str]:
    """``3 – 5 May 2026 Thailand (trip t4)`` for each trip that makes the period mixed, in their order."""
    return [_cause_text(trip) for cause in view.causes for trip in view.trips[view.trips["trip"] == cause].itertuples()]


def _cause_text(trip: Any) -> str:
    return f"{span_text(trip.first_day, trip.last_day)} {countries.name(trip.country)} (trip {trip.trip})"


def remaining(view: PeriodView, analysis: Analysis) -> list[PeriodView]:
    """The work periods that the engine finds in this one when the trips that make it mixed are left out.

    Oldest first. They are what the period *would* be, not an answer to file with.
    """
    alone = of_traveler(analysis.workspace, view.traveler)
    others = alone.trips[~alone.trips["trip"].isin(view.causes)]
    without = analyze_again(analysis, alone.with_tables(trips=others))
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


# What to do


@dataclass(frozen=True)
class Situation:
    """One thing that stands in the way of a plain filing: why, what to do step by step, what it rests on."""

    title: str
    why: str
    steps: tuple[str, ...]
    sources: tuple[str, ...] = ()  # ids in data/sources.toml


PROFESSIONAL = (
    "a country without an agreement asks for contributions, or you have to register there",
    "contributions were already paid to both systems: refunds have time limits",
    "SSA and the foreign authority do not say the same",
    "employer, contract, home or kind of work changed in the middle",
    "much money depends on it, or nobody puts the answer in writing",
)
"""When to take somebody who knows the social security of both countries."""


def situations(view: PeriodView, analysis: Analysis) -> list[Situation]:
    """What this period is caught in; empty for a plain case in one agreement country."""
    law = Law(analysis.rules, analysis.workspace.verifications)
    rows = view.spans
    bare = rows[rows["reason"].isin(_WITHOUT_AGREEMENT)]
    partners = {law.jurisdiction(host): host for host in view.hosts if law.agreement(host)}
    in_force = set(rows.loc[~rows["reason"].isin(_WITHOUT_AGREEMENT), "host"])
    partners = {partner: host for partner, host in partners.items() if host in in_force}
    found = []
    if view.case == Case.MIXED and len(partners) > 1:
        found.append(_several_agreements([*partners.values()]))
    if view.case == Case.MIXED and len(bare) and partners:
        found.append(_partly_without(bare, [*partners.values()]))
    same_day = rows[rows["reason"] == Reason.SEVERAL_COUNTRIES_SAME_DAY]
    if len(same_day):
        found.append(_same_day(same_day))
    if view.case == Case.SINGLE_NON_AGREEMENT or (view.case == Case.MIXED and not partners):
        found.append(_nowhere(view))
    return found


def _several_agreements(hosts: list[str]) -> Situation:
    names = _and(hosts)
    return Situation(
        f"Several agreement countries: {names}",
        "Each agreement is between the United States and one other country, so each country is judged alone, by its "
        "own rule and its own clock. A certificate names one country's work; nothing that was read lets one serve two.",
        (
            "Find out whether the work in each country was an engagement of its own. If it was, edit its trips and "
            "give them an assignment of their own: each becomes a case of its own.",
            f"If it was one engagement, ask SSA before you file how the work in {names} is to be asked for: one "
            "request for each country, with the days worked there.",
            "Record what SSA says under Clarifications. Then ask for each country's certificate with its own dates.",
        ),
        ("poms-rs-02605.032", "poms-rs-02605.038", "ssa-coc-link"),
    )


def _partly_without(bare: pd.DataFrame, partners: list[str]) -> Situation:
    where, days = _and(bare["host"].unique()), count_text(int(bare["days"].sum()), "work day")
    return Situation(
        f"Partly without an agreement: {where}",
        f"For {days} in {where} no certificate exists, and one for {_and(partners)} does not reach them. Both systems "
        "may charge them.",
        (
            f"Do not give SSA dates that count the days in {where} as work in {_and(partners)}.",
            f"Ask SSA whether the days in {_and(partners)} before and after may be asked for as one stay: no source "
            "that was read says so.",
            f"For the days in {where} keep contract, travel and payment records, and find out there whether the work "
            "has to be registered.",
            "If the trip is not over: move the work out of that country, change the trip here and look again.",
        ),
        ("poms-gn-01703.001",),
    )


def _same_day(rows: pd.DataFrame) -> Situation:
    spans = sorted({span_text(first, last) for first, last in zip(rows["first_day"], rows["last_day"], strict=True)})
    return Situation(
        f"Several countries on one day: {_and_words(spans[:4])}{' …' if len(spans) > 4 else ''}",
        "No rule that was read says which agreement decides such a day.",
        (
            "Look at the trips of that day. On a travel day the work was mostly done in one of the two places: shorten "
            "the other trip, or log its last day as no work.",
            "If work was really done in both, ask SSA which agreement decides, and record the answer.",
            "A recorded answer moves the case on; the day itself stays unclear here.",
        ),
    )


def _nowhere(view: PeriodView) -> Situation:
    where = country_names(view.hosts)
    worker = view.facts.get("worker", "")
    goes_on = {
        str(Worker.SELF_EMPLOYED): ("US self-employment tax goes on as at home.", "poms-rs-02002.030"),
        str(Worker.EMPLOYEE): ("US contributions go on for work for an American employer.", "poms-rs-01901.050"),
    }.get(worker, ("US contributions usually go on while you work abroad.", ""))
    return Situation(
        f"Stop: no agreement with {where}",
        "No US certificate can exist for these days, so this is the contingency path.",
        (
            "Do not ask SSA for a certificate, and do not tell a client or an employer that you have cover.",
            f"{goes_on[0]} Plan for both systems.",
            f"Find out from the social security authority of {where} whether this work is charged there, from which "
            "day on, and whether you have to register.",
            "Keep contract, travel and payment records of each day: they are your proof towards both sides.",
            "If nothing is fixed yet: move the work to a country with an agreement, change the trip and look again.",
        ),
        ("poms-gn-01703.001", *filter(None, [goes_on[1]])),
    )


def _and(hosts: Any) -> str:
    return _and_words([countries.name(host) for host in hosts])


def _and_words(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def after_clarification(view: PeriodView, analysis: Analysis, row: dict[str, str]) -> PeriodView:
    """The same period as it is once this clarification is recorded."""
    alone = of_traveler(analysis.workspace, view.traveler)
    new = pd.DataFrame([row]).reindex(columns=alone.clarifications.columns, fill_value="")
    for column in ("first_day", "last_day", "clarified_on"):
        new[column] = pd.to_datetime(new[column], errors="coerce").astype("datetime64[s]")
    told = pd.concat([alone.clarifications, new.astype(alone.clarifications.dtypes.to_dict())], ignore_index=True)
    again = analyze_again(analysis, alone.with_tables(clarifications=told))
    [after] = [other for other in period_views(again, view.traveler) if other.number == view.number]
    return after
