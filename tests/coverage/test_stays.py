"""The clock: when it starts, which provision governs a stay, when a limit is reached, which stays repeat too soon."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd
import pytest

import tracker
from tests.oracle import months_after
from tests.scenario_files import plain_rows, text_tables
from tracker.itinerary import workspace_from_text
from tracker.rules import Provision

AS_OF = dt.date(2026, 6, 1)
ONE_DAY = dt.timedelta(days=1)
ALL_KNOWN = {
    "employer": "us",
    "us_covered_before": "yes",
    "business_in_us": "yes",
    "works_in_both_countries": "no",
    "health_insurance": "yes",
    "sent_from": "US",
    "residence": "TH",  # so that of two alternatives only the one with a limit can assign US coverage
}
LIMITED = [p for agreement in tracker.load_rules().agreements.values() for p in agreement.provisions if p.limit_months]
# The last one has no same day 12, 24 or 60 months on; the middle one is not there every year.
CLOCK_STARTS = (dt.date(2027, 3, 1), dt.date(2028, 2, 29), dt.date(2027, 8, 31))


def _analysis(tables: dict[str, list[dict[str, Any]]], as_of: dt.date = AS_OF) -> tracker.Analysis:
    return tracker.analyze(workspace_from_text(text_tables(tables)), tracker.load_rules(), as_of=as_of)


def _coverage(tables: dict[str, list[dict[str, Any]]]) -> list[tuple[str, int, str, str]]:
    """(traveler, days, reason, provision)."""
    rows = plain_rows(_analysis(tables).coverage)
    return [(row["traveler"], row["days"], row["reason"], row["provision"]) for row in rows if row["host"]]


def _limit_cases(provision: Provision, expected: bool) -> tuple[dict[str, list[dict[str, Any]]], dict[str, dt.date]]:
    """Travelers whose stay ends on the last allowed day, or one day after it; and that last allowed day."""
    partner = provision.id.partition(".")[0]
    tables: dict[str, list[dict[str, Any]]] = {"trips": [], "assignments": [], "verifications": []}
    allowed: dict[str, dt.date] = {}
    if not tracker.load_rules().agreements[partner].start.confirmed:
        check = {"host": partner, "in_force_from": "2026-09-01", "checked_on": "2026-09-01", "source": "SSA"}
        tables["verifications"].append(check)
    if provision.texts:  # another official text gives another answer: the user has asked which one holds
        check = {"host": partner, "provision": provision.id, "checked_on": "2026-09-01", "source": "SSA"}
        tables["verifications"].append(check)
    for start in CLOCK_STARTS:
        last_allowed = months_after(start, provision.limit_months or 0) - ONE_DAY
        for name, end in (("a", last_allowed), ("b", last_allowed + ONE_DAY)):
            traveler = f"{start}{name}"
            allowed[traveler] = last_allowed
            logged_last = start + 3 * ONE_DAY if expected else end
            tables["trips"].append(
                {
                    "trip": traveler,
                    "traveler": traveler,
                    "country": partner,
                    "first_day": start,
                    "last_day": logged_last,
                    "assignment": "x",
                }
            )
            engagement = ALL_KNOWN | {"assignment": "x", "traveler": traveler, "worker": provision.worker}
            tables["assignments"].append(engagement | ({"expected_last_day": end} if expected else {}))
    return tables, allowed


@pytest.mark.parametrize("provision", LIMITED, ids=lambda provision: provision.id)
def test_an_expected_end_on_the_last_allowed_day_and_one_day_more(provision: Provision) -> None:
    tables, allowed = _limit_cases(provision, expected=True)
    fine = "us_coverage_assigned" if provision.verified else "rule_unverified"
    assert _coverage(tables) == [
        (traveler, 4, fine if traveler.endswith("a") else "over_limit", provision.id) for traveler in sorted(allowed)
    ]


@pytest.mark.parametrize("provision", LIMITED, ids=lambda provision: provision.id)
def test_logged_work_to_the_last_allowed_day_and_one_day_more(provision: Provision) -> None:
    tables, allowed = _limit_cases(provision, expected=False)
    fine = "us_coverage_assigned" if provision.verified else "rule_unverified"
    unknown_end = "fact_missing:expected_last_day" if provision.verified else "rule_unverified"
    rows = []
    for traveler, last_allowed in sorted(allowed.items()):
        whole = (last_allowed - dt.date.fromisoformat(traveler[:10])).days + 1
        if traveler.endswith("a"):
            rows.append((traveler, whole, fine, provision.id))
        else:
            rows += [(traveler, whole, unknown_end, provision.id), (traveler, 1, "over_limit", provision.id)]
    assert _coverage(tables) == rows


def _transfer(country: str = "DE", first: str = "2021-03-01", last: str = "2021-03-10", **facts: str) -> dict[str, Any]:
    """One self-employed transfer under assignment x."""
    trip = {"trip": "t", "traveler": "me", "country": country, "first_day": first, "last_day": last, "assignment": "x"}
    engagement = ALL_KNOWN | {"assignment": "x", "traveler": "me", "worker": "self_employed", **facts}
    return {"trips": [trip], "assignments": [engagement]}


def _reasons(tables: dict[str, Any]) -> list[tuple[int, str]]:
    return [(days, reason) for _, days, reason, _ in _coverage(tables)]


def test_days_past_the_limit_are_over_it_though_the_expected_end_was_within() -> None:
    tables = _transfer(first="2021-03-01", last="2026-03-05", expected_last_day="2026-02-28")
    assert _reasons(tables) == [(1826, "us_coverage_assigned"), (5, "over_limit")]


def test_an_expected_end_past_the_limit_takes_every_day() -> None:
    assert _reasons(_transfer(expected_last_day="2026-03-01")) == [(10, "over_limit")]


@pytest.mark.parametrize(("host", "reason"), [("DE", "over_limit"), ("", "over_limit"), ("CZ", "us_coverage_assigned")])
def test_an_expected_end_belongs_to_the_host(host: str, reason: str) -> None:
    analysis = _analysis(_transfer(expected_last_day="2030-01-01", host=host))
    assert analysis.coverage["reason"].tolist() == [reason]
    assumed = "expected_end_assumed" in set(analysis.findings["code"])
    assert assumed is (reason == "us_coverage_assigned")


def test_without_a_host_an_expected_end_belongs_to_no_one_of_two_countries() -> None:
    tables = _transfer(expected_last_day="2030-01-01")
    tables["trips"].append(
        tables["trips"][0] | {"trip": "u", "country": "CZ", "first_day": "2021-03-11", "last_day": "2021-03-12"}
    )
    assert _reasons(tables) == [(10, "us_coverage_assigned"), (2, "us_coverage_assigned")]


def test_the_clock_starts_with_the_agreement_when_that_is_later() -> None:
    tables = _transfer("CZ", "2008-12-30", "2009-01-03", expected_last_day="2013-12-31")
    assert _reasons(tables) == [(2, "agreement_not_in_force"), (3, "us_coverage_assigned")]
    stays = _analysis(tables).stays
    assert stays["clock_first_day"].tolist() == [pd.Timestamp("2009-01-01")]
    assert stays["limit_last_day"].tolist() == [pd.Timestamp("2013-12-31")]
    assert _reasons(_transfer("CZ", "2008-12-30", "2009-01-03", expected_last_day="2014-01-01"))[1:] == [
        (3, "over_limit")
    ]


def test_there_is_no_clock_where_the_work_ends_before_the_agreement() -> None:
    assert _analysis(_transfer("CZ", "2008-12-20", "2008-12-31")).stays["clock_first_day"].isna().all()


def test_days_elsewhere_do_not_stop_the_clock() -> None:
    tables = _transfer(expected_last_day="")
    trip = tables["trips"][0]
    tables["trips"] += [
        trip | {"trip": "home", "country": "US", "first_day": "2021-04-01", "last_day": "2025-12-31"},
        trip | {"trip": "back", "first_day": "2026-02-27", "last_day": "2026-03-02"},
    ]
    assert [row for row in _reasons(tables) if row[1] != "us_work"] == [
        (10, "fact_missing:expected_last_day"),
        (2, "fact_missing:expected_last_day"),
        (2, "over_limit"),
    ]


def test_each_jurisdiction_has_its_own_clock_and_its_territories_share_it() -> None:
    tables = _transfer("FR", "2021-03-01", "2021-03-10")
    trip = tables["trips"][0]
    tables["trips"] += [
        trip | {"trip": "r", "country": "RE", "first_day": "2023-02-27", "last_day": "2023-03-01"},
        trip | {"trip": "d", "country": "DE", "first_day": "2023-03-05", "last_day": "2023-03-06"},
    ]
    assert _reasons(tables) == [
        (10, "fact_missing:expected_last_day"),
        (2, "fact_missing:expected_last_day"),
        (1, "over_limit"),
        (2, "us_coverage_assigned"),
    ]


def test_each_period_has_its_own_clock() -> None:
    tables = _transfer(first="2019-03-01", last="2019-03-10")
    again = {"trip": "u", "traveler": "me", "country": "DE", "first_day": "2025-03-01", "last_day": "2025-03-02"}
    tables["trips"].append(again | {"assignment": "y"})
    tables["assignments"].append(tables["assignments"][0] | {"assignment": "y"})
    assert _reasons(tables) == [(10, "us_coverage_assigned"), (2, "us_coverage_assigned")]


@pytest.mark.parametrize("worker", ["employee", "self_employed"])
def test_the_provision_of_the_first_day_governs_the_whole_stay(worker: str) -> None:
    suffix = {"employee": "employee.detached", "self_employed": "self_employed.transfer"}[worker]
    old = _transfer("DE", "1996-04-30", "2003-05-10", expected_last_day="2003-05-10", worker=worker)
    assert _coverage(old) == [("me", 2567, "us_coverage_assigned", f"DE.{suffix}_1979")]
    new = _transfer("DE", "1996-05-01", "1996-05-10", expected_last_day="2003-05-10", worker=worker)
    assert _coverage(new) == [("me", 10, "over_limit", f"DE.{suffix}")]


def test_not_permanent_asks_for_any_known_end() -> None:
    ongoing = _transfer("DE", "1995-04-30", "")
    assert {reason for _, reason in _reasons(ongoing)} == {"fact_missing:expected_last_day"}
    assert {reason for _, reason in _reasons(_transfer("DE", "1995-04-30", "", expected_last_day="2050-01-01"))} == {
        "us_coverage_assigned"
    }
    assert {reason for _, reason in _reasons(_transfer("DE", "1995-04-30", "2020-01-01"))} == {"us_coverage_assigned"}


def test_an_ongoing_stay_under_a_limit_is_asked_for_its_end() -> None:
    analysis = _analysis(_transfer("DE", "2026-03-01", ""))
    assert analysis.coverage["reason"].tolist() == ["fact_missing:expected_last_day"]
    assert "expected_end_assumed" not in set(analysis.findings["code"])
    assert analysis.stays["open_ended"].tolist() == [True]
    answered = _analysis(_transfer("DE", "2026-03-01", "", expected_last_day="2027-03-01"))
    assert answered.coverage["reason"].tolist() == ["us_coverage_assigned"]


def test_an_ended_stay_within_the_limit_is_judged_by_its_logged_days() -> None:
    analysis = _analysis(_transfer("DE", "2026-03-01", "2026-05-01"))
    assert analysis.coverage["reason"].tolist() == ["us_coverage_assigned"]
    assert "expected_end_assumed" in set(analysis.findings["code"])


def test_an_ongoing_stay_without_a_limit_is_not_asked_for_its_end() -> None:
    lives_at_home = _transfer("SE", "2026-03-01", "", residence="US")
    assert _analysis(lives_at_home).coverage["reason"].tolist() == ["us_coverage_assigned"]


# Exceptions ----------------------------------------------------------------------------------------------------------


def _with_exceptions(tables: dict[str, Any], *rows: tuple[str, str, str]) -> dict[str, Any]:
    granted = [
        {"assignment": assignment, "host": host, "until": until, "granted_on": "2025-01-01"}
        for assignment, host, until in rows
    ]
    return tables | {"exceptions": granted}


LONG = {"first": "2021-03-01", "last": "2026-03-05", "expected_last_day": "2026-03-05"}


@pytest.mark.parametrize(
    ("granted", "reasons"),
    [
        ([("x", "DE", "2026-03-05")], [(1831, "us_coverage_assigned")]),
        ([("x", "DE", "2026-03-04")], [(1831, "over_limit")]),
        ([("x", "DE", "2026-03-01"), ("x", "DE", "2026-03-05")], [(1831, "us_coverage_assigned")]),
        ([("x", "DE", "2026-03-05"), ("x", "DE", "2026-03-01")], [(1831, "us_coverage_assigned")]),
        ([("y", "DE", "2026-03-05")], [(1831, "over_limit")]),
        ([("x", "CZ", "2026-03-05")], [(1831, "over_limit")]),
    ],
    ids=["to the day", "a day short", "latest", "latest in any order", "other work", "other host"],
)
def test_a_granted_exception_moves_the_limit(
    granted: list[tuple[str, str, str]], reasons: list[tuple[int, str]]
) -> None:
    assert _reasons(_with_exceptions(_transfer(**LONG), *granted)) == reasons


def test_an_exception_never_shortens_the_limit() -> None:
    tables = _transfer(expected_last_day="2025-12-31")
    assert _reasons(_with_exceptions(tables, ("x", "DE", "2022-01-01"))) == [(10, "us_coverage_assigned")]


def test_an_exception_for_a_territory_is_for_its_partner() -> None:
    tables = _transfer("FR", "2021-03-01", "2021-03-10", expected_last_day="2024-03-05")
    assert _reasons(tables) == [(10, "over_limit")]
    assert _reasons(_with_exceptions(tables, ("x", "RE", "2024-03-05"))) == [(10, "us_coverage_assigned")]


# Series --------------------------------------------------------------------------------------------------------------


def _french_stays(*stays: tuple[str, str, str], worker: str = "self_employed") -> dict[str, Any]:
    """(first logged day, last logged day, expected last day) of one traveler's assignments x0, x1, …"""
    tables: dict[str, list[dict[str, Any]]] = {"trips": [], "assignments": []}
    for n, (first, last, expected) in enumerate(stays):
        named = {"assignment": f"x{n}", "traveler": "me"}
        days = {"first_day": first, "last_day": last}
        tables["trips"].append(named | days | {"trip": f"t{n}", "country": "FR"})
        tables["assignments"].append(ALL_KNOWN | named | {"worker": worker, "expected_last_day": expected})
    return tables


FIRST = ("2021-03-01", "2021-06-30", "2021-06-30")
SERIES = {
    # a second stay, and whether it repeats too soon; 24 months from the first one's start end on 2023-02-28
    "ends within the months of the first": (("2022-01-01", "2022-01-05", "2023-02-28"), False),
    "ends one day later": (("2022-01-01", "2022-01-05", "2023-03-01"), True),
    "starts a full year after": (("2022-07-01", "2022-07-05", "2024-06-30"), False),
    "starts one day earlier": (("2022-06-30", "2022-07-05", "2024-06-29"), True),
    "no expected end: the logged one counts": (("2022-01-01", "2023-02-28", ""), False),
    "no expected end: the logged one is too late": (("2022-01-01", "2023-03-01", ""), True),
}


@pytest.mark.parametrize("name", SERIES)
def test_a_second_stay_in_france(name: str) -> None:
    second, too_soon = SERIES[name]
    reasons = [reason for _, reason in _reasons(_french_stays(FIRST, second)) if reason != "nothing_logged"]
    assert reasons == ["us_coverage_assigned", "repeat_too_soon" if too_soon else "us_coverage_assigned"]


def test_the_year_counts_from_the_latest_end_of_all_earlier_stays() -> None:
    stays = [FIRST, ("2021-07-15", "2022-02-28", "2022-02-28"), ("2023-01-01", "2023-01-05", "2023-06-30")]
    assert _reasons(_french_stays(*stays))[-1] == (5, "repeat_too_soon")


def test_a_new_series_has_its_own_first_start() -> None:
    stays = [FIRST, ("2022-07-01", "2022-07-05", "2022-07-05"), ("2023-01-01", "2023-01-05", "2024-06-30")]
    assert [reason for _, reason in _reasons(_french_stays(*stays))] == ["us_coverage_assigned"] * 3


def test_an_exception_does_not_lift_a_series_rule() -> None:
    tables = _french_stays(FIRST, ("2022-01-01", "2022-01-05", "2023-03-01"))
    granted = _with_exceptions(tables, ("x1", "FR", "2030-01-01"))
    assert _reasons(granted)[-1] == (5, "repeat_too_soon")


def test_other_workers_other_hosts_and_other_people_are_no_series() -> None:
    second = ("2022-01-01", "2022-01-05", "2023-03-01")
    as_employee = _french_stays(FIRST, second)
    as_employee["assignments"][0]["worker"] = "employee"
    elsewhere = _french_stays(FIRST, second)
    elsewhere["trips"][0]["country"] = "DE"
    somebody = _french_stays(FIRST, second)
    for table in ("trips", "assignments"):
        somebody[table][0]["traveler"] = "ann"
    for tables in (as_employee, elsewhere, somebody):
        assert "repeat_too_soon" not in [reason for _, reason in _reasons(tables)]


def test_a_territory_is_in_the_series_of_its_partner() -> None:
    tables = _french_stays(FIRST, ("2022-01-01", "2022-01-05", "2023-03-01"))
    tables["trips"][0]["country"] = "RE"
    assert _reasons(tables)[-1] == (5, "repeat_too_soon")


def test_employees_have_sixty_months() -> None:
    within = _french_stays(FIRST, ("2022-01-01", "2022-01-05", "2026-02-28"), worker="employee")
    after = _french_stays(FIRST, ("2022-01-01", "2022-01-05", "2026-03-01"), worker="employee")
    assert _reasons(within)[-1] == (5, "us_coverage_assigned")
    assert _reasons(after)[-1] == (5, "repeat_too_soon")
