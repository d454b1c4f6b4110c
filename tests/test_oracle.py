"""The oracle itself against cases worked out by hand from the contract's text."""

from __future__ import annotations

import dataclasses
import datetime as dt
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.oracle import Answer, decide, months_after
from tracker.codes import Condition, Kind, Worker
from tracker.paths import data_folder
from tracker.rules import Agreement, Provision, Rules, load_rules
from tracker.rules.model import CertificateFacts, OfficialText, Series, Start, Territory

AS_OF = dt.date(2026, 6, 1)


def day(iso: str) -> dt.date:
    return dt.date.fromisoformat(iso)


def row(**values: Any) -> dict[str, Any]:
    """A table row; texts that look like dates become dates."""
    is_date = {"first_day", "last_day", "clarified_on", "checked_on", "in_force_from", "issued_on", "until"}
    is_date |= {"expected_last_day", "granted_on", "second_job_first_day"}
    return {name: day(value) if name in is_date and value else value for name, value in values.items()}


def trip(trip_id: str, country: str, first_day: str, last_day: str | None = None, **more: Any) -> dict[str, Any]:
    basic = {"trip": trip_id, "traveler": "me", "country": country, "activity": "work"}
    return row(**{**basic, "first_day": first_day, "last_day": last_day, **more})


def agreement(partner: str, start: str, *provisions: Provision, confirmed: bool = True, **more: Any) -> Agreement:
    return Agreement(
        partner=partner,
        name=partner,
        ssa_name=partner,
        confidence="high",
        read_whole=True,
        start=Start(day(start), confirmed, ()),
        instruments=(),
        provisions=provisions,
        **more,
    )


def provision(provision_id: str, kind: Kind, start: str, **more: Any) -> Provision:
    worker = Worker(provision_id.split(".")[1])
    basic = {"verified": True, "rule": "", "section": "", "sources": ()}
    return Provision(id=provision_id, worker=worker, kind=kind, first_day=day(start), **{**basic, **more})


GB = agreement(
    "GB",
    "1985-01-01",
    provision("GB.self_employed.residence", Kind.RESIDENCE, "1985-01-01"),
    territory=Territory(included=("IM",), excluded=("GI",)),
)
ES = agreement(
    "ES",
    "1988-04-01",
    provision("ES.self_employed.residence", Kind.RESIDENCE, "1988-04-01"),
    provision("ES.self_employed.transfer", Kind.TEMPORARY_TRANSFER, "1988-04-01", limit_months=60, verified=False),
)
IT = agreement(
    "IT",
    "1978-11-01",
    provision("IT.employee.nationality", Kind.NATIONALITY, "1978-11-01", conditions=(Condition.SECTION_3121L,)),
)
NL = agreement(
    "NL",
    "1990-11-01",
    provision("NL.employee.detached", Kind.DETACHED_EMPLOYEE, "1990-11-01", conditions=(Condition.SECOND_JOB,)),
)
RO = agreement(
    "RO",
    "2026-09-01",
    provision("RO.self_employed.residence", Kind.RESIDENCE, "2026-09-01", verified=False),
    confirmed=False,
)
IS = agreement("IS", "2019-03-01", provision("IS.self_employed.residence", Kind.RESIDENCE, "2019-03-01"))


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Rules:
    """France as shipped, and small agreements made by hand."""
    folder: Path = tmp_path_factory.mktemp("law")
    (folder / "agreements").mkdir()
    for name in ("agreements/fr.toml", "sources.toml", "united_states.toml"):
        shutil.copy(data_folder() / name, folder / name)
    shipped = load_rules(folder)
    by_hand = {agreement.partner: agreement for agreement in (ES, GB, IS, IT, NL, RO)}
    return dataclasses.replace(shipped, agreements={**shipped.agreements, **by_hand})


def spans(answer: Answer) -> list[str]:
    """Coverage rows as ``host first last reason``; the host of a row without one is ``-``."""
    return [f"{r['host'] or '-'} {r['first_day']} {r['last_day']} {r['reason']}" for r in answer.coverage]


def statuses(answer: Answer) -> list[str]:
    return [f"{r['countries'] or '-'} {r['first_day']} {r['last_day']} {r['status']}" for r in answer.segments]


def paris(**more: Any) -> dict[str, Any]:
    """A transfer to France with every fact that the rule asks for."""
    basic = {"assignment": "paris", "traveler": "me", "host": "FR", "worker": "self_employed"}
    return row(**{**basic, "business_in_us": "yes", "health_insurance": "yes", **more})


def lyon(**more: Any) -> dict[str, Any]:
    """An employee sent to France with every fact that the rule asks for."""
    basic = {"assignment": "lyon", "traveler": "me", "host": "FR", "worker": "employee", "employer": "us"}
    facts = {"us_covered_before": "yes", "sent_from": "US", "health_insurance": "yes"}
    return row(**{**basic, **facts, **more})


US_RESIDENT = row(traveler="me", residence="US", nationalities="US")


def test_months_end_on_the_last_day_of_a_short_month() -> None:
    assert months_after(day("2021-03-01"), 60) == day("2026-03-01")
    assert months_after(day("2021-01-31"), 1) == day("2021-02-28")
    assert months_after(day("2023-12-31"), 2) == day("2024-02-29")
    assert months_after(day("2021-12-15"), 12) == day("2022-12-15")


def test_the_ending_trip_hands_over_the_travel_day(rules: Rules) -> None:
    trips = [trip("a", "GB", "2026-03-01", "2026-03-10"), trip("b", "FR", "2026-03-10", "2026-03-12")]
    answer = decide({"trips": trips}, rules, AS_OF)
    assert statuses(answer) == ["GB 2026-03-01 2026-03-09 agreement", "FR 2026-03-10 2026-03-12 agreement"]
    assert answer.findings == {("shared_travel_day", "a")}
    assert [r["work_days"] for r in answer.periods] == [12]


@pytest.mark.parametrize(
    ("ending", "beginning"),
    [
        (("GB", "2026-03-10", "2026-03-10"), ("FR", "2026-03-10", "2026-03-12")),  # one day long
        (("GB", "2026-03-01", "2026-03-10"), ("FR", "2026-03-10", "2026-03-10")),  # one day long
        (("GB", "2026-03-01", "2026-03-10"), ("FR", "2026-03-09", "2026-03-12")),  # two shared days
    ],
)
def test_other_shared_days_are_overlaps(rules: Rules, ending: tuple[str, ...], beginning: tuple[str, ...]) -> None:
    answer = decide({"trips": [trip("a", *ending), trip("b", *beginning)]}, rules, AS_OF)
    assert "multi_country" in {r["status"] for r in answer.segments}
    assert answer.findings == set()


def test_two_places_of_one_jurisdiction_never_hand_over(rules: Rules) -> None:
    trips = [trip("a", "GB", "2026-03-01", "2026-03-10"), trip("b", "IM", "2026-03-10", "2026-03-12")]
    answer = decide({"trips": trips, "travelers": [US_RESIDENT]}, rules, AS_OF)
    assert statuses(answer)[1] == "GB+IM 2026-03-10 2026-03-10 multi_country"
    assert answer.periods[0]["case"] == "single_agreement"
    assert answer.periods[0]["decision"] == "clarify"


def test_ongoing_receives_a_day_but_never_gives_one_up(rules: Rules) -> None:
    trips = [trip("a", "GB", "2026-05-20", "2026-05-30"), trip("b", "FR", "2026-05-30")]
    answer = decide({"trips": trips}, rules, day("2026-05-31"))
    assert statuses(answer) == ["GB 2026-05-20 2026-05-29 agreement", "FR 2026-05-30 2026-05-31 agreement"]
    trips = [trip("a", "GB", "2026-05-20"), trip("b", "FR", "2026-05-31", "2026-06-02")]
    answer = decide({"trips": trips}, rules, day("2026-05-31"))
    assert statuses(answer)[1] == "FR+GB 2026-05-31 2026-05-31 multi_country"


def test_ongoing_trip_not_begun_counts_its_first_day(rules: Rules) -> None:
    answer = decide({"trips": [trip("a", "GB", "2026-07-01")], "travelers": [US_RESIDENT]}, rules, AS_OF)
    assert spans(answer) == ["GB 2026-07-01 2026-07-01 us_coverage_assigned"]


def test_holiday_without_agreement_does_not_mix_and_one_work_day_does(rules: Rules) -> None:
    trips = [trip("a", "GB", "2026-03-01", "2026-03-10"), trip("b", "TH", "2026-03-12", "2026-03-12")]
    work = decide({"trips": trips, "travelers": [US_RESIDENT]}, rules, AS_OF)
    (period,) = work.periods
    assert (period["case"], period["causes"], period["decision"]) == ("mixed", "b", "clarify")
    assert work.findings == {("non_agreement_work", "me/1")}
    assert {r["mixed"] for r in work.coverage if r["host"]} == {"yes"}
    assert spans(work) == [
        "GB 2026-03-01 2026-03-10 us_coverage_assigned",
        "- 2026-03-11 2026-03-11 nothing_logged",
        "TH 2026-03-12 2026-03-12 no_agreement",
    ]
    trips[1]["activity"] = "non_work"
    holiday = decide({"trips": trips, "travelers": [US_RESIDENT]}, rules, AS_OF)
    assert (holiday.periods[0]["case"], holiday.periods[0]["decision"]) == ("single_agreement", "request")
    assert spans(holiday)[-1] == "- 2026-03-12 2026-03-12 no_work"
    assert holiday.findings == set()


def test_clarification_lifts_a_mixed_case_but_no_missing_fact(rules: Rules) -> None:
    trips = [trip("a", "GB", "2026-03-01", "2026-03-10"), trip("b", "TH", "2026-03-12", "2026-03-12")]
    note = row(traveler="me", first_day="2026-03-01", last_day="2026-03-12", clarified_on="2026-06-01", by="me")
    workspace = {"trips": trips, "travelers": [US_RESIDENT], "clarifications": [note]}
    assert decide(workspace, rules, AS_OF).periods[0]["decision"] == "request"
    assert decide(workspace, rules, AS_OF - dt.timedelta(days=1)).periods[0]["decision"] == "clarify"
    short = {**note, "last_day": day("2026-03-11")}
    assert decide({**workspace, "clarifications": [short]}, rules, AS_OF).periods[0]["decision"] == "clarify"
    assert decide({**workspace, "travelers": []}, rules, AS_OF).periods[0]["decision"] == "clarify"


def test_causes_are_measured_against_the_agreement_country_even_if_worked_in_less(rules: Rules) -> None:
    trips = [
        trip("c", "TH", "2026-03-20", "2026-03-30"),
        trip("b", "TH", "2026-03-01", "2026-03-10"),
        trip("a", "GB", "2026-03-12", "2026-03-12"),
    ]
    answer = decide({"trips": trips}, rules, AS_OF)
    assert answer.periods[0]["causes"] == "b+c"
    assert answer.periods[0]["countries"] == "GB+TH"


def test_trips_without_assignment_join_over_the_gap_and_assignments_over_any(rules: Rules) -> None:
    trips = [trip("a", "GB", "2026-01-01", "2026-01-01"), trip("b", "GB", "2026-02-01", "2026-02-01")]
    assert len(decide({"trips": trips}, rules, AS_OF).periods) == 1  # 30 days lie between
    trips[1] = trip("b", "GB", "2026-02-02", "2026-02-02")
    assert len(decide({"trips": trips}, rules, AS_OF).periods) == 2
    assert len(decide({"trips": trips}, rules, AS_OF, join_gap_days=31).periods) == 1
    named = [{**one, "assignment": "london"} for one in trips]
    (period,) = decide({"trips": named}, rules, AS_OF).periods
    assert (period["first_day"], period["last_day"], period["work_days"]) == (day("2026-01-01"), day("2026-02-02"), 2)


def test_work_in_the_united_states(rules: Rules) -> None:
    trips = [
        trip("a", "US", "2026-01-05", "2026-01-06", assignment="home"),
        trip("b", "PR", "2026-01-07", "2026-01-07", assignment="home"),
        trip("c", "US", "2026-01-09", "2026-01-09"),
    ]
    answer = decide({"trips": trips}, rules, AS_OF)
    assert statuses(answer)[0] == "US 2026-01-05 2026-01-07 home"
    assert spans(answer)[0] == "- 2026-01-05 2026-01-07 us_work"
    (period,) = answer.periods
    assert (period["case"], period["decision"], period["work_days"]) == ("domestic", "not_needed", 0)
    assert (period["first_day"], period["last_day"]) == (day("2026-01-05"), day("2026-01-07"))


def test_home_trip_under_a_foreign_trip_gives_no_row_for_the_us(rules: Rules) -> None:
    trips = [trip("a", "US", "2026-01-01"), trip("b", "GB", "2026-01-10", "2026-01-12")]
    answer = decide({"trips": trips, "travelers": [US_RESIDENT]}, rules, day("2026-01-31"))
    assert spans(answer) == [
        "- 2026-01-01 2026-01-09 us_work",
        "GB 2026-01-10 2026-01-12 several_countries_same_day",
        "- 2026-01-13 2026-01-31 us_work",
    ]
    assert [r["provision"] for r in answer.coverage] == ["", "", ""]


@pytest.mark.parametrize(
    ("expected", "reason", "decision"),
    [("2026-02-28", "us_coverage_assigned", "request"), ("2026-03-01", "over_limit", "ask_host")],
)
def test_both_sides_of_the_french_sixty_months(rules: Rules, expected: str, reason: str, decision: str) -> None:
    trips = [trip("a", "FR", "2021-03-01", "2021-03-20", assignment="lyon")]
    answer = decide({"trips": trips, "assignments": [lyon(expected_last_day=expected)]}, rules, AS_OF)
    assert spans(answer) == [f"FR 2021-03-01 2021-03-20 {reason}"]
    assert answer.coverage[0]["provision"] == "FR.employee.detached"
    assert answer.periods[0]["decision"] == decision


def test_stay_longer_than_expected_is_over_the_limit_only_past_it(rules: Rules) -> None:
    trips = [trip("a", "FR", "2022-01-01", "2024-01-10", assignment="paris")]
    expected = {"trips": trips, "assignments": [paris(expected_last_day="2023-06-30")]}
    assert spans(decide(expected, rules, AS_OF)) == [
        "FR 2022-01-01 2023-12-31 us_coverage_assigned",
        "FR 2024-01-01 2024-01-10 over_limit",
    ]
    unknown = {"trips": trips, "assignments": [paris()]}
    assert spans(decide(unknown, rules, AS_OF)) == [
        "FR 2022-01-01 2023-12-31 fact_missing:expected_last_day",
        "FR 2024-01-01 2024-01-10 over_limit",
    ]
    exception = row(assignment="paris", host="FR", until="2024-01-05", granted_on="2023-10-01")
    assert spans(decide({**expected, "exceptions": [exception]}, rules, AS_OF)) == [
        "FR 2022-01-01 2024-01-05 us_coverage_assigned",
        "FR 2024-01-06 2024-01-10 over_limit",
    ]


@pytest.mark.parametrize(
    ("second_first_day", "second_last_day", "reason"),
    [
        ("2023-03-01", "2023-12-31", "us_coverage_assigned"),  # ends within 24 months of the first one's start
        ("2023-03-01", "2024-01-01", "repeat_too_soon"),  # one day later
        ("2023-12-31", "2024-01-31", "repeat_too_soon"),  # one day short of a year's break
        ("2024-01-01", "2024-01-31", "us_coverage_assigned"),  # a full year after 2022-12-31
    ],
)
def test_french_series(rules: Rules, second_first_day: str, second_last_day: str, reason: str) -> None:
    trips = [
        trip("a", "FR", "2022-01-01", "2022-12-31", assignment="paris"),
        trip("b", "FR", second_first_day, second_last_day, assignment="nice"),
    ]
    assignments = [paris(), paris(assignment="nice")]
    answer = decide({"trips": trips, "assignments": assignments}, rules, AS_OF)
    assert spans(answer)[0] == "FR 2022-01-01 2022-12-31 us_coverage_assigned"
    assert spans(answer)[-1] == f"FR {second_first_day} {second_last_day} {reason}"


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"employer": "host", "us_covered_before": "no"}, "host_coverage_assigned"),
        ({"employer": "affiliate"}, "affiliate_without_3121l"),
        ({"us_covered_before": "no", "employer": ""}, "not_sent_from_us"),
        ({"health_insurance": "no"}, "health_insurance_missing"),
        ({"employer": "", "us_covered_before": ""}, "fact_missing:employer"),
        ({"us_covered_before": "", "health_insurance": ""}, "fact_missing:us_covered_before"),
        ({"sent_from": ""}, "fact_missing:sent_from"),
        ({"sent_from": "TH"}, "fact_missing:nationalities"),
        ({"health_insurance": ""}, "fact_missing:health_insurance"),
        ({"worker": ""}, "fact_missing:worker"),
    ],
)
def test_french_employee_reasons_in_order(rules: Rules, facts: dict[str, str], reason: str) -> None:
    trips = [trip("a", "FR", "2021-03-01", "2021-03-20", assignment="lyon")]
    answer = decide({"trips": trips, "assignments": [lyon(**facts)]}, rules, AS_OF)
    assert spans(answer) == [f"FR 2021-03-01 2021-03-20 {reason}"]


@pytest.mark.parametrize(("nationalities", "reason"), [("US+TH", "us_coverage_assigned"), ("TH", "not_sent_from_us")])
def test_route_by_a_third_country(rules: Rules, nationalities: str, reason: str) -> None:
    workspace = {
        "trips": [trip("a", "FR", "2021-03-01", "2021-03-20", assignment="lyon")],
        "assignments": [lyon(sent_from="TH")],
        "travelers": [row(traveler="me", nationalities=nationalities)],
    }
    assert spans(decide(workspace, rules, AS_OF)) == [f"FR 2021-03-01 2021-03-20 {reason}"]


def test_work_without_assignment_is_self_employed_or_the_option(rules: Rules) -> None:
    workspace = {"trips": [trip("a", "FR", "2021-03-01", "2021-03-20")]}
    assert spans(decide(workspace, rules, AS_OF)) == ["FR 2021-03-01 2021-03-20 fact_missing:business_in_us"]
    employee = decide(workspace, rules, AS_OF, worker="employee")
    assert spans(employee) == ["FR 2021-03-01 2021-03-20 fact_missing:employer"]


def test_residence_that_changes_splits_the_row(rules: Rules) -> None:
    workspace = {
        "trips": [trip("a", "GB", "2026-03-01", "2026-03-10")],
        "travelers": [US_RESIDENT],
        "residences": [
            row(traveler="me", country="IM", first_day="2026-03-04", last_day="2026-03-05"),
            row(traveler="me", country="TH", first_day="2026-03-06", last_day="2026-03-07"),
        ],
    }
    assert spans(decide(workspace, rules, AS_OF)) == [
        "GB 2026-03-01 2026-03-03 us_coverage_assigned",
        "GB 2026-03-04 2026-03-05 host_coverage_assigned",
        "GB 2026-03-06 2026-03-07 special_exception_needed",
        "GB 2026-03-08 2026-03-10 us_coverage_assigned",
    ]
    nothing_known = decide({"trips": workspace["trips"]}, rules, AS_OF)
    assert spans(nothing_known) == ["GB 2026-03-01 2026-03-10 fact_missing:residence"]


@pytest.mark.parametrize(
    ("residence", "business_in_us", "reason", "limb"),
    [
        ("US", "no", "us_coverage_assigned", "residence"),
        ("ES", "no", "host_coverage_assigned", "residence"),
        ("ES", "yes", "rule_unverified", "transfer"),
        ("", "no", "fact_missing:residence", "residence"),
    ],
)
def test_the_alternative_that_gets_furthest_decides(
    rules: Rules, residence: str, business_in_us: str, reason: str, limb: str
) -> None:
    assignment = row(assignment="x", traveler="me", worker="self_employed", business_in_us=business_in_us)
    trips = [trip("a", "ES", "2026-03-01", "2026-03-10", assignment="x")]
    answer = decide({"trips": trips, "assignments": [{**assignment, "residence": residence}]}, rules, AS_OF)
    assert spans(answer) == [f"ES 2026-03-01 2026-03-10 {reason}"]
    assert answer.coverage[0]["provision"] == f"ES.self_employed.{limb}"


@pytest.mark.parametrize(
    ("nationalities", "election", "employer", "reason"),
    [
        ("US", "host", "us", "us_coverage_assigned"),
        ("US", "", "us_own_choice", "us_coverage_assigned"),
        ("US", "", "host", "host_coverage_assigned"),
        ("US+IT", "", "host", "host_coverage_assigned"),
        ("", "", "host", "host_coverage_assigned"),
        ("US+IT", "", "us", "election_needed"),
        ("US+IT", "us", "us", "us_coverage_assigned"),
        ("IT", "host", "affiliate", "host_coverage_assigned"),
        ("TH", "us", "us", "host_coverage_assigned"),
        ("US", "", "affiliate", "affiliate_without_3121l"),
        ("", "us", "us", "fact_missing:nationalities"),
        ("", "us", "", "fact_missing:nationalities"),
        ("US", "", "", "fact_missing:employer"),
    ],
)
def test_nationality(rules: Rules, nationalities: str, election: str, employer: str, reason: str) -> None:
    workspace = {
        "trips": [trip("a", "IT", "2026-03-01", "2026-03-10", assignment="x")],
        "travelers": [row(traveler="me", nationalities=nationalities)],
        "assignments": [row(assignment="x", traveler="me", worker="employee", employer=employer, election=election)],
    }
    assert spans(decide(workspace, rules, AS_OF)) == [f"IT 2026-03-01 2026-03-10 {reason}"]


def test_agreement_that_starts_inside_the_trip(rules: Rules) -> None:
    workspace = {"trips": [trip("a", "IS", "2019-02-20", "2019-03-05")], "travelers": [US_RESIDENT]}
    answer = decide(workspace, rules, AS_OF)
    assert spans(answer) == [
        "IS 2019-02-20 2019-02-28 agreement_not_in_force",
        "IS 2019-03-01 2019-03-05 us_coverage_assigned",
    ]
    assert statuses(answer)[0] == "IS 2019-02-20 2019-02-28 non_agreement"
    assert (answer.periods[0]["case"], answer.periods[0]["decision"]) == ("single_agreement", "request")
    assert answer.findings == {("non_agreement_work", "me/1")}


def test_unconfirmed_agreement(rules: Rules) -> None:
    workspace = {"trips": [trip("a", "RO", "2026-08-31", "2026-09-02")], "travelers": [US_RESIDENT]}
    answer = decide(workspace, rules, AS_OF)
    assert spans(answer) == [
        "RO 2026-08-31 2026-08-31 agreement_not_in_force",
        "RO 2026-09-01 2026-09-02 agreement_unverified",
    ]
    assert statuses(answer) == ["RO 2026-08-31 2026-09-02 non_agreement"]
    assert (answer.periods[0]["case"], answer.periods[0]["decision"]) == ("single_non_agreement", "clarify")

    certificate = row(certificate="c", traveler="me", host="RO", first_day="2026-08-01", state="issued")
    assert spans(decide({**workspace, "certificates": [certificate]}, rules, AS_OF)) == [
        "RO 2026-08-31 2026-08-31 agreement_not_in_force",
        "RO 2026-09-01 2026-09-02 certificate_on_file",
    ]

    check = row(host="RO", in_force_from="2026-09-02", checked_on="2026-09-10", source="SSA")
    checked = decide({**workspace, "verifications": [check]}, rules, AS_OF)
    assert spans(checked) == [
        "RO 2026-08-31 2026-09-01 agreement_not_in_force",
        "RO 2026-09-02 2026-09-02 rule_unverified",
    ]
    rule = row(host="RO", provision="RO.self_employed.residence", checked_on="2026-09-10", source="SSA")
    checked = decide({**workspace, "verifications": [check, rule]}, rules, AS_OF)
    assert spans(checked)[1] == "RO 2026-09-02 2026-09-02 us_coverage_assigned"
    assert statuses(checked)[1] == "RO 2026-09-02 2026-09-02 agreement"


def test_territories(rules: Rules) -> None:
    trips = [
        trip("a", "GP", "2026-03-01", "2026-03-01", assignment="paris"),
        trip("b", "PF", "2026-03-03", "2026-03-03", assignment="paris"),
        trip("c", "YT", "2026-03-05", "2026-03-05", assignment="paris"),
    ]
    answer = decide({"trips": trips, "assignments": [paris()]}, rules, AS_OF)
    assert [line for line in spans(answer) if not line.startswith("-")] == [
        "GP 2026-03-01 2026-03-01 us_coverage_assigned",
        "PF 2026-03-03 2026-03-03 no_agreement",
        "YT 2026-03-05 2026-03-05 rule_unverified",
    ]
    assert answer.periods[0]["causes"] == "b"


def test_certificate_covers_its_days_host_and_assignment(rules: Rules) -> None:
    workspace = {
        "trips": [trip("a", "FR", "2022-01-01", "2022-01-31", assignment="paris")],
        "assignments": [paris(business_in_us="no")],
    }

    def with_certificate(**more: Any) -> Answer:
        basic = {"certificate": "c", "traveler": "me", "host": "FR", "state": "issued"}
        certificate = row(**{**basic, "first_day": "2022-01-10", "last_day": "2022-01-20", **more})
        return decide({**workspace, "certificates": [certificate]}, rules, AS_OF)

    covered = [
        "FR 2022-01-01 2022-01-09 host_coverage_assigned",
        "FR 2022-01-10 2022-01-20 certificate_on_file",
        "FR 2022-01-21 2022-01-31 host_coverage_assigned",
    ]
    answer = with_certificate()
    assert spans(answer) == covered
    assert [r["certificate"] for r in answer.coverage] == ["", "c", ""]
    assert {r["provision"] for r in answer.coverage} == {"FR.self_employed.transfer"}
    assert answer.periods[0]["decision"] == "ask_host"
    assert with_certificate(first_day="2022-01-01", last_day=None).periods[0]["decision"] == "on_file"
    assert spans(with_certificate(assignment="paris", host="GP")) == covered  # one jurisdiction
    not_covered = ["FR 2022-01-01 2022-01-31 host_coverage_assigned"]
    for other in ({"assignment": "nice"}, {"state": "submitted"}, {"host": "GB"}, {"traveler": "you"}):
        assert spans(with_certificate(**other)) == not_covered
    assert spans(with_certificate(last_day=None))[1:] == ["FR 2022-01-10 2022-01-31 certificate_on_file"]


def test_which_of_several_certificates(rules: Rules) -> None:
    def certificate(name: str, **more: Any) -> dict[str, Any]:
        basic = {"certificate": name, "traveler": "me", "host": "FR", "first_day": "2022-01-01", "state": "issued"}
        return row(**{**basic, **more})

    order = [
        certificate("z-named", assignment="paris"),
        certificate("y-delivered", state="delivered"),
        certificate("x-later", issued_on="2022-03-01", first_day="2021-11-01"),
        certificate("w-issued", issued_on="2022-02-01"),
        certificate("v-begins-later"),
        certificate("b", first_day="2021-12-01"),
        certificate("c", first_day="2021-12-01"),
    ]
    trips = [trip("a", "FR", "2022-01-05", "2022-01-05", assignment="paris")]
    for position, best in enumerate(order):
        workspace = {"trips": trips, "assignments": [paris()], "certificates": order[position:][::-1]}
        assert decide(workspace, rules, AS_OF).coverage[0]["certificate"] == best["certificate"]


def test_certificate_covers_its_own_host_on_a_day_in_two_countries(rules: Rules) -> None:
    trips = [
        trip("a", "FR", "2022-01-05", "2022-01-05", assignment="paris"),
        trip("b", "GB", "2022-01-05", "2022-01-05", assignment="paris"),
        trip("c", "TH", "2022-01-05", "2022-01-05"),
    ]
    certificate = row(certificate="c", traveler="me", host="FR", first_day="2022-01-01", state="issued")
    answer = decide({"trips": trips, "assignments": [paris()], "certificates": [certificate]}, rules, AS_OF)
    assert [(r["host"], r["period"], r["reason"]) for r in answer.coverage] == [
        ("FR", 2, "certificate_on_file"),
        ("GB", 2, "several_countries_same_day"),
        ("TH", 1, "no_agreement"),
    ]


def test_pending_only_when_every_open_day_is_submitted(rules: Rules) -> None:
    workspace = {
        "trips": [trip("a", "FR", "2022-01-01", "2022-01-31", assignment="paris")],
        "assignments": [paris()],
    }
    request = row(certificate="c", traveler="me", host="FR", first_day="2022-01-01", state="submitted")
    assert decide({**workspace, "certificates": [request]}, rules, AS_OF).periods[0]["decision"] == "pending"
    request["last_day"] = day("2022-01-30")
    assert decide({**workspace, "certificates": [request]}, rules, AS_OF).periods[0]["decision"] == "request"


def test_neighboring_self_employed_periods(rules: Rules) -> None:
    trips = [
        trip("a", "FR", "2022-01-01", "2022-01-31", assignment="paris"),
        trip("b", "GB", "2022-03-03", "2022-03-10"),  # 30 days lie between
    ]
    workspace = {"trips": trips, "assignments": [paris()], "travelers": [US_RESIDENT]}
    near = decide(workspace, rules, AS_OF)
    assert near.findings == {("neighboring_period", "me/1"), ("neighboring_period", "me/2")}
    assert [r["decision"] for r in near.periods] == ["clarify", "clarify"]
    note = row(traveler="me", assignment="paris", clarified_on="2022-04-01", by="me")
    clarified = decide({**workspace, "clarifications": [note]}, rules, AS_OF)
    assert [r["decision"] for r in clarified.periods] == ["request", "clarify"]
    far = decide(workspace, rules, AS_OF, join_gap_days=29)
    assert far.findings == set()
    assert decide(workspace, rules, AS_OF, worker="employee").findings == set()


def test_unknown_assignment_is_a_period_of_its_own_with_no_facts(rules: Rules) -> None:
    trips = [trip("a", "GB", "2022-01-01", "2022-01-02", assignment="?"), trip("b", "GB", "2022-01-03", "2022-01-04")]
    answer = decide({"trips": trips, "travelers": [US_RESIDENT]}, rules, AS_OF)
    assert spans(answer) == [
        "GB 2022-01-01 2022-01-02 fact_missing:worker",
        "GB 2022-01-03 2022-01-04 us_coverage_assigned",
    ]
    assert [r["assignment"] for r in answer.periods] == ["?", ""]


def test_rest_and_third_countries_do_not_stop_the_clock(rules: Rules) -> None:
    trips = [
        trip("a", "FR", "2022-01-01", "2022-01-31", assignment="paris"),
        trip("b", "US", "2022-02-01", "2023-11-30", assignment="paris"),
        trip("c", "FR", "2023-12-30", "2024-01-02", assignment="paris"),
    ]
    answer = decide({"trips": trips, "assignments": [paris(expected_last_day="2023-12-31")]}, rules, AS_OF)
    assert [line for line in spans(answer) if line.startswith("FR")] == [
        "FR 2022-01-01 2022-01-31 us_coverage_assigned",
        "FR 2023-12-30 2023-12-31 us_coverage_assigned",
        "FR 2024-01-01 2024-01-02 over_limit",
    ]


def test_old_rule_without_a_number_keeps_for_the_whole_stay(rules: Rules) -> None:
    kind = Kind.TEMPORARY_TRANSFER
    old = provision(
        "DE.self_employed.transfer_1979", kind, "1979-12-01", last_day=day("1996-04-30"), not_permanent=True
    )
    new = provision("DE.self_employed.transfer", kind, "1996-05-01", limit_months=60)
    germany = agreement("DE", "1979-12-01", old, new)
    law = dataclasses.replace(rules, agreements={**rules.agreements, "DE": germany})
    assignments = [row(assignment="x", traveler="me", host="DE", worker="self_employed", business_in_us="yes")]
    trips = [trip("a", "DE", "1996-04-30", "2003-01-01", assignment="x")]
    answer = decide({"trips": trips, "assignments": assignments}, law, AS_OF)
    assert spans(answer) == ["DE 1996-04-30 2003-01-01 us_coverage_assigned"]
    assert answer.coverage[0]["provision"] == old.id
    ongoing = [trip("a", "DE", "1996-04-30", assignment="x")]
    answer = decide({"trips": ongoing, "assignments": assignments}, law, day("1996-06-01"))
    assert spans(answer) == ["DE 1996-04-30 1996-06-01 fact_missing:expected_last_day"]


@pytest.mark.parametrize(
    ("second_job", "expected"),
    [
        ("", ["NL 2026-03-01 2026-03-10 us_coverage_assigned"]),
        ("2026-02-28", ["NL 2026-03-01 2026-03-10 host_coverage_assigned"]),
        (
            "2026-03-06",
            ["NL 2026-03-01 2026-03-05 us_coverage_assigned", "NL 2026-03-06 2026-03-10 host_coverage_assigned"],
        ),
        (
            "2026-03-10",
            ["NL 2026-03-01 2026-03-09 us_coverage_assigned", "NL 2026-03-10 2026-03-10 host_coverage_assigned"],
        ),
        ("2026-03-11", ["NL 2026-03-01 2026-03-10 us_coverage_assigned"]),
    ],
)
def test_second_job_in_the_netherlands_from_its_first_day_on(
    rules: Rules, second_job: str, expected: list[str]
) -> None:
    facts = {"assignment": "x", "traveler": "me", "worker": "employee", "employer": "us"}
    assignment = row(**facts, second_job_first_day=second_job or None)
    trips = [trip("a", "NL", "2026-03-01", "2026-03-10", assignment="x")]
    assert spans(decide({"trips": trips, "assignments": [assignment]}, rules, AS_OF)) == expected


def test_second_job_where_no_rule_asks_for_it(rules: Rules) -> None:
    trips = [trip("a", "FR", "2021-03-01", "2021-03-20", assignment="lyon")]
    answer = decide({"trips": trips, "assignments": [lyon(second_job_first_day="2021-03-01")]}, rules, AS_OF)
    assert spans(answer) == ["FR 2021-03-01 2021-03-20 us_coverage_assigned"]


def london(residence: str, *exceptions: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Ten days in London of somebody self-employed, with the exceptions granted."""
    return {
        "trips": [trip("a", "GB", "2026-03-01", "2026-03-10", assignment="x")],
        "assignments": [row(assignment="x", traveler="me", worker="self_employed", residence=residence)],
        "exceptions": [
            row(**{"assignment": "x", "host": "GB", "granted_on": "2026-01-01", **exception})
            for exception in exceptions
        ],
    }


@pytest.mark.parametrize(
    "exceptions",
    [
        [{"until": "2026-03-05"}],
        [{"until": "2026-03-05", "host": "IM"}],  # one jurisdiction
        [{"until": "2026-03-05"}, {"until": "2026-03-01"}],  # the latest counts
    ],
)
def test_exception_is_what_a_resident_of_a_third_country_needs_up_to_its_last_day(
    rules: Rules, exceptions: list[dict[str, Any]]
) -> None:
    assert spans(decide(london("TH", *exceptions), rules, AS_OF)) == [
        "GB 2026-03-01 2026-03-05 us_coverage_assigned",
        "GB 2026-03-06 2026-03-10 special_exception_needed",
    ]


@pytest.mark.parametrize(
    ("residence", "exception", "reason"),
    [
        ("TH", {"until": "2026-03-10"}, "us_coverage_assigned"),
        ("TH", {"until": "2026-02-28"}, "special_exception_needed"),
        ("TH", {"until": "2026-03-10", "assignment": "y"}, "special_exception_needed"),
        ("TH", {"until": "2026-03-10", "host": "FR"}, "special_exception_needed"),
        ("GB", {"until": "2026-03-10"}, "host_coverage_assigned"),
        ("", {"until": "2026-03-10"}, "fact_missing:residence"),
    ],
)
def test_exception_for_whom_and_where(rules: Rules, residence: str, exception: dict[str, Any], reason: str) -> None:
    assert spans(decide(london(residence, exception), rules, AS_OF)) == [f"GB 2026-03-01 2026-03-10 {reason}"]


def test_after_an_exception_the_order_goes_on(rules: Rules) -> None:
    unread = agreement("GB", "1985-01-01", *[dataclasses.replace(GB.provisions[0], verified=False)])
    law = dataclasses.replace(rules, agreements={**rules.agreements, "GB": unread})
    assert spans(decide(london("TH", {"until": "2026-03-09"}), law, AS_OF)) == [
        "GB 2026-03-01 2026-03-09 rule_unverified",
        "GB 2026-03-10 2026-03-10 special_exception_needed",
    ]


def in_both(**more: Any) -> dict[str, Any]:
    """Work normally done in both the US and France, with a fixed base in both; not a moved business."""
    return paris(**{"business_in_us": "no", "works_in_both_countries": "yes", "fixed_base": "both", **more})


def home(trip_id: str, first_day: str, last_day: str | None, **more: Any) -> dict[str, Any]:
    """A stay in the US without work."""
    return trip(trip_id, "US", first_day, last_day, **{"activity": "non_work", **more})


def abroad(trip_id: str, first_day: str, last_day: str | None, **more: Any) -> dict[str, Any]:
    """Work in France under the assignment."""
    return trip(trip_id, more.pop("country", "FR"), first_day, last_day, assignment="paris", **more)


@pytest.mark.parametrize(
    ("facts", "reason", "limb"),
    [
        ({"works_in_both_countries": ""}, "host_coverage_assigned", "transfer"),
        ({"works_in_both_countries": "no", "fixed_base": "us"}, "host_coverage_assigned", "transfer"),
        ({"fixed_base": "us"}, "us_coverage_assigned", "principal_activity"),
        ({"fixed_base": "host"}, "host_coverage_assigned", "transfer"),
        ({"fixed_base": ""}, "fact_missing:fixed_base", "principal_activity"),
        ({"fixed_base": "both"}, "fact_missing:days_present", "principal_activity"),
        ({"fixed_base": "neither"}, "fact_missing:days_present", "principal_activity"),
        # A moved business with every fact is under US coverage anyway; without health insurance it fails in step 5.
        ({"business_in_us": "yes", "fixed_base": "host"}, "us_coverage_assigned", "transfer"),
        ({"business_in_us": "yes", "health_insurance": "no"}, "fact_missing:days_present", "principal_activity"),
        (
            {"business_in_us": "yes", "health_insurance": "no", "fixed_base": "us"},
            "us_coverage_assigned",
            "principal_activity",
        ),
        (
            {"business_in_us": "yes", "health_insurance": "no", "fixed_base": "host"},
            "health_insurance_missing",
            "transfer",
        ),
        # Both wait for a fact: the moved business stands first in the file.
        ({"business_in_us": "", "fixed_base": ""}, "fact_missing:business_in_us", "transfer"),
        ({"business_in_us": "", "fixed_base": "us"}, "us_coverage_assigned", "principal_activity"),
    ],
)
def test_principal_activity_beside_the_moved_business(
    rules: Rules, facts: dict[str, str], reason: str, limb: str
) -> None:
    trips = [abroad("a", "2023-03-01", "2023-03-10")]
    answer = decide({"trips": trips, "assignments": [in_both(**facts)]}, rules, AS_OF)
    assert spans(answer) == [f"FR 2023-03-01 2023-03-10 {reason}"]
    assert answer.coverage[0]["provision"] == f"FR.self_employed.{limb}"


@pytest.mark.parametrize(
    ("fixed_base", "works_in_both", "reason"),
    [
        ("us", "yes", "rule_unverified"),
        ("", "yes", "rule_unverified"),
        ("host", "yes", "host_coverage_assigned"),
        ("us", "", "host_coverage_assigned"),
    ],
)
def test_an_unread_place_stands_after_the_country_and_before_missing_facts(
    rules: Rules, fixed_base: str, works_in_both: str, reason: str
) -> None:
    trips = [abroad("a", "2023-03-01", "2023-03-10", country="YT")]
    assignment = in_both(fixed_base=fixed_base, works_in_both_countries=works_in_both)
    answer = decide({"trips": trips, "assignments": [assignment]}, rules, AS_OF)
    assert spans(answer) == [f"YT 2023-03-01 2023-03-10 {reason}"]


def principal(rules: Rules, *trips: dict[str, Any], as_of: dt.date = AS_OF) -> list[str]:
    """The reasons of the days in France, in order, each once in a row."""
    answer = decide({"trips": list(trips), "assignments": [in_both()]}, rules, as_of)
    return [r["reason"] for r in answer.coverage if r["host"] == "FR"]


US, HOST, OPEN = "us_coverage_assigned", "host_coverage_assigned", "fact_missing:days_present"


@pytest.mark.parametrize(
    ("last_day_home", "first_day_abroad", "reason"),
    [
        ("2023-07-01", "2023-07-02", HOST),  # 182 : 183
        ("2023-07-02", "2023-07-03", US),  # 183 : 182
        ("2024-06-30", "2024-07-01", HOST),  # 182 : 184
        ("2024-07-01", "2024-07-02", OPEN),  # 183 : 183, in a leap year
        ("2024-07-02", "2024-07-03", US),  # 184 : 182
        ("2023-06-30", "2023-07-02", HOST),  # 181 : 183, one open
        ("2023-06-30", "2023-07-03", OPEN),  # 181 : 182, two open
        ("2023-07-02", "2023-07-04", US),  # 183 : 181, one open
    ],
)
def test_more_days_present_in_the_year(rules: Rules, last_day_home: str, first_day_abroad: str, reason: str) -> None:
    year = last_day_home[:4]
    stays = home("u", f"{year}-01-01", last_day_home), abroad("f", first_day_abroad, f"{year}-12-31")
    assert principal(rules, *stays) == [reason]


@pytest.mark.parametrize(
    ("first_day_home", "reason"),
    [
        ("2023-01-02", US),  # 183 : 181, one open
        ("2023-01-03", OPEN),  # 182 : 181, two open
    ],
)
def test_open_days_might_have_been_abroad(rules: Rules, first_day_home: str, reason: str) -> None:
    stays = home("u", first_day_home, "2023-07-03"), abroad("f", "2023-07-04", "2023-12-31")
    assert principal(rules, *stays) == [reason]


@pytest.mark.parametrize(
    ("between", "reason"),
    [
        ([], OPEN),  # 181 : 182, two open
        ([trip("t", "TH", "2023-07-01", "2023-07-01", activity="transit")], OPEN),  # one open
        ([trip("t", "TH", "2023-07-01", "2023-07-02", activity="transit")], HOST),  # none open
        ([trip("t", "US", "2023-07-01", "2023-07-02", activity="transit")], HOST),  # nor spent in the US
        ([trip("t", "TH", "2023-07-01", "2023-07-02", activity="non_work")], HOST),
        ([trip("t", "PR", "2023-07-02", "2023-07-02", activity="non_work")], OPEN),  # 182 : 182, one open
        ([trip("t", "PR", "2023-07-01", "2023-07-02")], US),  # 183 : 182
        ([trip("t", "GP", "2023-07-01", "2023-07-02", activity="non_work")], HOST),  # 181 : 184
    ],
)
def test_what_counts_as_a_day_present(rules: Rules, between: list[dict[str, Any]], reason: str) -> None:
    stays = home("u", "2023-01-01", "2023-06-30"), abroad("f", "2023-07-03", "2023-12-31")
    assert principal(rules, *stays, *between) == [reason]


def test_days_in_french_departments_and_of_other_work_count_for_france(rules: Rules) -> None:
    stays = home("u", "2023-01-01", "2023-07-01"), trip("g", "GP", "2023-07-02", "2023-12-30")
    assert principal(rules, *stays, abroad("f", "2023-12-31", "2023-12-31")) == [HOST]  # 182 : 183
    other = [{**stay, "traveler": "you"} for stay in stays]
    assert principal(rules, *other, abroad("f", "2023-12-31", "2023-12-31")) == [OPEN]  # nobody else's days count


def test_a_day_in_two_stays_of_one_country_counts_once(rules: Rules) -> None:
    stays = home("u", "2023-01-01", "2023-07-01"), abroad("f", "2023-07-02", "2023-12-31")
    assert principal(rules, *stays, home("again", "2023-06-01", "2023-07-01")) == [HOST]  # 182 : 183


@pytest.mark.parametrize(
    ("travel_day", "reason"),
    [
        ("2023-07-01", HOST),  # 182 : 184
        ("2023-07-02", OPEN),  # 183 : 183
        ("2023-07-03", US),  # 184 : 182
    ],
)
def test_a_shared_travel_day_was_spent_in_both_countries(rules: Rules, travel_day: str, reason: str) -> None:
    stays = home("u", "2023-01-01", travel_day, activity="work"), abroad("f", travel_day, "2023-12-31")
    answer = decide({"trips": list(stays), "assignments": [in_both()]}, rules, AS_OF)
    assert answer.findings == {("shared_travel_day", "u")}
    assert principal(rules, *stays) == [reason]


def test_each_year_is_counted_for_its_own_days(rules: Rules) -> None:
    stays = home("u", "2023-01-01", "2023-06-30"), abroad("f", "2023-07-01", "2024-01-31")
    answer = decide({"trips": list(stays), "assignments": [in_both()]}, rules, AS_OF)
    assert spans(answer)[1:] == [
        "FR 2023-07-01 2023-12-31 host_coverage_assigned",  # 181 : 184
        "FR 2024-01-01 2024-01-31 fact_missing:days_present",  # 0 : 31, and 335 open
    ]


@pytest.mark.parametrize(
    ("as_of", "reason"),
    [
        ("2023-07-04", OPEN),  # 185 : 5, and 180 open
        ("2023-07-05", US),  # 186 : 5, and 179 open
    ],
)
def test_ongoing_stay_counts_to_as_of_and_later_days_are_open(rules: Rules, as_of: str, reason: str) -> None:
    stays = home("u", "2023-01-01", None), abroad("f", "2023-03-01", "2023-03-05")
    assert principal(rules, *stays, as_of=day(as_of)) == [reason]


# What the amended contract adds --------------------------------------------------------------------------------------


def with_agreements(rules: Rules, *agreements: Agreement) -> Rules:
    """The rules with these agreements in place of those of the same partner."""
    return dataclasses.replace(
        rules, agreements={**rules.agreements, **{changed.partner: changed for changed in agreements}}
    )


SENT_TO_GERMANY = provision("DE.employee.detached", Kind.DETACHED_EMPLOYEE, "1996-05-01", limit_months=60)
MOVED_TO_GERMANY = provision("DE.self_employed.transfer", Kind.TEMPORARY_TRANSFER, "1996-05-01", limit_months=60)


def germany(*provisions: Provision, **more: Any) -> Agreement:
    """Germany with these rules; without any, those for sent workers and for a moved business."""
    return agreement("DE", "1979-12-01", *(provisions or (SENT_TO_GERMANY, MOVED_TO_GERMANY)), **more)


def berlin(**more: Any) -> dict[str, Any]:
    """An employee sent to Germany for a month that is known to end."""
    facts = {"assignment": "berlin", "traveler": "me", "host": "DE", "worker": "employee", "employer": "us"}
    return row(**{**facts, "us_covered_before": "yes", "expected_last_day": "2026-03-31", **more})


def in_berlin(
    rules: Rules, assignment: dict[str, Any], last_day: str | None = "2026-03-31", **tables: Any
) -> list[str]:
    """The coverage of work in Germany from 2026-03-01 on under this assignment."""
    trips = [trip("a", "DE", "2026-03-01", last_day, assignment="berlin")]
    answer = decide({"trips": trips, "assignments": [assignment], **tables}, rules, AS_OF)
    return [line.removeprefix("DE ") for line in spans(answer)]


def in_march(rules: Rules, assignment: dict[str, Any], **tables: Any) -> str:
    """The one reason for March 2026."""
    (line,) = in_berlin(rules, assignment, **tables)
    return line.removeprefix("2026-03-01 2026-03-31 ")


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"employer": "us_own_choice"}, "not_sent_by_employer"),
        ({"employer": "us_own_choice", "us_covered_before": ""}, "not_sent_by_employer"),
        ({"employer": "us_own_choice", "us_covered_before": "no"}, "not_sent_by_employer"),  # the rule does not ask
        ({"employer": "us_own_choice", "temporary": "no"}, "not_temporary"),
        ({"employer": "us_own_choice", "expected_last_day": "2031-03-01"}, "over_limit"),
        ({"employer": "host", "temporary": "no"}, "host_coverage_assigned"),
        ({"temporary": "no"}, "not_temporary"),
        ({"temporary": "no", "expected_last_day": None}, "not_temporary"),
        ({"temporary": "no", "expected_last_day": "2031-03-01"}, "not_temporary"),
        ({"temporary": "no", "employer": "affiliate"}, "not_temporary"),  # the rule does not ask about affiliates
        ({"temporary": "yes"}, "us_coverage_assigned"),
        ({"temporary": ""}, "us_coverage_assigned"),
        ({"worker": "self_employed", "employer": "host", "business_in_us": "yes"}, "us_coverage_assigned"),
        ({"worker": "self_employed", "business_in_us": "yes", "temporary": "no"}, "not_temporary"),
        ({"worker": "self_employed", "business_in_us": "no", "temporary": "no"}, "host_coverage_assigned"),
    ],
)
def test_own_choice_and_work_for_good(rules: Rules, facts: dict[str, Any], reason: str) -> None:
    assert in_march(with_agreements(rules, germany()), berlin(**facts)) == reason


def test_work_for_good_where_the_rule_has_no_limit(rules: Rules) -> None:
    endless = dataclasses.replace(SENT_TO_GERMANY, limit_months=None)
    assert in_march(with_agreements(rules, germany(endless)), berlin(temporary="no")) == "us_coverage_assigned"
    old = dataclasses.replace(endless, not_permanent=True)
    assert in_march(with_agreements(rules, germany(old)), berlin(temporary="no")) == "not_temporary"


def test_exception_lifts_work_for_good_up_to_its_last_day(rules: Rules) -> None:
    exception = row(assignment="berlin", host="DE", until="2026-03-10", granted_on="2026-01-01")
    law = with_agreements(rules, germany())
    assert in_berlin(law, berlin(temporary="no"), exceptions=[exception]) == [
        "2026-03-01 2026-03-10 us_coverage_assigned",
        "2026-03-11 2026-03-31 not_temporary",
    ]


@pytest.mark.parametrize(
    ("expected", "last_day", "reasons"),
    [
        (None, "2026-03-31", ["2026-03-01 2026-03-31 us_coverage_assigned"]),
        (None, None, ["2026-03-01 2026-06-01 fact_missing:expected_last_day"]),
        ("2026-12-31", None, ["2026-03-01 2026-06-01 us_coverage_assigned"]),
        ("2031-02-28", None, ["2026-03-01 2026-06-01 us_coverage_assigned"]),
        ("2031-03-01", None, ["2026-03-01 2026-06-01 over_limit"]),
        (None, "2031-02-28", ["2026-03-01 2031-02-28 us_coverage_assigned"]),
        (
            None,
            "2031-03-01",
            ["2026-03-01 2031-02-28 fact_missing:expected_last_day", "2031-03-01 2031-03-01 over_limit"],
        ),
    ],
)
def test_end_of_ongoing_work_must_be_stated(
    rules: Rules, expected: str | None, last_day: str | None, reasons: list[str]
) -> None:
    law = with_agreements(rules, germany())
    assert in_berlin(law, berlin(expected_last_day=expected), last_day) == reasons


def test_end_of_one_ongoing_trip_asks_for_the_whole_stay_there_and_nowhere_else(rules: Rules) -> None:
    law = with_agreements(rules, germany())
    trips = [
        trip("a", "DE", "2026-03-01", "2026-03-02", assignment="berlin"),
        trip("b", "FR", "2026-04-01", "2026-04-02", assignment="berlin"),
        trip("c", "DE", "2026-06-01", assignment="berlin"),
    ]
    facts = berlin(host="", expected_last_day=None, sent_from="US", health_insurance="yes")
    answer = decide({"trips": trips, "assignments": [facts]}, law, AS_OF)
    assert [line for line in spans(answer) if line[0] != "-"] == [
        "DE 2026-03-01 2026-03-02 fact_missing:expected_last_day",
        "FR 2026-04-01 2026-04-02 us_coverage_assigned",
        "DE 2026-06-01 2026-06-01 fact_missing:expected_last_day",
    ]


def test_ongoing_work_past_the_limit(rules: Rules) -> None:
    law = with_agreements(rules, germany(dataclasses.replace(SENT_TO_GERMANY, limit_months=2)))
    assert in_berlin(law, berlin(expected_last_day=None), None) == [
        "2026-03-01 2026-04-30 fact_missing:expected_last_day",
        "2026-05-01 2026-06-01 over_limit",
    ]
    exception = row(assignment="berlin", host="DE", until="2026-05-10", granted_on="2026-01-01")
    assert in_berlin(law, berlin(expected_last_day=None), None, exceptions=[exception]) == [
        "2026-03-01 2026-05-10 fact_missing:expected_last_day",
        "2026-05-11 2026-06-01 over_limit",
    ]


@pytest.mark.parametrize(
    ("elsewhere", "reason", "with_exception"),
    [
        ("us", "us_coverage_assigned", "us_coverage_assigned"),
        ("host", "host_coverage_assigned", "us_coverage_assigned"),
        ("exception", "special_exception_needed", "us_coverage_assigned"),
        ("unread", "special_exception_needed", "us_coverage_assigned"),
    ],
)
def test_where_residents_of_third_countries_belong(
    rules: Rules, elsewhere: str, reason: str, with_exception: str
) -> None:
    rule = dataclasses.replace(GB.provisions[0], elsewhere=elsewhere)
    law = with_agreements(rules, dataclasses.replace(GB, provisions=(rule,)))
    assert spans(decide(london("TH"), law, AS_OF)) == [f"GB 2026-03-01 2026-03-10 {reason}"]
    excepted = london("TH", {"until": "2026-03-10"})
    assert spans(decide(excepted, law, AS_OF)) == [f"GB 2026-03-01 2026-03-10 {with_exception}"]
    assert spans(decide(london("GB"), law, AS_OF)) == ["GB 2026-03-01 2026-03-10 host_coverage_assigned"]


UNREAD_SERIES = Series(verified=False, section="RS 02001.115 C", sources=())


def twice_in_germany(rules: Rules, *assignments: dict[str, Any], **tables: Any) -> list[str]:
    """The reasons of a stay in 2020 and one in 2026, by first day."""
    trips = [
        trip("a", "DE", "2020-03-01", "2020-03-31", assignment=assignments[0]["assignment"]),
        trip("b", "DE", "2026-03-01", "2026-03-31", assignment=assignments[1]["assignment"]),
    ]
    answer = decide({"trips": trips, "assignments": list(assignments), **tables}, rules, AS_OF)
    return [r["reason"] for r in answer.coverage if r["host"]]


def test_a_later_stay_that_an_unread_series_rule_may_reach(rules: Rules) -> None:
    sent = dataclasses.replace(SENT_TO_GERMANY, series=UNREAD_SERIES)
    law = with_agreements(rules, germany(sent, MOVED_TO_GERMANY))
    first, second = berlin(assignment="bonn", expected_last_day="2020-03-31"), berlin()
    assert twice_in_germany(law, first, second) == ["us_coverage_assigned", "rule_unverified"]
    # The first stay of another kind of worker is no earlier one.
    moved = {**first, "worker": "self_employed", "business_in_us": "yes"}
    assert twice_in_germany(law, moved, second) == ["us_coverage_assigned", "us_coverage_assigned"]
    # A fact that fails stands before it, a fact that is missing after it.
    assert twice_in_germany(law, first, {**second, "us_covered_before": "", "temporary": "no"})[1] == "not_temporary"
    assert twice_in_germany(law, first, {**second, "employer": ""})[1] == "rule_unverified"
    # An earlier stay that was the host's is an earlier one all the same.
    assert twice_in_germany(law, {**first, "employer": "host"}, second)[1] == "rule_unverified"


def test_own_check_of_a_series_rule_lifts_it_and_applies_its_months(rules: Rules) -> None:
    first, second = berlin(assignment="bonn", expected_last_day="2020-03-31"), berlin()
    check = row(host="DE", provision="DE.employee.detached", checked_on="2026-01-01", source="SSA")
    for months, reason in ((None, "us_coverage_assigned"), (12, "repeat_too_soon")):
        series = dataclasses.replace(UNREAD_SERIES, limit_months=months, reset_months=months and 120)
        law = with_agreements(rules, germany(dataclasses.replace(SENT_TO_GERMANY, series=series)))
        assert twice_in_germany(law, first, second)[1] == "rule_unverified"
        assert twice_in_germany(law, first, second, verifications=[check]) == ["us_coverage_assigned", reason]


def test_the_earlier_stay_may_be_under_an_older_rule_but_not_before_the_agreement(rules: Rules) -> None:
    old = dataclasses.replace(SENT_TO_GERMANY, id="DE.employee.old", last_day=day("2022-12-31"))
    new = dataclasses.replace(SENT_TO_GERMANY, first_day=day("2023-01-01"), series=UNREAD_SERIES)
    first, second = berlin(assignment="bonn", expected_last_day="2020-03-31"), berlin()
    later = germany(old, new)
    assert twice_in_germany(with_agreements(rules, later), first, second)[1] == "rule_unverified"
    begun_2020 = dataclasses.replace(later, start=Start(day("2020-04-01"), confirmed=True, sources=()))
    assert twice_in_germany(with_agreements(rules, begun_2020), first, second) == [
        "agreement_not_in_force",
        "us_coverage_assigned",
    ]


CANADA = agreement(
    "CA",
    "1984-08-01",
    provision(
        "CA.employee.detached",
        Kind.DETACHED_EMPLOYEE,
        "1984-08-01",
        limit_months=60,
        separate_short_stays=True,
        series=UNREAD_SERIES,
    ),
)


def in_toronto(
    rules: Rules, spans_there: list[tuple[str, str | None]], join_gap_days: int = 30, **facts: Any
) -> list[str]:
    """Reasons by span in Canada of an employee with one assignment."""
    trips = [trip(str(n), "CA", first, last, assignment="berlin") for n, (first, last) in enumerate(spans_there)]
    facts = {"host": "CA", "expected_last_day": None, **facts}
    answer = decide({"trips": trips, "assignments": [berlin(**facts)]}, rules, AS_OF, join_gap_days)
    return [line for line in spans(answer) if line.startswith("CA")]


JANUARIES: list[tuple[str, str | None]] = [(f"{year}-01-01", f"{year}-01-14") for year in (2018, 2021, 2024)]


def test_short_intermittent_stays_each_have_their_clock(rules: Rules) -> None:
    law = with_agreements(rules, CANADA)
    assert in_toronto(law, JANUARIES) == [f"CA {first} {last} us_coverage_assigned" for first, last in JANUARIES]
    # One assignment is one stay for a series rule; without the separate clocks all of it is too long.
    rule = dataclasses.replace(CANADA.provisions[0], separate_short_stays=False)
    together = with_agreements(rules, dataclasses.replace(CANADA, provisions=(rule,)))
    assert [line.split()[-1] for line in in_toronto(together, JANUARIES)] == [
        "fact_missing:expected_last_day",
        "fact_missing:expected_last_day",
        "over_limit",
    ]


@pytest.mark.parametrize(
    ("join_gap_days", "reason"),
    [(29, "us_coverage_assigned"), (30, "over_limit")],  # 30 days lie between
)
def test_which_stays_are_intermittent(rules: Rules, join_gap_days: int, reason: str) -> None:
    law = with_agreements(rules, CANADA)
    stays: list[tuple[str, str | None]] = [("2018-01-01", "2022-12-02"), ("2023-01-02", "2023-01-05")]
    assert in_toronto(law, stays, join_gap_days)[-1] == f"CA 2023-01-02 2023-01-05 {reason}"


def test_the_expected_end_belongs_to_the_last_of_the_separate_stays(rules: Rules) -> None:
    law = with_agreements(rules, CANADA)
    late = in_toronto(law, JANUARIES, expected_last_day="2029-01-01")  # past 60 months from 2024-01-01
    assert [line.split()[-1] for line in late] == ["us_coverage_assigned", "us_coverage_assigned", "over_limit"]
    ongoing = in_toronto(law, [*JANUARIES[:2], ("2026-05-01", None)])
    assert [line.split()[-1] for line in ongoing] == [
        "us_coverage_assigned",
        "us_coverage_assigned",
        "fact_missing:expected_last_day",
    ]
    long = in_toronto(law, [("2010-01-01", "2015-06-30"), JANUARIES[2]])
    assert [line.split()[-1] for line in long] == ["over_limit", "us_coverage_assigned"]


def text_of(text_id: str) -> OfficialText:
    return OfficialText(id=text_id, worker=Worker.SELF_EMPLOYED, name=text_id, dated="", says="", sources=())


LIVES_THERE = provision("ES.self_employed.residence", Kind.RESIDENCE, "1988-04-01", texts=("manual", "page"))
MOVED_THERE = provision(
    "ES.self_employed.transfer", Kind.TEMPORARY_TRANSFER, "1988-04-01", limit_months=60, texts=("page",)
)
MANUAL, PAGE = text_of("manual"), text_of("page")
DISAGREE = "official_sources_disagree"


def in_spain(rules: Rules, *provisions: Provision, **facts: Any) -> tuple[str, str]:
    """(reason, provision) of ten days in Spain under the rules of SSA's manual and of SSA's page."""
    spain = agreement("ES", "1988-04-01", *(provisions or (LIVES_THERE, MOVED_THERE)), texts=(MANUAL, PAGE))
    assignment = row(**{"assignment": "x", "traveler": "me", "worker": "self_employed", **facts})
    trips = [trip("a", "ES", "2026-03-01", "2026-03-10", assignment="x")]
    (only,) = decide({"trips": trips, "assignments": [assignment]}, with_agreements(rules, spain), AS_OF).coverage
    return only["reason"], only["provision"].rpartition(".")[2]


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"residence": "US", "business_in_us": "yes"}, ("us_coverage_assigned", "residence")),
        ({"residence": "US", "business_in_us": "no"}, ("us_coverage_assigned", "residence")),
        ({"residence": "US"}, ("us_coverage_assigned", "residence")),
        ({"residence": "ES", "business_in_us": "yes"}, (DISAGREE, "transfer")),
        ({"residence": "ES", "business_in_us": "no"}, ("host_coverage_assigned", "residence")),
        # Five years and a day: both texts leave it to Spain, for reasons of their own; the earlier one is named.
        (
            {"residence": "ES", "business_in_us": "yes", "expected_last_day": "2031-03-01"},
            ("host_coverage_assigned", "residence"),
        ),
        ({"residence": "ES"}, ("fact_missing:business_in_us", "transfer")),
        ({"business_in_us": "no"}, ("fact_missing:residence", "residence")),
        ({}, ("fact_missing:residence", "residence")),
        # The page needs no residence here, the manual does: whether they part, it decides.
        ({"business_in_us": "yes"}, ("fact_missing:residence", "residence")),
        ({"residence": "TH", "business_in_us": "yes"}, (DISAGREE, "transfer")),
        ({"residence": "TH", "business_in_us": "no"}, ("special_exception_needed", "residence")),
    ],
)
def test_two_official_texts(rules: Rules, facts: dict[str, Any], expected: tuple[str, str]) -> None:
    assert in_spain(rules, **facts) == expected


def test_texts_with_rules_of_their_own(rules: Rules) -> None:
    by_place = dataclasses.replace(MOVED_THERE, texts=("manual",))
    by_home = dataclasses.replace(LIVES_THERE, texts=("page",))
    lives_in_us = {"residence": "US", "business_in_us": "yes"}
    assert in_spain(rules, by_home, by_place, **lives_in_us) == ("us_coverage_assigned", "residence")
    assert in_spain(rules, by_place, by_home, **lives_in_us) == ("us_coverage_assigned", "transfer")
    begun_there = {"residence": "US", "business_in_us": "no"}
    assert in_spain(rules, by_home, by_place, **begun_there) == (DISAGREE, "residence")
    home_there = {"residence": "ES", "business_in_us": "no"}
    assert in_spain(rules, by_home, by_place, **home_there) == ("host_coverage_assigned", "residence")
    # One verdict with two reasons: the lower step is named, whatever the order in the file.
    elsewhere = {"residence": "TH", "business_in_us": "yes"}
    unread = dataclasses.replace(by_place, verified=False)
    assert in_spain(rules, unread, by_home, **elsewhere) == ("special_exception_needed", "residence")
    assert in_spain(rules, unread, by_home, **lives_in_us) == (DISAGREE, "residence")


def test_a_provision_without_texts_belongs_to_every_text(rules: Rules) -> None:
    home = dataclasses.replace(LIVES_THERE, texts=())
    lives_there = {"residence": "ES", "business_in_us": "yes"}
    assert in_spain(rules, home, MOVED_THERE, **lives_there) == (DISAGREE, "transfer")
    assert in_spain(rules, home, MOVED_THERE, residence="US") == ("us_coverage_assigned", "residence")
    # No provision names a text: the alternative that gets furthest decides, as ever.
    in_all = dataclasses.replace(MOVED_THERE, texts=())
    assert in_spain(rules, home, in_all, **lives_there) == ("us_coverage_assigned", "transfer")


def test_a_text_without_a_rule_on_the_day_says_nothing(rules: Rules) -> None:
    by_home = dataclasses.replace(LIVES_THERE, texts=("manual",), last_day=day("2020-12-31"))
    by_place = dataclasses.replace(MOVED_THERE, texts=("page",))
    lives_there = {"residence": "ES", "business_in_us": "yes"}
    assert in_spain(rules, by_home, by_place, **lives_there) == ("us_coverage_assigned", "transfer")


def certificate(name: str, issuer: str = "", host: str = "FR", **more: Any) -> dict[str, Any]:
    basic = {"certificate": name, "traveler": "me", "issuer": issuer, "host": host, "first_day": "2022-01-01"}
    return row(**{**basic, "state": "issued", **more})


def in_paris(rules: Rules, *certificates: dict[str, Any], **facts: Any) -> Answer:
    trips = [trip("a", "FR", "2022-01-01", "2022-01-31", assignment="paris")]
    workspace = {"trips": trips, "assignments": [paris(**facts)], "certificates": list(certificates)}
    return decide(workspace, rules, AS_OF)


@pytest.mark.parametrize(
    ("certificates", "verdict", "reason", "named"),
    [
        ([certificate("u")], "covered", "certificate_on_file", "u"),
        ([certificate("u", "US")], "covered", "certificate_on_file", "u"),
        ([certificate("u", "PR")], "covered", "certificate_on_file", "u"),
        ([certificate("h", "FR")], "covered_by_host", "host_certificate_on_file", "h"),
        ([certificate("h", "GP")], "covered_by_host", "host_certificate_on_file", "h"),
        ([certificate("h", "FR", host="GP")], "covered_by_host", "host_certificate_on_file", "h"),
        ([certificate("u"), certificate("h", "FR")], "unclear", "certificates_disagree", ""),
        ([certificate("d", "DE")], "would_cover", "us_coverage_assigned", ""),
        ([certificate("d", "DE"), certificate("h", "FR")], "covered_by_host", "host_certificate_on_file", "h"),
        ([certificate("h", "FR", state="submitted")], "would_cover", "us_coverage_assigned", ""),
        (
            [certificate("u", state="refused"), certificate("h", "FR")],
            "covered_by_host",
            "host_certificate_on_file",
            "h",
        ),
        (
            [certificate("a", "FR"), certificate("z", "FR", state="delivered")],
            "covered_by_host",
            "host_certificate_on_file",
            "z",
        ),
    ],
)
def test_whose_certificate(
    rules: Rules, certificates: list[dict[str, Any]], verdict: str, reason: str, named: str
) -> None:
    answer = in_paris(rules, *certificates)
    (only,) = answer.coverage
    assert (only["verdict"], only["reason"], only["certificate"]) == (verdict, reason, named)
    assert only["provision"] == "FR.self_employed.transfer"
    unknown = {c["certificate"] for c in certificates if c["issuer"] == "DE"}
    assert answer.findings == {("certificate_issuer_unknown", name) for name in unknown}


def test_certificates_of_both_sides_on_some_days(rules: Rules) -> None:
    answer = in_paris(rules, certificate("u", last_day="2022-01-20"), certificate("h", "FR", first_day="2022-01-11"))
    assert spans(answer) == [
        "FR 2022-01-01 2022-01-10 certificate_on_file",
        "FR 2022-01-11 2022-01-20 certificates_disagree",
        "FR 2022-01-21 2022-01-31 host_certificate_on_file",
    ]
    assert answer.periods[0]["decision"] == "clarify"


def test_no_certificate_of_the_host_without_an_agreement_and_one_on_a_reported_one(rules: Rules) -> None:
    workspace = {"trips": [trip("a", "RO", "2026-08-31", "2026-09-02"), trip("b", "TH", "2026-01-01", "2026-01-02")]}
    held = [certificate("r", "RO", "RO"), certificate("t", "TH", "TH")]
    assert [line for line in spans(decide({**workspace, "certificates": held}, rules, AS_OF)) if line[0] != "-"] == [
        "TH 2026-01-01 2026-01-02 no_agreement",
        "RO 2026-08-31 2026-08-31 agreement_not_in_force",
        "RO 2026-09-01 2026-09-02 host_certificate_on_file",
    ]
    both = decide({**workspace, "certificates": [*held, certificate("u", "US", "RO")]}, rules, AS_OF)
    assert spans(both)[-1] == "RO 2026-09-01 2026-09-02 certificates_disagree"


LETTERS = CertificateFacts(us_letter="SSA writes a letter of exemption.")


@pytest.mark.parametrize(
    ("facts", "certificates", "decision"),
    [
        ({}, [], "request"),
        ({"business_in_us": "no"}, [], "ask_host"),
        ({"business_in_us": "no"}, [certificate("h", "FR")], "on_file"),
        ({"business_in_us": "no"}, [certificate("h", "FR", last_day="2022-01-30")], "ask_host"),
        ({"business_in_us": "no"}, [certificate("u", last_day="2022-01-30")], "ask_host"),
        ({"business_in_us": "no"}, [certificate("h", "FR", state="submitted")], "ask_host"),
        ({}, [certificate("u", state="submitted")], "pending"),
        ({}, [certificate("h", "FR", state="submitted")], "request"),
        ({}, [certificate("h", "FR", last_day="2022-01-30")], "request"),
    ],
)
def test_decision_by_whose_paper(
    rules: Rules, facts: dict[str, Any], certificates: list[dict[str, Any]], decision: str
) -> None:
    assert in_paris(rules, *certificates, **facts).periods[0]["decision"] == decision


def test_letter_of_the_us_where_the_host_issues_no_certificate(rules: Rules) -> None:
    lettered = with_agreements(rules, dataclasses.replace(GB, certificate=LETTERS))
    at_home = london("GB")
    assert decide(at_home, rules, AS_OF).periods[0]["decision"] == "ask_host"
    assert decide(at_home, lettered, AS_OF).periods[0]["decision"] == "ask_us_letter"
    # A second country that does issue them: its certificate comes first. Before an agreement, nobody's does.
    note = row(traveler="me", assignment="x", clarified_on="2026-04-01", by="SSA")
    more = [*at_home["trips"], trip("b", "IS", "2026-04-01", "2026-04-02", assignment="x")]
    lives_in_both = {**at_home, "trips": more, "clarifications": [note]}
    both_hosts = dataclasses.replace(IS.provisions[0], elsewhere="host")
    iceland = dataclasses.replace(IS, provisions=(both_hosts,))
    assert decide(lives_in_both, with_agreements(lettered, iceland), AS_OF).periods[0]["decision"] == "ask_host"
    early = [trip("a", "IS", "2019-02-20", "2019-02-22")]
    assert decide({"trips": early}, rules, AS_OF).periods[0]["decision"] == "stop"
    thailand = [trip("a", "TH", "2026-03-01", "2026-03-10")]
    assert decide({"trips": thailand}, rules, AS_OF).periods[0]["decision"] == "stop"
