"""The agreements as a table and as an answer to a search, in the words of a reader who has never seen one."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pandas as pd

from tracker import countries
from tracker.codes import Worker
from tracker.days import NEVER, to_date
from tracker.rules import readings
from tracker.rules.model import Agreement, Extension, Provision
from tracker.rules.tables import Law
from tracker.rules.words import months_text, rules_in_short
from tracker.ui.text import day_text

OFTEN_TAKEN_FOR_PARTNERS = ("AR", "CN", "IN", "IL", "MY", "MX", "NZ", "PH", "SG", "ZA", "TH", "TR", "AE")
"""Countries that people expect an agreement with, and there is none in force."""

WORKERS = {Worker.SELF_EMPLOYED: "Self-employed", Worker.EMPLOYEE: "Employees"}

CONFIDENCE = {"high": "High", "medium": "Medium", "low": "Low: check with SSA"}


def in_force_text(agreement: Agreement, law: Law) -> str:
    """Since when the agreement is in force, or that this is only reported."""
    start = law.start(agreement.partner)
    if start == NEVER:
        return f"Reported for {day_text(agreement.start.first_day)}, not confirmed"
    return day_text(to_date(start))


def current(agreement: Agreement, worker: Worker, day: dt.date) -> list[Provision]:
    """The rules for work of this kind that begins on ``day``."""
    return [p for p in of_worker(agreement, worker) if p.last_day is None or p.last_day >= day]


def of_worker(agreement: Agreement, worker: Worker) -> list[Provision]:
    """All its rules for this kind of worker, the newest first."""
    mine = [p for p in agreement.provisions if p.worker == worker]
    return sorted(mine, key=lambda p: p.first_day, reverse=True)


def agreements_table(law: Law, day: dt.date) -> pd.DataFrame:
    """One row per agreement, alphabetical by country, all columns text; the rules for work that begins on ``day``."""
    rows = []
    for agreement in sorted(law.rules.agreements.values(), key=lambda a: a.name):
        self_employed = current(agreement, Worker.SELF_EMPLOYED, day)
        employees = current(agreement, Worker.EMPLOYEE, day)
        read_on = [readings.of_rule(p, law, day).read_on for p in [*self_employed, *employees]]
        rows.append(
            {
                "Country": agreement.name,
                "In force since": in_force_text(agreement, law),
                "Self-employed": _each(self_employed, law),
                "Employees": _each(employees, law),
                "Sure": CONFIDENCE[agreement.confidence],
                "Sources read on": day_text(min(read_on, default=None)),
            }
        )
    return pd.DataFrame(rows).astype("str")


def _each(provisions: list[Provision], law: Law) -> str:
    words = " or ".join(rules_in_short(provisions, lambda provision: _doubt(provision, law)))
    return words.replace(" or The ", " or the ")


def _doubt(provision: Provision, law: Law) -> str:
    if provision.verified:
        return ""
    return " (verified by you)" if law.is_verified(provision) else " (not verified)"


def staying_longer(extension: Extension, workers: tuple[Worker, ...]) -> list[str]:
    """What the sources say on a stay beyond the limit, for these kinds of worker; empty where they say nothing."""
    said = {Worker.SELF_EMPLOYED: extension.self_employed, Worker.EMPLOYEE: extension.employee}
    lines = [f"{WORKERS[worker]}: {said[worker]}" for worker in workers if said[worker]]
    if extension.who_asks:
        lines.append(f"Who asks: {extension.who_asks}")
    if extension.who_agrees:
        lines.append(f"Who agrees: {extension.who_agrees}")
    limits = [f"at most {months_text(extension.longest_months)} beyond the limit"] if extension.longest_months else []
    limits += ["to be requested before the limit is reached"] if extension.ask_before_end else []
    if limits and Worker.EMPLOYEE in workers:  # both are said of sent employees only
        lines.append(f"In short, for employees: {', '.join(limits)}.")
    return lines


@dataclass(frozen=True)
class Found:
    """What a search for a country gives: partners that match, and what to say about countries that are none."""

    partners: tuple[str, ...]
    sentences: tuple[str, ...] = ()


def search(text: str, law: Law) -> Found:
    """Agreements whose country is meant by ``text`` (a name, a part of one, or a code); all of them for ""."""
    wanted = text.strip()
    partners = tuple(law.rules.agreements)
    if not wanted:
        return Found(partners)
    code = countries.to_code(wanted)
    if code:
        meant = [code]
    else:
        named = countries.names() | {a.partner: a.name for a in law.rules.agreements.values()}
        meant = [code for code, name in named.items() if wanted.casefold() in name.casefold()]
    if not meant:
        return Found((), (f"No country is called “{wanted}”. Try its English name or its code of two letters.",))
    found = tuple(partner for partner in partners if any(law.jurisdiction(code) == partner for code in meant))
    return Found(found, tuple(filter(None, (_about(code, law) for code in meant[:6]))))


def _about(code: str, law: Law) -> str:
    """One sentence on a country that is not itself a partner; "" for a partner."""
    name, partner = countries.name(code), law.jurisdiction(code)
    if partner == code and code in law.rules.agreements:
        return ""
    if partner == "US":
        return f"{name} is, or counts as, the United States: no agreement and no US certificate is needed."
    if partner in law.rules.agreements:
        agreement = law.rules.agreements[partner]
        if code in agreement.territory.open:
            return f"{name}: the sources read do not say whether the agreement with {agreement.name} reaches it."
        return f"{name} is under the agreement with {agreement.name}."
    return (
        f"No agreement: the United States has no totalization agreement in force with {name}. "
        "No US certificate can cover work there."
    )


def period_of(provision: Provision) -> str:
    """For work that began when, where a rule was replaced; "" for a rule that still holds."""
    if provision.last_day is None:
        return ""
    return f"For work that began from {day_text(provision.first_day)} to {day_text(provision.last_day)}"
