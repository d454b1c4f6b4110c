"""The calendar of a ledger goes on from the one that the same person downloaded last; a reader's goes on from none."""

from __future__ import annotations

import zlib
from pathlib import Path

import pytest

import tracker
from tests.exchange.exporters.calendar_store import Store, events_of
from tests.exchange.files import AS_OF
from tracker.analysis import Analysis
from tracker.store import Actor, Changes, Ledger, Role, RowChange, RowDeletion, open_ledger
from tracker.ui.calendar_file import next_calendar


def analyzed(ledger: Ledger) -> Analysis:
    return tracker.analyze(ledger.workspace(), tracker.load_rules(), as_of=AS_OF)


def row(ledger: Ledger, table: str, column: str, text: str) -> tuple[str, int]:
    rows = ledger.rows(table)
    [place] = rows.index[rows[column] == text]
    return str(rows.at[place, "row_id"]), int(rows.at[place, "version"])


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    book = open_ledger(f"sqlite:///{tmp_path / 'ledger.db'}")
    trips = [
        {"trip": trip, "traveler": who, "country": country, "first_day": first, "last_day": last}
        for trip, who, country, first, last in (
            ("a", "ann", "FR", "2026-01-05", "2026-02-27"),
            ("b", "ann", "TH", "2026-06-01", "2026-06-30"),
            ("c", "bob", "DE", "2026-10-01", ""),
        )
    ]
    own = [{"traveler": "ann", "day": "2027-01-10", "action": "Call SSA"}]
    book.save_many({"trips": Changes(added=trips), "deadlines": Changes(added=own)})
    return book


def seen(ledger: Ledger, name: str, role: Role, traveler: str) -> Ledger:
    return ledger.seen_by(Actor(ledger.owner, name, role, traveler))


def test_edits_change_the_same_events_and_deleted_rows_are_canceled(ledger: Ledger) -> None:
    store = Store()
    first = next_calendar(ledger, analyzed(ledger))
    store.take(first)
    assert next_calendar(ledger, analyzed(ledger)) == first
    ledger.save_many(
        {
            "trips": Changes(
                changed=[RowChange(*row(ledger, "trips", "trip", "a"), {"first_day": "2026-01-07"})],
                deleted=[RowDeletion(*row(ledger, "trips", "trip", "b"))],
            ),
            "deadlines": Changes(
                changed=[
                    RowChange(*row(ledger, "deadlines", "action", "Call SSA"), {"action": "Write", "day": "2027-02-01"})
                ]
            ),
        }
    )
    lost = next_calendar(ledger, analyzed(ledger))
    again = next_calendar(ledger, analyzed(ledger))
    assert lost == again, "a download that was lost cancels what the next one cancels too"
    store.take(again)
    before = {event["SUMMARY"]: event for event in events_of(first)}
    after = {event["SUMMARY"]: event for event in events_of(again)}
    assert after["ann: Work in France"]["UID"] == before["ann: Work in France"]["UID"]
    assert after["ann: Write"]["UID"] == before["ann: Call SSA"]["UID"]
    assert (
        after["bob: Work in Germany, ongoing since this day"] == before["bob: Work in Germany, ongoing since this day"]
    )
    titles = [event["SUMMARY"] for event in store.shown]
    assert not [title for title in titles if "Thailand" in title or "Call SSA" in title]
    assert len(titles) == len(set(titles))


def test_nobody_sees_the_calendar_of_another_and_a_reader_keeps_none(ledger: Ledger) -> None:
    manager = seen(ledger, "max@example.org", Role.MANAGER, "")
    ann, adviser = (seen(ledger, f"{name}@example.org", role, "ann") for name, role in _ABOUT_ANN)
    next_calendar(manager, analyzed(manager))
    ledger.save("trips", deleted=[RowDeletion(*row(ledger, "trips", "trip", "c"))])
    for book in (ann, adviser):
        content = next_calendar(book, analyzed(book))
        assert b"bob" not in content
        assert b"CANCELLED" not in content
    assert list(ann.own_notes()) == ['calendar.["ann", ""]']
    assert not adviser.own_notes()
    assert b"CANCELLED" in next_calendar(manager, analyzed(manager))
    same_person = seen(ledger, "max@example.org", Role.TRAVELER, "ann")
    assert b"bob" not in next_calendar(same_person, analyzed(same_person))


_ABOUT_ANN = (("ann", Role.TRAVELER), ("eve", Role.ADVISER))


def test_a_calendar_that_was_kept_and_is_damaged_starts_anew(ledger: Ledger) -> None:
    next_calendar(ledger, analyzed(ledger))
    [name] = ledger.own_notes()
    for damaged in (b"x", zlib.compress(b"no calendar")):
        ledger.keep_own_note(name, damaged)
        assert len(events_of(next_calendar(ledger, analyzed(ledger)))) >= 4


def test_one_person_and_everybody_are_two_calendars(ledger: Ledger) -> None:
    next_calendar(ledger, analyzed(ledger))
    alone = next_calendar(ledger, analyzed(ledger), "bob")
    assert {event["SUMMARY"] for event in events_of(alone)} >= {"Work in Germany, ongoing since this day"}
    assert b"CANCELLED" not in alone
    assert len(ledger.own_notes()) == 2
