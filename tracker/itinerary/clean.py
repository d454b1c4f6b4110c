"""Whether a table of text is already as it would be stored, asked once per different value of a column.

What the ledger and the program's own files hold was validated when it was written. So it needs no second cleaning and
no search for what is wrong with it, only a look whether the rules of today still take it: they may be younger than it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Set
from functools import lru_cache

import pandas as pd

from tracker import countries, schema

EMPTY_WORDS = {"none", r"\n", "null", "nan", "nat", "<na>"}
"""What programs write where there is nothing, in small letters."""

FIRST_DAY, LAST_DAY = "1900-01-01", "2199-12-31"
"""Days outside of these are a slip of the hand."""


def is_nothing(cell: str) -> bool:
    """Whether a cell is empty, or holds what programs write where there is nothing."""
    word = cell.strip().lower()
    return not word or word in EMPTY_WORDS


def is_clean(table: str, typed: pd.DataFrame) -> bool:
    """Whether ``normalized`` would leave every cell of ``typed`` as it is and find nothing.

    ``typed`` must have every documented column; other columns are only asked whether they are stripped. Documented
    days may be ``datetime64`` at midnight instead of text. True for a table without rows. A table that is not clean is
    not wrong yet: ``normalized`` says what becomes of it.
    """
    documented = schema.column_names(table)
    if not set(documented) <= set(typed.columns) or not typed.columns.is_unique:
        return False
    filled = {*schema.required_columns(table), *schema.default_values(table), *(["trip"] if table == "trips" else [])}
    days = typed_days(typed).intersection(documented)
    if not all(_are_days(typed[column], is_filled=column in filled) for column in days):
        return False
    values = {column: typed[column].tolist() for column in typed.columns if column not in days}
    for column, cells in values.items():
        is_good = _rule(table, column) if column in documented else _is_stripped
        if not all(isinstance(cell, str) and is_good(cell) for cell in set(cells)):
            return False
        if column in filled and "" in cells:
            return False
    return "last_day" not in documented or "first_day" not in documented or _in_order(typed)


def _are_days(days: pd.Series, *, is_filled: bool) -> bool:
    """Whether typed days are in range, and none is missing where each row must have one."""
    known = days.dropna()
    return (len(known) == len(days) or not is_filled) and bool(known.between(FIRST_DAY, LAST_DAY).all())


def _in_order(typed: pd.DataFrame) -> bool:
    """Whether no last day lies before its first day."""
    if typed_days(typed) >= {"first_day", "last_day"}:
        return not (typed["last_day"] < typed["first_day"]).any()
    spans = with_text_days(typed[["first_day", "last_day"]])
    return all(not last or first <= last for first, last in zip(spans["first_day"], spans["last_day"], strict=True))


def with_text_days(table: pd.DataFrame, but: Set[str] = frozenset()) -> pd.DataFrame:
    """The table with its typed days as ISO text; those of the columns ``but`` stay typed."""
    days = {column: table[column] for column in typed_days(table) - but}
    return table.assign(**{name: day.dt.strftime("%Y-%m-%d").fillna("").astype("str") for name, day in days.items()})


def typed_days(table: pd.DataFrame) -> set[str]:
    """The columns of documented days that hold days, not text."""
    return {name for name in day_columns().intersection(table) if table[name].dtype.kind == "M"}


@lru_cache
def day_columns() -> frozenset[str]:
    """The documented columns that hold days; no table has one of these names for something else."""
    return frozenset(column for table in schema.WORKSPACE for column in schema.day_columns(table))


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
