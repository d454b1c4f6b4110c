"""What one cell of a table of people by days says: a country, a day of travel, a day that is not abroad."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from tracker import countries
from tracker.countries import Nearness
from tracker.reading import values as words
from tracker.reading.heading_words import words_of

_NOTHING = words_of(
    "- – — . / 0 off we weekend wknd home h hol holiday v vac vacation leave al pto ooo sick none n/a na nil no rest "
    "free frei urlaub u krank wochenende we rtt conge conges vacances ferie ferias vacaciones office wfh"
)
"""Cells that name no stay abroad: nothing is logged for their days, which is told."""

_TRAVEL = words_of("tr trv trav travel t transit fly flight reise reisetag voyage viaje viaggio viagem ✈ ✈️ →")
_WORDS_TOO = frozenset(("no", "tr", "in", "at", "so", "is", "me", "my", "to", "am", "it", "be", "by", "do", "us"))
"""Codes of countries that small letters turn into a word or a mark: taken in capitals only."""

_PARTS = re.compile(r"\s*[/+&;,|()\[\]\n→>*]+\s*|\s+[-–—]\s+")


@dataclass(frozen=True)
class DayCell:
    """``codes``: the countries of the day, with the ``activity`` of a word beside them ("" for none).

    ``is_nothing``: the cell says that the day is not abroad. Without codes and without that it is not understood.
    """

    codes: tuple[str, ...] = ()
    activity: str = ""
    is_travel: bool = False
    is_nothing: bool = False


def day_cell(text: str, answer: Callable[[str], str]) -> DayCell:
    """What a cell says. ``answer``: the country that a person chose for a text, "" for none."""
    plain = text.strip()
    if not plain or plain.casefold() in _NOTHING:
        return DayCell(is_nothing=True)
    if code := _country(plain, answer):
        return DayCell((code,))
    parts = [part for part in _PARTS.split(plain) if part]
    if len(parts) == 1 and " " in plain:
        parts = plain.split()
    codes, activity, is_travel = [], "", False
    for part in parts:
        if code := _country(part, answer):
            codes.append(code)
        elif part.casefold() in _TRAVEL:
            is_travel = True
        elif (meaning := words.purpose(part)).is_sure and activity in ("", meaning.value):
            activity = meaning.value
        else:
            return DayCell()
    return DayCell(tuple(dict.fromkeys(codes)), activity, is_travel) if codes else DayCell()


def _country(text: str, answer: Callable[[str], str]) -> str:
    if chosen := answer(text):
        return chosen
    if text.casefold() in _WORDS_TOO and not text.isupper():
        return ""
    place = countries.find(text)
    return place.codes[0] if place.nearness is Nearness.EXACT else ""
