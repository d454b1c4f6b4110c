"""Which columns of a table say the first and the last day, and in which sense."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Sequence

from tracker.findings import FindingCode
from tracker.reading.columns import Column, role_of, same_values
from tracker.reading.dates import evidence, read_day
from tracker.reading.heading_words import words_of
from tracker.reading.headings import Fit, Role, folded
from tracker.reading.plan import (
    AWAY,
    DIRECTION,
    NO_COLUMN,
    NOT_USED,
    THERE,
    Asks,
    Choice,
    Field,
    Shape,
    Sureness,
    column_key,
)
from tracker.reading.talk import Asked, Talk
from tracker.words import count

FIRST_FIELDS = ("first_day", str(Field.LEFT_HOME), str(Field.DATES), str(Field.DAY))
LAST_FIELDS = (
    *("last_day", str(Field.CAME_HOME), str(Field.DAY_AFTER), str(Field.DATES), str(Field.DAY)),
    *(str(Field.NIGHTS), str(Field.DAYS)),
)
ROW_IS_DAY, ROW_IS_TRIP = "day", "trip"

_MOSTLY = 0.8


class TripDays:
    """Decides the columns of days of one table. ``shape`` is known after ``decide``."""

    def __init__(self, sheet: str, columns: Sequence[Column], people: Column | None, talk: Talk) -> None:
        self._sheet, self._columns, self._people, self._talk = sheet, columns, people, talk
        self._roles: dict[Role, list[Column]] = {}
        for column in columns:
            if column.is_free and (role := role_of(column)) is not None:
                self._roles.setdefault(role, []).append(column)
        self.shape = Shape.ROWS

    def decide(self) -> None:
        """Give every column of days its field, and ask what only a person can say."""
        self._first()
        self._last()
        self._lengths()
        self._times()
        self._say_direction()
        self._missing_first()
        self._missing_last()

    def _has(self, fields: Sequence[str]) -> bool:
        return any(column.field in fields for column in self._columns)

    def _of(self, *roles: Role) -> list[Column]:
        return [column for role in roles for column in self._roles.get(role, []) if column.is_free]

    def _first(self) -> None:
        if self._has(FIRST_FIELDS):
            return
        starts, arrivals, leaves = self._of(Role.START), self._of(Role.ARRIVE), self._of(Role.LEAVE, Role.OUT)
        if starts:
            # "Start" and "Arrival" may differ: the day of travel, and the first day there
            both = starts if any(column.said.fit == Fit.DOCUMENTED for column in starts) else starts + arrivals
            self._choose("first_day", both)
        elif arrivals and not self._is_reversed(arrivals, self._of(Role.LEAVE)):
            self._choose("first_day", arrivals)
        elif arrivals:
            self._choose(str(Field.LEFT_HOME), self._of(Role.LEAVE))
            self._choose(str(Field.CAME_HOME), arrivals)
        elif leaves:
            self._choose(str(Field.LEFT_HOME), leaves)
        elif ranges := self._of(Role.RANGE):
            self._choose(str(Field.DATES), ranges)
        elif days := self._of(Role.DAY):
            self._days(days)

    def _days(self, days: list[Column]) -> None:
        """A column "Date": the first day where another column says the last one, else a row for each day."""
        has_end = self._of(Role.END, Role.LEAVE, Role.BACK, Role.NIGHTS, Role.LENGTH) or self._has(LAST_FIELDS)
        if has_end:
            self._choose("first_day", days)
            return
        chosen = self._choice("first_day", days)
        if chosen is None:
            return
        if self._ask_daily(chosen, guess=ROW_IS_DAY if self._is_daily(chosen) else ""):
            chosen.use(str(Field.DAY))
            self.shape = Shape.DAYS
        else:
            chosen.use("first_day")

    def _ask_daily(self, column: Column, guess: str) -> bool:
        """Whether each row is one day; True while it is open, too."""
        sentence = (
            f'"{column.heading}" is the only column of days. Is each row one day there, or the first day of a trip '
            "that goes on?"
        )
        choices = (
            Choice(ROW_IS_DAY, "Each row is one day"),
            Choice(ROW_IS_TRIP, "Each row is a trip that has no last day"),
        )
        asked = Asked(self._sheet, column.heading, column.profile.examples, column.profile.cells)
        key = column_key(self._sheet, str(Field.DAY))
        answer = self._talk.ask(key, Asks.COLUMN, sentence, choices, asked, guess)
        if answer == ROW_IS_DAY and not self._talk.chosen(key):
            self._talk.tell(
                FindingCode.ASSUMED_READING,
                f'"{column.heading}" is the only column of days, and the days follow each other. Each row was taken '
                f"as one day. If each row is a trip without a last day, say so with --answer '{key}={ROW_IS_TRIP}'.",
                self._sheet,
                column=column.heading,
            )
        return answer != ROW_IS_TRIP

    def _is_daily(self, column: Column) -> bool:
        """Whether the days of each person are different ones, and most follow the one before."""
        people = self._people.values if self._people else itertools.repeat("")
        by_person: dict[str, list[dt.date]] = {}
        for who, value in zip(people, column.values, strict=False):
            first = read_day(value, "mdy").first
            if first is not None:
                by_person.setdefault(str(who), []).append(first)
        steps = [
            (later - earlier).days for days in by_person.values() for earlier, later in itertools.pairwise(sorted(days))
        ]
        if not steps:
            return len(by_person) == 0 or all(len(days) == 1 for days in by_person.values())
        near = sum(0 < step <= _A_WEEKEND for step in steps)
        return near >= 0.5 * len(steps)

    def _last(self) -> None:
        if self._has(("last_day", str(Field.CAME_HOME), str(Field.DAY_AFTER), str(Field.DATES), str(Field.DAY))):
            return
        ends, leaves, backs = self._of(Role.END), self._of(Role.LEAVE), self._of(Role.BACK)
        if not (ends or leaves or backs) and not self._of(Role.NIGHTS, Role.DAYS, Role.LENGTH):
            ends = self._ends_without_days()
        if ends:
            both = ends if any(column.said.fit == Fit.DOCUMENTED for column in ends) else ends + leaves
            self._choose_end(both)
        elif leaves:
            self._choose_end(leaves)
        elif backs:
            self._choose(str(Field.CAME_HOME), backs)

    def _ends_without_days(self) -> list[Column]:
        """Columns called "End" and nothing else, whose values are no days: their rows are told, and no trip goes on."""
        return [
            column
            for column in self._columns
            if column.is_free
            and column.said.roles == (Role.END,)
            and column.said.fit >= Fit.EXACT
            and column.profile.cells
        ]

    def _choose_end(self, columns: list[Column]) -> None:
        chosen = self._choice("last_day", columns)
        if chosen is not None:
            chosen.use(str(Field.DAY_AFTER) if chosen.said.is_exclusive else "last_day")

    def _lengths(self) -> None:
        has_last = self._has(LAST_FIELDS)
        nights, days, lengths = self._of(Role.NIGHTS), self._of(Role.DAYS), self._of(Role.LENGTH)
        if has_last:
            for column in [*nights[1:], *days[1:], *days[:1] * bool(nights), *lengths]:
                self._leave(column, "the last day is in another column")
        named = [(column, Field.NIGHTS) for column in nights[:1]] + [(column, Field.DAYS) for column in days[:1]]
        for column, name in named:
            if column.is_free and not column.is_told and not self._has((str(Field.NIGHTS), str(Field.DAYS))):
                column.use(str(name))
        if lengths and not has_last and not self._has(LAST_FIELDS):
            self._ask_length(lengths[0])

    def _ask_length(self, column: Column) -> None:
        sentence = (
            f'"{column.heading}" says how long each trip was. Is that a number of days, with the first and the last '
            "day counted, or a number of nights?"
        )
        choices = (
            Choice(str(Field.DAYS), "Days, both ends counted"),
            Choice(str(Field.NIGHTS), "Nights"),
            Choice(NO_COLUMN, "Neither: the trips go on"),
        )
        asked = Asked(self._sheet, column.heading, column.profile.examples, column.profile.cells)
        answer = self._talk.ask(column_key(self._sheet, "length"), Asks.COLUMN, sentence, choices, asked)
        if answer != NO_COLUMN:
            column.use(answer or str(Field.DAYS), Sureness.CHOSEN if answer else Sureness.OPEN)

    def _times(self) -> None:
        for role, name in ((Role.FIRST_TIME, Field.FIRST_TIME), (Role.LAST_TIME, Field.LAST_TIME)):
            for column in self._of(role)[:1]:
                column.use(str(name))

    def _is_reversed(self, arrivals: Sequence[Column], leaves: Sequence[Column]) -> bool:
        """Whether people leave before they arrive: then the days are those of journeys from home and back."""
        if not leaves:
            return False
        arrival, leave = arrivals[0], leaves[0]
        kept = reversed_rows = 0
        for one, other in zip(arrival.values, leave.values, strict=True):
            order = _compared(one, other, _order_of([arrival, leave]))
            kept += order > 0
            reversed_rows += order < 0
        if kept == reversed_rows:
            return leave.position < arrival.position
        return reversed_rows > kept

    def _say_direction(self) -> None:
        ends = [column for column in self._columns if column.field in (Field.LEFT_HOME, Field.CAME_HOME)]
        if not ends:
            return
        if all(column.sureness is Sureness.CHOSEN for column in ends) and not self._talk.chosen(DIRECTION):
            guess = AWAY
        else:
            guess = ""
        headings = " and ".join(f'"{column.heading}"' for column in ends)
        sentence = (
            f"{headings}: are these the first and the last day there, or the days on which you left home and came back?"
        )
        choices = (
            Choice(THERE, "The first and the last day there"),
            Choice(AWAY, "The days of leaving home and coming back"),
        )
        rows = max(column.profile.cells for column in ends)
        examples = tuple(itertools.chain(*(column.profile.examples[:1] for column in ends)))
        self._talk.ask(DIRECTION, Asks.DIRECTION, sentence, choices, Asked("", ends[0].heading, examples, rows), guess)

    def _missing_first(self) -> None:
        if self._has(FIRST_FIELDS):
            return
        self._ask_column("first_day", "the first day", self._possible_days(), none_words="")

    def _missing_last(self) -> None:
        if self._has(LAST_FIELDS) or not self._has(FIRST_FIELDS):
            return
        possible = self._possible_days()
        none_words = "No column: these trips have no last day"
        if possible and not self._ask_column("last_day", "the last day", possible, none_words):
            return
        first = next(column for column in self._columns if column.field in FIRST_FIELDS)
        if not possible and first.profile.cells > 2 and self._is_daily(first) and self._ask_daily(first, guess=""):
            first.use(str(Field.DAY))
            self.shape = Shape.DAYS
            return
        rows = first.profile.cells
        are = "was" if rows == 1 else "were"
        self._talk.tell(
            FindingCode.PART_NOT_USED,
            f"No column says the last day, so {count(rows, 'trip')} {are} taken as ongoing. If a column says it, name "
            "it with --map 'HEADING=last_day'.",
            self._sheet,
        )

    def _possible_days(self) -> list[Column]:
        """Columns of days of which nobody knows what they are."""
        return [
            column
            for column in self._columns
            if column.is_free and column.profile.is_days and not (column.said.is_nothing and not _may_be_end(column))
        ]

    def _ask_column(self, name: str, words: str, possible: Sequence[Column], none_words: str) -> bool:
        """Whether no column is it, by the answer. While the question is open the table waits."""
        if not possible:
            return True
        headings = ", ".join(f'"{column.heading}"' for column in possible)
        sentence = f"No heading says {words}. Which column is it: {headings}?"
        choices = [Choice(column.heading, _with_example(column)) for column in possible]
        choices += [Choice(NO_COLUMN, none_words)] if none_words else []
        rows = max(column.profile.cells for column in possible)
        asked = Asked(self._sheet, possible[0].heading, possible[0].profile.examples, rows)
        answer = self._talk.ask(column_key(self._sheet, name), Asks.COLUMN, sentence, choices, asked)
        for column in possible:
            if column.heading == answer:
                column.use(name, Sureness.CHOSEN)
            elif not answer:
                column.is_told = True
        return answer == NO_COLUMN

    def _choose(self, name: str, candidates: list[Column]) -> None:
        if (chosen := self._choice(name, candidates)) is not None:
            chosen.use(name)

    def _choice(self, name: str, candidates: list[Column]) -> Column | None:
        words = "the first day" if name in FIRST_FIELDS else "the last day"
        return choose(Wanted(self._sheet, name, words), candidates, self._talk)

    def _leave(self, column: Column, why: str) -> None:
        column.field, column.sureness, column.is_told = NOT_USED, Sureness.KNOWN, True
        self._talk.tell(
            FindingCode.COLUMN_NOT_USED,
            f'"{column.heading}" was not used, because {why}. Its cells are kept with the rows.',
            self._sheet,
            column=column.heading,
        )


_A_WEEKEND = 3


class Wanted:
    """A field that one column is wanted for."""

    def __init__(self, sheet: str, name: str, words: str) -> None:
        self.sheet, self.name, self.words = sheet, name, words


def choose(wanted: Wanted, candidates: list[Column], talk: Talk) -> Column | None:
    """The one of several columns that says a thing; None while the question which one is open.

    A documented name wins, then the only one that is not empty, then the actual one before the planned one, then any
    of those that agree in every row.
    """
    if not candidates:
        return None
    best = max(column.said.fit for column in candidates)
    if best == Fit.DOCUMENTED or any(column.said.fit == Fit.NEAR for column in candidates):
        candidates = [column for column in candidates if column.said.fit == best]
    candidates = [column for column in candidates if not column.is_blank] or candidates[:1]
    if len(candidates) > 1 and same_values(candidates):
        _are_minor(candidates[1:])
        candidates = candidates[:1]
    if len(candidates) > 1 and (actual := _actual(candidates)) is not None:
        _tell_actual(wanted, actual, talk)
        _are_minor([column for column in candidates if column is not actual])
        candidates = [actual]
    return candidates[0] if len(candidates) == 1 else _asked_for(wanted, candidates, talk)


def _are_minor(columns: Sequence[Column]) -> None:
    for column in columns:
        column.is_minor = True


def _actual(candidates: Sequence[Column]) -> Column | None:
    """The column of actual days, where the others are planned ones and it is filled wherever they are."""
    actual = [column for column in candidates if column.said.is_actual]
    others = [column for column in candidates if not column.said.is_actual]
    if len(actual) != 1 or not all(column.said.is_planned for column in others):
        return None
    is_full = all(actual[0].profile.cells >= column.profile.cells for column in others)
    return actual[0] if is_full else None


def _tell_actual(wanted: Wanted, actual: Column, talk: Talk) -> None:
    talk.tell(
        FindingCode.ASSUMED_READING,
        f'"{actual.heading}" was taken as {wanted.words}, not the planned days beside it. To take another column, use '
        f"--map 'HEADING={wanted.name}'.",
        wanted.sheet,
        column=actual.heading,
    )


def _asked_for(wanted: Wanted, candidates: Sequence[Column], talk: Talk) -> Column | None:
    headings = " and ".join(f'"{column.heading}"' for column in candidates)
    sentence = f"{headings} could both be {wanted.words}. Which column is it?"
    if len(candidates) > 2:
        sentence = f"{headings} could all be {wanted.words}. Which column is it?"
    choices = [Choice(column.heading, _with_example(column)) for column in candidates]
    rows = max(column.profile.cells for column in candidates)
    asked = Asked(wanted.sheet, candidates[0].heading, candidates[0].profile.examples, rows)
    answer = talk.ask(column_key(wanted.sheet, wanted.name), Asks.COLUMN, sentence, choices, asked)
    for column in candidates:
        column.is_told = True
    taken = next((column for column in candidates if column.heading == answer), None)
    if taken is None:
        candidates[0].use(wanted.name, Sureness.OPEN)  # so that the table is seen to have one; its rows wait
    else:
        taken.use(wanted.name, Sureness.CHOSEN)
    return None


def _with_example(column: Column) -> str:
    example = next(iter(column.profile.examples), "")
    return f"{column.heading} ({example})" if example else column.heading


_ENDS = words_of("return departure end exit until back leave flight flug vol vuelo volo")


def _may_be_end(column: Column) -> bool:
    return bool(_ENDS & set(folded(column.said.text).split()))


def _order_of(columns: Sequence[Column]) -> tuple[str, ...]:
    """The orders of day and month to compare days in: the proven one, or both."""
    proven = {evidence(column.values).order for column in columns} - {"", "both"}
    return tuple(proven) if len(proven) == 1 else ("mdy", "dmy")


def _compared(one: object, other: object, orders: Sequence[str]) -> int:
    """1 where the first day is not after the second in every order, -1 where it is after it in every one, else 0."""
    signs = set()
    for order in orders:
        first, second = read_day(one, order).first, read_day(other, order).first  # type: ignore[arg-type]
        if first is not None and second is not None and first != second:
            signs.add(1 if first < second else -1)
    return signs.pop() if len(signs) == 1 else 0
