"""`backup` and `restore` as a user types them, and the daily copy of `serve`."""

from __future__ import annotations

import hashlib
import runpy
import sqlite3
from pathlib import Path

import pytest
from typer.testing import Result

from tests.cli.commands import run
from tracker.cli import serving
from tracker.errors import StoreUnavailable
from tracker.store import Ledger, backup, open_ledger

PARIS = {"country": "FR", "place": "Paris", "first_day": "2026-01-05"}


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    (tmp_path / "mine").mkdir()
    url = f"sqlite:///{tmp_path}/mine/ledger.db"
    monkeypatch.setenv("COVERLINE_DATABASE_URL", url)
    return url


@pytest.fixture
def ledger(url: str) -> Ledger:
    return open_ledger(url)


@pytest.fixture
def copy(ledger: Ledger, tmp_path: Path) -> Path:
    """In a folder of its own; the ledger then got a second trip."""
    ledger.save("trips", added=[PARIS])
    made = ledger.backup(tmp_path)
    ledger.save("trips", added=[PARIS | {"place": "Lyon"}])
    return made


def test_a_copy_says_where_how_large_and_how_many_rows(ledger: Ledger, tmp_path: Path) -> None:
    ledger.save("trips", added=[PARIS])
    for words, folder in (((), tmp_path / "mine"), (("--to", tmp_path), tmp_path)):
        done = run("backup", *words)
        assert (done.exit_code, done.stderr) == (0, "")
        (made,) = folder.glob("*.backup-*.db")
        content = made.read_bytes()
        said = done.stdout.replace("\n", " ")
        for part in (str(made), f"{len(content):,} bytes", hashlib.sha256(content).hexdigest(), "Rows: 1 in trips."):
            assert part in said
        assert ("newest ten" in said) is (folder == tmp_path / "mine")


def test_a_copy_is_put_back_when_the_person_says_so(ledger: Ledger, copy: Path) -> None:
    done = run("restore", copy, typed="restore\n")
    assert done.exit_code == 0
    assert list(ledger.rows("trips")["place"]) == ["Paris"]
    rows = [[cell.strip() for cell in line.split("│")[1:-1]] for line in done.stdout.splitlines() if "│" in line]
    assert ["trips", "2", "1"] in rows
    assert ["revision", "2", "1"] in rows
    assert "does not have 1 entry of the ledger's journal" in done.stdout
    (before,) = (Path(open_ledger()._place.database or "").parent).glob("*.backup-*.db")
    assert f"What was there before: {before}" in done.stdout


@pytest.mark.parametrize("typed", ["", "\n", "no\n", "yes\n"])
def test_without_a_confirmation_the_ledger_stays(ledger: Ledger, copy: Path, tmp_path: Path, typed: str) -> None:
    done = run("restore", copy, typed=typed)
    assert done.exit_code == 2
    assert "Nothing was restored" in done.stderr
    assert list(ledger.rows("trips")["place"]) == ["Paris", "Lyon"]
    assert not list((tmp_path / "mine").glob("*.backup-*"))


def test_yes_is_for_scripts_and_an_empty_ledger_needs_none(
    ledger: Ledger, copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("restore", copy, "--yes").exit_code == 0
    assert list(ledger.rows("trips")["place"]) == ["Paris"]
    new = f"sqlite:///{tmp_path}/new.db"
    monkeypatch.setenv("COVERLINE_DATABASE_URL", new)
    assert run("restore", copy).exit_code == 0
    assert list(open_ledger(new).rows("trips")["place"]) == ["Paris"]


def test_a_doubt_is_told_and_asked_about(copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    database = sqlite3.connect(copy, isolation_level=None)
    database.execute("UPDATE change SET actor = 'someone'")
    database.close()
    monkeypatch.setenv("COVERLINE_DATABASE_URL", f"sqlite:///{tmp_path}/new.db")
    done = run("restore", copy)
    assert done.exit_code == 2
    assert "The journal was changed" in done.stderr


def test_what_cannot_be_done_is_one_sentence_and_status_2(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "text.db").write_text("Dear diary")
    assert "no ledger yet" in refused("backup")
    assert not list((tmp_path / "mine").iterdir())
    open_ledger(url)
    assert "folder exists" in refused("backup", "--to", tmp_path / "none")
    assert "not a copy of a Coverline ledger" in refused("restore", tmp_path / "text.db")
    assert "does not exist" in refused("restore", tmp_path / "none.db", "--yes")
    assert "is the ledger that is in use now" in refused("move", "--to", url)
    assert "not supported" in refused("move", "--to", "mysql://me@localhost/ledger")
    monkeypatch.setenv("COVERLINE_DATABASE_URL", f"sqlite:///{tmp_path}/none.db")
    assert "no ledger yet" in refused("move", "--to", url)


def test_a_ledger_is_moved_and_asks_before_it_replaces_another(ledger: Ledger, tmp_path: Path) -> None:
    ledger.save("trips", added=[PARIS])
    target = f"sqlite:///{tmp_path}/target.db"
    done = run("move", "--to", target)
    assert (done.exit_code, done.stderr) == (0, "")
    assert f"Copied to {tmp_path}/target.db, read again and compared" in done.stdout.replace("\n", " ")
    there = open_ledger(target)
    assert list(there.rows("trips")["place"]) == ["Paris"]
    there.save("trips", added=[PARIS | {"place": "Lyon"}])
    done = run("move", "--to", target, typed="no\n")
    assert done.exit_code == 2
    assert "Nothing was moved" in done.stderr
    assert list(there.rows("trips")["place"]) == ["Paris", "Lyon"]
    done = run("move", "--to", target, typed="move\n")
    assert done.exit_code == 0
    assert "The ledger does not have 1 entry of the target's journal" in done.stdout
    assert list(there.rows("trips")["place"]) == ["Paris"]
    (before,) = tmp_path.glob("target.backup-*.db")
    assert f"What was there before: {before}" in done.stdout
    assert list(open_ledger(f"sqlite:///{before}").rows("trips")["place"]) == ["Paris", "Lyon"]


def refused(*words: object) -> str:
    done = run(*words)
    assert (done.exit_code, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    return done.stderr


def test_serve_starts_without_its_daily_copy(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    def disk_full(file: Path) -> Path:
        raise StoreUnavailable("No backup could be made.")

    monkeypatch.setattr(backup, "back_up", disk_full)
    started = served(monkeypatch)
    assert (started.exit_code, started.stderr) == (0, "No backup could be made.\n")


def test_serve_makes_the_daily_copy(ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(2):
        assert served(monkeypatch).exit_code == 0
        assert len(list((tmp_path / "mine").glob("*.backup-*.db"))) == 1


def served(monkeypatch: pytest.MonkeyPatch) -> Result:
    monkeypatch.setattr(runpy, "run_module", lambda *_, **__: None)
    monkeypatch.setattr(serving.sys, "argv", ["coverline", "serve"])
    monkeypatch.setattr(serving, "_is_taken", lambda port: False)
    return run("serve")
