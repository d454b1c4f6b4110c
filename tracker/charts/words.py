"""The words that pages, legends, bars and tables use for every answer: written once, so that all screens agree."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from tracker import countries
from tracker.codes import CertificateState, DayAnswer, Deadline, Decision, Reason, Status, Verdict
from tracker.coverage import asks
from tracker.words.names import certificate_of, in_sentence, possessive


@dataclass(frozen=True)
class Word:
    """How one code is said to a person who has never heard of totalization."""

    text: str  # the plain words
    short: str  # the same where there is little room
    mark: str  # one sign, for the shortest bars
    help: str  # half a line that explains it, for the legend
    next: str = ""  # what to do now, as a sentence; "" where there is nothing to do


VERDICTS: dict[Verdict, Word] = {
    Verdict.COVERED: Word("Covered", "Covered", "✓", "a US certificate is on file"),
    Verdict.COVERED_BY_HOST: Word(
        "Other country's system, proven",
        "Other system",
        "◆",
        "that country's certificate is on file",
    ),
    Verdict.WOULD_COVER: Word(
        "Could be covered: request it",
        "Request it",
        "→",
        "not covered until it is issued",
        "Request a US certificate from SSA. You are not covered until SSA issues it.",
    ),
    Verdict.WOULD_NOT_COVER: Word(
        "Not under the US system",
        "Not US system",
        "✕",
        "no US certificate covers these days",
        "Do not rely on a US certificate for these days.",
    ),
    Verdict.UNCLEAR: Word(
        "Unclear: answer a question",
        "Unclear",
        "?",
        "a fact or a rule is still open",
        "Answer the open question first.",
    ),
    Verdict.NOT_NEEDED: Word("No US certificate needed", "Not needed", "–", "US work, or no work"),
    Verdict.UNLOGGED: Word(
        "Nothing logged", "Not logged", "…", "log where you were", "Log where you were, even if you did not work."
    ),
}

ANSWERS: dict[str, Word] = {
    str(DayAnswer.COVERED): VERDICTS[Verdict.COVERED],
    str(DayAnswer.COVERED_NOT_DELIVERED): Word(
        "Covered, not delivered yet",
        "Not delivered",
        "✓!",
        "deliver it and keep the receipt",
        "Deliver the certificate to the employer or agency that needs it, and keep the receipt.",
    ),
    str(DayAnswer.COVERED_BY_HOST): VERDICTS[Verdict.COVERED_BY_HOST],
    str(DayAnswer.REQUESTED): Word(
        "Requested: wait for the answer",
        "Requested",
        "»",
        "not covered until it is issued",
        "Wait for the agency's answer. Do not rely on the certificate before it is issued.",
    ),
    str(DayAnswer.WOULD_COVER): VERDICTS[Verdict.WOULD_COVER],
    str(DayAnswer.WOULD_NOT_COVER): VERDICTS[Verdict.WOULD_NOT_COVER],
    str(DayAnswer.UNCLEAR): VERDICTS[Verdict.UNCLEAR],
    str(DayAnswer.NOT_NEEDED): VERDICTS[Verdict.NOT_NEEDED],
    str(DayAnswer.UNLOGGED): VERDICTS[Verdict.UNLOGGED],
}
"""Every answer of the timeline's third lane, in the order of the legend."""

CLARIFY_FIRST = Word(
    "Could be covered: clarify first",
    "Clarify first",
    "→",
    "not covered until it is issued",
    "Answer the open question about this case first. Then request a US certificate from SSA.",
)
"""Words for ``would_cover`` days of a work period that must not be filed as it stands."""

NO_AGREEMENT = Word(
    "No agreement, so no certificate",
    "No agreement",
    "✕",
    "both countries may charge contributions",
    "Both countries may charge contributions on this work. Get professional advice on both systems.",
)
"""Words for ``would_not_cover`` days on which no agreement is in force."""

_WITHOUT_AGREEMENT = (Reason.NO_AGREEMENT, Reason.AGREEMENT_NOT_IN_FORCE)


def of_answer(answer: str, decision: str, reason: str = "", host: str = "", *, letter: bool = False) -> Word:
    """The words for days with this answer, in the light of what to do about their work period.

    ``reason`` and ``host`` (a country code) are those of the days: work outside the US system belongs to the host's
    system where an agreement is in force, and to no agreement elsewhere. ``letter``: the host issues no certificate,
    and SSA writes a letter instead. Empty texts give the general words.
    """
    if answer == DayAnswer.WOULD_COVER and decision == Decision.CLARIFY:
        return CLARIFY_FIRST
    if answer == DayAnswer.COVERED_BY_HOST and host:
        return replace(ANSWERS[answer], text=f"{_capital(possessive(host))} system, proven")
    if answer != DayAnswer.WOULD_NOT_COVER or not reason:
        return ANSWERS[answer]
    if reason in _WITHOUT_AGREEMENT:
        return NO_AGREEMENT
    return _of_host_system(host, letter=letter) if host else ANSWERS[answer]


def _of_host_system(host: str, *, letter: bool) -> Word:
    """Words for work that an agreement leaves to the host's system, which nothing on file proves yet."""
    paper = "a letter from SSA" if letter else "its certificate"
    next_step = f"Request the {certificate_of(host)}: it is what keeps US contributions off these days."
    if letter:
        next_step = f"{_capital(in_sentence(host))} issues no certificate for this work: request a letter from SSA."
    return replace(
        VERDICTS[Verdict.WOULD_NOT_COVER],
        text=f"Belongs to {possessive(host)} system: request {paper}",
        next=next_step,
    )


def of_row(row: Any) -> Word:
    """The words for a row of ``view.explained``."""
    return of_answer(row.answer, row.decision, row.reason, row.host, letter=row.us_letter)


def at_host(word: Word, host: str) -> str:
    """``France: Could be covered: request it``; the words alone where they name the country themselves, or none is."""
    name = countries.name(host)
    return f"{name}: {word.text}" if host and name not in word.text else word.text


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


STATUSES: dict[Status, Word] = {
    Status.HOME: Word("Work in the United States", "US", "", "no certificate needed"),
    Status.AGREEMENT: Word("Country with an agreement", "Agreement", "", "a certificate may be possible"),
    Status.NON_AGREEMENT: Word("Country without an agreement", "No agreement", "", "no certificate exists"),
    Status.MULTI_COUNTRY: Word("Several countries on one day", "Several", "", "work in two or more places"),
    Status.NON_WORK: Word("No work", "No work", "", "vacation, sick leave or a visit"),
    Status.UNLOGGED: VERDICTS[Verdict.UNLOGGED],
}

HOST_CERTIFICATE = "host_certificate"
"""Drawn instead of its state: an issued certificate of the host, which proves the work to be in the host's system."""

CERTIFICATE_WITHOUT_AGREEMENT = "without_agreement"
"""Drawn instead of its state: a certificate for a country where no agreement is in force covers nothing there."""

CERTIFICATE_OF_THIRD_COUNTRY = "third_country"
"""Drawn instead of its state: neither the US nor the host issued it, so it decides nothing."""

_NOT_DELIVERED = ANSWERS[DayAnswer.COVERED_NOT_DELIVERED]

CERTIFICATES: dict[str, Word] = {
    str(CertificateState.DELIVERED): Word("Issued and delivered", "Delivered", "✓", "you hold proof"),
    str(CertificateState.ISSUED): Word(
        _NOT_DELIVERED.text, _NOT_DELIVERED.short, _NOT_DELIVERED.mark, _NOT_DELIVERED.help, _NOT_DELIVERED.next
    ),
    HOST_CERTIFICATE: Word(
        VERDICTS[Verdict.COVERED_BY_HOST].text,
        "On file",
        "◆",
        "issued by the country of the work",
        "Keep it with your US tax file: it is why no US contributions are due on this work.",
    ),
    str(CertificateState.SUBMITTED): Word(
        "Requested, no answer yet", "Requested", "»", "covers nothing yet", "Wait for the agency's answer."
    ),
    str(CertificateState.DRAFT): Word("Draft, nothing sent", "Draft", "…", "covers nothing yet", "Send the request."),
    str(CertificateState.REFUSED): Word("Refused", "Refused", "✕", "covers nothing"),
    str(CertificateState.WITHDRAWN): Word("Withdrawn", "Withdrawn", "✕", "covers nothing"),
    CERTIFICATE_WITHOUT_AGREEMENT: Word(
        "No agreement: covers nothing",
        "Covers nothing",
        "✕",
        "check country and dates",
        "No agreement is in force there on these days: check the country and the dates that you entered.",
    ),
    CERTIFICATE_OF_THIRD_COUNTRY: Word(
        "Issued by a third country: covers nothing",
        "Covers nothing",
        "✕",
        "check the issuer",
        "Only the US or the country of the work can issue it: check the issuer that you entered.",
    ),
}
"""Every look of the timeline's second lane, in the order of the legend."""

USED, LEFT, LENGTHENED, OVER = "used", "left", "lengthened", "over"
HEADROOM: dict[str, Word] = {
    USED: Word("Used", "Used", "", "days off count too"),
    LEFT: Word("Left", "Left", "", "up to the last day allowed"),
    LENGTHENED: Word("Left, thanks to an exception", "Exception", "", "without it the limit would be nearer"),
    OVER: Word("Past the limit", "Past", "✕", "the rule gives no US coverage"),
}
"""Every part of a limit on the headroom chart, in the order of the legend."""

CERTIFICATE_DAYS: dict[str, Word] = {
    str(CertificateState.DELIVERED): Word("Certificate days used", "Used", "✓", "delivered"),
    str(CertificateState.ISSUED): Word("Certificate days used", "Used", "✓!", "not delivered yet"),
    HOST_CERTIFICATE: Word("Certificate days used", "Used", "◆", "the other country's certificate"),
}
"""The used part of a certificate on the headroom chart, by its look."""

DEADLINES: dict[Deadline, Word] = {
    Deadline.FILE_BY: Word("Request the certificate", "request by", "", Deadline.FILE_BY.sentence),
    Deadline.ELECTION: Word("Choose a system", "choose by", "", Deadline.ELECTION.sentence),
    Deadline.LIMIT: Word("Limit reached", "limit", "", Deadline.LIMIT.sentence),
    Deadline.EXTENSION: Word("Request an extension", "limit", "", Deadline.EXTENSION.sentence),
    Deadline.EXCEPTION_ENDS: Word("Exception ends", "exception ends", "", Deadline.EXCEPTION_ENDS.sentence),
    Deadline.CERTIFICATE_ENDS: Word("Certificate ends", "certificate ends", "", Deadline.CERTIFICATE_ENDS.sentence),
    Deadline.TAX_NOTICE: Word("Tax notice abroad", "tax notice", "", Deadline.TAX_NOTICE.sentence),
    Deadline.OWN: Word("Own deadline", "own deadline", "", Deadline.OWN.sentence),
}
"""Dates to keep, in the order of urgency; ``short`` is what stands beside the mark."""

STEPS = {"submitted_on": "requested", "issued_on": "issued", "delivered_on": "delivered"}
"""The dated steps of a certificate's life, in order, as they are said beside its line."""
RECEIPT_KEPT, NO_RECEIPT = "receipt kept", "no receipt"

NO_ASSIGNMENT = "No assignment"

MIXED = "mixed: pause and clarify"
MIXED_CLARIFIED = "mixed: clarified"
WITHOUT_AGREEMENT = Word("Work without an agreement", "", "", "its own mark above the bar")
TRIP_TO_CHECK = Word("Trip to check", "", "", "its dates overlap other trips")
PLANNED = Word("Planned", "", "", "dashed and lighter: not happened yet")
OWN_LIMIT = Word("Limit without the exception", "", "", "where the rule itself ends it")
TODAY = Word("Today", "", "", "outlined")
PICKED = Word("Days you picked", "", "", "log them below the calendar")
OUTSIDE = Word("Outside your log", "", "", "before the first, after the last entry")
HOME_SAME_DAY = Word("United States on the same day", "", "", "the work abroad decides the day")
SAME_DAYS = Word("Another trip on the same days", "", "", "drawn below, with its own outline")

reason_sentence = asks.reason_sentence
"""Why a day has its verdict, as a sentence: the same on screens and on the command line."""
