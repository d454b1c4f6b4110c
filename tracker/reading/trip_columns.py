"""What the columns of a table of trips mean: country, people, purpose, status, places and notes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from tracker.codes import Activity, Certainty
from tracker.findings import FindingCode
from tracker.reading import values as words
from tracker.reading.columns import Column, are_codes, role_of
from tracker.reading.content import NO, YES, text_of
from tracker.reading.heading_words import NO_STAY, WORK_DAYS, words_of
from tracker.reading.headings import Fit, Role, folded
from tracker.reading.matrix import days_by_people
from tracker.reading.plan import NO_COLUMN, NOT_USED, Asks, Choice, Field, Shape, Sureness, column_key
from tracker.reading.talk import Asked, Talk
from tracker.reading.trip_days import FIRST_FIELDS, TripDays, Wanted, choose

_MOSTLY, _HALF = 0.8, 0.5
LAST_DAY, NEXT_DAY = "last_day", "day_after"  # answers: what the end of an entry of a calendar is
_PURPOSE_FIELDS = ("activity", str(Field.PURPOSE))
_STATUS_FIELDS = ("certainty", str(Field.STATUS))
_WEAK = words_of("type kind category typ art kategorie categorie tipo categoria clase nature")


class TripColumns:
    """Decides every column of one table of trips. ``fields``: what a person chose, by the heading in this table."""

    def __init__(self, sheet: str, columns: Sequence[Column], fields: Mapping[str, str], talk: Talk) -> None:
        self._sheet, self._columns, self._talk = sheet, columns, talk
        for column in columns:
            if column.heading in fields:
                column.use(fields[column.heading], Sureness.CHOSEN)
                column.is_told = True
        self._shape = Shape.ROWS

    def decide(self, shape: Shape) -> Shape:
        """Give every column its field; how the table tells its trips. ``shape``: as far as it is known already."""
        self._shape = shape
        if shape is Shape.ROWS and days_by_people(self._columns):
            self._shape = Shape.MATRIX
        self._all_day()
        if self._shape is Shape.ROWS:
            self._country()
        self._people()
        if self._shape is Shape.ROWS:
            days = TripDays(self._sheet, self._columns, self._column("traveler"), self._talk)
            days.decide()
            self._shape = days.shape
            self._ends_of_calendar()
        self._purpose()
        self._status()
        for name, roles in _PLAIN:
            self._plain(name, roles)
        self._unknown()
        return self._shape

    @property
    def is_trips(self) -> bool:
        """Whether there is a country and a day."""
        if self._shape is Shape.MATRIX:
            return self._column(str(Field.DAY)) is not None
        return not self.missing

    @property
    def missing(self) -> str:
        """The field that no column says: a country, or a first day; "" where both are there."""
        if self._column("country") is None:
            return "country"
        return "" if any(self._column(name) for name in FIRST_FIELDS) else "first_day"

    @property
    def _is_own_layout(self) -> bool:
        """Whether the columns have our own names: then a column that is not ours is the user's, and is only kept."""
        titles = {column.said.text for column in self._columns}
        return {"country", "first_day"} <= titles

    def _column(self, name: str) -> Column | None:
        return next((column for column in self._columns if column.field == name), None)

    def _of(self, *roles: Role) -> list[Column]:
        return [column for column in self._columns if column.is_free and role_of(column) in roles]

    def _all_day(self) -> None:
        # A log that was imported keeps the column, and its last days are right already.
        if any(column.said.documented == "last_day" and column.said.fit == Fit.DOCUMENTED for column in self._columns):
            return
        for column in self._of(Role.ALL_DAY)[:1]:
            column.use(str(Field.ALL_DAY))

    def _ends_of_calendar(self) -> None:
        """Entries that last all day, without times: some calendars write the last day as the end, others the next."""
        all_day, end = self._column(str(Field.ALL_DAY)), self._column("last_day")
        begin = next((column for name in FIRST_FIELDS if (column := self._column(name))), None)
        if all_day is None and begin is not None and end is not None:
            self._ends_at_midnight(begin, end)
        if all_day is None or end is None or begin is None or all_day.sureness is Sureness.CHOSEN:
            return
        if self._of(Role.LAST_TIME) or self._column(str(Field.LAST_TIME)) or any(":" in text for text in end.texts()):
            return
        marked = [at for at, mark in enumerate(all_day.values) if folded(text_of(mark)) in YES]
        if any(text_of(begin.values[at]) == text_of(end.values[at]) != "" for at in marked):
            answer = LAST_DAY  # the day after the last one is never the first one
        else:
            answer = self._ask_end(end, len(marked)) or NEXT_DAY if marked else LAST_DAY
        if answer == LAST_DAY:
            all_day.field, all_day.sureness, all_day.is_told = NOT_USED, Sureness.KNOWN, True

    def _ends_at_midnight(self, begin: Column, end: Column) -> None:
        """A calendar without a column for "all day": every entry begins and ends at 00:00, on another day."""
        clocks = [column for role in (Role.FIRST_TIME, Role.LAST_TIME) for column in self._timed(role)]
        is_stored = end.said.documented == "last_day" and end.said.fit == Fit.DOCUMENTED
        if is_stored or len(clocks) != 2 or any(not _MIDNIGHT.fullmatch(t) for clock in clocks for t in clock.texts()):
            return
        if all(text_of(first) != text_of(last) for first, last in zip(begin.values, end.values, strict=True)):
            self._ask_end(end, len(end.values))

    def _timed(self, role: Role) -> list[Column]:
        """The column of clock times with this role that has any."""
        columns = [column for column in (self._column(str(role)), *self._of(role)) if column and column.texts()]
        return columns[:1]

    def _ask_end(self, end: Column, rows: int) -> str:
        sentence = (
            f'"{end.heading}" of entries that last all day: is it the last day, or the day after it, as some '
            "calendars write it?"
        )
        choices = (Choice(LAST_DAY, "The last day"), Choice(NEXT_DAY, "The day after the last day"))
        asked = Asked(self._sheet, end.heading, end.profile.examples, rows)
        return self._talk.ask(column_key(self._sheet, str(Field.ALL_DAY)), Asks.COLUMN, sentence, choices, asked)

    # country

    def _country(self) -> None:
        if self._column("country"):
            return
        named = self._of(Role.COUNTRY)
        full = [column for column in named if not column.is_blank]
        elsewhere = [
            column
            for column in self._columns
            if column.is_free and column not in named and column.profile.countries >= _HALF and _may_be_stay(column)
        ]
        destinations = [column for column in elsewhere if role_of(column) in (Role.DESTINATION, Role.PLACE)]
        if full and all(column.profile.countries + column.profile.cities == 0 for column in full) and elsewhere:
            self._ask_country([*elsewhere, *full], guess="")
        elif named:
            chosen = choose(Wanted(self._sheet, "country", "the country"), named, self._talk)
            if chosen is not None:
                chosen.use("country")
        elif len(destinations) == 1:
            destinations[0].use("country")
        elif elsewhere:
            self._guess_country(elsewhere)
        else:
            self._country_of_cities()

    def _guess_country(self, elsewhere: list[Column]) -> None:
        """Countries under an unknown heading are taken, and told; those of a person's home or a journey's start not."""
        likely = [column for column in elsewhere if not column.said.is_nothing and role_of(column) is None]
        likely = [column for column in likely if column.profile.countries >= _MOSTLY]
        self._ask_country(elsewhere, guess=likely[0].heading if len(likely) == 1 == len(elsewhere) else "")

    def _country_of_cities(self) -> None:
        places = [column for column in self._columns if column.is_free and column.profile.cities >= _HALF]
        places = [column for column in places if not column.said.is_nothing and _may_be_stay(column)]
        if places:
            self._ask_country(places, guess=places[0].heading if len(places) == 1 else "")

    def _ask_country(self, columns: Sequence[Column], guess: str) -> None:
        headings = ", ".join(f'"{column.heading}"' for column in columns)
        sentence = f"Which column says the country of the stay: {headings}?"
        choices = [_with_examples(column) for column in columns]
        asked = Asked(self._sheet, columns[0].heading, columns[0].profile.examples, columns[0].profile.cells)
        answer = self._talk.ask(column_key(self._sheet, "country"), Asks.COLUMN, sentence, choices, asked, guess)
        taken = next((column for column in columns if column.heading == answer), columns[0])
        is_chosen = bool(self._talk.chosen(column_key(self._sheet, "country")))
        taken.use("country", Sureness.CHOSEN if is_chosen else Sureness.LIKELY if answer else Sureness.OPEN)
        if answer and not is_chosen:
            self._talk.tell(
                FindingCode.ASSUMED_READING,
                f'No heading says the country. "{taken.heading}" holds countries or cities and was taken as the '
                "country. "
                "To take another column, use --map 'HEADING=country'.",
                self._sheet,
                column=taken.heading,
            )
        for column in columns:
            column.is_told = True

    # people

    def _people(self) -> None:
        if self._column("traveler"):
            return
        ids, people, names = self._of(Role.PERSON_ID), self._of(Role.PERSON), self._of(Role.PERSON_NAME)
        given, family = self._of(Role.GIVEN_NAME), self._of(Role.FAMILY_NAME)
        given, family, names = _split_names(given, family, names)
        documented = [column for column in people if column.said.fit == Fit.DOCUMENTED]
        ids = [column for column in ids if not column.is_blank]
        if documented:
            documented[0].use("traveler")
            self._name([*names, *people])
        elif ids:
            self._take("traveler", ids, "the person")
            self._name([*names, *people])
            self._given_and_family(given, family)
        elif len(people) == 1 and names and _are_numbers(people[0]):
            people[0].use("traveler")
            self._name(names)
        elif people:
            self._take("traveler", people, "the person")
        elif given and family:
            self._given_and_family(given, family)
        elif names:
            self._person_by_name(names)
        else:
            self._person_by_content([*given, *family])

    def _take(self, name: str, columns: list[Column], words: str) -> None:
        chosen = choose(Wanted(self._sheet, name, words), columns, self._talk)
        if chosen is not None:
            chosen.use(name)

    def _name(self, columns: Sequence[Column]) -> None:
        free = [column for column in columns if column.is_free and column.said.fit != Fit.NEAR]
        for column in free[:1]:
            column.use(str(Field.PERSON_NAME))

    def _given_and_family(self, given: Sequence[Column], family: Sequence[Column]) -> None:
        if given and family and not self._column(str(Field.PERSON_NAME)):
            given[0].use(str(Field.GIVEN_NAME))
            family[0].use(str(Field.FAMILY_NAME))

    def _person_by_name(self, names: list[Column]) -> None:
        """A column "Name": people, unless it holds the names of trips."""
        likely = [column for column in names if column.profile.people >= _HALF or column.said.words not in _BARE_NAMES]
        if likely:
            self._take("traveler", likely, "the person")
        elif any(not column.is_blank for column in names):
            self._ask_person([column for column in names if not column.is_blank])

    def _person_by_content(self, halves: Sequence[Column]) -> None:
        """No heading says a person: ask about columns whose values look like several people."""
        if self._is_own_layout:
            return  # other columns are the user's own; the traveler is then the default one
        possible = [column for column in halves if column.profile.different > 1]
        for column in self._columns:
            if not column.is_free or column.profile.different < 2 or column in possible:
                continue
            is_unknown = not column.said.is_known and not column.said.is_nothing
            is_address = column.profile.addresses >= _MOSTLY and not _is_of_others(column)
            if is_address or (is_unknown and column.profile.people >= _MOSTLY):
                possible.append(column)
        if not possible and self._shape is Shape.MATRIX and not self._column("traveler"):
            possible = [column for column in self._columns if _may_name_people(column)][:1]
        if possible:
            self._ask_person(possible)

    def _ask_person(self, columns: Sequence[Column]) -> None:
        headings = ", ".join(f'"{column.heading}"' for column in columns)
        sentence = f"Which column says whose trips these are: {headings}?"
        choices = [_with_examples(column) for column in columns]
        choices.append(Choice(NO_COLUMN, "No column: all trips are of one person"))
        asked = Asked(self._sheet, columns[0].heading, columns[0].profile.examples, columns[0].profile.cells)
        answer = self._talk.ask(column_key(self._sheet, "traveler"), Asks.COLUMN, sentence, choices, asked)
        for column in columns:
            column.is_told = True
            if column.heading == answer:
                column.use("traveler", Sureness.CHOSEN)

    # purpose and status

    def _purpose(self) -> None:
        if any(self._column(name) for name in _PURPOSE_FIELDS):
            return
        named = [column for column in self._of(Role.PURPOSE) if not column.is_blank]
        documented = [column for column in named if column.said.documented == "activity"]
        if documented and are_codes(documented[0], Activity):
            documented[0].use("activity")
        elif named:
            self._take_words(str(Field.PURPOSE), documented or named)
        elif other := [column for column in self._of(Role.STATUS) if _holds_purposes(column)]:
            other[0].use(str(Field.PURPOSE))
        elif yes_no := self._of(Role.WORKED, Role.OFF):
            yes_no[0].use(str(Field.PURPOSE))
        else:
            self._words_by_content(str(Field.PURPOSE))

    def _status(self) -> None:
        if any(self._column(name) for name in _STATUS_FIELDS):
            return
        named = [column for column in self._of(Role.STATUS) if not column.is_blank]
        documented = [column for column in named if column.said.documented == "certainty"]
        flags = [column for column in self._of(Role.CANCELED) if not column.is_blank]
        if documented and are_codes(documented[0], Certainty):
            documented[0].use("certainty")
        elif named:
            self._take_words(str(Field.STATUS), documented or named)
        elif other := [column for column in self._of(Role.PURPOSE) if _holds_statuses(column)]:
            other[0].use(str(Field.STATUS))
        elif flags:
            flags[0].use(str(Field.STATUS))
        else:
            self._words_by_content(str(Field.STATUS))

    def _take_words(self, name: str, columns: list[Column]) -> None:
        """The column whose words are understood best; one with free texts is asked about as a whole."""

        def understood(column: Column) -> float:
            return column.profile.purposes if name == Field.PURPOSE else column.profile.statuses

        best = max(columns, key=lambda column: (understood(column), column.profile.repeats, -column.position))
        if understood(best) == 0 and _says_another(name, best):
            return
        is_free_text = not best.profile.repeats and best.profile.different > _MOST_WORDS
        if is_free_text and understood(best) < (_HALF if best.profile.different > _MOST_QUESTIONS else _FEW):
            self._ask_words(name, best)
        else:
            best.use(name)

    def _words_by_content(self, name: str) -> None:
        """Words of purposes or statuses under an unknown heading: never taken without an answer."""
        if self._is_own_layout:
            return
        for column in self._columns:
            profile = column.profile
            share = profile.purposes if name == Field.PURPOSE else profile.statuses
            is_unknown = column.is_free and not column.said.is_known and not column.said.is_nothing
            if is_unknown and share >= _HALF and (profile.repeats or share >= _MOSTLY):
                self._ask_words(name, column)
                return

    def _ask_words(self, name: str, column: Column) -> None:
        about = "what the trips were for" if name == Field.PURPOSE else "whether trips are planned or canceled"
        none_words = "No: all trips were work" if name == Field.PURPOSE else "No: all trips took place"
        sentence = f'Does the column "{column.heading}" say {about}? It holds, for example, {_quoted(column)}.'
        choices = (Choice(column.heading, "Yes: ask about each word"), Choice(NO_COLUMN, none_words))
        asked = Asked(self._sheet, column.heading, column.profile.examples, column.profile.cells)
        answer = self._talk.ask(column_key(self._sheet, name), Asks.COLUMN, sentence, choices, asked)
        column.is_told = True
        if answer == column.heading:
            column.use(name, Sureness.CHOSEN)

    # the rest

    def _plain(self, name: str, roles: Sequence[Role]) -> None:
        """The first column with one of these roles; the others are kept under their headings."""
        if self._column(name):
            return
        columns = sorted(self._of(*roles), key=lambda column: (-_rank(column, roles), column.position))
        columns = [column for column in columns if not column.is_blank] or columns
        if name == "trip":
            columns = [column for column in columns if column.said.words == "trip" or _is_unique(column)]
        if columns:
            columns[0].use(name)

    def _unknown(self) -> None:
        documented = [column for column in self._columns if column.is_free and column.said.documented]
        for column in documented:
            if not self._column(column.said.documented) and role_of(column) is None and not column.said.roles:
                column.use(column.said.documented)
        for column in self._columns:
            if column.field == NOT_USED and not column.is_told and not (column.is_blank and not column.said.text):
                self._tell_not_used(column)
            if column.field != NOT_USED and column.sureness is Sureness.LIKELY and column.said.near:
                self._tell_near(column)

    def _tell_not_used(self, column: Column) -> None:
        what = self._may_decide(column)
        code = FindingCode.PART_NOT_USED if what else FindingCode.COLUMN_NOT_USED
        looks = f" It looks like {what}." if what else ""
        how = f" To use it, name its field: --map '{column.heading}=FIELD'." if what else ""
        if what == _ROWS_WITHOUT_WORK:
            how = " Take those rows out of the list, or say in a column Purpose which rows are work."
        self._talk.tell(
            code,
            f'The column "{column.heading}" was not used; its cells are kept with the rows.{looks}{how}',
            self._sheet,
            column=column.heading,
        )

    def _may_decide(self, column: Column) -> str:
        """What an unused column looks like, where that may change an answer; "" where it decides nothing."""
        profile, role = column.profile, role_of(column)
        if column.is_blank or column.is_minor:
            return ""
        if role is not Role.NOTE and (doubt := self._doubt(column)):
            return doubt
        if column.said.is_nothing:
            return ""
        if role in (Role.NOTE, Role.PLACE, Role.DESTINATION, Role.NUMBER, Role.SOURCE, Role.TRIP, Role.ASSIGNMENT):
            return ""
        if profile.is_days or profile.days >= _HALF:
            return "days"
        if role in (Role.PERSON, Role.PERSON_NAME, Role.GIVEN_NAME, Role.FAMILY_NAME, Role.PERSON_ID):
            return "" if self._column("traveler") else "people"
        if role is None and profile.people >= _MOSTLY and profile.different > 1 and not self._column("traveler"):
            return "people"
        if profile.purposes >= _HALF and (profile.repeats or role is Role.PURPOSE):
            return "" if self._is_decided(_PURPOSE_FIELDS) else "purposes"
        if profile.statuses >= _HALF and (profile.repeats or role in (Role.STATUS, Role.CANCELED)):
            return "" if self._is_decided(_STATUS_FIELDS) and not _says_canceled(column, role) else "statuses"
        return ""

    def _is_decided(self, names: Sequence[str]) -> bool:
        """Whether a log of ours says it in its own column: an import keeps the words that it read beside it."""
        return self._is_own_layout and any(not own.is_blank for name in names if (own := self._column(name)))

    def _doubt(self, column: Column) -> str:
        """What some cells say that would take days of work away: a canceled trip, a vacation, no hours of work."""
        texts = column.texts()
        words_count = not column.said.is_nothing or bool(_LABELS & set(folded(column.said.text).split()))
        if not self._has_any(_PURPOSE_FIELDS):
            if words_count and any(words.purpose(text) == _NO_WORK for text in texts):
                return "purposes, some of them no work"
            if _counts_work(column) and any(map(_is_zero, texts)):
                return _ROWS_WITHOUT_WORK
        is_status = words_count and not self._has_any(_STATUS_FIELDS)
        if is_status and any(words.status(text) == _CANCELED for text in texts):
            return "statuses, some of them canceled"
        return ""

    def _has_any(self, names: Sequence[str]) -> bool:
        return any(self._column(name) for name in names)

    def _tell_near(self, column: Column) -> None:
        column_field = column.field
        self._talk.tell(
            FindingCode.HEADING_NOT_KNOWN,
            f'The heading "{column.heading}" is not known. It is near to "{column.said.near}", so it was taken as '
            f"{column_field}. If that is wrong, use --map '{column.heading}=FIELD', or not_used as the field.",
            self._sheet,
            column=column.heading,
        )


_MIDNIGHT = re.compile(r"0?0:00(?::00)?|12:00(?::00)?\s?am", re.IGNORECASE)

_PLAIN: Sequence[tuple[str, Sequence[Role]]] = (
    ("place", (Role.PLACE, Role.DESTINATION)),
    ("note", (Role.NOTE,)),
    ("assignment", (Role.ASSIGNMENT,)),
    ("trip", (Role.TRIP,)),
    ("source", (Role.SOURCE,)),
)
_MOST_WORDS, _MOST_QUESTIONS = 8, 40
_FEW = 0.01
_BARE_NAMES = frozenset(("name", "nom", "nome", "nombre", "names"))


_LABELS = words_of("category categories tag tags label labels color colour group private code farbe kategorien")
"""Headings that mean nothing by themselves, but a label may say what a trip was; the kind of a visa does not."""

_ROWS_WITHOUT_WORK = "the amount of work, and some rows have none"
_NO_WORK = words.Meaning(str(Activity.NON_WORK), is_sure=True)
_CANCELED = words.Meaning(words.CANCELED, is_sure=True)
_HOURS = words_of(
    "hours hrs hour stunden std heures horas ore work worked working arbeit travail trabajo lavoro trabalho"
)


def _says_canceled(column: Column, role: Role | None) -> bool:
    """Whether some cell says that a trip was canceled; yes and no mean it under a heading that says so only."""
    marks = [folded(text) for text in column.texts()]
    if set(marks) <= YES | NO:
        return role is Role.CANCELED and bool(set(marks) & YES)
    return any(words.status(text).value == words.CANCELED for text in column.texts())


def _counts_work(column: Column) -> bool:
    """Whether a column says how much work there was: hours, days of work, a share."""
    return bool((_HOURS | WORK_DAYS) & set(folded(column.said.text).split()))


def _is_zero(text: str) -> bool:
    return bool(re.fullmatch(r"0+(?:[.,:]0+)*\s*(?:%|h|hrs?|d|days?)?", text.strip()))


def _rank(column: Column, roles: Sequence[Role]) -> int:
    """A documented name, then a heading that says just this, then one of several meanings."""
    if column.said.fit == Fit.DOCUMENTED:
        return 3
    return 2 if column.said.roles[:1] == tuple(roles[:1]) else 1


def _split_names(
    given: list[Column], family: list[Column], names: list[Column]
) -> tuple[list[Column], list[Column], list[Column]]:
    """ "Name" beside "Vorname" is the family name, "Nombre" beside "Apellidos" the first name."""
    bare = [column for column in names if column.said.words in _BARE_NAMES]
    if given and not family and len(bare) == 1:
        return given, bare, [column for column in names if column not in bare]
    if family and not given and len(bare) == 1:
        return bare, family, [column for column in names if column not in bare]
    return given, family, names


def _are_numbers(column: Column) -> bool:
    texts = column.texts()
    return bool(texts) and all(any(letter.isdigit() for letter in text) for text in texts)


def _is_unique(column: Column) -> bool:
    return column.profile.cells > 0 and column.profile.different == column.profile.cells


def _may_be_stay(column: Column) -> bool:
    """Not airports, nationalities and the like, and no states of the US."""
    words = folded(column.said.text)
    return not NO_STAY & set(words.split()) and words not in ("state", "us state", "province", "state province")


def _may_name_people(column: Column) -> bool:
    """In a table of people by days: a column of texts under a heading that nobody knows."""
    return column.is_free and not column.is_blank and not column.said.is_known and not column.said.is_nothing


def _is_of_others(column: Column) -> bool:
    return bool(_OTHERS & set(folded(column.said.text).split()))


def _says_another(name: str, column: Column) -> bool:
    """A heading such as "Type" or "State" whose words are rather those of the other kind."""
    profile = column.profile
    if name == Field.PURPOSE:
        return profile.statuses > 0 and bool(_WEAK & set(column.said.words.split()))
    return column.said.words in ("state", "estado", "stato", "etat", "stand") and not profile.yes_no


_OTHERS = words_of("manager approver supervisor client customer hotel agent organizer booked created")


def _with_examples(column: Column) -> Choice:
    return Choice(column.heading, f"{column.heading} ({', '.join(column.profile.examples)})")


def _holds_purposes(column: Column) -> bool:
    return column.profile.statuses == 0 and column.profile.purposes >= _HALF


def _holds_statuses(column: Column) -> bool:
    return column.profile.purposes == 0 and column.profile.statuses >= _HALF


def _quoted(column: Column) -> str:
    return ", ".join(f'"{example}"' for example in column.profile.examples)
