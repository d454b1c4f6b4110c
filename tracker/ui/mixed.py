"""Why a work period is mixed, what would remain without the trips that make it so, and what to do about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from tracker import countries
from tracker.analysis import Analysis
from tracker.codes import Case, Reason, Worker
from tracker.comparison import analyze_again
from tracker.itinerary.edit import of_traveler
from tracker.itinerary.workspace import with_rows_added
from tracker.ui.case_view import PeriodView, and_names, country_names, period_views
from tracker.ui.text import count_text, span_text

_CASE_WORDS = {
    Case.SINGLE_AGREEMENT: "a single-agreement case",
    Case.SINGLE_NON_AGREEMENT: "a case in one country without an agreement",
    Case.MIXED: "still mixed",
    Case.DOMESTIC: "work in the United States only",
}
_WITHOUT_AGREEMENT = [str(Reason.NO_AGREEMENT), str(Reason.AGREEMENT_NOT_IN_FORCE)]


def cause_texts(view: PeriodView) -> list[str]:
    """``Thailand, May 3 – 5, 2026`` for each trip that makes the period mixed, in their order."""
    return [_cause_text(trip) for cause in view.causes for trip in view.trips[view.trips["trip"] == cause].itertuples()]


def _cause_text(trip: Any) -> str:
    return f"{countries.name(trip.country)}, {span_text(trip.first_day, trip.last_day)}"


def remaining(view: PeriodView, analysis: Analysis) -> list[PeriodView]:
    """The work periods that the engine finds in this one when the trips that make it mixed are left out.

    Oldest first. They are what the period *would* be, not an answer to file with.
    """
    alone = of_traveler(analysis.workspace, view.traveler)
    trips = alone.trips[~alone.trips["trip"].isin(view.causes)]
    without = analyze_again(analysis, alone.with_tables(trips=trips))
    kept = set(view.trips["trip"]) - set(view.causes)
    others = [other for other in period_views(without, view.traveler) if kept & set(other.trips["trip"])]
    return sorted((other for other in others if other.hosts), key=lambda other: pd.Timestamp(other.first_day))


def explanation(view: PeriodView, left: list[PeriodView]) -> str:
    """One sentence: without which trips, what the rest is."""
    without = f"Without {' and '.join(f'{text},' for text in cause_texts(view)).removesuffix(',')}"
    if not left:
        return f"{without}, no work abroad is left."
    kinds = list(dict.fromkeys(_CASE_WORDS[other.case] for other in left))
    if len(left) == 1:
        return f"{without}, the rest is {kinds[0]}."
    return f"{without}, the rest is {len(left)} separate work periods: {', '.join(kinds)}."


# What to do


@dataclass(frozen=True)
class Situation:
    """One thing that prevents a plain filing: why, what to do step by step, what it rests on."""

    title: str
    why: str
    steps: tuple[str, ...]
    sources: tuple[str, ...] = ()  # ids in data/sources.toml


PROFESSIONAL = (
    "a country without an agreement charges contributions, or you have to register there",
    "contributions were already paid to both systems: refunds have time limits",
    "SSA and the foreign agency give different answers",
    "employer, contract, home or kind of work changed during the work",
    "much money depends on it, or neither agency gives its answer in writing",
)
"""When to get advice from a professional who knows the social security of both countries."""


def situations(view: PeriodView, analysis: Analysis) -> list[Situation]:
    """What needs more than a plain filing; empty for a plain case in one agreement country."""
    law = analysis.law
    rows = view.spans
    bare = rows[rows["reason"].isin(_WITHOUT_AGREEMENT)]
    partners = {law.jurisdiction(host): host for host in view.hosts if law.agreement(host)}
    in_force = set(rows.loc[~rows["reason"].isin(_WITHOUT_AGREEMENT), "host"])
    partners = {partner: host for partner, host in partners.items() if host in in_force}
    result = []
    if view.case == Case.MIXED and len(partners) > 1:
        result.append(_several_agreements([*partners.values()]))
    if view.case == Case.MIXED and len(bare) and partners:
        result.append(_partly_without(bare, [*partners.values()]))
    same_day = rows[rows["reason"] == Reason.SEVERAL_COUNTRIES_SAME_DAY]
    if len(same_day):
        result.append(_same_day(same_day))
    if view.case == Case.SINGLE_NON_AGREEMENT or (view.case == Case.MIXED and not partners):
        result.append(_nowhere(view))
    for reason, situation in _BY_REASON.items():
        of_reason = rows[rows["reason"] == reason]
        if len(of_reason):
            provisions = [analysis.rules.provision(name) for name in dict.fromkeys(of_reason["provision"]) if name]
            sources = tuple(dict.fromkeys(source for provision in provisions for source in provision.sources))
            about = situation(and_names(dict.fromkeys(of_reason["host"])), int(of_reason["days"].sum()))
            result.append(replace(about, sources=sources))
    return result


def _not_temporary(where: str, _: int) -> Situation:
    return Situation(
        f"Work for good: {where}",
        "The agreement's rule keeps work in the US system only while it is meant to end. You entered that this work is "
        f"meant to be for good, so it belongs to the system of {where}. A US certificate is not available under the "
        "agreement's rules, whatever end date a request names.",
        (
            "Check the answer under Facts about this work: the contract or the letter of assignment says whether the "
            "work is meant to end, and when.",
            "If the work is meant to end, change the answer, enter the expected last day and look again.",
            f"If it is for good, request the certificate of {where}: the steps are below.",
        ),
    )


def _not_sent(where: str, _: int) -> Situation:
    return Situation(
        f"Your own choice to work from there: {where}",
        "The agreement's rule is for employees whom their employer sends. You entered that you chose to work from "
        "there yourself. Users and advisers report that SSA refuses such requests, but no agreement text that was read "
        "says so. The days stay unclear.",
        (
            "Before you file, write to SSA: describe that the employer is American and that you chose the place. "
            "Request the answer in writing.",
            "Check whether the employer will state in writing that it assigns you there for a limited time. If it "
            "does, change the answer under Facts about this work.",
            f"Until SSA has answered, plan with the system of {where}: contact its social security agency, because "
            "your employer may have to register there.",
        ),
    )


def _certificates_disagree(where: str, days: int) -> Situation:
    return Situation(
        f"Two certificates that contradict each other: {where}",
        f"A US certificate and a certificate of {where} both name the same {count_text(days, 'work day')}. One keeps "
        "the work in the US system, the other in the other country's system, so only one of them can be right.",
        (
            "Check issuer, country and dates of both under Certificates: a wrong entry is the usual cause.",
            f"If both are entered correctly, write to SSA and to the agency of {where}: quote both numbers and request "
            "which one is valid.",
            "Record the one that was taken back as withdrawn. Do not use either of them for these days until then.",
        ),
    )


def _texts_differ(where: str, _: int) -> Situation:
    return Situation(
        f"Official texts that differ: {where}",
        "Two official texts give different answers for the facts of this work. Both are shown above with their dates. "
        "No text says which of the two SSA follows, so the days stay unclear.",
        (
            "Write to SSA, quote both texts, and request which one it applies to your dates.",
            "Record SSA's answer as your own check of the rule on the Agreements page.",
            "Keep the answer with the request.",
        ),
    )


def _outside_the_rule(where: str, _: int) -> Situation:
    return Situation(
        f"Not under the agreement's rules: {where}",
        "The rule does not decide this work. Only a special exception agreed by both agencies could keep it in the US "
        "system, and that is rare.",
        (
            "Look under Extensions and exceptions: it says what the sources say on who requests one, and where.",
            f"Plan with the system of {where} until both agencies have agreed: contact its social security agency.",
            "Enter the exception when it is granted, not before.",
        ),
    )


_BY_REASON: dict[Reason, Callable[[str, int], Situation]] = {
    Reason.NOT_TEMPORARY: _not_temporary,
    Reason.NOT_SENT_BY_EMPLOYER: _not_sent,
    Reason.CERTIFICATES_DISAGREE: _certificates_disagree,
    Reason.OFFICIAL_SOURCES_DISAGREE: _texts_differ,
    Reason.SPECIAL_EXCEPTION_NEEDED: _outside_the_rule,
}
"""Reasons of days that need a step of their own; each is built from the countries and the number of days."""


def _several_agreements(hosts: list[str]) -> Situation:
    names = and_names(hosts)
    return Situation(
        f"Several agreement countries: {names}",
        "Each agreement is between the United States and one other country, so each country is judged alone, by its "
        "own rule and its own clock. A certificate names one country's work; no source that was read lets one "
        "certificate serve two countries.",
        (
            "Check whether the work in each country was an assignment of its own. If it was, edit its trips and enter "
            "an assignment for each: each becomes a case of its own.",
            f"If it was one assignment, contact SSA before you file: how is the work in {names} to be requested? "
            "Usually it is one request for each country, with the days worked there.",
            "Record SSA's answer under Clarifications. Then request each country's certificate with its own dates.",
        ),
        ("poms-rs-02605.032", "poms-rs-02605.038", "ssa-coc-link"),
    )


def _partly_without(bare: pd.DataFrame, partners: list[str]) -> Situation:
    where, days = and_names(dict.fromkeys(bare["host"])), count_text(int(bare["days"].sum()), "work day")
    return Situation(
        f"Partly without an agreement: {where}",
        f"For {days} in {where} no certificate exists, and one for {and_names(partners)} does not reach them. Both "
        "systems may charge them.",
        (
            f"Do not give SSA dates that count the days in {where} as work in {and_names(partners)}.",
            f"Contact SSA: can the days in {and_names(partners)} before and after be requested as one stay? No source "
            "that was read says so.",
            f"Keep contract, travel and payment records for the days in {where}, and contact its social security "
            "agency: does the work have to be registered there?",
            "If the trip is not over: move the work out of that country, change the trip here and look again.",
        ),
        ("poms-gn-01703.001",),
    )


def _same_day(rows: pd.DataFrame) -> Situation:
    spans = sorted({span_text(first, last) for first, last in zip(rows["first_day"], rows["last_day"], strict=True)})
    shown = ", ".join(spans[:4]) + (" …" if len(spans) > 4 else "")
    return Situation(
        f"Several countries on one day: {shown}",
        "No rule that was read says which agreement decides such a day.",
        (
            "Look at the trips of that day. On a travel day the work was mostly done in one of the two places: shorten "
            "the other trip, or log its last day as no work.",
            "If work was done in both, contact SSA: which agreement decides? Record the answer.",
            "A recorded answer moves the case on; the day itself stays unclear here.",
        ),
    )


def _nowhere(view: PeriodView) -> Situation:
    where = country_names(view.hosts)
    worker = view.facts.get("worker", "")
    us_taxes, source = {
        str(Worker.SELF_EMPLOYED): ("US self-employment tax goes on as at home.", "poms-rs-02002.030"),
        str(Worker.EMPLOYEE): ("US contributions go on for work for an American employer.", "poms-rs-01901.050"),
    }.get(worker, ("US contributions usually go on while you work abroad.", ""))
    return Situation(
        f"Stop: no agreement with {where}",
        "Without an agreement in force no certificate exists for these days.",
        (
            "Do not request a certificate from SSA, and do not tell a client or an employer that you are covered.",
            f"{us_taxes} Plan for both systems.",
            f"Contact the social security agency of {where}: is this work charged there, from which day on, and do you "
            "have to register?",
            "Keep contract, travel and payment records of each day: they are your proof for both sides.",
            "If nothing is fixed yet: move the work to a country with an agreement, change the trip and look again.",
        ),
        ("poms-gn-01703.001", *filter(None, [source])),
    )


def after_clarification(view: PeriodView, analysis: Analysis, row: dict[str, str]) -> PeriodView:
    """The same period as it is once this clarification is recorded."""
    alone = of_traveler(analysis.workspace, view.traveler)
    both = with_rows_added(alone.clarifications, [row])
    again = analyze_again(analysis, alone.with_tables(clarifications=both))
    [after] = [other for other in period_views(again, view.traveler) if other.number == view.number]
    return after
