"""What stands in the tables of the workspace, in words: where an entry comes from, and codes in a cell."""

from __future__ import annotations

from tracker.codes import Activity, Certainty, CertificateState

ACTIVITIES = {
    str(Activity.WORK): "Work",
    str(Activity.NON_WORK): "No work",
    str(Activity.TRANSIT): "Passing through",
}
"""What a trip was for, as the cell of a list."""

CERTAINTIES = {
    str(Certainty.CONFIRMED): "Confirmed",
    str(Certainty.PLANNED): "Planned",
    str(Certainty.ESTIMATED): "From memory",
    str(Certainty.INFERRED): "Worked out",
}
"""How sure the dates of a trip are, as the cell of a list."""

CERTIFICATE_STATES = {
    str(CertificateState.DRAFT): "Draft, nothing sent",
    str(CertificateState.SUBMITTED): "Requested, no answer yet",
    str(CertificateState.ISSUED): "Issued, not delivered",
    str(CertificateState.DELIVERED): "Issued and delivered",
    str(CertificateState.REFUSED): "Refused",
    str(CertificateState.WITHDRAWN): "Withdrawn",
}
"""How far a certificate has come, as the cell of a list."""

_TABLES = {
    "travelers": "Person",
    "assignments": "Assignment",
    "residences": "Dated residences",
    "settings": "Settings",
}
_EXPECTED_END = ("assignments", "expected_last_day")


def origin_words(origin: str) -> str:
    """Where a value of a request comes from, for a reader: ``Assignment``, ``Trips a, b``.

    ``origin`` is that of ``filing.request.Field``: a table with its column, or a few words that stay; "" stays "".
    """
    table, _, column = origin.partition(": ")
    if (table, column) == _EXPECTED_END:
        return "Expected end of the assignment"
    return _TABLES.get(table, origin[:1].upper() + origin[1:])
