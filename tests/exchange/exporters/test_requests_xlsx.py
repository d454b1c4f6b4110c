"""The requests of a program as a workbook."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile

import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

import tracker
from tests.filing.test_overview import sample
from tracker.analysis import Analysis
from tracker.codes import NOT_LEGAL_ADVICE, Paper
from tracker.errors import BadOption, UnknownTraveler
from tracker.exchange.about import workspace_digest
from tracker.exchange.exporters import REQUEST_EXPORTERS, Choice, exporter_for
from tracker.exchange.exporters.requests_xlsx import REQUESTS_XLSX
from tracker.exchange.redaction import Redaction
from tracker.filing.identity import Identity
from tracker.filing.request_list import ToDo, request_lines
from tracker.itinerary import Workspace, workspace_from_text

EVERYBODY = Choice(requests=True)


@pytest.fixture(scope="module")
def program() -> Analysis:
    return sample("program")


def _sheet(analysis: Analysis, choice: Choice = EVERYBODY) -> list[list[object]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(REQUESTS_XLSX.to_bytes(analysis, choice)))
    assert book.sheet_names == ["Requests"]
    return book.get_sheet_by_name("Requests").to_python()


def _table(rows: list[list[object]]) -> pd.DataFrame:
    header = next(number for number, row in enumerate(rows) if row[0] == "No.")
    body = [row for row in rows[header + 1 :] if isinstance(row[0], (int, float))]
    return pd.DataFrame(body, columns=rows[header], dtype="object")


def test_each_line_of_the_list_is_a_row_with_real_days(program: Analysis) -> None:
    table = _table(_sheet(program))
    lines = request_lines(program)
    assert table["Name"].tolist() == [line.name for line in lines]
    assert table["Employee no."].tolist() == [line.traveler for line in lines]
    assert table["Beginning"].tolist() == [line.first_day or "" for line in lines]
    assert table["End"].tolist() == [line.last_day or "" for line in lines]
    assert table["Request by"].tolist() == [line.file_by or "" for line in lines]
    assert table["What to do"].tolist()[0] == "Answer first (late)"
    assert table["Request for"].tolist()[0] == "Extension of SAMPLE-0102"
    assert table["Certificate or control no."].tolist()[0] == "SAMPLE-0102, issued, to Jun 30, 2026"
    assert {*table["Employee no."]} == {*program.workspace.travelers["traveler"]}
    assert all(isinstance(day, dt.date) for day in table["Beginning"])


def test_the_sheet_says_what_it_was_made_from_and_that_it_is_no_legal_advice(program: Analysis) -> None:
    text = str(_sheet(program))
    for words in (
        "As of Nov 22, 2026 · 8 people · 4 to answer first · 3 to request from the host's agency",
        NOT_LEGAL_ADVICE,
        program.rules.digest,
        workspace_digest(program.workspace),
        f"Made by: Coverline {tracker.__version__}",
        "Trips are joined across gaps of: at most 30 days",
        "Uncertain dates: none: every trip is marked confirmed",
        "This list does not change when the log changes",
    ):
        assert words in text


def test_it_is_printed_on_letter_one_page_wide(program: Analysis) -> None:
    with zipfile.ZipFile(io.BytesIO(REQUESTS_XLSX.to_bytes(program, EVERYBODY))) as members:
        sheet = members.read("xl/worksheets/sheet1.xml").decode("utf-8")
        titles = members.read("xl/workbook.xml").decode("utf-8")
    assert re.search(r'<pageSetup paperSize="1"[^>]* fitToHeight="0" orientation="landscape"', sheet)
    assert "page &amp;P of &amp;N" in sheet
    assert "Requests!$5:$5" in titles
    assert "<mergeCell" not in sheet


def test_it_is_printed_on_a4_where_that_is_chosen(program: Analysis) -> None:
    content = REQUESTS_XLSX.to_bytes(program, Choice(requests=True, paper=Paper.A4))
    with zipfile.ZipFile(io.BytesIO(content)) as members:
        assert 'paperSize="9"' in members.read("xl/worksheets/sheet1.xml").decode("utf-8")


def test_people_and_what_to_do_choose_among_the_rows(program: Analysis) -> None:
    two = Choice(requests=True, travelers=("hana", "ben"))
    assert {*_table(_sheet(program, two))["Employee no."]} == {"hana", "ben"}
    chosen = Choice(requests=True, decisions=("request", "with_agency"))
    rows = _sheet(program, chosen)
    assert {*_table(rows)["Employee no."]} == {"hana", "gus", "cleo", "ben"}
    assert [row[0] for row in rows if "Only these" in str(row[0])] == ["Only these: request, with_agency."]
    assert len(_table(_sheet(program, Choice(requests=True, decisions=("not_needed",))))) == 0


def test_a_number_of_an_employee_keeps_its_zeros_and_no_text_is_a_formula() -> None:
    trips = pd.DataFrame(
        {"traveler": "004500", "country": "DE", "first_day": ["2026-03-02"], "last_day": ["2026-06-26"]}
    )
    people = pd.DataFrame([{"traveler": "004500", "name": "=1+1"}, {"traveler": "-5", "name": "東京 花子"}])
    workspace = workspace_from_text({"trips": trips, "travelers": people})
    table = _table(_sheet(tracker.analyze(workspace, tracker.load_rules(), as_of=dt.date(2026, 11, 22))))
    assert table["Employee no."].tolist() == ["004500", "-5"]
    assert table["Name"].tolist() == ["=1+1", "東京 花子"]
    assert table["What to do"].tolist()[1] == ToDo.NOT_NEEDED.sentence


def test_without_names_no_name_is_in_it(program: Analysis) -> None:
    choice = Choice(requests=True, travelers=("hana",), redact=(Redaction.NAMES,))
    rows = _sheet(program, choice)
    assert "hana" not in str(rows).lower()
    assert len(_table(rows)) == 2
    assert "Redacted: names" in str(rows)


def test_nobody_is_a_sheet_without_a_row() -> None:
    nobody = tracker.analyze(Workspace(), tracker.load_rules(), as_of=dt.date(2026, 11, 22))
    rows = _sheet(nobody)
    assert len(_table(rows)) == 0
    assert "As of Nov 22, 2026 · 0 people · no request" in str(rows)


@pytest.mark.parametrize(
    ("choice", "said"),
    [
        (Choice(requests=True, traveler="hana"), "choose one request"),
        (Choice(requests=True, host="DE"), "choose one request"),
        (Choice(requests=True, identity=Identity("219-45-6789")), "never holds a Social Security number"),
        (Choice(requests=True, decisions=("soon",)), "'soon' is not known. Use request_now, .*on_file.*pending"),
        (Choice(travelers=("hana",)), "add --all"),
        (Choice(decisions=("request",)), "add --all"),
    ],
)
def test_a_choice_that_makes_no_sense_is_refused(choice: Choice, said: str, program: Analysis) -> None:
    with pytest.raises(BadOption, match=said) as refused:
        REQUESTS_XLSX.make(program, choice)
    assert "6789" not in str(refused.value)


def test_somebody_who_is_nowhere_is_refused_by_name(program: Analysis) -> None:
    with pytest.raises(UnknownTraveler, match="bob"):
        REQUESTS_XLSX.make(program, Choice(requests=True, travelers=("hana", "bob")))


def test_formats_that_hold_no_list_say_so(program: Analysis) -> None:
    assert exporter_for("a.xlsx", requests=True) is REQUESTS_XLSX
    assert {exporter.ending for exporter in REQUEST_EXPORTERS} == {".pdf", ".xlsx"}
    with pytest.raises(BadOption, match="belongs to one person"):
        exporter_for("a.pdf", requests=True).check_identity(EVERYBODY)
    with pytest.raises(BadOption, match=r"all: \.csv cannot hold a list of requests.*\.xlsx"):
        exporter_for("a.csv", requests=True)
    with pytest.raises(BadOption, match="no format that can be written"):
        exporter_for("a.doc", requests=True)
    with pytest.raises(BadOption, match="cannot hold a list of requests"):
        exporter_for("a.csv").make(program, EVERYBODY)


def test_the_same_log_gives_the_same_file_again(program: Analysis) -> None:
    assert REQUESTS_XLSX.to_bytes(program, EVERYBODY) == REQUESTS_XLSX.to_bytes(program, EVERYBODY)
