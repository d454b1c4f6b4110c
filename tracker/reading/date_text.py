"""How people write a day: the spellings that are understood, and what may stand beside a date.

A text becomes one ``Point`` or two, before anybody asks in which order its numbers stand. Everything here is a matter
of spelling; whether a day exists and which order is meant is decided in ``dates``.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import Enum, auto

from tracker.reading.date_words import is_doubtful, is_open, may_be_open
from tracker.reading.month_names import month_of, weekdays_of


class Style(Enum):
    """How a point is written."""

    YEAR_FIRST = auto()  # 2026-03-02, 20260302
    DOTS = auto()  # 2.3.2026: day first
    SLASHES = auto()  # 3/2/2026, 3-2-2026: in two orders
    DAY_MONTH = auto()  # 2 Mar 2026
    MONTH_DAY = auto()  # Mar 2, 2026


@dataclass(frozen=True)
class Point:
    """A day or a month as it is written. ``day`` None: a month only.

    ``month`` and ``day`` of a swappable point are in the order of the text, as if it were month first. ``weekdays``:
    what the name of a weekday beside it may mean, 0 is Monday; empty without one. ``is_short``: a year of two digits.
    """

    year: int
    month: int
    day: int | None
    style: Style
    weekdays: frozenset[int] = field(default=frozenset())
    is_short: bool = False

    @property
    def is_swappable(self) -> bool:
        """Whether month and day may be meant the other way round."""
        return self.style is Style.SLASHES

    def swapped(self) -> Point:
        """The same numbers, day first; the point itself where only one order is possible."""
        return replace(self, month=self.day or 0, day=self.month) if self.is_swappable else self


@dataclass(frozen=True)
class Clock:
    """A time of day. ``is_utc``: it says that it is a time in UTC, so that the day may be another one there.

    ``offset``: how far from UTC, where the text says another one, such as -05:00.
    """

    time: dt.timedelta
    is_utc: bool
    offset: dt.timedelta | None = None


@dataclass(frozen=True)
class Spelling:
    """What a text says: one point, or two for a range. ``end``: "open" or "maybe" where a word is its end."""

    first: Point
    last: Point | None = None
    clock: Clock | None = None
    end: str = ""
    remark: str = ""


class NotRead(Exception):
    """Why a text is not a date. ``str()`` is the reason, to stand behind "… is not a date:"."""


# --- the text before it is read

_QUOTES = "'\u2018\u2019\u00b4`\""
_KEPT_FORMS = {"<wide>", "<narrow>", "<noBreak>"}  # the same sign in another width; not ², º or ½


def cleaned(text: str) -> str:
    """The text without invisible characters, with plain digits, signs and blanks, and without quotation marks."""
    plain = text if text.isascii() else _plain(text)
    plain = " ".join(plain.split())
    if plain.startswith("="):  # ="2026-03-02" keeps a spreadsheet program from changing a text
        plain = plain[1:] if plain[1:2] == '"' else plain
    return plain.strip(_QUOTES + " ") or plain


def _plain(text: str) -> str:
    """Without invisible characters; signs of another width and digits of other scripts become the usual ones."""
    letters = []
    for letter in unicodedata.normalize("NFC", text):
        kind = unicodedata.category(letter)
        if kind in ("Cf", "Cc") and letter not in "\t\n\r":
            continue
        form = unicodedata.decomposition(letter).partition(" ")
        if kind == "Nd":
            letters.append(str(unicodedata.decimal(letter)))
        elif kind == "Zs":
            letters.append(" ")
        elif form[0] in _KEPT_FORMS:
            letters.append("".join(_HYPHENS.get(part, part) for part in unicodedata.normalize("NFKC", letter)))
        else:
            letters.append(_HYPHENS.get(letter, letter))
    return _EAST_ASIAN.sub(r"\1-\2-\3", "".join(letters))


_EAST_ASIAN = re.compile(r"(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일]")
_HYPHENS = {"\u2010": "-", "\u2011": "-", "\u2212": "-", "\u2044": "/", "\u2215": "/", "\u2024": "."}

# --- one point

_WORD = r"[^\W\d_]+(?:-feira)?"
_ORDINAL = r"(?:(?:st|nd|rd|th|er|re|ère|[ºª°oa])(?!\w)|\.)?"
_DAY = rf"(?P<day>\d{{1,2}}){_ORDINAL}"
_OF = r"(?:(?:of|de|del|do|di|du)\s+|d['’])?"
# A clock time is not a year: "2 Mar 14:30", "2 Mar 10 pm".
_SHORT = r"\d{2}(?!\s*(?:[ap]\.?m\b|uhr|h\b|o'clock|:))"
_END = r"(?![\d:]|(?![tT]\d)[^\W\d_])"
_YEAR = rf"(?P<year>\d{{4}}|['’]\d{{2}}|{_SHORT}){_END}"
_LONG_YEAR = rf"(?P<year>\d{{4}}|['’]\d{{2}}){_END}"
_NO_MORE = r"(?!\s?[-/.]?\d)"

_Builder = Callable[[re.Match[str]], Point | None]


def _year_first(spelled: re.Match[str]) -> Point | None:
    return Point(int(spelled["year"]), int(spelled["month"]), int(spelled["day"]), Style.YEAR_FIRST)


def _dots(spelled: re.Match[str]) -> Point | None:
    year, is_short = _year(spelled["year"])
    return Point(year, int(spelled["month"]), int(spelled["day"]), Style.DOTS, is_short=is_short)


def _two_orders(spelled: re.Match[str]) -> Point | None:
    year, is_short = _year(spelled["year"])
    return Point(year, int(spelled["one"]), int(spelled["two"]), Style.SLASHES, is_short=is_short)


def _named(style: Style) -> _Builder:
    """What makes a point with the name of a month; None where the word is no month."""

    def point(spelled: re.Match[str]) -> Point | None:
        month = month_of(spelled["name"])
        year, is_short = _year(spelled["year"])
        return Point(year, month, int(spelled["day"]), style, is_short=is_short) if month else None

    return point


def _month_only(spelled: re.Match[str]) -> Point | None:
    return Point(int(spelled["year"]), int(spelled["month"]), None, Style.YEAR_FIRST)


def _named_month_only(spelled: re.Match[str]) -> Point | None:
    month = month_of(spelled["name"])
    year, is_short = _year(spelled["year"])
    return Point(year, month, None, Style.MONTH_DAY, is_short=is_short) if month else None


def _year(digits: str) -> tuple[int, bool]:
    """The year, and whether two digits stand for it: 00-69 are of this century, 70-99 of the last."""
    year = int(digits.strip("'’"))
    if len(digits) == 4:
        return year, False
    return year + (2000 if year < 70 else 1900), True


_POINTS: tuple[tuple[re.Pattern[str], _Builder], ...] = tuple(
    (re.compile(pattern, re.I), builder)
    for pattern, builder in (
        (rf"(?P<year>\d{{4}})(?P<by>[-/–—]|\.\s?|\s)(?P<month>\d{{1,2}})(?P=by)(?P<day>\d{{1,2}}){_END}", _year_first),
        (rf"(?P<year>\d{{4}})(?P<month>\d\d)(?P<day>\d\d){_END}", _year_first),
        (rf"(?P<day>\d{{1,2}})\.\s?(?P<month>\d{{1,2}})\.\s?{_YEAR}", _dots),
        (rf"(?P<one>\d{{1,2}})(?P<by>\s?/\s?|[-–—])(?P<two>\d{{1,2}})(?P=by){_YEAR}", _two_orders),
        (rf"(?P<day>\d{{1,2}})(?P<by>[-/–]?)(?P<name>{_WORD})\.?(?P=by){_YEAR}", _named(Style.DAY_MONTH)),
        (
            rf"{_DAY}(?:\s|(?<=\.)){_OF}(?P<name>{_WORD})(?:[.,]{{1,2}}\s?|\s){_OF}{_YEAR}",
            _named(Style.DAY_MONTH),
        ),
        (rf"(?P<name>{_WORD})(?P<by>[-/–])(?P<day>\d{{1,2}})(?P=by){_YEAR}", _named(Style.MONTH_DAY)),
        (
            rf"(?P<name>{_WORD})\.?\s?(?:the\s)?{_DAY}(?:\s?,\s?|\s)(?:of\s)?{_YEAR}",
            _named(Style.MONTH_DAY),
        ),
        (
            rf"(?P<year>\d{{4}})(?P<by>[-/–])(?P<name>{_WORD})\.?(?P=by)(?P<day>\d{{1,2}}){_END}",
            _named(Style.YEAR_FIRST),
        ),
        (rf"(?P<year>\d{{4}})(?:[.,]\s?|\s)(?P<name>{_WORD})\.?\s{_DAY}{_END}", _named(Style.YEAR_FIRST)),
        (rf"(?P<year>\d{{4}})[-/.–](?P<month>\d{{1,2}}){_END}{_NO_MORE}", _month_only),
        (rf"(?P<month>\d{{1,2}})[-/.–](?P<year>\d{{4}}){_END}{_NO_MORE}", _month_only),
        (rf"(?P<name>{_WORD})(?:\.?,?\s|\.|[-/–]){_OF}{_LONG_YEAR}{_NO_MORE}", _named_month_only),
        (rf"(?P<year>\d{{4}})[-/–\s]\s?(?P<name>{_WORD})(?![-/.\s]*\d)", _named_month_only),
    )
)

_LEAD = re.compile(rf"(?P<word>{_WORD})\.?,?\s", re.I)
_ARTICLES = {"on", "the", "am", "den", "dem", "le", "el", "il", "em"}
_TRAIL = re.compile(rf"\s?,?\s?[(\[]?(?P<word>{_WORD})\.?[)\]]?(?=\s?(?:$|[,\d–—-]))", re.I)


def _point_at(text: str, at: int) -> tuple[Point, int] | None:
    """The point that begins there, with the weekday and article before it, and where it ends; None without one."""
    weekdays: frozenset[int] = frozenset()
    for _ in range(4):
        for pattern, builder in _POINTS:
            spelled = pattern.match(text, at)
            point = builder(spelled) if spelled else None
            if spelled and point:
                return _with_weekday_behind(replace(point, weekdays=weekdays), text, spelled.end())
        lead = _LEAD.match(text, at)
        if not lead:
            return None
        if named := weekdays_of(lead["word"]):
            weekdays = named
        elif lead["word"].casefold() not in _ARTICLES:
            return None
        at = lead.end()
    return None


def _with_weekday_behind(point: Point, text: str, end: int) -> tuple[Point, int]:
    """2026-03-02 (Mon)."""
    trail = _TRAIL.match(text, end)
    weekdays = weekdays_of(trail["word"]) if trail else frozenset()
    if trail and weekdays and not point.weekdays and not month_of(trail["word"]):
        return replace(point, weekdays=weekdays), trail.end()
    return point, end


# --- a clock time behind it

_CLOCK = re.compile(
    r"(?:[tT]|\s?,?\s?(?:at|um|à|a las|alle|às)?)\s?"
    r"(?P<hour>\d{1,2})"
    r"(?:[:.](?P<minute>\d{2})(?:[:.](?P<second>\d{2})(?:[.,]\d+)?)?|h(?P<minute_h>\d{2})?(?=\W|$)|(?=\s?(?:[ap]\.?m|uhr)\b))"
    r"\s?(?P<half>[ap]\.?m\.?)?(?:\s?(?:uhr|h|hrs?|hours|o'clock)\b)?(?!\w(?<![zZ]))",
    re.I,
)
_BASIC_CLOCK = re.compile(r"T(?P<hour>\d{2})(?P<minute>\d{2})(?P<second>\d{2})?", re.I)
_ZONE = re.compile(
    r"\s?(?:(?P<utc>Z|UTC|GMT)(?![\w+-])|(?:UTC|GMT)?(?P<offset>[+-]\d{1,2}(?::?\d{2})?)(?!\d)|(?=\[))"
    r"(?:\s?\[[^\]]*\]|\s?\([^)]*\))?",
    re.I,
)
_ZONE_NAME = re.compile(r"\s?(?P<remark>[A-Z]{1,4}T)$")  # EST, CEST, JST


def _clock_at(text: str, at: int) -> tuple[Clock | None, int]:
    """The clock time behind a date, with its offset from UTC, and where it ends."""
    spelled = _CLOCK.match(text, at) or _BASIC_CLOCK.match(text, at)
    if not spelled:
        return None, at
    parts = spelled.groupdict()
    hour, minute = int(parts["hour"]), int(parts["minute"] or parts.get("minute_h") or 0)
    if half := parts.get("half"):
        hour = hour % 12 + (12 if half[0] in "pP" else 0) if 0 <= hour <= 23 else 99
    time = dt.timedelta(hours=hour, minutes=minute, seconds=int(parts["second"] or 0))
    if minute > 59 or time > dt.timedelta(days=1):
        raise NotRead(f"{spelled.group().strip(' ,tT')} is not a clock time")
    zone = _ZONE.match(text, spelled.end())
    if not zone:
        return Clock(time, is_utc=False), spelled.end()
    is_utc = bool(zone["utc"]) or (bool(zone["offset"]) and not zone["offset"].strip("+-0:"))
    return Clock(time, is_utc, None if is_utc else _offset(zone["offset"])), zone.end()


def _offset(text: str | None) -> dt.timedelta | None:
    """-0530, +9 and +09:00 as a length of time; None for none, and for one that no place has."""
    digits = (text or "").strip("+-").replace(":", "")
    if not digits:
        return None
    hours, minutes = (int(digits[:-2]), int(digits[-2:])) if len(digits) > 2 else (int(digits), 0)
    offset = dt.timedelta(hours=hours, minutes=minutes) * (-1 if text and text[0] == "-" else 1)
    return offset if abs(offset) <= _FARTHEST else None


_FARTHEST = dt.timedelta(hours=14)


# --- ranges

_BETWEEN_DAYS = (
    r"(?:\s?(?:-+|–|—|→|[-=]+>|~|〜|\.{2,}|…)\s?"
    r"|\s(?:to|till?|until|through|thru|bis(?:\szum)?|au|al|a|à|hasta(?:\sel)?|até|ate|ao|fino\sal|jusqu['’]au)\s)"
)
_BETWEEN = re.compile(_BETWEEN_DAYS, re.I)
_FROM = re.compile(r"(?:from|von|vom|du|del|dal|de|da)\s(?:(?:the|le|el)\s)?", re.I)
_LEADING_WEEKDAY = rf"(?:(?P<weekday>{_WORD})\.?,?\s)?"

_Filler = Callable[[re.Match[str], Point], Point | None]


def _day_of(spelled: re.Match[str], last: Point) -> Point | None:
    """2–6 Mar 2026, 2.–6.3.2026: the month and year of the second day."""
    is_sure = last.day is not None and last.style in (Style.DAY_MONTH, Style.DOTS)
    return replace(last, day=int(spelled["day"])) if is_sure else None


def _day_and_name_of(style: Style) -> _Filler:
    """28 Feb – 3 Mar 2026, Feb 28 – Mar 3, 2026: the year of the second day, which must be written the same way.

    Otherwise "mar" could be a Tuesday as well as a March.
    """

    def first(spelled: re.Match[str], last: Point) -> Point | None:
        month = month_of(spelled["name"])
        is_sure = month and last.day is not None and last.style is style
        return replace(last, month=month, day=int(spelled["day"])) if is_sure else None

    return first


def _day_and_month_of(spelled: re.Match[str], last: Point) -> Point | None:
    """28.2.–3.3.2026."""
    is_sure = last.day is not None and last.style is Style.DOTS
    return replace(last, month=int(spelled["month"]), day=int(spelled["day"])) if is_sure else None


def _two_numbers_of(spelled: re.Match[str], last: Point) -> Point | None:
    """3/2-3/6/2026."""
    return replace(last, month=int(spelled["one"]), day=int(spelled["two"])) if last.is_swappable else None


_SHORTENED: tuple[tuple[re.Pattern[str], _Filler], ...] = tuple(
    (re.compile(f"{_LEADING_WEEKDAY}{pattern}{_BETWEEN_DAYS}", re.I), filler)
    for pattern, filler in (
        (r"(?P<day>\d{1,2})(?:\.|st|nd|rd|th|er|re|[ºª°])?", _day_of),
        (rf"{_DAY}[\s-]?{_OF}(?P<name>{_WORD})\.?", _day_and_name_of(Style.DAY_MONTH)),
        (rf"(?P<name>{_WORD})\.?\s?{_DAY}", _day_and_name_of(Style.MONTH_DAY)),
        (r"(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.?", _day_and_month_of),
        (r"(?P<one>\d{1,2})/(?P<two>\d{1,2})", _two_numbers_of),
    )
)
_SAME_MONTH = re.compile(  # Mar 2-6, 2026
    rf"(?P<name>{_WORD})\.?\s?{_DAY}{_BETWEEN_DAYS}(?P<until>\d{{1,2}}){_ORDINAL}(?:\s?,\s?|\s){_YEAR}", re.I
)


def _shortened_range(text: str) -> tuple[Point, Point, int] | None:
    """A range whose first day leaves out what the second one says, and where it ends; None for other texts."""
    if (spelled := _SAME_MONTH.match(text)) and (begin := _named(Style.MONTH_DAY)(spelled)):
        return begin, replace(begin, day=int(spelled["until"])), spelled.end()
    for pattern, filler in _SHORTENED:
        spelled = pattern.match(text)
        second = _point_at(text, spelled.end()) if spelled else None
        if not spelled or not second:
            continue
        last, end = second
        weekdays = weekdays_of(spelled["weekday"]) if spelled["weekday"] else frozenset()
        if spelled["weekday"] and not weekdays:
            continue
        first = filler(spelled, last)
        if first and weekdays and month_of(spelled["weekday"]) and not last.weekdays:
            raise NotRead(f'"{spelled["weekday"]}" can be a month or a weekday')
        if first:
            return replace(first, weekdays=weekdays), last, end
    return None


# --- the whole text

_LONGEST = 120
_WEEK = re.compile(r"\d{4}-?W\d{1,2}(-?\d)?", re.I)
_INTERVAL = re.compile(r"/(?=\d{4}-)")  # ISO: 2026-01-05/2026-01-09
_DATE_INSIDE = re.compile(r"\d{1,4}[-/.]\d{1,2}\b|\d{8}|^\W*\d")


def spelling(text: str) -> Spelling:
    """What a cleaned text says. Raises ``NotRead`` with the reason where it is no date."""
    if len(text) > _LONGEST:
        raise NotRead("it is too long")
    beginning = _FROM.match(text)
    spelled = _spelling(text[beginning.end() :] if beginning else text)
    if beginning and spelled.last is None and not spelled.end:
        raise NotRead("it does not say the last day")
    return spelled


def _spelling(text: str) -> Spelling:
    if shortened := _shortened_range(text):
        first, last, end = shortened
        if not first.is_swappable and (first.month, first.day or 0) > (last.month, last.day or 0):
            raise NotRead("write the year of both days")
        return Spelling(first, last, remark=_remark(text[end:]))
    begin = _point_at(text, 0)
    if not begin:
        raise NotRead(_why_not(text))
    first, end = begin
    clock, end = _clock_at(text, end)
    rest = text[end:]
    if clock and (zone := _ZONE_NAME.match(rest)):
        return Spelling(first, clock=clock, remark=zone["remark"])
    if re.match(r"[tT]\d", rest):
        raise NotRead(f"{rest[1:]} is not a clock time")
    between = _INTERVAL.match(rest) or _BETWEEN.match(rest)
    if between and rest.strip():
        return _with_end(first, clock, rest, between.end())
    if is_open(rest):
        raise NotRead("it says one day and also that there is no end")
    _refuse_loose_year(first, text[:end], rest)
    return Spelling(first, clock=clock, remark=_remark(rest))


def _with_end(first: Point, clock: Clock | None, rest: str, at: int) -> Spelling:
    """A point with something behind a dash or a "to": a second point, an open end, or a remark."""
    if second := _point_at(rest, at):
        last, end = second
        last_clock, end = _clock_at(rest, end)
        if (clock and clock.is_utc) or (last_clock and last_clock.is_utc):
            raise NotRead("a range with times in UTC. Put the two local days in two columns")
        return Spelling(first, last, remark=_remark(rest[end:]))
    words = rest[at:].strip()
    if is_open(words) or is_open(rest.strip()):
        return Spelling(first, end="open")
    if not words or may_be_open(words):
        return Spelling(first, end="maybe")
    return Spelling(first, clock=clock, remark=_remark(rest))


def _refuse_loose_year(point: Point, date: str, rest: str) -> None:
    """Refuse "2 Mar 10 nights": it is not a day of 2010."""
    is_named = point.style in (Style.DAY_MONTH, Style.MONTH_DAY)
    if point.is_short and is_named and re.search(r"\s\d\d$", date) and re.match(r"\s*[^\W\d_]", rest):
        raise NotRead(f"it is not clear whether {date[-2:]} is the year")


def _remark(rest: str) -> str:
    """The text behind a date. Raises ``NotRead`` where it makes the day doubtful."""
    words = re.sub(r"^[-–—]+\s?(?=[^\W\d])", "", rest.strip(" ,;:."))
    if not words:
        return ""
    if is_doubtful(words):
        raise NotRead(f'"{words}" leaves open which day it is')
    names_month = re.search(r"\d", words) and any(map(month_of, re.findall(_WORD, words)))
    if names_month or _DATE_INSIDE.search(words) or words[0] in "+-–/&":
        raise NotRead(f'"{words}" stands behind the date and may be part of it')
    if words[0] + words[-1] in ("()", "[]") and not set(words[1:-1]) & set("()[]"):
        return words[1:-1].strip()
    return words


def _why_not(text: str) -> str:
    """The reason in words for a text without a date at its beginning."""
    names_month = any(map(month_of, re.findall(_WORD, text))) and re.search(r"\d", text)
    if _WEEK.fullmatch(text):
        return "a week does not say the day. Write the day, such as '2026-03-02'"
    if re.fullmatch(r"\d{4}", text):
        return "a year does not say the day"
    if names_month and not re.search(r"\d{4}", text):
        return "the day or the year is missing"
    if not text[0].isdigit() and (names_month or re.search(r"\d{8}|\d{4}-\d|[./-]\d{2,4}\b", text)):
        return "text stands before the date. Write it behind the date, or in a column of notes"
    return "write it like '2026-03-02' or 'Mar 2, 2026'"
