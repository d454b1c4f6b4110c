"""The answers that the rules can give, as numbers while the engine works, and the order in which they are found."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tracker.codes import Reason, Verdict
from tracker.segments import Bools, Ints

_MISSING_FACTS = (
    "worker",
    "employer",
    "residence",
    "works_in_both_countries",
    "fixed_base",
    "days_present",
    "nationalities",
    "business_in_us",
    "us_covered_before",
    "sent_from",
    "health_insurance",
    "expected_last_day",
)


@dataclass(frozen=True)
class Answer:
    """One reason, the verdict that goes with it, and its step in the contract's order of reasons."""

    reason: str
    verdict: Verdict
    step: int


ANSWERS: tuple[Answer, ...] = (
    Answer(Reason.US_WORK, Verdict.NOT_NEEDED, 0),
    Answer(Reason.NO_WORK, Verdict.NOT_NEEDED, 0),
    Answer(Reason.NOTHING_LOGGED, Verdict.UNLOGGED, 0),
    Answer(Reason.NO_AGREEMENT, Verdict.WOULD_NOT_COVER, 1),
    Answer(Reason.AGREEMENT_NOT_IN_FORCE, Verdict.WOULD_NOT_COVER, 1),
    Answer(Reason.AGREEMENT_UNVERIFIED, Verdict.UNCLEAR, 1),
    Answer(Reason.CERTIFICATE_ON_FILE, Verdict.COVERED, 2),
    Answer(Reason.HOST_CERTIFICATE_ON_FILE, Verdict.COVERED_BY_HOST, 2),
    Answer(Reason.CERTIFICATES_DISAGREE, Verdict.UNCLEAR, 2),
    Answer(Reason.SEVERAL_COUNTRIES_SAME_DAY, Verdict.UNCLEAR, 3),
    Answer(Reason.HOST_COVERAGE_ASSIGNED, Verdict.WOULD_NOT_COVER, 4),
    Answer(Reason.ELECTION_NEEDED, Verdict.UNCLEAR, 4),
    Answer(Reason.SPECIAL_EXCEPTION_NEEDED, Verdict.UNCLEAR, 4),
    Answer(Reason.AFFILIATE_WITHOUT_3121L, Verdict.WOULD_NOT_COVER, 5),
    Answer(Reason.NOT_SENT_FROM_US, Verdict.WOULD_NOT_COVER, 5),
    Answer(Reason.HEALTH_INSURANCE_MISSING, Verdict.WOULD_NOT_COVER, 5),
    Answer(Reason.REPEAT_TOO_SOON, Verdict.WOULD_NOT_COVER, 5),
    Answer(Reason.NOT_TEMPORARY, Verdict.WOULD_NOT_COVER, 5),
    Answer(Reason.OVER_LIMIT, Verdict.WOULD_NOT_COVER, 5),
    Answer(Reason.NOT_SENT_BY_EMPLOYER, Verdict.UNCLEAR, 6),
    Answer(Reason.OFFICIAL_SOURCES_DISAGREE, Verdict.UNCLEAR, 6),
    Answer(Reason.RULE_UNVERIFIED, Verdict.UNCLEAR, 6),
    *(Answer(f"{Reason.FACT_MISSING}:{column}", Verdict.UNCLEAR, 7) for column in _MISSING_FACTS),
    Answer(Reason.US_COVERAGE_ASSIGNED, Verdict.WOULD_COVER, 8),
)

NUMBER = {str(answer.reason): n for n, answer in enumerate(ANSWERS)}
STEP = np.array([answer.step for answer in ANSWERS], dtype=np.int64)
VERDICTS = tuple(Verdict)
VERDICT = np.array([VERDICTS.index(answer.verdict) for answer in ANSWERS], dtype=np.int64)
UNDECIDED = -1


def missing(column: str) -> str:
    """The reason that asks for a fact."""
    return f"{Reason.FACT_MISSING}:{column}"


class Ruling:
    """Answers for many rows at once: the first one given to a row holds."""

    def __init__(self, rows: int) -> None:
        self.answer: Ints = np.full(rows, UNDECIDED, dtype=np.int64)

    def give(self, reason: str, where: Bools) -> None:
        """Give this reason to the rows of ``where`` that have none yet."""
        self.answer[where & (self.answer == UNDECIDED)] = NUMBER[str(reason)]
