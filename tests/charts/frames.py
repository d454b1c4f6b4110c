"""Hand-made analyses: the contract's columns, without running the engine."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pandas as pd

from tracker import findings, schema
from tracker.analysis import Analysis, Settings, analyze
from tracker.itinerary import Workspace
from tracker.rules import load_rules

TODAY = dt.date(2026, 11, 22)
Row = dict[str, Any]


def analysis(
    *,
    trips: list[Row] = (),
    segments: list[Row] = (),
    coverage: list[Row] = (),
    periods: list[Row] = (),
    certificates: list[Row] = (),
    found: pd.DataFrame | None = None,
    as_of: dt.date = TODAY,
) -> Analysis:
    """An analysis of traveler ``me`` whose tables hold just these rows; what a row leaves out is empty.

    ``coverage`` may give a row its ``answer`` and ``requested``; else the answer is the verdict. The engine reads the
    certificates only: which side issued each.
    """
    held = _logged("certificates", certificates)
    made = replace(
        analyze(Workspace(certificates=held), load_rules(), Settings(as_of)),
        workspace=Workspace(trips=_logged("trips", trips), certificates=held),
        segments=_result("segments", segments),
        periods=_result("periods", periods),
        coverage=_result("coverage", coverage),
        findings=findings.none() if found is None else found,
        summary={},
        period_of_trip=pd.DataFrame(),
    )
    answers = made.coverage.assign(
        answer=pd.Series([row.get("answer", row["verdict"]) for row in coverage], dtype="str"),
        requested=pd.Series([row.get("requested", "") for row in coverage], dtype="str"),
    )
    made.__dict__["answers"] = answers  # where the analysis keeps them once they are worked out
    return made


def with_answers(source: Analysis, answers: pd.DataFrame, **tables: pd.DataFrame) -> Analysis:
    """The analysis with these rows of ``Analysis.answers`` instead of its own, and with other tables where given."""
    made = replace(source, coverage=answers.drop(columns=["answer", "requested"]), **tables)
    made.__dict__["answers"] = answers
    return made


def nomad() -> Analysis:
    """Every answer: France, a day in London, holes, Italy and Thailand at once, France ongoing, Spain planned."""
    return analysis(
        trips=[
            trip("t1", "US", "2026-01-01", "2026-01-20", place="Austin"),
            trip("t2", "FR", "2026-01-20", "2026-04-14", place="Paris", assignment="fr"),
            trip("t3", "GB", "2026-04-20", "2026-04-20", place="London"),
            trip("t4", "IT", "2026-06-01", "2026-07-31", place="Milan"),
            trip("t5", "TH", "2026-07-15", "2026-08-31", place="<b>Bangkok</b> %{x}"),
            trip("t6", "FR", "2026-10-01", "", place="Lyon", assignment="fr2"),
            trip("t7", "ES", "2027-01-10", "2027-02-28", certainty="planned"),
        ],
        segments=[
            segment("2026-01-01", "2026-01-19", "US", "home"),
            segment("2026-01-20", "2026-04-14", "FR", "agreement"),
            segment("2026-04-15", "2026-04-19", "", "unlogged"),
            segment("2026-04-20", "2026-04-20", "GB", "agreement"),
            segment("2026-04-21", "2026-05-31", "", "unlogged"),
            segment("2026-06-01", "2026-07-14", "IT", "agreement"),
            segment("2026-07-15", "2026-07-31", "IT+TH", "multi_country"),
            segment("2026-08-01", "2026-08-31", "TH", "non_agreement"),
            segment("2026-09-01", "2026-09-30", "", "unlogged"),
            segment("2026-10-01", "2026-11-22", "FR", "agreement"),
            segment("2026-11-23", "2027-01-09", "", "unlogged"),
            segment("2027-01-10", "2027-02-28", "ES", "agreement"),
        ],
        periods=[
            period(1, "2026-01-20", "2026-04-14", "FR", "single_agreement", "request", assignment="fr"),
            period(2, "2026-04-20", "2026-04-20", "GB", "single_agreement", "request"),
            period(3, "2026-06-01", "2026-08-31", "IT+TH", "mixed", "clarify", causes="t5"),
            period(4, "2026-10-01", "2026-11-22", "FR", "single_agreement", "on_file", assignment="fr2"),
            period(5, "2027-01-10", "2027-02-28", "ES", "single_agreement", "request"),
        ],
        coverage=[
            answer("2026-01-01", "2026-01-19", "not_needed", "us_work"),
            answer("2026-01-20", "2026-03-31", "covered", "certificate_on_file", "FR", 1, certificate="C-1"),
            answer("2026-04-01", "2026-04-14", "would_cover", "us_coverage_assigned", "FR", 1),
            answer("2026-04-15", "2026-04-19", "unlogged", "nothing_logged"),
            answer("2026-04-20", "2026-04-20", "would_cover", "us_coverage_assigned", "GB", 2),
            answer("2026-04-21", "2026-05-31", "unlogged", "nothing_logged"),
            answer("2026-06-01", "2026-07-31", "unclear", "fact_missing:residence", "IT", 3, mixed="yes"),
            answer("2026-07-15", "2026-08-31", "would_not_cover", "no_agreement", "TH", 3, mixed="yes"),
            answer("2026-09-01", "2026-09-30", "unlogged", "nothing_logged"),
            answer(
                "2026-10-01",
                "2026-11-22",
                "covered",
                "certificate_on_file",
                "FR",
                4,
                certificate="C-2",
                answer="covered_not_delivered",
            ),
            answer("2026-11-23", "2027-01-09", "unlogged", "nothing_logged"),
            answer("2027-01-10", "2027-02-28", "would_cover", "us_coverage_assigned", "ES", 5),
        ],
        certificates=[
            certificate("C-1", "FR", "2026-01-20", "2026-03-31", "delivered", assignment="fr"),
            certificate("C-2", "FR", "2026-10-01", "", "issued", assignment="fr2"),
            certificate("C-3", "IT", "2026-06-01", "2026-07-31", "refused"),
            certificate("C-4", "IT", "2026-06-15", "2026-07-31", "submitted"),
        ],
    )


def both_systems() -> Analysis:
    """The answers that ``nomad`` has not: proven by the host, requested from either side, the host's, no agreement."""
    return analysis(
        trips=[
            trip("p1", "PT", "2026-01-01", "2026-03-31", place="Lisbon"),
            trip("p2", "DE", "2026-04-01", "2026-05-31"),
            trip("p3", "ES", "2026-06-01", "2026-07-31"),
            trip("p4", "GB", "2026-08-01", "2026-08-31"),
            trip("p5", "AU", "2026-09-01", "2026-09-30"),
            trip("p6", "TH", "2026-10-01", "2026-10-31"),
        ],
        segments=[
            segment("2026-01-01", "2026-03-31", "PT", "agreement"),
            segment("2026-04-01", "2026-05-31", "DE", "agreement"),
            segment("2026-06-01", "2026-07-31", "ES", "agreement"),
            segment("2026-08-01", "2026-08-31", "GB", "agreement"),
            segment("2026-09-01", "2026-09-30", "AU", "agreement"),
            segment("2026-10-01", "2026-10-31", "TH", "non_agreement"),
        ],
        periods=[period(1, "2026-01-01", "2026-10-31", "AU+DE+ES+GB+PT+TH", "mixed", "request")],
        coverage=[
            answer(
                "2026-01-01", "2026-03-31", "covered_by_host", "host_certificate_on_file", "PT", 1, certificate="P-1"
            ),
            answer(
                "2026-04-01", "2026-05-31", "would_cover", "us_coverage_assigned", "DE", 1,
                answer="requested", requested="D-1",
            ),
            answer(
                "2026-06-01", "2026-07-31", "would_not_cover", "host_coverage_assigned", "ES", 1,
                answer="requested", requested="E-1",
            ),
            answer("2026-08-01", "2026-08-31", "would_not_cover", "host_coverage_assigned", "GB", 1),
            answer("2026-09-01", "2026-09-30", "would_not_cover", "host_coverage_assigned", "AU", 1),
            answer("2026-10-01", "2026-10-31", "would_not_cover", "no_agreement", "TH", 1),
        ],
        certificates=[
            certificate(
                "P-1", "PT", "2026-01-01", "2026-03-31", "issued", issuer="PT",
                submitted_on="2025-12-01", issued_on="2026-01-15",
            ),
            certificate("D-1", "DE", "2026-04-01", "2026-05-31", "submitted", submitted_on="2026-03-01"),
            certificate("E-1", "ES", "2026-06-01", "2026-07-31", "submitted", issuer="ES"),
            certificate("X-1", "ES", "2026-06-01", "2026-06-30", "issued", issuer="TH"),
        ],
    )  # fmt: skip


def trip(trip: str, country: str, first: str, last: str, **rest: str) -> Row:
    defaults = {"activity": "work", "certainty": "confirmed"}
    return {"trip": trip, "country": country, "first_day": first, "last_day": last, **defaults, **rest}


def segment(first: str, last: str, countries: str, status: str) -> Row:
    return {"first_day": first, "last_day": last, "countries": countries, "status": status}


def period(number: int, first: str, last: str, countries: str, case: str, decision: str, **rest: str) -> Row:
    days = {"first_day": first, "last_day": last}
    return {"period": number, **days, "countries": countries, "case": case, "decision": decision, **rest}


def answer(
    first: str, last: str, verdict: str, reason: str, host: str = "", period: int | None = None, **rest: str
) -> Row:
    provision = {"FR": "FR.self_employed.transfer", "GB": "GB.self_employed.residence"}.get(host, "")
    days = {"first_day": first, "last_day": last}
    decided = {"verdict": verdict, "reason": reason, "host": host, "period": period, "provision": provision}
    return {**days, **decided, "mixed": "no", **rest}


def certificate(certificate: str, host: str, first: str, last: str, state: str, **rest: str) -> Row:
    days = {"first_day": first, "last_day": last}
    return {"certificate": certificate, "host": host, **days, "state": state, **rest}


def _logged(table: str, rows: list[Row]) -> pd.DataFrame:
    columns = schema.column_names(table)
    day_columns = schema.day_columns(table)
    return pd.DataFrame({name: _column(name, rows, is_day=name in day_columns) for name in columns})


def _result(table: str, rows: list[Row]) -> pd.DataFrame:
    frame = {}
    for name, column in schema.RESULTS[table].columns.items():
        dtype = str(column.dtype)
        if dtype.lower() == "int64":
            frame[name] = pd.Series([row.get(name) for row in rows], dtype="Int64" if name == "period" else "object")
        else:
            frame[name] = _column(name, rows, is_day=dtype.startswith("datetime"))
    result = pd.DataFrame(frame)
    if "days" in result:
        result["days"] = ((result["last_day"] - result["first_day"]).dt.days + 1).astype("int64")
    return result


def _column(name: str, rows: list[Row], *, is_day: bool) -> pd.Series:
    if is_day:
        return pd.Series(pd.to_datetime([row.get(name) or None for row in rows])).astype("datetime64[s]")
    usual = {"traveler": "me", "issuer": "US"}
    return pd.Series([row.get(name, usual.get(name, "")) for row in rows], dtype="str")
