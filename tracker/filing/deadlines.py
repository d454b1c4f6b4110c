"""Deadlines: days by which something should be asked for or chosen, and days on which a limit or certificate ends."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from tracker import countries, days, standing
from tracker.analysis import Analysis
from tracker.codes import CertificateState, Deadline, Issuer, Reason
from tracker.coverage.limit_hints import extension_words
from tracker.coverage.rule_hints import election_deadline
from tracker.filing.places import load_filing
from tracker.filing.rows import rows_of
from tracker.rules.model import Agreement, Provision
from tracker.words import count

DEADLINE_COLUMNS = ("traveler", "period", "host", "day", "kind", "subject", "action", "source")


def deadlines(analysis: Analysis) -> pd.DataFrame:
    """Every known deadline, by day; those that are past stand first. Own deadlines that are done are left out.

    A request that was not sent in time stays in the list, whatever its day: it still has to be sent.
    ``traveler``, ``host``, ``kind`` (codes.Deadline), ``subject`` (certificate or assignment), ``action`` and
    ``source`` (id in the law files) are text, ``period`` is Int64 (missing: of no one period), ``day`` is the last day
    on which it can still be done, or on which it still holds (inclusive).
    """
    rows = [
        *_of_requests(analysis),
        *_of_stays(analysis),
        *_of_exceptions(analysis),
        *_of_certificates(analysis),
        *_of_tax_offices(analysis),
        *_own(analysis),
    ]
    frame = pd.DataFrame(rows, columns=list(DEADLINE_COLUMNS))
    frame = frame.astype({"period": "Int64", "day": "datetime64[s]"})
    texts = [column for column in DEADLINE_COLUMNS if column not in ("period", "day")]
    frame[texts] = frame[texts].astype("str")
    return frame.sort_values(["day", "traveler", "host", "kind"], kind="stable", ignore_index=True)


def _of_requests(analysis: Analysis) -> Iterator[tuple[Any, ...]]:
    """The day by which each certificate that is still needed should be requested; it may be past.

    Where a certificate is to be extended, its own end is the deadline.
    """
    for row in rows_of(standing.file_by(analysis)):
        if not row.after_certificate:
            about = (row.traveler, row.period, row.jurisdiction)
            yield (*about, row.file_by, Deadline.FILE_BY, row.assignment, _request_words(analysis, row), "")


def _request_words(analysis: Analysis, row: Any) -> str:
    """What to do by the day, or after it."""
    begins = f"It would begin on {row.beginning_date:%Y-%m-%d}"
    if row.is_overdue:
        is_past = row.beginning_date <= pd.Timestamp(analysis.settings.as_of)
        decides = " SSA decides whether it can cover the days that are past." if is_past else ""
        return f"Request the certificate now, this date has passed. {begins}.{decides}"
    buffer = count(analysis.settings.buffer_days, "day") if analysis.settings.buffer_days else ""
    return f"Request the certificate by this date. {begins}" + (f", after a buffer of {buffer}." if buffer else ".")


def _of_stays(analysis: Analysis) -> Iterator[tuple[Any, ...]]:
    """Limits, the extensions that must be requested before them, and choices that are still to be made."""
    choosing = _choosing(analysis)
    for stay in rows_of(analysis.stays):
        about = (stay.traveler, stay.period, stay.jurisdiction)
        if stay.provision and pd.notna(stay.limit_last_day) and stay.within_reach:
            provision = analysis.rules.provision(stay.provision)
            agreement = analysis.rules.agreements[stay.jurisdiction]
            yield from _limit(about, stay.assignment, stay.limit_last_day, provision, agreement)
        if rule := choosing[about].election if about in choosing else None:
            start = days.numbers(pd.Series([stay.clock_first_day]))
            last = pd.Timestamp(days.to_date(int(election_deadline(start, rule)[0])))
            action = "Choose one system by requesting that country's certificate, and record the choice."
            yield (*about, last, Deadline.ELECTION, stay.assignment, action, rule.sources[0])


def _limit(
    about: tuple[Any, ...], subject: str, last: pd.Timestamp, provision: Provision, agreement: Agreement
) -> Iterator[tuple[Any, ...]]:
    kind = Deadline.EXTENSION if agreement.extension.ask_before_end else Deadline.LIMIT
    action = f"To stay longer under US coverage: {extension_words(agreement, provision.worker)}"
    source = agreement.extension.sources[0] if agreement.extension.sources else provision.sources[0]
    yield (*about, last, kind, subject, action, source)


def _choosing(analysis: Analysis) -> dict[tuple[str, int, str], Provision]:
    """(traveler, period, jurisdiction) of work for which a choice is missing, with the rule that asks for it."""
    rows = analysis.coverage[analysis.coverage["reason"] == Reason.ELECTION_NEEDED]
    return {
        (str(row.traveler), int(row.period), str(row.jurisdiction)): analysis.rules.provision(str(row.provision))
        for row in rows_of(rows)
    }


def _of_exceptions(analysis: Analysis) -> Iterator[tuple[Any, ...]]:
    periods = analysis.periods[analysis.periods["assignment"] != ""]
    for row in rows_of(analysis.workspace.exceptions):
        host = analysis.law.jurisdiction(str(row.host))
        for period in rows_of(periods[periods["assignment"] == row.assignment]):
            action = f"The exception for {countries.name(host)} ends. The rule applies again to work after it."
            kind = Deadline.EXCEPTION_ENDS
            yield (period.traveler, period.period, host, row.until, kind, row.assignment, action, "")


_RENEW = {
    Issuer.US: "If the work continues, request more time from SSA before this day",
    Issuer.HOST: (
        "If the work continues, request a new certificate from the agency that issued this one before this day"
    ),
}


def _of_certificates(analysis: Analysis) -> Iterator[tuple[Any, ...]]:
    """The last days of certificates of both issuers. One of a third country decides nothing, so its end does not."""
    held = analysis.verdicts.certificates
    for row in rows_of(held[held["last_day"].notna()]):
        if row.state and CertificateState(row.state).is_issued and row.side != Issuer.OTHER:
            quoted = f" Quote the control number {row.control_number}." if row.control_number else ""
            action = f"{_RENEW[Issuer(row.side)]}: a certificate covers no day after its last day.{quoted}"
            kind = Deadline.CERTIFICATE_ENDS
            yield (row.traveler, None, str(row.host), row.last_day, kind, row.certificate, action, "")


def _of_tax_offices(analysis: Analysis) -> Iterator[tuple[Any, ...]]:
    """Notices to a tax office abroad about self-employed work there, once per tax year, while they lie ahead.

    A past one is left out: nothing here says whether it was given.
    """
    notices_due = set()
    for stay in rows_of(analysis.stays):
        place = load_filing().places.get(stay.jurisdiction)
        for notice in place.tax_notices if place is not None else ():
            if stay.worker == notice.worker:
                notices_due |= {
                    (stay.traveler, stay.jurisdiction, due, notice)
                    for due in notice.due_for(stay.first_day.date(), stay.last_day.date())
                    if due >= analysis.settings.as_of
                }
    for traveler, host, due, notice in notices_due:
        kind = Deadline.TAX_NOTICE
        yield (traveler, None, host, pd.Timestamp(due), kind, notice.title, notice.text, notice.sources[0])


def _own(analysis: Analysis) -> Iterator[tuple[Any, ...]]:
    """What the user entered and has not done yet; its country is the one of the certificate it names."""
    certificates = analysis.workspace.certificates
    hosts = dict(zip(certificates["certificate"], certificates["host"], strict=True))
    entered = analysis.workspace.deadlines
    for row in rows_of(entered[entered["done_on"].isna()]):
        host = hosts.get(row.certificate, "")
        about = analysis.law.jurisdiction(host) if host else ""
        yield (row.traveler, None, about, row.day, Deadline.OWN, row.certificate, row.action, "")
