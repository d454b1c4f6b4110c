"""The rules in the words of a reader who has never seen one: the same on screens and on the command line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator

from tracker import countries
from tracker.codes import Kind
from tracker.rules.model import Agreement, OfficialText, Provision, Series

_THIRD_COUNTRY_HOMES = {
    "us": "A person who lives in a third country is under US coverage.",
    "host": "A person who lives in a third country is under the coverage of the country where the work is done.",
    "exception": (
        "A person who lives in a third country is outside this rule. Only a special exception by both agencies, which "
        "is rare, helps."
    ),
    "unread": "A person who lives in a third country: outside this rule, by analogy with the other agreements.",
}


def months_text(months: int) -> str:
    """``5 years``, ``18 months``, ``2 years and 6 months``."""
    years, rest = divmod(months, 12)
    if not years or months == 18:
        return _count(months, "month")
    whole = _count(years, "year")
    return f"{whole} and {_count(rest, 'month')}" if rest else whole


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def rule_words(provision: Provision) -> str:
    """A rule in half a line."""
    match provision.kind:
        case Kind.RESIDENCE:
            return "The country where you live decides"
        case Kind.NATIONALITY:
            return "Nationality decides"
        case Kind.PRINCIPAL_ACTIVITY:
            return "Work in both countries: the principal activity decides"
        case _ if provision.limit_months:
            start = "Sent by the employer" if provision.kind == Kind.DETACHED_EMPLOYEE else "US business moved"
            return f"{start}, up to {months_text(provision.limit_months)}"
        case Kind.TEMPORARY_TRANSFER if not provision.not_permanent:
            return "US business moved, time limit not read"
        case _:
            return "Sent or moved, not permanently"


def rules_in_short(provisions: Iterable[Provision], mark: Callable[[Provision], str]) -> list[str]:
    """Each rule in half a line and its ``mark`` (such as " (not verified)"), in order and without repetition.

    Where official texts give different rules, the last entry says so. Empty for no provision.
    """
    listed = list(provisions)
    short = list(dict.fromkeys(rule_words(provision) + mark(provision) for provision in listed))
    if any(provision.texts for provision in listed):
        short[-1] += " (official texts differ)"
    return short


def official_text_words(text: OfficialText) -> str:
    """``SSA's manual, POMS RS 02001.475 (TN 49, 09-22): The country where the person lives decides.``"""
    return f"{text.name} ({text.dated}): {text.says}"


def stated_by(provision: Provision, agreement: Agreement) -> str:
    """Which of several official texts state the rule, as one sentence; "" where no text contradicts it."""
    names = [f"{text.name} ({text.dated})" for text in agreement.texts if text.id in provision.texts]
    if not names:
        return ""
    return (
        f"Stated only by {' and '.join(names)}. Another official text gives a different rule; where the two give "
        "different answers, the day is unclear."
    )


def residence_practice_words(agreement: Agreement) -> str:
    """From when on the partner itself counts a person as living there; "" where the file does not say."""
    practice = agreement.residence_there
    if practice is None:
        return ""
    return f"Expected stay of more than {months_text(practice.months)}: {practice.rule}"


def decides_on(provision: Provision, day: dt.date) -> bool:
    """Whether the rule decides stays that begin on a day."""
    return provision.first_day <= day and (provision.last_day is None or day <= provision.last_day)


def small_print(provision: Provision) -> Iterator[str]:
    """What a rule requires beyond its text, one sentence each: limit, conditions, routes, homes, repeats, a choice."""
    if provision.limit_months:
        yield f"Limit: {months_text(provision.limit_months)}, measured by what was expected at the start."
    for condition in provision.conditions:
        yield condition.sentence
    if provision.kind == Kind.DETACHED_EMPLOYEE:
        yield _third_country(provision)
    if provision.kind == Kind.RESIDENCE:
        yield _THIRD_COUNTRY_HOMES[provision.elsewhere]
    if provision.separate_short_stays:
        yield "Short stays with breaks between them count each by itself, with a limit of its own."
    if provision.limit_months:
        yield _repeats(provision.series)
    if provision.election:
        rule = provision.election
        yield f"The choice is due by the end of month {rule.months} after the month in which the work begins."
        yield rule.host_national_again
        yield rule.dual_national_again


def _third_country(provision: Provision) -> str:
    match provision.third_country:
        case "allowed":
            return "Coming by way of a third country: allowed."
        case "restricted":
            nationals = " and ".join(countries.name(code) for code in provision.route_open_to)
            return f"Coming by way of a third country: only for nationals of {nationals}."
        case _:
            return "Coming by way of a third country: the sources read do not say."


def _repeats(series: Series | None) -> str:
    if series is None:
        return "Repeated stays: no rule was found in the sources read, so none is applied."
    if series.note:
        told = series.note
    elif series.limit_months is not None:
        told = f"the later one must end within {months_text(series.limit_months)} of the first one's start"
    else:
        told = f"a rule exists ({series.section})."
    return f"Repeated stays: {told}" + (
        "" if series.verified else " The official text was not read, so a later stay is unclear."
    )


def cited(agreement: Agreement) -> Iterator[tuple[str, str]]:
    """Every source id that an agreement cites, with the key path that cites it."""
    parts: list[tuple[str, tuple[str, ...]]] = [
        ("start", agreement.start.sources),
        ("territory", agreement.territory.sources),
        ("extension", agreement.extension.sources),
        ("certificate", agreement.certificate.sources),
        ("contributions", agreement.contributions.sources),
    ]
    parts += [(f"instruments.{n}", i.sources) for n, i in enumerate(agreement.instruments)]
    parts += [(f"understandings.{n}", u.sources) for n, u in enumerate(agreement.understandings)]
    parts += [(f"texts.{text.id}", text.sources) for text in agreement.texts]
    if agreement.residence_there:
        parts.append(("residence_there", agreement.residence_there.sources))
    for provision in agreement.provisions:
        parts.append((f"provisions.{provision.id}", provision.sources))
        if provision.series:
            parts.append((f"provisions.{provision.id}.series", provision.series.sources))
        if provision.election:
            parts.append((f"provisions.{provision.id}.election", provision.election.sources))
    for key_path, sources in parts:
        for source in sources:
            yield f"{key_path}.sources", source
