"""Tables kept as Parquet: one file, or a folder of files that together are one table. The room of pyarrow's reader.

A documented day that is stored as a day stays one. Whatever other type a column has, it becomes the text that a CSV
file would hold; what comes after reading is the same.
The rows of a folder are counted through its files in the order of their names.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

import pandas as pd

from tracker.errors import TableNotReadable
from tracker.itinerary.unusable import BROKEN_TEXT, names_apart, refuse_unusable_texts

ROWS_AT_ONCE = 250_000
_NO_VALUE = "__HIVE_DEFAULT_PARTITION__"  # how partitioned folders write an empty value


def table_in(folder: Path, table: str) -> Path | None:
    """Where ``folder`` keeps a table as Parquet: ``<table>.parquet`` or the folder ``<table>``; None: not at all."""
    file, parts = folder / f"{table}.parquet", folder / table
    if file.is_file() and parts.is_dir():
        raise TableNotReadable(table, f"there are {file.name} and the folder {table}. Keep one of them")
    if file.is_file():
        return file
    return parts if parts.is_dir() and files_of(parts) else None


def files_of(place: Path) -> list[Path]:
    """The Parquet files of a table, in the order in which their rows are counted."""
    if place.is_file():
        return [place]
    found = (path for path in place.rglob("*.parquet") if path.is_file())
    return sorted(path for path in found if not any(part[0] in "._" for part in path.relative_to(place).parts))


def row_count(place: Path) -> int:
    """Rows of a table, from the ends of its files: none of them is read."""
    return sum(piece.rows for piece in pieces(place))


@dataclass(frozen=True)
class Piece:
    """Rows of a table that can be read without the others."""

    place: Path  # of the table
    file: Path
    row_groups: tuple[int, ...]  # of the file
    before: int  # rows of the table before these
    rows: int


def pieces(place: Path) -> list[Piece]:
    """The table in pieces of at most ``ROWS_AT_ONCE`` rows, more only where one row group has more."""
    from pyarrow import ArrowException
    from pyarrow.parquet import read_metadata

    found: list[Piece] = []
    before = 0
    for file in files_of(place):
        try:
            about = read_metadata(file)
            sizes = [about.row_group(number).num_rows for number in range(about.num_row_groups)]
        except (ArrowException, OSError) as error:
            raise TableNotReadable(file.name, "not a Parquet file that can be read") from error
        groups: list[int] = []
        for number, size in enumerate([*sizes, ROWS_AT_ONCE]):
            rows = sum(sizes[group] for group in groups)
            if groups and (rows + size > ROWS_AT_ONCE or number == len(sizes)):
                found.append(Piece(place, file, tuple(groups), before, rows))
                before, groups = before + rows, []
            groups.append(number)
    return found


def read_parquet(place: Path) -> pd.DataFrame:
    """The whole table: text, and days where all files store them as days."""
    from tracker.itinerary.clean import typed_days, with_text_days

    chunks = list(text_chunks(place))
    if not chunks:
        return pd.DataFrame()
    days = set.intersection(*(typed_days(chunk) for chunk in chunks))
    table = pd.concat([with_text_days(chunk, but=days) for chunk in chunks], ignore_index=True)
    texts = [column for column in table.columns if column not in days]
    return table.assign(**{str(column): table[column].fillna("") for column in texts})


def text_chunks(place: Path) -> Iterator[pd.DataFrame]:
    """The table as text, at most ``ROWS_AT_ONCE`` rows at a time."""
    for piece in pieces(place):
        yield from text_of(piece)


def text_of(piece: Piece) -> Iterator[pd.DataFrame]:
    """The rows of a piece as text, at most ``ROWS_AT_ONCE`` at a time."""
    from pyarrow import ArrowException
    from pyarrow.parquet import ParquetFile

    try:
        with ParquetFile(piece.file) as file:
            for batch in file.iter_batches(ROWS_AT_ONCE, row_groups=list(piece.row_groups)):
                yield _as_texts(batch, _from_folders(piece.file, piece.place), piece.file.name)
    except (ArrowException, OSError, UnicodeDecodeError) as error:
        raise TableNotReadable(piece.file.name, "not a Parquet file that can be read") from error


def headings_of(piece: Piece) -> list[str]:
    """The names of the columns of a piece in small letters, as ``text_of`` gives them, without reading a row."""
    from pyarrow import ArrowException
    from pyarrow.parquet import read_schema

    try:
        names = read_schema(piece.file).names
    except (ArrowException, OSError) as error:
        raise TableNotReadable(piece.file.name, "not a Parquet file that can be read") from error
    return [name.strip().lower() for name in [*names, *_from_folders(piece.file, piece.place)] if name.strip()]


def _from_folders(path: Path, place: Path) -> dict[str, str]:
    """Columns that stand in the names of folders: ``traveler=007/part-0.parquet``. Always text: 007 stays 007."""
    if path == place:
        return {}
    pairs = (part.partition("=") for part in path.relative_to(place).parts[:-1] if "=" in part)
    return {unquote(name): "" if value == _NO_VALUE else unquote(value) for name, _, value in pairs}


def _as_texts(batch: object, from_folders: dict[str, str], file: str) -> pd.DataFrame:
    from pyarrow import ArrowInvalid

    from tracker.itinerary.clean import day_columns

    try:
        batch.validate(full=True)  # type: ignore[attr-defined]
    except ArrowInvalid as error:
        raise TableNotReadable(file, BROKEN_TEXT) from error
    columns: list[pd.Series] = []
    names = list(batch.schema.names)  # type: ignore[attr-defined]
    for name, values in zip(names, batch.columns, strict=True):  # type: ignore[attr-defined]
        is_day = name.strip().lower() in day_columns() and _holds_days(values)
        columns.append(_as_days(values) if is_day else _as_text(values, name, file))
    rows = batch.num_rows  # type: ignore[attr-defined]
    columns += [pd.Series([value] * rows, dtype="str") for value in from_folders.values()]
    apart = names_apart([name.strip().lower() for name in [*names, *from_folders]], file)
    known = {name: texts for name, texts in zip(apart, columns, strict=True) if name}
    table = pd.DataFrame(known, index=pd.RangeIndex(rows))
    refuse_unusable_texts(table, file)
    return table


def _holds_days(values: object) -> bool:
    from pyarrow import types

    kind = values.type  # type: ignore[attr-defined]
    return bool(types.is_timestamp(kind) or types.is_date(kind))


def _as_days(values: object) -> pd.Series:
    """A column of days as it is, ``datetime64[s]``; a clock time is dropped, never converted: it would move the day."""
    import pyarrow as pa
    import pyarrow.compute as pc
    from pyarrow import types

    kind = values.type  # type: ignore[attr-defined]
    if types.is_timestamp(kind):
        values = pc.floor_temporal(pc.local_timestamp(values) if kind.tz else values, unit="day")
    days: pd.Series = pc.cast(values, pa.timestamp("s"), safe=False).to_pandas().astype("datetime64[s]")
    return days


def _as_text(values: object, name: str, file: str) -> pd.Series:
    """One column as a CSV file would hold it; a clock time is dropped, never converted: it would move the day."""
    import pyarrow as pa
    import pyarrow.compute as pc
    from pyarrow import types

    kind = values.type  # type: ignore[attr-defined]
    if types.is_dictionary(kind):
        values, kind = pc.cast(values, kind.value_type), kind.value_type
    if types.is_timestamp(kind):
        values = pc.strftime(pc.local_timestamp(values) if kind.tz else values, format="%Y-%m-%d")
    elif types.is_boolean(kind):
        values = pc.if_else(values, "yes", "no")
    elif types.is_floating(kind):
        numbers = values.to_pandas()  # type: ignore[attr-defined]
        return pd.Series(
            ["" if n != n else str(int(n)) if float(n).is_integer() else str(n) for n in numbers], dtype="str"
        )
    elif not (
        types.is_string(kind)
        or types.is_large_string(kind)
        or types.is_string_view(kind)
        or types.is_integer(kind)
        or types.is_decimal(kind)  # how databases hand out whole numbers, ids too
        or types.is_date(kind)
        or types.is_null(kind)
    ):
        raise TableNotReadable(file, f"the column {name!r} holds {kind}, not text, a day, a number or yes/no")
    texts: pd.Series = pc.fill_null(pc.cast(values, pa.large_string()), "").to_pandas().astype("str")
    return texts
