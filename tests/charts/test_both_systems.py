"""The other half of the answer on every chart: work in the host's system, requested days, certificates of the host."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tests.charts.frames import TODAY, both_systems
from tests.charts.test_timeline import ANSWERS, CERTIFICATES, figure_of, solid_bars
from tracker.charts import theme, words
from tracker.charts.calendar import calendar, calendar_table
from tracker.charts.people import people_timeline, people_view
from tracker.charts.table import timeline_table
from tracker.charts.view import timeline_view
from tracker.codes import DayAnswer

TEXTS = {
    "PT": "Portugal's system, proven",
    "DE": "Requested: wait for the answer",
    "ES": "Requested: wait for the answer",
    "GB": "Belongs to the United Kingdom's system: request its certificate",
    "AU": "Belongs to Australia's system: request a letter from SSA",
    "TH": "No agreement, so no certificate",
}


def answer_bars() -> dict[str, dict[str, Any]]:
    """The bars of the third lane by the trip behind them."""
    return {bar["custom"][1]: bar for bar in solid_bars(figure_of(both_systems()), ANSWERS)}


def test_every_day_is_said_by_the_system_that_it_belongs_to() -> None:
    titles = {trip: bar["custom"][5].replace("<br>", " ") for trip, bar in answer_bars().items()}
    assert titles == {
        "p1": TEXTS["PT"],
        "p2": f"Germany: {TEXTS['DE']}",
        "p3": f"Spain: {TEXTS['ES']}",
        "p4": TEXTS["GB"],
        "p5": TEXTS["AU"],
        "p6": f"Thailand: {TEXTS['TH']}",
    }


@pytest.mark.parametrize(
    ("trip", "sentences"),
    [
        ("p1", ["Portuguese certificate: P-1"]),
        ("p2", ["US certificate requested: D-1", "Next: Wait for the agency's answer."]),
        ("p3", ["Spanish certificate requested: E-1", "Next: Wait for the agency's answer."]),
        ("p4", ["Next: Request the UK certificate: it is what keeps US contributions off these days."]),
        ("p5", ["Next: Australia issues no certificate for this work: request a letter from SSA."]),
        ("p6", ["Next: Both countries may charge contributions on this work."]),
    ],
)
def test_pointing_at_a_bar_tells_its_certificate_and_the_next_step(trip: str, sentences: list[str]) -> None:
    text = answer_bars()[trip]["custom"][6].replace("<br>", " ")
    for sentence in sentences:
        assert sentence in text


@pytest.mark.parametrize("dark", [False, True])
def test_each_answer_is_drawn_in_its_own_look_with_its_own_entry_in_the_legend(dark: bool) -> None:
    colors = theme.palette(dark)
    view = timeline_view(both_systems(), "me", today=TODAY)
    drawn = people_timeline(people_view(both_systems(), {"me": "Nora"}, today=TODAY), dark=dark)
    for figure in (figure_of(both_systems(), dark=dark), calendar(year(), dark=dark), drawn):
        shown = {trace["legendgroup"].removeprefix("3."): trace for trace in figure["data"] if "legendgroup" in trace}
        for answer in (DayAnswer.COVERED_BY_HOST, DayAnswer.REQUESTED, DayAnswer.WOULD_NOT_COVER):
            style = colors.answers[answer]
            assert words.ANSWERS[answer].text in shown[answer]["name"]
            marker = next(
                trace["marker"]
                for trace in figure["data"]
                if trace.get("legendgroup", "").removeprefix("3.") == answer and "pattern" in trace["marker"]
            )
            assert (marker["color"], marker["pattern"]["shape"]) == (style.fill, style.pattern)
            assert marker["pattern"]["size"] == style.spacing
    assert view.coverage["answer"].nunique() == 3


def year() -> Any:
    """The whole year of the log."""
    window = {"first_day": dt.date(2026, 1, 1), "last_day": dt.date(2026, 12, 31)}
    return timeline_view(both_systems(), "me", today=TODAY, **window)


def test_the_tables_say_the_same() -> None:
    table = timeline_table(timeline_view(both_systems(), "me", today=TODAY))
    spans = table[table["Kind"] == "Days"]
    assert spans["Answer"].tolist() == list(TEXTS.values())
    assert spans["Certificate"].tolist() == ["P-1", "D-1", "E-1", "", "", ""]
    steps = table.loc[table["Kind"] == "Certificate", "Answer"].tolist()
    assert steps == [
        "Portuguese certificate requested",
        "Portuguese certificate issued",
        "US certificate requested",
    ]
    days = calendar_table(year())
    assert days["Answer"].tolist() == list(TEXTS.values())
    assert days["Certificate"].tolist() == ["P-1", "D-1", "E-1", "", "", ""]


def test_a_certificate_names_its_issuer_and_looks_like_the_days_that_it_proves() -> None:
    bars = {bar["custom"][1]: bar for bar in solid_bars(figure_of(both_systems()), CERTIFICATES)}
    titles = {name: bar["custom"][5].replace("<br>", " ") for name, bar in bars.items()}
    assert titles == {
        "P-1": "Portuguese certificate for Portugal: other country's system, proven",
        "D-1": "US certificate for Germany: requested, no answer yet",
        "E-1": "Spanish certificate for Spain: requested, no answer yet",
        "X-1": "Certificate from Thailand for Spain: issued by a third country: covers nothing",
    }
    assert bars["P-1"]["trace"]["marker"]["color"] == answer_bars()["p1"]["trace"]["marker"]["color"]
    assert bars["D-1"]["trace"]["marker"]["color"] == answer_bars()["p2"]["trace"]["marker"]["color"]


def test_a_host_certificate_has_a_life_line_of_its_own() -> None:
    figure = figure_of(both_systems(), first_day=dt.date(2025, 11, 1), last_day=dt.date(2026, 12, 31))
    life = [
        custom[5].replace("<br>", " ")
        for trace in figure["data"]
        if trace.get("mode") == "markers+text"
        for custom in trace["customdata"]
        if custom[0] == "certificate" and custom[1] == "P-1"
    ]
    assert life == ["Portuguese certificate for Portugal: requested", "Portuguese certificate for Portugal: issued"]


@pytest.mark.parametrize("look", ["submitted", words.HOST_CERTIFICATE])
def test_a_certificate_of_one_day_among_years_is_still_seen(look: str) -> None:
    figure = figure_of(both_systems(), first_day=dt.date(1990, 1, 1), last_day=dt.date(2089, 12, 31))
    points = [
        trace
        for trace in figure["data"]
        if trace.get("legendgroup") == f"2.{look}" and trace["type"] == "scatter" and trace["mode"] == "markers"
    ]
    assert points
    assert points[0]["marker"]["symbol"] in ("triangle-down", "star")
