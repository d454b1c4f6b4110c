"""Too many spans: months instead, with the same numbers."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from tests.charts.frames import TODAY, analysis, answer, nomad, period, segment, trip
from tests.charts.test_timeline import ANSWERS, WORK, solid_bars
from tracker.analysis import Analysis
from tracker.charts.months import LEAST, MOST_COLUMNS, days_per_month, months_of, verdicts
from tracker.charts.timeline import timeline
from tracker.charts.view import MOST_BARS, TimelineView, timeline_view


def crowded(count: int = 600) -> Analysis:
    """``count`` trips of one day, every third day from 2020 on: France, now and then Thailand; holes between them."""
    days = [dt.date(2020, 1, 1) + dt.timedelta(days=3 * n) for n in range(count)]
    hosts = ["TH" if n % 10 == 0 else "FR" for n in range(count)]
    holes = [(str(day + dt.timedelta(days=1)), str(day + dt.timedelta(days=2))) for day in days[:-1]]
    work = [(str(day), host) for day, host in zip(days, hosts, strict=True)]
    status = {"TH": "non_agreement", "FR": "agreement"}
    verdict = {"TH": ("would_not_cover", "no_agreement"), "FR": ("would_cover", "us_coverage_assigned")}
    return analysis(
        trips=[trip(f"t{n}", host, day, day) for n, (day, host) in enumerate(work)],
        segments=[segment(day, day, host, status[host]) for day, host in work]
        + [segment(*hole, "", "unlogged") for hole in holes],
        periods=[period(1, str(days[0]), str(days[-1]), "FR+TH", "mixed", "clarify")],
        coverage=[answer(day, day, *verdict[host], host, 1) for day, host in work]
        + [answer(*hole, "unlogged", "nothing_logged") for hole in holes],
    )


def view_of(source: Analysis, **window: object) -> TimelineView:
    return timeline_view(source, "me", today=TODAY, **window)


@pytest.mark.parametrize("months", [1, 3, 12])
def test_the_days_of_all_months_are_the_days_of_the_rows(months: int) -> None:
    source = nomad()
    counts = days_per_month(source.coverage, "verdict", dt.date(2026, 1, 1), dt.date(2027, 2, 28), months=months)
    assert counts.groupby("key")["days"].sum().to_dict() == source.coverage.groupby("verdict")["days"].sum().to_dict()
    lengths = counts["stop"] - counts["start"]
    assert (lengths > 0).all()
    assert lengths.max() <= 31 * months


def test_a_span_over_the_new_year_is_cut_at_midnight_of_it() -> None:
    rows = pd.DataFrame({"first_day": ["2027-12-30"], "last_day": ["2028-03-01"], "key": ["x"]}).astype(
        {"first_day": "datetime64[s]", "last_day": "datetime64[s]"}
    )
    counts = days_per_month(rows, "key", dt.date(2027, 12, 31), dt.date(2028, 12, 31))
    assert counts["days"].tolist() == [1, 31, 29, 1]


def test_a_crowded_window_is_drawn_as_months_with_the_same_totals() -> None:
    view = view_of(crowded())
    assert view.spans > MOST_BARS
    assert view.drawn is None
    figure = timeline(view, dark=False)
    for legend in (WORK, ANSWERS):
        found = solid_bars(figure, legend)
        assert len(found) < 300
        assert {bar["custom"][0] for bar in found} == {"month"}
    told = [line for bar in verdicts(view) for line in bar.lines if line.startswith("Not under")]
    distinct = {
        (bar.start, line): int(line.split(": ")[1].split()[0])
        for bar in verdicts(view)
        for line in bar.lines
        if line.startswith("Not under")
    }
    assert told
    assert sum(distinct.values()) == (view.coverage["verdict"] == "would_not_cover").sum()


def test_the_most_serious_answer_of_a_month_stands_on_top_and_is_seen_however_rare() -> None:
    columns: dict[int, list[tuple[float, float, str]]] = {}
    for bar in verdicts(view_of(crowded())):
        columns.setdefault(bar.start, []).append((*bar.part, bar.key))
    for parts in columns.values():
        parts.sort()
        assert parts[0][0] == 0
        assert parts[-1][1] == pytest.approx(1)
        assert all(left[1] == pytest.approx(right[0]) for left, right in pairwise(parts))
        assert all(bottom - top >= LEAST - 1e-9 for top, bottom, _ in parts)
        rank = [["would_not_cover", "would_cover", "unlogged"].index(key) for *_, key in parts]
        assert rank == sorted(rank)


def test_zoomed_in_the_spans_near_what_is_seen_are_drawn_with_their_trips() -> None:
    view = view_of(crowded(), zoom=(dt.date(2021, 3, 1), dt.date(2021, 3, 31)))
    assert view.drawn == (dt.date(2021, 1, 30), dt.date(2021, 4, 30))
    figure = timeline(view, dark=False, zoom=("2021-03-01", "2021-04-01"))
    assert {bar["custom"][0] for bar in solid_bars(figure, ANSWERS)} == {"coverage"}
    assert all(view.work.loc[view.work["status"] != "unlogged", "trips"])
    assert figure["layout"]["xaxis"]["range"] == ["2021-03-01", "2021-04-01"]
    assert len(view.coverage) == len(view_of(crowded()).coverage)  # what is counted and listed does not change


def test_fewer_days_are_drawn_one_by_one() -> None:
    view = view_of(crowded(), first_day=dt.date(2021, 1, 1), last_day=dt.date(2021, 12, 31))
    assert view.drawn == (dt.date(2021, 1, 1), dt.date(2021, 12, 31))


@pytest.mark.parametrize("years", [1, 15, 16, 60, 500])
def test_there_are_never_too_many_columns(years: int) -> None:
    view = view_of(nomad(), first_day=dt.date(2026, 1, 1), last_day=dt.date(2025 + years, 12, 31))
    assert np.ceil(12 * years / months_of(view)) <= MOST_COLUMNS
