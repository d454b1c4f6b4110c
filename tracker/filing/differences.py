"""What a certificate and its request say against each other and against the itinerary of today, to the day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from tracker import countries
from tracker.analysis import Analysis
from tracker.codes import CertificateState, RequestKind
from tracker.days import date_of
from tracker.filing.request import Request
from tracker.words import count

ISSUED = tuple(str(state) for state in CertificateState if state.is_issued)
_STILL_STANDS = (str(CertificateState.DRAFT), str(CertificateState.SUBMITTED), *ISSUED)


@dataclass(frozen=True)
class Difference:
    """Two values of one date that do not agree; None = no date was given there.

    ``days`` is how much later ``right`` is than ``left``, None where one of the two is missing.
    """

    what: str  # first_day or last_day
    left: tuple[str, dt.date | None]
    right: tuple[str, dt.date | None]

    @property
    def days(self) -> int | None:
        """Positive: the right one is later."""
        one, other = self.left[1], self.right[1]
        return (other - one).days if one and other else None

    @property
    def sentence(self) -> str:
        """``Beginning date: requested 2026-03-01, issued 2026-03-05: 4 days later.``"""
        label = "Beginning date" if self.what == "first_day" else "Ending date"
        both = ", ".join(f"{name} {day.isoformat() if day else 'none'}" for name, day in (self.left, self.right))
        if self.days is None:
            return f"{label}: {both}."
        return f"{label}: {both}: {count(abs(self.days), 'day')} {'later' if self.days > 0 else 'earlier'}."


def certificate_row(analysis: Analysis, certificate: str) -> Any:
    """The row of a certificate, None where there is none."""
    rows = analysis.workspace.certificates
    found = rows[rows["certificate"] == certificate] if certificate else rows[:0]
    return next(found.itertuples(index=False), None)


def issued_differently(row: Any) -> tuple[Difference, ...]:
    """Where the dates as printed are not the dates as requested. Nothing without a record of what was requested."""
    if row.state not in ISSUED or pd.isna(row.requested_first_day):
        return ()
    asked = (date_of(row.requested_first_day), date_of(row.requested_last_day))
    return tuple(_compared(("requested", asked), ("issued", (date_of(row.first_day), date_of(row.last_day)))))


def changed_since_request(row: Any, request: Request) -> tuple[Difference, ...]:
    """Where the itinerary now says something else than the request as it was recorded (for a draft: as it stands)."""
    if row.state not in _STILL_STANDS:
        return ()
    if pd.notna(row.requested_first_day):
        told = (date_of(row.requested_first_day), date_of(row.requested_last_day))
    elif row.state in ISSUED:
        return ()  # what was requested is not recorded; the dates as printed are compared with the work elsewhere
    else:
        told = (date_of(row.first_day), date_of(row.last_day))
    now = (request.first_day, request.last_day)
    return tuple(_compared(("in the request", told), ("in the itinerary now", now)))


def comment(analysis: Analysis, request: Request) -> str:
    """The note for the comment box of a correction or an extension; "" for a first request.

    It quotes the control number of the earlier certificate, and says that it is missing where it is.
    """
    row = certificate_row(analysis, request.certificate)
    if row is None or row.request not in (RequestKind.EXTENSION, RequestKind.CORRECTION):
        return ""
    earlier = certificate_row(analysis, row.refers_to)
    quoted = earlier if earlier is not None else row
    number = quoted.control_number or "[control number: look it up]"
    printed = (
        f", issued for {_span(date_of(earlier.first_day), date_of(earlier.last_day))}" if earlier is not None else ""
    )
    about = f"the Certificate of Coverage for {countries.name(row.host)}, control number {number}{printed}"
    now = _span(request.first_day, request.last_day)
    if row.request == RequestKind.EXTENSION:
        return f"Request to extend {about}. The work is now expected to be {now}."
    if earlier is None:
        return f"Request to correct {about}. The correct dates are {now}."
    dates = (date_of(earlier.first_day), date_of(earlier.last_day))
    wrong = _compared(("certificate", dates), ("correct", (request.first_day, request.last_day)))
    told = " ".join(difference.sentence for difference in wrong) or "[say what is wrong]"
    return f"Request to correct {about}. {told}"


def _compared(
    left: tuple[str, tuple[dt.date | None, dt.date | None]], right: tuple[str, tuple[dt.date | None, dt.date | None]]
) -> Iterator[Difference]:
    for number, what in enumerate(("first_day", "last_day")):
        if left[1][number] != right[1][number]:
            yield Difference(what, (left[0], left[1][number]), (right[0], right[1][number]))


def _span(first: dt.date | None, last: dt.date | None) -> str:
    begins = first.isoformat() if first else "an unknown day"
    return f"{begins} to {last.isoformat()}" if last else f"{begins} without an end"
