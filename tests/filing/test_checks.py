"""Checks before a request is sent: each stop and each warning, and a near miss that passes."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tests.filing.filed import AS_OF, CERTIFICATE, EMPLOYEE, TRIP, analyzed, one, record
from tracker.filing.checks import Check, CheckCode, Level, checks, ssn_check
from tracker.filing.request import requests

LATER = CERTIFICATE | {"last_day": "2026-05-31"}
"""It ends inside the stay: what is requested now is an extension, which must quote its control number."""


def _found(code: str, **given: Any) -> list[Check]:
    analysis = analyzed(**given)
    return [check for check in checks(analysis, one(analysis)) if check.code == code]


CASES: list[tuple[str, str, dict[str, Any], dict[str, Any]]] = [
    ("complete", "stop", {"person": {"name": ""}}, {}),
    ("complete", "stop", {"job": {"business_name": ""}}, {}),
    ("complete", "stop", {"job": {"activity_description": ""}}, {}),
    ("complete", "warn", {"person": {"place_of_birth": ""}}, {"job": {"client_address": ""}}),
    (
        "complete",
        "stop",
        {"trip": {"country": "JP", "last_day": ""}, "job": {"host": "JP", "expected_last_day": ""}},
        {"trip": {"country": "JP"}, "job": {"host": "JP"}},
    ),
    (
        "client_as_business",
        "stop",
        {"job": {"business_name": "théâtre ltd."}},
        {"job": {"business_name": "Théâtre Inc"}},
    ),
    ("client_as_business", "warn", {"job": {"host_business_name": "Théâtre Ltd"}}, {"job": {"client_name": ""}}),
    ("vague_activity", "warn", {"job": {"activity_description": "Consulting services"}}, {}),
    ("vague_activity", "warn", {"job": {"activity_description": "Poster design"}}, {}),
    (
        "vague_activity",
        "warn",
        {"job": {"activity_description": "various professional services for clients"}},
        {"job": {"activity_description": "Tax consulting for brewers"}},
    ),
    ("contract_begins", "stop", {"job": {"first_day": "2026-03-03"}}, {"job": {"first_day": ""}}),
    ("contract_begins", "warn", {"job": {"first_day": "2026-03-01"}}, {}),
    (
        "contract_ends",
        "stop",
        {"job": {"expected_last_day": "2026-06-25"}},
        {"job": {"expected_last_day": "2026-06-27"}},
    ),
    (
        "contract_ends",
        "warn",
        {"job": {"expected_last_day": "2026-06-27"}, "as_of": dt.date(2026, 7, 1)},
        {"as_of": dt.date(2026, 7, 1)},
    ),
    (
        "record_differs",
        "stop",
        {"records": [record("name", "Anne Example")]},
        {"records": [record("name", "Ann Example")]},
    ),
    ("record_differs", "warn", {"records": [record("address", "2 Elm Street")]}, {"records": [record("address")]}),
    ("record_differs", "stop", {"records": [record("first_day", "2026-03-01")]}, {}),
    (
        "work_country",
        "stop",
        {"trip": {"country": "DE"}},
        {"trip": {"country": "RE"}},
    ),
    (
        "limit",
        "stop",
        {"job": {"expected_last_day": "2028-03-02"}, "certificates": [CERTIFICATE]},
        {"job": {"expected_last_day": "2028-03-01"}, "certificates": [CERTIFICATE]},
    ),
    ("limit", "stop", {"trip": {"last_day": ""}, "job": {"expected_last_day": ""}}, {}),
    ("complete", "stop", {"certificates": [LATER | {"control_number": ""}]}, {"certificates": [LATER]}),
    ("long_name", "warn", {"person": {"name": "A" * 31}}, {"person": {"name": "A" * 30}}),
    ("ssn_elsewhere", "stop", {"person": {"name": "Ann 123-45-6789"}}, {"person": {"name": "Ann 123-456-6789"}}),
    ("confirmed_dates", "warn", {"trip": {"certainty": "estimated"}}, {"trip": {"certainty": "planned"}}),
    ("late", "warn", {"as_of": dt.date(2026, 3, 2)}, {"as_of": dt.date(2026, 3, 1)}),
    (
        "who_asks",
        "warn",
        {"trip": {"country": "SK"}, "job": EMPLOYEE | {"host": "SK"}},
        {"trip": {"country": "SK"}, "job": {"host": "SK"}},
    ),
    (
        "who_asks",
        "warn",
        {"trip": {"country": "JP"}, "job": EMPLOYEE | {"host": "JP"}},
        {"trip": {"country": "JP"}, "job": {"host": "JP"}},
    ),
    (
        "who_asks",
        "warn",
        {"trip": {"country": "DE"}, "job": EMPLOYEE | {"host": "DE"}},
        {"trip": {"country": "DE"}, "job": {"host": "DE"}},
    ),
]


@pytest.mark.parametrize(("code", "level", "given", "near_miss"), CASES)
def test_a_check_and_its_near_miss(code: str, level: str, given: dict[str, Any], near_miss: dict[str, Any]) -> None:
    found = _found(code, **given)
    assert level in [str(check.level) for check in found]
    for check in found:
        if check.level != Level.PASS:
            assert check.sentence
            assert check.fix
            assert check.left[0]
    assert [str(check.level) for check in _found(code, **near_miss)] == ["pass"]


def test_a_failed_check_is_titled_by_its_problem() -> None:
    (passed,), (failed,) = _found("work_country"), _found("work_country", trip={"country": "DE"})
    assert passed.title == CheckCode.WORK_COUNTRY.sentence
    assert failed.title == CheckCode.WORK_COUNTRY.problem
    for code in CheckCode:
        assert code.title(Level.PASS) != code.title(Level.WARN) == code.title(Level.STOP)


def test_records_are_named_for_everything_that_is_asked() -> None:
    fields = ("name", "address", "business_name", "business_address", "activity_description", "host_business_address")
    more = ("nationalities", "place_of_birth", "other_surnames", "residence", "health_insurance")
    assert [c.level for c in _found("records_named", records=[record(f) for f in (*fields, *more)])] == ["pass"]
    (missing,) = _found("records_named", records=[record(field) for field in (*fields[1:], *more)])
    assert (missing.level, missing.left[1]) == ("warn", "Full legal name")


def test_two_records_that_disagree_stand_side_by_side() -> None:
    told = [record("name", "Anne Example", record="passport"), record("name", "A. Example", record="card")]
    found = _found("record_differs", records=told)
    assert [(check.left[1], check.right) for check in found] == [
        ("Ann Example", ("passport", "Anne Example")),
        ("Ann Example", ("card", "A. Example")),
    ]


def test_a_last_day_that_was_handed_over_is_no_early_end() -> None:
    other = TRIP | {
        "trip": "t2",
        "country": "DE",
        "first_day": "2026-06-26",
        "last_day": "2026-06-30",
        "assignment": "y",
    }
    analysis = analyzed(trips=[TRIP, other], as_of=dt.date(2026, 8, 1))
    request = next(request for request in requests(analysis) if request.host == "FR")
    assert [c.level for c in checks(analysis, request) if c.code == CheckCode.CONTRACT_ENDS] == ["pass"]


def test_a_request_that_was_answered_is_not_late() -> None:
    assert [c.level for c in _found("late", certificates=[CERTIFICATE], as_of=dt.date(2026, 7, 1))] == ["pass"]


def test_every_check_answers_once_in_order_where_all_is_well() -> None:
    analysis = analyzed()
    found = checks(analysis, one(analysis))
    assert [check.code for check in found] == [code for code in CheckCode if code != CheckCode.SSN]
    assert {check.level for check in found if check.code != CheckCode.RECORDS_NAMED} == {Level.PASS}


@pytest.mark.parametrize(("typed", "level"), [("123-45-6789", "pass"), ("", "warn"), ("000-12-3456", "stop")])
def test_the_ssn_is_checked_when_it_is_typed_and_never_shown(typed: str, level: str) -> None:
    check = ssn_check(typed, AS_OF)
    assert check.level == level
    assert not typed or typed not in repr(check)
