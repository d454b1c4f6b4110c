"""Findings about what a rule leaves to the reader: routes, choices, the principal activity. They decide no day."""

from __future__ import annotations

import datetime as dt
import re

import numpy as np
import pandas as pd

from tracker import days, findings
from tracker.codes import Condition, Kind, Verdict
from tracker.coverage.answers import VERDICT, VERDICTS
from tracker.coverage.asked import ASSIGNED, provisions_that, ruled_by
from tracker.coverage.facts import (
    COUNTS_DAYS,
    UNKNOWN,
    YES,
    has_nationality,
)
from tracker.coverage.limit_hints import limit_findings
from tracker.coverage.naming import about_stays, host_names, jurisdictions_of
from tracker.coverage.presence import days_present, first_day_of, year_of
from tracker.coverage.residence_hints import residence_findings
from tracker.coverage.stays import NONE
from tracker.coverage.verdicts import Coverage
from tracker.findings import FindingCode
from tracker.itinerary.workspace import Workspace
from tracker.periods import Periods
from tracker.rules.model import ElectionRule
from tracker.rules.tables import UNITED_STATES, Law
from tracker.segments import Ints, Log


def rule_findings(
    log: Log, periods: Periods, verdicts: Coverage, workspace: Workspace, law: Law, as_of: dt.date
) -> pd.DataFrame:
    """Everything that the rules behind the verdicts give reason to say."""
    if not len(verdicts.rows.stay):
        return findings.none()
    return findings.joined(
        [
            _third_country(log, periods, verdicts),
            _second_job(log, periods, verdicts),
            _elections(log, periods, verdicts, as_of),
            limit_findings(log, periods, verdicts, law),
            residence_findings(log, periods, verdicts, workspace, law),
            _both_countries(log, periods, verdicts),
            _days_present(log, periods, verdicts),
            _understandings(log, periods, workspace, law),
        ]
    )


def _third_country(log: Log, periods: Periods, verdicts: Coverage) -> pd.DataFrame:
    """Sent by way of a third country, under a rule of which nobody has read whether it allows that."""
    stays = periods.stays
    silent = np.array([p.third_country == "unknown" for p in verdicts.table.provisions], dtype=np.bool_)
    ruled = ruled_by(verdicts, len(stays.period), silent & provisions_that(verdicts, Kind.DETACHED_EMPLOYEE))
    came_from = verdicts.engagements.sent_from.to_numpy(dtype=object)[stays.period]
    elsewhere = (came_from != "") & (came_from != UNITED_STATES) & (came_from != _partners(log, periods))
    which = np.flatnonzero(ruled & elsewhere)
    return about_stays(
        FindingCode.THIRD_COUNTRY_RULE_UNKNOWN, which, log, periods, came_from=host_names(came_from[which])
    )


def _second_job(log: Log, periods: Periods, verdicts: Coverage) -> pd.DataFrame:
    stays = periods.stays
    asks = provisions_that(verdicts, condition=Condition.SECOND_JOB)
    assigned = ruled_by(verdicts, len(stays.period), asks, answer=ASSIGNED)
    unknown = verdicts.engagements.second_job_start[stays.period] == days.NEVER
    return about_stays(FindingCode.SECOND_JOB_RULE, np.flatnonzero(assigned & unknown), log, periods)


def election_deadline(start: Ints, rule: ElectionRule) -> Ints:
    """Last day to choose for work that begins on these days: begun in January, three months on, is April 30."""
    month: Ints = start.astype("datetime64[D]").astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    return days.add_months(month, rule.months + 1) - 1


def _elections(log: Log, periods: Periods, verdicts: Coverage, as_of: dt.date) -> pd.DataFrame:
    """The choice between two systems: when it is due, when it was, and when it may be made anew."""
    stays, engagements, clock = periods.stays, verdicts.engagements, verdicts.clock
    frames = []
    for n, provision in enumerate(verdicts.table.provisions):
        rule = provision.election
        mine = ruled_by(verdicts, len(stays.period), np.arange(len(verdicts.table.provisions)) == n)
        if rule is None or not mine.any():
            continue
        people = engagements.nationalities.iloc[stays.period].reset_index(drop=True)
        chooses = mine & has_nationality(people, (provision.id.partition(".")[0],))
        made = engagements.election[stays.period] != UNKNOWN
        deadline = election_deadline(np.where(chooses, clock.start, 0), rule)
        open_choice, late = chooses & ~made, deadline < days.day_number(as_of)
        for code, holds in (
            (FindingCode.ELECTION_DUE, open_choice & ~late),
            (FindingCode.ELECTION_LATE, open_choice & late),
        ):
            which = np.flatnonzero(holds)
            ends = [days.to_date(day).isoformat() for day in deadline[which]]
            frames.append(about_stays(code, which, log, periods, deadline=ends))
        which = np.flatnonzero(chooses & made)
        dual = has_nationality(people.iloc[which], (UNITED_STATES,))
        again = [
            rule.dual_national_again if is_dual else _again(rule, days.to_date(start).year)
            for is_dual, start in zip(dual, clock.start[which], strict=True)
        ]
        frames.append(about_stays(FindingCode.ELECTION_CHANGE, which, log, periods, again=again))
    return findings.joined(frames)


def _again(rule: ElectionRule, began: int) -> str:
    if rule.change_years_after is None:
        return rule.host_national_again
    return f"{rule.host_national_again} For this work that year is {began + rule.change_years_after}."


def _both_countries(log: Log, periods: Periods, verdicts: Coverage) -> pd.DataFrame:
    """Nobody has said whether the work is done in both countries, and the other rule does not help."""
    stays, rows = periods.stays, verdicts.rows
    named = np.append(provisions_that(verdicts, Kind.PRINCIPAL_ACTIVITY), False)
    possible = np.zeros(len(stays.period), dtype=bool)
    for limb in verdicts.clock.limbs:
        possible |= named[limb.provision]
    unsaid = verdicts.engagements.works_in_both[stays.period] == UNKNOWN
    failed = np.zeros(len(stays.period), dtype=bool)
    would_not = VERDICT[rows.answer] == VERDICTS.index(Verdict.WOULD_NOT_COVER)
    failed[rows.stay[would_not & (rows.provision != NONE)]] = True
    return about_stays(FindingCode.BOTH_COUNTRIES_RULE, np.flatnonzero(possible & unsaid & failed), log, periods)


def _days_present(log: Log, periods: Periods, verdicts: Coverage) -> pd.DataFrame:
    """The sum behind a principal activity that is found by counting days, one finding per stay and tax year."""
    stays, engagements = periods.stays, verdicts.engagements
    named = np.append(provisions_that(verdicts, Kind.PRINCIPAL_ACTIVITY), False)
    counted = np.zeros(len(stays.period), dtype=bool)
    for limb in verdicts.clock.limbs:
        counted |= named[limb.provision]
    counted &= engagements.works_in_both[stays.period] == YES
    counted &= np.isin(engagements.fixed_base[stays.period], COUNTS_DAYS)
    stay = np.flatnonzero(counted)
    if not len(stay):
        return findings.none()
    first, last = year_of(stays.start[stay]), year_of(stays.stop[stay] - 1)
    which = np.repeat(stay, last - first + 1)
    nth = np.arange(len(which)) - np.repeat(np.cumsum(last - first + 1) - (last - first + 1), last - first + 1)
    year = np.repeat(first, last - first + 1) + nth
    found = days_present(log, periods.traveler[stays.period[which]], stays.jurisdiction[which], year)
    outcome = np.select(
        [found.mostly_us, found.mostly_host],
        ["So the principal activity was in the United States.", "So the principal activity was in the host country."],
        "That does not settle where the principal activity was: log every day of the year.",
    )
    return findings.findings(
        FindingCode.DAYS_PRESENT,
        periods.name(log, stays.period[which]),
        first_days=days.to_first_days(first_day_of(year)),
        last_days=days.to_last_days(first_day_of(year + 1)),
        year=list(year),
        in_us=list(found.in_us),
        in_host=list(found.in_host),
        host=host_names(jurisdictions_of(log)[stays.jurisdiction[which]]),
        open=list(found.open),
        outcome=list(outcome),
    )


def _understandings(log: Log, periods: Periods, workspace: Workspace, law: Law) -> pd.DataFrame:
    """Work in the territory of an understanding of its own (Quebec), or work of which no place is logged."""
    places = log.places.jurisdiction[log.country] if len(log.country) else np.array([], dtype=object)
    work = log.foreign_work() & (periods.of_trip >= 0)
    frames = []
    for partner, agreement in law.rules.agreements.items():
        for understanding in agreement.understandings:
            here = np.flatnonzero(work & (places == partner))
            if not len(here):
                continue
            place = workspace.trips["place"].iloc[here]
            words = "|".join(re.escape(word) for word in understanding.places)
            inside = place.str.contains(rf"(?:^|\W)(?:{words})(?:$|\W)", case=False, regex=True).to_numpy(dtype=bool)
            found = pd.DataFrame({"period": periods.of_trip[here], "place": place.to_numpy(dtype=object)})
            named = found[inside].drop_duplicates().groupby("period")["place"].agg(", ".join)
            which = named.index.to_numpy(dtype=np.int64)
            frames.append(
                findings.findings(
                    FindingCode.UNDERSTANDING_APPLIES,
                    periods.name(log, which),
                    places=list(named),
                    name=[understanding.name] * len(which),
                    plan=[understanding.plan] * len(which),
                    authorities=[understanding.authorities] * len(which),
                )
            )
            silent = np.setdiff1d(found.loc[found["place"] == "", "period"].to_numpy(dtype=np.int64), which)
            frames.append(
                findings.findings(
                    FindingCode.UNDERSTANDING_POSSIBLE,
                    periods.name(log, silent),
                    host=host_names([partner] * len(silent)),
                    name=[understanding.name] * len(silent),
                    plan=[understanding.plan] * len(silent),
                )
            )
    return findings.joined(frames)


def _partners(log: Log, periods: Periods) -> np.ndarray:
    return jurisdictions_of(log)[periods.stays.jurisdiction]
