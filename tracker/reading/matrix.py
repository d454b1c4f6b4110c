"""People by days: a table whose headings are the days, or the people."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.reading.columns import Column
from tracker.reading.content import is_like_a_person
from tracker.reading.day_cells import day_cell
from tracker.reading.header import Area
from tracker.reading.heading_words import words_of
from tracker.reading.headings import folded
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
    others = [column for column in columns if column not in days and column.said.text]
    if len(days) != 1 or any(column.said.is_known or column.said.is_nothing for column in others):
        return False
    if any(column.said.text == "" and not column.is_blank for column in columns if column not in days):
        return False
    if any(folded(column.said.text).split()[:1] in _NO_PEOPLE for column in others):
        return False
    says = [_says_countries(column) for column in others]
    is_one_person = len(others) == 1 and is_like_a_person(others[0].said.text)
    if False in says or True not in says or (len(others) < 2 and not is_one_person):
        return False
    days[0].use(str(Field.DAY), Sureness.KNOWN)
    for column in others:
        column.use("traveler", Sureness.KNOWN)
    return True


def _says_countries(column: Column) -> bool | None:
    """Whether most cells that say something name a country; None where no cell does, as of a person who stayed home."""
    cells = [(day_cell(text, lambda _: ""), times) for text, times in column.texts().items()]
    said = sum(times for cell, times in cells if not cell.is_nothing)
    return sum(times for cell, times in cells if cell.codes) >= _MOSTLY * said if said else None


_MOSTLY = 0.6

_NO_PEOPLE = [
    [word]
    for word in words_of(
        "morning noon midday afternoon evening night overnight midnight am pm breakfast lunch dinner plan planned "
        "actual actually forecast booked expected where slept sleep stay stayed sleeping lodging hotel presence "
        "present home base work worked working office site first second other main also vormittag nachmittag abend "
        "nacht matin midi soir nuit manana tarde noche mattina pomeriggio sera notte manha noite"
    )
]
"""How headings over countries begin that name a part of the day or a kind of record, and no person."""


def without_mark(text: str) -> str:
    """A cell without the mark of a travel day: ``tr/FR`` → ``FR``."""
    mark, _, place = text.rpartition("/")
    return place.strip() if mark.strip().casefold() in ("", "tr", "t", "travel") else text.strip()
