"""The list of requests: everybody is in it, and it says what the filing dates and the gate say."""

from __future__ import annotations

import datetime as dt

import pytest

import tracker
from tests.filing.filed import CERTIFICATE, TRIP, analyzed
from tests.random_logs import random_logs
from tests.scenario_files import text_tables
from tracker.analysis import Analysis
from tracker.filing import filing_dates
from tracker.filing.request_list import RequestLine, ToDo, count_words, request_lines
from tracker.itinerary import workspace_from_text
from tracker.paths import data_folder

TODAY = dt.date(2026, 11, 22)


def _sample(name: str) -> Analysis:
    return tracker.analyze(tracker.read_workspace(data_folder() / "samples" / name), tracker.load_rules(), as_of=TODAY)


def _lines(**given: object) -> tuple[RequestLine, ...]:
    return request_lines(analyzed(**given))  # type: ignore[arg-type]


@pytest.mark.parametrize("source", ["nomad", "employee", "mixed", "program", "random"])
def test_every_filing_row_and_everybody_has_a_line_that_agrees(source: str) -> None:
    if source == "random":
        tables = workspace_from_text(text_tables(random_logs(7, 25)))
        analysis = tracker.analyze(tables, tracker.load_rules(), as_of=TODAY)
    else:
        analysis = _sample(source)
    lines = request_lines(analysis)
    table = filing_dates(analysis)
    by_key = {(line.traveler, str(line.period), line.host): line for line in lines if line.request is not None}
    assert set(by_key) == set(zip(table["traveler"], table["period"], table["agreement_country"], strict=True))
    for row in table.itertuples():
        line = by_key[(row.traveler, row.period, row.agreement_country)]
        assert (line.to_do == ToDo.REQUEST_NOW) == (row.ready_to_file == "yes")
        assert line.whole_first_day == row.beginning_date.date()
    for line in lines:
        for first, last in ((line.first_day, line.last_day), (line.whole_first_day, line.whole_last_day)):
            assert first is None or last is None or first <= last or not line.gate or not line.gate.request_now
    worked = {*analysis.workspace.trips["traveler"], *analysis.workspace.travelers["traveler"]}
    assert worked == {line.traveler for line in lines}
    assert [list(ToDo).index(line.to_do) for line in lines] == sorted(list(ToDo).index(line.to_do) for line in lines)


def test_a_clean_request_is_to_be_made_now_and_one_with_an_empty_field_is_answered_first() -> None:
    (line,) = _lines()
    assert (line.to_do, line.request_for, line.paper, line.open_points) == (ToDo.REQUEST_NOW, "New", "", ())
    (line,) = _lines(person={"place_of_birth": ""})
    assert line.to_do == ToDo.ANSWER_FIRST
    assert "Place of birth" in line.open_points[0]


def test_an_extension_is_for_the_days_without_a_certificate_and_names_the_control_number() -> None:
    (line,) = _lines(certificates=[CERTIFICATE | {"last_day": "2026-05-31"}])
    assert line.request_for == "Extension of N-1"
    assert (line.first_day, line.last_day) == (dt.date(2026, 6, 1), dt.date(2026, 6, 26))
    assert (line.whole_first_day, line.whole_last_day) == (dt.date(2026, 3, 2), dt.date(2026, 6, 26))
    assert line.paper == "N-1, issued, to May 31, 2026"


def test_what_is_on_file_or_sent_has_no_open_point() -> None:
    (line,) = _lines(certificates=[CERTIFICATE])
    assert (line.to_do, line.request_for, line.open_points) == (ToDo.ON_FILE, "", ())
    (line,) = _lines(certificates=[CERTIFICATE | {"state": "submitted", "control_number": ""}])
    assert (line.to_do, line.paper) == (ToDo.WITH_AGENCY, "c, sent Jan 5, 2026")


def test_a_request_that_was_refused_says_so() -> None:
    (line,) = _lines(certificates=[CERTIFICATE | {"state": "refused"}])
    assert (line.to_do, line.request_for) == (ToDo.REQUEST_NOW, "New; SSA refused the earlier request N-1")


def test_work_that_no_agreement_reaches_and_people_without_work_have_a_line_too() -> None:
    thailand = TRIP | {"trip": "t2", "traveler": "bo", "country": "TH", "assignment": ""}
    people = [{"traveler": "bo", "name": "Bo"}, {"traveler": "cy", "name": "Cy"}]
    lines = _lines(trips=[thailand], travelers=people, assignments=[])
    assert [(line.to_do, line.name, line.country) for line in lines] == [
        (ToDo.NOT_POSSIBLE, "Bo", "Thailand"),
        (ToDo.NOT_NEEDED, "Cy", ""),
    ]
    assert count_words(lines) == "1 without a possible certificate · 1 with nothing to request"


def test_only_the_people_asked_for_are_in_it() -> None:
    analysis = _sample("program")
    assert {line.traveler for line in request_lines(analysis, ["ben", "hana"])} == {"ben", "hana"}
    assert all(line.to_do != ToDo.REQUEST_NOW for line in request_lines(analysis, redacted=["names"]))


def test_an_extension_never_ends_before_it_begins() -> None:
    (line,) = [line for line in request_lines(_sample("program"), ["eve"]) if line.host == "NL"]
    assert (line.first_day, line.last_day) == (dt.date(2026, 6, 1), dt.date(2026, 12, 31))


def test_a_person_whom_the_log_calls_by_name_has_no_employee_number() -> None:
    numbers = {"Ann Example": "", "1001": "1001", "Ann": "Ann", "Example, Ann": "Example, Ann"}
    for traveler, number in numbers.items():
        name = "Ann" if traveler == "Ann" else "Ann Example"
        assert RequestLine(ToDo.NOT_NEEDED, traveler, name, None, "", "", "").employee_no == number
