"""The facts that the rules asked for on one day, each with its value and where that comes from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import numpy as np
import pandas as pd

from tracker import countries
from tracker.analysis import Analysis
from tracker.codes import FixedBase, Kind, Origin, Reason
from tracker.coverage.asks import DAY_ANSWERS, DAYS_PRESENT, QUESTIONS, answer_words, facts_of
from tracker.coverage.presence import days_present
from tracker.explain.model import Fact
from tracker.explain.rule import engagement_row, worker_of
from tracker.rules.model import Provision
from tracker.rules.tables import Law
from tracker.segments import read_log

_MISSING = f"{Reason.FACT_MISSING}:"
_NO_SINGLE_BASE = (str(FixedBase.BOTH), str(FixedBase.NEITHER))


def facts_used(
    analysis: Analysis,
    law: Law,
    stay: pd.Series,
    assignment: str,
    host: str,
    day: dt.date,
    reason: str,
    provisions: Sequence[Provision],
) -> tuple[Fact, ...]:
    """The facts that these provisions read, in the order of a form; none where no rule was asked."""
    asked = {reason.removeprefix(_MISSING)} if reason.startswith(_MISSING) else set()
    if provisions:
        asked |= {"worker"}.union(*map(facts_of, provisions))
    traveler = str(stay["traveler"])
    engagement = engagement_row(analysis, traveler, assignment)
    by_presence = any(provision.kind == Kind.PRINCIPAL_ACTIVITY for provision in provisions)
    if by_presence and engagement is not None and engagement["fixed_base"] in _NO_SINGLE_BASE:
        asked.add(DAYS_PRESENT)
    stays = analysis.stays
    alone = ((stays["traveler"] == traveler) & (stays["period"] == stay["period"])).sum() == 1
    if "expected_last_day" in asked and not alone:
        asked.add("host")

    found = []
    for column in QUESTIONS:
        if column not in asked:
            continue
        match column:
            case "worker":
                found.append(_worker(analysis, traveler, assignment))
            case "nationalities":
                found.append(_nationalities(analysis, traveler))
            case "residence":
                found.append(_residence(analysis, traveler, engagement, day))
            case "expected_last_day":
                found.append(_expected_last_day(stay, reason))
            case _ if column == DAYS_PRESENT:
                found.append(_days_present(analysis, law, traveler, host, day))
            case _:
                found.append(_of_engagement(column, engagement))
    return tuple(found)


def _fact(
    column: str, value: str, origin: Origin, first_day: dt.date | None = None, last_day: dt.date | None = None
) -> Fact:
    ask, why = QUESTIONS[column]
    return Fact(column, ask, why, value, answer_words(column, value), origin, first_day, last_day)


def _known_or_not(column: str, value: str, origin: Origin) -> Fact:
    return _fact(column, value, origin if value else Origin.UNKNOWN)


def _worker(analysis: Analysis, traveler: str, assignment: str) -> Fact:
    value = worker_of(analysis, traveler, assignment)
    if assignment:
        return _known_or_not("worker", value, Origin.ASSIGNMENT)
    return _fact("worker", value, Origin.SETTING if analysis.settings.worker else Origin.ASSUMED)


def _nationalities(analysis: Analysis, traveler: str) -> Fact:
    people = analysis.workspace.travelers
    own = people.loc[people["traveler"] == traveler, "nationalities"]
    return _known_or_not("nationalities", str(own.iloc[0]) if len(own) else "", Origin.TRAVELER)


def _residence(analysis: Analysis, traveler: str, engagement: pd.Series | None, day: dt.date) -> Fact:
    """As the engine looks it up: the engagement's, else the dated one (the latest), else the person's, else the
    default."""
    if engagement is not None and engagement["residence"]:
        return _fact("residence", str(engagement["residence"]), Origin.ASSIGNMENT)
    dated, at = analysis.workspace.residences, pd.Timestamp(day)
    dated = dated[(dated["traveler"] == traveler) & (dated["first_day"] <= at)]
    dated = dated[dated["last_day"].isna() | (dated["last_day"] >= at)]
    if len(dated):
        row = dated.sort_values("first_day", kind="stable").iloc[-1]
        last_day = None if pd.isna(row["last_day"]) else row["last_day"].date()
        return _fact("residence", str(row["country"]), Origin.RESIDENCES, row["first_day"].date(), last_day)
    people = analysis.workspace.travelers
    own = people.loc[people["traveler"] == traveler, "residence"]
    if len(own) and own.iloc[0]:
        return _fact("residence", str(own.iloc[0]), Origin.TRAVELER)
    return _known_or_not("residence", analysis.settings.residence or "", Origin.SETTING)


def _expected_last_day(stay: pd.Series, reason: str) -> Fact:
    """What was entered for this jurisdiction; the last logged work day stands in until it passes the limit."""
    if pd.notna(stay["expected_last_day"]):
        return _fact("expected_last_day", f"{stay['expected_last_day']:%Y-%m-%d}", Origin.ASSIGNMENT)
    if reason == f"{_MISSING}expected_last_day":
        return _fact("expected_last_day", "", Origin.UNKNOWN)
    return _fact("expected_last_day", f"{stay['last_day']:%Y-%m-%d}", Origin.LAST_WORK_DAY)


def _days_present(analysis: Analysis, law: Law, traveler: str, host: str, day: dt.date) -> Fact:
    own = analysis.workspace.trips
    log = read_log(own[own["traveler"] == traveler].reset_index(drop=True), law, analysis.settings.as_of)
    here = log.places.jurisdiction_ids[[log.places.codes.index(host)]]
    counted = days_present(log, np.zeros(1, dtype=np.int64), here, np.array([day.year]))
    where = countries.name(law.jurisdiction(host))
    words = (
        f"{day.year}: {counted.in_us[0]} in the United States, {counted.in_host[0]} in {where}, "
        f"{counted.open[0]} without an entry"
    )
    return _fact(DAYS_PRESENT, words, Origin.TRIPS)


def _of_engagement(column: str, engagement: pd.Series | None) -> Fact:
    stored = None if engagement is None else engagement[column]
    if stored is None or pd.isna(stored):  # the engine takes a second job that nobody entered for none
        return _fact(column, "", Origin.ASSUMED if column == "second_job_first_day" else Origin.UNKNOWN)
    value = f"{stored:%Y-%m-%d}" if column in DAY_ANSWERS else str(stored)
    return _known_or_not(column, value, Origin.ASSIGNMENT)
