"""Handing a certificate over: one row per purpose, with what proves it and how strong that is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tracker.analysis import Analysis
from tracker.codes import Evidence, Purpose, Worker
from tracker.days import date_of
from tracker.filing.differences import certificate_row
from tracker.filing.places import load_filing
from tracker.rules.tables import Law


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

        Somebody else's confirmation is asked for; the own tax file nobody confirms, so there any note will do.
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


def deliveries(analysis: Analysis, certificate: str) -> tuple[Delivery, ...]:
    """The deliveries of a certificate by purpose; a purpose that it needs and nobody recorded has an empty row.

    The copy for the foreign authority and the copy for the tax file are two rows; an employee's certificate also goes
    to the employer.
    """
    row = certificate_row(analysis, certificate)
    if row is None:
        return ()
    law = Law(analysis.rules, analysis.workspace.verifications)
    host, worker = law.jurisdiction(str(row.host)), _worker(analysis, row)
    kept = analysis.workspace.deliveries
    mine = list(kept[kept["certificate"] == certificate].itertuples(index=False))
    wanted = [Purpose.FOREIGN_AUTHORITY, *([Purpose.EMPLOYER] if worker == Worker.EMPLOYEE else []), Purpose.TAX_FILE]
    found: list[Delivery] = []
    for purpose in Purpose:
        about, sources = _about(purpose, host, worker)
        rows = [one for one in mine if one.purpose == purpose]
        found += [_recorded(one, purpose, about, sources) for one in rows]
        if not rows and purpose in wanted:
            found.append(_missing(certificate, purpose, about, sources))
    return tuple(found)


def _worker(analysis: Analysis, row: Any) -> str:
    jobs = analysis.workspace.assignments
    found = jobs[(jobs["traveler"] == row.traveler) & (jobs["assignment"] == row.assignment)]["worker"]
    return str(found.iloc[0]) if len(found) else ""


def _about(purpose: Purpose, host: str, worker: str) -> tuple[str, tuple[str, ...]]:
    filing = load_filing()
    if purpose == Purpose.FOREIGN_AUTHORITY:
        facts = filing.keep(host)[:2]
        return " ".join(fact.text for fact in facts), tuple(source for fact in facts for source in fact.sources)
    if purpose == Purpose.EMPLOYER:
        fact = filing.general.copies[0]
        return fact.text, fact.sources
    if purpose == Purpose.TAX_FILE:
        kind = worker or str(Worker.SELF_EMPLOYED)
        side = next(one for one in filing.us_tax.sides if one.certificate == "us" and one.worker == kind)
        return side.text, side.sources
    return "", ()


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
    for certificate in analysis.workspace.deliveries["certificate"].unique():
        for delivery in deliveries(analysis, str(certificate)):
            if delivery.is_recorded and not delivery.is_proven:
                yield delivery
