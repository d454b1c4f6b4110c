"""The program overview: one row per person, with the numbers of the analysis."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd
import pytest

import tracker
from tests.scenario_files import text_tables
from tracker.codes import COVERED_NOT_DELIVERED, Decision
from tracker.filing import open_questions, people
from tracker.filing.headroom import Urgency, deadlines_with_urgency
from tracker.filing.overview import ANSWERS, WORST_FIRST
from tracker.itinerary import workspace_from_text
from tracker.paths import data_folder

AS_OF = dt.date(2026, 11, 22)
Row = dict[str, str]


def analyzed(**tables: list[Row]) -> tracker.Analysis:
    return tracker.analyze(workspace_from_text(text_tables(tables)), tracker.load_rules(), as_of=AS_OF)


def sample(name: str) -> tracker.Analysis:
    workspace = tracker.read_workspace(data_folder() / "samples" / name)
    return tracker.analyze(workspace, tracker.load_rules(), as_of=AS_OF)


def person(analysis: tracker.Analysis, traveler: str) -> dict[str, Any]:
    found = people(analysis)
    return found[found["traveler"] == traveler].iloc[0].to_dict()


def test_the_numbers_are_those_of_the_analysis() -> None:
    analysis = sample("program")
    found = people(analysis).set_index("traveler")
    assert list(found.index) == sorted(analysis.workspace.travelers["traveler"])
    per_person = analysis.coverage.groupby("traveler")["days"].sum()
    assert found[[f"days_{answer}" for answer in ANSWERS]].sum(axis=1).to_dict() == per_person.to_dict()
    per_decision = analysis.periods.groupby("decision").size()
    for decision in Decision:
        assert found[f"cases_{decision}"].sum() == per_decision.get(str(decision), 0)
    assert found["open_questions"].sum() == len(open_questions(analysis))


def test_a_person_without_a_trip_has_a_row_that_needs_nothing() -> None:
    row = person(analyzed(trips=[], travelers=[{"traveler": "new", "name": ""}]), "new")
    assert (row["name"], row["worst"], row["needs_action"], row["open_questions"]) == ("new", "not_needed", False, 0)
    assert (row["hosts"], row["next_kind"], row["first_question"]) == ("", "", "")
    assert pd.isna(row["next_day"])


def test_nobody_at_all_is_an_empty_table() -> None:
    assert len(people(analyzed(trips=[]))) == 0


SENT = {"worker": "employee", "employer": "us", "us_covered_before": "yes", "sent_from": "US"}
TRIP = {"trip": "t", "traveler": "a", "country": "DE", "first_day": "2026-01-01", "last_day": "2026-01-31"}
HELD = {"certificate": "c", "traveler": "a", "host": "DE", "first_day": "2026-01-01", "last_day": "2026-01-31"}


@pytest.mark.parametrize(
    ("trips", "certificate", "worst", "needs_action"),
    [
        ([], [], "would_cover", True),
        ([], [HELD | {"state": "delivered"}], "covered", False),
        ([], [HELD | {"state": "issued"}], COVERED_NOT_DELIVERED, True),
        ([{"country": "TH", "first_day": "2026-03-01", "last_day": "2026-03-01"}], [], "would_not_cover", True),
        ([{"country": "RO", "first_day": "2026-10-01", "last_day": "2026-10-01"}], [], "unclear", True),
    ],
)
def test_the_most_pressing_answer_wins(
    trips: list[Row], certificate: list[Row], worst: str, needs_action: bool
) -> None:
    mine = [TRIP | {"assignment": "x"}]
    mine += [{"trip": f"m{n}", "traveler": "a", "assignment": f"y{n}"} | trip for n, trip in enumerate(trips)]
    facts = [SENT | {"assignment": name, "traveler": "a", "expected_last_day": ""} for name in ("x", "y0")]
    row = person(analyzed(trips=mine, assignments=facts, certificates=certificate), "a")
    assert (row["worst"], row["needs_action"]) == (worst, needs_action)


def test_the_next_deadline_is_the_first_overdue_one_and_else_the_first_ahead() -> None:
    analysis = sample("program")
    ordered = deadlines_with_urgency(analysis)
    ordered = ordered[ordered["urgency"] != Urgency.SETTLED]
    assert Urgency.OVERDUE in set(ordered["urgency"])
    for row in people(analysis).itertuples():
        theirs = ordered[ordered["traveler"] == row.traveler]
        overdue = theirs[theirs["urgency"] == Urgency.OVERDUE]
        first = overdue if len(overdue) else theirs
        assert row.next_is_overdue == bool(len(overdue))
        assert row.next_day == first["day"].min() or (pd.isna(row.next_day) and first.empty)


def test_days_that_wait_for_an_agency_are_an_answer_of_their_own() -> None:
    submitted = HELD | {"state": "submitted", "last_day": "2026-01-20"}
    analysis = analyzed(
        trips=[TRIP | {"assignment": "x"}],
        assignments=[SENT | {"assignment": "x", "traveler": "a"}],
        certificates=[submitted],
    )
    row = person(analysis, "a")
    assert (row["days_requested"], row["days_would_cover"], row["worst"]) == (20, 11, "would_cover")
    whole = person(
        analyzed(
            trips=[TRIP | {"assignment": "x"}],
            assignments=[SENT | {"assignment": "x", "traveler": "a"}],
            certificates=[HELD | {"state": "submitted"}],
        ),
        "a",
    )
    assert (whole["days_requested"], whole["worst"], whole["needs_action"]) == (31, "requested", False)


def test_the_most_pressing_answers_leave_out_only_days_without_an_entry() -> None:
    assert set(ANSWERS) - set(WORST_FIRST) == {"unlogged"}
