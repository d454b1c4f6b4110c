"""What pages share: one answer for all of them, never that of another owner or database."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.pages.ledgers import fill, new_ledger
from tracker.paths import PACKAGE
from tracker.store import Ledger
from tracker.ui import session


def test_no_cache_is_added_without_asking_whose_rows_it_holds() -> None:
    """All of them are shared by everybody: each key names the database, and what of it is seen (``now``, ``seen``)."""
    cached = {
        (file.name, function.name, *(argument.arg for argument in function.args.args))
        for file in PACKAGE.rglob("*.py")
        for function in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(function, ast.FunctionDef)
        and any("cache_" in ast.unparse(one) for one in function.decorator_list)
        if not any("lru_cache" in ast.unparse(one) for one in function.decorator_list)
    }
    assert cached == {
        ("session.py", "_open", "place", "owner"),  # never handed out as it is
        ("session.py", "_settings", "place", "seen", "revision", "day", "_book"),
        ("session.py", "_analyzed", "now"),
        ("session.py", "_kept", "what", "now", "parts", "_make"),
        ("session.py", "_what_if", "now", "traveler", "day"),
        ("sign_in.py", "_open", "place"),  # a connection; each call says for whom
    }


def test_the_answer_is_the_same_object_until_something_is_saved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger = new_ledger(tmp_path, monkeypatch)
    before = session.analysis()
    assert session.analysis() is before
    fill(ledger, {"trips": [{"trip": "a", "country": "FR", "first_day": "2026-01-01", "last_day": "2026-01-10"}]})
    after = session.analysis()
    assert after is not before
    assert after.segments["days"].sum() == 10


def test_another_database_has_another_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    fill(
        new_ledger(tmp_path / "one", monkeypatch),
        {"trips": [{"trip": "a", "country": "FR", "first_day": "2026-01-01", "last_day": "2026-01-10"}]},
    )
    assert len(session.analysis().segments) == 1
    new_ledger(tmp_path / "two", monkeypatch)
    assert len(session.analysis().segments) == 0


def test_settings_come_from_the_ledger_and_nonsense_counts_as_not_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger = new_ledger(tmp_path, monkeypatch)
    assert session.settings().join_gap_days == 30
    ledger.set_setting("join_gap_days", "14")
    assert session.settings().join_gap_days == 14
    ledger.set_setting("join_gap_days", "many")
    ledger.set_setting("worker", "king")
    assert session.settings().join_gap_days == 30
    assert session.settings().worker is None


def test_what_was_worked_out_is_kept_until_something_is_saved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger = new_ledger(tmp_path, monkeypatch)
    assert session.kept("a", lambda: 1, "x") == 1
    assert session.kept("a", lambda: 2, "x") == 1
    assert session.kept("a", lambda: 3, "y") == 3
    assert session.kept("b", lambda: 4, "x") == 4
    fill(ledger, {"trips": [{"trip": "a", "country": "FR", "first_day": "2026-01-01", "last_day": "2026-01-10"}]})
    assert session.kept("a", lambda: 5, "x") == 5


TRIP = {"trip": "a", "country": "FR", "first_day": "2026-01-01", "last_day": "2026-01-10"}


def test_a_page_asks_the_ledger_once_how_new_it_is_and_shows_one_moment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = new_ledger(tmp_path, monkeypatch)
    asked = []
    revision = Ledger.revision
    monkeypatch.setattr(Ledger, "revision", lambda book: asked.append(book) or revision(book))
    with session.one_moment():
        before = session.analysis()
        fill(elsewhere, {"trips": [TRIP]})
        assert session.analysis() is before
        assert session.kept("days", lambda: len(before.segments)) == 0
        assert len(asked) == 1
    with session.one_moment():
        after = session.analysis()
        assert after.segments["days"].sum() == 10
        assert session.kept("days", lambda: len(after.segments)) == 1
        assert not session.is_empty()


def test_what_a_page_saves_is_seen_on_the_same_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    new_ledger(tmp_path, monkeypatch)
    with session.one_moment():
        assert session.is_empty()
        assert session.analysis().segments.empty
        assert session.save("trips", added=[TRIP], message="Saved.")
        assert not session.is_empty()
        assert session.analysis().segments["days"].sum() == 10
