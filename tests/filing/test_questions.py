"""Open questions as one table: the same ones as on the cards."""

from __future__ import annotations

import datetime as dt

import pytest

import tracker
from tests.scenario_files import text_tables
from tracker.filing import open_questions
from tracker.filing.questions import QUESTION_COLUMNS
from tracker.itinerary import workspace_from_text
from tracker.paths import data_folder
from tracker.ui.case_view import open_questions as on_the_card
from tracker.ui.case_view import period_views
from tracker.ui.people_view import question_words

AS_OF = dt.date(2026, 11, 22)
MIXED_AND_NEAR = {
    "trips": [
        {"trip": "a", "country": "FR", "first_day": "2026-01-01", "last_day": "2026-01-31"},
        {"trip": "b", "country": "IT", "first_day": "2026-01-31", "last_day": "2026-01-31"},
        {"trip": "c", "country": "PT", "first_day": "2026-02-10", "last_day": "2026-03-01", "assignment": "x"},
    ],
    "assignments": [{"assignment": "x", "traveler": "me", "worker": "self_employed"}],
}


def asked(tables: dict[str, list[dict[str, str]]]) -> tracker.Analysis:
    return tracker.analyze(workspace_from_text(text_tables(tables)), tracker.load_rules(), as_of=AS_OF)


@pytest.mark.parametrize("told_on", ["", "2026-11-22", "2026-11-23"])
@pytest.mark.parametrize("source", ["nomad", "employee", "mixed", "program", "made"])
def test_a_card_asks_the_same(source: str, told_on: str) -> None:
    """Also once everybody's days are clarified, and when that is dated after today."""
    if source == "made":
        workspace = workspace_from_text(text_tables(MIXED_AND_NEAR))
    else:
        workspace = tracker.read_workspace(data_folder() / "samples" / source)
    if told_on:
        people = workspace.trips["traveler"].unique()
        rows = [{"traveler": who, "first_day": "2000-01-01", "last_day": "2040-01-01"} for who in people]
        named = [{"traveler": r.traveler, "assignment": r.assignment} for r in workspace.assignments.itertuples()]
        told = [row | {"clarified_on": told_on, "by": "SSA"} for row in rows + named]
        read = workspace_from_text(text_tables({"trips": [], "clarifications": told}))
        workspace = workspace.with_tables(clarifications=read.clarifications)
    analysis = tracker.analyze(workspace, tracker.load_rules(), as_of=AS_OF)
    found = open_questions(analysis)
    for view in period_views(analysis):
        mine = found[(found["traveler"] == view.traveler) & (found["period"] == view.number)]
        words = [question_words(*one) for one in zip(mine["question"], mine["message"], strict=True)]
        assert sorted(words) == sorted(on_the_card(view))


def test_what_is_asked_in_which_order() -> None:
    found = open_questions(asked(MIXED_AND_NEAR))
    assert list(zip(found["period"], found["question"], strict=True)) == [
        (1, "mixed"),
        (1, "fact_missing:business_in_us"),
        (1, "several_countries_same_day"),
        (1, "neighboring_period"),
        (2, "fact_missing:residence"),
        (2, "neighboring_period"),
    ]
    assert [bool(message) for message in found["message"]] == [False, False, False, True, False, True]


def test_nothing_logged_asks_nothing() -> None:
    found = open_questions(asked({"trips": []}))
    assert found.empty
    assert list(found.columns) == list(QUESTION_COLUMNS)
