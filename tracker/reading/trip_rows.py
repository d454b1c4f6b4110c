"""The columns of a list of trips → columns of the log, for all lines at once."""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from tracker import countries, schema
from tracker.codes import Activity, Certainty
from tracker.countries import Nearness
from tracker.findings import FindingCode
from tracker.reading import values as words
from tracker.reading.book import Value
from tracker.reading.cells import cell_text
from tracker.reading.content import YES, is_like_a_person
from tracker.reading.dates import DayKind, DayReading, day_there, local_day, read_day
from tracker.reading.headings import Role, folded, read_heading
from tracker.reading.lengths import Length, NoLength, length_of
from tracker.reading.making import Making, Outcome, iso, refused
from tracker.reading.plan import AWAY, DIRECTION, NOT_USED, Asks, ColumnPlan, Field, column_key
from tracker.reading.trip_columns import NEXT_DAY
from tracker.reading.values import CANCELED
from tracker.words.names import in_sentence

Columns = dict[str, list[str]]
"""Name of a column → its texts, one for each line of the body."""

_MIDNIGHT = frozenset(("", "00:00", "00:00:00", "0:00", "0:00:00", "12:00 am", "12:00:00 am", "12:00am", "0", "24:00"))
_NO_DAY = DayReading(DayKind.EMPTY)

KEPT_TOO = (*(Field.PURPOSE, Field.STATUS, Field.NIGHTS, Field.DAYS, Field.ALL_DAY, Field.FIRST_TIME, Field.LAST_TIME),)
"""Columns whose words decide, but do not all stay in a documented column: kept under their headings as well."""

_VERBATIM = frozenset(schema.column_names("trips")) - {
    *("traveler", "country", "first_day", "last_day", "certainty", "activity", "note"),
}


def read_trips(making: Making) -> Columns:
    """The columns of a table with a row for each trip. Lines that make no row are marked in ``making``."""
    reader = TripReader(making)
    columns = reader.columns()
    spans = _Spans(making, columns["country"])
    first, last = spans.read()
    columns["first_day"] = first
    if spans.says_the_end:
        columns["last_day"] = last
    return reader.with_doubts(columns, spans.notes, spans.estimated)


class TripReader:
    """Reads everything of a table of trips but its days."""

    def __init__(self, making: Making) -> None:
        self._making = making
        self._size = len(making.body)

    def columns(self) -> Columns:
        """The columns of the log, then those of the user's own."""
        making = self._making
        columns: Columns = {"country": self.countries()}
        if any(person := self.people()) or making.column("traveler"):
            columns["traveler"] = person
        if (activity := self._activities()) is not None:
            columns["activity"] = activity
        if (certainty := self._certainties()) is not None:
            columns["certainty"] = certainty
        for name in sorted({"note", *_VERBATIM}):
            if (column := making.column(name)) is not None:
                columns[name] = making.kept(column)
        self._refuse_days("place")
        if "place" not in columns and any(places := self._places_beside_countries()):
            columns["place"] = places
        self._doubt_notes(columns)
        columns |= self.own()
        return columns

    def _refuse_days(self, name: str) -> None:
        """A day under a heading that is not one of days: a cell is missing before it, so the others are not sure."""
        column = self._making.column(name)
        if column is None:
            return
        for at, value in enumerate(self._making.values(column)):
            if _is_whole_day(value):
                why = (
                    f'It holds the day "{cell_text(value)}", so the cells of this row may have moved. Correct the row.'
                )
                self._making.leave_out(at, why, column.heading)

    def _places_beside_countries(self) -> list[str]:
        """The city of a cell such as "Berlin, Germany", where no column says the place."""
        column = self._making.column("country")
        return self._making.each(column, _city_before_country) if column else [""] * self._size

    def _doubt_notes(self, columns: Columns) -> None:
        """A note is no status and no purpose. Where it says "canceled" or "vacation", the trip may count wrongly."""
        making = self._making
        says_status = making.column(Field.STATUS, "certainty") is not None
        says_purpose = making.column(Field.PURPOSE, "activity") is not None
        for at, text in enumerate(columns.get("note", ())):
            if not text or not making.makes_a_row(at):
                continue
            if not says_status and words.status(text) == words.Meaning(CANCELED, is_sure=True):
                sentence = f'The note says "{text}", and the trip was counted. Delete the row if the trip was canceled.'
            elif not says_purpose and words.purpose(text) == words.Meaning(str(Activity.NON_WORK), is_sure=True):
                sentence = (
                    f'The note says "{text}", and the trip was taken as work. Say the purpose in a column of its own.'
                )
            else:
                continue
            making.tell(sentence, making.body[at].number, code=FindingCode.PART_NOT_USED)

    def own(self) -> Columns:
        """The columns that are kept under their headings."""
        making = self._making
        return {
            making.own_name(column): making.kept(column)
            for column in making.table.columns
            if column.field == "" or (column.field in KEPT_TOO and not self._says_codes_only(column))
        }

    def _says_codes_only(self, column: ColumnPlan) -> bool:
        """Whether nothing is lost when a column of words is not kept: it holds our own codes."""
        codes = {Field.PURPOSE: Activity, Field.STATUS: Certainty}.get(Field(column.field))
        if codes is None:
            return False
        texts = {text.casefold().replace(" ", "_").replace("-", "_") for text in self._making.texts(column)}
        return texts <= {"", *map(str, codes)}

    def with_doubts(self, columns: Columns, notes: dict[int, list[str]], estimated: set[int]) -> Columns:
        """Texts beside days go to the note, and days that are not sure lower the certainty."""
        if notes:
            texts = list(columns.get("note", [""] * self._size))
            for at, more in notes.items():
                texts[at] = "; ".join(dict.fromkeys(filter(None, (texts[at], *more))))
            columns["note"] = texts
        if estimated:
            texts = list(columns.get("certainty", [""] * self._size))
            for at in estimated:
                if texts[at] in ("", str(Certainty.CONFIRMED)):
                    texts[at] = str(Certainty.ESTIMATED)
            columns["certainty"] = texts
        return columns

    # country

    def countries(self) -> list[str]:
        """The code, or the text as it stands where it is no country."""
        column = self._making.column("country")
        if column is None:
            return [""] * self._size
        return self._making.taken(column, lambda value: self._country(column, value))

    def _country(self, column: ColumnPlan, value: Value) -> Outcome[str]:
        if why := refused(value):
            return Outcome("", wrong=why)
        text = cell_text(value)
        answer = self._making.word(Asks.COUNTRY, column, value) if text else None
        if answer is not None and not answer.value:
            return answer
        meant = countries.find(answer.value if answer else text)
        if text and meant.nearness is Nearness.EXACT:
            return Outcome(meant.codes[0])
        return Outcome(answer.value if answer else text)

    # people

    def people(self) -> list[str]:
        """Whose trip each line is; "" where the line does not say it."""
        making = self._making
        column = making.column("traveler")
        names = self._names()
        if column is None:
            people = names
            headings = [each.heading for each in self._name_columns()]
        else:
            people = making.taken(column, _plain)
            headings = [column.heading]
            known: dict[str, tuple[int, str]] = {}
            for at, (person, name) in enumerate(zip(people, names, strict=True)):
                if person and name:
                    known.setdefault(person, (at, name))
                    if known[person][1] != name:
                        making.note(at, f'"{person}" has another name in {{rows}}; "{known[person][1]}" was taken')
            making.names = {person: at_name for person, at_name in known.items() if at_name[1] != person}
        people = self._of_lines_above(people)
        for at, person in enumerate(people):
            if _names_several(person) or (_joins_people(person) and headings[:1] != ["traveler"]):
                making.leave_out(
                    at, f'"{person}" names several people. Write a row for each person.', "".join(headings[:1])
                )
        nobody = [at for at, person in enumerate(people) if not person and making.makes_a_row(at)]
        if headings and len(nobody) < self._size:
            for at in nobody:
                making.note(at, f'"{" and ".join(headings)}" names nobody in {{rows}}.')
        return people

    def _of_lines_above(self, people: list[str]) -> list[str]:
        """The person whom a line above names, or the sheet, for lines in which no column does."""
        named = self._making.table.people
        if not named:
            return people
        numbers = [number for number, _ in named]
        above = [bisect_right(numbers, line.number) - 1 for line in self._making.body]
        return [person or (named[at][1] if at >= 0 else "") for person, at in zip(people, above, strict=True)]

    def _name_columns(self) -> list[ColumnPlan]:
        making = self._making
        whole = making.column(Field.PERSON_NAME)
        if whole is not None:
            return [whole]
        halves = (making.column(Field.GIVEN_NAME), making.column(Field.FAMILY_NAME))
        return [column for column in halves if column is not None]

    def _names(self) -> list[str]:
        halves = [self._making.taken(column, _plain) for column in self._name_columns()]
        if not halves:
            return [""] * self._size
        return [" ".join(filter(None, parts)) for parts in zip(*halves, strict=True)]

    # purpose and status

    def _activities(self) -> list[str] | None:
        making = self._making
        if (column := making.column(Field.PURPOSE)) is None:
            column = making.column("activity")
            return making.texts(column) if column else None
        activities = making.taken(column, lambda value: self._activity(column, value))
        only_marks_work = Role.WORKED in read_heading(column.heading).roles and str(Activity.NON_WORK) not in activities
        for at, activity in enumerate(activities):
            if activity or not making.makes_a_row(at):
                continue
            if only_marks_work and any(activities):
                making.leave_out(
                    at, "It is empty, which may mean that no work was done. Write yes or no.", column.heading
                )
            else:
                making.note(at, f'"{column.heading}" is empty in {{rows}}: taken as work.', column.heading)
        return [activity or str(Activity.WORK) for activity in activities]

    def _activity(self, column: ColumnPlan, value: Value) -> Outcome[str]:
        if (why := refused(value)) or not cell_text(value):
            return Outcome("", wrong=why)
        answer = self._making.word(Asks.VALUE, column, value)
        meaning = words.purpose(cell_text(value))
        if answer is None and not meaning.is_sure:
            return Outcome("", wrong=f'"{cell_text(value)}" does not say whether the trip was work.')
        return answer or Outcome(meaning.value)

    def _certainties(self) -> list[str] | None:
        """From the column of statuses, else the documented one. A canceled trip makes no row."""
        making = self._making
        if (column := making.column(Field.STATUS)) is None:
            column = making.column("certainty")
            return making.texts(column) if column else None
        certainties = making.taken(column, lambda value: self._certainty(column, value))
        for at, certainty in enumerate(certainties):
            if not certainty and making.makes_a_row(at):
                making.note(
                    at, f'"{column.heading}" is empty in {{rows}}: taken as a trip that took place.', column.heading
                )
        return certainties

    def _certainty(self, column: ColumnPlan, value: Value) -> Outcome[str]:
        text = cell_text(value)
        if (why := refused(value)) or not text:
            return Outcome("", wrong=why)
        answer = self._making.word(Asks.VALUE, column, value)
        if answer is None:
            meaning = words.status(text)
            if not meaning.is_sure:
                return Outcome("", wrong=f'"{text}" does not say whether the trip took place.')
            answer = Outcome(meaning.value)
        if answer.value == CANCELED:
            return Outcome("", wrong=f'"{text}" means that the trip was canceled.', is_wanted=True)
        return answer


def _city_before_country(value: Value) -> str:
    text = cell_text(value)
    city = text.rpartition(",")[0].strip()
    is_both = bool(city) and countries.find(text).nearness is Nearness.EXACT
    return city if is_both and countries.find(city).nearness is Nearness.CITY else ""


def _plain(value: Value) -> Outcome[str]:
    """A cell of a column of people."""
    if _is_whole_day(value):
        return Outcome("", wrong=f'"{cell_text(value)}" is a day, so the cells of this row may have moved.')
    return Outcome(cell_text(value), wrong=refused(value))


def _is_whole_day(value: Value) -> bool:
    """Whether a cell is a day, in whatever order; a number such as 20260302 may be an id."""
    if isinstance(value, dt.date):
        return True
    return isinstance(value, str) and not value.strip().isdigit() and read_day(value).kind in _WHOLE_DAYS


_WHOLE_DAYS = (DayKind.DAY, DayKind.TWO_ORDERS, DayKind.RANGE)


@lru_cache(maxsize=4_096)
def _names_several(text: str) -> bool:
    """Whether a cell names two people and more, each with a first and a family name: "Ann Example; Bob Sample"."""
    parts = [part.strip() for part in _BETWEEN_PEOPLE.split(text)]
    return len(parts) > 1 and all(" " in part and is_like_a_person(part) for part in parts)


def _joins_people(text: str) -> bool:
    """Whether a cell joins names by a sign or by "and": "Ann & Bob"; not the id of a team, such as "R&D"."""
    parts = [part.strip() for part in _PEOPLE_SIGNS.split(text)]
    return len(parts) > 1 and all(len(part) > 1 and is_like_a_person(part) for part in parts)


_PEOPLE_SIGNS = re.compile(r"[;/&+|\n]|\s(?:and|und)\s")
_BETWEEN_PEOPLE = re.compile(r"[;/&+|\n]|,(?=[^,]* [^,]*)|\s(?:and|und|et|y|e|with)\s")


@dataclass
class _Span:
    """The days of one trip while its cells are read. ``last`` None: open, or not said yet."""

    first: dt.date
    last: dt.date | None = None
    is_open: bool = False


class _Spans:
    """First and last days of a table with a row for each trip."""

    def __init__(self, making: Making, codes: Sequence[str]) -> None:
        self._making, self._codes = making, codes
        self._begin = making.column("first_day", Field.LEFT_HOME, Field.DATES)
        self._end = making.column("last_day", Field.CAME_HOME, Field.DAY_AFTER)
        self._length = making.column(Field.NIGHTS, Field.DAYS)
        self.notes: dict[int, list[str]] = {}
        self.estimated: set[int] = set()
        self._months: set[int] = set()  # lines whose first or last day is a month
        self._has_ranges = False

    @property
    def says_the_end(self) -> bool:
        """Whether any column says a last day, or may do so."""
        is_whole = self._begin is not None and self._begin.field == Field.DATES
        return bool(self._end or self._length) or is_whole or self._has_ranges

    def read(self) -> tuple[list[str], list[str]]:
        """First and last days as text; "" for an open end, and for lines that make no row."""
        making = self._making
        size = len(making.body)
        firsts, lasts = [""] * size, [""] * size
        column = self._begin
        if column is None:
            for at in range(size):
                making.leave_out(at, "No column says the first day.")
            return firsts, lasts
        begins = making.taken(column, lambda value: making.day(value, column.heading))
        ends = self._ends()
        lengths = self._lengths()
        self._has_ranges = any(begin.kind in (DayKind.RANGE, DayKind.MONTH, DayKind.OPEN) for begin in begins)
        all_day = self._all_day_entries()
        for at in range(size):
            if making.makes_a_row(at):
                firsts[at], lasts[at] = self._span(at, begins[at], ends[at], lengths[at], is_all_day=at in all_day)
        self._say_away()
        self._compare(firsts, lasts)
        self._doubt_years(firsts, lasts)
        return firsts, lasts

    def _doubt_years(self, firsts: Sequence[str], lasts: Sequence[str]) -> None:
        """Say which stays abroad last more than ten years: a wrong year rather than a stay.

        A log of ours says it when it is analyzed.
        """
        if self._begin is None or self._begin.heading == "first_day":
            return
        for at, (first, last) in enumerate(zip(firsts, lasts, strict=True)):
            if not first or not last or self._codes[at] == "US" or not self._making.makes_a_row(at):
                continue
            length = (dt.date.fromisoformat(last) - dt.date.fromisoformat(first)).days + 1
            if length > _LONGEST_STAY:
                sentence = f"The trip from {first} to {last} lasts {length:,} days. Check the years of its dates."
                heading = (self._end or self._begin).heading
                self._making.tell(sentence, self._making.body[at].number, heading, FindingCode.YEAR_DOUBTFUL)

    def _ends(self) -> list[DayReading]:
        if self._end is None:
            return [_NO_DAY] * len(self._making.body)
        column = self._end
        return self._making.taken(column, lambda value: self._making.day(value, column.heading))

    def _lengths(self) -> list[Length | None]:
        if self._length is None:
            return [None] * len(self._making.body)
        column = self._length
        outcomes = self._making.each(column, lambda value: _length(value, Field(column.field)))
        for at, outcome in enumerate(outcomes):
            if outcome.wrong and self._end is None:
                self._making.leave_out(at, outcome.wrong, column.heading)
            elif outcome.wrong:
                self._making.note(at, f'"{column.heading}" was not understood in {{rows}}.', column.heading)
        return [outcome.value for outcome in outcomes]

    def _span(
        self, at: int, begin: DayReading, end: DayReading, length: Length | None, *, is_all_day: bool
    ) -> tuple[str, str]:
        """First and last day of one line as text; a line that does not say them is left out."""
        try:
            span = self._begun(at, begin)
            if span is None:
                return "", ""
            self._ended(at, span, end, has_length=length is not None)
            if is_all_day and span.last is not None and span.last > span.first:
                span.last -= dt.timedelta(days=1)
                self._making.note(
                    at, "The last day is the day before the end that the calendar wrote: {rows} (all-day entries)."
                )
            if length is not None and span.last is None and not span.is_open:
                span.last = length.last_day(span.first)
                self._note_length(at)
        except (_NoSpan, NoLength) as reason:
            self._making.leave_out(at, str(reason), reason.heading if isinstance(reason, _NoSpan) else "")
            return "", ""
        return iso(span.first), iso(span.last)

    def _begun(self, at: int, begin: DayReading) -> _Span | None:
        column = self._begin
        heading = column.heading if column else ""
        if begin.kind is DayKind.EMPTY:
            raise _NoSpan(f'"{heading}" is empty, so the first day is not known. Fill it in.', heading)
        if begin.first is None:
            raise _NoSpan(f'"{heading}" does not say the first day. Write the day.', heading)
        span = _Span(self._there(at, begin, heading))
        is_whole = column is not None and column.field == Field.DATES
        if begin.kind is DayKind.RANGE or (begin.kind is DayKind.MONTH and (is_whole or self._end is None)):
            span.last = begin.last
        elif begin.kind is DayKind.DAY and is_whole and self._end is None and self._length is None:
            span.last = span.first  # one day under a heading of whole trips
        span.is_open = begin.kind is DayKind.OPEN
        self._note(at, begin, heading)
        return span

    def _ended(self, at: int, span: _Span, end: DayReading, *, has_length: bool) -> None:
        heading = self._end.heading if self._end else ""
        begin_heading = self._begin.heading if self._begin else ""
        if end.kind is DayKind.EMPTY:
            self._without_end(at, span, heading, has_length=has_length)
            return
        self._note(at, end, heading)
        if end.kind is DayKind.OPEN:
            if span.last is not None or (end.first is not None and end.first != span.first):
                raise _NoSpan(f'"{begin_heading}" and "{heading}" contradict each other. Correct the row.', heading)
            span.is_open = True
            return
        if end.kind is DayKind.RANGE and end.first != span.first:
            raise _NoSpan(f'"{heading}" holds two days. Write the last day only.', heading)
        last = self._there(at, end, heading) if end.kind is DayKind.DAY else end.last
        if self._end is not None and self._end.field == Field.DAY_AFTER and last is not None:
            last -= dt.timedelta(days=1)
            self._making.note(at, f'"{heading}" is the day after the last day, in {{rows}}.', heading)
        if span.is_open or (span.last is not None and span.last != last):
            raise _NoSpan(f'"{begin_heading}" and "{heading}" say two last days. Correct the row.', heading)
        span.last = last

    def _without_end(self, at: int, span: _Span, heading: str, *, has_length: bool) -> None:
        """An empty last day: the trip goes on, unless the line says its end elsewhere."""
        if has_length or span.last is not None or span.is_open:
            return
        if at in self._months:
            raise _NoSpan(f'The first day is a month, and "{heading}" is empty. Write the days.', heading)
        if self._length is not None and self._end is None:
            raise _NoSpan(f'"{self._length.heading}" is empty, so the last day is not known.', self._length.heading)

    def _there(self, at: int, reading: DayReading, heading: str) -> dt.date:
        """The day at the place: a moment in UTC may be another day there."""
        if reading.first is None:
            raise _NoSpan(f'"{heading}" does not say a day. Write the day.', heading)
        code = self._codes[at]
        if reading.moment is not None:
            return self._day_of_moment(at, reading.moment, heading)
        if reading.instant is None:
            return reading.first
        there, is_agreed = local_day(reading.instant, code)
        is_known = code in countries.names()
        where = in_sentence(code) if is_known else "that country"
        if is_agreed and is_known:
            how = "is the same day" if there == reading.first else f"is {there:%b} {there.day}, {there.year}"
            text = f'"{heading}" of {{rows}} is a time in UTC. In {where} it {how}.'
            self._making.note(at, text, heading)
            return there
        self.estimated.add(at)
        self._making.note(
            at,
            f'"{heading}" of {{rows}} is a time in UTC. The day in {where} depends on the place there: check it. The '
            "days were taken as from memory.",
            heading,
        )
        return there

    def _day_of_moment(self, at: int, moment: dt.datetime, heading: str) -> dt.date:
        """The day at the place of a time with an offset, which may be that of another place."""
        code = self._codes[at]
        there, is_sure = day_there(moment, code)
        where = in_sentence(code) if code in countries.names() else "that country"
        if not is_sure:
            self.estimated.add(at)
            self._making.note(
                at,
                f'"{heading}" of {{rows}} is a time of another place. The day in {where} may be another one: check it. '
                "The days were taken as from memory.",
                heading,
            )
        elif there != moment.date():
            day = f"{there:%b} {there.day}, {there.year}"
            self._making.note(
                at, f'"{heading}" of {{rows}} is a time of another place. In {where} it is {day}.', heading
            )
        return there

    def _note(self, at: int, reading: DayReading, heading: str) -> None:
        if reading.kind is DayKind.MONTH:
            self.estimated.add(at)
            self._months.add(at)
            self._making.note(
                at,
                f'"{heading}" says only a month in {{rows}}. Its first and last day were taken, as from memory.',
                heading,
            )
        if reading.remark:
            self.estimated.add(at)
            self.notes.setdefault(at, []).append(reading.remark)
            self._making.note(
                at,
                f'"{heading}" holds text beside the day in {{rows}}. The text went to the note, and the days were '
                "taken as from memory.",
                heading,
            )
        if reading.is_short_year:
            self._making.note(
                at,
                f'Years of two digits in "{heading}" were read as 1970 to 2069 (70 is 1970, 69 is 2069): {{rows}}.',
                heading,
            )

    def _note_length(self, at: int) -> None:
        if self._length is not None:
            adds = "the nights" if self._length.field == Field.NIGHTS else "the days, both ends counted"
            heading = self._length.heading
            self._making.note(at, f'The last day of {{rows}} is the first day plus {adds}, from "{heading}".', heading)

    def _all_day_entries(self) -> set[int]:
        """Lines of a calendar that last all day and end at midnight: the end is the day after."""
        making = self._making
        column = making.column(Field.ALL_DAY)
        if self._end is None:
            return set()
        if column is None:
            is_after = making.answer(column_key(making.table.sheet, str(Field.ALL_DAY))) == NEXT_DAY
            return set(range(len(making.body))) if is_after else set()
        clocks = making.texts(making.column(Field.LAST_TIME))
        days = making.texts(self._end)
        marks = making.texts(column)
        return {
            at
            for at, (mark, clock, day) in enumerate(zip(marks, clocks, days, strict=True))
            if folded(mark) in YES and clock.casefold() in _MIDNIGHT and not _has_clock(day)
        }

    def _say_away(self) -> None:
        """Days of leaving home and coming back are days there only from memory."""
        making = self._making
        ends = [column for column in (making.column(Field.LEFT_HOME), making.column(Field.CAME_HOME)) if column]
        if not ends or making.answer(DIRECTION) != AWAY:
            return
        headings = " and ".join(f'"{column.heading}"' for column in ends)
        for at in range(len(making.body)):
            if making.makes_a_row(at):
                self.estimated.add(at)
                making.note(
                    at,
                    f"{headings} are the days of leaving home and coming back. They were taken as the days there, as "
                    "from memory: {rows}.",
                )

    def _compare(self, firsts: Sequence[str], lasts: Sequence[str]) -> None:
        """Say where a length and the days beside it disagree, also in columns that are not used for the last day."""
        if self._end is None:
            return
        for column in self._making.table.columns:
            unit = _unit_of(column)
            if unit is not None:
                lengths = self._making.each(column, lambda value, unit=unit: _length(value, unit).value)  # type: ignore[misc]
                self._compare_column(column, firsts, lasts, lengths)

    def _compare_column(
        self, column: ColumnPlan, firsts: Sequence[str], lasts: Sequence[str], lengths: Sequence[Length | None]
    ) -> None:
        """One column of lengths. Nights or days: what fits all lines, else what the heading says."""
        differences = {
            at: length.nights - (dt.date.fromisoformat(last) - dt.date.fromisoformat(first)).days
            for at, (first, last, length) in enumerate(zip(firsts, lasts, lengths, strict=True))
            if length is not None and first and last and self._making.makes_a_row(at)
        }
        if len(set(differences.values())) == 1 and abs(next(iter(differences.values()))) <= 1:
            if column.field == Field.DAYS and self._end is not None and set(differences.values()) == {-1}:
                end = self._end.heading
                self._making.tell(
                    f'"{column.heading}" is one less than the days from the first day to "{end}", both '
                    f'counted. "{end}" was taken as the last day there; check whether it is the day after.',
                    0,
                    column.heading,
                )
            return  # nights under a heading of days, or days under one of nights
        for at, difference in differences.items():
            if difference and lasts[at]:
                number = self._making.body[at].number
                self._making.tell(
                    f'"{column.heading}" is {self._making.texts(column)[at]}, which does not fit {firsts[at]} to '
                    f"{lasts[at]}. The days were used; check them.",
                    number,
                    column.heading,
                    FindingCode.ASSUMED_READING,
                )


_LONGEST_STAY = 3_653  # days: ten years


class _NoSpan(Exception):
    """A line that does not say its days; ``heading``: of the cell that is to be corrected."""

    def __init__(self, why: str, heading: str) -> None:
        self.heading = heading
        super().__init__(why)


def _has_clock(day: str) -> bool:
    """Whether a day is written with a time of day that is not midnight."""
    _, _, clock = day.replace("T", " ").partition(" ")
    return ":" in clock and clock.strip().casefold() not in _MIDNIGHT


def _unit_of(column: ColumnPlan) -> Field | None:
    """What a column counts, if it is one of lengths; also one that is not used, by its heading."""
    if column.field in (Field.NIGHTS, Field.DAYS):
        return Field(column.field)
    roles = read_heading(column.heading).roles[:1] if column.field == NOT_USED else ()
    return {Role.NIGHTS: Field.NIGHTS, Role.DAYS: Field.DAYS}.get(roles[0]) if roles else None


def _length(value: Value, unit: Field) -> Outcome[Length | None]:
    try:
        return Outcome(length_of(value, unit))
    except NoLength as reason:
        return Outcome(None, wrong=str(reason))
