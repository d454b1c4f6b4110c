"""The dates of a filing: what a request must say about each work period and agreement country."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from tracker import countries
from tracker.analysis import Analysis
from tracker.codes import Case, Code, DayAnswer, Decision, Reason, Verdict
from tracker.coverage.asks import QUESTIONS
from tracker.days import date_of
from tracker.filing.lookup import Key, Lookup
from tracker.filing.request_kind import NO_AGREEMENT, FiledFor, filed_for

_ON_FILE = (DayAnswer.COVERED, DayAnswer.COVERED_NOT_DELIVERED, DayAnswer.COVERED_BY_HOST)


class Ask(Code):
    """Whose paper the work of a row still needs."""

    US = "us", "A US Certificate of Coverage, from SSA."
    HOST = "host", "The certificate of the country of the work, from that country's agency."
    US_LETTER = "us_letter", "A letter from SSA: the country of the work issues no certificate for this work."


_ASKS = {
    Decision.REQUEST: Ask.US,
    Decision.PENDING: Ask.US,
    Decision.ASK_HOST: Ask.HOST,
    Decision.ASK_US_LETTER: Ask.US_LETTER,
}


@dataclass(frozen=True)
class FilingDates:
    """The dates of one work period in one agreement country. All days are inclusive.

    ``first_day`` is the first work day there, or the agreement's start if later; ``last_day`` is the anticipated end,
    None where only the user can say it. ``begin_note`` and ``end_note`` say where the two come from when they are not
    the first and last logged work day. ``here`` is the decision for this country alone: a period with several
    countries has one ``decision`` and may need something else in each of them.
    """

    traveler: str
    name: str
    period: int
    assignment: str
    host: str
    host_name: str
    first_day: dt.date
    begin_note: str
    last_day: dt.date | None
    end_note: str
    first_work_day: dt.date  # logged
    last_work_day: dt.date  # logged; of an ongoing trip the day on which the question is asked
    is_ongoing: bool
    expected_last_day: dt.date | None
    limit_last_day: dt.date | None
    limit_provision: str
    work_days: int
    trips: tuple[str, ...]
    certificates: tuple[str, ...]  # on file for days of it
    issuers: tuple[str, ...]  # countries whose agencies issued these, in the same order
    decision: str
    here: Decision
    answers: dict[str, int]  # codes.DayAnswer → its days
    open_question: str
    provisions: tuple[str, ...]
    filed: FiledFor  # new, extension or correction, and of what
    file_by: dt.date | None  # last day on which the request is in time, where one can be made now

    @property
    def ask(self) -> str:
        """Whose paper is still needed (``Ask``); "" where none is, or where that is not known yet."""
        return str(_ASKS.get(self.here, ""))

    @property
    def is_on_file(self) -> bool:
        """Whether certificates on file cover every work day of it."""
        return set(self.answers) <= {str(answer) for answer in _ON_FILE}

    @property
    def is_requested(self) -> bool:
        """Whether a request for every day that still needs a certificate is with its agency."""
        open_days = set(self.answers) - {str(answer) for answer in _ON_FILE}
        return open_days == {str(DayAnswer.REQUESTED)}

    @property
    def end_contradicts_log(self) -> bool:
        """Whether work is logged after the end that was expected."""
        return self.expected_last_day is not None and self.expected_last_day < self.last_work_day


def work_to_file(lookup: Lookup, traveler: str = "") -> tuple[FilingDates, ...]:
    """The filing dates of every work period and jurisdiction with an agreement in force on any work day.

    Of one traveler only, where one is named. Also of work under an agreement whose start no official source confirms:
    there the answer is open. By traveler, period and jurisdiction; empty where there is none. Days off inside do not
    split it, nor do short stays that count each by itself; the end never lies past the limit (docs/contract.md,
    "Filing dates").
    """
    return tuple(_dates(lookup, key) for key in lookup.keys_of(traveler) if _is_filed(lookup, key))


def _is_filed(lookup: Lookup, key: Key) -> bool:
    is_in_force = any(pd.notna(stay.clock_first_day) for stay in lookup.stays[key])
    return is_in_force or any(row.verdict == Verdict.UNCLEAR for row in lookup.answers[key])


def _dates(lookup: Lookup, key: Key) -> FilingDates:
    traveler, number, host = key
    rows, stays, period = lookup.answers[key], lookup.stays[key], lookup.periods[(traveler, number)]
    trips = lookup.trips_of_periods.get(key, ())
    first_day = _beginning(rows, stays)
    counted = [row for row in rows if row.first_day >= first_day]
    held = list(dict.fromkeys(sorted(row.certificate for row in counted if row.certificate)))
    person = lookup.people.get(traveler)
    here = _decision_here(str(period.decision), counted, lookup.analysis.law.agreement(host))
    last = stays[-1]
    dates = FilingDates(
        traveler=traveler,
        name="" if person is None else str(person.name),
        period=number,
        assignment=str(period.assignment),
        host=host,
        host_name=countries.name(host),
        first_day=first_day.date(),
        begin_note="",
        last_day=None,
        end_note="",
        first_work_day=stays[0].first_day.date(),
        last_work_day=max(stay.last_day for stay in stays).date(),
        is_ongoing=any(stay.open_ended for stay in stays),
        expected_last_day=date_of(last.expected_last_day),
        limit_last_day=date_of(last.limit_last_day),
        limit_provision=str(last.provision),
        work_days=_different_days(counted),
        trips=trips,
        certificates=tuple(held),
        issuers=_issuers(lookup, key, held),
        decision=str(period.decision),
        here=here,
        answers=dict(_days_of_answers(counted)),
        open_question=_open_question(period, here, rows),
        provisions=tuple(sorted({row.provision for row in rows} - {""})),
        filed=FiledFor(),
        file_by=lookup.file_by.get(key),
    )
    last_day, end_note = _anticipated_end(dates, len(stays))
    shared = _shared_days(lookup, dates)
    dates = replace(
        dates,
        begin_note=" ".join(filter(None, [_begin_note(dates, rows, lookup.analysis), shared[0]])),
        last_day=last_day,
        end_note=" ".join(filter(None, [end_note, shared[1]])),
    )
    fitting = lookup.certificates.get((traveler, host), [])
    return replace(dates, filed=filed_for(dates, counted, fitting))


def _beginning(rows: list[Any], stays: list[Any]) -> pd.Timestamp:
    """First work day there, or the agreement's start if later; for a start that is only reported, likewise."""
    started = [stay.clock_first_day for stay in stays if pd.notna(stay.clock_first_day)]
    if started:
        return pd.Timestamp(min(started))
    return pd.Timestamp(min(row.first_day for row in rows if row.verdict == Verdict.UNCLEAR))


def _different_days(rows: list[Any]) -> int:
    """Different work days (two places of one jurisdiction may share a day)."""
    return len({day for row in rows for day in range(row.first_day.toordinal(), row.last_day.toordinal() + 1)})


def _days_of_answers(rows: list[Any]) -> Counter[str]:
    count: Counter[str] = Counter()
    for row in rows:
        count[str(row.answer)] += int(row.days)
    return count


def _decision_here(decision: str, rows: list[Any], agreement: Any) -> Decision:
    """The period's decision as it holds for this country: the first that holds in the contract's order."""
    if decision in (Decision.CLARIFY, Decision.NOT_NEEDED):
        return Decision(decision)
    coverable = [row for row in rows if row.verdict == Verdict.WOULD_COVER]
    of_host = [row for row in rows if row.verdict == Verdict.WOULD_NOT_COVER and row.reason not in NO_AGREEMENT]
    if any(row.answer == DayAnswer.WOULD_COVER for row in coverable):
        return Decision.REQUEST
    if coverable:
        return Decision.PENDING
    if of_host:
        has_letter = agreement is not None and bool(agreement.certificate.us_letter)
        return Decision.ASK_US_LETTER if has_letter else Decision.ASK_HOST
    if any(row.answer in _ON_FILE for row in rows):
        return Decision.ON_FILE
    return Decision(decision)


def _issuers(lookup: Lookup, key: Key, held: list[str]) -> tuple[str, ...]:
    issuers = {row.certificate: str(row.issuer) or "US" for row in lookup.certificates.get((key[0], key[2]), [])}
    return tuple(issuers.get(certificate, "") for certificate in held)


# ------------------------------------------------------------------------------------------- where the dates come from


def _begin_note(dates: FilingDates, rows: list[Any], analysis: Analysis) -> str:
    """Why the beginning is not the first logged work day there, and which days are left out of the count."""
    began = dates.first_work_day
    if began >= dates.first_day:
        return ""
    is_certain = analysis.law.is_in_force(dates.host, dates.first_day)
    starts = "starts" if is_certain else "is reported to start"
    return (
        f"The agreement with {dates.host_name} {starts} on this day; the work there began on {began.isoformat()}. "
        f"{dates.work_days} of its {_different_days(rows)} work days count here."
    )


def _anticipated_end(dates: FilingDates, stays: int) -> tuple[dt.date | None, str]:
    """The end that was expected, else the last logged one; None when only the user can say it.

    Never before the last logged work day: where the two contradict each other, the logged day stands and the note
    says so. Never past the limit either.
    """
    end, note = _uncut_end(dates)
    apart = f" {stays} short stays are filed together; the limit applies to each stay separately." if stays > 1 else ""
    if end is not None and dates.limit_last_day is not None and end > dates.limit_last_day:
        cut = f"This end is the rule's limit; the work is expected or logged until {end.isoformat()}."
        return dates.limit_last_day, f"{note} {cut}".strip() + apart if dates.end_contradicts_log else cut + apart
    return end, (note + apart).strip()


def _uncut_end(dates: FilingDates) -> tuple[dt.date | None, str]:
    expected, logged = dates.expected_last_day, dates.last_work_day
    if expected is None and dates.is_ongoing:
        return None, "No end is logged: you must state it."
    if expected is None:
        return logged, "The end is the last logged work day: check that you expect the work to end then."
    if dates.end_contradicts_log and dates.is_ongoing:
        return None, (
            f"The expected end, {expected.isoformat()}, is past, and a trip there has no last day. Enter that last "
            "day or the end that is expected now."
        )
    if dates.end_contradicts_log:
        return logged, (
            f"The expected end, {expected.isoformat()}, is before the last logged work day, {logged.isoformat()}: "
            "correct one of them. The last logged work day is used here."
        )
    if dates.is_ongoing:
        return expected, "This is the expected end; a trip there has no last day yet."
    if expected > logged:
        return expected, f"This is the expected end; the last logged work day is {logged.isoformat()}."
    return expected, ""


def _shared_days(lookup: Lookup, dates: FilingDates) -> tuple[str, str]:
    """Notes for beginning and end where a travel day is the last day of one trip and the first day of the next."""
    law, begin, end = lookup.analysis.law, "", ""
    for trip in lookup.handed_over.get(dates.traveler, []):
        day, there = trip.last_day, countries.name(trip.country)
        if trip.trip in dates.trips and day == pd.Timestamp(dates.last_work_day) + pd.Timedelta(days=1):
            following = lookup.trips_by_first_day.get((dates.traveler, day), [])
            names = {countries.name(one.country) for one in following if law.jurisdiction(one.country) != dates.host}
            receives = " and ".join(sorted(names))
            end = f"The travel day {day:%Y-%m-%d}, the last day of trip {trip.trip}, counts for {receives}."
        elif day == pd.Timestamp(dates.first_day) and law.jurisdiction(trip.country) != dates.host:
            begin = (
                f"The travel day {day:%Y-%m-%d} is also the last day of trip {trip.trip} in {there}; it counts here."
            )
    return begin, end


def _open_question(period: Any, here: Decision, rows: list[Any]) -> str:
    """What stands between this row and a filing; "" when a certificate can be requested now."""
    if here == Decision.REQUEST:
        return ""
    questions = []
    if period.case == Case.MIXED and period.decision == Decision.CLARIFY:
        questions.append(f"{Case.MIXED.sentence} Trips that make it mixed: {period.causes}.")
    for reason in dict.fromkeys(row.reason for row in rows if row.verdict == Verdict.UNCLEAR):
        code, _, column = reason.partition(":")
        questions.append(Reason(code).sentence + (f" Missing: {column}. {QUESTIONS[column][0]}" if column else ""))
    return " ".join(questions) or here.sentence
