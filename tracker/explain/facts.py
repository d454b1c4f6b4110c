"""The facts that the rules asked for on one day, each with its value and where that comes from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from tracker import countries
from tracker.analysis import Analysis
from tracker.codes import FixedBase, Kind, Origin, Reason
from tracker.coverage.asks import DAY_ANSWERS, DAYS_PRESENT, QUESTIONS, answer_words, facts_of
from tracker.coverage.presence import days_present
from tracker.explain.judged import Judged, engagement_row
from tracker.explain.model import Fact
from tracker.rules.model import Provision

_MISSING = f"{Reason.FACT_MISSING}:"
_NO_SINGLE_BASE = (str(FixedBase.BOTH), str(FixedBase.NEITHER))


def facts_used(work: Judged, reason: str, provisions: Sequence[Provision]) -> tuple[Fact, ...]:
    """The facts that these provisions read, in the order of a form; none where no rule was asked."""
    asked = {reason.removeprefix(_MISSING)} if reason.startswith(_MISSING) else set()
    if provisions:
        asked |= {"worker"}.union(*map(facts_of, provisions))
    analysis = work.analysis
    engagement = engagement_row(analysis, work.traveler, work.assignment)
    by_presence = any(provision.kind == Kind.PRINCIPAL_ACTIVITY for provision in provisions)
    if by_presence and engagement is not None and engagement["fixed_base"] in _NO_SINGLE_BASE:
        asked.add(DAYS_PRESENT)
    of_period = (analysis.stays["traveler"] == work.traveler) & (analysis.stays["period"] == work.period)
    if "expected_last_day" in asked and analysis.stays.loc[of_period, "jurisdiction"].nunique() > 1:
        asked.add("host")

    facts = []
    for column in QUESTIONS:
        if column not in asked:
            continue
        match column:
            case "worker":
                facts.append(_worker(work))
            case "nationalities":
                facts.append(_nationalities(analysis, work.traveler))
            case "residence":
                facts.append(_residence(work, engagement))
            case "expected_last_day":
                facts.append(_expected_last_day(work, reason))
            case _ if column == DAYS_PRESENT:
                facts.append(_days_present(work))
            case _:
                facts.append(_of_engagement(column, engagement))
    return tuple(facts)


def _fact(
    column: str, value: str, origin: Origin, first_day: dt.date | None = None, last_day: dt.date | None = None
) -> Fact:
    ask, why = QUESTIONS[column]
    return Fact(column, ask, why, value, answer_words(column, value), origin, first_day, last_day)


def _known_or_not(column: str, value: str, origin: Origin) -> Fact:
    return _fact(column, value, origin if value else Origin.UNKNOWN)


def _worker(work: Judged) -> Fact:
    if work.assignment:
        return _known_or_not("worker", work.worker, Origin.ASSIGNMENT)
    return _fact("worker", work.worker, Origin.SETTING if work.analysis.settings.worker else Origin.ASSUMED)


def _nationalities(analysis: Analysis, traveler: str) -> Fact:
    people = analysis.workspace.travelers
    own = people.loc[people["traveler"] == traveler, "nationalities"]
    return _known_or_not("nationalities", str(own.iloc[0]) if len(own) else "", Origin.TRAVELER)


def _residence(work: Judged, engagement: pd.Series | None) -> Fact:
    """The residence that the engine used, and the first place that holds it: the assignment, a dated residence (the
    latest), the person, or the setting."""
    jurisdiction = work.analysis.law.jurisdiction
    for fact in _entered_residences(work, engagement):
        if jurisdiction(fact.value) == work.residence:
            return fact
    return _fact("residence", "", Origin.UNKNOWN)


def _entered_residences(work: Judged, engagement: pd.Series | None) -> Iterator[Fact]:
    """Every residence that is entered for the day, the most specific first."""
    workspace, traveler, at = work.analysis.workspace, work.traveler, pd.Timestamp(work.day)
    if engagement is not None and engagement["residence"]:
        yield _fact("residence", str(engagement["residence"]), Origin.ASSIGNMENT)
    dated = workspace.residences
    dated = dated[(dated["traveler"] == traveler) & (dated["first_day"] <= at)]
    dated = dated[dated["last_day"].isna() | (dated["last_day"] >= at)]
    for row in dated.sort_values("first_day", kind="stable").iloc[::-1].to_dict("records"):
        last_day = None if pd.isna(row["last_day"]) else row["last_day"].date()
        yield _fact("residence", str(row["country"]), Origin.RESIDENCES, row["first_day"].date(), last_day)
    people = workspace.travelers
    for country in people.loc[(people["traveler"] == traveler) & (people["residence"] != ""), "residence"]:
        yield _fact("residence", str(country), Origin.TRAVELER)
    if work.analysis.settings.residence:
        yield _fact("residence", work.analysis.settings.residence, Origin.SETTING)


def _expected_last_day(work: Judged, reason: str) -> Fact:
    """What was entered for this jurisdiction; the last logged work day stands in until it passes the limit.

    An earlier one of several short stays ended when it ended.
    """
    stay = work.stay
    if pd.notna(stay["expected_last_day"]) and work.is_last_stay:
        return _fact("expected_last_day", f"{stay['expected_last_day']:%Y-%m-%d}", Origin.ASSIGNMENT)
    if reason == f"{_MISSING}expected_last_day":
        return _fact("expected_last_day", "", Origin.UNKNOWN)
    return _fact("expected_last_day", f"{stay['last_day']:%Y-%m-%d}", Origin.LAST_WORK_DAY)


def _days_present(work: Judged) -> Fact:
    log = work.analysis.log
    here = log.places.jurisdiction_ids[[log.places.codes.index(work.host)]]
    traveler = np.array([log.travelers.get_loc(work.traveler)], dtype=np.int64)
    counted = days_present(log, traveler, here, np.array([work.day.year]))
    words = (
        f"{work.day.year}: {counted.in_us[0]} in the United States, {counted.in_host[0]} in "
        f"{countries.name(work.jurisdiction)}, {counted.open[0]} without an entry"
    )
    return _fact(DAYS_PRESENT, words, Origin.TRIPS)


def _of_engagement(column: str, engagement: pd.Series | None) -> Fact:
    stored = None if engagement is None else engagement[column]
    if stored is None or pd.isna(stored):  # the engine takes a second job that nobody entered for none
        return _fact(column, "", Origin.ASSUMED if column == "second_job_first_day" else Origin.UNKNOWN)
    value = f"{stored:%Y-%m-%d}" if column in DAY_ANSWERS else str(stored)
    return _known_or_not(column, value, Origin.ASSIGNMENT)
