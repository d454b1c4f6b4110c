"""Timeline, People, Deadlines and Filing agree on who must act and by when, on every sample and on random logs."""

from __future__ import annotations

import datetime as dt
import functools

import pytest

import tracker
from tests.random_logs import random_logs
from tests.scenario_files import text_tables
from tests.test_samples import AS_OF, FOLDER, NAMES
from tracker import standing
from tracker.codes import Deadline
from tracker.filing import deadlines, filing_dates, people
from tracker.itinerary import workspace_from_text
from tracker.ui.overview import Mood, headline

RANDOM = [f"random {seed}" for seed in range(2)]


@functools.cache
def analysis_of(name: str) -> tracker.Analysis:
    """A sample, or ten random travelers."""
    if name in NAMES:
        return tracker.analyze(tracker.read_workspace(FOLDER / name), tracker.load_rules(), as_of=AS_OF, buffer_days=7)
    read = workspace_from_text(text_tables(random_logs(100 + RANDOM.index(name), 10)))
    return tracker.analyze(read, tracker.load_rules(), as_of=dt.date(2025, 6, 1), buffer_days=7)


@pytest.mark.parametrize("name", [*NAMES, *RANDOM])
def test_timeline_and_people_name_the_same_people(name: str) -> None:
    analysis = analysis_of(name)
    rows = people(analysis)
    on_people = set(rows.loc[rows["needs_action"], "traveler"])
    on_timeline = {who for who in rows["traveler"] if headline(analysis, who).mood == Mood.ACT}
    assert on_people == on_timeline == standing.travelers_who_must_act(analysis)


@pytest.mark.parametrize("name", [*NAMES, *RANDOM])
def test_the_days_to_file_by_are_the_same_in_deadlines_and_filing(name: str) -> None:
    analysis = analysis_of(name)
    due = standing.file_by(analysis)
    expected = {(row.traveler, row.period, row.jurisdiction, row.file_by) for row in due.itertuples()}
    rows = deadlines(analysis)
    listed = rows[rows["kind"] == Deadline.FILE_BY]
    new = due[due["after_certificate"] == ""]
    assert {(row.traveler, row.period, row.host, row.day) for row in listed.itertuples()} == {
        (row.traveler, row.period, row.jurisdiction, row.file_by) for row in new.itertuples()
    }
    filed = filing_dates(analysis)
    filed = filed[filed["file_by"].notna()]
    assert {
        (row.traveler, int(row.period), row.agreement_country, row.file_by) for row in filed.itertuples()
    } == expected


@pytest.mark.parametrize("name", RANDOM)
def test_the_random_logs_have_somebody_who_must_act_and_something_to_file(name: str) -> None:
    analysis = analysis_of(name)
    assert standing.travelers_who_must_act(analysis)
    assert len(standing.file_by(analysis))
