"""Which single fact would change a day: found by really asking again, on the traveler's own rows, with it changed.

Nothing here knows a rule: every candidate goes through ``analyze``, and only those that change the answer are kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd

from tracker.analysis import Analysis
from tracker.codes import Reason, Verdict
from tracker.comparison import analyze_again
from tracker.coverage.asks import reason_sentence
from tracker.explain.candidates import NOTHING_HELPS, Candidates, Trial
from tracker.explain.day import containing
from tracker.explain.model import Change, Explanation, WhatIf
from tracker.itinerary.workspace import Workspace

MOST_TRIED = 40
"""More candidates than that are not tried: an answer on a screen must come within a few seconds."""

_MOST_WANTED = (
    Verdict.COVERED,
    Verdict.WOULD_COVER,
    Verdict.NOT_NEEDED,
    Verdict.COVERED_BY_HOST,
    Verdict.UNCLEAR,
    Verdict.WOULD_NOT_COVER,
    Verdict.UNLOGGED,
)


def what_would_change(analysis: Analysis, explained: Explanation) -> WhatIf:
    """What the day would be if one fact were different and all others stayed as they are.

    At most ``MOST_TRIED`` candidates are asked about, with the rows of this traveler alone: travelers do not depend
    on each other. Loose trips are put on an assignment for it, as saving an answer in the app would do.
    """
    own = _rows_of(analysis.workspace, explained.traveler)
    stand_in = _free_id(own)
    trials: dict[tuple[str, ...], Trial] = {}
    for answer in explained.answers:
        for trial in Candidates(analysis, own, explained, answer, stand_in).trials():
            trials.setdefault((trial.table, trial.subject, trial.column, trial.value), trial)
    tried = list(trials.values())[:MOST_TRIED]
    changes = [
        change
        for trial, rows in _asked_again(analysis, own, explained, tried)
        for change in _changes(explained, trial, rows, stand_in)
    ]
    changes.sort(key=lambda change: _MOST_WANTED.index(change.verdict))
    remarks = _remarks(explained, changes, left_out=len(trials) - len(tried))
    return WhatIf(tuple(changes), tuple(remarks), len(tried))


def _rows_of(workspace: Workspace, traveler: str) -> Workspace:
    """Only what can matter for one traveler."""
    named = {name: table for name, table in workspace.frames().items() if "traveler" in table}
    return Workspace(
        **{name: table[table["traveler"] == traveler].reset_index(drop=True) for name, table in named.items()},
        exceptions=workspace.exceptions,
        verifications=workspace.verifications,
    )


def _free_id(workspace: Workspace) -> str:
    """An assignment id that nobody uses, for loose trips."""
    tables = (workspace.trips, workspace.assignments, workspace.certificates, workspace.exceptions)
    taken = {str(name) for table in tables for name in table["assignment"]}
    return next(name for n in range(len(taken) + 1) if (name := f"what-if-{n}") not in taken)


def _asked_again(
    analysis: Analysis, own: Workspace, explained: Explanation, trials: Sequence[Trial]
) -> Iterator[tuple[Trial, list[dict[Any, Any]]]]:
    """Each trial with the day's rows of coverage as it makes them.

    Trials that leave the tables without a traveler alone are asked together, each as a traveler of its own: the
    engine answers for many travelers as fast as for one.
    """
    alike = [
        trial
        for trial in trials
        if trial.workspace.exceptions is own.exceptions and trial.workspace.verifications is own.verifications
    ]
    for group in [alike, *([trial] for trial in trials if trial not in alike)]:
        if not group:
            continue
        again = analyze_again(analysis, _as_travelers([trial.workspace for trial in group]))
        rows = containing(again.coverage, explained.day)
        for number, trial in enumerate(group):
            yield trial, rows[rows["traveler"] == str(number)].to_dict("records")


def _as_travelers(workspaces: Sequence[Workspace]) -> Workspace:
    """One workspace in which each of these, all about one person, is a traveler called 0, 1, 2 …"""
    tables = [workspace.frames() for workspace in workspaces]
    named = [name for name, table in tables[0].items() if "traveler" in table]
    stacked = {
        name: pd.concat([t[name].assign(traveler=str(n)) for n, t in enumerate(tables)], ignore_index=True)
        for name in named
    }
    return workspaces[0].with_tables(**stacked)


def _changes(explained: Explanation, trial: Trial, rows: Sequence[dict[Any, Any]], stand_in: str) -> Iterator[Change]:
    """What a trial makes of the day's hosts, where it makes a difference."""
    found = {}
    for row in rows:
        assignment = row["assignment"] if row["host"] else ""
        found[row["host"], "" if assignment == stand_in else assignment] = (row["verdict"], row["reason"])
    # A host without work that day: what the whole day is then, unless another host still has work.
    otherwise = found.get(("", ""), (str(Verdict.NOT_NEEDED), str(Reason.NO_WORK)))
    for answer in explained.answers:
        verdict, reason = found.get((answer.host, answer.assignment), otherwise)
        if answer.reason in NOTHING_HELPS:  # at most its work could be taken out of the log: no help to anybody
            continue
        if (verdict, reason) != (answer.verdict, answer.reason):
            yield Change(
                host=answer.host,
                assignment=answer.assignment,
                table=trial.table,
                subject=trial.subject,
                column=trial.column,
                value=trial.value,
                question=trial.question,
                words=trial.words,
                verdict=Verdict(verdict),
                reason=reason,
                sentence=reason_sentence(reason),
            )


def _remarks(explained: Explanation, changes: list[Change], *, left_out: int) -> Iterator[str]:
    if not explained.answers:
        if explained.verdict == Verdict.UNLOGGED:
            yield "Log where you were on this day: until then there is nothing that a rule could decide."
        else:
            yield "No work abroad is logged for this day, so no rule was asked and no fact about you decides it."
        return
    without = [answer for answer in explained.answers if answer.reason in NOTHING_HELPS]
    for answer in without:
        yield (
            f"{answer.name}: no fact about you or your work would change it, because no agreement was in force "
            "on this day."
        )
    open_to_change = [answer for answer in explained.answers if answer not in without]
    if not open_to_change:
        return
    helped = {(change.host, change.assignment) for change in changes}
    for answer in open_to_change:
        if (answer.host, answer.assignment) not in helped:
            yield (
                f"{answer.name}: no single fact that was tried would change it. Several facts may have to change "
                "together."
            )
    if changes:
        yield (
            "Each line changes one fact and leaves all others as they are. Several facts may have to change together, "
            "and only what is true may be entered."
        )
    if left_out:
        yield f"{left_out} more possibilities were not tried."
