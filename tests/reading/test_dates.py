"""How cells become days: every spelling gives its day, or says what is doubtful; never another day."""

from __future__ import annotations

import calendar
import datetime as dt

import pytest
from babel import Locale
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.reading.book import CellError
from tracker.reading.dates import DayKind, DayReading, Evidence, evidence, read_day

MARCH_2 = dt.date(2026, 3, 2)
AFTERNOON = dt.datetime.combine(MARCH_2, dt.time(17, 5))  # as a spreadsheet has it: without a zone


def days_of(text: object, order: str = "") -> tuple[dt.date | None, dt.date | None]:
    reading = read_day(text, order)  # type: ignore[arg-type]
    assert reading.kind in (DayKind.DAY, DayKind.RANGE, DayKind.MONTH), (text, reading)
    return reading.first, reading.last


@pytest.mark.parametrize(
    "text",
    [
        *(
            "2026-03-02",
            "2026/3/2",
            "2026.03.02",
            "2026-3-2",
            "2026. 3. 2.",
            "2026 03 02",
            "20260302",
            "20260302T101500",
        ),
        *(
            "2026-03-02T10:00",
            "2026-03-02 23:59:59",
            "2026-03-02T23:30:00+09:00",
            "2026-03-02 2:30 pm",
            "2026-03-02T24:00",
        ),
        *(
            "02.03.2026 14.30 Uhr",
            "02.03.2026 um 14 Uhr",
            "2026-03-02 14h30",
            "Mon Mar 02 2026 08:30:00 GMT+0900 (Japan Standard Time)",
        ),
        *(
            "02-MAR-26",
            "02MAR2026",
            "2 Mar 2026",
            "2nd March 2026",
            "the 2nd of March, 2026",
            "2 Mar '26",
            "2/Mar/2026",
        ),
        *("March 2, 2026", "Mar. 2, 2026", "Mar 2nd 2026", "Mar-02-2026", "2026-Mar-02", "2026 March 2"),
        *(
            "Mon, 2 Mar 2026",
            "Monday 2 March 2026",
            "2026-03-02 (Mon)",
            "Montag, 2. März 2026",
            "am Mo., dem 2. Maerz 2026",
        ),
        *(
            "2. März 2026",
            "2. Mrz 2026",
            "le lundi 2 mars 2026",
            "2 mars 2026",
            "lunes, 2 de marzo de 2026",
            "2 de marzo del 2026",
        ),
        *(
            "2 marzo 2026",
            "2 de março de 2026",
            "2 de marco de 2026",
            "segunda-feira, 2 de março de 2026",
            "2/mar/2026",
        ),
        *("2.3.2026", "02.03.26", "2. 3. 2026", "'2026-03-02", '="2026-03-02"', '"2026-03-02"', "2026-03-02."),
        *(
            "\ufeff2026-03-02",
            "2\u00a0Mar\u202f2026",
            "\u200f02.03.2026",
            "２０２６／０３／０２",
            "2026–03–02",
            "2026-03\u200b-02",
            "2026\u201103\u201102",
            "2026年3月2日",
            "2026년 3월 2일",
        ),
    ],
)
def test_every_spelling_of_one_day_is_read(text: str) -> None:
    assert days_of(text) == (MARCH_2, MARCH_2)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("31.12.2026", dt.date(2026, 12, 31)),
        ("1.8.24", dt.date(2024, 8, 1)),
        ("1er mars 2026", dt.date(2026, 3, 1)),
        ("1º de março de 2026", dt.date(2026, 3, 1)),
        ("1° marzo 2026", dt.date(2026, 3, 1)),
        ("mar 3 mar 2026", dt.date(2026, 3, 3)),
        ("Mar 3, 2026", dt.date(2026, 3, 3)),
        ("5-Mar-70", dt.date(1970, 3, 5)),
        ("5-Mar-69", dt.date(2069, 3, 5)),
        ("25/04/2026", dt.date(2026, 4, 25)),
        ("04/25/2026", dt.date(2026, 4, 25)),
        ("03-03-2026", dt.date(2026, 3, 3)),
        ("Mon 3/2/2026", MARCH_2),
        ("Tue 3/2/2026", dt.date(2026, 2, 3)),
    ],
)
def test_what_has_one_reading_needs_no_order(text: str, day: dt.date) -> None:
    assert days_of(text) == (day, day)


@pytest.mark.parametrize("text", ["03/04/2026", "3-4-2026", "3/4/26", "3 / 4 / 2026", "03/04/2026 10:00"])
def test_two_orders_are_never_guessed(text: str) -> None:
    assert read_day(text).kind is DayKind.TWO_ORDERS
    assert read_day(text, "mdy").first == dt.date(2026, 3, 4)
    assert read_day(text, "dmy").first == dt.date(2026, 4, 3)


def test_a_date_that_disproves_the_order_is_no_day() -> None:
    assert read_day("25/04/2026", "mdy").why == '"25/04/2026" is not a date: it cannot be month first.'
    assert read_day("04/25/2026", "dmy").kind is DayKind.NO_DAY


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026-01-05 - 2026-01-09", (1, 5), (1, 9)),
        ("2026-02-02 to 2026-02-06", (2, 2), (2, 6)),
        ("2026-02-02 until 2026-02-06", (2, 2), (2, 6)),
        ("2026-01-05/2026-01-09", (1, 5), (1, 9)),
        ("2–6 Mar 2026", (3, 2), (3, 6)),
        ("2nd to 6th March 2026", (3, 2), (3, 6)),
        ("Mon 2 – Fri 6 Mar 2026", (3, 2), (3, 6)),
        ("28 Feb – 3 Mar 2026", (2, 28), (3, 3)),
        ("28 Feb - 03 Mar 2026", (2, 28), (3, 3)),
        ("28-Feb-03-Mar-2026", (2, 28), (3, 3)),
        ("Mar 2-6, 2026", (3, 2), (3, 6)),
        ("Mar 2-16, 2026", (3, 2), (3, 16)),
        ("Mar 28 – Apr 3, 2026", (3, 28), (4, 3)),
        ("2-Mar-26 - 6-Mar-26", (3, 2), (3, 6)),
        ("02.03.2026-06.03.2026", (3, 2), (3, 6)),
        ("2.-6.3.2026", (3, 2), (3, 6)),
        ("28.2.–6.3.2026", (2, 28), (3, 6)),
        ("vom 2. bis 6. März 2026", (3, 2), (3, 6)),
        ("du 2 au 6 mars 2026", (3, 2), (3, 6)),
        ("del 2 al 6 de marzo de 2026", (3, 2), (3, 6)),
        ("2 marzo 2026 al 6 marzo 2026", (3, 2), (3, 6)),
        ("de 2 a 6 de março de 2026", (3, 2), (3, 6)),
        ("2026-03-02 hasta 2026-03-06", (3, 2), (3, 6)),
        ("2 de março de 2026 até 6 de março de 2026", (3, 2), (3, 6)),
        ("3/2/2026-3/25/2026", (3, 2), (3, 25)),
        ("2026-03-02 10:00 – 2026-03-06 18:00", (3, 2), (3, 6)),
    ],
)
def test_a_range_in_one_cell_fills_both_days(text: str, first: tuple[int, int], last: tuple[int, int]) -> None:
    assert read_day(text).kind is DayKind.RANGE
    assert days_of(text) == (dt.date(2026, *first), dt.date(2026, *last))


@pytest.mark.parametrize("text", ["3/2/2026-3/6/2026", "3/2/2026 - 3/6/2026", "3/2-3/6/2026"])
def test_a_range_with_two_orders_is_asked(text: str) -> None:
    assert read_day(text).kind is DayKind.TWO_ORDERS
    assert days_of(text, "mdy") == (MARCH_2, dt.date(2026, 3, 6))
    assert days_of(text, "dmy") == (dt.date(2026, 2, 3), dt.date(2026, 6, 3))


@pytest.mark.parametrize(
    "text", ["2026-04", "April 2026", "04/2026", "04.2026", "Apr '26", "abril de 2026", "2026 April"]
)
def test_a_month_gives_both_its_ends(text: str) -> None:
    assert read_day(text).kind is DayKind.MONTH
    assert days_of(text) == (dt.date(2026, 4, 1), dt.date(2026, 4, 30))


@pytest.mark.parametrize(
    "text",
    [
        *(
            "present",
            "Present.",
            "(ongoing)",
            "current",
            "now",
            "today",
            "still there",
            "bis heute",
            "heute",
            "laufend",
        ),
        *("en cours", "aujourd'hui", "aujourd’hui", "actual", "presente", "in corso", "atual", "até hoje"),
    ],
)
def test_a_word_for_an_open_end(text: str) -> None:
    assert read_day(text) == DayReading(DayKind.OPEN)


@pytest.mark.parametrize(
    "text", ["-", "–", "—", "TBD", "tbc", "n/a", "N/A", "?", "unknown", "open", "offen", "9999-12-31"]
)
def test_a_sign_that_may_be_an_open_end(text: str) -> None:
    assert read_day(text) == DayReading(DayKind.MAYBE_OPEN)


def test_a_cell_with_a_first_day_and_an_open_end() -> None:
    assert read_day("2026-03-02 - present") == DayReading(DayKind.OPEN, MARCH_2)
    assert read_day("2 Mar 2026 bis heute") == DayReading(DayKind.OPEN, MARCH_2)
    assert read_day("02.03.2026 bis auf weiteres") == DayReading(DayKind.OPEN, MARCH_2)
    assert read_day("from 2 Mar 2026 to present") == DayReading(DayKind.OPEN, MARCH_2)
    assert read_day("2026-03-02 – TBD") == DayReading(DayKind.MAYBE_OPEN, MARCH_2)
    assert read_day("2026-03-02 -") == DayReading(DayKind.MAYBE_OPEN, MARCH_2)
    assert read_day("02.03.2026 - 31.12.9999") == DayReading(DayKind.MAYBE_OPEN, MARCH_2)


@pytest.mark.parametrize("value", [None, "", "  ", "\u200b", "None", "NULL", "\\N", "NaN", "NaT", float("nan")])
def test_nothing(value: str | float | None) -> None:
    assert read_day(value) == DayReading(DayKind.EMPTY)


@pytest.mark.parametrize("value", [CellError("#VALUE!"), CellError(), "#VALUE!", "#N/A", "#####"])
def test_an_error_of_a_spreadsheet_is_never_an_empty_end(value: str | CellError) -> None:
    reading = read_day(value)
    assert reading.kind is DayKind.ERROR
    assert reading.why.endswith(".")


def test_text_beside_a_date_is_kept() -> None:
    assert read_day("2026-03-02 (check stamp)") == DayReading(DayKind.DAY, MARCH_2, MARCH_2, remark="check stamp")
    assert read_day("2 Mar 2026 flight LH400").remark == "flight LH400"
    assert read_day("2026-03-02 - check stamp").remark == "check stamp"
    assert read_day("2026-03-02 23:30 EST").remark == "EST"


@pytest.mark.parametrize(
    "text",
    [
        *(
            "2026-03-02 or 2026-03-03?",
            "2026-03-02?",
            "~2026-03-02",
            "ca. 2 Mar 2026",
            "2026-03-02 approx",
            "2026-03-02 o 03",
        ),
        *(
            "2026-03-02, 03",
            "2026-03-02 +1",
            "2026-03-02 (ongoing)",
            "2026-03-02T23Z",
            "2026-03-02 / 2026-03-03",
            "2026-03-02\n2026-03-06",
            "2026-03-02 (canceled)",
        ),
        *(
            "2 Mar 10 nights",
            "2 Mar 10 pm",
            "2 Mar 14:30",
            "Mar 2 14:22:05 2026",
            "2026-03-02 25:61",
            "2026-03-02 excl.",
        ),
        *("from 2 Mar 2026", "until 2 Mar 2026", "since 2026-03-02", "early April 2026"),
        *(
            "30 Feb 2026",
            "02/30/2026",
            "31/02/2026",
            "29.2.2026",
            "2026-13-01",
            "2026-03-00",
            "13/13/2026",
            "12.31.2026",
        ),
        *("1899-12-31", "2200-01-01", "0000-00-00", "99/12/31", "Tuesday 2 March 2026", "2026-W10-1", "2026", "2 Mar"),
        *("Mar 26", "Apr-26", "4/26", "Jan – Mar 2026", "2026-01 - 2026-03", "2026-03-06 - 2026-03-02", "1.8.2¹"),
        *(
            "Dec 28 – Jan 3, 2026",
            "Mar 28 – 30 Apr 2026",
            "2-6/3/2026",
            "3/2-6/2026",
            "03/04-2026",
            "hello",
            "1234",
            "260302",
        ),
        *(
            "2026-03-01T23:30:00Z/2026-03-05T16:00:00Z",
            "x" * 100_000,
            "1 , , , , , , , , , , , , , , , , , , , , , 2026",
        ),
    ],
)
def test_what_is_doubtful_or_impossible_is_no_day_and_says_why(text: str) -> None:
    reading = read_day(text)
    assert reading.kind is DayKind.NO_DAY
    assert (reading.first, reading.last) == (None, None)
    assert " is not a date: " in reading.why
    assert len(reading.why) < 400


def test_reasons_are_plain() -> None:
    assert read_day("30 Feb 2026").why == '"30 Feb 2026" is not a date: February 2026 has 28 days.'
    assert read_day("Tuesday 2 March 2026").why == '"Tuesday 2 March 2026" is not a date: that day is a Monday.'
    assert read_day("2 Mar").why == '"2 Mar" is not a date: the day or the year is missing.'


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-03-01T23:30:00Z", dt.datetime(2026, 3, 1, 23, 30, tzinfo=dt.UTC)),
        ("2026-03-01T23:30:00.123+00:00", dt.datetime(2026, 3, 1, 23, 30, tzinfo=dt.UTC)),
        ("20260301T233000Z", dt.datetime(2026, 3, 1, 23, 30, tzinfo=dt.UTC)),
        ("Sun, 01 Mar 2026 23:30:00 GMT", dt.datetime(2026, 3, 1, 23, 30, tzinfo=dt.UTC)),
        ("1 Mar 2026 11:30 PM UTC", dt.datetime(2026, 3, 1, 23, 30, tzinfo=dt.UTC)),
    ],
)
def test_a_time_in_utc_is_a_moment(text: str, moment: dt.datetime) -> None:
    reading = read_day(text)
    assert (reading.kind, reading.instant, reading.first) == (DayKind.DAY, moment, moment.date())


def test_real_dates_of_a_spreadsheet() -> None:
    assert read_day(MARCH_2) == read_day(AFTERNOON) == DayReading(DayKind.DAY, MARCH_2, MARCH_2)
    assert read_day(dt.date(9999, 12, 31)).kind is DayKind.MAYBE_OPEN
    assert read_day(dt.datetime.combine(dt.date(1899, 12, 31), dt.time(8))).kind is DayKind.NO_DAY


def test_numbers_of_a_spreadsheet_follow_its_epoch() -> None:
    assert read_day(46083).first == read_day(46083.7).first == MARCH_2
    assert read_day(44621, is_1904=True).first == MARCH_2
    assert read_day(20260302).first == MARCH_2


@pytest.mark.parametrize("value", [5, 2026, -1, 1e300, float("inf"), 999_999, True, dt.time(3), dt.timedelta(days=3)])
def test_other_values_are_no_days(value: float | dt.time | dt.timedelta) -> None:
    assert read_day(value).kind is DayKind.NO_DAY


def test_a_serial_number_as_text_is_proposed() -> None:
    for text in ("46083", "46083.0", "46083.75"):
        reading = read_day(text)
        assert (reading.kind, reading.first, reading.last) == (DayKind.SERIAL, MARCH_2, MARCH_2)


def test_a_short_year_is_told() -> None:
    assert read_day("02-MAR-26").is_short_year
    assert read_day("2.3.26 - 6.3.26").is_short_year
    assert not read_day("02-MAR-2026").is_short_year


def test_evidence_of_a_column() -> None:
    assert evidence(["03/04/2026", "25/04/2026", "", None]) == Evidence("dmy", "03/04/2026", ("25/04/2026",), 0, 2)
    assert evidence(["03/04/2026", "04/25/2026"]) == Evidence("mdy", "03/04/2026", ("04/25/2026",), 0, 2)
    assert evidence(["03/25/2026", "25/03/2026"]).order == "both"
    assert evidence(["03/25/2026", "25/03/2026"]).proof == ("03/25/2026", "25/03/2026")
    assert evidence(["3/3/2026", "31.12.2026", "2026-12-31", "hello", "30/30/2026"]) == Evidence(texts=1)
    assert evidence([MARCH_2, AFTERNOON, 46083, "3/4/2026"]) == Evidence("", "3/4/2026", (), 2, 1)
    assert evidence(["3/2/2026-3/25/2026"]).order == "mdy"
    assert evidence([]) == Evidence()


# --- properties: every spelling of every day, in every language

DAYS = st.dates(dt.date(1970, 1, 1), dt.date(2069, 12, 31))
LOCALES = ("en", "de", "fr", "es", "it", "pt")


@st.composite
def spellings(draw: st.DrawFn) -> tuple[str, dt.date]:
    """A day, and one of the ways to write it that have one reading."""
    day = draw(DAYS)
    locale = Locale.parse(draw(st.sampled_from(LOCALES)))
    width = draw(st.sampled_from(["wide", "abbreviated"]))
    context = draw(st.sampled_from(["format", "stand-alone"]))
    month, weekday = locale.months[context][width][day.month], locale.days["format"][width][day.weekday()]
    form = draw(
        st.sampled_from(
            [
                "{d} {m} {y}",
                "{d:02} {m} {y}",
                "{d}. {m} {y}",
                "{d} de {m} de {y}",
                "{m} {d}, {y}",
                "{w}, {d} {m} {y}",
                "{w} {d}. {m} {y}",
                "{w}, {m} {d}, {y}",
                "{d:02}-{m}-{s:02}",
                "{d:02}-{m}-{y}",
                "{y}-{n:02}-{d:02}",
                "{y}/{n}/{d}",
                "{y}{n:02}{d:02}",
                "{d}.{n}.{y}",
                "{d:02}.{n:02}.{s:02}",
                "{y}-{n:02}-{d:02}T23:59:59+14:00",
                "{d}.{n}.{y} 7:05",
                "{d} {m} {y} (see page)",
            ]
        )
    )
    numbers = {"d": day.day, "n": day.month, "y": day.year, "s": day.year % 100}
    text = form.format(m=month, w=weekday, **numbers)
    return draw(st.sampled_from([text, text.upper(), text.lower(), text.replace(" ", "\u00a0"), f"\ufeff{text} "])), day


@settings(max_examples=200)
@given(spellings())
def test_a_day_in_any_spelling_comes_back(spelled: tuple[str, dt.date]) -> None:
    text, day = spelled
    assert days_of(text) == (day, day)


@settings(max_examples=100)
@given(DAYS, st.sampled_from("/-"), st.booleans(), st.sampled_from(["mdy", "dmy"]))
def test_numbers_in_two_orders_come_back_by_their_order(day: dt.date, by: str, is_short: bool, order: str) -> None:
    year = f"{day.year % 100:02}" if is_short else str(day.year)
    parts = (day.month, day.day) if order == "mdy" else (day.day, day.month)
    text = by.join([*map(str, parts), year])
    assert read_day(text, order).first == day
    assert read_day(text).kind is DayKind.TWO_ORDERS or read_day(text).first == day


@settings(max_examples=120)
@given(
    DAYS, st.integers(0, 400), st.sampled_from([" - ", " – ", "–", " to ", " bis ", " au ", " al ", " hasta ", " até "])
)
def test_a_range_comes_back(first: dt.date, length: int, between: str) -> None:
    last = first + dt.timedelta(days=length)
    for form in ("{:%Y-%m-%d}", "{:%d.%m.%Y}", "{:%d %b %Y}", "{:%b %d, %Y}"):
        assert days_of(form.format(first) + between + form.format(last)) == (first, last)
    short = f"{first:%d %b}{between}{last:%d %b %Y}"
    reading = read_day(short)
    if first.year == last.year:
        assert (reading.first, reading.last) == (first, last)
    else:  # no reading puts the first day into another year in silence
        assert reading.kind is DayKind.NO_DAY or reading.first != first


@settings(max_examples=60)
@given(st.integers(1, 12), st.integers(1900, 2199))
def test_a_month_comes_back(month: int, year: int) -> None:
    ends = (dt.date(year, month, 1), dt.date(year, month, calendar.monthrange(year, month)[1]))
    for text in (f"{year}-{month:02}", f"{month}/{year}", f"{calendar.month_name[month]} {year}"):
        assert days_of(text) == ends


@settings(max_examples=200)
@given(st.text(alphabet="0123456789-/. ,:MarapuTZ+–?()'", max_size=24), st.sampled_from(["", "mdy", "dmy"]))
def test_no_text_breaks_reading(text: str, order: str) -> None:
    reading = read_day(text, order)
    assert (reading.kind is DayKind.NO_DAY) == (" is not a date: " in reading.why)
    assert evidence([text]).order in ("", "mdy", "dmy")
