"""Cutting a US trip around the trips abroad that lie inside it."""

from __future__ import annotations

import datetime as dt

from tracker.ui.cut import cut, pieces_around


def day(number: int) -> dt.date:
    return dt.date(2026, 1, number)


def test_no_day_of_the_others_remains_and_every_other_day_does() -> None:
    pieces = pieces_around((day(1), day(31)), [(day(20), day(25)), (day(5), day(10)), (day(8), day(12))])
    assert pieces == [(day(1), day(4)), (day(13), day(19)), (day(26), day(31))]


def test_a_trip_abroad_on_the_first_day_leaves_no_empty_piece() -> None:
    assert pieces_around((day(1), day(9)), [(day(1), day(3))]) == [(day(4), day(9))]


def test_an_ongoing_trip_stays_ongoing_in_its_last_piece() -> None:
    assert pieces_around((day(1), None), [(day(5), day(6))]) == [(day(1), day(4)), (day(7), None)]
    assert pieces_around((day(1), None), [(day(5), None)]) == [(day(1), day(4))]


def test_nothing_is_changed_when_no_day_would_remain() -> None:
    row = {"trip": "h", "first_day": "2026-01-01", "last_day": "2026-01-05"}
    assert not cut(row, "r", 1, [(day(1), day(5))]).changed


def test_further_pieces_are_new_trips_alike_in_all_else() -> None:
    row = {"trip": "h", "country": "US", "note": "n", "first_day": "2026-01-01", "last_day": "2026-01-31"}
    changes = cut(row, "r", 3, [(day(5), day(10))])
    assert dict(changes.changed[0].values) == {"first_day": "2026-01-01", "last_day": "2026-01-04"}
    (added,) = changes.added
    assert added == {**row, "trip": "", "first_day": "2026-01-11"}
