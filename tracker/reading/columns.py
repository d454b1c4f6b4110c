"""The columns of one table of trips, and which of them says what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from tracker import countries
from tracker.codes import Activity, Certainty
from tracker.countries import Nearness
from tracker.reading.book import Line, Value
from tracker.reading.content import Profile, is_empty, profile_of, text_of
from tracker.reading.header import Area, column_letter
from tracker.reading.heading_words import COUNTED
from tracker.reading.headings import Fit, Heading, Role, folded, read_heading
from tracker.reading.plan import NOT_USED, ColumnPlan, Sureness

DAY_ROLES = (Role.START, Role.END, Role.ARRIVE, Role.LEAVE, Role.BACK, Role.OUT)


@dataclass(eq=False)
class Column:
    """One column while the plan is made. ``heading`` is unique in its table; ``title`` is the heading as it stands."""

    position: int
    heading: str
    said: Heading
    lines: Sequence[Line] = field(repr=False)
    field: str = NOT_USED
    sureness: Sureness = Sureness.OPEN
    is_minor: bool = False  # decides nothing, because another column says it
    is_told: bool = False  # that it is not used was said, or need not be

    def look_anew(self, lines: Sequence[Line]) -> None:
        """Take these lines for its rows, in place of those so far."""
        self.lines = lines
        for name in ("profile", "values"):
            self.__dict__.pop(name, None)

    @cached_property
    def profile(self) -> Profile:
        """What its values look like."""
        return profile_of(self.values)

    @cached_property
    def values(self) -> tuple[Value, ...]:
        """Its cells, one for each line of the body."""
        return tuple(self.value(line) for line in self.lines)

    @property
    def is_free(self) -> bool:
        """Whether nothing was decided about it yet."""
        return self.field == NOT_USED and self.sureness is Sureness.OPEN

    @property
    def is_blank(self) -> bool:
        """Whether no cell holds anything."""
        return self.profile.cells == 0

    def value(self, line: Line) -> Value:
        """Its cell in a line."""
        return line.cells[self.position] if self.position < len(line.cells) else None

    def use(self, name: str, sureness: Sureness | None = None) -> None:
        """Take it for this field."""
        known = Sureness.LIKELY if self.said.fit == Fit.NEAR else Sureness.KNOWN
        self.field, self.sureness = name, sureness or known

    def texts(self) -> dict[str, int]:
        """Every different text of its cells → how many rows have it, in the order of the file."""
        counted: dict[str, int] = {}
        for value, rows in Counter(self.values).items():
            if not is_empty(value):
                counted[text_of(value)] = counted.get(text_of(value), 0) + rows
        return counted

    def plan(self) -> ColumnPlan:
        """As the plan has it."""
        return ColumnPlan(self.position, self.heading, self.field, self.sureness, self.profile.examples)


def columns_of(area: Area, table: str) -> list[Column]:
    """The columns that have a heading or a value, with unique headings."""
    width = max([len(area.headings), *(len(line.cells) for line in area.body)], default=0)
    columns = []
    used: dict[str, int] = {}
    for position in range(width):
        title = area.headings[position] if position < len(area.headings) else ""
        unit = area.units[position] if position < len(area.units) else ""
        column = Column(position, title, read_heading(f"{title} ({unit})" if unit else title, table), area.body)
        if not title and column.is_blank:
            continue
        name = title or f"Column {column_letter(position)}"
        times = used[name] = used.get(name, 0) + 1
        column.heading = name if times == 1 else f"{name} ({times})"
        columns.append(column)
    return columns


def role_of(column: Column) -> Role | None:
    """What a column is by its heading, if its values agree; None where it says nothing or the values refuse it."""
    said = column.said
    documented = _OF_DOCUMENTED.get(said.documented)
    roles = said.roles or ((documented,) if documented else ())
    fitting = [role for role in roles if _fits(role, column)]
    if len(roles) == 1 or said.fit == Fit.DOCUMENTED:
        return fitting[0] if fitting else None
    proven = [role for role in fitting if _is_proven(role, column.profile)]
    return next(iter([*proven, *fitting]), None)


_OF_DOCUMENTED = {
    "country": Role.COUNTRY,
    "place": Role.PLACE,
    "first_day": Role.START,
    "last_day": Role.END,
    "traveler": Role.PERSON,
    "activity": Role.PURPOSE,
    "certainty": Role.STATUS,
    "assignment": Role.ASSIGNMENT,
    "trip": Role.TRIP,
    "note": Role.NOTE,
    "source": Role.SOURCE,
}

_MOST = 0.5


def _fits(role: Role, column: Column) -> bool:
    """Whether the values can be what the heading says."""
    profile = column.profile
    if profile.cells == 0:
        return True
    if role in DAY_ROLES:
        return profile.may_be_days
    if role is Role.DAY:
        return profile.is_days or profile.serials >= _MOST
    if role is Role.RANGE:
        return profile.ranges > 0
    if role is Role.PERSON and profile.small_numbers >= _MOST and COUNTED & set(column.said.words.split()):
        return False
    if role in (Role.COUNTRY, Role.DESTINATION, Role.PLACE, Role.PERSON, Role.PERSON_NAME):
        return profile.days < _MOST and profile.clocks < _MOST
    if role in (Role.WORKED, Role.OFF, Role.CANCELED, Role.ALL_DAY):
        return profile.yes_no >= _MOST
    if role in (Role.NIGHTS, Role.DAYS, Role.LENGTH):
        return profile.days < _MOST and profile.countries < _MOST
    if role in (Role.FIRST_TIME, Role.LAST_TIME):
        return profile.days < _MOST or profile.clocks > 0
    if role in (Role.PURPOSE, Role.STATUS):
        # "Reunión" is a meeting and an island
        return profile.days < _MOST and (profile.countries < _MOST or profile.purposes + profile.statuses > 0)
    return True


def _is_proven(role: Role, profile: Profile) -> bool:
    """Whether the values speak for it, where the heading alone leaves a choice."""
    if role in DAY_ROLES or role is Role.DAY:
        return profile.days > 0
    return {
        Role.COUNTRY: profile.countries >= _MOST,
        Role.STATUS: profile.statuses > 0,
        Role.PURPOSE: profile.purposes > 0,
        Role.RANGE: profile.ranges > 0,
        Role.DESTINATION: profile.countries >= _MOST,
        Role.DAYS: profile.small_numbers >= _MOST,
        Role.NIGHTS: profile.small_numbers >= _MOST,
        Role.PERSON: profile.people >= _MOST,
        Role.PERSON_NAME: profile.people >= _MOST,
        Role.WORKED: profile.yes_no >= _MOST,
        Role.OFF: profile.yes_no >= _MOST,
    }.get(role, False)


def are_codes(column: Column, codes: type[Activity] | type[Certainty]) -> bool:
    """Whether every value is one of our own codes."""
    return all(text.strip() in {str(code) for code in codes} for text in column.texts())


def same_values(columns: Sequence[Column]) -> bool:
    """Whether the columns say the same in every row; "Germany" and "DE" are the same."""
    rows = {tuple(_said(text_of(value)) for value in column.values) for column in columns}
    return len(rows) == 1


def _said(text: str) -> str:
    place = countries.find(text)
    return place.codes[0] if place.nearness is Nearness.EXACT else folded(text)
