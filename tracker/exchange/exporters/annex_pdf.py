"""The annex as a tagged PDF: what the dates of the requests rest on, for the own file of the person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from tracker import countries
from tracker.analysis import Analysis
from tracker.charts import words
from tracker.charts.view import explained
from tracker.codes import CertificateState
from tracker.codes import Paper as PaperSize
from tracker.exchange.about import about_lines
from tracker.exchange.exporters.drawing import drawing
from tracker.exchange.exporters.exporter import Choice, Exporter, Made
from tracker.exchange.exporters.paper_words import (
    checkpoint_rows,
    on_paper,
    origin_in_words,
    title_of,
    us_day,
    value_on_paper,
)
from tracker.exchange.exporters.print_drawing import WIDTH, WIDTH_A4, drawing_for_print
from tracker.exchange.exporters.requests_pdf import foot_of, packet_of, paper_of
from tracker.exchange.exporters.typesetting import set_paper
from tracker.exchange.redaction import TAKEN_OUT, is_taken_out
from tracker.filing.checks import Level
from tracker.filing.packet import NO_CHECKS, Document, Packet, Sheet
from tracker.filing.request import Field, FieldState
from tracker.filing.rows import rows_of
from tracker.words import count

TEMPLATE = "annex.typ"
Row = TypeVar("Row")


@dataclass(frozen=True)
class _Most:
    """How much of each part is printed: a log of many years would be hundreds of pages that nobody reads."""

    requests: int = 12
    days: int = 300
    trips: int = 250
    certificates: int = 120
    deadlines: int = 80
    open_points: int = 60


_MOST = _Most()


def _write(analysis: Analysis, choice: Choice) -> Made:
    chosen = packet_of(analysis, choice)
    paper = set_paper(TEMPLATE, annex_content(analysis, chosen, choice), analysis.settings.as_of)
    return Made(paper.pdf, paper.remarks)


def annex_content(analysis: Analysis, chosen: Packet, choice: Choice) -> dict[str, Any]:
    """Everything that stands in the annex, in the order of printing: plain values."""
    who = chosen.name or chosen.traveler
    sheets, less_sheets = _latest(chosen.sheets, _MOST.requests, "requests")
    title = f"Annex to the requests of {who}: basis for the dates"
    return {
        "file_title": title,
        "lacking": "",
        "paper": paper_of(choice),
        "head": f"{who} · Annex to the requests for Certificates of Coverage",
        "heading": title,
        "foot": foot_of(analysis, "For your own file: not sent with a request."),
        "about": "Every first and last day is counted. Dates are MM/DD/YYYY.",
        "requests_note": less_sheets and f"{less_sheets} One request alone: --host and --period.",
        "requests": [request_part(sheet, choice) for sheet in sheets],
        "requests_none": "There is no request: no work here is under an agreement.",
        "drawing": drawing_for_print(drawing(analysis, chosen), WIDTH_A4 if choice.paper == PaperSize.A4 else WIDTH),
        "today": us_day(analysis.settings.as_of),
        "open": _open_points(chosen),
        "tables": [
            _days(analysis, chosen),
            _trips(chosen),
            _certificates(chosen),
            _deadlines(chosen),
        ],
        "rules": _rules(chosen),
        "made": [
            [label, on_paper(value_on_paper(text))]
            for label, text in about_lines(analysis, choice.redact, chosen.traveler)
        ],
    }


def _latest(rows: Sequence[Row], most: int, what: str) -> tuple[Sequence[Row], str]:
    """The last ``most`` rows, and the sentence that says what is left out and where it is ("": nothing)."""
    if len(rows) <= most:
        return rows, ""
    return rows[
        -most:
    ], f"The latest {most} of {len(rows)} {what} are printed; all of them are in the workbook (.xlsx)."


# ------------------------------------------------------------------------------------------------------- a request


def request_part(sheet: Sheet, choice: Choice) -> dict[str, Any]:
    """What the annex says about one request: its entries and where they come from, its checks and checkpoints."""
    request = sheet.request
    passed = [check.title for check in sheet.checks if check.level == Level.PASS]
    fields = [_field(field, sheet, choice) for field in _printed(sheet)]
    has_records = any(row[-1] for row in fields)
    return {
        "title": f"{title_of(request)}, work period {request.period}",
        "field_header": ["Entry", "Value", "Taken from", *(["Record"] if has_records else [])],
        "field_widths": ["138pt", "1fr", "120pt", *(["100pt"] if has_records else [])],
        "fields": [row if has_records else row[:-1] for row in fields],
        "notes": [on_paper(note) for note in sheet.gate.notes],
        "open": [on_paper(point) for point in sheet.open_points],
        "passed": f"{count(len(passed), 'check')} passed: {'; '.join(passed)}." if passed else "",
        "checks": _checks(sheet),
        "no_checks": NO_CHECKS if choice.redact else "",
        "checkpoints_sentence": on_paper(sheet.checkpoints.sentence) if sheet.checkpoints else "",
        "checkpoints": [
            [on_paper(cell) for cell in row]
            for row in (checkpoint_rows(sheet.checkpoints) if sheet.checkpoints else ())
        ],
    }


def _printed(sheet: Sheet) -> list[Field]:
    """The fields with a value, and the empty ones that a list asks for; the scope repeats the activity."""
    return [
        field
        for field in sheet.request.fields
        if field.code != "scope" and field.state != FieldState.AT_EXPORT and (field.value or field.asked)
    ]


def _field(field: Field, sheet: Sheet, choice: Choice) -> list[str]:
    origin = origin_in_words(field.origin) if field.value else "Not entered"
    if not field.value and is_taken_out(field, choice.redact):
        origin = TAKEN_OUT.capitalize()
    record = ""
    if field.record:
        record = field.record + (f", {us_day(field.checked_on)}" if field.checked_on else "")
        if field.state == FieldState.DIFFERS:
            record += f': holds "{field.record_value}"'
    value = value_on_paper(field.value)
    if field.code == "last_day" and not value:
        origin = on_paper(sheet.request.end_note) or origin
    return [field.label, value, origin, record]


def _checks(sheet: Sheet) -> list[list[str]]:
    """The checks that need a person, the hardest first."""
    hardest = {Level.STOP: 0, Level.WARN: 1}
    rows = sorted(
        (check for check in sheet.checks if check.level != Level.PASS), key=lambda check: hardest.get(check.level, 2)
    )
    return [
        [
            str(check.level).upper(),
            f"{check.title}: {on_paper(check.sentence)}",
            _compared(check.left),
            _compared(check.right),
            on_paper(check.fix),
        ]
        for check in rows
    ]


def _compared(pair: tuple[str, str]) -> str:
    label, value = pair
    return ": ".join(filter(None, [label, value_on_paper(value)]))


# ----------------------------------------------------------------------------------------------------- its tables


def _open_points(chosen: Packet) -> list[str]:
    points = [on_paper(point) for point in chosen.open_points]
    more = len(points) - _MOST.open_points
    return [
        *points[: _MOST.open_points],
        *([f"{more} more: the app and the workbook (.xlsx) list them."] if more > 0 else []),
    ]


def _part(title: str, columns: dict[str, str], rows: list[list[str]], *, note: str, none: str) -> dict[str, Any]:
    """One table: ``columns`` are heading → typst's width, ``none`` stands there without a row."""
    header, widths = list(columns), list(columns.values())
    return {"title": title, "widths": widths, "header": header, "rows": rows, "note": note, "none": none}


def _days(analysis: Analysis, chosen: Packet) -> dict[str, Any]:
    explained_days = list(rows_of(explained(chosen.answers, analysis.periods, analysis.law)))
    rows, note = _latest(explained_days, _MOST.days, "rows of days")
    return _part(
        "Day table",
        {
            "From": "62pt",
            "To": "62pt",
            "Days": "auto",
            "Country": "68pt",
            "Answer": "84pt",
            "Why": "1fr",
            "Rule": "86pt",
        },
        [
            [
                us_day(row.first_day),
                us_day(row.last_day),
                str(row.days),
                countries.name(row.host) if row.host else "",
                words.of_row(row).text,
                on_paper(row.why),
                row.rule,
            ]
            for row in rows
        ],
        note=note,
        none="No day is logged.",
    )


def _trips(chosen: Packet) -> dict[str, Any]:
    rows, note = _latest(list(rows_of(chosen.trips)), _MOST.trips, "trips")
    return _part(
        "Trips",
        {
            "Trip": "48pt",
            "From": "62pt",
            "To": "62pt",
            "Country": "68pt",
            "Place": "84pt",
            "Activity": "50pt",
            "Certainty": "56pt",
            "Record": "1fr",
        },
        [
            [
                row.trip,
                us_day(row.first_day),
                us_day(row.last_day) or "ongoing",
                countries.name(row.country),
                row.place,
                str(row.activity).replace("_", " "),
                row.certainty,
                row.source,
            ]
            for row in rows
        ],
        note=note,
        none="No trip.",
    )


def _certificates(chosen: Packet) -> dict[str, Any]:
    rows, note = _latest(list(rows_of(chosen.certificates)), _MOST.certificates, "certificates")
    return _part(
        "Certificates",
        {
            "Certificate": "80pt",
            "Issued by": "76pt",
            "Country": "76pt",
            "From": "62pt",
            "To": "56pt",
            "State": "60pt",
            "Control number": "1fr",
        },
        [
            [
                row.certificate,
                countries.name(row.issuer or "US"),
                countries.name(row.host),
                us_day(row.first_day),
                us_day(row.last_day) or "no end date",
                row.state or str(CertificateState.DRAFT),
                row.control_number,
            ]
            for row in rows
        ],
        note=note,
        none="No certificate is on file.",
    )


def _deadlines(chosen: Packet) -> dict[str, Any]:
    rows, note = _latest(list(rows_of(chosen.deadlines)), _MOST.deadlines, "deadlines")
    return _part(
        "Deadlines",
        {"Day": "62pt", "Country": "76pt", "What": "120pt", "To do": "1fr"},
        [
            [us_day(row.day), countries.name(row.host), words.DEADLINES[row.kind].text, on_paper(row.action)]
            for row in rows
        ],
        note=note,
        none="No deadline is known.",
    )


def _rules(chosen: Packet) -> list[dict[str, Any]]:
    return [
        {
            "title": f"{rule.host}: {rule.section}",
            "text": on_paper(rule.text),
            "lines": [
                *(_source(document) for document in rule.documents),
                *(_line(f"Official text: {on_paper(text)}") for text in rule.texts),
                *(_line(f"Doubt: {on_paper(doubt)}") for doubt in rule.doubts),
                _line(f"Rule id {rule.provision}"),
            ],
        }
        for rule in chosen.rules
    ]


def _source(document: Document) -> dict[str, str]:
    """A document as a link, its address for those who read on paper, and its dates."""
    dated = f", page dated {on_paper(document.page_date)}" if document.page_date else ""
    return {
        "title": document.title,
        "href": document.href,
        "text": f"{document.href}, read {us_day(document.read_on)}{dated}",
    }


def _line(text: str) -> dict[str, str]:
    return {"title": "", "href": "", "text": text}


ANNEX_PDF = Exporter(
    ".pdf",
    "The annex: basis for the dates",
    "application/pdf",
    _write,
    narrows=True,
    files=True,
)
