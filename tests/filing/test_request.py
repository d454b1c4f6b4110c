"""The request record: which fields it has, where they come from and how they compare with records."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.filing.filed import CERTIFICATE, EMPLOYEE, TRIP, analyzed, one, record
from tracker.filing.fields import FIELDS, FieldState, Section
from tracker.filing.request import requests
from tracker.schema import WORKSPACE


def test_dates_come_from_the_trips_and_the_engagement() -> None:
    request = one(analyzed())
    assert (request.first_day, request.last_day) == (dt.date(2026, 3, 2), dt.date(2026, 6, 26))
    assert (request.host, request.worker, request.trips, request.certificate) == ("FR", "self_employed", ("t1",), "")
    assert [request.field(code).origin for code in ("first_day", "last_day")] == [
        "trips t1",
        "assignments: expected_last_day",
    ]


@pytest.mark.parametrize(
    ("last_day", "expected", "origin"),
    [
        ("2026-06-20", "", "trips t1"),
        ("2028-03-02", "", "the rule's limit"),
        ("", "", ""),
    ],
)
def test_the_end_says_where_it_comes_from(last_day: str, expected: str, origin: str) -> None:
    request = one(
        analyzed(trip={"last_day": last_day}, job={"expected_last_day": expected}, certificates=[CERTIFICATE])
    )
    assert request.field("last_day").origin == origin


def test_an_agreements_start_is_not_said_to_come_from_a_trip() -> None:
    analysis = analyzed(trip={"country": "RO", "first_day": "2026-08-25", "last_day": "2026-09-30"}, job={"host": "RO"})
    origin = one(analysis).field("first_day").origin
    assert origin == "the agreement's start; the work began on 2026-08-25 (trip t1)"


def test_the_certificate_of_the_other_side_is_not_its_certificate() -> None:
    theirs = CERTIFICATE | {"certificate": "f", "issuer": "FR"}
    for job, name in (({}, ""), ({"business_in_us": "no"}, "f")):
        drafts = [theirs | {"state": "draft"}]
        assert one(analyzed(job=job, certificates=drafts)).certificate == name


def test_fields_stand_in_the_order_of_the_request() -> None:
    sections = [field.section for field in one(analyzed()).fields]
    assert sections == sorted(sections, key=list(Section).index)
    assert [field.code for field in one(analyzed()).fields][:3] == ["name", "ssn", "date_of_birth"]


def test_every_field_is_a_column_or_cannot_be_typed() -> None:
    for field in FIELDS:
        assert (field.table == "") == (field.column == "")
        assert not field.table or field.column in WORKSPACE[field.table].columns


def test_ssn_and_date_of_birth_are_left_to_the_export() -> None:
    request = one(analyzed())
    for code in ("ssn", "date_of_birth"):
        field = request.field(code)
        assert (field.state, field.value, field.table, field.asked) == (FieldState.AT_EXPORT, "", "", True)


def test_an_employee_is_asked_what_the_self_employed_are_not() -> None:
    own, employed = one(analyzed()), one(analyzed(job=EMPLOYEE))
    assert own.field("place_of_hire") is None
    assert employed.field("place_of_hire").asked
    assert employed.field("business_name").label == "US employer"


@pytest.mark.parametrize(("employer", "asked"), [("us", False), ("affiliate_3121l", True), ("affiliate", True)])
def test_a_section_3121l_agreement_is_asked_for_affiliates_only(employer: str, asked: bool) -> None:
    found = list(requests(analyzed(job=EMPLOYEE | {"employer": employer}, certificates=[CERTIFICATE])))
    assert [request.field("section_3121l_from").asked for request in found] == [asked]


def test_a_country_asks_for_its_extras() -> None:
    assert one(analyzed()).field("health_insurance").asked
    german = one(analyzed(trip={"country": "DE"}, job={"host": "DE"}))
    assert not german.field("health_insurance").asked
    assert german.field("family") is None


def test_what_is_never_kept_is_a_blank() -> None:
    family = one(analyzed(trip={"country": "DK"}, job={"host": "DK"})).field("family")
    assert (family.table, family.value, family.state) == ("", "", FieldState.EMPTY)


@pytest.mark.parametrize(
    ("records", "state", "value"),
    [
        ([], FieldState.ENTERED, ""),
        ([record("name")], FieldState.CHECKED, "Ann Example"),
        ([record("name", "Ann  Example ")], FieldState.CHECKED, "Ann  Example"),
        ([record("name", "Ann B. Example")], FieldState.DIFFERS, "Ann B. Example"),
        ([record("name"), record("name", "ann example")], FieldState.DIFFERS, "ann example"),
        ([record("name", "Somebody", assignment="other")], FieldState.ENTERED, ""),
        ([record("name", "Somebody", traveler="bob")], FieldState.ENTERED, ""),
    ],
)
def test_records_are_compared_letter_by_letter(records: list[dict[str, str]], state: FieldState, value: str) -> None:
    field = one(analyzed(records=records)).field("name")
    assert (field.state, field.record_value) == (state, value)


def test_a_country_may_be_recorded_by_code_or_by_name() -> None:
    for value in ("US", "United States"):
        assert one(analyzed(records=[record("nationalities", value)])).field("nationalities").state == "checked"
    assert one(analyzed(records=[record("nationalities", "IT")])).field("nationalities").state == "differs"


def test_a_contract_can_be_compared_with_the_dates() -> None:
    told = [record("first_day", "2026-03-02"), record("expected_last_day", "2026-06-30")]
    request = one(analyzed(records=told))
    assert [request.field(code).state for code in ("first_day", "last_day")] == ["checked", "differs"]


def test_a_residence_of_the_day_wins_over_the_person() -> None:
    moved = [{"traveler": "ann", "country": "DE", "first_day": "2026-03-02"}]
    request = one(analyzed(residences=moved, certificates=[CERTIFICATE]))
    assert (request.value("residence"), request.field("residence").origin) == ("Germany", "residences")
    moved[0]["first_day"] = "2026-03-03"
    assert one(analyzed(residences=moved, certificates=[CERTIFICATE])).value("residence") == "United States"


@pytest.mark.parametrize(
    ("change", "id_"),
    [
        ({}, "c"),
        ({"state": "draft"}, "c"),
        ({"state": "refused"}, ""),
        ({"host": "DE"}, ""),
        ({"host": "RE"}, "c"),
        ({"assignment": "y"}, ""),
        ({"assignment": ""}, "c"),
        ({"assignment": "", "first_day": "2026-06-27", "last_day": ""}, ""),
        ({"assignment": "", "first_day": "2026-06-26", "last_day": ""}, "c"),
        ({"first_day": "2027-01-01", "last_day": ""}, "c"),
    ],
)
def test_the_certificate_of_a_request(change: dict[str, str], id_: str) -> None:
    analysis = analyzed(certificates=[CERTIFICATE | change])
    assert one(analysis).certificate == id_


def test_an_open_request_comes_before_the_certificate_that_it_extends() -> None:
    longer = CERTIFICATE | {"certificate": "b", "state": "draft", "request": "extension", "refers_to": "c"}
    assert one(analyzed(certificates=[CERTIFICATE, longer])).certificate == "b"


def test_work_without_an_engagement_has_nothing_typed_about_it() -> None:
    request = one(analyzed(trip={"assignment": ""}))
    assert (request.assignment, request.worker, request.value("business_name")) == ("", "self_employed", "")


def test_one_request_per_country_of_a_period() -> None:
    there = TRIP | {"trip": "t2", "country": "DE", "first_day": "2026-06-27", "last_day": "2026-06-30"}
    assert [request.host for request in requests(analyzed(trips=[TRIP, there]))] == ["DE", "FR"]
