"""Synthetic programs of many travelers, for measuring only. Seeded: the same number gives the same trips."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
from pyarrow import parquet

# fmt: off
_COUNTRIES = (
    "US", "FR", "DE", "GB", "IT", "ES", "CH", "TH", "MX", "IN", "JP", "CA", "NL", "BE", "SE",
    "NO", "DK", "FI", "IE", "PT", "AT", "PL", "CZ", "GR", "HU", "KR", "CL", "AU", "BR", "UY",
    "LU", "IS", "SK", "SI", "RO", "TR", "CN", "HK", "SG", "AE", "NZ", "ZA", "AR", "CO", "PE",
    "IL", "EG", "MA", "KE", "NG", "VN", "ID", "MY", "PH", "TW", "UA", "RS", "HR", "BG", "EE",
)
# fmt: on


_AT_ONCE = 250_000


def write_program(place: Path, count: int) -> None:
    """``count`` trips as one Parquet file, without having them in memory.

    They are made in blocks. The travelers of a block are spread over those of all blocks and its rows are shuffled,
    so every block has rows for every part of the analysis.
    """
    blocks = -(-count // _AT_ONCE)
    writer = None
    for number in range(blocks):
        size = min(_AT_ONCE, count - number * _AT_ONCE)
        table = pa.Table.from_pandas(
            synthetic_trips(size, seed=1 + number, block=number, of=blocks), preserve_index=False
        )
        writer = writer or parquet.ParquetWriter(place, table.schema)
        writer.write_table(table)
    if writer:
        writer.close()


def synthetic_trips(count: int, *, seed: int = 1, block: int = 0, of: int = 1) -> pd.DataFrame:
    """``count`` work trips in random row order: about ten a traveler, one in five begins inside the one before.

    Half of the others follow the next day, the rest after a gap (mean 40 days); lengths are geometric (mean 20 days,
    at most 180); sixty countries, a few of them frequent; the years 2015 to 2026. Blocks share no trip or traveler.
    """
    rng = np.random.default_rng(seed)
    per_traveler = np.maximum(rng.poisson(10, count // 8 + 1), 1)
    travelers = int(np.searchsorted(np.cumsum(per_traveler), count)) + 1
    traveler = np.repeat(np.arange(travelers), per_traveler[:travelers])[:count]
    length = np.minimum(rng.geometric(1 / 20, count), 180)
    kind = rng.random(count)
    gap = np.where(kind < 0.2, -rng.integers(0, length + 1), np.where(kind < 0.6, 0, rng.geometric(1 / 40, count)))
    first = np.diff(traveler, prepend=-1) != 0
    step = np.where(first, rng.integers(0, 2000, count), np.concatenate([[0], length[:-1]]) + gap)
    running = np.cumsum(step)
    before = np.where(first, running - step, 0)
    start = running - np.maximum.accumulate(before)
    weight = 1 / np.arange(1, len(_COUNTRIES) + 1)
    country = rng.choice(len(_COUNTRIES), count, p=weight / weight.sum())
    order = rng.permutation(count)
    number = (traveler[order] * of + block).astype("U8")
    day = np.datetime64("2015-01-01", "s") + start[order] * np.timedelta64(86_400, "s")
    return pd.DataFrame(
        {
            "trip": pd.Series([f"t{n * of + block}" for n in range(count)], dtype="str"),
            "traveler": pd.Series(np.char.add("p", np.char.zfill(number, 8)), dtype="str"),
            "country": pd.Series(np.array(_COUNTRIES)[country[order]], dtype="str"),
            "first_day": day,
            "last_day": day + (length[order] - 1) * np.timedelta64(86_400, "s"),
            "activity": pd.Series("work", index=range(count), dtype="str"),
            "assignment": pd.Series("", index=range(count), dtype="str"),
            "certainty": pd.Series("confirmed", index=range(count), dtype="str"),
            **{text: pd.Series("", index=range(count), dtype="str") for text in ("place", "source", "note")},
        }
    )


def one_traveler(count: int, *, until: dt.date) -> pd.DataFrame:
    """The same countries as trips of one person: one to seven days each, a day apart, the last one ends ``until``."""
    trips = synthetic_trips(count).assign(traveler="me")
    length = np.arange(count) % 7 + 1
    first = np.cumsum(length + 1) - length
    first_day = np.datetime64(until, "D") - (first[-1] + length[-1] - 1 - first)
    trips["first_day"] = first_day.astype("datetime64[s]")
    trips["last_day"] = (first_day + length - 1).astype("datetime64[s]")
    return trips


def packed_events(trips: pd.DataFrame) -> np.ndarray:
    """The boundary events of the trips (two each), traveler and day packed into one integer: the yardstick's input."""
    traveler = pd.factorize(trips["traveler"])[0].astype(np.int64)
    start = trips["first_day"].to_numpy().astype("datetime64[D]").astype(np.int64)
    stop = trips["last_day"].to_numpy().astype("datetime64[D]").astype(np.int64) + 1
    return np.concatenate([traveler << 22 | start, traveler << 22 | stop])
