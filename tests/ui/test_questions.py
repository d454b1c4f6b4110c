"""Which facts a work period asks for: exactly those that its rules read."""

from __future__ import annotations

import pytest

import tracker
from tests.ui.test_case_view import GERMANY, TRANSFER, analyzed, only, trip
from tracker import schema
from tracker.coverage.answers import NUMBER
from tracker.coverage.asks import QUESTIONS, facts_of
from tracker.ui.questions import TRAVELER_COLUMNS, missing_facts, new_assignment_id, wanted, years_to_log

PROVISIONS = [p for agreement in tracker.load_rules().agreements.values() for p in agreement.provisions]


def columns(analysis: tracker.Analysis) -> list[str]:
    return [question.column for question in wanted(only(analysis), analysis)]


@pytest.mark.parametrize("provision", PROVISIONS, ids=lambda p: p.id)
def test_a_rule_asks_only_for_columns_that_exist(provision: object) -> None:
    known = set(schema.WORKSPACE["assignments"].columns) | set(TRAVELER_COLUMNS)
    assert facts_of(provision) <= known  # type: ignore[arg-type]


def test_the_self_employed_in_france_are_asked_what_both_rules_read() -> None:
    analysis = analyzed([trip("FR", "2026-01-03", "2026-03-01")])
    assert columns(analysis) == [
        "worker",
        "business_in_us",
        "works_in_both_countries",
        "health_insurance",
        "temporary",
        "expected_last_day",
    ]
    needed = [question.column for question in wanted(only(analysis), analysis) if question.missing]
    assert needed == ["worker", "business_in_us"]
    assert missing_facts(only(analysis)) == {"business_in_us"}


FRANCE = trip("FR", "2026-01-03", "2026-03-01", assignment="a")
NO_TRANSFER = {"assignment": "a", "traveler": "me", "worker": "self_employed", "business_in_us": "no"}


@pytest.mark.parametrize(("both", "is_asked"), [("yes", True), ("no", False), ("", False)])
def test_a_fixed_base_is_asked_of_people_who_work_in_both_countries(both: str, is_asked: bool) -> None:
    analysis = analyzed([FRANCE], assignments=[NO_TRANSFER | {"works_in_both_countries": both}])
    assert ("fixed_base" in columns(analysis)) is is_asked
    assert ("fixed_base" in missing_facts(only(analysis))) is is_asked


def test_days_of_presence_are_no_question_but_a_year_to_log() -> None:
    stay = trip("FR", "2025-11-03", "2026-03-01", assignment="a")
    view = only(
        analysis := analyzed(
            [stay], assignments=[NO_TRANSFER | {"works_in_both_countries": "yes", "fixed_base": "neither"}]
        )
    )
    assert missing_facts(view) == {"days_present"}
    assert "days_present" not in columns(analysis)
    assert years_to_log(view) == [2025, 2026]
    assert years_to_log(only(analyzed([FRANCE], assignments=[NO_TRANSFER]))) == []


def test_an_employee_in_the_netherlands_is_asked_for_a_second_job() -> None:
    employee = {"assignment": "a", "traveler": "me", "worker": "employee"}
    analysis = analyzed([trip("NL", "2026-01-03", "2026-03-01", assignment="a")], assignments=[employee])
    assert "second_job_first_day" in columns(analysis)


def test_an_employee_in_germany_is_asked_what_the_sent_worker_rule_reads() -> None:
    analysis = analyzed([GERMANY], assignments=[TRANSFER | {"worker": "employee"}])
    assert columns(analysis) == ["worker", "employer", "us_covered_before", "temporary", "expected_last_day"]


def test_an_unknown_worker_is_asked_for_that_first() -> None:
    analysis = analyzed([GERMANY], assignments=[TRANSFER | {"worker": ""}])
    assert columns(analysis) == ["worker"]
    assert missing_facts(only(analysis)) == {"worker"}


def test_every_fact_that_the_engine_can_miss_has_a_question() -> None:
    can_miss = {reason.partition(":")[2] for reason in NUMBER if reason.startswith("fact_missing:")}
    assert can_miss <= set(QUESTIONS)


def test_a_residence_known_for_the_person_is_not_shown_as_unknown() -> None:
    person = {"traveler": "me", "residence": "US"}
    analysis = analyzed([trip("GB", "2026-01-03", "2026-03-01")], travelers=[person])
    [residence] = [question for question in wanted(only(analysis), analysis) if question.column == "residence"]
    assert (residence.value, residence.unset) == ("", "As entered for the person")


def test_a_new_assignment_gets_a_free_readable_id() -> None:
    view = only(analyzed([trip("GB", "2026-01-03", "2026-03-01")]))
    assert new_assignment_id(view, set()) == "united-kingdom-2026"
    assert new_assignment_id(view, {"united-kingdom-2026"}) == "united-kingdom-2026-2"


def test_open_ended_work_is_asked_for_its_end_in_plain_words() -> None:
    def ask(last: str, expected: str) -> str:
        assignment = TRANSFER | {"expected_last_day": expected}
        analysis = analyzed([trip("DE", "2026-01-03", last, assignment="a")], assignments=[assignment])
        return next(asked.ask for asked in wanted(only(analysis), analysis) if asked.column == "expected_last_day")

    assert ask("", "") == "Your trip has no last day. On which day do you expect this work to end?"
    assert ask("", "2027-01-03") == ask("2026-03-01", "") == QUESTIONS["expected_last_day"][0]


def test_whether_work_is_temporary_is_asked_right_before_its_end() -> None:
    order = [column for column in QUESTIONS if column != "host"]
    assert order.index("temporary") == order.index("expected_last_day") - 1
