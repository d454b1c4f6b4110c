"""What ``analyze`` and ``import`` print."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tracker.cli.terminal import (
    console_of_this_terminal,
    is_about_a_file,
    show_foot,
    show_rows,
    show_table,
)

if TYPE_CHECKING:
    from rich.console import Console

    from tracker.analysis import Analysis
    from tracker.exchange.importers import Preview


def show_analysis(analysis: Analysis) -> None:
    """The summary: days per verdict, work periods, what to look at."""
    from tracker import codes
    from tracker.charts.words import VERDICTS
    from tracker.days import iso

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


def show_previews(previews: Sequence[Preview]) -> None:
    """What an import would add, and what it would leave alone."""
    import pandas as pd

    from tracker import schema

    console = console_of_this_terminal()
    for preview in previews:
        counts = f"{len(preview.new)} new, {len(preview.same)} same, {len(preview.changed)} changed"
        title = f"{preview.table}: {counts}, {preview.unusable_rows} unusable"
        rows = pd.concat([preview.new, preview.changed])
        if len(rows):
            kinds = ["new"] * len(preview.new) + ["changed"] * len(preview.changed)
            usual = schema.default_values(preview.table)
            telling = [c for c in rows.columns if not rows[c].isin(["", usual.get(str(c), "")]).all()]
            values = rows[telling].to_numpy().tolist()
            cells = [(number, kind, *row) for number, kind, row in zip(rows.index, kinds, values, strict=True)]
            cells.sort(key=lambda row: int(row[0]))
            show_table(console, title, ("row", "is", *map(str, telling)), cells)
        else:
            console.print(title)
