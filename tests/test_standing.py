"""Who must act, what is to be delivered, which certificates belong to a work, by when to file."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd
import pytest

import tracker
from tests.scenario_files import text_tables
from tracker import standing
from tracker.codes import DayAnswer, Decision
from tracker.itinerary import workspace_from_text

Row = dict[str, str]
AS_OF = dt.date(2026, 6, 1)
SENT = {"worker": "employee", "employer": "us", "us_covered_before": "yes", "sent_from": "US", "temporary": "yes"}
FREE = {"worker": "self_employed", "residence": "PT", "business_in_us": "yes"}


def trip(country: str, first: str, last: str, **more: str) -> Row:
    named = {"trip": f"{country}{first}", "traveler": "ann", "assignment": "x"}
    return named | {"country": country, "first_day": first, "last_day": last} | more


def certificate(host: str, first: str, last: str, state: str = "issued", **more: str) -> Row:
    named = {"certificate": "c", "traveler": "ann", "assignment": "x", "host": host}
    return named | {"first_day": first, "last_day": last, "state": state} | more


def analyzed(
    *trips: Row, job: Row | None = None, buffer_days: int = 0, as_of: dt.date = AS_OF, **tables: Any
) -> tracker.Analysis:
    jobs = [{"assignment": "x", "traveler": "ann"} | (SENT if job is None else job)]
    read = workspace_from_text(text_tables({"trips": list(trips), "assignments": jobs} | tables))
    return tracker.analyze(read, tracker.load_rules(), as_of=as_of, buffer_days=buffer_days)


def plain(frame: pd.DataFrame, *columns: str) -> list[tuple[Any, ...]]:
    """Some columns as rows; days as ISO text."""
    shown = frame[list(columns)].map(lambda cell: f"{cell:%F}" if isinstance(cell, pd.Timestamp) else cell)
    return list(shown.itertuples(index=False, name=None))


def test_every_answer_is_ranked_and_only_days_without_an_entry_name_nobody() -> None:
    assert set(standing.ANSWERS) == set(map(str, DayAnswer))
    assert set(standing.ANSWERS) - set(standing.WORST_FIRST) == {"unlogged"}
    assert standing.WORST_FIRST[0] == "would_not_cover"


# Who must act --------------------------------------------------------------------------------------------------------

GERMANY = ("DE", "2026-01-05", "2026-02-27")
PORTUGAL = ("PT", "2026-01-05", "2026-02-27")


@pytest.mark.parametrize(
    ("country", "job", "held", "what"),
    [
        (GERMANY, SENT, [], ["request"]),
        (GERMANY, SENT, ["submitted"], []),
        (GERMANY, SENT, ["issued"], ["deliver"]),
        (GERMANY, SENT, ["delivered"], []),
        (GERMANY, SENT | {"employer": ""}, [], ["clarify"]),
        (GERMANY, SENT | {"temporary": "no"}, [], ["ask_host"]),
        (("TH", "2026-01-05", "2026-02-27"), SENT, [], ["stop"]),
        (("US", "2026-01-05", "2026-02-27"), SENT, [], []),
    ],
)
def test_somebody_acts_on_open_questions_requests_and_deliveries(
    country: tuple[str, str, str], job: Row, held: list[str], what: list[str]
) -> None:
    papers = [certificate(country[0], country[1], country[2], state) for state in held]
    analysis = analyzed(trip(*country), job=job, certificates=papers)
    assert standing.needs_action(analysis)["what"].tolist() == what
    assert standing.travelers_who_must_act(analysis) == ({"ann"} if what else set())


@pytest.mark.parametrize(("state", "acts"), [("", True), ("draft", True), ("submitted", False), ("issued", False)])
def test_the_hosts_own_certificate_is_to_be_requested_until_it_was(state: str, acts: bool) -> None:
    papers = [certificate(*PORTUGAL, state=state, issuer="PT")] if state else []
    analysis = analyzed(trip(*PORTUGAL), job=FREE, certificates=papers)
    rows = standing.needs_action_of(analysis, "ann")
    wanted = [("ann", 1, "ask_host", "PT", "", 54)] if acts else []
    assert plain(rows, *standing.ACTION_COLUMNS) == wanted


def test_a_requested_host_certificate_for_some_of_the_days_leaves_the_rest_to_do() -> None:
    papers = [certificate("PT", "2026-01-05", "2026-02-07", "submitted", issuer="PT")]
    rows = standing.needs_action(analyzed(trip(*PORTUGAL), job=FREE, certificates=papers))
    assert plain(rows, "what", "days") == [("ask_host", 20)]


def test_every_decision_to_act_on_is_found_and_no_other_one() -> None:
    people = {
        "request": (GERMANY, SENT),
        "ask_host": (PORTUGAL, FREE),
        "ask_us_letter": (("AU", "2026-01-05", "2026-02-27"), {**FREE, "residence": "AU"}),
        "stop": (("TH", "2026-01-05", "2026-02-27"), FREE),
        "not_needed": (("US", "2026-01-05", "2026-02-27"), FREE),
    }
    trips = [trip(*where, traveler=who, trip=who) for who, (where, _) in people.items()]
    jobs = [{"assignment": "x", "traveler": who} | job for who, (_, job) in people.items()]
    analysis = analyzed(*trips, assignments=jobs)
    decisions = dict(plain(analysis.periods, "traveler", "decision"))
    assert decisions == {who: who for who in people}
    acted_on = {str(decision) for decision in standing.DECISIONS_TO_ACT_ON}
    assert standing.travelers_who_must_act(analysis) == acted_on & set(people)
    assert set(map(str, Decision)) - acted_on == {"pending", "on_file", "not_needed"}


def test_nobody_in_the_log_is_an_empty_table_with_its_columns() -> None:
    analysis = analyzed()
    assert plain(standing.needs_action(analysis), *standing.ACTION_COLUMNS) == []
    assert plain(standing.to_deliver(analysis), *standing.DELIVERY_COLUMNS) == []
    assert plain(standing.file_by(analysis), *standing.FILE_BY_COLUMNS) == []


# Certificates --------------------------------------------------------------------------------------------------------


def test_certificates_of_both_issuers_are_to_deliver_while_they_cover_work() -> None:
    papers = [
        certificate(*GERMANY),
        certificate(*PORTUGAL, certificate="p", issuer="PT"),
        certificate("DE", "2030-01-01", "2030-12-31", certificate="idle"),
        certificate("DE", "2026-01-05", "2026-02-27", "delivered", certificate="done", traveler="bob"),
    ]
    analysis = analyzed(trip(*GERMANY), trip("PT", "2026-03-02", "2026-03-03", assignment=""), certificates=papers)
    analysis = analyzed(
        trip(*GERMANY),
        trip("PT", "2026-01-05", "2026-01-06", traveler="cy", assignment=""),
        certificates=[*papers[:1], papers[1] | {"traveler": "cy", "assignment": ""}, *papers[2:]],
    )
    assert plain(standing.to_deliver(analysis), *standing.DELIVERY_COLUMNS) == [
        ("c", "ann", 1, "DE", "us", 54),
        ("p", "cy", 1, "PT", "host", 2),
    ]
    assert plain(standing.needs_action(analysis), "traveler", "what", "certificate") == [("ann", "deliver", "c")]


@pytest.mark.parametrize(
    ("held", "assignment", "belongs"),
    [
        ({}, "x", True),
        ({"assignment": ""}, "x", True),
        ({"assignment": "y"}, "x", False),
        ({"assignment": "y"}, "", True),
        ({"host": "FR"}, "x", False),
        ({"traveler": "bob"}, "x", False),
        ({"state": "refused"}, "x", True),
        ({"issuer": "DE"}, "x", True),
    ],
)
def test_a_certificate_belongs_to_work_of_its_traveler_jurisdiction_and_assignment(
    held: Row, assignment: str, belongs: bool
) -> None:
    analysis = analyzed(trip(*GERMANY), certificates=[certificate(*GERMANY) | held])
    rows = standing.certificates_of(analysis, "ann", "DE", assignment)
    assert rows["certificate"].tolist() == (["c"] if belongs else [])


@pytest.mark.parametrize(
    ("between", "named", "belongs"),
    [
        ((dt.date(2026, 2, 27), dt.date(2026, 3, 10)), "", True),
        ((dt.date(2026, 2, 28), dt.date(2026, 3, 10)), "", False),
        ((dt.date(2026, 2, 28), dt.date(2026, 3, 10)), "x", True),
        ((None, dt.date(2026, 1, 5)), "", True),
        ((None, dt.date(2026, 1, 4)), "", False),
        ((dt.date(2025, 1, 1), None), "", True),
    ],
)
def test_days_matter_to_a_certificate_that_does_not_name_the_work(between: Any, named: str, belongs: bool) -> None:
    analysis = analyzed(trip(*GERMANY), certificates=[certificate(*GERMANY) | {"assignment": named}])
    rows = standing.certificates_of(analysis, "ann", "DE", "x", between)
    assert rows["certificate"].tolist() == (["c"] if belongs else [])


def test_a_territory_has_the_certificates_of_its_agreement() -> None:
    work = trip("IM", "2026-01-05", "2026-02-27")
    analysis = analyzed(work, certificates=[certificate("GB", "2026-01-05", "2026-02-27")])
    assert standing.certificates_of(analysis, "ann", "GB", "x")["certificate"].tolist() == ["c"]


# By when to file -----------------------------------------------------------------------------------------------------


def due(*trips: Row, **more: Any) -> list[tuple[Any, ...]]:
    frame = standing.file_by(analyzed(*trips, **more))
    return plain(frame, "jurisdiction", "beginning_date", "file_by", "is_overdue", "after_certificate")


@pytest.mark.parametrize(
    ("buffer_days", "day", "overdue"), [(0, "2026-06-30", False), (29, "2026-06-01", False), (30, "2026-05-31", True)]
)
def test_the_request_is_due_the_day_before_the_work_less_the_buffer(buffer_days: int, day: str, overdue: bool) -> None:
    work = trip("DE", "2026-07-01", "2026-08-31")
    assert due(work, buffer_days=buffer_days) == [("DE", "2026-07-01", day, overdue, "")]


def test_work_that_has_begun_without_a_request_is_overdue_and_not_left_out() -> None:
    assert due(trip("DE", "2026-01-05", "2026-08-31")) == [("DE", "2026-01-05", "2026-01-04", True, "")]


def test_work_that_runs_into_an_agreement_is_due_the_day_before_the_agreement_starts() -> None:
    iceland = trip("IS", "2019-01-07", "2019-12-31")  # the agreement starts on 2019-03-01
    before, after = dt.date(2019, 2, 28), dt.date(2019, 3, 1)
    assert due(iceland, as_of=before) == [("IS", "2019-03-01", "2019-02-28", False, "")]
    assert due(iceland, as_of=after) == [("IS", "2019-03-01", "2019-02-28", True, "")]


@pytest.mark.parametrize(("state", "is_due"), [("draft", True), ("submitted", False), ("issued", False)])
def test_nothing_is_due_once_a_request_was_sent(state: str, is_due: bool) -> None:
    work = ("DE", "2026-07-01", "2026-08-31")
    assert bool(due(trip(*work), certificates=[certificate(*work, state)])) == is_due


def test_after_a_certificate_the_day_that_it_leaves_open_counts() -> None:
    papers = [certificate("DE", "2026-01-05", "2026-06-30")]
    assert due(trip("DE", "2026-01-05", "2026-08-31"), certificates=papers) == [
        ("DE", "2026-07-01", "2026-06-30", False, "c")
    ]


def test_before_a_certificate_the_first_work_day_counts() -> None:
    papers = [certificate("DE", "2026-03-01", "2026-12-31")]
    assert due(trip("DE", "2026-01-05", "2026-08-31"), certificates=papers) == [
        ("DE", "2026-01-05", "2026-01-04", True, "")
    ]


@pytest.mark.parametrize("job", [SENT | {"employer": ""}, SENT | {"employer": "host"}, SENT | {"temporary": "no"}])
def test_nothing_is_due_for_work_that_is_not_clear_or_not_of_the_us(job: Row) -> None:
    assert due(trip("DE", "2026-07-01", "2026-08-31"), job=job) == []


def test_each_country_of_a_clarified_case_has_its_own_day() -> None:
    trips = [trip("DE", "2026-07-01", "2026-07-31"), trip("FR", "2026-08-03", "2026-08-31")]
    clear = {"traveler": "ann", "assignment": "x", "clarified_on": "2026-05-20", "by": "SSA"}
    job = SENT | {"health_insurance": "yes"}
    assert due(*trips, job=job) == []
    assert [row[:3] for row in due(*trips, job=job, clarifications=[clear])] == [
        ("DE", "2026-07-01", "2026-06-30"),
        ("FR", "2026-08-03", "2026-08-02"),
    ]
