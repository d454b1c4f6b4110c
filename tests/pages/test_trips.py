"""The Trips page, started at app.py: log, edit, delete, import; what was typed is never lost."""

from __future__ import annotations

import datetime as dt

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.conftest import ReadSample
from tests.pages.ledgers import SECONDS, fill, opened, texts
from tracker.paths import PACKAGE
from tracker.store import Ledger, RowChange, RowDeletion
from tracker.ui.drag import Move
from tracker.ui.samples import SAMPLES
from tracker.ui.trip_drag import MOST

TWO_TRIPS = {
    "trips": [
        {"trip": "a", "country": "FR", "first_day": "2026-01-01", "last_day": "2026-01-10"},
        {"trip": "b", "country": "DE", "first_day": "2026-02-01", "last_day": "2026-02-10"},
    ]
}


def edit_grid(app: AppTest, *, edited: dict[int, dict[str, str]] | None = None, deleted: tuple[int, ...] = ()) -> None:
    key = f"trips.grid.{app.session_state['trips.grid.nonce']}"
    app.session_state[key] = {"edited_rows": edited or {}, "added_rows": [], "deleted_rows": list(deleted)}
    app.run()


def go(app: AppTest, page: str) -> None:
    app.switch_page(str(PACKAGE / "pages" / f"{page}.py")).run()


def test_an_empty_log_says_how_to_begin(ledger: Ledger) -> None:
    app = opened("trips")
    assert "Nothing is logged yet" in texts(app)
    assert app.button(key="trips.sample.nomad")


@pytest.mark.parametrize("sample", [sample.name for sample in SAMPLES])
def test_opens_with_a_sample(read_sample: ReadSample, sample: str) -> None:
    analysis = read_sample(sample)
    app = opened("trips")
    assert not app.error
    assert len(app.data_editor[0].value) == len(analysis.workspace.rows("trips"))


def test_a_new_trip_is_saved_and_the_form_emptied(ledger: Ledger) -> None:
    app = opened("trips")
    app.selectbox(key="trips.add.country").select("PT").run()
    app.text_input(key="trips.add.place").input("Lisboa").run()
    app.date_input(key="trips.add.first_day").set_value(dt.date(2026, 3, 1)).run()
    app.checkbox(key="trips.add.ongoing").check().run()
    app.button(key="trips.add.save").click().run()
    (trip,) = ledger.rows("trips").to_dict("records")
    assert (trip["country"], trip["place"], trip["last_day"], trip["trip"]) == ("PT", "Lisboa", "", "t1")
    assert app.text_input(key="trips.add.place").value == ""
    assert "Added: Portugal, Lisboa, since Mar 1, 2026" in texts(app)


def test_what_is_missing_is_said_and_what_was_typed_stays(ledger: Ledger) -> None:
    app = opened("trips")
    app.text_input(key="trips.add.place").input("Lisboa").run()
    app.date_input(key="trips.add.first_day").set_value(dt.date(2026, 3, 9)).run()
    app.date_input(key="trips.add.last_day").set_value(dt.date(2026, 3, 1)).run()
    app.button(key="trips.add.save").click().run()
    assert "Choose a country." in texts(app)
    assert "The last day is before the first day." in texts(app)
    assert ledger.is_empty()
    go(app, "timeline")
    go(app, "trips")
    assert app.text_input(key="trips.add.place").value == "Lisboa"


def test_a_grid_edit_is_saved_for_its_own_row_only(ledger: Ledger) -> None:
    fill(ledger, TWO_TRIPS)
    app = opened("trips")
    edit_grid(app, edited={1: {"place": "Berlin"}})
    app.button(key="trips.grid.save").click().run()
    assert ledger.rows("trips")["place"].tolist() == ["", "Berlin"]
    assert "1 trip changed." in texts(app)


def test_grid_edits_outlive_a_change_of_page(ledger: Ledger) -> None:
    fill(ledger, TWO_TRIPS)
    app = opened("trips")
    edit_grid(app, edited={1: {"place": "Berlin"}})
    go(app, "timeline")
    go(app, "trips")
    assert app.data_editor[0].value["place"].fillna("").tolist() == ["", "Berlin"]
    app.button(key="trips.grid.save").click().run()
    assert ledger.rows("trips")["place"].tolist() == ["", "Berlin"]


def test_a_deleted_trip_comes_back_with_undo(ledger: Ledger) -> None:
    fill(ledger, TWO_TRIPS)
    app = opened("trips")
    edit_grid(app, deleted=(0,))
    app.button(key="trips.grid.save").click().run()
    assert ledger.rows("trips")["trip"].tolist() == ["b"]
    app.button(key="shell.undo_button").click().run()
    assert sorted(ledger.rows("trips")["trip"]) == ["a", "b"]


def test_a_stale_edit_is_kept_and_the_other_change_named(ledger: Ledger) -> None:
    fill(ledger, TWO_TRIPS)
    app = opened("trips")
    edit_grid(app, edited={0: {"place": "Paris"}})
    row = ledger.rows("trips").iloc[0]
    ledger.save("trips", changed=[RowChange(row["row_id"], int(row["version"]), {"last_day": "2026-01-09"})])
    app.button(key="trips.grid.save").click().run()
    assert "somebody else, in another window, changed last day from Jan 10, 2026 to Jan 9, 2026 on" in texts(app)
    assert ledger.rows("trips")["place"].tolist() == ["", ""]
    app.button(key="trips.grid.rebase").click().run()
    app.button(key="trips.grid.save").click().run()
    saved = ledger.rows("trips").iloc[0]
    assert (saved["place"], saved["last_day"]) == ("Paris", "2026-01-09")


def test_an_edit_that_cannot_be_used_is_refused_in_words(ledger: Ledger) -> None:
    fill(ledger, TWO_TRIPS)
    app = opened("trips")
    edit_grid(app, edited={0: {"last_day": "2025-01-01"}})
    app.button(key="trips.grid.save").click().run()
    assert "lies before first_day" in texts(app)
    assert ledger.rows("trips")["last_day"].tolist() == ["2026-01-10", "2026-02-10"]
    assert app.button(key="trips.grid.save").label == "Save 1 change"


def test_the_grid_asks_for_the_order_of_a_pasted_date_and_forgets_the_answer(ledger: Ledger) -> None:
    fill(ledger, TWO_TRIPS)
    app = opened("trips")
    edit_grid(app, edited={0: {"first_day": "04/03/2026", "last_day": "06/03/2026"}})
    assert app.button(key="trips.grid.save").disabled
    app.radio(key="trips.grid.asked.order").set_value("dmy").run()
    assert "First day of trip a: Jan 1, 2026 → Mar 4, 2026" in texts(app)
    assert "Last day of trip a: Jan 10, 2026 → Mar 6, 2026" in texts(app)
    app.radio(key="trips.grid.asked.order").set_value("mdy").run()
    assert "Last day of trip a: Jan 10, 2026 → Jun 3, 2026" in texts(app), "the answer can be changed"
    app.radio(key="trips.grid.asked.order").set_value("dmy").run()
    app.button(key="trips.grid.save").click().run()
    assert spans(ledger)[1] == ["FR", "2026-03-04", "2026-03-06"]
    edit_grid(app, edited={0: {"first_day": "01/02/2026"}})
    assert app.radio(key="trips.grid.asked.order").value is None


def test_the_grid_refuses_what_is_no_day_and_saves_the_other_trips(ledger: Ledger) -> None:
    fill(ledger, TWO_TRIPS)
    app = opened("trips")
    edit_grid(
        app, edited={0: {"first_day": "46083"}, 1: {"first_day": "2024-12-01", "last_day": "5.12.24", "country": "UK"}}
    )
    assert 'First day of trip a stays Jan 1, 2026. "46083" may be the number of Mar 2, 2026' in texts(app)
    assert "These days change by more than a year." in texts(app)
    assert "First day of trip b: Feb 1, 2026 → Dec 1, 2024" in texts(app)
    assert app.button(key="trips.grid.save").label == "Save 1 change"
    app.button(key="trips.grid.save").click().run()
    assert spans(ledger) == [["GB", "2024-12-01", "2024-12-05"], FRANCE]
    assert "46083" in app.data_editor[0].value["first_day"].tolist(), "what waits stays in the grid"
    app.button(key="trips.grid.drop").click().run()
    assert app.data_editor[0].value["first_day"].tolist() == ["Dec 1, 2024", "Jan 1, 2026"]


def test_a_us_trip_under_a_foreign_one_is_cut_with_one_click(ledger: Ledger) -> None:
    home = {"trip": "home", "country": "US", "first_day": "2026-01-01", "last_day": "2026-03-31"}
    abroad = {"trip": "fr", "country": "FR", "first_day": "2026-02-01", "last_day": "2026-02-10"}
    fill(ledger, {"trips": [home, abroad]})
    app = opened("trips")
    assert "Cut the US trip around it" in texts(app)
    app.button(key="trips.cut.home").click().run()
    found = ledger.rows("trips").sort_values("first_day")
    assert found[["country", "first_day", "last_day"]].values.tolist() == [
        ["US", "2026-01-01", "2026-01-31"],
        ["FR", "2026-02-01", "2026-02-10"],
        ["US", "2026-02-11", "2026-03-31"],
    ]
    assert not [button for button in app.button if button.key == "trips.cut.home"]


DRAG = "trips.drag"


def propose(app: AppTest, trip: str, first: str, last: str | None) -> None:
    """What the browser does when a bar was dropped: it speaks of the trip as it was shown last."""
    version = app.session_state[f"{DRAG}.shown"][trip].version
    days = dt.date.fromisoformat(first), dt.date.fromisoformat(last) if last else None
    app.session_state[f"{DRAG}.move"] = Move(trip, version, *days)
    app.run()
    assert not app.exception


def test_a_dragged_trip_is_previewed_saved_and_undone(ledger: Ledger) -> None:
    fill(ledger, TWO_TRIPS)
    app = opened("trips")
    propose(app, "a", "2026-01-04", "2026-01-13")
    assert "Jan 1 – 10, 2026 → Jan 4 – 13, 2026 (10 days, first and last day counted)" in texts(app).replace("**", "")
    assert ledger.rows("trips")["first_day"].tolist() == ["2026-01-01", "2026-02-01"]
    app.button(key=f"{DRAG}.save").click().run()
    rows = ledger.rows("trips")
    assert rows[["first_day", "last_day"]].to_numpy().tolist()[0] == ["2026-01-04", "2026-01-13"]
    assert "Moved: France, from Jan 1 – 10, 2026 to Jan 4 – 13, 2026." in texts(app)
    assert not [button for button in app.button if button.key == f"{DRAG}.save"]
    app.button(key="shell.undo_button").click().run()
    assert ledger.rows("trips")["first_day"].tolist() == ["2026-01-01", "2026-02-01"]


def test_a_drag_that_would_make_a_case_mixed_says_so(ledger: Ledger) -> None:
    # From 10 January to 10 February are 30 days between: one story, in two countries.
    fill(
        ledger, {"trips": [TWO_TRIPS["trips"][0], TWO_TRIPS["trips"][1] | {"first_day": "2026-02-11", "last_day": ""}]}
    )
    app = opened("trips")
    propose(app, "b", "2026-02-10", None)
    assert "becomes mixed: pause and clarify, because of trip" in texts(app)


def test_a_canceled_drag_changes_nothing(ledger: Ledger) -> None:
    fill(ledger, TWO_TRIPS)
    app = opened("trips")
    propose(app, "b", "2026-02-04", "2026-02-13")
    app.button(key=f"{DRAG}.cancel").click().run()
    assert "If you save" not in texts(app)
    assert ledger.rows("trips")["first_day"].tolist() == ["2026-01-01", "2026-02-01"]


@pytest.mark.parametrize("is_proposed_before", [True, False])
def test_a_trip_changed_elsewhere_is_not_moved_unasked(ledger: Ledger, is_proposed_before: bool) -> None:
    fill(ledger, TWO_TRIPS)
    app = opened("trips")
    if is_proposed_before:
        propose(app, "a", "2026-01-04", "2026-01-13")
    row = ledger.rows("trips").iloc[0]
    ledger.save("trips", changed=[RowChange(row["row_id"], int(row["version"]), {"place": "Nice"})])
    if is_proposed_before:
        app.button(key=f"{DRAG}.save").click().run()
    else:
        propose(app, "a", "2026-01-04", "2026-01-13")
    assert "changed elsewhere: place: empty → Nice" in texts(app)
    assert ledger.rows("trips")["first_day"].tolist()[0] == "2026-01-01"
    app.button(key=f"{DRAG}.rebase").click().run()
    app.button(key=f"{DRAG}.save").click().run()
    saved = ledger.rows("trips").iloc[0]
    assert (saved["place"], saved["first_day"], saved["last_day"]) == ("Nice", "2026-01-04", "2026-01-13")


def test_a_dragged_trip_that_is_gone_is_said(ledger: Ledger) -> None:
    fill(ledger, TWO_TRIPS)
    app = opened("trips")
    propose(app, "a", "2026-01-04", "2026-01-13")
    row = ledger.rows("trips").iloc[0]
    ledger.save("trips", deleted=[RowDeletion(row["row_id"], int(row["version"]))])
    app.run()
    assert "no longer in your log" in texts(app)
    app.run()
    assert "no longer in your log" not in texts(app)


def test_a_proposal_waits_while_somebody_else_is_looked_at(ledger: Ledger) -> None:
    france, germany = TWO_TRIPS["trips"]
    fill(ledger, {"trips": [france | {"traveler": "ann"}, germany | {"traveler": "bo"}]})
    app = opened("trips")
    propose(app, "a", "2026-01-04", "2026-01-13")
    app.selectbox(key=f"{DRAG}.traveler").select("bo").run()
    assert list(app.session_state[f"{DRAG}.shown"]) == ["b"]
    assert "If you save" not in texts(app)
    app.selectbox(key=f"{DRAG}.traveler").select("ann").run()
    assert "Jan 4 – 13, 2026" in texts(app)


def test_a_pressed_bar_opens_its_trip(ledger: Ledger) -> None:
    fill(ledger, TWO_TRIPS)
    app = opened("trips")
    app.session_state[f"{DRAG}.opened"] = "b"
    app.run()
    assert app.selectbox(key="trips.edit.country").value == "DE"


def test_a_long_log_is_dragged_a_year_at_a_time(ledger: Ledger) -> None:
    start = dt.date(2025, 1, 1)
    first_days = [(start + dt.timedelta(days=10 * n)).isoformat() for n in range(MOST + 1)]
    fill(ledger, {"trips": [{"country": "FR", "first_day": day, "last_day": day} for day in first_days]})
    app = opened("trips")
    app.session_state[f"{DRAG}.section"] = True
    app.run()
    assert "61 trips in all: a year is shown at a time." in texts(app)
    assert len(app.session_state[f"{DRAG}.shown"]) == sum(day.startswith("2026") for day in first_days)
    app.session_state[f"{DRAG}.section"] = True
    app.selectbox(key=f"{DRAG}.year").select(2025).run()
    assert len(app.session_state[f"{DRAG}.shown"]) == sum(day.startswith("2025") for day in first_days)


def test_where_somebody_lived_is_entered_before_any_trip(ledger: Ledger) -> None:
    fill(ledger, {"trips": [], "travelers": [{"traveler": "ann", "name": "Ann"}, {"traveler": "bo", "name": "Bo"}]})
    app = opened("trips")
    app.session_state["trips.residences"] = True
    app.run()
    assert "on its days a row here wins over the residence of the person" in texts(app)
    assert "On days without a row: not known." in texts(app)
    app.session_state["trips.residences"] = True
    app.selectbox(key="trips.resident").select("bo").run()
    form = "trips.residence.bo.new.0"
    app.selectbox(key=f"{form}.country").select("PT")
    app.date_input(key=f"{form}.first_day").set_value(dt.date(2026, 2, 1))
    app.button(key=f"{form}.save").click().run()
    assert not app.exception
    lived = ledger.rows("residences")[["traveler", "country", "first_day", "last_day"]]
    assert lived.to_numpy().tolist() == [["bo", "PT", "2026-02-01", ""]]
    app.button(key="shell.undo_button").click().run()
    assert not len(ledger.rows("residences"))


FORM = "trips.add"


def fill_in(app: AppTest, country: str, first: dt.date, last: dt.date | None, key: str = FORM) -> None:
    app.selectbox(key=f"{key}.country").select(country).run()
    app.date_input(key=f"{key}.first_day").set_value(first).run()
    if last is None:
        app.checkbox(key=f"{key}.ongoing").check().run()
    else:
        app.date_input(key=f"{key}.last_day").set_value(last).run()


def spans(ledger: Ledger) -> list[list[str]]:
    rows = ledger.rows("trips").sort_values(["first_day", "country"])
    return rows[["country", "first_day", "last_day"]].to_numpy().tolist()


def keys(app: AppTest) -> set[str]:
    return {str(button.key) for button in app.button}


FRANCE = ["FR", "2026-01-01", "2026-01-10"]
GERMANY = ["DE", "2026-02-01", "2026-02-10"]


def test_the_form_asks_whether_both_countries_were_worked_in_before_it_saves(ledger: Ledger) -> None:
    fill(ledger, TWO_TRIPS)
    app = opened("trips")
    fill_in(app, "IT", dt.date(2026, 1, 8), dt.date(2026, 1, 20))
    app.button(key=f"{FORM}.save").click().run()
    assert "Not saved yet. Did you work in both countries on these days?" in texts(app)
    assert "France (Jan 1 – 10, 2026) and Italy (Jan 8 – 20, 2026): both on Jan 8 – 10, 2026." in texts(app)
    assert spans(ledger) == [FRANCE, GERMANY]
    app.button(key=f"{FORM}.shared.keep").click().run()
    assert not app.exception
    assert spans(ledger) == [FRANCE, ["IT", "2026-01-08", "2026-01-20"], GERMANY]
    assert "Did you work in both" not in texts(app)
    assert app.selectbox(key=f"{FORM}.country").value is None


def test_no_ends_the_earlier_trip_and_one_undo_takes_all_of_it_back(ledger: Ledger) -> None:
    fill(ledger, TWO_TRIPS)
    app = opened("trips")
    fill_in(app, "IT", dt.date(2026, 1, 8), dt.date(2026, 1, 20))
    app.button(key=f"{FORM}.save").click().run()
    cut = app.button(key=f"{FORM}.shared.cut")
    assert cut.label == "No: end the trip to France on Jan 8, 2026, and save"
    cut.click().run()
    assert not app.exception
    assert spans(ledger) == [["FR", "2026-01-01", "2026-01-08"], ["IT", "2026-01-08", "2026-01-20"], GERMANY]
    app.button(key="shell.undo_button").click().run()
    assert spans(ledger) == [FRANCE, GERMANY]


def test_canceling_keeps_what_was_typed_and_other_days_are_saved_without_a_question(ledger: Ledger) -> None:
    fill(ledger, TWO_TRIPS)
    app = opened("trips")
    fill_in(app, "IT", dt.date(2026, 1, 8), dt.date(2026, 1, 20))
    app.button(key=f"{FORM}.save").click().run()
    app.button(key=f"{FORM}.shared.cancel").click().run()
    assert "Did you work in both" not in texts(app)
    assert app.selectbox(key=f"{FORM}.country").value == "IT"
    app.date_input(key=f"{FORM}.first_day").set_value(dt.date(2026, 1, 10)).run()
    app.button(key=f"{FORM}.save").click().run()
    assert spans(ledger) == [FRANCE, ["IT", "2026-01-10", "2026-01-20"], GERMANY], "a handover day is no question"


def test_the_new_trip_itself_is_cut_where_it_begins_first(ledger: Ledger) -> None:
    fill(ledger, TWO_TRIPS)
    app = opened("trips")
    fill_in(app, "IT", dt.date(2026, 1, 20), dt.date(2026, 2, 20))
    app.button(key=f"{FORM}.save").click().run()
    cut = app.button(key=f"{FORM}.shared.cut")
    assert cut.label == "No: end the trip to Italy on Feb 1, 2026 and log it again from Feb 11, 2026, and save"
    cut.click().run()
    assert spans(ledger) == [
        FRANCE,
        ["IT", "2026-01-20", "2026-02-01"],
        GERMANY,
        ["IT", "2026-02-11", "2026-02-20"],
    ]


def test_the_same_country_twice_is_asked_about_in_its_own_words(ledger: Ledger) -> None:
    fill(ledger, TWO_TRIPS)
    app = opened("trips")
    fill_in(app, "FR", dt.date(2026, 1, 1), dt.date(2026, 1, 10))
    app.button(key=f"{FORM}.save").click().run()
    assert "These trips are in the same country on the same days. Are both right?" in texts(app)
    assert "Did you work in both" not in texts(app)
    assert f"{FORM}.shared.cut" not in keys(app), "nothing would remain of the earlier one"
    app.button(key=f"{FORM}.shared.keep").click().run()
    assert spans(ledger) == [FRANCE, FRANCE, GERMANY]


def test_days_without_work_are_no_question(ledger: Ledger) -> None:
    fill(ledger, TWO_TRIPS)
    app = opened("trips")
    fill_in(app, "IT", dt.date(2026, 1, 8), dt.date(2026, 1, 9))
    app.selectbox(key=f"{FORM}.activity").select("non_work").run()
    app.button(key=f"{FORM}.save").click().run()
    assert len(spans(ledger)) == 3


def test_the_grid_asks_too_and_a_note_on_an_answered_trip_asks_nothing(ledger: Ledger) -> None:
    fill(ledger, TWO_TRIPS)
    app = opened("trips")
    edit_grid(app, edited={1: {"first_day": "2026-01-05"}})
    app.button(key="trips.grid.save").click().run()
    assert "Did you work in both countries on these days?" in texts(app)
    assert spans(ledger) == [FRANCE, GERMANY]
    app.button(key="trips.grid.shared.keep").click().run()
    assert not app.exception
    assert spans(ledger) == [FRANCE, ["DE", "2026-01-05", "2026-02-10"]]
    edit_grid(app, edited={1: {"note": "both, really"}})
    app.button(key="trips.grid.save").click().run()
    assert ledger.rows("trips")["note"].tolist() == ["", "both, really"]


def test_the_grid_cuts_a_trip_that_was_not_edited(ledger: Ledger) -> None:
    fill(ledger, TWO_TRIPS)
    app = opened("trips")
    edit_grid(app, edited={1: {"first_day": "2026-01-05"}})
    app.button(key="trips.grid.save").click().run()
    app.button(key="trips.grid.shared.cut").click().run()
    assert spans(ledger) == [["FR", "2026-01-01", "2026-01-05"], ["DE", "2026-01-05", "2026-02-10"]]
    assert "2 trips changed." in texts(app)


def test_a_drag_onto_other_work_asks_too(ledger: Ledger) -> None:
    fill(ledger, TWO_TRIPS)
    app = opened("trips")
    propose(app, "b", "2026-01-06", "2026-01-15")
    app.button(key=f"{DRAG}.save").click().run()
    assert "Did you work in both countries on these days?" in texts(app)
    assert spans(ledger) == [FRANCE, GERMANY]
    app.button(key=f"{DRAG}.shared.cut").click().run()
    assert not app.exception
    assert spans(ledger) == [["FR", "2026-01-01", "2026-01-06"], ["DE", "2026-01-06", "2026-01-15"]]
    assert "If you save" not in texts(app)


def test_an_open_trip_under_later_work_elsewhere_is_ended_with_one_click(ledger: Ledger) -> None:
    still = {"trip": "open", "country": "FR", "first_day": "2026-01-01"}
    later = {"trip": "de", "country": "DE", "first_day": "2026-02-01", "last_day": "2026-02-10"}
    fill(ledger, {"trips": [still, later]})
    app = opened("trips")
    assert "Trip open has no last day, and trip de begins later in another country." in texts(app)
    assert app.button(key="trips.cut.open").label == "End it on Feb 1, 2026"
    app.button(key="trips.cut.open").click().run()
    assert spans(ledger) == [["FR", "2026-01-01", "2026-02-01"], GERMANY]
    assert "Trip open now ends on Feb 1, 2026." in texts(app)
    assert "trips.cut.open" not in keys(app)


def test_the_same_country_twice_is_among_what_is_to_be_checked(ledger: Ledger) -> None:
    again = TWO_TRIPS["trips"][0] | {"trip": "c", "first_day": "2026-01-05"}
    fill(ledger, {"trips": [*TWO_TRIPS["trips"], again]})
    assert "Work trips a and c are in the same country on the same days." in texts(opened("trips"))


def test_which_import_brought_a_trip_is_shown(ledger: Ledger) -> None:
    brought = TWO_TRIPS["trips"][0] | {"source_kind": "calendar", "source_ref": "uid-1"}
    fill(ledger, {"trips": [brought, TWO_TRIPS["trips"][1]]})
    app = opened("trips")
    app.session_state[f"{DRAG}.opened"] = "a"
    app.run()
    assert "Imported from calendar, record uid-1." in texts(app)


def test_an_edited_trip_keeps_what_the_import_said_of_it_and_is_asked_about_too(ledger: Ledger) -> None:
    brought = TWO_TRIPS["trips"][0] | {"source_kind": "calendar", "source_ref": "uid-1"}
    fill(ledger, {"trips": [brought, TWO_TRIPS["trips"][1]]})

    def page() -> None:
        from tracker.ui import forms

        forms.edit_trip("edit", forms.row_id_of("a") or "")

    app = AppTest.from_function(page, default_timeout=SECONDS).run()
    app.text_input(key="edit.note").set_value("mine").run()
    app.date_input(key="edit.last_day").set_value(dt.date(2026, 2, 5)).run()
    app.button(key="edit.save").click().run()
    assert "Did you work in both countries on these days?" in texts(app)
    app.button(key="edit.shared.keep").click().run()
    row = ledger.rows("trips").iloc[0]
    assert (row["note"], row["last_day"]) == ("mine", "2026-02-05")
    assert (row["source_kind"], row["source_ref"]) == ("calendar", "uid-1")


def test_an_open_trip_elsewhere_is_ended_by_the_same_save(ledger: Ledger) -> None:
    fill(ledger, {"trips": [{"trip": "a", "country": "DE", "first_day": "2026-01-05"}]})
    app = opened("trips")
    fill_in(app, "US", dt.date(2026, 3, 1), dt.date(2026, 3, 10))
    app.button(key=f"{FORM}.save").click().run()
    question = (
        "You have an open trip in Germany since Jan 5, 2026. Did it end when the trip to the United States began?"
    )
    assert question in texts(app)
    cut = app.button(key=f"{FORM}.shared.cut")
    assert cut.label == "Yes, it ended on Mar 1, 2026: save"
    cut.click().run()
    assert not app.exception
    assert spans(ledger) == [["DE", "2026-01-05", "2026-03-01"], ["US", "2026-03-01", "2026-03-10"]]
    app.button(key="shell.undo_button").click().run()
    assert spans(ledger) == [["DE", "2026-01-05", ""]]


@pytest.mark.parametrize(
    ("first", "last", "question"),
    [
        (dt.date(2006, 3, 1), dt.date(2026, 3, 10), "This trip lasts more than 20 years. Are the dates right?"),
        (
            dt.date(1962, 3, 1),
            dt.date(1962, 3, 10),
            "This trip begins in 1962, before the first agreement (Nov 1, 1978).",
        ),
        (dt.date(2062, 3, 1), dt.date(2062, 3, 10), "This trip begins in 2062, more than 5 years from now."),
    ],
)
def test_days_that_look_wrong_are_asked_about(ledger: Ledger, first: dt.date, last: dt.date, question: str) -> None:
    app = opened("trips")
    fill_in(app, "FR", first, last)
    app.button(key=f"{FORM}.save").click().run()
    assert question in texts(app)
    assert ledger.is_empty()
    app.button(key=f"{FORM}.days.keep").click().run()
    assert not app.exception
    assert spans(ledger) == [["FR", first.isoformat(), last.isoformat()]]


def test_the_certainty_follows_the_days_until_it_is_chosen_and_proof_needs_a_name(ledger: Ledger) -> None:
    app = opened("trips")
    certainty = f"{FORM}.certainty"
    fill_in(app, "FR", dt.date(2026, 3, 1), dt.date(2026, 3, 10))
    assert app.selectbox(key=certainty).value == "estimated"
    assert "I have proof" not in app.selectbox(key=certainty).options
    assert "To choose “I have proof”, name the proof first." in texts(app)
    app.date_input(key=f"{FORM}.last_day").set_value(dt.date(2027, 3, 10)).run()
    app.date_input(key=f"{FORM}.first_day").set_value(dt.date(2027, 3, 1)).run()
    assert app.selectbox(key=certainty).value == "planned"
    app.text_input(key=f"{FORM}.source").input("Ticket 4711").run()
    assert "I have proof" in app.selectbox(key=certainty).options
    app.selectbox(key=certainty).select("confirmed").run()
    app.text_input(key=f"{FORM}.source").input("").run()
    assert app.selectbox(key=certainty).value == "planned", "no proof, no confirmed trip"
    app.button(key=f"{FORM}.save").click().run()
    (trip,) = ledger.rows("trips").to_dict("records")
    assert (trip["certainty"], trip["source"]) == ("planned", "")


def edit_page(trip: str) -> AppTest:
    def page(trip: str) -> None:
        from tracker.ui import forms

        forms.edit_trip("edit", forms.row_id_of(trip) or "")

    return AppTest.from_function(page, args=(trip,), default_timeout=SECONDS).run()


def test_a_trip_is_copied_to_the_next_free_days(ledger: Ledger) -> None:
    lyon = TWO_TRIPS["trips"][0] | {"place": "Lyon", "activity": "non_work", "note": "mine", "certainty": "confirmed"}
    near = TWO_TRIPS["trips"][1] | {"first_day": "2026-01-15", "last_day": "2026-01-16"}
    fill(ledger, {"trips": [lyon, near]})
    app = edit_page("a")
    app.button(key="edit.copy_button").click().run()
    app.button(key="edit.copy.save").click().run()
    assert not app.exception
    copied = ledger.rows("trips").iloc[2]
    assert copied[["country", "place", "activity", "first_day", "last_day", "note", "certainty"]].tolist() == [
        *["FR", "Lyon", "non_work", "2026-01-17", "2026-01-26", "", "estimated"]
    ]


def test_a_weekly_repeat_is_shown_first_and_is_one_change(ledger: Ledger) -> None:
    monday_to_thursday = {"trip": "a", "country": "FR", "first_day": "2026-03-02", "last_day": "2026-03-05"}
    other = {"trip": "b", "country": "DE", "first_day": "2026-03-17", "last_day": "2026-03-18"}
    fill(ledger, {"trips": [monday_to_thursday, other]})
    app = edit_page("a")
    app.button(key="edit.repeat_button").click().run()
    assert app.button_group(key="edit.repeat.weekdays").value == [0, 1, 2, 3]
    app.date_input(key="edit.repeat.until").set_value(dt.date(2026, 3, 31)).run()
    assert "1 new trip would share work days with other trips: Mar 16 – 19, 2026." in texts(app)
    assert "3 new trips, 10 days" in texts(app)
    assert len(ledger.rows("trips")) == 2
    save = app.button(key="edit.repeat.save")
    assert save.label == "Save 3 trips"
    save.click().run()
    assert not app.exception
    assert [row[1:] for row in spans(ledger) if row[0] == "FR"] == [
        ["2026-03-02", "2026-03-05"],
        ["2026-03-09", "2026-03-12"],
        ["2026-03-23", "2026-03-26"],
        ["2026-03-30", "2026-03-31"],
    ]
    change = ledger.last_change()
    assert change
    assert change.summary == "3 trips added"
    ledger.undo(change.group)
    assert len(ledger.rows("trips")) == 2


def test_a_repeat_over_other_trips_is_asked_about(ledger: Ledger) -> None:
    other = {"trip": "b", "country": "DE", "first_day": "2026-01-15", "last_day": "2026-01-25"}
    fill(ledger, {"trips": [TWO_TRIPS["trips"][0], other]})
    app = edit_page("a")
    app.button(key="edit.repeat_button").click().run()
    app.date_input(key="edit.repeat.until").set_value(dt.date(2026, 1, 20)).run()
    assert app.button(key="edit.repeat.save").label == "Save 0 trips"
    app.checkbox(key="edit.repeat.leave_out").uncheck().run()
    app.button(key="edit.repeat.save").click().run()
    assert "Did you work in both countries on these days?" in texts(app)
    app.button(key="edit.repeat.shared.keep").click().run()
    assert spans(ledger)[1:] == [["FR", "2026-01-11", "2026-01-20"], ["DE", "2026-01-15", "2026-01-25"]]
