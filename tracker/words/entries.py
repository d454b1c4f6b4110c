"""The codes that stand in tables of the workspace, as the words of a cell."""

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
