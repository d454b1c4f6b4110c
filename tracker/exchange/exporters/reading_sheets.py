"""The sheets of the workspace's workbook that say in words what was found, for a person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from tracker import countries
from tracker.analysis import Analysis
from tracker.charts.view import explained
from tracker.charts.words import VERDICTS, of_row
from tracker.codes import NOT_LEGAL_ADVICE, Case, Decision, Verdict
from tracker.exchange.about import METHOD, about, about_lines
from tracker.exchange.exporters.sheets import Cell, Column, Table, table_of
from tracker.filing import filing_dates
from tracker.filing.lookup import Lookup
from tracker.filing.packet import gaps, rules_used
from tracker.filing.request import requests
from tracker.filing.rows import rows_of
from tracker.words.count import count
from tracker.words.days import with_day_texts

_SUMMARY = (
    Column("Name", 20),
    Column("Employee no.", 12),
    Column("Work period", 9),
    Column("Assignment", 16),
    Column("Worked in", 20),
    Column("First day", 12),
    Column("Last day", 12),
    Column("Work days", 8),
    Column("What to do", 44, is_bold=True),
    Column("Why", 44),
)


def summary_table(analysis: Analysis, note: str) -> Table:
    """Each work period with its decision, by traveler; the days per answer above. ``note``: about the results."""
    people = Lookup(analysis).people
    rows = [
        (
            _name(people, str(row.traveler)),
            str(row.traveler),
            int(row.period),
            str(row.assignment),
            ", ".join(countries.name(code) for code in row.countries.split("+") if code) or "United States",
            row.first_day.date(),
            row.last_day.date(),
            int(row.work_days),
            Decision(row.decision).sentence,
            Case(row.case).sentence,
        )
        for row in rows_of(analysis.periods)
    ]
    per_verdict = analysis.summary["host_days_per_verdict"].items()
    days = " · ".join(f"{VERDICTS[Verdict(verdict)].text}: {count(number, 'day')}" for verdict, number in per_verdict)
    notes = tuple(filter(None, (days, note, NOT_LEGAL_ADVICE)))
    return Table("summary", _SUMMARY, rows, title="Work periods and what to do", notes=notes, is_ruled=True)


def sheets_for_reading(analysis: Analysis, redacted: tuple[str, ...], note: str) -> Iterator[Table]:
    """The filing dates as the .csv has them; request, coverage and gaps in words. ``note`` stands above each."""
    frames = {
        "filing_dates": filing_dates(analysis, redacted),
        "request": _with_names(analysis, _requests(analysis)),
        "coverage": _with_names(analysis, _coverage(analysis)),
        "gaps": _with_names(analysis, gaps(analysis.coverage)),
    }
    for name, frame in frames.items():
        yield table_of(frame, name, notes=(note,))


def method_table(analysis: Analysis, redacted: tuple[str, ...]) -> Table:
    """How the answers were made: the settings, the conventions, and every rule that was applied with its documents."""
    lines = [("Not legal advice", NOT_LEGAL_ADVICE)]
    lines += [(label, with_day_texts(text)) for label, text in about_lines(analysis, redacted)]
    lines += METHOD
    for rule in rules_used(analysis, analysis.coverage):
        lines.append((f"Rule {rule.provision}", f"{rule.section}: {rule.text}"))
        lines += [("", f"{source.title} <{source.href}>, read on {source.read_on}") for source in rule.documents]
        lines += [("", f"Official text: {text}") for text in rule.texts]
        lines += [("", f"Doubt: {doubt}") for doubt in rule.doubts]
    return _pairs("method", ("What", "How"), lines)


def about_table(analysis: Analysis, redacted: tuple[str, ...], sheets: Sequence[str]) -> Table:
    """What made the file and from what, for programs; and the names of the other sheets in their order."""
    told = about(analysis, redacted)
    facts = [(key, told[key]) for key in ("note", "version", "rules_digest", "filing_digest", "as_of")]
    facts += told["settings"].items()
    for group in ("calendar_days_per_status", "host_days_per_verdict", "rows", "uncertain_trips"):
        facts += [(f"{group}: {code}", value) for code, value in told[group].items()]
    for group in ("verifications", "stale_sources"):
        facts += [(f"{group}: {number}", _in_a_line(values)) for number, values in enumerate(told[group], start=1)]
    facts += [(key, told[key]) for key in ("workspace_sha256", "workspace_sha256_is", "redacted")]
    lines = [(name, _plain_text(value)) for name, value in facts]
    return _pairs("about", ("about", "value"), [*lines, ("sheets", ", ".join(sheets))])


def _pairs(name: str, header: tuple[str, str], lines: Sequence[tuple[str, str]]) -> Table:
    rows: list[tuple[Cell, ...]] = list(lines)
    return Table(name, (Column(header[0], 34, is_bold=True), Column(header[1], 100)), rows)


def _coverage(analysis: Analysis) -> pd.DataFrame:
    rows = explained(analysis.answers, analysis.periods, analysis.law)
    held = analysis.workspace.certificates
    issuers = dict(zip(held["certificate"], held["issuer"].replace("", "US"), strict=True))
    return pd.DataFrame(
        {
            "traveler": rows["traveler"],
            "country": [countries.name(code) if code else "" for code in rows["host"]],
            "first_day": rows["first_day"],
            "last_day": rows["last_day"],
            "days": rows["days"],
            "answer": [of_row(row).text for row in rows_of(rows)],
            "why": rows["why"],
            "rule": rows["rule"],
            "sources": rows["sources"],
            "certificate": rows["certificate"],
            "issued_by": [issuers.get(certificate, "") for certificate in rows["certificate"]],
            "requested": rows["requested"],
            "mixed": rows["mixed"],
        }
    )


def _requests(analysis: Analysis) -> pd.DataFrame:
    """One row per field of every request, in the order of the sheet. What is typed at export time is never in it."""
    fields = [
        {
            "traveler": request.traveler,
            "period": request.period,
            "host": request.host,
            "decision": str(request.here),
            "section": field.section.sentence,
            "field": field.label,
            "value": field.value,
            "state": str(field.state),
            "asked": "yes" if field.asked else "no",
            "taken_from": field.origin,
            "record": field.record,
            "record_value": field.record_value,
            "checked_on": field.checked_on.isoformat() if field.checked_on else "",
        }
        for request in requests(analysis)
        for field in request.fields
    ]
    columns = ["traveler", "period", "host", "decision", "section", "field", "value", "state", "asked", "taken_from"]
    frame = pd.DataFrame(fields, columns=[*columns, "record", "record_value", "checked_on"])
    typed = frame.astype({"period": "int64"} | {name: "str" for name in frame.columns if name != "period"})
    return typed.assign(checked_on=pd.to_datetime(typed["checked_on"], errors="coerce"))


def _with_names(analysis: Analysis, frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with the name of each traveler before the id."""
    people = Lookup(analysis).people
    named = frame.copy()
    named.insert(0, "name", pd.Series([_name(people, who) for who in frame["traveler"]], frame.index, dtype="str"))
    return named


def _name(people: Mapping[str, Any], traveler: str) -> str:
    person = people.get(traveler)
    return str(person.name) if person is not None and person.name else traveler


def _plain_text(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)


def _in_a_line(values: Mapping[str, Any]) -> str:
    return "; ".join(f"{name}: {value}" for name, value in values.items() if value)
