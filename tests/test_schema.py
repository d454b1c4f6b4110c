"""The documented tables describe what is read and what the engine gives."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

import tracker
from tests.scenario_files import Scenario, all_scenarios, text_tables
from tracker import schema
from tracker.codes import Reason, Verdict
from tracker.coverage.answers import ANSWERS
from tracker.itinerary import Workspace, workspace_from_text

CLONE = Path(__file__).resolve().parents[1]
# One or two of every file: results of every kind of rule, with few runs of the engine.
SAMPLE = [case for number, case in enumerate(all_scenarios()) if number % 60 == 0]

CONTRACT_RESULTS = {
    "segments": "traveler first_day last_day days countries status",
    "periods": "traveler period assignment first_day last_day work_days countries case causes decision",
    "coverage": "traveler period host first_day last_day days verdict reason provision certificate mixed",
    "findings": "severity code subject first_day last_day message",
}
CONTRACT_REASONS = {
    "not_needed": "us_work no_work",
    "unlogged": "nothing_logged",
    "covered": "certificate_on_file",
    "covered_by_host": "host_certificate_on_file",
    "would_cover": "us_coverage_assigned",
    "would_not_cover": "no_agreement agreement_not_in_force host_coverage_assigned affiliate_without_3121l "
    "not_sent_from_us health_insurance_missing repeat_too_soon not_temporary over_limit",
    "unclear": "agreement_unverified several_countries_same_day rule_unverified election_needed "
    "special_exception_needed certificates_disagree not_sent_by_employer official_sources_disagree fact_missing",
}


def _assert_documented(analysis: tracker.Analysis) -> None:
    for table, described in schema.RESULTS.items():
        frame = getattr(analysis, table)
        assert list(frame.columns) == list(described.columns), table
        described.validate(frame)
        for name, column in described.columns.items():
            assert column.dtype.check(pd_dtype(frame[name])), f"{table}.{name} is {frame[name].dtype}"
        texts = frame.select_dtypes("str")
        assert not texts.isna().any().any(), f"{table}: empty text is written as an empty text"
        assert isinstance(frame.index, pd.RangeIndex), table


def pd_dtype(column: pd.Series) -> object:
    from pandera.engines import pandas_engine

    return pandas_engine.Engine.dtype(column.dtype)


@pytest.mark.parametrize("case", SAMPLE, ids=lambda case: f"{case.file}: {case.name}")
def test_results_are_as_documented(case: Scenario) -> None:
    _assert_documented(tracker.analyze(case.workspace(), tracker.load_rules(), as_of=case.as_of, **case.settings))


def test_results_of_an_empty_workspace_are_as_documented() -> None:
    _assert_documented(tracker.analyze(Workspace(), tracker.load_rules(), as_of=dt.date(2026, 6, 1)))


def test_results_of_a_wild_log_are_as_documented() -> None:
    trips = [
        {"trip": "a", "traveler": "me", "country": "TH", "first_day": "2024-02-28", "last_day": "2024-03-02"},
        {"trip": "b", "traveler": "me", "country": "FR", "first_day": "2024-03-01", "last_day": ""},
        {"trip": "c", "traveler": "you", "country": "US", "first_day": "2024-01-01", "last_day": "2024-01-01"},
        {"trip": "d", "traveler": "you", "country": "FR", "first_day": "2024-01-09", "last_day": "2024-01-10"},
    ]
    read = workspace_from_text(text_tables({"trips": trips}))
    _assert_documented(tracker.analyze(read, tracker.load_rules(), as_of=dt.date(2024, 3, 5)))


@pytest.mark.parametrize("table", CONTRACT_RESULTS)
def test_results_begin_with_the_promised_columns(table: str) -> None:
    promised = CONTRACT_RESULTS[table].split()
    assert list(schema.RESULTS[table].columns)[: len(promised)] == promised


ADDED_RESULTS = {"segments": "", "periods": "", "coverage": "jurisdiction assignment worker residence"}
"""Columns beyond the contract's, which are added at the end."""


@pytest.mark.parametrize("table", ADDED_RESULTS)
def test_segments_and_periods_and_coverage_have_no_other_columns(table: str) -> None:
    documented = f"{CONTRACT_RESULTS[table]} {ADDED_RESULTS[table]}".split()
    assert list(schema.RESULTS[table].columns) == documented


def test_every_promised_reason_stands_under_its_verdict() -> None:
    given: dict[str, set[str]] = {}
    for answer in ANSWERS:
        given.setdefault(str(answer.verdict), set()).add(answer.reason.partition(":")[0])
    assert given == {verdict: set(reasons.split()) for verdict, reasons in CONTRACT_REASONS.items()}
    assert set(given) == {str(verdict) for verdict in Verdict}
    assert set().union(*given.values()) == {str(reason) for reason in Reason}


def test_every_column_says_what_it_means() -> None:
    for table in (*schema.WORKSPACE.values(), *schema.RESULTS.values()):
        assert table.description
        assert all(column.description for column in table.columns.values())


def test_tables_tell_their_columns() -> None:
    assert schema.column_names("exceptions") == ["assignment", "host", "until", "granted_on", "reference"]
    assert schema.day_columns("exceptions") == ["until", "granted_on"]
    assert schema.required_columns("exceptions") == ["assignment", "host", "until", "granted_on"]
    assert schema.required_columns("trips") == ["country", "first_day"]
    assert schema.columns_of_kind("assignments", schema.COUNTRY) == ["host", "residence", "sent_from", "client_country"]
    employers = ["us", "us_own_choice", "affiliate_3121l", "affiliate", "host"]
    assert schema.allowed_values("assignments", "employer") == employers
    assert schema.allowed_values("assignments", "business_in_us") == ["yes", "no"]
    assert schema.allowed_values("assignments", "temporary") == ["yes", "no"]
    assert schema.decisive_columns("certificates") >= {"certificate", "host", "issuer", "first_day", "last_day"}
    assert "activity" in schema.decisive_columns("trips")
    assert "certainty" not in schema.decisive_columns("trips")
    assert schema.default_values("certificates") == {"issuer": "US"}
    assert schema.default_values("trips") == {"traveler": "me", "activity": "work", "certainty": "confirmed"}


def test_keys_and_trip_identity_are_columns() -> None:
    for table, key in schema.KEYS.items():
        assert set(key) <= set(schema.column_names(table))
    assert set(schema.TRIP_IDENTITY) <= set(schema.column_names("trips"))


def test_the_tables_are_described_only_when_one_is_read() -> None:
    script = "import sys, tracker; print('pandera' in sys.modules, 'tracker.schema' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", script], cwd=CLONE, capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["False", "False"]
