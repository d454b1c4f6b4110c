"""The filing dates, the contract's paragraph sentence by sentence."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd
import pytest

import tracker
from tests.scenario_files import text_tables
from tracker.exchange.text import as_text
from tracker.filing import CHECK_COLUMNS, FILING_COLUMNS, GATE_COLUMNS, filing_dates
from tracker.filing.table import DAY_COLUMNS
from tracker.itinerary import Workspace, workspace_from_text

AS_OF = dt.date(2026, 6, 1)
Row = dict[str, str]
KNOWN = {"worker": "self_employed", "business_in_us": "yes", "health_insurance": "yes", "residence": "US"}


def _trip(country: str, first: str, last: str, **more: str) -> Row:
    named = {"trip": f"{country}{first}", "traveler": "me", "assignment": "x"}
    return named | {"country": country, "first_day": first, "last_day": last} | more


def _filed(*trips: Row, certificates: list[Row] | None = None, as_of: dt.date = AS_OF, **more: Any) -> pd.DataFrame:
    return as_text(filing_dates(_analyzed(*trips, certificates=certificates, as_of=as_of, **more)))


def _analyzed(
    *trips: Row, certificates: list[Row] | None = None, as_of: dt.date = AS_OF, **more: Any
) -> tracker.Analysis:
    tables = {"certificates": certificates or []} | {key: more.pop(key) for key in list(more) if key in TABLES}
    names = dict.fromkeys(trip["assignment"] for trip in trips if trip["assignment"])
    assignments = [KNOWN | {"assignment": name, "traveler": "me"} | more for name in names]
    read = workspace_from_text(text_tables({"trips": list(trips), "assignments": assignments, **tables}))
    return tracker.analyze(read, tracker.load_rules(), as_of=as_of)


TABLES = ("travelers", "clarifications", "verifications", "exceptions")


def _one(*trips: Row, **more: Any) -> dict[str, str]:
    frame = _filed(*trips, **more)
    assert len(frame) == 1
    return dict(zip(frame.columns, frame.iloc[0], strict=True))


def _certificate(**cells: str) -> Row:
    usual = {"certificate": "c", "traveler": "me", "host": "FR", "first_day": "2024-03-01", "state": "issued"}
    return usual | cells


FRANCE = _trip("FR", "2024-03-01", "2024-03-10")


HELD = _certificate()


# One row per period and jurisdiction with an agreement in force on any work day, or an unclear one -------------------


@pytest.mark.parametrize(
    ("trips", "more", "rows"),
    [
        ([FRANCE], {}, ["FR"]),
        ([FRANCE], {"business_in_us": ""}, ["FR"]),
        ([FRANCE], {"business_in_us": "no", "certificates": [_certificate()]}, ["FR"]),
        ([FRANCE], {"business_in_us": "no"}, ["FR"]),
        ([FRANCE], {"business_in_us": "no", "certificates": [{"issuer": "FR"} | HELD]}, ["FR"]),
        ([_trip("FR", "1988-06-20", "1988-06-25")], {}, []),
        ([_trip("TH", "2024-03-01", "2024-03-10")], {}, []),
        ([_trip("US", "2024-03-01", "2024-03-10")], {}, []),
        ([FRANCE | {"activity": "non_work"}], {}, []),
        ([FRANCE, _trip("RE", "2024-03-12", "2024-03-13")], {}, ["FR"]),
        ([FRANCE, _trip("DE", "2024-03-12", "2024-03-13")], {}, ["DE", "FR"]),
        ([FRANCE, _trip("TH", "2024-03-12", "2024-03-13")], {}, ["FR"]),
        ([FRANCE, _trip("FR", "2024-05-01", "2024-05-02", assignment="y")], {}, ["FR", "FR"]),
    ],
)
def test_a_row_per_period_and_jurisdiction(trips: list[Row], more: dict[str, Any], rows: list[str]) -> None:
    assert _filed(*trips, **more)["agreement_country"].tolist() == rows


def test_nothing_to_file_has_all_columns() -> None:
    frame = filing_dates(tracker.analyze(Workspace(), tracker.load_rules(), as_of=AS_OF))
    assert len(frame) == 0
    assert tuple(frame.columns) == (*FILING_COLUMNS, *CHECK_COLUMNS, *GATE_COLUMNS)


@pytest.mark.parametrize("trips", [[], [FRANCE, _trip("DE", "2024-03-12", "")]], ids=["no row", "rows"])
def test_days_are_days_and_all_other_columns_text(trips: list[Row]) -> None:
    frame = filing_dates(_analyzed(*trips))
    assert tuple(frame.columns) == (*FILING_COLUMNS, *CHECK_COLUMNS, *GATE_COLUMNS)
    assert (frame[list(DAY_COLUMNS)].dtypes == "datetime64[s]").all()
    others = frame.drop(columns=list(DAY_COLUMNS))
    assert (others.dtypes == "str").all()
    assert not others.isna().any().any()
    assert frame["anticipated_end"].isna().any() == bool(trips)
    us = frame["beginning_date"].dt.strftime("%m/%d/%Y")
    assert us.tolist() == frame["beginning_date_us"].tolist()


def test_who_and_where() -> None:
    people = [{"traveler": "me", "name": "Ann Example"}]
    row = _one(FRANCE, travelers=people)
    assert (row["traveler"], row["name"], row["period"], row["assignment"]) == ("me", "Ann Example", "1", "x")
    assert (row["agreement_country"], row["agreement_country_name"]) == ("FR", "France")


def test_work_on_a_territory_is_filed_for_its_partner() -> None:
    row = _one(_trip("RE", "2024-03-01", "2024-03-10"))
    assert (row["agreement_country"], row["agreement_country_name"]) == ("FR", "France")


# Beginning date: first work day there, or the agreement's start if later ----------------------------------------------


def test_the_beginning_is_the_first_work_day_there() -> None:
    rest = _trip("FR", "2024-02-20", "2024-02-29", activity="non_work")
    home = _trip("US", "2024-02-01", "2024-02-15")
    row = _one(rest, home, FRANCE)
    assert (row["beginning_date"], row["beginning_date_us"]) == ("2024-03-01", "03/01/2024")


def test_the_beginning_is_not_before_the_agreement() -> None:
    row = _one(_trip("FR", "1988-06-25", "1988-07-05"))
    assert (row["beginning_date"], row["work_days"]) == ("1988-07-01", "5")


def test_the_beginning_is_not_before_a_start_that_is_only_reported() -> None:
    row = _one(_trip("RO", "2026-08-25", "2026-09-05"))
    assert (row["beginning_date"], row["work_days"], row["decision"]) == ("2026-09-01", "5", "clarify")


def test_a_handed_over_day_begins_the_receiving_work() -> None:
    frame = _filed(FRANCE, _trip("DE", "2024-03-10", "2024-03-12"))
    assert frame["beginning_date"].tolist() == ["2024-03-10", "2024-03-01"]
    assert frame["anticipated_end"].tolist() == ["2024-03-12", "2024-03-09"]


# Anticipated end -----------------------------------------------------------------------------------------------------


def test_the_end_is_the_expected_one() -> None:
    row = _one(FRANCE, expected_last_day="2024-12-31", host="FR")
    assert (row["anticipated_end"], row["anticipated_end_us"]) == ("2024-12-31", "12/31/2024")
    assert row["end_note"] == "This is the expected end; the last logged work day is 2024-03-10."
    assert _one(FRANCE, expected_last_day="2024-03-10", host="FR")["end_note"] == ""


def test_else_it_is_the_last_logged_work_day() -> None:
    row = _one(FRANCE, _trip("FR", "2024-04-01", "2024-04-02"))
    assert row["anticipated_end"] == "2024-04-02"
    assert row["end_note"] != ""


def test_rest_after_the_work_does_not_move_the_end() -> None:
    assert _one(FRANCE, _trip("FR", "2024-03-11", "2024-03-30", activity="non_work"))["anticipated_end"] == "2024-03-10"


def test_an_expected_end_of_another_host_does_not_count() -> None:
    assert _one(FRANCE, expected_last_day="2024-12-31", host="DE")["anticipated_end"] == "2024-03-10"


def test_else_it_is_empty_and_the_day_asked_about_never_stands_for_it() -> None:
    row = _one(_trip("FR", "2026-03-01", ""))
    assert (row["anticipated_end"], row["anticipated_end_us"]) == ("", "")
    assert "you must state it" in row["end_note"]
    assert AS_OF.isoformat() not in row.values()


def test_an_ongoing_trip_with_an_expected_end_has_an_end() -> None:
    assert _one(_trip("FR", "2026-03-01", ""), expected_last_day="2026-12-31")["anticipated_end"] == "2026-12-31"


@pytest.mark.parametrize(
    ("expected", "end", "cut"),
    [("2026-02-28", "2026-02-28", False), ("2026-03-01", "2026-02-28", True), ("2030-01-01", "2026-02-28", True)],
)
def test_the_end_never_lies_past_the_limit(expected: str, end: str, cut: bool) -> None:
    """A certificate that is on file keeps the row although the rule alone would not cover it."""
    row = _one(FRANCE, expected_last_day=expected, certificates=[_certificate()])
    assert row["anticipated_end"] == end
    assert ("limit" in row["end_note"]) is cut


def test_logged_work_past_the_limit_is_cut_too() -> None:
    row = _one(_trip("FR", "2024-03-01", "2026-03-05"))
    assert row["anticipated_end"] == "2026-02-28"
    assert "limit" in row["end_note"]


def test_a_granted_exception_is_the_limit() -> None:
    granted = [{"assignment": "x", "host": "FR", "until": "2026-12-31", "granted_on": "2025-01-01"}]
    row = _one(FRANCE, expected_last_day="2026-12-31", exceptions=granted)
    assert row["anticipated_end"] == "2026-12-31"
    assert "limit" not in row["end_note"]


# The dates hold, or nothing is requested ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("expected", "end", "request_now"),
    [
        ("2024-03-10", "2024-03-10", "yes"),
        ("2024-03-09", "2024-03-10", "no"),  # one day before the last logged work day
        ("2024-02-01", "2024-03-10", "no"),  # before the beginning
    ],
)
def test_an_end_before_the_logged_work_is_never_requested(expected: str, end: str, request_now: str) -> None:
    row = _one(FRANCE, expected_last_day=expected)
    assert (row["anticipated_end"], row["request_now"], row["decision"]) == (end, request_now, "request")
    contradiction = f"The expected end, {expected}, is before the last logged work day"
    assert (contradiction in row["end_note"]) is (request_now == "no")
    assert ("past the expected end" in row["what_is_open"]) is (request_now == "no")
    assert (row["open_question"] == "") is (request_now == "yes")


def test_an_ongoing_trip_after_the_expected_end_is_never_requested() -> None:
    row = _one(_trip("FR", "2026-03-01", ""), expected_last_day="2026-05-31")
    assert (row["anticipated_end"], row["request_now"]) == ("", "no")
    assert "has no last day" in row["end_note"]
    assert AS_OF.isoformat() not in row.values()
    ahead = _one(_trip("FR", "2026-03-01", ""), expected_last_day="2026-06-01")
    assert (ahead["anticipated_end"], ahead["request_now"]) == ("2026-06-01", "yes")


def test_without_an_end_nothing_is_requested_where_the_rule_has_a_limit() -> None:
    ongoing = [_trip("DE", "2026-03-01", ""), _trip("PT", "2026-03-01", "")]
    for trip in ongoing:
        row = _one(trip, worker="employee", employer="us", us_covered_before="yes")
        assert (row["anticipated_end"], row["request_now"], row["ready_to_file"]) == ("", "no", "no")


def test_the_agreements_start_is_no_beginning_of_the_work_and_says_so() -> None:
    row = _one(_trip("RO", "2026-08-25", "2026-09-05"))
    assert "the work there began on 2026-08-25" in row["begin_note"]
    assert "5 of its 12 work days" in row["begin_note"]
    assert _one(FRANCE)["begin_note"] == ""


def test_a_travel_day_is_named_on_both_rows() -> None:
    frame = _filed(FRANCE, _trip("DE", "2024-03-10", "2024-03-12"))
    germany, france = frame["begin_note"].tolist()[0], frame["end_note"].tolist()[1]
    assert "2024-03-10 is also the last day of trip FR2024-03-01 in France" in germany
    assert "2024-03-10, the last day of trip FR2024-03-01, counts for Germany" in france


# Whose paper, and for what --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("more", "ask", "issuer"),
    [
        ({}, "us", ""),
        ({"certificates": [_certificate(state="submitted")]}, "us", ""),
        ({"certificates": [_certificate()]}, "", "US"),
        ({"business_in_us": ""}, "", ""),
        ({"business_in_us": "no"}, "host", ""),
        ({"business_in_us": "no", "certificates": [_certificate(issuer="FR")]}, "", "FR"),
    ],
)
def test_whose_paper_is_needed(more: dict[str, Any], ask: str, issuer: str) -> None:
    row = _one(FRANCE, **more)
    assert (row["ask"], row["certificate_issuer"]) == (ask, issuer)


def test_where_the_country_issues_none_ssa_writes_a_letter() -> None:
    row = _one(_trip("AU", "2024-03-01", "2024-03-10"), residence="AU")
    assert (row["ask"], row["request_now"], row["decision"]) == ("us_letter", "no", "ask_us_letter")


def test_a_certificate_that_ends_inside_the_stay_makes_it_an_extension() -> None:
    held = _certificate(last_day="2024-03-06", control_number="N-7")
    row = _one(FRANCE, certificates=[held])
    assert (row["request_kind"], row["refers_to"], row["control_number"]) == ("extension", "c", "N-7")
    assert (row["uncovered_first_day"], row["uncovered_last_day"]) == ("2024-03-07", "2024-03-10")
    assert row["uncovered_first_day_us"] == "03/07/2024"
    assert (row["beginning_date"], row["anticipated_end"]) == ("2024-03-01", "2024-03-10")
    whole = _one(FRANCE, certificates=[held | {"last_day": "2024-03-10"}])
    assert (whole["request_kind"], whole["uncovered_first_day"], whole["control_number"]) == ("", "", "N-7")


def test_a_certificate_that_begins_after_the_work_needs_a_correction() -> None:
    row = _one(FRANCE, certificates=[_certificate(first_day="2024-03-03", control_number="N-7")])
    assert (row["request_kind"], row["control_number"]) == ("correction", "N-7")
    assert (row["uncovered_first_day"], row["uncovered_last_day"]) == ("2024-03-01", "2024-03-02")


@pytest.mark.parametrize(
    ("ends", "expected"),
    [
        ("2024-03-10", ("N-1", "2024-03-03", "2024-03-04", "")),
        ("2024-03-08", ("N-2", "2024-03-09", "2024-03-10", "2024-03-03/2024-03-04")),
    ],
)
def test_a_hole_between_two_certificates_is_never_part_of_days_that_are_on_file(
    ends: str, expected: tuple[str, ...]
) -> None:
    first = _certificate(certificate="a", last_day="2024-03-02", control_number="N-1")
    second = _certificate(certificate="b", first_day="2024-03-05", last_day=ends, control_number="N-2")
    row = _one(FRANCE, certificates=[first, second])
    columns = ("control_number", "uncovered_first_day", "uncovered_last_day", "other_uncovered_days")
    assert row["request_kind"] == "extension"
    assert tuple(row[column] for column in columns) == expected


def test_days_whose_request_is_with_the_agency_are_not_requested_again() -> None:
    first = _certificate(certificate="a", last_day="2024-03-02", control_number="N-1")
    second = _certificate(certificate="b", first_day="2024-03-05", last_day="2024-03-08", control_number="N-2")
    longer = {"request": "extension", "refers_to": "b", "state": "submitted", "last_day": "2024-03-10"}
    sent = _certificate(certificate="s", first_day="2024-03-09", **longer)
    row = _one(FRANCE, certificates=[first, second, sent])
    assert (row["control_number"], row["uncovered_first_day"], row["uncovered_last_day"]) == (
        *("N-1", "2024-03-03"),
        "2024-03-04",
    )
    assert row["other_uncovered_days"] == ""


def test_days_before_and_after_a_certificate_are_two_requests() -> None:
    held = _certificate(first_day="2024-03-03", last_day="2024-03-06", control_number="N-7")
    row = _one(FRANCE, certificates=[held])
    assert (row["request_kind"], row["uncovered_first_day"], row["uncovered_last_day"]) == (
        *("extension", "2024-03-07"),
        "2024-03-10",
    )
    assert row["other_uncovered_days"] == "2024-03-01/2024-03-02"


@pytest.mark.parametrize("kind", ["extension", "correction"])
def test_a_request_that_refers_to_a_certificate_is_never_new(kind: str) -> None:
    held = _certificate(last_day="2024-03-06", control_number="N-7")
    draft = _certificate(certificate="d", state="draft", request=kind, refers_to="c", last_day="2024-03-10")
    row = _one(FRANCE, certificates=[held, draft])
    assert (row["request_kind"], row["refers_to"], row["control_number"]) == (kind, "c", "N-7")


def test_a_first_request_is_new_and_names_no_days_of_its_own() -> None:
    row = _one(FRANCE)
    assert (row["request_kind"], row["refers_to"], row["uncovered_first_day"]) == ("new", "", "")


def test_an_extension_of_the_hosts_certificate_is_recognized_too() -> None:
    held = _certificate(issuer="FR", last_day="2024-03-06", control_number="A1-7")
    row = _one(FRANCE, business_in_us="no", certificates=[held])
    assert (row["ask"], row["request_kind"], row["control_number"]) == ("host", "extension", "A1-7")
    assert row["uncovered_first_day"] == "2024-03-07"


def test_an_expected_end_after_the_certificate_needs_an_extension_before_it_ends() -> None:
    row = _one(FRANCE, expected_last_day="2024-12-31", certificates=[_certificate(last_day="2024-03-10")])
    assert (row["decision"], row["request_kind"], row["request_now"]) == ("on_file", "extension", "no")
    assert (row["uncovered_first_day"], row["uncovered_last_day"]) == ("2024-03-11", "2024-12-31")


def test_limit_and_last_day_in_time_stand_beside_the_dates() -> None:
    row = _one(FRANCE)
    assert (row["limit_last_day"], row["limit_last_day_us"]) == ("2026-02-28", "02/28/2026")
    assert (row["file_by"], row["file_by_us"]) == ("2024-02-29", "02/29/2024")
    assert _one(FRANCE, certificates=[_certificate()])["file_by"] == ""


def test_short_stays_with_clocks_of_their_own_are_one_row() -> None:
    stays = [_trip("CA", "2024-03-01", "2024-03-10"), _trip("CA", "2024-06-01", "2024-06-10")]
    row = _one(*stays, worker="employee", employer="us", us_covered_before="yes")
    assert (row["beginning_date"], row["anticipated_end"], row["work_days"]) == ("2024-03-01", "2024-06-10", "20")
    assert "2 short stays" in row["end_note"]


# Days and trips ------------------------------------------------------------------------------------------------------


def test_days_off_inside_do_not_split_a_row_and_are_no_work_days() -> None:
    row = _one(FRANCE, _trip("FR", "2024-03-15", "2024-03-16"))
    assert (row["beginning_date"], row["anticipated_end"], row["work_days"]) == ("2024-03-01", "2024-03-16", "12")


def test_work_days_are_different_days() -> None:
    assert _one(FRANCE, _trip("RE", "2024-03-08", "2024-03-12"))["work_days"] == "12"


def test_the_trips_behind_it_are_its_own_work_trips_by_first_day() -> None:
    trips = [
        _trip("FR", "2024-03-20", "2024-03-21"),
        FRANCE,
        _trip("RE", "2024-03-12", "2024-03-13"),
        _trip("US", "2024-03-14", "2024-03-15"),
        _trip("FR", "2024-03-22", "2024-03-23", activity="non_work"),
    ]
    assert _one(*trips)["trips"] == "FR2024-03-01+RE2024-03-12+FR2024-03-20"


# Decision, request_now, the open question ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("more", "decision", "request_now"),
    [
        ({}, "request", "yes"),
        ({"certificates": [_certificate(state="submitted")]}, "pending", "no"),
        ({"certificates": [_certificate()]}, "on_file", "no"),
        ({"business_in_us": ""}, "clarify", "no"),
    ],
)
def test_request_now_is_yes_only_for_request(more: dict[str, Any], decision: str, request_now: str) -> None:
    row = _one(FRANCE, **more)
    assert (row["decision"], row["request_now"]) == (decision, request_now)
    assert (row["open_question"] == "") == (request_now == "yes")


def test_the_open_question_names_what_is_missing() -> None:
    assert "business_in_us" in _one(FRANCE, business_in_us="")["open_question"]


def test_the_open_question_of_a_mixed_case_names_its_causes() -> None:
    row = _one(FRANCE, _trip("TH", "2024-03-12", "2024-03-13"))
    assert row["decision"] == "clarify"
    assert "TH2024-03-12" in row["open_question"]


def test_a_certificate_is_named_where_it_covers() -> None:
    assert _one(FRANCE, certificates=[_certificate()])["certificate"] == "c"
    assert _one(FRANCE, certificates=[_certificate(state="submitted")])["certificate"] == ""
    two = [_certificate(last_day="2024-03-05"), _certificate(certificate="b", first_day="2024-03-06")]
    assert _one(FRANCE, certificates=two)["certificate"] == "b+c"


def test_provision_and_source_are_named() -> None:
    row = _one(FRANCE)
    rules = tracker.load_rules()
    provision = rules.provision("FR.self_employed.transfer")
    assert row["provision"] == provision.id
    assert provision.section in row["source"]
    assert rules.sources[provision.sources[0]].href in row["source"]


def test_where_no_rule_was_applied_none_is_named() -> None:
    row = _one(_trip("RO", "2026-09-02", "2026-09-05"))
    assert (row["provision"], row["source"]) == ("", "")


# Own checks and stale sources ----------------------------------------------------------------------------------------

A_YEAR_LATER = dt.date(2027, 12, 1)


def _check(**cells: str) -> Row:
    return {"host": "FR", "checked_on": "2027-06-01", "source": "SSA's page on France"} | cells


@pytest.mark.parametrize(
    ("checks", "printed"),
    [
        ([], ""),
        ([_check()], "FR checked on 2027-06-01: SSA's page on France"),
        (
            [_check(provision="FR.self_employed.transfer")],
            "FR.self_employed.transfer checked on 2027-06-01: SSA's page on France",
        ),
        ([_check(provision="FR.employee.detached")], ""),
        ([_check(host="DE")], ""),
    ],
    ids=["none", "the agreement", "the rule of the row", "another rule", "another agreement"],
)
def test_the_own_checks_of_a_row_are_printed(checks: list[Row], printed: str) -> None:
    assert _one(FRANCE, verifications=checks)["own_checks"] == printed


def test_a_start_that_was_found_is_printed_with_its_check() -> None:
    romania = _trip("RO", "2026-10-01", "2026-10-05")
    row = _one(romania, verifications=[_check(host="RO", in_force_from="2026-09-01")])
    assert row["own_checks"] == "RO checked on 2027-06-01, in force from 2026-09-01: SSA's page on France"


def test_a_stale_source_is_printed_until_it_is_read_again() -> None:
    stale = "FR.self_employed.transfer last read on 2026-11-22"
    assert _one(FRANCE)["stale_sources"] == ""
    assert _one(FRANCE, as_of=A_YEAR_LATER)["stale_sources"] == stale
    assert _one(FRANCE, as_of=A_YEAR_LATER, verifications=[_check()])["stale_sources"] == ""


def test_without_a_rule_the_agreement_itself_is_stale() -> None:
    romania = _trip("RO", "2026-10-01", "2026-10-05")
    assert _one(romania, as_of=A_YEAR_LATER)["stale_sources"] == "RO last read on 2026-11-22"
