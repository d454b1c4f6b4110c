"""What ``agreements`` prints."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tracker.cli.terminal import console_of_this_terminal, country_names, plain, show_foot, show_table

if TYPE_CHECKING:
    from tracker.rules import Agreement, Provision, Rules


def show_agreements(rules: Rules, day: dt.date) -> None:
    """All agreements in force or reported on a day."""
    console = console_of_this_terminal()
    in_force = [a for a in rules.agreements.values() if a.start.first_day <= day]
    show_table(
        console,
        f"Agreements with the United States in force on {day}",
        ("code", "country", "in force since", "employees", "self-employed", "confidence"),
        [
            (
                agreement.partner,
                agreement.name,
                _since(agreement),
                _rules_in_short(agreement, "employee", day),
                _rules_in_short(agreement, "self_employed", day),
                agreement.confidence,
            )
            for agreement in sorted(in_force, key=lambda agreement: (not agreement.start.confirmed, agreement.name))
        ],
    )
    console.print("One country with rules, doubts and sources: coverline agreements --country CC")
    show_foot(console, rules)


def _since(agreement: Agreement) -> str:
    return f"{'' if agreement.start.confirmed else 'reported, not confirmed: '}{agreement.start.first_day}"


def _decides(provision: Provision, day: dt.date) -> bool:
    return provision.first_day <= day and (provision.last_day is None or day <= provision.last_day)


def _rules_in_short(agreement: Agreement, worker: str, day: dt.date) -> str:
    rules = [p for p in agreement.provisions if p.worker == worker and _decides(p, day)]
    return "; or ".join(map(_in_short, rules)) or "no rule found"


def _in_short(provision: Provision) -> str:
    from tracker.codes import Kind

    what = {
        Kind.DETACHED_EMPLOYEE: "sent",
        Kind.RESIDENCE: "residence decides",
        Kind.TEMPORARY_TRANSFER: "business moved",
        Kind.NATIONALITY: "nationality decides",
    }[provision.kind]
    limit = f", up to {_duration(provision.limit_months)}" if provision.limit_months else ""
    return what + limit + ("" if provision.verified else " (not verified)")


def _duration(months: int) -> str:
    if months % 12:
        return f"{months} months"
    return "1 year" if months == 12 else f"{months // 12} years"


def show_country(code: str, rules: Rules, day: dt.date) -> None:
    """One country in full: rules, conditions, dates, doubts, sources."""
    from tracker import countries
    from tracker.rules.tables import UNITED_STATES, Law

    console, name = console_of_this_terminal(), countries.name(code)
    partner = Law(rules).jurisdiction(code)
    agreement = rules.agreements.get(partner)
    if code == UNITED_STATES or partner == UNITED_STATES:
        console.print("Work in the United States: no certificate is needed.")
    elif agreement is None:
        console.print(f"{name} ({code}): the United States has no totalization agreement with it.")
        console.print("No US certificate can cover work there: take the contingency path.")
    else:
        if partner != code:
            console.print(f"{name} ({code}) belongs to the agreement with {agreement.name} ({partner}).")
        for line in _about_agreement(agreement, rules, day):
            console.print(plain(line), soft_wrap=False)
    show_foot(console, rules)


def _about_agreement(agreement: Agreement, rules: Rules, day: dt.date) -> Iterator[str]:
    """What the law file says about one partner, line by line."""
    start, territory = agreement.start, agreement.territory
    if not start.confirmed:
        status = f"reported to be in force from {start.first_day}, not confirmed"
    elif start.first_day <= day:
        status = f"in force on {day}, since {start.first_day}"
    else:
        status = f"not in force on {day}; it starts on {start.first_day}"
    yield f"{agreement.name} ({agreement.partner}): {status}. Confidence in what follows: {agreement.confidence}."
    yield from _line("", start.note)
    yield ""
    for provision in agreement.provisions:
        yield from _about_provision(provision, day)
    yield from _line("Employees, longer than that: ", agreement.extension.employee)
    yield from _line("Self-employed, longer than that: ", agreement.extension.self_employed)
    yield from _line("Also reaches: ", country_names(territory.included))
    yield from _line("Does not reach: ", country_names(territory.excluded))
    yield from _line("The sources do not say whether it reaches: ", country_names(territory.open))
    yield from _line("Territory: ", territory.note)
    yield from _line("Self-employed ask for the certificate: ", agreement.certificate.self_employed_when)
    yield from _line("Asks for more: ", "; ".join(agreement.certificate.extra_information))
    yield from _line("Takes off: ", "; ".join(agreement.contributions.covered))
    yield from _line("Does not take off: ", "; ".join(agreement.contributions.not_covered))
    for note in agreement.notes:
        yield f"Note: {note}"
    for doubt in agreement.doubts:
        yield f"Doubt: {doubt}"
    yield ""
    yield "Sources"
    cited = [*start.sources, *territory.sources]
    for provision in agreement.provisions:
        cited += [*provision.sources, *(provision.series.sources if provision.series else ())]
    for source in (rules.sources[key] for key in dict.fromkeys(cited)):
        yield f"- {source.title}, read on {source.read_on}: {source.href}"


def _about_provision(provision: Provision, day: dt.date) -> Iterator[str]:
    since = f"since {provision.first_day}" if provision.first_day <= day else f"from {provision.first_day}"
    until = f" to {provision.last_day}" if provision.last_day else ""
    who = "Self-employed" if provision.worker == "self_employed" else "Employees"
    yield f"{who} ({provision.id}, {since}{until}): {_in_short(provision)}"
    yield f"  {provision.rule}"
    for condition in provision.conditions:
        yield f"  Condition: {condition.sentence}"
    if provision.series:
        yield from _line("  Repeated stays: ", provision.series.note)
    yield f"  Section: {provision.section}"
    for doubt in provision.doubts:
        yield f"  Doubt: {doubt}"
    yield ""


def _line(label: str, text: str) -> Iterator[str]:
    if text:
        yield f"{label}{text}"
