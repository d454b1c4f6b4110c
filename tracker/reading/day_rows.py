"""Lists with a row for each day, and tables of people by days → trips: runs of consecutive days in one place."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise

from tracker import countries
from tracker.countries import Nearness
from tracker.findings import FindingCode
from tracker.reading.cells import line_text
from tracker.reading.dates import DayKind, DayReading, day_there, local_day
from tracker.reading.day_cells import DayCell, day_cell
from tracker.reading.making import Making, rows_words
from tracker.reading.plan import Asks, ColumnPlan, Field, date_order_key, value_key
from tracker.reading.trip_rows import Columns, TripReader
from tracker.words import count
from tracker.words.days import span_text
from tracker.words.names import in_sentence

ONE_DAY = dt.timedelta(days=1)
_SAME = ("traveler", "country", "place", "activity", "assignment", "certainty")
"""What is the same on all days of one trip."""

Where = tuple[str, ...]
"""The texts of ``_SAME``."""


@dataclass(frozen=True)
class Entry:
    """One day in one place. ``at``: position of its line. ``texts``: what else stands there."""

    where: Where
    day: dt.date
    at: int
    texts: Mapping[str, str] = field(default_factory=dict, compare=False)


@dataclass
class Trips:
    """Trips as columns of texts; for each the positions of the lines that it comes from, and those lines as text."""

    columns: Columns
    lines: Sequence[Sequence[int]]
    raw: list[str]


def trips_of_days(making: Making) -> Trips:
    """The trips of a list with a row for each day. Lines that make none wait, or are left out."""
    column = making.column(Field.DAY)
    if column is None:
        for at in range(len(making.body)):
            making.leave_out(at, "No column says the day.")
        return _trips([], making)
    reader = TripReader(making)
    columns = reader.columns()
    readings = making.taken(column, lambda value: making.day(value, column.heading))
    making.wait_together(date_order_key(making.table.sheet, column.heading))
    days = [_days_of(making, at, reading, column, columns["country"][at]) for at, reading in enumerate(readings)]
    notes = {at: [reading.remark] for at, reading in enumerate(readings) if reading.remark}
    months = {at for at, reading in enumerate(readings) if reading.kind is DayKind.MONTH}
    columns = reader.with_doubts(columns, notes, {*notes, *months})
    _put_ids_away(making, columns)
    where = [columns.get(name, [""] * len(making.body)) for name in _SAME]
    others = {name: texts for name, texts in columns.items() if name not in _SAME}
    entries = []
    for at in range(len(making.body)):
        if making.makes_a_row(at):
            texts = {name: column[at] for name, column in others.items()}
            entries += [Entry(tuple(column[at] for column in where), day, at, texts) for day in days[at]]
    return _trips(entries, making)


def _days_of(making: Making, at: int, reading: DayReading, column: ColumnPlan, country: str) -> Sequence[dt.date]:
    """The days of one line."""
    heading = column.heading
    if not making.makes_a_row(at):
        return ()
    if reading.kind is DayKind.EMPTY:
        making.leave_out(at, f'"{heading}" is empty, so the day is not known. Fill it in.', heading)
        return ()
    if reading.first is None or reading.last is None:
        making.leave_out(at, f'"{heading}" does not say one day. Write the day.', heading)
        return ()
    if not country:
        making.leave_out(at, "The country is empty. Fill it in, or take the row out of the list.")
        return ()
    if reading.is_short_year:
        making.note(at, f'Years of two digits in "{heading}" were read as 1970 to 2069: {{rows}}.', heading)
    if reading.kind is DayKind.MONTH:
        making.note(at, f'"{heading}" says only a month in {{rows}}. All its days were taken, as from memory.', heading)
    if reading.moment is not None:
        there, is_sure = day_there(reading.moment, country)
        if not is_sure:
            making.leave_out(at, f'"{heading}" is a time of another place, and the day there may be another.', heading)
        elif there != reading.first:
            making.note(at, f'"{heading}" of {{rows}} is a time of another place. The day there was taken.', heading)
        return (there,)
    if reading.instant is not None:
        there, is_agreed = local_day(reading.instant, country)
        if not is_agreed:
            making.leave_out(at, f'"{heading}" is a time in UTC, and the day there depends on the place.', heading)
        making.note(at, f'"{heading}" of {{rows}} is a time in UTC. The day in that country was taken.', heading)
        return (there,)
    return [reading.first + ONE_DAY * n for n in range((reading.last - reading.first).days + 1)]


def _put_ids_away(making: Making, columns: Columns) -> None:
    """An id that is another one in each row names no trip: it is kept under its heading."""
    column = making.column("trip")
    if column is None:
        return
    ids = [text for text in columns["trip"] if text]
    if len(set(ids)) == len(ids):
        columns[making.own_name(column)] = columns.pop("trip")


# people by days


def trips_of_matrix(making: Making) -> Trips:
    """The trips of a table of people by days, or of days by people."""
    days = [column for column in making.table.columns if column.field == Field.DAY]
    cells = _days_by_people(making, days[0]) if len(days) == 1 else _people_by_days(making, days)
    entries: list[Entry] = []
    said = _CellReader(making)
    for at, parts in groupby(cells, key=lambda cell: cell.at):
        entries += _entries_of_line(making, at, list(parts), said)
    return _trips(entries, making)


@dataclass(frozen=True)
class _Cell:
    """One cell of a table of people by days."""

    at: int
    person: str
    day: dt.date
    text: str
    texts: Mapping[str, str]


def _people_by_days(making: Making, days: Sequence[ColumnPlan]) -> Iterator[_Cell]:
    columns: list[tuple[dt.date, list[str]]] = []
    for column in days:
        heading = re.sub(r" \(\d+\)$", "", column.heading)
        outcome = making.day(heading, heading, asked="")
        if outcome.waits:
            making.waiting |= {at: outcome.waits for at in range(len(making.body)) if at not in making.waiting}
        elif not any(making.texts(column)):
            continue  # nothing stands below February 30
        elif outcome.wrong or outcome.value.kind is not DayKind.DAY or outcome.value.first is None:
            why = outcome.wrong or f'"{heading}" is not one day.'
            making.tell(f"{why} The column was not used.", column=column.heading, code=FindingCode.PART_NOT_USED)
        else:
            columns.append((outcome.value.first, making.texts(column)))
    reader = TripReader(making)
    people = reader.people()
    others = reader.own()
    for at in range(len(making.body)):
        texts = {name: column[at] for name, column in others.items()}
        for day, cells in columns:
            yield _Cell(at, people[at], day, cells[at], texts)
        if not columns:
            making.leave_out(at, "No heading says a day.")


def _days_by_people(making: Making, column: ColumnPlan) -> Iterator[_Cell]:
    readings = making.taken(column, lambda value: making.day(value, column.heading))
    people = [each for each in making.table.columns if each.field == "traveler"]
    own = {each.heading: making.texts(each) for each in people}
    if not people and (country := making.column("country")):
        own = {"": making.texts(country)}
    for at, reading in enumerate(readings):
        if reading.kind is not DayKind.DAY or reading.first is None:
            making.leave_out(at, f'"{column.heading}" does not say one day. Write the day.', column.heading)
            continue
        for person, cells in own.items():
            yield _Cell(at, person, reading.first, cells[at], {})


class _CellReader:
    """Reads the texts of cells, each different one once. ``waits``: text → key of the open question about it."""

    def __init__(self, making: Making) -> None:
        self._making = making
        self._known: dict[str, DayCell] = {}
        self._asked = ""
        self.waits: dict[str, str] = {}

    def __call__(self, text: str) -> DayCell:
        """What a text says."""
        if text not in self._known:
            self._asked = ""
            self._known[text] = day_cell(text, self._chosen)
            if self._asked:
                self.waits[text] = self._asked
        return self._known[text]

    def _chosen(self, text: str) -> str:
        """The country that a person chose for a text, or a part of one; "" for none."""
        key = value_key(Asks.COUNTRY, "", text)
        answer = self._making.answer(key)
        if not answer:
            self._asked = self._asked or (key if self._making.is_asked(key) else "")
            return ""
        place = countries.find(answer)
        return place.codes[0] if place.nearness is Nearness.EXACT else ""


def _entries_of_line(making: Making, at: int, cells: Iterable[_Cell], reader: _CellReader) -> list[Entry]:
    """The days that the cells of one line name; a line without any is left out."""
    entries: list[Entry] = []
    strange = False
    for cell in cells:
        if not making.makes_a_row(at):
            return []
        if not cell.text:
            continue
        said = reader(cell.text)
        if cell.text in reader.waits and not said.codes:
            making.waiting.setdefault(at, reader.waits[cell.text])
        elif said.codes:
            entries += _entries(making, cell, said)
        elif said.is_nothing:
            making.note(at, f'"{cell.text}" names no country, so its days have no entry: {{rows}}.')
        else:
            strange = True
            making.tell(
                f'"{cell.text}" was not understood as a country, so {cell.person or "this person"} has no entry on '
                f"{span_text(cell.day, cell.day)}. Write a country, or empty the cell.",
                making.body[at].number,
                code=FindingCode.PART_NOT_USED,
            )
    if not entries and making.makes_a_row(at):
        making.leave_out(at, "No cell of this row names a country.", is_wanted=not strange)
    return entries if making.makes_a_row(at) else []


def _entries(making: Making, cell: _Cell, said: DayCell) -> list[Entry]:
    if said.is_travel:
        named = " and ".join(map(in_sentence, said.codes))
        making.note(cell.at, f'"{cell.text}" is a day of travel. It was counted for {named}: {{rows}}.')
    return [Entry((cell.person, code, "", said.activity, "", ""), cell.day, cell.at, cell.texts) for code in said.codes]


# runs


def _trips(entries: Sequence[Entry], making: Making) -> Trips:
    """Runs of consecutive days with the same person and place.

    A hole stays a hole, and a day that is there twice counts once; both are told.
    """
    ordered = sorted(entries, key=lambda entry: (entry.where, entry.day, entry.at))
    runs: list[list[Entry]] = []
    twice: list[int] = []
    for entry in ordered:
        last = runs[-1][-1] if runs else None
        if last is None or last.where != entry.where or entry.day - last.day > ONE_DAY:
            runs.append([entry])
            continue
        if entry.day == last.day and entry.at != last.at:
            twice.append(entry.at)
        runs[-1].append(entry)
    runs.sort(key=lambda run: (min(entry.at for entry in run), run[0].day))
    _tell(ordered, runs, making)
    if twice:
        rows = rows_words([making.body[at].number for at in dict.fromkeys(twice)])
        making.tell(f"{count(len(twice), 'day')} stood twice for one place and counted once: {rows}.")
    lines = [sorted({entry.at for entry in run}) for run in runs]
    return Trips(_columns(runs), lines, [_raw(making, positions) for positions in lines])


def _tell(entries: Sequence[Entry], runs: Sequence[Sequence[Entry]], making: Making) -> None:
    if not entries:
        return
    days = len({(entry.where, entry.day) for entry in entries})
    making.tell(f"{count(days, 'day')} became {count(len(runs), 'trip')}: consecutive days in one place are one trip.")
    gaps = []
    by_person = sorted({(entry.where[0], entry.day) for entry in entries})
    for (person, day), (next_person, next_day) in pairwise(by_person):
        if person == next_person and next_day - day > ONE_DAY:
            gaps.append((person, day + ONE_DAY, next_day - ONE_DAY))
    if gaps:
        person, first, last = gaps[0]
        whose = f" ({person})" if person else ""
        stay = "It stays" if len(gaps) == 1 else "They stay"
        making.tell(
            f"{count(len(gaps), 'gap')} between the days of one person, such as {span_text(first, last)}{whose}. "
            f"{stay} without an entry: no row names these days."
        )


def _raw(making: Making, positions: Sequence[int]) -> str:
    first, last = line_text(making.body[positions[0]]), line_text(making.body[positions[-1]])
    return first if len(positions) == 1 else f"{first} … {last}"


def _columns(runs: Sequence[Sequence[Entry]]) -> Columns:
    """One text for each trip; texts that differ from day to day are joined."""
    columns: Columns = {}
    for at, name in enumerate(_SAME):
        texts = [run[0].where[at] for run in runs]
        if any(texts) or name == "country":
            columns[name] = texts
    columns["first_day"] = [run[0].day.isoformat() for run in runs]
    columns["last_day"] = [run[-1].day.isoformat() for run in runs]
    names = dict.fromkeys(name for run in runs for name in run[0].texts if name not in columns)
    for name in names:
        columns[name] = [_joined(entry.texts.get(name, "") for entry in run) for run in runs]
    return columns


def _joined(texts: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(filter(None, texts)))
