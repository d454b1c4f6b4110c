"""What the values of a column look like: days, countries, yes and no, people, a few words that return."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from tracker import cities, countries
from tracker.countries import Nearness
from tracker.reading import values as words_of_values
from tracker.reading.book import CellError, Value
from tracker.reading.cells import kept_text
from tracker.reading.dates import DayKind, read_day
from tracker.reading.heading_words import words_of
from tracker.reading.headings import folded

DAY_KINDS = (DayKind.DAY, DayKind.MONTH, DayKind.RANGE, DayKind.TWO_ORDERS)
_OPEN_KINDS = (DayKind.OPEN, DayKind.MAYBE_OPEN)
_MOST_LOOKED_AT = 200  # different values of one column; the rest is like them

YES = words_of("yes y true 1 x ja j wahr ein oui o vrai si s verdadero verdadeiro vero sim v on")
NO = words_of("no n false 0 nein falsch aus non faux falso nao off")


def text_of(value: Value) -> str:
    """A cell as text, as keys of questions and examples show it; dates are ISO."""
    return kept_text(value)


def is_empty(value: Value) -> bool:
    """Whether a cell holds nothing."""
    return value is None or (isinstance(value, str) and not value.strip("\u200b\ufeff \t\r\n\xa0"))


@dataclass(frozen=True)
class Profile:
    """What the values of a column are, as shares of the cells that hold something (0 to 1).

    ``cells``: how many hold something; ``different``: how many different ones. ``examples``: the first three.
    ``ranges``, ``months``, ``serials``, ``clocks`` are shares too. ``open_ends``: words in place of a day.
    """

    cells: int
    different: int
    examples: tuple[str, ...] = ()
    days: float = 0.0
    ranges: float = 0.0
    serials: float = 0.0
    open_ends: float = 0.0
    clocks: float = 0.0
    countries: float = 0.0
    cities: float = 0.0
    yes_no: float = 0.0
    small_numbers: float = 0.0
    people: float = 0.0
    addresses: float = 0.0
    purposes: float = 0.0
    statuses: float = 0.0

    @property
    def is_days(self) -> bool:
        """Whether most values are days. Words such as "ongoing" do not speak against it."""
        return self.days > 0 and self.days >= 0.6 * (1 - self.open_ends)

    @property
    def may_be_days(self) -> bool:
        """Whether a heading that says days can be believed: not where no value is one and the values are others."""
        others = self.countries + self.cities + self.clocks + self.people + self.small_numbers
        return self.cells == 0 or self.days + self.serials + self.open_ends > 0 or others < 0.5

    @property
    def repeats(self) -> bool:
        """Whether there are few different values, as in a list of choices."""
        return self.different <= max(2, min(12, self.cells // 2))


def profile_of(values: Iterable[Value]) -> Profile:
    """The profile of the cells of one column."""
    counted = Counter(values)  # quick; what is empty is taken out of the few different ones
    for value in [value for value in counted if is_empty(value)]:
        del counted[value]
    total = sum(counted.values())
    if not total:
        return Profile(0, 0)
    looked_at = counted.most_common(_MOST_LOOKED_AT)
    weight = sum(times for _, times in looked_at)
    shares: Counter[str] = Counter()
    for value, times in looked_at:
        for kind in _kinds(value):
            shares[kind] += times
    examples = tuple(text_of(value) for value in list(counted)[:3])
    return Profile(total, len(counted), examples, **{kind: count / weight for kind, count in shares.items()})


def _kinds(value: Value) -> tuple[str, ...]:
    if isinstance(value, bool):
        return ("yes_no",)
    if isinstance(value, dt.time | dt.timedelta):
        return ("clocks",)
    if isinstance(value, CellError):
        return ()
    if not isinstance(value, str):
        return _kinds_of_number(value)
    return _kinds_of_text(value.strip())


def _kinds_of_number(value: Value) -> tuple[str, ...]:
    if read_day(value).kind in DAY_KINDS:
        return ("days",)
    if isinstance(value, int | float) and 0 <= value <= _MANY and float(value).is_integer():
        return ("small_numbers", "yes_no") if value in (0, 1) else ("small_numbers",)
    return ()


_MANY = 1_000
_CLOCK = re.compile(r"\d{1,2}(?:[:h]\d{2}(?::\d{2})?|\.\d{2})(?:\s*[ap]\.?m\.?)?", re.I)  # 05.03.26 is a day


@lru_cache(maxsize=16_384)
def _kinds_of_text(text: str) -> tuple[str, ...]:
    kinds = []
    if _CLOCK.fullmatch(text):
        return ("clocks",)
    if re.fullmatch(r"\d{1,3}", text):
        return ("small_numbers", "yes_no") if text in ("0", "1") else ("small_numbers",)
    reading = read_day(text)
    if reading.kind in DAY_KINDS or (reading.first is not None and reading.kind in _OPEN_KINDS):
        return ("days", "ranges") if reading.kind is DayKind.RANGE or reading.kind in _OPEN_KINDS else ("days",)
    if reading.kind is DayKind.SERIAL:
        return ("serials",)
    if reading.kind in _OPEN_KINDS:
        kinds.append("open_ends")
    if folded(text) in YES | NO:
        kinds.append("yes_no")
    kinds += _kinds_of_words(text)
    return tuple(kinds)


def _kinds_of_words(text: str) -> list[str]:
    if len(text) > _LONG or not any(letter.isalpha() for letter in text):
        return ["countries"] if _nearness(text) is Nearness.EXACT else []
    kinds = []
    near = _nearness(text)
    if near is Nearness.EXACT:
        kinds.append("countries")
    elif near is Nearness.CITY:
        kinds.append("cities")
    if words_of_values.purpose(text).value:
        kinds.append("purposes")
    if words_of_values.status(text).value:
        kinds.append("statuses")
    if re.fullmatch(r"[^@\s]+@[^@\s]+\.\w+", text):
        kinds.append("addresses")
    elif not kinds and is_like_a_person(text):
        kinds.append("people")
    return kinds


_LONG = 60


@lru_cache(maxsize=16_384)
def _nearness(text: str) -> Nearness:
    """Without looking for misspelled countries, which takes long and is no sign of a column of countries."""
    if _IN_PARTS.search(text) or not text.isascii():
        return countries.find(text).nearness
    if countries.to_code(text):
        return Nearness.EXACT
    return Nearness.CITY if cities.countries_of(text) else Nearness.NONE


_IN_PARTS = re.compile(r"[-,;/()|&+]")


_NAME = re.compile(r"[^\W\d_]+(?:[-'’.][^\W\d_]*)*")
_NO_NAMES = words_of(
    "trip visit meeting conference project holiday vacation business client customer office workshop training travel "
    "site tour flight hotel kickoff audit summit week month year q1 q2 q3 q4 review sales team installation support "
    "and for with at the in on reise besuch messe voyage mission viaje viaggio viagem phase rollout launch retreat "
    "offsite expo fair course seminar event cost center"
)


def is_like_a_person(text: str) -> bool:
    """Two to four words that begin with a capital letter, or "Last, First"; no word of trips."""
    parts = text.replace(",", " ").split()
    if not 1 <= len(parts) <= 5 or any(not _NAME.fullmatch(part) for part in parts):
        return False
    if any(folded(part) in _NO_NAMES for part in parts):
        return False
    capital = sum(part[0].isupper() for part in parts)
    return capital >= max(1, len(parts) - 1)
