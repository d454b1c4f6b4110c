"""An explanation in sentences that a lay person understands: the same on the command line and in the app."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from tracker.codes import Activity, Issuer, Origin, Reason, Standing
from tracker.explain.model import (
    AgreementOfDay,
    CertificateOfDay,
    ClockOfStay,
    Explanation,
    Fact,
    HostAnswer,
    OwnCheck,
    PeriodOfDay,
    RepeatRule,
    Rule,
    TripOfDay,
)
from tracker.rules.model import Source

_DOING = {Activity.WORK: "Work in", Activity.NON_WORK: "No work, in", Activity.TRANSIT: "Passing through"}


@dataclass(frozen=True)
class Line:
    """One sentence or two, with the documents that they rest on; ``lead`` comes first and may stand out."""

    text: str
    sources: tuple[Source, ...] = ()
    lead: str = ""


@dataclass(frozen=True)
class Section:
    """Lines under a heading."""

    title: str
    lines: tuple[Line, ...]


def logged(explained: Explanation) -> Section:
    """What the log says about the day."""
    lines = [_trip(trip) for trip in explained.trips]
    if not lines:
        lines.append("Nothing is logged for this day.")
        first, last = explained.first_logged_day, explained.last_logged_day
        if first is None:
            lines.append("Nothing at all is logged for this traveler.")
        elif last is not None and not first <= explained.day <= last:
            lines.append(f"The log runs from {first} to {last}.")
    lines += [_period(period) for period in explained.periods]
    return Section("What is logged", tuple(map(Line, lines)))


def sections(answer: HostAnswer) -> list[Section]:
    """What one host's verdict rests on, in the order in which it was found."""
    parts = [
        Section("The agreement", tuple(_agreement(answer))),
        Section("The rule", tuple(_rules(answer))),
        Section("Official texts that state different rules", tuple(_texts(answer))),
        Section("The facts it asked for", tuple(map(_fact, answer.facts))),
        Section("How long the stay may be", (*map(Line, _clock(answer.clock)), *_repeat(answer.repeat))),
        Section("Certificates whose days contain this day", tuple(map(_certificate, answer.certificates))),
    ]
    return [part for part in parts if part.lines]


def _span(first: dt.date, last: dt.date | None) -> str:
    return f"since {first}" if last is None else f"on {first}" if first == last else f"{first} to {last}"


def _trip(trip: TripOfDay) -> str:
    where = f"{trip.place}, {trip.name}" if trip.place else trip.name
    named = f"trip {trip.trip}" + (f", assignment {trip.assignment}" if trip.assignment else "")
    text = f"{_DOING[Activity(trip.activity)]} {where}, {_span(trip.first_day, trip.last_day)} ({named})."
    if trip.handed_over:
        text += " This is its last day, and another trip begins on it: the day was counted for that one."
    return text


def _period(period: PeriodOfDay) -> str:
    about = f", assignment {period.assignment}" if period.assignment else ", no assignment"
    causes = f" Trips that make it mixed: {', '.join(period.causes)}." if period.causes else ""
    when = _span(period.first_day, period.last_day)
    return (
        f"Work period {period.period}{about}, {when}. {period.case.sentence}{causes} "
        f"What to do about it: {period.decision.sentence}"
    )


def _agreement(answer: HostAnswer) -> Iterator[Line]:
    agreement = answer.agreement
    yield Line(_standing(answer.name, agreement), agreement.sources)
    if agreement.partner and agreement.partner != answer.host:
        reaches = (
            f"{answer.name} is under that agreement."
            if agreement.reaches_host
            else f"The sources read do not say whether it reaches {answer.name}."
        )
        yield Line(reaches)
    if agreement.own_check:
        yield Line(f"The start is {_own(agreement.own_check)}")


def _standing(host: str, agreement: AgreementOfDay) -> str:
    match agreement.standing:
        case Standing.NONE:
            return f"{host}: {Reason.NO_AGREEMENT.sentence}"
        case Standing.IN_FORCE:
            return f"The agreement with {agreement.name} was in force on this day; it began on {agreement.first_day}."
        case Standing.NOT_YET:
            return (
                f"The agreement with {agreement.name} had not started on this day; its start is {agreement.first_day}."
            )
        case Standing.REPORTED:
            return (
                f"The agreement with {agreement.name} is reported to be in force from {agreement.first_day}, but no "
                "official source read confirms it."
            )


def _own(check: OwnCheck) -> str:
    note = f" ({check.note})" if check.note else ""
    return f"by your own check of {check.checked_on}: {check.source}{note}."


_WHY_NO_RULE = {
    str(Reason.NO_AGREEMENT): "No rule was asked: without an agreement there is none.",
    str(Reason.AGREEMENT_NOT_IN_FORCE): "No rule was asked: the agreement had not started.",
    str(Reason.AGREEMENT_UNVERIFIED): "No rule was asked: first the agreement's start must be confirmed.",
    str(Reason.SEVERAL_COUNTRIES_SAME_DAY): "No rule was asked: first it must be clear where the day counts.",
    str(Reason.RULE_UNVERIFIED): "No rule for this kind of work was found in the sources read.",
    f"{Reason.FACT_MISSING}:worker": "No rule could be chosen: employees and the self-employed have different ones.",
}


def _rules(answer: HostAnswer) -> Iterator[Line]:
    if answer.rule is None:
        yield Line(_WHY_NO_RULE.get(answer.reason, "No rule was asked."))
        return
    yield from _rule(answer.rule)
    for other in answer.other_rules:
        lead = f"As stated by {' and '.join(other.texts)}" if other.texts else "Another rule that was tried"
        yield Line(f"{lead} (rule {other.provision}): {other.kind} {other.rule}", other.sources)


def _texts(answer: HostAnswer) -> Iterator[Line]:
    """Each official text with its date; then what follows for the day."""
    for text in answer.texts:
        yield Line(f"({text.dated}) {text.says}", text.sources, lead=text.name)
    if answer.texts and answer.reason == Reason.OFFICIAL_SOURCES_DISAGREE:
        yield Line("They give different answers for your facts, so this day stays open: ask SSA which one holds.")
    elif answer.texts:
        yield Line("For this day they do not lead to different answers, or a missing fact must be known first.")


def _repeat(repeat: RepeatRule | None) -> Iterator[Line]:
    if repeat is None:
        return
    is_read = "" if repeat.read else " It is known to exist, and its text was not read."
    note = f" {repeat.note}" if repeat.note else ""
    yield Line(f"A rule on repeated stays may reach this later stay ({repeat.section}).{is_read}{note}", repeat.sources)


def _rule(rule: Rule) -> Iterator[Line]:
    yield Line(f"{rule.kind} {rule.rule}")
    if rule.texts:
        yield Line(f"Stated by {' and '.join(rule.texts)}.")
    yield from (Line(f"Condition: {condition}") for condition in rule.conditions)
    yield Line(f"{rule.section} (rule {rule.provision}).", rule.sources)
    if rule.own_check:
        yield Line(f"Verified {_own(rule.own_check)}")
    elif not rule.verified:
        yield Line("Not verified: no official source for this rule was read.")
    yield from (Line(f"Doubt: {doubt}") for doubt in rule.doubts)


def fact_answer(fact: Fact) -> str:
    """The answer to a fact's question, with where it comes from."""
    if fact.origin == Origin.UNKNOWN:
        return Origin.UNKNOWN.sentence
    days = f" ({_span(fact.first_day, fact.last_day)})" if fact.first_day else ""
    answer = fact.words or "None"
    return f"{answer.removesuffix('.')}{days}. {fact.origin.sentence}"


def question(text: str) -> str:
    """A question, ready for its answer: not all of them end with a question mark."""
    return text if text.endswith("?") else f"{text}:"


def _fact(fact: Fact) -> Line:
    return Line(fact_answer(fact), lead=question(fact.question))


def _clock(clock: ClockOfStay | None) -> Iterator[str]:
    if clock is None:
        return
    if clock.limit_months is None:
        yield "The rule has no limit in months."
        return
    yield f"Counted from {clock.first_day}; {clock.limit_months} months are allowed."
    if clock.granted_until:
        yield f"A special exception or extension was granted until {clock.granted_until}."
    yield f"The last day within the limit is {clock.limit_last_day}."
    if clock.expected_last_day:
        yield f"The expected last day is {clock.expected_last_day}."
    else:
        yield f"No expected end is known; the last logged work day is {clock.last_work_day}."


def _certificate(held: CertificateOfDay) -> Line:
    state = held.state.sentence if held.state else "How far it has come is not entered."
    decides = _DECIDES[held.issuer] if held.covers else " It does not decide this day."
    when = _span(held.first_day, held.last_day)
    return Line(f"Certificate {held.certificate}, issued by {held.issued_by}, {when}: {state}{decides}")


_DECIDES = {
    Issuer.US: " It covers this day.",
    Issuer.HOST: " It shows that this day belongs to that country's system.",
    Issuer.OTHER: "",
}
