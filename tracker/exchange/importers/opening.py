"""Sources → books, plans and rows, with the answers that each of them takes. A file that is refused stops no other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from tracker.errors import TableNotReadable, TrackerError
from tracker.exchange.importers import recipe
from tracker.exchange.importers.outcome import (
    LARGEST_FILE,
    MOST_ROWS,
    READ_ANEW,
    TOUCHING,
    USE_RECIPE,
    Source,
    file_key,
)
from tracker.itinerary.unusable import BROKEN_TEXT
from tracker.reading.answering import Planned, planned
from tracker.reading.book import Book, Line, Sheet
from tracker.reading.cells import cell_text
from tracker.reading.files import open_book
from tracker.reading.plan import Answers, Asks, Choice, Plan, Question, Shape
from tracker.reading.rows import ReadRows, read_rows
from tracker.words.days import day_text

_OF_A_REVIEW = (
    *(str(about) for about in (Asks.CORRECTION, Asks.CHANGED, Asks.REUSED_IDS, Asks.SHARED_DAYS, Asks.NEW_PEOPLE)),
    *(str(Asks.PERSON), str(Asks.WHOSE), str(Asks.RECIPE), TOUCHING),
)
"""What a review asks, and not the plan of one file."""

REASON = "Why it was left out"
"""Heading of the column that says why a line did not come in. It is ours, and not read again."""

_LARGE_TIMES = 10  # how many more rows are read of a file that may be large


@dataclass(frozen=True)
class Opened:
    """One source, as far as it could be read; ``refused`` says in one sentence why it could not.

    ``taken``: the answers that it took, those of a recipe included. ``recipe``: the question whether a kept recipe is
    used, where there is one for these headings; ``recipe_words`` says what it does, or why it is not used.
    """

    name: str
    book: Book | None = None
    plan: Plan | None = None
    rows: tuple[ReadRows, ...] = ()
    refused: str = ""
    taken: Answers = field(default_factory=Answers)
    recipe: Question | None = None
    recipe_words: str = ""


@dataclass(frozen=True)
class Wishes:
    """What holds for all sources. ``traveler``: whose rows they are where a file has no name in its column of people.

    ``form``: the format of sources that name none; ``recipes``: fingerprint → kept recipe.
    """

    answers: Answers
    traveler: str = ""
    form: str | None = None
    recipes: Mapping[str, str] = field(default_factory=dict)


def opened(sources: Sequence[Source], wishes: Wishes) -> tuple[list[Opened], tuple[str, ...]]:
    """Every source with the answers that it takes; then the answers that none takes: keys, and headings.

    Answers to the questions of the review itself are not among the second.
    """
    answers = wishes.answers
    names = _unique_names(sources)
    files = []
    for source, name in zip(sources, names, strict=True):
        own = replace(source, name=name, form=source.form or wishes.form)
        try:
            files.append(_opened(own, replace(wishes, answers=_of_file(answers, name, names))))
        except TrackerError as error:
            files.append(Opened(name, refused=str(error)))
        except UnicodeEncodeError:  # half a character, which no file or database takes
            files.append(Opened(name, refused=f"{name}: {BROKEN_TEXT}"))
    return files, _unused(answers, names, files)


def is_of_a_review(key: str) -> bool:
    """Whether a question is asked by the review: ``correction``, ``correction:list.xlsx:6``."""
    return key.partition(":")[0] in _OF_A_REVIEW


def _unique_names(sources: Sequence[Source]) -> list[str]:
    """The second "trips.csv" is "trips.csv (2)"."""
    names: list[str] = []
    for source in sources:
        times = sum(earlier.name == source.name for earlier in sources[: len(names)])
        names.append(f"{source.name} ({times + 1})" if times else source.name)
    return names


def _of_file(answers: Answers, name: str, names: Sequence[str]) -> Answers:
    """The answers for one file: those without the name of a file, then its own."""

    def own(entries: Mapping[str, str]) -> dict[str, str]:
        others = [file_key(other, "") for other in names if other != name]
        general = {key: value for key, value in entries.items() if not key.startswith(tuple(others))}
        prefix = file_key(name, "")
        mine = {key.removeprefix(prefix): value for key, value in general.items() if key.startswith(prefix)}
        return {key: value for key, value in general.items() if not key.startswith(prefix)} | mine

    choices = {key: value for key, value in own(answers.choices).items() if not is_of_a_review(key)}
    if Asks.RECIPE in (chosen := own(answers.choices)):
        choices[str(Asks.RECIPE)] = chosen[str(Asks.RECIPE)]
    return Answers(own(answers.fields), choices)


def _opened(source: Source, wishes: Wishes) -> Opened:
    if len(source.content) > source.largest:
        raise TableNotReadable(source.name, f"larger than {source.largest // 1024**2} MB. Split it into smaller files")
    most = MOST_ROWS if source.largest <= LARGEST_FILE else MOST_ROWS * _LARGE_TIMES
    if max(source.content.count(b"\n"), source.content.count(b"\r")) > most:  # before anything looks at each of them
        raise TableNotReadable(source.name, f"more than {most:,} rows. Split it into smaller files")
    encoding = wishes.answers.choices.get(str(Asks.ENCODING), "")
    book = _without_reasons(open_book(source.content, source.name, source.form, encoding))
    choices = dict(wishes.answers.choices)
    wish = choices.pop(str(Asks.RECIPE), "")
    first = planned(book, Answers(wishes.answers.fields, choices))
    used = _with_recipe(book, first, wish, wishes.recipes.get(first.plan.fingerprint, ""))
    rows = tuple(read_rows(_with_traveler(book, used.plan, wishes.traveler), used.plan))
    if not any(len(read.rows) or read.left_out or read.waiting for read in rows):
        raise TableNotReadable(source.name, _no_row_words(book, used.plan))
    if any(len(read.rows) > most for read in rows):
        raise TableNotReadable(source.name, f"more than {most:,} rows. Split it into smaller files")
    return Opened(source.name, book, used.plan, rows, taken=used.taken, recipe=used.recipe, recipe_words=used.words)


def _with_traveler(book: Book, plan: Plan, traveler: str) -> Book:
    """The book with this person in the empty cells of its columns of people."""
    people = {
        (table.sheet, number): column.position
        for table in plan.tables
        for column in table.columns
        if traveler and column.field == "traveler" and table.shape is not Shape.MATRIX
        for number in table.body
    }
    if not people:
        return book

    def filled(line: Line, at: int | None) -> Line:
        if at is None or cell_text(line.cells[at] if at < len(line.cells) else None):
            return line
        cells = [*line.cells, *[None] * (at + 1 - len(line.cells))]
        cells[at] = traveler
        return replace(line, cells=tuple(cells))

    sheets = [
        replace(sheet, lines=tuple(filled(line, people.get((sheet.name, line.number))) for line in sheet.lines))
        for sheet in book.sheets
    ]
    return replace(book, sheets=tuple(sheets))


def _no_row_words(book: Book, plan: Plan) -> str:
    """That nothing is left to import, and which part of the file was not understood."""
    reasons = [f"row {remark.row}: {remark.sentence}" for remark in book.remarks if remark.matters]
    reasons += [f"{table.sheet}: {table.why_not}" if table.sheet else table.why_not for table in plan.tables]
    said = "; ".join(dict.fromkeys(filter(None, reasons)))
    return f"there is no row to import{f' ({said})' if said else ''}"


def _without_reasons(book: Book) -> Book:
    """The book without the column of reasons, where somebody brings a list of left-out lines again."""
    sheets = tuple(_without_column(sheet, REASON) for sheet in book.sheets)
    return book if sheets == book.sheets else replace(book, sheets=sheets)


def _without_column(sheet: Sheet, heading: str) -> Sheet:
    """The sheet without the column under this heading, which its first line has."""
    cells = sheet.lines[0].cells if sheet.lines else ()
    if heading not in cells:
        return sheet
    at = cells.index(heading)
    return replace(
        sheet, lines=tuple(replace(line, cells=line.cells[:at] + line.cells[at + 1 :]) for line in sheet.lines)
    )


@dataclass(frozen=True)
class _Used:
    """A plan, and the answers that it took: those of a recipe too, with the question about it and what is said."""

    plan: Plan
    taken: Answers
    recipe: Question | None = None
    words: str = ""


def _with_recipe(book: Book, first: Planned, wish: str, kept_text: str) -> _Used:
    """The same file with the kept recipe of its headings, where there is one and ``wish`` is not to read anew."""
    without = _Used(first.plan, first.taken)
    if not kept_text:
        return without
    try:
        kept = recipe.read(kept_text)
    except recipe.UnknownRecipe as error:
        return replace(without, words=str(error))
    day = recipe.kept_on(kept_text)
    when = f"on {day_text(day)}" if day else "before"
    question = Question(
        str(Asks.RECIPE),
        Asks.RECIPE,
        f"You brought a file with these headings {when}. Use the same choices again ({recipe.in_words(kept)})?",
        (Choice(USE_RECIPE, "Use them again"), Choice(READ_ANEW, "Read this file anew")),
        answer=READ_ANEW if wish == READ_ANEW else USE_RECIPE,
        is_chosen=bool(wish),
    )
    if wish == READ_ANEW:
        return replace(without, recipe=question, words="Your earlier choices for these headings are not used.")
    since = f" of {day_text(day)}" if day else ""
    words = f"Read with your earlier choices{since} for files with these headings ({recipe.in_words(kept)})."
    for tried, more in (
        (kept, ""),
        (recipe.without_date_order(kept), " The order of day and month is not taken over: this file has another one."),
    ):
        try:
            again = planned(book, _together(tried, first.taken))
        except TrackerError:
            continue
        return _Used(again.plan, again.taken, question, words + more)
    return replace(without, words="Your earlier choices for these headings do not fit this file. They are not used.")


def _together(kept: Answers, answers: Answers) -> Answers:
    """What a person chose now wins over what was kept."""
    return Answers({**kept.fields, **answers.fields}, {**kept.choices, **answers.choices})


def _unused(answers: Answers, names: Sequence[str], files: Sequence[Opened]) -> tuple[str, ...]:
    """The keys and headings that no file took; none where a file was refused, which may have taken them."""
    if any(file.refused for file in files):
        return ()
    taken = {file_key(file.name, key) for file in files for key in [*file.taken.fields, *file.taken.choices]}

    def is_taken(key: str) -> bool:
        return key in taken or any(file_key(name, key) in taken for name in names)

    asked = [*answers.fields, *(key for key in answers.choices if not is_of_a_review(key))]
    return tuple(key for key in asked if not is_taken(key) and not key.endswith(f"!{Asks.RECIPE}"))
