"""Column names and dates as people write them."""

from __future__ import annotations

import pytest

from tracker.errors import BadOption, DateOrderNeeded
from tracker.exchange.importers import preview_import
from tracker.itinerary import Workspace


def _days(first_day: str, **options: str) -> list[str]:
    content = f"country\tfirst_day\nFR\t{first_day}\n".encode()
    (preview,) = preview_import(content, "x.csv", Workspace(), **options)
    return preview.new["first_day"].tolist()


@pytest.mark.parametrize("first", ["First Day", "first-day", "START", "from", "Arrival", "Start Date"])
@pytest.mark.parametrize("last", ["Last Day", "end", "To", "Departure", "UNTIL"])
def test_column_names_that_people_use(first: str, last: str) -> None:
    content = f"Country Code,{first},{last},City\nfra,2026-01-01,2026-01-02,Lyon\n".encode()
    (preview,) = preview_import(content, "x.csv", Workspace())
    row = preview.new.iloc[0]
    assert (row["country"], row["first_day"], row["last_day"], row["place"]) == (
        "FR",
        "2026-01-01",
        "2026-01-02",
        "Lyon",
    )


def test_documented_name_wins_over_an_alias() -> None:
    content = b"from,country,first_day\nJFK,FR,2026-01-01\n"
    (preview,) = preview_import(content, "x.csv", Workspace())
    assert preview.new[["first_day", "from"]].values.tolist() == [["2026-01-01", "JFK"]]


@pytest.mark.parametrize("text", ["05/01/2026", "5/1/2026", "05.01.2026", "05-01-2026", "25/01/2026"])
def test_dates_in_two_readings_are_not_guessed(text: str) -> None:
    with pytest.raises(DateOrderNeeded, match=r"mdy .* dmy") as raised:
        _days(text)
    assert raised.value.example == text


@pytest.mark.parametrize(
    ("text", "order", "iso"),
    [
        ("05/01/2026", "mdy", "2026-05-01"),
        ("05/01/2026", "dmy", "2026-01-05"),
        ("5.1.2026", "dmy", "2026-01-05"),
        ("12/31/2026 23:30", "mdy", "2026-12-31"),
        ("2026-05-01", "mdy", "2026-05-01"),
        ("29/02/2024", "dmy", "2024-02-29"),
    ],
)
def test_date_order_is_followed(text: str, order: str, iso: str) -> None:
    assert _days(text, date_order=order) == [iso]


@pytest.mark.parametrize("text", ["2026/03/01", "2026-3-1", "2026.03.01", "2026-03-01T23:30:00+09:00"])
def test_year_first_has_one_reading(text: str) -> None:
    assert _days(text) == ["2026-03-01"]


@pytest.mark.parametrize("text", ["2026-03", "2026-02-30", "March 1", "46082", "13/13/2026", "1/2/26"])
def test_what_is_no_date_is_unusable_with_its_reason(text: str) -> None:
    content = f"country\tfirst_day\nFR\t{text}\n".encode()
    (preview,) = preview_import(content, "x.csv", Workspace(), date_order="mdy")
    assert len(preview.new) == 0
    assert preview.unusable["column"].tolist() == ["first_day"]
    assert text in preview.unusable["message"].iloc[0]


def test_unknown_date_order_is_refused() -> None:
    with pytest.raises(BadOption, match="mdy, dmy"):
        _days("2026-01-01", date_order="ymd")
