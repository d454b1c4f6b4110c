"""What the rules say of each row, certificates and shared days aside."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from tracker import days
from tracker.codes import Condition, FixedBase, Kind, Reason
from tracker.coverage.answers import ANSWERS, NUMBER, STEP, VERDICT, missing
from tracker.coverage.facts import (
    COUNTS_DAYS,
    FIXED_BASES,
    NO,
    PRINCIPALLY_IN_HOST,
    PRINCIPALLY_IN_US,
    RESIDES_ELSEWHERE,
    RESIDES_IN_HOST,
    RESIDES_IN_US,
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
    """The answer of each row and the provision that gives it.

    Where official texts state different rules, each text is read alone, and their answers are compared.
    A row without a provision is ``fact_missing:worker`` where the worker is not known, else ``rule_unverified``.
    """
    judged = [(limb.provision[work.stay], _judge(work, log, engagements, clock, limb, table)) for limb in clock.limbs]
    readings = [_furthest(judged, np.append(stated, False), len(work.period)) for stated in table.in_text]
    answer, chosen = readings[0]
    for other_answer, other_chosen in readings[1:]:
        answer, chosen = _compared(answer, chosen, other_answer, other_chosen)
    worker_known = engagements.worker[work.period] != UNKNOWN
    without_rule = np.where(worker_known, NUMBER[str(Reason.RULE_UNVERIFIED)], NUMBER[missing("worker")])
    return np.where(chosen == NONE, without_rule, answer), chosen


def _furthest(judged: list[tuple[Ints, Ints]], stated: Bools, rows: int) -> tuple[Ints, Ints]:
    """By one official text: the answer of the alternative that gets furthest, and its provision (NONE: none)."""
    answer = np.zeros(rows, dtype=np.int64)
    chosen = np.full(rows, NONE, dtype=np.int64)
    for provision, said in judged:
        better = stated[provision] & ((chosen == NONE) | (STEP[said] > STEP[answer]))
        answer = np.where(better, said, answer)
        chosen = np.where(better, provision, chosen)
    return answer, chosen


def _compared(answer: Ints, chosen: Ints, other: Ints, other_chosen: Ints) -> tuple[Ints, Ints]:
    """What two official texts give together: the answer on which they agree, the fact that is missing to say whether
    they do, or ``official_sources_disagree``.

    Where they agree on the verdict, the reason that comes first in the contract's order holds. Where they do not, the
    provision of the text that got furthest is named.
    """
    asks, other_asks = _ASKS_A_FACT[answer], _ASKS_A_FACT[other]
    alone, other_alone = other_chosen == NONE, chosen == NONE
    same_verdict = VERDICT[answer] == VERDICT[other]
    # A missing fact with a lower number is asked first (answers.py keeps the order of the contract).
    ask_first = asks & (~other_asks | (answer <= other))
    ask_other = other_asks & ~ask_first
    keep = ~asks & ~other_asks & same_verdict & (STEP[answer] <= STEP[other])
    take_other = ~asks & ~other_asks & same_verdict & ~keep
    first = alone | (~other_alone & (ask_first | keep))
    second = ~alone & (other_alone | ask_other | take_other)
    further = np.where(STEP[other] > STEP[answer], other_chosen, chosen)
    return (
        np.select([first, second], [answer, other], NUMBER[str(Reason.OFFICIAL_SOURCES_DISAGREE)]),
        np.select([first, second], [chosen, other_chosen], further),
    )


_ASKS_A_FACT = np.array([str(answer.reason).startswith(Reason.FACT_MISSING) for answer in ANSWERS], dtype=bool)


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
    excepted = work.stop <= clock.granted_stop[work.stay]
    sent_from = engagements.sent_from.to_numpy(dtype=object)[period]
    nationalities = engagements.nationalities.iloc[period].reset_index(drop=True)
    return RowFacts(
        employer=engagements.employer[period],
        election=engagements.election[period],
        us_covered_before=engagements.us_covered_before[period],
        temporary=engagements.temporary[period],
        business_in_us=engagements.business_in_us[period],
        works_in_both=engagements.works_in_both[period],
        health_insurance=engagements.health_insurance[period],
        fixed_base_known=engagements.fixed_base[period] != UNKNOWN,
        principal=_principal_activity(work, log, engagements),
        second_job=engagements.second_job_start[period] <= work.start,
        excepted=excepted,
        sent_from_us=np.select([sent_from == "", sent_from == UNITED_STATES], [UNKNOWN, YES], NO).astype(np.int64),
        residence=_assigned_residence(work, provision, table, excepted),
        nationality_known=(nationalities != "").to_numpy(dtype=bool),
        us_national=has_nationality(nationalities, (UNITED_STATES,)),
        host_national=_has_nationality_named_by(nationalities, provision, table, _partner_of_nationality_rule),
        route_open=_has_nationality_named_by(nationalities, provision, table, lambda rule: rule.route_open_to),
        repeat_too_soon=limb.repeat_too_soon[work.stay],
        repeat_unread=limb.repeat_unread[work.stay],
        has_limit=_flag(table, has_limit)[provision],
        over_limit=over_limit,
        end_unknown=end_unknown,
        unverified=~np.append(table.verified, True)[provision] | log.places.open[work.country],
        conditions={condition: _names(table, condition)[provision] for condition in Condition},
    )


def has_limit(provision: Provision) -> bool:
    """Whether a rule is for work that ends: it has a number of months, or asks that the work is not permanent."""
    return provision.limit_months is not None or provision.not_permanent


def _limit(work: Work, clock: Clock, limb: Limb, table: ProvisionTable) -> tuple[Bools, Bools]:
    """Which rows are over the limit, and which cannot be tested because the end is not known.

    The last logged work day stands for an end that is not known, unless a trip is ongoing or that day passes the limit
    (docs/contract.md, rule 6).
    """
    limit, expected = limb.limit_stop[work.stay], clock.expected_stop[work.stay]
    expected_known = expected < days.NEVER
    over = (work.start >= limit) | (expected_known & (expected > limit))
    limited = _flag(table, has_limit)[limb.provision[work.stay]]
    unknown = (clock.last_stop[work.stay] > limit) | (limited & clock.open_ended[work.stay])
    return over, ~expected_known & unknown


_ELSEWHERE = {"us": RESIDES_IN_US, "host": RESIDES_IN_HOST}


def _assigned_residence(work: Work, provision: Ints, table: ProvisionTable, excepted: Bools) -> Ints:
    """Where each row's person lives, seen from the host.

    Residents of a third country whom the rule's own text assigns to one of the two countries count as living there
    (Canada: the US), unless both agencies granted an exception for these days.
    """
    assigned = [_ELSEWHERE.get(rule.elsewhere, RESIDES_ELSEWHERE) for rule in table.provisions]
    lives = resides(work.residence, work.jurisdiction)
    by_text = np.array([*assigned, RESIDES_ELSEWHERE], dtype=np.int64)[provision]
    return np.where((lives == RESIDES_ELSEWHERE) & ~excepted, by_text, lives)


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
