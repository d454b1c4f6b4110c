"""What people call the columns, and how they write dates → the names and dates of the workspace."""

from __future__ import annotations

import re

import pandas as pd

from tracker import schema
from tracker.errors import BadOption, DateOrderNeeded, TableNotReadable

DATE_ORDERS = ("mdy", "dmy")

_ALIASES = {
    "first_day": ("start", "start_date", "from", "from_date", "date_from", "arrival", "arrival_date", "begin", "entry"),
    "last_day": ("end", "end_date", "to", "to_date", "date_to", "until", "departure", "departure_date", "exit"),
    "country": ("country_code", "country_name"),
    "place": ("city", "town", "location"),
    "traveler": ("traveller", "person", "employee_id"),
    "trip": ("trip_id",),
    "assignment": ("assignment_id",),
    "note": ("notes", "comment", "comments", "remark", "remarks"),
    "issuer": ("issued_by", "issuing_country", "issuing_agency", "issued_in"),
    "temporary": ("is_temporary", "temporary_work"),
    "employer": ("employer_kind",),
    "source_kind": ("record_kind", "imported_from"),
    "source_ref": ("source_id", "record_id", "external_id"),
}
_MEANT = {alias: column for column, aliases in _ALIASES.items() for alias in aliases}

_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?")
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?:[T ].*)?")


def with_known_columns(name: str, table: pd.DataFrame, file: str) -> pd.DataFrame:
    """The table with its columns named as in the workspace; unknown columns keep their names.

    Raises ``TableNotReadable`` when a column that every row needs is not there, or two could be the same one.
    """
    known = schema.column_names(name)
    folded = {column: re.sub(r"[\s_-]+", "_", column.strip().lower()) for column in table.columns}
    meant: dict[str, str] = {}
    for column, plain in folded.items():
        target = plain if plain in known else _MEANT.get(plain, "")
        is_alias = target != plain
        if target not in known or (is_alias and target in folded.values()):
            continue
        if target in meant.values():
            other = next(earlier for earlier, its in meant.items() if its == target)
            raise TableNotReadable(file, f"the columns {other!r} and {column!r} could both be {target}. Rename one")
        meant[column] = target
    missing = [column for column in schema.required_columns(name) if column not in meant.values()]
    if missing:
        example = ", ".join(schema.required_columns(name))
        raise TableNotReadable(
            file,
            f"there is no column {missing[0]}. The first line must name the columns of {name}, at least: {example}",
        )
    return table.rename(columns=meant)


def with_iso_days(name: str, table: pd.DataFrame, file: str, date_order: str | None) -> pd.DataFrame:
    """The table with its dates as ISO text; what is no date stays as it is, to be reported with its row.

    ``date_order`` says how dates such as 05/01/2026 are meant: ``mdy`` or ``dmy``. Nothing is ever guessed: without it
    such a date raises ``DateOrderNeeded``.
    """
    if date_order not in (None, *DATE_ORDERS):
        raise BadOption(f"the date order must be one of {', '.join(DATE_ORDERS)}, not {date_order!r}")

    def iso(text: str) -> str:
        plain = text.strip()
        if match := _YEAR_FIRST.fullmatch(plain):
            year, month, day = match.groups()
        elif match := _YEAR_LAST.fullmatch(plain):
            if date_order is None:
                raise DateOrderNeeded(file, plain)
            first, _, second, year = match.groups()
            month, day = (first, second) if date_order == "mdy" else (second, first)
        else:
            return text
        written = f"{year}-{month:0>2}-{day:0>2}"
        is_real = not pd.isna(pd.to_datetime(written, format="%Y-%m-%d", errors="coerce"))
        return written if is_real else text

    dated = table.copy()
    for column in schema.day_columns(name):
        if column in table:
            spelled = {text: iso(text) for text in table[column].unique()}
            dated[column] = table[column].map(spelled).astype("str")
    return dated
