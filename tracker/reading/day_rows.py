"""Lists with a row for each day, and tables of people by days → trips: runs of consecutive days in one place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from tracker import countries
from tracker.codes import Certainty
from tracker.countries import Nearness
from tracker.findings import FindingCode
from tracker.reading.book import Line, Value
from tracker.reading.cells import cell_text
from tracker.reading.dates import DayKind
from tracker.reading.making import LeftOut, Making, Waits, own_days
from tracker.reading.plan import Asks, Field
from tracker.reading.trip_rows import TripReader
from tracker.words import count

ONE_DAY = dt.timedelta(days=1)
_NOTHING = frozenset(("", "-", "–", "—", "0", "off", "x", ".", "/", "h", "home", "none", "n/a", "nil"))
_TRAVEL_MARKS = ("tr/", "tr-", "t/", "travel/", "tr ")


@dataclass(frozen=True)
class Entry:
    """One day of one person in one place. ``texts``: what else stands there; equal texts make one run."""

    person: str
    country: str
    day: dt.date
    number: int  # of the line
    place: str = ""
    activity: str = ""
    certainty: str = ""
    texts: dict[str, str] = field(default_factory=dict, compare=False, hash=False)

    @property
    def where(self) -> tuple[str, str, str, str, str]:
        """What is the same on all days of one trip."""
        return self.person, self.country, self.place, self.activity, self.certainty


def entries_of_days(making: Making, body: Sequence[Line]) -> list[Entry]:
    """The entries of a list with a row for each day. Lines that make none wait, or are left out."""
    reader = TripReader(making)
    entries = []
    for line in body:
        try:
            entries.append(_entry(making, reader, line))
        except Waits as wait:
            making.waiting[line.number] = wait.key
        except LeftOut as reason:
            making.left_out[line.number] = str(reason)
    reader.tell_once()
    return entries


def _entry(making: Making, reader: TripReader, line: Line) -> Entry:
    column = making.column(str(Field.DAY))
    if column is None:
        raise LeftOut("No column says the day.")
    certainty = reader.certainty(line)
    country = reader.country(making.column("country"), line)
    reading = making.day(column, line)
    if reading.kind is not DayKind.DAY or reading.first is None:
        shown = cell_text(making.cell(column, line))
        raise LeftOut(f'{column.heading}: "{shown}" is not one day.' if shown else f"{column.heading} is empty.")
    if not country:
        raise LeftOut("The country is empty. Fill it in, or leave the row away.")
    texts = reader.kept(line)
    activity = reader.activity(line) if making.column(str(Field.PURPOSE)) else texts.pop("activity", "")
    if reading.remark:
        texts["note"] = "; ".join(filter(None, (texts.get("note", ""), reading.remark)))
        certainty = certainty or str(Certainty.ESTIMATED)
    place = texts.pop("place", "")
    return Entry(reader.person(line), country, reading.first, line.number, place, activity, certainty, texts)


def entries_of_matrix(making: Making, body: Sequence[Line]) -> list[Entry]:
    """The entries of a table of people by days, or of days by people."""
    days = [column for column in making.table.columns if column.field == Field.DAY]
    if len(days) == 1 and making.column("traveler") is not None:
        return _days_by_people(making, body)
    return _people_by_days(making, body)


def _people_by_days(making: Making, body: Sequence[Line]) -> list[Entry]:
    headings: dict[int, dt.date] = {}
    blocker = ""
    for column in making.table.columns:
        if column.field != Field.DAY:
            continue
        try:
            reading = making.day_of(column.heading, column.heading, key_heading="")
        except Waits as wait:
            blocker = wait.key
            continue
        except LeftOut as reason:
            making.tell(f"{reason} The column was not used.", column=column.heading, code=FindingCode.PART_NOT_USED)
            continue
        if reading.kind is DayKind.DAY and reading.first is not None:
            headings[column.position] = reading.first
    if blocker:
        making.waiting |= {line.number: blocker for line in body}
        return []
    reader, entries = TripReader(making), []
    for line in body:
        try:
            person = reader.person(line)
            cells = [(day, line.cells[at]) for at, day in headings.items() if at < len(line.cells)]
            entries += _entries_of_cells(making, person, line, cells)
        except Waits as wait:
            making.waiting[line.number] = wait.key
        except LeftOut as reason:
            making.left_out[line.number] = str(reason)
    reader.tell_once()
    return entries


def _days_by_people(making: Making, body: Sequence[Line]) -> list[Entry]:
    column = making.column(str(Field.DAY))
    people = [each for each in making.table.columns if each.field == "traveler"]
    entries: list[Entry] = []
    for line in body:
        try:
            reading = making.day(column, line) if column else None
            if reading is None or reading.kind is not DayKind.DAY or reading.first is None:
                raise LeftOut("The row does not say one day.")
            for person in people:
                cells = [(reading.first, making.cell(person, line))]
                entries += _entries_of_cells(making, person.heading, line, cells)
        except Waits as wait:
            making.waiting[line.number] = wait.key
        except LeftOut as reason:
            making.left_out[line.number] = str(reason)
    return entries


def _entries_of_cells(making: Making, person: str, line: Line, cells: Iterable[tuple[dt.date, Value]]) -> list[Entry]:
    entries = []
    for day, value in cells:
        text = cell_text(value)
        if text.casefold() in _NOTHING:
            continue
        country, is_travel = _country_of_cell(making, text)
        if not country:
            making.tell(
                f'{person}, {day}: "{text}" is not a country, so this day has no entry.',
                line.number,
                code=FindingCode.PART_NOT_USED,
            )
            continue
        if is_travel:
            making.tell(f'{person}, {day}: "{text}" is a travel day. It was counted for {countries.name(country)}.')
        entries.append(Entry(person, country, day, line.number))
    if not entries:
        making.left_out.setdefault(line.number, "No cell of this row names a country.")
    return entries


def _country_of_cell(making: Making, text: str) -> tuple[str, bool]:
    """The country of one cell, and whether the cell marks a travel day; "" where it names none."""
    mark = next((mark for mark in _TRAVEL_MARKS if text.casefold().startswith(mark)), "")
    named = text[len(mark) :].strip()
    answer = making.question(f"{Asks.COUNTRY}::{' '.join(named.casefold().split())}")
    if answer is not None and answer.answer:
        return countries.to_code(answer.answer), bool(mark)
    place = countries.find(named)
    is_code = len(named) > 3 or named.isupper()  # "no" in a table of days is no, not Norway
    return (place.codes[0] if place.nearness is Nearness.EXACT and is_code else ""), bool(mark)


def trips_of(entries: Sequence[Entry], making: Making) -> None:
    """Put the trips of these entries into ``making``: runs of consecutive days with the same person and place.

    A hole stays a hole, and a day that is there twice counts once; both are told.
    """
    ordered = sorted(entries, key=lambda entry: (entry.where, entry.day, entry.number))
    trips = []
    twice = 0
    for _, group in groupby(ordered, key=lambda entry: entry.where):
        run: list[Entry] = []
        for entry in group:
            if run and entry.day - run[-1].day > ONE_DAY:
                trips.append(run)
                run = []
            twice += bool(run and entry.day == run[-1].day)
            run.append(entry)
        trips.append(run)
    trips.sort(key=lambda run: (min(entry.number for entry in run), run[0].day))
    for run in trips:
        making.rows.append(_row(run))
        making.numbers.append(min(entry.number for entry in run))
    if len(entries) > len(trips):
        days = len({(entry.where, entry.day) for entry in entries})
        making.tell(
            f"{count(days, 'day')} of consecutive entries became {count(len(trips), 'trip')}; other days are gaps."
        )
    if twice:
        making.tell(f"{count(twice, 'day')} stood there twice for one place and were counted once.")


def _row(run: Sequence[Entry]) -> dict[str, str]:
    """One trip: texts that differ from day to day are joined."""
    first = run[0]
    names = dict.fromkeys(name for entry in run for name in entry.texts)
    row = {name: "; ".join(dict.fromkeys(filter(None, (entry.texts.get(name, "") for entry in run)))) for name in names}
    row |= {"country": first.country} | own_days(first.day, run[-1].day)
    said = {"traveler": first.person, "place": first.place, "activity": first.activity, "certainty": first.certainty}
    return row | {name: text for name, text in said.items() if text}
