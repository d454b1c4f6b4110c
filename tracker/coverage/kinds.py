"""The kinds of provision, one function each: facts in, one answer per row out.

Each function asks in the contract's order: whom the rule reaches (step 4), a known fact that fails a condition (5),
a rule without a verified source (6), a missing fact (7), and else US coverage is assigned (8).
"""

from __future__ import annotations

from collections.abc import Callable

from tracker.codes import Condition, Kind, Reason
from tracker.coverage.answers import Ruling, missing
from tracker.coverage.facts import (
    ELECTIONS,
    EMPLOYERS,
    NO,
    PRINCIPALLY_IN_HOST,
    PRINCIPALLY_IN_US,
    RESIDES_ELSEWHERE,
    RESIDES_IN_HOST,
    UNKNOWN,
    YES,
    RowFacts,
)
from tracker.segments import Ints

_AFFILIATE, _OF_HOST = EMPLOYERS.index("affiliate"), EMPLOYERS.index("host")
_OWN_CHOICE = EMPLOYERS.index("us_own_choice")
_ELECTED_US, _ELECTED_HOST = ELECTIONS.index("us"), ELECTIONS.index("host")


def detached_employee(facts: RowFacts) -> Ints:
    """An employee sent for a limited time (POMS RS 02605.032 and each agreement's own section)."""
    ruling = Ruling(len(facts.employer))
    asks = facts.conditions
    ruling.give(Reason.HOST_COVERAGE_ASSIGNED, facts.employer == _OF_HOST)
    ruling.give(Reason.HOST_COVERAGE_ASSIGNED, asks[Condition.SECOND_JOB] & facts.second_job)
    ruling.give(Reason.AFFILIATE_WITHOUT_3121L, asks[Condition.SECTION_3121L] & (facts.employer == _AFFILIATE))
    ruling.give(Reason.NOT_SENT_FROM_US, asks[Condition.US_COVERED_BEFORE] & (facts.us_covered_before == NO))
    by_third_country = asks[Condition.THIRD_COUNTRY_ROUTE] & (facts.sent_from_us == NO) & ~facts.route_open
    ruling.give(Reason.NOT_SENT_FROM_US, by_third_country & facts.nationality_known)
    _fails_health_insurance_or_limit(ruling, facts)
    ruling.give(Reason.NOT_SENT_BY_EMPLOYER, facts.employer == _OWN_CHOICE)
    ruling.give(Reason.RULE_UNVERIFIED, facts.unverified | facts.repeat_unread)
    ruling.give(missing("employer"), facts.employer == UNKNOWN)
    us_covered_unknown = asks[Condition.US_COVERED_BEFORE] & (facts.us_covered_before == UNKNOWN)
    ruling.give(missing("us_covered_before"), us_covered_unknown)
    route_matters = asks[Condition.THIRD_COUNTRY_ROUTE] & ~facts.route_open
    ruling.give(missing("sent_from"), route_matters & (facts.sent_from_us == UNKNOWN))
    ruling.give(missing("nationalities"), by_third_country)
    _misses_health_insurance_or_end(ruling, facts)
    return _else_us_coverage(ruling)


def residence(facts: RowFacts) -> Ints:
    """The self-employed belong to the country where they live, wherever of the two they work."""
    ruling = Ruling(len(facts.employer))
    both = facts.conditions[Condition.BOTH_COUNTRIES]
    ruling.give(Reason.HOST_COVERAGE_ASSIGNED, facts.residence == RESIDES_IN_HOST)
    ruling.give(Reason.SPECIAL_EXCEPTION_NEEDED, (facts.residence == RESIDES_ELSEWHERE) & ~facts.excepted)
    ruling.give(Reason.HOST_COVERAGE_ASSIGNED, both & (facts.works_in_both == NO))
    ruling.give(Reason.RULE_UNVERIFIED, facts.unverified)
    ruling.give(missing("residence"), facts.residence == UNKNOWN)
    ruling.give(missing("works_in_both_countries"), both & (facts.works_in_both == UNKNOWN))
    return _else_us_coverage(ruling)


def temporary_transfer(facts: RowFacts) -> Ints:
    """A US business moved for a limited time; where the person lives is not asked."""
    ruling = Ruling(len(facts.employer))
    ruling.give(Reason.HOST_COVERAGE_ASSIGNED, facts.business_in_us == NO)
    _fails_health_insurance_or_limit(ruling, facts)
    ruling.give(Reason.RULE_UNVERIFIED, facts.unverified | facts.repeat_unread)
    ruling.give(missing("business_in_us"), facts.business_in_us == UNKNOWN)
    _misses_health_insurance_or_end(ruling, facts)
    return _else_us_coverage(ruling)


def nationality(facts: RowFacts) -> Ints:
    """Italy: US nationals stay under US coverage, Italian and dual nationals choose (POMS RS 02001.065).

    US law does not cover work abroad for a foreign employer, so there is nothing that the agreement could keep.
    """
    ruling = Ruling(len(facts.employer))
    employee_rule = facts.conditions[Condition.SECTION_3121L]  # only the rule for employees names it
    chooses = facts.host_national
    ruling.give(Reason.HOST_COVERAGE_ASSIGNED, employee_rule & (facts.employer == _OF_HOST))
    ruling.give(Reason.HOST_COVERAGE_ASSIGNED, chooses & (facts.election == _ELECTED_HOST))
    ruling.give(Reason.HOST_COVERAGE_ASSIGNED, facts.nationality_known & ~facts.us_national & ~chooses)
    ruling.give(Reason.ELECTION_NEEDED, chooses & (facts.election != _ELECTED_US))
    ruling.give(Reason.AFFILIATE_WITHOUT_3121L, employee_rule & (facts.employer == _AFFILIATE))
    ruling.give(Reason.RULE_UNVERIFIED, facts.unverified)
    ruling.give(missing("nationalities"), ~facts.nationality_known)
    ruling.give(missing("employer"), employee_rule & (facts.employer == UNKNOWN))
    return _else_us_coverage(ruling)


def principal_activity(facts: RowFacts) -> Ints:
    """France: work normally done in both countries belongs where its principal activity is (POMS RS 02001.530).

    It reaches only those who say that they work in both: for everybody else the rule for a transfer decides alone.
    """
    ruling = Ruling(len(facts.employer))
    ruling.give(Reason.HOST_COVERAGE_ASSIGNED, facts.works_in_both != YES)
    ruling.give(Reason.HOST_COVERAGE_ASSIGNED, facts.principal == PRINCIPALLY_IN_HOST)
    ruling.give(Reason.RULE_UNVERIFIED, facts.unverified)
    ruling.give(missing("fixed_base"), ~facts.fixed_base_known)
    ruling.give(missing("days_present"), facts.principal != PRINCIPALLY_IN_US)
    return _else_us_coverage(ruling)


def _fails_health_insurance_or_limit(ruling: Ruling, facts: RowFacts) -> None:
    uninsured = facts.conditions[Condition.HEALTH_INSURANCE] & (facts.health_insurance == NO)
    ruling.give(Reason.HEALTH_INSURANCE_MISSING, uninsured)
    ruling.give(Reason.REPEAT_TOO_SOON, facts.repeat_too_soon)
    # Where both agencies granted an exception for these days, they have let the work go on.
    ruling.give(Reason.NOT_TEMPORARY, facts.has_limit & (facts.temporary == NO) & ~facts.excepted)
    ruling.give(Reason.OVER_LIMIT, facts.over_limit)


def _misses_health_insurance_or_end(ruling: Ruling, facts: RowFacts) -> None:
    unknown = facts.conditions[Condition.HEALTH_INSURANCE] & (facts.health_insurance == UNKNOWN)
    ruling.give(missing("health_insurance"), unknown)
    ruling.give(missing("expected_last_day"), facts.end_unknown)


def _else_us_coverage(ruling: Ruling) -> Ints:
    ruling.give(Reason.US_COVERAGE_ASSIGNED, ruling.answer == ruling.answer)
    return ruling.answer


KINDS: dict[Kind, Callable[[RowFacts], Ints]] = {
    Kind.DETACHED_EMPLOYEE: detached_employee,
    Kind.RESIDENCE: residence,
    Kind.TEMPORARY_TRANSFER: temporary_transfer,
    Kind.NATIONALITY: nationality,
    Kind.PRINCIPAL_ACTIVITY: principal_activity,
}
