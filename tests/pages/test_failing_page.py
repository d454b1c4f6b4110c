"""A page that cannot be drawn says what became of the entries, and a saved change can still be taken back."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.ledgers import SECONDS, fill, opened, texts
from tests.pages.test_trips import edit_grid
from tracker.store import Ledger

ONE_TRIP = {"trips": [{"trip": "a", "country": "FR", "first_day": "2026-01-01", "last_day": "2026-01-10"}]}


def told(app: AppTest) -> str:
    """What the server says about a page that failed: it stands below the page, outside of app.py."""

    def script() -> None:
        from tracker.ui import serving

        serving.unforeseen(ValueError("Ada Anybody"))

    below = AppTest.from_function(script, default_timeout=SECONDS)
    for name in ("shell.writes", "shell.undo"):
        if name in app.session_state:
            below.session_state[name] = app.session_state[name]
    return below.run().error[0].value


def broken(monkeypatch: pytest.MonkeyPatch, app: AppTest) -> None:
    """From now on no page can be drawn."""

    def fails() -> dict[str, str]:
        raise ValueError("Ada Anybody")

    monkeypatch.setattr("tracker.ui.trip_checks.per_trip", fails)
    app.run()
    assert app.exception


@pytest.fixture
def trips(ledger: Ledger) -> AppTest:
    fill(ledger, ONE_TRIP)
    return opened("trips")


def test_nothing_was_being_saved(trips: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    broken(monkeypatch, trips)
    assert told(trips).startswith("This page could not be shown. Your entries were not changed. Reload")


def test_a_change_was_saved_and_undo_is_still_there(
    trips: AppTest, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit_grid(trips, edited={0: {"place": "Lyon"}})

    def fails_after_the_save() -> dict[str, str]:
        if ledger.rows("trips")["place"].tolist() == ["Lyon"]:
            raise ValueError("Ada Anybody")
        return {}

    monkeypatch.setattr("tracker.ui.trip_checks.per_trip", fails_after_the_save)
    trips.button(key="trips.grid.save").click().run()
    assert trips.exception
    assert ledger.rows("trips")["place"].tolist() == ["Lyon"]
    assert told(trips).startswith("Your change was saved, but this page could not be shown. You can still undo it.")
    assert "1 trip changed." in texts(trips)
    trips.button(key="shell.undo_button").click().run()
    assert ledger.rows("trips")["place"].tolist() == [""]
    assert not trips.exception


def test_what_was_saved_is_forgotten_once_a_page_shows_it(trips: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    trips.session_state["shell.writes"] = [True]
    trips.run()
    broken(monkeypatch, trips)
    assert "Your entries were not changed" in told(trips)


@pytest.mark.parametrize(
    ("writes", "said"),
    [
        ([True], "was saved, but"),
        ([False], "was not saved. Your entries are as they were"),
        ([True, False], "only a part of what you did was saved"),
    ],
)
def test_the_words_follow_the_writes(
    writes: list[bool], said: str, trips: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken(monkeypatch, trips)
    trips.session_state["shell.writes"] = writes
    assert said in told(trips)
    assert "Ada" not in told(trips)


def test_each_write_is_written_down_whether_it_was_kept(ledger: Ledger) -> None:
    def script() -> None:
        import contextlib

        from tracker.errors import TrackerError
        from tracker.ui import session

        session.ledger().save("trips", added=[{"country": "FR", "first_day": "2026-01-01"}])
        with contextlib.suppress(TrackerError):
            session.ledger().save("trips", added=[{"country": "Atlantis", "first_day": "2026-01-01"}])

    app = AppTest.from_function(script, default_timeout=SECONDS)
    app.run()
    assert app.session_state["shell.writes"] == [True, False]
