"""The sweep: logged trips → segments, for many travelers in one frame and without a loop over rows.

All travelers lie on one axis of day numbers, each with a stretch of its own, so that sorting packed integers and
running over them once answers for everybody. Days are day numbers, half-open (``days.py``).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from tracker import days, findings
from tracker.codes import Activity, Certainty, Status
from tracker.findings import FindingCode
from tracker.rules.model import Rules
from tracker.rules.tables import Law, Places
from tracker.words.count import count

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

STATUSES = tuple(Status)
_HOME, _AGREEMENT, _NON_AGREEMENT, _MULTI, _NON_WORK, _UNLOGGED = range(len(STATUSES))


@dataclass(frozen=True)
class Log:
    """Trips as arrays; every array has one entry per trip unless it says otherwise."""

    travelers: pd.Index  # names in alphabetical order; ``traveler`` points into it
    places: Places  # the logged countries in alphabetical order; ``country`` points into it
    trip: pd.Series  # ids
    assignment: pd.Series  # ids, "" = none
    traveler: Ints
    country: Ints
    start: Ints  # after clipping ongoing trips
    stop: Ints  # after clipping and after handing over a shared travel day
    logged_start: Ints
    work: Bools
    present: Bools  # not only passing through
    ongoing: Bools
    handed_over: Bools

    def foreign_work(self) -> Bools:
        """Which trips are work outside the United States."""
        return self.work & ~self.places.united_states[self.country]

    def jurisdiction(self) -> Ints:
        """The jurisdiction of each trip as a number."""
        return self.places.jurisdiction_ids[self.country]


def read_log(trips: pd.DataFrame, law: Law, as_of: dt.date) -> Log:
    """Arrays from a trips frame with the columns of the contract. Ongoing trips count to ``as_of``."""
    traveler, travelers = pd.factorize(_column(trips, "traveler", "me"), sort=True)
    country, codes = pd.factorize(trips["country"], sort=True)
    places = law.places([str(code) for code in codes])
    start = days.starts(trips["first_day"])
    ongoing = trips["last_day"].isna().to_numpy()
    stop = days.stops(trips["last_day"], missing=days.day_number(as_of) + 1)
    stop = np.maximum(stop, start + 1)
    activity = _column(trips, "activity", Activity.WORK)
    work = (activity == Activity.WORK).to_numpy(dtype=bool)
    jurisdiction = places.jurisdiction_ids[country]
    gives_up = _hands_over(traveler, jurisdiction, start, stop, work, ongoing)
    return Log(
        travelers=pd.Index(travelers),
        places=places,
        trip=trips["trip"] if "trip" in trips else pd.Series([f"row-{n + 1}" for n in range(len(trips))], dtype="str"),
        assignment=_column(trips, "assignment", ""),
        traveler=traveler.astype(np.int64),
        country=country.astype(np.int64),
        start=start,
        stop=stop - gives_up,
        logged_start=start,
        work=work,
        present=(activity != Activity.TRANSIT).to_numpy(dtype=bool),
        ongoing=ongoing,
        handed_over=gives_up,
    )


def _column(trips: pd.DataFrame, name: str, default: str) -> pd.Series:
    """A column of the contract; where the frame leaves it out, what an empty cell stands for."""
    return trips[name] if name in trips else pd.Series(str(default), index=trips.index, dtype="str")


def _hands_over(traveler: Ints, jurisdiction: Ints, start: Ints, stop: Ints, work: Bools, ongoing: Bools) -> Bools:
    """Trips that give up their last day to one that begins on it in another jurisdiction (docs/contract.md, rule 1)."""
    long = work & ((stop - start >= 2) | ongoing)
    gives = np.flatnonzero(long & ~ongoing)
    result = np.zeros(len(start), dtype=bool)
    if len(gives) < 1:
        return result
    low, high = int(start.min()), int(stop.max())
    begins = traveler[long] * (high - low + 1) + (start[long] - low)
    ends = traveler[gives] * (high - low + 1) + (stop[gives] - 1 - low)
    order = np.argsort(begins, kind="stable")
    begins, receiving = begins[order], jurisdiction[long][order]
    first = np.flatnonzero(np.diff(begins, prepend=-1))
    smallest, largest = np.minimum.reduceat(receiving, first), np.maximum.reduceat(receiving, first)
    begins = begins[first]
    at = np.minimum(np.searchsorted(begins, ends), len(begins) - 1)
    giving = jurisdiction[gives]
    result[gives] = (begins[at] == ends) & ((smallest[at] != giving) | (largest[at] != giving))
    return result


def islands(group: Ints, start: Ints, stop: Ints) -> tuple[Ints, Ints, Ints]:
    """The union of half-open intervals per group: (group, start, stop), sorted; intervals that touch are one."""
    if not len(group):
        return group, start, stop
    low = int(start.min())
    day_bits = (int(stop.max()) - low).bit_length()
    position, length = group << day_bits | (start - low), stop - start
    length_bits = int(length.max()).bit_length()
    if int(position.max()).bit_length() + length_bits < 63:  # sorting packed values is far quicker than argsort
        packed = np.sort(position << length_bits | length)
        position, length = packed >> length_bits, packed & ((1 << length_bits) - 1)
    else:
        order = np.argsort(position, kind="stable")
        position, length = position[order], length[order]
    reach = np.maximum.accumulate(position + length)
    begins = first_of_runs(position[1:] > reach[:-1])
    first, last = position[begins], reach[last_of_runs(begins, len(position))]
    day = (1 << day_bits) - 1
    return first >> day_bits, (first & day) + low, (last & day) + low


def first_of_runs(changes: Bools) -> Ints:
    """Where runs begin, if ``changes[n]`` tells whether entry n+1 begins a new one; the first entry always does."""
    return np.concatenate([[0], np.flatnonzero(changes) + 1])


def last_of_runs(begins: Ints, count: int) -> Ints:
    """Where runs end that begin at ``begins``."""
    return np.concatenate([begins[1:] - 1, [count - 1]])


def distinct(values: Ints) -> Ints:
    """The different values, sorted (``np.unique`` hashes integers, which is several times slower here)."""
    ordered = np.sort(values)
    return ordered[np.concatenate([[True], ordered[1:] != ordered[:-1]])] if len(ordered) else ordered


def texts(names: Sequence[str] | pd.Index, which: Ints) -> pd.Series:
    """``names`` picked by position, as a text column, without making a Python object of each."""
    index = names if isinstance(names, pd.Index) else pd.Index(list(names), dtype="str")
    return pd.Series(index.take(which))


def join_texts(group: Ints, parts: pd.Series, groups: int) -> pd.Series:
    """The texts of each group (0 … groups-1) joined by ``+``; ``group`` is sorted, empty groups give ""."""
    offsets = np.concatenate([[0], np.cumsum(np.bincount(group, minlength=groups))]).astype(np.int32)
    values = pa.array(parts, type=pa.string())
    if isinstance(values, pa.ChunkedArray):  # rows of a frame that was put together from several
        values = values.combine_chunks()
    lists = pa.ListArray.from_arrays(offsets, values)
    return pd.Series(pc.binary_join(lists, "+"), dtype="str")


@dataclass(frozen=True)
class Pieces:
    """Runs of days of one traveler on which the same things are logged; no overlap, no hole, sorted."""

    traveler: Ints
    start: Ints
    stop: Ints
    label: Ints  # points into ``countries``
    status: Ints  # points into STATUSES
    countries: pd.Series  # country codes joined by "+"


def sweep(log: Log) -> Pieces:
    """Every traveler's days from the first to the last logged one, cut wherever countries or status change."""
    count = len(log.places.codes)
    item = log.country + np.where(log.work, 0, count)  # an item is a country worked in, or one stayed in at rest
    owner, start, stop, run_set, sets = _runs(log.traveler, item, log.start, log.stop, 2 * count)
    labels, status, only, countries = _describe(sets, log.places)
    label, run_status, country = labels[run_set], status[run_set], only[run_set]
    foreign = run_status == _AGREEMENT
    in_force = np.where(foreign, log.places.start[country], days.ALWAYS)
    run_status[in_force > start] = _NON_AGREEMENT
    inside = np.flatnonzero((in_force > start) & (in_force < stop))
    if len(inside):
        owner, label, run_status = (np.insert(a, inside + 1, a[inside]) for a in (owner, label, run_status))
        cut = in_force[inside]
        start, stop = np.insert(start, inside + 1, cut), np.insert(stop, inside, cut)
        run_status[inside + np.arange(1, len(inside) + 1)] = _AGREEMENT
    if not len(owner):
        return Pieces(owner, start, stop, label, run_status, countries)
    begins = first_of_runs((np.diff(owner) != 0) | (np.diff(label) != 0) | (np.diff(run_status) != 0))
    stop = stop[last_of_runs(begins, len(owner))]
    return Pieces(owner[begins], start[begins], stop, label[begins], run_status[begins], countries)


def _runs(traveler: Ints, item: Ints, start: Ints, stop: Ints, items: int) -> tuple[Ints, Ints, Ints, Ints, Bools]:
    """(traveler, start, stop, set) per run of days with the same set of items, and the items of the sets.

    After the union per traveler and item a country only ever switches on and off, so that a running exclusive or over
    the switches, sorted by day, is the exact set; 64 items fit into one word.
    """
    if not len(traveler):
        none = np.zeros(0, dtype=np.int64)
        return none, none, none, none, np.zeros((0, items), dtype=bool)
    present = np.flatnonzero(np.bincount(item))
    rank = np.zeros(items, dtype=np.int64)
    rank[present] = np.arange(len(present))
    item_bits = len(present).bit_length()
    item_mask = (1 << item_bits) - 1
    owner_item, on, off = islands(traveler << item_bits | rank[item], start, stop)
    owner, switched = owner_item >> item_bits, owner_item & item_mask
    low = int(on.min())
    day_bits = (int(off.max()) - low).bit_length()
    base, switch_on, switch_off = owner << day_bits, on - low, off - low
    switches = np.concatenate([(base | switch_on) << item_bits | switched, (base | switch_off) << item_bits | switched])
    switches.sort()
    position, switched = switches >> item_bits, switches & item_mask
    last = last_of_runs(first_of_runs(position[1:] != position[:-1]), len(position))
    position = position[last]
    owner = position >> day_bits
    run = np.flatnonzero(owner[:-1] == owner[1:])
    words = [np.bitwise_xor.accumulate(bits[switched])[last[run]] for bits in _words(len(present))]
    day = (position & ((1 << day_bits) - 1)) + low
    sets, masks = _distinct_rows(words)
    return owner[run], day[run], day[run + 1], sets, _spread(masks, present, items)


def _words(items: int) -> list[npt.NDArray[np.uint64]]:
    """For every word of 64 items: the bit of each item in it, 0 for items of other words."""
    item = np.arange(items)
    bit = np.uint64(1) << (item % 64).astype(np.uint64)
    return [np.where(item // 64 == word, bit, np.uint64(0)) for word in range((items + 63) // 64)]


def _distinct_rows(words: Sequence[npt.NDArray[np.uint64]]) -> tuple[Ints, npt.NDArray[np.uint64]]:
    """Numbers for equal rows of words, and the distinct rows."""
    number, uniques = pd.factorize(words[0])
    if len(words) == 1:
        return number.astype(np.int64), uniques[:, np.newaxis]
    for word in words[1:]:
        code, kinds = pd.factorize(word)
        number, _ = pd.factorize(number * len(kinds) + code)
    first = np.zeros(int(number.max()) + 1, dtype=np.int64)
    first[number[::-1]] = np.arange(len(number) - 1, -1, -1)
    return number.astype(np.int64), np.stack([word[first] for word in words], axis=1)


def _spread(masks: npt.NDArray[np.uint64], present: Ints, items: int) -> Bools:
    """Bit masks over the items that occur → one column of bools per possible item."""
    table = np.zeros((len(masks), items), dtype=bool)
    for n, item in enumerate(present):
        table[:, item] = (masks[:, n // 64] >> np.uint64(n % 64)) & np.uint64(1)
    return table


def _describe(sets: Bools, places: Places) -> tuple[Ints, Ints, Ints, pd.Series]:
    """For each distinct set: its label, status and first work country; and the label texts.

    ``agreement`` is given to every single foreign country here; the dates are compared by the caller.
    """
    count = len(places.codes)
    worked, rested = sets[:, :count], sets[:, count:]
    shown = np.where(worked.any(axis=1, keepdims=True), worked, rested)
    in_set, country = np.nonzero(shown)
    joined = join_texts(in_set, texts(places.codes, country), len(sets))
    label, countries = pd.factorize(joined)
    number = worked.sum(axis=1)
    only = worked.argmax(axis=1) if count else np.zeros(len(sets), dtype=np.int64)
    home = (number == 1) & places.united_states[only]
    status = np.select(
        [number >= 2, home, number == 1, rested.any(axis=1)], [_MULTI, _HOME, _AGREEMENT, _NON_WORK], _UNLOGGED
    )
    return label.astype(np.int64), status.astype(np.int64), only.astype(np.int64), pd.Series(countries, dtype="str")


def segments_frame(log: Log, pieces: Pieces) -> pd.DataFrame:
    """``segments.csv`` of the contract."""
    return pd.DataFrame(
        {
            "traveler": texts(log.travelers, pieces.traveler),
            "first_day": days.to_first_days(pieces.start),
            "last_day": days.to_last_days(pieces.stop),
            "days": pieces.stop - pieces.start,
            "countries": texts(pd.Index(pieces.countries), pieces.label),
            "status": texts([str(status) for status in STATUSES], pieces.status),
        }
    )


def segment(
    trips: pd.DataFrame, rules: Rules, *, as_of: dt.date, verifications: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Segments of all travelers: ``traveler, first_day, last_day, days, countries, status``.

    ``trips`` has the columns country (alpha-2), first_day and last_day (NaT = ongoing) of the contract, and may have
    trip, traveler, activity and assignment. Days are inclusive on both ends; ongoing trips count to ``as_of``.
    """
    log = read_log(trips, Law(rules, verifications), as_of)
    return segments_frame(log, sweep(log))


LONGEST_TRIP = 3_653
"""Days of ten years, with as many leap days as they can have. A longer trip is more often a slip in the year."""


def log_findings(trips: pd.DataFrame, log: Log, law: Law, as_of: dt.date) -> pd.DataFrame:
    """What the trips themselves give reason to say."""
    shared = np.flatnonzero(log.handed_over)
    not_begun = np.flatnonzero(log.ongoing & (log.start > days.day_number(as_of)))
    certainty = _column(trips, "certainty", Certainty.CONFIRMED)
    unsure = np.flatnonzero(certainty.isin([Certainty.ESTIMATED, Certainty.INFERRED]) & log.work)
    return findings.joined(
        [
            findings.findings(
                FindingCode.SHARED_TRAVEL_DAY,
                log.trip.iloc[shared],
                first_days=days.to_first_days(log.stop[shared]),
                last_days=days.to_first_days(log.stop[shared]),
            ),
            _home_trip_overlaps(log),
            _open_under_later(log),
            _same_country_twice(log),
            _very_long(log, law),
            findings.findings(
                FindingCode.ONGOING_NOT_BEGUN,
                log.trip.iloc[not_begun],
                first_days=days.to_first_days(log.start[not_begun]),
                last_days=days.to_first_days(log.start[not_begun]),
            ),
            findings.findings(
                FindingCode.ESTIMATED_DATES,
                log.trip.iloc[unsure],
                first_days=trips["first_day"].to_numpy()[unsure],
                last_days=trips["last_day"].to_numpy()[unsure],
                certainty=certainty.to_numpy()[unsure],
            ),
        ]
    )


def _home_trip_overlaps(log: Log) -> pd.DataFrame:
    """US work trips that contain a foreign work trip; each is named once, with the first trip that it contains."""
    home = np.flatnonzero(log.work & log.places.united_states[log.country])
    away = np.flatnonzero(log.foreign_work())
    if not len(home) or not len(away):
        return findings.none()
    span = int(log.stop.max()) - int(log.start.min()) + 2
    away = away[np.argsort(log.traveler[away] * span + (log.start[away] - log.start.min()), kind="stable")]
    begins = log.traveler[away] * span + (log.start[away] - log.start.min())
    ends = begins + (log.stop - log.start)[away]
    # Of the trips from here on, the one that ends first tells whether any of them ends within the US trip.
    rank = np.arange(len(away))
    soonest = np.minimum.accumulate((ends * len(away) + rank)[::-1])[::-1]
    low = log.traveler[home] * span + (log.start[home] - log.start.min())
    at = np.searchsorted(begins, low)
    high = low + (log.stop - log.start)[home]
    nearest = np.append(soonest, np.iinfo(np.int64).max)[at]
    inside = nearest // len(away) <= high
    contained = away[nearest[inside] % len(away)]
    return findings.findings(
        FindingCode.HOME_TRIP_OVERLAPS,
        log.trip.iloc[home[inside]],
        first_days=days.to_first_days(log.start[contained]),
        last_days=days.to_last_days(log.stop[contained]),
        other=list(log.trip.iloc[contained]),
    )


def _open_under_later(log: Log) -> pd.DataFrame:
    """Foreign work trips without a last day under a later work trip in another jurisdiction; named with the first one.

    The days are those of the later trip.
    """
    open_trips = np.flatnonzero(log.foreign_work() & log.ongoing)
    if not len(open_trips):
        return findings.none()
    place = log.jurisdiction()
    work = np.flatnonzero(log.work)
    pairs = pd.DataFrame({"traveler": log.traveler[open_trips], "open": open_trips}).merge(
        pd.DataFrame({"traveler": log.traveler[work], "later": work}), on="traveler"
    )
    begun, later = pairs["open"].to_numpy(dtype=np.int64), pairs["later"].to_numpy(dtype=np.int64)
    elsewhere = (log.logged_start[later] > log.logged_start[begun]) & (place[later] != place[begun])
    pairs = pairs[elsewhere].assign(day=log.logged_start[later[elsewhere]])
    first = pairs.sort_values(["open", "day", "later"]).drop_duplicates("open")
    begun, later = first["open"].to_numpy(dtype=np.int64), first["later"].to_numpy(dtype=np.int64)
    return findings.findings(
        FindingCode.OPEN_TRIP_UNDER_LATER_TRIPS,
        log.trip.iloc[begun],
        first_days=days.to_first_days(log.start[later]),
        last_days=days.to_last_days(log.stop[later]),
        other=list(log.trip.iloc[later]),
    )


def _very_long(log: Log, law: Law) -> pd.DataFrame:
    """Trips abroad of more than ten years, and those that begin before any agreement was in force."""
    abroad = ~log.places.united_states[log.country]
    lasts = log.stop + log.handed_over - log.start
    doubtful = np.flatnonzero(abroad & ((lasts > LONGEST_TRIP) | (log.logged_start < law.first_start())))
    return findings.findings(
        FindingCode.TRIP_VERY_LONG,
        log.trip.iloc[doubtful],
        first_days=days.to_first_days(log.start[doubtful]),
        last_days=days.to_last_days(log.stop[doubtful]),
        days=[count(int(number), "day") for number in lasts[doubtful]],
    )


def _same_country_twice(log: Log) -> pd.DataFrame:
    """Work trips of one person that share days with an earlier one in the same country; each is named once."""
    work = np.flatnonzero(log.work)
    order = work[np.lexsort((log.stop[work], log.start[work], log.country[work], log.traveler[work]))]
    if len(order) < 2:
        return findings.none()
    key = log.traveler[order] * len(log.places.codes) + log.country[order]
    low = int(log.start[order].min())
    span = int(log.stop[order].max()) - low + 1
    # Groups follow each other, so one running maximum over group and last day serves all of them.
    reach = np.maximum.accumulate(key * span + (log.stop[order] - low))
    before = np.concatenate([[-1], reach[:-1]])
    again = np.flatnonzero(key * span + (log.start[order] - low) < before)
    holder = np.maximum.accumulate(np.where(key * span + (log.stop[order] - low) == reach, np.arange(len(order)), 0))
    trip, earlier = order[again], order[holder[again - 1]]
    return findings.findings(
        FindingCode.OVERLAPPING_TRIPS,
        log.trip.iloc[trip],
        first_days=days.to_first_days(log.start[trip]),
        last_days=days.to_last_days(np.minimum(log.stop[trip], log.stop[earlier])),
        other=list(log.trip.iloc[earlier]),
    )
