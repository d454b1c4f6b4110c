"""The gate: whether something leaves the program, and what stands on top of it.

``request_now`` of the filing dates, *ready to file*, the banner of the packet and of the page come from here alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from tracker.analysis import Analysis
from tracker.codes import Case, Code, Decision, Issuer, RequestKind, Verdict
from tracker.coverage.asks import reason_sentence
from tracker.filing.checks import DATE_CHECKS, Check, CheckCode, Level, checks, date_checks
from tracker.filing.lookup import Lookup
from tracker.filing.request import Request
from tracker.findings import FindingCode
from tracker.words import count
from tracker.words.names import in_sentence, possessive

_MAY_BE_PACKED = (Decision.REQUEST, Decision.PENDING, Decision.ON_FILE)
REDACTED = "Redacted copy, not for filing: {} were taken out."


class Banner(Code):
    """What the first line of a request says."""

    READY = "ready", "REQUEST NOW"
    REFUSED = "refused", "SSA REFUSED {refused}: say in the new one what changed"
    NOT_READY = "not_ready", "ANSWER FIRST"
    WITH_AGENCY = "with_agency", "WITH {agency}: do not send it again"
    ON_FILE = "on_file", "ON FILE: nothing to send"
    ASK_HOST = "ask_host", "REQUEST {hosts} OWN CERTIFICATE: SSA issues none for this work"
    ASK_US_LETTER = "ask_us_letter", "REQUEST A LETTER FROM SSA: no certificate is issued for this work"


_SENDABLE = (Banner.READY, Banner.REFUSED)
_TO_REQUEST = (*_SENDABLE, Banner.NOT_READY)


@dataclass(frozen=True)
class Gate:
    """Whether a packet may be made as a filing copy.

    ``is_open``: neither the decision nor an open question keeps it shut; ``reasons`` say what does. ``notes`` belong
    on the packet even then. ``banner`` and ``mark`` (its words) are the first line. ``request_now``: the decision says
    so and the dates hold. ``what_is_open``: everything that keeps the request from being sent today, in sentences.
    """

    is_open: bool
    reasons: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    banner: Banner = Banner.READY
    mark: str = ""
    request_now: bool = True
    what_is_open: tuple[str, ...] = ()

    @property
    def is_ready_to_file(self) -> bool:
        """Whether the request can be sent as it is."""
        return not self.what_is_open


def gate(
    analysis: Analysis, request: Request, results: Sequence[Check] | None = None, lookup: Lookup | None = None
) -> Gate:
    """What stands between a request and its filing.

    ``results`` are the checks of the request, where the caller has them (with the one of the Social Security number,
    say); for a copy that has lost the entries that they compare, ``date_checks`` alone.
    """
    lookup = lookup or Lookup(analysis, request.traveler)
    results = checks(analysis, request, lookup) if results is None else results
    reasons = [*_questions(lookup, request), *_unclear(lookup, request)]
    if request.here not in _MAY_BE_PACKED and not reasons:
        reasons = [request.here.sentence]
    stops = [check for check in results if _blocks(check)]
    dates_hold = not any(check.code in DATE_CHECKS for check in stops)
    request_now = request.here == Decision.REQUEST and not reasons and dates_hold
    banner = _banner(request, is_ready=request_now and not stops)
    return Gate(
        is_open=not reasons,
        reasons=tuple(dict.fromkeys(reasons)),
        notes=tuple(dict.fromkeys(_notes(lookup, request, reasons))),
        banner=banner,
        mark=_mark(request, banner),
        request_now=request_now,
        what_is_open=tuple(dict.fromkeys(_what_is_open(lookup, request, banner, reasons, stops))),
    )


def gate_of_redacted(analysis: Analysis, request: Request, taken_out: Sequence[str], lookup: Lookup) -> Gate:
    """The gate of a copy from which ``taken_out`` is gone: it is never ready, and its other checks cannot be made."""
    judged = gate(analysis, request, date_checks(analysis, request, lookup), lookup)
    banner = Banner.NOT_READY if judged.banner in _SENDABLE else judged.banner
    return Gate(
        is_open=judged.is_open,
        reasons=judged.reasons,
        notes=judged.notes,
        banner=banner,
        mark=_mark(request, banner),
        request_now=judged.request_now,
        what_is_open=(*judged.what_is_open, REDACTED.format(", ".join(taken_out))),
    )


def not_ready(gate: Gate, checks: Sequence[Check]) -> tuple[str, ...]:
    """Everything that must be put right first: what keeps the gate shut, the checks that stop, the empty fields."""
    return tuple(dict.fromkeys([*gate.reasons, *_sentences(checks)]))


def _blocks(check: Check) -> bool:
    """Whether a check keeps the request from being filed: it stops, or a field that the list asks for is empty."""
    return check.level == Level.STOP or (check.code == CheckCode.COMPLETE and check.level != Level.PASS)


def _sentences(results: Sequence[Check]) -> list[str]:
    return [f"{check.title}: {check.sentence}" for check in results if _blocks(check)]


def _banner(request: Request, *, is_ready: bool) -> Banner:
    dates = request.dates
    if dates.is_on_file:
        return Banner.ON_FILE
    if dates.here == Decision.PENDING or (dates.here != Decision.CLARIFY and dates.is_requested):
        return Banner.WITH_AGENCY
    if dates.here == Decision.ASK_HOST:
        return Banner.ASK_HOST
    if dates.here == Decision.ASK_US_LETTER:
        return Banner.ASK_US_LETTER
    if not is_ready:
        return Banner.NOT_READY
    return Banner.REFUSED if dates.filed.refused else Banner.READY


def _mark(request: Request, banner: Banner) -> str:
    """The words of the first line."""
    filed = request.dates.filed
    number = filed.control_number or "[control number: look it up]"
    agency = "SSA" if request.side == Issuer.US else f"THE AGENCY OF {in_sentence(request.host).upper()}"
    mark = banner.sentence.format(
        agency=agency,
        hosts=possessive(request.host).upper(),
        refused=f"THE EARLIER REQUEST {filed.refused_name}".rstrip(),
    )
    if banner in (Banner.ON_FILE, Banner.WITH_AGENCY) and filed.control_number:
        mark += f" (control number {filed.control_number})"
    if banner in _TO_REQUEST and filed.kind in (RequestKind.EXTENSION, RequestKind.CORRECTION):
        mark += f": {filed.kind} of {number}"
    if banner == Banner.NOT_READY and filed.refused:
        mark += f"; SSA refused {filed.refused_request}"
    return mark


def _what_is_open(
    lookup: Lookup, request: Request, banner: Banner, reasons: list[str], stops: list[Check]
) -> list[str]:
    """What keeps the request from being sent, the sentence of the banner first."""
    if banner in _SENDABLE:
        return []
    if banner == Banner.NOT_READY:
        return [*reasons, *_sentences(stops)]
    return [_of_banner(lookup, request, banner), *reasons]


def _of_banner(lookup: Lookup, request: Request, banner: Banner) -> str:
    dates = request.dates
    if banner == Banner.ON_FILE:
        kept = f"{_on_file(lookup, dates.certificates)} There is nothing to send for the days on it."
        if dates.filed.kind:
            kept += f" The work continues after it: request an {dates.filed.kind} before it ends."
        return kept
    if banner == Banner.WITH_AGENCY:
        row = lookup.certificate_rows.get(request.certificate)
        sent = "" if row is None or pd.isna(row.submitted_on) else f" was sent on {row.submitted_on:%Y-%m-%d} and"
        return f"The request{sent} waits for the agency's decision. Do not send it again."
    return request.here.sentence


def _on_file(lookup: Lookup, certificates: Sequence[str]) -> str:
    """``On file: SAMPLE-0001.`` by control number; never by the user's own ids, which nobody else knows."""
    rows = [lookup.certificate_rows.get(certificate) for certificate in certificates]
    numbers = [str(row.control_number) for row in rows if row is not None and row.control_number]
    return f"On file: {', '.join(numbers)}." if numbers else "A certificate is on file."


def _notes(lookup: Lookup, request: Request, reasons: list[str]) -> list[str]:
    """What belongs on the packet besides: what is on its way, where the dates come from, what was refused."""
    dates, filed = request.dates, request.dates.filed
    notes = [request.here.sentence] if request.here in (Decision.PENDING, Decision.ON_FILE) else []
    period = lookup.periods[(request.traveler, request.period)]
    if period.case == Case.MIXED and not reasons:
        notes.append(f"This work was mixed, and the question was resolved. Trips that made it mixed: {period.causes}.")
    if filed.first_day is not None:
        end = filed.last_day.isoformat() if filed.last_day else "an unknown end"
        earlier = f"certificate {filed.refers_to}, control number {filed.control_number or 'not entered'}"
        notes.append(
            f"Days without a certificate: {filed.first_day.isoformat()} to {end}. The {filed.kind} refers to "
            f"{earlier}. "
            "The dates above are those of the whole assignment. We found no SSA page that says which of the two "
            "belongs in the date fields: give both."
        )
    notes.append(filed.other_days_sentence)
    if filed.refused:
        notes.append(f"SSA refused {filed.refused_request}: say in the new one what changed.")
    return list(filter(None, [*notes, dates.begin_note, dates.end_note]))


def _questions(lookup: Lookup, request: Request) -> list[str]:
    """The open questions of the whole period: mixed, or a neighbor that may belong to the same work."""
    reasons = []
    for question in lookup.questions.get((request.traveler, request.period), []):
        if question.question == Case.MIXED:
            reasons.append(Case.MIXED.sentence)
        elif question.question == FindingCode.NEIGHBORING_PERIOD:
            reasons.append(str(question.message))
    return reasons


def _unclear(lookup: Lookup, request: Request) -> list[str]:
    """Why days in this country are unclear, each reason once with its days."""
    days: dict[str, int] = {}
    for row in lookup.answers[(request.traveler, request.period, request.host)]:
        if row.verdict == Verdict.UNCLEAR:
            days[row.reason] = days.get(row.reason, 0) + int(row.days)
    return [f"Unclear on {count(number, 'day')}: {reason_sentence(reason)}" for reason, number in days.items()]
