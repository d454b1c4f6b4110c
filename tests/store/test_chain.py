"""No entry of the journal can be changed, removed or moved without being found; and it still tells and undoes."""

import contextlib
import json
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pandas as pd
import pytest

from tests.new_ledgers import ledger_from, new_ledger_at
from tracker.store import Actor, Changes, Ledger, RowChange, chain, open_ledger

PARIS = {"country": "FR", "place": "Paris", "first_day": "2026-01-05"}


def sql(file: Path, statement: str, *values: object) -> list[tuple[object, ...]]:
    with contextlib.closing(sqlite3.connect(file, isolation_level=None)) as connection:
        return connection.execute(statement, values).fetchall()


def changed(ledger: Ledger, **values: str) -> str:
    row = ledger.rows("trips").iloc[0]
    return ledger.save("trips", changed=[RowChange(row["row_id"], int(row["version"]), values)]).change_group


def write_story(ledger: Ledger) -> Ledger:
    """Five entries: two added at once, one changed, that taken back, one added."""
    ledger.save("trips", added=[PARIS, PARIS | {"place": "Lyon"}])
    ledger.undo(changed(ledger, note="by train", place="Paris 11e"))
    ledger.save("travelers", added=[{"name": "Ann"}])
    return ledger


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The SQLite file of a ledger with the story."""
    file = tmp_path_factory.mktemp("story") / "ledger.db"
    write_story(new_ledger_at(file))
    return file.read_bytes()


@pytest.fixture
def story(url: str, tmp_path: Path, written: bytes) -> Ledger:
    """A ledger with the story: its own server's, or a file that is copied and not written again for each test."""
    if not url.startswith("sqlite"):
        return write_story(open_ledger(url))
    return ledger_from(written, tmp_path / "ledger.db")


def test_the_journal_tells_who_changed_what(story: Ledger) -> None:
    told = story.journal()
    assert list(told["entry"]) == [1, 2, 3, 4, 5]
    assert set(told["actor"]) == {"me"}
    assert str(told["when"].dtype) == "datetime64[s, UTC]"
    assert (pd.Timestamp.now(tz="UTC") - told["when"]).max() < pd.Timedelta(minutes=10)
    assert list(told["table"]) == ["trips"] * 4 + ["travelers"]
    assert list(told["kind"]) == ["added", "added", "changed", "changed", "added"]
    assert list(told["row"]) == ["t1", "t2", "t1", "t1", "me"]
    assert list(told["undoes"]) == ["", "", "", "yes", ""]
    assert told["what"][2] == "place: Paris → Paris 11e; note: – → by train"
    assert told["what"][3] == "place: Paris 11e → Paris; note: by train → –"
    assert told["what"][4] == "traveler: me; name: Ann"


def test_an_empty_journal_has_the_same_columns_and_types(story: Ledger, tmp_path: Path) -> None:
    empty = open_ledger(f"sqlite:///{tmp_path}/empty.db")
    assert len(empty.journal()) == 0
    assert empty.journal().dtypes.equals(story.journal().dtypes)
    assert empty.check_chain() == chain.ChainCheck(0, 0, 0, None, "The journal is whole: 0 entries in one chain.")


def test_a_journal_as_it_was_written_is_whole(story: Ledger) -> None:
    assert story.check_chain().is_whole
    assert story.check_chain().sentence == "The journal is whole: 5 entries in one chain."


TAMPERED = {
    "owner": "ann",
    "change_group": "other",
    "undoes": "other",
    "changed_at": "2020-01-01T00:00:00+00:00",
    "kind": "deleted",
    "table_name": "certificates",
    "row_id": "other",
    "before": '{"id": "x", "version": 1, "position": 1, "values": {}, "extra": {}}',
    "after": '{"id": "x", "version": 1, "position": 1, "values": {}, "extra": {}}',
    "actor": "ann",
    "previous_hash": "0" * 64,
    "hash": "0" * 64,
}


def test_every_field_is_under_the_hash() -> None:
    assert set(TAMPERED) == {*chain.FIELDS, *chain.SEALED}


@pytest.mark.parametrize("field", list(TAMPERED))
@pytest.mark.parametrize("number", [1, 3, 5])
def test_a_changed_field_is_found_and_the_entry_named(
    story: Ledger, ledger_file: Path, field: str, number: int
) -> None:
    sql(ledger_file, f"UPDATE change SET {field} = ? WHERE number = ?", TAMPERED[field], number)
    found = story.check_chain()
    assert not found.is_whole
    # An entry of somebody else is one that is missing here: its place is taken by the next one, or by none.
    assert found.broken_at == (min(number, 4) if field == "owner" else number)
    assert f"entry {found.broken_at} (20" in found.sentence


@pytest.mark.parametrize("number", [1, 3, 5])
def test_one_letter_in_one_cell_is_found(story: Ledger, ledger_file: Path, number: int) -> None:
    [(text,)] = sql(ledger_file, "SELECT after FROM change WHERE number = ?", number)
    row = json.loads(str(text))
    row["values"]["traveler"] = "Me"
    sql(ledger_file, "UPDATE change SET after = ? WHERE number = ?", json.dumps(row), number)
    assert story.check_chain().broken_at == number


@pytest.mark.parametrize(("number", "broken_at"), [(1, 1), (3, 3), (5, 4)])
def test_a_removed_entry_is_found(story: Ledger, ledger_file: Path, number: int, broken_at: int) -> None:
    sql(ledger_file, "DELETE FROM change WHERE number = ?", number)
    assert story.check_chain().broken_at == broken_at


def test_that_all_entries_or_all_hashes_were_removed_is_found(story: Ledger, ledger_file: Path) -> None:
    sql(ledger_file, "UPDATE change SET hash = '', previous_hash = ''")
    assert "hashes were removed" in story.check_chain().sentence
    sql(ledger_file, "DELETE FROM change")
    assert story.check_chain().sentence == "The journal was changed: all its entries were removed."
    assert not story.check_chain().is_whole


def test_two_swapped_entries_are_found(story: Ledger, ledger_file: Path) -> None:
    sql(ledger_file, "UPDATE change SET number = 100 WHERE number = 2")
    sql(ledger_file, "UPDATE change SET number = 2 WHERE number = 4")
    sql(ledger_file, "UPDATE change SET number = 4 WHERE number = 100")
    assert story.check_chain().broken_at == 2


def test_changes_older_than_the_chain_are_counted_and_can_be_undone(ledger: Ledger, ledger_file: Path) -> None:
    old = ledger.save("trips", added=[PARIS, PARIS | {"place": "Lyon"}])
    sql(ledger_file, "UPDATE change SET actor = '', hash = '', previous_hash = ''")  # as the first release wrote them
    sql(ledger_file, "UPDATE revision SET chain_head = ''")
    assert ledger.check_chain().is_whole
    ledger.undo(old.change_group)
    found = ledger.check_chain()
    assert (found.is_whole, found.older, found.entries) == (True, 2, 2)
    assert found.sentence.endswith("2 changes are older than the chain, so not checked.")
    sql(ledger_file, "UPDATE change SET hash = '' WHERE number = 4")
    assert ledger.check_chain().broken_at == 4


@pytest.mark.usefixtures("each_journal")
def test_concurrent_writers_keep_one_chain(url: str) -> None:
    with ThreadPoolExecutor(4) as pool:
        ledgers = list(pool.map(lambda _: open_ledger(url), range(4)))

        def add_some(ledger: Ledger) -> None:
            for _ in range(4):
                ledger.save_many({"trips": Changes(added=[PARIS]), "deadlines": Changes(added=[DEADLINE])})

        list(pool.map(add_some, ledgers))
    found = ledgers[0].check_chain()
    assert (found.is_whole, found.entries) == (True, 4 * 4 * 2)


DEADLINE = {"day": "2026-01-01", "action": "Ask the payroll"}


def test_each_owner_has_a_chain_of_their_own(story: Ledger, url: str, ledger_file: Path) -> None:
    ann = open_ledger(url, Actor.local("ann"))
    ann.save("trips", added=[PARIS])
    story.save("trips", added=[PARIS])
    assert list(ann.journal()["actor"]) == ["ann"]
    assert ann.check_chain().is_whole
    sql(ledger_file, "UPDATE change SET actor = 'bob' WHERE owner = 'ann'")
    assert ann.check_chain().broken_at == 1
    assert story.check_chain().is_whole


def test_text_in_any_script_and_unknown_columns_are_under_the_hash(ledger: Ledger, ledger_file: Path) -> None:
    ledger.save("trips", added=[PARIS | {"note": "Zoë 東京 🧳 \u202e", "Größe": "ß"}])
    assert ledger.check_chain().is_whole
    sql(ledger_file, "UPDATE change SET after = replace(after, ?, 'ss')", "\\u00df")
    assert ledger.check_chain().broken_at == 1


def test_a_sealed_entry_holds_its_place_and_tells_nothing() -> None:
    entries, head = chain.linked([dict.fromkeys(chain.FIELDS, str(n)) for n in range(3)], "")
    sealed = [{name: entry[name] for name in chain.SEALED} for entry in entries]
    found = chain.check([sealed[0], entries[1], sealed[2]], head)
    assert (found.is_whole, found.entries, found.sealed) == (True, 3, 2)
    assert chain.check([sealed[1], entries[1], sealed[2]], head).broken_at == 1
    assert chain.check([sealed[0], entries[1] | {"actor": "x"}, sealed[2]], head).broken_at == 2
    assert chain.check([sealed[0], sealed[2]], head).broken_at == 2
