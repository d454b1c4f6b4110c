"""Days and program sentences as they stand on paper: American dates, and words for the names of columns."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

import pandas as pd

from tracker.codes import Decision, Issuer, RequestKind
from tracker.coverage.asks import QUESTIONS
from tracker.days import iso
from tracker.filing.checkpoints import Checkpoints
from tracker.filing.fields import BY_CODE
from tracker.filing.request import Request
from tracker.words.days import with_day_texts
from tracker.words.names import certificate_of

_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_MISSING_COLUMN = re.compile(r"Missing: (\w+)\.")
_ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_ORIGIN = re.compile(r"(travelers|assignments|settings|residences)(?:: \w+)?")
_MOST_TRIPS = 8
_ORIGINS = {
    "travelers": "Entered with the person",
    "assignments": "Entered with the assignment",
    "settings": "Entered in the settings",
    "residences": "The residence on the first day",
}


def us_day(day: dt.date | pd.Timestamp | None) -> str:
    """``03/02/2026``; "" for a missing day."""
    return "" if day is None or pd.isna(day) else f"{day:%m/%d/%Y}"


def day_in_letters(day: dt.date) -> str:
    """``March 2, 2026``: the month in letters, which nobody can read the wrong way round."""
    return f"{_MONTHS[day.month - 1]} {day.day}, {day.year}"


def day_both_ways(day: dt.date) -> str:
    """``03/02/2026 (March 2, 2026)``."""
    return f"{us_day(day)} ({day_in_letters(day)})"


def span_of(first: dt.date, last: dt.date | None) -> str:
    """``03/02/2026 to 05/29/2026``, both counted; a missing last day is said."""
    return f"{us_day(first)} to {us_day(last) or 'an end that you must state'}"


def on_paper(sentence: str) -> str:
    """A sentence of the program with American dates and a question in place of the name of a column."""
    return with_day_texts(_MISSING_COLUMN.sub(_question, sentence))


def value_on_paper(value: str) -> str:
    """A value as it is printed: a day by itself becomes American, the user's own words stay as they are."""
    return us_day(dt.date.fromisoformat(value)) if _ISO_DAY.fullmatch(value) and _is_day(value) else value


def origin_in_words(origin: str) -> str:
    """Where a value comes from: ``assignments: client_country`` → ``Entered with the assignment``."""
    named = _ORIGIN.fullmatch(origin)
    words = _ORIGINS[named[1]] if named else _some_trips(on_paper(origin))
    return words[:1].upper() + words[1:]


def _some_trips(origin: str) -> str:
    """``trips t1, t2, … and 34 more``: the table of trips has all of them."""
    trips = origin.split(", ")
    if not origin.startswith("trips ") or len(trips) <= _MOST_TRIPS:
        return origin
    return f"{', '.join(trips[:_MOST_TRIPS])} and {len(trips) - _MOST_TRIPS} more"


def shortened(text: str, letters: int) -> str:
    """The text, cut after a word where it is longer than this, with three dots."""
    if len(text) <= letters:
        return text
    cut = text[:letters].rsplit(" ", 1)[0] if " " in text[:letters] else text[:letters]
    return f"{cut.rstrip(' ,;:')} …"


def title_of(request: Request) -> str:
    """What a sheet is: a request, an extension, a paper that is on file, or another agency's certificate."""
    host, filed = request.host_name, request.dates.filed
    if request.here == Decision.ASK_US_LETTER:
        return f"Request for a letter from SSA: work in {host}"
    of_host = request.side == Issuer.HOST
    paper = certificate_of(request.host) if of_host else "US Certificate of Coverage"
    where = f": {host}"
    if request.dates.is_on_file and not filed.kind:
        return f"{paper} on file{where}"
    verb = {RequestKind.EXTENSION: "extend", RequestKind.CORRECTION: "correct"}.get(RequestKind(filed.kind or "new"))
    return f"Request to {verb} a {paper}{where}" if verb else f"Request for a {paper}{where}"


def checkpoint_rows(checkpoints: Checkpoints) -> list[list[str]]:
    """The four checkpoints in order: whether it is done, its proof, and what it still needs."""
    return [
        [point.title, point.state.sentence, _in_a_row(point.proof), _in_a_row(point.missing)]
        for point in checkpoints.points
    ]


def _in_a_row(sentences: Sequence[str]) -> str:
    """Sentences in one cell: ``Not attached: the request; the certificate.``"""
    return "; ".join([*(sentence.rstrip(".") for sentence in sentences[:-1]), *sentences[-1:]])


def _question(named: re.Match[str]) -> str:
    column = named[1]
    if column in QUESTIONS:
        return f"To answer: {QUESTIONS[column][0]}"
    return f"Missing: {BY_CODE[column].label if column in BY_CODE else column}."


def _is_day(value: str) -> bool:
    try:
        return iso(dt.date.fromisoformat(value)) == value
    except ValueError:
        return False
