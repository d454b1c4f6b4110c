"""What rows say about each other: the same id or trip twice, references to nothing, two work trips on the same days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

import pandas as pd

from tracker import days, findings, schema
from tracker.codes import Activity
from tracker.findings import FindingCode

MOST_SHARED = 2_000
"""Pairs of trips that are named at once: whoever has more has made the same mistake in all of them."""


def without_repeats(table: str, rows: pd.DataFrame, file: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The rows with every id once and, for trips, every trip once; and findings about the ones left out.

    The index of ``rows`` is the row position in ``file``.
    """
    rows, problems = each_id_once(table, rows, file)
    if table == "trips" and len(rows):
        rows, found = _each_trip_once(rows)
        problems.append(found)
    return rows, findings.together(problems)


def each_id_once(table: str, rows: pd.DataFrame, file: str) -> tuple[pd.DataFrame, list[pd.DataFrame]]:
    """``without_repeats`` for ids only, which hold for the whole table and not for one traveler."""
    key = schema.KEYS.get(table)
    if not key:
        return rows, []
    same_id = rows.duplicated(list(key))
    if not same_id.any():
        return rows, []
    problems = []
    content = list(schema.TRIP_IDENTITY) if table == "trips" else schema.column_names(table)
    same_content = rows.duplicated([*key, *(column for column in content if column not in key)])
    again, other = rows[same_id & same_content], rows[same_id & ~same_content]
    if table == "trips":
        problems.append(_duplicate_trips(again, again["trip"]))
    problems.append(
        findings.findings(
            FindingCode.DUPLICATE_ID,
            list(other[key[0]]),
            first_days=other["first_day"].to_numpy() if "first_day" in other else None,
            file=file,
            rows=other.index.to_numpy() + 1,
            column=key[0],
        )
    )
    return rows[~same_id], problems


def _each_trip_once(trips: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    identity = list(schema.TRIP_IDENTITY)
    repeated = trips.duplicated(identity)
    if not repeated.any():
        return trips, findings.none()
    first_id = trips.groupby(identity, dropna=False, sort=False)["trip"].transform("first")
    return trips[~repeated], _duplicate_trips(trips[repeated], first_id[repeated])


def _duplicate_trips(trips: pd.DataFrame, counted: pd.Series) -> pd.DataFrame:
    return findings.findings(
        FindingCode.DUPLICATE_TRIP,
        list(trips["trip"]),
        first_days=trips["first_day"].to_numpy(),
        last_days=trips["last_day"].to_numpy(),
        other=list(counted),
    )


_CERTIFICATES_NAMED = (
    ("certificates", "refers_to"),
    ("deliveries", "certificate"),
    ("steps", "certificate"),
    ("deadlines", "certificate"),
)


def unknown_references(tables: dict[str, pd.DataFrame], files: dict[str, str]) -> pd.DataFrame:
    """A warning for each row that names an assignment, a traveler or a certificate that does not exist."""
    engagements = tables["assignments"]
    known_pairs = pd.MultiIndex.from_frame(engagements[["traveler", "assignment"]])
    known_ids = set(engagements["assignment"])
    problems = []
    for table in ("trips", "certificates", "clarifications", "records"):
        rows = tables[table]
        named = rows[rows["assignment"] != ""]
        if named.empty:
            continue
        known = pd.MultiIndex.from_frame(named[["traveler", "assignment"]]).isin(known_pairs)
        problems.append(_unknown(table, named[~known], "assignment", files))
    exceptions = tables["exceptions"]
    problems.append(_unknown("exceptions", exceptions[~exceptions["assignment"].isin(known_ids)], "assignment", files))
    people = set(tables["travelers"]["traveler"])
    if people:
        for table in ("trips", "assignments", "certificates", "residences", "records", "deadlines"):
            rows = tables[table]
            problems.append(_unknown(table, rows[~rows["traveler"].isin(people)], "traveler", files))
    certificates = {"", *tables["certificates"]["certificate"]}
    for table, column in _CERTIFICATES_NAMED:
        rows = tables[table]
        problems.append(_unknown(table, rows[~rows[column].isin(certificates)], column, files))
    problems += _unknown_subjects(tables, files)
    return findings.together(problems)


def _unknown_subjects(tables: dict[str, pd.DataFrame], files: dict[str, str]) -> list[pd.DataFrame]:
    """Attached files that belong to nothing; people need no row of their own."""
    rows = tables["attachments"]
    known = {table: set(tables[table][schema.KEYS[table][0]]) for table in ("certificates", "assignments", "trips")} | {
        "travelers": set(rows["subject"])
    }
    lost = [subject not in known.get(about, ()) for about, subject in zip(rows["about"], rows["subject"], strict=True)]
    found = rows[pd.Series(lost, index=rows.index, dtype="bool")]
    owners = [about if about in known else "certificates, assignments, travelers or trips" for about in found["about"]]
    return [_unknown("attachments", found, "subject", files, owners)]


def _unknown(
    table: str, rows: pd.DataFrame, column: str, files: dict[str, str], owners: list[str] | None = None
) -> pd.DataFrame:
    """``owners``: in which table each row's value was looked for; without them the one that the column is about."""
    if rows.empty:
        return findings.none()
    owner = {"assignment": "assignments", "traveler": "travelers"}.get(column, "certificates")
    key = schema.KEYS.get(table, (column,))[0]
    return findings.findings(
        FindingCode.UNKNOWN_REFERENCE,
        list(rows[key]),
        file=files.get(table, table),
        rows=rows.index.to_numpy() + 1,
        column=column,
        value=list(rows[column]),
        table=owners or [owner] * len(rows),
    )


@dataclass(frozen=True)
class SharedDays:
    """Days that two work trips of one person share. Days are inclusive; ``last_day`` None: both trips go on.

    ``earlier`` and ``later`` are keys of the trips. The earlier one begins first; of two that begin together, the
    longer one is the earlier.
    """

    earlier: str
    later: str
    first_day: dt.date
    last_day: dt.date | None
    same_country: bool


@dataclass(frozen=True)
class _Work:
    """A work trip. ``last_day`` is without a day that it gives up (docs/contract.md, rule 1); None: ongoing."""

    key: str
    traveler: str
    country: str
    first_day: dt.date
    last_day: dt.date | None


def newly_shared(
    before: Mapping[str, Mapping[str, str]],
    after: Mapping[str, Mapping[str, str]],
    jurisdiction: Callable[[str], str],
) -> list[SharedDays]:
    """Which work trips share days in ``after`` that they did not share in ``before``: to ask about before saving.

    Both map a key to the texts of a row of trips; a trip keeps its key. Two trips share days when one person works in
    two foreign countries, or twice in the same country, on the same days, and the day is no handover day. Work in the
    US beside work abroad is not named (the finding ``home_trip_overlaps`` is about that), unless the trip abroad began
    earlier and has no last day: most likely it ended when the work in the US began. Rows that cannot be used
    (no country, no first day, days in the wrong order) share nothing. ``jurisdiction`` gives the agreement partner of
    a country. In the order of the later trips' first days; at most ``MOST_SHARED``.
    """
    touched = {key for key, row in after.items() if _decides(row) != _decides(before.get(key, {}))}
    if not touched:
        return []
    known = set(_shared(_work(before, jurisdiction), touched))
    fresh = (pair for pair in _shared(_work(after, jurisdiction), touched) if pair not in known)
    return list(islice(fresh, MOST_SHARED))


def _decides(row: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(row.get(column, "") for column in ("traveler", "country", "first_day", "last_day", "activity"))


def _shared(trips: list[_Work], touched: set[str]) -> Iterator[SharedDays]:
    """The pairs in which at least one trip is in ``touched``; ``trips`` in order of their first days."""
    begun: dict[str, list[_Work]] = {}
    begun_touched: dict[str, list[_Work]] = {}
    for later in trips:
        is_touched = later.key in touched
        running = [
            trip
            for trip in (begun if is_touched else begun_touched).get(later.traveler, [])
            if trip.last_day is None or trip.last_day >= later.first_day
        ]
        if is_touched:
            begun[later.traveler] = running
        else:
            begun_touched[later.traveler] = running
        for earlier in running:
            is_open_abroad = earlier.last_day is None and earlier.country != "US"
            if earlier.country == later.country or later.country != "US" != earlier.country or is_open_abroad:
                yield _pair(earlier, later)
        begun.setdefault(later.traveler, []).append(later)
        if is_touched:
            begun_touched.setdefault(later.traveler, []).append(later)


def _pair(earlier: _Work, later: _Work) -> SharedDays:
    ends = [trip.last_day for trip in (earlier, later) if trip.last_day is not None]
    same_country = earlier.country == later.country
    return SharedDays(earlier.key, later.key, later.first_day, min(ends, default=None), same_country)


def _work(rows: Mapping[str, Mapping[str, str]], jurisdiction: Callable[[str], str]) -> list[_Work]:
    """The usable work trips by first day, the longer one first; a handover day belongs to the trip that begins."""
    trips = [trip for key, row in rows.items() if (trip := _usable_work(key, row)) is not None]
    begins: dict[tuple[str, dt.date], set[str]] = {}
    for trip in trips:
        if trip.last_day is None or trip.last_day > trip.first_day:
            begins.setdefault((trip.traveler, trip.first_day), set()).add(jurisdiction(trip.country))
    handed = [_without_handover(trip, begins, jurisdiction) for trip in trips]
    return sorted(handed, key=lambda trip: (trip.first_day, -_length(trip), trip.key))


def _usable_work(key: str, row: Mapping[str, str]) -> _Work | None:
    """The row as a work trip; None for no work, and for a row that the store refuses."""
    if (row.get("activity") or str(Activity.WORK)) != Activity.WORK or not row.get("country"):
        return None
    try:
        first = days.parse_day(row.get("first_day", ""))
        last = days.parse_day(row["last_day"]) if row.get("last_day") else None
    except ValueError:
        return None
    if last is not None and last < first:
        return None
    return _Work(key, row.get("traveler", ""), row["country"], first, last)


def _without_handover(
    trip: _Work, begins: Mapping[tuple[str, dt.date], set[str]], jurisdiction: Callable[[str], str]
) -> _Work:
    """Germany to 10 March, France from 10 March, two days or more each: Germany then ends on 9 March."""
    if trip.last_day is None or trip.last_day == trip.first_day:
        return trip
    if begins.get((trip.traveler, trip.last_day), set()) <= {jurisdiction(trip.country)}:
        return trip
    return _Work(trip.key, trip.traveler, trip.country, trip.first_day, trip.last_day - dt.timedelta(days=1))


def _length(trip: _Work) -> int:
    return ((trip.last_day or dt.date.max) - trip.first_day).days
