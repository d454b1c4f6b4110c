"""The three questions of a work period, and what belongs to it."""

from __future__ import annotations

import datetime as dt

import pytest

import tracker
from tracker.analysis import Analysis
from tracker.charts import words
from tracker.codes import Case, Decision, Reason
from tracker.itinerary import workspace_from_text
from tracker.ui.case_view import (
    CASES,
    DECISIONS,
    PeriodView,
    answers,
    decision_word,
    host_system,
    next_action,
    open_questions,
    period_views,
    texts_that_differ,
)

AS_OF = dt.date(2026, 11, 22)
Rows = list[dict[str, str]]


def analyzed(trips: Rows, **tables: Rows) -> Analysis:
    import pandas as pd

    everything = {"trips": trips, **tables}
    frames = {name: pd.DataFrame(rows).fillna("").astype("str") for name, rows in everything.items()}
    return tracker.analyze(workspace_from_text(frames), tracker.load_rules(), as_of=AS_OF)


def trip(country: str, first: str, last: str, **more: str) -> dict[str, str]:
    return {"country": country, "first_day": first, "last_day": last, **more}


def only(analysis: Analysis) -> PeriodView:
    [view] = period_views(analysis)
    return view


def asked(analysis: Analysis) -> list[str]:
    return [answer.word for answer in answers(only(analysis), analysis)]


GERMANY = trip("DE", "2026-01-03", "2026-03-01", assignment="a")
TRANSFER = {"assignment": "a", "traveler": "me", "worker": "self_employed", "business_in_us": "yes"}


def test_every_case_and_decision_has_its_words() -> None:
    assert set(CASES) == set(Case)
    assert set(DECISIONS) == set(Decision)


def test_the_title_names_place_days_and_work_days() -> None:
    view = only(analyzed([trip("FR", "2026-01-03", "2026-03-02")]))
    assert view.title == "Period 1 · France · Jan 3 – Mar 2, 2026 · 59 work days"


def test_newest_period_first() -> None:
    views = period_views(analyzed([trip("FR", "2025-01-03", "2025-03-02"), trip("IT", "2026-01-03", "2026-03-02")]))
    assert [view.hosts for view in views] == [("IT",), ("FR",)]


@pytest.mark.parametrize(
    ("analysis", "expected"),
    [
        (lambda: analyzed([GERMANY], assignments=[TRANSFER]), ["Yes", "Yes", "Yes, from SSA"]),
        (
            lambda: analyzed([GERMANY], assignments=[TRANSFER | {"business_in_us": ""}]),
            ["Yes", "Not known yet", "Not yet"],
        ),
        (
            lambda: analyzed([GERMANY], assignments=[TRANSFER | {"business_in_us": "no"}]),
            ["Yes", "No", "Yes, from Germany"],
        ),
        (lambda: analyzed([trip("TH", "2026-01-03", "2026-03-01")]), ["No", "No", "No"]),
        (lambda: analyzed([trip("RO", "2026-10-01", "2026-10-31")]), ["Not confirmed", "Not known yet", "Not yet"]),
        (
            lambda: analyzed([GERMANY, trip("TH", "2026-02-10", "2026-02-10", assignment="a")], assignments=[TRANSFER]),
            ["Only partly", "Only partly", "Not yet"],
        ),
    ],
    ids=["assigned", "fact missing", "host", "no agreement", "reported only", "mixed"],
)
def test_the_three_answers(analysis: object, expected: list[str]) -> None:
    assert asked(analysis()) == expected  # type: ignore[operator]


def test_the_second_question_answers_only_for_the_countries_with_an_agreement() -> None:
    thailand = trip("TH", "2026-03-05", "2026-03-07", assignment="a")
    assert asked(analyzed([GERMANY, thailand], assignments=[TRANSFER]))[1] == "Only in Germany"
    portugal = trip("PT", "2026-03-05", "2026-03-07", assignment="a")
    at_home_in_portugal = [TRANSFER | {"residence": "PT"}]
    assert asked(analyzed([GERMANY, portugal], assignments=at_home_in_portugal))[1] == "Only in Germany"


OF_HOST = [TRANSFER | {"business_in_us": "no"}]


def german(state: str, **more: str) -> dict[str, str]:
    dates = {"first_day": "2026-01-03", "last_day": "2026-03-01", "submitted_on": "2026-01-02"}
    return {"certificate": "C1", "traveler": "me", "issuer": "DE", "host": "DE", "state": state} | dates | more


def test_work_in_the_hosts_system_names_the_country_whose_certificate_helps() -> None:
    view = only(analyzed([GERMANY], assignments=OF_HOST))
    assert decision_word(view).text == "Request the certificate of Germany"
    assert host_system(view) == ["DE"]


def test_a_requested_host_certificate_is_said_to_be_requested() -> None:
    analysis = analyzed([GERMANY], assignments=OF_HOST, certificates=[german("submitted")])
    view = only(analysis)
    assert decision_word(view).text == "Requested: wait"
    assert answers(view, analysis)[2].word == "Requested"


def test_a_request_that_covers_a_part_only_leaves_the_rest_to_request() -> None:
    of_a_month = german("submitted", last_day="2026-01-31")
    view = only(analyzed([GERMANY], assignments=OF_HOST, certificates=[of_a_month]))
    assert decision_word(view).text == "Request the certificate of Germany"
    us = german("submitted", issuer="US", last_day="2026-01-31")
    view = only(analyzed([GERMANY], assignments=[TRANSFER], certificates=[us]))
    assert decision_word(view).text == "Request the days that are left"
    assert "29 work days lie outside it" in next_action(view)


def test_a_host_certificate_on_file_goes_with_the_tax_papers() -> None:
    view = only(analyzed([GERMANY], assignments=OF_HOST, certificates=[german("issued", issued_on="2026-02-01")]))
    assert view.decision == Decision.ON_FILE
    assert "tax papers of every year" in next_action(view)


def test_without_an_agreement_no_country_has_a_certificate() -> None:
    view = only(analyzed([trip("TH", "2026-01-03", "2026-03-01")]))
    assert host_system(view) == []
    assert decision_word(view) == DECISIONS[Decision.STOP]


def test_official_texts_that_differ_are_those_for_this_kind_of_work() -> None:
    lives_there = TRANSFER | {"residence": "ES", "expected_last_day": "2026-03-01", "host": "ES", "temporary": "yes"}
    analysis = analyzed([trip("ES", "2026-01-03", "2026-03-01", assignment="a")], assignments=[lives_there])
    [(host, texts)] = texts_that_differ(only(analysis), analysis).items()
    assert host == "ES"
    assert texts == tuple(text for text in analysis.rules.agreements["ES"].texts if text.worker == "self_employed")
    assert len(texts) == 2
    agreeing = analyzed([GERMANY], assignments=[TRANSFER])
    assert texts_that_differ(only(agreeing), agreeing) == {}


def test_a_certificate_on_file_is_not_requested_again() -> None:
    certificate = {"certificate": "C1", "traveler": "me", "host": "DE", "first_day": "2026-01-01", "state": "delivered"}
    analysis = analyzed([GERMANY], assignments=[TRANSFER], certificates=[certificate])
    assert asked(analysis)[2] == "No, it is on file"
    assert list(only(analysis).certificates["certificate"]) == ["C1"]


def test_a_certificate_of_another_engagement_is_not_shown() -> None:
    other = {"certificate": "C1", "traveler": "me", "host": "DE", "first_day": "2026-01-01", "assignment": "b"}
    analysis = analyzed([GERMANY], assignments=[TRANSFER, TRANSFER | {"assignment": "b"}], certificates=[other])
    assert not len(only(analysis).certificates)


def test_every_question_behind_unclear_days_is_said() -> None:
    analysis = analyzed([GERMANY], assignments=[TRANSFER | {"business_in_us": ""}])
    assert open_questions(only(analysis)) == [words.reason_sentence(f"{Reason.FACT_MISSING}:business_in_us")]


def test_work_that_began_before_the_request_is_called_out() -> None:
    analysis = analyzed([GERMANY], assignments=[TRANSFER])
    told = [evidence.text for evidence in answers(only(analysis), analysis)[2].evidence]
    assert any("began on 2026-01-03" in text for text in told)


def test_evidence_cites_the_rule_that_was_applied() -> None:
    analysis = analyzed([GERMANY], assignments=[TRANSFER])
    rule = analysis.rules.provision("DE.self_employed.transfer")
    assert answers(only(analysis), analysis)[1].evidence[0].source == analysis.rules.sources[rule.sources[0]]


def test_work_assigned_to_the_host_is_not_told_that_both_systems_charge() -> None:
    at_home_there = only(analyzed([GERMANY], assignments=[TRANSFER | {"business_in_us": "no"}]))
    nowhere = only(analyzed([trip("TH", "2026-01-03", "2026-03-01")]))
    assert "both systems" not in next_action(at_home_there)
    assert "both systems" in next_action(nowhere)
