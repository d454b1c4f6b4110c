"""The rows of a frame, one after the other."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import pandas as pd


def rows_of(frame: pd.DataFrame) -> Iterator[Any]:
    """Each row with its columns as attributes, which no type checker can know.

    A column whose name is no attribute (``Trip type``, ``class``, a name that stands there twice) has one by its
    place: ``_3``. (``itertuples`` asks arrow for each text by itself, which is slow.)
    """
    row = _row_of(tuple(map(str, frame.columns)))
    return map(row._make, zip(*(column.tolist() for _, column in frame.items()), strict=True))


@lru_cache(maxsize=64)
def _row_of(columns: tuple[str, ...]) -> Any:
    return namedtuple("Row", columns, rename=True)
