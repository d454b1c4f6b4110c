"""Whether a request is new, an extension or a correction, and which earlier certificate it refers to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from tracker.codes import CertificateState, Decision, Issuer, Reason, RequestKind, Verdict
from tracker.days import date_of
from tracker.words.days import day_text

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
    day means that the end is not known. ``other_days``: first and last day, in order, of what else has no certificate
    and needs a request of its own, such as a hole between two certificates. ``refused``: id of a refused request that
    no other request has followed; ``refused_name``: how SSA knows it, by its control number or the day it was sent.
    """

    kind: str = ""
    refers_to: str = ""
    control_number: str = ""
    first_day: dt.date | None = None
    last_day: dt.date | None = None
    other_days: tuple[tuple[dt.date, dt.date], ...] = ()
    refused: str = ""
    refused_name: str = ""

    @property
    def refused_request(self) -> str:
        """``the earlier request of Sep 1, 2026``, as SSA knows the one that it refused."""
        return f"the earlier request {self.refused_name}".rstrip()

    @property
    def other_days_sentence(self) -> str:
        """What to do about the other days without a certificate; "" where there are none."""
        if not self.other_days:
            return ""
        days = ", ".join(dict.fromkeys(_days_text(first, last) for first, last in self.other_days))
        return f"Also without a certificate: {days}. Send a request of its own for these days."


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
    last_refused, name = (str(refused[-1].certificate), _name_of(refused[-1])) if refused else ("", "")
    prepared = [row for row in fitting if _is_prepared(row)]
    not_sent = [row for row in uncovered if not _is_on_any(row, waiting)]
    if not_sent:
        drafts = [row for row in prepared if row.state != CertificateState.SUBMITTED]
        later = _later_request(dates, not_sent, held, drafts, waiting)
    else:
        later = _later_request(dates, uncovered, held, prepared)
    if later is not None:
        later = later if not_sent else replace(later, other_days=())  # everything is with the agency
        return replace(later, refused=last_refused, refused_name=name)
    kept = [row for row in held if row.certificate in dates.certificates]
    numbers = [str(row.control_number) for row in kept or waiting or refused if row.control_number]
    kind = str(RequestKind.NEW) if uncovered else ""
    return FiledFor(kind, control_number="+".join(dict.fromkeys(numbers)), refused=last_refused, refused_name=name)


def _days_text(first: dt.date, last: dt.date) -> str:
    return day_text(first) if first == last else f"{day_text(first)} to {day_text(last)}"


def _name_of(row: Any) -> str:
    """``CN-7``, ``of Mar 2, 2026``; "" where neither number nor day is entered. Never the user's own id."""
    sent = day_text(row.submitted_on)
    return str(row.control_number) or (f"of {sent}" if sent else "")


def _later_request(
    dates: FilingDates, uncovered: list[Any], held: list[Any], prepared: list[Any], sent: Sequence[Any] = ()
) -> FiledFor | None:
    """An extension or a correction; None where there is none. ``sent``: requests for other days, with the agency."""
    latest = max(held, key=lambda row: (_end_of(row), row.certificate), default=None)
    goes_on = latest is not None and _goes_on_after(dates, uncovered, max(map(_end_of, [*held, *sent])))
    holes = _holes(uncovered, held)
    if prepared:
        kind, refers_to = str(prepared[-1].request), str(prepared[-1].refers_to)
        named = [row for row in held if row.certificate == refers_to]
        earlier = named[0] if named else latest
    elif goes_on:
        kind, refers_to, earlier = str(RequestKind.EXTENSION), "", latest
    elif held and holes and holes[0][0].first_day < held[0].first_day:
        kind, refers_to, earlier = str(RequestKind.CORRECTION), "", held[0]
    elif held and holes:
        kind, refers_to, earlier = str(RequestKind.EXTENSION), "", _last_before(holes[0], held)
    else:
        return None
    hole = _hole_of(kind, earlier, holes)
    is_after_all = goes_on and (not hole or hole[0].first_day > _end_of(latest))
    if hole or (kind == RequestKind.EXTENSION and earlier is latest and goes_on):
        first, last = _uncovered_days(dates, hole, latest, is_after_all)
    else:
        hole = uncovered
        first, last = _uncovered_days(dates, uncovered, latest, goes_on)
    others = tuple(_span(other) for other in holes if other[0] not in hole)
    number = "" if earlier is None else str(earlier.control_number)
    name = refers_to or ("" if earlier is None else str(earlier.certificate))
    return FiledFor(kind, name, number, first, last, others)


def _holes(uncovered: list[Any], held: list[Any]) -> list[list[Any]]:
    """Runs of days outside every certificate, in order, together where no certificate begins between them.

    Work to June 30, certificate from July 1 to 14, work from July 15 on: two holes. Empty where every day is on one.
    """
    holes: dict[int, list[Any]] = {}
    for row in sorted(uncovered, key=lambda row: row.first_day):
        if not _is_on_any(row, held):
            holes.setdefault(sum(paper.first_day <= row.first_day for paper in held), []).append(row)
    return list(holes.values())


def _is_on_any(row: Any, papers: list[Any]) -> bool:
    """Whether a run of days begins on a day of one of these certificates or requests."""
    return any(paper.first_day <= row.first_day <= _end_of(paper) for paper in papers)


def _hole_of(kind: str, earlier: Any, holes: list[list[Any]]) -> list[Any]:
    """The runs that are requested: after the certificate that is extended, before the one that is corrected."""
    if earlier is None:
        return []
    if kind == RequestKind.CORRECTION:
        return next((hole for hole in reversed(holes) if hole[-1].last_day < earlier.first_day), [])
    return next((hole for hole in holes if hole[0].first_day > _end_of(earlier)), [])


def _last_before(hole: list[Any], held: list[Any]) -> Any:
    """The certificate that ends last before a hole."""
    return max((row for row in held if _end_of(row) < hole[0].first_day), key=_end_of)


def _span(hole: list[Any]) -> tuple[dt.date, dt.date]:
    return hole[0].first_day.date(), max(row.last_day for row in hole).date()


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
