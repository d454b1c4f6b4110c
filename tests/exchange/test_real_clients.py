"""The files in the programs that people open them with, number by number against the analysis.

The samples and twenty random logs, opened by LibreOffice in three locales, by a calendar reader and by a PDF reader.
"""

from __future__ import annotations

import csv
import datetime as dt
import re
import shutil
import subprocess
from collections import Counter
from functools import cache
from pathlib import Path

import icalendar
import pandas as pd
import pytest

import tracker
from tests import office
from tests.random_logs import random_logs
from tests.scenario_files import text_tables
from tracker.analysis import Analysis
from tracker.exchange.exporters import Choice, Made, exporter_for
from tracker.exchange.results import result_tables
from tracker.exchange.text import as_text
from tracker.filing import deadlines, filing_dates
from tracker.filing.request_list import RequestLine, ToDo, request_lines
from tracker.itinerary import workspace_from_text
from tracker.paths import data_folder

AS_OF = dt.date(2026, 11, 22)
LOCALES = ("en-US", "de-DE", "ja-JP")
NAMES = ("nomad", "employee", "mixed", "program", "random")
EVERYBODY = Choice(requests=True)


@cache
def _analysis(name: str) -> Analysis:
    if name == "random":
        workspace = workspace_from_text(text_tables(random_logs(20, 20)))
    else:
        workspace = tracker.read_workspace(data_folder() / "samples" / name)
    return tracker.analyze(workspace, tracker.load_rules(), as_of=AS_OF)


def _made(name: str, ending: str, choice: Choice | None = None) -> Made:
    choice = choice or Choice()
    return exporter_for(f"x{ending}", requests=choice.requests).make(_analysis(name), choice)


def _has_log(name: str, locale: str) -> bool:
    """Whole logs have two dozen sheets and take seconds to open: all of them in one locale, one in the others."""
    return locale == LOCALES[0] or name == "program"


@pytest.fixture(scope="module", params=LOCALES)
def locale(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def shown(locale: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every sheet of the workbooks as LibreOffice shows it: ``NAME_list-SHEET.csv``, ``NAME_log-SHEET.csv``."""
    office.office_or_skip()
    folder = tmp_path_factory.mktemp("office")
    files = [folder / f"{name}_list.xlsx" for name in NAMES]
    files += [folder / f"{name}_log.xlsx" for name in NAMES if _has_log(name, locale)]
    for file in files:
        name, _, kind = file.stem.partition("_")
        file.write_bytes(_made(name, ".xlsx", EVERYBODY if kind == "list" else Choice()).content)
    return office.shown(files, locale, folder)


def _cells(file: Path) -> list[list[str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.reader(lines))


def _american(day: dt.date | None) -> str:
    return "" if day is None else f"{day:%m/%d/%Y}"


def _row_of(number: int, line: RequestLine) -> list[str]:
    days = [_american(day) for day in (line.first_day, line.last_day, line.file_by)]
    texts = [line.name, line.traveler, line.country, line.request_for]
    to_do = line.to_do.sentence + (" (late)" if line.is_late else "")
    return [str(number), to_do, *texts, *days, "\n".join(line.open_points), line.paper]


@pytest.mark.parametrize("name", NAMES)
def test_the_requests_are_shown_alike_everywhere(shown: Path, locale: str, name: str) -> None:
    lines = request_lines(_analysis(name))
    for kind in ("list", "log") if _has_log(name, locale) else ("list",):
        cells = _cells(shown / f"{name}_{kind}-Requests.csv")
        header = next(n for n, row in enumerate(cells) if row[:2] == ["No.", "What to do"])
        assert cells[header + 1 : header + 1 + len(lines)] == [_row_of(n, line) for n, line in enumerate(lines, 1)]


@pytest.mark.parametrize("name", NAMES)
def test_the_tables_and_the_results_are_those_of_the_analysis(shown: Path, locale: str, name: str) -> None:
    if not _has_log(name, locale):
        return
    analysis = _analysis(name)
    entered = {table: frame for table, frame in analysis.workspace.tables().items() if len(frame)}
    results = {f"results_{table}": frame for table, frame in result_tables(analysis).items()}
    for sheet, frame in (entered | results).items():
        expected = as_text(frame)
        cells = _cells(shown / f"{name}_log-{sheet}.csv")
        header = cells.index(next(row for row in cells if row[: len(expected.columns)] == list(expected.columns)))
        body = [row[: len(expected.columns)] for row in cells[header + 1 : header + 1 + len(expected)]]
        assert body == expected.to_numpy().tolist(), sheet


@pytest.mark.parametrize("name", NAMES)
def test_a_list_of_requests_agrees_with_the_filing_dates_and_the_covered_days(name: str) -> None:
    analysis = _analysis(name)
    lines = {(line.traveler, str(line.period), line.host): line for line in request_lines(analysis) if line.request}
    table = filing_dates(analysis)
    assert len(lines) == len(table)
    for row in table.itertuples():
        line = lines[(row.traveler, row.period, row.agreement_country)]
        is_part = line.first_day != line.whole_first_day
        wanted = row.uncovered_first_day if is_part else row.beginning_date
        assert pd.Timestamp(line.first_day) == wanted
        covered = analysis.coverage
        mine = (covered["traveler"] == row.traveler) & (covered["period"].astype("str") == row.period)
        mine &= covered["jurisdiction"] == row.agreement_country
        assert (row.beginning_date >= covered.loc[mine, "first_day"].min()) or line.to_do == ToDo.ANSWER_FIRST


@pytest.mark.parametrize("name", NAMES)
def test_a_calendar_has_every_trip_and_every_coming_deadline_on_its_days(name: str) -> None:
    analysis = _analysis(name)
    calendar = icalendar.Calendar.from_ical(_made(name, ".ics").content)
    spans = Counter(
        (event["DTSTART"].dt, event["DTEND"].dt - dt.timedelta(days=1))
        for event in calendar.walk("VEVENT")
        if str(event["STATUS"]) != "CANCELLED"
    )
    trips = analysis.workspace.trips
    for row in trips.itertuples():
        first = row.first_day.date()
        span = (first, first if pd.isna(row.last_day) else row.last_day.date())
        assert spans[span] >= 1, row.trip
    ahead = deadlines(analysis)
    ahead = ahead[ahead["day"] > pd.Timestamp(AS_OF)]
    ended = {"limit", "extension"}  # of stays that are over: no event
    for row in ahead[~ahead["kind"].isin(ended)].itertuples():
        assert spans[(row.day.date(), row.day.date())] >= 1, row.kind


@pytest.mark.parametrize("name", NAMES)
def test_the_pages_of_the_requests_say_the_same_days(name: str, tmp_path: Path) -> None:
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed")
    file = tmp_path / "requests.pdf"
    file.write_bytes(_made(name, ".pdf", EVERYBODY).content)
    text = subprocess.run(["pdftotext", "-layout", file, "-"], check=True, capture_output=True).stdout.decode()
    pages = [page for page in text.split("\f") if "Certificate of Coverage" in page or "certificate" in page]
    for line in request_lines(_analysis(name)):
        if line.to_do in (ToDo.REQUEST_NOW, ToDo.ANSWER_FIRST):
            fitting = [page for page in pages if line.name in page and f"{line.country}" in page]
            days = [_american(line.first_day), _american(line.last_day)]
            assert any(all(day in page for day in days) for page in fitting), (line.name, line.country, days)
    listed = re.sub(r"\s+", " ", text)
    assert all(line.name.split()[0] in listed for line in request_lines(_analysis(name)))
