"""Rows of a file on whose days another work trip is logged: asked about before anything is written."""

from __future__ import annotations

import pandas as pd

from tracker.exchange.importers import preview_import, shared_days_of
from tracker.itinerary import Workspace, workspace_from_text

STORED = {"trip": "a", "country": "FR", "first_day": "2026-03-01", "last_day": "2026-03-20"}


def _log(*rows: dict[str, str]) -> Workspace:
    return workspace_from_text({"trips": pd.DataFrame(rows, dtype="str").fillna("")})


def _questions(text: str, into: Workspace, *, with_changed: bool = False) -> dict[int, list[str]]:
    (preview,) = preview_import(text.encode(), "x.csv", into)
    return shared_days_of(preview, into, str, with_changed=with_changed)


def test_each_row_is_asked_about_beside_the_trip_it_meets() -> None:
    text = (
        "country,first day,last day\n"
        "Germany,2026-03-10,2026-03-31\n"
        "Italy,2026-03-31,2026-04-10\n"
        "France,2026-03-20,2026-03-20\n"
        "Spain,2026-04-05,\n"
    )
    assert _questions(text, _log(STORED)) == {
        1: ["Trip a is work in France, from 2026-03-10 to 2026-03-20. Did you work in both countries on these days?"],
        3: [
            "Trip a is work in France too, on 2026-03-20: each day is counted once. Are both right?",
            "Trip t1 is work in Germany, on 2026-03-20. Did you work in both countries on these days?",
        ],
        4: ["Trip t2 is work in Italy, from 2026-04-05 to 2026-04-10. Did you work in both countries on these days?"],
    }


def test_a_row_before_a_stored_trip_is_the_one_asked_about() -> None:
    questions = _questions("country,first day,last day\nGermany,2026-02-01,2026-03-05\n", _log(STORED))
    assert list(questions) == [1]


def test_rows_that_are_there_already_or_left_out_are_not_asked_about() -> None:
    log = _log(STORED, {"trip": "b", "country": "DE", "first_day": "2026-03-10", "last_day": "2026-03-31"})
    assert _questions("country,first day,last day\nGermany,2026-03-10,2026-03-31\nNowhere,2026-03-10,\n", log) == {}


def test_a_replaced_trip_is_asked_about_only_if_it_is_taken() -> None:
    text = "trip,country,first day,last day\nb,Germany,2026-03-10,2026-03-31\n"
    log = _log(STORED, {"trip": "b", "country": "DE", "first_day": "2026-04-10", "last_day": "2026-04-30"})
    assert _questions(text, log) == {}
    assert list(_questions(text, log, with_changed=True)) == [1]


def test_other_tables_have_no_such_days() -> None:
    (preview,) = preview_import(
        b"certificate,traveler,host,first_day\nc,me,FR,2026-03-01\n", "certificates.csv", Workspace()
    )
    assert shared_days_of(preview, Workspace(), str) == {}
