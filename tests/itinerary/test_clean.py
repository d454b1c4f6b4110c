"""A table that is clean is what ``normalized`` would make of it, whatever is in it."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tracker import schema
from tracker.itinerary import normalize
from tracker.itinerary.clean import is_clean, with_text_days

CLEAN = {"trip": "t1", "traveler": "me", "country": "FR", "first_day": "2026-01-05", "last_day": "2026-02-10"}
DEFAULTS = {"activity": "work", "certainty": "confirmed"}


def table(name: str, *rows: dict[str, str]) -> pd.DataFrame:
    """Text with all documented columns."""
    columns = dict.fromkeys([*schema.column_names(name), *(column for row in rows for column in row)])
    return pd.DataFrame({column: [row.get(column, "") for row in rows] for column in columns}, dtype="str")


def slowly(name: str, typed: pd.DataFrame, monkeypatch: pytest.MonkeyPatch) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What ``normalized`` makes of it by cleaning and looking."""
    monkeypatch.setattr(normalize, "is_clean", lambda *_: False)
    return normalize.normalized(name, typed, f"{name}.csv")


@pytest.mark.parametrize("name", list(schema.WORKSPACE))
def test_no_row_is_clean(name: str) -> None:
    assert is_clean(name, table(name))


def test_a_stored_trip_is_clean() -> None:
    assert is_clean("trips", table("trips", CLEAN | DEFAULTS, CLEAN | DEFAULTS | {"last_day": "", "note": "x y"}))


@pytest.mark.parametrize(
    "wrong",
    [
        {"country": "Atlantis"}, {"country": "France"}, {"country": "fr"}, {"country": ""}, {"trip": ""},
        {"first_day": "2026-02-30"}, {"first_day": "20260105"}, {"first_day": ""}, {"first_day": "1899-12-31"},
        {"last_day": "2026-01-04"}, {"last_day": "2200-01-01"}, {"last_day": "2026-01"}, {"last_day": "2026-W10-1"},
        {"activity": "pause"}, {"activity": ""}, {"activity": "Work"}, {"place": " x"}, {"place": "null"},
        {"place": "NaN"}, {"own": "x "}, {"traveler": ""},
    ],
)  # fmt: skip
def test_what_must_be_cleaned_or_told_is_not_clean(wrong: dict[str, str]) -> None:
    assert not is_clean("trips", table("trips", CLEAN | DEFAULTS | wrong))


def test_a_missing_column_and_a_missing_cell_are_not_clean() -> None:
    typed = table("trips", CLEAN | DEFAULTS)
    assert not is_clean("trips", typed.drop(columns="place"))
    assert not is_clean("trips", typed.astype("object").assign(place=None))


_WORDS = st.sampled_from(
    [
        "", "x", " x", "FR", "France", "US+IT", "US+Italy", "+", "us", "2026-01-05", "2026-1-5", "2026-01-05T10:00",
        "yes", "Yes", "no", "null", "work", "WORK", "non-work", "employee", "issued", "me", "\u00a0", "NA", "row-1",
    ]
)  # fmt: skip


@pytest.mark.parametrize("name", list(schema.WORKSPACE))
def test_clean_or_not_the_result_is_the_same(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    good = {
        column: "FR" if schema.kind(name, column) in (schema.COUNTRY, schema.COUNTRIES) else
        "2026-01-05" if schema.kind(name, column) == schema.DAY else
        schema.allowed_values(name, column)[0] if schema.kind(name, column) in (schema.CODE, schema.YES_NO) else "x"
        for column in schema.column_names(name)
    }  # fmt: skip
    columns = st.sampled_from([*schema.column_names(name), "own"])

    @settings(max_examples=12)
    @given(st.lists(st.dictionaries(columns, _WORDS, max_size=2), max_size=2))
    @example([{}])
    def same(changes: list[dict[str, str]]) -> None:
        typed = table(name, *(good | change for change in changes))
        if not is_clean(name, typed):
            return
        with monkeypatch.context() as patched:
            rows, found = slowly(name, typed, patched)
        quick, none = normalize.normalized(name, typed, f"{name}.csv")
        assert (len(found), len(none)) == (0, 0)
        pd.testing.assert_frame_equal(quick, rows)

    same()


TYPED = [
    ({}, True),
    ({"last_day": pd.NaT}, True),
    ({"first_day": pd.NaT}, False),
    ({"last_day": pd.Timestamp("2026-01-01")}, False),
    ({"last_day": pd.Timestamp("2200-01-01")}, False),
]


@pytest.mark.parametrize(("change", "clean"), TYPED)
def test_days_that_are_days_already(change: dict[str, object], clean: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    typed = table("trips", CLEAN | DEFAULTS, CLEAN | DEFAULTS)
    days = typed.astype({"first_day": "datetime64[s]", "last_day": "datetime64[s]"})
    for column, day in change.items():
        days.loc[1, column] = day
    assert is_clean("trips", days) == clean
    rows, found = normalize.normalized("trips", days, "trips.csv")
    slow_rows, slow_found = slowly("trips", with_text_days(days), monkeypatch)
    pd.testing.assert_frame_equal(rows, slow_rows)
    pd.testing.assert_frame_equal(found, slow_found)


def test_days_of_which_one_is_text() -> None:
    typed = table("trips", CLEAN | DEFAULTS).astype({"first_day": "datetime64[s]"})
    assert is_clean("trips", typed)
    assert not is_clean("trips", typed.assign(last_day="2026-01-04"))
