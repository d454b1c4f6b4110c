"""The first pass: trips are read once, checked row by row, and put down by part, each part with whole travelers.

A part is a range of travelers in the order of the result tables, so that the results of the parts, one after the
other, are the results of the whole. The crew reads and checks, piece by piece. In memory are a piece of the trips for
each of them, the other tables, the ids of the travelers and eight bytes per trip (to find an id that is used twice).
"""

from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
from pyarrow import parquet

from tracker import findings, schema
from tracker.batch.engine import Crew, Ended
from tracker.errors import BadOption, TableNotReadable, WorkspaceNotReadable
from tracker.itinerary import read
from tracker.itinerary.check import each_id_once, unknown_references
from tracker.itinerary.documented import knows_headings, without_unusable_table
from tracker.itinerary.lists import Columns, columns_of, not_documented
from tracker.itinerary.normalize import normalized
from tracker.itinerary.parquet import Piece, headings_of, pieces, text_of
from tracker.itinerary.workspace import empty_table

TRIPS_PER_PART = 250_000
MOST_PARTS = 500  # each has an open file while trips are put down
POSITION = "position"  # of the row in the file, from 0

Tick = Callable[[str, int, int], None]  # what is being done, how much of how much


@dataclass(frozen=True)
class Split:
    """Which travelers belong to which part, and what was found that no part can find by itself."""

    first_travelers: tuple[str, ...]  # of each part, in order; the first part has everybody before the second
    travelers: tuple[int, ...]  # how many in each part
    problems: pd.DataFrame

    def part_of(self, travelers: pd.Series) -> np.ndarray:
        """The number of the part, from 0, of each traveler."""
        edges = np.array(self.first_travelers[1:], dtype=object)
        place = np.searchsorted(edges, travelers.to_numpy(dtype=object), side="right")
        return np.asarray(place, dtype=np.int64)


OtherTables = tuple[dict[str, pd.DataFrame], list[pd.DataFrame]]


def other_tables(found: dict[str, Path]) -> OtherTables:
    """All tables but trips, whole, and what was found about their rows."""
    texts = {name: read.read_table(place) for name, place in found.items() if name != "trips"}
    return read.usable_tables(texts, file_names(found))


def file_names(found: dict[str, Path]) -> dict[str, str]:
    """The file of each table for messages."""
    return read.file_names({name: place.name for name, place in found.items()})


def split(
    crew: Crew, found: dict[str, Path], tables: OtherTables, folder: Path, parts: int | None, tick: Tick
) -> Split:
    """Put the trips down as ``part-N.parquet`` in ``folder``."""
    others, problems = tables
    chunks = folder / "chunks"
    chunks.mkdir()
    known = _known_columns(found["trips"], file_names(found)["trips"])
    done = _read_all(crew, found, others["attachments"], known.names, chunks, tick)
    files = [file for one in done for file in one.files]
    file = file_names(found)["trips"]
    left_out, repeats = _repeated_ids(files, [one.ids for one in done], file)
    seen = pd.concat([empty_table("trips"), *(one.about_trips for one in done)])
    lost = unknown_references({**others, "trips": seen[~seen.index.isin(left_out)]}, file_names(found))
    first, people = _ranges([one.counts for one in done], others, parts)
    found_out = findings.together([*problems, known.problems, *(one.problems for one in done), *repeats, lost])
    result = Split(first, people, found_out)
    _put_down(files, left_out, result, folder, tick)
    shutil.rmtree(chunks)
    return result


@dataclass(frozen=True)
class _Reading:
    """Rows of the trips to be read and checked, and where to put them down."""

    piece: Piece
    file: str  # name for messages
    names: dict[str, str]  # heading → documented column, where it is another one
    told: pd.Series  # ids of trips that attachments are about
    chunks: Path


@dataclass(frozen=True)
class _Read:
    """What the first pass has to know of a piece, besides the rows that were put down."""

    files: list[Path]
    counts: pd.Series  # trips per traveler
    ids: np.ndarray  # hashes
    about_trips: pd.DataFrame  # the rows that attachments are about
    problems: pd.DataFrame


def _read_all(
    crew: Crew, found: dict[str, Path], attachments: pd.DataFrame, names: dict[str, str], chunks: Path, tick: Tick
) -> list[_Read]:
    """In the order of the rows."""
    told = attachments.loc[attachments["about"] == "trips", "subject"]
    place, name = found["trips"], file_names(found)["trips"]
    readings = [_Reading(piece, name, names, told, chunks) for piece in pieces(place)]
    done: dict[int, _Read] = {}
    rows, all_rows = 0, sum(reading.piece.rows for reading in readings)
    for reading, result in crew(_read_piece, readings):
        if isinstance(result, Ended):
            raise WorkspaceNotReadable(place, result.problem)
        done[reading.piece.before] = result
        rows += reading.piece.rows
        tick("reading", rows, all_rows)
    return [done[before] for before in sorted(done)]


def _known_columns(place: Path, file: str) -> Columns:
    """What the columns of the trips are. Where a heading is not documented, some rows are looked at.

    Raises ``TableNotReadable`` for columns that need more than another name.
    """
    known = Columns({}, findings.none())
    by_headings = {tuple(headings_of(piece)): piece for piece in reversed(pieces(place))}
    for headings, piece in by_headings.items():
        if knows_headings("trips", list(headings)):
            continue
        columns = columns_of(next(text_of(piece), pd.DataFrame(columns=list(headings))), "trips", file)
        if columns is None:
            raise TableNotReadable(file, not_documented("trips", headings))
        known = Columns(known.names | columns.names, columns.problems)
    return known


def _read_piece(reading: _Reading) -> _Read:
    before = reading.piece.before
    files, counts, ids, about_trips, problems = [], [], [], [empty_table("trips")], []
    for given in text_of(reading.piece):
        typed = given.rename(columns=reading.names)
        without_unusable_table("trips", typed, reading.file)
        usable, wrong = normalized("trips", typed, reading.file, before)
        usable = usable[schema.column_names("trips")]
        problems.append(wrong)
        counts.append(usable["traveler"].value_counts())
        ids.append(_hashed(usable))
        about_trips.append(usable[usable["trip"].isin(reading.told)])
        files.append(_write(usable, reading.chunks / f"{before:012}.parquet"))
        before += len(typed)
    return _Read(
        files,
        pd.concat(counts).groupby(level=0).sum() if counts else pd.Series(dtype="int64"),
        np.concatenate([*ids, np.array([], dtype=np.uint64)]),
        pd.concat(about_trips),
        findings.together(problems) if problems else findings.none(),
    )


def _write(trips: pd.DataFrame, target: Path) -> Path:
    unfinished = target.with_name(f"{target.name}.{socket.gethostname()}-{os.getpid()}.new")
    parquet.write_table(_with_position(trips), unfinished)
    return unfinished.replace(target)


def _with_position(trips: pd.DataFrame) -> pa.Table:
    return pa.Table.from_pandas(trips.assign(**{POSITION: trips.index.to_numpy()}), preserve_index=False)


def trips_from(place: Path) -> pd.DataFrame:
    """Trips as they were put down; the index is the row position in the user's file."""
    trips: pd.DataFrame = parquet.read_table(place).to_pandas().set_index(POSITION)
    trips.index.name = None
    return trips.astype(empty_table("trips").dtypes.to_dict())


def _hashed(trips: pd.DataFrame) -> np.ndarray:
    return np.asarray(pd.util.hash_array(trips["trip"].to_numpy(dtype=object), categorize=False))


def _repeated_ids(files: list[Path], ids: list[np.ndarray], file: str) -> tuple[np.ndarray, list[pd.DataFrame]]:
    """Positions of the rows whose id an earlier row has, and the findings about them."""
    hashes = np.sort(np.concatenate([*ids, np.array([], dtype=np.uint64)]))
    repeated = hashes[1:][hashes[1:] == hashes[:-1]]  # two ids may share one: each_id_once looks at the ids
    if not len(repeated):
        return np.array([], dtype=np.int64), []
    suspects = [trips[np.isin(_hashed(trips), repeated)] for trips in map(trips_from, files)]
    rows = pd.concat(suspects)
    once, problems = each_id_once("trips", rows, file)
    return rows.index.difference(once.index).to_numpy(), problems


def _ranges(
    counts: list[pd.Series], others: dict[str, pd.DataFrame], parts: int | None
) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """The first traveler of each part and how many it has: parts of about equally many trips, in the order of ids."""
    named = [table["traveler"] for table in others.values() if "traveler" in table]
    without_trips = pd.Series(0, index=pd.Index(pd.concat(named).unique() if named else [], dtype="str"))
    per_traveler = pd.concat([*counts, without_trips]).groupby(level=0).sum().sort_index()
    trips = int(per_traveler.sum())
    wanted = parts or -(-trips // TRIPS_PER_PART)
    if wanted > MOST_PARTS and parts:
        raise BadOption(f"--partitions: at most {MOST_PARTS}")
    wanted = max(1, min(wanted, MOST_PARTS, len(per_traveler)))
    before = per_traveler.cumsum().to_numpy() - per_traveler.to_numpy()
    part = np.minimum(before * wanted // max(trips, 1), wanted - 1)
    starts = np.flatnonzero(np.diff(part, prepend=-1))
    people = np.diff([*starts, len(per_traveler)])
    return tuple(str(name) for name in per_traveler.index[starts]) or ("",), tuple(map(int, people)) or (0,)


def _put_down(files: list[Path], left_out: np.ndarray, made: Split, folder: Path, tick: Tick) -> None:
    layout = _with_position(empty_table("trips").set_index(pd.Index([], dtype="int64"))).schema
    writers = [parquet.ParquetWriter(folder / f"part-{n}.parquet", layout) for n in range(len(made.first_travelers))]
    try:
        for done, file in enumerate(files, start=1):
            trips = trips_from(file)
            trips = trips[~trips.index.isin(left_out)]
            for number, rows in trips.groupby(made.part_of(trips["traveler"])):
                table = pa.Table.from_pandas(
                    rows.assign(**{POSITION: rows.index.to_numpy()}), schema=layout, preserve_index=False
                )
                writers[int(str(number))].write_table(table)
            file.unlink()
            tick("grouping by traveler", done, len(files))
    finally:
        for writer in writers:
            writer.close()
