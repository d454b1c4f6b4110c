"""Lengths of stays: a number of nights or days → the last day."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from tracker.reading.book import CellError, Value
from tracker.reading.cells import cell_text
from tracker.reading.date_words import is_empty
from tracker.reading.heading_words import words_of
from tracker.reading.plan import Field
from tracker.reading.values import folded

LONGEST = 36_525  # days: a century

_NIGHTS = words_of("night nights n nt nts nacht nachte nachten nuit nuits noche noches notte notti noite noites")
_DAYS = words_of("day days d tag tage tagen t jour jours j dia dias giorno giorni g")
_WEEKS = words_of("week weeks wk wks w woche wochen semaine semaines semana semanas settimana settimane")
_SIGNS = str.maketrans({"−": "-", "–": "-", "\u202f": " ", "\xa0": " "})


class NoLength(Exception):
    """A cell that is no length; the message says why in one sentence."""


@dataclass(frozen=True)
class Length:
    """How long a stay was. ``nights``: number of nights, whatever unit the file counts in."""

    nights: int

    def last_day(self, first: dt.date) -> dt.date:
        """March 2 and 4 nights → March 6. Raises ``NoLength`` where the calendar ends."""
        try:
            return first + dt.timedelta(days=self.nights)
        except OverflowError as error:
            raise NoLength("The stay would end after the year 9999.") from error


def length_of(value: Value, unit: Field) -> Length | None:
    """What a cell says in a column of nights or days: 4, 4.0, ``4 nights``, ``1 week``; None for an empty cell.

    A unit in the cell wins over the one of the column: "5 days" is 4 nights everywhere. Raises ``NoLength`` for
    anything else: a fraction, a negative number, no day at all, text.
    """
    if value is None or (isinstance(value, str) and is_empty(cell_text(value))):
        return None
    if isinstance(value, CellError):
        raise NoLength(f"The cell holds the error {value.text}." if value.text else "The cell holds no value.")
    if isinstance(value, dt.timedelta) and not value % dt.timedelta(days=1):
        return _checked(value.days, unit, str(value.days))
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise NoLength(f'"{cell_text(value)}" is not a number of {unit}.')
    text = cell_text(value)
    number, kind = _number(text, unit)
    return _checked(number, kind, text)


def _checked(number: float, unit: Field, text: str) -> Length:
    if number != int(number):
        raise NoLength(f'"{text}" is not a whole number of {unit}.')
    least = 0 if unit is Field.NIGHTS else 1
    if not least <= number <= LONGEST:
        raise NoLength(f'A stay cannot have "{text}" {unit}.')
    return Length(int(number) - least)


def _number(text: str, unit: Field) -> tuple[float, Field]:
    """The number and what it counts. ``5 days / 4 nights`` is taken where both say the same."""
    plain = text.translate(_SIGNS).strip()
    if re.fullmatch(r"[+-]?\d{1,9}(?:[.,]\d{1,3})?", plain):
        return float(plain.replace(",", ".")), unit
    parts = re.findall(r"([+-]?\d{1,6}(?:[.,]\d{1,3})?)\s*([^\W\d_]+)\.?", plain)
    rest = re.sub(r"([+-]?\d{1,6}(?:[.,]\d{1,3})?)\s*([^\W\d_]+)\.?", "", plain)
    read = [(float(number.replace(",", ".")), _unit(word)) for number, word in parts]
    if not read or re.sub(r"[\s/,;&+()-]|\b(?:and|und|et|y|e)\b", "", rest) or any(not kind for _, kind in read):
        raise NoLength(f'"{text}" is not a number of {unit}.')
    return _together(read, unit, text)


def _together(read: list[tuple[float, str]], unit: Field, text: str) -> tuple[float, Field]:
    weeks = sum(number for number, kind in read if kind == "weeks")
    nights = [number for number, kind in read if kind == "nights"]
    days = [number for number, kind in read if kind == "days"]
    if len(nights) > 1 or len(days) > 1 or (weeks and nights and days):
        raise NoLength(f'"{text}" is not one number of {unit}.')
    if nights and days:
        if days[0] != nights[0] + 1:
            raise NoLength(f'"{text}" says two lengths.')
        return nights[0], Field.NIGHTS
    if nights:
        return nights[0] + 7 * weeks, Field.NIGHTS
    if days:
        return days[0] + 7 * weeks, Field.DAYS
    return 7 * weeks, unit


def _unit(word: str) -> str:
    plain = folded(word)
    named = (("nights", _NIGHTS), ("days", _DAYS), ("weeks", _WEEKS))
    return next((unit for unit, words in named if plain in words), "")
