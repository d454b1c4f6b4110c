"""CSV in all the shapes that spreadsheets write."""

from __future__ import annotations

import pytest

from tracker.errors import TableNotReadable, TrackerError
from tracker.exchange.importers import preview_import
from tracker.itinerary import Workspace

PLAIN = "country,first_day,last_day,note\nFR,2026-01-01,2026-01-31,Zürich\n"


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("before", ["", "\n", "\r\n\r\n"])
def test_delimiters_encodings_and_blank_first_lines(delimiter: str, encoding: str, before: str) -> None:
    content = (before + PLAIN.replace(",", delimiter)).encode(encoding)
    (preview,) = preview_import(content, "x.csv", Workspace())
    row = preview.new.iloc[0]
    assert len(preview.new) == 1
    assert (row["country"], row["first_day"], row["last_day"], row["note"]) == (
        "FR",
        "2026-01-01",
        "2026-01-31",
        "Zürich",
    )


def test_delimiters_inside_quotes_do_not_count() -> None:
    content = b'"country;or;so, land","country","first_day"\n"a;b","DE","2026-01-01"\n'
    (preview,) = preview_import(content, "x.csv", Workspace())
    assert preview.new["country"].tolist() == ["DE"]
    assert preview.new["country;or;so, land"].tolist() == ["a;b"]


def test_pasted_cells_go_the_same_way() -> None:
    (preview,) = preview_import(
        b"Country\tFrom\tTo\nPortugal\t2026-01-01\t\n", "pasted text", Workspace(), format="csv"
    )
    assert preview.new[["country", "first_day", "last_day"]].values.tolist() == [["PT", "2026-01-01", ""]]


def test_apostrophes_of_a_safe_export_are_taken_away() -> None:
    content = b"country,first_day,note,place\nFR,2026-01-01,'=1+1,'s-Hertogenbosch\n"
    (preview,) = preview_import(content, "x.csv", Workspace())
    assert preview.new[["note", "place"]].values.tolist() == [["=1+1", "'s-Hertogenbosch"]]


def test_empty_columns_and_rows_of_a_spreadsheet_are_no_rows() -> None:
    content = b"country,first_day,,\nFR,2026-01-01,,\n,,,\nDE,2026-13-01,,\n,,,\n"
    (preview,) = preview_import(content, "x.csv", Workspace())
    assert preview.new["country"].tolist() == ["FR"]
    assert preview.unusable["row"].tolist() == [3]
    assert not [column for column in preview.new.columns if "unnamed" in column]


def test_row_with_too_many_cells_is_one_unusable_row() -> None:
    content = b"trip,country,first_day\na,FR,2026-01-01\nb,DE,2026-01-01,Berlin, Mitte\nc,IT,2026-01-01\n"
    (preview,) = preview_import(content, "x.csv", Workspace())
    assert preview.new["trip"].tolist() == ["a", "c"]
    assert preview.unusable["row"].tolist() == [2]
    assert "more cells than the header" in preview.unusable["message"].iloc[0]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "empty"),
        (b"country,first_day\n", "no row"),
        (b"\xff\xfe\x00", "not UTF-8"),
        (b"caf\xe9,first_day\n", "not UTF-8"),
        (b"PK\x03\x04\x00\x00", "not a text file"),
        (b"hello\nworld\n", "no column country"),
        (b"country,from,start\nFR,2026-01-01,2026-01-01\n", "could both be first_day"),
    ],
)
def test_what_is_no_table_is_refused_in_a_sentence(content: bytes, problem: str) -> None:
    with pytest.raises(TableNotReadable, match=problem):
        preview_import(content, "x.csv", Workspace())


def test_hostile_quotes_end_in_a_sentence_or_a_table() -> None:
    for content in (b'country,first_day\n"FR,2026-01-01\n', b'country;first_day\n"' + b"x" * 200_000 + b";1\n"):
        try:
            previews = preview_import(content, "x.csv", Workspace())
        except TrackerError:
            continue
        assert not len(previews[0].new)
