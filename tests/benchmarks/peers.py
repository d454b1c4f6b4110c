"""The same segmentation with other tools, side by side: DuckDB, polars, a day explode in pandas, plain Python.

Run ``python -m tests.benchmarks.peers`` (needs the extra ``bench``). Before anything is timed, each peer must give the
segments of ``tracker.segment`` on 1,000 nasty trips, and then at every size that it is timed with. Rounds are
interleaved: each peer once, then each once more; medians are shown. A peer that took long sits out the larger sizes.

Every peer begins with its own kind of table and ends with it; converting is not timed. All of them know what
segments need of the rules: a travel day is handed over, an ongoing trip counts to the day asked about, work goes before
rest, an agreement may begin inside a trip.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import statistics
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import polars as pl

import tracker
from tests.benchmarks.programs import synthetic_trips
from tracker.days import day_number
from tracker.rules.tables import Law

AS_OF = dt.date(2026, 11, 22)
COLUMNS = ["trip", "traveler", "country", "first_day", "last_day", "activity"]
_NASTY = ("US", "FR", "GP", "DE", "IS", "UY", "SI", "RO", "TH", "MX", "GB", "IM", "HK", "NO")


@dataclass(frozen=True)
class Peer:
    """``take``: its kind of table from trips and places; ``segment``: what is timed; ``give``: a pandas frame."""

    name: str
    take: Callable[[pd.DataFrame, pd.DataFrame], Any]
    segment: Callable[[Any], Any]
    give: Callable[[Any], pd.DataFrame]


def places_of(trips: pd.DataFrame, rules: tracker.Rules) -> pd.DataFrame:
    """What the law says about the countries that occur: jurisdiction, US or not, day from which an agreement holds."""
    places = Law(rules).places(sorted(trips["country"].unique()))
    return pd.DataFrame(
        {
            "country": pd.Series(places.codes, dtype="str"),
            "jurisdiction": places.jurisdiction_ids,
            "us": places.united_states,
            "in_force": places.start,
        }
    )


def nasty_trips(count: int, seed: int) -> pd.DataFrame:
    """Few travelers in few days around the starts of agreements: overlaps, handovers, ongoing trips, rest, repeats."""
    rng = np.random.default_rng(seed)
    anchors = [dt.date(2018, 10, 20), dt.date(2019, 1, 20), dt.date(2019, 2, 20), dt.date(2026, 8, 20), AS_OF]
    anchor = np.array([day_number(day) for day in anchors])[rng.integers(0, len(anchors), count)]
    first = anchor + rng.integers(-20, 40, count)
    length = np.where(rng.random(count) < 0.4, rng.integers(1, 4, count), rng.integers(1, 30, count))
    trips = pd.DataFrame(
        {
            "trip": [f"t{n}" for n in range(count)],
            "traveler": [f"p{n}" for n in rng.integers(0, count // 12 + 1, count)],
            "country": np.array(_NASTY)[rng.integers(0, len(_NASTY), count)],
            "first_day": first.astype("datetime64[D]").astype("datetime64[s]"),
            "last_day": (first + length - 1).astype("datetime64[D]").astype("datetime64[s]"),
            "activity": np.array(["work", "work", "work", "non_work", "transit"])[rng.integers(0, 5, count)],
        }
    ).astype({"trip": "str", "traveler": "str", "country": "str", "activity": "str"})
    trips.loc[rng.random(count) < 0.04, "last_day"] = pd.NaT
    return trips


# --------------------------------------------------------------------------------------------------------- tracker


def _tracker(rules: tracker.Rules) -> Peer:
    def segment(trips: pd.DataFrame) -> pd.DataFrame:
        return tracker.segment(trips, rules, as_of=AS_OF)

    return Peer("tracker.segment", lambda trips, _: trips, segment, lambda frame: frame)


# ---------------------------------------------------------------------------------------------------------- DuckDB

# A country's days become intervals that neither overlap nor touch, so that it is switched on and off in turn and the
# running sum of one bit per country is the set of countries. Two sets: work and rest.
_SQL = f"""
CREATE OR REPLACE TABLE segments AS WITH
trip AS (
    SELECT row_number() OVER () AS id, traveler, jurisdiction, bit, activity = 'work' AS work,
        last_day IS NULL AS ongoing, first_day AS start,
        greatest(coalesce(last_day, {day_number(AS_OF)}), first_day) + 1 AS stop
    FROM trips JOIN places USING (country)
),
long AS (SELECT * FROM trip WHERE work AND (stop - start >= 2 OR ongoing)),
handed AS (
    SELECT DISTINCT a.id FROM long a JOIN long b ON a.traveler = b.traveler AND b.start = a.stop - 1
    WHERE NOT a.ongoing AND a.jurisdiction <> b.jurisdiction
),
kept AS (
    SELECT traveler, bit, work, start, stop - (handed.id IS NOT NULL)::INT AS stop, trip.id
    FROM trip LEFT JOIN handed ON trip.id = handed.id
),
reach AS (
    SELECT *, max(stop) OVER (
        PARTITION BY traveler, bit, work ORDER BY start, id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) AS reached FROM kept
),
island AS (
    SELECT *, sum((reached IS NULL OR start > reached)::INT) OVER (
        PARTITION BY traveler, bit, work ORDER BY start, id ROWS UNBOUNDED PRECEDING
    ) AS island FROM reach
),
merged AS (
    SELECT traveler, bit, work, min(start) AS start, max(stop) AS stop FROM island GROUP BY traveler, bit, work, island
),
switch AS (
    SELECT traveler, day, sum(work_bit)::BIGINT AS work_bit, sum(rest_bit)::BIGINT AS rest_bit FROM (
        SELECT traveler, start AS day, work::INT * bit AS work_bit, (NOT work)::INT * bit AS rest_bit FROM merged
        UNION ALL
        SELECT traveler, stop AS day, -(work::INT) * bit AS work_bit, -((NOT work)::INT) * bit AS rest_bit FROM merged
    ) GROUP BY traveler, day
),
state AS (
    SELECT traveler, day AS start, lead(day) OVER person AS stop,
        (sum(work_bit) OVER person)::BIGINT AS work, (sum(rest_bit) OVER person)::BIGINT AS rest
    FROM switch WINDOW person AS (PARTITION BY traveler ORDER BY day)
),
run AS (
    SELECT traveler, start, stop, work, CASE WHEN work = 0 THEN rest ELSE work END AS shown
    FROM state WHERE stop IS NOT NULL
),
label AS (
    SELECT shown, coalesce(string_agg(country, '+' ORDER BY country), '') AS countries
    FROM (SELECT DISTINCT shown FROM run) LEFT JOIN places ON shown & bit <> 0 GROUP BY shown
),
judged AS (
    SELECT traveler, start, stop, countries, in_force,
        CASE WHEN work = 0 THEN CASE WHEN shown = 0 THEN 'unlogged' ELSE 'non_work' END
            WHEN places.bit IS NULL THEN 'multi_country' WHEN us THEN 'home' END AS status
    FROM run JOIN label USING (shown) LEFT JOIN places ON work = bit
),
piece AS (
    SELECT traveler, start, stop, countries, status FROM judged WHERE status IS NOT NULL
    UNION ALL SELECT traveler, start, least(stop, in_force), countries, 'non_agreement'
        FROM judged WHERE status IS NULL AND start < in_force
    UNION ALL SELECT traveler, greatest(start, in_force), stop, countries, 'agreement'
        FROM judged WHERE status IS NULL AND stop > in_force
),
begun AS (
    SELECT *,
        (lag(countries) OVER person IS DISTINCT FROM countries OR lag(status) OVER person <> status)::INT AS begins
    FROM piece WINDOW person AS (PARTITION BY traveler ORDER BY start)
),
numbered AS (
    SELECT *, sum(begins) OVER (PARTITION BY traveler ORDER BY start) AS number FROM begun
)
SELECT traveler, min(start) AS first_day, max(stop) - 1 AS last_day, max(stop) - min(start) AS days,
    any_value(countries) AS countries, any_value(status) AS status
FROM numbered GROUP BY traveler, number ORDER BY traveler, first_day
"""


def _day_numbers(trips: pd.DataFrame) -> pd.DataFrame:
    """Days as whole numbers, missing ones as missing: what every tool can count with at once."""
    days = {
        name: pd.array(trips[name].to_numpy().astype("datetime64[D]").astype("int64"), dtype="Int64")
        for name in ("first_day", "last_day")
    }
    days["last_day"][trips["last_day"].isna().to_numpy()] = pd.NA
    return trips.assign(**days)


def _with_bits(places: pd.DataFrame) -> pd.DataFrame:
    if len(places) > 62:
        raise ValueError("DuckDB and polars keep a set of countries in one whole number of 64 bits")
    return places.assign(bit=np.left_shift(np.int64(1), np.arange(len(places))))


def _duckdb_take(trips: pd.DataFrame, places: pd.DataFrame) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    for name, frame in (("trips", _day_numbers(trips)), ("places", _with_bits(places))):
        connection.register("frame", frame)
        connection.execute(f"CREATE TABLE {name} AS SELECT * FROM frame")
        connection.unregister("frame")
    return connection


def _duckdb_segment(connection: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    return connection.execute(_SQL)


def _duckdb_give(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    return connection.execute("SELECT * FROM segments ORDER BY traveler, first_day").df()


# ---------------------------------------------------------------------------------------------------------- polars


def _polars_take(trips: pd.DataFrame, places: pd.DataFrame) -> tuple[pl.LazyFrame, pl.DataFrame]:
    return pl.from_pandas(_day_numbers(trips)).lazy(), pl.from_pandas(_with_bits(places))


def _polars_segment(tables: tuple[pl.LazyFrame, pl.DataFrame]) -> pl.DataFrame:
    """The plan of the SQL above."""
    trips, places = tables
    trip = (
        trips.join(places.lazy(), on="country")
        .with_columns(ongoing=pl.col("last_day").is_null(), work=pl.col("activity") == "work")
        .with_columns(
            start=pl.col("first_day"),
            stop=pl.max_horizontal(pl.col("last_day").fill_null(day_number(AS_OF)), pl.col("first_day")) + 1,
        )
        .with_columns(long=pl.col("work") & ((pl.col("stop") - pl.col("start") >= 2) | pl.col("ongoing")))
    )
    begins = (
        trip.filter("long")
        .group_by("traveler", last=pl.col("start"))
        .agg(low=pl.col("jurisdiction").min(), high=pl.col("jurisdiction").max())
    )
    here, other = pl.col("jurisdiction"), pl.col("low").is_not_null()
    hands_over = pl.col("long") & ~pl.col("ongoing") & other & ((pl.col("low") != here) | (pl.col("high") != here))
    item = ["traveler", "bit", "work"]
    merged = (
        trip.with_columns(last=pl.col("stop") - 1)
        .join(begins, on=["traveler", "last"], how="left")
        .with_columns(stop=pl.col("stop") - hands_over.fill_null(False).cast(pl.Int64))
        .sort(*item, "start")
        .with_columns(reached=pl.col("stop").cum_max().shift(1).over(item))
        .with_columns(island=(pl.col("reached").is_null() | (pl.col("start") > pl.col("reached"))).cum_sum())
        .group_by(*item, "island")
        .agg(pl.col("start").min(), pl.col("stop").max())
    )

    def switched(day: str, sign: int) -> pl.LazyFrame:
        bit = sign * pl.col("bit")
        return merged.select(
            "traveler",
            day=pl.col(day),
            work=pl.when("work").then(bit).otherwise(0),
            rest=pl.when("work").then(0).otherwise(bit),
        )

    run = (
        pl.concat([switched("start", 1), switched("stop", -1)])
        .group_by("traveler", "day")
        .agg(pl.col("work").sum(), pl.col("rest").sum())
        .sort("traveler", "day")
        .with_columns(
            pl.col("work").cum_sum().over("traveler"),
            pl.col("rest").cum_sum().over("traveler"),
            stop=pl.col("day").shift(-1).over("traveler"),
        )
        .filter(pl.col("stop").is_not_null())
        .with_columns(start=pl.col("day"), shown=pl.when(pl.col("work") == 0).then("rest").otherwise("work"))
        .collect()
    )
    label = (
        run.select("shown")
        .unique()
        .join(places.select("country", "bit"), how="cross")
        .filter((pl.col("shown") & pl.col("bit")) != 0)
        .sort("country")
        .group_by("shown")
        .agg(countries=pl.col("country").str.join("+"))
    )
    judged = (
        run.lazy()
        .join(label.lazy(), on="shown", how="left")
        .join(places.lazy().select("us", "in_force", work=pl.col("bit")), on="work", how="left")
        .with_columns(
            countries=pl.col("countries").fill_null(""),
            status=pl.when((pl.col("work") == 0) & (pl.col("shown") == 0))
            .then(pl.lit("unlogged"))
            .when(pl.col("work") == 0)
            .then(pl.lit("non_work"))
            .when(pl.col("us").is_null())
            .then(pl.lit("multi_country"))
            .when("us")
            .then(pl.lit("home")),
        )
    )
    columns = ["traveler", "start", "stop", "countries", "status"]
    foreign, in_force = judged.filter(pl.col("status").is_null()), pl.col("in_force")
    before = foreign.filter(pl.col("start") < in_force).with_columns(
        stop=pl.min_horizontal("stop", "in_force"), status=pl.lit("non_agreement")
    )
    since = foreign.filter(pl.col("stop") > in_force).with_columns(
        start=pl.max_horizontal("start", "in_force"), status=pl.lit("agreement")
    )
    same = ["traveler", "countries", "status"]
    return (
        pl.concat([part.select(columns) for part in (judged.filter(pl.col("status").is_not_null()), before, since)])
        .sort("traveler", "start")
        .with_columns(
            number=pl.any_horizontal(pl.col(name).ne_missing(pl.col(name).shift()) for name in same).cum_sum()
        )
        .group_by("number", *same)
        .agg(first_day=pl.col("start").min(), last_day=pl.col("stop").max() - 1)
        .with_columns(days=pl.col("last_day") - pl.col("first_day") + 1)
        .sort("traveler", "first_day")
        .collect()
    )


# --------------------------------------------------------------------------------------------- day explode, pandas


def _explode_segment(tables: tuple[pd.DataFrame, pd.DataFrame]) -> pd.DataFrame:
    """One row for every day of every trip, as most people would begin, but without a Python call for each."""
    trips, places = tables
    trips = trips.merge(places, on="country")
    work, ongoing = trips["activity"] == "work", trips["last_day"].isna()
    last = trips["last_day"].fillna(day_number(AS_OF)).astype("int64").clip(lower=trips["first_day"].astype("int64"))
    trips = trips.assign(work=work, last=last, first=trips["first_day"].astype("int64"))
    long = work & ((trips["last"] > trips["first"]) | ongoing)
    begins = trips[long].groupby(["traveler", "first"])["jurisdiction"].agg(["min", "max"])
    met = trips[["traveler", "last"]].join(begins, on=["traveler", "last"])
    other = met["min"].notna() & ((met["min"] != trips["jurisdiction"]) | (met["max"] != trips["jurisdiction"]))
    trips["last"] -= (long & ~ongoing & other).astype("int64")

    length = (trips["last"] - trips["first"] + 1).to_numpy()
    exploded = trips[["traveler", "country", "work"]].loc[trips.index.repeat(length)].reset_index(drop=True)
    offset = np.arange(len(exploded)) - np.repeat(np.cumsum(length) - length, length)
    exploded["day"] = trips["first"].to_numpy().repeat(length) + offset
    exploded = exploded.drop_duplicates().sort_values(["traveler", "day", "country"])
    day = exploded.groupby(["traveler", "day"])
    exploded = exploded[exploded["work"] | ~day["work"].transform("any")]
    first = exploded.drop_duplicates(["traveler", "day"]).set_index(["traveler", "day"])
    several = exploded[exploded.duplicated(["traveler", "day"], keep=False)]
    joined = several.groupby(["traveler", "day"])["country"].agg("+".join)
    days = first.rename(columns={"country": "countries"})
    days.loc[joined.index, "countries"] = joined
    days = days.reset_index().merge(places, left_on="countries", right_on="country", how="left")
    days["status"] = np.select(
        [~days["work"], days["country"].isna(), days["us"].eq(True), days["day"] >= days["in_force"]],
        ["non_work", "multi_country", "home", "agreement"],
        "non_agreement",
    )
    same = days[["traveler", "countries", "status"]].eq(days[["traveler", "countries", "status"]].shift()).all(axis=1)
    run = (~(same & (days["day"] == days["day"].shift() + 1))).cumsum()
    runs = days.groupby(run).agg(
        traveler=("traveler", "first"),
        first_day=("day", "min"),
        last_day=("day", "max"),
        countries=("countries", "first"),
        status=("status", "first"),
    )
    after = runs.groupby("traveler")["first_day"].shift(-1)
    holes = runs[after > runs["last_day"] + 1]
    holes = holes.assign(
        first_day=holes["last_day"] + 1,
        last_day=after[holes.index].astype("int64") - 1,
        countries="",
        status="unlogged",
    )
    result = pd.concat([runs, holes]).sort_values(["traveler", "first_day"])
    return result.assign(days=result["last_day"] - result["first_day"] + 1)


# ---------------------------------------------------------------------------------------------------- plain Python


def _python_take(trips: pd.DataFrame, places: pd.DataFrame) -> tuple[list[tuple[Any, ...]], dict[str, Any]]:
    rows = _day_numbers(trips)[["traveler", "country", "first_day", "last_day", "activity"]].astype(object)
    rows = rows.where(rows.notna(), None)
    law = {row["country"]: (row["jurisdiction"], row["us"], row["in_force"]) for row in places.to_dict("records")}
    return list(rows.itertuples(index=False, name=None)), law


def _python_segment(tables: tuple[list[tuple[Any, ...]], dict[str, Any]]) -> list[tuple[Any, ...]]:
    """One traveler after the other: countries come and go along the days on which something begins or ends."""
    rows, law = tables
    of_traveler = defaultdict(list)
    for traveler, *trip in rows:
        of_traveler[traveler].append(trip)
    segments: list[tuple[Any, ...]] = []
    for traveler in sorted(of_traveler):
        for start, stop, countries, status in _python_runs(of_traveler[traveler], law):
            if segments and segments[-1][0] == traveler and segments[-1][4:] == (countries, status):
                start = segments.pop()[1]
            segments.append((traveler, start, stop - 1, stop - start, countries, status))
    return segments


def _python_runs(trips: list[list[Any]], law: dict[str, Any]) -> Any:
    begun = defaultdict(set)
    for country, first, last, activity in trips:
        if activity == "work" and (last is None or last > first):
            begun[first].add(law[country][0])
    switches: dict[int, list[tuple[str, bool, int]]] = defaultdict(list)
    today = day_number(AS_OF)
    for country, first, last, activity in trips:
        work, stop = activity == "work", max(first, today if last is None else last) + 1
        if work and last is not None and last > first and begun.get(last, set()) - {law[country][0]}:
            stop -= 1
        switches[first].append((country, work, 1))
        switches[stop].append((country, work, -1))
    logged: Counter[tuple[str, bool]] = Counter()
    since = None
    for day in sorted(switches):
        if since is not None:
            yield from _python_judged(since, day, logged, law)
        for country, work, change in switches[day]:
            logged[country, work] += change
            if not logged[country, work]:
                del logged[country, work]
        since = day


def _python_judged(start: int, stop: int, logged: Counter[tuple[str, bool]], law: dict[str, Any]) -> Any:
    working = sorted(country for country, work in logged if work)
    if not working:
        resting = sorted(country for country, _ in logged)
        yield start, stop, "+".join(resting), "non_work" if resting else "unlogged"
    elif len(working) > 1:
        yield start, stop, "+".join(working), "multi_country"
    else:
        _, us, in_force = law[working[0]]
        if us:
            yield start, stop, working[0], "home"
            return
        if start < in_force:
            yield start, min(stop, in_force), working[0], "non_agreement"
        if stop > in_force:
            yield max(start, in_force), stop, working[0], "agreement"


def _python_give(segments: list[tuple[Any, ...]]) -> pd.DataFrame:
    return pd.DataFrame(segments, columns=["traveler", "first_day", "last_day", "days", "countries", "status"])


# ------------------------------------------------------------------------------------------------- side by side


def all_peers(rules: tracker.Rules) -> list[Peer]:
    """The engine first."""
    return [
        _tracker(rules),
        Peer("DuckDB, SQL", _duckdb_take, _duckdb_segment, _duckdb_give),
        Peer("polars, lazy", _polars_take, _polars_segment, lambda frame: frame.to_pandas()),
        Peer("plain Python", _python_take, _python_segment, _python_give),
        Peer("pandas, day explode", lambda trips, places: (_day_numbers(trips), places), _explode_segment, lambda f: f),
    ]


def plain(frame: pd.DataFrame) -> pd.DataFrame:
    """Segments with days as whole numbers, whichever tool they come from."""
    columns = {name: np.asarray(frame[name]) for name in ("first_day", "last_day", "days")}
    for name, values in columns.items():
        if values.dtype.kind == "M":
            values = values.astype("datetime64[D]")
        columns[name] = values.astype("int64")
    texts = {name: frame[name].to_numpy(dtype=object) for name in ("traveler", "countries", "status")}
    return pd.DataFrame({**columns, **texts})


def check(peers: list[Peer], trips: pd.DataFrame, rules: tracker.Rules) -> int:
    """Raises ``AssertionError`` unless all peers give the same segments; returns how many there are."""
    places = places_of(trips, rules)
    expected = None
    for peer in peers:
        found = plain(peer.give(peer.segment(peer.take(trips, places))))
        expected = found if expected is None else expected
        pd.testing.assert_frame_equal(found, expected, obj=peer.name)
    return 0 if expected is None else len(expected)


def main() -> None:
    """Check all peers, then a line for each size and peer."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--trips", type=int, nargs="*", default=[1_000, 10_000, 100_000, 1_000_000])
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--longest", type=float, default=20, help="seconds; a peer that took longer sits out the rest")
    chosen = options.parse_args()
    rules = tracker.load_rules()
    peers = all_peers(rules)
    for seed in range(20):
        check(peers, nasty_trips(1_000, seed), rules)
    print(f"20 x 1,000 nasty trips: equal. Load {os.getloadavg()[0]:.1f}", flush=True)
    print("| trips | | ms | times tracker.segment |\n| ---: | --- | ---: | ---: |")
    for count in chosen.trips:
        trips = synthetic_trips(count)[COLUMNS]
        peers = _measure(peers, trips, rules, chosen.rounds, chosen.longest)
    print("load at the end", os.getloadavg()[0])


def _measure(peers: list[Peer], trips: pd.DataFrame, rules: tracker.Rules, rounds: int, longest: float) -> list[Peer]:
    """Prints the medians; returns the peers that go on to the next size."""
    places = places_of(trips, rules)
    times: dict[str, list[float]] = {peer.name: [] for peer in peers}
    expected = plain(tracker.segment(trips, rules, as_of=AS_OF))
    for number in range(rounds):
        for peer in peers:
            if times[peer.name] and max(times[peer.name]) > longest:
                continue  # once is enough
            taken = peer.take(trips, places)
            begun = time.perf_counter()
            result = peer.segment(taken)
            times[peer.name].append(time.perf_counter() - begun)
            if not number:
                pd.testing.assert_frame_equal(plain(peer.give(result)), expected, obj=peer.name)
    medians = {name: statistics.median(values) for name, values in times.items()}
    ours = medians[peers[0].name]
    for name, took in medians.items():
        print(f"| {len(trips):,} | {name} | {took * 1000:,.1f} | {took / ours:,.1f} |", flush=True)
    return [peer for peer in peers if medians[peer.name] <= longest]


if __name__ == "__main__":
    main()
