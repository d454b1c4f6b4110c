"""Deadlines: which there are, on which day, and what to do."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd
import pytest

import tracker
from tests.scenario_files import text_tables
from tracker.errors import BadOption
from tracker.filing import DEADLINE_COLUMNS, deadlines
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


def _trip(country: str, first: str, last: str, **more: str) -> Row:
    named = {"trip": f"{country}{first}", "traveler": "me", "assignment": "x"}
    return named | {"country": country, "first_day": first, "last_day": last} | more


def _found(*trips: Row, tables: Any = None, **facts: str) -> pd.DataFrame:
    given = {"trips": list(trips), "assignments": [KNOWN | {"assignment": "x", "traveler": "me"} | facts]}
    read = workspace_from_text(text_tables(given | (tables or {})))
    return deadlines(tracker.analyze(read, tracker.load_rules(), as_of=dt.date(2026, 6, 1)))


def _told(frame: pd.DataFrame) -> list[tuple[str, str, str, str]]:
    return list(zip(frame["host"], frame["day"].dt.strftime("%F"), frame["kind"], frame["subject"], strict=True))


def _others(frame: pd.DataFrame) -> list[tuple[str, str, str, str]]:
    """All but the requests, which are overdue for past work."""
    return _told(frame[frame["kind"] != "file_by"])


def test_without_anything_there_is_an_empty_table_with_all_columns() -> None:
    frame = _found(_trip("US", "2024-03-01", "2024-03-10"))
    assert list(frame.columns) == list(DEADLINE_COLUMNS)
    assert len(frame) == 0


def test_a_limit_is_reached_on_its_last_day() -> None:
    assert _others(_found(_trip("DE", "2024-03-01", "2024-03-10"))) == [("DE", "2029-02-28", "limit", "x")]


def test_where_the_extension_must_be_asked_for_before_the_end_the_deadline_says_so() -> None:
    frame = _found(_trip("PT", "2024-03-01", "2024-03-10"))
    assert _others(frame) == [("PT", "2029-02-28", "extension", "x")]
    assert "Ask before the limit is reached." in frame["action"].iloc[-1]
    assert frame["source"].iloc[-1] in tracker.load_rules().sources


@pytest.mark.parametrize(
    ("facts", "listed"),
    [
        ({"employer": "affiliate"}, False),  # the rule does not reach this work at all
        ({"employer": ""}, True),  # it may: the fact is still asked for
        ({"host": "DE", "expected_last_day": "2029-03-01"}, True),  # over the limit is what the date is about
    ],
)
def test_a_limit_matters_only_where_the_rule_reaches_the_work(facts: Row, listed: bool) -> None:
    assert bool(len(_found(_trip("DE", "2024-03-01", "2024-03-10"), **facts))) == listed


def test_each_country_has_its_own_clock() -> None:
    frame = _found(_trip("DE", "2024-03-01", "2024-03-10"), _trip("PT", "2024-04-01", "2024-04-10"))
    assert _told(frame) == [("DE", "2029-02-28", "limit", "x"), ("PT", "2029-03-31", "extension", "x")]


def test_a_residence_rule_has_no_limit() -> None:
    assert _others(_found(_trip("PT", "2024-03-01", "2024-03-10"), worker="self_employed")) == []


@pytest.mark.parametrize(("election", "days"), [("", ["2020-04-30"]), ("us", []), ("host", [])])
def test_a_choice_is_due_until_it_is_made(election: str, days: list[str]) -> None:
    people = {"travelers": [{"traveler": "me", "nationalities": "US+IT"}]}
    frame = _found(_trip("IT", "2020-01-15", "2020-03-01"), tables=people, election=election)
    assert frame.loc[frame["kind"] == "election", "day"].dt.strftime("%F").tolist() == days


def test_an_exception_moves_the_limit_and_ends_itself() -> None:
    granted = {"assignment": "x", "host": "DE", "until": "2030-01-31", "granted_on": "2028-01-01"}
    frame = _found(_trip("DE", "2024-03-01", "2024-03-10"), tables={"exceptions": [granted]})
    assert _others(frame) == [("DE", "2030-01-31", "exception_ends", "x"), ("DE", "2030-01-31", "limit", "x")]


@pytest.mark.parametrize(
    ("state", "last_day", "listed"),
    [
        ("delivered", "2024-12-31", True),
        ("issued", "2024-12-31", True),
        ("submitted", "2024-12-31", False),
        ("refused", "2024-12-31", False),
        ("delivered", "", False),
    ],
)
def test_a_certificate_in_hand_ends_on_its_last_day(state: str, last_day: str, listed: bool) -> None:
    held = {
        "certificate": "c",
        "traveler": "me",
        "host": "DE",
        "first_day": "2024-03-01",
        "last_day": last_day,
        "state": state,
        "control_number": "N7",
    }
    frame = _found(_trip("DE", "2024-03-01", "2024-03-10"), tables={"certificates": [held]})
    mine = frame[frame["kind"] == "certificate_ends"]
    assert _told(mine) == ([("DE", "2024-12-31", "certificate_ends", "c")] if listed else [])
    assert all("control number N7" in action for action in mine["action"])
    assert mine["period"].isna().all()


def _asked_by(*trips: Row, **facts: str) -> list[tuple[str, str, str, str]]:
    frame = _found(*trips, **facts)
    return _told(frame[frame["kind"] == "file_by"])


def test_a_certificate_is_asked_for_by_the_day_before_the_work_begins() -> None:
    assert _asked_by(_trip("DE", "2026-06-03", "2026-07-10")) == [("DE", "2026-06-02", "file_by", "x")]


@pytest.mark.parametrize(
    ("first", "day", "words"),
    [
        ("2026-06-02", "2026-06-01", "Request the certificate by this date. It would begin on 2026-06-02."),
        (
            "2026-06-01",
            "2026-05-31",
            "Request the certificate now, this date has passed. It would begin on 2026-06-01.",
        ),
        ("2024-01-01", "2023-12-31", "SSA decides whether it can cover the days that are past."),
    ],
)
def test_a_request_that_was_not_sent_in_time_stays_in_the_list(first: str, day: str, words: str) -> None:
    frame = _found(_trip("DE", first, "2026-07-10"))
    requests = frame[frame["kind"] == "file_by"]
    assert _told(requests) == [("DE", day, "file_by", "x")]
    assert words in requests["action"].iloc[0]
    assert _told(requests) == _asked_by(_trip("DE", first, "2026-07-10"))


def test_work_that_runs_into_an_agreement_has_its_day_before_the_agreement_starts() -> None:
    given = {
        "trips": [_trip("IS", "2019-01-07", "2019-12-31")],  # the agreement with Iceland starts on 2019-03-01
        "assignments": [KNOWN | {"assignment": "x", "traveler": "me"}],
    }
    read = workspace_from_text(text_tables(given))
    frame = deadlines(tracker.analyze(read, tracker.load_rules(), as_of=dt.date(2019, 1, 1)))
    assert ("IS", "2019-02-28", "file_by", "x") in _told(frame)


def test_the_end_of_a_certificate_is_the_day_of_its_extension() -> None:
    held = {"certificate": "c", "traveler": "me", "host": "DE", "first_day": "2026-01-01", "last_day": "2026-06-30"}
    frame = _found(_trip("DE", "2026-01-01", "2026-08-31"), tables={"certificates": [held | {"state": "delivered"}]})
    assert [row[1:3] for row in _told(frame)] == [("2026-06-30", "certificate_ends"), ("2030-12-31", "limit")]


@pytest.mark.parametrize(
    ("issuer", "words"),
    [
        ("US", "If the work continues, request more time from SSA before this day"),
        ("PT", "If the work continues, request a new certificate from the agency that issued this one"),
        ("FR", ""),
    ],
)
def test_the_renewal_of_a_certificate_goes_to_its_issuer(issuer: str, words: str) -> None:
    held = {"certificate": "c", "traveler": "me", "host": "PT", "issuer": issuer, "state": "delivered"}
    held |= {"first_day": "2026-01-01", "last_day": "2026-12-31"}
    frame = _found(_trip("PT", "2026-01-01", "2026-08-31"), tables={"certificates": [held]})
    actions = frame.loc[frame["kind"] == "certificate_ends", "action"].tolist()
    assert [action.startswith(words) for action in actions] == ([True] if words else [])


def test_work_of_the_hosts_system_has_no_invented_day() -> None:
    frame = _found(_trip("PT", "2026-07-01", "2026-08-31"), worker="self_employed", residence="PT")
    assert frame.empty


def test_each_short_stay_that_counts_by_itself_has_its_own_limit() -> None:
    frame = _found(_trip("CA", "2026-01-05", "2026-01-09"), _trip("CA", "2026-04-06", "2026-04-10"))
    assert [row[1] for row in _others(frame)] == ["2031-01-04", "2031-04-05"]


def test_nothing_is_due_for_work_that_no_certificate_can_cover_or_that_is_not_clear() -> None:
    assert _asked_by(_trip("TH", "2026-07-01", "2026-07-10")) == []
    assert _asked_by(_trip("DE", "2026-07-01", "2026-07-10"), us_covered_before="") == []
    assert _asked_by(_trip("DE", "2026-07-01", "2026-07-10"), employer="host") == []
    assert _asked_by(_trip("DE", "2026-07-01", "2026-07-10"), _trip("FR", "2026-08-01", "2026-08-10")) == []  # mixed


def test_each_country_of_a_clarified_case_has_its_own_day() -> None:
    trips = [_trip("DE", "2026-05-01", "2026-05-10"), _trip("FR", "2026-08-01", "2026-08-10")]
    clear = {"traveler": "me", "assignment": "x", "clarified_on": "2026-05-20", "by": "SSA"}
    frame = _found(*trips, tables={"clarifications": [clear]})
    assert _told(frame[frame["kind"] == "file_by"]) == [
        ("DE", "2026-04-30", "file_by", "x"),
        ("FR", "2026-07-31", "file_by", "x"),
    ]


@pytest.mark.parametrize(("state", "listed"), [("draft", True), ("submitted", False), ("issued", False)])
def test_nothing_is_due_once_it_was_asked_for(state: str, listed: bool) -> None:
    held = {"certificate": "c", "traveler": "me", "host": "DE", "first_day": "2026-07-01", "last_day": "2026-12-31"}
    frame = _found(_trip("DE", "2026-07-01", "2026-07-10"), tables={"certificates": [held | {"state": state}]})
    assert ("file_by" in set(frame["kind"])) == listed


# The user's buffer and own deadlines, tax offices abroad -------------------------------------------------------------

AHEAD = _trip("FR", "2026-09-01", "2026-09-30")
SELF_EMPLOYED = {"worker": "self_employed", "expected_last_day": "2026-09-30"}


def _with(buffer_days: int = 0, tables: Any = None, trip: Row = AHEAD, **facts: str) -> pd.DataFrame:
    given = {"trips": [trip], "assignments": [KNOWN | SELF_EMPLOYED | {"assignment": "x", "traveler": "me"} | facts]}
    read = workspace_from_text(text_tables(given | (tables or {})))
    rules = tracker.load_rules()
    return deadlines(tracker.analyze(read, rules, as_of=dt.date(2026, 6, 1), buffer_days=buffer_days))


def _days_of(frame: pd.DataFrame, kind: str) -> list[str]:
    return frame.loc[frame["kind"] == kind, "day"].dt.strftime("%F").tolist()


@pytest.mark.parametrize(("buffer", "day"), [(0, "2026-08-31"), (1, "2026-08-30"), (45, "2026-07-17")])
def test_file_by_lies_the_users_buffer_earlier(buffer: int, day: str) -> None:
    frame = _with(buffer)
    assert _days_of(frame, "file_by") == [day]
    assert ("buffer" in frame.loc[frame["kind"] == "file_by", "action"].iloc[0]) == (buffer > 0)


def test_a_buffer_may_make_it_overdue_and_is_never_negative() -> None:
    assert _days_of(_with(100), "file_by") == ["2026-05-23"]
    with pytest.raises(BadOption, match="buffer_days"):
        _with(-1)


OWN = {"traveler": "me", "day": "2026-07-01", "action": "Call the fund"}


def test_own_deadlines_stand_among_the_others() -> None:
    frame = _with(tables={"deadlines": [OWN]})
    (row,) = frame[frame["kind"] == "own"].itertuples(index=False)
    assert (row.host, row.subject, row.action, row.source) == ("", "", "Call the fund", "")
    assert frame["day"].is_monotonic_increasing


def test_a_done_one_is_left_out() -> None:
    assert _days_of(_with(tables={"deadlines": [OWN | {"done_on": "2026-05-30"}]}), "own") == []


def test_an_own_deadline_has_the_country_of_its_certificate() -> None:
    certificate = {"certificate": "c", "traveler": "me", "host": "RE", "first_day": "2026-09-01", "state": "submitted"}
    tables = {"deadlines": [OWN | {"certificate": "c"}], "certificates": [certificate]}
    frame = _with(tables=tables)
    (row,) = frame[frame["kind"] == "own"].itertuples(index=False)
    assert (row.host, row.subject) == ("FR", "c")


@pytest.mark.parametrize(
    ("country", "first", "last", "worker", "found"),
    [
        ("GB", "2026-04-06", "2026-05-01", "self_employed", ["2027-10-05"]),
        ("GB", "2026-04-05", "2026-05-01", "self_employed", ["2026-10-05", "2027-10-05"]),
        ("GB", "2025-04-05", "2025-04-05", "self_employed", []),  # was due on 2025-10-05
        ("GB", "2026-04-06", "2026-05-01", "employee", []),
        ("FR", "2026-04-06", "2026-05-01", "self_employed", []),
    ],
)
def test_the_uk_notice_is_for_the_self_employed_there(
    country: str, first: str, last: str, worker: str, found: list[str]
) -> None:
    frame = _with(trip=_trip(country, first, last), worker=worker, expected_last_day=last)
    assert _days_of(frame, "tax_notice") == found
    assert all("tax administration" in text for text in frame.loc[frame["kind"] == "tax_notice", "action"])
