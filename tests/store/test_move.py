"""A ledger in a file that moves to a server, and back: nothing is left out, and nothing there is lost."""

from pathlib import Path

import pandas as pd
import pytest

from tests.exchange.proof.filings import filed_ledger
from tests.store.files import PDF
from tracker import schema
from tracker.errors import BadOption, StoreUnavailable
from tracker.store import Actor, Ledger, RowChange, backup, engine, open_ledger, transfer
from tracker.store.attachments import sha256_of
from tracker.store.restore import compare, compared, move, restore

PARIS = {"country": "FR", "place": "Paris", "first_day": "2026-01-05", "seat": "12A"}


@pytest.fixture
def server(postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ledger:
    """An empty ledger on a server. Its automatic copies lie in ``data``."""
    monkeypatch.setattr(engine.platformdirs, "user_data_dir", lambda name: str(tmp_path / "data"))
    return open_ledger(postgres_url)


@pytest.fixture
def filed(tmp_path: Path) -> Ledger:
    """A ledger with a row in many tables, files, a draft and a change that was undone."""
    ledger = filed_ledger(tmp_path / "filed.db")
    ledger.set_setting("join_gap_days", "45")
    ledger.add_scenario("Frühling 東京", "ann")
    saved = ledger.save("trips", added=[PARIS | {"note": "東京 ß \u202e", "Größe": "1"}])
    ledger.undo(saved.change_group)
    return ledger


def places(ledger: Ledger) -> list[str]:
    return list(ledger.rows("trips")["place"])


def assert_same(one: Ledger, other: Ledger) -> None:
    """In all that can be asked of a ledger, versions and revision too."""
    for table in schema.WORKSPACE:
        pd.testing.assert_frame_equal(one.rows(table), other.rows(table))
    there, here = one.snapshot(), other.snapshot()
    assert (there.entries, there.chain_head, there.settings) == (here.entries, here.chain_head, here.settings)
    assert (one.revision(), one.last_change(), one.scenarios()) == (
        other.revision(),
        other.last_change(),
        other.scenarios(),
    )
    assert one.file_sizes() == other.file_sizes()


def test_everything_moves_to_a_server_and_back(filed: Ledger, server: Ledger, tmp_path: Path) -> None:
    assert not compared(server, filed).asks
    assert move(filed, server, shown=0) is None
    assert_same(server, filed)
    assert server.check_chain().is_whole
    assert server.content(sha256_of(PDF)) == PDF
    back = open_ledger(f"sqlite:///{tmp_path}/back.db")
    assert move(server, back, shown=0) is None
    assert_same(back, filed)
    row = back.rows("trips").iloc[0]
    back.save("trips", changed=[RowChange(row["row_id"], int(row["version"]), {"note": "goes on"})], added=[PARIS])
    filed.save("trips", added=[PARIS])
    assert back.rows("trips")["trip"].iloc[-1] == filed.rows("trips")["trip"].iloc[-1], "ids are counted on"
    assert back.check_chain().is_whole


def test_what_was_on_the_server_is_copied_first(filed: Ledger, server: Ledger, tmp_path: Path) -> None:
    server.save("trips", added=[PARIS])
    shown = server.rows("trips").iloc[0]
    assert compared(server, filed).asks
    with pytest.raises(BadOption, match="compare again"):
        move(filed, server, shown=0)
    before = move(filed, server, shown=1)
    assert before
    assert before.parent == tmp_path / "data"
    assert places(open_ledger(f"sqlite:///{before}")) == ["Paris"]
    assert places(server) == places(filed)
    assert server.revision() > filed.revision(), "whoever looked at it is told that it changed"
    restore(server, before, shown=server.revision())
    row = server.rows("trips").iloc[0]
    assert (row["row_id"], row["place"]) == (shown["row_id"], "Paris")
    assert row["version"] > shown["version"]


def test_a_ledger_on_a_server_is_copied_into_one_file(server: Ledger, tmp_path: Path, postgres_url: str) -> None:
    open_ledger(postgres_url, Actor.local("ann")).save("trips", added=[PARIS | {"place": "Rome"}])
    server.save("trips", added=[PARIS])
    for folder in (tmp_path, None):
        copy = server.backup(folder)
        assert copy.parent == (folder or tmp_path / "data")
        assert not list(copy.parent.glob("*.unfinished*"))
        assert backup.about(copy).rows == {"trips": 1}
        assert backup.about(copy, "ann").rows == {}
        assert_same(open_ledger(f"sqlite:///{copy}"), server)
        assert compare(server, copy).lost == 0


def test_what_was_written_wrongly_does_not_count(
    filed: Ledger, server: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = transfer._row

    def spoiled(*words: object) -> dict[str, object]:
        row = written(*words)  # type: ignore[arg-type]
        return row | {"country": "MX"} if "trip" in row else row

    monkeypatch.setattr(transfer, "_row", spoiled)
    with pytest.raises(StoreUnavailable, match=r"is not what was read \(trips\)"):
        move(filed, server, shown=0)
    assert server.is_empty()
    assert server.revision() == 0


def test_a_ledger_that_is_changed_meanwhile_is_to_be_moved_again(
    server: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = transfer.different

    def saving(*words: object) -> list[str]:
        server.save("trips", added=[PARIS])
        return found(*words)  # type: ignore[arg-type]

    monkeypatch.setattr(transfer, "different", saving)
    target = open_ledger(f"sqlite:///{tmp_path}/target.db")
    with pytest.raises(BadOption, match="was changed meanwhile"):
        move(server, target, shown=0)
    assert target.is_empty(), "what was copied is of one moment"
