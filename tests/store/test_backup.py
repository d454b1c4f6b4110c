"""A backup is a whole ledger, private, and there are not too many of them."""

import contextlib
import datetime as dt
import hashlib
import sqlite3
import stat
from pathlib import Path

import pandas as pd
import pytest

from tracker.errors import StoreUnavailable
from tracker.store import Actor, Ledger, backup, open_ledger

pytestmark = pytest.mark.usefixtures("ledger_file")

PARIS = {"country": "FR", "place": "Paris", "first_day": "2026-01-05", "seat": "12A"}


def test_a_backup_opens_as_a_ledger_with_the_same_rows_and_history(ledger: Ledger, tmp_path: Path) -> None:
    ledger.save("trips", added=[PARIS, PARIS | {"place": "Lyon"}])
    folder = tmp_path / "safe place [1] 'quoted'"
    folder.mkdir()
    copy = ledger.backup(folder)
    assert list(folder.iterdir()) == [copy]
    restored = open_ledger(f"sqlite:///{copy}")
    pd.testing.assert_frame_equal(restored.rows("trips"), ledger.rows("trips"))
    assert restored.last_change() == ledger.last_change()


def test_a_backup_holds_what_an_open_connection_has_not_moved_into_the_file(ledger: Ledger, ledger_file: Path) -> None:
    with contextlib.closing(sqlite3.connect(ledger_file)) as reader:  # keeps a WAL from being folded into the file
        reader.execute("SELECT count(*) FROM trips").fetchall()
        ledger.save("trips", added=[PARIS])
        copy = ledger.backup()
    assert list(open_ledger(f"sqlite:///{copy}").rows("trips")["place"]) == ["Paris"]


def test_a_backup_is_readable_by_its_owner_only(ledger: Ledger) -> None:
    assert stat.S_IMODE(ledger.backup().stat().st_mode) == 0o600


def test_the_newest_ten_beside_the_ledger_stay(ledger: Ledger, ledger_file: Path) -> None:
    copies = [ledger.backup() for _ in range(12)]
    assert sorted(ledger_file.parent.glob("*.backup-*")) == copies[2:]
    assert ledger_file.exists()


def test_copies_in_a_folder_of_the_user_stay(ledger: Ledger, tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    for _ in range(12):
        ledger.backup(folder)
    assert len(list(folder.iterdir())) == 12


def test_a_folder_that_does_not_exist_is_reported_plainly(ledger: Ledger, tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable, match="no such folder"):
        ledger.backup(tmp_path / "no such folder")


def test_a_damaged_copy_is_refused_and_not_left_behind(
    ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def damaged(source: Path, target: Path) -> None:
        target.write_bytes(source.read_bytes()[:6000])

    monkeypatch.setattr(backup, "_copy", damaged)
    before = set(tmp_path.iterdir())
    with pytest.raises(StoreUnavailable):
        ledger.backup()
    assert set(tmp_path.iterdir()) == before


def test_the_list_tells_the_copies_newest_first(ledger: Ledger, ledger_file: Path) -> None:
    assert backup.copies(ledger_file) == []
    first = ledger.backup()
    ledger.save("trips", added=[PARIS])
    second = ledger.backup()
    damaged = ledger_file.with_name("ledger.backup-yesterday.db")
    damaged.write_bytes(b"no database")
    contents = {path: path.read_bytes() for path in (first, second)}
    found = backup.copies(ledger_file)
    assert [(one.path, one.rows) for one in found] == [(damaged, None), (second, {"trips": 1}), (first, {})]
    assert found[0].made is None
    assert found[1].made
    assert abs(dt.datetime.now(dt.UTC) - found[1].made) < dt.timedelta(minutes=5)
    assert found[1].size == len(contents[second])
    assert found[1].sha256() == hashlib.sha256(contents[second]).hexdigest()
    assert {path: path.read_bytes() for path in contents} == contents


def test_rows_of_another_owner_are_not_counted(url: str, ledger_file: Path) -> None:
    open_ledger(url, Actor.local("ann")).save("trips", added=[PARIS])
    assert backup.about(open_ledger(url).backup()).rows == {}


def test_a_copy_is_due_once_a_day_when_something_changed(ledger: Ledger, ledger_file: Path) -> None:
    now = dt.datetime.now(dt.UTC)
    tomorrow = now + dt.timedelta(hours=25)
    assert backup.back_up_if_due(ledger_file, now)
    ledger.save("trips", added=[PARIS])
    assert backup.back_up_if_due(ledger_file, now + dt.timedelta(hours=23)) is None
    made = backup.back_up_if_due(ledger_file, tomorrow)
    assert made
    assert backup.about(made).rows == {"trips": 1}
    assert backup.back_up_if_due(ledger_file, tomorrow) is None, "nothing changed since"
    for change in (lambda: ledger.set_setting("worker", "employee"), lambda: ledger.add_scenario("Spring")):
        change()
        assert backup.back_up_if_due(ledger_file, tomorrow)
    assert len(backup.copies(ledger_file)) == 4


def test_what_is_no_ledger_is_not_copied(tmp_path: Path) -> None:
    now = dt.datetime.now(dt.UTC)
    (tmp_path / "text.db").write_text("Dear diary")
    with contextlib.closing(sqlite3.connect(tmp_path / "other.db")) as other:
        other.execute("CREATE TABLE bookmarks (place TEXT)")
    before = sorted(tmp_path.iterdir())
    for name in ("none.db", "text.db", "other.db"):
        assert backup.back_up_if_due(tmp_path / name, now) is None
    assert sorted(tmp_path.iterdir()) == before


def test_a_ledger_in_postgresql_is_for_pg_dump() -> None:
    with pytest.raises(StoreUnavailable, match=r"pg_dump.*pg_restore"):
        backup.ledger_file("postgresql://me:secret@localhost/ledger")
