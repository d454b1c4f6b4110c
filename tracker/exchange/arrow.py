"""Result tables as Arrow tables, for Parquet: days are days, numbers may be missing, every part has the same layout."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pyarrow as pa

from tracker import schema


def layout(table: str) -> Any:
    """The pyarrow schema of a result table: ``date32`` for days, ``int64`` for numbers, text for all others."""
    columns = schema.RESULTS[table].columns.items()
    return pa.schema([(name, _type_of(str(column.dtype))) for name, column in columns])


def arrow_table(table: str, frame: pd.DataFrame) -> Any:
    """A result frame (``results.published``) as a pyarrow table with the columns of ``layout``, in order.

    Missing days and numbers are null; without a row the types are the same.
    """
    return pa.Table.from_pandas(frame, schema=layout(table), preserve_index=False)


def _type_of(dtype: str) -> Any:
    if dtype.startswith("datetime64"):
        return pa.date32()
    return pa.int64() if dtype.lower() == "int64" else pa.large_string()
