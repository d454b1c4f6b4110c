"""Checks before a request is sent: what would delay or spoil it, with both values and what to do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from tracker import countries
from tracker.analysis import Analysis
from tracker.codes import Certainty, Code, Decision, Worker
from tracker.errors import BadOption
from tracker.filing.identity import checked_identity
from tracker.filing.places import load_filing
from tracker.filing.request import Field, FieldState, Request, records_that_differ
from tracker.rules.tables import Law

LONG_NAME = 30
"""Longer names are pointed out: a form may cut them. Our own measure; no limit of SSA's form was found."""

SHORT_ACTIVITY = 3
"""Fewest words that say something about an activity. Our own measure."""


class Level(Code):
    """What a check found."""

    PASS = "pass", "In order."
    WARN = "warn", "Look at it before you send."
    STOP = "stop", "Put it right before you send."


class CheckCode(Code):
    """What is checked before a request is sent."""

    COMPLETE = "complete", "Everything that the list asks for is entered"
    CLIENT_AS_BUSINESS = "client_as_business", "The business or employer is not the client"
    VAGUE_ACTIVITY = "vague_activity", "The activity is described exactly"
    CONTRACT_BEGINS = "contract_begins", "The beginning agrees with the engagement"
    CONTRACT_ENDS = "contract_ends", "The end agrees with the engagement"
    RECORD_DIFFERS = "record_differs", "Every record says the same"
    RECORDS_NAMED = "records_named", "Every entry names the record that it was taken from"
    WORK_COUNTRY = "work_country", "The country is where the work is done"
    LIMIT = "limit", "The dates keep the limit of the rule"
    LONG_NAME = "long_name", "No name is so long that a form may cut it"
    SSN_ELSEWHERE = "ssn_elsewhere", "No field holds a Social Security number"
    SSN = "ssn", "The Social Security number has its form"
    CONFIRMED_DATES = "confirmed_dates", "The dates rest on records"
    LATE = "late", "The request comes before the work"
    WHO_ASKS = "who_asks", "The right person asks"


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


def checks(analysis: Analysis, request: Request) -> tuple[Check, ...]:
    """Every check of one request, in the order of ``CheckCode``; ``ssn_check`` checks the SSN when it is typed."""
    context = _Context.of(analysis, request)
    found = [check for one in _CHECKS for check in one(context)]
    order = list(CheckCode)
    return tuple(sorted(found, key=lambda check: order.index(check.code)))


def ssn_check(ssn: str, as_of: Any) -> Check:
    """Whether a typed SSN has its form. Neither value nor sentence repeats it."""
    told = "typed" if ssn.strip() else "left blank"
    shown = {"left": ("Social Security number", told), "right": ("Form", "000-00-0000")}
    try:
        checked_identity(ssn, None, as_of)
    except BadOption as error:
        return _found(CheckCode.SSN, Level.STOP, str(error), fix="Type it as it stands on the card.", **shown)
    if told == "typed":
        return _found(CheckCode.SSN, Level.PASS, "It has its form.", **shown)
    return _found(CheckCode.SSN, Level.WARN, "It is a blank on the sheet.", fix="Write it in by hand.", **shown)


@dataclass(frozen=True)
class _Context:
    analysis: Analysis
    request: Request
    engagement: Any  # row of assignments, or None
    stay: Any  # row of analysis.stays
    law: Law

    @classmethod
    def of(cls, analysis: Analysis, request: Request) -> _Context:
        law = Law(analysis.rules, analysis.workspace.verifications)
        stays, jobs = analysis.stays, analysis.workspace.assignments
        stay = stays[
            (stays["traveler"] == request.traveler)
            & (stays["period"] == request.period)
            & (stays["jurisdiction"] == request.host)
        ]
        job = jobs[(jobs["traveler"] == request.traveler) & (jobs["assignment"] == request.assignment)]
        engagement = next(job.itertuples(index=False), None) if request.assignment else None
        return cls(analysis, request, engagement, next(stay.itertuples(index=False)), law)


def _found(code: CheckCode, level: Level, sentence: str, **more: Any) -> Check:
    return Check(code, level, code.sentence, sentence, **more)


_ALWAYS_NEEDED = ("name", "business_name", "first_day")


def _complete(context: _Context) -> Iterator[Check]:
    request, own = context.request, load_filing().places.get(context.request.host)
    end_is_needed = own is not None and any(ask.field == "last_day" and not ask.note for ask in own.asks)
    needed = {*_ALWAYS_NEEDED, *(["last_day"] if end_is_needed else [])}
    if request.worker != Worker.EMPLOYEE:
        needed.add("activity_description")
    empty = [field for field in request.fields if field.state == FieldState.EMPTY and _can_be_filled(field)]
    stops = [field for field in empty if field.code in needed]
    asked = [field for field in empty if field.asked and field not in stops]
    for level, fields in ((Level.STOP, stops), (Level.WARN, asked)):
        if fields:
            labels = ", ".join(field.label for field in fields)
            yield _found(
                CheckCode.COMPLETE,
                level,
                "Without these the request is not complete." if level == Level.STOP else "The list asks for these too.",
                left=("Empty", labels),
                right=("Asked for by", "every request" if level == Level.STOP else f"the list for {request.host_name}"),
                fix="Enter what is missing; where there is nothing to tell, write that: no other.",
            )
    if not stops and not asked:
        yield _found(CheckCode.COMPLETE, Level.PASS, "Nothing that the list asks for is empty.")


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
            "The client stands where the US business or employer belongs."
            if is_us
            else "The client stands where your own business or employer abroad belongs.",
            left=(field.label, field.value),
            right=("Client", client),
            fix="Enter the US business or employer; a sole proprietor enters the own name."
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
    fix = "Say what exactly is done, for what, as the contract does: Designing a series of 12 theater posters."
    if not words:
        yield _found(CheckCode.VAGUE_ACTIVITY, Level.WARN, "The activity is not described.", fix=fix, **shown)
    elif not telling:
        told = "These words say nothing about what is done (our own list of words)."
        yield _found(CheckCode.VAGUE_ACTIVITY, Level.WARN, told, fix=fix, **shown)
    elif len(words) < SHORT_ACTIVITY:
        told = f"Fewer than {SHORT_ACTIVITY} words (our own measure): probably too little to judge by."
        yield _found(CheckCode.VAGUE_ACTIVITY, Level.WARN, told, fix=fix, **shown)
    else:
        yield _found(CheckCode.VAGUE_ACTIVITY, Level.PASS, "It says something specific.", **shown)


def _contract_begins(context: _Context) -> Iterator[Check]:
    agreed = context.engagement.first_day if context.engagement is not None else pd.NaT
    begins = context.request.first_day
    if pd.isna(agreed) or begins is None:
        yield _found(
            CheckCode.CONTRACT_BEGINS, Level.PASS, "No first day of the engagement is entered to compare with."
        )
        return
    shown = {
        "left": ("Trips and request", begins.isoformat()),
        "right": ("Engagement", f"{agreed:%Y-%m-%d}"),
    }
    if begins < agreed.date():
        told = f"The work is logged {days_text((agreed.date() - begins).days)} before the engagement begins."
        fix = "Correct the trips or the first day of the engagement, whichever the signed contract does not support."
        yield _found(CheckCode.CONTRACT_BEGINS, Level.STOP, told, fix=fix, **shown)
    elif begins > agreed.date():
        told = f"The work there begins {days_text((begins - agreed.date()).days)} after the engagement does."
        fix = "In order if the engagement began elsewhere; else correct one of the two."
        yield _found(CheckCode.CONTRACT_BEGINS, Level.WARN, told, fix=fix, **shown)
    else:
        yield _found(CheckCode.CONTRACT_BEGINS, Level.PASS, "Both are the same day.", **shown)


def _contract_ends(context: _Context) -> Iterator[Check]:
    job, stay = context.engagement, context.stay
    of_here = job is not None and (not job.host or context.law.jurisdiction(job.host) == context.request.host)
    agreed = job.expected_last_day if of_here else pd.NaT
    if pd.isna(agreed):
        yield _found(CheckCode.CONTRACT_ENDS, Level.PASS, "No expected end is entered to compare with.")
        return
    # As logged: a last day that was handed over to the next country still is a day of this work.
    trips = context.analysis.workspace.trips
    logged = trips.loc[trips["trip"].isin(context.request.trips), "last_day"].fillna(stay.last_day).max()
    shown = {
        "left": ("Last logged work day", f"{logged:%Y-%m-%d}"),
        "right": ("Expected end of the engagement", f"{agreed:%Y-%m-%d}"),
    }
    as_of = pd.Timestamp(context.analysis.settings.as_of)
    if logged > agreed:
        told = f"Work is logged {days_text((logged - agreed).days)} beyond the expected end."
        fix = "Correct the trips, or the expected end if the contract was changed; ask for the real dates."
        yield _found(CheckCode.CONTRACT_ENDS, Level.STOP, told, fix=fix, **shown)
    elif logged < agreed < as_of and not stay.open_ended:
        told = f"The work ended {days_text((agreed - logged).days)} before the expected end, which is past."
        fix = "Log the missing days, or say in the comment when the work really ended."
        yield _found(CheckCode.CONTRACT_ENDS, Level.WARN, told, fix=fix, **shown)
    else:
        yield _found(CheckCode.CONTRACT_ENDS, Level.PASS, "No work is logged beyond it.", **shown)


_MUST_AGREE = ("name", "business_name", "first_day", "last_day", "activity_description", "scope", "host")


def _record_differs(context: _Context) -> Iterator[Check]:
    """Every record that holds another value, so that two records which disagree stand side by side."""
    found = False
    for field, record, value in records_that_differ(context.analysis, context.request):
        found = True
        yield _found(
            CheckCode.RECORD_DIFFERS,
            Level.STOP if field.code in _MUST_AGREE else Level.WARN,
            f"{field.label}: {record} says something else.",
            left=("Entered", field.value),
            right=(record, value),
            fix="Find out which one is right; correct the entry, or have the record corrected and note it.",
        )
    if not found:
        yield _found(CheckCode.RECORD_DIFFERS, Level.PASS, "No record was found to say something else.")


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
            "Entered from memory, as far as Coverline knows.",
            left=("Without a record", ", ".join(loose)),
            fix="Compare each with its record (card, passport, signed contract) and note the record.",
        )
    else:
        yield _found(CheckCode.RECORDS_NAMED, Level.PASS, "Each entry was compared with a record.")


def _work_country(context: _Context) -> Iterator[Check]:
    job, request = context.engagement, context.request
    named = context.law.jurisdiction(job.host) if job is not None and job.host else ""
    shown = {
        "left": ("Trips and request", request.host_name),
        "right": ("Engagement", countries.name(named) if named else "not entered"),
    }
    if named and named != request.host:
        told = "The engagement names another country than the one where the work is logged."
        fix = "Ask for the country where the work is physically done; correct the engagement or the trips."
        yield _found(CheckCode.WORK_COUNTRY, Level.STOP, told, fix=fix, **shown)
    else:
        yield _found(CheckCode.WORK_COUNTRY, Level.PASS, "The trips name the country.", **shown)


def _limit(context: _Context) -> Iterator[Check]:
    stay = context.stay
    limit = stay.limit_last_day
    if pd.isna(limit):
        yield _found(CheckCode.LIMIT, Level.PASS, "The rule that was applied sets no number of months.")
        return
    end = stay.expected_last_day if pd.notna(stay.expected_last_day) else stay.last_day
    is_open = stay.open_ended and pd.isna(stay.expected_last_day)
    shown = {
        "left": ("Expected or logged end", "open" if is_open else f"{max(end, stay.last_day):%Y-%m-%d}"),
        "right": (f"Limit of {stay.provision}", f"{limit:%Y-%m-%d}"),
    }
    if is_open:
        told, fix = "No end is known, so the limit may be passed.", "Enter the end that was expected."
        yield _found(CheckCode.LIMIT, Level.WARN, told, fix=fix, **shown)
    elif max(end, stay.last_day) > limit:
        told = f"The work goes {days_text((max(end, stay.last_day) - limit).days)} beyond the limit."
        fix = "An ordinary request cannot cover it: ask SSA about an extension or a special exception."
        yield _found(CheckCode.LIMIT, Level.STOP, told, fix=fix, **shown)
    else:
        yield _found(CheckCode.LIMIT, Level.PASS, "The end lies on or before the limit.", **shown)


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
            fix="Take it out: it is typed only when a file is made.",
        )
    else:
        yield _found(CheckCode.SSN_ELSEWHERE, Level.PASS, "None of the fields looks like one.")


def _confirmed_dates(context: _Context) -> Iterator[Check]:
    trips = context.analysis.workspace.trips
    mine = trips[trips["trip"].isin(context.request.trips)]
    guessed = mine[mine["certainty"].isin([str(Certainty.ESTIMATED), str(Certainty.INFERRED)])]
    if len(guessed):
        yield _found(
            CheckCode.CONFIRMED_DATES,
            Level.WARN,
            "The dates of these trips were written down from memory or worked out.",
            left=("Trips", ", ".join(guessed["trip"])),
            right=("Certainty", ", ".join(dict.fromkeys(guessed["certainty"]))),
            fix="Find a ticket, a stamp or a contract for them, and mark them confirmed.",
        )
    else:
        yield _found(CheckCode.CONFIRMED_DATES, Level.PASS, "None of its trips is an estimate.")


def _late(context: _Context) -> Iterator[Check]:
    begins, as_of = context.request.first_day, context.analysis.settings.as_of
    if begins is None:
        return
    shown = {"left": ("Beginning date", begins.isoformat()), "right": ("Today", as_of.isoformat())}
    if context.request.decision in (Decision.PENDING, Decision.ON_FILE):
        yield _found(CheckCode.LATE, Level.PASS, Decision(context.request.decision).sentence, **shown)
    elif begins <= as_of:
        told = "The work has begun. No page states how late a certificate can be asked for."
        fix = "Ask at once; SSA says whether it can be issued for the days that are past."
        yield _found(CheckCode.LATE, Level.WARN, told, fix=fix, **shown)
    else:
        yield _found(CheckCode.LATE, Level.PASS, "The work lies ahead.", **shown)


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


def days_text(count: int) -> str:
    """``1 day``, ``2 days``."""
    return "1 day" if count == 1 else f"{count} days"


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
