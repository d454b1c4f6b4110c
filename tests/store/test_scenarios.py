"""Scenarios are kept beside the log, versioned like its rows, and seen by nobody else."""

from dataclasses import replace
from pathlib import Path

import pytest

from tracker import schema
from tracker.errors import BadOption, StaleEdit, UnusableRows
from tracker.itinerary.scenario import TripEdit
from tracker.store import Actor, Changes, Ledger, RowChange, open_ledger

PARIS = {"trip": "paris", "country": "FR", "place": "Paris", "first_day": "2026-01-05", "last_day": "2026-02-10"}
ROME = {
    "traveler": "me",
    "country": "Italy",
    "first_day": "2026-03-01",
    "last_day": "2026-03-09",
    "certainty": "planned",
}


def logged(ledger: Ledger, trip: str) -> dict[str, str]:
    rows = ledger.rows("trips").set_index("trip", drop=False)
    return {column: rows.at[trip, column] for column in schema.column_names("trips")}


def test_a_scenario_comes_back_as_it_was_saved(url: str) -> None:
    ledger = open_ledger(url)
    ledger.save("trips", added=[PARIS])
    row, before = logged(ledger, "paris"), ledger.revision()
    made = ledger.add_scenario("  A longer\n spring ")
    assert (made.name, made.traveler, made.edits) == ("A longer spring", "", ())
    shorter = made.with_trip("paris", row | {"last_day": "2026-01-31"}, row)
    saved = ledger.save_scenario(shorter)
    assert saved == replace(shorter, version=made.version + 1)
    assert open_ledger(url).scenarios() == [saved]
    assert ledger.revision() == before, "nothing that was worked out for the log is out of date"
    assert logged(ledger, "paris") == row


def test_a_new_trip_gets_an_id_that_no_trip_of_the_log_ever_gets(ledger: Ledger) -> None:
    made = ledger.add_scenario("Rome")
    saved = ledger.save_scenario(replace(made, edits=(TripEdit("", None, ROME),)))
    [edit] = saved.edits
    assert (edit.trip, edit.row["trip"], edit.row["country"]) == ("t1", "t1", "IT")
    ledger.save("trips", added=[{"country": "FR", "first_day": "2026-05-01"}])
    assert list(ledger.rows("trips")["trip"]) == ["t2"]
    again = ledger.save_scenario(replace(saved, edits=(*saved.edits, TripEdit("", None, ROME))))
    assert [edit.trip for edit in again.edits] == ["t1", "t3"]


def test_a_scenario_that_was_changed_elsewhere_is_neither_overwritten_nor_thrown_away(ledger: Ledger) -> None:
    shown = ledger.add_scenario("Spring")
    ledger.save_scenario(replace(shown, name="Summer"))
    with pytest.raises(StaleEdit):
        ledger.save_scenario(replace(shown, name="Autumn"))
    with pytest.raises(StaleEdit):
        ledger.delete_scenario(shown)
    [stored] = ledger.scenarios()
    assert stored.name == "Summer"
    ledger.delete_scenario(stored)
    assert ledger.scenarios() == []
    with pytest.raises(StaleEdit):
        ledger.save_scenario(stored)


@pytest.mark.parametrize("name", ["", " \n ", "Spring", "x" * 81, "broken \0 name"])
def test_a_name_that_cannot_be_used_is_refused(ledger: Ledger, name: str) -> None:
    ledger.add_scenario("Spring")
    other = ledger.add_scenario("Summer")
    with pytest.raises(BadOption):
        ledger.add_scenario(name)
    with pytest.raises(BadOption):
        ledger.save_scenario(replace(other, name=name))
    assert [one.name for one in ledger.scenarios()] == ["Spring", "Summer"]


@pytest.mark.parametrize("change", [{"country": "Atlantis"}, {"last_day": "2026-02-01"}, {"first_day": ""}])
def test_a_trip_that_no_log_could_hold_is_refused(ledger: Ledger, change: dict[str, str]) -> None:
    made = ledger.add_scenario("Rome")
    with pytest.raises(UnusableRows):
        ledger.save_scenario(replace(made, edits=(TripEdit("", None, ROME | change),)))
    assert ledger.scenarios() == [made]


def test_nobody_sees_the_scenarios_of_somebody_else(url: str) -> None:
    mine, theirs = open_ledger(url), open_ledger(url, Actor.local("them"))
    scenario = mine.add_scenario("Spring")
    theirs.add_scenario("Spring")
    assert mine.scenarios() == [scenario]
    for refused in (theirs.save_scenario, theirs.delete_scenario):
        with pytest.raises(StaleEdit):
            refused(scenario)
    assert mine.scenarios() == [scenario]


def test_a_backup_holds_the_scenarios_too(ledger: Ledger, ledger_file: Path) -> None:
    scenario = ledger.add_scenario("Spring")
    assert open_ledger(f"sqlite:///{ledger.backup()}").scenarios() == [scenario]


def test_the_log_does_not_count_scenarios_as_entries(ledger: Ledger) -> None:
    ledger.add_scenario("Spring")
    assert ledger.is_empty()
    assert ledger.last_change() is None


def test_an_undone_change_leaves_the_edit_as_open_as_before(ledger: Ledger) -> None:
    ledger.save("trips", added=[PARIS])
    row = logged(ledger, "paris")
    scenario = ledger.save_scenario(
        ledger.add_scenario("Short").with_trip("paris", row | {"last_day": "2026-01-31"}, row)
    )
    stored = ledger.rows("trips").iloc[0]
    changes = Changes(changed=[RowChange(stored["row_id"], int(stored["version"]), {"last_day": "2026-01-31"})])
    group = ledger.save_many({"trips": changes}).change_group
    [edit] = scenario.edits
    assert edit.stand(logged(ledger, "paris")).name == "DONE"
    ledger.undo(group)
    assert edit.stand(logged(ledger, "paris")).name == "OPEN"
