"""The command that carries rows in: import."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence, Set
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tracker.cli.asked import answers_of, day_of
from tracker.cli.terminal import NOTHING_DONE, SOME_ROWS_UNUSABLE, complain, plain_errors
from tracker.errors import BadOption, DateOrderNeeded

if TYPE_CHECKING:
    from tracker.exchange.importers import Review, Source
    from tracker.reading.plan import Answers

_LARGEST_FILE = 50 * 1024 * 1024  # bytes
_STANDARD_INPUT = "-"


def import_file(
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE…",
            help="CSV or other text with columns, .xlsx, .xls, .ods, or workspace .json; - for standard input.",
            show_default=False,
        ),
    ],
    into: Annotated[Path, typer.Option("--into", metavar="WORKSPACE", help="Workspace folder; made if it is new.")],
    form: Annotated[
        str | None,
        typer.Option("--from", metavar="FORMAT", help="csv, xlsx, json and others. Default: by the file's content."),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be added, and write nothing.")] = False,
    date_order: Annotated[
        str | None,
        typer.Option("--date-order", metavar="ORDER", help="How dates like 05/01/2026 are meant: mdy or dmy."),
    ] = None,
    mapped: Annotated[
        list[str] | None,
        typer.Option(
            "--map",
            metavar="HEADING=FIELD",
            help="What a column is, like 'Exit Date=last_day'; not_used for a column to leave out. May be repeated.",
        ),
    ] = None,
    traveler: Annotated[
        str, typer.Option("--traveler", metavar="T", help="Whose trips they are, where the file does not say.")
    ] = "",
    answered: Annotated[
        list[str] | None,
        typer.Option("--answer", metavar="KEY=VALUE", help="Answer to a question that import asks. May be repeated."),
    ] = None,
    recipes: Annotated[
        Path | None,
        typer.Option(
            "--recipes",
            metavar="FILE",
            help="Keep the choices for lists with the same headings in this file, and use those that are in it. "
            "--answer recipe=anew reads a list without them.",
        ),
    ] = None,
) -> None:
    """Show how files are read and what each row would do, and add the new rows to a workspace folder."""
    with plain_errors():
        from tracker.cli.results import show_review
        from tracker.exchange.importers import apply_to_folder, folder_workspace, recipe_file, review
        from tracker.exchange.text import ROWS_WITHOUT_FILES

        answers = answers_of(date_order, mapped, answered)
        workspace = folder_workspace(into)
        kept = recipe_file.recipes_in(recipes) if recipes else None
        sources = [_source(name) for name in files]
        reviewed = review(sources, workspace, answers, traveler=traveler, form=form, recipes=kept)
        _refuse(reviewed, answers)
        for file in reviewed.files:
            if file.refused:
                complain(file.refused)
        if all(file.refused for file in reviewed.files):
            raise typer.Exit(NOTHING_DONE)
        show_review(reviewed)
        if reviewed.stored_rows and not dry_run:
            apply_to_folder(reviewed, into)
        if recipes and not dry_run:
            recipe_file.keep_in(recipes, reviewed, day_of("--recipes", None))
        typer.echo(_outcome(reviewed, into, dry_run))
        if not dry_run and "attachments" in reviewed.new:
            typer.echo(ROWS_WITHOUT_FILES)
        if _complain_about(reviewed):
            raise typer.Exit(SOME_ROWS_UNUSABLE)


def _source(name: str) -> Source:
    """One byte more than is read is enough to see that a file is too large."""
    from tracker.exchange.importers import Source

    if name == _STANDARD_INPUT:
        content = typer.get_binary_stream("stdin").read(_LARGEST_FILE + 1)
        return Source("standard input", content, largest=_LARGEST_FILE)
    path = Path(name)
    with path.open("rb") as stream:
        return Source(path.name, stream.read(_LARGEST_FILE + 1), largest=_LARGEST_FILE)


def _refuse(reviewed: Review, answers: Answers) -> None:
    """What makes the whole command useless: an order of dates that nobody said, an option that no file takes."""
    from tracker.reading.plan import Asks

    for question in reviewed.questions:
        if question.about == Asks.DATE_ORDER and question.is_open:
            file = question.key.partition("!")[0]
            raise DateOrderNeeded(file, question.values[0] if question.values else "05/01/2026")
    for key in reviewed.unused:
        if key == Asks.DATE_ORDER:  # says nothing about a file whose dates have one reading
            continue
        raise BadOption(_unused_words(reviewed, key, answers))


def _unused_words(reviewed: Review, key: str, answers: Answers) -> str:
    if key in answers.fields:
        columns = [
            column.heading
            for file in reviewed.files
            for table in (file.plan.tables if file.plan else ())
            for column in table.columns
        ]
        field = answers.fields[key]
        if key.partition("!")[2] in columns or key in columns:
            return f"--map: {field!r} is no field that a column can be. Use a column of trips.csv, or not_used"
        return f"--map: there is no column {key!r}. Columns: {', '.join(dict.fromkeys(columns))}"
    asked = next((question for question in reviewed.questions if question.key.endswith(f"!{key}")), None)
    if asked and asked.choices:
        allowed = ", ".join(choice.value for choice in asked.choices)
        return f"--answer: {answers.choices[key]!r} is no answer to {key}. Use {allowed}"
    known = ", ".join(question.key.partition("!")[2] or question.key for question in reviewed.questions)
    return f"--answer: nothing is asked that is called {key!r}. Questions: {known or 'none'}"


def _outcome(reviewed: Review, into: Path, dry_run: bool) -> str:
    """What was done, or would be."""
    added = sum(len(rows) for rows in reviewed.new.values())
    changed = sum(len(rows) for rows in reviewed.changed.values())
    if not dry_run and not added and not changed:
        return f"Nothing new: {into} was left as it is."
    verbs = ("would be", "would be") if dry_run else ("were", "was")
    tables = ", ".join(f"{table}: {len(rows)}" for table, rows in reviewed.new.items())
    parts = [f"{added} new {'row' if added == 1 else 'rows'} {verbs[added == 1]} added to {into}"]
    parts[0] += f" ({tables})" if len(reviewed.new) > 1 else ""
    if changed:
        parts.append(f"{changed} stored {'row' if changed == 1 else 'rows'} {verbs[changed == 1]} changed")
    return f"{'Dry run: nothing was written. ' if dry_run else ''}{', '.join(parts)}."


def _complain_about(reviewed: Review) -> bool:
    """Everything that was not used, one line each, as ``file:row: column: what is wrong, what to do``; whether any."""
    from tracker.findings import FindingCode
    from tracker.reading.remark import place_of

    is_missing_something = any(file.refused for file in reviewed.files)
    lines: dict[str, None] = {}
    told: set[str] = set()  # which rows have a line already
    for file, remarks in reviewed.remarks.items():
        for remark in remarks:
            is_missing_something = is_missing_something or remark.matters
            if remark.code not in (FindingCode.ASSUMED_READING, FindingCode.COLUMN_NOT_USED):
                place = place_of(file, remark.sheet) or reviewed.files[0].name
                row = f"{place}:{remark.row}" if remark.row else place
                column = f"{remark.column}: " if remark.column else ""
                sentence = remark.sentence.removeprefix(column)
                lines[f"{row}: {column}{sentence}"] = None
                told.add(f"{row}: ")
    for table in reviewed.tables.values():
        for line in _left_out_lines(table.to_dict("records"), told):
            lines[line] = None
    for line in lines:
        complain(line)
    return is_missing_something or bool(reviewed.unusable or reviewed.waiting)


def _left_out_lines(rows: Sequence[Mapping[Hashable, object]], told: Set[str]) -> list[str]:
    """A line for each row that did not come in, unless it was told already; and for work on days of another trip.

    Rows that wait for their file are told with its question.
    """
    from tracker.exchange.importers import What
    from tracker.reading.remark import place_of

    lines = []
    for row in rows:
        place = f"{place_of(str(row['file']), str(row['sheet']))}:{row['row']}: "
        is_out = row["what"] in (What.LEFT_OUT, What.WAITING) or (row["question"] and not row["decision"])
        is_told = "!" in str(row["question"]) or place in told
        if row["what"] == What.OVERLAPS or (is_out and not row["decision"] and not is_told):
            lines.append(f"{place}{row['why']}")
    return lines
