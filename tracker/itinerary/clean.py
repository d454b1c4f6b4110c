"""Whether a table of text is already as it would be stored, asked once per different value of a column.

What the ledger and the program's own files hold was validated when it was written. So it needs no second cleaning and
no search for what is wrong with it, only a look whether the rules of today still take it: they may be younger than it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import lru_cache

import pandas as pd

from tracker import countries, schema

EMPTY_WORDS = {"none", r"\n", "null", "nan", "nat", "<na>"}
"""What programs write where there is nothing, in small letters."""

FIRST_DAY, LAST_DAY = "1900-01-01", "2199-12-31"
"""Days outside of these are a slip of the hand."""


def is_clean(table: str, typed: pd.DataFrame) -> bool:
    """Whether ``normalized`` would leave every cell of ``typed`` as it is and find nothing.

    ``typed`` must have every documented column; other columns are only asked whether they are stripped. True for a
    table without rows. A table that is not clean is not wrong yet: ``normalized`` says what becomes of it.
    """
    documented = schema.column_names(table)
    if not set(documented) <= set(typed.columns) or not typed.columns.is_unique:
        return False
    filled = {*schema.required_columns(table), *schema.default_values(table), *(["trip"] if table == "trips" else [])}
    values = {column: typed[column].tolist() for column in typed.columns}
    for column, cells in values.items():
        is_good = _rule(table, column) if column in documented else _is_stripped
        if not all(isinstance(cell, str) and is_good(cell) for cell in set(cells)):
            return False
        if column in filled and "" in cells:
            return False
    if "last_day" not in documented or "first_day" not in documented:
        return True
    return all(not last or first <= last for first, last in zip(values["first_day"], values["last_day"], strict=True))


@lru_cache
def _rule(table: str, column: str) -> Callable[[str], bool]:
    """Whether a cell of a documented column stays as it is; "" always does."""
    kind = schema.kind(table, column)
    if kind == schema.DAY:
        return _is_day
    if kind in (schema.CODE, schema.YES_NO):
        return frozenset(["", *schema.allowed_values(table, column)]).__contains__
    if kind == schema.COUNTRY:
        return _is_country
    return _is_country_list if kind == schema.COUNTRIES else _is_text


def _is_stripped(cell: str) -> bool:
    return cell == cell.strip()


def _is_text(cell: str) -> bool:
    return cell == cell.strip() and cell.lower() not in EMPTY_WORDS


@lru_cache(maxsize=20_000)
def _is_day(cell: str) -> bool:
    if not cell:
        return True
    try:
        return dt.date.fromisoformat(cell).isoformat() == cell and FIRST_DAY <= cell <= LAST_DAY
    except ValueError:
        return False


@lru_cache(maxsize=1_000)
def _is_country(cell: str) -> bool:
    return not cell or cell in countries.names()


@lru_cache(maxsize=1_000)
def _is_country_list(cell: str) -> bool:
    return not cell or all(part and _is_country(part) for part in cell.split("+"))
