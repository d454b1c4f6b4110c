"""A scenario beside the log: the answer for both, what differs, and saving an edit into the scenario."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from tracker import schema
from tracker.analysis import Analysis
from tracker.comparison import Change, analyze_again, compare
from tracker.itinerary.edit import of_traveler
from tracker.itinerary.scenario import Scenario, Stand, Texts, TripEdit, with_edits
from tracker.ui import session


@dataclass(frozen=True)
class Log:
    """The log's trips as they are stored now. ``texts``: the documented columns by trip id."""

    rows: pd.DataFrame  # as ``Ledger.rows`` gives them
    texts: Mapping[str, Texts]

    def stand(self, edit: TripEdit) -> Stand:
        """How an edit stands to the log."""
        return edit.stand(self.texts.get(edit.trip))


@dataclass(frozen=True)
class Plan:
    """One person's days in the log and in a scenario. ``after`` is the answer for this person alone."""

    scenario: Scenario
    traveler: str
    log: Log
    before: Analysis
    after: Analysis
    change: Change


def log() -> Log:
    """The log now."""
    rows = session.rows("trips")
    columns = schema.column_names("trips")
    return Log(rows, {row["trip"]: {column: row[column] for column in columns} for row in rows.to_dict("records")})


def plan(scenario: Scenario, traveler: str, now: Log) -> Plan:
    """What a stored scenario does to one person's days; kept until the log or the scenario is saved again."""
    before = session.analysis()

    def answer() -> tuple[Analysis, Change]:
        own = [edit for edit in scenario.edits if edit.row["traveler"] == traveler]
        after = analyze_again(before, with_edits(of_traveler(before.workspace, traveler), own))
        return after, compare(before, after, traveler)

    after, change = session.kept("plan.answer", answer, scenario.id, scenario.version, traveler)
    return Plan(scenario, traveler, now, before, after, change)


def others(scenario: Scenario, traveler: str, now: Log) -> dict[str, Change]:
    """What a scenario about everybody changes for the other people whose trips it touches."""
    touched = dict.fromkeys(edit.row["traveler"] for edit in scenario.edits)
    return {who: plan(scenario, who, now).change for who in touched if who != traveler}


def save(scenario: Scenario) -> Scenario | None:
    """Save a scenario; None: nothing was written, and the reason stands on the page."""
    saved = None
    with session.problems_shown():
        saved = session.ledger().save_scenario(scenario)
    return saved
