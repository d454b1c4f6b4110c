"""What of an analysis the timeline shows."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from tests.charts import frames
from tests.charts.frames import TODAY, analysis, certificate, nomad, segment, trip
from tracker import findings
from tracker.charts.view import timeline_view
from tracker.charts.words import CERTIFICATE_WITHOUT_AGREEMENT
from tracker.codes import DayAnswer
from tracker.findings import FindingCode


def test_pieces_of_segments_add_up_to_the_segments() -> None:
    source = nomad()
    work = timeline_view(source, "me", today=TODAY).work
    assert work["days"].sum() == source.segments["days"].sum()
    assert work.groupby("status")["days"].sum().to_dict() == source.segments.groupby("status")["days"].sum().to_dict()
    assert (work["first_day"].iloc[1:].to_numpy() == (work["last_day"].iloc[:-1] + pd.Timedelta(days=1))).all()


def test_every_piece_leads_to_its_trips() -> None:
    work = timeline_view(nomad(), "me", today=TODAY).work
    assert work["trips"].tolist() == ["t1", "t2", "", "t3", "", "t4", "t4+t5", "t5", "", "t6", "", "t7"]
    assert work.loc[work["planned"], "trips"].tolist() == ["t7"]


def test_a_segment_of_two_trips_is_cut_where_the_second_begins() -> None:
    source = analysis(
        trips=[trip("a", "FR", "2026-01-01", "2026-01-10"), trip("b", "FR", "2026-01-10", "2026-01-20")],
        segments=[segment("2026-01-01", "2026-01-20", "FR", "agreement")],
    )
    work = timeline_view(source, "me", today=TODAY).work
    assert list(zip(work["trips"], work["days"], strict=True)) == [("a", 9), ("b", 11)]


def test_a_holiday_inside_work_is_not_behind_the_work() -> None:
    source = analysis(
        trips=[
            trip("w", "FR", "2026-01-01", "2026-01-20"),
            trip("h", "FR", "2026-01-05", "2026-01-06", activity="non_work"),
        ],
        segments=[segment("2026-01-01", "2026-01-20", "FR", "agreement")],
    )
    assert timeline_view(source, "me", today=TODAY).work["trips"].tolist() == ["w"]


def test_covered_days_of_an_undelivered_certificate_have_their_own_answer() -> None:
    coverage = timeline_view(nomad(), "me", today=TODAY).coverage.set_index("certificate")
    assert coverage.loc["C-1", "answer"] == "covered"
    assert coverage.loc["C-2", "answer"] == DayAnswer.COVERED_NOT_DELIVERED


def test_coverage_carries_rule_sources_and_trips() -> None:
    source = nomad()
    coverage = timeline_view(source, "me", today=TODAY).coverage
    provision = source.rules.provision("FR.self_employed.transfer")
    assert coverage.loc[1, "rule"] == provision.section
    assert source.rules.sources[provision.sources[0]].title in coverage.loc[1, "sources"]
    assert coverage["trips"].tolist() == ["t1", "t2", "t2", "", "t3", "", "t4", "t5", "", "t6", "", "t7"]


def test_trips_of_another_assignment_are_not_behind_a_row() -> None:
    source = analysis(
        trips=[
            trip("a", "FR", "2026-01-01", "2026-01-20", assignment="x"),
            trip("b", "FR", "2026-01-01", "2026-01-20", assignment="y"),
        ],
        segments=[segment("2026-01-01", "2026-01-20", "FR", "agreement")],
        periods=[
            frames.period(1, "2026-01-01", "2026-01-20", "FR", "single_agreement", "request", assignment="x"),
            frames.period(2, "2026-01-01", "2026-01-20", "FR", "single_agreement", "request", assignment="y"),
        ],
        coverage=[
            frames.answer("2026-01-01", "2026-01-20", "would_cover", "us_coverage_assigned", "FR", 1),
            frames.answer("2026-01-01", "2026-01-20", "would_cover", "us_coverage_assigned", "FR", 2),
        ],
    )
    assert timeline_view(source, "me", today=TODAY).coverage["trips"].tolist() == ["a", "b"]


def test_the_window_holds_whole_rows_that_touch_it() -> None:
    view = timeline_view(nomad(), "me", today=TODAY, first_day=dt.date(2026, 4, 14), last_day=dt.date(2026, 4, 20))
    assert view.chosen
    assert view.coverage["days"].tolist() == [14, 5, 1]
    assert view.trips["trip"].tolist() == ["t2", "t3"]
    assert view.certificates.empty


def test_an_unasked_window_is_the_log_its_certificates_and_a_near_today() -> None:
    view = timeline_view(nomad(), "me", today=TODAY)
    assert (view.first_day, view.last_day, view.chosen) == (dt.date(2026, 1, 1), dt.date(2027, 2, 28), False)
    source = analysis(
        trips=[trip("a", "FR", "2020-01-01", "2020-12-31")],
        segments=[segment("2020-01-01", "2020-12-31", "FR", "agreement")],
        certificates=[certificate("C", "FR", "2020-01-01", "2039-12-31", "issued")],
    )
    view = timeline_view(source, "me", today=TODAY)
    assert view.first_day == dt.date(2020, 1, 1)
    assert dt.date(2021, 1, 31) < view.last_day < dt.date(2021, 7, 31)


def test_a_certificate_without_agreement_is_not_called_covered() -> None:
    source = analysis(
        trips=[trip("a", "TH", "2026-01-01", "2026-01-20")],
        segments=[segment("2026-01-01", "2026-01-20", "TH", "non_agreement")],
        certificates=[certificate("C", "TH", "2026-01-01", "2026-01-20", "issued")],
        found=findings.findings(FindingCode.CERTIFICATE_WITHOUT_AGREEMENT, ["C"], host=["TH"], days=["1 work day"]),
    )
    assert timeline_view(source, "me", today=TODAY).certificates["look"].tolist() == [CERTIFICATE_WITHOUT_AGREEMENT]


def test_only_the_asked_traveler_is_shown() -> None:
    view = timeline_view(nomad(), "somebody else", today=TODAY)
    assert view.work.empty
    assert view.coverage.empty
    assert view.first_day < TODAY < view.last_day
