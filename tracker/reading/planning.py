"""The plan that the program proposes for a file."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import PurePath

from tracker import countries, schema
from tracker.countries import Nearness
from tracker.errors import BadOption, TableNotReadable
from tracker.findings import FindingCode
from tracker.reading.book import Book, Sheet
from tracker.reading.cells import shortened
from tracker.reading.columns import Column, columns_of
from tracker.reading.grid_days import is_of_a_calendar, with_year, year_in
from tracker.reading.header import Area, Beside, find_areas, is_day
from tracker.reading.headings import Role, folded, read_heading
from tracker.reading.making import rows_words
from tracker.reading.matrix import matrix_fields
from tracker.reading.people_above import PeopleAbove
from tracker.reading.plan import (
    NO_ANSWERS,
    NO_COLUMN,
    NOT_USED,
    Answers,
    Asks,
    Choice,
    Field,
    Plan,
    Shape,
    Sureness,
    TablePlan,
    column_key,
    sheet_key,
    year_key,
)
from tracker.reading.table_read import TableRead
from tracker.reading.talk import Asked, Talk
from tracker.reading.trip_columns import TripColumns
from tracker.reading.value_questions import (
    DAY_FIELDS,
    ask_cells,
    ask_countries,
    ask_date_orders,
    ask_heading_order,
    ask_open_ends,
    ask_serials,
    ask_words,
    proven_order,
)
from tracker.words import count

NOT_USED_WORD = "not_used"

_MOST_NAMED = 30
_MANY_DAYS = 3  # headings that are days


def make_plan(book: Book, answers: Answers = NO_ANSWERS) -> Plan:
    """What each sheet and column is taken for, with the answers so far.

    Raises ``TableNotReadable`` when no table is found at all; the sentence names the headings found and those that
    would be understood. Raises ``BadOption`` for an answer that no column and no question takes.
    """
    return _Planning(book, answers).plan()


class _Planning:
    """One file, while its plan is made."""

    def __init__(self, book: Book, answers: Answers) -> None:
        self._book, self._talk = book, Talk(answers)
        self._people = PeopleAbove(self._talk)
        self._fields = {heading: _field(name) for heading, name in answers.fields.items()}
        self._matched: set[str] = set()
        self._seen: list[str] = []  # headings, for refusals
        self._missing = ""  # what the first table-like sheet lacks
        self._reads: list[TableRead] = []

    def plan(self) -> Plan:
        self._ask_encoding()
        self._reads = [read for sheet in self._book.sheets for read in self._sheet(sheet)]
        self._people.of_sheets([] if self._book.is_ours else self._reads)
        tables = [self._finished(read) for read in self._reads]
        if not any(table.table for table in tables):
            raise TableNotReadable(self._book.file, self._refusal())
        self._refuse_unknown_headings()
        self._talk.chosen(str(Asks.DATE_ORDER))  # taken, even where no date needs it
        self._talk.tell_open()
        self._talk.refuse_unknown()
        return Plan(
            self._book.file,
            self._book.form,
            self._book.title,
            tuple(tables),
            self._talk.questions,
            (*self._book.remarks, *self._talk.remarks),
            _fingerprint(tables),
        )

    def _ask_encoding(self) -> None:
        """Which of several ways to read the letters is right; the likely one is in force until a person says so."""
        ways = self._book.decodings
        if ways:
            sentence = f'The file does not say how its letters are written. Is this word right: "{ways[0].word}"?'
            choices = [Choice(way.name, f"{way.word} ({way.name})") for way in ways]
            asked = Asked(values=tuple(way.word for way in ways))
            self._talk.ask(str(Asks.ENCODING), Asks.ENCODING, sentence, choices, asked, guess=ways[0].name)

    # one sheet

    def _sheet(self, sheet: Sheet) -> list[TableRead]:
        if self._book.is_ours and self._is_result(sheet):
            return []
        named = {folded(heading.rpartition("!")[2]) for heading in self._fields}
        areas = find_areas(sheet, named)
        read = [self._area(sheet, area) for area in areas]
        tables = [table for table in read if table is not None]
        if not tables and not self._book.is_ours:
            self._name_unread(sheet, areas)
        return tables

    def _is_result(self, sheet: Sheet) -> bool:
        return bool(sheet.name) and _table_named(sheet.name) == ""

    def _area(self, sheet: Sheet, area: Area) -> TableRead | None:
        area = self._with_year(sheet, area)
        table = self._table_of(sheet, area) or "trips"
        if not area.header and table != "trips":
            return None
        columns = columns_of(area, table)
        self._seen += [column.heading for column in columns if column.said.text]
        chosen = self._chosen_fields(sheet, columns, table)
        read = TableRead(sheet, area, table, columns=columns)
        if table != "trips" or self._is_own_export(columns):
            self._other_table(sheet, read, chosen)
        elif not area.header and not chosen:
            if not self._without_headings(sheet, read):
                return None
        else:
            before = self._talk.mark()
            if area.days and not _chooses_days(chosen):
                read.shape = matrix_fields(columns, area)
            trips = TripColumns(sheet.name, columns, chosen, self._talk)
            shape = trips.decide(read.shape)
            if not trips.is_trips:
                self._talk.back_to(before)
                self._missing = self._missing or trips.missing
                return None
            read.shape = shape
            self._people.above(read)
        return read

    def _with_year(self, sheet: Sheet, area: Area) -> Area:
        """The area with whole days as headings, as soon as it is known of which year they are."""
        if not area.is_yearless:
            return area
        titles = [aside.text for aside in area.asides if aside.what is Beside.TITLE]
        years = {str(number) for text in [sheet.name, *titles, *area.headings] if (number := year_in(text))}
        first = next(area.headings[at] for at in area.days)
        sentence = f'The headings are days such as "{first}" without a year. Of which year are they?'
        asked = Asked(sheet.name, "", tuple(area.headings[at] for at in area.days[:3]), len(area.body))
        key = year_key(sheet.name)
        year = self._talk.ask(key, Asks.YEAR, sentence, (), asked, years.pop() if len(years) == 1 else "")
        if not year:
            return area
        if not re.fullmatch(r"(?:19|20|21)\d\d", year):
            raise BadOption(f"{key}: {year!r} is no year. Write four digits, such as 2026")
        if not self._talk.chosen(key):
            self._talk.tell(
                FindingCode.ASSUMED_READING,
                f'Headings such as "{first}" have no year. They were taken as days of {year}, which stands above them. '
                f"To change it, use --answer '{key}=YEAR'.",
                sheet.name,
            )
        return replace(area, headings=with_year(area.headings, area.days, int(year)))

    def _is_own_export(self, columns: Sequence[Column]) -> bool:
        """Whether trips were written by this program: then "days" or "status" is a column of the user's own."""
        headings = {column.heading for column in columns}
        return self._book.is_ours and set(schema.required_columns("trips")) <= headings

    def _table_of(self, sheet: Sheet, area: Area) -> str:
        """The table that the columns are, by how many of them it explains; a name decides only between equals."""
        if chosen := self._talk.chosen(sheet_key(sheet.name)):
            return "" if chosen == NO_COLUMN else chosen
        if self._book.is_ours:
            return _table_named(sheet.name) or _table_named(PurePath(self._book.file).stem) or "trips"
        if not area.header or area.days:
            return "trips"
        headings = [heading for heading in area.headings if heading]
        as_trips = _explained_by_trips(headings)
        others = {table: _explained(headings, table) for table in schema.WORKSPACE if table != "trips"}
        best = max(others, key=lambda table: (others[table], table == _name_of(sheet, self._book)))
        if others[best] == 0 or others[best] < as_trips:
            return "trips"
        is_named = best == _name_of(sheet, self._book)
        return best if others[best] > as_trips or is_named else "trips"

    def _other_table(self, sheet: Sheet, read: TableRead, chosen: Mapping[str, str]) -> None:
        used: set[str] = set(chosen.values())
        for column in read.columns:
            if column.heading in chosen:
                column.use(chosen[column.heading], Sureness.CHOSEN)
            elif column.said.documented and column.said.documented not in used:
                used.add(column.said.documented)
                column.use(column.said.documented)
            elif column.said.text or not column.is_blank:
                self._talk.tell(
                    FindingCode.COLUMN_NOT_USED,
                    f'The column "{column.heading}" was not used; its cells are kept with the rows.',
                    sheet.name,
                    column=column.heading,
                )
        self._tell_calendar(read)

    def _tell_calendar(self, read: TableRead) -> None:
        """A table of people with columns of days, months or countries: their cells may be stays, or sums of days."""
        headings = [column.heading for column in read.columns if column.is_free and _may_be_stays(column)]
        if len(headings) >= _MANY_DAYS:
            self._talk.tell(
                FindingCode.PART_NOT_USED,
                f'The cells below "{headings[0]}" and {count(len(headings) - 1, "more heading")} may be stays. They '
                "were not used. To be read as trips, the headings must be days, and the cells countries.",
                read.sheet.name,
                column=headings[0],
            )

    def _without_headings(self, sheet: Sheet, read: TableRead) -> bool:
        """A table without headings: which column is which is asked. False where there is no country or no day."""
        country = [column for column in read.columns if column.profile.countries >= 0.6]
        days = [column for column in read.columns if column.profile.is_days]
        if not country or not days:
            return False
        taken = {country[0]: "country", days[0]: "first_day"} | ({days[1]: "last_day"} if len(days) > 1 else {})
        words = ", ".join(f"{column.heading} is {name}" for column, name in taken.items())
        sentence = f"The table has no headings. Is this right: {words}?"
        choices = (Choice("yes", "Yes"), Choice(NO_COLUMN, "No: do not read it"))
        first = read.area.body[0]
        examples = tuple(column.profile.examples[0] for column in taken)
        asked = Asked(sheet.name, "", examples, len(read.area.body))
        answer = self._talk.ask(column_key(sheet.name, "headings"), Asks.COLUMN, sentence, choices, asked)
        if answer == NO_COLUMN:
            return False
        for column, name in taken.items():
            column.use(name, Sureness.CHOSEN if answer else Sureness.OPEN)
        for column in read.columns:
            if column.is_free:
                self._talk.tell(
                    FindingCode.PART_NOT_USED,
                    f"{column.heading} has no heading and was not used (row {first.number}: "
                    f"\"{next(iter(column.profile.examples), '')}\"). Name it with --map '{column.heading}=FIELD'.",
                    sheet.name,
                    column=column.heading,
                )
        return True

    # fields that a person chose

    def _chosen_fields(self, sheet: Sheet, columns: Sequence[Column], table: str) -> dict[str, str]:
        chosen = {}
        for heading, name in self._fields.items():
            of_sheet, _, own = heading.rpartition("!")
            is_here = not of_sheet or of_sheet == sheet.name
            column = _named(columns, heading) or (_named(columns, own) if is_here else None)
            if column is None:
                continue
            self._matched.add(heading)
            allowed = _fields_of(table)
            if name and name not in allowed:
                if table != "trips":
                    continue
                raise BadOption(f"{name!r} is no field. Fields: {', '.join(allowed)}, {NOT_USED_WORD}")
            chosen[column.heading] = name
        return chosen

    def _refuse_unknown_headings(self) -> None:
        unknown = [heading for heading in self._fields if heading not in self._matched]
        if unknown:
            headings = ", ".join(dict.fromkeys(self._seen)) or "none"
            raise BadOption(f"there is no heading {unknown[0]!r} in {self._book.file}. Headings: {headings}")

    # what belongs to a table that is read

    def _finished(self, read: TableRead) -> TablePlan:
        sheet = read.sheet
        plan = TablePlan(
            sheet.name,
            read.table,
            read.shape,
            read.area.header,
            tuple(line.number for line in read.area.body),
            (),
        )
        if not self._is_wanted(sheet, read):
            return _left_out(plan, read, "You chose not to read it.")
        if read.table == "trips":
            self._values(sheet, read)
        else:
            days = [column for column in read.columns if column.field in schema.day_columns(read.table)]
            ask_date_orders(self._book.file, sheet.name, days, self._talk)
        self._tell_asides(sheet, read.area)
        return TablePlan(
            plan.sheet,
            plan.table,
            plan.shape,
            plan.header,
            plan.body,
            tuple(c.plan() for c in read.columns),
            people=read.people,
        )

    def _proven_elsewhere(self, read: TableRead) -> str:
        """The order of day and month that other tables with the same headings prove, such as a sheet for each year."""
        own = {folded(column.heading) for column in read.columns}
        orders = {
            proven_order([column for column in other.columns if column.field in DAY_FIELDS])
            for other in self._reads
            if other is not read and {folded(column.heading) for column in other.columns} == own
        } - {""}
        return orders.pop() if len(orders) == 1 else ""

    def _is_wanted(self, sheet: Sheet, read: TableRead) -> bool:
        """A hidden sheet is read only when a person says so; while the question is open its rows wait."""
        if not sheet.is_hidden or self._book.is_ours:
            return self._talk.chosen(sheet_key(sheet.name)) != NO_COLUMN
        sentence = f'The sheet "{sheet.name}" is hidden and holds {count(len(read.area.body), "row")}. Is it read?'
        choices = (Choice(read.table, "Read it"), Choice(NO_COLUMN, "Do not read it"))
        asked = Asked(sheet.name, "", (), len(read.area.body))
        return self._talk.ask(sheet_key(sheet.name), Asks.SHEET, sentence, choices, asked) != NO_COLUMN

    def _values(self, sheet: Sheet, read: TableRead) -> None:
        days = [column for column in read.columns if column.field in DAY_FIELDS]
        if read.shape is Shape.MATRIX:
            people = [column for column in read.columns if column.field == "traveler"]
            is_by_days = len(days) > 1
            if is_by_days:
                ask_heading_order(sheet.name, [column.heading for column in days], self._talk)
            else:
                ask_date_orders(self._book.file, sheet.name, days, self._talk)
            ask_cells(sheet.name, days if is_by_days else people, self._talk)
            return
        ask_date_orders(self._book.file, sheet.name, days, self._talk, self._proven_elsewhere(read))
        if self._book.form in _TEXT_FORMS:
            ask_serials(sheet.name, days, self._talk)
        ask_open_ends(sheet.name, days, self._talk)
        places = next((column for column in read.columns if column.field == "place"), None)
        for column in read.columns:
            if column.field == "country":
                ask_countries(sheet.name, column, self._talk, places)
            elif column.field in (Field.PURPOSE, Field.STATUS):
                ask_words(sheet.name, column, self._talk)
        self._tell_open_ends(sheet, read)

    def _tell_open_ends(self, sheet: Sheet, read: TableRead) -> None:
        ends = [column for column in read.columns if column.field in ("last_day", Field.CAME_HOME, Field.DAY_AFTER)]
        if len(read.area.body) > 1 and ends and all(column.is_blank for column in ends):
            self._talk.tell(
                FindingCode.PART_NOT_USED,
                f'"{ends[0].heading}" is empty in all {len(read.area.body)} rows, so all trips were taken as '
                "ongoing. If "
                "another column says the last day, name it with --map 'HEADING=last_day'.",
                sheet.name,
                column=ends[0].heading,
            )

    def _tell_asides(self, sheet: Sheet, area: Area) -> None:
        for aside in area.asides:
            row = f'Row {aside.number} ("{shortened(aside.text)}")'
            words = {
                Beside.TITLE: f"{row} is above the headings. It was left aside.",
                Beside.UNITS: f"{row} says how to fill in the table. It was left aside.",
                Beside.REPEATED: f"Row {aside.number} repeats the headings. It was left aside.",
                Beside.TOTAL: f"{row} is a total. It was left aside.",
                Beside.SECTION: f"{row} says whose the rows below it are.",
                Beside.FOOTER: f"{row} is below the table. It was left aside.",
            }[aside.what]
            code = FindingCode.ASSUMED_READING
            if aside.what is Beside.TITLE and _names_a_person(aside.text):
                code = FindingCode.PART_NOT_USED
                words += " It names a person: if the trips are of that person, say so when you import them."
            elif aside.what is Beside.TITLE and _is_like_a_trip(aside.text):
                code = FindingCode.PART_NOT_USED
                words += " It looks like a trip: put the headings above it, and read the file again."
            self._talk.tell(code, words, sheet.name, aside.number)
        hidden = [line.number for line in area.body if line.is_hidden]
        if hidden:
            rows = ", ".join(map(str, hidden[:10])) + (" …" if len(hidden) > 10 else "")
            self._talk.tell(
                FindingCode.ASSUMED_READING,
                f"{count(len(hidden), 'row')} of the table are hidden and were read like the others: {rows}.",
                sheet.name,
            )

        struck = [line.number for line in area.body if line.is_struck]
        if struck:
            self._talk.tell(
                FindingCode.PART_NOT_USED,
                f"Text is crossed out in {rows_words(struck)}, and was read like any other. Delete the rows of trips "
                "that did not take place.",
                sheet.name,
            )

    # what is not read

    def _name_unread(self, sheet: Sheet, areas: Sequence[Area]) -> None:
        rows = sum(len(area.body) for area in areas)
        lines = [line for area in areas for line in area.body]
        wide = [line for line in lines if sum(cell not in (None, "") for cell in line.cells) > 1]
        if len(wide) < 2 and not any(is_day(cell) for line in lines for cell in line.cells):
            return
        headings = ", ".join(f'"{text}"' for area in areas for text in area.headings[:8] if text)
        self._talk.tell(
            FindingCode.PART_NOT_USED,
            f"{_sheet_words(sheet)} was not read: {count(rows, 'row')}, headings {headings or 'none'}. It has no "
            "column "
            "of countries, or none of days.",
            sheet.name,
        )

    def _refusal(self) -> str:
        headings = list(dict.fromkeys(self._seen))
        if not headings:
            return (
                "no table of trips was found. The first line must name the columns, at least a country, a first "
                "day and "
                "a last day"
            )
        shown = ", ".join(headings[:_MOST_NAMED]) + (" …" if len(headings) > _MOST_NAMED else "")
        lack = self._missing or "country"
        words = {"country": "the country", "first_day": "the first day"}[lack]
        understood = {
            "country": "Country, Host Country, Destination, Land, Pays, País, Paese (column country)",
            "first_day": "Start Date, From, Arrival, Check-in, Von, Date de début, Fecha de inicio (column first_day)",
        }[lack]
        return (
            f"no column says {words}. Headings found: {shown}. Coverline understands, among others: {understood}. "
            "Or say "
            f"which column it is: --map 'HEADING={lack}'"
        )


_TEXT_FORMS = ("csv", "markdown", "html", "json")


def _field(name: str) -> str:
    return NOT_USED if name.strip() in ("", NOT_USED_WORD) else name.strip()


def _fields_of(table: str) -> list[str]:
    own = schema.column_names(table) if table else []
    return list(dict.fromkeys([*own, *(map(str, Field) if table == "trips" else ())]))


def _named(columns: Sequence[Column], heading: str) -> Column | None:
    exact = [column for column in columns if column.heading == heading]
    alike = [column for column in columns if folded(column.heading) == folded(heading)]
    return next(iter([*exact, *(alike if len(alike) == 1 else [])]), None)


def _chooses_days(chosen: Mapping[str, str]) -> bool:
    return any(name in ("first_day", "last_day") for name in chosen.values())


def _table_named(name: str) -> str:
    plain = folded(name).replace(" ", "")
    return next((table for table in schema.WORKSPACE if table == plain), "")


def _name_of(sheet: Sheet, book: Book) -> str:
    return _table_named(sheet.name) or _table_named(PurePath(book.file).stem)


_DECISIVE = {Role.COUNTRY, Role.DESTINATION}
_DAYS = {Role.START, Role.ARRIVE, Role.LEAVE, Role.OUT, Role.DAY, Role.RANGE}


def _explained_by_trips(headings: Sequence[str]) -> int:
    """How many different things the headings say as a table of trips; 0 without a country or a day."""
    readings = [read_heading(text) for text in headings]
    roles = {role for reading in readings for role in reading.roles[:1]}
    any_roles = {role for reading in readings for role in reading.roles}
    is_documented = {reading.documented for reading in readings if not reading.roles and reading.documented}
    if not any_roles & _DECISIVE or not any_roles & _DAYS:
        return 1 if any_roles & _DECISIVE or any_roles & _DAYS else 0
    return len(roles) + len(is_documented)


def _explained(headings: Sequence[str], table: str) -> int:
    documented = {read_heading(text, table).documented for text in headings} - {""}
    return len(documented) if set(schema.required_columns(table)) <= documented else 0


def _may_be_stays(column: Column) -> bool:
    """Whether an unused column has a day or a month above it, or countries below a heading that says nothing."""
    said = read_heading(column.heading)
    is_of_countries = column.profile.countries >= 0.5 and not said.is_known and not said.is_nothing
    return is_of_countries or is_of_a_calendar(column.heading)


def _left_out(plan: TablePlan, read: TableRead, why: str) -> TablePlan:
    columns = tuple(column.plan() for column in read.columns)
    return TablePlan(plan.sheet, "", plan.shape, plan.header, plan.body, columns, why)


def _sheet_words(sheet: Sheet) -> str:
    return f'The sheet "{sheet.name}"' if sheet.name else "A part of the file"


def _is_like_a_trip(text: str) -> bool:
    """Whether a line above the headings holds a country and a day."""
    cells = [cell.strip() for cell in text.split(" | ")]
    return any(countries.find(cell).nearness is Nearness.EXACT for cell in cells) and any(map(is_day, cells))


def _names_a_person(title: str) -> bool:
    """Whether a line above the headings says whose list it is: "Employee: | Ann Example"."""
    word, _, name = title.partition("|" if "|" in title else ":")
    roles = read_heading(word.strip(" :")).roles
    return bool(name.strip()) and bool({Role.PERSON, Role.PERSON_NAME, Role.PERSON_ID} & set(roles))


def _fingerprint(tables: Sequence[TablePlan]) -> str:
    """Of the headings of the tables that are read, whatever their order and their rows; days as headings left out."""
    parts = {
        f"{table.table}:"
        + "|".join(
            sorted(
                folded(column.heading)
                for column in table.columns
                if not (table.shape is Shape.MATRIX and column.field in (Field.DAY, "traveler"))
            )
        )
        for table in tables
        if table.table
    }
    return hashlib.sha256("\n".join(sorted(parts)).encode()).hexdigest()[:32]
