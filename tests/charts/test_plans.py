"""The log and a scenario in one chart, and the days between them that differ."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from tests.charts.frames import TODAY, analysis, answer, nomad, period, segment, trip, with_answers
from tracker.analysis import Analysis
from tracker.charts.people import people_timeline
from tracker.charts.plans import CHANGES, LOG, SCENARIO, plans_view
from tracker.charts.table import people_table


def shortened() -> Analysis:
    """The nomad's log without London, and with Bangkok a month shorter and no longer beside Milan."""
    one = nomad()
    kept = one.answers[~one.answers["host"].isin(["GB", "TH"])]
    others = analysis(
        coverage=[
            answer("2026-04-20", "2026-04-20", "unlogged", "nothing_logged"),
            answer("2026-08-01", "2026-08-15", "would_not_cover", "no_agreement", "TH", 3, mixed="yes"),
            answer("2026-08-16", "2026-08-31", "unlogged", "nothing_logged"),
        ]
    ).answers
    whole = pd.concat([kept, others], ignore_index=True).sort_values("first_day", ignore_index=True)
    return with_answers(one, whole)


def test_a_third_band_holds_only_the_days_that_get_another_answer() -> None:
    view = plans_view(nomad(), shortened(), "me", today=TODAY)
    assert list(view.people) == [LOG, SCENARIO, CHANGES]
    rows = view.coverage[view.coverage["traveler"] == CHANGES]
    found = [
        (str(row.first_day.date()), str(row.last_day.date()), row.host, row.answer, row.days)
        for row in rows.itertuples()
    ]
    # 15 to 31 July: Thailand is gone beside Italy. 1 to 15 August is Thailand before and after.
    assert found == [
        ("2026-04-20", "2026-04-20", "", "unlogged", 1),
        ("2026-07-15", "2026-07-31", "IT", "unclear", 17),
        ("2026-08-16", "2026-08-31", "", "unlogged", 16),
    ]


def test_the_same_log_twice_has_two_bands_with_the_same_rows() -> None:
    view = plans_view(nomad(), nomad(), "me", today=TODAY)
    assert view.people == {LOG: "Your log", SCENARIO: "This scenario"}
    table = people_table(view).drop(columns="Traveler")
    half = len(nomad().coverage)
    assert table.iloc[:half].reset_index(drop=True).equals(table.iloc[half:].reset_index(drop=True))


def test_the_axis_holds_both_and_nothing_says_that_a_click_opens_a_person() -> None:
    later = analysis(
        trips=[trip("t9", "FR", "2027-09-01", "2027-09-30", certainty="planned")],
        segments=[segment("2027-09-01", "2027-09-30", "FR", "agreement")],
        periods=[period(1, "2027-09-01", "2027-09-30", "FR", "single_agreement", "request")],
        coverage=[answer("2027-09-01", "2027-09-30", "would_cover", "us_coverage_assigned", "FR", 1)],
    )
    view = plans_view(nomad(), later, "me", today=TODAY)
    assert (view.first_day, view.last_day) == (dt.date(2026, 1, 1), dt.date(2027, 9, 30))
    said = [
        str(custom) for trace in people_timeline(view, dark=False)["data"] for custom in trace.get("customdata", [])
    ]
    assert said
    assert not any("click" in text for text in said)
    assert any("Planned: it has not happened yet." in text for text in said)
