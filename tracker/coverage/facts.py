"""The facts that provisions ask for, as arrays along periods, stays and rows. -1 always means "not known"."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
import pandas as pd

from tracker import countries, days
from tracker.codes import Election, Employer, FixedBase, Worker
from tracker.periods import Periods
from tracker.rules.tables import UNITED_STATES, Law
from tracker.segments import Bools, Ints, Log

UNKNOWN = -1
NO, YES = 0, 1
WORKERS, EMPLOYERS, ELECTIONS, FIXED_BASES = tuple(Worker), tuple(Employer), tuple(Election), tuple(FixedBase)
RESIDES_IN_US, RESIDES_IN_HOST, RESIDES_ELSEWHERE = 0, 1, 2
PRINCIPALLY_IN_US, PRINCIPALLY_IN_HOST = 0, 1
COUNTS_DAYS = (FIXED_BASES.index(FixedBase.BOTH), FIXED_BASES.index(FixedBase.NEITHER))


@dataclass(frozen=True)
class Engagements:
    """What is known about the engagement behind each period; one entry per period."""

    worker: Ints  # points into WORKERS
    worker_assumed: Bools
    employer: Ints
    election: Ints
    us_covered_before: Ints
    temporary: Ints
    business_in_us: Ints
    works_in_both: Ints
    fixed_base: Ints
    health_insurance: Ints
    second_job_start: Ints  # day number; NEVER = none is known
    sent_from: pd.Series  # jurisdiction, "" = not known
    residence: pd.Series  # jurisdiction given for the engagement, "" = none
    nationalities: pd.Series  # as entered, "" = not known
    host: pd.Series  # jurisdiction that the expected end belongs to
    expected_stop: Ints  # half-open; NEVER = not known
    client: pd.Series  # jurisdiction of the client


def read_engagements(
    log: Log, periods: Periods, assignments: pd.DataFrame, travelers: pd.DataFrame, law: Law, worker: str | None
) -> Engagements:
    """The facts of each period; ``worker`` is taken for work without an assignment (default: self-employed)."""
    people = log.travelers.take(periods.traveler).astype("str")
    wanted = pd.DataFrame({"traveler": people, "assignment": periods.assignment.to_numpy()})
    known = wanted.merge(assignments, on=["traveler", "assignment"], how="left") if len(assignments) else wanted
    loose = (wanted["assignment"] == "").to_numpy(dtype=bool)

    def text(column: str) -> pd.Series:
        blank = pd.Series("", index=known.index, dtype="str")
        return known[column].fillna("").astype("str") if column in known else blank

    def jurisdiction(column: str) -> pd.Series:
        return jurisdictions(text(column), law)

    def code(column: str, allowed: tuple[str, ...]) -> Ints:
        return (
            pd.Index([str(value) for value in allowed], dtype="str")
            .get_indexer(pd.Index(text(column)))
            .astype(np.int64)
        )

    def stop(column: str) -> Ints:
        """Half-open; NEVER where the day is not known."""
        return days.stops(known[column]) if column in known else np.full(len(wanted), days.NEVER, dtype=np.int64)

    second_job = stop("second_job_first_day")
    assumed = WORKERS.index(Worker(worker or Worker.SELF_EMPLOYED))
    nationality = dict(zip(travelers["traveler"], travelers["nationalities"], strict=True))
    return Engagements(
        worker=np.where(loose, assumed, code("worker", WORKERS)),
        worker_assumed=loose,
        employer=code("employer", EMPLOYERS),
        election=code("election", ELECTIONS),
        us_covered_before=code("us_covered_before", ("no", "yes")),
        temporary=code("temporary", ("no", "yes")),
        business_in_us=code("business_in_us", ("no", "yes")),
        works_in_both=code("works_in_both_countries", ("no", "yes")),
        fixed_base=code("fixed_base", FIXED_BASES),
        health_insurance=code("health_insurance", ("no", "yes")),
        second_job_start=np.where(second_job < days.NEVER, second_job - 1, days.NEVER),
        sent_from=jurisdiction("sent_from"),
        residence=jurisdiction("residence"),
        nationalities=_looked_up(wanted["traveler"], nationality),
        host=jurisdiction("host"),
        expected_stop=stop("expected_last_day"),
        client=jurisdiction("client_country"),
    )


def jurisdictions(codes: pd.Series, law: Law) -> pd.Series:
    """Country codes → jurisdictions; "" stays ""."""
    return codes.map({code: law.jurisdiction(code) if code else "" for code in codes.unique()}).astype("str")


def _looked_up(keys: pd.Series, values: dict[str, str]) -> pd.Series:
    return keys.map(values).fillna("").astype("str") if values else pd.Series("", index=keys.index, dtype="str")


def has_nationality(nationalities: pd.Series, wanted: tuple[str, ...]) -> Bools:
    """Which of the ``US+IT`` texts name one of the wanted countries."""
    holds = {text: not set(wanted).isdisjoint(split_nationalities(text)) for text in nationalities.unique()}
    return nationalities.map(holds).to_numpy(dtype=bool)


def split_nationalities(text: str) -> list[str]:
    """``US+IT`` → ["US", "IT"], whatever is put between them."""
    return [part for part in countries.to_code_list(text).split("+") if part]


def residence_on(
    traveler: Ints,
    start: Ints,
    stop: Ints,
    engagement_residence: pd.Series,
    log: Log,
    residences: pd.DataFrame,
    travelers: pd.DataFrame,
    law: Law,
    default: str | None,
) -> pd.Series:
    """Where each row's person lives (jurisdiction, "" = not known). Rows never span a change of ``residences``."""
    people = pd.Series(log.travelers.take(traveler).astype("str"))
    lives_in = dict(zip(travelers["traveler"], jurisdictions(travelers["residence"], law), strict=True))
    result = _looked_up(people, lives_in).to_numpy(dtype=object)
    fallback = law.jurisdiction(default) if default else ""
    result[result == ""] = fallback
    if len(residences):
        dated = residences.assign(
            jurisdiction=jurisdictions(residences["country"], law).to_numpy(),
            start=days.starts(residences["first_day"]),
            stop=days.stops(residences["last_day"]),
            line=np.arange(len(residences)),
        )[["traveler", "jurisdiction", "start", "stop", "line"]]
        rows = pd.DataFrame({"traveler": people, "row": np.arange(len(people)), "begin": start, "end": stop})
        both = rows.merge(dated, on="traveler")
        both = both[(both["start"] <= both["begin"]) & (both["end"] <= both["stop"])]
        latest = both.sort_values(["start", "line"]).drop_duplicates("row", keep="last")
        result[latest["row"].to_numpy()] = latest["jurisdiction"].to_numpy(dtype=object)
    own = engagement_residence.to_numpy(dtype=object)
    return pd.Series(np.where(own != "", own, result), dtype="str")


@dataclass(frozen=True)
class RowFacts:
    """Everything that a provision may ask about a row of days; arrays along the rows."""

    employer: Ints
    election: Ints
    us_covered_before: Ints
    temporary: Ints
    business_in_us: Ints
    works_in_both: Ints
    health_insurance: Ints
    fixed_base_known: Bools
    principal: Ints  # PRINCIPALLY_… or UNKNOWN: the country of the principal activity
    second_job: Bools  # another job in the host had been taken by then
    excepted: Bools  # a special exception was granted for these days
    sent_from_us: Ints  # YES, NO (from elsewhere) or UNKNOWN
    residence: Ints  # RESIDES_… or UNKNOWN; a resident of a third country as the rule's text assigns such people
    nationality_known: Bools
    us_national: Bools
    host_national: Bools
    route_open: Bools  # the person's nationality may come by way of a third country
    repeat_too_soon: Bools
    repeat_unread: Bools  # a rule on repeats may reach this stay, and its text was not read
    has_limit: Bools  # the rule is for work that ends: it has a number of months, or asks that it is not permanent
    over_limit: Bools
    end_unknown: Bools  # the end is not known and the logged days alone do not keep the limit
    unverified: Bools  # the provision, or whether it reaches this place
    conditions: dict[str, Bools]  # which conditions the row's provision names

    def at(self, rows: Ints) -> RowFacts:
        """The facts of some rows."""
        values = {f.name: getattr(self, f.name) for f in fields(self) if f.name != "conditions"}
        conditions = {name: flags[rows] for name, flags in self.conditions.items()}
        return RowFacts(**{name: value[rows] for name, value in values.items()}, conditions=conditions)


def resides(residence: pd.Series, host: pd.Series) -> Ints:
    """Residence seen from the host."""
    return np.select(
        [residence == "", residence == UNITED_STATES, residence == host],
        [UNKNOWN, RESIDES_IN_US, RESIDES_IN_HOST],
        RESIDES_ELSEWHERE,
    ).astype(np.int64)
