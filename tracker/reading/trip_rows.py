"""One line of a list of trips → one row of the log."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from tracker import countries, schema
from tracker.codes import Activity, Certainty
from tracker.countries import Nearness
from tracker.reading.book import Line, Value
from tracker.reading.cells import cell_text
from tracker.reading.dates import DayKind, DayReading, local_day
from tracker.reading.lengths import NoLength, last_day, length_of
from tracker.reading.making import LeftOut, Making, Waits, own_days
from tracker.reading.plan import AWAY, DIRECTION, LEFT_OUT, ONGOING, Asks, ColumnPlan, Field, value_key
from tracker.reading.values import CANCELED
from tracker.words import count

_YES = frozenset(("yes", "true", "y", "1", "wahr", "vrai", "verdadero", "vero", "ja", "oui", "si", "sim", "x"))
_MIDNIGHT = frozenset(("", "00:00", "00:00:00", "0:00", "0:00:00", "12:00 am", "12:00:00 am"))
_LENGTHS = (Field.NIGHTS, Field.DAYS)


@dataclass
class _Days:
    """The days of a trip while its cells are read. ``last`` None with ``is_open``: the trip goes on."""

    first: dt.date
    last: dt.date | None = None
    is_open: bool = False
    is_estimated: bool = False
    notes: tuple[str, ...] = ()


class TripReader:
    """Reads the lines of one table of trips. ``tell_once`` then says what held for many lines."""

    def __init__(self, making: Making) -> None:
        self._making = making
        self._country = making.column("country")
        self._status = making.column(str(Field.STATUS))
        self._purpose = making.column(str(Field.PURPOSE))
        self._first = next(filter(None, map(making.column, ("first_day", Field.LEFT_HOME, Field.DATES))), None)
        self._after = making.column(str(Field.DAY_AFTER))
        self._last = making.column("last_day") or making.column(str(Field.CAME_HOME)) or self._after
        self._length = next(filter(None, map(making.column, map(str, _LENGTHS))), None)
        self._person = making.column("traveler")
        self._name = making.column(str(Field.PERSON_NAME))
        halves = (making.column(str(Field.GIVEN_NAME)), making.column(str(Field.FAMILY_NAME)))
        self._halves = [column for column in halves if column is not None]
        ends = (making.column(str(Field.LEFT_HOME)), making.column(str(Field.CAME_HOME)))
        self._is_away = any(ends) and making.plan_answer(DIRECTION) == AWAY
        self._counted: dict[str, int] = {}
        self._doubtful: set[int] = set()  # lines whose day depends on the zone of the place
        self._fits: dict[int, tuple[int, int]] = {}  # line → days counted from both ends, length in the file

    def row(self, line: Line) -> dict[str, str]:
        """The texts of the row. Raises ``LeftOut`` or ``Waits`` for a line that makes none."""
        certainty = self.certainty(line)
        code = self.country(self._country, line)
        person = self.person(line)
        days = self._days(line, code)
        row = self.kept(line) | {"country": code} | own_days(days.first, None if days.is_open else days.last)
        if self._last is None and self._length is None and not (days.last or days.is_open):
            row.pop("last_day")
        if person:
            row["traveler"] = person
        if self._purpose is not None:
            row["activity"] = self.activity(line)
        is_estimated = days.is_estimated or line.number in self._doubtful
        if is_estimated and certainty in ("", str(Certainty.CONFIRMED)):
            certainty = str(Certainty.ESTIMATED)
        if certainty:
            row["certainty"] = certainty
        if days.notes:
            row["note"] = "; ".join(filter(None, (row.get("note", ""), *days.notes)))
        return row

    def kept(self, line: Line) -> dict[str, str]:
        """The documented cells that are kept as they stand, and those of the columns that are not used."""
        making = self._making
        row = {}
        for column in making.table.columns:
            if column.field in _DOCUMENTED:
                row[column.field] = cell_text(making.cell(column, line))
            elif column.field == "":
                row[making.own_name(column)] = cell_text(making.cell(column, line))
        return row

    def certainty(self, line: Line) -> str:
        """From the column of statuses, else the documented one. Raises ``LeftOut`` for a canceled trip."""
        column = self._status
        text = cell_text(self._making.cell(column, line)) if column else ""
        if column is None or not text:
            return self._making.text("certainty", line)
        answer = self._making.word(Asks.VALUE, column, text)
        if answer is None:
            raise LeftOut(f'{column.heading}: "{text}" is not known as a status. Correct it in the file.')
        if answer == CANCELED:
            raise LeftOut(f'{column.heading}: "{text}" means that the trip was canceled, so it does not count.')
        return answer

    def country(self, column: ColumnPlan | None, line: Line) -> str:
        """The code, or the text as it stands where it is no country. Raises ``LeftOut`` and ``Waits``."""
        if column is None:
            return ""
        self._making.refuse_error(column, line)
        return self.country_of(column, self._making.cell(column, line))

    def country_of(self, column: ColumnPlan, value: Value) -> str:
        """The same for a value."""
        text = cell_text(value)
        answer = self._making.word(Asks.COUNTRY, column, text) if text else None
        if answer:
            return countries.to_code(answer) or answer
        place = countries.find(text)
        if not text or place.nearness is Nearness.EXACT:
            return place.codes[0] if place.codes else ""
        return text

    def activity(self, line: Line) -> str:
        """From the column of purposes. Raises ``LeftOut`` and ``Waits``."""
        column = self._purpose
        if column is None:
            return ""
        self._making.refuse_error(column, line)
        text = cell_text(self._making.cell(column, line))
        if not text:
            self._count(f'"{column.heading}" is empty in {{rows}}, taken as work')
            return str(Activity.WORK)
        answer = self._making.word(Asks.VALUE, column, text)
        return text if answer is None else answer

    def person(self, line: Line) -> str:
        """Whose trip it is; "" where no column says it. Raises ``LeftOut`` for an empty cell of such a column."""
        column = self._person or self._name or next(iter(self._halves), None)
        if column is None:
            return ""
        for each in (self._person, self._name, *self._halves):
            self._making.refuse_error(each, line)
        halves = [cell_text(self._making.cell(half, line)) for half in self._halves]
        name = cell_text(self._making.cell(self._name, line)) or " ".join(filter(None, halves))
        person = cell_text(self._making.cell(self._person, line)) or (name if self._person is None else "")
        if not person:
            raise LeftOut(f"{column.heading} is empty, so nobody knows whose trip this is. Fill it in.")
        if name:
            self._making.names.setdefault(person, (line.number, name))
        return person

    def _days(self, line: Line, country: str) -> _Days:
        if self._first is None:
            raise LeftOut("No column says the first day.")
        days = self._begin(self._first, line, country)
        if self._last is not None:
            self._end(days, self._last, line, country)
        if self._length is not None:
            self._by_length(days, self._length, line)
        if self._is_away:
            days.is_estimated = True
            self._count("The first and the last day of {rows} are the days of leaving home and coming back")
        return days

    def _begin(self, column: ColumnPlan, line: Line, country: str) -> _Days:
        reading = self._making.day(column, line)
        if reading.kind is DayKind.EMPTY:
            raise LeftOut(f"{column.heading} is empty. Fill it in.")
        if reading.first is None:
            shown = cell_text(self._making.cell(column, line))
            raise LeftOut(f'{column.heading}: "{shown}" does not say the first day. Write the day.')
        days = _Days(self._there(reading, country, column, line))
        if reading.kind is DayKind.RANGE:
            days.last = reading.last
        elif reading.kind is DayKind.OPEN:
            days.is_open = True
        elif reading.kind is DayKind.MAYBE_OPEN:
            days.is_open = self._goes_on(column, line)
        elif reading.kind is DayKind.MONTH and self._last is None and self._length is None:
            days.last = reading.last
        self._note(days, reading, column)
        return days

    def _end(self, days: _Days, column: ColumnPlan, line: Line, country: str) -> None:
        reading = self._making.day(column, line)
        if reading.kind is DayKind.EMPTY:
            days.is_open = days.is_open or (days.last is None and self._length is None)
            return
        if days.last is not None or days.is_open:
            if reading.kind is DayKind.DAY and reading.first == days.last:
                return
            raise LeftOut(f"{column.heading} says a last day, and the first column says another one. Correct the row.")
        if reading.kind is DayKind.OPEN:
            days.is_open = True
        elif reading.kind is DayKind.MAYBE_OPEN:
            days.is_open = self._goes_on(column, line)
        elif reading.kind is DayKind.RANGE:
            raise LeftOut(f"{column.heading} holds two days. Write the last day only.")
        elif reading.kind is DayKind.MONTH:
            days.last = reading.last
        else:
            days.last = self._day_before(self._there(reading, country, column, line), days.first, line)
            if column is self._after:
                days.last -= dt.timedelta(days=1)
                self._count(f'"{column.heading}" is the day after the last day in {{rows}}')
        self._note(days, reading, column)

    def _goes_on(self, column: ColumnPlan, line: Line) -> bool:
        text = cell_text(self._making.cell(column, line))
        answer = self._making.word(Asks.OPEN_END, column, text)
        if answer == ONGOING:
            return True
        if answer is None or answer == LEFT_OUT:
            raise LeftOut(f'{column.heading}: "{text}" does not say the last day. Write it, or leave the cell empty.')
        raise Waits(value_key(Asks.OPEN_END, column.heading, text))

    def _there(self, reading: DayReading, country: str, column: ColumnPlan, line: Line) -> dt.date:
        """The day at the place: a moment in UTC may be another day there."""
        if reading.first is None:
            raise LeftOut(f"{column.heading} does not say a day. Write the day.")
        if reading.instant is None:
            return reading.first
        there, is_agreed = local_day(reading.instant, country)
        text = cell_text(self._making.cell(column, line))
        where = countries.name(country) if country else "a country that is not known"
        if is_agreed:
            self._making.tell(f"{text} is a time in UTC. In {where} it is {there}.", line.number, column.heading)
            return there
        self._making.tell(
            f"{text} is a time in UTC, and the day in {where} depends on the place. {there} was taken; check it.",
            line.number,
            column.heading,
        )
        self._doubtful.add(line.number)
        return there

    def _note(self, days: _Days, reading: DayReading, column: ColumnPlan) -> None:
        if reading.kind is DayKind.MONTH:
            days.is_estimated = True
            self._count(f'"{column.heading}" says only a month in {{rows}}, so its first or last day was taken')
        if reading.remark:
            days.is_estimated = True
            days.notes = (*days.notes, reading.remark)
            self._count(f'"{column.heading}" holds more than a date in {{rows}}; the text went to the note')
        if reading.is_short_year:
            self._count(f'"{column.heading}" has years of two digits in {{rows}}, read as 1970 to 2069')

    def _day_before(self, last: dt.date, first: dt.date, line: Line) -> dt.date:
        """The last day of an entry that lasts all day: calendars write the day after it."""
        making = self._making
        is_all_day = making.text(str(Field.ALL_DAY), line).casefold() in _YES
        clock = making.text(str(Field.LAST_TIME), line).casefold()
        if not is_all_day or clock not in _MIDNIGHT or last <= first:
            return last
        self._count("{rows} are all-day entries of a calendar, whose end is the day after the last day")
        return last - dt.timedelta(days=1)

    def _by_length(self, days: _Days, column: ColumnPlan, line: Line) -> None:
        unit = Field(column.field)
        try:
            length = length_of(self._making.cell(column, line), unit)
        except NoLength as reason:
            if days.last is not None:
                return
            raise LeftOut(f"{column.heading}: {reason}. Write a number of {unit}.") from reason
        if length is None:
            days.is_open = days.last is None
            return
        if days.last is not None:
            self._fits[line.number] = ((days.last - days.first).days, length)
            return
        if not days.is_open:
            days.last = last_day(days.first, length, unit)
            how = "the first day plus the nights" if unit is Field.NIGHTS else "both ends counted"
            self._count(f'The last day of {{rows}} was worked out from "{column.heading}": {how}')

    def _count(self, sentence: str) -> None:
        self._counted[sentence] = self._counted.get(sentence, 0) + 1

    def tell_once(self) -> None:
        """What held for many lines, each once with the number of rows."""
        for sentence, rows in self._counted.items():
            self._making.tell(f"{sentence.format(rows=count(rows, 'row'))}.")
        if self._length is None or not self._fits:
            return
        shifts = {length - nights for nights, length in self._fits.values()}
        if shifts <= {1} or shifts <= {0}:
            return
        usual = 0 if self._length.field == Field.NIGHTS else 1
        for number, (nights, length) in self._fits.items():
            if length - nights != usual:
                self._making.tell(
                    f"{self._length.heading} says {length}, and the first and the last day say {nights + usual}. The "
                    "days were used; check them.",
                    number,
                    self._length.heading,
                )


_DOCUMENTED = frozenset(schema.column_names("trips")) - {
    *("traveler", "country", "first_day", "last_day", "certainty"),
}
