"""One table of a sheet while the plan of its file is made."""

from __future__ import annotations

from dataclasses import dataclass, field

from tracker.reading.book import Sheet
from tracker.reading.columns import Column
from tracker.reading.header import Area
from tracker.reading.plan import Field, Shape


@dataclass
class TableRead:
    """One area of a sheet, and what became of it. ``people`` as in ``TablePlan``."""

    sheet: Sheet
    area: Area
    table: str
    shape: Shape = Shape.ROWS
    columns: list[Column] = field(default_factory=list)
    people: tuple[tuple[int, str], ...] = ()

    @property
    def names_people(self) -> bool:
        """Whether a column says whose the rows are."""
        return any(column.field in _OF_PEOPLE for column in self.columns)

    def has_any(self, *fields: str) -> bool:
        """Whether a column has one of these fields."""
        return any(column.field in fields for column in self.columns)


_OF_PEOPLE = ("traveler", str(Field.PERSON_NAME), str(Field.GIVEN_NAME))
