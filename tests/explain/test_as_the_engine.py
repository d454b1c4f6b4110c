"""The guard: an explanation is what the engine says, for every scenario and for 500 random logs with a fixed seed."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd
import pytest

import tracker
from tests.random_logs import random_logs
from tests.scenario_files import all_scenarios, in_one_log, text_tables
from tracker.codes import Verdict
from tracker.explain.day import answers_on
from tracker.explain.model import HostAnswer
from tracker.itinerary import workspace_from_text

Rows = list[dict[str, Any]]
LOGS_AT_ONCE, TIMES = 100, 5


def first_days_of_answers(analysis: tracker.Analysis) -> list[tuple[str, dt.date]]:
    """For each traveler one day of every answer that somebody abroad has: an answer is the same on all its days."""
    rows = analysis.coverage[analysis.coverage["host"] != ""]
    keys = ["traveler", "period", "host", "reason", "provision", "certificate"]
    one_each = rows.drop_duplicates(keys)[["traveler", "first_day"]].drop_duplicates()
    return [(str(row.traveler), row.first_day.date()) for row in one_each.itertuples()]


def explained_rows(answers: tuple[HostAnswer, ...]) -> Rows:
    """The answers of one explanation in the words of coverage.csv."""
    rows = []
    for answer in answers:
        deciding = [held.certificate for held in answer.certificates if held.covers]
        rows.append(
            {
                "period": answer.period,
                "host": answer.host,
                "verdict": str(answer.verdict),
                "reason": answer.reason,
                "provision": answer.rule.provision if answer.rule else "",
                "certificate": "+".join(deciding),
                "mixed": "yes" if answer.mixed else "no",
                "assignment": answer.assignment,
                "worker": answer.worker,
                "residence": answer.residence,
            }
        )
    return rows


def agree(analysis: tracker.Analysis) -> int:
    """Holds the explanations to the engine's answers of the same day; how many answers were compared."""
    compared = 0
    limits = _limits(analysis)
    by_traveler = dict(tuple(analysis.answers.groupby("traveler")))
    for traveler, day in first_days_of_answers(analysis):
        at = pd.Timestamp(day)
        own = by_traveler[traveler]
        own = own[(own["first_day"] <= at) & (at <= own["last_day"]) & (own["host"] != "")]
        answers = answers_on(analysis, traveler, day)
        told = explained_rows(answers)
        expected = own[list(told[0])].astype({"period": "int64"}).to_dict("records")
        assert told == expected, (traveler, day)
        for answer in answers:
            _facts_are_those_used(analysis, answer)
            if answer.clock is not None and answer.rule is not None:
                key = (traveler, answer.period, answer.agreement.partner, answer.clock.first_day, answer.rule.provision)
                assert limits.get(key, answer.clock.limit_last_day) == answer.clock.limit_last_day, (traveler, day)
        compared += len(answers)
    return compared


def _limits(analysis: tracker.Analysis) -> dict[tuple[Any, ...], dt.date]:
    """(traveler, period, jurisdiction, first day of the clock, provision) → last day of the limit, as in the stays."""
    return {
        (row.traveler, row.period, row.jurisdiction, row.clock_first_day.date(), row.provision): (
            row.limit_last_day.date()
        )
        for row in analysis.stays[analysis.stays["provision"] != ""].itertuples()
    }


def _facts_are_those_used(analysis: tracker.Analysis, answer: HostAnswer) -> None:
    facts = {fact.column: fact.value for fact in answer.facts}
    if "worker" in facts:
        assert facts["worker"] == answer.worker
    if "residence" in facts:
        assert (analysis.law.jurisdiction(facts["residence"]) if facts["residence"] else "") == answer.residence


def test_every_scenario_is_explained_as_the_engine_decides_it() -> None:
    compared = 0
    for workspace, cases in in_one_log(all_scenarios()):
        any_case = next(iter(cases.values()))
        analysis = tracker.analyze(workspace, tracker.load_rules(), as_of=any_case.as_of, **any_case.settings)
        compared += agree(analysis)
    assert compared > len(all_scenarios())


@pytest.mark.parametrize("seed", range(TIMES))
def test_random_logs_are_explained_as_the_engine_decides_them(seed: int) -> None:
    settings = {"worker": [None, "employee"][seed % 2], "residence": [None, "US", "DE"][seed % 3]}
    read = workspace_from_text(text_tables(random_logs(seed, LOGS_AT_ONCE)))
    analysis = tracker.analyze(read, tracker.load_rules(), as_of=dt.date(2026, 6, 1), **settings)
    assert agree(analysis) > LOGS_AT_ONCE
    assert {str(verdict) for verdict in Verdict} <= set(analysis.coverage["verdict"])
