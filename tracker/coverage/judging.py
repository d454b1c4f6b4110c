"""What the rules say of each row, certificates and shared days aside."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from tracker import days
from tracker.codes import Condition, FixedBase, Kind, Reason
from tracker.coverage.answers import NUMBER, STEP, missing
from tracker.coverage.facts import (
    COUNTS_DAYS,
    FIXED_BASES,
    NO,
    PRINCIPALLY_IN_HOST,
    PRINCIPALLY_IN_US,
    UNKNOWN,
    YES,
    Engagements,
    RowFacts,
    has_nationality,
    resides,
)
from tracker.coverage.kinds import KINDS
from tracker.coverage.presence import days_present, year_of
from tracker.coverage.stays import NONE, Clock, Limb
from tracker.coverage.work import Work
from tracker.rules.model import Provision
from tracker.rules.tables import UNITED_STATES, ProvisionTable
from tracker.segments import Bools, Ints, Log


def apply_rules(
    work: Work, log: Log, engagements: Engagements, clock: Clock, table: ProvisionTable
) -> tuple[Ints, Ints]:
    """The answer of each row and the provision that gives it: of alternatives the one that gets furthest.

    A row without a provision is ``fact_missing:worker`` where the worker is not known, else ``rule_unverified``.
    """
    worker_known = engagements.worker[work.period] != UNKNOWN
    answer = np.where(worker_known, NUMBER[str(Reason.RULE_UNVERIFIED)], NUMBER[missing("worker")])
    chosen = np.full(len(work.period), NONE, dtype=np.int64)
    for limb in clock.limbs:
        provision = limb.provision[work.stay]
        said = _judge(work, log, engagements, clock, limb, table)
        better = (provision != NONE) & ((chosen == NONE) | (STEP[said] > STEP[answer]))
        answer = np.where(better, said, answer)
        chosen = np.where(better, provision, chosen)
    return answer, chosen


def _judge(work: Work, log: Log, engagements: Engagements, clock: Clock, limb: Limb, table: ProvisionTable) -> Ints:
    """The answer of one alternative for every row; rows without a provision stay at 0."""
    provision = limb.provision[work.stay]
    facts = _facts(work, log, engagements, clock, limb, table)
    answer = np.zeros(len(provision), dtype=np.int64)
    kinds = np.array([tuple(Kind).index(p.kind) for p in table.provisions] + [NONE], dtype=np.int64)[provision]
    for number, kind in enumerate(Kind):
        rows = np.flatnonzero(kinds == number)
        if len(rows):
            answer[rows] = KINDS[kind](facts.at(rows))
    return answer


def _facts(work: Work, log: Log, engagements: Engagements, clock: Clock, limb: Limb, table: ProvisionTable) -> RowFacts:
    provision, period = limb.provision[work.stay], work.period
    over_limit, end_unknown = _limit(work, clock, limb, table)
    sent_from = engagements.sent_from.to_numpy(dtype=object)[period]
    nationalities = engagements.nationalities.iloc[period].reset_index(drop=True)
    return RowFacts(
        employer=engagements.employer[period],
        election=engagements.election[period],
        us_covered_before=engagements.us_covered_before[period],
        business_in_us=engagements.business_in_us[period],
        works_in_both=engagements.works_in_both[period],
        health_insurance=engagements.health_insurance[period],
        fixed_base_known=engagements.fixed_base[period] != UNKNOWN,
        principal=_principal_activity(work, log, engagements),
        second_job=engagements.second_job_start[period] <= work.start,
        excepted=work.stop <= clock.granted_stop[work.stay],
        sent_from_us=np.select([sent_from == "", sent_from == UNITED_STATES], [UNKNOWN, YES], NO).astype(np.int64),
        residence=resides(work.residence, work.jurisdiction),
        nationality_known=(nationalities != "").to_numpy(dtype=bool),
        us_national=has_nationality(nationalities, (UNITED_STATES,)),
        host_national=_has_nationality_named_by(nationalities, provision, table, _partner_of_nationality_rule),
        route_open=_has_nationality_named_by(nationalities, provision, table, lambda rule: rule.route_open_to),
        repeat_too_soon=limb.repeat_too_soon[work.stay],
        over_limit=over_limit,
        end_unknown=end_unknown,
        unverified=~np.append(table.verified, True)[provision] | log.places.open[work.country],
        conditions={condition: _names(table, condition)[provision] for condition in Condition},
    )


def _limit(work: Work, clock: Clock, limb: Limb, table: ProvisionTable) -> tuple[Bools, Bools]:
    """Which rows are over the limit, and which cannot be tested because the end is not known (docs/contract.md, rule 6)."""
    limit, expected = limb.limit_stop[work.stay], clock.expected_stop[work.stay]
    expected_known = expected < days.NEVER
    over = (work.start >= limit) | (expected_known & (expected > limit))
    not_permanent = _flag(table, lambda rule: rule.not_permanent)[limb.provision[work.stay]]
    unknown = (clock.last_stop[work.stay] > limit) | (not_permanent & clock.open_ended[work.stay])
    return over, ~expected_known & unknown


def _principal_activity(work: Work, log: Log, engagements: Engagements) -> Ints:
    """Where the principal activity is: at the one fixed base, else where the person was on more days of the year."""
    base = engagements.fixed_base[work.period]
    result = np.select(
        [base == FIXED_BASES.index(FixedBase.US), base == FIXED_BASES.index(FixedBase.HOST)],
        [PRINCIPALLY_IN_US, PRINCIPALLY_IN_HOST],
        UNKNOWN,
    ).astype(np.int64)
    rows = np.flatnonzero(np.isin(base, COUNTS_DAYS))
    if len(rows):
        here = log.places.jurisdiction_ids[work.country[rows]]
        found = days_present(log, work.traveler[rows], here, year_of(work.start[rows]))
        result[rows] = np.select(
            [found.mostly_us, found.mostly_host], [PRINCIPALLY_IN_US, PRINCIPALLY_IN_HOST], UNKNOWN
        )
    return result


def _flag(table: ProvisionTable, of: Callable[[Provision], bool]) -> Bools:
    """A yes or no per provision; the extra last one is for rows without a provision (NONE = -1)."""
    return np.array([of(provision) for provision in table.provisions] + [False], dtype=np.bool_)


def _names(table: ProvisionTable, condition: Condition) -> Bools:
    return _flag(table, lambda provision: condition in provision.conditions)


def _partner_of_nationality_rule(rule: Provision) -> tuple[str, ...]:
    return (rule.id.partition(".")[0],) if rule.kind == Kind.NATIONALITY else ()


def _has_nationality_named_by(
    nationalities: pd.Series, provision: Ints, table: ProvisionTable, named: Callable[[Provision], tuple[str, ...]]
) -> Bools:
    """Which rows' people hold a nationality that the row's provision names."""
    result = np.zeros(len(provision), dtype=bool)
    for n, rule in enumerate(table.provisions):
        if named(rule):
            rows = np.flatnonzero(provision == n)
            result[rows] = has_nationality(nationalities.iloc[rows], named(rule))
    return result
