"""The timeline's figure, asserted as data."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from itertools import pairwise
from typing import Any

import pytest

from tests.charts.frames import TODAY, analysis, answer, certificate, nomad, period, segment, trip
from tracker import days
from tracker.analysis import Analysis
from tracker.charts import words
from tracker.charts.drawn import Drawn
from tracker.charts.spans import DAY_MS
from tracker.charts.timeline import timeline, timeline_view

WORK, CERTIFICATES, ANSWERS = "legend", "legend2", "legend3"


def figure_of(source: Analysis, *, narrow: bool = False, dark: bool = False, **window: Any) -> dict[str, Any]:
    return timeline(timeline_view(source, "me", today=TODAY, **window), dark=dark, narrow=narrow)


def solid_bars(figure: dict[str, Any], legend: str) -> list[dict[str, Any]]:
    """Every bar of a lane (without the slices of fading ends) with its own values and its trace."""
    return [
        {"base": base, "x": x, "y": y, "width": width, "text": text, "custom": custom, "trace": trace}
        for trace in figure["data"]
        if trace["type"] == "bar" and trace["legend"] == legend and "text" in trace
        for base, x, y, width, text, custom in zip(
            *(trace[key] for key in ("base", "x", "y", "width", "text", "customdata")), strict=True
        )
    ]


def bracket_words(figure: dict[str, Any]) -> dict[str, Any]:
    return next(t for t in figure["data"] if t.get("mode") == "markers+text" and "mixed" in str(t["text"]))


OF_BOTH_SYSTEMS = ("covered_by_host", "requested")
"""Answers that the nomad has no day of; see test_both_systems.py."""


def day_ms(day: str) -> int:
    return days.day_number(dt.date.fromisoformat(day)) * DAY_MS


def test_a_bar_reaches_to_the_end_of_its_last_day_and_says_inclusive_dates() -> None:
    bar = next(bar for bar in solid_bars(figure_of(nomad()), ANSWERS) if bar["custom"][1] == "t2")
    assert bar["base"] == day_ms("2026-01-20")
    assert bar["base"] + bar["x"] == day_ms("2026-04-01")
    assert bar["custom"][:5] == ("coverage", "t2", "2026-01-20", "2026-03-31", "Jan 20 – Mar 31, 2026, 71 days")


def test_hover_uses_customdata_only_and_gives_reason_rule_source_and_next_step() -> None:
    figure = figure_of(nomad())
    templates = {trace["hovertemplate"] for trace in figure["data"] if "hovertemplate" in trace}
    assert len(templates) == 1
    assert all(part.startswith("customdata[") for part in templates.pop().split("%{")[1:])
    body = next(bar["custom"][6] for bar in solid_bars(figure, ANSWERS) if bar["custom"][2] == "2026-04-01")
    text = body.replace("<br>", " ")
    assert "The agreement assigns this work to the US system" in text
    assert "Rule: POMS RS 02001.530; Art. 7(2)" in text
    assert "Source: " in text
    assert "Next: Request a US certificate from SSA" in text


def test_text_of_the_user_can_neither_be_markup_nor_template() -> None:
    figure = figure_of(nomad(), first_day=dt.date(2026, 7, 1), last_day=dt.date(2026, 9, 1))
    shown = json.dumps(figure)
    assert "&lt;b&gt;Bangkok&lt;/b&gt; &#37;{x}" in shown
    assert "<b>Bangkok" not in shown
    assert "%{x}" not in shown


def test_a_single_day_among_years_gets_a_point_of_the_same_color() -> None:
    source = analysis(
        trips=[trip("a", "GB", "2024-01-01", "2024-01-01"), trip("z", "US", "2026-01-01", "2026-11-01")],
        segments=[
            segment("2024-01-01", "2024-01-01", "GB", "agreement"),
            segment("2024-01-02", "2025-12-31", "", "unlogged"),
            segment("2026-01-01", "2026-11-01", "US", "home"),
        ],
        coverage=[answer("2024-01-01", "2024-01-01", "would_cover", "us_coverage_assigned", "GB", 1)],
        periods=[period(1, "2024-01-01", "2024-01-01", "GB", "single_agreement", "request")],
    )
    data = figure_of(source)["data"]
    for legend in (WORK, ANSWERS):
        points = [t for t in data if t.get("mode") == "markers" and t.get("legend") == legend]
        assert len(points) == 1
        assert points[0]["customdata"][0][4] == "Jan 1, 2024, 1 day"
        assert points[0]["x"] == [day_ms("2024-01-01") + DAY_MS // 2]
        bars = next(t for t in data if t["type"] == "bar" and t["legendgroup"] == points[0]["legendgroup"])
        assert points[0]["marker"]["color"] == bars["marker"]["color"]
        assert points[0]["y"] == bars["y"]


def test_lanes_lie_below_each_other_on_one_axis_in_the_stated_order() -> None:
    figure = figure_of(nomad())
    ends = [
        (min(b["y"] - b["width"] / 2 for b in bars), max(b["y"] + b["width"] / 2 for b in bars))
        for bars in (solid_bars(figure, legend) for legend in (WORK, CERTIFICATES, ANSWERS))
    ]
    assert ends == sorted(ends)
    assert ends[0][1] < ends[1][0] < ends[1][1] < ends[2][0]
    bottom, top = figure["layout"]["yaxis"]["range"]
    assert top == 0 < ends[2][1] < bottom  # pixels count downwards
    assert not any("xaxis" in trace for trace in figure["data"])
    assert figure["layout"]["yaxis"]["ticktext"] == [
        "Where I worked",
        "Certificates on file",
        "Would a certificate cover it?",
        "Dates to keep",
    ]


@pytest.mark.parametrize("legend", [WORK, CERTIFICATES, ANSWERS])
def test_no_two_bars_of_a_row_overlap(legend: str) -> None:
    bars = sorted(solid_bars(figure_of(nomad()), legend), key=lambda bar: (bar["y"], bar["base"]))
    for left, right in pairwise(bars):
        assert left["y"] != right["y"] or left["base"] + left["x"] <= right["base"]


def test_hosts_of_the_same_days_lie_in_rows_of_their_own_and_name_themselves() -> None:
    bars = solid_bars(figure_of(nomad(), first_day=dt.date(2026, 6, 1), last_day=dt.date(2026, 8, 31)), ANSWERS)
    by_trip = {bar["custom"][1]: bar for bar in bars}
    assert by_trip["t4"]["y"] != by_trip["t5"]["y"]
    assert by_trip["t4"]["text"].startswith("Italy: unclear")
    assert by_trip["t5"]["text"].startswith("Thailand: no agreement")


def test_a_trip_on_days_of_another_lies_below_it_and_can_be_opened() -> None:
    source = analysis(
        trips=[trip("a", "IT", "2026-06-01", "2026-07-31"), trip("b", "TH", "2026-07-15", "2026-08-31")],
        segments=[
            segment("2026-06-01", "2026-07-14", "IT", "agreement"),
            segment("2026-07-15", "2026-07-31", "IT+TH", "multi_country"),
            segment("2026-08-01", "2026-08-31", "TH", "non_agreement"),
        ],
    )
    bars = solid_bars(figure_of(source), WORK)
    below = [bar for bar in bars if bar["y"] > min(b["y"] for b in bars)]
    assert [bar["custom"][:4] for bar in below] == [("trip", "b", "2026-07-15", "2026-08-31")]


def names_at_the_left(figure: dict[str, Any]) -> dict[str, float]:
    return {note["hovertext"]: note["y"] for note in figure["layout"]["annotations"] if "hovertext" in note}


def test_each_assignment_has_rows_of_its_own_under_its_name() -> None:
    figure = figure_of(nomad())
    assert list(names_at_the_left(figure)) == ["No assignment", "fr", "fr2"]
    heights = {bar["custom"][1]: bar["y"] for bar in solid_bars(figure, WORK)}
    names = names_at_the_left(figure)
    assert heights["t2"] == names["fr"]
    assert heights["t6"] == names["fr2"]
    assert heights["t1"] == heights["t3"] == heights["t4"] == heights[""] < heights["t2"] < heights["t6"]
    assert len(solid_bars(figure, WORK)) == 13  # the twelve pieces of the segments, and the trip below another one


def test_work_of_two_assignments_on_one_day_stands_in_the_rows_of_both() -> None:
    source = analysis(
        trips=[
            trip("a", "IT", "2026-06-01", "2026-06-30", assignment="x"),
            trip("b", "TH", "2026-06-10", "2026-06-20", assignment="y", place="Bangkok"),
        ],
        segments=[
            segment("2026-06-01", "2026-06-09", "IT", "agreement"),
            segment("2026-06-10", "2026-06-20", "IT+TH", "multi_country"),
            segment("2026-06-21", "2026-06-30", "IT", "agreement"),
        ],
    )
    figure = figure_of(source)
    names = names_at_the_left(figure)
    bars = [(bar["custom"][1], bar["custom"][2], bar["y"], bar["custom"][5]) for bar in solid_bars(figure, WORK)]
    assert ("a", "2026-06-10", names["x"], "Italy: Several countries on one day") in bars
    assert ("b", "2026-06-10", names["y"], "Thailand · Bangkok: Several countries on one day") in bars


def test_one_assignment_or_very_many_share_the_rows() -> None:
    for count in (1, 20):
        trips = [
            trip(f"t{n}", "FR", f"2026-01-{n + 1:02}", f"2026-01-{n + 1:02}", assignment=f"a{n}") for n in range(count)
        ]
        source = analysis(trips=trips, segments=[segment("2026-01-01", f"2026-01-{count:02}", "FR", "agreement")])
        assert names_at_the_left(figure_of(source)) == {}


def test_a_long_name_of_an_assignment_is_cut_beside_the_chart_and_told_in_full() -> None:
    name = "A very long name of an engagement <b>in bold</b>"
    source = analysis(
        trips=[
            trip("a", "FR", "2026-01-01", "2026-01-10", assignment=name),
            trip("b", "FR", "2026-01-11", "2026-01-20"),
        ],
        segments=[segment("2026-01-01", "2026-01-20", "FR", "agreement")],
    )
    note = next(n for n in figure_of(source)["layout"]["annotations"] if n["text"].startswith("A very"))
    assert note["text"] == "A very long name of an en…"
    assert note["hovertext"] == "A very long name of an engagement &lt;b&gt;in bold&lt;/b&gt;"


def test_a_travel_day_is_no_overlap() -> None:
    source = analysis(
        trips=[trip("a", "FR", "2026-01-01", "2026-01-10"), trip("b", "GB", "2026-01-10", "2026-01-20")],
        segments=[
            segment("2026-01-01", "2026-01-09", "FR", "agreement"),
            segment("2026-01-10", "2026-01-20", "GB", "agreement"),
        ],
    )
    bars = solid_bars(figure_of(source), WORK)
    assert len({bar["y"] for bar in bars}) == 1
    assert [bar["custom"][1] for bar in bars] == ["a", "b"]


def test_open_ends_fade_and_never_name_a_last_day() -> None:
    figure = figure_of(nomad())
    fades = {t["customdata"][0][1]: t for t in figure["data"] if t["type"] == "bar" and "text" not in t}
    assert set(fades) == {"t6", "C-2"}
    assert fades["t6"]["base"][0] == day_ms("2026-11-23")  # the day after as_of
    for trace in fades.values():
        opacities = [float(color.rsplit(",", 1)[1].rstrip(")")) for color in trace["marker"]["color"]]
        assert opacities == sorted(opacities, reverse=True)
        assert opacities[-1] < 0.2 < opacities[0]
        assert trace["customdata"][0][3] == ""
    assert "no end date" in fades["C-2"]["customdata"][0][4]
    assert "ongoing" in fades["t6"]["customdata"][0][4]


def test_planned_trips_are_lighter_and_dashed() -> None:
    figure = figure_of(nomad())
    agreement = [t for t in figure["data"] if t.get("legendgroup") == "1.agreement" and t["type"] == "bar"]
    firm, planned = (next(t for t in agreement if t["customdata"][0][1] == name) for name in ("t2", "t7"))
    assert firm["marker"]["color"] != planned["marker"]["color"]
    assert firm["marker"]["pattern"]["shape"] == planned["marker"]["pattern"]["shape"]
    lines = [t for t in figure["data"] if t.get("mode") == "lines" and t.get("legend") == WORK]
    assert [(t["line"]["dash"], t["showlegend"]) for t in lines] == [("solid", False), ("5px,3px", True)]
    assert day_ms("2027-03-01") in lines[1]["x"]


def test_a_refused_certificate_is_thin() -> None:
    widths = {bar["custom"][1]: bar["width"] for bar in solid_bars(figure_of(nomad()), CERTIFICATES)}
    assert widths["C-3"] < widths["C-1"] / 2


def test_an_issued_certificate_says_that_it_is_not_delivered() -> None:
    source = nomad()
    bars = {bar["custom"][1]: bar for bar in solid_bars(figure_of(source), CERTIFICATES)}
    assert bars["C-2"]["text"] == "US certificate: not delivered"
    shapes = {name: bar["trace"]["marker"]["pattern"]["shape"] for name, bar in bars.items()}
    assert shapes["C-1"] != shapes["C-2"]


def test_a_mixed_period_has_a_bracket_with_words_that_leads_to_its_causes() -> None:
    figure = figure_of(nomad())
    words_on_it = bracket_words(figure)
    assert words_on_it["text"] == ["<b>mixed: pause and clarify</b>"]
    assert words_on_it["customdata"][0][1] == "t5"
    line = next(t for t in figure["data"] if t.get("mode") == "lines" and t["line"]["width"] == 2)
    assert {x for x in line["x"] if x} == {day_ms("2026-06-01"), day_ms("2026-09-01")}
    assert max(y for y in line["y"] if y) < min(b["y"] - b["width"] / 2 for b in solid_bars(figure, ANSWERS))


def test_a_clarified_mixed_period_no_longer_asks_to_pause() -> None:
    source = nomad()
    source.periods.loc[source.periods["case"] == "mixed", "decision"] = "request"
    words_on_it = bracket_words(figure_of(source))
    assert words_on_it["text"] == ["<b>mixed: clarified</b>"]


def test_work_without_an_agreement_has_a_mark_above_its_bar() -> None:
    figure = figure_of(nomad())
    mark = next(t for t in figure["data"] if t.get("legendgroup") == "3.without agreement")
    bar = next(bar for bar in solid_bars(figure, ANSWERS) if bar["custom"][1] == "t5")
    assert mark["customdata"] == [bar["custom"]]
    assert mark["x"] == [bar["base"] + bar["x"] // 2]
    assert bar["y"] - bar["width"] / 2 - 8 < mark["y"][0] < bar["y"] - bar["width"] / 2


@pytest.mark.parametrize("narrow", [False, True])
def test_the_legend_has_one_entry_per_look_that_occurs_in_words(narrow: bool) -> None:
    figure = figure_of(nomad(), narrow=narrow)
    for legend, expected in (
        (ANSWERS, [words.ANSWERS[key].text for key in words.ANSWERS if key not in OF_BOTH_SYSTEMS] + ["Work without"]),
        (CERTIFICATES, [words.CERTIFICATES[key].text for key in ("delivered", "issued", "submitted", "refused")]),
    ):
        shown = [t["name"] for t in figure["data"] if t.get("legend") == legend and t["showlegend"]]
        assert len(shown) == len(expected)
        assert all(text in name for text, name in zip(expected, shown, strict=True))
        groups = {t["legendgroup"] for t in figure["data"] if t.get("legend") == legend}
        assert len(groups) == len(shown)  # a click toggles bars, points and fading ends together


def test_legends_stand_below_the_plot_inside_the_figure() -> None:
    for narrow in (False, True):
        layout = figure_of(nomad(), narrow=narrow)["layout"]
        plot = layout["yaxis"]["range"][0]
        assert layout["height"] == plot + layout["margin"]["t"] + layout["margin"]["b"]
        tops = [layout[legend]["y"] * layout["height"] for legend in (WORK, CERTIFICATES, ANSWERS)]
        assert all(0 < top < layout["margin"]["b"] for top in tops)
        assert len(set(tops)) == (3 if narrow else 1)


def test_the_figure_grows_with_its_rows() -> None:
    one = analysis(certificates=[certificate("A", "FR", "2026-01-01", "2026-06-30", "draft")])
    many = analysis(certificates=[certificate(f"A{n}", "FR", "2026-01-01", "2026-06-30", "draft") for n in range(6)])
    assert figure_of(many)["layout"]["height"] > figure_of(one)["layout"]["height"] + 100


def test_today_is_marked_where_it_is_seen() -> None:
    for dark in (False, True):
        figure = figure_of(nomad(), dark=dark)
        line = next(shape for shape in figure["layout"]["shapes"] if shape["type"] == "line")
        assert day_ms("2026-11-22") < line["x0"] < day_ms("2026-11-23")
        assert any("today" in note["text"] for note in figure["layout"]["annotations"])
    past = figure_of(nomad(), first_day=dt.date(2026, 1, 1), last_day=dt.date(2026, 6, 30))
    assert not any(shape["type"] == "line" for shape in past["layout"]["shapes"])


def test_a_zoom_survives_an_edit_but_not_a_newly_asked_window() -> None:
    free, asked = figure_of(nomad())["layout"], figure_of(nomad(), first_day=dt.date(2026, 6, 1))["layout"]
    assert free["uirevision"] == asked["uirevision"] == free["xaxis"]["uirevision"] == "keep"
    assert asked["xaxis"]["uirevision"] != "keep"


def test_bars_are_grouped_so_that_many_trips_stay_cheap() -> None:
    starts = [dt.date(2000, 1, 1) + dt.timedelta(days=20 * n) for n in range(500)]
    spans = [(str(day), str(day + dt.timedelta(days=19))) for day in starts]
    source = analysis(
        trips=[trip(f"t{n}", "FR", *span) for n, span in enumerate(spans)],
        segments=[segment(*span, "FR", "agreement") for span in spans],
        periods=[period(1, spans[0][0], spans[-1][1], "FR", "single_agreement", "request")],
        coverage=[answer(*span, "would_cover", "us_coverage_assigned", "FR", 1) for span in spans],
    )
    figure = figure_of(source)
    assert len(figure["data"]) < 8
    assert len(solid_bars(figure, WORK)) == len(solid_bars(figure, ANSWERS)) == 500


def test_the_frames_of_narrow_bars_do_not_hide_them() -> None:
    starts = [dt.date(2020, 1, 1) + dt.timedelta(days=9 * n) for n in range(200)]
    spans = [*((str(day), str(day + dt.timedelta(days=4))) for day in starts), ("2025-01-01", "2025-06-30")]
    source = analysis(
        trips=[trip(f"t{n}", "FR", *span) for n, span in enumerate(spans)],
        segments=[segment(*span, "FR", "agreement") for span in spans],
    )

    def framed(figure: dict[str, Any]) -> set[str]:
        found = next(t for t in figure["data"] if t.get("legendgroup") == "1.agreement" and t["type"] == "bar")
        widths = found["marker"]["line"]["width"]
        widths = widths if isinstance(widths, list) else [widths] * len(found["customdata"])
        return {custom[1] for custom, width in zip(found["customdata"], widths, strict=True) if width}

    def outlined(figure: dict[str, Any]) -> int:
        return sum(t["x"].count(None) for t in figure["data"] if t.get("mode") == "lines" and t.get("legend") == WORK)

    whole = figure_of(source)
    assert framed(whole) == {"t200"}
    assert outlined(whole) == 1
    near = figure_of(source, first_day=dt.date(2020, 1, 1), last_day=dt.date(2020, 6, 30))
    assert "t0" in framed(near)
    assert outlined(near) > 10


def test_nothing_logged_says_what_to_do() -> None:
    figure = figure_of(analysis())
    notes = " ".join(note["text"] for note in figure["layout"]["annotations"])
    assert "log your first trip" in notes
    assert "No certificate on file" in notes
    assert figure["data"]  # streamlit cannot draw a figure without any trace


def test_the_figure_is_valid_plotly() -> None:
    graph_objects = pytest.importorskip("plotly.graph_objects")
    for narrow in (False, True):
        for source in (nomad(), analysis()):
            graph_objects.Figure(figure_of(source, narrow=narrow))
            json.dumps(figure_of(source, narrow=narrow), allow_nan=False)


def test_what_streamlit_gets_is_the_checked_figure() -> None:
    io, tools = pytest.importorskip("plotly.io"), pytest.importorskip("plotly.tools")
    for figure in (figure_of(nomad()), figure_of(nomad(), narrow=True), figure_of(analysis())):
        checked, ours = (tools.return_figure_from_figure_or_data(form, True) for form in (figure, Drawn(figure)))
        assert json.loads(io.to_json(ours, validate=False)) == json.loads(io.to_json(checked, validate=False))


def test_charts_load_without_plotly() -> None:
    code = "import sys, tracker.charts.timeline, tracker.charts.table; sys.exit('plotly' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
