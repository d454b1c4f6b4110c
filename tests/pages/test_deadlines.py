"""The Deadlines page, started at app.py: it opens in every state and shows what the pure part says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import tracker
from tests.pages.conftest import TODAY, ReadSample
from tests.pages.ledgers import fill, fill_with_sample, opened, spoil, texts
from tracker.filing.headroom import deadlines_with_urgency, headroom
from tracker.standing import needs_action
from tracker.store import Ledger
from tracker.ui.deadline_view import to_do
from tracker.ui.samples import SAMPLES
from tracker.words.days import with_day_texts


def analyzed(ledger: Ledger) -> tracker.Analysis:
    return tracker.analyze(ledger.workspace(), tracker.load_rules(), as_of=TODAY)


def test_an_empty_ledger_says_what_a_limit_is(ledger: Ledger) -> None:
    app = opened("deadlines")
    assert "No work abroad is logged yet" in texts(app)
    assert app.button(key="deadlines.log_trip")


def test_work_at_home_only_has_no_limit_and_no_deadline(ledger: Ledger) -> None:
    fill(ledger, {"trips": [{"trip": "a", "country": "TH", "first_day": "2026-01-01", "last_day": "2026-01-10"}]})
    app = opened("deadlines")
    assert "No limit is running now." in texts(app)
    assert "No other deadline is open." in texts(app)
    assert "Nothing is due" not in texts(app)
    assert "No agreement: Thailand · period 1 · 10 work days" in texts(app)
    assert "Nothing changes" in texts(app)


@pytest.mark.parametrize("sample", [sample.name for sample in SAMPLES])
def test_the_tables_hold_every_row_of_the_pure_part(read_sample: ReadSample, sample: str) -> None:
    analysis = read_sample(sample)
    app = opened("deadlines")
    if any(toggle.key == "deadlines.finished" for toggle in app.toggle):
        app.toggle(key="deadlines.finished").set_value(True).run()
    assert not app.exception
    dates, limits = (frame.value for frame in app.dataframe)
    rows, ordered = headroom(analysis), deadlines_with_urgency(analysis)
    assert limits["Used"].tolist() == rows["used"].tolist()
    assert limits["Last day allowed"].tolist() == rows["last_day"].tolist()
    assert dates["Day"].tolist() == ordered["day"].tolist()
    assert dates["What to do"].tolist() == [with_day_texts(action) for action in ordered["action"]]


def test_overdue_ones_stand_first_with_what_to_do_and_their_source(read_sample: ReadSample) -> None:
    analysis = read_sample("program")
    app = opened("deadlines")
    shown = texts(app)
    assert shown.index("May 31, 2026 · Limit reached") < shown.index("Jun 30, 2026 · Certificate ends")
    assert "Netherlands · Eve Example · eve-nl: Last day that the agreement's limit allows." in shown
    overdue = deadlines_with_urgency(analysis)
    assert with_day_texts(overdue["action"].iloc[0]) in shown
    row = overdue[overdue["source"] != ""].iloc[0]
    assert with_day_texts(row["action"]) in shown
    assert tracker.load_rules().sources[row["source"]].href in shown
    assert "**Next change:** Dec 18, 2026 (in 26 days): Ada Anybody, Germany, last day on a certificate." in shown


def test_one_person_can_be_chosen(read_sample: ReadSample) -> None:
    read_sample("program")
    app = opened("deadlines")
    app.selectbox(key="deadlines.traveler").set_value("ben").run()
    assert not app.exception
    dates, limits = (frame.value for frame in app.dataframe)
    assert limits["Who"].tolist() == ["Ben Bogus"]
    assert dates["About"].tolist() == ["Japan · ben-jp"]
    assert "Sep 29, 2028 (in 677 days): Japan, planned end of the work." in texts(app)
    (chart,) = app.get("plotly_chart")
    assert "Ada" not in chart.proto.spec


def test_a_limit_is_drawn_with_the_days_of_the_engine(read_sample: ReadSample) -> None:
    analysis = read_sample("employee")
    app = opened("deadlines")
    (chart,) = app.get("plotly_chart")
    spec = json.loads(chart.proto.spec)
    running = headroom(analysis).query("not finished")
    used = [text for trace in spec["data"] if trace["type"] == "bar" for text in trace["text"]]
    assert all(f"{days:,} days" in used for days in running["used"])


def test_rows_that_cannot_be_used_do_not_stop_the_page(ledger: Ledger, tmp_path: Path) -> None:
    fill_with_sample(ledger, "employee")
    spoil(tmp_path, "certificates", {"first_day": "soon", "last_day": ""})
    spoil(tmp_path, "assignments", {"expected_last_day": "later", "worker": "pilot"})
    assert "Next change" in texts(opened("deadlines"))


def test_a_log_of_which_nothing_can_be_used_is_like_none(ledger: Ledger, tmp_path: Path) -> None:
    fill_with_sample(ledger, "mixed")
    spoil(tmp_path, "trips", {"country": "Nowhere"})
    assert "No work abroad is logged yet" in texts(opened("deadlines"))


@pytest.mark.parametrize("sample", [sample.name for sample in SAMPLES])
def test_nothing_is_due_only_where_nobody_has_to_act(read_sample: ReadSample, sample: str) -> None:
    analysis = read_sample(sample)
    ordered = deadlines_with_urgency(analysis)
    names = {str(who): str(who) for who in analysis.periods["traveler"].unique()}
    shown = texts(opened("deadlines"))
    waits = needs_action(analysis)
    assert ("Nothing is due" in shown) == (waits.empty and (ordered["urgency"] == "settled").all())
    by_day = {(row.traveler, row.period) for row in ordered[ordered["kind"] == "file_by"].itertuples()}
    listed = {(todo.traveler, todo.period) for todo in to_do(analysis, ordered, names)}
    assert listed | by_day >= set(zip(waits["traveler"], waits["period"], strict=True))


def test_work_that_began_without_a_request_is_overdue(ledger: Ledger) -> None:
    trip = {"trip": "a", "country": "GB", "first_day": "2026-09-01", "last_day": "2026-10-10"}
    fill(ledger, {"trips": [trip], "travelers": [{"traveler": "me", "residence": "US"}]})
    shown = texts(opened("deadlines"))
    assert "Aug 31, 2026 · Request the certificate" in shown
    assert "Nothing is due" not in shown


def test_a_requested_certificate_leaves_nothing_to_do(ledger: Ledger) -> None:
    trip = {"trip": "a", "country": "DE", "first_day": "2026-01-03", "last_day": "2026-03-01", "assignment": "a"}
    facts = {"assignment": "a", "traveler": "me", "worker": "self_employed", "business_in_us": "no"}
    sent = {"certificate": "C1", "traveler": "me", "issuer": "DE", "host": "DE", "state": "submitted"}
    sent |= {"first_day": "2026-01-03", "last_day": "2026-03-01", "submitted_on": "2026-01-02"}
    fill(ledger, {"trips": [trip], "assignments": [facts]})
    assert "Request the other country's certificate: Germany · period 1 · 58 work days" in texts(opened("deadlines"))
    ledger.save("certificates", added=[sent])
    assert "Nothing is due" in texts(opened("deadlines"))
