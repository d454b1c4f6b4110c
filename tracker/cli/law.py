"""What ``agreements`` prints."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tracker.cli.terminal import console_of_this_terminal, country_names, plain, show_foot, show_table

if TYPE_CHECKING:
    from tracker.rules import Agreement, Provision, Rules
    from tracker.rules.model import Instrument


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


def _rules_in_short(agreement: Agreement, worker: str, day: dt.date) -> str:
    from tracker.rules.words import decides_on, rules_in_short

    rules = [p for p in agreement.provisions if p.worker == worker and decides_on(p, day)]
    return "; or ".join(rules_in_short(rules, _mark)) or "no rule found"


def _mark(provision: Provision) -> str:
    return "" if provision.verified else " (not verified)"


def show_country(code: str, rules: Rules, day: dt.date) -> None:
    """One country in full: rules, conditions, dates, doubts, sources."""
    from tracker import countries
    from tracker.rules.tables import UNITED_STATES, Law

    console, name = console_of_this_terminal(), countries.name(code)
    partner = Law(rules).jurisdiction(code)
    agreement = rules.agreements.get(partner)
    if code == UNITED_STATES or partner == UNITED_STATES:
        console.print("Work in the United States: no US certificate is needed.")
    elif agreement is None:
        console.print(f"{name} ({code}): the United States has no totalization agreement with it.")
        console.print("No US certificate can cover work there.")
    else:
        if partner != code:
            console.print(f"{name} ({code}) belongs to the agreement with {agreement.name} ({partner}).")
        for line in _about_agreement(agreement, rules, day):
            console.print(plain(line), soft_wrap=False)
    show_foot(console, rules)


def _about_agreement(agreement: Agreement, rules: Rules, day: dt.date) -> Iterator[str]:
    """What the law file says about one partner, line by line, as the law stood on a day."""
    from tracker.rules.words import cited, residence_practice_words

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
    yield from _rules_of_a_day(agreement, day)
    yield from _line("Employees, longer than that: ", agreement.extension.employee)
    yield from _line("Self-employed, longer than that: ", agreement.extension.self_employed)
    yield from _line("Who requests it: ", agreement.extension.who_asks)
    yield from _line("Who must agree: ", agreement.extension.who_agrees)
    yield from _line(
        "When to request it: ", "before the limit is reached" if agreement.extension.ask_before_end else ""
    )
    yield from _line(
        f"When {agreement.name} itself counts a person as living there. ", residence_practice_words(agreement)
    )
    yield from _line("Also reaches: ", country_names(territory.included))
    yield from _line("Does not reach: ", country_names(territory.excluded))
    yield from _line("The sources do not say whether it reaches: ", country_names(territory.open))
    yield from _line("Territory: ", territory.note)
    yield from _line("When the self-employed get a certificate: ", agreement.certificate.self_employed_when)
    yield from _line("SSA's letter in place of a certificate: ", agreement.certificate.us_letter)
    yield from _line("The request must also say: ", "; ".join(agreement.certificate.extra_information))
    yield from _line("Authority there: ", agreement.certificate.foreign_authority)
    yield from _line("Proof: ", agreement.certificate.proof)
    yield from _line("Takes off: ", "; ".join(agreement.contributions.covered))
    yield from _line("Does not take off: ", "; ".join(agreement.contributions.not_covered))
    for instrument in agreement.instruments:
        yield _instrument(instrument, day)
    for understanding in agreement.understandings:
        yield f"{understanding.name}, since {understanding.first_day}: {understanding.rule} It takes off: "
        yield f"  {understanding.plan}. {understanding.authorities}"
    for note in agreement.notes:
        yield f"Note: {note}"
    for doubt in agreement.doubts:
        yield f"Doubt: {doubt}"
    yield ""
    yield "Sources"
    for source in (rules.sources[key] for key in dict.fromkeys(source for _, source in cited(agreement))):
        official = "official" if source.official else "not official"
        yield f"- {source.title} ({official}), read on {source.read_on}: {source.href}"


def _rules_of_a_day(agreement: Agreement, day: dt.date) -> Iterator[str]:
    """The rules for work that begins on the day, then those for work that began or will begin on other days."""
    from tracker.rules.words import decides_on

    now = [p for p in agreement.provisions if decides_on(p, day)]
    yield f"Rules for work that begins on {day}"
    yield ""
    if not now:
        yield from ("None was found in the sources read.", "")
    for provision in now:
        yield from _about_provision(provision, agreement)
    yield from _official_texts(agreement)
    others = [p for p in agreement.provisions if p not in now]
    if others:
        yield from ("Rules for work that begins on other days", "")
    for provision in others:
        yield from _about_provision(provision, agreement)


def _official_texts(agreement: Agreement) -> Iterator[str]:
    """The official texts that give different rules for one kind of worker, each with its date."""
    from tracker.rules.words import official_text_words

    if agreement.texts:
        yield "Official texts that give different rules. Where their answers differ, the day is unclear."
        for text in agreement.texts:
            yield f"  {official_text_words(text)}"
        yield ""


def _instrument(instrument: Instrument, day: dt.date) -> str:
    if instrument.first_day is None:
        state = "not in force, or its start is not known"
    elif instrument.first_day > day:
        state = f"in force only from {instrument.first_day}"
    elif instrument.last_day and instrument.last_day < day:
        state = f"in force from {instrument.first_day} to {instrument.last_day}"
    else:
        state = f"in force since {instrument.first_day}"
    note = f" {instrument.note}" if instrument.note else ""
    return f"Text: {instrument.title}, {state}.{note}"


def _about_provision(provision: Provision, agreement: Agreement) -> Iterator[str]:
    from tracker.rules.words import rule_words, small_print, stated_by

    until = f" to {provision.last_day}" if provision.last_day else ""
    who = "Self-employed" if provision.worker == "self_employed" else "Employees"
    begun = f"for work begun from {provision.first_day}{until}"
    yield f"{who} ({provision.id}, {begun}): {rule_words(provision)}{_mark(provision)}"
    yield f"  {provision.rule}"
    for sentence in small_print(provision):
        yield f"  {sentence}"
    yield from _line("  ", stated_by(provision, agreement))
    yield f"  Section: {provision.section}"
    if not provision.verified:
        yield "  Not verified: no official source for this rule was read. Days under it are unclear."
    for doubt in provision.doubts:
        yield f"  Doubt: {doubt}"
    yield ""


def _line(label: str, text: str) -> Iterator[str]:
    if text:
        yield f"{label}{text}"
