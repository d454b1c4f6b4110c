"""What ``analyze`` and ``import`` print."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import typer

from tracker.cli.terminal import (
    console_of_this_terminal,
    is_about_a_file,
    plain,
    show_foot,
    show_rows,
    show_table,
)

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import Console

    from tracker.analysis import Analysis
    from tracker.exchange.importers import Review
    from tracker.reading.plan import Plan, TablePlan
    from tracker.reading.remark import Remark


def show_analysis(analysis: Analysis) -> None:
    """The summary: days per verdict, work periods, what to look at."""
    from tracker import codes
    from tracker.charts.words import VERDICTS
    from tracker.days import iso
    from tracker.findings import FindingCode

    console, told = console_of_this_terminal(), analysis.summary
    settings = {key: value for key, value in told["settings"].items() if value is not None}
    console.print(f"As of {told['as_of']}" + "".join(f" · {key}: {value}" for key, value in settings.items()))
    counted = told["host_days_per_verdict"]
    show_rows(
        console,
        "Days",
        ("verdict", "days", "in words"),
        [(v, counted[v], VERDICTS[v].text) for v in codes.Verdict if v in counted],
    )
    show_rows(
        console,
        "Work periods",
        ("traveler", "period", "assignment", "first day", "last day", "work days", "countries", "case", "decision"),
        [
            (
                period["traveler"],
                period["period"],
                period["assignment"],
                iso(period["first_day"]),
                iso(period["last_day"]),
                period["work_days"],
                period["countries"],
                period["case"] + (f" (because of {period['causes']})" if period["causes"] else ""),
                f"{period['decision']}: {codes.Decision(period['decision']).sentence}",
            )
            for period in analysis.periods.to_dict("records")
        ],
    )
    _show_deadlines(console, analysis)
    found = analysis.findings
    matters = found["severity"].isin([codes.Severity.ERROR, codes.Severity.WARNING])
    shown = found[matters & ~is_about_a_file(found)]
    show_rows(
        console,
        "Errors and warnings",
        ("severity", "about", "first day", "last day", "what, and what to do"),
        [(f.severity, f.subject, iso(f.first_day), iso(f.last_day), f.message) for f in shown.itertuples()],
    )
    assumed = found[found["code"] == FindingCode.ASSUMED_READING]
    show_rows(
        console,
        "How the files were read",
        ("file", "what was assumed"),
        [(f.file, f.message) for f in assumed.itertuples()],
    )
    if analysis.workspace.unusable_rows:
        rows = analysis.workspace.unusable_rows
        console.print(f"{rows} {'row was' if rows == 1 else 'rows were'} unusable and left out: see the error lines.")
    show_foot(console, analysis.rules)


_MOST_DEADLINES = 12


def _show_deadlines(console: Console, analysis: Analysis) -> None:
    """The next ones. Those that are past stand among the warnings where they still matter."""
    import pandas as pd

    from tracker.days import iso
    from tracker.filing import deadlines

    ahead = deadlines(analysis)
    ahead = ahead[ahead["day"] >= pd.Timestamp(analysis.settings.as_of)]
    title = "Deadlines" if len(ahead) <= _MOST_DEADLINES else f"The next {_MOST_DEADLINES} of {len(ahead)} deadlines"
    show_rows(
        console,
        title,
        ("day", "traveler", "host", "kind", "about", "what to do"),
        [
            (iso(d.day), d.traveler, d.host, d.kind, d.subject, d.action)
            for d in ahead.head(_MOST_DEADLINES).itertuples()
        ],
    )


_MOST_ROWS = 200  # of a review that are shown
_MOST_QUESTIONS = 20
_MOST_ANSWERS = 6
_MOST_COLUMNS = 40  # of a table that are shown
_MOST_EXAMPLES = 3


def show_review(review: Review) -> None:
    """What each file is and how it is read, what is assumed, what each row would do, and what may be answered."""
    console = console_of_this_terminal()
    for file in review.files:
        if file.plan is not None:
            typer.echo(plain(f"{file.name}: {file.title}: {file.told}"))
            _show_plan(console, file.plan)
            _show_assumed(review.remarks[file.name])
    _show_assumed(review.remarks.get("", ()))
    for table, rows in review.tables.items():
        _show_lines(console, table, rows)
    _show_questions(review)


def _show_plan(console: Console, plan: Plan) -> None:
    """Column → meaning; sheets that are read alike are shown once."""
    alike: dict[tuple[tuple[str, str, str], ...], list[TablePlan]] = {}
    for table in plan.tables:
        if not table.table:
            typer.echo(plain(f"Not read: {_sheet_words(table.sheet)}{table.why_not}"))
            continue
        columns = tuple(
            (column.heading, column.field or "not used", column.sureness.sentence) for column in table.columns
        )
        alike.setdefault(columns, []).append(table)
    for columns, tables in alike.items():
        named = ", ".join(dict.fromkeys(table.sheet for table in tables if table.sheet))
        rows = [(*column, _examples(tables, at)) for at, column in enumerate(columns)]
        title = f"Columns of {named}" if named else "Columns"
        show_table(console, title, ("column", "is", "because", "for example"), rows[:_MOST_COLUMNS])
        if len(rows) > _MOST_COLUMNS:
            typer.echo(f"and {len(rows) - _MOST_COLUMNS} more columns.")


def _examples(tables: Sequence[TablePlan], at: int) -> str:
    """Some values of a column that several sheets have."""
    values = dict.fromkeys(text for table in tables for text in table.columns[at].examples)
    return ", ".join(list(values)[:_MOST_EXAMPLES])


def _sheet_words(sheet: str) -> str:
    return f"sheet {sheet}: " if sheet else ""


def _show_assumed(remarks: Sequence[Remark]) -> None:
    """What was taken in one of several ways, and what decides nothing."""
    from tracker.findings import FindingCode

    for remark in remarks:
        if remark.code in (FindingCode.ASSUMED_READING, FindingCode.COLUMN_NOT_USED):
            where = [remark.sheet and f"sheet {remark.sheet}", remark.row and f"row {remark.row}", remark.column]
            place = ", ".join(str(part) for part in where if part)
            typer.echo(plain(f"- {place}: {remark.sentence}" if place else f"- {remark.sentence}"))


def _show_lines(console: Console, table: str, rows: pd.DataFrame) -> None:
    """What happens to each line that is not there already."""
    from tracker import schema
    from tracker.exchange.importers import COLUMNS, What

    counted = {what: int((rows["what"] == what).sum()) for what in What}
    is_out = (rows["what"] == What.LEFT_OUT) & (rows["decision"] == "")
    words = [f"{counted[What.NEW] + counted[What.OVERLAPS]} new", f"{counted[What.SAME]} same"]
    words += [f"{counted[What.CHANGED]} changed", f"{int(is_out.sum())} unusable"]
    for what, name in ((What.CORRECTION, "corrected"), (What.WAITING, "waiting")):
        words += [f"{counted[what]} {name}"] if counted[what] else []
    by_choice = counted[What.LEFT_OUT] - int(is_out.sum())
    words += [f"{by_choice} left out by your answer"] if by_choice else []
    title = f"{table}: {', '.join(words)}"
    shown = rows[rows["what"] != What.SAME].head(_MOST_ROWS)
    if shown.empty:
        console.print(title)
        return
    usual = schema.default_values(table)
    texts = [column for column in shown.columns if column not in COLUMNS]
    telling = [column for column in texts if not shown[column].isin(["", usual.get(str(column), "")]).all()]
    telling = [column for column in telling if column != "source_kind"]
    places = [column for column in ("file", "sheet") if shown[column].nunique() > 1]
    columns = [*places, "row", "what", *(column for column in ("old", "why") if (shown[column] != "").any()), *telling]
    headings = ["is" if column == "what" else "stored now" if column == "old" else column for column in columns]
    show_table(console, title, [str(heading) for heading in headings], shown[columns].to_numpy().tolist())
    if len(shown) < len(rows[rows["what"] != What.SAME]):
        typer.echo(f"The first {_MOST_ROWS} rows are shown.")


def _is_of_a_file(key: str) -> bool:
    return "!" in key and not key.endswith("!recipe")


def _show_questions(review: Review) -> None:
    """What may be answered, open questions first, each with the option that answers it.

    What a file's plan took for granted stands among its remarks, with the option that changes it.
    """
    is_one_file = len(review.files) == 1
    told = [q for q in review.questions if not q.is_chosen and (q.is_open or not _is_of_a_file(q.key))]
    asked = sorted(told, key=lambda question: not question.is_open)
    for question in asked[:_MOST_QUESTIONS]:
        key = question.key.rpartition("!")[2] if is_one_file else question.key
        allowed = ", ".join(f"{choice.value} ({choice.words})" for choice in question.choices[:_MOST_ANSWERS])
        more = " …" if len(question.choices) > _MOST_ANSWERS else ""
        state = "Open" if question.is_open else f"Taken: {question.answer}"
        typer.echo(plain(f"? {question.sentence} {state}."))
        if allowed:
            typer.echo(plain(f"    Answers: {allowed}{more}"))
        example = next((choice.value for choice in question.choices if choice.value != question.answer), "VALUE")
        typer.echo(plain(f"    To answer: --answer '{key}={example}'"))
    if len(asked) > _MOST_QUESTIONS:
        typer.echo(f"and {len(asked) - _MOST_QUESTIONS} more questions.")
