"""Checks before a request is sent: what would delay or spoil it, with both values and what to do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from tracker import countries
from tracker.analysis import Analysis
from tracker.codes import Certainty, Code, Decision, RequestKind, Worker
from tracker.errors import BadOption
from tracker.filing.dates import FilingDates
from tracker.filing.identity import checked_identity
from tracker.filing.lookup import Lookup
from tracker.filing.places import load_filing
from tracker.filing.request import Field, FieldState, Request, records_that_differ
from tracker.words import count

LONG_NAME = 30
"""Longer names are pointed out: a form may cut them. Our own measure; no limit of SSA's form was found."""

SHORT_ACTIVITY = 3
"""Fewest words that say something about an activity. Our own measure."""


class Level(Code):
    """What a check found."""

    PASS = "pass", "In order."
    WARN = "warn", "Check it before you send."
    STOP = "stop", "Fix it before you send."


class CheckCode(Code):
    """What is checked before a request is sent: the good state as its sentence, and what is wrong as its problem."""

    problem: str

    def __new__(cls, value: str, sentence: str, problem: str) -> CheckCode:
        member = str.__new__(cls, value)
        member._value_ = value
        member.sentence = sentence
        member.problem = problem
        return member

    COMPLETE = "complete", "Every field on the list is entered", "Fields of the request are empty"
    CLIENT_AS_BUSINESS = (
        "client_as_business",
        "The business or employer is not the client",
        "The client is entered as the business or employer",
    )
    VAGUE_ACTIVITY = (
        "vague_activity",
        "The activity is described exactly",
        "The activity is not described exactly enough",
    )
    CONTRACT_BEGINS = (
        "contract_begins",
        "The beginning agrees with the assignment",
        "The beginning differs from the assignment",
    )
    CONTRACT_ENDS = "contract_ends", "The end agrees with the assignment", "The end differs from the assignment"
    RECORD_DIFFERS = "record_differs", "No record holds another value", "A record holds another value"
    RECORDS_NAMED = (
        "records_named",
        "Every entry names the record that it was taken from",
        "Entries name no record that they were taken from",
    )
    WORK_COUNTRY = (
        "work_country",
        "The country is where the work is done",
        "The assignment names another country",
    )
    LIMIT = "limit", "The dates are within the rule's limit", "The dates are not within the rule's limit"
    LONG_NAME = "long_name", "No name is so long that a form may cut it", "A name is so long that a form may cut it"
    SSN_ELSEWHERE = (
        "ssn_elsewhere",
        "No field holds a Social Security number",
        "A field holds what looks like a Social Security number",
    )
    SSN = (
        "ssn",
        "The Social Security number has the right format",
        "The Social Security number is missing or has the wrong format",
    )
    CONFIRMED_DATES = "confirmed_dates", "The dates rest on records", "The dates are estimates"
    LATE = "late", "The request comes before the work", "The work began before the request"
    WHO_ASKS = "who_asks", "The right person sends the request", "Another person may have to send the request"

    def title(self, level: Level) -> str:  # type: ignore[override]
        """The good state of a check that passed, the problem of one that did not."""
        return self.sentence if level == Level.PASS else self.problem


DATE_CHECKS = (CheckCode.CONTRACT_BEGINS, CheckCode.CONTRACT_ENDS, CheckCode.LIMIT)
"""Checks that compare the dates with each other: while one of them stops, nothing can be requested now."""


@dataclass(frozen=True)
class Check:
    """One check: what was compared, ``left`` with ``right`` as (label, value), and what to do ("" when in order)."""

    code: CheckCode
    level: Level
    title: str
    sentence: str
    left: tuple[str, str] = ("", "")
    right: tuple[str, str] = ("", "")
    fix: str = ""


def checks(analysis: Analysis, request: Request, lookup: Lookup | None = None) -> tuple[Check, ...]:
    """Every check of one request, in the order of ``CheckCode``; ``ssn_check`` checks the SSN when it is typed."""
    context = _Context.of(lookup or Lookup(analysis, request.traveler), request)
    results = [result for check in _CHECKS for result in check(context)]
    order = list(CheckCode)
    return tuple(sorted(results, key=lambda result: order.index(result.code)))


def date_checks(analysis: Analysis, request: Request, lookup: Lookup | None = None) -> tuple[Check, ...]:
    """The checks of ``DATE_CHECKS`` alone: they hold in a redacted copy too, which has lost the other entries."""
    context = _Context.of(lookup or Lookup(analysis, request.traveler), request)
    return tuple(result for check in (_contract_begins, _contract_ends, _limit) for result in check(context))


def ssn_check(ssn: str, as_of: Any) -> Check:
    """Whether a typed SSN has its form. Neither value nor sentence repeats it."""
    entered = "typed" if ssn.strip() else "left blank"
    shown = {"left": ("Social Security number", entered), "right": ("Format", "000-00-0000")}
    try:
        checked_identity(ssn, None, as_of)
    except BadOption as error:
        return _found(CheckCode.SSN, Level.STOP, str(error), fix="Type it as it is on the card.", **shown)
    if entered == "typed":
        return _found(CheckCode.SSN, Level.PASS, "It has the right format.", **shown)
    return _found(CheckCode.SSN, Level.WARN, "The page has a blank for it.", fix="Write it in by hand.", **shown)


@dataclass(frozen=True)
class _Context:
    analysis: Analysis
    request: Request
    engagement: Any  # row of assignments, or None
    lookup: Lookup

    @classmethod
    def of(cls, lookup: Lookup, request: Request) -> _Context:
        engagement = lookup.assignments.get((request.traveler, request.assignment)) if request.assignment else None
        return cls(lookup.analysis, request, engagement, lookup)

    @property
    def dates(self) -> FilingDates:
        return self.request.dates


def _found(code: CheckCode, level: Level, sentence: str, **more: Any) -> Check:
    return Check(code, level, code.title(level), sentence, **more)


_ALWAYS_NEEDED = ("name", "business_name", "first_day")


def _complete(context: _Context) -> Iterator[Check]:
    request, own = context.request, load_filing().places.get(context.request.host)
    end_is_needed = own is not None and any(ask.field == "last_day" and not ask.note for ask in own.asks)
    needed = {*_ALWAYS_NEEDED, *(["last_day"] if end_is_needed else [])}
    if request.worker != Worker.EMPLOYEE:
        needed.add("activity_description")
    empty = [field for field in request.fields if field.state == FieldState.EMPTY and _can_be_filled(field)]
    stops = [field.label for field in empty if field.code in needed]
    filed = context.dates.filed
    if filed.kind in (RequestKind.EXTENSION, RequestKind.CORRECTION) and not filed.control_number:
        stops.append(f"Control number of the certificate {filed.refers_to}".rstrip())
    asked = [field.label for field in empty if field.asked and field.label not in stops]
    for level, empty_labels in ((Level.STOP, stops), (Level.WARN, asked)):
        if empty_labels:
            labels = ", ".join(empty_labels)
            needed_words = f" The request is not complete without {'it' if len(stops) == 1 else 'them'}."
            yield _found(
                CheckCode.COMPLETE,
                level,
                f"{labels}.{needed_words}" if level == Level.STOP else f"{labels}.",
                left=("Empty", labels),
                right=("On the list for", "every request" if level == Level.STOP else request.host_name),
                fix="Enter what is missing. Where there is nothing to enter, write: no other.",
            )
    if not stops and not asked:
        yield _found(CheckCode.COMPLETE, Level.PASS, "No field on the list is empty.")


def _can_be_filled(field: Field) -> bool:
    return bool(field.table) or field.code in ("first_day", "last_day")


def _client_as_business(context: _Context) -> Iterator[Check]:
    """Whole names are compared: Acme Ltd as client of Acme Inc is another company, and often its affiliate."""
    request = context.request
    client = request.value("client_name")
    if not client:
        yield _found(CheckCode.CLIENT_AS_BUSINESS, Level.PASS, "No client is entered.")
        return
    same = [
        field
        for code in ("business_name", "host_business_name")
        if (field := request.field(code)) is not None and _folded(field.value) == _folded(client)
    ]
    if not same:
        shown = {"left": ("Business or employer", request.value("business_name")), "right": ("Client", client)}
        yield _found(CheckCode.CLIENT_AS_BUSINESS, Level.PASS, "They are different.", **shown)
    for field in same:
        is_us = field.code == "business_name"
        yield _found(
            CheckCode.CLIENT_AS_BUSINESS,
            Level.STOP if is_us else Level.WARN,
            f"{field.label} and client are the same: {client}.",
            left=(field.label, field.value),
            right=("Client", client),
            fix="Enter the US business or employer; a sole proprietor enters their own name."
            if is_us
            else "Leave it empty if there is none, or enter the affiliate or own business there.",
        )


def _folded(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


_WORDS = """
    a an and the of for in on to as at with my own other etc various several all kinds general generic different
    business services service work working works job jobs project projects freelance freelancer freelancing
    contractor contract consulting consultant consultancy consultation self employed independent professional
    professionals remote online client clients customer customers company activity activities tasks stuff things
    support management administration assistance help it
"""
_SAY_NOTHING = frozenset(_WORDS.split())
"""Words that do not yet say what somebody does. Our own list."""


def _vague_activity(context: _Context) -> Iterator[Check]:
    text = context.request.value("activity_description")
    words = _folded(text).split()
    telling = [word for word in words if word not in _SAY_NOTHING]
    shown = {"left": ("Nature of the activity", text)}
    fix = (
        "Say exactly what the work is and what it is for, in the words of the contract. For example: "
        "Designing a series of 12 theater posters."
    )
    if not words:
        yield _found(CheckCode.VAGUE_ACTIVITY, Level.WARN, "The activity is not described.", fix=fix, **shown)
    elif not telling:
        told = "These words do not say what the work is (our own list of general words)."
        yield _found(CheckCode.VAGUE_ACTIVITY, Level.WARN, told, fix=fix, **shown)
    elif len(words) < SHORT_ACTIVITY:
        told = f"Fewer than {SHORT_ACTIVITY} words (our own measure) are probably too few to judge the work."
        yield _found(CheckCode.VAGUE_ACTIVITY, Level.WARN, told, fix=fix, **shown)
    else:
        yield _found(CheckCode.VAGUE_ACTIVITY, Level.PASS, "It says something specific.", **shown)


def _contract_begins(context: _Context) -> Iterator[Check]:
    agreed = context.engagement.first_day if context.engagement is not None else pd.NaT
    begins, logged = context.dates.first_day, context.dates.first_work_day
    if pd.isna(agreed):
        yield _found(
            CheckCode.CONTRACT_BEGINS,
            Level.PASS,
            "No first day is entered for the assignment, so there is nothing to compare.",
        )
        return
    shown = {
        "left": ("Trips and request", begins.isoformat()),
        "right": ("Assignment", f"{agreed:%Y-%m-%d}"),
    }
    if begins < agreed.date():
        told = f"The work is logged {count((agreed.date() - begins).days, 'day')} before the assignment begins."
        fix = "Correct the trips or the first day of the assignment: the signed contract says which one is wrong."
        yield _found(CheckCode.CONTRACT_BEGINS, Level.STOP, told, fix=fix, **shown)
    elif logged > agreed.date():
        told = f"The work there begins {count((logged - agreed.date()).days, 'day')} after the assignment begins."
        fix = "This is fine if the assignment began elsewhere; if not, correct one of the two dates."
        yield _found(CheckCode.CONTRACT_BEGINS, Level.WARN, told, fix=fix, **shown)
    else:
        yield _found(CheckCode.CONTRACT_BEGINS, Level.PASS, "The work does not begin before or after it.", **shown)


def _contract_ends(context: _Context) -> Iterator[Check]:
    dates = context.dates
    agreed = dates.expected_last_day
    if agreed is None:
        yield _found(CheckCode.CONTRACT_ENDS, Level.PASS, "No expected end is entered, so there is nothing to compare.")
        return
    logged = dates.last_work_day
    shown = {
        "left": ("Last logged work day", "the work continues" if dates.is_ongoing else logged.isoformat()),
        "right": ("Expected end of the assignment", agreed.isoformat()),
    }
    # A travel day at the end counts for the next country; for the engagement it is still a day of this work.
    shared = context.lookup.handed_over.get(dates.traveler, [])
    travel_days = [trip.last_day.date() for trip in shared if trip.trip in dates.trips]
    if logged > agreed:
        problem = f"Work is logged {count((logged - agreed).days, 'day')} past the expected end."
        fix = "Correct the trips, or the expected end if the contract was changed, so that the request has real dates."
        yield _found(CheckCode.CONTRACT_ENDS, Level.STOP, problem, fix=fix, **shown)
    elif max([logged, *travel_days]) < agreed < context.analysis.settings.as_of and not dates.is_ongoing:
        problem = f"The work ended {count((agreed - logged).days, 'day')} before the expected end, which is past."
        fix = "Log the missing days, or say in the comments when the work really ended."
        yield _found(CheckCode.CONTRACT_ENDS, Level.WARN, problem, fix=fix, **shown)
    else:
        yield _found(CheckCode.CONTRACT_ENDS, Level.PASS, "No work is logged after it.", **shown)


_MUST_AGREE = ("name", "business_name", "first_day", "last_day", "activity_description", "scope", "host")


def _record_differs(context: _Context) -> Iterator[Check]:
    """Every record that holds another value, so that two records which disagree stand side by side."""
    found = False
    for field, record, value in records_that_differ(context.analysis, context.request, context.lookup):
        found = True
        yield _found(
            CheckCode.RECORD_DIFFERS,
            Level.STOP if field.code in _MUST_AGREE else Level.WARN,
            f"{field.label}: {record} has another value.",
            left=("Entered", field.value),
            right=(record, value),
            fix="Find out which one is right; correct the entry, or have the record corrected and note it.",
        )
    if not found:
        yield _found(CheckCode.RECORD_DIFFERS, Level.PASS, "No record that is entered has another value.")


def _records_named(context: _Context) -> Iterator[Check]:
    loose = [
        field.label
        for field in context.request.fields
        if field.state == FieldState.ENTERED and field.asked and field.table
    ]
    if loose:
        yield _found(
            CheckCode.RECORDS_NAMED,
            Level.WARN,
            "Coverline does not know which record these entries come from.",
            left=("Without a record", ", ".join(loose)),
            fix="Compare each with its record (card, passport, signed contract) and note the record.",
        )
    else:
        yield _found(CheckCode.RECORDS_NAMED, Level.PASS, "Each entry was compared with a record.")


def _work_country(context: _Context) -> Iterator[Check]:
    job, request = context.engagement, context.request
    named = context.analysis.law.jurisdiction(job.host) if job is not None and job.host else ""
    shown = {
        "left": ("Trips and request", request.host_name),
        "right": ("Assignment", countries.name(named) if named else "not entered"),
    }
    if named and named != request.host:
        told = f"The assignment names {countries.name(named)}; the work is logged in {request.host_name}."
        fix = "Request it for the country where the work is physically done; correct the assignment or the trips."
        yield _found(CheckCode.WORK_COUNTRY, Level.STOP, told, fix=fix, **shown)
    else:
        yield _found(CheckCode.WORK_COUNTRY, Level.PASS, "The trips name the country.", **shown)


def _limit(context: _Context) -> Iterator[Check]:
    dates = context.dates
    limit = dates.limit_last_day
    if limit is None:
        yield _found(CheckCode.LIMIT, Level.PASS, "The rule that was applied sets no number of months.")
        return
    if dates.is_ongoing and dates.expected_last_day is None:
        end = None
    else:
        end = max(dates.expected_last_day or dates.last_work_day, dates.last_work_day)
    shown = {
        "left": ("Expected or logged end", "open" if end is None else end.isoformat()),
        "right": (f"Limit of {dates.limit_provision}", limit.isoformat()),
    }
    if end is None:
        problem = "No end is known, so the work may go past the limit: SSA certifies temporary work."
        fix = "Enter the end that is expected."
        yield _found(CheckCode.LIMIT, Level.STOP, problem, fix=fix, **shown)
    elif end > limit:
        problem = f"The work goes {count((end - limit).days, 'day')} past the limit."
        fix = "An ordinary request cannot cover it: ask SSA about an extension or a special exception."
        yield _found(CheckCode.LIMIT, Level.STOP, problem, fix=fix, **shown)
    else:
        yield _found(CheckCode.LIMIT, Level.PASS, "The end is on or before the limit.", **shown)


def _long_name(context: _Context) -> Iterator[Check]:
    names = [context.request.field(code) for code in ("name", "business_name", "host_business_name", "client_name")]
    long = [field for field in names if field is not None and len(field.value) > LONG_NAME]
    for field in long:
        yield _found(
            CheckCode.LONG_NAME,
            Level.WARN,
            f"Longer than {LONG_NAME} characters. That is our own measure: no limit of SSA's form was found.",
            left=(field.label, field.value),
            right=("Characters", str(len(field.value))),
            fix="After typing it into the form, read it back; give the whole name in the comments if it was cut.",
        )
    if not long:
        yield _found(
            CheckCode.LONG_NAME, Level.PASS, f"Every name has {LONG_NAME} characters or less (our own measure)."
        )


_LOOKS_LIKE_SSN = re.compile(r"(?<!\d)\d{3}-\d{2}-\d{4}(?!\d)")


def _ssn_elsewhere(context: _Context) -> Iterator[Check]:
    held = [field.label for field in context.request.fields if _LOOKS_LIKE_SSN.search(field.value)]
    if held:
        yield _found(
            CheckCode.SSN_ELSEWHERE,
            Level.STOP,
            "Something that looks like a Social Security number is kept in the workspace.",
            left=("Field", ", ".join(held)),
            fix="Remove it: type it only when you make a file.",
        )
    else:
        yield _found(CheckCode.SSN_ELSEWHERE, Level.PASS, "None of the fields looks like one.")


def _confirmed_dates(context: _Context) -> Iterator[Check]:
    trips = [context.lookup.trips[trip] for trip in context.request.trips]
    guessed = [trip for trip in trips if trip.certainty in (Certainty.ESTIMATED, Certainty.INFERRED)]
    if guessed:
        yield _found(
            CheckCode.CONFIRMED_DATES,
            Level.WARN,
            "The dates of these trips were written down from memory or worked out.",
            left=("Trips", ", ".join(trip.trip for trip in guessed)),
            right=("Certainty", ", ".join(dict.fromkeys(trip.certainty for trip in guessed))),
            fix="Find a ticket, a stamp or a contract for them, and mark them confirmed.",
        )
    else:
        yield _found(CheckCode.CONFIRMED_DATES, Level.PASS, "None of its trips is an estimate.")


def _late(context: _Context) -> Iterator[Check]:
    begins, as_of = context.request.first_day, context.analysis.settings.as_of
    if begins is None:
        return
    shown = {"left": ("Beginning date", begins.isoformat()), "right": ("Today", as_of.isoformat())}
    if context.request.here in (Decision.PENDING, Decision.ON_FILE):
        yield _found(CheckCode.LATE, Level.PASS, context.request.here.sentence, **shown)
    elif begins <= as_of:
        problem = "The work has begun. No page states how late a certificate can be requested."
        fix = "Send the request at once; SSA says whether it can be issued for the days that are past."
        yield _found(CheckCode.LATE, Level.WARN, problem, fix=fix, **shown)
    else:
        yield _found(CheckCode.LATE, Level.PASS, "The work has not begun.", **shown)


def _who_asks(context: _Context) -> Iterator[Check]:
    request, place = context.request, load_filing().places.get(context.request.host)
    may = place.employee_may_ask if place is not None and request.worker == Worker.EMPLOYEE else "yes"
    general = [fact.text for fact in load_filing().general.who_may_ask[:2]]
    if place is None or may == "yes":
        yield _found(CheckCode.WHO_ASKS, Level.PASS, general[0])
        return
    fix = {
        "no": "Let the employer request the certificate.",
        "employer_asks": "Let the employer request the certificate.",
        "employer_confirms": "Tell the employer, or let the employer request the certificate.",
        "not_found": "Let the employer request the certificate, if it does not do so already.",
    }[may]
    yield _found(
        CheckCode.WHO_ASKS,
        Level.WARN,
        " ".join(general) if may == "not_found" else place.who_may_ask[0].text,
        left=("Worker", str(Worker(request.worker))),
        right=("Country", request.host_name),
        fix=fix,
    )


_CHECKS = (
    _complete,
    _client_as_business,
    _vague_activity,
    _contract_begins,
    _contract_ends,
    _record_differs,
    _records_named,
    _work_country,
    _limit,
    _long_name,
    _ssn_elsewhere,
    _confirmed_dates,
    _late,
    _who_asks,
)
