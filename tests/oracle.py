"""The contract's rules, one day at a time: slow and plain, to hold the engine to them.

Nothing here is shared with the engine. Where the contract leaves room, the reading taken is named in the docstring of
the function that takes it ("reading": the project's list of readings; "choice": this file's own). "Rule 6" and the
like are the sections of docs/contract.md, "step 5" and the like are the order of reasons that stands there.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from tracker.codes import Condition, Kind
from tracker.rules import Provision, Rules
from tracker.rules.model import Series

Row = dict[str, Any]
Workspace = dict[str, list[Row]]
Judgment = tuple[int, str]  # the step of "one reason per row" that decides, and its reason

ONE_DAY = dt.timedelta(days=1)

SEGMENT_COLUMNS = ("traveler", "first_day", "last_day", "days", "countries", "status")
PERIOD_COLUMNS = (
    "traveler",
    "period",
    "assignment",
    "first_day",
    "last_day",
    "work_days",
    "countries",
    "case",
    "causes",
    "decision",
)
COVERAGE_COLUMNS = (
    "traveler",
    "period",
    "host",
    "first_day",
    "last_day",
    "days",
    "verdict",
    "reason",
    "provision",
    "certificate",
    "mixed",
)
JUDGED_COLUMNS = ("jurisdiction", "assignment", "worker", "residence")
"""Of a coverage row: what it was judged by. They never split a row; ``residence`` is that of its first day."""

COLUMNS = {
    "segments": SEGMENT_COLUMNS,
    "periods": PERIOD_COLUMNS,
    "coverage": (*COVERAGE_COLUMNS, *JUDGED_COLUMNS),
}
"""The columns of each result that the oracle gives. A result may have more."""

VERDICT_OF_REASON = {
    "us_work": "not_needed",
    "no_work": "not_needed",
    "nothing_logged": "unlogged",
    "certificate_on_file": "covered",
    "host_certificate_on_file": "covered_by_host",
    "us_coverage_assigned": "would_cover",
    "no_agreement": "would_not_cover",
    "agreement_not_in_force": "would_not_cover",
    "host_coverage_assigned": "would_not_cover",
    "affiliate_without_3121l": "would_not_cover",
    "not_sent_from_us": "would_not_cover",
    "health_insurance_missing": "would_not_cover",
    "repeat_too_soon": "would_not_cover",
    "not_temporary": "would_not_cover",
    "over_limit": "would_not_cover",
    "agreement_unverified": "unclear",
    "several_countries_same_day": "unclear",
    "rule_unverified": "unclear",
    "election_needed": "unclear",
    "special_exception_needed": "unclear",
    "certificates_disagree": "unclear",
    "not_sent_by_employer": "unclear",
    "official_sources_disagree": "unclear",
}

ORDER_OF_FACTS = (
    "worker",
    "employer",
    "residence",
    "works_in_both_countries",
    "fixed_base",
    "days_present",
    "nationalities",
    "business_in_us",
    "us_covered_before",
    "sent_from",
    "health_insurance",
    "expected_last_day",
)
"""The facts in the order of steps 4 and 5, over all kinds of rule: of several texts the first missing one is asked."""


def verdict_of(reason: str) -> str:
    """Codes: every reason belongs to one verdict."""
    return "unclear" if reason.startswith("fact_missing:") else VERDICT_OF_REASON[reason]


@dataclass
class Answer:
    """What ``decide`` finds: rows with the contract's columns, and (code, subject) of four findings."""

    segments: list[Row]
    periods: list[Row]
    coverage: list[Row]
    findings: set[tuple[str, str]]


# Months and days -----------------------------------------------------------------------------------------------------


def months_after(day: dt.date, months: int) -> dt.date:
    """Rule 6: the same day of the month N months on; a missing day of the month is that month's last day."""
    year, month_index = divmod(day.year * 12 + (day.month - 1) + months, 12)
    month = month_index + 1
    return dt.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def last_day_of_months(first_day: dt.date, months: int) -> dt.date:
    """Rule 6: N months from a day end the day before the same day N months on."""
    return months_after(first_day, months) - ONE_DAY


def days_between(first_day: dt.date, last_day: dt.date) -> list[dt.date]:
    """Every day of an inclusive span."""
    return [first_day + ONE_DAY * n for n in range((last_day - first_day).days + 1)]


def free_days_between(earlier_last_day: dt.date, later_first_day: dt.date) -> int:
    """How many days lie between two days; negative when they overlap."""
    return (later_first_day - earlier_last_day).days - 1


def contains(first_day: dt.date, last_day: dt.date | None, day: dt.date) -> bool:
    """Dates are inclusive on both ends; an empty last day has no end."""
    return first_day <= day and (last_day is None or day <= last_day)


def text(row: Row, column: str) -> str:
    """A text column; a missing key is empty."""
    return row.get(column) or ""


def nationalities_in(row: Row) -> set[str]:
    """travelers.csv: ``US+IT`` names two nationalities."""
    return {part.strip() for part in text(row, "nationalities").split("+") if part.strip()}


# The law -------------------------------------------------------------------------------------------------------------


class Law:
    """The law files together with the user's own checks (verifications.csv)."""

    def __init__(self, rules: Rules, verifications: list[Row]) -> None:
        self.rules = rules
        self.verifications = verifications

    def jurisdiction(self, code: str) -> str:
        """Days, opening: the partner with the territories it reaches, the US with its own, else the country itself."""
        if code == "US" or code in self.rules.united_states.territories:
            return "US"
        for partner, agreement in self.rules.agreements.items():
            if code == partner or code in agreement.territory.included or code in agreement.territory.open:
                return partner
        return code

    def is_us(self, code: str) -> bool:
        """``US`` includes its territories."""
        return self.jurisdiction(code) == "US"

    def is_open_territory(self, code: str) -> bool:
        """Reading 3: a place for which the sources do not say whether the agreement reaches it."""
        return any(code in agreement.territory.open for agreement in self.rules.agreements.values())

    def start(self, jurisdiction: str) -> tuple[dt.date, bool] | None:
        """Rule 11, reading 4: the agreement's first day and whether it is confirmed; the user's latest check wins.

        Choice: of two checks made on the same day the later row wins; a check of a country without a law file is void.
        """
        agreement = self.rules.agreements.get(jurisdiction)
        if agreement is None:
            return None
        checks = [row for row in self.verifications if text(row, "host") == jurisdiction and row.get("in_force_from")]
        if checks:
            newest = max(enumerate(checks), key=lambda pair: (pair[1].get("checked_on") or dt.date.min, pair[0]))[1]
            return newest["in_force_from"], True
        return agreement.start.first_day, agreement.start.confirmed

    def in_force(self, jurisdiction: str, day: dt.date) -> bool:
        """Rule 11, reading 5: confirmed, and begun."""
        start = self.start(jurisdiction)
        return start is not None and start[1] and start[0] <= day

    def obstacle(self, jurisdiction: str, day: dt.date) -> str:
        """Step 1: why no agreement is in force that day; empty when one is."""
        start = self.start(jurisdiction)
        if start is None:
            return "no_agreement"
        first_day, confirmed = start
        if day < first_day:
            return "agreement_not_in_force"
        return "" if confirmed else "agreement_unverified"

    def provisions_on(self, jurisdiction: str, worker: str, day: dt.date) -> list[Provision]:
        """Rule 6: the provisions of that worker in force on the day the clock starts, in the order of the file.

        Reading: where a user's check puts the agreement's start earlier, its first provisions reach back with it.
        """
        agreement = self.rules.agreements[jurisdiction]
        earliest = max(day, agreement.start.first_day)
        return [
            provision
            for provision in agreement.provisions
            if str(provision.worker) == worker and contains(provision.first_day, provision.last_day, earliest)
        ]

    def user_checked(self, provision: Provision) -> bool:
        """Reading 4: a row of verifications.csv that names the provision makes it verified."""
        return any(text(row, "provision") == provision.id for row in self.verifications)

    def is_verified(self, provision: Provision) -> bool:
        """Step 6: marked verified in the law file, or checked by the user."""
        return provision.verified or self.user_checked(provision)

    def has_unread_series(self, provision: Provision) -> bool:
        """Step 6: a series rule is known to exist, and neither the law file nor the user's own check has read it."""
        series = provision.series
        return series is not None and not series.verified and not self.user_checked(provision)

    def usable_series(self, provision: Provision) -> Series | None:
        """Rule 6: a series rule that was read and whose months are known; another one is not applied.

        Choice: a series rule needs both of its numbers, for neither of them says when a later stay is free again.
        """
        series = provision.series
        if series is None or self.has_unread_series(provision):
            return None
        return series if series.limit_months is not None and series.reset_months is not None else None

    def readings_of(self, jurisdiction: str, worker: str, provisions: list[Provision]) -> list[list[Provision]]:
        """Step 6: the provisions as each official text has them; a single list where no text contradicts another.

        Reading: where a governing provision names texts, the agreement's texts of that worker are read one by one, also
        a text that no provision names, for it has the provisions that belong to all texts and not the others (SSA's
        manual, where only SSA's page knows a transfer). A provision that names texts belongs to those only; one that
        names none belongs to all of them. A text that has no governing provision is skipped. Choice: where the user
        checked a rule (verifications.csv) that only some texts state, the other texts are not read; all are where the
        user's checks leave none.
        """
        if not any(provision.texts for provision in provisions):
            return [provisions]
        agreement = self.rules.agreements[jurisdiction]
        texts = [text for text in agreement.texts if str(text.worker) == worker]
        checked = [
            rule
            for rule in agreement.provisions
            if str(rule.worker) == worker and rule.texts and self.user_checked(rule)
        ]
        texts = [text for text in texts if all(text.id in rule.texts for rule in checked)] or texts
        readings = [
            [provision for provision in provisions if not provision.texts or text.id in provision.texts]
            for text in texts
        ]
        return [reading for reading in readings if reading]

    def sends_to_us_for_letter(self, jurisdiction: str) -> bool:
        """Codes, ``ask_us_letter``: the host issues no certificate for such work, and SSA writes a letter."""
        return bool(self.rules.agreements[jurisdiction].certificate.us_letter)


# Trips ---------------------------------------------------------------------------------------------------------------


@dataclass
class Trip:
    """A logged trip with the days that count for it."""

    id: str
    country: str
    jurisdiction: str
    first_day: dt.date
    logged_last_day: dt.date | None
    activity: str
    assignment: str
    logged_days: list[dt.date]
    days: list[dt.date] = field(default_factory=list)  # the logged days without one that was handed over

    @property
    def is_work(self) -> bool:
        """A work trip."""
        return self.activity == "work"

    @property
    def is_foreign_work(self) -> bool:
        """Work outside the United States."""
        return self.is_work and self.jurisdiction != "US"

    @property
    def is_long(self) -> bool:
        """Rule 1, reading 1: two or more logged days; an ongoing trip is open-ended, so it is long."""
        return self.logged_last_day is None or self.logged_last_day > self.first_day


def counted_last_day(row: Row, as_of: dt.date) -> dt.date:
    """Rule 8: a last day counts whatever ``as_of``; an ongoing trip counts to it, and at least its first day."""
    return row.get("last_day") or max(row["first_day"], as_of)


def gives_up_last_day(trip: Trip, others: Iterable[Trip]) -> bool:
    """Rule 1: a long work trip with a last day hands that day to a long one beginning on it in another jurisdiction."""
    if not trip.is_work or trip.logged_last_day is None or not trip.is_long:
        return False
    return any(
        other.is_work
        and other.is_long
        and other.first_day == trip.logged_last_day
        and other.jurisdiction != trip.jurisdiction
        for other in others
    )


def trips_of(traveler: str, rows: list[Row], law: Law, as_of: dt.date) -> tuple[list[Trip], set[str]]:
    """The traveler's trips with the days that count (rules 1 and 8), and the ids of those that handed over a day."""
    trips = [
        Trip(
            id=text(row, "trip"),
            country="US" if law.is_us(row["country"]) else row["country"],
            jurisdiction=law.jurisdiction(row["country"]),
            first_day=row["first_day"],
            logged_last_day=row.get("last_day"),
            activity=text(row, "activity"),
            assignment=text(row, "assignment"),
            logged_days=days_between(row["first_day"], counted_last_day(row, as_of)),
        )
        for row in rows
        if row["traveler"] == traveler
    ]
    handed_over = set()
    for trip in trips:
        trip.days = list(trip.logged_days)
        if gives_up_last_day(trip, trips):
            trip.days.pop()
            handed_over.add(trip.id)
    return trips, handed_over


# Presence ------------------------------------------------------------------------------------------------------------


@dataclass
class Presence:
    """Where a traveler was physically present, over all trips and whatever they were for."""

    trips: list[Trip]

    def days_in(self, jurisdiction: str, year: int) -> int:
        """The year's days logged there, each once. A shared travel day was spent in both countries; transit in none."""
        here = [trip for trip in self.trips if trip.jurisdiction == jurisdiction and trip.activity != "transit"]
        return len({day for trip in here for day in trip.logged_days if day.year == year})

    def open_days(self, year: int) -> int:
        """The year's days without any entry: the person may have been anywhere. Transit is an entry."""
        entered = {day for trip in self.trips for day in trip.logged_days if day.year == year}
        return 365 + calendar.isleap(year) - len(entered)


# Segments ------------------------------------------------------------------------------------------------------------


@dataclass
class LoggedDay:
    """What is logged for one traveler on one day."""

    work_countries: set[str] = field(default_factory=set)
    other_countries: set[str] = field(default_factory=set)


def logged_days(trips: list[Trip]) -> dict[dt.date, LoggedDay]:
    """Every day from the traveler's first to last logged day, holes included, with what is logged for it."""
    every_day = [day for trip in trips for day in trip.days]
    log = {day: LoggedDay() for day in days_between(min(every_day), max(every_day))}
    for trip in trips:
        for day in trip.days:
            (log[day].work_countries if trip.is_work else log[day].other_countries).add(trip.country)
    return log


def status_of(logged: LoggedDay, day: dt.date, law: Law) -> tuple[str, str]:
    """Rule 2: the countries shown for a day, and its status. Countries compare as logged (reading 2)."""
    if not logged.work_countries:
        return "+".join(sorted(logged.other_countries)), "non_work" if logged.other_countries else "unlogged"
    countries = "+".join(sorted(logged.work_countries))
    if logged.work_countries == {"US"}:
        return countries, "home"
    if len(logged.work_countries) > 1:
        return countries, "multi_country"
    return countries, "agreement" if law.in_force(law.jurisdiction(countries), day) else "non_agreement"


def runs(keyed_days: Iterable[tuple[dt.date, tuple[Any, ...]]]) -> list[tuple[dt.date, dt.date, tuple[Any, ...]]]:
    """Maximal runs of consecutive days with an equal key, from (day, key) pairs in the order of their days."""
    found: list[tuple[dt.date, dt.date, tuple[Any, ...]]] = []
    for day, key in keyed_days:
        if found and found[-1][2] == key and found[-1][1] + ONE_DAY == day:
            found[-1] = (found[-1][0], day, key)
        else:
            found.append((day, day, key))
    return found


def segments_of(traveler: str, log: dict[dt.date, LoggedDay], law: Law) -> list[Row]:
    """segments.csv: no overlap, no hole, neighbors never share (countries, status)."""
    keyed = [(day, status_of(logged, day, law)) for day, logged in log.items()]
    return [
        dict(zip(SEGMENT_COLUMNS, (traveler, first, last, (last - first).days + 1, *key), strict=True))
        for first, last, key in runs(keyed)
    ]


# Work periods --------------------------------------------------------------------------------------------------------


@dataclass
class Period:
    """A work period: work trips of one assignment, or joined trips without one."""

    traveler: str
    assignment: str
    trips: list[Trip]  # work trips only
    number: int = 0

    @property
    def foreign_trips(self) -> list[Trip]:
        """The period's work trips outside the United States."""
        return [trip for trip in self.trips if trip.is_foreign_work]

    @property
    def foreign_days(self) -> list[dt.date]:
        """The distinct foreign work days, in order."""
        return sorted({day for trip in self.foreign_trips for day in trip.days})

    @property
    def jurisdictions(self) -> set[str]:
        """The foreign jurisdictions worked in."""
        return {trip.jurisdiction for trip in self.foreign_trips}

    @property
    def bounds(self) -> tuple[dt.date, dt.date]:
        """Rule 3: from and to a foreign work day; an assignment worked only in the US: a work day."""
        days = self.foreign_days or sorted({day for trip in self.trips for day in trip.days})
        return days[0], days[-1]

    @property
    def name(self) -> str:
        """The subject of a finding about this period."""
        return f"{self.traveler}/{self.number}"

    def days_in(self, jurisdiction: str) -> list[dt.date]:
        """The distinct work days in one foreign jurisdiction, in order (reading 20: after handover)."""
        return sorted({day for trip in self.foreign_trips if trip.jurisdiction == jurisdiction for day in trip.days})

    def hosts_on(self, day: dt.date) -> set[str]:
        """The foreign countries, as logged, that the period's work trips bring on a day."""
        return {trip.country for trip in self.foreign_trips if contains(trip.days[0], trip.days[-1], day)}


def joined_periods(traveler: str, trips: list[Trip], join_gap_days: int) -> list[Period]:
    """Rule 3, reading 22: foreign work without assignment, joined while at most ``join_gap_days`` days lie between."""
    groups: list[list[Trip]] = []
    for trip in sorted((trip for trip in trips if trip.is_foreign_work), key=lambda trip: trip.days[0]):
        group_end = max((day for member in groups[-1] for day in member.days), default=None) if groups else None
        if group_end is not None and free_days_between(group_end, trip.days[0]) <= join_gap_days:
            groups[-1].append(trip)
        else:
            groups.append([trip])
    return [Period(traveler, "", group) for group in groups]


def periods_of(traveler: str, trips: list[Trip], join_gap_days: int) -> list[Period]:
    """Rule 3: one period per assignment whatever its gaps, plus the joined ones; numbered by first day, assignment."""
    work_trips = [trip for trip in trips if trip.is_work]
    periods = joined_periods(traveler, [trip for trip in work_trips if not trip.assignment], join_gap_days)
    for assignment in sorted({trip.assignment for trip in work_trips if trip.assignment}):
        periods.append(Period(traveler, assignment, [trip for trip in work_trips if trip.assignment == assignment]))
    periods.sort(key=lambda period: (period.bounds[0], period.assignment))
    for number, period in enumerate(periods, start=1):
        period.number = number
    return periods


def has_agreement_day(period: Period, jurisdiction: str, law: Law) -> bool:
    """Rules 4 and 5: an agreement with it was in force on any of the period's work days there."""
    return any(law.in_force(jurisdiction, day) for day in period.days_in(jurisdiction))


def case_of(period: Period, law: Law) -> str:
    """Rule 4: the case over the period's foreign jurisdictions."""
    if not period.jurisdictions:
        return "domestic"
    if len(period.jurisdictions) > 1:
        return "mixed"
    (only,) = period.jurisdictions
    return "single_agreement" if has_agreement_day(period, only, law) else "single_non_agreement"


def anchor_of(period: Period, law: Law) -> str:
    """Rule 5: the jurisdiction that a mixed period is measured against."""
    with_agreement = {place for place in period.jurisdictions if has_agreement_day(period, place, law)}

    def rank(place: str) -> tuple[int, dt.date, str]:
        days = period.days_in(place)
        return -len(days), days[0], place

    return min(with_agreement or period.jurisdictions, key=rank)


def causes_of(period: Period, law: Law) -> list[str]:
    """Rule 5: every work trip in a foreign jurisdiction other than the anchor's, by first day, then id."""
    if case_of(period, law) != "mixed":
        return []
    anchor = anchor_of(period, law)
    causes = [trip for trip in period.foreign_trips if trip.jurisdiction != anchor]
    return [trip.id for trip in sorted(causes, key=lambda trip: (trip.first_day, trip.id))]


# Facts about one person's work ---------------------------------------------------------------------------------------


class Facts:
    """What the tables say about a traveler's work. Empty always means: not known (rule 9)."""

    def __init__(self, workspace: Workspace, law: Law, worker: str | None, residence: str | None) -> None:
        self.workspace = workspace
        self.law = law
        self.worker_option = worker or ""
        self.residence_option = residence or ""

    def table(self, name: str) -> list[Row]:
        """A missing file is an empty table."""
        return self.workspace.get(name) or []

    def assignment(self, period: Period) -> Row:
        """Reading 6: the row of the period's assignment if it belongs to the traveler; else nothing is known."""
        for row in self.table("assignments"):
            same = text(row, "assignment") == period.assignment and text(row, "traveler") == period.traveler
            if period.assignment and same:
                return row
        return {}

    def worker(self, period: Period) -> str:
        """Rule 9, reading 6: without assignment the option or self-employed; with one, only what its row says."""
        if not period.assignment:
            return self.worker_option or "self_employed"
        return text(self.assignment(period), "worker")

    def traveler_row(self, traveler: str) -> Row:
        """The traveler's row."""
        return next((row for row in self.table("travelers") if text(row, "traveler") == traveler), {})

    def nationalities(self, period: Period) -> set[str]:
        """The traveler's nationalities; an empty set is not known."""
        return nationalities_in(self.traveler_row(period.traveler))

    def residence(self, period: Period, day: dt.date) -> str:
        """Reading 7: the assignment's, the dated one of that day, the traveler's, the option: the first given."""
        dated = [
            (row["first_day"], position, text(row, "country"))
            for position, row in enumerate(self.table("residences"))
            if text(row, "traveler") == period.traveler and contains(row["first_day"], row.get("last_day"), day)
        ]
        return (
            text(self.assignment(period), "residence")
            or (max(dated)[2] if dated else "")
            or text(self.traveler_row(period.traveler), "residence")
            or self.residence_option
        )

    def expected_last_day(self, period: Period, jurisdiction: str) -> dt.date | None:
        """Rule 6, reading 8: it belongs to the assignment's host; without one, to the only foreign jurisdiction."""
        row = self.assignment(period)
        host = text(row, "host")
        belongs = self.law.jurisdiction(host) == jurisdiction if host else period.jurisdictions == {jurisdiction}
        return row.get("expected_last_day") if belongs else None

    def exception_until(self, period: Period, jurisdiction: str) -> dt.date | None:
        """Rule 6, reading 10: the latest ``until`` granted for this assignment and jurisdiction."""
        granted = [
            row["until"]
            for row in self.table("exceptions")
            if period.assignment
            and text(row, "assignment") == period.assignment
            and self.law.jurisdiction(text(row, "host")) == jurisdiction
        ]
        return max(granted, default=None)


# Stays: one period in one jurisdiction -------------------------------------------------------------------------------


@dataclass
class Stay:
    """A period's work in one jurisdiction from the start of the clock (rule 6)."""

    period: Period
    jurisdiction: str
    worker: str
    clock_start: dt.date
    provisions: list[Provision]
    first_logged_day: dt.date
    last_logged_day: dt.date
    has_ongoing_trip: bool
    expected_last_day: dt.date | None
    exception_until: dt.date | None
    presence: Presence
    is_later: bool = False  # not the traveler's first stay there as this kind of worker
    repeats_too_soon: bool = False

    @property
    def end(self) -> dt.date:
        """Rule 6, reading 11: what the limits test: the expected end, else the last logged work day."""
        return self.expected_last_day or self.last_logged_day

    @property
    def end_is_open(self) -> bool:
        """Rule 6: no end is expected, and a work trip there is ongoing, so that no last day stands for it."""
        return self.expected_last_day is None and self.has_ongoing_trip


def stay_of(period: Period, jurisdiction: str, facts: Facts, presence: Presence) -> Stay | None:
    """Rule 6, reading 9: the clock, if an agreement was in force before the work there ended."""
    law = facts.law
    days = period.days_in(jurisdiction)
    if not has_agreement_day(period, jurisdiction, law):
        return None
    start = law.start(jurisdiction)
    assert start is not None
    clock_start = max(days[0], start[0])
    worker = facts.worker(period)
    return Stay(
        period=period,
        jurisdiction=jurisdiction,
        worker=worker,
        clock_start=clock_start,
        provisions=law.provisions_on(jurisdiction, worker, clock_start) if worker else [],
        first_logged_day=days[0],
        last_logged_day=days[-1],
        has_ongoing_trip=any(
            trip.logged_last_day is None for trip in period.foreign_trips if trip.jurisdiction == jurisdiction
        ),
        expected_last_day=facts.expected_last_day(period, jurisdiction),
        exception_until=facts.exception_until(period, jurisdiction),
        presence=presence,
    )


def separate_runs(stay: Stay, facts: Facts, join_gap_days: int) -> list[Stay]:
    """Rule 6, last but one sentence: short intermittent stays of an employee that count each by itself, in order.

    Reading: the rule in force on the clock start of the whole stay says whether they do. A run is work there without a
    gap of more than ``join_gap_days``, however long it is. Every run but the last ended on its own last work day; the
    last one has the end that is expected for the stay.
    Choice: as each run has its own clock, the provision is the one in force on the day on which that clock starts. Of
    alternatives one that says so is enough. A trip is ongoing in the run that it belongs to. A run that ended before
    the agreement's start has no clock.
    """
    if stay.worker != "employee" or not any(provision.separate_short_stays for provision in stay.provisions):
        return [stay]
    law, jurisdiction = facts.law, stay.jurisdiction
    groups: list[list[dt.date]] = []
    for day in stay.period.days_in(jurisdiction):
        if groups and free_days_between(groups[-1][-1], day) <= join_gap_days:
            groups[-1].append(day)
        else:
            groups.append([day])
    start = law.start(jurisdiction)
    assert start is not None
    here = [trip for trip in stay.period.foreign_trips if trip.jurisdiction == jurisdiction]
    separate = []
    for group in groups:
        if group[-1] < start[0]:
            continue
        clock_start, is_last = max(group[0], start[0]), group is groups[-1]
        run = replace(
            stay,
            clock_start=clock_start,
            provisions=law.provisions_on(jurisdiction, stay.worker, clock_start),
            first_logged_day=group[0],
            last_logged_day=group[-1],
            has_ongoing_trip=any(trip.logged_last_day is None and trip.days[0] in group for trip in here),
            expected_last_day=stay.expected_last_day if is_last else group[-1],
        )
        separate.append(run)
    return separate


def series_of_stay(stay: Stay, law: Law) -> Series | None:
    """Reading 12: the verified series rule of the stay's provision. Choice: of two, the first in the file."""
    return next((series for series in map(law.usable_series, stay.provisions) if series), None)


def mark_repeats(stays: list[Stay], law: Law) -> None:
    """Rule 6, reading 12: within one worker kind and jurisdiction, a later stay of a series must end in its limit.

    Reading: all runs of one assignment are one stay here; a stay whose clock never starts is no earlier one. Every stay
    of that kind but the first is a later one, which a series rule that nobody read may reach, whatever rule the first
    one was under. Choice: of two that start on the same day, the one with the smaller period number is the first.
    """
    for kind in {(stay.worker, stay.jurisdiction) for stay in stays}:
        alike = [stay for stay in stays if (stay.worker, stay.jurisdiction) == kind]
        for later in sorted(alike, key=lambda stay: (stay.clock_start, stay.period.number))[1:]:
            later.is_later = True
        counted = [stay for stay in stays if (stay.worker, stay.jurisdiction) == kind and series_of_stay(stay, law)]
        counted.sort(key=lambda stay: (stay.clock_start, stay.period.number))
        series_start: dt.date | None = None
        for position, stay in enumerate(counted):
            series = series_of_stay(stay, law)
            assert series is not None
            assert series.limit_months is not None
            assert series.reset_months is not None
            if position:
                ended = max(earlier.last_logged_day for earlier in counted[:position])
                if stay.clock_start >= months_after(ended + ONE_DAY, series.reset_months):
                    series_start = None
            if series_start is None:
                series_start = stay.clock_start
            else:
                stay.repeats_too_soon = stay.end > last_day_of_months(series_start, series.limit_months)


def last_allowed_day(stay: Stay, provision: Provision) -> dt.date | None:
    """Rule 6, reading 10: the limit's last day, moved out by a granted exception; None without a limit."""
    if provision.limit_months is None:
        return None
    allowed = last_day_of_months(stay.clock_start, provision.limit_months)
    return max(allowed, stay.exception_until) if stay.exception_until else allowed


def limit_answer(stay: Stay, provision: Provision, day: dt.date) -> str:
    """Rule 6, reading 11: empty (within), ``over_limit``, or the missing ``expected_last_day``.

    The last logged work day stands for an end that nobody stated only while every work trip there has a last day.
    A granted exception moves the limit; it does not say when the work is expected to end.
    """
    allowed = last_allowed_day(stay, provision)
    if allowed is None:
        return "fact_missing:expected_last_day" if provision.not_permanent and stay.end_is_open else ""
    if day > allowed:
        return "over_limit"
    if stay.end_is_open:
        return "fact_missing:expected_last_day"
    if stay.end <= allowed:
        return ""
    return "over_limit" if stay.expected_last_day is not None else "fact_missing:expected_last_day"


# One provision, one day ----------------------------------------------------------------------------------------------


@dataclass
class Question:
    """One day of one stay, asked of one provision."""

    stay: Stay
    provision: Provision
    host: str
    day: dt.date
    facts: Facts

    @property
    def row(self) -> Row:
        """The facts of the assignment; without one, none."""
        return self.facts.assignment(self.stay.period)

    def fact(self, column: str) -> str:
        """One fact of the assignment."""
        return text(self.row, column)

    def asks(self, condition: Condition) -> bool:
        """Rule 9: a rule asks only for the facts it needs."""
        return condition in self.provision.conditions

    @property
    def nationalities(self) -> set[str]:
        """The traveler's nationalities."""
        return self.facts.nationalities(self.stay.period)

    @property
    def unverified(self) -> bool:
        """Step 6, reading 3: the limb is marked unverified, or the place is an open territory, or a series rule that
        nobody read may reach this later stay."""
        law = self.facts.law
        if not law.is_verified(self.provision) or law.is_open_territory(self.host):
            return True
        return self.stay.is_later and law.has_unread_series(self.provision)

    @property
    def is_for_good(self) -> bool:
        """Step 5, ``not_temporary``: the work is not meant to end, and the provision is for work that does.

        Reading: not on the days of a granted exception, for on those both agencies agreed to it.
        """
        for_limited_time = self.provision.limit_months is not None or self.provision.not_permanent
        return for_limited_time and self.fact("temporary") == "no" and not self.is_excepted

    @property
    def is_hired_by_host_employer(self) -> bool:
        """Step 4, local hire, under every rule for employees: US law does not cover the work."""
        return self.stay.worker == "employee" and self.fact("employer") == "host"

    @property
    def limit(self) -> str:
        """What the limit says about the day."""
        return limit_answer(self.stay, self.provision, self.day)

    @property
    def has_second_job(self) -> bool:
        """Step 4, where the rule asks: from its first day on another job in the host puts both under its system."""
        first_day = self.row.get("second_job_first_day")
        return self.asks(Condition.SECOND_JOB) and first_day is not None and first_day <= self.day

    @property
    def is_excepted(self) -> bool:
        """A special exception for the assignment and jurisdiction was granted, up to the day or longer."""
        return self.stay.exception_until is not None and self.day <= self.stay.exception_until

    @property
    def repeats(self) -> bool:
        """Rule 6: the series rule, if this provision has one whose text was read."""
        return self.stay.repeats_too_soon and self.facts.law.usable_series(self.provision) is not None


def first_of(checks: Iterable[tuple[bool, int, str]]) -> Judgment:
    """One reason per row: the first check that holds, else step 8."""
    return next(((step, reason) for holds, step, reason in checks if holds), (8, "us_coverage_assigned"))


def route_is_closed(question: Question) -> bool:
    """Step 5: a known third-country route that the agreement opens only to other nationalities."""
    sent_from, nationalities = question.fact("sent_from"), question.nationalities
    return (
        question.asks(Condition.THIRD_COUNTRY_ROUTE)
        and bool(sent_from)
        and not question.facts.law.is_us(sent_from)
        and bool(nationalities)
        and not nationalities & set(question.provision.route_open_to)
    )


def missing_route_fact(question: Question) -> str:
    """Step 7: what is needed to judge the route; a nationality it is open to, or a start in the US, settles it."""
    sent_from, nationalities = question.fact("sent_from"), question.nationalities
    if not question.asks(Condition.THIRD_COUNTRY_ROUTE) or nationalities & set(question.provision.route_open_to):
        return ""
    if not sent_from:
        return "sent_from"
    if not question.facts.law.is_us(sent_from) and not nationalities:
        return "nationalities"
    return ""


def judge_detached_employee(question: Question) -> Judgment:
    """Reading 13, sent workers. Choice: like the others, ``us_covered_before`` is asked where it is a condition."""
    employer, covered_before = question.fact("employer"), question.fact("us_covered_before")
    asks_before = question.asks(Condition.US_COVERED_BEFORE)
    asks_health = question.asks(Condition.HEALTH_INSURANCE)
    health, limit, route = question.fact("health_insurance"), question.limit, missing_route_fact(question)
    return first_of(
        [
            (question.is_hired_by_host_employer or question.has_second_job, 4, "host_coverage_assigned"),
            (employer == "affiliate" and question.asks(Condition.SECTION_3121L), 5, "affiliate_without_3121l"),
            (asks_before and covered_before == "no", 5, "not_sent_from_us"),
            (route_is_closed(question), 5, "not_sent_from_us"),
            (asks_health and health == "no", 5, "health_insurance_missing"),
            (question.repeats, 5, "repeat_too_soon"),
            (question.is_for_good, 5, "not_temporary"),
            (limit == "over_limit", 5, "over_limit"),
            (employer == "us_own_choice", 6, "not_sent_by_employer"),
            (question.unverified, 6, "rule_unverified"),
            (not employer, 7, "fact_missing:employer"),
            (asks_before and not covered_before, 7, "fact_missing:us_covered_before"),
            (bool(route), 7, f"fact_missing:{route}"),
            (asks_health and not health, 7, "fact_missing:health_insurance"),
            (bool(limit), 7, limit),
        ]
    )


def judge_temporary_transfer(question: Question) -> Judgment:
    """Reading 13, a US business moved for a limited time. It does not ask where the person lives (step 4)."""
    business = question.fact("business_in_us")
    asks_health = question.asks(Condition.HEALTH_INSURANCE)
    health, limit = question.fact("health_insurance"), question.limit
    return first_of(
        [
            (business == "no", 4, "host_coverage_assigned"),
            (asks_health and health == "no", 5, "health_insurance_missing"),
            (question.repeats, 5, "repeat_too_soon"),
            (question.is_for_good, 5, "not_temporary"),
            (limit == "over_limit", 5, "over_limit"),
            (question.unverified, 6, "rule_unverified"),
            (not business, 7, "fact_missing:business_in_us"),
            (asks_health and not health, 7, "fact_missing:health_insurance"),
            (bool(limit), 7, limit),
        ]
    )


def judge_residence(question: Question) -> Judgment:
    """Reading 13, where the person lives decides; a granted exception is for who lives elsewhere.

    Step 4: whose a resident of a third country is, the record says (``elsewhere``). Where it says nothing
    (``unread``), such a person is outside the rule by analogy, as where the text says so (``exception``).
    Choice: on the days of a granted exception both agencies agreed to leave a resident of a third country in the US
    system, also where a text gives such people to the host.
    """
    law = question.facts.law
    residence = question.facts.residence(question.stay.period, question.day)
    lives_in = law.jurisdiction(residence) if residence else ""
    asks_both = question.asks(Condition.BOTH_COUNTRIES)
    in_both = question.fact("works_in_both_countries")
    elsewhere = question.provision.elsewhere if lives_in not in ("", "US", question.stay.jurisdiction) else ""
    if question.is_excepted:
        elsewhere = ""
    return first_of(
        [
            (question.is_hired_by_host_employer, 4, "host_coverage_assigned"),
            (lives_in == question.stay.jurisdiction, 4, "host_coverage_assigned"),
            (elsewhere == "host", 4, "host_coverage_assigned"),
            (elsewhere in ("exception", "unread"), 4, "special_exception_needed"),
            (asks_both and in_both == "no", 4, "host_coverage_assigned"),
            (question.unverified, 6, "rule_unverified"),
            (not residence, 7, "fact_missing:residence"),
            (asks_both and not in_both, 7, "fact_missing:works_in_both_countries"),
        ]
    )


def judge_nationality(question: Question) -> Judgment:
    """Reading 13, nationality, and for nationals of the partner a choice. ``employer`` is asked of employees only.

    An American employer is one, whether it sent the person or the person chose the place (``us_own_choice``).
    """
    nationalities, election = question.nationalities, question.fact("election")
    is_partner_national = question.stay.jurisdiction in nationalities
    is_employee = question.stay.worker == "employee"
    employer = question.fact("employer")
    no_3121l = is_employee and employer == "affiliate" and question.asks(Condition.SECTION_3121L)
    return first_of(
        [
            (question.is_hired_by_host_employer, 4, "host_coverage_assigned"),
            (is_partner_national and election == "host", 4, "host_coverage_assigned"),
            (is_partner_national and not election, 4, "election_needed"),
            (
                bool(nationalities) and not is_partner_national and "US" not in nationalities,
                4,
                "host_coverage_assigned",
            ),
            (no_3121l, 5, "affiliate_without_3121l"),
            (question.unverified, 6, "rule_unverified"),
            (not nationalities, 7, "fact_missing:nationalities"),
            (is_employee and not employer, 7, "fact_missing:employer"),
        ]
    )


def country_of_principal_activity(question: Question) -> str:
    """``us``, ``host``, or empty where it cannot be told: the fixed base, else more days present in the tax year.

    Days without any entry may have been spent in either country, so they must not be able to turn the answer.
    """
    base, presence, year = question.fact("fixed_base"), question.stay.presence, question.day.year
    if base in ("", "us", "host"):
        return base
    in_us, in_host = presence.days_in("US", year), presence.days_in(question.stay.jurisdiction, year)
    open_days = presence.open_days(year)
    if in_us > in_host + open_days:
        return "us"
    return "host" if in_host > in_us + open_days else ""


def judge_principal_activity(question: Question) -> Judgment:
    """Work normally done in both countries belongs where its principal activity is; it reaches nobody else."""
    principal = country_of_principal_activity(question)
    return first_of(
        [
            (question.fact("works_in_both_countries") != "yes", 4, "host_coverage_assigned"),
            (principal == "host", 4, "host_coverage_assigned"),
            (question.unverified, 6, "rule_unverified"),
            (not question.fact("fixed_base"), 7, "fact_missing:fixed_base"),
            (not principal, 7, "fact_missing:days_present"),
        ]
    )


JUDGES: dict[Kind, Callable[[Question], Judgment]] = {
    Kind.DETACHED_EMPLOYEE: judge_detached_employee,
    Kind.TEMPORARY_TRANSFER: judge_temporary_transfer,
    Kind.RESIDENCE: judge_residence,
    Kind.NATIONALITY: judge_nationality,
    Kind.PRINCIPAL_ACTIVITY: judge_principal_activity,
}


Answered = tuple[int, str, Provision]  # step, reason and the provision that gave them


def judge_reading(stay: Stay, provisions: list[Provision], host: str, day: dt.date, facts: Facts) -> Answered:
    """Steps 4 to 8, reading 13: of alternatives the one that gets furthest, then the first in the file."""
    answers = []
    for provision in provisions:
        step, reason = JUDGES[provision.kind](Question(stay, provision, host, day, facts))
        answers.append((step, reason, provision))
    return max(answers, key=lambda answer: answer[0])  # the first of equals


def missing_fact(reason: str) -> str:
    """The column of ``fact_missing:<column>``; empty for any other reason."""
    return reason.removeprefix("fact_missing:") if reason.startswith("fact_missing:") else ""


def combined(answers: list[Answered]) -> Answered:
    """Step 6: one answer from what each official text says; ``answers`` in the order of the texts, never empty.

    Reading: a missing fact is asked first, for it decides whether the texts part at all; of several the first in
    ``ORDER_OF_FACTS``. Texts with one verdict agree: then the reason with the lowest step is the answer. Otherwise
    they disagree, shown with the provision of the text that gets furthest. Ties: the provision that comes first in the
    file, which ``first_in_file`` brings to the front.
    """
    asked = [answer for answer in answers if missing_fact(answer[1])]
    if asked:
        return min(asked, key=lambda answer: ORDER_OF_FACTS.index(missing_fact(answer[1])))
    if len({verdict_of(reason) for _, reason, _ in answers}) == 1:
        return min(answers, key=lambda answer: answer[0])
    _, _, provision = max(answers, key=lambda answer: answer[0])
    return 6, "official_sources_disagree", provision


def judge_stay(stay: Stay, host: str, day: dt.date, facts: Facts) -> tuple[str, str]:
    """Steps 4 to 8: (reason, provision), from every official text by itself.

    Choice: an agreement in force that has no provision for the worker on the day the clock starts is an unread rule.
    """
    if not stay.worker:
        return "fact_missing:worker", ""
    if not stay.provisions:
        return "rule_unverified", ""
    readings = facts.law.readings_of(stay.jurisdiction, stay.worker, stay.provisions)
    answers = [judge_reading(stay, provisions, host, day, facts) for provisions in readings]
    first_in_file = sorted(answers, key=lambda answer: stay.provisions.index(answer[2]))
    _, reason, provision = combined(first_in_file)
    return reason, provision.id


# Certificates --------------------------------------------------------------------------------------------------------


def fits(certificate: Row, period: Period, jurisdiction: str, day: dt.date, law: Law) -> bool:
    """Rule 7: jurisdiction, traveler, dates and, if both name one, assignment agree."""
    named = text(certificate, "assignment")
    return (
        text(certificate, "traveler") == period.traveler
        and law.jurisdiction(text(certificate, "host")) == jurisdiction
        and contains(certificate["first_day"], certificate.get("last_day"), day)
        and (not named or not period.assignment or named == period.assignment)
    )


def side_of(certificate: Row, law: Law) -> str:
    """Rule 7: ``us`` or ``host`` by who issued it; empty for any other issuer, whose certificate decides nothing.

    Reading: an empty issuer is the US; the host's issuer is one of the jurisdiction that the certificate names.
    """
    issuer = law.jurisdiction(text(certificate, "issuer") or "US")
    if issuer == "US":
        return "us"
    return "host" if issuer == law.jurisdiction(text(certificate, "host")) else ""


def preferred(certificates: list[Row], period: Period) -> Row:
    """Rule 7: this assignment, delivered before issued, latest ``issued_on``, latest ``first_day``, smallest id."""
    by_id = sorted(certificates, key=lambda row: text(row, "certificate"))

    def rank(row: Row) -> tuple[bool, bool, dt.date, dt.date]:
        names_it = bool(period.assignment) and text(row, "assignment") == period.assignment
        return names_it, row["state"] == "delivered", row.get("issued_on") or dt.date.min, row["first_day"]

    return max(by_id, key=rank)  # the first of equals, so the smallest id


# One day, one host ---------------------------------------------------------------------------------------------------


@dataclass
class HostDay:
    """The answer for one foreign work day of one period in one host."""

    day: dt.date
    host: str
    reason: str
    provision: str = ""
    certificate: str = ""

    @property
    def asks_a_rule(self) -> bool:
        """Whether a rule was asked about the day: there is an agreement, and the day is not in several countries."""
        before = ("no_agreement", "agreement_not_in_force", "agreement_unverified", "several_countries_same_day")
        return self.reason not in before

    @property
    def verdict(self) -> str:
        """Codes: every reason belongs to one verdict."""
        return verdict_of(self.reason)


def decide_host_day(
    period: Period, host: str, day: dt.date, stay: Stay | None, logged: LoggedDay, facts: Facts
) -> HostDay:
    """One reason per row: steps 1 to 3 here, steps 4 to 8 in ``judge_stay``.

    Rows that a certificate decides name the provision that would decide the day (reading of "also on covered rows").
    Where one of each side fits, no certificate is named.
    """
    law = facts.law
    jurisdiction = law.jurisdiction(host)
    obstacle = law.obstacle(jurisdiction, day)
    if obstacle in ("no_agreement", "agreement_not_in_force"):
        return HostDay(day, host, obstacle)
    reason, provision = judge_stay(stay, host, day, facts) if stay and not obstacle else (obstacle, "")
    on_file = [
        row
        for row in facts.table("certificates")
        if text(row, "state") in ("issued", "delivered") and fits(row, period, jurisdiction, day, law)
    ]
    from_us = [row for row in on_file if side_of(row, law) == "us"]
    from_host = [row for row in on_file if side_of(row, law) == "host"]
    if from_us and from_host:
        return HostDay(day, host, "certificates_disagree", provision)
    if from_us:
        return HostDay(day, host, "certificate_on_file", provision, text(preferred(from_us, period), "certificate"))
    if from_host:
        named = text(preferred(from_host, period), "certificate")
        return HostDay(day, host, "host_certificate_on_file", provision, named)
    if obstacle:
        return HostDay(day, host, obstacle)
    if len(logged.work_countries) > 1:
        return HostDay(day, host, "several_countries_same_day")
    return HostDay(day, host, reason, provision)


def stay_on(stays: list[Stay], period: Period, jurisdiction: str, day: dt.date) -> Stay | None:
    """The stay, or the run of one, that a work day belongs to; None where the clock never starts."""
    for stay in stays:
        own = stay.period is period and stay.jurisdiction == jurisdiction
        if own and stay.first_logged_day <= day <= stay.last_logged_day:
            return stay
    return None


def host_days_of(period: Period, stays: list[Stay], log: dict[dt.date, LoggedDay], facts: Facts) -> list[HostDay]:
    """One answer per foreign work day and per foreign host that a work trip of the period brings."""
    return [
        decide_host_day(period, host, day, stay_on(stays, period, facts.law.jurisdiction(host), day), log[day], facts)
        for day in period.foreign_days
        for host in sorted(period.hosts_on(day))
    ]


# Decision ------------------------------------------------------------------------------------------------------------


def is_clarified(period: Period, facts: Facts, as_of: dt.date) -> bool:
    """Codes, reading 16: it names the assignment, or its days hold every foreign work day; and it was made by now."""
    for row in facts.table("clarifications"):
        if text(row, "traveler") != period.traveler or not row.get("clarified_on") or row["clarified_on"] > as_of:
            continue
        if text(row, "assignment"):
            holds = text(row, "assignment") == period.assignment
        else:
            first_day, last_day = row.get("first_day"), row.get("last_day")
            days = period.foreign_days
            holds = bool(first_day and last_day and first_day <= days[0] and days[-1] <= last_day)
        if holds:
            return True
    return False


def all_submitted(period: Period, days: list[HostDay], facts: Facts) -> bool:
    """Codes, reading 17: there are ``would_cover`` days, and each lies inside a fitting submitted certificate.

    Reading: one requested from the US; what was requested elsewhere answers nothing about US coverage.
    """
    law = facts.law
    submitted = [
        row for row in facts.table("certificates") if text(row, "state") == "submitted" and side_of(row, law) == "us"
    ]
    open_days = [host_day for host_day in days if host_day.verdict == "would_cover"]
    return bool(open_days) and all(
        any(fits(row, period, law.jurisdiction(host_day.host), host_day.day, law) for row in submitted)
        for host_day in open_days
    )


def paper_of_host_system(days: list[HostDay], law: Law) -> str:
    """Codes: ``ask_host``, ``ask_us_letter``, or empty where no day under an agreement is outside the US system.

    Reading: the letter only where every such day is in a jurisdiction that issues no certificate for it.
    """
    refused = [(law.jurisdiction(asked.host), asked.day) for asked in days if asked.verdict == "would_not_cover"]
    places = {place for place, day in refused if law.in_force(place, day)}
    if not places:
        return ""
    return "ask_us_letter" if all(law.sends_to_us_for_letter(place) for place in places) else "ask_host"


def decision_of(period: Period, days: list[HostDay], is_neighboring: bool, facts: Facts, as_of: dt.date) -> str:
    """Codes: the first decision that holds."""
    case = case_of(period, facts.law)
    if case == "domestic":
        return "not_needed"
    verdicts = {host_day.verdict for host_day in days}
    unclear = {host_day.reason for host_day in days if host_day.verdict == "unclear"}
    liftable = case == "mixed" or "several_countries_same_day" in unclear or is_neighboring
    if liftable and not is_clarified(period, facts, as_of):
        return "clarify"
    if unclear - {"several_countries_same_day"}:
        return "clarify"
    if all_submitted(period, days, facts):
        return "pending"
    if "would_cover" in verdicts:
        return "request"
    other_paper = paper_of_host_system(days, facts.law)
    if other_paper:
        return other_paper
    if verdicts & {"covered", "covered_by_host"}:
        return "on_file"
    return "stop" if verdicts == {"would_not_cover"} else "clarify"


def neighbors_in(periods: list[Period], facts: Facts, join_gap_days: int) -> set[int]:
    """Rule 3, reading 18: numbers of self-employed periods close to one in other jurisdictions; both get it."""
    candidates = [period for period in periods if period.foreign_days and facts.worker(period) == "self_employed"]
    found = set()
    for one in candidates:
        for other in candidates:
            if one.jurisdictions == other.jurisdictions:
                continue
            earlier, later = sorted((one, other), key=lambda period: period.bounds)
            if free_days_between(earlier.bounds[1], later.bounds[0]) <= join_gap_days:
                found |= {one.number, other.number}
    return found


def works_without_agreement(period: Period, law: Law) -> bool:
    """Rule 4: any run of work in a place without an agreement in force, unconfirmed and not yet begun ones included."""
    return any(not law.in_force(trip.jurisdiction, day) for trip in period.foreign_trips for day in trip.days)


# The rows ------------------------------------------------------------------------------------------------------------


def period_row(period: Period, decision: str, law: Law) -> Row:
    """One row of periods.csv."""
    values = (
        period.traveler,
        period.number,
        period.assignment,
        *period.bounds,
        len(period.foreign_days),
        "+".join(sorted({trip.country for trip in period.foreign_trips})),
        case_of(period, law),
        "+".join(causes_of(period, law)),
        decision,
    )
    return dict(zip(PERIOD_COLUMNS, values, strict=True))


def coverage_rows(
    traveler: str, number: int | None, host: str, keyed: list[tuple[dt.date, tuple[Any, ...]]]
) -> list[Row]:
    """coverage.csv: runs of consecutive days equal in all other columns, never over a day off that host."""
    return [
        dict(zip(COVERAGE_COLUMNS, (traveler, number, host, first, last, (last - first).days + 1, *key), strict=True))
        for first, last, key in runs(keyed)
    ]


def judged_by(first_day: HostDay, period: Period, facts: Facts) -> Row:
    """What a coverage row was judged by.

    Choice: the residence is the jurisdiction lived in, as rules compare it, and only where a rule was asked.
    """
    lives_in = facts.residence(period, first_day.day) if first_day.asks_a_rule else ""
    return {
        "jurisdiction": facts.law.jurisdiction(first_day.host),
        "assignment": period.assignment,
        "worker": facts.worker(period),
        "residence": facts.law.jurisdiction(lives_in) if lives_in else "",
    }


def foreign_coverage(period: Period, days: list[HostDay], facts: Facts) -> list[Row]:
    """The rows of a period: one per run and host."""
    mixed = "yes" if case_of(period, facts.law) == "mixed" else "no"
    rows = []
    for host in sorted({host_day.host for host_day in days}):
        on_day = {host_day.day: host_day for host_day in days if host_day.host == host}
        keyed = [
            (day, (decided.verdict, decided.reason, decided.provision, decided.certificate, mixed))
            for day, decided in on_day.items()
        ]
        for row in coverage_rows(period.traveler, period.number, host, keyed):
            rows.append(row | judged_by(on_day[row["first_day"]], period, facts))
    return rows


def other_coverage(traveler: str, log: dict[dt.date, LoggedDay], law: Law) -> list[Row]:
    """The rows of home, non-work and unlogged days (reading 19)."""
    reason_of_status = {"home": "us_work", "non_work": "no_work", "unlogged": "nothing_logged"}
    keyed = []
    for day, logged in log.items():
        status = status_of(logged, day, law)[1]
        if status in reason_of_status:
            reason = reason_of_status[status]
            keyed.append((day, (VERDICT_OF_REASON[reason], reason, "", "", "no")))
    return [row | dict.fromkeys(JUDGED_COLUMNS, "") for row in coverage_rows(traveler, None, "", keyed)]


def decide_traveler(traveler: str, facts: Facts, as_of: dt.date, join_gap_days: int) -> Answer:
    """Everything about one traveler."""
    law = facts.law
    trips, handed_over = trips_of(traveler, facts.table("trips"), law, as_of)
    log = logged_days(trips)
    periods = periods_of(traveler, trips, join_gap_days)
    presence = Presence(trips)
    found = [stay_of(period, place, facts, presence) for period in periods for place in sorted(period.jurisdictions)]
    stays = [stay for stay in found if stay is not None]
    mark_repeats(stays, law)
    stays = [run for stay in stays for run in separate_runs(stay, facts, join_gap_days)]
    neighbors = neighbors_in(periods, facts, join_gap_days)

    answer = Answer(segments_of(traveler, log, law), [], other_coverage(traveler, log, law), set())
    answer.findings |= {("shared_travel_day", trip_id) for trip_id in handed_over}
    for period in periods:
        days = host_days_of(period, stays, log, facts)
        is_neighboring = period.number in neighbors
        answer.periods.append(period_row(period, decision_of(period, days, is_neighboring, facts, as_of), law))
        answer.coverage += foreign_coverage(period, days, facts)
        if is_neighboring:
            answer.findings.add(("neighboring_period", period.name))
        if works_without_agreement(period, law):
            answer.findings.add(("non_agreement_work", period.name))
    return answer


def decide(
    workspace: Workspace,
    rules: Rules,
    as_of: dt.date,
    join_gap_days: int = 30,
    worker: str | None = None,
    residence: str | None = None,
) -> Answer:
    """The answer that the contract gives for a clean workspace."""
    facts = Facts(workspace, Law(rules, workspace.get("verifications") or []), worker, residence)
    whole = Answer([], [], [], set())
    for traveler in sorted({row["traveler"] for row in facts.table("trips")}):
        part = decide_traveler(traveler, facts, as_of, join_gap_days)
        whole.segments += part.segments
        whole.periods += part.periods
        whole.coverage += part.coverage
        whole.findings |= part.findings
    for row in facts.table("certificates"):
        if not side_of(row, facts.law):
            whole.findings.add(("certificate_issuer_unknown", text(row, "certificate")))
    whole.coverage.sort(key=lambda row: (row["traveler"], row["first_day"], row["host"], row["period"] or 0))
    return whole
