"""Taking names, places or notes out of an analysis, before anything is drawn from it.

The workspace is redacted and analyzed again, so that no finding, label or id of the old one is left anywhere.
Countries and dates stay: without them nothing could be checked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING

import pandas as pd

from tracker.analysis import Analysis, analyze
from tracker.codes import Code
from tracker.errors import BadOption

if TYPE_CHECKING:
    from tracker.filing.request import Field


class Redaction(Code):
    """What can be taken out."""

    NAMES = "names", "Names of people and firms, and numbers that name a case. Ids are replaced too."
    PLACES = "places", "Cities and addresses. Countries stay. Ids are replaced too."
    NOTES = "notes", "Notes and other free text, and columns of your own."


COLUMNS: dict[Redaction, dict[str, tuple[str, ...]]] = {
    Redaction.NAMES: {
        "trips": ("source_ref",),
        "travelers": ("name", "other_surnames"),
        "assignments": ("business_name", "client_name", "host_business_name"),
        "certificates": ("control_number", "receipt", "confirmation"),
        "clarifications": ("by",),
        "exceptions": ("reference",),
        "deliveries": ("recipient", "receipt"),
    },
    Redaction.PLACES: {
        "trips": ("place",),
        "travelers": ("place_of_birth", "address"),
        "assignments": ("business_address", "client_address", "host_business_address", "place_of_hire"),
    },
    Redaction.NOTES: {
        "trips": ("source", "source_ref", "note"),
        "certificates": ("note",),
        "clarifications": ("note",),
        "verifications": ("source", "note"),
        "records": ("record", "value", "note"),
        "deliveries": ("note",),
        "steps": ("proof", "note"),
        "deadlines": ("action", "note"),
        "attachments": ("file_name", "note"),
    },
}
"""What each redaction empties."""

IDS: dict[str, dict[str, tuple[str, ...]]] = {
    "person": dict.fromkeys(
        (
            "travelers", "trips", "residences", "assignments", "certificates", "clarifications", "records", "deadlines",
        ),
        ("traveler",),
    ),
    "trip": {"trips": ("trip",)},
    "assignment": dict.fromkeys(
        ("assignments", "trips", "certificates", "clarifications", "exceptions", "records"), ("assignment",)
    ),
    "certificate": {
        "certificates": ("certificate", "refers_to"),
        "deliveries": ("certificate",),
        "steps": ("certificate",),
        "deadlines": ("certificate",),
    },
    "delivery": {"deliveries": ("delivery",)},
    "attachment": {"attachments": ("attachment",)},
}  # fmt: skip
"""Ids are words of the user, so they may name a person, a firm or a place. The word that replaces each kind of id, and
the columns that hold it."""

KEPT: dict[str, tuple[str, ...]] = {
    "trips": ("source_kind",),
    "assignments": ("activity_description",),
    "verifications": ("provision",),
    "records": ("field",),
    "steps": ("step",),
    "attachments": ("about", "media_type", "size", "sha256"),
}
"""Text that stays, because the case could not be checked without it; removed values in it are blotted out."""

_SUBJECT_OF = {"certificates": "certificate", "assignments": "assignment", "travelers": "person", "trips": "trip"}
REMOVED = "[removed]"
TAKEN_OUT = "taken out of this copy, if it was entered"
_SHORTEST = 3  # letters of a word that is looked for in other texts


def redacted(analysis: Analysis, what: Collection[Redaction]) -> tuple[Analysis, dict[str, str]]:
    """The same analysis without ``what``, and the new id of every traveler (the old one where names and places stay).

    Certificates, verdicts and dates come out the same: ids keep their order.
    """
    workspace = analysis.workspace
    people = {str(one): str(one) for one in _values(workspace.frames(), IDS["person"])}
    if not what:
        return analysis, people
    tables = workspace.frames()
    words = _words_to_remove(tables, what)
    renamed: dict[str, dict[str, str]] = {}
    if not {Redaction.NAMES, Redaction.PLACES}.isdisjoint(what):
        renamed = {kind: _new_ids(kind, _values(tables, where)) for kind, where in IDS.items()}
    blank = {name: _blank_columns(name, what) for name in tables}
    cleared = {name: _cleared(name, table, blank[name], renamed, words) for name, table in tables.items()}
    fresh = workspace.with_tables(**cleared, problems=_without_text(workspace.problems))
    again = analyze(fresh, analysis.rules, analysis.settings)
    return again, people | renamed.get("person", {})


def _values(tables: Mapping[str, pd.DataFrame], where: Mapping[str, tuple[str, ...]]) -> list[str]:
    """Every different value of these columns except "", in order."""
    found = {str(value) for name, columns in where.items() for column in columns for value in tables[name][column]}
    return sorted(found - {""})


def _new_ids(kind: str, ids: list[str]) -> dict[str, str]:
    """Numbered names in the order of the old ids, so that whatever is decided by the order of ids stays decided."""
    width = len(str(len(ids)))
    return {old: f"{kind} {number:0{width}}" for number, old in enumerate(ids, start=1)}


def _blank_columns(table: str, what: Collection[Redaction]) -> set[str]:
    return {column for one in what for column in COLUMNS[one].get(table, ())}


def _cleared(
    name: str,
    table: pd.DataFrame,
    blank: set[str],
    renamed: Mapping[str, Mapping[str, str]],
    remove_words: Callable[[str], str],
) -> pd.DataFrame:
    """One table: own columns dropped, columns blanked, ids renamed, removed words blotted out of what stays."""
    from tracker import schema

    cleared = table[schema.column_names(name)].copy()
    if name == "records":  # what a record says about a removed column is as telling as the column
        told = cleared["field"].isin(_blank_anywhere(blank, renamed))
        cleared.loc[told, ["record", "value"]] = ""
    if name == "attachments" and renamed:
        cleared["subject"] = [
            renamed.get(_SUBJECT_OF.get(about, ""), {}).get(subject, REMOVED)
            for about, subject in zip(cleared["about"], cleared["subject"], strict=True)
        ]
        cleared["subject"] = cleared["subject"].astype("str")
    ids = {column: kind for kind, where in IDS.items() for column in where.get(name, ())}
    for column in schema.columns_of_kind(name, schema.TEXT):
        if column in blank:
            must = column in schema.required_columns(name) and len(cleared)
            cleared[column] = REMOVED if must else ""
        elif column in ids:
            cleared[column] = cleared[column].replace(dict(renamed.get(ids[column], {})))
        elif column != "subject":
            cleared[column] = cleared[column].map(remove_words)
        cleared[column] = cleared[column].astype("str")
    return cleared


def _blank_anywhere(blank: set[str], renamed: Mapping[str, Mapping[str, str]]) -> set[str]:
    """Columns whose records must go: ids were replaced, so names or places were asked for."""
    chosen = [Redaction.NAMES, Redaction.PLACES] if renamed else []
    return {column for one in chosen for columns in COLUMNS[one].values() for column in columns} | blank


def _words_to_remove(tables: Mapping[str, pd.DataFrame], what: Collection[Redaction]) -> Callable[[str], str]:
    """A function that blots out of a text whatever stood in a removed column of names or places, and its parts."""
    found: set[str] = set()
    for one in (Redaction.NAMES, Redaction.PLACES):
        if one in what:
            for value in _values(tables, COLUMNS[one]):
                found |= {value, *(part.strip() for part in re.split(r"[,;\n]", value))}
    if Redaction.NAMES in what:
        for value in _values(tables, {"travelers": ("name", "other_surnames")}):
            found |= set(value.split())
    found = {word for word in found if len(word) >= _SHORTEST}
    if not found:
        return str
    longest_first = sorted(found, key=len, reverse=True)
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)", re.IGNORECASE)
    return lambda text: pattern.sub(REMOVED, str(text))


def _without_text(problems: pd.DataFrame) -> pd.DataFrame:
    """Findings about rows that were left out quote them: only how many there are, and of which kind, is kept."""
    files = {name: f"file {number}" if name else "" for number, name in enumerate(dict.fromkeys(problems["file"]), 1)}
    message = f"{REMOVED} It quotes what was entered."
    return problems.assign(
        subject=pd.Series("", index=problems.index, dtype="str"),
        message=pd.Series(message, index=problems.index, dtype="str"),
        file=problems["file"].map(files).astype("str"),
    )


def is_taken_out(field: Field, what: Collection[Redaction]) -> bool:
    """Whether a redaction empties this field of a request."""
    if field.code == "work_places":
        return Redaction.PLACES in what
    return field.column in _blank_columns(field.table, what)


def redaction_of(text: str) -> tuple[Redaction, ...]:
    """``names,places`` → what to take out, in the order of the codes; ``BadOption`` for another word."""
    asked = [word.strip().lower() for word in text.split(",") if word.strip()]
    unknown = [word for word in asked if word not in list(Redaction)]
    if unknown or not asked:
        raise BadOption(f"redact: {unknown[0] if unknown else text!r} is not known. Use {', '.join(Redaction)}")
    return tuple(one for one in Redaction if one in asked)
