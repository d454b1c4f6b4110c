"""Text as it was typed → a table that the engine can use, with a finding for everything that could not be."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

import numpy as np
import pandas as pd

from tracker import countries, findings, schema
from tracker.findings import FindingCode
from tracker.itinerary.clean import EMPTY_WORDS, FIRST_DAY, LAST_DAY, is_clean, typed_days, with_text_days

_YES, _NO = {"y", "yes", "true", "1"}, {"n", "no", "false", "0"}


def normalized(table: str, typed: pd.DataFrame, file: str, rows_before: int = 0) -> tuple[pd.DataFrame, pd.DataFrame]:
    """A usable table and the findings about its rows.

    ``typed`` holds text (or None), documented days also as ``datetime64``; one row per data row of ``file``. Unknown
    columns are kept as they are. Rows that cannot be used are left out; each gets an ``unusable_row`` finding that
    names file, row (from 1) and column. ``rows_before``: how many rows of the file came before these, where a long one
    is read piece by piece.
    """
    if is_clean(table, typed):
        return _typed(table, _as_it_stands(table, typed, rows_before)), findings.none()
    typed = with_text_days(typed)
    text = _clean(table, typed, rows_before)
    blank = (typed.fillna("").astype("str") == "").all(axis=1).to_numpy(dtype=bool)
    failures = _failures(table, text, typed.columns)
    failures = failures[~blank[failures["row"].to_numpy(dtype=np.int64)]]
    if failures.empty and not blank.any():
        text.index += rows_before
        return _typed(table, text), findings.none()
    unusable = failures.loc[failures["fatal"]]
    problems = [_unusable(table, text, unusable, file), _taken_as_unknown(table, text, failures, file)]
    for column, rows in failures.loc[~failures["fatal"]].groupby("column")["row"]:
        text.loc[text.index[rows], column] = schema.default_values(table).get(str(column), "")
    usable = text.drop(index=text.index[unusable["row"].unique()])
    usable = usable.drop(index=text.index[blank], errors="ignore")
    usable.index += rows_before
    found = findings.together(problems)
    return _typed(table, usable), found.assign(row=found["row"] + rows_before) if rows_before else found


def _as_it_stands(table: str, typed: pd.DataFrame, rows_before: int) -> pd.DataFrame:
    """A clean table with its columns in order, counted as ``normalized`` counts them."""
    documented = schema.column_names(table)
    own = [name for name in typed.columns if name not in documented]
    days = typed_days(typed)
    text = typed[[*documented, *own]]
    text = text.astype({name: "str" for name in text.columns if name not in days})
    text.index = pd.RangeIndex(rows_before, rows_before + len(text))
    text.attrs = {}
    return text


def _clean(table: str, typed: pd.DataFrame, rows_before: int) -> pd.DataFrame:
    """Documented columns first, all text stripped, the many ways of writing "empty" and of writing a value made one."""
    documented = schema.column_names(table)
    defaults = schema.default_values(table)
    rows = pd.RangeIndex(len(typed))
    empty = pd.Series("", index=rows, dtype="str")
    text = {}
    for column in documented:
        if column in typed:
            tidied = _by_spelling(typed[column], _tidier(table, column))
            text[column] = tidied.where(tidied != "", defaults[column]) if column in defaults else tidied
        else:
            text[column] = pd.Series(defaults[column], index=rows, dtype="str") if column in defaults else empty
    if table == "trips" and len(rows):
        row_ids = pd.Series([f"row-{rows_before + n + 1}" for n in rows], dtype="str")
        text["trip"] = text["trip"].where(text["trip"] != "", row_ids)
    text |= {column: _by_spelling(typed[column], str.strip) for column in typed.columns if column not in documented}
    return pd.DataFrame(text, index=rows)


def _by_spelling(typed: pd.Series, meaning: Callable[[str], str]) -> pd.Series:
    """``meaning`` of each text, asked once per different one."""
    texts = typed.fillna("").astype("str").reset_index(drop=True)
    meant = {text: meaning(text) for text in texts.unique()}
    return texts if all(old == new for old, new in meant.items()) else texts.map(meant).astype("str")


def _as_it_is(word: str) -> str:
    word = word.strip()
    return "" if word.lower() in EMPTY_WORDS else word


def _tidy_day(word: str) -> str:
    """A clock time or an offset after the date is dropped, never converted: it would move the day."""
    return re.sub(r"^(\d{4}-\d{2}-\d{2})[T ]\d{2}:\d{2}.*$", r"\1", _as_it_is(word))


def _tidy_yes_no(word: str) -> str:
    word = _as_it_is(word)
    return "yes" if word.lower() in _YES else "no" if word.lower() in _NO else word


def _tidy_country(word: str) -> str:
    word = _as_it_is(word)
    return countries.to_code(word) or word


def _tidy_issuer(word: str) -> str:
    """A country, or the name of the US agency: people write who issued a certificate, not from where."""
    word = _tidy_country(word)
    return "US" if re.sub(r"[^a-z]+", " ", word.lower()).strip() in _US_AGENCY else word


_US_AGENCY = {"ssa", "us ssa", "u s ssa", "social security administration", "us social security administration"}


_TIDY: dict[str, Callable[[str], str]] = {
    schema.DAY: _tidy_day,
    schema.COUNTRY: _tidy_country,
    schema.COUNTRIES: lambda word: countries.to_code_list(_as_it_is(word)),
    schema.YES_NO: _tidy_yes_no,
    schema.CODE: lambda word: _as_it_is(word).lower().replace("-", "_").replace(" ", "_"),
}


def _tidier(table: str, column: str) -> Callable[[str], str]:
    """How a cell of this column is read."""
    if (table, column) == ("certificates", "issuer"):
        return _tidy_issuer
    return _TIDY.get(schema.kind(table, column), _as_it_is)


def _failures(table: str, text: pd.DataFrame, typed: Iterable[str]) -> pd.DataFrame:
    """Every cell that breaks the schema: row position, column, what broke, and whether the row can still be used.

    ``typed`` names the columns that were given: of the others only one that every row must fill can break anything.
    """
    from pandera.errors import SchemaErrors

    found: list[tuple[int, str, str]] = []
    required = schema.required_columns(table)
    filled = {column for column in typed if column in schema.column_names(table) and text[column].any()}
    try:
        schema.cell_checks(table, filled.union(required)).validate(text, lazy=True)
    except SchemaErrors as error:
        cases = error.failure_cases
        found += [
            (int(row), str(column), str(check))
            for row, column, check in zip(cases["index"], cases["column"], cases["check"], strict=True)
        ]
    broken = {(row, column) for row, column, _ in found}
    for column in filled.intersection(schema.day_columns(table)):
        days = text[column]
        real = pd.to_datetime(days, format="%Y-%m-%d", errors="coerce").notna()
        wrong = (days != "") & ~(real & days.between(FIRST_DAY, LAST_DAY))
        found += [(int(row), column, "day") for row in np.flatnonzero(wrong) if (int(row), column) not in broken]
    if {"first_day", "last_day"} <= set(text.columns):
        backwards = (text["last_day"] != "") & (text["last_day"] < text["first_day"])
        bad_day = {row for row, _, check in found if check == "day"}
        found += [(int(row), "last_day", "order") for row in np.flatnonzero(backwards) if int(row) not in bad_day]
    failures = pd.DataFrame(sorted(set(found)), columns=["row", "column", "check"])
    failures["fatal"] = failures["column"].isin(list(schema.decisive_columns(table)))
    return failures


def _unusable(table: str, text: pd.DataFrame, failures: pd.DataFrame, file: str) -> pd.DataFrame:
    frames = []
    for column, group in failures.groupby("column"):
        rows = group["row"].to_numpy()
        values = text[str(column)].to_numpy()[rows]
        problems = [
            _in_words(table, str(column), str(check), str(value))
            for check, value in zip(group["check"], values, strict=True)
        ]
        frames.append(
            findings.findings(
                FindingCode.UNUSABLE_ROW,
                _row_names(table, text, rows),
                file=file,
                rows=rows + 1,
                column=str(column),
                problem=problems,
            )
        )
    return findings.together(frames)


def _in_words(table: str, column: str, check: str, value: str) -> str:
    match check:
        case "empty":
            return f"{column} is empty. Fill it in."
        case "country":
            return f"{column}: {value!r} is not a known country. Use a code such as FR or the English name."
        case "order":
            return f"last_day {value} lies before first_day. Correct one of them."
        case "day" if re.fullmatch(r"\d{4}-\d{2}", value):
            return f"{column}: {value!r} names only a month. Write the day too, for example {value}-01."
        case "day" if re.fullmatch(r"\d{4}-\d{2}-\d{2}", value) and value > LAST_DAY:
            return f"{column}: {value!r} is too far away. Leave last_day empty for something that goes on."
        case "day":
            return f"{column}: {value!r} is not a date. Write it as year-month-day, for example 2026-03-01."
    return f"{column}: {value!r} is not one of {', '.join(schema.allowed_values(table, column))}."


def _taken_as_unknown(table: str, text: pd.DataFrame, failures: pd.DataFrame, file: str) -> pd.DataFrame:
    frames = []
    for column, group in failures.loc[~failures["fatal"]].groupby("column"):
        rows = group["row"].to_numpy()
        allowed = schema.allowed_values(table, str(column)) or ["a country code or an English country name"]
        frames.append(
            findings.findings(
                FindingCode.UNKNOWN_VALUE,
                _row_names(table, text, rows),
                file=file,
                rows=rows + 1,
                column=str(column),
                value=text[str(column)].to_numpy()[rows],
                allowed=[", ".join(allowed)] * len(rows),
            )
        )
    return findings.together(frames)


def _row_names(table: str, text: pd.DataFrame, rows: np.ndarray) -> list[str]:
    key = schema.KEYS.get(table, (schema.column_names(table)[0],))[0]
    return [name or f"row {row + 1}" for name, row in zip(text[key].to_numpy()[rows], rows, strict=True)]


def _typed(table: str, text: pd.DataFrame) -> pd.DataFrame:
    """Day columns become ``datetime64[s]``. The index stays the row position in the file."""
    days = {name: pd.to_datetime(text[name], format="%Y-%m-%d", errors="coerce") for name in schema.day_columns(table)}
    return text.assign(**{name: day.astype("datetime64[s]") for name, day in days.items()})
