"""The vectorised engine gives, on any itinerary, exactly what the day-by-day oracle gives."""

from __future__ import annotations

import datetime as dt
from typing import Any

from hypothesis import HealthCheck, given, settings

import tracker
from tests import oracle
from tests.scenario_files import plain_rows, text_tables
from tests.strategies import workspaces
from tracker.itinerary import workspace_from_text


@settings(max_examples=150, derandomize=True, suppress_health_check=list(HealthCheck))
@given(workspaces())
def test_engine_equals_the_oracle(case: tuple[dict[str, list[dict[str, Any]]], dt.date, dict[str, Any]]) -> None:
    tables, as_of, options = case
    rules = tracker.load_rules()
    workspace = workspace_from_text(text_tables(tables))
    analysis = tracker.analyze(workspace, rules, as_of=as_of, **options)
    clean = {name: plain_rows(frame) for name, frame in workspace.tables().items()}
    answer = oracle.decide(clean, rules, as_of, **options)
    assert plain_rows(analysis.segments) == answer.segments
    assert plain_rows(analysis.periods) == answer.periods
    assert plain_rows(analysis.coverage) == answer.coverage
    told = analysis.findings
    for code in ("shared_travel_day", "non_agreement_work", "neighboring_period"):
        assert set(told.loc[told["code"] == code, "subject"]) == {s for c, s in answer.findings if c == code}
