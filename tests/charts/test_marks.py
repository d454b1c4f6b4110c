"""What stands beside the bars: lives of certificates, dates to keep, words over mixed periods."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pandas as pd
import pytest

import tracker
from tests.charts.frames import TODAY, analysis, certificate, period, segment, trip
from tests.charts.test_timeline import CERTIFICATES, day_ms, figure_of, solid_bars
from tests.scenario_files import workspace_of
from tracker.analysis import Analysis
from tracker.charts import bars
from tracker.charts.lanes import MOST_LABEL_ROWS, NARROW, WIDE, Sizes, axis_of, bracket_labels, date_labels
from tracker.charts.spans import DAY_MS, text_width
from tracker.charts.table import timeline_table
from tracker.charts.view import timeline_view
from tracker.codes import Deadline

Point = tuple[int, float, str, str]


def with_certificate(first: str = "2026-03-01", last: str = "2026-08-31", **steps: str) -> Analysis:
    """A year in France, with one certificate for a part of it."""
    return analysis(
        trips=[trip("a", "FR", "2026-01-01", "2026-12-31")],
        segments=[segment("2026-01-01", "2026-12-31", "FR", "agreement")],
        certificates=[certificate("C", "FR", first, last, "delivered", **steps)],
    )


def life_points(figure: dict[str, Any]) -> list[Point]:
    """Where, how high, words beside it, what it says when pointed at."""
    return [
        (x, y, text, custom[5])
        for trace in figure["data"]
        if trace.get("mode") == "markers+text"
        for x, y, text, custom in zip(trace["x"], trace["y"], trace["text"], trace["customdata"], strict=True)
        if custom[0] == "certificate"
    ]


def test_the_life_of_a_certificate_lies_below_its_bar_on_the_same_axis() -> None:
    figure = figure_of(
        with_certificate(
            submitted_on="2026-01-10", issued_on="2026-02-10", delivered_on="2026-02-20", receipt="payroll note"
        )
    )
    points = life_points(figure)
    days = ["2026-01-10", "2026-02-10", "2026-02-20"]
    assert [x for x, *_ in points] == [day_ms(day) + DAY_MS // 2 for day in days]
    assert [text for _, _, text, _ in points] == ["", "", "&nbsp;requested → issued → delivered, receipt kept"]
    assert [title for *_, title in points] == [
        "US certificate for France: requested",
        "US certificate for France: issued",
        "US certificate for France: delivered, receipt kept",
    ]
    (bar,) = solid_bars(figure, CERTIFICATES)
    assert {y for _, y, *_ in points} == {points[0][1]}
    assert points[0][1] > bar["y"] + bar["width"] / 2
    line = next(t for t in figure["data"] if t.get("mode") == "lines" and t["y"][0] == points[0][1])
    assert line["x"][:2] == [points[0][0], points[-1][0]]


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        ({"issued_on": "2026-02-10"}, "issued"),
        ({"delivered_on": "2026-02-20"}, "delivered, no receipt"),
        ({"submitted_on": "2026-03-10", "issued_on": "2026-02-10"}, "issued → requested"),
        ({"submitted_on": "2019-01-10", "issued_on": "2026-02-10"}, "issued"),
        ({"submitted_on": "2026-02-10", "issued_on": "2031-02-10"}, "requested"),
    ],
)
def test_steps_may_be_missing_out_of_order_or_outside_the_days_shown(steps: dict[str, str], words: str) -> None:
    window = {"first_day": dt.date(2026, 1, 1), "last_day": dt.date(2026, 12, 31)}
    points = life_points(figure_of(with_certificate(**steps), **window))
    assert len(points) == words.count("→") + 1
    assert [text for _, _, text, _ in points if text] == [f"&nbsp;{words}"]


def test_without_any_date_there_is_no_life_and_no_room_for_it() -> None:
    bare, lived = figure_of(with_certificate()), figure_of(with_certificate(issued_on="2026-02-10"))
    assert life_points(bare) == []
    assert bare["layout"]["height"] <= lived["layout"]["height"]


def test_a_certificate_asked_for_in_these_days_is_seen_although_it_begins_later() -> None:
    source = with_certificate("2027-03-01", "2027-08-31", submitted_on="2026-06-01")
    figure = figure_of(source, first_day=dt.date(2026, 1, 1), last_day=dt.date(2026, 12, 31))
    assert len(life_points(figure)) == 1
    assert solid_bars(figure, CERTIFICATES) == []


def test_the_days_shown_reach_back_to_the_request() -> None:
    view = timeline_view(with_certificate(submitted_on="2025-11-10"), "me", today=TODAY)
    assert view.first_day == dt.date(2025, 11, 10)


def due(*days: str, narrow: bool = False) -> tuple[list[Any], Sizes, list[bars.Bar], Any]:
    """Labels of certificates that end on these days, in a log of the years 2024 to 2027."""
    source = analysis(
        trips=[trip("a", "FR", "2024-01-01", "2027-12-31")],
        segments=[segment("2024-01-01", "2027-12-31", "FR", "agreement")],
        certificates=[certificate(f"C{n}", "FR", "2024-01-01", day, "issued") for n, day in enumerate(days)],
    )
    view = timeline_view(source, "me", today=TODAY)
    sizes, axis, found = NARROW if narrow else WIDE, axis_of(view), bars.deadlines(view)
    return date_labels(found, axis, sizes), sizes, found, axis


MANY = [str(day.date()) for day in pd.date_range("2024-02-01", "2027-11-30", freq="17D")]


@pytest.mark.parametrize("narrow", [False, True])
@pytest.mark.parametrize("days", [MANY[:1], MANY[-1:], MANY[:4], MANY[::9], MANY], ids=len)
def test_words_beside_deadlines_never_meet_nor_leave_the_chart(days: list[str], narrow: bool) -> None:
    labels, sizes, found, axis = due(*days, narrow=narrow)
    assert len(labels) == len(found) == len(days)
    spans: dict[int, list[tuple[float, float]]] = {}
    for label, bar in zip(labels, found, strict=True):
        point = axis.pixel(bar.start + 0.5, sizes)
        if label.text:
            right = label.left + text_width(label.text, sizes.small)
            assert min(label.left, point) >= 0
            assert right <= sizes.plot
            spans.setdefault(label.row, []).append((min(label.left, point), max(right, point)))
    assert all(row < MOST_LABEL_ROWS for row in spans)
    for row in spans.values():
        assert all(left[1] <= right[0] for left, right in pairwise(sorted(row)))
    silent = {label.row for label in labels if not label.text}
    assert silent.isdisjoint(spans)


def test_what_lies_ahead_keeps_its_words_longest() -> None:
    labels, _, found, _ = due(*MANY[:50], "2027-06-30")
    assert [bar.key for bar, label in zip(found, labels, strict=True) if label.text] == [bars.AHEAD]


def test_a_deadline_says_what_to_do_and_leads_to_its_case() -> None:
    figure = figure_of(with_certificate())
    (mark,) = [
        (trace["marker"]["symbol"], custom)
        for trace in figure["data"]
        for custom in trace.get("customdata", [])
        if custom[0] == "deadline"
    ]
    assert mark[0] == "diamond-open"  # past
    kind, about, first, last, when, title, body = mark[1]
    assert (kind, about, first, last) == ("deadline", "", "2026-08-31", "2026-08-31")
    assert title == "France: Certificate ends"
    assert Deadline.CERTIFICATE_ENDS.sentence in body.replace("<br>", " ")
    assert "request more time from SSA before this day" in body.replace("<br>", " ")
    assert when == "Aug 31, 2026, 1 day"


def test_deadlines_after_the_days_shown_are_counted() -> None:
    figure = figure_of(with_certificate(), first_day=dt.date(2026, 1, 1), last_day=dt.date(2026, 6, 30))
    assert any("1 more after these days" in note["text"] for note in figure["layout"]["annotations"])


@pytest.mark.parametrize("narrow", [False, True])
@pytest.mark.parametrize("count", [1, 3, 12])
def test_words_over_mixed_periods_never_meet_nor_leave_the_chart(count: int, narrow: bool) -> None:
    spans = [(f"2026-{n + 1:02}-10", f"2026-{n + 1:02}-20") for n in range(12)][-count:]
    source = analysis(
        trips=[trip("a", "FR", "2026-01-01", "2026-12-31")],
        segments=[segment("2026-01-01", "2026-12-31", "FR", "agreement")],
        periods=[period(n + 1, *span, "FR+TH", "mixed", "clarify") for n, span in enumerate(spans)],
    )
    view = timeline_view(source, "me", today=TODAY)
    sizes, axis, found = NARROW if narrow else WIDE, axis_of(view), bars.mixed(view)
    labels = bracket_labels(found, axis, sizes)
    by_row: dict[int, list[tuple[float, float]]] = {}
    for label in labels:
        if label.text:
            by_row.setdefault(label.row, []).append((label.left, label.left + text_width(label.text, sizes.font)))
    assert by_row
    for row in by_row.values():
        assert all(left >= 0 and right <= sizes.plot for left, right in row)
        assert all(left[1] <= right[0] for left, right in pairwise(sorted(row)))


def test_an_own_deadline_without_a_certificate_names_no_country() -> None:
    source = with_certificate()
    own = pd.DataFrame({"traveler": ["me"], "day": ["2026-05-01"], "action": ["Call the fund"], "certificate": [""]})
    own = own.assign(day=pd.to_datetime(own["day"]).astype("datetime64[s]"), done_on=pd.NaT, note="")
    source = replace(source, workspace=source.workspace.with_tables(deadlines=own))
    bar = next(bar for bar in bars.deadlines(timeline_view(source, "me", today=TODAY)) if "Own" in bar.title)
    assert (bar.title, bar.labels) == ("Own deadline", ("own deadline May 1, 2026", "own deadline"))
    assert bar.lines == (Deadline.OWN.sentence, "Call the fund")


def overlapping() -> Analysis:
    """Spain without a last day under two weeks in Portugal, and a second trip to Portugal on the same days."""
    trips = [
        trip("open", "ES", "2026-02-01", ""),
        trip("porto", "PT", "2026-09-10", "2026-09-24"),
        trip("again", "PT", "2026-09-20", "2026-09-22"),
    ]
    return tracker.analyze(workspace_of({"trips": trips}), tracker.load_rules(), as_of=TODAY)


@pytest.mark.parametrize("narrow", [False, True])
def test_a_trip_whose_dates_overlap_others_has_a_mark_that_says_so_and_opens_it(narrow: bool) -> None:
    figure = figure_of(overlapping(), narrow=narrow)
    (mark,) = [trace for trace in figure["data"] if trace.get("legendgroup") == "1.doubt"]
    assert {custom[1] for custom in mark["customdata"]} == {"open", "again"}
    assert {custom[0] for custom in mark["customdata"]} == {"trip"}
    assert mark["x"][0] == day_ms("2026-09-10") + DAY_MS // 2
    texts = [custom[6].replace("<br>", " ") for custom in mark["customdata"]]
    assert "has no last day" in texts[0]
    assert "are in the same country on the same days" in texts[1]
    assert "Trip to check" in mark["name"]
    (lane,) = [shape for shape in figure["layout"]["shapes"] if shape["type"] == "rect"][:1]
    assert min(mark["y"]) > lane["y0"]


def test_the_table_has_a_row_for_each_trip_to_check() -> None:
    table = timeline_table(timeline_view(overlapping(), "me", today=TODAY))
    rows = table[table["Kind"] == "Trip to check"]
    assert rows["Country"].tolist() == ["Spain", "Portugal"]
    assert rows["From"].dt.strftime("%F").tolist() == ["2026-09-10", "2026-09-20"]


def test_a_log_without_overlaps_has_no_mark() -> None:
    figure = figure_of(with_certificate())
    assert not [trace for trace in figure["data"] if trace.get("legendgroup") == "1.doubt"]
