"""Every spelling of a country that has one meaning, and the form in which spellings are compared."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import lru_cache

from tracker.paths import data_folder

# Codes that the name data carries but that are no country: groups, test codes, exceptional reservations.
_NOT_COUNTRIES = {"AC", "CP", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"}

LANGUAGES = ("de", "fr", "es", "it", "pt")
"""Languages, beside English, in which every country is understood."""

# Letters that Unicode does not take apart into a plain letter and an accent.
_PLAIN_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "þ": "th", "ı": "i", "ħ": "h", "&": " and "}
)
_ACCENTS = re.compile("[\u0300-\u036f]")
_APOSTROPHES = re.compile("['’‘ʻʼ`´]")
_NOT_WORDS = re.compile(r"[\W_]+")
_DOTTED_LETTERS = re.compile(r"(?<![^\W_])(?:[^\W\d_]\.\s?)+[^\W\d_]\b\.?")
_SKIPPED = {"the", "and"}
_SHORTENED = {
    "st": "saint",
    "rep": "republic",
    "dem": "democratic",
    "fed": "federal",
    "is": "islands",
    "isl": "islands",
    "isls": "islands",
}
_FIRST_WORDS = {"n": "north", "s": "south", "w": "west", "e": "east"}
_STYLES = ("republic of", "kingdom of", "state of")
"""What may stand before the name of any country. Longer styles come from ISO's official names."""
_CITIES_ELSEWHERE = {"granada", "guadalupe", "salvador"}
"""Spanish for Grenada and Guadeloupe, French for El Salvador: more people mean cities of that name elsewhere."""
_NOT_STYLED = {"republic of china", "state of georgia"}
"""The first is Taiwan, the second a US state."""


def folded(text: str) -> str:
    """The words of a name as they are compared: without case, accents, punctuation, "the" and "and".

    ``St. Kitts & Nevis`` → ``saint kitts nevis``; ``U.K.`` → ``uk``; "" for a text without letters and digits.
    """
    plain = unicodedata.normalize("NFKD", text).casefold().translate(_PLAIN_LETTERS)
    plain = _APOSTROPHES.sub("", _ACCENTS.sub("", plain))
    plain = _DOTTED_LETTERS.sub(lambda match: re.sub(r"[.\s]", "", match.group()) + " ", plain)
    words = _NOT_WORDS.sub(" ", plain).split()
    if len(words) > 1:
        words = [_SHORTENED.get(word, word) for word in words if word not in _SKIPPED]
        words[:1] = [_FIRST_WORDS.get(word, word) for word in words[:1]]
    return " ".join(words)


@lru_cache(maxsize=1)
def names() -> dict[str, str]:
    """English name of every country code, alphabetical by name. US territories are left out: they count as US."""
    from babel import Locale

    counted_as_us = {code for code, target in aliases().items() if target == "US" and len(code) == 2}
    english = {
        code: str(name)
        for code, name in Locale("en").territories.items()
        if re.fullmatch(r"[A-Z]{2}", code) and code not in _NOT_COUNTRIES | counted_as_us
    }
    return dict(sorted(english.items(), key=lambda item: item[1]))


@lru_cache(maxsize=1)
def aliases() -> dict[str, str]:
    """What people type → code, from data/country_aliases.csv."""
    return {row["alias"]: row["code"] for row in _rows("country_aliases.csv")}


def iso_countries() -> Iterator[dict[str, str]]:
    """The 249 entries of ISO 3166-1: ``code``, ``alpha_3``, ``short_name``, ``official_name`` (may be "")."""
    return _rows("iso_countries.csv")


@lru_cache(maxsize=1)
def subdivisions() -> Mapping[str, frozenset[str]]:
    """Country code → its ISO 3166-2 subdivisions, without the country: ``US`` → ``TX`` and others."""
    return {row["code"]: frozenset(row["subdivisions"].split()) for row in _rows("iso_subdivisions.csv")}


def lookup(text: str) -> str:
    """The country whose code or name ``text`` is, in any of the languages that are known; "" for all other texts."""
    key = folded(text)
    return english_spellings().get(key) or _foreign_spellings().get(key, "")


@lru_cache(maxsize=1)
def long_spellings() -> Mapping[str, str]:
    """Every folded name of more than three letters → code: what a misspelled text is held against."""
    everything = {**_foreign_spellings(), **english_spellings()}
    return {spelling: code for spelling, code in everything.items() if len(spelling) > 3 and spelling.isascii()}


@lru_cache(maxsize=1)
def english_spellings() -> Mapping[str, str]:
    """Folded code, English name, ISO name or alias → code."""
    from babel.core import get_global

    spellings = {folded(code): code for code in names()}
    for alias, targets in get_global("territory_aliases").items():  # three-letter codes are kept as aliases there
        if re.fullmatch(r"[A-Z]{3}", alias) and len(targets) == 1 and targets[0] in names():
            spellings[folded(alias)] = targets[0]
    spellings |= {folded(english): code for code, english in names().items()}
    for entry in iso_countries():
        code = entry["code"] if entry["code"] in names() else "US"  # the territories
        spellings |= dict.fromkeys(_both_orders(entry["short_name"]), code)
        spellings |= dict.fromkeys(_both_orders(entry["official_name"]), code)
    spellings |= {spelling: code for alias, code in aliases().items() for spelling in _both_orders(alias)}
    spellings.pop("", None)
    return _with_styles(spellings)


@lru_cache(maxsize=1)
def _foreign_spellings() -> Mapping[str, str]:
    """Folded name in another language → code, where it means one country in all of them."""
    from babel import Locale

    pairs = [(row["name"], row["code"]) for row in _rows("country_local_names.csv")]
    for language in LANGUAGES:
        territories = Locale(language).territories
        pairs += [(territories[code], code) for code in names() if code in territories]
    meanings: defaultdict[str, set[str]] = defaultdict(set)
    for name, code in pairs:
        meanings[folded(name)].add(code)
        meanings[folded(without_umlauts(name))].add(code)
    for name in ["", *_CITIES_ELSEWHERE, *english_spellings()]:
        meanings.pop(name, None)
    return {name: codes.pop() for name, codes in meanings.items() if len(codes) == 1}


def _both_orders(name: str) -> set[str]:
    """``Korea, Republic of`` and ``Korea (Republic of)``: as it stands, and with the tail first."""
    spellings = {folded(name)}
    if match := re.fullmatch(r"([^,(]+)[,(]\s*([^,()]+)\)?", name):
        spellings.add(folded(f"{match[2]} {match[1]}"))
    return spellings


def _with_styles(spellings: Mapping[str, str]) -> dict[str, str]:
    """With "republic of X" and "X republic of" for each name; what a name means by itself goes first."""
    styled: dict[str, str] = {}
    for spelling, code in spellings.items():
        if len(spelling) <= 3 or any(style in spelling for style in _STYLES):  # a code, or styled already
            continue
        for style in _STYLES:
            if f"{style} {spelling}" not in _NOT_STYLED:
                styled |= {f"{style} {spelling}": code, f"{spelling} {style}": code}
    return styled | dict(spellings)


def without_umlauts(name: str) -> str:
    """``Österreich`` → ``Oesterreich``: as German is typed on an English keyboard."""
    composed = unicodedata.normalize("NFC", name)
    return re.sub("[äöüÄÖÜ]", lambda match: unicodedata.normalize("NFD", match.group())[0] + "e", composed)


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (data_folder() / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
