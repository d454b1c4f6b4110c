"""The result tables as files."""

from __future__ import annotations

import csv
import io
import json

import pandas as pd
import pytest
from pyarrow import parquet

from tests.exchange.files import analysis_of, awkward_workspace
from tracker import schema
from tracker.codes import NOT_LEGAL_ADVICE
from tracker.errors import BadOption
from tracker.exchange.results import SUMMARY, published, result_files
from tracker.exchange.text import rearmed
from tracker.itinerary import Workspace, workspace_from_text

CONTRACT = {
    "segments": "traveler first_day last_day days countries status",
    "periods": "traveler period assignment first_day last_day work_days countries case causes decision",
    "coverage": "traveler period host first_day last_day days verdict reason provision certificate mixed "
    "jurisdiction assignment worker residence",
    "findings": "severity code subject first_day last_day message file row column",
}


def _read(name: str, form: str, content: bytes) -> pd.DataFrame:
    """A result file with the dtypes that the schema declares."""
    columns = schema.RESULTS[name].columns
    if form == "parquet":
        table = pd.read_parquet(io.BytesIO(content))
    elif form == "json":
        table = pd.DataFrame(json.loads(content), columns=list(columns))
    else:
        table = pd.read_csv(io.BytesIO(content), dtype="str", keep_default_na=False)
    for column, described in columns.items():
        if str(described.dtype).startswith("datetime64"):
            table[column] = pd.to_datetime(table[column]).astype("datetime64[s]")
        elif str(described.dtype) == "Int64" or column == "row":
            table[column] = pd.to_numeric(table[column]).astype("Int64")
        else:
            table[column] = table[column].astype("int64" if str(described.dtype) == "int64" else "str")
    return table


@pytest.mark.parametrize("form", ["csv", "json", "parquet"])
def test_files_say_exactly_what_the_analysis_says(form: str) -> None:
    analysis = analysis_of(awkward_workspace())
    files = result_files(analysis, form)
    assert set(files) == {f"{name}.{form}" for name in CONTRACT} | {"summary.json"}
    for name, columns in CONTRACT.items():
        table = _read(name, form, files[f"{name}.{form}"])
        if form == "csv":
            texts = table.columns[table.dtypes == "str"]
            table[texts] = rearmed(table[texts])
        assert list(table.columns) == columns.split()
        schema.RESULTS[name].validate(getattr(analysis, name))
        pd.testing.assert_frame_equal(table, published(name, getattr(analysis, name)), check_index_type=False)


def test_a_finding_about_no_row_has_no_row_number() -> None:
    trips = pd.DataFrame({"country": ["FR", "ZZ"], "first_day": "2026-01-01"})
    analysis = analysis_of(workspace_from_text({"trips": trips}))
    assert set(analysis.findings["row"]) >= {0, 2}
    for form in ("csv", "json", "parquet"):
        row = _read("findings", form, result_files(analysis, form)[f"findings.{form}"])["row"]
        assert row.dropna().tolist() == [2]
        assert row.isna().sum() == len(analysis.findings) - 1


@pytest.mark.parametrize("workspace", [awkward_workspace(), Workspace()], ids=["rows", "none"])
def test_parquet_holds_days_numbers_and_text(workspace: Workspace) -> None:
    for name, content in result_files(analysis_of(workspace), "parquet").items():
        if not name.endswith(".parquet"):
            continue
        for field in parquet.read_schema(io.BytesIO(content)):
            expected = "date32[day]" if field.name in ("first_day", "last_day") else "large_string"
            is_number = field.name in ("days", "period", "work_days", "row")
            assert str(field.type) == ("int64" if is_number else expected)


def test_no_cell_of_a_csv_can_run_as_a_formula() -> None:
    for name, content in result_files(analysis_of(awkward_workspace()), "csv").items():
        if name.endswith(".csv"):
            rows = csv.reader(io.StringIO(content.decode("utf-8"), newline=""))
            assert not [cell for row in rows for cell in row if cell[:1] in tuple("=+-@\t\r\n＝＋－＠")]


def test_csv_days_are_iso_and_empty_is_empty() -> None:
    lines = result_files(analysis_of(awkward_workspace()), "csv")["coverage.csv"].decode().splitlines()
    assert lines[0] == CONTRACT["coverage"].replace(" ", ",")
    germany = "me,1,DE,2026-02-01,2026-02-20,20,unclear,fact_missing:business_in_us,DE.self_employed.transfer,,yes"
    assert f"{germany},DE,,self_employed,US" in lines
    assert "me,,,2026-05-01,2026-11-22,206,not_needed,us_work,,,no,,,," in lines


def test_summary_carries_the_contract_and_the_note() -> None:
    analysis = analysis_of(awkward_workspace())
    told = json.loads(result_files(analysis)["summary.json"])
    assert told == {**analysis.summary, "note": NOT_LEGAL_ADVICE}
    assert told["settings"]["join_gap_days"] == 30
    assert set(told) == set(SUMMARY)


def test_tables_without_rows_have_their_header() -> None:
    files = result_files(analysis_of(Workspace()), "csv")
    for name, columns in CONTRACT.items():
        assert files[f"{name}.csv"].decode() == columns.replace(" ", ",") + "\n"


def test_unknown_form_is_refused() -> None:
    with pytest.raises(BadOption, match="csv, json, parquet"):
        result_files(analysis_of(Workspace()), "xls")
