"""Country codes and names. Codes are ISO 3166-1 alpha-2, and XK (Kosovo), CQ (Sark); US territories count as US.

``find`` says what a text means. The spellings are in ``country_names``, the cities in ``cities``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from tracker import cities, country_names, place_parts
from tracker.codes import Code
from tracker.country_names import folded, lookup

_LONGEST = 200
"""Longer texts are no country; looking through them would take long."""
_MOST_PROPOSALS = 4
_TOO_SHORT_FOR_TYPOS = 3
_LONG_ENOUGH_TO_DOUBT_A_CITY = 6


class Nearness(Code):
    """How a text was understood as a country."""

    EXACT = "exact", "A code or a name of the country."
    TYPO = "typo", "Nearly the name of a country, or a text with a country in it: asked."
    CITY = "city", "A city, an airport or a US state, not a country: asked."
    NONE = "none", "No country that is known."


@dataclass(frozen=True)
class Found:
    """What a text may mean. ``codes``: best first; of an EXACT one there is exactly one."""

    nearness: Nearness
    codes: tuple[str, ...] = ()


def names() -> dict[str, str]:
    """English name of every country code, alphabetical by name. US territories are left out: they count as US."""
    return country_names.names()


def name(code: str) -> str:
    """English name of a country code; the code itself when it is unknown."""
    return names().get(code, code)


def to_code(text: str) -> str:
    """The code of the country that ``text`` means without doubt (a code, a name, a city with its country); or ""."""
    match = find(text)
    return match.codes[0] if match.nearness is Nearness.EXACT else ""


def to_code_list(text: str) -> str:
    """``US+Italy`` → ``US+IT``: several countries, however they are put apart; an unknown spelling stays as it is."""
    parts = [part.strip() for part in re.split(r"[+,;/]", text) if part.strip()]
    codes = [to_code(part) for part in parts]
    if not all(codes) and (whole := lookup(text)):  # "Korea, Republic of" is one country
        return whole
    return "+".join(dict.fromkeys(code or part for code, part in zip(codes, parts, strict=True)))


def are_known_lists(texts: pd.Series) -> pd.Series:
    """Which values of a text column are country codes joined by ``+``, or empty."""
    return texts.map({text: set(text.split("+")) <= {*names(), ""} for text in texts.unique()}).astype("bool")


def are_known(codes: pd.Series) -> pd.Series:
    """Which values of a text column are country codes, or empty."""
    return codes.isin([*names(), ""])


def is_us_state(text: str) -> bool:
    """Whether a text is the name of a US state or DC, or its postal code. Georgia, CA and DE are countries as well.

    A reader that finds other values of a column to be US states and no countries has to ask what these mean.
    """
    return cities.is_us_state(text)


def is_airport(text: str) -> bool:
    """Whether a text is the code of an airport, in capitals. AUS, IND and PER are codes of countries as well."""
    return cities.is_airport(text)


@lru_cache(maxsize=1 << 16)
def find(text: str) -> Found:
    """The country that a person means. Only EXACT may be taken without asking; the others are proposals.

    A question mark is a doubt: ``Germany?`` is a proposal. Texts of more than 200 characters are no country.
    """
    if len(text) > _LONGEST:
        return Found(Nearness.NONE)
    plain = place_parts.with_flags_as_codes(text).strip()
    code = lookup(plain) or place_parts.subdivision_country(plain) or place_parts.agreed_country(plain)
    if code and "?" not in text:
        return Found(Nearness.EXACT, (code,))
    return _proposed(plain.replace("?", " ").strip(), [code] if code else [])


def _proposed(text: str, doubted: list[str]) -> Found:
    """Countries to ask about. ``doubted``: what would be exact without a question mark."""
    places = cities.countries_of(text)
    inside = () if places else place_parts.countries_in_parts(text)
    near = [*doubted, *places, *inside]
    if not near or (places and len(text) >= _LONG_ENOUGH_TO_DOUBT_A_CITY):  # Columbia may be Colombia
        near += _misspelled(text, at_most=1 if near else 3)
    if not near:
        return Found(Nearness.NONE)
    is_city = not doubted and place_parts.has_city(text)
    return Found(Nearness.CITY if is_city else Nearness.TYPO, tuple(dict.fromkeys(near))[:_MOST_PROPOSALS])


def _misspelled(text: str, at_most: int) -> list[str]:
    """Codes of the countries whose name differs by a letter or a few; empty for texts of three letters or fewer."""
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    typed = folded(text)
    if len(typed) <= _TOO_SHORT_FOR_TYPOS or not re.search(r"[^\W\d_]", typed):
        return []
    spellings = country_names.long_spellings()
    most = min(at_most, 1 if len(typed) <= 5 else 2 if len(typed) <= 9 else 3)
    near = process.extract(typed, list(spellings), scorer=OSA.distance, score_cutoff=most, limit=12)
    nearest = min((distance for _, distance, _ in near), default=0)
    return list(dict.fromkeys(spellings[spelling] for spelling, distance, _ in near if distance <= nearest + 1))
