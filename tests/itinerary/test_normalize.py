"""What people type becomes usable, or a finding that names the cell and says what to do."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.scenario_files import text_tables
from tracker.itinerary.normalize import normalized


def _one(table: str = "trips", **cells: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    filled = {"country": "FR", "first_day": "2026-03-01"} | cells if table == "trips" else cells
    return normalized(table, text_tables({table: [filled]})[table], f"{table}.csv")


def _day(text: str) -> pd.Timestamp:
    rows, problems = _one(first_day=text)
    assert len(problems) == 0, problems["message"].tolist()
    return pd.Timestamp(rows["first_day"].iloc[0])


@pytest.mark.parametrize(
    "typed",
    [
        "2026-03-01",
        " 2026-03-01 ",
        "2026-03-01T00:30:00+02:00",
        "2026-03-01T23:30:00-11:00",
        "2026-03-01T23:30",
        "2026-03-01 00:00:00",
        "2026-03-01T12:00:00.000Z",
    ],
)
def test_a_clock_time_is_dropped_and_the_written_day_stays(typed: str) -> None:
    assert _day(typed) == pd.Timestamp("2026-03-01")


def test_a_leap_day_is_a_day() -> None:
    assert _day("2024-02-29") == pd.Timestamp("2024-02-29")


@pytest.mark.parametrize(
    ("typed", "advice"),
    [
        ("2026-03", "names only a month"),
        ("05/01/2026", "year-month-day"),
        ("01.05.2026", "year-month-day"),
        ("2026-02-29", "not a date"),
        ("2026-13-01", "not a date"),
        ("2026-00-10", "not a date"),
        ("March", "not a date"),
        ("46082", "not a date"),
        ("1899-12-31", "not a date"),
        ("2200-01-01", "too far away"),
        ("9999-12-31", "too far away"),
        ("0000-00-00", "not a date"),
    ],
)
@pytest.mark.parametrize("column", ["first_day", "last_day"])
def test_what_is_no_day_makes_the_row_unusable(column: str, typed: str, advice: str) -> None:
    rows, problems = _one(**{column: typed})
    assert len(rows) == 0
    assert problems[["severity", "code", "file", "row", "column"]].values.tolist() == [
        ["error", "unusable_row", "trips.csv", 1, column]
    ]
    assert advice in problems["message"].iloc[0]
    assert typed in problems["message"].iloc[0]


@pytest.mark.parametrize("typed", ["", " ", "None", "none", r"\N", "NULL", "nan", "NaT"])
def test_the_many_ways_of_writing_empty(typed: str) -> None:
    rows, problems = _one(last_day=typed, place=typed, assignment=typed, activity=typed, traveler=typed)
    assert len(problems) == 0
    row = rows.iloc[0]
    assert pd.isna(row["last_day"])
    assert row[["place", "assignment", "activity", "traveler"]].tolist() == ["", "", "work", "me"]


@pytest.mark.parametrize("typed", ["", "None", r"\N"])
def test_a_trip_without_an_id_is_named_after_its_data_row(typed: str) -> None:
    cells = {"trip": typed, "country": "FR", "first_day": "2026-03-01"}
    rows, _ = normalized("trips", text_tables({"trips": [cells, cells | {"country": "DE"}]})["trips"], "trips.csv")
    assert rows["trip"].tolist() == ["row-1", "row-2"]


@pytest.mark.parametrize(
    ("typed", "code"),
    [("FRA", "FR"), ("france", "FR"), ("Norway", "NO"), ("NO", "NO"), ("NA", "NA"), ("PR", "US"), ("GUM", "US")],
)
def test_countries_are_codes_afterwards(typed: str, code: str) -> None:
    rows, problems = _one(country=typed)
    assert rows["country"].tolist() == [code]
    assert len(problems) == 0


def test_an_unknown_country_makes_a_trip_unusable() -> None:
    rows, problems = _one(country="Atlantis")
    assert len(rows) == 0
    assert problems[["code", "row", "column"]].values.tolist() == [["unusable_row", 1, "country"]]
    assert "'Atlantis'" in problems["message"].iloc[0]


@pytest.mark.parametrize("column", ["country", "first_day"])
def test_an_empty_needed_cell_makes_a_trip_unusable(column: str) -> None:
    rows, problems = _one(**{column: ""})
    assert len(rows) == 0
    assert problems["message"].str.startswith(f"{column} is empty").tolist() == [True]


def test_a_table_without_a_needed_column_says_so_for_every_row() -> None:
    typed = text_tables({"trips": [{"country": "FR"}, {"country": "DE"}]})["trips"]
    rows, problems = normalized("trips", typed, "trips.csv")
    assert len(rows) == 0
    assert problems[["row", "column"]].values.tolist() == [[1, "first_day"], [2, "first_day"]]


def test_a_last_day_before_the_first_makes_a_trip_unusable() -> None:
    rows, problems = _one(last_day="2026-02-28")
    assert len(rows) == 0
    assert problems[["code", "column"]].values.tolist() == [["unusable_row", "last_day"]]
    assert "lies before first_day" in problems["message"].iloc[0]


def test_a_trip_of_one_day_is_usable() -> None:
    rows, problems = _one(last_day="2026-03-01")
    assert len(rows) == 1
    assert len(problems) == 0


def test_an_unknown_activity_makes_a_trip_unusable() -> None:
    rows, problems = _one(activity="busy")
    assert len(rows) == 0
    assert "work, non_work, transit" in problems["message"].iloc[0]


@pytest.mark.parametrize("typed", ["Non-Work", "non work", "NON_WORK"])
def test_codes_may_be_spelled_freely(typed: str) -> None:
    rows, problems = _one(activity=typed)
    assert rows["activity"].tolist() == ["non_work"]
    assert len(problems) == 0


def test_an_unknown_certainty_falls_back_to_the_default_with_a_warning() -> None:
    rows, problems = _one(certainty="maybe")
    assert rows["certainty"].tolist() == ["confirmed"]
    assert problems[["severity", "code", "column"]].values.tolist() == [["warning", "unknown_value", "certainty"]]


@pytest.mark.parametrize("column", ["worker", "employer", "business_in_us", "residence", "sent_from", "election"])
def test_a_fact_that_cannot_be_read_is_unknown_and_the_row_is_used(column: str) -> None:
    rows, problems = _one("assignments", assignment="x", traveler="ann", **{column: "perhaps"})
    assert rows[column].tolist() == [""]
    assert problems[["severity", "code", "row", "column"]].values.tolist() == [["warning", "unknown_value", 1, column]]
    assert "'perhaps'" in problems["message"].iloc[0]


@pytest.mark.parametrize(
    ("typed", "meant"), [("yes", "yes"), ("Y", "yes"), ("TRUE", "yes"), ("1", "yes"), ("no", "no"), ("False", "no")]
)
def test_yes_and_no_in_other_words(typed: str, meant: str) -> None:
    rows, problems = _one("assignments", assignment="x", traveler="ann", business_in_us=typed)
    assert rows["business_in_us"].tolist() == [meant]
    assert len(problems) == 0


def test_a_bad_date_beside_a_good_row_leaves_the_good_one() -> None:
    typed = [
        {"trip": "a", "country": "FR", "first_day": "2026-03"},
        {"trip": "b", "country": "FR", "first_day": "2026-03-01"},
        {"trip": "c", "country": "Atlantis", "first_day": "tomorrow"},
    ]
    rows, problems = normalized("trips", text_tables({"trips": typed})["trips"], "trips.csv")
    assert rows["trip"].tolist() == ["b"]
    assert rows.index.tolist() == [1]
    assert problems[["subject", "row", "column"]].sort_values(["row", "column"]).values.tolist() == [
        ["a", 1, "first_day"],
        ["c", 3, "country"],
        ["c", 3, "first_day"],
    ]


def test_unknown_columns_stay_as_they_are_typed() -> None:
    rows, _ = _one(hotel="None")
    assert rows["hotel"].tolist() == ["None"]


def test_columns_come_in_the_documented_order_with_the_documented_types() -> None:
    rows, _ = normalized("trips", text_tables({"trips": [{"first_day": "2026-03-01", "country": "FR"}]})["trips"], "")
    assert list(rows.columns)[:6] == ["trip", "traveler", "country", "place", "first_day", "last_day"]
    assert rows["first_day"].dtype == rows["last_day"].dtype == "datetime64[s]"
    assert rows["place"].dtype == "str"


def test_the_typed_table_is_left_alone() -> None:
    typed = text_tables({"trips": [{"country": "france", "first_day": "2026-03-01T10:00"}]})["trips"]
    before = typed.copy(deep=True)
    normalized("trips", typed, "trips.csv")
    pd.testing.assert_frame_equal(typed, before)


@pytest.mark.parametrize(
    ("typed", "issuer"),
    [
        ("", "US"),
        ("None", "US"),
        ("SSA", "US"),
        ("U.S. SSA", "US"),
        ("Social Security Administration", "US"),
        ("USA", "US"),
        ("United States", "US"),
        ("portugal", "PT"),
        ("PRT", "PT"),
    ],
)
def test_who_issued_a_certificate_is_a_country_or_the_us_agency(typed: str, issuer: str) -> None:
    given = {"certificate": "c", "traveler": "me", "host": "PT", "first_day": "2026-03-01", "issuer": typed}
    rows, problems = _one("certificates", **given)
    assert (rows["issuer"].tolist(), len(problems)) == ([issuer], 0)


def test_an_unknown_issuer_makes_the_row_unusable_and_never_a_us_certificate() -> None:
    given = {"certificate": "c", "traveler": "me", "host": "PT", "first_day": "2026-03-01", "issuer": "Seg. Social"}
    rows, problems = _one("certificates", **given)
    assert len(rows) == 0
    [problem] = problems.to_dict("records")
    assert (problem["code"], problem["severity"], problem["column"]) == ("unusable_row", "error", "issuer")
    assert "'Seg. Social' is not a known country" in problem["message"]


def test_the_name_of_the_us_agency_is_no_country_of_work() -> None:
    rows, problems = _one(country="SSA")
    assert (len(rows), problems["column"].tolist()) == (0, ["country"])


@pytest.mark.parametrize(("typed", "stored"), [("TRUE", "yes"), ("n", "no"), ("", "")])
def test_whether_work_is_meant_to_end_is_yes_no_or_not_known(typed: str, stored: str) -> None:
    rows, problems = _one("assignments", assignment="a", traveler="me", temporary=typed, employer="US own choice")
    assert (rows["temporary"].tolist(), rows["employer"].tolist(), len(problems)) == ([stored], ["us_own_choice"], 0)
