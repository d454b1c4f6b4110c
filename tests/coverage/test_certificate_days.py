"""The numbers in findings about certificates, counted once more day by day."""

from __future__ import annotations

import datetime as dt
import random
import re
from collections import defaultdict
from typing import Any, NamedTuple

import pandas as pd
import pytest

import tracker
from tests.scenario_files import plain_rows, text_tables
from tracker.analysis import Analysis
from tracker.coverage.certificate_days import control_numbers, work_days
from tracker.itinerary import workspace_from_text
from tracker.rules.tables import Law

WITHOUT_AGREEMENT = ("no_agreement", "agreement_not_in_force")


class Day(NamedTuple):
    """Work in one country on one day."""

    day: dt.date
    traveler: str
    period: int
    place: str  # jurisdiction
    engagement: str
    certificate: str
    agreement: bool
    mixed: bool


class Held(NamedTuple):
    """One issued, delivered or refused certificate."""

    id: str
    traveler: str
    place: str
    engagement: str
    first: dt.date
    last: dt.date
    refused: bool

    def agrees(self, work: Day) -> bool:
        return not self.engagement or not work.engagement or self.engagement == work.engagement


def _read(analysis: Analysis) -> tuple[list[Day], list[Held]]:
    law = Law(analysis.rules, analysis.workspace.verifications)
    named = {(row["traveler"], row["period"]): row["assignment"] for row in plain_rows(analysis.periods)}
    worked = [
        Day(
            row["first_day"] + dt.timedelta(days=n),
            row["traveler"],
            row["period"],
            law.jurisdiction(row["host"]),
            named[row["traveler"], row["period"]],
            row["certificate"],
            row["reason"] not in WITHOUT_AGREEMENT,
            row["mixed"] == "yes",
        )
        for row in plain_rows(analysis.coverage)
        if row["host"]
        for n in range(row["days"])
    ]
    held = [
        Held(
            row["certificate"],
            row["traveler"],
            law.jurisdiction(row["host"]),
            row["assignment"],
            row["first_day"],
            row["last_day"] or dt.date.max,
            row["state"] == "refused",
        )
        for row in plain_rows(analysis.workspace.certificates)
        if row["state"] in ("issued", "delivered", "refused")
    ]
    return worked, held


Counted = dict[tuple[Any, ...], set[dt.date]]


def _count(analysis: Analysis) -> dict[str, Counted]:
    """Per code: the days behind each finding, by certificate and whatever else tells its findings apart."""
    worked, held = _read(analysis)
    found: dict[str, Counted] = defaultdict(lambda: defaultdict(set))
    for paper in held:
        for work in (work for work in worked if work.traveler == paper.traveler):
            inside = paper.first <= work.day <= paper.last
            here, agrees = work.place == paper.place, paper.agrees(work)
            loose = not work.certificate
            if paper.refused:
                if inside and here and agrees and loose and work.agreement:
                    found["certificate_refused"][paper.id,].add(work.day)
                continue
            if inside and here and agrees and not work.agreement:
                found["certificate_without_agreement"][paper.id,].add(work.day)
            if inside and here and not agrees and loose and work.agreement:
                found["certificate_other_assignment"][paper.id, work.period].add(work.day)
            if inside and not here and agrees and loose:
                found["certificate_other_host"][paper.id, work.place].add(work.day)
            if work.certificate == paper.id and work.mixed:
                found["certificate_on_mixed_period"][paper.id, work.period].add(work.day)
    return found


def _outside(analysis: Analysis) -> Counted:
    """The same for days outside: only certificates that cover a part of the period, and the nearest on each side."""
    worked, held = _read(analysis)
    used = {(work.traveler, work.period, work.certificate) for work in worked}
    found: Counted = defaultdict(set)
    for work in (work for work in worked if work.agreement and not work.certificate):
        mine = [paper for paper in held if (work.traveler, work.period, paper.id) in used]
        mine = [paper for paper in mine if paper.place == work.place and paper.agrees(work)]
        before = [(paper.first - work.day, n) for n, paper in enumerate(mine) if work.day < paper.first]
        after = [(work.day - paper.last, n) for n, paper in enumerate(mine) if work.day > paper.last]
        for away in filter(None, (before, after)):
            found[mine[min(away)[1]].id, away is before].add(work.day)
    return found


def _numbers(message: str) -> list[int]:
    return [
        0 if text == "no" else int(text.replace(",", "")) for text in re.findall(r"(no|[\d,]+) work days?", message)
    ]


def _told(found: pd.DataFrame, code: str, which: int) -> list[tuple[Any, ...]]:
    """(certificate, the number in this place of the sentence, first day, last day) of each finding."""
    rows = plain_rows(found[found["code"] == code])
    return sorted((r["subject"], _numbers(r["message"])[which], r["first_day"], r["last_day"]) for r in rows)


def _expected(counted: Counted) -> list[tuple[Any, ...]]:
    return sorted((key[0], len(days), min(days), max(days)) for key, days in counted.items())


def _crowd(people: int, seed: int) -> dict[str, list[dict[str, Any]]]:
    """Random trips and certificates of many people, all within a few weeks so that they meet in every way."""
    draw = random.Random(seed)
    begin = dt.date(2019, 2, 15)  # the agreement with Iceland starts two weeks later

    def span(longest: int) -> tuple[dt.date, dt.date]:
        first = begin + dt.timedelta(days=draw.randrange(30))
        return first, first + dt.timedelta(days=draw.randrange(longest))

    countries = ("FR", "GB", "IM", "IS", "TH")
    trips, held = [], []
    for person in (f"p{n}" for n in range(people)):
        for n in range(draw.randint(1, 5)):
            first, last = span(12)
            country = draw.choice([*countries, "FR", "US"])
            trips.append(
                {"trip": f"{person}t{n}", "traveler": person, "country": country, "first_day": first, "last_day": last}
                | {"assignment": draw.choice(["", "x", "y"])}
            )
        for n in range(draw.randint(1, 3)):
            first, last = span(25)
            held.append(
                {"certificate": f"{person}c{n}", "traveler": person, "host": draw.choice(countries)}
                | {"assignment": draw.choice(["", "x", "y"]), "first_day": first}
                | {"last_day": draw.choice([last, last, None])}
                | {"state": draw.choice(["issued", "delivered", "refused", "submitted"])}
            )
    return {"trips": trips, "certificates": held}


@pytest.mark.parametrize("seed", [1, 2])
def test_every_number_is_the_one_counted_day_by_day(seed: int) -> None:
    workspace = workspace_from_text(text_tables(_crowd(300, seed)))
    analysis = tracker.analyze(workspace, tracker.load_rules(), as_of=dt.date(2019, 6, 1))
    told, counted = analysis.findings, _count(analysis)
    for code, days in (counted | {"outside_certificate": _outside(analysis)}).items():
        assert len(days) >= 10, f"{code}: too few to prove anything"
        which = {"certificate_on_mixed_period": 1}.get(code, 0)
        found = _told(told, code, which)
        if code == "certificate_refused":  # those without any such day are told too, all with the certificate's dates
            assert {row[:2] for row in found if row[1]} == {row[:2] for row in _expected(days)}
        else:
            assert found == _expected(days), code


@pytest.mark.parametrize(
    ("count", "text"), [(0, "no work day"), (1, "1 work day"), (2, "2 work days"), (1204, "1,204 work days")]
)
def test_days_are_counted_in_words(count: int, text: str) -> None:
    assert work_days([count]) == [text]


def test_control_numbers_are_named_where_they_are_known() -> None:
    one, other = pd.Series(["A", "", "", "A"]), pd.Series(["B", "B", "", ""])
    assert control_numbers(one) == ["control number A", "the control number", "the control number", "control number A"]
    assert control_numbers(one, other) == [
        "control number A and B",
        "control number B",
        "the control number",
        "control number A",
    ]
