"""The words that pages, legends, bars and tables use for every answer: written once, so that all screens agree."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.codes import COVERED_NOT_DELIVERED as COVERED_NOT_DELIVERED
from tracker.codes import CertificateState, Deadline, Decision, Status, Verdict
from tracker.coverage import asks


@dataclass(frozen=True)
class Word:
    """How one code is said to a person who has never heard of totalization."""

    text: str  # the plain words
    short: str  # the same where there is little room
    mark: str  # one sign, for the shortest bars
    help: str  # half a line that explains it, for the legend
    next: str = ""  # what to do now, as a sentence; "" where there is nothing to do


VERDICTS: dict[Verdict, Word] = {
    Verdict.COVERED: Word("Covered", "Covered", "✓", "certificate on file"),
    Verdict.WOULD_COVER: Word(
        "Could be covered: ask for it",
        "Ask for it",
        "→",
        "not covered until it is issued",
        "Ask SSA for a certificate; until it is issued you are not covered.",
    ),
    Verdict.WOULD_NOT_COVER: Word(
        "Not coverable",
        "Not coverable",
        "✕",
        "no US certificate can help",
        "Do not rely on a US certificate: take the contingency path.",
    ),
    Verdict.UNCLEAR: Word(
        "Unclear: answer a question",
        "Unclear",
        "?",
        "a fact or a rule is still open",
        "Clear up the open question first.",
    ),
    Verdict.NOT_NEEDED: Word("No certificate needed", "Not needed", "–", "US work, or no work"),
    Verdict.UNLOGGED: Word(
        "Nothing logged", "No entry", "…", "log where you were", "Log where you were, even if you did not work."
    ),
}

ANSWERS: dict[str, Word] = {
    str(Verdict.COVERED): VERDICTS[Verdict.COVERED],
    COVERED_NOT_DELIVERED: Word(
        "Covered, not delivered yet",
        "Not delivered",
        "✓!",
        "hand it over, keep the receipt",
        "Hand the certificate to whoever must see it and keep the receipt.",
    ),
    **{str(verdict): word for verdict, word in VERDICTS.items() if verdict != Verdict.COVERED},
}
"""Every answer of the timeline's third lane: the verdicts and ``covered_not_delivered``, in the order of the legend."""

CLARIFY_FIRST = Word(
    "Could be covered: clarify first",
    "Clarify first",
    "→",
    "not covered until it is issued",
    "Clear up the case first; then ask SSA for a certificate.",
)
"""Words for ``would_cover`` days of a work period that must not be filed as it stands."""


def of_answer(answer: str, decision: str) -> Word:
    """The words for a row of days: its answer, seen in the light of what to do about its work period."""
    clarify_first = answer == Verdict.WOULD_COVER and decision == Decision.CLARIFY
    return CLARIFY_FIRST if clarify_first else ANSWERS[answer]


STATUSES: dict[Status, Word] = {
    Status.HOME: Word("Work in the United States", "US", "", "no certificate needed"),
    Status.AGREEMENT: Word("Country with an agreement", "Agreement", "", "a certificate may be possible"),
    Status.NON_AGREEMENT: Word("Country without an agreement", "No agreement", "", "no certificate possible"),
    Status.MULTI_COUNTRY: Word("Several countries on one day", "Several", "", "work in two or more places"),
    Status.NON_WORK: Word("No work", "No work", "", "holiday, sick leave or a visit"),
    Status.UNLOGGED: VERDICTS[Verdict.UNLOGGED],
}

CERTIFICATE_WITHOUT_AGREEMENT = "without_agreement"
"""Drawn instead of its state: a certificate for a country where no agreement is in force covers nothing there."""

CERTIFICATES: dict[str, Word] = {
    str(CertificateState.DELIVERED): Word("Issued and delivered", "Delivered", "✓", "you hold proof"),
    str(CertificateState.ISSUED): Word(
        ANSWERS[COVERED_NOT_DELIVERED].text,
        ANSWERS[COVERED_NOT_DELIVERED].short,
        ANSWERS[COVERED_NOT_DELIVERED].mark,
        ANSWERS[COVERED_NOT_DELIVERED].help,
        ANSWERS[COVERED_NOT_DELIVERED].next,
    ),
    str(CertificateState.SUBMITTED): Word(
        "Asked for, no answer yet", "Asked for", "→", "covers nothing yet", "Wait for SSA's answer."
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
    str(CertificateState.DELIVERED): Word("Certificate days used", "Used", "✓", "handed over"),
    str(CertificateState.ISSUED): Word("Certificate days used", "Used", "✓!", "not handed over yet"),
}
"""The used part of a certificate on the headroom chart, by its state."""

DEADLINES: dict[Deadline, Word] = {
    Deadline.FILE_BY: Word("Ask for the certificate", "ask by", "", Deadline.FILE_BY.sentence),
    Deadline.ELECTION: Word("Choose a system", "choose by", "", Deadline.ELECTION.sentence),
    Deadline.LIMIT: Word("Limit reached", "limit", "", Deadline.LIMIT.sentence),
    Deadline.EXTENSION: Word("Ask for more time", "limit", "", Deadline.EXTENSION.sentence),
    Deadline.EXCEPTION_ENDS: Word("Exception ends", "exception ends", "", Deadline.EXCEPTION_ENDS.sentence),
    Deadline.CERTIFICATE_ENDS: Word("Certificate ends", "certificate ends", "", Deadline.CERTIFICATE_ENDS.sentence),
    Deadline.TAX_NOTICE: Word("Tax notice abroad", "tax notice", "", Deadline.TAX_NOTICE.sentence),
    Deadline.OWN: Word("Own deadline", "own deadline", "", Deadline.OWN.sentence),
}
"""Dates to keep, in the order of urgency; ``short`` is what stands beside the mark."""

STEPS = {"submitted_on": "asked", "issued_on": "issued", "delivered_on": "delivered"}
"""The dated steps of a certificate's life, in order, as they are said beside its line."""
RECEIPT_KEPT, NO_RECEIPT = "receipt kept", "no receipt"

NO_ASSIGNMENT = "No assignment"

MIXED = "mixed: pause and clarify"
MIXED_CLARIFIED = "mixed: clarified"
WITHOUT_AGREEMENT = Word("Work without an agreement", "", "", "its own mark above the bar")
PLANNED = Word("Planned", "", "", "dashed and lighter: not happened yet")
OWN_LIMIT = Word("Limit without the exception", "", "", "where the rule itself ends it")
TODAY = Word("Today", "", "", "outlined")
PICKED = Word("Days you picked", "", "", "log them below the calendar")
OUTSIDE = Word("Outside your log", "", "", "before the first, after the last entry")
HOME_SAME_DAY = Word("United States on the same day", "", "", "the work abroad decides the day")
SAME_DAYS = Word("Another trip on the same days", "", "", "drawn below, with its own outline")

reason_sentence = asks.reason_sentence
"""Why a day has its verdict, as a sentence: the same on screens and on the command line."""
