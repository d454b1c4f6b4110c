"""How a cell is read as a day. Nothing is guessed: what has two readings is told as such."""

from __future__ import annotations

import datetime as dt
import re
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import lru_cache

from tracker.codes import Code
from tracker.reading.book import CellError, Value
from tracker.reading.date_text import Clock, NotRead, Point, Spelling, Style, cleaned, spelling
from tracker.reading.date_words import is_empty, is_error, is_open, may_be_open
from tracker.reading.zones import day_there, local_day

__all__ = ["DayKind", "DayReading", "Evidence", "day_there", "evidence", "local_day", "read_day"]

ORDERS = ("mdy", "dmy")
YEARS = range(1900, 2200)


class DayKind(Code):
    """What a cell says where a day is expected."""

    EMPTY = "empty", "Nothing."
    DAY = "day", "One day."
    MONTH = "month", "A month only: both its ends are bounds."
    RANGE = "range", "A first and a last day."
    OPEN = "open", "A word for an end that is not there yet, such as present."
    MAYBE_OPEN = "maybe_open", "A sign that may mean so, such as a dash, TBD or n/a: asked."
    TWO_ORDERS = "two_orders", "03/04/2026: month or day first."
    SERIAL = "serial", "A number that may be a day of a spreadsheet: asked in a file of text."
    NO_DAY = "no_day", "Not a date."
    ERROR = "error", "An error of the spreadsheet program."


@dataclass(frozen=True)
class DayReading:
    """What one cell says. ``first`` and ``last`` are inclusive, equal for one day, None where there is none.

    ``remark``: text beside the date, such as "check stamp"; it lowers the certainty. ``instant``: the moment in UTC
    of a text such as 2026-03-01T23:30:00Z; its day depends on the place (``local_day``), and ``first`` is the day in
    UTC. ``moment``: the same of a text with another offset, such as -05:00; its zone is that offset, and ``first`` is
    the day as written. ``why``: what is wrong as a sentence, for the kinds that cannot be used. ``is_short_year``: the
    year has two digits; 00-69 are read as 2000-2069, 70-99 as 1970-1999.

    ``SERIAL`` has the proposed day in ``first`` and ``last``. ``OPEN`` and ``MAYBE_OPEN`` have a ``first`` where one
    cell says both: "2026-03-02 - present". ``MONTH``: its first and last day.
    """

    kind: DayKind
    first: dt.date | None = None
    last: dt.date | None = None
    remark: str = ""
    instant: dt.datetime | None = None
    why: str = ""
    is_short_year: bool = False
    moment: dt.datetime | None = None


@dataclass(frozen=True)
class Evidence:
    """What a whole column says about the order of its dates.

    ``order``: "mdy" or "dmy" where it proves one, "both" where it disproves itself, "" where it leaves both open.
    ``example``: a date that has two readings; ``proof``: the one that decides, or the two that contradict, the one
    with the month first before the other.
    ``real``, ``texts``: how many cells are real dates of a spreadsheet, and how many are numeric texts.
    ``unusual``: a date that proves an order which its spelling does not have, such as 04.25.2026, where no other date
    of that spelling proves the usual one. ``year_first``: one that rather begins with a year of two digits.
    """

    order: str = ""
    example: str = ""
    proof: tuple[str, ...] = ()
    real: int = 0
    texts: int = 0
    unusual: str = ""
    year_first: str = ""


def read_day(value: Value, order: str = "", *, is_1904: bool = False) -> DayReading:
    """The day that a cell says. ``order`` ("mdy", "dmy" or "") is how texts such as 03/04/2026 are meant.

    A text that contradicts ``order`` is no day. Equal texts are read once: calling it for every cell is cheap.
    """
    if isinstance(value, str):
        read = _text_day if len(value) <= _LONGEST_KEPT else _text_day.__wrapped__
        return read(value, order, is_1904)
    if value is None or value != value:  # NaN and NaT differ from themselves
        return DayReading(DayKind.EMPTY)
    if isinstance(value, CellError):
        return DayReading(DayKind.ERROR, why=_error_sentence(value.text))
    if isinstance(value, dt.datetime):
        return _real_day(value.date(), _instant(value), _with_offset(value))
    if isinstance(value, dt.date):
        return _real_day(value)
    if isinstance(value, bool | dt.time | dt.timedelta):
        return _no_day(str(value), "a day like Mar 2, 2026 is expected here")
    return _number_day(value, is_1904)


def in_utc(value: Value) -> Value:
    """A day with a clock time, under a heading that says UTC, as a moment in UTC; any other cell as it is."""
    if isinstance(value, str) and _ENDS_WITH_CLOCK.search(value):
        return f"{value.strip()} UTC"
    if isinstance(value, dt.datetime) and value.tzinfo is None and value.time() != dt.time():
        return value.replace(tzinfo=dt.UTC)
    return value


_ENDS_WITH_CLOCK = re.compile(r"\d:\d\d(?::\d\d(?:\.\d+)?)?(?:\s?[ap]\.?m\.?)?\s*$", re.IGNORECASE)


def evidence(values: Iterable[Value]) -> Evidence:
    """What the cells of one column prove about the order of day and month."""
    real = texts = 0
    example = ""
    proofs: dict[str, str] = {}
    fixed: dict[Style, _FixedOrder] = {}
    short = _ShortYears()
    for value in values:
        if isinstance(value, dt.date):
            real += 1
        if not isinstance(value, str) or len(value) > _LONGEST_KEPT:
            continue
        for point in _points_of_text(value):
            if point.style in _FIXED_STYLES:
                fixed.setdefault(point.style, _FixedOrder()).look_at(point, value)
            short.look_at(point, value)
        orders = _possible_orders(value)
        texts += bool(orders)
        if orders == ORDERS:
            example = example or value
        elif orders and orders != _EITHER:
            proofs.setdefault(orders[0], value)
    order = "both" if len(proofs) == 2 else next(iter(proofs), "")
    unusual = next((seen.proof(style) for style, seen in fixed.items() if seen.proof(style)), "")
    proof = tuple(proofs[each] for each in ORDERS if each in proofs)
    return Evidence(order, example, proof, real, texts, unusual, short.doubt())


@dataclass
class _FixedOrder:
    """What the dates of a spelling with one order say: 2.3.2026 has the day first, 2026-03-02 the day last."""

    unusual: list[str] = field(default_factory=list)
    is_usual: bool = False

    def proof(self, style: Style) -> str:
        """A date that proves another order; "" where none does. 2026-13-01 alone is rather a slip of the pen."""
        is_proven = not self.is_usual and len(self.unusual) >= (1 if style is Style.DOTS else 2)
        return self.unusual[0] if is_proven else ""

    def look_at(self, point: Point, text: str) -> None:
        """Count one date: a number above 12 stands for the day."""
        if point.month > 12 >= (point.day or 99) >= 1 and point.month <= 31:
            self.unusual.append(text)
        elif (point.day or 0) > 12 >= point.month:
            self.is_usual = True


@dataclass
class _ShortYears:
    """Whether dates such as 26-03-02 begin with the year: a year returns, while a day is another one in each row."""

    firsts: set[int] = field(default_factory=set)
    lasts: set[int] = field(default_factory=set)
    example: str = ""
    is_possible: bool = True

    def look_at(self, point: Point, text: str) -> None:
        """Count one date with a year of two digits."""
        if not point.is_swappable or not point.is_short:
            return
        first, last = point.month, point.year % 100  # as they stand in the text
        self.is_possible = self.is_possible and 12 < first < _FIRST_OF_LAST_CENTURY and 1 <= last <= 31
        self.firsts.add(first)
        self.lasts.add(last)
        self.example = self.example or text

    def doubt(self) -> str:
        """A date that may begin with the year; "" where nothing speaks for it."""
        if not self.example or not self.is_possible:
            return ""
        spread = len(self.lasts) - len(self.firsts)
        is_long_ago = max(self.lasts) < _RECENT <= min(self.firsts)
        return self.example if spread > 0 or (spread == 0 and is_long_ago) else ""


_FIXED_STYLES = (Style.DOTS, Style.YEAR_FIRST)
_RECENT = 16  # a year of two digits that most lists do not reach back to
_FIRST_OF_LAST_CENTURY = 70  # as a year of two digits


@lru_cache(maxsize=16_384)
def _points_of_text(text: str) -> tuple[Point, ...]:
    """The dates in a text as they are written; none where it is no date."""
    if not any(letter.isdigit() for letter in text):
        return ()
    try:
        return _points(spelling(cleaned(text)))
    except NotRead:
        return ()


_LONGEST_SHOWN = 60
_LONGEST_KEPT = 200  # characters; longer texts are no dates and would only fill the memory
_EITHER = ("",)  # 03/03/2026: the same day in both orders

_NO_END = dt.date(9999, 12, 31)
"""Many programs of personnel departments write it for "no end"."""

_SERIALS = range(10_000, 109_575)  # 1927-05-18 to 2199-12-31; smaller numbers are rather years, days or nights
_EPOCH = dt.date(1899, 12, 30)
_DAYS_OF_1904 = 1_462
_SERIAL_TEXT = re.compile(r"(\d{5})(?:\.\d+)?")


@lru_cache(maxsize=16_384)
def _text_day(text: str, order: str, is_1904: bool) -> DayReading:
    plain = cleaned(text)
    if is_empty(plain):
        return DayReading(DayKind.EMPTY)
    if is_error(plain):
        return DayReading(DayKind.ERROR, why=_error_sentence(plain))
    if is_open(plain):
        return DayReading(DayKind.OPEN)
    if may_be_open(plain):
        return DayReading(DayKind.MAYBE_OPEN)
    if serial := _SERIAL_TEXT.fullmatch(plain):
        return _serial_text_day(plain, int(serial[1]), is_1904)
    try:
        return _day_spelled(plain, spelling(plain), order)
    except NotRead as reason:
        return _no_day(plain, str(reason))


def _serial_text_day(text: str, serial: int, is_1904: bool) -> DayReading:
    if serial not in _SERIALS:
        return _no_day(text, "write it like '2026-03-02' or 'Mar 2, 2026'")
    day = _day_of_serial(serial, is_1904)
    return DayReading(DayKind.SERIAL, day, day, why=f'"{text}" may be the number of a day in a spreadsheet.')


def _number_day(number: float, is_1904: bool) -> DayReading:
    """The day of a number in a spreadsheet: a serial, or the eight digits of a date."""
    if number in (float("inf"), float("-inf")):
        return _no_day(str(number), "it is a number")
    whole = int(number)
    if whole in _SERIALS:
        return _real_day(_day_of_serial(whole, is_1904))
    if whole == number and re.fullmatch(r"(19|20|21)\d{6}", str(whole)):
        return _text_day(str(whole), "", is_1904)
    return _no_day(f"{number:.10g}", "it is a number that stands for no day")


def _day_of_serial(serial: int, is_1904: bool) -> dt.date:
    return _EPOCH + dt.timedelta(days=serial + (_DAYS_OF_1904 if is_1904 else 0))


def _real_day(day: dt.date, instant: dt.datetime | None = None, moment: dt.datetime | None = None) -> DayReading:
    """A day that a spreadsheet holds as a date."""
    if day == _NO_END:
        return DayReading(DayKind.MAYBE_OPEN)
    if day.year not in YEARS:
        return _no_day(day.isoformat(), _YEARS_SENTENCE)
    return DayReading(DayKind.DAY, day, day, instant=instant, moment=moment)


def _with_offset(moment: dt.datetime) -> dt.datetime | None:
    """The moment where it says another offset than that of UTC."""
    return moment if moment.utcoffset() else None


def _instant(moment: dt.datetime) -> dt.datetime | None:
    """The moment where it is one in UTC; a spreadsheet's own dates have no zone."""
    return moment.astimezone(dt.UTC) if moment.tzinfo is not None and moment.utcoffset() == dt.timedelta() else None


def _possible_orders(text: str) -> tuple[str, ...]:
    """The orders in which a text can be read; ("",) where both give the same day; () where order does not matter."""
    if len(text) > _LONGEST_KEPT or ("/" not in text and "-" not in text and text.isascii()):
        return ()
    return _orders_of_text(text)


@lru_cache(maxsize=16_384)
def _orders_of_text(text: str) -> tuple[str, ...]:
    points = _points_of_text(text)
    if not any(point.is_swappable for point in points):
        return ()
    orders = _orders(points)
    days = {tuple(_in_order(point, order) for point in points) for order in orders}
    return orders if len(days) == len(orders) else _EITHER


def _points(spelled: Spelling) -> tuple[Point, ...]:
    return (spelled.first,) if spelled.last is None else (spelled.first, spelled.last)


def _in_order(point: Point, order: str) -> Point:
    return point.swapped() if order == "dmy" else point


def _orders(points: tuple[Point, ...]) -> tuple[str, ...]:
    """The orders that no number above 12 and no weekday of the text rules out."""

    def fits(order: str) -> bool:
        return all(_fits(_in_order(point, order)) for point in points)

    return tuple(order for order in ORDERS if fits(order))


def _fits(point: Point) -> bool:
    """Whether its numbers can be a month and a day, and the weekday beside them is right."""
    if not 1 <= point.month <= 12 or not 1 <= (point.day or 0) <= 31:
        return False
    return not point.weekdays or not _exists(point) or _date(point).weekday() in point.weekdays


def _day_spelled(text: str, spelled: Spelling, order: str) -> DayReading:
    """The reading of a text whose points are known, in the order that is meant or proven."""
    points = _points(spelled)
    is_short = any(point.is_short for point in points)
    if any(point.is_swappable for point in points):
        orders = _orders(points)
        days = {tuple(_in_order(point, each) for point in points) for each in orders}
        if order and orders and order not in orders:
            return _no_day(text, f"it cannot be {_ORDER_WORDS[order]} first")
        if not order and len(days) > 1:
            why = f'"{text}" can be month first or day first.'
            return DayReading(DayKind.TWO_ORDERS, why=why, is_short_year=is_short)
        meant = order or next(iter(orders), "dmy" if points[0].month > 12 else "mdy")
        points = tuple(_in_order(point, meant) for point in points)
    if (points[-1].year, points[-1].month, points[-1].day) == (9999, 12, 31):
        return _without_end(text, points[:-1])
    if reason := next(filter(None, map(_reason, points)), ""):
        return _no_day(text, reason)
    reading = _of_points(text, points, spelled)
    return reading if reading.why else replace(reading, remark=spelled.remark, is_short_year=is_short)


_ORDER_WORDS = {"mdy": "month", "dmy": "day"}


def _without_end(text: str, points: tuple[Point, ...]) -> DayReading:
    """The reading of 9999-12-31, alone or as the end of a range."""
    reason = next(filter(None, map(_reason, points)), "")
    if reason or any(point.day is None for point in points):
        return _no_day(text, reason or _MONTHS_SENTENCE)
    return DayReading(DayKind.MAYBE_OPEN, _date(points[0]) if points else None)


def _of_points(text: str, points: tuple[Point, ...], spelled: Spelling) -> DayReading:
    """The reading of points that exist."""
    first, last = points[0], points[-1]
    if first.day is None and len(points) == 1 and not spelled.end:
        length = monthrange(first.year, first.month)[1]
        return DayReading(DayKind.MONTH, _date(replace(first, day=1)), _date(replace(first, day=length)))
    if first.day is None or last.day is None:
        return _no_day(text, _MONTHS_SENTENCE)
    if spelled.end:
        return DayReading(DayKind.OPEN if spelled.end == "open" else DayKind.MAYBE_OPEN, _date(first))
    if len(points) == 1:
        day, clock = _date(first), spelled.clock
        return DayReading(DayKind.DAY, day, day, instant=_moment(day, clock), moment=_local_moment(day, clock))
    if _date(first) > _date(last):
        return _no_day(text, "its last day is before its first day")
    return DayReading(DayKind.RANGE, _date(first), _date(last))


def _moment(day: dt.date, clock: Clock | None) -> dt.datetime | None:
    """The moment of a clock time in UTC; None for a local one."""
    if clock is None or not clock.is_utc:
        return None
    return dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC) + clock.time


def _local_moment(day: dt.date, clock: Clock | None) -> dt.datetime | None:
    """The moment of a clock time with an offset; None without one."""
    if clock is None or clock.offset is None:
        return None
    return dt.datetime(day.year, day.month, day.day, tzinfo=dt.timezone(clock.offset)) + clock.time


_MONTHS_SENTENCE = "a month does not say where a range begins or ends. Write the days"
_YEARS_SENTENCE = f"its year must be from {YEARS[0]} to {YEARS[-1]}"


def _reason(point: Point) -> str:
    """Why a point is no day of the calendar; "" where it is one."""
    if point.year not in YEARS:
        return _YEARS_SENTENCE
    if not 1 <= point.month <= 12:
        return f"there is no month {point.month}"
    if point.day is None:
        return ""
    length = monthrange(point.year, point.month)[1]
    if not 1 <= point.day <= length:
        return f"{dt.date(point.year, point.month, 1):%B %Y} has {length} days"
    if point.weekdays and _date(point).weekday() not in point.weekdays:
        return f"that day is a {_date(point):%A}"
    return ""


def _exists(point: Point) -> bool:
    return point.year in YEARS and 1 <= (point.day or 0) <= monthrange(point.year, point.month)[1]


def _date(point: Point) -> dt.date:
    return dt.date(point.year, point.month, point.day or 1)


def _no_day(text: str, reason: str) -> DayReading:
    shown = text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]} …"
    return DayReading(DayKind.NO_DAY, why=f'"{shown}" is not a date: {reason}.')


def _error_sentence(text: str) -> str:
    """The sentence for a cell that shows an error."""
    if text.startswith("##"):
        return "The cell holds only # signs, because its column was too narrow. Make the column wider and save again."
    shown = f"the error {text}" if text else "a formula without a value"
    return f"The cell holds {shown}. Write the day instead."
