"""Everybody at a glance, asserted as data."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pandas as pd
import pytest

from tests.charts.frames import TODAY, nomad, with_answers
from tracker.analysis import Analysis
from tracker.charts.months import MOST_COLUMNS
from tracker.charts.people import PeopleView, people_timeline, people_view

NAMES = {"me": "Nora <b>Nomad</b>", "you": "Yves"}


def two() -> Analysis:
    """The nomad, and somebody else with the same log."""
    one = nomad()
    return with_answers(
        one,
        pd.concat([one.answers, one.answers.assign(traveler="you")], ignore_index=True),
        segments=pd.concat([one.segments, one.segments.assign(traveler="you")], ignore_index=True),
        periods=pd.concat([one.periods, one.periods.assign(traveler="you")], ignore_index=True),
    )


def view_of(source: Analysis, **window: Any) -> PeopleView:
    return people_view(source, NAMES, today=TODAY, **window)


def drawn(figure: dict[str, Any]) -> list[tuple[str, str, float, float]]:
    """Legend, person, middle and height of every bar."""
    return [
        (trace["legend"], custom[1], y, width)
        for trace in figure["data"]
        if trace["type"] == "bar" and "text" in trace
        for custom, y, width in zip(trace["customdata"], trace["y"], trace["width"], strict=True)
    ]


@pytest.mark.parametrize("narrow", [False, True])
def test_each_person_has_a_band_with_work_above_and_the_answers_below(narrow: bool) -> None:
    figure = people_timeline(view_of(two()), dark=False, narrow=narrow)
    bands = [(shape["y0"], shape["y1"]) for shape in figure["layout"]["shapes"] if shape["type"] == "rect"]
    assert len(bands) == 2
    found = drawn(figure)
    for (top, bottom), who in zip(bands, NAMES, strict=True):
        work = {(y, height) for legend, person, y, height in found if person == who and legend == "legend"}
        answers = {(y, height) for legend, person, y, height in found if person == who and legend == "legend3"}
        assert len(work) == 1
        assert top <= min(y - h / 2 for y, h in work)
        assert max(y + h / 2 for y, h in work) <= min(y - h / 2 for y, h in answers)
        assert max(y + h / 2 for y, h in answers) <= bottom


def test_the_bars_are_the_rows_of_segments_and_coverage_and_lead_to_the_person() -> None:
    source = two()
    figure = people_timeline(view_of(source), dark=True)
    found = drawn(figure)
    assert sum(legend == "legend" for legend, *_ in found) == len(source.segments)
    assert sum(legend == "legend3" for legend, *_ in found) == len(source.coverage)
    kinds = {custom[0] for trace in figure["data"] for custom in trace.get("customdata", [])}
    assert kinds == {"traveler"}


def test_countries_that_share_days_share_the_height() -> None:
    figure = people_timeline(view_of(two()), dark=False)
    heights = [height for legend, person, _, height in drawn(figure) if legend == "legend3" and person == "me"]
    assert heights.count(min(heights)) == 2
    assert min(heights) == max(heights) / 2


def test_names_stand_beside_the_bands_and_are_no_markup() -> None:
    figure = people_timeline(view_of(two()), dark=False)
    names = [note["hovertext"] for note in figure["layout"]["annotations"] if "hovertext" in note]
    assert names == ["Nora &lt;b&gt;Nomad&lt;/b&gt;", "Yves"]
    json.dumps(figure, allow_nan=False)


def test_very_many_spans_become_pieces_with_the_most_serious_answer_first() -> None:
    source = two()
    many = pd.concat([source.answers] * 60, ignore_index=True)
    view = view_of(with_answers(source, many))
    assert view.months
    figure = people_timeline(view, dark=False)
    answers = [trace for trace in figure["data"] if trace.get("legend") == "legend3" and trace["type"] == "bar"]
    bodies = {custom[6].split("<br>")[0]: trace["legendgroup"] for trace in answers for custom in trace["customdata"]}
    june = next(group for first, group in bodies.items() if first.startswith("Unclear"))
    assert june == "3.unclear"
    assert next(group for first, group in bodies.items() if first.startswith("Not under")) == "3.would_not_cover"
    assert len(drawn(figure)) < 2 * 4 * MOST_COLUMNS


def test_a_page_holds_only_its_people_on_the_same_days() -> None:
    view = view_of(two())
    second = view.page(slice(1, 2))
    assert second.people == {"you": "Yves"}
    assert set(second.coverage["traveler"]) == {"you"}
    assert (second.first_day, second.last_day) == (view.first_day, view.last_day)


def test_nobody_worked_in_the_days_chosen() -> None:
    figure = people_timeline(view_of(two(), first_day=dt.date(1990, 1, 1), last_day=dt.date(1990, 12, 31)), dark=False)
    assert drawn(figure) == []
    assert figure["data"]  # streamlit cannot draw a figure without any trace
