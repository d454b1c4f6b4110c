"""One gate, and the same days everywhere: walked over the samples, the scenarios and random logs with fixed seeds."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import icalendar
import pandas as pd
import pytest

import tracker
from tests.scenario_files import all_scenarios, in_one_log, text_tables
from tracker.analysis import Analysis
from tracker.exchange.exporters.calendar_ics import CALENDAR_ICS
from tracker.exchange.exporters.exporter import Choice
from tracker.exchange.exporters.packet_pdf import packet_content
from tracker.exchange.text import as_text
from tracker.filing import filing_dates
from tracker.filing.checks import DATE_CHECKS, Check, CheckCode, Level, checks
from tracker.filing.gate import Banner, Gate, gate
from tracker.filing.lookup import Lookup
from tracker.filing.packet import packet
from tracker.filing.request import requests
from tracker.itinerary import workspace_from_text
from tracker.paths import data_folder

AS_OF = dt.date(2026, 11, 22)
SAMPLES = ("nomad", "employee", "mixed", "program")
RANDOM = 20
HOSTS = ("FR", "DE", "PT", "GB", "RO", "CA", "JP", "AU", "TH", "US")


@lru_cache(maxsize=1)
def _rules() -> Any:
    return tracker.load_rules()


def _random_log(seed: int) -> Analysis:
    """Trips that touch, overlap, go on or end before an expected end; some with certificates of either side."""
    chance = random.Random(seed)
    trips, assignments, certificates = [], [], []
    for n in range(chance.randint(1, 4)):
        first = dt.date(2026, 1, 1) + dt.timedelta(days=chance.randint(0, 300))
        days = chance.randint(0, 150)
        host = chance.choice(HOSTS)
        for part in range(chance.randint(1, 2)):
            begins = first + dt.timedelta(days=part * (days + chance.randint(0, 40)))
            ends = begins + dt.timedelta(days=days)
            trip = {"trip": f"t{n}{part}", "traveler": "me", "country": host, "assignment": f"x{n}"}
            trips.append(trip | {"first_day": begins, "last_day": ends if chance.random() < 0.85 else None})
        expected = first + dt.timedelta(days=chance.randint(-20, 400))
        assignments.append(
            {"assignment": f"x{n}", "traveler": "me", "host": host, "business_in_us": chance.choice(["yes", "no", ""])}
            | {"worker": chance.choice(["self_employed", "employee"]), "employer": "us", "us_covered_before": "yes"}
            | {"health_insurance": "yes", "expected_last_day": expected if chance.random() < 0.6 else None}
            | {"business_name": "Ann Example", "activity_description": "Designing twelve theater posters"}
        )
        if chance.random() < 0.4:
            certificates.append(
                {"certificate": f"c{n}", "traveler": "me", "host": host, "assignment": f"x{n}", "first_day": first}
                | {"issuer": chance.choice(["", host]), "state": chance.choice(["issued", "submitted", "refused"])}
                | {"last_day": first + dt.timedelta(days=chance.randint(5, 200)), "control_number": f"N-{n}"}
            )
    travelers = [{"traveler": "me", "name": "Ann Example", "residence": "US", "nationalities": "US"}]
    tables = {"trips": trips, "assignments": assignments, "certificates": certificates, "travelers": travelers}
    return tracker.analyze(workspace_from_text(text_tables(tables)), _rules(), as_of=AS_OF)


@lru_cache(maxsize=1)
def _analyses() -> tuple[tuple[str, Analysis], ...]:
    samples = (
        (name, tracker.analyze(tracker.read_workspace(data_folder() / "samples" / name), _rules(), as_of=AS_OF))
        for name in SAMPLES
    )
    return (*samples, *((f"random {seed}", _random_log(seed)) for seed in range(RANDOM)))


def _rows(analysis: Analysis) -> list[dict[str, str]]:
    return as_text(filing_dates(analysis)).to_dict("records")


def _sheets(analysis: Analysis) -> dict[tuple[str, int, str], Any]:
    people = sorted(set(analysis.workspace.trips["traveler"]))
    sheets = (sheet for person in people for sheet in packet(analysis, person).sheets)
    return {(one.request.traveler, one.request.period, one.request.host): one for one in sheets}


def _day(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def _blocking(results: Sequence[Check]) -> set[CheckCode]:
    """What stops, and empty fields that a list asks for."""
    return {
        check.code
        for check in results
        if check.level == Level.STOP or (check.code == CheckCode.COMPLETE and check.level == Level.WARN)
    }


def _holds(row: dict[str, str], judged: Gate, stops: set[CheckCode]) -> None:
    """What must be true of every row of the table, and of its gate."""
    assert (row["request_now"] == "yes") == judged.request_now
    assert (
        (row["ready_to_file"] == "yes") == judged.is_ready_to_file == (judged.banner in (Banner.READY, Banner.REFUSED))
    )
    assert row["what_is_open"] == " ".join(judged.what_is_open)
    assert (row["open_question"] == "") == (row["request_now"] == "yes")
    if row["request_now"] == "yes":
        assert not judged.reasons
        assert not stops & set(DATE_CHECKS)
        assert row["anticipated_end"] or not row["limit_last_day"]
        assert (row["decision"], row["ask"]) == ("request", "us")
        assert (row["ready_to_file"] == "yes") == (not stops)
    else:
        assert row["ready_to_file"] == "no"


def test_what_the_table_says_the_packet_does() -> None:
    requested = 0
    for _, analysis in _analyses():
        rows, sheets = _rows(analysis), _sheets(analysis)
        assert len(rows) == len(sheets)
        for row in rows:
            sheet = sheets[(row["traveler"], int(row["period"]), row["agreement_country"])]
            stops = _blocking(sheet.checks)
            _holds(row, sheet.gate, stops)
            assert (row["ready_to_file"] == "yes") == (not sheet.open_points)
            requested += row["request_now"] == "yes"
    assert requested > 5


def test_the_gate_holds_in_every_scenario() -> None:
    requested = 0
    for workspace, cases in in_one_log(all_scenarios()):
        case = next(iter(cases.values()))
        analysis = tracker.analyze(workspace, _rules(), as_of=case.as_of, **case.settings)
        lookup = Lookup(analysis)
        for row, request in zip(_rows(analysis), requests(analysis, lookup=lookup), strict=True):
            results = checks(analysis, request, lookup)
            _holds(row, gate(analysis, request, results, lookup), _blocking(results))
            requested += row["request_now"] == "yes"
    assert requested > 50


@pytest.mark.parametrize("name", [*SAMPLES, *(f"random {seed}" for seed in range(RANDOM))])
def test_first_and_last_days_and_work_days_are_equal_or_say_why(name: str) -> None:
    analysis = dict(_analyses())[name]
    periods = analysis.periods.set_index(["traveler", "period"])
    for row in _rows(analysis):
        period = periods.loc[(row["traveler"], int(row["period"]))]
        days = analysis.answers
        here = days[
            (days["traveler"] == row["traveler"])
            & (days["period"] == int(row["period"])).fillna(False)
            & (days["jurisdiction"] == row["agreement_country"])
        ]
        first, last = here["first_day"].min().date(), here["last_day"].max().date()
        assert (_day(row["beginning_date"]) == first) or "agreement" in row["begin_note"]
        assert (_day(row["anticipated_end"]) == last) or row["end_note"]
        is_whole = len({analysis.law.jurisdiction(code) for code in period["countries"].split("+")}) == 1
        if is_whole and not row["begin_note"]:
            assert int(row["work_days"]) == period["work_days"]
            assert _day(row["beginning_date"]) == period["first_day"].date()
        assert _day(row["anticipated_end"]) is None or row["anticipated_end"] >= row["beginning_date"]
        if row["request_now"] == "yes" and row["anticipated_end"]:
            assert _day(row["anticipated_end"]) >= last


@pytest.mark.parametrize("name", [*SAMPLES, *(f"random {seed}" for seed in range(RANDOM))])
def test_the_packet_prints_the_days_of_the_table(name: str) -> None:
    analysis = dict(_analyses())[name]
    printed = {}
    for person in sorted(set(analysis.workspace.trips["traveler"])):
        choice = Choice(traveler=person)
        made = packet(analysis, person)
        content = packet_content(analysis, made, choice)
        for sheet, plain in zip(made.sheets, content["sheets"], strict=True):
            fields = {one["label"]: one for section in plain["sections"] for one in section["rows"]}
            printed[(person, sheet.request.period, sheet.request.host)] = (
                fields["Beginning date of the assignment"]["value"].partition(" ")[0],
                fields["Anticipated end"]["value"].partition(" ")[0].replace("not", ""),
                sheet.request.work_days,
            )
    table = {
        (row["traveler"], int(row["period"]), row["agreement_country"]): (
            row["beginning_date_us"],
            row["anticipated_end_us"],
            int(row["work_days"]),
        )
        for row in _rows(analysis)
    }
    assert printed == table


@pytest.mark.parametrize("name", [*SAMPLES, *(f"random {seed}" for seed in range(RANDOM))])
def test_the_calendar_has_the_days_of_the_trips_or_says_why(name: str) -> None:
    """The last event of a row's trips ends on its last work day, or the event says which day counts elsewhere."""
    analysis = dict(_analyses())[name]
    calendar = icalendar.Calendar.from_ical(CALENDAR_ICS.to_bytes(analysis))
    events = {}
    for event in calendar.walk("VEVENT"):
        about, _, _ = str(event["description"]).partition("\n")
        if about.startswith("Trip "):
            events[about.split()[1].rstrip(",")] = event
    stays = analysis.stays.groupby(["traveler", "period", "jurisdiction"])["last_day"].max()
    for row in _rows(analysis):
        mine = [events[trip] for trip in row["trips"].split("+")]
        first = min(event["dtstart"].dt for event in mine)
        assert first.isoformat() == row["beginning_date"] or row["begin_note"]
        if any("Ongoing" in str(event["description"]) for event in mine):
            continue
        last = max(event["dtend"].dt for event in mine) - dt.timedelta(days=1)
        worked = stays[(row["traveler"], int(row["period"]), row["agreement_country"])].date()
        explained = any("travel day" in str(event["description"]) for event in mine)
        assert last == worked or explained
        assert (pd.Timestamp(last) == pd.Timestamp(worked)) or "travel day" in row["end_note"]
