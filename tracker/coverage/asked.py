"""Which stays a rule was asked about, and what it said."""

from __future__ import annotations

import numpy as np

from tracker import days
from tracker.codes import Condition, Kind, Reason
from tracker.coverage.answers import NUMBER, UNDECIDED
from tracker.coverage.stays import NONE
from tracker.coverage.verdicts import Coverage
from tracker.segments import Bools, Ints

ASSIGNED = NUMBER[str(Reason.US_COVERAGE_ASSIGNED)]


def ruled_by(verdicts: Coverage, stays: int, which: Bools, *, answer: int | None = None) -> Bools:
    """Stays with a row on which one of these provisions said something; ``answer``: on which it said just that.

    ``which`` tells per provision. What the rule alone would say counts, whatever a certificate says.
    """
    rows = verdicts.rows
    said = np.append(which, False)[rows.provision] & (rows.rule_answer != UNDECIDED)
    if answer is not None:
        said &= rows.rule_answer == answer
    found = np.zeros(stays, dtype=bool)
    found[rows.stay[said]] = True
    return found


def provisions_that(verdicts: Coverage, kind: Kind | None = None, condition: Condition | None = None) -> Bools:
    """Which provisions are of this kind and name this condition."""
    return np.array(
        [
            (kind is None or p.kind == kind) and (condition is None or condition in p.conditions)
            for p in verdicts.table.provisions
        ],
        dtype=np.bool_,
    )


def deciding_limits(verdicts: Coverage) -> tuple[Ints, Ints]:
    """(half-open limit, provision) of the rule that decides each stay; NEVER and NONE where no limit decides."""
    stays = len(verdicts.clock.start)
    limit = np.full(stays, days.NEVER, dtype=np.int64)
    provision = np.full(stays, NONE, dtype=np.int64)
    rows = verdicts.rows
    ruled = rows.provision != NONE
    provision[rows.stay[ruled]] = rows.provision[ruled]
    for limb in verdicts.clock.limbs:
        limit = np.where((limb.provision == provision) & (provision != NONE), limb.limit_stop, limit)
    return limit, np.where(limit < days.NEVER, provision, NONE)
