"""Whose the rows are where no column says it: a line above the rows names the person, or the name of the sheet does."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from tracker import countries
from tracker.countries import Nearness
from tracker.reading import values as words
from tracker.reading.book import Line
from tracker.reading.columns import Column
from tracker.reading.content import is_empty, is_like_a_person, text_of
from tracker.reading.header import Area, Beside
from tracker.reading.heading_words import words_of
from tracker.reading.headings import Role, folded, read_heading
from tracker.reading.month_names import month_of
from tracker.reading.trip_days import FIRST_FIELDS, LAST_FIELDS


@dataclass(frozen=True)
class Section:
    """A line that holds one text and no day, above rows that do. ``person``: whom it names, "" for nobody."""

    number: int
    text: str
    person: str


def sections_of(columns: Sequence[Column], area: Area) -> list[Section]:
    """The lines between the rows of a table of trips that stand above rows, in the order of the file."""
    days = [column for column in columns if column.field in (*FIRST_FIELDS, *LAST_FIELDS)]
    firsts = [column for column in days if column.field in FIRST_FIELDS]
    sections = []
    for line, below in itertools.pairwise(area.body):
        text = _only_text(line)
        if not text or any(not is_empty(column.value(line)) for column in days if column.field not in _LENGTHS):
            continue
        is_above_rows = any(not is_empty(column.value(below)) for column in firsts) or bool(_only_text(below))
        if is_above_rows and countries.find(text).nearness is Nearness.NONE:
            sections.append(Section(line.number, text, person_in(text)))
    return sections


_LENGTHS = LAST_FIELDS[-2:]


def _only_text(line: Line) -> str:
    """The one text of a line; numbers beside it may be sums. "" where there is none, or a second one."""
    texts = [text_of(cell) for cell in line.cells if isinstance(cell, str) and re.search(r"[^\W\d]", cell)]
    return texts[0] if len(texts) == 1 else ""


def title_section(area: Area) -> Section | None:
    """The last line above the headings that names a person; None without one."""
    titles = [aside for aside in area.asides if aside.what is Beside.TITLE]
    sections = [Section(aside.number, aside.text, person_in(aside.text)) for aside in titles]
    return next((section for section in reversed(sections) if section.person), None)


def person_in(text: str) -> str:
    """Whom a line names: "Ann Example", "Employee: Ann Example (1001)"; "" where it names nobody."""
    label, sign, name = text.partition("|" if "|" in text else ":")
    roles = {Role.PERSON, Role.PERSON_NAME, Role.PERSON_ID}
    if sign and roles & set(read_heading(label.strip(" :")).roles):
        return _without_number(name)
    return text.strip() if not sign and _may_be_a_person(text) else ""


def _without_number(name: str) -> str:
    """A name without the number of the person behind it."""
    plain = re.sub(r"\s*[(\[|]\s*[\w-]*\d[\w-]*\s*[)\]|]?\s*$", "", name.strip(" |"))
    return plain.strip(" |") or name.strip(" |")


def _may_be_a_person(text: str) -> bool:
    plain = text.strip()
    if not is_like_a_person(plain) or read_heading(plain).is_known or read_heading(plain).is_nothing:
        return False
    said = words.purpose(plain).value or words.status(plain).value or month_of(plain)
    return not said and not _NO_PEOPLE & set(folded(plain).split())


_NO_PEOPLE = words_of(
    "trips travels sheet table data summary detail details list log overview total archive old new all misc other "
    "tabelle blatt feuil feuille hoja foglio planilha reisen voyages viajes viaggi viagens days calendar report "
    "expenses countries completed upcoming past future raw export import final draft copy input year"
)


def people_of_sheets(names: Sequence[str]) -> list[str]:
    """The names of sheets that may be those of people, where every sheet but one may be; none otherwise."""
    people = [name for name in names if _may_be_a_person(name) and countries.find(name).nearness is not Nearness.EXACT]
    return people if len(people) > 1 and len(people) >= len(names) - 1 else []


def is_in_groups(column: Column) -> bool:
    """Whether empty cells of a column of people may mean the person above: each person has one group of rows.

    Two people at least, the first row names one, and nobody is named again after somebody else.
    """
    cells = [text_of(value) if not is_empty(value) else "" for value in column.values]
    named = [cell for cell in cells if cell]
    groups = [cell for cell, _ in itertools.groupby(named)]
    return bool(cells) and bool(cells[0]) and "" in cells and len(groups) > 1 and len(set(groups)) == len(groups)
