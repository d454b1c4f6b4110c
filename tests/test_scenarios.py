"""Every scenario through the engine, and the oracle held to the same expectations."""

from __future__ import annotations

import functools
from collections import defaultdict
from typing import Any

import pandas as pd
import pytest

import tracker
from tests import oracle
from tests.scenario_files import RESULTS, Scenario, all_scenarios, in_one_log, plain_rows
from tracker.itinerary import Workspace

SCENARIOS = all_scenarios()
# Files with many cases of one kind; the others hold a few of each kind, and each of those is a log by itself.
OF_ONE_KIND = {"both_systems", "certificates", "official_texts", "repeats", "temporary"}
TOGETHER = [case for case in SCENARIOS if case.is_of_an_agreement or case.file in OF_ONE_KIND]
ALONE = [case for case in SCENARIOS if not (case.is_of_an_agreement or case.file in OF_ONE_KIND)]


def _assert_rows(expected: list[dict], found: list[dict], what: str) -> None:
    shown = "\n".join(str(row) for row in found)
    assert len(found) == len(expected), f"{what}: {len(expected)} rows expected, found:\n{shown}"
    for wanted, row in zip(expected, found, strict=True):
        told = {column: row[column] for column in wanted}
        assert told == wanted, f"{what}: expected {wanted}, found {row}"


@pytest.mark.parametrize("case", ALONE, ids=lambda case: f"{case.file}: {case.name}")
def test_answer_is_the_expected_one_and_the_oracle_gives_it_too(case: Scenario) -> None:
    rules, workspace = tracker.load_rules(), case.workspace()
    analysis = tracker.analyze(workspace, rules, as_of=case.as_of, **case.settings)
    for name, rows in case.expected.items():
        _assert_rows(rows, plain_rows(getattr(analysis, name)), name)
    codes = set(analysis.findings["code"])
    assert set(case.findings) <= codes
    assert not set(case.no_findings) & codes
    _assert_as_the_oracle(analysis, case)


def _assert_as_the_oracle(analysis: tracker.Analysis, case: Scenario) -> None:
    clean = {name: plain_rows(frame) for name, frame in analysis.workspace.tables().items()}
    answer = oracle.decide(clean, tracker.load_rules(), case.as_of, **case.settings)
    for name, columns in oracle.COLUMNS.items():
        assert plain_rows(getattr(analysis, name)[list(columns)]) == getattr(answer, name)


Rows = list[dict[str, Any]]


@functools.cache  # asked once for all cases of a file: each by itself would take a tenth of the whole suite
def _of_the_file(file: str) -> dict[str, dict[str, Rows]]:
    """For each case of a file, by its name, its rows of each result and its findings: all people in few logs."""
    found: dict[str, dict[str, Rows]] = {}
    for workspace, cases in in_one_log([case for case in TOGETHER if case.file == file]):
        any_case = next(iter(cases.values()))
        analysis = tracker.analyze(workspace, tracker.load_rules(), as_of=any_case.as_of, **any_case.settings)
        _assert_as_the_oracle(analysis, any_case)
        told = {name: _by_mark(getattr(analysis, name), "traveler") for name in RESULTS}
        told["findings"] = _by_mark(analysis.findings, "subject")
        for mark, case in cases.items():
            assert case.name not in found, f"{file}: two cases are called {case.name}"
            found[case.name] = {name: rows[mark] for name, rows in told.items()}
    return found


@pytest.mark.parametrize("case", TOGETHER, ids=lambda case: f"{case.file}: {case.name}")
def test_a_file_in_few_logs_gives_the_expected_answers_and_the_oracle_does_too(case: Scenario) -> None:
    found = _of_the_file(case.file)[case.name]
    for name, rows in case.expected.items():
        _assert_rows(rows, found[name], name)
    codes = {row["code"] for row in found["findings"]}
    assert set(case.findings) <= codes
    assert not set(case.no_findings) & codes


@functools.cache  # read once, also for every mutant
def _logs() -> list[tuple[Workspace, dict[str, Scenario]]]:
    return in_one_log(SCENARIOS)


def _by_mark(frame: pd.DataFrame, names: str) -> dict[str, Rows]:
    """The rows of each case, without its mark; ``names`` is the column that tells whose they are."""
    found: dict[str, Rows] = defaultdict(list)
    for row in plain_rows(frame):
        mark = row[names].partition("/")[0] + "/"
        found[mark].append(
            {key: cell.replace(mark, "") if isinstance(cell, str) else cell for key, cell in row.items()}
        )
    return found


def test_the_people_of_all_scenarios_in_one_log_get_their_answers() -> None:
    for workspace, cases in _logs():
        any_case = next(iter(cases.values()))
        analysis = tracker.analyze(workspace, tracker.load_rules(), as_of=any_case.as_of, **any_case.settings)
        findings = _by_mark(analysis.findings, "subject")
        for name in RESULTS:
            found = _by_mark(getattr(analysis, name), "traveler")
            for mark, case in cases.items():
                if name in case.expected:
                    _assert_rows(case.expected[name], found[mark], f"{case.name}: {name}")
        for mark, case in cases.items():
            codes = {row["code"] for row in findings[mark]}
            assert set(case.findings) <= codes, case.name
            assert not set(case.no_findings) & codes, case.name
