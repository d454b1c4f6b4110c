"""The fields of a request, in the order in which SSA's request asks for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tracker.codes import Code


class Section(Code):
    """The parts of a request, in its order."""

    IDENTITY = "identity", "Who you are"
    BUSINESS = "business", "US business or employer"
    FOREIGN = "foreign", "Work in the agreement country"
    COUNTRY = "country", "Also needed for this country"


class FieldState(Code):
    """How far a field of a request has come."""

    EMPTY = "empty", "Not entered."
    ENTERED = "entered", "Entered; no record named for it yet."
    CHECKED = "checked", "A record holds the same."
    DIFFERS = "differs", "A record holds another value: find out which one is right."
    AT_EXPORT = "at_export", "Typed when the file is made, put into that file only, and never kept."


Kind = Literal["text", "country", "countries", "code", "day", "derived", "at_export", "not_kept"]


@dataclass(frozen=True)
class FieldKind:
    """What one field is: where it is kept, for whom, and what it means. ``table`` "": derived or not kept."""

    code: str
    section: Section
    label: str
    help: str
    table: str = ""
    column: str = ""
    kind: Kind = "text"
    worker: Literal["both", "employee", "self_employed"] = "both"
    employee_label: str = ""  # where an employee's request calls it something else

    def is_for(self, worker: str) -> bool:
        """Whether a request of this kind of worker has it; of an unknown kind it has every field."""
        return not worker or self.worker in ("both", worker)

    def title(self, worker: str) -> str:
        """Its label for one kind of worker."""
        return self.employee_label if worker == "employee" and self.employee_label else self.label


_WHO, _US, _THERE, _EXTRA = tuple(Section)

FIELDS: tuple[FieldKind, ...] = (
    FieldKind("name", _WHO, "Full legal name", "As on the Social Security card.", "travelers", "name"),
    FieldKind("ssn", _WHO, "US Social Security number", "Written 000-00-0000. Never kept here.", kind="at_export"),
    FieldKind("date_of_birth", _WHO, "Date of birth", "Never kept here.", kind="at_export"),
    FieldKind("address", _WHO, "Home address", "Where you receive mail.", "travelers", "address"),
    FieldKind(
        "business_name",
        _US,
        "US business",
        "Its legal name, or your own name if you are a sole proprietor. Never a client.",
        "assignments",
        "business_name",
        employee_label="US employer",
    ),
    FieldKind(
        "business_address",
        _US,
        "Address of the US business",
        "Street, place, state and ZIP code in the United States.",
        "assignments",
        "business_address",
        employee_label="Address of the US employer",
    ),
    FieldKind(
        "activity_description",
        _US,
        "Nature of the activity",
        "What exactly is done, in the words of the contract.",
        "assignments",
        "activity_description",
        employee_label="Work that is done",
    ),
    FieldKind("host", _THERE, "Agreement country of the work", "Where the work is physically done.", kind="derived"),
    FieldKind("work_places", _THERE, "Places of the work", "From the trips.", kind="derived"),
    FieldKind(
        "first_day",
        _THERE,
        "Beginning date of the assignment",
        "The first work day there, or the agreement's start if that is later. Never typed again.",
        kind="derived",
    ),
    FieldKind(
        "last_day",
        _THERE,
        "Anticipated end",
        "The end that was expected when the work began, else the last logged work day; never past the rule's limit.",
        kind="derived",
    ),
    FieldKind(
        "scope",
        _THERE,
        "Scope of the work",
        "The same words as the nature of the activity: describe it the same way everywhere.",
        kind="derived",
    ),
    FieldKind(
        "host_business_name",
        _THERE,
        "Your business there",
        "Own business or trade name in the country of the work.",
        "assignments",
        "host_business_name",
        employee_label="Employer or affiliate there",
    ),
    FieldKind(
        "host_business_address",
        _THERE,
        "Address of the business there",
        "Street and place in the country of the work.",
        "assignments",
        "host_business_address",
        employee_label="Address of the employer or affiliate there",
    ),
    FieldKind("client_name", _THERE, "Client", "Context only; give it if asked.", "assignments", "client_name"),
    FieldKind("client_address", _THERE, "Address of the client", "Give it if asked.", "assignments", "client_address"),
    FieldKind(
        "client_country",
        _THERE,
        "Country of the client",
        "Context, never proof: the country of the work decides.",
        "assignments",
        "client_country",
        "country",
    ),
    FieldKind("nationalities", _EXTRA, "Citizenship", "Every nationality.", "travelers", "nationalities", "countries"),
    FieldKind(
        "place_of_birth",
        _EXTRA,
        "Place of birth",
        "Town and country. The date of birth is never kept.",
        "travelers",
        "place_of_birth",
    ),
    FieldKind(
        "other_surnames",
        _EXTRA,
        "Maiden name or second surname",
        "Where the list asks for it; write no other if there is none.",
        "travelers",
        "other_surnames",
    ),
    FieldKind(
        "residence",
        _EXTRA,
        "Country of permanent residence",
        "Where you live when the work begins. It decides the rule in many countries.",
        "travelers",
        "residence",
        "country",
    ),
    FieldKind(
        "health_insurance",
        _EXTRA,
        "Private health insurance",
        "Whether the worker and the accompanying family have private health insurance for the whole stay.",
        "assignments",
        "health_insurance",
        "code",
    ),
    FieldKind(
        "employer",
        _EXTRA,
        "Employer while abroad",
        "Whether the worker stays employed by the US company or moves to its affiliate.",
        "assignments",
        "employer",
        "code",
        worker="employee",
    ),
    FieldKind(
        "section_3121l_from",
        _EXTRA,
        "Section 3121(l) agreement since",
        "Work for a foreign affiliate: first day of the employer's agreement with the IRS.",
        "assignments",
        "section_3121l_from",
        "day",
        worker="employee",
    ),
    FieldKind(
        "hired_on",
        _EXTRA,
        "Date of hire",
        "Day on which the sending company hired the worker.",
        "assignments",
        "hired_on",
        "day",
        worker="employee",
    ),
    FieldKind(
        "place_of_hire",
        _EXTRA,
        "Place of hire",
        "Place and country of that hire.",
        "assignments",
        "place_of_hire",
        worker="employee",
    ),
    FieldKind(
        "family",
        _EXTRA,
        "Accompanying family",
        "Names and relationship, as the list asks. Coverline does not keep these facts: write them on the page.",
        kind="not_kept",
    ),
    FieldKind(
        "foreign_number",
        _EXTRA,
        "Number in the other country",
        "A number there, if there is one. Coverline does not keep this number: write it on the page.",
        kind="not_kept",
    ),
    FieldKind(
        "residence_facts",
        _EXTRA,
        "Facts on residence",
        "Enough facts for SSA to decide where you live. Coverline does not keep this letter: write the facts "
        "on the page.",
        kind="not_kept",
        worker="self_employed",
    ),
)
"""Every field that a request can have. Those of kind ``not_kept`` are blanks on the sheet."""

BY_CODE = {field.code: field for field in FIELDS}
