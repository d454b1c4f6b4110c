"""Whether a request is new, an extension or a correction, and which earlier certificate it refers to."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from tracker.codes import CertificateState, Decision, Issuer, Reason, RequestKind, Verdict
from tracker.days import date_of

if TYPE_CHECKING:
    from tracker.filing.dates import FilingDates

NO_AGREEMENT = (str(Reason.NO_AGREEMENT), str(Reason.AGREEMENT_NOT_IN_FORCE))
_BEING_MADE = (str(CertificateState.DRAFT), str(CertificateState.SUBMITTED), "")
_LATER = (str(RequestKind.EXTENSION), str(RequestKind.CORRECTION))
_OF_HOST = (Decision.ASK_HOST, Decision.ASK_US_LETTER)


@dataclass(frozen=True)
class FiledFor:
    """What the request of one row is for.

    ``kind``: codes.RequestKind, "" where nothing is left to request. ``refers_to`` and ``control_number`` name the
    certificate that is extended or corrected; without one, ``control_number`` is that of the certificate on file, of
    the request that is with the agency, or of the refused one. ``first_day``..``last_day`` are the days without a
    certificate that an extension or a correction is for; None otherwise, and a ``last_day`` of None beside a first
    day means that the end is not known. ``refused``: id of a refused request that no other request has followed.
    """

    kind: str = ""
    refers_to: str = ""
    control_number: str = ""
    first_day: dt.date | None = None
    last_day: dt.date | None = None
    refused: str = ""


def side_of(dates: FilingDates) -> Issuer:
    """Whose certificate the work of a row is about: the US one, or the one of the country of the work."""
    is_of_host = dates.here in _OF_HOST or set(dates.answers) == {str(Verdict.COVERED_BY_HOST)}
    return Issuer.HOST if is_of_host else Issuer.US


def filed_for(dates: FilingDates, rows: list[Any], certificates: list[Any]) -> FiledFor:
    """What is requested for these dates.

    ``rows`` are the runs of work days from the beginning date on, ``certificates`` the rows of the traveler and the
    jurisdiction. A certificate on file that ends before the work does makes it an extension, one that begins after
    the work a correction; a draft or a sent request that says what it is decides.
    """
    fitting = [row for row in certificates if row.side == side_of(dates) and is_about(row, dates)]
    held = sorted((row for row in fitting if _is_issued(row)), key=lambda row: (row.first_day, row.certificate))
    uncovered = [row for row in rows if _is_without(row, side_of(dates))]
    waiting = [row for row in fitting if row.state == CertificateState.SUBMITTED]
    refused = [row for row in fitting if row.state == CertificateState.REFUSED] if uncovered and not waiting else []
    last_refused = str(refused[-1].certificate) if refused else ""
    later = _later_request(dates, uncovered, held, [row for row in fitting if _is_prepared(row)])
    if later is not None:
        return replace(later, refused=last_refused)
    kept = [row for row in held if row.certificate in dates.certificates]
    numbers = [str(row.control_number) for row in kept or waiting or refused if row.control_number]
    kind = str(RequestKind.NEW) if uncovered else ""
    return FiledFor(kind, control_number="+".join(dict.fromkeys(numbers)), refused=last_refused)


def _later_request(dates: FilingDates, uncovered: list[Any], held: list[Any], prepared: list[Any]) -> FiledFor | None:
    """An extension or a correction; None where there is none."""
    latest = max(held, key=lambda row: (_end_of(row), row.certificate), default=None)
    goes_on = latest is not None and _goes_on_after(dates, uncovered, _end_of(latest))
    if prepared:
        kind, refers_to = str(prepared[-1].request), str(prepared[-1].refers_to)
        named = [row for row in held if row.certificate == refers_to]
        earlier = named[0] if named else latest
    elif goes_on:
        kind, refers_to, earlier = str(RequestKind.EXTENSION), "", latest
    elif held and any(row.first_day < held[0].first_day for row in uncovered):
        kind, refers_to, earlier = str(RequestKind.CORRECTION), "", held[0]
    else:
        return None
    first, last = _uncovered_days(dates, uncovered, latest, goes_on)
    number = "" if earlier is None else str(earlier.control_number)
    return FiledFor(kind, refers_to or ("" if earlier is None else str(earlier.certificate)), number, first, last)


def _goes_on_after(dates: FilingDates, uncovered: list[Any], last_held: pd.Timestamp) -> bool:
    """Whether work is logged, or expected, after the last day on file."""
    if any(row.last_day > last_held for row in uncovered):
        return True
    is_expected = dates.last_day is not None and pd.Timestamp(dates.last_day) > last_held
    return is_expected and dates.here in (Decision.REQUEST, Decision.PENDING, Decision.ON_FILE)


def _uncovered_days(
    dates: FilingDates, uncovered: list[Any], latest: Any, goes_on: bool
) -> tuple[dt.date | None, dt.date | None]:
    """First and last day without a certificate, inclusive; None where there is none or it is not known."""
    first = min((row.first_day for row in uncovered), default=None)
    if first is None and goes_on:
        first = _end_of(latest) + pd.Timedelta(days=1)
    if first is None:
        return None, None
    if goes_on or latest is None:
        return date_of(first), _end_after(dates, first, uncovered)
    return date_of(first), date_of(max(row.last_day for row in uncovered))


def _end_after(dates: FilingDates, first: pd.Timestamp, uncovered: list[Any]) -> dt.date | None:
    """The end of the work that goes on: the filing's, unless a rule's limit cut that before ``first``.

    Work past the limit of one system is still work: the other country's certificate is wanted for all of it.
    """
    if dates.last_day is None or pd.Timestamp(dates.last_day) >= first:
        return dates.last_day
    if dates.is_ongoing and dates.expected_last_day is None:
        return None
    ends = [dates.expected_last_day, *(date_of(row.last_day) for row in uncovered)]
    return max(end for end in ends if end is not None)


def _is_without(row: Any, side: Issuer) -> bool:
    """Whether a run of days has no certificate of this side and may need one."""
    if side == Issuer.HOST:
        return row.verdict == Verdict.WOULD_NOT_COVER and row.reason not in NO_AGREEMENT
    return row.verdict in (Verdict.WOULD_COVER, Verdict.UNCLEAR)


def _is_issued(row: Any) -> bool:
    return bool(row.state) and CertificateState(row.state).is_issued


def _is_prepared(row: Any) -> bool:
    """A draft or a sent request that says that it is an extension or a correction."""
    return bool(row.state in _BEING_MADE and row.request in _LATER)


def is_about(row: Any, dates: FilingDates) -> bool:
    """Whether a certificate is for this work: the same assignment where both name one, else days in common.

    The same rule as ``standing.certificates_of``, for rows that are at hand already.
    """
    if row.assignment and dates.assignment:
        return bool(row.assignment == dates.assignment)
    begins_by_then = dates.last_day is None or row.first_day.date() <= dates.last_day
    return begins_by_then and bool(pd.isna(row.last_day) or row.last_day.date() >= dates.first_day)


def _end_of(row: Any) -> pd.Timestamp:
    """Last day on a certificate; one without an end lasts beyond every other."""
    return pd.Timestamp.max.floor("D") if pd.isna(row.last_day) else pd.Timestamp(row.last_day)
