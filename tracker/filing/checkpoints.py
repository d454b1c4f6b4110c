"""The four checkpoints of a certificate, in order; until all four stand, nobody should rely on the exemption."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from tracker.analysis import Analysis
from tracker.codes import Attached, CertificateState, Channel, Code, Purpose
from tracker.days import date_of, iso
from tracker.filing.checks import checks
from tracker.filing.deliveries import Delivery, deliveries
from tracker.filing.differences import ISSUED, certificate_row, changed_since_request
from tracker.filing.gate import Gate, gate, not_ready
from tracker.filing.questions import open_questions
from tracker.filing.request import Request, requests

DO_NOT_RELY = "Do not rely on it yet: not all four checkpoints stand."
MAY_RELY = "All four checkpoints stand, for the country, the work and the dates on the certificate only."
KEPT_TOGETHER = (Attached.REQUEST, Attached.CONFIRMATION, Attached.CERTIFICATE)
_ASKED = (str(CertificateState.SUBMITTED), *ISSUED)


class CheckpointCode(Code):
    """The four checkpoints, in their order."""

    CONFIRMED = "confirmed", "Coverage confirmed"
    APPLIED = "applied", "Applied with complete details"
    STORED = "stored", "Records stored together"
    DELIVERED = "delivered", "Delivered with a written receipt"


class CheckpointState(Code):
    """How a checkpoint stands."""

    STANDS = "stands", "Proven."
    WAITS = "waits", "Its own proof is there, but an earlier checkpoint is open."
    OPEN = "open", "Not proven yet."


@dataclass(frozen=True)
class Checkpoint:
    """One checkpoint: ``proof`` is what stands for it, ``missing`` what it still needs."""

    code: CheckpointCode
    state: CheckpointState
    title: str
    proof: tuple[str, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True)
class Checkpoints:
    """The four checkpoints of one certificate (id "" = not asked for yet)."""

    certificate: str
    points: tuple[Checkpoint, ...]

    @property
    def may_rely(self) -> bool:
        """Only when all four stand."""
        return all(point.state == CheckpointState.STANDS for point in self.points)

    @property
    def sentence(self) -> str:
        """What to tell whoever asks."""
        return MAY_RELY if self.may_rely else DO_NOT_RELY


def checkpoints(analysis: Analysis, request: Request) -> Checkpoints:
    """The checkpoints of the certificate that belongs to a request."""
    return _checkpoints(analysis, request, certificate_row(analysis, request.certificate), open_questions(analysis))


def checkpoints_of_all(analysis: Analysis) -> dict[str, Checkpoints]:
    """Certificate → its checkpoints, for every row of certificates. Without work behind it the first one is open."""
    questions = open_questions(analysis)
    by_certificate = {request.certificate: request for request in requests(analysis) if request.certificate}
    return {
        str(row.certificate): _checkpoints(analysis, by_certificate.get(str(row.certificate)), row, questions)
        for row in analysis.workspace.certificates.itertuples(index=False)
    }


def _checkpoints(analysis: Analysis, request: Request | None, row: Any, questions: pd.DataFrame) -> Checkpoints:
    opened = None if request is None else gate(analysis, request, questions)
    found = (
        (CheckpointCode.CONFIRMED, _confirmed(request, row, opened)),
        (CheckpointCode.APPLIED, _applied(analysis, request, row)),
        (CheckpointCode.STORED, _stored(analysis, row)),
        (CheckpointCode.DELIVERED, _delivered(analysis, row)),
    )
    points: list[Checkpoint] = []
    for code, (proof, missing) in found:
        before = all(point.state == CheckpointState.STANDS for point in points)
        state = CheckpointState.OPEN if missing else CheckpointState.STANDS if before else CheckpointState.WAITS
        points.append(Checkpoint(code, state, code.sentence, tuple(proof), tuple(missing)))
    return Checkpoints("" if row is None else str(row.certificate), tuple(points))


Found = tuple[list[str], list[str]]


def _confirmed(request: Request | None, row: Any, opened: Gate | None) -> Found:
    """Coverage of the work as it is logged now: a request that says something else is checked again first."""
    if request is None or opened is None:
        return [], ["No work that it could be for is logged."]
    if not opened.is_open:
        return [], list(opened.reasons)
    changed = changed_since_request(row, request) if row is not None else ()
    if changed:
        return [], [f"Changed since the request. {one.sentence}" for one in changed]
    rules = ", ".join(request.provisions) or "the certificate itself"
    return [f"{request.host_name}, by {rules}."], []


def _applied(analysis: Analysis, request: Request | None, row: Any) -> Found:
    if row is None or row.state not in _ASKED:
        return [], ["Nothing was asked for yet."]
    proof, missing = [], []
    if pd.notna(row.submitted_on):
        how = f" ({Channel(row.channel).sentence.removesuffix('.').lower()})" if row.channel else ""
        proof.append(f"Asked for on {row.submitted_on:%Y-%m-%d}{how}.")
    else:
        missing.append("The day on which it was asked for.")
    if row.control_number:
        proof.append(f"Control number {row.control_number}.")
    if row.confirmation:
        proof.append(f"Confirmation: {row.confirmation}.")
    if not row.control_number and not row.confirmation:
        missing.append("The control number or another confirmation.")
    if request is not None:
        missing += not_ready(Gate(True), checks(analysis, request))
    return proof, missing


def _stored(analysis: Analysis, row: Any) -> Found:
    if row is None:
        return [], [kind.sentence for kind in KEPT_TOGETHER]
    kept = analysis.workspace.attachments
    mine = kept[(kept["about"] == "certificates") & (kept["subject"] == row.certificate)]
    proof = [f"{Attached(kind).sentence} {name}" for kind, name in zip(mine["kind"], mine["file_name"], strict=True)]
    held = set(mine["kind"])
    return proof, [f"Not attached: {kind.sentence}" for kind in KEPT_TOGETHER if str(kind) not in held]


def _delivered(analysis: Analysis, row: Any) -> Found:
    if row is None or row.state not in ISSUED:
        return [], ["It is not issued yet."]
    made = [one for one in deliveries(analysis, str(row.certificate)) if one.purpose != Purpose.TAX_FILE]
    proven = [one for one in made if one.is_proven and one.purpose != Purpose.OTHER]
    if proven:
        return [f"{one.recipient}: {_receipt(one)}." for one in proven], []
    told = [f"{one.recipient}: {one.strength}" for one in made if one.is_recorded]
    if not told and row.receipt:
        told = [f"A receipt is noted ({row.receipt}); record the delivery, with what proves it."]
    return [], told or [
        "Nobody's written receipt is recorded. If no authority has asked, show it to whoever must see it."
    ]


def _receipt(delivery: Delivery) -> str:
    day = f"on {delivery.received_on.isoformat()}" if delivery.received_on else ""
    return ", ".join(filter(None, [delivery.evidence.value.replace("_", " "), delivery.receipt, day]))


class LifeState(Code):
    """The stations of a certificate's life line."""

    DRAFT = "draft", "Being prepared"
    SUBMITTED = "submitted", "Asked for"
    ISSUED = "issued", "Issued"
    DELIVERED = "delivered", "Delivered"
    REFUSED = "refused", "Refused"
    WITHDRAWN = "withdrawn", "Taken back"


@dataclass(frozen=True)
class Station:
    """One station: whether it was reached, on which day if that is known, and what is known of it."""

    state: LifeState
    reached: bool
    day: dt.date | None
    details: tuple[str, ...]


def life_line(row: Any, made: Sequence[Delivery]) -> tuple[Station, ...]:
    """Draft → submitted → issued → delivered of one certificates row; a refusal or a withdrawal ends it."""
    order = [LifeState.DRAFT, LifeState.SUBMITTED, LifeState.ISSUED, LifeState.DELIVERED]
    has_ended = row.state in (CertificateState.REFUSED, CertificateState.WITHDRAWN)
    at = -1 if has_ended or not row.state else order.index(LifeState(row.state))
    days = [None, date_of(row.submitted_on), date_of(row.issued_on), date_of(row.delivered_on)]
    if has_ended:
        at = max((n for n, day in enumerate(days) if day), default=0)
    details = [
        (),
        _told(("Channel", row.channel), ("Control number", row.control_number), ("Confirmation", row.confirmation)),
        _told(("First day", iso(row.first_day)), ("Last day", iso(row.last_day) or "none")) if at >= 2 else (),
        _told(*((one.recipient, _receipt(one)) for one in made if one.is_recorded), ("Receipt", row.receipt)),
    ]
    stations = [Station(state, n <= at, days[n], details[n]) for n, state in enumerate(order)]
    if has_ended:
        stations = [*stations[: at + 1], Station(LifeState(row.state), True, None, _told(("Note", row.note)))]
    return tuple(stations)


def _told(*pairs: tuple[str, str]) -> tuple[str, ...]:
    return tuple(f"{label}: {value}" for label, value in pairs if value)
