"""Names of months and weekdays in English, German, French, Spanish, Italian and Portuguese, long and short."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from functools import lru_cache

from babel import Locale

_LOCALES = ("en", "en_GB", "de", "de_AT", "fr", "es", "it", "pt", "pt_PT")
_WEEKDAY_WIDTHS = ("wide", "abbreviated", "short")

_MORE_MONTHS = {
    "sept": 9,
    "setiembre": 9,
    "maerz": 3,
    "mrz": 3,
    "feber": 2,
    "fev": 2,
    "dec": 12,
    "juill": 7,
}
_MORE_WEEKDAYS = {"tues": 1, "wednes": 2, "weds": 2, "thur": 3, "thurs": 3, "sonnabend": 5}


def folded(word: str) -> str:
    """The word without case, accents and dots: ``Févr.`` → ``fevr``."""
    plain = unicodedata.normalize("NFD", word.casefold()).replace(".", "")
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def month_of(word: str) -> int:
    """1 to 12; 0 where the word is no month."""
    return _months().get(folded(word), 0)


def weekdays_of(word: str) -> frozenset[int]:
    """The weekdays that a word may name, Monday is 0; empty where it names none.

    Short names differ by language: ``di`` is Dienstag or dimanche.
    """
    return _weekdays().get(folded(word), frozenset())


@lru_cache(maxsize=1)
def _months() -> dict[str, int]:
    names = dict(_MORE_MONTHS)
    for locale in map(Locale.parse, _LOCALES):
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for month, name in locale.months[context][width].items():
                    names[folded(name)] = month
    return names


@lru_cache(maxsize=1)
def _weekdays() -> dict[str, frozenset[int]]:
    names: dict[str, set[int]] = defaultdict(set)
    for name, weekday in _MORE_WEEKDAYS.items():
        names[name].add(weekday)
    for locale in map(Locale.parse, _LOCALES):
        for context in ("format", "stand-alone"):
            for width in _WEEKDAY_WIDTHS:
                for weekday, name in locale.days[context].get(width, {}).items():
                    names[folded(name)].add(weekday)
    return {name: frozenset(weekdays) for name, weekdays in names.items()}
