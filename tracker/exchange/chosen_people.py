"""What is about some people, and nobody else: a file that goes to an agency or an adviser must not name anybody more.

It must not tell either how many others there are. So everything is counted, numbered and found over these rows alone.
"""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from tracker import schema
from tracker.analysis import Analysis, analyze
from tracker.findings import LEFT_OUT
from tracker.itinerary.workspace import Workspace
from tracker.rules.tables import Law


def of_people(analysis: Analysis, travelers: Collection[str]) -> Analysis:
    """The analysis of these people's rows alone; the same one where the workspace is about nobody else.

    Days, answers and ids are those of the whole.
    """
    if _travelers(analysis.workspace) <= set(travelers):
        return analysis
    alone = rows_of_people(analysis.workspace, travelers, analysis.law)
    return analyze(alone, analysis.rules, analysis.settings)


def rows_of_people(workspace: Workspace, travelers: Collection[str], law: Law) -> Workspace:
    """The rows of every table that are about these people, and the user's checks of rules for countries of theirs.

    Of the findings about what was read, those stay that name one of these rows and no row of anybody else: ids of two
    tables may be the same. A row that could not be used is nobody's: its person may be what could not be read.
    """
    tables = {
        name: table[table["traveler"].isin(travelers)]
        for name, table in workspace.frames().items()
        if "traveler" in table
    }
    ids = {
        "travelers": set(travelers),
        "trips": set(tables["trips"]["trip"]),
        "assignments": {*tables["assignments"]["assignment"], *tables["trips"]["assignment"]} - {""},
        "certificates": set(tables["certificates"]["certificate"]),
    }
    for name, column, of in (
        ("exceptions", "assignment", "assignments"),
        ("deliveries", "certificate", "certificates"),
        ("steps", "certificate", "certificates"),
    ):
        table = getattr(workspace, name)
        tables[name] = table[table[column].isin(ids[of])]
    tables["attachments"] = _attached_to(workspace.attachments, ids)
    tables["verifications"] = _checks_for(workspace.verifications, tables, law)
    problems = _problems_with(tables, workspace)
    return workspace.with_tables(
        **{name: table.reset_index(drop=True) for name, table in tables.items()}, problems=problems
    )


def _problems_with(tables: dict[str, pd.DataFrame], workspace: Workspace) -> pd.DataFrame:
    """The findings about these rows of the workspace alone; ``tables`` have its index."""
    rest = {name: workspace.frames()[name].drop(index=table.index) for name, table in tables.items()}
    problems = workspace.problems
    columns = problems["column"].unique()
    named, others = ({column: _names(rows, column) for column in columns} for rows in (tables, rest))
    keep = [
        code not in LEFT_OUT and subject in named[column] and subject not in others[column]
        for code, subject, column in zip(problems["code"], problems["subject"], problems["column"], strict=True)
    ]
    return problems[pd.Series(keep, index=problems.index, dtype="bool")].reset_index(drop=True)


def _names(tables: dict[str, pd.DataFrame], column: str) -> set[str]:
    """By what findings about a column call the rows: by the ids of every table that has it ("" = every table).

    Checks of rules are named by countries and are about nobody.
    """
    documented = {column} if any(column in schema.column_names(name) for name in tables) else set()
    return {
        str(row)
        for name, table in tables.items()
        if name != "verifications" and documented <= set(table)
        for row in table[schema.column_names(name)[0]]
    }


def _travelers(workspace: Workspace) -> set[str]:
    tables = workspace.frames().values()
    return {str(traveler) for table in tables if "traveler" in table for traveler in table["traveler"]}


def _attached_to(attachments: pd.DataFrame, ids: dict[str, set[str]]) -> pd.DataFrame:
    keep = [
        subject in ids.get(about, set())
        for about, subject in zip(attachments["about"], attachments["subject"], strict=True)
    ]
    return attachments[pd.Series(keep, index=attachments.index, dtype="bool")]


def _checks_for(verifications: pd.DataFrame, tables: dict[str, pd.DataFrame], law: Law) -> pd.DataFrame:
    """Checks of agreements with countries where they worked, or have an engagement or a certificate."""
    codes = {*tables["trips"]["country"], *tables["assignments"]["host"], *tables["certificates"]["host"]} - {""}
    partners = {law.jurisdiction(code) for code in codes}
    return verifications[verifications["host"].map(law.jurisdiction).isin(partners)]
