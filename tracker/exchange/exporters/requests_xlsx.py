"""The requests of a program as a workbook: one sheet, one row for every request, and one for everybody without any."""

from __future__ import annotations

import io
import textwrap
from dataclasses import replace

from tracker.analysis import Analysis
from tracker.codes import NOT_LEGAL_ADVICE
from tracker.exchange.about import about_lines, digest_of, with_digest
from tracker.exchange.exporters.exporter import Choice, Exporter, Made
from tracker.exchange.exporters.sheets import Cell, Column, Table, Workbook
from tracker.filing.request_list import RequestLine, ToDo, count_words, of_decisions, request_lines
from tracker.reading.book import REQUESTS_TITLE
from tracker.words.count import count
from tracker.words.days import day_text, with_day_texts

SHEET = "Requests"
_LATE = " (late)"
_SHORT_DIGEST = 16  # signs that fit into the foot of a page; the whole digest is in the sheet
_LINE = 150  # characters of a line below the table

_FILLS = {
    ToDo.REQUEST_NOW: "#ffd8a8",
    ToDo.ANSWER_FIRST: "#fff3bf",
    ToDo.ASK_HOST: "#d0ebff",
    ToDo.ASK_US_LETTER: "#d0ebff",
    ToDo.WITH_AGENCY: "#e5dbff",
    ToDo.ON_FILE: "#d3f9d8",
    ToDo.NOT_POSSIBLE: "#ffc9c9",
    ToDo.NOT_NEEDED: "#f1f3f5",
}
"""Behind the words, which say it too: pale enough for black text, and on paper a gray."""

_COLUMNS = (
    Column("No.", 5),
    Column(
        "What to do",
        18,
        fills={to_do.sentence + late: fill for to_do, fill in _FILLS.items() for late in ("", _LATE)},
        is_bold=True,
    ),
    Column("Name", 20),
    Column("Employee no.", 11),
    Column("Country", 14),
    Column("Request for", 18),
    Column("Beginning", 11.5, is_bold=True),
    Column("End", 11.5, is_bold=True),
    Column("Request by", 11),
    Column("Still missing or open", 46),
    Column("Certificate or control no.", 20),
)


def requests_table(analysis: Analysis, choice: Choice) -> Table:
    """The sheet: the people of ``choice.travelers`` and their lines of ``choice.decisions``, () = all."""
    everybody = request_lines(analysis, choice.travelers, choice.redact)
    lines = of_decisions(everybody, choice.decisions)
    people = count(len({line.traveler for line in lines}), "person", "people")
    counted = count_words(lines) or "no request"
    notes = (
        f"As of {day_text(analysis.settings.as_of)} · {people} · {counted}",
        f"Dates are MM/DD/YYYY; first and last day are counted. {NOT_LEGAL_ADVICE}",
        f"Made with rules {analysis.rules.digest} from the log with SHA-256 {digest_of(analysis)}. "
        "This list does not change when the log changes: make it again.",
        *([f"Only these: {', '.join(choice.decisions)}."] if choice.decisions else []),
    )
    rows = [_row(number, line) for number, line in enumerate(lines, start=1)]
    return Table(SHEET, _COLUMNS, rows, title=REQUESTS_TITLE, notes=notes, frozen=3, is_ruled=True)


def _row(number: int, line: RequestLine) -> tuple[Cell, ...]:
    return (
        number,
        line.to_do.sentence + (_LATE if line.is_late else ""),
        line.name,
        line.employee_no,
        line.country,
        line.request_for,
        line.first_day,
        line.last_day,
        line.file_by,
        "\n".join(line.open_points),
        line.paper,
    )


def footer_of(analysis: Analysis) -> tuple[str, str]:
    """The two lines below each printed page: no legal advice, and what made the file."""
    told = analysis.summary
    digest = digest_of(analysis)[:_SHORT_DIGEST]
    as_of = day_text(analysis.settings.as_of)
    return (
        NOT_LEGAL_ADVICE,
        f"Coverline {told['version']} · rules {told['rules_digest']} · log {digest} · as of {as_of}",
    )


def _write(analysis: Analysis, choice: Choice) -> Made:
    analysis = with_digest(analysis)
    traveler = choice.travelers[0] if len(choice.travelers) == 1 else ""
    about = [f"{label}: {with_day_texts(text)}" for label, text in about_lines(analysis, choice.redact, traveler)]
    below = tuple(part for line in about for part in textwrap.wrap(line, _LINE))
    content = io.BytesIO()
    book = Workbook(content, analysis.settings.as_of, REQUESTS_TITLE, footer_of(analysis), choice.paper)
    book.add(replace(requests_table(analysis, choice), below=below))
    book.close()
    return Made(content.getvalue())


REQUESTS_XLSX = Exporter(
    ".xlsx",
    "The requests of many people, one row each",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    _write,
    holds_requests=True,
)
