"""Texts with more than one word for a place: ``Germany (DE)``, ``FR - France``, ``Berlin, Germany``, ``🇫🇷 Paris``."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from tracker.cities import countries_of, is_us_state, may_be_in_state
from tracker.country_names import folded, lookup, subdivisions

_SEPARATORS = re.compile(r"\s*[,;/|:()\[\]{}<>=\t\r\n]+\s*|\s+[-–—]+\s+")
_FLAG = re.compile("[\U0001f1e6-\U0001f1ff]{2}")
_FIRST_FLAG_LETTER = 0x1F1E6
_BRITISH_FLAG = re.compile(
    "\U0001f3f4\U000e0067\U000e0062[\U000e0061-\U000e007a]+\U000e007f"
)  # England, Scotland, Wales
_TWO_CODES = re.compile("[A-Z]{2}-[A-Z]{2}")
_SHORT_CODE = 3


def with_flags_as_codes(text: str) -> str:
    """``🇫🇷 France`` → ``FR / France``. A flag is two letters of its own; England's is a black flag and tags."""
    text = _BRITISH_FLAG.sub(" / GB / ", text)
    return _FLAG.sub(lambda flag: f" / {_letters(flag.group())} / ", text).strip(" /")


def subdivision_country(text: str) -> str:
    """``US-TX`` → ``US``, by ISO 3166-2; "" for others.

    Outside the US also for those whose second half is a country (``IT-FR``): that may mean two countries.
    """
    match = re.fullmatch(r"([A-Za-z]{2})-([A-Za-z0-9]{1,3})", text)
    if not match:
        return ""
    country, part = match[1].upper(), match[2].upper()
    is_known = part in subdivisions().get(country, ())
    code = lookup(country)
    return code if is_known and (code == "US" or lookup(part) in ("", code)) else ""


def agreed_country(text: str) -> str:
    """The one country that all parts of a text lead to; "" if they disagree or a part is not known.

    One part has to be the country's own code or name; the others may be too, or a city there, or a US state.
    """
    for left, right in _cuts(text):
        if (code := _whole(left)) and code == _whole(right):
            return code
    parts = _parts(text)
    if len(parts) > 1:
        return _whole(text) or _agreed(parts)
    words = text.split()
    pairs = ([" ".join(words[:cut]), " ".join(words[cut:])] for cut in range(1, len(words)))
    return next((code for pair in pairs if (code := _agreed(pair))), "")


def countries_in_parts(text: str) -> tuple[str, ...]:
    """Codes that any part of a text may mean, those of most parts first."""
    parts = _parts(text)
    if len(parts) < 2:
        parts = re.split("(?<=[A-Z]{2})-", text) if _TWO_CODES.fullmatch(text) else _names_inside(text)
    are_all_named = all(lookup(part) for part in parts)
    meanings = ({lookup(part): None} | ({} if are_all_named else dict.fromkeys(countries_of(part))) for part in parts)
    codes = Counter(code for meaning in meanings for code in meaning if code)
    return tuple(code for code, _ in codes.most_common())


def has_city(text: str) -> bool:
    """Whether a text or one of its parts is a city, an airport or a US state, and no country."""
    return any(countries_of(part) and not lookup(part) for part in [text, *_parts(text)])


def _parts(text: str) -> list[str]:
    return [part for part in _SEPARATORS.split(text) if folded(part)]


def _cuts(text: str) -> Iterator[tuple[str, str]]:
    """Each way to cut a text in two, at a separator or a blank. At a blank "in" or "me" are words and no codes."""
    for gap in re.finditer(rf"{_SEPARATORS.pattern}|\s+", text):
        left, right = text[: gap.start()], text[gap.end() :].rstrip(")]} ")
        is_blank = not gap.group().strip()
        if not (is_blank and any(len(side) <= _SHORT_CODE and not side.isupper() for side in (left, right))):
            yield left, right


def _whole(text: str) -> str:
    """A code or a name, also with its tail first: ``Korea, South``."""
    parts = _parts(text)
    return lookup(text) or (lookup(f"{parts[1]} {parts[0]}") if len(parts) == 2 else "")


def _agreed(parts: Sequence[str]) -> str:
    """The country of which one part is the name and another a city."""
    named = {part: lookup(part) for part in parts}
    codes = {code for code in named.values() if code}
    if "US" in codes and _all_in_us(parts):
        return "US"
    if len(codes) != 1:
        return ""
    code = codes.pop()
    own_names = [part for part in parts if named[part]]
    others = [part for part in parts if not named[part]]
    is_there = any(code in countries_of(other) for other in others)
    may_be_a_state = code != "US" and any(may_be_in_state(other, own) for own in own_names for other in others)
    return code if is_there and not may_be_a_state else ""


def _all_in_us(parts: Sequence[str]) -> bool:
    """``Los Angeles, CA, USA``: beside the US only states by name, or a city of the US with the codes of its state."""
    others = [part for part in parts if lookup(part) != "US"]
    by_name = [part for part in others if is_us_state(part) and (len(part) > 2 or not lookup(part))]
    places = [part for part in others if not lookup(part) and "US" in countries_of(part)]
    rest = [part for part in others if part not in by_name and part not in places]
    return bool(by_name or places) and all(is_us_state(part) for part in rest)


def _names_inside(text: str) -> list[str]:
    """Names of countries in a longer text: ``trip to South Korea`` → ``South Korea``. Codes count in capitals only."""
    words = text.split()
    inside: list[str] = []
    start = 0
    while start < len(words):
        runs = (" ".join(words[start:end]) for end in range(len(words), start, -1))
        longest = next((run for run in runs if (len(run) > _SHORT_CODE or run.isupper()) and lookup(run)), "")
        inside += [longest] if longest else []
        start += len(longest.split()) or 1
    return inside


def _letters(flag: str) -> str:
    return "".join(chr(ord(letter) - _FIRST_FLAG_LETTER + ord("A")) for letter in flag)
