"""What can happen to a ledger in use: many programs at once, a kill, a full disk, a server that goes away.

``python -m tests.benchmarks.faults`` does the same in large numbers, with SQLite's other journal too.
"""

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests import postgres as servers
from tests.cli.commands import run
from tests.faults import found_of
from tests.pages.ledgers import opened, texts
from tracker.errors import StoreAway, StoreUnavailable
from tracker.paths import data_folder
from tracker.store import Ledger, engine, open_ledger
from tracker.store.restore import compare, restore
from tracker.ui import shell

PARIS = {"country": "FR", "place": "Paris", "first_day": "2026-01-05"}
LARGE = PARIS | {"note": "x" * 300_000}


def test_programs_at_once_lose_nothing_even_when_they_are_killed_or_the_ledger_is_restored(
    place: str, url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Six change the same three rows; three are killed while they save; two save while a third copies and restores."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    journal = place.removeprefix("sqlite ").removeprefix("postgresql")
    at_once, killed, restored = found_of(url, journal, programs=6, edits=2, kills=3, restores=1)
    for found in (at_once, killed, restored):
        assert (found.lost, found.torn, found.errors, found.broken) == (0, 0, [], [])
    assert at_once.saved == 12
    assert killed.saved >= 3
    assert killed.unheard <= 3, "each may have committed what it could not tell any more"
    assert restored.restored == 1
    ledger = open_ledger(url)
    before = len(ledger.rows("trips"))
    change = ledger.last_change()
    assert change
    ledger.undo(change.group)
    assert len(ledger.rows("trips")) == before - 1


@contextlib.contextmanager
def no_file_longer_than(size: int) -> Iterator[None]:
    """In this process. For a program that writes, a full disk and this limit are the same."""
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.skipif(os.name != "posix", reason="only there can a program limit its own files")
@pytest.mark.usefixtures("each_journal")
def test_a_full_disk_refuses_the_save_and_leaves_the_ledger_whole(
    ledger: Ledger, url: str, ledger_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger.save("trips", added=[PARIS])
    copy = ledger.backup()
    before = set(ledger_file.parent.iterdir())
    with no_file_longer_than(ledger_file.stat().st_size + 20_000):
        for save in (
            lambda: ledger.save("trips", added=[LARGE]),
            lambda: ledger.attach({"about": "trips", "subject": "t1", "file_name": "a.txt"}, b"text\n" * 80_000),
        ):
            with pytest.raises(StoreUnavailable, match="disk is full") as refused:
                save()
            assert "xxx" not in str(refused.value) + str(refused.value.__cause__)
    with no_file_longer_than(40_000):  # the index of a WAL has 32 KB
        with pytest.raises(StoreUnavailable, match="has room"):
            ledger.backup()
        monkeypatch.setattr(tempfile, "tempdir", str(ledger_file.parent))
        with pytest.raises(StoreUnavailable, match="could not be checked: the disk"):
            compare(ledger, copy)
    assert set(ledger_file.parent.iterdir()) <= before | {Path(f"{ledger_file}-{log}") for log in ("wal", "shm")}
    assert list(open_ledger(url).rows("trips")["place"]) == ["Paris"]
    assert ledger.check_chain().is_whole
    assert ledger.save("trips", added=[LARGE]).revision == 2
    restore(ledger, copy, shown=2)


@pytest.mark.skipif(os.name != "posix", reason="only there can a program limit its own files")
def test_a_full_disk_leaves_no_half_of_a_result_behind(tmp_path: Path) -> None:
    sample, out = data_folder() / "samples" / "program", tmp_path / "out"
    for words in (
        ("analyze", sample, "--out", out),
        ("export", sample, "--to", tmp_path / "all.json"),
        ("export", sample, "--to", tmp_path / "all.xlsx"),
        ("import", sample / "trips.csv", "--into", out),
    ):
        with no_file_longer_than(100):
            done = run(*words)
        assert (done.exit_code, done.stderr.count("\n")) == (2, 1), done.output
        assert "the disk is full" in done.stderr
        assert "Nothing was written" in done.stderr
        assert list(tmp_path.iterdir()) == []


def test_a_page_keeps_what_was_typed_until_the_server_is_back(
    postgres_url: str, postgres: servers.Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page tries again by itself; no click is repeated that may have been done already."""
    monkeypatch.setenv(engine.URL_VARIABLE, postgres_url)
    open_ledger().save("trips", added=[PARIS])
    app = opened("trips")
    app.text_input(key="trips.add.place").set_value("Lyon")
    tries = []

    def wait(seconds: float) -> None:
        tries.append(seconds)
        if len(tries) == 2:
            postgres.start()

    monkeypatch.setattr(shell, "time", SimpleNamespace(sleep=wait))
    postgres.execute("CHECKPOINT")  # else the restart repeats what all tests before this one did
    postgres.stop()
    with pytest.raises(StoreAway, match="cannot be reached"):
        open_ledger()
    app.button(key="trips.add.save").click().run()
    assert not app.exception
    assert len(tries) == 2
    assert app.text_input(key="trips.add.place").value == "Lyon"
    assert "can be reached again" in texts(app)
    assert "cannot be reached" not in texts(app)
    assert list(open_ledger().rows("trips")["place"]) == ["Paris"]
