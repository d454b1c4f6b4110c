"""Taking names, places or notes out of an analysis, before anything is drawn from it.

The workspace is redacted and analyzed again, so that no finding, label or id of the old one is left anywhere. Codes,
days and countries stay: without them nothing could be checked. Whatever a person may have written in words of their
own goes whole, because nobody can know every name that stands in it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Set
from typing import TYPE_CHECKING

import pandas as pd

from tracker import countries, schema
from tracker.analysis import Analysis, analyze
from tracker.codes import Code
from tracker.errors import BadOption
from tracker.exchange.mentions import Mentions, mentions_of
from tracker.filing.after_request import Step
from tracker.filing.fields import FIELDS
from tracker.rules.model import Rules

if TYPE_CHECKING:
    from tracker.filing.request import Field


class Redaction(Code):
    """What can be taken out."""

    NAMES = "names", "Names of people and firms, numbers that name a case, and free text. Ids are replaced too."
    PLACES = "places", "Cities, addresses and free text. Countries stay. Ids are replaced too."
    NOTES = "notes", "Notes and other free text, and columns of your own."


COLUMNS: dict[Redaction, dict[str, tuple[str, ...]]] = {
    Redaction.NAMES: {
        "travelers": ("name", "other_surnames"),
        "assignments": ("business_name", "client_name", "host_business_name"),
        "certificates": ("control_number",),
        "clarifications": ("by",),
        "exceptions": ("reference",),
        "deliveries": ("recipient",),
    },
    Redaction.PLACES: {
        "trips": ("place",),
        "travelers": ("place_of_birth", "address"),
        "assignments": ("business_address", "client_address", "host_business_address", "place_of_hire"),
    },
    Redaction.NOTES: {
        "trips": ("source", "source_kind", "source_ref", "note"),
        "assignments": ("activity_description",),
        "certificates": ("receipt", "confirmation", "note"),
        "clarifications": ("note",),
        "verifications": ("source", "note"),
        "records": ("record", "value", "note"),
        "deliveries": ("receipt", "note"),
        "steps": ("proof", "note"),
        "deadlines": ("action", "note"),
        "attachments": ("file_name", "note"),
    },
}
"""Which columns hold names, places and free text. Free text may name anybody, so every redaction takes it out."""

_STILL_FILLED = {
    "certificates": ("receipt", "confirmation"),
    "deliveries": ("receipt",),
    "steps": ("proof",),
}
"""Columns of which the answer asks whether something stands in them: a mark stays where something did."""

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

_SUBJECT_OF = {"certificates": "certificate", "assignments": "assignment", "travelers": "person", "trips": "trip"}
_RECORDED = {
    *(field.code for field in FIELDS),
    *schema.column_names("travelers"),
    *schema.column_names("assignments"),
}
_MEDIA_TYPES = (
    "application/pdf",
    "image/png",
    "image/jpeg",
    "image/tiff",
    "image/heic",
    "message/rfc822",
    "text/plain",
)

KEPT: dict[str, dict[str, Callable[[str, Set[str]], bool]]] = {
    "verifications": {"provision": lambda text, provisions: text in provisions},
    "records": {"field": lambda text, _: text in _RECORDED},
    "steps": {"step": lambda text, _: text in list(Step)},
    "attachments": {
        "about": lambda text, _: text in _SUBJECT_OF,
        "media_type": lambda text, _: text in _MEDIA_TYPES,
        "size": lambda text, _: re.fullmatch(r"[0-9]{1,12}", text) is not None,
        "sha256": lambda text, _: re.fullmatch(r"[0-9a-fA-F]{64}", text) is not None,
    },
}
"""Text that stays because it is a code or a number; anything else in such a column goes. The second argument are the
ids of all rules."""

REMOVED = "[removed]"
TAKEN_OUT = "taken out of this copy, if it was entered"
_SAME_AS = {"scope": "activity_description"}  # field of a request → the field whose words it repeats


def redacted(analysis: Analysis, what: Collection[Redaction]) -> tuple[Analysis, dict[str, str]]:
    """The same analysis without ``what``, and the new id of every traveler (the old one where names and places stay).

    Certificates, verdicts and dates come out the same: ids keep their order.
    """
    workspace = analysis.workspace
    tables = workspace.frames()
    people = {traveler: traveler for traveler in _values(tables, IDS["person"])}
    if not what:
        return analysis, people
    renamed: dict[str, dict[str, str]] = {}
    if replaces_ids(what):
        renamed = {kind: _new_ids(kind, _values(tables, where)) for kind, where in IDS.items()}
    change = _Change(frozenset(what), analysis.rules, renamed, _mentions(tables, what))
    cleared = {name: change.of_table(name, table) for name, table in tables.items()}
    fresh = workspace.with_tables(**cleared, problems=_without_text(workspace.problems))
    again = analyze(fresh, analysis.rules, analysis.settings)
    return again, people | renamed.get("person", {})


def replaces_ids(what: Collection[str]) -> bool:
    """Whether ids are replaced. The new ones mean something in one file only: the next file numbers others."""
    return not {Redaction.NAMES, Redaction.PLACES}.isdisjoint(what)


def _values(tables: Mapping[str, pd.DataFrame], where: Mapping[str, tuple[str, ...]]) -> list[str]:
    """Every different value of these columns except "", in order."""
    values = {str(value) for name, columns in where.items() for column in columns for value in tables[name][column]}
    return sorted(values - {""})


def _new_ids(kind: str, ids: list[str]) -> dict[str, str]:
    """Numbered names in the order of the old ids, so that whatever is decided by the order of ids stays decided."""
    width = len(str(len(ids)))
    return {old: f"{kind} {number:0{width}}" for number, old in enumerate(ids, start=1)}


def _mentions(tables: Mapping[str, pd.DataFrame], what: Collection[Redaction]) -> Mentions:
    """The names or places that are taken out: what stays must not mention them.

    Ids of people are names often enough; the word for oneself is none. A record of a name or place, such as a passport,
    may spell it in another way than it was entered.
    """
    columns = [COLUMNS[redaction] for redaction in (Redaction.NAMES, Redaction.PLACES) if redaction in what]
    fields = {column for where in columns for of_table in where.values() for column in of_table}
    if Redaction.NAMES in what:
        columns.append(IDS["person"])
    values = {value for where in columns for value in _values(tables, where)}
    values |= set(tables["records"].loc[tables["records"]["field"].isin(fields), "value"])
    return mentions_of(values - {schema.default_values("trips")["traveler"]})


def _emptied(table: str, what: Collection[Redaction]) -> set[str]:
    """The columns of a table that are emptied. Free text goes with any redaction."""
    return {column for redaction in {*what, Redaction.NOTES} for column in COLUMNS[redaction].get(table, ())}


class _Change:
    """What happens to each table: own columns dropped, columns emptied, ids replaced, mentions and odd codes gone."""

    def __init__(
        self,
        what: Collection[Redaction],
        rules: Rules,
        renamed: Mapping[str, Mapping[str, str]],
        mentions: Mentions,
    ) -> None:
        self._what, self._renamed, self._mentions = what, renamed, mentions
        self._provisions = {rule.id for agreement in rules.agreements.values() for rule in agreement.provisions}

    def of_table(self, name: str, table: pd.DataFrame) -> pd.DataFrame:
        """The documented columns alone, each in its new form."""
        documented = table[schema.column_names(name)]
        columns = {column: self._of_column(name, column, documented) for column in documented.columns}
        return pd.DataFrame(columns, index=table.index)

    def _of_column(self, name: str, column: str, table: pd.DataFrame) -> pd.Series:
        kind = schema.kind(name, column)
        if kind == schema.DAY:
            return table[column]
        if (name, column) == ("attachments", "subject"):
            return self._subjects(table)
        texts = {text: self._of_text(name, column, kind, text) for text in table[column].unique()}
        return table[column].map(texts).astype("str")

    def _of_text(self, name: str, column: str, kind: str, text: str) -> str:
        if kind != schema.TEXT:
            return text if _is_allowed(name, column, kind, text) else ""
        if column in _emptied(name, self._what):
            is_kept_filled = text and column in _STILL_FILLED.get(name, ())
            return REMOVED if is_kept_filled or column in schema.required_columns(name) else ""
        if id_kind := _kind_of_id(name, column):
            return self._renamed.get(id_kind, {}).get(text, text)
        if column in KEPT.get(name, ()):
            return text if not text or KEPT[name][column](text, self._provisions) else REMOVED
        return REMOVED if text and self._mentions and self._mentions.are_in(text) else text

    def _subjects(self, attachments: pd.DataFrame) -> pd.Series:
        """The ids of the rows that attachments are about."""
        subjects = [
            self._subject(_SUBJECT_OF.get(about, ""), subject)
            for about, subject in zip(attachments["about"], attachments["subject"], strict=True)
        ]
        return pd.Series(subjects, index=attachments.index, dtype="str")

    def _subject(self, kind: str, subject: str) -> str:
        if kind and not self._renamed:
            return subject
        return self._renamed.get(kind, {}).get(subject, REMOVED)


def _kind_of_id(table: str, column: str) -> str:
    """Of what a column holds the id; "" where it holds none."""
    return next((kind for kind, where in IDS.items() if column in where.get(table, ())), "")


def _is_allowed(table: str, column: str, kind: str, text: str) -> bool:
    """Whether a text is a code or a country: a workspace that no reader has checked may hold anything."""
    if kind in (schema.COUNTRY, schema.COUNTRIES):
        return all(code in countries.names() for code in text.split("+") if code)
    return text in ("", *schema.allowed_values(table, column))


def _without_text(problems: pd.DataFrame) -> pd.DataFrame:
    """Findings about what was read quote it: only how many there are, and of which kind, is kept.

    A heading, the name of a sheet or of a file is a word of the user's own, too.
    """
    files = {name: f"file {number}" if name else "" for number, name in enumerate(dict.fromkeys(problems["file"]), 1)}
    documented = {column for table in schema.WORKSPACE for column in schema.column_names(table)}
    message = f"{REMOVED} It quotes what was entered."
    return problems.assign(
        subject=pd.Series("", index=problems.index, dtype="str"),
        message=pd.Series(message, index=problems.index, dtype="str"),
        file=problems["file"].map(files).astype("str"),
        column=problems["column"].where(problems["column"].isin(documented), "").astype("str"),
    )


def is_taken_out(field: Field, what: Collection[Redaction]) -> bool:
    """Whether a redaction empties this field of a request."""
    if field.code == "work_places":
        return Redaction.PLACES in what
    if field.code in _SAME_AS:
        return bool(what)
    return bool(what) and bool(field.column) and field.column in _emptied(field.table, what)


def redaction_of(text: str) -> tuple[Redaction, ...]:
    """``names,places`` → what to take out, in the order of the codes; ``BadOption`` for another word."""
    asked = [word.strip().lower() for word in text.split(",") if word.strip()]
    unknown = [word for word in asked if word not in list(Redaction)]
    if unknown or not asked:
        raise BadOption(f"redact: {unknown[0] if unknown else text!r} is not known. Use {', '.join(Redaction)}")
    return tuple(redaction for redaction in Redaction if redaction in asked)
