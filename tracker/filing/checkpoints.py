"""The four checkpoints of a certificate, in order; until all four are done, nobody should rely on the exemption."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from tracker.analysis import Analysis
from tracker.codes import Attached, CertificateState, Channel, Code, Decision, Issuer, Purpose, Worker
from tracker.days import date_of, iso
from tracker.filing.checks import Check, checks
from tracker.filing.deliveries import Delivery, deliveries
from tracker.filing.differences import ISSUED, changed_since_request
from tracker.filing.gate import Gate, gate, not_ready
from tracker.filing.lookup import Lookup
from tracker.filing.request import Request, requests
from tracker.filing.rows import rows_of
from tracker.filing.table import own_checks
from tracker.words.names import in_sentence, possessive

DO_NOT_RELY = "Do not rely on it yet: not all four checkpoints are done."
MAY_RELY = "All four checkpoints are done, for the country, the work and the dates on the certificate only."
KEPT_TOGETHER = (Attached.REQUEST, Attached.CONFIRMATION, Attached.CERTIFICATE)
_REQUESTED = (str(CertificateState.SUBMITTED), *ISSUED)


class CheckpointCode(Code):
    """The four checkpoints, in their order."""

    CONFIRMED = "confirmed", "Coverage confirmed"
    APPLIED = "applied", "Applied with complete details"
    STORED = "stored", "Records stored together"
    DELIVERED = "delivered", "Delivered with a written receipt"


_TITLES_OF_HOST = {
    CheckpointCode.CONFIRMED: "{hosts} system confirmed",
    CheckpointCode.APPLIED: "Requested from {hosts} agency with complete details",
    CheckpointCode.STORED: "Records stored together",
    CheckpointCode.DELIVERED: "Delivered or kept with the US tax papers, with proof",
}
"""The same four, where the certificate is that of the country of the work."""


class CheckpointState(Code):
    """How a checkpoint stands."""

    STANDS = "stands", "Done."
    WAITS = "waits", "This part is done, but an earlier checkpoint is still open."
    OPEN = "open", "Not done yet."


@dataclass(frozen=True)
class Checkpoint:
    """One checkpoint: ``proof`` is what it rests on, ``missing`` what it still needs."""

    code: CheckpointCode
    state: CheckpointState
    title: str
    proof: tuple[str, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True)
class Checkpoints:
    """The four checkpoints of one certificate (id "" = not requested yet)."""

    certificate: str
    points: tuple[Checkpoint, ...]

    @property
    def may_rely(self) -> bool:
        """Only when all four are done."""
        return all(point.state == CheckpointState.STANDS for point in self.points)

    @property
    def sentence(self) -> str:
        """Whether anybody may rely on the certificate, as a sentence."""
        return MAY_RELY if self.may_rely else DO_NOT_RELY


Judged = tuple[Sequence[Check], Gate]
"""The checks of a request and its gate."""


def checkpoints(
    analysis: Analysis, request: Request, lookup: Lookup | None = None, judged: Judged | None = None
) -> Checkpoints:
    """The checkpoints of the certificate that belongs to a request.

    ``judged``: its checks and its gate, where the caller has them.
    """
    lookup = lookup or Lookup(analysis, request.traveler)
    return _checkpoints(lookup, request, lookup.certificate_rows.get(request.certificate), judged)


def checkpoints_of_all(analysis: Analysis) -> dict[str, Checkpoints]:
    """Certificate → its checkpoints, for every row of certificates. Without work behind it the first one is open."""
    lookup = Lookup(analysis)
    by_certificate = {
        request.certificate: request for request in requests(analysis, lookup=lookup) if request.certificate
    }
    return {
        str(row.certificate): _checkpoints(lookup, by_certificate.get(str(row.certificate)), row)
        for row in rows_of(analysis.workspace.certificates)
    }


def _checkpoints(lookup: Lookup, request: Request | None, row: Any, judged: Judged | None = None) -> Checkpoints:
    if request is not None and judged is None:
        made = checks(lookup.analysis, request, lookup)
        judged = made, gate(lookup.analysis, request, made, lookup)
    results, decided = judged or ((), None)
    outcomes = (
        (CheckpointCode.CONFIRMED, _confirmed(lookup, request, row, decided)),
        (CheckpointCode.APPLIED, _applied(request, row, results)),
        (CheckpointCode.STORED, _stored(lookup, row)),
        (CheckpointCode.DELIVERED, _delivered(lookup, row, _side(request))),
    )
    points: list[Checkpoint] = []
    for code, (proof, missing) in outcomes:
        before = all(point.state == CheckpointState.STANDS for point in points)
        state = CheckpointState.OPEN if missing else CheckpointState.STANDS if before else CheckpointState.WAITS
        points.append(Checkpoint(code, state, _title(code, request), tuple(proof), tuple(missing)))
    return Checkpoints("" if row is None else str(row.certificate), tuple(points))


def _side(request: Request | None) -> Issuer:
    return Issuer.US if request is None else request.side


def _title(code: CheckpointCode, request: Request | None) -> str:
    if request is None or request.side == Issuer.US:
        return code.sentence
    title = _TITLES_OF_HOST[code].format(hosts=possessive(request.host))
    return title[0].upper() + title[1:]


Found = tuple[list[str], list[str]]


def _confirmed(lookup: Lookup, request: Request | None, row: Any, judged: Gate | None) -> Found:
    """Our reading of the rule for the work as it is logged now, with its sources and what it assumes.

    Never a proof: the agency decides. A request that says something else than the log is looked at again first.
    """
    if request is None or judged is None:
        return [], ["No work that this certificate could cover is logged."]
    if not judged.is_open and request.here not in _OF_HOST:
        return [], list(judged.reasons)
    changed = changed_since_request(row, request) if row is not None else ()
    if changed:
        return [], [f"Changed since the request. {difference.sentence}" for difference in changed]
    return [*_reading(lookup, request), *_assumed(lookup, request)], []


_OF_HOST = (Decision.ASK_HOST, Decision.ASK_US_LETTER)


def _reading(lookup: Lookup, request: Request) -> list[str]:
    """Which rule was read how, and who read it when; the user's own checks beside it."""
    rules, law = lookup.analysis.rules, lookup.analysis.law
    if not request.provisions:
        return [f"{request.host_name}: this comes from the certificate itself; no rule was applied."]
    system = in_sentence(request.host if request.side == Issuer.HOST else "US")
    lines = []
    for provision_id in request.provisions:
        provision = rules.provision(provision_id)
        source = rules.sources[provision.sources[0]]
        lines.append(
            f"Our reading of the rule: {system} covers this work under {provision.section} "
            f"({source.title}, read on {source.read_on})."
        )
    return [*lines, *(f"Your own check: {check.text}." for check in own_checks(law, request.host, request.provisions))]


def _assumed(lookup: Lookup, request: Request) -> list[str]:
    """What the reading assumes about this work and nobody entered."""
    settings, dates, residence = lookup.analysis.settings, request.dates, request.field("residence")
    assumed = []
    if not request.assignment:
        kind = settings.worker or Worker.SELF_EMPLOYED
        assumed.append(f"Assumed: the work has no assignment, so it is treated as {str(kind).replace('_', '-')}.")
    if residence is not None and residence.origin.startswith("settings"):
        assumed.append(f"Assumed: residence in {residence.value}, from your settings.")
    if dates.expected_last_day is None and dates.limit_last_day is not None and not dates.is_ongoing:
        assumed.append(f"Assumed: the last logged work day, {dates.last_work_day}, is the end that was expected.")
    return assumed


def _applied(request: Request | None, row: Any, results: Sequence[Check]) -> Found:
    """Whether a request with every field that the list asks for was sent, for all the days that need it."""
    if row is None or row.state not in _REQUESTED:
        return [], ["Nothing has been requested yet."]
    proof, missing = [], []
    if pd.notna(row.submitted_on):
        how = f" ({Channel(row.channel).sentence.removesuffix('.').lower()})" if row.channel else ""
        proof.append(f"Requested on {row.submitted_on:%Y-%m-%d}{how}.")
    else:
        missing.append("The day on which it was requested.")
    if row.control_number:
        proof.append(f"Control number {row.control_number}.")
    if row.confirmation:
        proof.append(f"Confirmation: {row.confirmation}.")
    if not row.control_number and not row.confirmation:
        missing.append("The control number or another confirmation.")
    if request is not None and request.side == Issuer.US:
        missing += not_ready(Gate(True), results)
    return proof, [*missing, *_not_requested(request, row)]


def _not_requested(request: Request | None, row: Any) -> list[str]:
    """Days that an extension or a correction is needed for, where this row is only the earlier certificate."""
    if request is None or request.here not in (Decision.REQUEST, Decision.ASK_HOST):
        return []
    filed = request.dates.filed
    if filed.first_day is None or row.request:
        return []
    end = filed.last_day.isoformat() if filed.last_day else "an unknown end"
    return [f"Not requested yet: {filed.first_day.isoformat()} to {end}."]


def _stored(lookup: Lookup, row: Any) -> Found:
    if row is None:
        return [], [kind.sentence for kind in KEPT_TOGETHER]
    kept = lookup.attachments.get(str(row.certificate), [])
    proof = [f"{Attached(file.kind).sentence} {file.file_name}" for file in kept]
    held = {file.kind for file in kept}
    return proof, [f"Not attached: {kind.sentence}" for kind in KEPT_TOGETHER if str(kind) not in held]


def _delivered(lookup: Lookup, row: Any, side: Issuer) -> Found:
    """A US certificate must reach others; the host's own is a paper for the US return, so the tax file counts too."""
    if row is None or row.state not in ISSUED:
        return [], ["It is not issued yet."]
    of_others = deliveries(lookup.analysis, str(row.certificate), lookup)
    made = [one for one in of_others if side == Issuer.HOST or one.purpose != Purpose.TAX_FILE]
    proven = [one for one in made if one.is_proven and one.purpose != Purpose.OTHER]
    if proven:
        return [f"{one.recipient}: {_receipt(one)}." for one in proven], []
    told = [f"{one.recipient}: {one.strength}" for one in made if one.is_recorded]
    if not told and row.receipt:
        told = [f"A receipt is noted ({row.receipt}). Record the delivery and its proof."]
    return [], told or ["No written receipt is recorded. Send the certificate to everyone who must have it."]


def _receipt(delivery: Delivery) -> str:
    day = f"on {delivery.received_on.isoformat()}" if delivery.received_on else ""
    return ", ".join(filter(None, [delivery.evidence.value.replace("_", " "), delivery.receipt, day]))


class LifeState(Code):
    """The stations of a certificate's life line."""

    DRAFT = "draft", "Being prepared"
    SUBMITTED = "submitted", "Requested"
    ISSUED = "issued", "Issued"
    DELIVERED = "delivered", "Delivered"
    REFUSED = "refused", "Refused"
    WITHDRAWN = "withdrawn", "Withdrawn"


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
