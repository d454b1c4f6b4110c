"""What rows say about each other: the same id twice, the same trip twice, references to nothing."""

from __future__ import annotations

import pandas as pd

from tracker import findings, schema
from tracker.findings import FindingCode


def without_repeats(table: str, rows: pd.DataFrame, file: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The rows with every id once and, for trips, every trip once; and findings about the ones left out.

    The index of ``rows`` is the row position in ``file``.
    """
    rows, problems = each_id_once(table, rows, file)
    if table == "trips" and len(rows):
        rows, found = _each_trip_once(rows)
        problems.append(found)
    return rows, findings.together(problems)


def each_id_once(table: str, rows: pd.DataFrame, file: str) -> tuple[pd.DataFrame, list[pd.DataFrame]]:
    """``without_repeats`` for ids only, which hold for the whole table and not for one traveler."""
    key = schema.KEYS.get(table)
    if not key:
        return rows, []
    same_id = rows.duplicated(list(key))
    if not same_id.any():
        return rows, []
    problems = []
    content = list(schema.TRIP_IDENTITY) if table == "trips" else schema.column_names(table)
    same_content = rows.duplicated([*key, *(column for column in content if column not in key)])
    again, other = rows[same_id & same_content], rows[same_id & ~same_content]
    if table == "trips":
        problems.append(_duplicate_trips(again, again["trip"]))
    problems.append(
        findings.findings(
            FindingCode.DUPLICATE_ID,
            list(other[key[0]]),
            first_days=other["first_day"].to_numpy() if "first_day" in other else None,
            file=file,
            rows=other.index.to_numpy() + 1,
            column=key[0],
        )
    )
    return rows[~same_id], problems


def _each_trip_once(trips: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    identity = list(schema.TRIP_IDENTITY)
    repeated = trips.duplicated(identity)
    if not repeated.any():
        return trips, findings.none()
    first_id = trips.groupby(identity, dropna=False, sort=False)["trip"].transform("first")
    return trips[~repeated], _duplicate_trips(trips[repeated], first_id[repeated])


def _duplicate_trips(trips: pd.DataFrame, counted: pd.Series) -> pd.DataFrame:
    return findings.findings(
        FindingCode.DUPLICATE_TRIP,
        list(trips["trip"]),
        first_days=trips["first_day"].to_numpy(),
        last_days=trips["last_day"].to_numpy(),
        other=list(counted),
    )


_CERTIFICATES_NAMED = (
    ("certificates", "refers_to"),
    ("deliveries", "certificate"),
    ("steps", "certificate"),
    ("deadlines", "certificate"),
)


def unknown_references(tables: dict[str, pd.DataFrame], files: dict[str, str]) -> pd.DataFrame:
    """A warning for each row that names an assignment, a traveler or a certificate that does not exist."""
    engagements = tables["assignments"]
    known_pairs = pd.MultiIndex.from_frame(engagements[["traveler", "assignment"]])
    known_ids = set(engagements["assignment"])
    problems = []
    for table in ("trips", "certificates", "clarifications", "records"):
        rows = tables[table]
        named = rows[rows["assignment"] != ""]
        if named.empty:
            continue
        known = pd.MultiIndex.from_frame(named[["traveler", "assignment"]]).isin(known_pairs)
        problems.append(_unknown(table, named[~known], "assignment", files))
    exceptions = tables["exceptions"]
    problems.append(_unknown("exceptions", exceptions[~exceptions["assignment"].isin(known_ids)], "assignment", files))
    people = set(tables["travelers"]["traveler"])
    if people:
        for table in ("trips", "assignments", "certificates", "residences", "records", "deadlines"):
            rows = tables[table]
            problems.append(_unknown(table, rows[~rows["traveler"].isin(people)], "traveler", files))
    certificates = {"", *tables["certificates"]["certificate"]}
    for table, column in _CERTIFICATES_NAMED:
        rows = tables[table]
        problems.append(_unknown(table, rows[~rows[column].isin(certificates)], column, files))
    problems += _unknown_subjects(tables, files)
    return findings.together(problems)


def _unknown_subjects(tables: dict[str, pd.DataFrame], files: dict[str, str]) -> list[pd.DataFrame]:
    """Attached files that belong to nothing; people need no row of their own."""
    rows = tables["attachments"]
    known = {table: set(tables[table][schema.KEYS[table][0]]) for table in ("certificates", "assignments", "trips")} | {
        "travelers": set(rows["subject"])
    }
    lost = [subject not in known.get(about, ()) for about, subject in zip(rows["about"], rows["subject"], strict=True)]
    found = rows[pd.Series(lost, index=rows.index, dtype="bool")]
    owners = [about if about in known else "certificates, assignments, travelers or trips" for about in found["about"]]
    return [_unknown("attachments", found, "subject", files, owners)]


def _unknown(
    table: str, rows: pd.DataFrame, column: str, files: dict[str, str], owners: list[str] | None = None
) -> pd.DataFrame:
    """``owners``: in which table each row's value was looked for; without them the one that the column is about."""
    if rows.empty:
        return findings.none()
    owner = {"assignment": "assignments", "traveler": "travelers"}.get(column, "certificates")
    key = schema.KEYS.get(table, (column,))[0]
    return findings.findings(
        FindingCode.UNKNOWN_REFERENCE,
        list(rows[key]),
        file=files.get(table, table),
        rows=rows.index.to_numpy() + 1,
        column=column,
        value=list(rows[column]),
        table=owners or [owner] * len(rows),
    )
