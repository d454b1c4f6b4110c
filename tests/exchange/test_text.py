"""Cells that a spreadsheet program would run."""

from __future__ import annotations

import pandas as pd
import pytest

from tracker.exchange.text import as_text, disarmed, rearmed


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_formula_gets_an_apostrophe_and_loses_it_again(sign: str) -> None:
    frame = pd.DataFrame({"note": [f"{sign}1", f"'{sign}1", "plain", "'plain", "a=1", ""]}, dtype="str")
    safe = disarmed(frame)
    assert safe["note"].tolist() == [f"'{sign}1", f"''{sign}1", "plain", "'plain", "a=1", ""]
    pd.testing.assert_frame_equal(rearmed(safe), frame)


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
