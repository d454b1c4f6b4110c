"""The rows of a frame, one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd


def rows_of(frame: pd.DataFrame) -> Iterator[Any]:
    """Each row with its columns as attributes, which no type checker can know."""
    return frame.itertuples(index=False)
