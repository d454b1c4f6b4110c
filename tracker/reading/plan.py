"""The plan: what each column of a file means, before a row is made of it. Every choice in it can be changed.

The same plan serves the app (selects above the review), the command line (``--map``, ``--date-order``, …) and a
workspace folder. ``Answers`` are what a person chose; a recipe keeps them for the next file with the same headings.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from tracker.codes import Code
from tracker.reading.remark import Remark

NOT_USED = ""
"""The field of a column that decides nothing. Its cells are kept with the rows, under its heading."""


class Field(Code):
    """What a column can be, beside the documented columns of its table (``country``, ``first_day`` …)."""

    LEFT_HOME = "left_home", "Left home: the day of departure to that country."
    CAME_HOME = "came_home", "Came home: the day of the return from that country."
    DAY_AFTER = "day_after", "The day after the last day, as calendars write it."
    # Beside a last day, a length fills the rows in which the last day is empty, and checks the others.
    NIGHTS = "nights", "Number of nights: the last day is the first day plus the nights."
    DAYS = "days", "Number of days: the first and the last day both counted."
    DAY = "day", "One day. The file has a row for each day."
    DATES = "dates", "First and last day in one cell."
    PERSON_NAME = "name", "Name of the person, beside an id."
    PURPOSE = "purpose", "Purpose of the trip, in words: becomes work, no work or transit."
    STATUS = "status", "Status of the trip, in words: becomes confirmed, planned, or canceled (left out)."
    ALL_DAY = "all_day", "Whether an entry of a calendar lasts all day: its end is then the day after."
    FIRST_TIME = "first_time", "Clock time of the first day. Not used, but read with the date."
    LAST_TIME = "last_time", "Clock time of the last day. Not used, but read with the date."
    GIVEN_NAME = "given_name", "First name of the person. It makes the person's name together with the family name."
    FAMILY_NAME = "family_name", "Family name of the person, beside the first name."


class Shape(Code):
    """How a table tells its trips."""

    ROWS = "rows", "A row for each trip."
    DAYS = "days", "A row for each day; consecutive days in one place become one trip."
    MATRIX = "matrix", "A row for each person and a column for each day (or the other way round)."


class Sureness(Code):
    """How it is known what a column means."""

    CHOSEN = "chosen", "You chose it."
    KNOWN = "known", "The heading says so."
    LIKELY = "likely", "The heading and the values suggest it."
    OPEN = "open", "Not understood."


@dataclass(frozen=True)
class ColumnPlan:
    """What one column is taken for.

    ``field`` is a documented column of the table, a ``Field``, or ``NOT_USED``. ``heading`` is unique in its table:
    the second "Notes" is "Notes (2)". ``examples`` are some different values, as the file has them.
    """

    position: int  # of the cell in its line, from 0
    heading: str
    field: str
    sureness: Sureness
    examples: tuple[str, ...] = ()


@dataclass(frozen=True)
class TablePlan:
    """What one table of one sheet is taken for. ``table`` "": it is left out, and ``why_not`` says why.

    ``header``: numbers of the lines that hold the headings (none where the table has no headings: then a heading is
    "Column A"); ``body``: of the lines that hold rows. Title lines before the header and totals behind the rows are in
    neither.

    ``DAYS``: one column has the field ``day``. ``MATRIX``, people by days: the column of people, and for each day a
    column with the field ``day``, whose heading says the day (ISO text where the file has a real date). ``MATRIX``,
    days by people: one column ``day``, and for each person a column ``traveler``, whose heading is the person; a list
    of one person may have one column ``country`` in its place.

    ``people``: numbers of lines in order, each with the person whose rows begin behind it; for rows in which no column
    names a person. A line with the number 0 is the name of the sheet.
    """

    sheet: str
    table: str
    shape: Shape
    header: tuple[int, ...]
    body: tuple[int, ...]
    columns: tuple[ColumnPlan, ...]
    why_not: str = ""
    people: tuple[tuple[int, str], ...] = ()

    def column_of(self, name: str) -> ColumnPlan | None:
        """The column with this field."""
        return next((column for column in self.columns if column.field == name), None)


class Asks(Code):
    """What a question is about."""

    DATE_ORDER = "date_order", "Whether the month or the day comes first."
    DIRECTION = "direction", "Whether days are days there, or days of leaving home and coming back."
    COLUMN = "column", "Which column is the one that is missing."
    VALUE = "value", "What a word in a column of purposes or statuses means."
    OPEN_END = "open_end", "Whether a word in place of a last day means that the trip goes on."
    COUNTRY = "country", "Which country a text means that is nearly one, or a city."
    PERSON = "person", "Who a name is."
    WHOSE = "whose", "Whose trips they are, where the file does not say."
    SHEET = "sheet", "Whether a sheet is read, and as which table."
    SERIAL = "serial", "Whether numbers such as 46083 in a file of text are days of a spreadsheet."
    YEAR = "year", "Of which year days are that have none."
    ENCODING = "encoding", "Which of two readings of special letters is right."
    # asked by an import, which knows what is stored already
    CORRECTION = "correction", "Whether rows correct stored trips."
    CHANGED = "changed", "Whether rows replace stored rows that have their ids."
    REUSED_IDS = "reused_ids", "Whether ids that belong to other content are numbered anew."
    SHARED_DAYS = "shared_days", "Whether work on the same days in two places is right."
    RECIPE = "recipe", "Whether the choices that you made for an earlier file with the same headings are used again."
    NEW_PEOPLE = "new_people", "How new people work, where they live, and of what country they are citizens."


@dataclass(frozen=True)
class Choice:
    """One possible answer: the value that is kept, and the words on the button."""

    value: str
    words: str


@dataclass(frozen=True)
class Question:
    """Something that only a person can say.

    ``key`` names it in ``Answers.choices`` and is the same whenever the same file is read. ``answer``: the value in
    force, chosen or guessed; "" while it is open, and the rows that need it wait. ``is_chosen``: a person said so.
    ``choices`` empty: free text (a country, a name). ``values``: what stands in the file; ``rows``: how many rows.
    """

    key: str
    about: Asks
    sentence: str
    choices: tuple[Choice, ...]
    answer: str = ""
    is_chosen: bool = False
    sheet: str = ""
    column: str = ""
    values: tuple[str, ...] = ()
    rows: int = 0

    @property
    def is_open(self) -> bool:
        """Whether rows wait for it."""
        return not self.answer


@dataclass(frozen=True)
class Answers:
    """What a person chose. A recipe is these, kept by the fingerprint of the headings.

    ``fields``: heading → field, ``NOT_USED`` to leave a column out; "2025!Start" for one sheet only.
    ``choices``: key of a question → value.
    """

    fields: Mapping[str, str] = field(default_factory=dict)
    choices: Mapping[str, str] = field(default_factory=dict)

    def with_choice(self, key: str, value: str) -> Answers:
        """The same with one more answer; "" takes an answer back."""
        choices = {**self.choices, key: value}
        return replace(self, choices={key: value for key, value in choices.items() if value})

    def with_field(self, heading: str, name: str) -> Answers:
        """The same with one more column named."""
        return replace(self, fields={**self.fields, heading: name})


NO_ANSWERS = Answers()
"""Nothing was chosen yet."""


@dataclass(frozen=True)
class Plan:
    """How a whole file is read. ``fingerprint``: over the headings of all tables that are read, for the recipe."""

    file: str
    form: str
    title: str
    tables: tuple[TablePlan, ...]
    questions: tuple[Question, ...] = ()
    remarks: tuple[Remark, ...] = ()
    fingerprint: str = ""

    def question(self, key: str) -> Question | None:
        """The question of this key."""
        return next((question for question in self.questions if question.key == key), None)

    def answer(self, key: str) -> str:
        """The answer in force to this question; "" where it is open, or was never asked."""
        question = self.question(key)
        return question.answer if question else ""


# Keys of questions. One for the whole file unless a sheet or a column is in it.
DIRECTION = "direction"
WHOSE = "whose"

# Answers. An open question about a direction, a column or a sheet holds back all rows of its sheet (of every sheet
# where ``Question.sheet`` is ""); one about the order of days or serials the rows whose cell in that column has two
# readings; one about a word the rows that have the word.
THERE, AWAY = "there", "away"  # DIRECTION: days there, or days of leaving home and coming back
ONGOING, LEFT_OUT = "ongoing", "left_out"  # OPEN_END: the trip goes on, or the row is left out
NO_COLUMN = "none"  # COLUMN: no column of the file says it; otherwise the answer is a heading
ABOVE, SHEET_NAME = "above", "sheet"  # COLUMN: a row above says it, the name of the sheet does
SERIAL_1900, SERIAL_1904, NO_SERIAL = "1900", "1904", "no_day"  # SERIAL: by which count, or no days at all


def date_order_key(sheet: str, heading: str) -> str:
    """Of the question about the order in one column: two columns of one table may be written differently.

    ``heading`` "": the headings themselves are the days.
    """
    return f"date_order:{sheet}:{heading}"


def year_key(sheet: str) -> str:
    """Of the question of which year the days in the headings of a sheet are: the answer is a year of four digits."""
    return f"year:{sheet}"


def serial_key(sheet: str, heading: str) -> str:
    """Of the question whether the numbers in one column of a file of text are days."""
    return f"serial:{sheet}:{heading}"


def column_key(sheet: str, name: str) -> str:
    """Of the question which column of a sheet holds a field."""
    return f"column:{sheet}:{name}"


def sheet_key(sheet: str) -> str:
    """Of the question whether a sheet is read: the answer is a table of the workspace, or ``NO_COLUMN``."""
    return f"sheet:{sheet}"


def value_key(about: Asks, heading: str, value: str) -> str:
    """Of the question about one word: ``value:Type:Retreat``; letter case and spaces do not matter.

    About ``VALUE`` (an ``Activity``, a ``Certainty`` or ``values.CANCELED``), ``OPEN_END`` and ``COUNTRY`` (a code).
    """
    return f"{about}:{heading}:{' '.join(value.casefold().split())}"
