"""Each kind of provision asks in the contract's order: whom it reaches, what fails, what is missing."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tracker.codes import Condition, Kind
from tracker.coverage.answers import ANSWERS
from tracker.coverage.facts import (
    ELECTIONS,
    EMPLOYERS,
    NO,
    PRINCIPALLY_IN_HOST,
    PRINCIPALLY_IN_US,
    RESIDES_ELSEWHERE,
    RESIDES_IN_HOST,
    RESIDES_IN_US,
    UNKNOWN,
    YES,
    RowFacts,
)
from tracker.coverage.kinds import KINDS

EVERY = tuple(Condition)
US, AFFILIATE, AFFILIATE_3121L, HOST = (EMPLOYERS.index(e) for e in ("us", "affiliate", "affiliate_3121l", "host"))
OWN_CHOICE = EMPLOYERS.index("us_own_choice")
CHOSE_US, CHOSE_HOST = ELECTIONS.index("us"), ELECTIONS.index("host")

GOOD: dict[str, Any] = {
    "employer": US,
    "election": UNKNOWN,
    "us_covered_before": YES,
    "business_in_us": YES,
    "works_in_both": YES,
    "health_insurance": YES,
    "fixed_base_known": True,
    "principal": PRINCIPALLY_IN_US,
    "second_job": False,
    "excepted": False,
    "sent_from_us": YES,
    "residence": RESIDES_IN_US,
    "nationality_known": True,
    "us_national": True,
    "host_national": False,
    "route_open": False,
    "repeat_too_soon": False,
    "repeat_unread": False,
    "has_limit": True,
    "temporary": UNKNOWN,
    "over_limit": False,
    "end_unknown": False,
    "unverified": False,
}
UNKNOWN_ALL = GOOD | {
    "employer": UNKNOWN,
    "us_covered_before": UNKNOWN,
    "business_in_us": UNKNOWN,
    "works_in_both": UNKNOWN,
    "health_insurance": UNKNOWN,
    "fixed_base_known": False,
    "principal": UNKNOWN,
    "sent_from_us": UNKNOWN,
    "residence": UNKNOWN,
    "nationality_known": False,
    "us_national": False,
    "end_unknown": True,
}


def _reason(kind: Kind, conditions: tuple[Condition, ...], facts: dict[str, Any]) -> str:
    arrays = {name: np.array([value]) for name, value in facts.items()}
    asked = {condition: np.array([condition in conditions]) for condition in Condition}
    return str(ANSWERS[KINDS[kind](RowFacts(**arrays, conditions=asked))[0]].reason)


def _walk(kind: Kind, conditions: tuple[Condition, ...], steps: list[tuple[dict[str, Any], str]]) -> None:
    """Each step heals the obstacle before; the first obstacle left is the reason."""
    facts = dict(UNKNOWN_ALL)
    for healed, reason in steps:
        facts |= healed
        assert _reason(kind, conditions, facts) == reason


def test_every_kind_has_its_function() -> None:
    assert set(KINDS) == set(Kind)


@pytest.mark.parametrize("kind", Kind)
def test_with_every_fact_known_us_coverage_is_assigned(kind: Kind) -> None:
    assert _reason(kind, EVERY, GOOD) == "us_coverage_assigned"


def test_the_order_for_a_sent_employee_with_everything_wrong() -> None:
    wrong = {
        "employer": HOST,
        "us_covered_before": NO,
        "sent_from_us": NO,
        "nationality_known": True,
        "health_insurance": NO,
        "repeat_too_soon": True,
        "over_limit": True,
        "unverified": True,
    }
    _walk(
        Kind.DETACHED_EMPLOYEE,
        EVERY,
        [
            (wrong, "host_coverage_assigned"),
            ({"employer": AFFILIATE}, "affiliate_without_3121l"),
            ({"employer": AFFILIATE_3121L}, "not_sent_from_us"),
            ({"us_covered_before": YES}, "not_sent_from_us"),
            ({"route_open": True}, "health_insurance_missing"),
            ({"health_insurance": YES}, "repeat_too_soon"),
            ({"repeat_too_soon": False}, "over_limit"),
            ({"over_limit": False}, "rule_unverified"),
            ({"unverified": False, "end_unknown": False}, "us_coverage_assigned"),
        ],
    )


def test_the_order_of_what_a_sent_employee_is_asked() -> None:
    _walk(
        Kind.DETACHED_EMPLOYEE,
        EVERY,
        [
            ({}, "fact_missing:employer"),
            ({"employer": US}, "fact_missing:us_covered_before"),
            ({"us_covered_before": YES}, "fact_missing:sent_from"),
            ({"sent_from_us": NO}, "fact_missing:nationalities"),
            ({"nationality_known": True, "route_open": True}, "fact_missing:health_insurance"),
            ({"health_insurance": YES}, "fact_missing:expected_last_day"),
            ({"end_unknown": False}, "us_coverage_assigned"),
        ],
    )


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"sent_from_us": YES}, "us_coverage_assigned"),
        ({"sent_from_us": NO}, "not_sent_from_us"),
        ({"sent_from_us": NO, "route_open": True}, "us_coverage_assigned"),
        ({"sent_from_us": UNKNOWN, "route_open": True}, "us_coverage_assigned"),
        ({"sent_from_us": UNKNOWN}, "fact_missing:sent_from"),
        ({"sent_from_us": UNKNOWN, "nationality_known": False}, "fact_missing:sent_from"),
        ({"sent_from_us": NO, "nationality_known": False}, "fact_missing:nationalities"),
        ({"sent_from_us": YES, "nationality_known": False}, "us_coverage_assigned"),
    ],
)
def test_the_route_by_a_third_country(change: dict[str, Any], reason: str) -> None:
    assert _reason(Kind.DETACHED_EMPLOYEE, (Condition.THIRD_COUNTRY_ROUTE,), GOOD | change) == reason


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        (Kind.DETACHED_EMPLOYEE, {"employer": AFFILIATE}),
        (Kind.DETACHED_EMPLOYEE, {"us_covered_before": NO}),
        (Kind.DETACHED_EMPLOYEE, {"us_covered_before": UNKNOWN}),
        (Kind.DETACHED_EMPLOYEE, {"sent_from_us": NO}),
        (Kind.DETACHED_EMPLOYEE, {"health_insurance": NO}),
        (Kind.DETACHED_EMPLOYEE, {"residence": RESIDES_IN_HOST}),
        (Kind.TEMPORARY_TRANSFER, {"health_insurance": NO}),
        (Kind.TEMPORARY_TRANSFER, {"health_insurance": UNKNOWN}),
        (Kind.TEMPORARY_TRANSFER, {"residence": RESIDES_IN_HOST}),
        (Kind.TEMPORARY_TRANSFER, {"employer": HOST}),
        (Kind.RESIDENCE, {"works_in_both": NO}),
        (Kind.RESIDENCE, {"employer": HOST}),
        (Kind.RESIDENCE, {"business_in_us": NO}),
        (Kind.RESIDENCE, {"over_limit": True}),
        (Kind.RESIDENCE, {"end_unknown": True}),
        (Kind.NATIONALITY, {"employer": AFFILIATE}),
        (Kind.NATIONALITY, {"employer": HOST}),
        (Kind.NATIONALITY, {"employer": UNKNOWN}),
        (Kind.NATIONALITY, {"residence": RESIDES_IN_HOST}),
        (Kind.NATIONALITY, {"us_covered_before": NO}),
        (Kind.NATIONALITY, {"over_limit": True}),
    ],
)
def test_a_rule_asks_only_for_what_it_needs(kind: Kind, change: dict[str, Any]) -> None:
    assert _reason(kind, (), GOOD | change) == "us_coverage_assigned"


@pytest.mark.parametrize("employer", [US, AFFILIATE_3121L])
def test_an_affiliate_with_an_agreement_is_as_good_as_the_us_employer(employer: int) -> None:
    assert _reason(Kind.DETACHED_EMPLOYEE, EVERY, GOOD | {"employer": employer}) == "us_coverage_assigned"


def test_the_order_for_the_self_employed_by_residence() -> None:
    _walk(
        Kind.RESIDENCE,
        (Condition.BOTH_COUNTRIES,),
        [
            ({"residence": RESIDES_IN_HOST, "works_in_both": NO, "unverified": True}, "host_coverage_assigned"),
            ({"residence": RESIDES_ELSEWHERE}, "special_exception_needed"),
            ({"residence": RESIDES_IN_US}, "host_coverage_assigned"),
            ({"residence": UNKNOWN}, "host_coverage_assigned"),
            ({"works_in_both": UNKNOWN}, "rule_unverified"),
            ({"unverified": False}, "fact_missing:residence"),
            ({"residence": RESIDES_IN_US}, "fact_missing:works_in_both_countries"),
            ({"works_in_both": YES}, "us_coverage_assigned"),
        ],
    )


def test_the_order_for_a_moved_business() -> None:
    wrong = {"business_in_us": NO, "health_insurance": NO, "repeat_too_soon": True, "over_limit": True}
    _walk(
        Kind.TEMPORARY_TRANSFER,
        EVERY,
        [
            (wrong | {"unverified": True}, "host_coverage_assigned"),
            ({"business_in_us": UNKNOWN}, "health_insurance_missing"),
            ({"health_insurance": UNKNOWN}, "repeat_too_soon"),
            ({"repeat_too_soon": False}, "over_limit"),
            ({"over_limit": False}, "rule_unverified"),
            ({"unverified": False}, "fact_missing:business_in_us"),
            ({"business_in_us": YES}, "fact_missing:health_insurance"),
            ({"health_insurance": YES}, "fact_missing:expected_last_day"),
            ({"end_unknown": False}, "us_coverage_assigned"),
        ],
    )


def test_the_order_for_work_in_both_countries() -> None:
    _walk(
        Kind.PRINCIPAL_ACTIVITY,
        (Condition.BOTH_COUNTRIES,),
        [
            ({"works_in_both": NO, "principal": PRINCIPALLY_IN_US}, "host_coverage_assigned"),
            ({"works_in_both": UNKNOWN}, "host_coverage_assigned"),
            ({"works_in_both": YES, "principal": PRINCIPALLY_IN_HOST, "unverified": True}, "host_coverage_assigned"),
            ({"principal": UNKNOWN}, "rule_unverified"),
            ({"unverified": False}, "fact_missing:fixed_base"),
            ({"fixed_base_known": True}, "fact_missing:days_present"),
            ({"principal": PRINCIPALLY_IN_US}, "us_coverage_assigned"),
        ],
    )


@pytest.mark.parametrize(
    ("conditions", "second_job", "reason"),
    [
        ((Condition.SECOND_JOB,), True, "host_coverage_assigned"),
        ((Condition.SECOND_JOB,), False, "us_coverage_assigned"),
        ((), True, "us_coverage_assigned"),
    ],
)
def test_a_second_job_in_the_host_ends_us_coverage_where_the_rule_says_so(
    conditions: tuple[Condition, ...], second_job: bool, reason: str
) -> None:
    assert _reason(Kind.DETACHED_EMPLOYEE, conditions, GOOD | {"second_job": second_job}) == reason


def test_a_granted_exception_is_what_a_resident_of_a_third_country_needs() -> None:
    elsewhere = GOOD | {"residence": RESIDES_ELSEWHERE}
    assert _reason(Kind.RESIDENCE, (), elsewhere) == "special_exception_needed"
    assert _reason(Kind.RESIDENCE, (), elsewhere | {"excepted": True}) == "us_coverage_assigned"


THIRD = {"us_national": False, "host_national": False}
DUAL = {"us_national": True, "host_national": True}
ITALIAN = {"us_national": False, "host_national": True}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({}, "us_coverage_assigned"),
        ({"election": CHOSE_HOST}, "us_coverage_assigned"),
        (THIRD, "host_coverage_assigned"),
        (THIRD | {"election": CHOSE_US}, "host_coverage_assigned"),
        (DUAL, "election_needed"),
        (DUAL | {"election": CHOSE_US}, "us_coverage_assigned"),
        (DUAL | {"election": CHOSE_HOST}, "host_coverage_assigned"),
        (ITALIAN, "election_needed"),
        (ITALIAN | {"election": CHOSE_US}, "us_coverage_assigned"),
        (ITALIAN | {"election": CHOSE_HOST}, "host_coverage_assigned"),
    ],
)
def test_nationality_decides(change: dict[str, Any], reason: str) -> None:
    assert _reason(Kind.NATIONALITY, (), GOOD | change) == reason


def test_an_election_without_a_nationality_does_not_help() -> None:
    unknown = GOOD | {"nationality_known": False, "us_national": False, "election": CHOSE_US}
    assert _reason(Kind.NATIONALITY, (), unknown) == "fact_missing:nationalities"


def test_the_order_for_employees_under_a_nationality_rule() -> None:
    _walk(
        Kind.NATIONALITY,
        (Condition.SECTION_3121L,),
        [
            (DUAL | {"nationality_known": True, "employer": AFFILIATE, "unverified": True}, "election_needed"),
            ({"election": CHOSE_US}, "affiliate_without_3121l"),
            ({"employer": UNKNOWN}, "rule_unverified"),
            ({"unverified": False}, "fact_missing:employer"),
            ({"employer": OWN_CHOICE}, "us_coverage_assigned"),
            ({"employer": HOST, "election": UNKNOWN}, "host_coverage_assigned"),
        ],
    )


def test_an_employee_is_asked_for_the_nationality_before_the_employer() -> None:
    """Missing facts are asked for in the order of steps 4 and 5; nationality is step 4."""
    facts = dict(UNKNOWN_ALL)
    assert _reason(Kind.NATIONALITY, (Condition.SECTION_3121L,), facts) == "fact_missing:nationalities"
    facts |= {"nationality_known": True, "us_national": True}
    assert _reason(Kind.NATIONALITY, (Condition.SECTION_3121L,), facts) == "fact_missing:employer"


def test_many_rows_are_answered_each_for_itself() -> None:
    facts = {name: np.array([value, value, value]) for name, value in GOOD.items()}
    facts["residence"] = np.array([RESIDES_IN_HOST, RESIDES_IN_US, UNKNOWN])
    nothing = {condition: np.zeros(3, dtype=bool) for condition in Condition}
    answers = KINDS[Kind.RESIDENCE](RowFacts(**facts, conditions=nothing))
    assert [str(ANSWERS[n].reason) for n in answers] == [
        "host_coverage_assigned",
        "us_coverage_assigned",
        "fact_missing:residence",
    ]
