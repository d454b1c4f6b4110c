"""The vectorised engine gives, on any itinerary, exactly what the day-by-day oracle gives."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import HealthCheck, given, seed, settings

import tracker
from tests import oracle
from tests.scenario_files import plain_rows, text_tables
from tests.strategies import workspaces
from tracker.itinerary import workspace_from_text

Case = tuple[dict[str, list[dict[str, Any]]], dt.date, dict[str, Any]]


# Short runs from several starts: in a long run hypothesis mostly copies earlier examples with one change.
@pytest.mark.parametrize("start", range(12))
def test_engine_equals_the_oracle(start: int) -> None:
    @seed(start)
    @settings(max_examples=6, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(workspaces())
    def holds(case: Case) -> None:
        _assert_same_answer(*case)

    holds()


def _assert_same_answer(tables: dict[str, list[dict[str, Any]]], as_of: dt.date, options: dict[str, Any]) -> None:
    rules = tracker.load_rules()
    workspace = workspace_from_text(text_tables(tables))
    analysis = tracker.analyze(workspace, rules, as_of=as_of, **options)
    clean = {name: plain_rows(frame) for name, frame in workspace.tables().items()}
    answer = oracle.decide(clean, rules, as_of, **options)
    for name, columns in oracle.COLUMNS.items():
        assert plain_rows(getattr(analysis, name)[list(columns)]) == getattr(answer, name)
    findings = analysis.findings
    for code in ("shared_travel_day", "non_agreement_work", "neighboring_period", "certificate_issuer_unknown"):
        of_oracle = {subject for found_code, subject in answer.findings if found_code == code}
        assert set(findings.loc[findings["code"] == code, "subject"]) == of_oracle
