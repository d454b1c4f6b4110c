"""Frames as text and as CSV."""

from __future__ import annotations

import ast
import csv
import io
from pathlib import Path

import pandas as pd
import pytest

import tracker
from tracker.exchange.text import as_text, csv_bytes, disarmed, rearmed


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_formula_gets_an_apostrophe_and_loses_it_again(sign: str) -> None:
    frame = pd.DataFrame({"note": [f"{sign}1", f"'{sign}1", "plain", "'plain", "a=1", ""]}, dtype="str")
    safe = disarmed(frame)
    assert safe["note"].tolist() == [f"'{sign}1", f"''{sign}1", "plain", "'plain", "a=1", ""]
    pd.testing.assert_frame_equal(rearmed(safe), frame)


def test_headings_run_no_more_than_cells() -> None:
    frame = pd.DataFrame({"=cmd": ["x"], "\ufeff@y": ["\xa0=1"], "day": [pd.Timestamp("2026-03-01")]})
    content = csv_bytes(frame, ends="\r\n", is_quoted=True, has_bom=True).decode("utf-8-sig")
    assert content == '"\'=cmd","\'\ufeff@y","day"\r\n"x","\'\xa0=1","2026-03-01"\r\n'
    rows = list(csv.reader(io.StringIO(content, newline="")))
    back = rearmed(pd.DataFrame(rows[1:], columns=rows[0], dtype="str"))
    pd.testing.assert_frame_equal(back, as_text(frame))


def test_a_frame_without_rows_is_its_header() -> None:
    assert csv_bytes(pd.DataFrame(columns=["a", "b"])) == b"a,b\n"
    assert csv_bytes(pd.DataFrame({"a": ["x"]}), has_header=False) == b"x\n"


def test_csv_is_made_in_one_place() -> None:
    """Only the import into a folder writes lines of its own: it keeps those that are there as they are."""
    package = Path(tracker.__file__).parent
    writers = {
        file.relative_to(package).as_posix()
        for file in package.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute)
        and (node.attr == "to_csv" or (node.attr == "writer" and getattr(node.value, "id", "") == "csv"))
    }
    assert writers - {"ui/import_desk/review_table.py"} == {"exchange/text.py", "exchange/importers/folder.py"}


def test_every_kind_of_value_as_text() -> None:
    frame = pd.DataFrame(
        {
            "day": pd.Series(["2026-03-01", None], dtype="datetime64[s]"),
            "period": pd.Series([1, None], dtype="Int64"),
            "days": [3, 4],
            "host": pd.Series(["FR", ""], dtype="str"),
        }
    )
    assert as_text(frame).to_dict("list") == {
        "day": ["2026-03-01", ""],
        "period": ["1", ""],
        "days": ["3", "4"],
        "host": ["FR", ""],
    }
