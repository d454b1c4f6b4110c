"""Asks whose the rows of a table are where no column says it, and tells what stands above rows and was not used."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tracker.codes import Activity
from tracker.findings import FindingCode
from tracker.reading import values
from tracker.reading.above import Section, is_in_groups, people_of_sheets, sections_of, title_section
from tracker.reading.cells import shortened
from tracker.reading.content import is_empty, text_of
from tracker.reading.header import Aside, Beside
from tracker.reading.plan import ABOVE, NO_COLUMN, SHEET_NAME, Asks, Choice, Field, Shape, column_key, sheet_key
from tracker.reading.table_read import TableRead
from tracker.reading.talk import Asked, Talk
from tracker.words import count


class PeopleAbove:
    """What one file says about people outside of its columns of people."""

    def __init__(self, talk: Talk) -> None:
        self._talk = talk

    def above(self, read: TableRead) -> None:
        """Take the lines that stand above some of the rows out of the rows, and ask whether they name people."""
        sections = sections_of(read.columns, read.area) if read.shape is not Shape.MATRIX else []
        if any(section.person for section in sections):
            title = title_section(read.area)
            named = [section for section in [*([title] if title else []), *sections] if section.person]
            if self._is_agreed(read, named):
                _give_people(read, named)
        elif read.names_people:
            self._ask_empty_cells(read)
        self._take_out(read, sections)

    def of_sheets(self, reads: Sequence[TableRead]) -> None:
        """Tables without a column of people: the lines above several of them name people, or the sheets do."""
        nameless = [read for read in reads if read.table == "trips" and not read.names_people and not read.people]
        titles = [(read, title) for read in nameless if (title := title_section(read.area))]
        if len({title.person for _, title in titles}) > 1:
            for read, title in titles:
                if self._is_agreed(read, [title]):
                    _give_people(read, [title])
            return
        people = people_of_sheets(list(dict.fromkeys(read.sheet.name for read in nameless)))
        for read in nameless:
            if read.sheet.name in people:
                self._ask_sheet(read, people)
        for read in reads:
            self._doubt_name(read)

    def _is_agreed(self, read: TableRead, sections: Sequence[Section]) -> bool:
        """Whether the lines above rows say whose they are; True while the question is open, too."""
        first = sections[0]
        sentence = (
            f'Row {first.number} ("{shortened(first.text)}") stands above other rows and has no day. Do such rows say '
            "whose the rows below them are?"
        )
        choices = (
            Choice(ABOVE, f"Yes: the rows below it are those of {shortened(first.person)}"),
            Choice(NO_COLUMN, "No: they name no travelers"),
        )
        asked = Asked(read.sheet.name, "", tuple(section.text for section in sections), len(read.area.body))
        key = column_key(read.sheet.name, "traveler")
        return self._talk.ask(key, Asks.COLUMN, sentence, choices, asked) != NO_COLUMN

    def _ask_empty_cells(self, read: TableRead) -> None:
        """A table in which each person is named in the first of their rows only, as pivot tables do."""
        column = next((column for column in read.columns if column.field == "traveler"), None)
        if column is None or read.shape is Shape.MATRIX or not is_in_groups(column):
            return
        rows = sum(map(is_empty, column.values))
        sentence = (
            f'"{column.heading}" is empty in {count(rows, "row")}. Does an empty cell mean the person of the row above?'
        )
        choices = (Choice(ABOVE, "Yes, the person above"), Choice(NO_COLUMN, "No: nobody is named there"))
        asked = Asked(read.sheet.name, column.heading, column.profile.examples, rows)
        key = column_key(read.sheet.name, "empty_traveler")
        if self._talk.ask(key, Asks.COLUMN, sentence, choices, asked) != NO_COLUMN:
            lines = zip(read.area.body, column.values, strict=True)
            read.people = tuple((line.number, text_of(value)) for line, value in lines if not is_empty(value))

    def _take_out(self, read: TableRead, sections: Sequence[Section]) -> None:
        named = {number for number, _ in read.people}
        for section in sections:
            if section.number not in named:
                self._talk.tell(
                    FindingCode.PART_NOT_USED,
                    f'Row {section.number} ("{shortened(section.text)}") has no day and stands above other rows. What '
                    "it says about them was not used.",
                    read.sheet.name,
                    section.number,
                )
        if sections:
            numbers = {section.number for section in sections}
            body = tuple(line for line in read.area.body if line.number not in numbers)
            read.area = replace(read.area, body=body)
            for column in read.columns:
                column.look_anew(body)

    def _ask_sheet(self, read: TableRead, people: Sequence[str]) -> None:
        sentence = f'Does the name of the sheet "{read.sheet.name}" say whose trips these are?'
        choices = (
            Choice(SHEET_NAME, "Yes: each sheet is one person"),
            Choice(NO_COLUMN, "No: the sheets are not named after people"),
        )
        asked = Asked(read.sheet.name, "", tuple(people), len(read.area.body))
        key = column_key(read.sheet.name, "traveler")
        if self._talk.ask(key, Asks.COLUMN, sentence, choices, asked) != NO_COLUMN:
            read.people = ((0, read.sheet.name),)

    def _doubt_name(self, read: TableRead) -> None:
        """A sheet called "Cancelled" or "Vacation" whose trips count like the others."""
        name = read.sheet.name
        is_canceled = values.status(name).value == values.CANCELED and not read.has_any("certainty", Field.STATUS)
        is_off = values.purpose(name).value == Activity.NON_WORK and not read.has_any("activity", Field.PURPOSE)
        if read.table == "trips" and (is_canceled or is_off):
            what = "took place" if is_canceled else "were work"
            self._talk.tell(
                FindingCode.PART_NOT_USED,
                f'The sheet is called "{name}". Its rows were read as if they {what}. To leave the sheet out, use '
                f"--answer '{sheet_key(name)}={NO_COLUMN}'.",
                name,
            )


def _give_people(read: TableRead, sections: Sequence[Section]) -> None:
    """Rows below each of these lines are those of its person."""
    read.people = tuple((section.number, section.person) for section in sections)
    numbers = {section.number for section in sections}
    others = [aside for aside in read.area.asides if aside.number not in numbers]
    told = [Aside(section.number, Beside.SECTION, section.text) for section in sections]
    read.area = replace(read.area, asides=(*others, *told))
