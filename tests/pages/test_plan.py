"""The Plan page, started at app.py: scenarios are made, changed, compared, applied and thrown away."""

from __future__ import annotations

import datetime as dt

import pytest
from streamlit.testing.v1 import AppTest

import tracker
from tests.pages.conftest import TODAY
from tests.pages.ledgers import fill, fill_with_sample, opened, texts
from tracker.codes import Verdict
from tracker.comparison import compare
from tracker.itinerary.scenario import Scenario
from tracker.store import Ledger, RowChange, RowDeletion

LOG = {
    "trips": [
        {"trip": "fr", "traveler": "me", "country": "FR", "first_day": "2026-03-01", "last_day": "2026-03-31"},
        {"trip": "th", "traveler": "me", "country": "TH", "first_day": "2026-05-02", "last_day": "2026-05-13"},
    ]
}
Spans = dict[str, tuple[str, str]]


@pytest.fixture
def spring(ledger: Ledger) -> Scenario:
    """A scenario without an edit beside a short log."""
    fill(ledger, LOG)
    return ledger.add_scenario("Spring")


def spans(ledger: Ledger) -> Spans:
    return {row["trip"]: (row["first_day"], row["last_day"]) for row in ledger.rows("trips").to_dict("records")}


def clicked(app: AppTest, key: str) -> AppTest:
    app.button(key=key).click().run()
    assert not app.exception
    return app


def answered(app: AppTest, opens: str, key: str) -> AppTest:
    """Press a button of a dialog that is open: without its opener a test's run would close the dialog first."""
    app.button(key=opens).click()
    return clicked(app, key)


def edited(ledger: Ledger, scenario: Scenario, trip: str, **values: str) -> Scenario:
    row = ledger.rows("trips").set_index("trip", drop=False).loc[trip].drop(["row_id", "version"]).to_dict()
    return ledger.save_scenario(scenario.with_trip(trip, row | values, row))


def change_log(ledger: Ledger, trip: str, **values: str) -> None:
    row = ledger.rows("trips").set_index("trip").loc[trip]
    ledger.save("trips", changed=[RowChange(row["row_id"], int(row["version"]), values)])


def test_an_empty_ledger_says_what_the_page_is_for_and_leads_to_the_trips(ledger: Ledger) -> None:
    app = opened("plan")
    assert "copy your trips into a scenario" in texts(app)
    clicked(app, "plan.log_trip")
    assert app.title[0].value == "Trips"


def test_the_first_scenario_begins_as_the_log_is(ledger: Ledger) -> None:
    fill(ledger, LOG)
    app = opened("plan")
    assert "Nothing you do in it touches your log." in texts(app)
    clicked(app, "plan.first.start")
    assert "Give the scenario a name." in texts(app)
    app.text_input(key="plan.first.name").input("Spring")
    clicked(app, "plan.first.start")
    assert [one.name for one in ledger.scenarios()] == ["Spring"]
    assert "No day and no case gets another answer." in texts(app)
    assert "it is your log as it stands" in texts(app)


def test_a_dropped_trip_changes_the_answer_and_not_the_log(ledger: Ledger, spring: Scenario) -> None:
    app = opened("plan")
    app.selectbox(key="plan.which").set_value("th").run()
    clicked(app, "plan.drop")
    shown = texts(app)
    assert (
        "Compared with your log: −12 days not under the US system, −31 days nothing logged; 1 case less"
        in shown.replace("*", "")
    )
    assert "Dropped: Thailand, May 2 – 13, 2026" in shown
    assert list(app.selectbox(key="plan.which").options) == ["France, Mar 1 – 31, 2026"]
    assert set(spans(ledger)) == {"fr", "th"}
    clicked(app, "plan.back.th")
    assert "No day and no case gets another answer." in texts(app)
    assert ledger.scenarios()[0].edits == ()


def test_the_numbers_are_those_of_the_engine_for_the_changed_log(ledger: Ledger, spring: Scenario) -> None:
    edited(ledger, spring, "fr", last_day="2026-04-30")
    app = opened("plan")
    rules = tracker.load_rules()
    before = tracker.analyze(ledger.workspace(), rules, as_of=TODAY)
    change_log(ledger, "fr", last_day="2026-04-30")
    expected = compare(before, tracker.analyze(ledger.workspace(), rules, as_of=TODAY), "me")
    assert expected.more(Verdict.UNLOGGED) == -30
    [html] = [one.proto.body for one in app.get("html") if "day-changes" in one.proto.body]
    for verdict in Verdict:
        then, now = expected.days[verdict]
        assert (f"({then:,} → {now:,})" in html) == (then != now)
    assert "March – May 2026 becomes mixed" in texts(app)
    table = app.dataframe[0].value
    assert set(table["Plan"]) == {"Your log", "This scenario", "What changes"}
    assert table.loc[table["Plan"] == "Your log", "Days"].sum() == before.coverage["days"].sum()


def test_the_form_begins_with_what_the_scenario_says(ledger: Ledger, spring: Scenario) -> None:
    edited(ledger, spring, "fr", last_day="2026-03-15")
    app = opened("plan")
    app.selectbox(key="plan.which").set_value("fr").run()
    clicked(app, "plan.change")
    assert app.date_input(key="plan.trip.edit.last_day").value == dt.date(2026, 3, 15)
    assert app.selectbox(key="plan.trip.edit.traveler").disabled
    answered(app, "plan.change", "plan.trip.edit.drop")
    assert "Dropped: France, Mar 1 – 31, 2026" in texts(app)


def test_a_new_trip_is_planned_unless_told_otherwise(ledger: Ledger, spring: Scenario) -> None:
    app = clicked(opened("plan"), "plan.add")
    assert app.selectbox(key="plan.trip.new.certainty").value == "planned"
    answered(app, "plan.add", "plan.trip.new.save")
    assert ledger.scenarios() == [spring], "a form without a country adds nothing"


def test_a_new_trip_keeps_its_id_in_the_log(ledger: Ledger, spring: Scenario) -> None:
    rome = {"traveler": "me", "country": "IT", "place": "Rome", "first_day": "2027-01-04", "last_day": "2027-01-08"}
    ledger.save_scenario(spring.with_trip("", rome | {"certainty": "planned"}, None))
    app = opened("plan")
    assert "Added (planned): Italy, Rome, Jan 4 – 8, 2027" in texts(app)
    clicked(app, "plan.apply")
    answered(app, "plan.apply", "plan.apply.yes")
    row = ledger.rows("trips").set_index("trip").loc["t1"]
    assert (row["place"], row["certainty"]) == ("Rome", "planned")
    assert "All of it is in your log." in texts(app)


def test_applying_is_one_change_that_one_undo_takes_back(ledger: Ledger, spring: Scenario) -> None:
    before = spans(ledger)
    edited(ledger, edited(ledger, spring, "fr", last_day="2026-03-15"), "th", first_day="2026-05-10", assignment="book")
    app = opened("plan")
    clicked(app, "plan.apply")
    assert "France: Mar 1 – 31, 2026 → Mar 1 – 15, 2026" in texts(app)
    answered(app, "plan.apply", "plan.apply.yes")
    assert "Applied “Spring” to your log: 2 trips changed." in texts(app)
    assert "All of it is in your log." in texts(app)
    assert spans(ledger) == {"fr": ("2026-03-01", "2026-03-15"), "th": ("2026-05-10", "2026-05-13")}
    assert list(ledger.rows("assignments")["assignment"]) == ["book"]
    clicked(app, "shell.undo_button")
    assert spans(ledger) == before
    assert list(ledger.rows("assignments")["assignment"]) == []
    assert "All of it is in your log." not in texts(app)
    assert not app.button(key="plan.apply").disabled


@pytest.mark.parametrize("decision", ["keep", "take"])
def test_a_trip_that_the_log_changed_meanwhile_is_decided_first(
    ledger: Ledger, spring: Scenario, decision: str
) -> None:
    edited(ledger, edited(ledger, spring, "fr", last_day="2026-03-15"), "th", last_day="2026-05-20")
    change_log(ledger, "fr", place="Lyon", last_day="2026-03-20")
    app = opened("plan")
    assert "Your log changed underneath." in texts(app)
    assert "France in your log: Mar 1 – 31, 2026 → Mar 1 – 20, 2026; place empty → Lyon." in texts(app)
    assert app.button(key="plan.apply").disabled
    clicked(app, f"plan.{decision}.fr")
    assert "Your log changed underneath." not in texts(app)
    clicked(app, "plan.apply")
    answered(app, "plan.apply", "plan.apply.yes")
    assert spans(ledger) == {
        "fr": ("2026-03-01", "2026-03-15" if decision == "keep" else "2026-03-20"),
        "th": ("2026-05-02", "2026-05-20"),
    }


def test_a_trip_that_was_deleted_meanwhile_comes_back_only_if_wanted(ledger: Ledger, spring: Scenario) -> None:
    edited(ledger, spring, "th", last_day="2026-05-20")
    row = ledger.rows("trips").set_index("trip").loc["th"]
    ledger.save("trips", deleted=[RowDeletion(row["row_id"], int(row["version"]))])
    app = opened("plan")
    assert "Thailand, May 2 – 20, 2026 is no longer in your log." in texts(app)
    clicked(app, "plan.keep.th")
    clicked(app, "plan.apply")
    answered(app, "plan.apply", "plan.apply.yes")
    assert spans(ledger)["th"] == ("2026-05-02", "2026-05-20")


def test_a_scenario_that_was_changed_elsewhere_is_not_thrown_away_unseen(
    ledger: Ledger, spring: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = clicked(opened("plan"), "plan.throw_away")
    edited(ledger, spring, "fr", last_day="2026-03-15")
    monkeypatch.setattr(Ledger, "scenarios", lambda _: [spring])  # what the page still shows
    answered(app, "plan.throw_away", "plan.throw_away.yes")
    assert "was changed elsewhere after you opened it" in texts(app)


def test_a_scenario_is_thrown_away_after_a_question(ledger: Ledger, spring: Scenario) -> None:
    other = ledger.add_scenario("Another")
    edited(ledger, spring, "fr", last_day="2026-03-15")
    app = opened("plan")
    app.selectbox(key="plan.scenario").set_value(spring.id).run()
    clicked(app, "plan.rename")
    assert app.text_input(key="plan.rename.name").value == "Spring"
    clicked(app, "plan.throw_away")
    assert "Spring goes for good, with its 1 change: 1 trip changed" in texts(app).replace("*", "")
    assert len(ledger.scenarios()) == 2
    answered(app, "plan.throw_away", "plan.throw_away.yes")
    assert ledger.scenarios() == [other]
    assert app.selectbox(key="plan.scenario").value == other.id
    clicked(app, "plan.throw_away")
    answered(app, "plan.throw_away", "plan.throw_away.yes")
    assert app.button(key="plan.first.start")


def test_everybody_in_one_scenario_and_one_person_in_another(ledger: Ledger) -> None:
    fill_with_sample(ledger, "program")
    app = opened("plan")
    app.text_input(key="plan.first.name").input("Cut")
    app.selectbox(key="plan.first.whose").set_value("")
    clicked(app, "plan.first.start")
    people = app.selectbox(key="plan.traveler").options
    assert len(people) == 8
    app.selectbox(key="plan.traveler").set_value("hana").run()
    assert not app.exception
    first = app.selectbox(key="plan.which").value
    clicked(app, "plan.drop")
    [edit] = ledger.scenarios()[0].edits
    assert (edit.trip, edit.row["traveler"]) == (first, "hana")
    app.selectbox(key="plan.traveler").set_value("ada").run()
    assert not app.exception
    shown = texts(app).replace("*", "")
    assert "Compared with your log: No day and no case gets another answer." in shown
    assert "Hana Hypothetical: −" in shown


def test_the_timeline_leads_to_the_plan(ledger: Ledger) -> None:
    fill(ledger, LOG)
    app = opened("timeline")
    clicked(app, "timeline.plan")
    assert app.title[0].value == "Plan"


def test_somebodys_only_trip_may_be_dropped(ledger: Ledger) -> None:
    fill(ledger, {"trips": LOG["trips"][:1]})
    ledger.add_scenario("Nothing left")
    app = clicked(opened("plan"), "plan.drop")
    assert "−31 days unclear; 1 case less" in texts(app)
    assert "Dropped: France, Mar 1 – 31, 2026" in texts(app)
    assert "plan.which" not in [box.key for box in app.selectbox]
    clicked(app, "plan.back.fr")
    assert "No day and no case gets another answer." in texts(app)
