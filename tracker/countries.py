"""Country codes and names. Codes are ISO 3166-1 alpha-2, and XK (Kosovo), CQ (Sark); US territories count as US."""

from __future__ import annotations

import csv
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from tracker.codes import Code
from tracker.paths import data_folder

# Codes that the name data carries but that are no country: groups, test codes, exceptional reservations.
_NOT_COUNTRIES = {"AC", "CP", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"}


@lru_cache(maxsize=1)
def names() -> dict[str, str]:
    """English name of every country code, alphabetical by name. US territories are left out: they count as US."""
    from babel import Locale

    counted_as_us = {code for code, target in _aliases().items() if target == "US" and len(code) == 2}
    found = {
        code: str(name)
        for code, name in Locale("en").territories.items()
        if re.fullmatch(r"[A-Z]{2}", code) and code not in _NOT_COUNTRIES | counted_as_us
    }
    return dict(sorted(found.items(), key=lambda item: item[1]))


def name(code: str) -> str:
    """English name of a country code; the code itself when it is unknown."""
    return names().get(code, code)


def to_code(text: str) -> str:
    """The code that a person means by ``text`` (a code of two or three letters, or an English name); "" if unknown."""
    return _spellings().get(_folded(text), "")


def to_code_list(text: str) -> str:
    """``US+Italy`` → ``US+IT``: several countries, however they are put apart; an unknown spelling stays as it is."""
    parts = [part.strip() for part in re.split(r"[+,;/]", text) if part.strip()]
    return "+".join(to_code(part) or part for part in parts)


def are_known_lists(texts: pd.Series) -> pd.Series:
    """Which values of a text column are country codes joined by ``+``, or empty."""
    return texts.map({text: set(text.split("+")) <= {*names(), ""} for text in texts.unique()}).astype("bool")


def are_known(codes: pd.Series) -> pd.Series:
    """Which values of a text column are country codes, or empty."""
    return codes.isin([*names(), ""])


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.replace("'", "")).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", " ", plain.lower().replace("&", " and ")).strip()


@lru_cache(maxsize=1)
def _spellings() -> dict[str, str]:
    from babel.core import get_global

    spellings = {_folded(code): code for code in names()}
    for alias, targets in get_global("territory_aliases").items():  # three-letter codes are kept as aliases there
        if re.fullmatch(r"[A-Z]{3}", alias) and len(targets) == 1 and targets[0] in names():
            spellings[_folded(alias)] = targets[0]
    spellings |= {_folded(english): code for code, english in names().items()}
    spellings |= {_folded(alias): code for alias, code in _aliases().items()}
    return spellings


@lru_cache(maxsize=1)
def _aliases() -> dict[str, str]:
    """What people type → code, from data/country_aliases.csv."""
    with (data_folder() / "country_aliases.csv").open(encoding="utf-8", newline="") as file:
        return {row["alias"]: row["code"] for row in csv.DictReader(file)}


class Nearness(Code):
    """How a text was understood as a country."""

    EXACT = "exact", "A code or a name of the country."
    TYPO = "typo", "Nearly the name of one country: asked."
    CITY = "city", "A city or an airport, not a country: asked."
    NONE = "none", "No country that is known."


@dataclass(frozen=True)
class Found:
    """What a text may mean. ``codes``: best first; of an EXACT one there is exactly one."""

    nearness: Nearness
    codes: tuple[str, ...] = ()


def find(text: str) -> Found:
    """The country that a person means. Only EXACT may be taken without asking; the others are proposals."""
    code = to_code(text)
    return Found(Nearness.EXACT, (code,)) if code else Found(Nearness.NONE)
