"""The gate before a packet: work that is mixed or unclear is never packed as if it were clean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from tracker.analysis import Analysis
from tracker.codes import Case, Decision, Reason, Verdict
from tracker.filing.checks import Check, Level, days_text
from tracker.filing.questions import open_questions
from tracker.filing.request import Request
from tracker.findings import FindingCode
from tracker.rules.tables import Law

_MAY_BE_PACKED = (Decision.REQUEST, Decision.PENDING, Decision.ON_FILE)
NOT_READY = "NOT READY TO FILE"


@dataclass(frozen=True)
class Gate:
    """Whether a packet may be made as a filing copy; ``reasons`` say what is open when it may not.

    ``notes`` belong on the packet even when it may: what was clarified, what is on file already.
    """

    is_open: bool
    reasons: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def gate(analysis: Analysis, request: Request, questions: pd.DataFrame | None = None) -> Gate:
    """Open only where a certificate can be asked for, was asked for or is on file, and no day there is unclear.

    ``questions``: the ``open_questions`` of the analysis, where the caller has them for many requests.
    """
    asked = open_questions(analysis) if questions is None else questions
    periods = analysis.periods
    period = periods[(periods["traveler"] == request.traveler) & (periods["period"] == request.period)].iloc[0]
    decision = Decision(request.decision)
    reasons = [*_questions(asked, request), *_unclear(analysis, request)]
    if decision not in _MAY_BE_PACKED and not reasons:
        reasons = [decision.sentence]
    notes = [decision.sentence] if decision in (Decision.PENDING, Decision.ON_FILE) else []
    if period["case"] == Case.MIXED and not reasons:
        notes.append(f"Mixed work that was clarified. Trips that made it mixed: {period['causes']}.")
    if request.end_note:
        notes.append(request.end_note)
    return Gate(not reasons, tuple(dict.fromkeys(reasons)), tuple(notes))


def not_ready(gate: Gate, checks: Sequence[Check]) -> tuple[str, ...]:
    """Everything that must be put right first: what keeps the gate shut, and the checks that stop."""
    stops = (f"{check.title}: {check.sentence}" for check in checks if check.level == Level.STOP)
    return tuple(dict.fromkeys([*gate.reasons, *stops]))


def _questions(asked: pd.DataFrame, request: Request) -> list[str]:
    """The open questions of the whole period: mixed, or a neighbor that may be the same story."""
    mine = asked[(asked["traveler"] == request.traveler) & (asked["period"] == request.period)]
    reasons = []
    for question, message in zip(mine["question"], mine["message"], strict=True):
        if question == Case.MIXED:
            reasons.append(Case.MIXED.sentence)
        elif question == FindingCode.NEIGHBORING_PERIOD:
            reasons.append(str(message))
    return reasons


def _unclear(analysis: Analysis, request: Request) -> list[str]:
    """Why days in this country are unclear, each reason once with its days."""
    law = Law(analysis.rules, analysis.workspace.verifications)
    rows = analysis.coverage
    rows = rows[
        (rows["traveler"] == request.traveler)
        & (rows["period"] == request.period).fillna(False)
        & (rows["verdict"] == Verdict.UNCLEAR)
    ]
    here = [host for host in rows["host"].unique() if law.jurisdiction(host) == request.host]
    rows = rows[rows["host"].isin(here)]
    found = []
    for reason, group in rows.groupby("reason", sort=False):
        code, _, column = str(reason).partition(":")
        missing = f" Missing: {column}." if column else ""
        found.append(f"Unclear on {days_text(int(group['days'].sum()))}: {Reason(code).sentence}{missing}")
    return found
