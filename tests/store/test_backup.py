"""A backup is a whole ledger, private, and there are not too many of them."""

import contextlib
import sqlite3
import stat
from pathlib import Path

import pandas as pd
import pytest

from tracker.errors import StoreUnavailable
from tracker.store import Ledger, backup, open_ledger

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
