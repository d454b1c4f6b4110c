"""Findings about ends: work past a limit or past the expected end, exceptions longer than the sources know."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tracker import days, findings
from tracker.codes import Worker
from tracker.coverage.asked import deciding_limits
from tracker.coverage.naming import about_stays
from tracker.coverage.stays import NONE
from tracker.coverage.verdicts import Coverage
from tracker.findings import FindingCode
from tracker.periods import Periods
from tracker.rules.model import Agreement, Provision
from tracker.rules.tables import Law
from tracker.segments import Log


def limit_findings(log: Log, periods: Periods, verdicts: Coverage, law: Law) -> pd.DataFrame:
    """What the limits give reason to say."""
    return findings.joined(
        [
            _extensions(log, periods, verdicts, law),
            _ends_that_contradict_the_log(log, periods, verdicts),
            _exceptions_too_long(log, periods, verdicts, law),
        ]
    )


def extension_words(agreement: Agreement, worker: str) -> str:
    """What the sources say on staying longer, in sentences."""
    longer = agreement.extension
    told = longer.employee if worker == Worker.EMPLOYEE else longer.self_employed
    parts = [
        told or "No passage on staying longer was read: ask SSA.",
        # SSA's overview of the agreements says so of every agreement; not every record repeats it.
        "Special exceptions are rare." if "exception" in told and "rare" not in told else "",
        f"Who asks: {longer.who_asks}." if longer.who_asks else "",
        f"Who must agree: {longer.who_agrees}." if longer.who_agrees else "",
        "Ask before the limit is reached." if longer.ask_before_end else "",
    ]
    return " ".join(part.replace("..", ".") for part in parts if part)


def _extensions(log: Log, periods: Periods, verdicts: Coverage, law: Law) -> pd.DataFrame:
    """Work that is logged or expected past the limit of its rule."""
    clock = verdicts.clock
    limit, provision = deciding_limits(verdicts)
    expected = np.where(clock.expected_stop < days.NEVER, clock.expected_stop, 0)
    which = np.flatnonzero((provision != NONE) & (np.maximum(clock.last_stop, expected) > limit))
    rules = [verdicts.table.provisions[n] for n in provision[which]]
    return about_stays(
        FindingCode.EXTENSION_NEEDED,
        which,
        log,
        periods,
        limit=[days.to_date(day - 1).isoformat() for day in limit[which]],
        how=[extension_words(_agreement(rule, law), rule.worker) for rule in rules],
    )


def _ends_that_contradict_the_log(log: Log, periods: Periods, verdicts: Coverage) -> pd.DataFrame:
    """Stays under an agreement with work after the end that was expected; an ongoing trip works up to ``as_of``."""
    clock = verdicts.clock
    which = np.flatnonzero((clock.start < days.NEVER) & (clock.expected_stop < clock.last_stop))
    return about_stays(
        FindingCode.EXPECTED_END_CONTRADICTS_LOG,
        which,
        log,
        periods,
        expected=[days.to_date(day - 1).isoformat() for day in clock.expected_stop[which]],
    )


def _agreement(provision: Provision, law: Law) -> Agreement:
    return law.rules.agreements[provision.id.partition(".")[0]]


def _exceptions_too_long(log: Log, periods: Periods, verdicts: Coverage, law: Law) -> pd.DataFrame:
    """Recorded exceptions that reach further than any extension that the sources know."""
    clock = verdicts.clock
    _, provision = deciding_limits(verdicts)
    allowed = [
        (p.limit_months or 0) + (longest or 0) if longest and p.worker == Worker.EMPLOYEE else 0
        for p in verdicts.table.provisions
        for longest in (_agreement(p, law).extension.longest_months,)
    ]
    months = np.array([*allowed, 0], dtype=np.int64)[provision]
    longest_stop = days.add_months(np.where(months > 0, clock.start, 0), months)
    which = np.flatnonzero((months > 0) & (clock.granted_stop > longest_stop))
    return about_stays(
        FindingCode.EXCEPTION_BEYOND_LONGEST,
        which,
        log,
        periods,
        until=[days.to_date(day - 1).isoformat() for day in clock.granted_stop[which]],
        longest=[days.to_date(day - 1).isoformat() for day in longest_stop[which]],
    )
