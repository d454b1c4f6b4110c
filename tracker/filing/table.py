"""The filing dates as a table: the dates of every request, whether it can be sent, and what is open."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import pandas as pd

from tracker.analysis import Analysis
from tracker.days import iso
from tracker.filing.columns import CHECKS, FILING, GATE
from tracker.filing.gate import Gate, gate, gate_of_redacted
from tracker.filing.lookup import Lookup
from tracker.filing.request import Request, requests
from tracker.rules import readings
from tracker.rules.readings import Reading
from tracker.rules.tables import WHOLE_AGREEMENT, Law, OwnCheck
from tracker.words.described import DAY

FILING_COLUMNS, CHECK_COLUMNS, GATE_COLUMNS = tuple(FILING), tuple(CHECKS), tuple(GATE)
DAY_COLUMNS = tuple(name for name, column in (FILING | GATE).items() if column.form == DAY)


def filing_dates(analysis: Analysis, redacted: Sequence[str] = ()) -> pd.DataFrame:
    """One row per period and jurisdiction with an agreement in force on any work day, or an unclear one.

    The columns of ``FILING_COLUMNS``, ``CHECK_COLUMNS`` and ``GATE_COLUMNS``. Those of ``DAY_COLUMNS`` are
    ``datetime64[s]`` (NaT: no day), all others text; beside each day stands its text, MM/DD/YYYY as SSA's form asks.
    Without a row the types are the same. ``redacted`` says what the analysis has lost: such a copy is never ready to
    file. See docs/contract.md, "Filing dates".
    """
    lookup = Lookup(analysis)
    rows = []
    for request in requests(analysis, lookup=lookup):
        judged = (
            gate_of_redacted(analysis, request, redacted, lookup)
            if redacted
            else gate(analysis, request, lookup=lookup)
        )
        rows.append({**_dates(request, judged), **_rules(analysis, request), **_gate(request, judged)})
    table = pd.DataFrame(rows, columns=[*FILING_COLUMNS, *CHECK_COLUMNS, *GATE_COLUMNS], dtype="object")
    types = {column: "datetime64[s]" if column in DAY_COLUMNS else "str" for column in table.columns}
    return table.astype(types)


def _dates(request: Request, judged: Gate) -> dict[str, Any]:
    dates = request.dates
    question = "" if judged.request_now else request.open_question or " ".join(judged.what_is_open)
    return {
        "traveler": dates.traveler,
        "name": dates.name,
        "period": str(dates.period),
        "assignment": dates.assignment,
        "agreement_country": dates.host,
        "agreement_country_name": dates.host_name,
        **_both_ways("beginning_date", dates.first_day),
        **_both_ways("anticipated_end", dates.last_day),
        "end_note": dates.end_note,
        "work_days": str(dates.work_days),
        "trips": "+".join(dates.trips),
        "certificate": "+".join(dates.certificates),
        "decision": dates.decision,
        "request_now": _yes_no(judged.request_now),
        "open_question": question,
        "provision": "+".join(dates.provisions),
    }


def _gate(request: Request, judged: Gate) -> dict[str, Any]:
    dates, filed = request.dates, request.dates.filed
    return {
        "ask": dates.ask,
        "ready_to_file": _yes_no(judged.is_ready_to_file),
        "what_is_open": " ".join(judged.what_is_open),
        "request_kind": filed.kind,
        "refers_to": filed.refers_to,
        "control_number": filed.control_number,
        **_both_ways("uncovered_first_day", filed.first_day),
        **_both_ways("uncovered_last_day", filed.last_day),
        "begin_note": dates.begin_note,
        **_both_ways("limit_last_day", dates.limit_last_day),
        **_both_ways("file_by", dates.file_by),
        "certificate_issuer": "+".join(dates.issuers),
        "other_uncovered_days": "+".join(f"{iso(first)}/{iso(last)}" for first, last in filed.other_days),
    }


def _rules(analysis: Analysis, request: Request) -> dict[str, str]:
    """The rules behind a row with their sources, what the user checked of them, and which were read too long ago."""
    law, host, provisions = analysis.law, request.host, request.provisions
    stale = _stale(law, host, provisions, analysis.settings.as_of)
    return {
        "source": "; ".join(_source(analysis, provision) for provision in provisions),
        "own_checks": "; ".join(check.text for check in own_checks(law, host, provisions)),
        "stale_sources": "; ".join(f"{one.subject} last read on {one.read_on.isoformat()}" for one in stale),
    }


def _source(analysis: Analysis, provision_id: str) -> str:
    provision = analysis.rules.provision(provision_id)
    return f"{provision.section} <{analysis.rules.sources[provision.sources[0]].href}>"


def own_checks(law: Law, partner: str, provisions: Sequence[str]) -> list[OwnCheck]:
    """The user's own checks of these rules, or of the whole agreement."""
    about = {WHOLE_AGREEMENT, *provisions}
    return [check for check in law.own_checks if check.partner == partner and check.provision in about]


def _stale(law: Law, partner: str, provisions: Sequence[str], as_of: dt.date) -> list[Reading]:
    """The rules of a row that were read too long ago; without a rule, its agreement."""
    rules = [readings.of_rule(law.rules.provision(provision), law, as_of) for provision in provisions]
    agreement = law.agreement(partner)
    return readings.stale(rules or ([readings.of_agreement(agreement, law, as_of)] if agreement else []), as_of)


def _both_ways(column: str, day: dt.date | None) -> dict[str, Any]:
    """A day and, in the column beside it, the same as SSA writes it; NaT and "" where there is none."""
    if day is None:
        return {column: pd.NaT, f"{column}_us": ""}
    return {column: pd.Timestamp(day), f"{column}_us": f"{day:%m/%d/%Y}"}


def _yes_no(holds: bool) -> str:
    return "yes" if holds else "no"
