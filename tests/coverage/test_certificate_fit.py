"""Certificates against the facts: which work is counted, from when to when, and what is said to do."""

from __future__ import annotations

import pytest

from tests.coverage.certificate_cases import FRANCE, Row, certificate, said, trip

NUMBERED = {"control_number": "N-7"}
ENGAGED = {"assignment": "y"}


def _spans(code: str, trips: list[Row], *held: Row, **more: str) -> list[tuple[str, str, str]]:
    return [found[:3] for found in said(code, trips, list(held), **more)]


# Outside the window


def test_days_before_and_after_are_told_apart() -> None:
    held = certificate(first_day="2024-03-03", last_day="2024-03-07", **NUMBERED)
    before, after = said("outside_certificate", [FRANCE], [held])
    assert before[:3] == ("c", "2024-03-01", "2024-03-02")
    assert "begins on 2024-03-03 and leaves 2 work days in France before that uncovered" in before.message
    assert "correct it, referring to control number N-7" in before.message
    assert after[:3] == ("c", "2024-03-08", "2024-03-10")
    assert "ends on 2024-03-07 and leaves 3 work days in France after that uncovered" in after.message
    assert "extend it, referring to control number N-7" in after.message


def test_all_days_on_one_side_are_one_finding_and_days_off_are_not_counted() -> None:
    trips = [trip("FR", "2024-03-01", "2024-03-06"), trip("FR", "2024-03-09", "2024-03-09")]
    (after,) = said("outside_certificate", trips, [certificate(last_day="2024-03-05")])
    assert after[:3] == ("c", "2024-03-06", "2024-03-09")
    assert "leaves 2 work days" in after.message
    assert "referring to the control number," in after.message


def test_only_the_nearest_certificate_is_to_be_extended() -> None:
    held = [
        certificate(last_day="2024-03-02"),
        certificate(certificate="d", first_day="2024-03-05", last_day="2024-03-08"),
    ]
    assert _spans("outside_certificate", [FRANCE], *held) == [
        ("c", "2024-03-03", "2024-03-04"),
        ("d", "2024-03-03", "2024-03-04"),
        ("d", "2024-03-09", "2024-03-10"),
    ]


# Another engagement


def test_work_of_another_engagement_is_named_with_its_days() -> None:
    trips = [FRANCE | ENGAGED, trip("FR", "2024-04-01", "2024-04-05")]
    held = certificate(assignment="x", first_day="2024-03-03", last_day="2024-04-30")
    (found,) = said("certificate_other_assignment", trips, [held])
    assert found[:3] == ("c", "2024-03-03", "2024-03-10")
    assert "for the assignment x, so it does not cover 8 work days in France" in found.message
    assert "logged for y" in found.message


@pytest.mark.parametrize(
    ("work", "held"),
    [
        (FRANCE, [{"assignment": "x"}]),
        (FRANCE | {"assignment": ""}, [{"assignment": "x"}]),
        (FRANCE | ENGAGED, [{}]),
        (FRANCE | ENGAGED, [{"assignment": "x", "first_day": "2024-03-11"}]),
        (FRANCE | ENGAGED, [{"assignment": "x"}, {"certificate": "d", "assignment": "y"}]),
        (FRANCE | ENGAGED, [{"assignment": "x", "state": "refused"}]),
        (FRANCE | ENGAGED | {"country": "DE"}, [{"assignment": "x"}]),
        (FRANCE | ENGAGED | {"country": "TH"}, [{"assignment": "x", "host": "TH"}]),
    ],
    ids=["its own", "no engagement", "names none", "later", "own certificate", "refused", "elsewhere", "no agreement"],
)
def test_nothing_is_said_of_another_engagement(work: Row, held: list[Row]) -> None:
    assert said("certificate_other_assignment", [work], [certificate(**cells) for cells in held]) == []


# Another host


def test_work_elsewhere_is_one_finding_per_country() -> None:
    trips = [
        FRANCE,
        trip("DE", "2024-03-12", "2024-03-13"),
        trip("TH", "2024-03-15", "2024-03-15"),
        trip("DE", "2024-03-20", "2024-03-24"),
    ]
    germany, thailand = said("certificate_other_host", trips, [certificate(last_day="2024-03-21")])
    assert germany[:3] == ("c", "2024-03-12", "2024-03-21")
    assert "for France only, so it does not cover 4 work days in Germany" in germany.message
    assert "ask whether you can request one for that country too" in germany.message
    assert thailand[:3] == ("c", "2024-03-15", "2024-03-15")
    assert "1 work day in Thailand" in thailand.message
    assert "no agreement is in force for these days" in thailand.message


def test_a_country_whose_agreement_starts_on_the_way_is_asked_about() -> None:
    trips = [trip("FR", "2019-02-01", "2019-02-10"), trip("IS", "2019-02-27", "2019-03-02")]
    (found,) = said("certificate_other_host", trips, [certificate(first_day="2019-02-01")])
    assert "4 work days in Iceland" in found.message
    assert "ask whether you can request one for that country too" in found.message


GERMANY = trip("DE", "2024-03-05", "2024-03-06")


@pytest.mark.parametrize(
    ("work", "held"),
    [
        (GERMANY, [{"last_day": "2024-03-04"}]),
        (GERMANY | ENGAGED, [{"assignment": "x"}]),
        (GERMANY, [{}, {"certificate": "d", "host": "DE"}]),
        (GERMANY, [{"state": "submitted"}]),
        (GERMANY | {"activity": "non_work"}, [{}]),
        (GERMANY | {"country": "US"}, [{}]),
        (GERMANY | {"country": "RE"}, [{}]),
        (GERMANY | {"traveler": "you"}, [{}]),
    ],
    ids=["later", "other work", "own certificate", "not issued", "holiday", "at home", "territory", "other person"],
)
def test_nothing_is_said_of_another_host(work: Row, held: list[Row]) -> None:
    assert said("certificate_other_host", [FRANCE, work], [certificate(**cells) for cells in held]) == []


# A mixed period


def test_a_certificate_on_a_mixed_period_says_what_it_covers_and_what_not() -> None:
    trips = [FRANCE, trip("TH", "2024-03-10", "2024-03-10"), trip("TH", "2024-03-20", "2024-03-21")]
    (found,) = said("certificate_on_mixed_period", trips, [certificate(last_day="2024-03-08")])
    assert found[:3] == ("c", "2024-03-01", "2024-03-08")
    assert "Work period me/1 is mixed" in found.message
    assert "Of 12 work days abroad it covers 8 work days in France" in found.message
    assert "on 4 work days there is work that it does not cover" in found.message


def test_a_day_with_work_in_two_countries_counts_on_both_sides() -> None:
    trips = [FRANCE, trip("TH", "2024-03-10", "2024-03-10")]
    (found,) = said("certificate_on_mixed_period", trips, [certificate()])
    assert "Of 10 work days abroad it covers 10 work days in France" in found.message
    assert "on 1 work day there is work that it does not cover" in found.message


@pytest.mark.parametrize("elsewhere", [ENGAGED, {"activity": "non_work"}, {"country": "US"}])
def test_a_period_in_one_country_is_not_mixed(elsewhere: Row) -> None:
    trips = [FRANCE, trip("TH", "2024-03-20", "2024-03-21") | elsewhere]
    assert said("certificate_on_mixed_period", trips, [certificate()]) == []


def test_a_mixed_period_that_the_certificate_does_not_reach_is_not_named() -> None:
    trips = [FRANCE, trip("TH", "2024-03-20", "2024-03-21")]
    assert said("certificate_on_mixed_period", trips, [certificate(first_day="2024-03-11")]) == []


# No work


def test_a_certificate_without_work_says_how_much_lies_beside_it() -> None:
    held = certificate(first_day="2024-03-12", last_day="2024-03-31", **NUMBERED)
    (found,) = said("certificate_covers_no_work", [FRANCE], [held])
    assert found[:3] == ("c", "2024-03-12", "2024-03-31")
    assert "without a certificate: 10 work days" in found.message
    assert "control number N-7" in found.message
    (nowhere,) = said("certificate_covers_no_work", [GERMANY], [held])
    assert "without a certificate: no work day" in nowhere.message


@pytest.mark.parametrize("idle", [{"host": "DE"}, {"traveler": "you"}, {"assignment": "y"}])
def test_a_certificate_of_something_else_covers_no_work(idle: Row) -> None:
    held = [certificate(), certificate(certificate="d", **idle)]
    assert [found.subject for found in said("certificate_covers_no_work", [FRANCE], held)] == ["d"]


@pytest.mark.parametrize("state", ["draft", "submitted", "refused", "withdrawn"])
def test_only_what_was_issued_is_expected_to_cover_work(state: str) -> None:
    assert said("certificate_covers_no_work", [GERMANY], [certificate(state=state)]) == []


@pytest.mark.parametrize(("as_of", "is_said"), [("2024-02-29", False), ("2024-03-01", True)])
def test_a_certificate_that_has_not_begun_has_nothing_to_cover_yet(as_of: str, is_said: bool) -> None:
    trips = [trip("FR", "2024-01-01", "2024-01-31")]
    assert bool(said("certificate_covers_no_work", trips, [certificate()], as_of=as_of)) is is_said


def test_no_log_at_all_is_no_problem() -> None:
    assert _spans("certificate_covers_no_work", [], certificate()) == [("c", "2024-03-01", "")]


# Against the rule, without agreement, twice


def test_a_contradiction_counts_its_days() -> None:
    trips = [trip("FR", "2024-03-01", "2024-03-03"), trip("FR", "2024-03-08", "2024-03-08")]
    (found,) = said("certificate_contradicts_rule", trips, [certificate(**NUMBERED)], business_in_us="no")
    assert found[:3] == ("c", "2024-03-01", "2024-03-08")
    assert "covers 4 work days in France" in found.message
    assert "referring to control number N-7" in found.message


def test_without_agreement_only_the_days_before_its_start_are_counted() -> None:
    trips = [trip("IS", "2019-02-25", "2019-03-02")]
    held = certificate(host="IS", first_day="2019-02-27")
    (found,) = said("certificate_without_agreement", trips, [held])
    assert found[:3] == ("c", "2019-02-27", "2019-02-28")
    assert "in force on 2 work days" in found.message


def test_an_overlap_counts_the_work_that_both_claim() -> None:
    trips = [trip("FR", "2024-03-01", "2024-03-06"), trip("FR", "2024-03-09", "2024-03-20")]
    held = [
        certificate(last_day="2024-03-10", control_number="N-1"),
        certificate(certificate="d", first_day="2024-03-05", control_number="N-2"),
    ]
    (found,) = said("overlapping_certificates", trips, held)
    assert found[:3] == ("c", "2024-03-05", "2024-03-10")
    assert "both claim: 4 work days" in found.message
    assert "referring to control number N-1 and N-2" in found.message


def test_work_of_another_engagement_is_claimed_by_one_only() -> None:
    trips = [FRANCE, trip("FR", "2024-03-05", "2024-03-12", **ENGAGED)]
    (found,) = said("overlapping_certificates", trips, [certificate(), certificate(certificate="d", assignment="x")])
    assert "both claim: 10 work days" in found.message


# Certificates of the country of the work

HOST = {"issuer": "FR"}


def test_a_certificate_of_the_host_contradicts_a_rule_that_gives_the_work_to_the_us() -> None:
    (contradiction,) = said("certificate_contradicts_rule", [FRANCE], [certificate(**HOST)])
    assert contradiction[:3] == ("c", "2024-03-01", "2024-03-10")
    assert "would not assign to that country's system" in contradiction.message
    assert "tell the agency that issued it what changed" in contradiction.message


def test_a_certificate_of_the_host_agrees_with_a_rule_that_leaves_the_work_to_the_host() -> None:
    assert said("certificate_contradicts_rule", [FRANCE], [certificate(**HOST)], business_in_us="no") == []


def test_a_us_certificate_contradicts_a_rule_that_leaves_the_work_to_the_host() -> None:
    (contradiction,) = said("certificate_contradicts_rule", [FRANCE], [certificate()], business_in_us="no")
    assert "would not assign to the US system" in contradiction.message
    assert "tell SSA what changed" in contradiction.message


def test_days_outside_a_certificate_of_the_host_are_a_matter_for_its_agency() -> None:
    (after,) = said("outside_certificate", [FRANCE], [certificate(last_day="2024-03-08", **HOST)], business_in_us="no")
    assert "Ask the agency that issued it to extend it" in after.message


def test_certificates_of_both_countries_do_not_overlap_but_disagree() -> None:
    held = [certificate(), certificate(certificate="d", **HOST)]
    assert said("overlapping_certificates", [FRANCE], held) == []


def test_a_certificate_of_a_third_country_says_nothing_but_that() -> None:
    (finding,) = said("certificate_issuer_unknown", [FRANCE], [certificate(issuer="DE")])
    assert "issued by Germany, which is neither the United States nor France" in finding.message
    for code in ("certificate_not_delivered", "certificate_open_end", "certificate_covers_no_work"):
        assert said(code, [FRANCE], [certificate(issuer="DE", state="issued")]) == []
