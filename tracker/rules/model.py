"""Law as data: the shape of data/agreements/*.toml, data/sources.toml and data/united_states.toml.

Plain frozen dataclasses; ``load.py`` fills them and refuses unknown keys. Dates are inclusive on both ends.
What a file does not state is empty or None, which always means "not known", never "none".
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Literal, TypeVar, dataclass_transform

from tracker.codes import Condition, Kind, Worker

T = TypeVar("T")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def _record(cls: type[T]) -> type[T]:
    """A frozen dataclass in which pydantic, when load.py fills it, refuses unknown keys."""
    cls.__pydantic_config__ = {"extra": "forbid"}  # type: ignore[attr-defined]
    return dataclass(frozen=True, slots=True)(cls)


@_record
class Source:
    """One cited document."""

    title: str
    href: str
    read_on: dt.date
    official: bool  # published by a government or a social security agency, not a mirror or the press
    page_date: str | None = None  # the date or transmittal printed on the page, as printed


@_record
class Start:
    """When the agreement's coverage rules began to apply."""

    first_day: dt.date
    confirmed: bool  # False: reported only; nothing rests on it until the user records a check
    sources: tuple[str, ...]
    note: str = ""


@_record
class Territory:
    """Which places outside the partner's main territory the agreement reaches (ISO alpha-2 codes)."""

    included: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    open: tuple[str, ...] = ()  # the sources read do not say; verdicts there are rule_unverified
    note: str = ""
    sources: tuple[str, ...] = ()


@_record
class Instrument:
    """An agreement, supplement or protocol."""

    title: str
    sources: tuple[str, ...]
    first_day: dt.date | None = None  # entry into force; None: not known, or not in force
    last_day: dt.date | None = None  # last day before another instrument replaced it
    signed: dt.date | None = None
    changes_coverage: bool = False  # it changed who is covered where, not only benefits
    note: str = ""


@_record
class Series:
    """A rule on repeated assignments to the same country."""

    verified: bool  # False: the rule is known to exist, and its text was not read; a later stay is rule_unverified
    section: str
    sources: tuple[str, ...]
    limit_months: int | None = None  # a later stay must end within this many months of the first one's start …
    reset_months: int | None = None  # … or start this many full months after the latest one ended
    note: str = ""


@_record
class ElectionRule:
    """The choice between the two systems that a nationality rule gives to some people."""

    months: int  # to be made by the end of this many months after the month in which the work begins
    host_national_again: str  # when somebody with the host's nationality only may choose anew
    dual_national_again: str  # when somebody with both nationalities may choose anew
    section: str
    sources: tuple[str, ...]
    change_years_after: int | None = None  # a host national may choose anew in this year after the one of the start


@_record
class OfficialText:
    """One of several official texts that give different rules for the same work.

    Provisions name the texts that state them. Where the texts give different answers for the facts at hand, the day is
    ``official_sources_disagree``.
    """

    id: str  # one word, such as manual or page; provisions refer to it
    worker: Worker
    name: str  # how a reader finds it: SSA's manual, POMS RS 02001.475
    dated: str  # the date printed on it, or when it was read
    says: str  # its rule in plain words
    sources: tuple[str, ...]


@_record
class Provision:
    """One dated rule for one kind of worker. Two provisions of one worker at once are alternatives."""

    id: str
    worker: Worker
    kind: Kind
    first_day: dt.date
    verified: bool
    rule: str  # in plain words, for a reader who has never seen the agreement
    section: str  # article or manual section
    sources: tuple[str, ...]
    last_day: dt.date | None = None
    limit_months: int | None = None
    not_permanent: bool = False  # old test without a number: any known end will do
    conditions: tuple[Condition, ...] = ()
    third_country: Literal["allowed", "restricted", "unknown"] = "unknown"  # being sent by way of a third country
    route_open_to: tuple[str, ...] = ()  # restricted: the nationalities that may come that way
    election: ElectionRule | None = None  # nationality rules only
    series: Series | None = None  # None: no rule on repeats was found in the sources
    texts: tuple[str, ...] = ()  # ids of the agreement's official texts that state it; empty: no text contradicts it
    elsewhere: Literal["us", "host", "exception", "unread"] = "unread"
    """Residence rules: whose a resident of a third country is. exception: outside the rule, by its text; unread: no
    text on such people was read, so they are taken to be outside by analogy with the other agreements."""
    separate_short_stays: bool = False  # short intermittent stays under one assignment count each by itself (Canada)
    doubts: tuple[str, ...] = ()


@_record
class Extension:
    """What may lengthen a stay beyond the limit."""

    employee: str = ""
    self_employed: str = ""
    who_asks: str = ""  # who asks, and at which agency
    who_agrees: str = ""
    longest_months: int | None = None  # of an employee's stay, beyond the limit
    ask_before_end: bool | None = None  # it must be asked for before the limit is reached
    sources: tuple[str, ...] = ()


@_record
class CertificateFacts:
    """What the sources say about asking for and using a certificate."""

    self_employed_when: str = ""
    extra_information: tuple[str, ...] = ()
    extra_information_note: str = ""
    foreign_authority: str = ""
    proof: str = ""
    us_letter: str = ""  # the partner issues no certificate for work in its own system; SSA's letter in words
    sources: tuple[str, ...] = ()


@_record
class ResidencePractice:
    """From when on the partner itself counts a person as living there, whatever was planned. It decides no day."""

    months: int  # a stay expected to last longer than this
    rule: str
    sources: tuple[str, ...]


@_record
class Contributions:
    """Which of the partner's contributions the agreement takes off a person under US coverage."""

    covered: tuple[str, ...] = ()
    not_covered: tuple[str, ...] = ()
    note: str = ""
    sources: tuple[str, ...] = ()


@_record
class Understanding:
    """A separate text beside the agreement (Quebec)."""

    name: str
    first_day: dt.date
    rule: str
    authorities: str
    territory: str
    plan: str  # the contributions that a certificate under it takes off
    places: tuple[str, ...]  # words in the place of a trip that name its territory
    sources: tuple[str, ...]
    signed: dt.date | None = None


@_record
class Agreement:
    """Everything the files say about one partner."""

    partner: str
    name: str
    ssa_name: str
    confidence: Literal["high", "medium", "low"]
    read_whole: bool  # the raw record was read whole when this file was written
    start: Start
    instruments: tuple[Instrument, ...]
    provisions: tuple[Provision, ...]
    territory: Territory = field(default_factory=Territory)
    extension: Extension = field(default_factory=Extension)
    certificate: CertificateFacts = field(default_factory=CertificateFacts)
    contributions: Contributions = field(default_factory=Contributions)
    understandings: tuple[Understanding, ...] = ()
    texts: tuple[OfficialText, ...] = ()
    residence_there: ResidencePractice | None = None
    notes: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()


@_record
class TemporaryAbsence:
    """Guidance on when somebody who is away still lives in the United States. It decides no day."""

    months: int  # an absence of so many months or less is temporary
    rule: str
    sources: tuple[str, ...]


@_record
class UnitedStates:
    """What counts as the United States, who issues US certificates, and when an absence is temporary."""

    territories: tuple[str, ...]
    issuer: str
    online: str
    note: str
    sources: tuple[str, ...]
    temporary_absence: TemporaryAbsence


@_record
class Rules:
    """The whole law set: immutable; ``digest`` names exactly these files."""

    agreements: dict[str, Agreement]  # by partner, alphabetical
    sources: dict[str, Source]
    united_states: UnitedStates
    digest: str

    def provision(self, provision_id: str) -> Provision:
        """The provision with this id; KeyError if there is none."""
        agreement = self.agreements[provision_id.partition(".")[0]]
        return next(p for p in agreement.provisions if p.id == provision_id)
