"""Delivering a certificate: one row per purpose, with what proves it and how strong that is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tracker.analysis import Analysis
from tracker.codes import Evidence, Issuer, Purpose, Worker
from tracker.coverage.certificates import engagements_agree
from tracker.days import date_of
from tracker.filing.lookup import Lookup
from tracker.filing.places import load_filing


@dataclass(frozen=True)
class Delivery:
    """One delivery, or the place of one that is still missing (``id`` ""). Days are dates, None = not entered."""

    id: str
    certificate: str
    purpose: Purpose
    recipient: str
    channel: str
    sent_on: dt.date | None
    received_on: dt.date | None
    evidence: Evidence
    receipt: str
    about: str  # what the sources say about this purpose; verify for your case
    sources: tuple[str, ...]

    @property
    def is_recorded(self) -> bool:
        """Whether anybody entered it."""
        return bool(self.id)

    @property
    def is_proven(self) -> bool:
        """Whether what was entered proves it.

        Another recipient has to confirm it. Nobody confirms your own tax file, so any note counts there.
        """
        if self.purpose == Purpose.TAX_FILE:
            return self.is_recorded and self.evidence != Evidence.NOTHING
        return self.evidence.is_strong and bool(self.receipt or self.received_on)

    @property
    def strength(self) -> str:
        """What the proof is worth, and what would make it strong."""
        if not self.is_recorded:
            return "Nothing is recorded."
        if self.is_proven or self.purpose == Purpose.TAX_FILE:
            return self.evidence.sentence
        if self.evidence.is_strong:
            return f"{self.evidence.sentence} Its number or day is missing."
        return f"{self.evidence.sentence} Ask the recipient to confirm it in writing."


def deliveries(analysis: Analysis, certificate: str, lookup: Lookup | None = None) -> tuple[Delivery, ...]:
    """The deliveries of a certificate by purpose; a purpose that it needs and nobody recorded has an empty row.

    A US certificate: the copy for the foreign authority and the copy for the tax file are two rows; an employee's also
    goes to the employer. A certificate of the country of the work is for the United States: an employee's goes to the
    US employer, whose payroll keeps it; the self-employed need it in their own tax file, each tax year. One of a third
    country decides nothing and needs none. Empty for a certificate that is not in the table.
    """
    lookup = lookup or Lookup(analysis)
    here = lookup.judged_certificates.get(certificate)
    if here is None:
        return ()
    side, host, worker = Issuer(here.side), str(here.jurisdiction), _worker(lookup, here)
    recorded = lookup.deliveries.get(certificate, [])
    wanted = _purposes(side, worker)
    result: list[Delivery] = []
    for purpose in Purpose:
        about, sources = _about(purpose, side, host, worker)
        rows = [delivery for delivery in recorded if delivery.purpose == purpose]
        result += [_recorded(delivery, purpose, about, sources) for delivery in rows]
        if not rows and purpose in wanted:
            result.append(_missing(certificate, purpose, about, sources))
    return tuple(result)


def _purposes(side: Issuer, worker: str) -> tuple[Purpose, ...]:
    """For what a certificate has to be delivered. A worker who is not known is taken as self-employed."""
    if side == Issuer.OTHER:
        return ()
    if side == Issuer.HOST:
        return (Purpose.EMPLOYER,) if worker == Worker.EMPLOYEE else (Purpose.TAX_FILE,)
    to_employer = (Purpose.EMPLOYER,) if worker == Worker.EMPLOYEE else ()
    return (Purpose.FOREIGN_AUTHORITY, *to_employer, Purpose.TAX_FILE)


def _worker(lookup: Lookup, held: Any) -> str:
    """How the person works whom a certificate is for, as the engine judged the work that it covers or belongs to.

    "" where an assignment does not say. A certificate that meets no work names an assignment, or is taken as work
    without one.
    """
    covered = lookup.worker_of_certificate.get(held.certificate)
    if covered is not None:
        return covered
    analysis = lookup.analysis
    stays = analysis.stays
    stays = stays[(stays["traveler"] == held.traveler) & (stays["jurisdiction"] == held.jurisdiction)]
    stays = stays[engagements_agree(stays["assignment"], stays["assignment"].map(lambda _: held.assignment))]
    if len(stays):
        return str(stays["worker"].iloc[0])
    if not held.assignment:
        return analysis.settings.default_worker
    named = lookup.assignments.get((held.traveler, held.assignment))
    return "" if named is None else str(named.worker)


def _about(purpose: Purpose, side: Issuer, host: str, worker: str) -> tuple[str, tuple[str, ...]]:
    """What the sources say about a purpose; "" where they say nothing."""
    filing = load_filing()
    if side == Issuer.HOST:
        employee = worker == Worker.EMPLOYEE
        if purpose == (Purpose.EMPLOYER if employee else Purpose.TAX_FILE):
            return _us_tax("foreign", worker)
        return "", ()
    if purpose == Purpose.FOREIGN_AUTHORITY:
        facts = filing.keep(host)[:2]
        return " ".join(fact.text for fact in facts), tuple(source for fact in facts for source in fact.sources)
    if purpose == Purpose.EMPLOYER:
        fact = filing.general.copies[0]
        return fact.text, fact.sources
    if purpose == Purpose.TAX_FILE:
        return _us_tax("us", worker)
    return "", ()


def _us_tax(certificate: str, worker: str) -> tuple[str, tuple[str, ...]]:
    """What a certificate does on the US side of the taxes of this kind of worker."""
    kind = worker or str(Worker.SELF_EMPLOYED)
    sides = load_filing().us_tax.sides
    text = next(side for side in sides if side.certificate == certificate and side.worker == kind)
    return text.text, text.sources


def _recorded(row: Any, purpose: Purpose, about: str, sources: tuple[str, ...]) -> Delivery:
    return Delivery(
        id=str(row.delivery),
        certificate=str(row.certificate),
        purpose=purpose,
        recipient=str(row.recipient),
        channel=str(row.channel),
        sent_on=date_of(row.sent_on),
        received_on=date_of(row.received_on),
        evidence=Evidence(row.evidence or Evidence.NOTHING),
        receipt=str(row.receipt),
        about=about,
        sources=sources,
    )


def _missing(certificate: str, purpose: Purpose, about: str, sources: tuple[str, ...]) -> Delivery:
    return Delivery("", certificate, purpose, "", "", None, None, Evidence.NOTHING, "", about, sources)


def unproven(analysis: Analysis) -> Iterator[Delivery]:
    """Deliveries that were recorded and are not proven."""
    lookup = Lookup(analysis)
    for certificate in analysis.workspace.deliveries["certificate"].unique():
        for delivery in deliveries(analysis, str(certificate), lookup):
            if delivery.is_recorded and not delivery.is_proven:
                yield delivery
