"""A copy comes back whole or not at all, and what was there before is never lost."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import threading
from pathlib import Path

import pandas as pd
import pytest

from tests.exchange.proof.filings import filed_ledger
from tests.store.files import PDF
from tracker.errors import BadOption, FileRefused, StaleEdit, StoreUnavailable
from tracker.store import Actor, Ledger, RowChange, engine, open_ledger, tables, transfer
from tracker.store.attachments import sha256_of
from tracker.store.restore import compare, restore

PARIS = {"country": "FR", "place": "Paris", "first_day": "2026-01-05", "seat": "12A"}
ROME = {"country": "IT", "place": "Rome", "first_day": "2026-03-05"}


in_both_modes = pytest.mark.parametrize("url", ["delete", "wal"], indirect=True)


@pytest.fixture
def url(request: pytest.FixtureRequest, ledger_file: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """In one journal mode of SQLite, unless a test asks for both."""
    mode = getattr(request, "param", "delete")
    monkeypatch.setattr(engine, "wal_is_safe", lambda version: mode == "wal")
    return f"sqlite:///{ledger_file}"


def sql(file: Path, *statements: str) -> None:
    with contextlib.closing(sqlite3.connect(file, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)


def places(ledger: Ledger) -> list[str]:
    return list(ledger.rows("trips")["place"])


@pytest.fixture
def copy(ledger: Ledger, tmp_path: Path) -> Path:
    """Of a ledger with one trip, which then got a second one."""
    ledger.save("trips", added=[PARIS])
    folder = tmp_path / "other % disk"
    folder.mkdir()
    made = ledger.backup(folder)
    ledger.save("trips", added=[ROME])
    return made


@in_both_modes
def test_everything_comes_back(ledger: Ledger, tmp_path: Path) -> None:
    filed = filed_ledger(tmp_path / "filed.db")
    draft = filed.add_scenario("Spring", "ann")
    copy = filed.backup()
    before = copy.read_bytes()
    ledger.save("trips", added=[ROME])
    ledger.add_scenario("Draft")
    restore(ledger, copy, shown=ledger.revision())
    wanted, found = filed.snapshot(), ledger.snapshot()
    for table, rows in wanted.rows.items():
        pd.testing.assert_frame_equal(found.rows[table], rows)
    assert (found.entries, found.chain_head, found.settings) == (wanted.entries, wanted.chain_head, wanted.settings)
    assert ledger.check_chain().is_whole
    assert ledger.content(sha256_of(PDF)) == PDF
    assert [(one.id, one.name, one.edits) for one in ledger.scenarios()] == [(draft.id, "Spring", draft.edits)]
    assert copy.read_bytes() == before


def test_what_was_there_before_lies_beside_the_ledger_and_can_come_back_in_turn(ledger: Ledger, copy: Path) -> None:
    before = restore(ledger, copy, shown=ledger.revision())
    assert places(ledger) == ["Paris"]
    assert places(open_ledger(f"sqlite:///{before}")) == ["Paris", "Rome"]
    restore(ledger, before, shown=ledger.revision())
    assert places(ledger) == ["Paris", "Rome"]


def test_life_goes_on_after_it(ledger: Ledger, copy: Path) -> None:
    """Nothing that was worked out or shown before is taken for the new, and no trip id is given out twice."""
    shown, revision = ledger.rows("trips").iloc[0], ledger.revision()
    restore(ledger, copy, shown=revision)
    assert ledger.revision() == revision + 1
    with pytest.raises(StaleEdit):
        ledger.save("trips", changed=[RowChange(shown["row_id"], int(shown["version"]), {"note": "old page"})])
    change = ledger.last_change()
    assert change
    ledger.save("trips", added=[ROME])
    assert list(ledger.rows("trips")["trip"]) == ["t1", "t3"]
    assert ledger.check_chain().is_whole
    ledger.undo(change.group)
    assert places(ledger) == ["Rome"]


def test_another_owner_keeps_everything(url: str, ledger: Ledger, copy: Path) -> None:
    ann = open_ledger(url, Actor.local("ann"))
    ann.save("trips", added=[ROME])
    before = ann.rows("trips")
    restore(ledger, copy, shown=ledger.revision())
    pd.testing.assert_frame_equal(ann.rows("trips"), before)
    assert ann.check_chain().is_whole


@in_both_modes
def test_other_programs_that_have_the_ledger_open_see_it_and_lose_nothing(
    url: str, ledger: Ledger, ledger_file: Path, copy: Path
) -> None:
    """Three restores while another connection is open, another one reads, and a third saves."""
    reading, saving = open_ledger(url), open_ledger(url)
    seen: set[tuple[str, ...]] = set()
    done = threading.Event()
    saved: list[str] = []

    def read() -> None:
        while not done.is_set():
            seen.add(tuple(place for place in places(reading) if not place.isdecimal()))

    def save() -> None:
        for number in range(6):
            saving.save("trips", added=[ROME | {"place": str(number)}])
            saved.append(str(number))

    threads = [threading.Thread(target=work) for work in (read, save)]
    backups = []
    with contextlib.closing(sqlite3.connect(ledger_file)) as held:
        held.execute("SELECT count(*) FROM trips").fetchall()
        for thread in threads:
            thread.start()
        while len(backups) < 3:
            with contextlib.suppress(BadOption):  # something was saved between looking and restoring
                backups.append(restore(ledger, copy, shown=ledger.revision()))
        threads[1].join()
        done.set()
        threads[0].join()
        assert held.execute("SELECT count(*) FROM trips").fetchone()[0] == len(places(ledger))
    assert seen <= {("Paris", "Rome"), ("Paris",)}
    assert saved == [str(number) for number in range(6)]
    kept = {place for file in backups for place in places(open_ledger(f"sqlite:///{file}"))} | set(places(ledger))
    assert set(saved) <= kept
    assert ledger.check_chain().is_whole


def test_a_ledger_that_was_changed_after_it_was_shown_is_left_alone(ledger: Ledger, copy: Path) -> None:
    shown = compare(ledger, copy).now.revision
    ledger.save("trips", added=[ROME | {"place": "Milan"}])
    with pytest.raises(BadOption, match="compare again"):
        restore(ledger, copy, shown=shown)
    assert places(ledger) == ["Paris", "Rome", "Milan"]
    assert not list(copy.parent.parent.glob("*.backup-*"))


def test_what_fails_on_the_way_changes_nothing(ledger: Ledger, copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before, revision = ledger.snapshot(), ledger.revision()

    def full(*_: object) -> dict[str, object]:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(transfer, "_row", full)
    with pytest.raises(StoreUnavailable, match="disk is full"):
        restore(ledger, copy, shown=revision)
    assert ledger.revision() == revision
    assert (ledger.snapshot().entries, places(ledger)) == (before.entries, ["Paris", "Rome"])


def test_without_a_backup_of_what_is_there_nothing_is_restored(
    ledger: Ledger, copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def disk_full() -> Path:
        raise StoreUnavailable("No backup could be made.")

    monkeypatch.setattr(ledger, "backup", disk_full)
    with pytest.raises(StoreUnavailable, match="No backup"):
        restore(ledger, copy, shown=ledger.revision())
    assert places(ledger) == ["Paris", "Rome"]


def test_the_comparison_says_what_would_change(ledger: Ledger, copy: Path) -> None:
    found = compare(ledger, copy)
    assert (found.now.rows, found.copy.rows) == ({"trips": 2}, {"trips": 1})
    assert (found.now.revision, found.copy.revision, found.lost) == (2, 1, 1)
    assert found.now.last_change
    assert found.copy.last_change
    assert found.copy.last_change <= found.now.last_change
    assert found.asks
    assert not found.doubts
    assert "1 entry in one chain" in found.journal
    assert places(ledger) == ["Paris", "Rome"]


def test_an_empty_ledger_asks_for_nothing_and_a_draft_in_it_does(tmp_path: Path, copy: Path) -> None:
    new = open_ledger(f"sqlite:///{tmp_path / 'new.db'}")
    assert not compare(new, copy).asks
    new.add_scenario("Spring")
    assert compare(new, copy).asks
    restore(new, copy, shown=new.revision())
    assert places(new) == ["Paris"]


def test_what_was_emptied_still_has_a_journal_to_lose(ledger: Ledger, copy: Path) -> None:
    ledger.replace_all({}, force=True)
    found = compare(ledger, copy)
    assert (found.now.rows, found.lost, found.asks) == ({}, 3, True)


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE change SET actor = 'someone'", "entry 1"),
        ("UPDATE attachment_content SET content = x'00'", "no longer what was attached: 3"),
    ],
)
def test_a_copy_that_was_changed_by_hand_is_in_doubt(tmp_path: Path, statement: str, said: str) -> None:
    copy = filed_ledger(tmp_path / "filed.db").backup()
    sql(copy, statement)
    found = compare(open_ledger(f"sqlite:///{tmp_path / 'new.db'}"), copy)
    assert found.asks
    assert said in " ".join(found.doubts)


NOT_OURS = (
    "UPDATE alembic_version SET version_num = 'abc'",
    "DELETE FROM alembic_version",
    "DROP TABLE alembic_version",
    "CREATE TABLE bookmarks (place TEXT)",
    "CREATE VIEW trip AS SELECT * FROM trips",
    "CREATE TRIGGER t AFTER INSERT ON revision BEGIN DELETE FROM trips; END",
    "UPDATE trips SET extra = 'no json'",
    """UPDATE scenario SET edits = '[{"a": 1}]'""",
    "UPDATE change SET changed_at = 'lately'",
)
REFUSED = dict.fromkeys(NOT_OURS, "not a copy of a Coverline ledger") | {
    "UPDATE alembic_version SET version_num = 'ledger_9999'": "newer Coverline",
    "DROP TABLE trips": "damaged",
}


def test_a_foreign_a_newer_and_a_broken_one_are_refused(tmp_path: Path) -> None:
    ledger = open_ledger(f"sqlite:///{tmp_path / 'ledger.db'}")
    ledger.save("trips", added=[PARIS])
    ledger.add_scenario("Spring")
    sound = ledger.backup()
    for statement, said in REFUSED.items():
        copy = tmp_path / "changed copy.db"
        shutil.copy(sound, copy)
        sql(copy, statement)
        with pytest.raises(FileRefused, match=said) as refused:
            compare(ledger, copy)
        assert str(refused.value).startswith("changed copy.db ")
    with pytest.raises(FileRefused):
        restore(ledger, copy, shown=ledger.revision())
    assert places(ledger) == ["Paris"]


def test_what_is_no_database_is_refused(ledger: Ledger, copy: Path, tmp_path: Path) -> None:
    (tmp_path / "text.db").write_text("Dear diary")
    (tmp_path / "empty.db").touch()
    (tmp_path / "cut.db").write_bytes(copy.read_bytes()[:6000])
    (tmp_path / "spoiled.db").write_bytes(copy.read_bytes()[:4096] + bytes(copy.stat().st_size - 4096))
    for name, said in {
        "none.db": "does not exist",
        "text.db": "not a copy",
        "empty.db": "not a copy",
        "cut.db": "damaged",
        "spoiled.db": "damaged",
        "other % disk": "cannot be read",
    }.items():
        with pytest.raises(FileRefused, match=said):
            compare(ledger, tmp_path / name)


def test_a_copy_of_an_earlier_release_is_brought_up_to_date_on_the_way(ledger: Ledger, copy: Path) -> None:
    by_traveler = [name for name, table in tables.WORKSPACE.items() if "traveler" in table.c]
    sql(
        copy,
        *(f"DROP INDEX {name}_of_traveler" for name in (*by_traveler, "change")),
        *(f"DROP TABLE {name}" for name in ("invitation", "membership", "account", "own_note")),
        "ALTER TABLE trips DROP COLUMN source_kind",
        "ALTER TABLE trips DROP COLUMN source_ref",
        "ALTER TABLE assignments DROP COLUMN temporary",
        "ALTER TABLE certificates DROP COLUMN issuer",
        "ALTER TABLE change DROP COLUMN traveler",
        "ALTER TABLE revision DROP COLUMN chain_head",
        "UPDATE change SET hash = '', previous_hash = ''",
        "UPDATE alembic_version SET version_num = 'ledger_0004'",
    )
    before = copy.read_bytes()
    assert compare(ledger, copy).lost == 2
    restore(ledger, copy, shown=ledger.revision())
    assert places(ledger) == ["Paris"]
    assert ledger.check_chain().older == 1
    assert copy.read_bytes() == before


def test_the_ledger_of_another_machine_in_its_own_journal_mode(ledger: Ledger, copy: Path, tmp_path: Path) -> None:
    wal = tmp_path / "wal.db"
    shutil.copy(copy, wal)
    with contextlib.closing(sqlite3.connect(wal, isolation_level=None)) as other:
        other.execute("PRAGMA journal_mode=WAL")
        other.execute("UPDATE trips SET place = 'Nice'")  # is not in the file yet
        restore(ledger, wal, shown=ledger.revision())
    assert places(ledger) == ["Nice"]
