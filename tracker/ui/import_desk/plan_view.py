"""The mapping line: what each column of a file is taken for, and how sure that is. Every choice can be changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import streamlit as st

from tracker import schema
from tracker.errors import TrackerError
from tracker.exchange.importers import FileReview, Review, Source, file_key
from tracker.findings import FindingCode
from tracker.reading.files import open_book
from tracker.reading.plan import NOT_USED, ColumnPlan, Field, Shape, Sureness, TablePlan
from tracker.ui import session
from tracker.ui.import_desk import kept
from tracker.ui.import_desk.kept import KEY
from tracker.ui.text import count_text, md_escape, md_verbatim

WORDS = {
    "country": "Country",
    "first_day": "First day",
    "last_day": "Last day",
    str(Field.LEFT_HOME): "Left home",
    str(Field.CAME_HOME): "Came home",
    str(Field.NIGHTS): "Nights",
    str(Field.DAYS): "Days (how many)",
    str(Field.DAY): "One day (a row per day)",
    str(Field.DATES): "First and last day together",
    "traveler": "Person",
    str(Field.PERSON_NAME): "Name, beside an id",
    str(Field.GIVEN_NAME): "First name",
    str(Field.FAMILY_NAME): "Family name",
    str(Field.PURPOSE): "Purpose",
    str(Field.STATUS): "Status",
    "place": "Place",
    "note": "Note",
    "source": "Record (ticket, stamp)",
    "assignment": "Assignment",
    "activity": "Purpose, as a code",
    "certainty": "How sure, as a code",
    "trip": "Id of the trip",
    str(Field.ALL_DAY): "Lasts all day (yes or no)",
    str(Field.FIRST_TIME): "Clock time of the first day",
    str(Field.LAST_TIME): "Clock time of the last day",
    "source_kind": "Import that brought it",
    "source_ref": "Id in that import",
}
_SURE = {
    Sureness.CHOSEN: "Your choice",
    Sureness.KNOWN: "Known heading",
    Sureness.LIKELY: "A guess: please check",
    Sureness.OPEN: "Kept with the rows",
}
_NOT_UNDERSTOOD = ":material/help: Not understood"
_WEIGHTY = (FindingCode.PART_NOT_USED, FindingCode.HEADING_NOT_KNOWN, FindingCode.ANSWER_NEEDED)
_FEW_COLUMNS = 6
_MOST_BY_HAND, _LINES_LOOKED_AT = 30, 10
_SHOWN_EXAMPLES, _LONGEST_EXAMPLE = 3, 24
_COLUMN_WIDTH = 205  # pixels


@dataclass(frozen=True)
class Tables:
    """Sheets of one file whose columns are the same and are read alike."""

    plans: tuple[TablePlan, ...]

    @property
    def first(self) -> TablePlan:
        """The one that stands for all."""
        return self.plans[0]


def show_columns(review: Review) -> None:
    """The mapping line of each file."""
    for number, file in enumerate(review.files):
        if file.plan is None:
            _headings_of_refused(file, number)
            continue
        groups = alike(file.plan.tables)
        read = [group for group in groups if group.first.table]
        for place, group in enumerate(read):
            key = f"{KEY}.column.{number}.{place}"
            look = _Look(is_only=len(read) == 1, is_only_file=len(review.files) == 1, unclear=_unclear(review, file))
            _table(file, group, key, look)
        for group in groups:
            for table in group.plans:
                if not table.table and table.why_not:
                    name = f"Sheet {table.sheet}" if table.sheet else file.name
                    st.text(f"{name} is not read: {table.why_not}")


def _headings_of_refused(file: FileReview, number: int) -> None:
    """A select for each heading of a table whose columns say too little: named by hand, the file can be read."""
    source = next((source for source in kept.current().sources if source.name == file.name), None)
    headings = _headings(source) if source else []
    if not headings:
        return
    with st.expander(md_escape(f"Name the columns of {file.name} yourself"), key=f"{KEY}.by_hand.{number}"):
        st.text("At least the country and the first day are needed.")
        fields = kept.current().answers.fields
        with st.container(horizontal=True, gap="medium"):
            for place, heading in enumerate(headings[:_MOST_BY_HAND]):
                key = f"{KEY}.by_hand.{number}.{place}"
                chosen = fields.get(file_key(file.name, heading), NOT_USED)
                if st.session_state.get(key) != chosen:
                    st.session_state[key] = chosen
                st.selectbox(
                    md_verbatim(f"“{_cut(heading, 40)}” is"),
                    [NOT_USED, *fields_of("trips")],
                    format_func=in_words,
                    key=key,
                    width=_COLUMN_WIDTH,
                    on_change=_named_by_hand,
                    args=(key, file_key(file.name, heading)),
                    **session.for_writers(),
                )


def _headings(source: Source) -> list[str]:
    """The texts of the fullest of the first lines; none where the file is no table."""
    try:
        book = open_book(source.content, source.name, source.form)
    except TrackerError:
        return []
    lines = [line for sheet in book.sheets for line in sheet.lines[:_LINES_LOOKED_AT] if len(sheet.lines) > 1]
    texts = [
        [" ".join(cell.split()) for cell in line.cells if isinstance(cell, str) and cell.strip()] for line in lines
    ]
    fullest = max(texts, key=len, default=[])
    return list(dict.fromkeys(fullest)) if len(fullest) > 1 else []


def _named_by_hand(key: str, heading: str) -> None:
    half_done = kept.current()
    kept.put(replace(half_done, answers=half_done.answers.with_field(heading, st.session_state[key])))


def alike(tables: Sequence[TablePlan]) -> list[Tables]:
    """The tables in groups that can be shown and changed together, in their order."""
    groups: dict[object, list[TablePlan]] = {}
    for table in tables:
        same = (table.table, table.shape, tuple((column.heading, column.field) for column in table.columns))
        groups.setdefault(same, []).append(table)
    return [Tables(tuple(group)) for group in groups.values()]


@dataclass(frozen=True)
class _Look:
    """How much a table has to say. ``unclear``: headings of the columns that may decide something and are not used."""

    is_only: bool
    is_only_file: bool
    unclear: frozenset[str]


def _unclear(review: Review, file: FileReview) -> frozenset[str]:
    remarks = review.remarks.get(file.name, ())
    return frozenset(remark.column for remark in remarks if remark.code in _WEIGHTY and remark.column)


def _table(file: FileReview, group: Tables, key: str, look: _Look) -> None:
    columns = list(group.first.columns)
    needy = [column for column in columns if column.sureness == Sureness.LIKELY or _is_unclear(column, look.unclear)]
    place = "" if look.is_only_file else f" of {file.name}"
    sheets = [table.sheet for table in group.plans if table.sheet]
    if sheets and not (look.is_only and len(sheets) == 1):
        place += f", {'sheet' if len(sheets) == 1 else 'sheets'} {', '.join(sheets[:6])}"
        place += f" and {len(sheets) - 6} more" if len(sheets) > 6 else ""
    heading = f"What the columns{place} are" if group.first.table == "trips" else f"Columns{place}: {group.first.table}"
    st.markdown(f"**{md_escape(heading)}**")
    if group.first.shape != "rows":
        st.text(group.first.shape.sentence)
    if group.first.shape == Shape.MATRIX:
        days = [column for column in columns if column.field == Field.DAY]
        columns, needy = ([column for column in some if column not in days] for some in (columns, needy))
        st.text(f"{count_text(len(days), 'column holds', 'columns hold')} the days.")
    shown = needy if session.narrow() or len(columns) > _FEW_COLUMNS else columns
    ask = _Selects(file.name, group, key, look)
    if shown:
        ask.show(shown)
    if len(shown) < len(columns):
        rest = [column for column in columns if column not in shown]
        label = f"All {len(columns)} columns" if not shown else f"The other {count_text(len(rest), 'column')}"
        folded = st.expander(md_escape(f"{label}: {_in_short(rest)}"), key=f"{key}.all", on_change="rerun")
        if folded.open:
            with folded:
                ask.show(rest)


def _is_unclear(column: ColumnPlan, unclear: frozenset[str]) -> bool:
    return column.sureness == Sureness.OPEN and column.heading in unclear


def _in_short(columns: Sequence[ColumnPlan]) -> str:
    """``Country, First day, Last day; 3 not used``."""
    used = [WORDS.get(column.field, column.field) for column in columns if column.field != NOT_USED]
    unused = len(columns) - len(used)
    parts = [", ".join(dict.fromkeys(used))] if used else []
    return "; ".join([*parts, *([f"{unused} not used"] if unused else [])])


@dataclass(frozen=True)
class _Selects:
    file: str
    group: Tables
    key: str
    look: _Look

    def show(self, columns: Sequence[ColumnPlan]) -> None:
        """A select for each of these columns, with its heading, some values and how sure it is."""
        with st.container(horizontal=True, gap="medium"):
            for column in columns:
                with st.container(width=_COLUMN_WIDTH, gap="xsmall"):
                    self._select(column)

    def _select(self, column: ColumnPlan) -> None:
        key = f"{self.key}.{column.position}"
        options = [NOT_USED, *fields_of(self.group.first.table)]
        if column.field not in options:
            options.append(column.field)
        if st.session_state.get(key) != column.field:
            st.session_state[key] = column.field
        st.selectbox(
            md_verbatim(f"“{_cut(column.heading, 40)}” is") if column.heading else f"Column {column.position + 1} is",
            options,
            format_func=in_words,
            key=key,
            on_change=self._changed,
            args=(key, column.heading),
            **session.for_writers(),
        )
        examples = ", ".join(_cut(example, _LONGEST_EXAMPLE) for example in column.examples[:_SHOWN_EXAMPLES])
        sure = _NOT_UNDERSTOOD if _is_unclear(column, self.look.unclear) else _SURE[column.sureness]
        st.caption(sure + (f" · {md_verbatim(examples)}" if examples else " · no values"))

    def _changed(self, key: str, heading: str) -> None:
        half_done = kept.current()
        answers = half_done.answers
        names = [heading] if self.look.is_only else [f"{table.sheet}!{heading}" for table in self.group.plans]
        for name in names:
            answers = answers.with_field(file_key(self.file, name), st.session_state[key])
        kept.put(replace(half_done, answers=answers))


def fields_of(table: str) -> list[str]:
    """All that a column of this table can be, the usual things first."""
    documented = schema.column_names(table) if table in schema.WORKSPACE else []
    if table != "trips":
        return documented
    return [*WORDS, *(name for name in documented if name not in WORDS)]


def in_words(field: str) -> str:
    """A field as the user reads it."""
    return "Not used" if field == NOT_USED else WORDS.get(field, field)


def _cut(text: str, length: int) -> str:
    text = " ".join(text.split())
    return text if len(text) <= length else f"{text[: length - 1]}…"
