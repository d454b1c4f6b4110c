"""The pass after a request was sent: a dated checklist that catches failures early (table ``steps``)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pandas as pd

from tracker.analysis import Analysis
from tracker.codes import Attached, CertificateState, Code
from tracker.filing.deliveries import deliveries
from tracker.filing.differences import ISSUED, certificate_row, issued_differently


class Step(Code):
    """The steps after a request, in order. Their codes stand in the table ``steps``."""

    READ_BACK = "read_back", "Read the request as it was sent, letter by letter: names, number, country, dates."
    COPY_KEPT = "copy_kept", "Keep a copy of the request exactly as it was sent."
    CONFIRMATION_KEPT = "confirmation_kept", "Keep the confirmation: control number, e-mail, fax report or receipt."
    TOLD = "told", "Tell the client, the payroll or the adviser that it was requested and cannot be relied on yet."
    ASKED_AGAIN = (
        "asked_again",
        "Without an answer: ask the agency about the state of the request, quoting the control number.",
    )
    DATES_COMPARED = "dates_compared", "Compare the dates on the certificate with the request, to the day."
    NAMES_COMPARED = "names_compared", "Compare name, business or employer, and country on it, letter by letter."
    CERTIFICATE_KEPT = "certificate_kept", "Keep the certificate with the request and its confirmation."
    HANDED_OVER = "handed_over", "Deliver it to everyone who must have it, and get a written receipt."
    TAX_COPY = "tax_copy", "Put a copy into the US tax file."
    END_NOTED = "end_noted", "Note its last day, and the day by which to request more time."

    @property
    def needs_certificate(self) -> bool:
        """Whether it can be done only once the certificate is there."""
        return list(Step).index(self) >= list(Step).index(Step.DATES_COMPARED)


@dataclass(frozen=True)
class Done:
    """One step of the checklist. ``seen`` is what the workspace already shows for it, "" = nothing.

    ``is_due``: it can be done now and was not ticked. A tick alone is the user's word; what is seen is not a tick.
    """

    step: str
    sentence: str
    is_due: bool
    done_on: dt.date | None
    proof: str
    seen: str
    doubt: str = ""  # why a tick cannot be right


def after_request(analysis: Analysis, certificate: str) -> tuple[Done, ...]:
    """The checklist of one certificate, in order; own steps come last. Empty before anything was sent."""
    row = certificate_row(analysis, certificate)
    if row is None or row.state not in (CertificateState.SUBMITTED, *ISSUED):
        return ()
    kept = analysis.workspace.steps
    ticked = {str(one.step): one for one in kept[kept["certificate"] == certificate].itertuples(index=False)}
    seen = _seen(analysis, row)
    is_issued = row.state in ISSUED
    found = []
    for step in Step:
        if step == Step.ASKED_AGAIN and is_issued and step not in ticked:
            continue
        can_be_done = is_issued or not step.needs_certificate
        found.append(_done(step, step.sentence, can_be_done, ticked.pop(str(step), None), seen.get(step, ""), row))
    own = [_done(code, f"Own step: {code}.", True, tick, "", row) for code, tick in ticked.items()]
    return (*found, *own)


def _done(step: str, sentence: str, can_be_done: bool, tick: Any, seen: str, row: Any) -> Done:
    done_on = None if tick is None or pd.isna(tick.done_on) else tick.done_on.date()
    doubt = ""
    if done_on and pd.notna(row.submitted_on) and done_on < row.submitted_on.date():
        doubt = f"Ticked for a day before the request was sent ({row.submitted_on:%Y-%m-%d})."
    elif done_on and not can_be_done:
        doubt = "Ticked before the certificate was issued."
    return Done(
        step=str(step),
        sentence=sentence,
        is_due=can_be_done and done_on is None,
        done_on=done_on,
        proof="" if tick is None else str(tick.proof),
        seen=seen,
        doubt=doubt,
    )


def _seen(analysis: Analysis, row: Any) -> dict[Step, str]:
    """What the workspace itself shows for a step."""
    kept = analysis.workspace.attachments
    mine = kept[(kept["about"] == "certificates") & (kept["subject"] == row.certificate)]
    names = {kind: ", ".join(group) for kind, group in mine.groupby("kind")["file_name"]}
    numbers = ", ".join(filter(None, [row.control_number, row.confirmation, names.get(str(Attached.CONFIRMATION), "")]))
    differing = issued_differently(row)
    asked = pd.notna(row.requested_first_day) and row.state in ISSUED
    proven = [one for one in deliveries(analysis, str(row.certificate)) if one.is_proven]
    tax = [one for one in proven if one.purpose == "tax_file"]
    others = [one.recipient for one in proven if one.purpose != "tax_file"]
    deadlines = analysis.workspace.deadlines
    noted = deadlines.loc[deadlines["certificate"] == row.certificate, "day"]
    return {
        Step.COPY_KEPT: names.get(str(Attached.REQUEST), ""),
        Step.CONFIRMATION_KEPT: numbers,
        Step.DATES_COMPARED: " ".join(one.sentence for one in differing) or ("They agree." if asked else ""),
        Step.CERTIFICATE_KEPT: names.get(str(Attached.CERTIFICATE), ""),
        Step.HANDED_OVER: ", ".join(others),
        Step.TAX_COPY: tax[0].recipient if tax else "",
        Step.END_NOTED: ", ".join(f"{day:%Y-%m-%d}" for day in noted),
    }
