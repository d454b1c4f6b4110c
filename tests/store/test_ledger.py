"""What every ledger promises, whatever database keeps it."""

import re
from pathlib import Path

import pandas as pd
import pytest

from tracker import schema
from tracker.errors import BadOption, StaleEdit, StoreUnavailable, UnusableRows
from tracker.itinerary import read_workspace, workspace_from_text
from tracker.store import Actor, Changes, Ledger, RowChange, RowDeletion, open_ledger, tables

PARIS = {"country": "France", "place": "Paris", "first_day": "2026-01-05", "last_day": "2026-02-10"}
ROME = {"country": "IT", "place": "Roma", "first_day": "2026-03-01"}

# One usable row for every table, each with a column that the schema does not know.
ROWS = {
    "trips": PARIS
    | {"trip": "paris", "assignment": "a1", "seat": "12A", "source_kind": "calendar", "source_ref": "uid-1@東京"},
    "travelers": {"traveler": "me", "name": "Zoë Łukasz 東京 🧳", "residence": "US", "badge": "7"},
    "residences": {"traveler": "me", "country": "US", "first_day": "2020-01-01", "owner": "landlord"},
    "assignments": {
        "assignment": "a1",
        "traveler": "me",
        "host": "FR",
        "worker": "employee",
        "employer": "us_own_choice",
        "temporary": "no",
        "id": "x",
    },
    "certificates": {
        "certificate": "c1",
        "traveler": "me",
        "issuer": "FR",
        "host": "FR",
        "first_day": "2026-01-05",
        "state": "issued",
        "version": "second print",
    },
    "clarifications": {"traveler": "me", "assignment": "a1", "clarified_on": "2026-01-02", "by": "SSA", "extra": "e"},
    "exceptions": {"assignment": "a1", "host": "FR", "until": "2027-01-01", "granted_on": "2026-01-01", "row_id": "r"},
    "verifications": {"host": "FR", "checked_on": "2026-01-01", "source": "SSA's page", "position": "top"},
    "records": {"traveler": "me", "assignment": "a1", "field": "name", "record": "passport", "seen_by": "Ann"},
    "deliveries": {"delivery": "d1", "certificate": "c1", "purpose": "tax_file", "recipient": "Ann", "copy": "2"},
    "steps": {"certificate": "c1", "step": "control_number_noted", "done_on": "2026-01-01", "hash": "h"},
    "deadlines": {"traveler": "me", "day": "2026-01-01", "action": "Ask the payroll", "who": "Ann"},
    "attachments": {
        "attachment": "f1",
        "about": "certificates",
        "subject": "c1",
        "file_name": "c1.pdf",
        "sha256": "0" * 64,
        "shelf": "3",
    },
}


def column(ledger: Ledger, table: str, name: str) -> list[str]:
    return list(ledger.rows(table)[name])


def change_of(ledger: Ledger, table: str, at: int, **values: str) -> RowChange:
    row = ledger.rows(table).iloc[at]
    return RowChange(row["row_id"], int(row["version"]), values)


def deletion_of(ledger: Ledger, table: str, at: int) -> RowDeletion:
    row = ledger.rows(table).iloc[at]
    return RowDeletion(row["row_id"], int(row["version"]))


def content(ledger: Ledger) -> dict[str, list[dict[str, str]]]:
    """All rows without what the ledger adds to them."""
    kept = {}
    for table in tables.WORKSPACE:
        kept[table] = ledger.rows(table).drop(columns=["row_id", "version"]).to_dict("records")
    return kept


# Reading


def test_a_new_ledger_is_empty(ledger: Ledger) -> None:
    assert ledger.is_empty()
    assert ledger.last_change() is None
    assert len(ledger.workspace().trips) == 0


@pytest.mark.parametrize("table", list(schema.WORKSPACE))
def test_rows_of_an_empty_table_have_the_documented_columns_and_types(ledger: Ledger, table: str) -> None:
    found = ledger.rows(table)
    assert list(found) == [*schema.column_names(table), "row_id", "version"]
    assert set(found.drop(columns="version").dtypes.astype(str)) == {"str"}
    assert found["version"].dtype == "int64"


def test_the_workspace_is_the_same_as_from_files(ledger: Ledger) -> None:
    typed = {
        table: pd.DataFrame([row], dtype="str").drop(columns=["row_id", "version"], errors="ignore")
        for table, row in ROWS.items()
    }
    typed["trips"] = pd.DataFrame([ROWS["trips"], ROME | {"trip": "r", "assignment": "nowhere"}], dtype="str").fillna(
        ""
    )
    ledger.replace_all(typed)
    expected = workspace_from_text(typed)
    assert len(expected.problems) == 1
    found = ledger.workspace()
    for table, frame in expected.tables().items():
        pd.testing.assert_frame_equal(found.tables()[table], frame)
    pd.testing.assert_frame_equal(found.problems, expected.problems)


# Adding, changing, deleting


def test_added_rows_are_normalized_and_get_what_they_left_out(ledger: Ledger) -> None:
    saved = ledger.save("trips", added=[PARIS, ROME | {"trip": " t2 "}, ROME | {"place": "Milano"}])
    found = ledger.rows("trips")
    assert list(found["trip"]) == ["t1", "t2", "t3"]
    assert list(found["country"]) == ["FR", "IT", "IT"]
    assert set(found["traveler"]) == {"me"}
    assert set(found["activity"]) == {"work"}
    assert list(found["last_day"]) == ["2026-02-10", "", ""]
    assert saved.row_ids == tuple(found["row_id"])


def test_a_trip_id_is_never_given_out_twice(ledger: Ledger) -> None:
    ledger.save("trips", added=[PARIS])
    ledger.save("trips", deleted=[deletion_of(ledger, "trips", 0)])
    ledger.save("trips", added=[ROME])
    assert column(ledger, "trips", "trip") == ["t2"]


def test_an_unknown_column_survives_every_edit_and_is_shown(ledger: Ledger) -> None:
    ledger.save_many({table: Changes(added=[row]) for table, row in ROWS.items()})
    for table, row in ROWS.items():
        first_text = schema.column_names(table)[0]
        ledger.save(table, changed=[change_of(ledger, table, 0, **{first_text: row.get(first_text, "t1")})])
    found = ledger.workspace()
    for table, row in ROWS.items():
        name, text = list(row.items())[-1]
        assert list(found.tables()[table][name]) == [text]
        if name not in ("row_id", "version"):
            assert column(ledger, table, name) == [text]


def test_any_text_comes_back_as_it_was(ledger: Ledger) -> None:
    note = "Zoë's “trip”; DROP TABLE trips;-- 東京 🧳 \u202e עברית %s :name"
    ledger.save("trips", added=[PARIS | {"note": note, "Größe 🧳": note}])
    assert column(ledger, "trips", "note") == [note]
    assert column(ledger, "trips", "Größe 🧳") == [note]


def test_only_the_given_columns_change(ledger: Ledger) -> None:
    ledger.save("trips", added=[PARIS, ROME])
    ledger.save("trips", changed=[change_of(ledger, "trips", 0, note="with Ann", seat="3C")])
    found = ledger.rows("trips")
    assert list(found["place"]) == ["Paris", "Roma"]
    assert list(found["note"]) == ["with Ann", ""]
    assert list(found["seat"]) == ["3C", ""]


def test_order_and_row_ids_stay(ledger: Ledger) -> None:
    ledger.save("trips", added=[PARIS | {"place": place} for place in "zay"])
    before = column(ledger, "trips", "row_id")
    ledger.save("trips", changed=[change_of(ledger, "trips", 1, place="m")])
    assert column(ledger, "trips", "place") == ["z", "m", "y"]
    assert column(ledger, "trips", "row_id") == before


def test_the_id_of_a_trip_cannot_be_emptied(ledger: Ledger) -> None:
    ledger.save("trips", added=[PARIS])
    ledger.save("trips", changed=[change_of(ledger, "trips", 0, trip="", note="n")])
    assert column(ledger, "trips", "trip") == ["t1"]


def test_several_tables_are_saved_together(ledger: Ledger) -> None:
    ledger.save("trips", added=[PARIS])
    engagement = {"assignment": "a1", "host": "FR"}
    saved = ledger.save_many(
        {
            "assignments": Changes(added=[engagement]),
            "trips": Changes(changed=[change_of(ledger, "trips", 0, assignment="a1")]),
        }
    )
    assert column(ledger, "assignments", "traveler") == ["me"]
    assert column(ledger, "trips", "assignment") == ["a1"]
    assert saved.row_ids == tuple(ledger.rows("assignments")["row_id"])
    change = ledger.last_change()
    assert change
    assert (change.group, change.summary) == (saved.change_group, "1 assignment added, 1 trip changed")


def test_the_revision_grows_with_each_change_and_only_then(ledger: Ledger) -> None:
    saved = ledger.save("trips", added=[PARIS])
    assert saved.revision == ledger.revision() == 1
    same = ledger.save("trips", changed=[change_of(ledger, "trips", 0, place="Paris")])
    assert (same.revision, same.change_group, ledger.revision()) == (1, "", 1)
    ledger.set_setting("join_gap_days", "45")
    assert ledger.revision() == 2


# What is refused


def test_a_stale_change_names_the_row_and_writes_nothing(ledger: Ledger) -> None:
    ledger.save("trips", added=[PARIS, ROME])
    mine = change_of(ledger, "trips", 0, note="mine")
    ledger.save("trips", changed=[change_of(ledger, "trips", 0, note="theirs")])
    with pytest.raises(StaleEdit, match="t1") as refused:
        ledger.save("trips", added=[ROME], changed=[change_of(ledger, "trips", 1, note="also mine"), mine])
    assert (refused.value.table, refused.value.key) == ("trips", "t1")
    told = r"^trips: row t1: somebody else, in another window, changed note from empty to theirs on \d{4}-\d\d-\d\d at "
    assert re.search(told + r"\d\d:\d\d UTC, after you opened it\. Look at", str(refused.value))
    assert column(ledger, "trips", "note") == ["theirs", ""]
    assert ledger.revision() == 2


def test_a_change_of_a_deleted_row_is_stale_and_still_named(ledger: Ledger) -> None:
    ledger.save("trips", added=[PARIS])
    mine, gone = change_of(ledger, "trips", 0, note="mine"), deletion_of(ledger, "trips", 0)
    ledger.save("trips", deleted=[gone])
    with pytest.raises(StaleEdit, match="t1"):
        ledger.save("trips", changed=[mine])
    with pytest.raises(StaleEdit, match="t1"):
        ledger.save("trips", deleted=[gone])


def test_a_version_never_comes_back(ledger: Ledger) -> None:
    ledger.save("trips", added=[PARIS])
    old = change_of(ledger, "trips", 0, note="old screen")
    deleted = ledger.save("trips", deleted=[deletion_of(ledger, "trips", 0)])
    ledger.undo(deleted.change_group)
    with pytest.raises(StaleEdit):
        ledger.save("trips", changed=[old])


@pytest.mark.parametrize(
    ("row", "at"),
    [
        ({"country": "Atlantis"}, "country"),
        ({"country": ""}, "country"),
        ({"first_day": "01/05/2026"}, "first_day"),
        ({"last_day": "2026-01-04"}, "last_day"),
        ({"certainty": "perhaps"}, "certainty"),
        ({"note": "half \ud83e"}, "note"),
        ({"note": "null \0"}, "note"),
    ],
)
def test_an_unusable_row_is_refused_with_the_reason_and_nothing_is_written(
    ledger: Ledger, row: dict[str, str], at: str
) -> None:
    ledger.save("trips", added=[ROME])
    with pytest.raises(UnusableRows) as refused:
        ledger.save("trips", added=[ROME, PARIS | row])
    assert list(refused.value.findings["column"]) == [at]
    assert list(refused.value.findings["row"]) == [2]
    assert not refused.value.findings["message"].str.contains("left out|was taken").any()
    with pytest.raises(UnusableRows):
        ledger.save("trips", changed=[change_of(ledger, "trips", 0, **{"last_day": "2026-03-02"} | PARIS | row)])
    assert column(ledger, "trips", "place") == ["Roma"]


def test_findings_of_all_tables_come_together(ledger: Ledger) -> None:
    with pytest.raises(UnusableRows) as refused:
        ledger.save_many({"trips": Changes(added=[{}]), "assignments": Changes(added=[{"assignment": ""}])})
    assert set(refused.value.findings["file"]) == {"trips", "assignments"}
    assert ledger.is_empty()


def test_an_id_cannot_be_used_twice(ledger: Ledger) -> None:
    ledger.save("trips", added=[PARIS, ROME])
    with pytest.raises(UnusableRows, match="t1") as refused:
        ledger.save("trips", added=[ROME | {"trip": "t1"}])
    assert list(refused.value.findings["code"]) == ["duplicate_id"]
    with pytest.raises(UnusableRows):
        ledger.save("trips", changed=[change_of(ledger, "trips", 0, trip="t2")])
    swapped = [change_of(ledger, "trips", 0, trip="t2"), change_of(ledger, "trips", 1, trip="t1")]
    ledger.save("trips", changed=swapped)
    assert column(ledger, "trips", "trip") == ["t2", "t1"]


def test_an_assignment_may_have_the_id_of_another_traveler_s(ledger: Ledger) -> None:
    ledger.save("assignments", added=[{"assignment": "a"}, {"assignment": "a", "traveler": "ann"}])
    with pytest.raises(UnusableRows):
        ledger.save("assignments", added=[{"assignment": "a", "traveler": "ann"}])


def test_a_row_cannot_be_changed_and_deleted_in_one_save(ledger: Ledger) -> None:
    ledger.save("trips", added=[PARIS])
    with pytest.raises(BadOption):
        ledger.save(
            "trips", changed=[change_of(ledger, "trips", 0, note="n")], deleted=[deletion_of(ledger, "trips", 0)]
        )


# Undo


def test_undo_reverts_additions_changes_and_deletions_together(ledger: Ledger) -> None:
    ledger.save("trips", added=[PARIS | {"seat": "1A"}, ROME, ROME | {"place": "Milano"}])
    before = content(ledger)
    saved = ledger.save_many(
        {
            "travelers": Changes(added=[{"name": "Ann"}]),
            "trips": Changes(
                added=[PARIS | {"place": "Lyon"}],
                changed=[change_of(ledger, "trips", 0, note="n", seat="2B")],
                deleted=[deletion_of(ledger, "trips", 1)],
            ),
        }
    )
    after = content(ledger)
    undone = ledger.undo(saved.change_group)
    assert content(ledger) == before
    assert undone.revision == ledger.revision() == 3
    ledger.undo(undone.change_group)
    assert content(ledger) == after


def test_undo_is_refused_when_a_row_was_changed_since(ledger: Ledger) -> None:
    saved = ledger.save("trips", added=[PARIS, ROME])
    ledger.save("trips", changed=[change_of(ledger, "trips", 1, note="n")])
    with pytest.raises(StaleEdit, match="t2"):
        ledger.undo(saved.change_group)
    assert len(ledger.rows("trips")) == 2


def test_a_change_cannot_be_undone_twice(ledger: Ledger) -> None:
    saved = ledger.save("trips", added=[PARIS])
    ledger.undo(saved.change_group)
    with pytest.raises(StaleEdit):
        ledger.undo(saved.change_group)


def test_undo_does_not_bring_an_id_back_that_another_row_has_now(ledger: Ledger) -> None:
    ledger.save("trips", added=[PARIS])
    deleted = ledger.save("trips", deleted=[deletion_of(ledger, "trips", 0)])
    ledger.save("trips", added=[ROME | {"trip": "t1"}])
    with pytest.raises(UnusableRows, match="t1"):
        ledger.undo(deleted.change_group)


def test_undo_of_an_unknown_change_is_refused(ledger: Ledger) -> None:
    with pytest.raises(BadOption):
        ledger.undo("none such")


def test_the_last_change_steps_back_with_each_undo_and_forward_again(ledger: Ledger) -> None:
    first = ledger.save("trips", added=[PARIS])
    second = ledger.save("trips", added=[ROME, ROME | {"place": "Milano"}])

    def offered() -> tuple[str, str] | None:
        change = ledger.last_change()
        return change and (change.group, change.summary)

    assert offered() == (second.change_group, "2 trips added")
    undone = ledger.undo(second.change_group)
    assert offered() == (first.change_group, "1 trip added")
    ledger.undo(undone.change_group)
    assert offered() == (second.change_group, "2 trips added")
    ledger.undo(second.change_group)
    ledger.undo(first.change_group)
    assert offered() is None
    assert ledger.is_empty()


# Replacing, settings, owners


def test_a_workspace_read_from_files_replaces_an_empty_ledger(ledger: Ledger, tmp_path: Path) -> None:
    (tmp_path / "trips.csv").write_text(
        "country,first_day,last_day,seat\nFR,2026-01-01,2026-01-02,1A\nIT,2026-02-01,,\n"
    )
    workspace = read_workspace(tmp_path)
    ledger.replace_all(workspace.tables())
    pd.testing.assert_frame_equal(ledger.workspace().tables()["trips"], workspace.tables()["trips"])


def test_replacing_entries_has_to_be_forced_and_can_be_undone(ledger: Ledger) -> None:
    ledger.save("travelers", added=[{"name": "Ann"}])
    ledger.save("trips", added=[PARIS])
    before = content(ledger)
    sample = {"trips": pd.DataFrame([ROME], dtype="str")}
    with pytest.raises(BadOption):
        ledger.replace_all(sample)
    assert content(ledger) == before
    saved = ledger.replace_all(sample, force=True)
    assert column(ledger, "trips", "place") == ["Roma"]
    assert len(ledger.rows("travelers")) == 0
    ledger.undo(saved.change_group)
    assert content(ledger) == before


def test_settings_are_kept(ledger: Ledger, url: str) -> None:
    assert ledger.setting("join_gap_days", "30") == "30"
    ledger.set_setting("join_gap_days", "45")
    ledger.set_setting("join_gap_days", "60")
    assert open_ledger(url).setting("join_gap_days", "30") == "60"


def test_owners_never_see_or_touch_each_other_s_rows(ledger: Ledger, url: str) -> None:
    ann = open_ledger(url, Actor.local("ann"))
    saved = ledger.save("trips", added=[PARIS])
    ledger.set_setting("join_gap_days", "45")
    assert ann.is_empty()
    assert ann.revision() == 0
    assert ann.last_change() is None
    assert ann.setting("join_gap_days") == ""
    with pytest.raises(StaleEdit) as refused:
        ann.save("trips", changed=[change_of(ledger, "trips", 0, note="ann was here")])
    assert "t1" not in str(refused.value)
    with pytest.raises(StaleEdit):
        ann.save("trips", deleted=[deletion_of(ledger, "trips", 0)])
    with pytest.raises(BadOption):
        ann.undo(saved.change_group)
    ann.save("trips", added=[ROME])
    ann.replace_all({}, force=True)
    assert column(ledger, "trips", "place") == ["Paris"]
    assert column(ledger, "trips", "trip") == ["t1"]


# The worst moment


def test_a_database_that_is_not_there_any_more_is_reported_plainly(ledger: Ledger, ledger_file: Path) -> None:
    ledger_file.write_bytes(b"no database at all, but long enough to look at its first hundred bytes" * 4)
    with pytest.raises(StoreUnavailable, match="not a Coverline ledger"):
        ledger.save("trips", added=[PARIS | {"note": "private"}])
