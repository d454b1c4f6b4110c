"""The settings of an analysis: what they refuse, and that they travel as one value."""

from __future__ import annotations

import datetime as dt

import pytest

import tracker
from tests.scenario_files import text_tables
from tracker.errors import BadOption
from tracker.itinerary import workspace_from_text
from tracker.settings import Settings

DAY = dt.date(2026, 11, 30)
TRIPS = [
    {"trip": "a", "country": "FR", "first_day": "2026-01-01", "last_day": "2026-01-10"},
    {"trip": "b", "country": "FR", "first_day": "2026-01-21", "last_day": "2026-01-31"},
]


def test_a_country_is_kept_as_its_code() -> None:
    assert Settings(DAY, residence="France").residence == "FR"


@pytest.mark.parametrize(
    "options",
    [{"join_gap_days": -1}, {"buffer_days": -1}, {"worker": "boss"}, {"residence": "Atlantis"}],
)
def test_a_value_that_cannot_be_used_is_refused(options: dict[str, object]) -> None:
    with pytest.raises(BadOption):
        Settings(DAY, **options)  # type: ignore[arg-type]


def test_work_without_an_assignment_is_self_employed_unless_a_setting_says_otherwise() -> None:
    assert Settings(DAY).default_worker == "self_employed"
    assert Settings(DAY, worker="employee").default_worker == "employee"


def test_settings_as_one_value_and_by_name_give_the_same_answer() -> None:
    workspace, rules = workspace_from_text(text_tables({"trips": TRIPS})), tracker.load_rules()
    whole = tracker.analyze(workspace, rules, Settings(DAY, join_gap_days=9))
    by_name = tracker.analyze(workspace, rules, as_of=DAY, join_gap_days=9)
    assert whole.settings == by_name.settings
    assert len(whole.periods) == len(by_name.periods) == 2
    assert len(tracker.analyze(workspace, rules, Settings(DAY, join_gap_days=10)).periods) == 1


def test_an_analysis_needs_a_day() -> None:
    with pytest.raises(TypeError, match="as_of"):
        tracker.analyze(workspace_from_text({}), tracker.load_rules())
