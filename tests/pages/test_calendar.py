"""The Calendar page, started at app.py: it opens in every state, shows the engine's numbers, and fills holes."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import tracker
from tests.pages.conftest import TODAY, ReadSample
from tests.pages.ledgers import fill, opened, spoil, texts
from tracker.charts import words
from tracker.codes import Verdict
from tracker.filing.completeness import completeness
from tracker.store import Ledger

HOLE = {
    "trips": [
        {"trip": "a", "country": "FR", "first_day": "2026-01-01", "last_day": "2026-01-10"},
        {"trip": "b", "country": "DE", "first_day": "2026-01-14", "last_day": "2026-11-22"},
    ]
}


def html(app: AppTest, name: str) -> str:
    (found,) = (element.proto.body for element in app.get("html") if f'class="{name}"' in element.proto.body)
    return str(found)


def cards(app: AppTest) -> list[int]:
    return [int(number.replace(",", "")) for number in re.findall(r"<b>([\d,]+)</b>", html(app, "day-totals"))]


def analyzed(ledger: Ledger) -> tracker.Analysis:
    return tracker.analyze(ledger.workspace(), tracker.load_rules(), as_of=TODAY)


def cells_drawn(app: AppTest) -> int:
    (chart,) = app.get("plotly_chart")
    return sum(len(trace["x"]) for trace in json.loads(chart.proto.spec)["data"] if trace["type"] == "bar")


def test_an_empty_ledger_says_what_the_page_is_for(ledger: Ledger) -> None:
    app = opened("calendar")
    assert "one cell per day" in texts(app)
    assert not app.get("plotly_chart")


@pytest.mark.parametrize("year", [2025, 2026, 2027])
def test_the_numbers_are_those_of_the_engine_for_the_year(read_sample: ReadSample, year: int) -> None:
    analysis = read_sample("nomad")
    app = opened("calendar")
    assert app.selectbox(key="calendar.year").value == TODAY.year
    app.selectbox(key="calendar.year").set_value(year).run()
    assert not app.exception
    coverage = analysis.answers
    start, end = coverage["first_day"].dt.date, coverage["last_day"].dt.date
    first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
    inside = [max((min(until, last) - max(since, first)).days + 1, 0) for since, until in zip(start, end, strict=True)]
    expected = coverage.assign(inside=inside).groupby("verdict")["inside"].sum()
    assert cards(app) == [
        expected.get(str(verdict), 0) for verdict in words.VERDICTS if verdict != Verdict.COVERED_BY_HOST
    ]
    assert app.dataframe[0].value["Days"].sum() == sum(inside)


def test_years_are_turned_and_end_a_year_beside_the_log(ledger: Ledger) -> None:
    fill(ledger, HOLE)
    app = opened("calendar")
    app.button(key="calendar.earlier").click().run()
    assert app.selectbox(key="calendar.year").value == 2025
    assert app.button(key="calendar.earlier").disabled
    assert cells_drawn(app) == 365
    app.button(key="calendar.later").click().run()
    app.button(key="calendar.later").click().run()
    assert app.selectbox(key="calendar.year").value == 2027
    assert app.button(key="calendar.later").disabled


def test_the_travelers_are_switched(read_sample: ReadSample) -> None:
    analysis = read_sample("program")
    app = opened("calendar")
    app.selectbox(key="calendar.traveler").set_value("gus").run()
    assert not app.exception
    year = completeness(analysis, "gus", dt.date(2026, 1, 1), dt.date(2026, 12, 31))
    assert cards(app)[-1] == year.unlogged
    assert "nothing is logged since your last entry (Oct 31 – Nov 22, 2026)" in texts(app)


def test_the_period_is_told_in_numbers_that_add_up(ledger: Ledger) -> None:
    fill(ledger, HOLE)
    app = opened("calendar")
    assert "**3 days** between your entries have no entry (Jan 11 – 13, 2026)" in texts(app)
    told = [int(number) for number in re.findall(r"<b>(\d+)</b>", html(app, "complete"))]
    assert told == [10 + 313, 3]
    app.segmented_control(key="calendar.period").set_value("Year shown").run()
    told = [int(number) for number in re.findall(r"<b>(\d+)</b>", html(app, "complete"))]
    assert told == [323, 3, 39]
    assert sum(told) == 365
    app.segmented_control(key="calendar.period").set_value("Other days").run()
    app.date_input(key="calendar.from").set_value(dt.date(2026, 1, 12)).run()
    app.date_input(key="calendar.to").set_value(dt.date(2026, 1, 12)).run()
    assert not app.exception
    assert "**Jan 12, 2026** · 1 day" in texts(app)
    app.date_input(key="calendar.to").set_value(dt.date(2026, 1, 1)).run()
    assert "The last day is before the first day" in texts(app)


@pytest.mark.parametrize(("button", "country", "activity"), [("home", "US", "work"), ("rest", "FR", "non_work")])
def test_a_hole_is_filled_with_one_click_and_undone(ledger: Ledger, button: str, country: str, activity: str) -> None:
    fill(ledger, HOLE)
    app = opened("calendar")
    assert "After France: Jan 1 – 10, 2026. Before Germany: Jan 14 – Nov 22, 2026." in texts(app)
    app.button(key=f"calendar.hole.me.2026-01-11.{button}").click().run()
    assert not app.exception
    added = ledger.rows("trips").query("first_day == '2026-01-11'").iloc[0]
    assert (added["last_day"], added["country"], added["activity"]) == ("2026-01-13", country, activity)
    assert (added["traveler"], added["certainty"]) == ("me", "estimated")
    assert "Every day since Jan 1, 2026 has an entry." in texts(app)
    assert "No hole" in texts(app)
    app.button(key="shell.undo_button").click().run()
    assert len(ledger.rows("trips")) == 2
    assert "**3 days** between your entries" in texts(app)


def test_a_hole_opens_the_form_with_its_days_and_person(ledger: Ledger) -> None:
    fill(ledger, HOLE)
    app = opened("calendar")
    app.button(key="calendar.hole.me.2026-01-11.log").click().run()
    assert app.date_input(key="calendar.gap.first_day").value == dt.date(2026, 1, 11)
    assert app.date_input(key="calendar.gap.last_day").value == dt.date(2026, 1, 13)
    assert app.selectbox(key="calendar.gap.traveler").value == "me"


def test_picked_days_are_logged_by_typing_them(ledger: Ledger) -> None:
    fill(ledger, HOLE)
    app = opened("calendar")
    assert app.button(key="calendar.log").disabled
    app.date_input(key="calendar.first_day").set_value(dt.date(2026, 1, 9)).run()
    app.date_input(key="calendar.last_day").set_value(dt.date(2026, 1, 12)).run()
    assert "Already logged there: 1 trip." in texts(app)
    assert app.button(key="calendar.log").label == "Log 4 days"
    app.button(key="calendar.log").click().run()
    assert app.date_input(key="calendar.gap.first_day").value == dt.date(2026, 1, 9)
    app.date_input(key="calendar.last_day").set_value(dt.date(2026, 1, 1)).run()
    assert app.button(key="calendar.log").disabled
    assert "The last day is before the first day" in texts(app)


def test_a_trip_of_picked_days_can_be_opened(ledger: Ledger) -> None:
    fill(ledger, HOLE)
    app = opened("calendar")
    for key in ("calendar.first_day", "calendar.last_day"):
        app.date_input(key=key).set_value(dt.date(2026, 1, 9)).run()
    app.button(key="calendar.open.a").click().run()
    assert app.selectbox(key="calendar.edit.country").value == "FR"
    app.button(key="calendar.clear").click().run()
    assert app.button(key="calendar.log").disabled


def test_a_hole_that_reaches_past_today_counts_the_same_on_every_page(ledger: Ledger) -> None:
    planned = {"trip": "c", "country": "DE", "first_day": "2026-12-01", "last_day": "2026-12-05"}
    fill(ledger, {"trips": [HOLE["trips"][0], planned]})
    missing, ahead = 21 + 295, 8  # 11 Jan to 22 Nov, then to the end of November
    app = opened("calendar")
    assert f"**{missing} days** between your entries" in texts(app)
    assert f"{missing} so far, {ahead} still to come" in html(app, "day-totals")
    assert f"{missing} days between the trips are not logged." in texts(opened("timeline"))
    assert f"{missing} days so far have no entry" in texts(opened("timeline"))


def test_open_holes_are_said_before_the_download_and_it_stays_allowed(ledger: Ledger) -> None:
    fill(ledger, HOLE)
    for page in ("timeline", "cases"):
        app = opened(page)
        assert "3 days between the trips are not logged." in texts(app)
        assert [element.proto.label for element in app.get("page_link")] == [
            "See and fill them in the calendar",
            "Prepare a request",
        ]
        assert [element.proto.label for element in app.get("download_button")] == [
            "Requests (Excel workbook)",
            "Filing dates (CSV, for programs)",
        ]
    changed = ledger.rows("trips").iloc[0]
    ledger.save("trips", deleted=[tracker.store.RowDeletion(changed["row_id"], int(changed["version"]))])
    assert "between the entries" not in texts(opened("timeline"))


@pytest.mark.parametrize("spoiled", [{"country": "Nowhere"}, {"first_day": "2026-00-01"}])
def test_a_log_of_which_nothing_can_be_used_has_a_year_of_holes(
    ledger: Ledger, tmp_path: Path, spoiled: dict[str, str]
) -> None:
    fill(ledger, HOLE)
    spoil(tmp_path, "trips", spoiled)
    app = opened("calendar")
    assert cells_drawn(app) == 365
    assert "**Jan 1 – Nov 22, 2026** · 326 days" in texts(app)
    assert "Nothing is logged before or after." in texts(app)


def test_what_the_user_typed_is_never_markup(ledger: Ledger) -> None:
    place = "<b>x</b> ![i](http://example.com/leak.png)"
    fill(ledger, {"trips": [HOLE["trips"][0] | {"place": place}, HOLE["trips"][1]]})
    app = opened("calendar")
    assert not any("![i](" in element.value for element in (*app.markdown, *app.caption))
