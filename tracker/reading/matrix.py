"""People by days: a table whose headings are the days, or the people."""

from __future__ import annotations

from collections.abc import Sequence

from tracker import countries
from tracker.countries import Nearness
from tracker.reading.columns import Column
from tracker.reading.content import is_like_a_person
from tracker.reading.header import Area
from tracker.reading.plan import Field, Shape, Sureness


def matrix_fields(columns: Sequence[Column], area: Area) -> Shape:
    """Give the columns of days their field. The other columns are decided like those of any table."""
    for column in columns:
        if column.position in area.days:
            column.use(str(Field.DAY), Sureness.KNOWN)
    return Shape.MATRIX


def days_by_people(columns: Sequence[Column]) -> bool:
    """Whether a table is days by people: one column of days, countries under every other heading. Gives the fields."""
    days = [column for column in columns if column.is_free and column.profile.is_days]
    others = [column for column in columns if column not in days and not column.is_blank]
    if len(days) != 1 or not others:
        return False
    if len(others) == 1 and not is_like_a_person(others[0].said.text):
        return False
    is_countries = [_are_countries(column) for column in others]
    if not all(is_countries) or any(column.said.is_known or column.said.is_nothing for column in others):
        return False
    days[0].use(str(Field.DAY), Sureness.KNOWN)
    for column in others:
        column.use("traveler", Sureness.KNOWN)
    return True


def _are_countries(column: Column) -> bool:
    texts = {text: rows for text, rows in column.texts().items() if text.casefold() not in _NOTHING}
    known = sum(rows for text, rows in texts.items() if _is_country(text))
    return known >= 0.6 * sum(texts.values())


_NOTHING = frozenset(("-", "–", "—", "0", "off", "x", ".", "/", "h", "home", "none", "n/a", "nil"))


def _is_country(text: str) -> bool:
    return countries.find(without_mark(text)).nearness is Nearness.EXACT


def without_mark(text: str) -> str:
    """A cell without the mark of a travel day: ``tr/FR`` → ``FR``."""
    mark, _, place = text.rpartition("/")
    return place.strip() if mark.strip().casefold() in ("", "tr", "t", "travel") else text.strip()
