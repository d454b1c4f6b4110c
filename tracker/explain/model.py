"""The shape of an explanation: what was used, where it comes from, what follows. Days are inclusive.

None always means "not known" or "none"; what it is stands beside each field. ``as_plain`` gives the whole as JSON.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from tracker.codes import Case, CertificateState, Decision, Issuer, Origin, Severity, Standing, Status, Verdict
from tracker.rules.model import Source


@dataclass(frozen=True)
class TripOfDay:
    """A logged trip that contains the day."""

    trip: str
    country: str
    name: str  # of the country
    place: str
    first_day: dt.date
    last_day: dt.date | None  # None: ongoing
    activity: str
    assignment: str
    handed_over: bool  # its last day: counted for the trip that begins on it


@dataclass(frozen=True)
class PeriodOfDay:
    """The work period that trips of the day belong to."""

    period: int
    assignment: str
    first_day: dt.date
    last_day: dt.date
    case: Case
    causes: tuple[str, ...]  # trips that make it mixed
    decision: Decision


@dataclass(frozen=True)
class OwnCheck:
    """What the user verified."""

    checked_on: dt.date
    source: str
    note: str


@dataclass(frozen=True)
class AgreementOfDay:
    """The agreement that reaches the host, as it stood on the day."""

    partner: str  # the host itself, or the partner whose agreement reaches it; "" where there is no agreement
    name: str
    standing: Standing
    first_day: dt.date | None  # of its coverage rules, in force or reported; None: no agreement
    reaches_host: bool  # False: the sources read do not say whether it does
    own_check: OwnCheck | None  # its start was found by the user
    sources: tuple[Source, ...]


@dataclass(frozen=True)
class Rule:
    """A provision that may decide the day."""

    provision: str
    kind: str  # the sentence for its kind
    rule: str
    conditions: tuple[str, ...]
    section: str
    verified: bool  # by the law files, or by the user's own check
    own_check: OwnCheck | None
    sources: tuple[Source, ...]
    doubts: tuple[str, ...]
    texts: tuple[str, ...]  # names of the official texts that state it; empty: no text contradicts it


@dataclass(frozen=True)
class TextOfRule:
    """One of several official texts that state different rules for this kind of work."""

    name: str
    dated: str  # the date printed on it, or when it was read
    says: str
    sources: tuple[Source, ...]


@dataclass(frozen=True)
class RepeatRule:
    """A rule on stays that come again, which this later stay may be under."""

    section: str
    note: str
    read: bool  # False: it is known to exist, and its text was not read
    sources: tuple[Source, ...]


@dataclass(frozen=True)
class ClockOfStay:
    """The clock of this work in this jurisdiction."""

    first_day: dt.date
    expected_last_day: dt.date | None  # as entered for this jurisdiction
    last_work_day: dt.date  # logged so far
    limit_months: int | None  # None: the rule has no limit
    limit_last_day: dt.date | None  # with the exception that was granted, if any
    granted_until: dt.date | None


@dataclass(frozen=True)
class Fact:
    """One fact that a rule asked for."""

    column: str
    question: str
    why: str  # it matters
    value: str  # as stored; "" where it is not known
    words: str  # the same in words
    origin: Origin
    first_day: dt.date | None = None  # of the row of residences
    last_day: dt.date | None = None


@dataclass(frozen=True)
class CertificateOfDay:
    """A certificate for this host and work whose days contain the day."""

    certificate: str
    issuer: Issuer
    issued_by: str  # name of the country whose agency issued it
    state: CertificateState | None  # None: not entered
    first_day: dt.date
    last_day: dt.date | None  # None: no end date
    covers: bool  # it is the one that decides the day


@dataclass(frozen=True)
class HostAnswer:
    """One row of coverage on the day: its verdict, and everything behind it."""

    host: str
    name: str
    period: int
    assignment: str
    verdict: Verdict
    reason: str
    sentence: str
    mixed: bool
    worker: str  # codes.Worker as judged, "" = not known
    residence: str  # the jurisdiction where the person lives, as judged; "" = not known, or no rule was asked
    agreement: AgreementOfDay
    rule: Rule | None  # None: no rule was asked
    other_rules: tuple[Rule, ...]  # alternatives that were tried and got less far, or that another text states
    texts: tuple[TextOfRule, ...]  # the official texts that state different rules; empty where there is one rule
    repeat: RepeatRule | None
    clock: ClockOfStay | None
    facts: tuple[Fact, ...]
    certificates: tuple[CertificateOfDay, ...]


@dataclass(frozen=True)
class Hint:
    """A finding that touches the day."""

    severity: Severity
    code: str
    subject: str
    message: str


@dataclass(frozen=True)
class Explanation:
    """One day of one traveler.

    ``verdict`` and ``reason`` are those of the whole day where no foreign work is logged, else None and "": then
    every host has its own in ``answers``.
    """

    traveler: str
    name: str  # "" where none is known
    day: dt.date
    status: Status
    countries: tuple[str, ...]
    verdict: Verdict | None
    reason: str
    sentence: str
    first_logged_day: dt.date | None  # of the traveler; None: nothing is logged at all
    last_logged_day: dt.date | None
    trips: tuple[TripOfDay, ...]
    periods: tuple[PeriodOfDay, ...]
    answers: tuple[HostAnswer, ...]
    hints: tuple[Hint, ...]
    as_of: dt.date
    rules_digest: str


@dataclass(frozen=True)
class Change:
    """One fact, and what the day would be if it were so. Everything else stays as it is.

    A fact about loose trips goes to a new assignment of their work period. An expected last day is for ``host``.
    """

    host: str
    assignment: str
    table: str  # where the fact is kept …
    subject: str  # … in the row of this trip, assignment ("": a new one), traveler, certificate, provision or partner
    column: str
    value: str
    question: str
    words: str
    verdict: Verdict
    reason: str
    sentence: str


@dataclass(frozen=True)
class WhatIf:
    """What was found by asking again with one fact changed at a time."""

    changes: tuple[Change, ...]
    remarks: tuple[str, ...]  # what the reader must know about them, or why there are none
    tried: int  # how many times the whole question was asked again


def as_plain(value: Any) -> Any:
    """Dataclasses → dicts, days → ISO text, all the way down: ready for JSON."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: as_plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple | list):
        return [as_plain(item) for item in value]
    return value.isoformat() if isinstance(value, dt.date) else value
