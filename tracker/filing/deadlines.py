"""Deadlines: days by which something should be asked for or chosen, and days on which a limit or certificate ends."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from tracker import countries, days
from tracker.analysis import Analysis
from tracker.codes import CertificateState, Deadline, Decision, Reason, Verdict, Worker
from tracker.coverage.limit_hints import extension_words
from tracker.coverage.rule_hints import election_deadline
from tracker.filing.places import load_filing
from tracker.filing.rows import rows_of
from tracker.rules.model import Agreement, Provision
from tracker.rules.tables import Law

DEADLINE_COLUMNS = ("traveler", "period", "host", "day", "kind", "subject", "action", "source")
_HELD = [str(CertificateState.ISSUED), str(CertificateState.DELIVERED)]


def deadlines(analysis: Analysis) -> pd.DataFrame:
    """Every known deadline, by day; those that are past stand first. Own deadlines that are done are left out.

    ``traveler``, ``host``, ``kind`` (codes.Deadline), ``subject`` (certificate or assignment), ``action`` and
    ``source`` (id in the law files) are text, ``period`` is Int64 (missing: of no one period), ``day`` is the last day
    on which it can still be done, or on which it still holds (inclusive).
    """
    law = Law(analysis.rules, analysis.workspace.verifications)
    found = [
        *_of_work_ahead(analysis, law),
        *_of_stays(analysis, law),
        *_of_exceptions(analysis, law),
        *_of_certificates(analysis),
        *_of_tax_offices(analysis),
        *_own(analysis, law),
    ]
    frame = pd.DataFrame(found, columns=list(DEADLINE_COLUMNS))
    frame = frame.astype({"period": "Int64", "day": "datetime64[s]"})
    texts = [column for column in DEADLINE_COLUMNS if column not in ("period", "day")]
    frame[texts] = frame[texts].astype("str")
    return frame.sort_values(["day", "traveler", "host", "kind"], kind="stable", ignore_index=True)


def _of_work_ahead(analysis: Analysis, law: Law) -> Iterator[tuple[Any, ...]]:
    """The day before work begins for which a certificate can be asked for now. How long SSA takes, nobody can say."""
    as_of, buffer_days = pd.Timestamp(analysis.settings.as_of), analysis.settings.buffer_days
    periods = analysis.periods[analysis.periods["decision"] == Decision.REQUEST]
    assignments = {(row.traveler, row.period): row.assignment for row in rows_of(periods)}
    rows = analysis.coverage[
        (analysis.coverage["verdict"] == Verdict.WOULD_COVER) & (analysis.coverage["first_day"] > as_of)
    ]
    coverable = {(row.traveler, row.period, law.jurisdiction(row.host), row.first_day) for row in rows_of(rows)}
    for stay in rows_of(analysis.stays[analysis.stays["first_day"] > as_of]):
        about = (stay.traveler, stay.period, stay.jurisdiction)
        if about[:2] in assignments and (*about, stay.first_day) in coverable:
            action = "Ask by this day: the work begins on the next one."
            if buffer_days:
                action = (
                    f"Ask by this day: the work begins on {stay.first_day:%Y-%m-%d}, and you want a buffer of "
                    f"{buffer_days} {'day' if buffer_days == 1 else 'days'} in between."
                )
            day = stay.first_day - pd.Timedelta(days=1 + buffer_days)
            yield (*about, day, Deadline.FILE_BY, assignments[about[:2]], action, "")


def _of_stays(analysis: Analysis, law: Law) -> Iterator[tuple[Any, ...]]:
    """Limits, the extensions that must be asked for before them, and choices that are still to be made."""
    assignment = analysis.periods.set_index(["traveler", "period"])["assignment"]
    choosing, within_reach = _choosing(analysis, law), _within_reach(analysis, law)
    for stay in rows_of(analysis.stays):
        key = (stay.traveler, stay.period, stay.jurisdiction)
        about = (*key[:2], stay.jurisdiction)
        subject = str(assignment.loc[(stay.traveler, stay.period)])
        if stay.provision and pd.notna(stay.limit_last_day) and key in within_reach:
            provision = analysis.rules.provision(stay.provision)
            agreement = analysis.rules.agreements[stay.jurisdiction]
            yield from _limit(about, subject, stay.limit_last_day, provision, agreement)
        if key in choosing:
            rule = choosing[key].election
            if rule:
                start = days.numbers(pd.Series([stay.clock_first_day]))
                last = pd.Timestamp(days.to_date(int(election_deadline(start, rule)[0])))
                action = "Choose one system by asking that country for its certificate, and record the choice."
                yield (*about, last, Deadline.ELECTION, subject, action, rule.sources[0])


def _limit(
    about: tuple[Any, ...], subject: str, last: pd.Timestamp, provision: Provision, agreement: Agreement
) -> Iterator[tuple[Any, ...]]:
    kind = Deadline.EXTENSION if agreement.extension.ask_before_end else Deadline.LIMIT
    action = f"To stay longer under US coverage: {extension_words(agreement, provision.worker)}"
    source = agreement.extension.sources[0] if agreement.extension.sources else provision.sources[0]
    yield (*about, last, kind, subject, action, source)


def _within_reach(analysis: Analysis, law: Law) -> set[tuple[str, int, str]]:
    """(traveler, period, jurisdiction) of work that its rule reaches: only there a limit matters."""
    rows = analysis.coverage[analysis.coverage["host"] != ""]
    reached = (rows["verdict"] != Verdict.WOULD_NOT_COVER) | (rows["reason"] == Reason.OVER_LIMIT)
    keys = rows.loc[reached, ["traveler", "period", "host"]].drop_duplicates()
    return {(str(row.traveler), int(row.period), law.jurisdiction(str(row.host))) for row in rows_of(keys)}


def _choosing(analysis: Analysis, law: Law) -> dict[tuple[str, int, str], Provision]:
    """(traveler, period, jurisdiction) of work for which a choice is missing, with the rule that asks for it."""
    rows = analysis.coverage[analysis.coverage["reason"] == Reason.ELECTION_NEEDED]
    return {
        (str(row.traveler), int(row.period), law.jurisdiction(str(row.host))): analysis.rules.provision(
            str(row.provision)
        )
        for row in rows_of(rows)
    }


def _of_exceptions(analysis: Analysis, law: Law) -> Iterator[tuple[Any, ...]]:
    periods = analysis.periods[analysis.periods["assignment"] != ""]
    for row in rows_of(analysis.workspace.exceptions):
        host = law.jurisdiction(str(row.host))
        for period in rows_of(periods[periods["assignment"] == row.assignment]):
            action = f"The exception for {countries.name(host)} ends. Work after it is judged by the rule again."
            kind = Deadline.EXCEPTION_ENDS
            yield (period.traveler, period.period, host, row.until, kind, row.assignment, action, "")


def _of_certificates(analysis: Analysis) -> Iterator[tuple[Any, ...]]:
    held = analysis.workspace.certificates
    for row in rows_of(held[held["state"].isin(_HELD) & held["last_day"].notna()]):
        quoted = f" Quote the control number {row.control_number}." if row.control_number else ""
        action = f"Ask before this day if the work goes on: a certificate covers no day after its last one.{quoted}"
        kind = Deadline.CERTIFICATE_ENDS
        yield (row.traveler, None, str(row.host), row.last_day, kind, row.certificate, action, "")


def _of_tax_offices(analysis: Analysis) -> Iterator[tuple[Any, ...]]:
    """Notices to a tax office abroad about self-employed work there, once per tax year, while they lie ahead.

    A past one is left out: nothing here says whether it was given.
    """
    workers = _workers(analysis)
    told = set()
    for stay in rows_of(analysis.stays):
        place = load_filing().places.get(stay.jurisdiction)
        for notice in place.tax_notices if place is not None else ():
            if workers.get((stay.traveler, stay.period)) == notice.worker:
                told |= {
                    (stay.traveler, stay.jurisdiction, due, notice)
                    for due in notice.due_for(stay.first_day.date(), stay.last_day.date())
                    if due >= analysis.settings.as_of
                }
    for traveler, host, due, notice in told:
        kind = Deadline.TAX_NOTICE
        yield (traveler, None, host, pd.Timestamp(due), kind, notice.title, notice.text, notice.sources[0])


def _workers(analysis: Analysis) -> dict[tuple[str, int], str]:
    """(traveler, period) → how the person works; without an assignment as the engine takes it."""
    jobs = analysis.workspace.assignments
    known = dict(zip(zip(jobs["traveler"], jobs["assignment"], strict=True), jobs["worker"], strict=True))
    loose = str(analysis.settings.worker or Worker.SELF_EMPLOYED)
    return {
        (row.traveler, row.period): known.get((row.traveler, row.assignment), "") if row.assignment else loose
        for row in rows_of(analysis.periods)
    }


def _own(analysis: Analysis, law: Law) -> Iterator[tuple[Any, ...]]:
    """What the user entered and has not done yet; its country is the one of the certificate it names."""
    certificates = analysis.workspace.certificates
    hosts = dict(zip(certificates["certificate"], certificates["host"], strict=True))
    mine = analysis.workspace.deadlines
    for row in rows_of(mine[mine["done_on"].isna()]):
        host = hosts.get(row.certificate, "")
        about = law.jurisdiction(host) if host else ""
        yield (row.traveler, None, about, row.day, Deadline.OWN, row.certificate, row.action, "")
