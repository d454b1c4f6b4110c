"""Rows with their columns as attributes, whatever the columns are called."""

from __future__ import annotations

import pandas as pd

from tracker.filing.rows import rows_of


def test_a_name_that_is_no_attribute_gets_one_by_its_place() -> None:
    frame = pd.DataFrame([["FR", 1, 2, 3, 4, 5]], columns=["country", "Trip type", "class", "_x", "country", "count"])
    [row] = rows_of(frame)
    assert (row.country, row._1, row._2, row._3, row._4, row.count) == ("FR", 1, 2, 3, 4, 5)


def test_no_row_and_no_column() -> None:
    assert list(rows_of(pd.DataFrame({"a": []}))) == []
    assert list(rows_of(pd.DataFrame())) == []
