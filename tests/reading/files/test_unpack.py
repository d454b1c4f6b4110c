"""What a workbook unpacks to is counted before anything else reads it. The files: tests/hostile."""

from __future__ import annotations

import io
import zipfile

import pytest

from tests.hostile.corpus import NAMES, SHEET, content_of
from tracker.errors import TableNotReadable
from tracker.reading.files.unpack import parts_of, repacked


def test_the_xml_parts_come_back_and_nothing_else() -> None:
    given = io.BytesIO(SHEET)
    with zipfile.ZipFile(given, "a") as book:
        book.writestr("xl/media/image1.png", b"\x89PNG")
    with (
        zipfile.ZipFile(io.BytesIO(SHEET)) as old,
        zipfile.ZipFile(io.BytesIO(repacked(parts_of(given.getvalue(), "x")))) as new,
    ):
        assert {name: new.read(name) for name in new.namelist()} == {name: old.read(name) for name in old.namelist()}


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("bomb.xlsx", "unpacks to far more"),
        ("lying-bomb.xlsx", "damaged"),
        ("encrypted.xlsx", "password"),
        ("far-cells.xlsx", "too far from the others"),
        ("beyond-numbers.xlsx", "too far from the others"),
        ("absurd-count.xlsx", "far more than it can"),
        ("cut.xlsx", "not a workbook"),
    ],
)
def test_each_trick_is_named(name: str, said: str) -> None:
    assert name in NAMES
    with pytest.raises(TableNotReadable, match=said):
        parts_of(content_of(name), name)
