"""Questions about the values of columns whose meaning is known: the order of dates, words, open ends, countries."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tracker import cities, countries
from tracker.codes import Activity, Certainty
from tracker.countries import Found, Nearness
from tracker.errors import BadOption, TableNotReadable
from tracker.findings import FindingCode
from tracker.reading import values as words_of_values
from tracker.reading.book import Value
from tracker.reading.columns import Column, role_of
from tracker.reading.content import NO, YES, is_empty, text_of
from tracker.reading.dates import DayKind, Evidence, evidence, read_day
from tracker.reading.day_cells import DayCell, day_cell
from tracker.reading.headings import Role, folded
from tracker.reading.matrix import without_mark
from tracker.reading.plan import (
    LEFT_OUT,
    NO_SERIAL,
    ONGOING,
    SERIAL_1900,
    SERIAL_1904,
    Asks,
    Choice,
    Field,
    date_order_key,
    serial_key,
    value_key,
)
from tracker.reading.talk import Asked, Talk
from tracker.reading.values import CANCELED, Meaning
from tracker.words import count

DAY_FIELDS = (
    *("first_day", "last_day", str(Field.LEFT_HOME), str(Field.CAME_HOME)),
    *(str(Field.DAY), str(Field.DATES), str(Field.DAY_AFTER)),
)
_LAST_FIELDS = ("last_day", str(Field.CAME_HOME), str(Field.DAY_AFTER))
_ORDER_WORDS = {"mdy": "month", "dmy": "day"}
_ORDERS = (Choice("mdy", "Month first: 03/04/2026 is March 4"), Choice("dmy", "Day first: 03/04/2026 is April 3"))

ACTIVITIES = (
    Choice(str(Activity.WORK), "Work"),
    Choice(str(Activity.NON_WORK), "No work"),
    Choice(str(Activity.TRANSIT), "Only passing through"),
)
CERTAINTIES = (
    Choice(str(Certainty.CONFIRMED), "Took place as written"),
    Choice(str(Certainty.PLANNED), "Planned"),
    Choice(str(Certainty.ESTIMATED), "Dates from memory"),
    Choice(CANCELED, "Canceled: left out"),
)


def ask_date_orders(file: str, sheet: str, columns: Sequence[Column], talk: Talk, elsewhere: str = "") -> None:
    """The order of day and month in every column of days. ``elsewhere``: what other tables with its headings prove.

    Raises ``TableNotReadable`` where a column disproves itself, or the order that was chosen.
    """
    proofs = {column: evidence(column.values) for column in columns}
    for column, proof in proofs.items():
        if proof.order == "both":
            raise TableNotReadable(file, _contradiction(sheet, column, proof))
        if proof.unusual:
            raise TableNotReadable(file, _unusual(sheet, column, proof.unusual))
        chosen = _chosen_order(sheet, column, talk)
        if chosen and proof.order and chosen != proof.order:
            raise TableNotReadable(file, _disproved(sheet, column, proof, chosen))
    if begins := evidence(itertools.chain.from_iterable(column.values for column in columns)).year_first:
        raise TableNotReadable(file, _begins_with_year(sheet, columns, begins))
    by_others = _one_of({proof.order for proof in proofs.values()}) or elsewhere
    by_answer = _one_of({_chosen_order(sheet, column, talk) for column in columns})
    for column, proof in proofs.items():
        own = proof.order or column.said.order
        why = _why(proof, column, by_others)
        of = _OrderOf(sheet, column, proof, own or by_others or by_answer, why)
        if proof.example or proof.order:
            _ask_order(of, _chosen_order(sheet, column, talk), talk)
        if proof.real and proof.texts:
            _tell_mixed(sheet, column, proof, talk)
    _tell_half_turned(sheet, proofs, talk)


def proven_order(columns: Sequence[Column]) -> str:
    """The order of day and month that the columns prove; "" where they prove none, or two."""
    return _one_of({evidence(column.values).order for column in columns})


def _one_of(orders: set[str]) -> str:
    orders = orders - {"", "both"}
    return next(iter(orders)) if len(orders) == 1 else ""


def _chosen_order(sheet: str, column: Column, talk: Talk) -> str:
    return talk.chosen(date_order_key(sheet, column.heading)) or talk.chosen(str(Asks.DATE_ORDER))


def _why(proof: Evidence, column: Column, by_others: str) -> str:
    if proof.order:
        return f"{proof.proof[0]} proves it"
    if column.said.order:
        return "the heading says so"
    return "another column with the same kind of dates proves it" if by_others else "you said so for another column"


@dataclass(frozen=True)
class _OrderOf:
    """The order of dates in one column, as far as it is known, and what proves it."""

    sheet: str
    column: Column
    proof: Evidence
    guess: str
    why: str


def _ask_order(of: _OrderOf, chosen: str, talk: Talk) -> None:
    column, proof, guess = of.column, of.proof, chosen or of.guess
    example = proof.example or proof.proof[0]
    sentence = f'"{column.heading}" holds dates such as {example}. Does the month or the day come first?'
    rows = sum(read_day(value).kind is DayKind.TWO_ORDERS for value in column.values)
    asked = Asked(of.sheet, column.heading, tuple(filter(None, (proof.example, *proof.proof))), rows)
    key = date_order_key(of.sheet, column.heading)
    talk.ask(key, Asks.DATE_ORDER, sentence, _ORDERS, asked, guess)
    if chosen or not guess or not proof.example:
        return  # said by a person, open, or no cell has two readings
    talk.tell(
        FindingCode.ASSUMED_READING,
        f'Dates in "{column.heading}" such as {example} were read with the {_ORDER_WORDS[guess]} first: {of.why}.',
        of.sheet,
        column=column.heading,
    )


def _row_of(column: Column, text: str) -> int:
    return next((line.number for line in column.lines if text_of(column.value(line)) == text.strip()), 0)


def _in_sheet(sheet: str) -> str:
    return f" of sheet {sheet}" if sheet else ""


def _disproved(sheet: str, column: Column, proof: Evidence, chosen: str) -> str:
    text = proof.proof[0]
    return (
        f"row {_row_of(column, text)}{_in_sheet(sheet)}: {column.heading}: {text} cannot be {_ORDER_WORDS[chosen]} "
        f"first. The dates in this column have the {_ORDER_WORDS[proof.order]} first. Nothing was read; choose "
        f"{proof.order} as the date order"
    )


def _contradiction(sheet: str, column: Column, proof: Evidence) -> str:
    first, second = proof.proof[:2]
    return (
        f'the column "{column.heading}"{_in_sheet(sheet)} mixes two date orders: {first} in row '
        f"{_row_of(column, first)} has the month first, {second} in row {_row_of(column, second)} the day first. "
        "Nothing "
        "was read, because the other dates could be either. Write the dates in one order, such as 2026-03-01"
    )


def _unusual(sheet: str, column: Column, text: str) -> str:
    return (
        f"row {_row_of(column, text)}{_in_sheet(sheet)}: {column.heading}: {text} cannot be read, because there is no "
        f"month {_month_in(text)}. Day and month may have changed places in the whole column. Nothing was read. Write "
        "the dates such as 2026-03-25"
    )


def _month_in(text: str) -> str:
    """The number that stands where dates of this spelling have the month."""
    numbers = re.findall(r"\d+", text)
    return numbers[1] if len(numbers) > 1 else ""


def _begins_with_year(sheet: str, columns: Sequence[Column], text: str) -> str:
    where = next(((column, row) for column in columns if (row := _row_of(column, text))), None)
    place = f"row {where[1]}{_in_sheet(sheet)}: {where[0].heading}: " if where else ""
    return (
        f"{place}{text} may begin or end with the year, because the year has two digits. Nothing was read. Write the "
        "years with four digits, such as 2026-03-25"
    )


def _tell_mixed(sheet: str, column: Column, proof: Evidence, talk: Talk) -> None:
    talk.tell(
        FindingCode.MIXED_DATES,
        f'"{column.heading}" holds {count(proof.real, "real date")} and {count(proof.texts, "date")} written as '
        "text. A "
        "spreadsheet program may have swapped day and month of the real dates when it opened the file. Check them "
        "against your records.",
        sheet,
        column=column.heading,
    )


def _tell_half_turned(sheet: str, proofs: Mapping[Column, Evidence], talk: Talk) -> None:
    """Whole columns of real dates beside whole columns of texts, where no real date has a day above 12.

    A spreadsheet program turns just those dates that it can read in its own order.
    """
    texts = next((column for column, proof in proofs.items() if proof.texts and not proof.real), None)
    if texts is None:
        return
    for column, proof in proofs.items():
        days = [value.day for value in column.values if isinstance(value, dt.date)]
        if proof.real and not proof.texts and max(days) <= 12:
            talk.tell(
                FindingCode.MIXED_DATES,
                f'"{column.heading}" holds real dates, none with a day above 12, and "{texts.heading}" holds dates '
                "written as text. A spreadsheet program may have swapped day and month of the real dates when it "
                "opened the file. Check them against your records.",
                sheet,
                column=column.heading,
            )


def ask_serials(sheet: str, columns: Sequence[Column], talk: Talk) -> None:
    """Whether numbers in a file of text are days of a spreadsheet."""
    for column in columns:
        texts = [text for text in column.texts() if read_day(text).kind is DayKind.SERIAL]
        if not texts:
            continue
        reading, other = read_day(texts[0]), read_day(texts[0], is_1904=True)
        sentence = f'"{column.heading}" holds numbers such as {texts[0]}. Are they days of a spreadsheet?'
        choices = [Choice(SERIAL_1900, f"Yes: {texts[0]} is {_shown(reading.first)}")]
        choices.append(Choice(SERIAL_1904, f"Yes, counted from 1904: {texts[0]} is {_shown(other.first)}"))
        choices.append(Choice(NO_SERIAL, "No: leave these rows out"))
        rows = sum(times for text, times in column.texts().items() if text in texts)
        talk.ask(
            serial_key(sheet, column.heading),
            Asks.SERIAL,
            sentence,
            choices,
            Asked(sheet, column.heading, tuple(texts[:3]), rows),
        )


def _shown(day: dt.date | None) -> str:
    return f"{day:%b} {day.day}, {day.year}" if day else "no day"


def ask_open_ends(sheet: str, columns: Sequence[Column], talk: Talk) -> None:
    """What a dash, ``TBD`` or ``n/a`` means in a column of last days; words such as "present" are told."""
    for column in columns:
        if column.field not in _LAST_FIELDS:
            continue
        for text, (value, rows) in _by_text(column).items():
            kind = read_day(value).kind
            if kind is DayKind.OPEN and read_day(value).first is None:
                talk.tell(
                    FindingCode.ASSUMED_READING,
                    f'"{text}" in "{column.heading}" means that the trip goes on ({count(rows, "row")}).',
                    sheet,
                    column=column.heading,
                )
            if kind is DayKind.MAYBE_OPEN and read_day(value).first is None:
                sentence = f'What does "{text}" in "{column.heading}" mean: does the trip go on?'
                choices = (Choice(ONGOING, "The trip goes on"), Choice(LEFT_OUT, "Leave these rows out"))
                key = value_key(Asks.OPEN_END, column.heading, text)
                talk.ask(key, Asks.OPEN_END, sentence, choices, Asked(sheet, column.heading, (text,), rows))


def _by_text(column: Column) -> Mapping[str, tuple[Value, int]]:
    """Every different text of the cells → a cell that has it, and how many have."""
    counted: dict[str, tuple[Value, int]] = {}
    for value in column.values:
        if not is_empty(value):
            text = text_of(value)
            counted[text] = (value, counted.get(text, (value, 0))[1] + 1)
    return counted


def ask_countries(sheet: str, column: Column, talk: Talk, places: Column | None = None) -> None:
    """Which country a text means that is nearly one, or a city. Nothing is guessed.

    ``places``: the column of cities. A log of ours, whose heading is "country", was asked when it was made.
    """
    texts = list(column.texts().items())[:_MOST_COUNTRIES]
    doubted = _doubted([text for text, _ in texts])
    if places is not None and column.heading != "country":
        doubted |= _doubted_by_city(column, places)
    for text, rows in texts:
        place = doubted.get(text) or countries.find(text)
        if place.nearness not in (Nearness.TYPO, Nearness.CITY):
            continue
        what = "is not known as a country" if place.nearness is Nearness.TYPO else "is not a country"
        what = "may be more than one place" if text in doubted else what
        names = " or ".join(countries.name(code) for code in place.codes[:3])
        sentence = f'"{text}" in "{column.heading}" {what}. Which country is it: {names}?'
        choices = [Choice(code, countries.name(code)) for code in place.codes]
        key = value_key(Asks.COUNTRY, column.heading, text)
        answer = talk.ask(key, Asks.COUNTRY, sentence, choices, Asked(sheet, column.heading, (text,), rows))
        if answer and not countries.to_code(answer):
            raise BadOption(f"{key}: {answer!r} is not a country. Use a code such as DE, or the name of a country")


_MOST_COUNTRIES = 500


def _doubted(texts: Sequence[str]) -> dict[str, Found]:
    """Countries that the other values of the column make doubtful: Georgia among US states, IND among airports."""
    places = {text: countries.find(text) for text in texts}
    exact = [text for text in texts if places[text].nearness is Nearness.EXACT]
    others = [text for text in texts if places[text].nearness is not Nearness.EXACT]
    doubted: dict[str, Found] = {}
    for is_one in (countries.is_us_state, countries.is_airport):
        if not any(map(is_one, others)):
            continue
        plain = [text for text in exact if not is_one(text)]
        for text in exact:
            if is_one(text) and (not plain or len(text) > _LONGEST_CODE):
                proposed = ["US"] if is_one is countries.is_us_state else cities.countries_of(text)
                codes = tuple(dict.fromkeys([*proposed, *places[text].codes]))
                doubted[text] = Found(Nearness.CITY, codes)
    return doubted


def _doubted_by_city(column: Column, places: Column) -> dict[str, Found]:
    """Countries spelled like a US state, beside a city that is in the US only: Georgia and Atlanta, CA and Fresno."""
    doubted: dict[str, Found] = {}
    pairs = {(text_of(country), text_of(city)) for country, city in zip(column.values, places.values, strict=True)}
    for text, city in sorted(pairs):
        if text and city and countries.is_us_state(text) and cities.countries_of(city) == ("US",):
            codes = tuple(dict.fromkeys(["US", *countries.find(text).codes]))
            if len(codes) > 1:
                doubted[text] = Found(Nearness.CITY, codes)
    return doubted


def ask_cells(sheet: str, columns: Sequence[Column], talk: Talk) -> None:
    """The same for the cells of a table of people by days."""
    seen: dict[str, int] = {}
    for column in columns:
        for text, rows in column.texts().items():
            place = without_mark(text)
            is_understood = day_cell(text, lambda _: "") != DayCell()
            if is_understood or len(place) <= _LONGEST_CODE:
                continue
            if countries.find(place).nearness in (Nearness.TYPO, Nearness.CITY):
                seen[place] = seen.get(place, 0) + rows
    for text, rows in seen.items():
        near = countries.find(text)
        sentence = f'"{text}" is not a country. Which country is it?'
        choices = [Choice(code, countries.name(code)) for code in near.codes]
        talk.ask(value_key(Asks.COUNTRY, "", text), Asks.COUNTRY, sentence, choices, Asked(sheet, "", (text,), rows))


_LONGEST_CODE = 3


def ask_heading_order(sheet: str, headings: Sequence[str], talk: Talk) -> None:
    """The order of day and month in headings that are days themselves."""
    proof = evidence(headings)
    if not proof.example:
        return
    key = date_order_key(sheet, "")
    chosen = talk.chosen(key) or talk.chosen(str(Asks.DATE_ORDER))
    guess = chosen or ("" if proof.order == "both" else proof.order) or _order_in_time(headings)
    sentence = f"The headings are dates such as {proof.example}. Does the month or the day come first?"
    asked = Asked(sheet, "", (proof.example, *proof.proof), len(headings))
    talk.ask(key, Asks.DATE_ORDER, sentence, _ORDERS, asked, guess)
    if guess and not chosen:
        talk.tell(
            FindingCode.ASSUMED_READING,
            f"Headings such as {proof.example} were read with the {_ORDER_WORDS[guess]} first, because the days then "
            "follow each other.",
            sheet,
        )


def _order_in_time(headings: Sequence[str]) -> str:
    """The order in which the headings are consecutive days; "" where both or none are."""
    fitting = []
    for order in ("mdy", "dmy"):
        days = [read_day(heading, order).first for heading in headings]
        known = [day for day in days if day is not None]
        steps = [(later - earlier).days for earlier, later in itertools.pairwise(known)]
        if len(known) == len(headings) and steps and all(0 < step <= _A_LONG_WEEKEND for step in steps):
            fitting.append(order)
    return fitting[0] if len(fitting) == 1 else ""


_A_LONG_WEEKEND = 4


def ask_words(sheet: str, column: Column, talk: Talk) -> None:
    """What every different word in a column of purposes or statuses means."""
    is_purpose = column.field == Field.PURPOSE
    choices = ACTIVITIES if is_purpose else CERTAINTIES
    taken = []
    texts: dict[str, tuple[str, int]] = {}
    for text, rows in column.texts().items():
        key = value_key(Asks.VALUE, column.heading, text)
        texts[key] = (texts.get(key, (text, 0))[0], texts.get(key, (text, 0))[1] + rows)
    for key, (text, rows) in texts.items():
        meaning = _meaning(column, text)
        kind = "work" if is_purpose else "a trip that took place"
        sentence = f'What does "{text}" in "{column.heading}" mean' + (f": is it {kind}?" if not meaning.value else "?")
        ordered = sorted(choices, key=lambda choice: choice.value != meaning.value)
        guess = meaning.value if meaning.is_sure else ""
        answer = talk.ask(key, Asks.VALUE, sentence, ordered, Asked(sheet, column.heading, (text,), rows), guess)
        if answer and not talk.chosen(key):
            words = next(choice.words for choice in choices if choice.value == answer)
            taken.append(f'"{text}" as {words[0].lower()}{words[1:]} ({count(rows, "row")})')
    if taken:
        first = next(iter(texts))
        talk.tell(
            FindingCode.ASSUMED_READING,
            f'Words in "{column.heading}" were taken as follows: {"; ".join(taken)}. To change one, use for example '
            f"--answer '{first}={choices[0].value}'.",
            sheet,
            column=column.heading,
        )


def _meaning(column: Column, text: str) -> Meaning:
    """What a word means in this column; yes and no mean what the heading says."""
    role, word = role_of(column), folded(text)
    if word in YES | NO and role in _OF_YES:
        yes, no = _OF_YES[role]
        return Meaning(yes if word in YES else no, is_sure=True)
    if word in YES | NO and column.field == Field.STATUS:
        return Meaning(str(Certainty.CONFIRMED), is_sure=True) if word in YES else Meaning("planned", is_sure=False)
    own = [choice.value for choice in (ACTIVITIES if column.field == Field.PURPOSE else CERTAINTIES)]
    if text.strip() in own:
        return Meaning(text.strip(), is_sure=True)
    return words_of_values.purpose(text) if column.field == Field.PURPOSE else words_of_values.status(text)


_OF_YES = {
    Role.WORKED: (str(Activity.WORK), str(Activity.NON_WORK)),
    Role.OFF: (str(Activity.NON_WORK), str(Activity.WORK)),
    Role.CANCELED: (CANCELED, str(Certainty.CONFIRMED)),
}
