"""Findings about residence, by SSA's guidance on temporary absence (POMS GN 01702.230). They decide no day."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tracker import days, findings
from tracker.codes import Kind
from tracker.coverage.asked import ASSIGNED, provisions_that, ruled_by
from tracker.coverage.facts import jurisdictions
from tracker.coverage.naming import about_stays, host_names, jurisdictions_of
from tracker.coverage.verdicts import Coverage
from tracker.findings import FindingCode
from tracker.itinerary.workspace import Workspace
from tracker.periods import Periods
from tracker.rules.tables import UNITED_STATES, Law
from tracker.segments import Ints, Log, islands


def residence_findings(log: Log, periods: Periods, verdicts: Coverage, workspace: Workspace, law: Law) -> pd.DataFrame:
    """Absences that are long for a US resident, stays that the host may take for a residence, and short residences."""
    return findings.joined(
        [
            _long_absences(log, periods, verdicts, law),
            _may_count_as_resident(log, periods, verdicts, law),
            _short_residences(workspace, law),
        ]
    )


def _may_count_as_resident(log: Log, periods: Periods, verdicts: Coverage, law: Law) -> pd.DataFrame:
    """Stays under a residence rule, given to the US, that are longer than the host lets a non-resident stay."""
    stays, clock = periods.stays, verdicts.clock
    names = jurisdictions_of(log)[stays.jurisdiction] if len(stays.period) else np.array([], dtype=object)
    practice = {partner: agreement.residence_there for partner, agreement in law.rules.agreements.items()}
    months = np.array([rule.months if (rule := practice.get(str(name))) else 0 for name in names], dtype=np.int64)
    given_to_us = ruled_by(verdicts, len(stays.period), provisions_that(verdicts, Kind.RESIDENCE), answer=ASSIGNED)
    asked = np.flatnonzero((months > 0) & given_to_us)
    expected = np.where(clock.expected_stop < days.NEVER, clock.expected_stop, 0)
    planned = np.maximum(clock.last_stop, expected)[asked]
    which = asked[planned > days.add_months(stays.start[asked], months[asked])]
    rules = [practice[str(name)] for name in names[which]]
    return about_stays(
        FindingCode.HOST_MAY_COUNT_AS_RESIDENT,
        which,
        log,
        periods,
        months=list(months[which]),
        rule=[rule.rule if rule else "" for rule in rules],
    )


def _long_absences(log: Log, periods: Periods, verdicts: Coverage, law: Law) -> pd.DataFrame:
    """Residents of the US of whom no day there is logged for longer than a temporary absence."""
    guidance = law.rules.united_states.temporary_absence
    stays = periods.stays
    by_residence = provisions_that(verdicts, Kind.RESIDENCE)
    assigned = ruled_by(verdicts, len(stays.period), by_residence, answer=ASSIGNED)
    # Residents of third countries may be assigned to the US too (Canada): their absence says nothing.
    rows = verdicts.rows
    lives_there = np.zeros(len(stays.period), dtype=bool)
    lives_there[rows.stay[verdicts.residences[rows.residence] == UNITED_STATES]] = True
    relevant = np.flatnonzero(assigned & lives_there)
    if not len(relevant):
        return findings.none()
    away = _away(log, guidance.months, np.unique(periods.traveler[stays.period[relevant]]))
    asked = pd.DataFrame(
        {
            "stay": relevant,
            "traveler": periods.traveler[stays.period[relevant]],
            "begin": stays.start[relevant],
            "end": stays.stop[relevant],
        }
    )
    hit = asked.merge(away, on="traveler")
    hit = hit[(hit["start"] < hit["end"]) & (hit["begin"] < hit["stop"])]
    return findings.findings(
        FindingCode.LONG_ABSENCE,
        periods.name(log, stays.period[hit["stay"].to_numpy(dtype=np.int64)]),
        first_days=days.to_first_days(hit["start"].to_numpy(dtype=np.int64)),
        last_days=days.to_last_days(hit["stop"].to_numpy(dtype=np.int64)),
        months=[guidance.months] * len(hit),
        guidance=[guidance.rule] * len(hit),
    )


def _away(log: Log, months: int, people: Ints) -> pd.DataFrame:
    """Longer runs of days of these people than so many months, without a logged day in the US; half-open."""
    mine = np.isin(log.traveler, people)
    logged = pd.DataFrame({"traveler": log.traveler[mine], "start": log.start[mine], "stop": log.stop[mine]})
    whole = logged.groupby("traveler", as_index=False).agg(start=("start", "min"), stop=("stop", "max"))
    home = mine & log.places.united_states[log.country]
    owner, arrives, leaves = islands(log.traveler[home], log.start[home], log.stop[home])
    # Each run begins with the log or on leaving the US, and ends on the next arrival or with the log.
    begins = _in_order(np.append(whole["traveler"], owner), np.append(whole["start"], leaves))
    ends = _in_order(np.append(owner, whole["traveler"]), np.append(arrives, whole["stop"]))
    runs = pd.DataFrame({"traveler": begins["traveler"], "start": begins["day"], "stop": ends["day"]})
    longer = runs["stop"].to_numpy() > days.add_months(runs["start"].to_numpy(dtype=np.int64), months)
    return runs[longer]


def _in_order(traveler: Ints, day: Ints) -> pd.DataFrame:
    return pd.DataFrame({"traveler": traveler, "day": day}).sort_values(["traveler", "day"], ignore_index=True)


def _short_residences(workspace: Workspace, law: Law) -> pd.DataFrame:
    """Dated residences abroad that did not last longer than a temporary absence."""
    guidance = law.rules.united_states.temporary_absence
    dated = workspace.residences[workspace.residences["last_day"].notna()]
    if not len(dated):
        return findings.none()
    abroad = (jurisdictions(dated["country"], law) != UNITED_STATES).to_numpy(dtype=bool)
    brief = days.stops(dated["last_day"]) <= days.add_months(days.starts(dated["first_day"]), guidance.months)
    short = dated[abroad & brief]
    return findings.findings(
        FindingCode.SHORT_RESIDENCE,
        list(short["traveler"]),
        first_days=short["first_day"].to_numpy(),
        last_days=short["last_day"].to_numpy(),
        country=host_names(short["country"]),
        months=[guidance.months] * len(short),
        guidance=[guidance.rule] * len(short),
    )
