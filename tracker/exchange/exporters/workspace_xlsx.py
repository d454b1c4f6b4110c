"""The whole workspace with its results as one .xlsx; ``read_workspace`` reads the workspace back equal.

The sheets named like a workspace table hold that table as it was entered (so ``trips`` and ``certificates`` serve both
ends), ``results_…`` the results as codes, and summary, filing_dates, request, coverage, gaps and method say the same to
a person.
Cells hold exactly what the user entered, as text and never as a formula or a link: text cells of a workbook cannot run.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from typing import Any

import pandas as pd
import xlsxwriter

from tracker import countries
from tracker.analysis import Analysis
from tracker.charts.view import explained
from tracker.charts.words import VERDICTS, of_row
from tracker.codes import NOT_LEGAL_ADVICE, Case, Decision, Verdict
from tracker.errors import BadOption
from tracker.exchange.about import METHOD, about, about_lines
from tracker.exchange.exporters.exporter import Choice, Exporter, Made
from tracker.exchange.results import result_tables
from tracker.exchange.text import as_text
from tracker.filing import filing_dates
from tracker.filing.packet import gaps, rules_used
from tracker.filing.request import requests
from tracker.filing.rows import rows_of

LONGEST_TEXT = 32_767  # of one cell, a limit of the format
_NO_SIGN = re.compile("[\ufffe\uffff]")  # no characters, says Unicode, and a workbook would come back with others
MOST_ROWS = 1_048_575  # of one sheet, below its header
_NARROW, _WIDE = 8, 60  # characters
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def _write(analysis: Analysis, choice: Choice) -> Made:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, _OPTIONS) as book:
        made_on = dt.datetime.combine(analysis.settings.as_of, dt.time())
        book.set_properties({"created": made_on})  # else the hour of the export would make every file another one
        header = book.add_format({"bold": True, "bottom": 1})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        _pairs(book, "about", _about(analysis, choice), header, wrapped)
        _pairs(book, "summary", _summary(analysis, choice), header, wrapped).activate()
        for name, table in _for_reading(analysis, choice.redact).items():
            _sheet(book, name, table, header)
        _pairs(book, "method", _method(analysis), header, wrapped)
        for name, table in analysis.workspace.tables().items():
            _sheet(book, name, table, header)
        for name, table in result_tables(analysis).items():
            _sheet(book, f"results_{name}", table, header)
    return Made(content.getvalue())


def _pairs(book: Any, name: str, lines: list[tuple[str, str]], header: Any, wrapped: Any) -> Any:
    """A sheet of two columns: what, and its value."""
    sheet = book.add_worksheet(name)
    sheet.set_column(0, 0, 34, header)
    sheet.set_column(1, 1, 90, wrapped)
    for row, (what, value) in enumerate(lines):
        sheet.write_string(row, 0, what[:LONGEST_TEXT])
        sheet.write_string(row, 1, value[:LONGEST_TEXT])
    return sheet


def _about(analysis: Analysis, choice: Choice) -> list[tuple[str, str]]:
    told = about(analysis, choice.redact)
    facts = [(key, told[key]) for key in ("note", "version", "rules_digest", "filing_digest", "as_of")] + [
        *told["settings"].items()
    ]
    for group in ("calendar_days_per_status", "host_days_per_verdict", "rows", "uncertain_trips"):
        facts += [(f"{group}: {code}", value) for code, value in told[group].items()]
    for group in ("verifications", "stale_sources"):
        facts += [(f"{group}: {number}", _in_a_line(one)) for number, one in enumerate(told[group], start=1)]
    facts += [(key, told[key]) for key in ("workspace_sha256", "workspace_sha256_is", "redacted")]
    return [(name, _plain_text(value)) for name, value in facts]


def _plain_text(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)


def _summary(analysis: Analysis, choice: Choice) -> list[tuple[str, str]]:
    """What there is to do, for a person: each work period with its decision, then how the file was made."""
    told = analysis.summary
    lines = [("Not legal advice", NOT_LEGAL_ADVICE)]
    for row in rows_of(analysis.periods):
        what = f"{row.traveler}, work period {row.period}" + (f", {row.assignment}" if row.assignment else "")
        where = ", ".join(countries.name(code) for code in row.countries.split("+") if code) or "United States"
        days = f"{row.first_day:%Y-%m-%d} to {row.last_day:%Y-%m-%d}, {row.work_days} work days"
        lines.append((what, f"{where}: {days}. {Case(row.case).sentence} {Decision(row.decision).sentence}"))
    lines += [
        (f"Host-days: {VERDICTS[Verdict(verdict)].text}", str(number))
        for verdict, number in told["host_days_per_verdict"].items()
    ]
    return [*lines, *about_lines(analysis, choice.redact)]


def _for_reading(analysis: Analysis, redacted: tuple[str, ...]) -> dict[str, pd.DataFrame]:
    """The filing dates as the .csv has them; request, coverage and gaps in words."""
    rows = explained(analysis.answers, analysis.periods, analysis.law)
    held = analysis.workspace.certificates
    issuers = dict(zip(held["certificate"], held["issuer"].replace("", "US"), strict=True))
    coverage = pd.DataFrame(
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
    dates = filing_dates(analysis, redacted)
    return {
        "filing_dates": dates,
        "request": _requests(analysis),
        "coverage": coverage,
        "gaps": gaps(analysis.coverage),
    }


def _requests(analysis: Analysis) -> pd.DataFrame:
    """One row per field of every request, in the order of the sheet. What is typed at export time is never in it."""
    told = [
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
    frame = pd.DataFrame(told, columns=[*columns, "record", "record_value", "checked_on"])
    return frame.astype({"period": "int64"} | {name: "str" for name in frame.columns if name != "period"})


def _method(analysis: Analysis) -> list[tuple[str, str]]:
    """How the answers were made: the conventions, and every rule that was applied with its documents."""
    lines = list(METHOD)
    for rule in rules_used(analysis, analysis.coverage):
        lines.append((f"Rule {rule.provision}", f"{rule.section}: {rule.text}"))
        lines += [("", f"{one.title} <{one.href}>, read on {one.read_on}") for one in rule.documents]
        lines += [("", f"Official text: {text}") for text in rule.texts]
        lines += [("", f"Doubt: {doubt}") for doubt in rule.doubts]
    return lines


def _in_a_line(values: dict[str, Any]) -> str:
    return "; ".join(f"{name}: {value}" for name, value in values.items() if value)[:LONGEST_TEXT]


def _sheet(book: Any, name: str, table: pd.DataFrame, header: Any) -> None:
    """One sheet: dates as ISO text, so that what is read back is what was written, in every country's Excel."""
    text = as_text(table)
    if len(text) > MOST_ROWS:
        raise BadOption(f"{name} has {len(text):,} rows, more than an .xlsx sheet holds. Export to .json instead")
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 0)
    numbers = [pd.api.types.is_numeric_dtype(dtype) for dtype in table.dtypes]
    for column, (title, is_number) in enumerate(zip(text.columns, numbers, strict=True)):
        cells = text[title].tolist()
        longest = max([len(title), *map(len, cells)])
        if longest > LONGEST_TEXT:
            raise BadOption(f"{name}: {title} holds a text too long for an .xlsx cell. Export to .json instead")
        if any(_NO_SIGN.search(cell) for cell in [title, *cells]):
            raise BadOption(f"{name}: {title} holds a sign that an .xlsx cell cannot hold. Export to .json instead")
        sheet.set_column(column, column, min(max(longest + 2, _NARROW), _WIDE))
        sheet.write_string(0, column, title, header)
        for row, cell in enumerate(cells, start=1):
            if is_number and cell:
                sheet.write_number(row, column, int(cell))
            elif cell:
                sheet.write_string(row, column, cell)


WORKSPACE_XLSX = Exporter(
    ".xlsx",
    "The whole workspace with results",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    _write,
)
