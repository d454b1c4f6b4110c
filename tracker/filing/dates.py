"""The filing dates: what a request to SSA must say about each work period and agreement country."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from tracker import countries
from tracker.analysis import Analysis
from tracker.codes import Case, Decision, Reason, Verdict
from tracker.coverage.asks import QUESTIONS
from tracker.days import iso
from tracker.rules import readings
from tracker.rules.readings import Reading
from tracker.rules.tables import WHOLE_AGREEMENT, Law, OwnCheck

FILING_COLUMNS = (
    "traveler",
    "name",
    "period",
    "assignment",
    "agreement_country",
    "agreement_country_name",
    "beginning_date",
    "beginning_date_us",
    "anticipated_end",
    "anticipated_end_us",
    "end_note",
    "work_days",
    "trips",
    "certificate",
    "decision",
    "request_now",
    "open_question",
    "provision",
    "source",
)

CHECK_COLUMNS = ("own_checks", "stale_sources")
"""What the user checked of the rules behind a row, and which of these were last read more than a year ago."""

_FILED = [str(verdict) for verdict in (Verdict.WOULD_COVER, Verdict.COVERED, Verdict.UNCLEAR)]


def filing_dates(analysis: Analysis) -> pd.DataFrame:
    """One row per period and jurisdiction with a day that is covered, could be covered or is unclear.

    All columns of ``FILING_COLUMNS`` and ``CHECK_COLUMNS`` are text. Dates stand there twice: ISO, and MM/DD/YYYY as
    SSA's form asks. Days off inside do not split a row; the end never lies past the rule's limit (docs/contract.md,
    "Filing dates").
    """
    law = Law(analysis.rules, analysis.workspace.verifications)
    rows = analysis.coverage[analysis.coverage["host"] != ""]
    rows = rows.assign(jurisdiction=[law.jurisdiction(host) for host in rows["host"]])
    worked = _trips_with_jurisdiction(analysis, law)
    periods = analysis.periods.set_index(["traveler", "period"])
    stays = analysis.stays
    names = dict(zip(analysis.workspace.travelers["traveler"], analysis.workspace.travelers["name"], strict=True))
    filed = []
    for _, group in rows.groupby(["traveler", "period", "jurisdiction"], sort=True):
        if not group["verdict"].isin(_FILED).any():
            continue
        traveler, jurisdiction = str(group["traveler"].iloc[0]), str(group["jurisdiction"].iloc[0])
        period = int(group["period"].iloc[0])
        whole = pd.Series(periods.loc[(traveler, period)])
        here = (stays["traveler"] == traveler) & (stays["period"] == period) & (stays["jurisdiction"] == jurisdiction)
        stay = stays[here].iloc[0]
        begins = _beginning(group, stay)
        ends, end_note = _anticipated_end(stay)
        trips = worked[
            (worked["traveler"] == traveler) & (worked["period"] == period) & (worked["jurisdiction"] == jurisdiction)
        ]
        provisions = sorted(set(group["provision"]) - {""})
        filed.append(
            {
                "traveler": traveler,
                "name": names.get(traveler, ""),
                "period": str(period),
                "assignment": str(whole["assignment"]),
                "agreement_country": jurisdiction,
                "agreement_country_name": countries.name(jurisdiction),
                "beginning_date": iso(begins),
                "beginning_date_us": _as_ssa_writes(begins),
                "anticipated_end": iso(ends),
                "anticipated_end_us": _as_ssa_writes(ends),
                "end_note": end_note,
                "work_days": str(_work_days(group, begins)),
                "trips": "+".join(trips["trip"]),
                "certificate": "+".join(sorted(set(group["certificate"]) - {""})),
                "decision": str(whole["decision"]),
                "request_now": "yes" if whole["decision"] == Decision.REQUEST else "no",
                "open_question": _open_question(whole, group),
                "provision": "+".join(provisions),
                "source": "; ".join(_source(analysis, provision) for provision in provisions),
                "own_checks": "; ".join(check.text for check in _own_checks(law, jurisdiction, provisions)),
                "stale_sources": "; ".join(
                    f"{reading.subject} last read on {reading.read_on.isoformat()}"
                    for reading in _stale(law, jurisdiction, provisions, analysis.settings.as_of)
                ),
            }
        )
    return pd.DataFrame(filed, columns=[*FILING_COLUMNS, *CHECK_COLUMNS], dtype="str")


def _trips_with_jurisdiction(analysis: Analysis, law: Law) -> pd.DataFrame:
    """The work trips of every period, by first day, then id."""
    trips = analysis.workspace.trips[["trip", "country", "first_day"]]
    known = analysis.period_of_trip.merge(trips, on="trip")
    jurisdiction = [law.jurisdiction(code) for code in known["country"]]
    return known.assign(jurisdiction=jurisdiction).sort_values(["first_day", "trip"])


def _beginning(group: pd.DataFrame, stay: pd.Series) -> pd.Timestamp:
    """First work day there, or the agreement's start if later; for a start that is only reported, likewise."""
    if pd.notna(stay["clock_first_day"]):
        return pd.Timestamp(stay["clock_first_day"])
    return pd.Timestamp(group.loc[group["verdict"].isin(_FILED), "first_day"].min())


def _anticipated_end(stay: pd.Series) -> tuple[pd.Timestamp | None, str]:
    """The end that was expected, else the last logged one; None when only the user can know it."""
    if pd.notna(stay["expected_last_day"]):
        end, note = stay["expected_last_day"], ""
    elif stay["open_ended"]:
        return None, "No end is logged: you must state it."
    else:
        end, note = stay["last_day"], "Taken from the last logged work day: check that it is what you expect."
    if pd.notna(stay["limit_last_day"]) and end > stay["limit_last_day"]:
        return stay["limit_last_day"], f"Cut at the rule's limit; the work is expected or logged to {end:%Y-%m-%d}."
    return end, note


def _work_days(group: pd.DataFrame, begins: pd.Timestamp) -> int:
    """Different work days from the beginning date on (two places of one jurisdiction may share a day)."""
    counted = group[group["first_day"] >= begins]
    ranges = [pd.date_range(first, last) for first, last in zip(counted["first_day"], counted["last_day"], strict=True)]
    return len({day for days in ranges for day in days})


def _open_question(period: pd.Series, group: pd.DataFrame) -> str:
    """What stands between this row and a filing; "" when a certificate can be asked for now."""
    if period["decision"] == Decision.REQUEST:
        return ""
    questions = []
    if period["case"] == Case.MIXED and period["decision"] == Decision.CLARIFY:
        questions.append(f"{Case.MIXED.sentence} Trips that make it mixed: {period['causes']}.")
    unclear = group[group["verdict"] == Verdict.UNCLEAR]
    for reason in dict.fromkeys(unclear["reason"]):
        code, _, column = reason.partition(":")
        questions.append(Reason(code).sentence + (f" Missing: {column}. {QUESTIONS[column][0]}" if column else ""))
    return " ".join(questions) or Decision(period["decision"]).sentence


def _source(analysis: Analysis, provision_id: str) -> str:
    provision = analysis.rules.provision(provision_id)
    return f"{provision.section} <{analysis.rules.sources[provision.sources[0]].href}>"


def _own_checks(law: Law, partner: str, provisions: list[str]) -> list[OwnCheck]:
    """The checks of the rules of a row, or of the whole agreement."""
    about = {WHOLE_AGREEMENT, *provisions}
    return [check for check in law.own_checks if check.partner == partner and check.provision in about]


def _stale(law: Law, partner: str, provisions: list[str], as_of: dt.date) -> list[Reading]:
    """The rules of a row that were read too long ago; without a rule, its agreement."""
    rules = [readings.of_rule(law.rules.provision(provision), law, as_of) for provision in provisions]
    agreement = law.agreement(partner)
    return readings.stale(rules or ([readings.of_agreement(agreement, law, as_of)] if agreement else []), as_of)


def _as_ssa_writes(day: pd.Timestamp | None) -> str:
    return "" if day is None else f"{day:%m/%d/%Y}"
