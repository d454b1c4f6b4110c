"""Every scenario through the engine, and the oracle held to the same expectations."""

from __future__ import annotations

import pytest

import tracker
from tests import oracle
from tests.scenario_files import Scenario, all_scenarios, plain_rows

SCENARIOS = all_scenarios()


def _assert_rows(expected: list[dict], found: list[dict], what: str) -> None:
    shown = "\n".join(str(row) for row in found)
    assert len(found) == len(expected), f"{what}: {len(expected)} rows expected, found:\n{shown}"
    for wanted, row in zip(expected, found, strict=True):
        told = {column: row[column] for column in wanted}
        assert told == wanted, f"{what}: expected {wanted}, found {row}"


@pytest.mark.parametrize("case", SCENARIOS, ids=lambda case: f"{case.file}: {case.name}")
def test_answer_is_the_expected_one_and_the_oracle_gives_it_too(case: Scenario) -> None:
    rules, workspace = tracker.load_rules(), case.workspace()
    analysis = tracker.analyze(workspace, rules, as_of=case.as_of, **case.settings)
    for name, rows in case.expected.items():
        _assert_rows(rows, plain_rows(getattr(analysis, name)), name)
    codes = set(analysis.findings["code"])
    assert set(case.findings) <= codes
    assert not set(case.no_findings) & codes
    clean = {name: plain_rows(frame) for name, frame in workspace.tables().items()}
    answer = oracle.decide(clean, rules, case.as_of, **case.settings)
    for name in ("segments", "periods", "coverage"):
        assert plain_rows(getattr(analysis, name)) == getattr(answer, name)
