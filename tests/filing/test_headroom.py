"""Headroom: days used and left of each limit, counted by hand, and what changes next."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd
import pytest

import tracker
from tests.scenario_files import text_tables
from tracker.codes import Deadline, Verdict
from tracker.filing.headroom import HEADROOM_COLUMNS, NextChange, deadlines_with_urgency, headroom, next_change
from tracker.itinerary import workspace_from_text

Row = dict[str, str]
KNOWN = {
    "worker": "employee",
    "employer": "us",
    "us_covered_before": "yes",
    "business_in_us": "yes",
    "health_insurance": "yes",
    "sent_from": "US",
    "residence": "US",
}


def _analysis(*trips: Row, as_of: str = "2026-06-01", tables: Any = None, **facts: str) -> tracker.Analysis:
    rows = [{"trip": f"t{n}", "traveler": "me", "assignment": "x"} | trip for n, trip in enumerate(trips)]
    given = {"trips": rows, "assignments": [KNOWN | {"assignment": "x", "traveler": "me"} | facts]}
    read = workspace_from_text(text_tables(given | (tables or {})))
    return tracker.analyze(read, tracker.load_rules(), as_of=dt.date.fromisoformat(as_of))


def _trip(country: str, first: str, last: str) -> Row:
    return {"country": country, "first_day": first, "last_day": last}


def _only(analysis: tracker.Analysis, kind: str = "limit") -> pd.Series:
    rows = headroom(analysis)
    (number,) = [n for n, found in enumerate(rows["kind"]) if found == kind]
    return rows.iloc[number]


def _numbers(row: pd.Series) -> tuple[int | None, ...]:
    found = (row[name] for name in ("total", "used", "planned", "left", "spare"))
    return tuple(None if pd.isna(number) else int(number) for number in found)


def test_without_anything_there_is_an_empty_table_with_all_columns() -> None:
    frame = headroom(_analysis(_trip("US", "2026-01-01", "2026-02-01")))
    assert tuple(frame.columns) == HEADROOM_COLUMNS
    assert frame.empty
    assert deadlines_with_urgency(_analysis(_trip("US", "2026-01-01", "2026-02-01"))).empty


def test_five_years_in_germany_seen_in_the_middle_of_the_plan() -> None:
    row = _only(_analysis(_trip("DE", "2025-06-01", ""), expected_last_day="2027-05-31"))
    # 2025-06-01 to 2030-05-31 has one leap day: 5 * 365 + 1; used up to 2026-06-01: 365 + 1
    assert (str(row["first_day"].date()), str(row["last_day"].date())) == ("2025-06-01", "2030-05-31")
    assert _numbers(row) == (1826, 366, 364, 1460, 365 + 366 + 365)
    assert (row["months"], row["used_months"], row["finished"]) == (60, 12, False)
    assert row["own_last_day"] == row["last_day"]


@pytest.mark.parametrize(
    ("expected", "spare", "urgency"),
    [("2030-05-30", 1, "settled"), ("2030-05-31", 0, "settled"), ("2030-06-01", -1, "due")],
)
def test_both_sides_of_a_limit(expected: str, spare: int, urgency: str) -> None:
    analysis = _analysis(_trip("DE", "2025-06-01", ""), expected_last_day=expected)
    assert _only(analysis)["spare"] == spare
    ordered = deadlines_with_urgency(analysis)
    assert ordered.loc[ordered["kind"] == "limit", "urgency"].tolist() == [urgency]
    # the judgment is the engine's: one day more than the limit was expected, so all of it is past it
    assert set(analysis.coverage["reason"]) == {"over_limit" if spare < 0 else "us_coverage_assigned"}


def test_twenty_four_months_in_france_for_a_moved_business() -> None:
    row = _only(_analysis(_trip("FR", "2026-03-02", "2026-04-30"), worker="self_employed"))
    assert str(row["last_day"].date()) == "2028-03-01"  # 2028 is a leap year
    assert _numbers(row) == (731, 60, 0, 671, 671)
    assert (row["months"], row["used_months"], row["finished"]) == (24, 1, True)


@pytest.mark.parametrize(("as_of", "finished"), [("2026-04-29", False), ("2026-04-30", False), ("2026-05-01", True)])
def test_work_is_finished_on_the_day_after_its_last(as_of: str, finished: bool) -> None:
    assert _only(_analysis(_trip("DE", "2026-03-02", "2026-04-30"), as_of=as_of))["finished"] == finished


def test_a_stay_that_has_not_begun_has_used_nothing() -> None:
    row = _only(_analysis(_trip("DE", "2026-07-01", "2026-07-31")))
    assert _numbers(row) == (1826, 0, 31, 1826, 1826 - 31)


def test_an_end_that_nobody_knows_is_not_guessed() -> None:
    row = _only(_analysis(_trip("DE", "2026-05-01", "")))
    assert _numbers(row) == (1826, 32, None, 1794, None)
    assert pd.isna(row["plan_last_day"])
    assert deadlines_with_urgency(_analysis(_trip("DE", "2026-05-01", "")))["urgency"].tolist() == ["due"]


def test_an_agreement_that_starts_inside_starts_the_clock() -> None:
    # Iceland's agreement is in force from 2019-03-01
    row = _only(_analysis(_trip("IS", "2019-01-01", "2019-04-30"), as_of="2019-03-31", expected_last_day="2019-04-30"))
    assert str(row["first_day"].date()) == "2019-03-01"
    assert _numbers(row)[1:3] == (31, 30)


def test_an_exception_lengthens_the_limit() -> None:
    granted = {"assignment": "x", "host": "DE", "until": "2031-05-31", "granted_on": "2026-01-01"}
    analysis = _analysis(
        _trip("DE", "2025-06-01", ""), expected_last_day="2031-05-31", tables={"exceptions": [granted]}
    )
    row = _only(analysis)
    assert (str(row["own_last_day"].date()), str(row["last_day"].date())) == ("2030-05-31", "2031-05-31")
    assert _numbers(row)[0] == 1826 + 365
    assert row["spare"] == 0
    ordered = deadlines_with_urgency(analysis)
    assert dict(zip(ordered["kind"], ordered["urgency"], strict=True)) == {
        "file_by": "overdue",  # no request was noted for work that has begun
        "limit": "settled",
        "exception_ends": "settled",
    }


def test_an_old_rule_without_a_number_counts_up_only() -> None:
    row = _only(_analysis(_trip("DE", "1995-06-01", "1998-05-31"), as_of="1996-06-01"), "no_number")
    assert row["provision"] == "DE.employee.detached_1979"
    assert _numbers(row) == (None, 367, 729, None, None)  # 1996 has a leap day
    assert pd.isna(row["last_day"])


def test_work_that_the_rule_gives_to_the_host_has_no_headroom() -> None:
    analysis = _analysis(_trip("DE", "2026-03-02", ""), employer="host")
    assert headroom(analysis).empty
    assert deadlines_with_urgency(analysis).empty


@pytest.mark.parametrize(
    ("as_of", "used", "left", "finished"),
    [
        ("2026-02-28", 0, 31, False),
        ("2026-03-01", 1, 30, False),
        ("2026-03-31", 31, 0, False),
        ("2026-04-01", 31, 0, True),
    ],
)
def test_a_certificate_is_used_up_to_today(as_of: str, used: int, left: int, finished: bool) -> None:
    row = _only(_analysis(_trip("DE", "2026-03-01", ""), as_of=as_of, tables=_held("2026-03-31")), "certificate")
    assert (row["total"], row["used"], row["left"], row["finished"]) == (31, used, left, finished)


def _held(last: str, **more: str) -> dict[str, list[Row]]:
    held = {"certificate": "c", "traveler": "me", "host": "DE", "first_day": "2026-03-01", "last_day": last}
    return {"certificates": [held | {"state": "delivered"} | more]}


def test_a_certificate_that_is_only_asked_for_has_no_window() -> None:
    analysis = _analysis(_trip("DE", "2026-03-01", ""), tables=_held("2026-03-31", state="submitted"))
    assert headroom(analysis)["kind"].tolist() == ["limit"]


@pytest.mark.parametrize(
    ("last_worked", "as_of", "urgency"),
    [
        ("2026-03-31", "2026-03-20", "settled"),  # the work ends with it
        ("2026-04-01", "2026-03-20", "due"),
        ("2026-04-01", "2026-04-01", "overdue"),
        ("2026-04-01", "2027-01-01", "overdue"),  # a day is left that could still be asked for
        ("", "2026-03-20", "due"),  # nobody said when it ends
    ],
)
def test_a_certificate_that_ends_before_the_work_asks_for_something(last_worked: str, as_of: str, urgency: str) -> None:
    analysis = _analysis(_trip("DE", "2026-03-01", last_worked), as_of=as_of, tables=_held("2026-03-31"))
    ordered = deadlines_with_urgency(analysis)
    assert ordered.loc[ordered["kind"] == "certificate_ends", "urgency"].tolist() == [urgency]
    assert ordered["urgency"].tolist() == sorted(ordered["urgency"], key=["overdue", "due", "settled"].index)


def test_a_certificate_that_is_followed_by_another_asks_for_nothing() -> None:
    first, second = _held("2026-03-31"), _held("2026-12-31", certificate="d", first_day="2026-04-01")
    both = {"certificates": [*first["certificates"], *second["certificates"]]}
    ordered = deadlines_with_urgency(_analysis(_trip("DE", "2026-03-01", "2026-12-31"), tables=both))
    ends = ordered[ordered["kind"] == "certificate_ends"]
    assert dict(zip(ends["subject"], ends["urgency"], strict=True)) == {"c": "settled", "d": "settled"}


@pytest.mark.parametrize(("last_worked", "urgency"), [("2026-03-31", "settled"), ("2026-04-01", "due"), ("", "due")])
def test_a_certificate_of_the_host_is_renewed_while_the_work_goes_on(last_worked: str, urgency: str) -> None:
    facts = {"worker": "self_employed", "residence": "PT"}
    held = _held("2026-03-31", host="PT", issuer="PT")
    analysis = _analysis(_trip("PT", "2026-03-01", last_worked), as_of="2026-03-20", tables=held, **facts)
    ordered = deadlines_with_urgency(analysis)
    assert list(zip(ordered["kind"], ordered["urgency"], strict=True)) == [("certificate_ends", urgency)]
    rows = headroom(analysis)
    assert rows[["kind", "issuer"]].to_numpy().tolist() == [["certificate", "host"]]


def test_a_stay_that_the_hosts_certificate_covers_has_no_limit_to_keep() -> None:
    held = _held("2026-12-31", issuer="DE")
    analysis = _analysis(_trip("DE", "2026-03-01", "2026-03-31"), tables=held)
    assert [row for row in deadlines_with_urgency(analysis)["kind"] if row == "limit"] == []


def test_a_limit_of_one_short_stay_is_not_kept_open_by_the_next_one() -> None:
    analysis = _analysis(_trip("CA", "2020-01-06", "2020-01-10"), _trip("CA", "2024-05-04", ""))
    ordered = deadlines_with_urgency(analysis)
    limits = ordered[ordered["kind"].isin([Deadline.LIMIT, Deadline.EXTENSION])]
    assert list(zip(limits["day"].dt.strftime("%F"), limits["urgency"], strict=True)) == [
        ("2029-05-03", "due"),
        ("2025-01-05", "settled"),
    ]


def test_a_missing_choice_is_overdue_after_its_day() -> None:
    people = {"travelers": [{"traveler": "me", "nationalities": "US+IT"}]}
    ordered = deadlines_with_urgency(_analysis(_trip("IT", "2020-01-15", "2020-03-01"), tables=people))
    assert ordered["kind"].iloc[0] == "election"
    assert ordered["urgency"].iloc[0] == "overdue"


def _next(analysis: tracker.Analysis, traveler: str = "") -> NextChange | None:
    return next_change(analysis, deadlines_with_urgency(analysis), traveler)


def test_the_next_change_is_the_first_of_all_that_lie_ahead() -> None:
    me = {"traveler": "me"}
    until_july = _trip("DE", "2026-05-01", "2026-07-31")
    assert _next(_analysis(until_july)) == NextChange(dt.date(2026, 7, 31), "me", "DE")
    held = _held("2026-06-15")
    assert _next(_analysis(until_july, tables=held)) == NextChange(
        dt.date(2026, 6, 15), "me", "DE", deadline=Deadline.CERTIFICATE_ENDS
    )
    thailand = _trip("TH", "2026-07-01", "2026-07-05")
    found = _next(_analysis(_trip("DE", "2026-05-01", "2026-06-30"), thailand, as_of="2026-07-01"), me["traveler"])
    assert found == NextChange(dt.date(2026, 7, 5), "me", "TH")
    found = _next(_analysis(_trip("DE", "2026-05-01", "2026-05-10"), thailand))
    assert found == NextChange(dt.date(2026, 7, 1), "me", "TH", verdict=Verdict.WOULD_NOT_COVER)
    assert _next(_analysis(until_july), "you") is None
    assert _next(_analysis(_trip("DE", "2026-03-01", "2026-03-31"))) is None


def test_a_limit_without_an_exception_is_the_rules_own_in_every_country() -> None:
    rules = tracker.load_rules()
    trips, assignments = [], []
    for worker in ("employee", "self_employed"):
        for code in rules.agreements:
            name = f"{code}.{worker}"
            trips.append(_trip(code, "2025-01-31", "2026-02-01") | {"trip": name, "traveler": name, "assignment": name})
            assignments.append(KNOWN | {"assignment": name, "traveler": name, "worker": worker})
    read = workspace_from_text(text_tables({"trips": trips, "assignments": assignments}))
    rows = headroom(tracker.analyze(read, rules, as_of=dt.date(2026, 1, 1)))
    limits = rows[rows["kind"] == "limit"]
    assert len(limits) > 30
    pd.testing.assert_series_equal(limits["own_last_day"], limits["last_day"], check_names=False)
    assert (limits["used"] + limits["left"] == limits["total"]).all()
