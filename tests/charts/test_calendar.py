"""The year calendar, asserted as data: one cell per day, the same numbers as the coverage rows."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from typing import Any

import pytest

import tracker
from tests.charts.frames import TODAY, analysis, answer, nomad, period, segment, trip
from tracker.analysis import Analysis
from tracker.charts import theme, words
from tracker.charts.calendar import HOME, OUTSIDE, calendar, calendar_table, cells
from tracker.charts.view import TimelineView, timeline_view
from tracker.codes import DayAnswer
from tracker.paths import data_folder


def view_of(source: Analysis, year: int = 2026, traveler: str = "me", today: dt.date = TODAY) -> TimelineView:
    whole = {"first_day": dt.date(year, 1, 1), "last_day": dt.date(year, 12, 31)}
    return timeline_view(source, traveler, today=today, **whole)


def bars(figure: dict[str, Any]) -> list[dict[str, Any]]:
    """Every cell that is drawn, with its own values and its trace."""
    return [
        {"x0": base, "x1": base + x, "y": y, "height": width, "text": text, "custom": custom, "trace": trace}
        for trace in figure["data"]
        if trace["type"] == "bar"
        for base, x, y, width, text, custom in zip(
            *(trace[key] for key in ("base", "x", "y", "width", "text", "customdata")), strict=True
        )
    ]


def of_day(figure: dict[str, Any], day: str) -> list[dict[str, Any]]:
    return [bar for bar in bars(figure) if bar["custom"][0] == day]


def frames(figure: dict[str, Any], word: words.Word) -> int:
    """How many frames the outline with this name has; 0 where it is not drawn."""
    found = [t for t in figure["data"] if t["type"] == "scatter" and word.text in t["name"]]
    return found[0]["x"].count(None) if found else 0


def days_of_year(source: Analysis, traveler: str, year: int) -> Counter[str]:
    """Days per answer in one year, counted day by day."""
    found: Counter[str] = Counter()
    for row in source.answers[source.answers["traveler"] == traveler].itertuples(index=False):
        for number in range(row.days):
            found[str(row.answer)] += (row.first_day.date() + dt.timedelta(days=number)).year == year
    return +found


@pytest.mark.parametrize("sample", ["nomad", "employee", "mixed", "program"])
def test_the_cells_and_the_table_count_what_the_engine_counts(sample: str) -> None:
    workspace = tracker.read_workspace(data_folder() / "samples" / sample)
    source = tracker.analyze(workspace, tracker.load_rules(), as_of=TODAY)
    seen = 0
    for traveler in source.segments["traveler"].unique():
        for year in (2024, 2025, 2026, 2027):
            view = view_of(source, year, traveler)
            expected = days_of_year(source, traveler, year)
            shown = Counter(cell.look for cell in cells(view) if cell.row >= 0)
            assert shown == expected
            table = calendar_table(view)
            assert table["Days"].sum() == expected.total()
            assert table["Days"].tolist() == ((table["To"] - table["From"]).dt.days + 1).tolist()
            seen += expected.total()
    assert seen > 300


@pytest.mark.parametrize("narrow", [False, True])
@pytest.mark.parametrize(("year", "number"), [(2024, 366), (2026, 365)])
def test_every_day_of_a_year_has_one_place_and_no_two_share_it(year: int, number: int, narrow: bool) -> None:
    found = bars(calendar(view_of(analysis(), year), dark=False, narrow=narrow))
    assert len({bar["custom"][0] for bar in found}) == len(found) == number
    assert len({(bar["x0"], bar["y"]) for bar in found}) == number


@pytest.mark.parametrize("narrow", [False, True])
def test_days_of_the_same_weekday_stand_in_line_under_its_name(narrow: bool) -> None:
    figure = calendar(view_of(nomad()), dark=False, narrow=narrow)
    axis = figure["layout"]["yaxis" if narrow else "xaxis"]
    for day in ("2026-01-01", "2026-02-28", "2026-08-31", "2026-11-22"):
        bar = of_day(figure, day)[0]
        middle = bar["y"] if narrow else (bar["x0"] + bar["x1"]) / 2
        nearest = min(range(len(axis["tickvals"])), key=lambda n: abs(axis["tickvals"][n] - middle))
        weekday = dt.date.fromisoformat(day).strftime("%a")
        assert axis["ticktext"][nearest] == weekday[: 1 if narrow else 2]


def test_colors_and_patterns_are_those_of_the_timeline() -> None:
    colors = theme.palette(False)
    looks = {
        trace["legendgroup"]: trace
        for trace in calendar(view_of(nomad()), dark=False)["data"]
        if "legendgroup" in trace
    }
    assert set(looks) <= {*words.ANSWERS, HOME, OUTSIDE}
    for answer_key in set(looks) & set(words.ANSWERS):
        marker, style = looks[answer_key]["marker"], colors.answers[answer_key]
        assert (marker["color"], marker["pattern"]["shape"]) == (style.fill, style.pattern)
        assert words.ANSWERS[answer_key].text in looks[answer_key]["name"]


@pytest.mark.parametrize("narrow", [False, True])
def test_a_day_with_two_countries_is_split_and_both_halves_tell_of_both(narrow: bool) -> None:
    figure = calendar(view_of(nomad()), dark=False, narrow=narrow)
    whole, halves = of_day(figure, "2026-07-14")[0], of_day(figure, "2026-07-15")
    assert [half["trace"]["legendgroup"] for half in halves] == ["would_not_cover", "unclear"]
    lower, upper = halves
    if narrow:
        assert upper["x1"] == pytest.approx(lower["x0"], abs=0.002)
        assert upper["height"] == whole["height"]
    else:
        assert upper["y"] + upper["height"] / 2 == pytest.approx(lower["y"] - lower["height"] / 2, abs=0.02)
        assert upper["height"] == pytest.approx(whole["height"] / 2, abs=0.02)
    assert upper["custom"] == lower["custom"]
    assert "Italy: Unclear" in upper["custom"][2]
    assert "Thailand: No agreement" in upper["custom"][2]


def test_work_at_home_on_a_day_of_work_abroad_is_shown_and_counts_as_no_answer() -> None:
    source = analysis(
        trips=[trip("a", "FR", "2026-05-04", "2026-05-04"), trip("b", "US", "2026-05-04", "2026-05-04")],
        segments=[segment("2026-05-04", "2026-05-04", "FR+US", "multi_country")],
        coverage=[answer("2026-05-04", "2026-05-04", "unclear", "several_countries_same_day", "FR", 1)],
        periods=[period(1, "2026-05-04", "2026-05-04", "FR", "single_agreement", "clarify")],
    )
    figure = calendar(view_of(source), dark=False)
    assert [half["trace"]["legendgroup"] for half in of_day(figure, "2026-05-04")] == ["unclear", HOME]
    assert calendar_table(view_of(source))["Country"].tolist() == ["France"]


def test_planned_days_are_lighter_and_framed() -> None:
    figure = calendar(view_of(nomad(), 2027), dark=False)
    planned = of_day(figure, "2027-01-10")[0]
    style = theme.lighter(theme.palette(False).answers[DayAnswer.WOULD_COVER], theme.palette(False).background)
    assert planned["trace"]["marker"]["color"] == style.fill
    assert "Planned: it has not happened yet." in planned["custom"][2]
    assert frames(figure, words.PLANNED) == 2  # January and February
    assert frames(calendar(view_of(nomad(), 2026), dark=False), words.PLANNED) == 0
    assert set(calendar_table(view_of(nomad(), 2027))["Planned"]) == {"yes", "no"}


def test_today_is_outlined_in_its_own_year_only() -> None:
    assert frames(calendar(view_of(nomad(), 2026), dark=False), words.TODAY) == 1
    assert frames(calendar(view_of(nomad(), 2027), dark=False), words.TODAY) == 0


def test_picked_days_are_outlined_once_per_month_and_cut_to_the_year() -> None:
    def outlined(first: str, last: str) -> int:
        run = (dt.date.fromisoformat(first), dt.date.fromisoformat(last))
        return frames(calendar(view_of(nomad()), dark=False, picked=run), words.PICKED)

    assert outlined("2026-05-20", "2026-06-07") == 2
    assert outlined("2025-12-20", "2026-01-02") == 1
    assert outlined("2025-01-01", "2025-02-01") == 0


def test_days_outside_the_log_say_on_which_side_they_lie() -> None:
    source = analysis(
        trips=[trip("a", "US", "2026-03-01", "2026-03-31")],
        segments=[segment("2026-03-01", "2026-03-31", "US", "home")],
        coverage=[answer("2026-03-01", "2026-03-31", "not_needed", "us_work")],
    )
    figure = calendar(view_of(source), dark=False)
    told = {day: of_day(figure, day)[0]["custom"][2] for day in ("2026-02-28", "2026-04-01", "2026-11-23")}
    assert told["2026-02-28"].startswith("Before your first entry.")
    assert told["2026-04-01"].startswith("After your last entry.")
    assert told["2026-11-23"].startswith("Still to come")


def test_the_hover_gives_the_day_countries_answer_reason_and_next_step() -> None:
    custom = of_day(calendar(view_of(nomad()), dark=False), "2026-04-01")[0]["custom"]
    assert custom[:2] == ["2026-04-01", "Wednesday, April 1, 2026"]
    text = custom[2].replace("<br>", " ")
    for part in (
        "France: Could be covered",
        "The agreement assigns this work",
        "Rule: ",
        "Next: Request a US certificate",
        "(trip t2)",
    ):
        assert part in text


def test_a_hole_ahead_asks_for_nothing() -> None:
    figure = calendar(view_of(nomad()), dark=False)
    assert "Next: Log" in of_day(figure, "2026-09-01")[0]["custom"][2]
    assert "Next: Log" not in of_day(figure, "2026-11-23")[0]["custom"][2]


def test_the_country_stands_where_a_run_begins() -> None:
    figure = calendar(view_of(nomad()), dark=False)
    assert [of_day(figure, f"2026-01-{day}")[0]["text"] for day in (20, 21)] == ["20<br><b>FR</b>", "21"]
    assert of_day(figure, "2026-02-01")[0]["text"] == "1<br><b>FR</b>"


def test_text_of_the_user_can_neither_be_markup_nor_template() -> None:
    shown = json.dumps(calendar(view_of(nomad()), dark=False))
    assert "&lt;b&gt;Bangkok&lt;/b&gt; &#37;{x}" in shown
    assert "<b>Bangkok" not in shown
    assert "%{x}" not in shown
