"""The filing packet as a tagged PDF: a sheet per request in the order of SSA's request, and the annex.

Set by typst from ``packet.typ``; all data go in as JSON. It is made to the PDF/UA standard, which forbids a letter
without a glyph: what no font at hand can show is put as its number instead and listed on every sheet.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import unicodedata
from typing import TYPE_CHECKING, Any

from tracker import countries
from tracker.analysis import Analysis
from tracker.charts import words
from tracker.charts.theme import Style
from tracker.charts.view import explained
from tracker.codes import NOT_LEGAL_ADVICE, CertificateState, Decision, Issuer, RequestKind
from tracker.days import iso
from tracker.errors import BadOption
from tracker.exchange.about import about_lines
from tracker.exchange.exporters.drawing import Drawing, drawing, words_on
from tracker.exchange.exporters.exporter import Choice, Exporter, Made
from tracker.filing.gate import Banner
from tracker.filing.identity import identity_lines
from tracker.filing.packet import NO_CHECKS, Packet, Sheet, packet
from tracker.filing.redaction import TAKEN_OUT, is_taken_out
from tracker.filing.request import Field, FieldState, Request, Section
from tracker.filing.rows import rows_of
from tracker.paths import PACKAGE
from tracker.words.names import certificate_of

if TYPE_CHECKING:
    from tracker.filing.checkpoints import Checkpoints
    from tracker.filing.identity import Identity

TEMPLATE = PACKAGE / "exchange" / "exporters" / "packet.typ"
_WIDTH, _ROW = 516, 17  # points: the width of the drawing and the height of its bars, as in the template
_LETTER = 3.5  # points: width of a letter on a bar
_THINNEST = 1.6  # points: a single day is still seen
_MOST_ROUNDS = 4
_NO_GLYPH = re.compile(r"the text `\"((?:[^\"\\]|\\.)*)\"` could not be displayed")
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}|\\(.)")
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_PLAIN_SPACE = "\n\t"
WORKSHEET = "A worksheet to copy from, not a form of SSA. A request to SSA is free; a paid offer is a private service."


def _write(analysis: Analysis, choice: Choice) -> Made:
    traveler = choice.traveler or _only_traveler(analysis)
    found = packet(
        analysis, traveler, host=choice.host, period=choice.period, identity=choice.identity, redact=choice.redact
    )
    pdf, missing = set_pdf(packet_content(analysis, found, choice), analysis.settings.as_of)
    remarks = tuple(f"The fonts at hand lack a letter: {one}. Its number stands in its place." for one in missing)
    blanks = identity_lines(choice.identity) if found.sheets else ()
    return Made(pdf, (*_open_remarks(found), *blanks, *remarks))


def _open_remarks(found: Packet) -> list[str]:
    """Which sheets are not to be sent, and whether something is missing or nothing is left to send."""
    shut = [sheet for sheet in found.sheets if sheet.open_points]
    unready = dict.fromkeys(sheet.request.host_name for sheet in shut if sheet.gate.banner == Banner.NOT_READY)
    others = [
        f"{sheet.request.host_name}: {sheet.gate.mark}." for sheet in shut if sheet.gate.banner != Banner.NOT_READY
    ]
    return [*([f"Not ready to file: {', '.join(unready)}. The sheets say what is open."] if unready else []), *others]


def _only_traveler(analysis: Analysis) -> str:
    """A packet is about one person."""
    known = sorted({*analysis.workspace.trips["traveler"], *analysis.workspace.travelers["traveler"]})
    if len(known) != 1:
        raise BadOption(f"traveler: say whose packet it is: {', '.join(known[:10]) or 'nobody is in the workspace'}")
    return str(known[0])


# ---------------------------------------------------------------------------------------------- what goes in


def packet_content(analysis: Analysis, found: Packet, choice: Choice) -> dict[str, Any]:
    """Everything that stands in the file, as the template takes it: plain values, in the order of printing."""
    told = analysis.summary
    who = found.name or found.traveler
    return {
        "title": f"Certificate of Coverage: filing packet of {who}",
        "note": NOT_LEGAL_ADVICE,
        "stamp": f"Coverline {told['version']} · rules {told['rules_digest']} · as of {told['as_of']}",
        "as_of": told["as_of"],
        "missing": [],
        "empty": "Nothing to request: no work here is under an agreement.",
        "sheets": [_sheet(sheet, choice) for sheet in found.sheets],
        "annex_about": f"{who}: what the dates on the request sheets rest on. Both days of every span are counted.",
        "drawing": _drawing(drawing(analysis, found)),
        "open": list(found.open_points),
        "days": _days(analysis, found),
        "trips": _trips(found),
        "certificates": _certificates(found),
        "deadlines": _deadlines(found),
        "checks": [{"title": _name(sheet), "rows": _checks(sheet)} for sheet in found.sheets if sheet.checks],
        "checks_none": NO_CHECKS if choice.redact else "There is no request to check.",
        "checkpoints": [
            {"title": _name(sheet), "rows": checkpoint_rows(sheet.checkpoints)}
            for sheet in found.sheets
            if sheet.checkpoints
        ],
        "rules": _rules(found),
        "about": [list(line) for line in about_lines(analysis, choice.redact, found.traveler)],
    }


def _name(sheet: Sheet) -> str:
    request = sheet.request
    return f"{request.host_name}, work period {request.period}" + (
        f" ({request.assignment})" if request.assignment else ""
    )


def _sheet(sheet: Sheet, choice: Choice) -> dict[str, Any]:
    by_section = {section: [one for one in sheet.request.fields if one.section == section] for section in Section}
    sections = [
        {"title": section.sentence, "rows": [row for one in fields for row in _rows(one, sheet, choice)]}
        for section, fields in by_section.items()
    ]
    return {
        "title": title_of(sheet.request),
        "subtitle": f"Work period {sheet.request.period}. {WORKSHEET}",
        "mark": sheet.gate.mark,
        "open": list(sheet.open_points),
        "sections": [section for section in sections if section["rows"]],
        "notes": [*([sheet.checkpoints.sentence] if sheet.checkpoints else []), *sheet.gate.notes],
        "signature": "The person who makes the request signs and dates what is sent.",
    }


def title_of(request: Request) -> str:
    """What a sheet is: a request, an extension, a paper that is on file, or another agency's certificate."""
    host, filed = request.host_name, request.dates.filed
    if request.here == Decision.ASK_US_LETTER:
        return f"Request for a letter from SSA: work in {host}"
    of_host = request.side == Issuer.HOST
    paper = certificate_of(request.host) if of_host else "US Certificate of Coverage"
    where = f": {host}"
    if request.dates.is_on_file and not filed.kind:
        return f"{paper} on file{where}"
    verb = {RequestKind.EXTENSION: "extend", RequestKind.CORRECTION: "correct"}.get(RequestKind(filed.kind or "new"))
    return f"Request to {verb} a {paper}{where}" if verb else f"Request for a {paper}{where}"


def _rows(field: Field, sheet: Sheet, choice: Choice) -> list[dict[str, Any]]:
    """The line of a field, and below the end the days that an extension or a correction is for."""
    row = _row(field, sheet, choice)
    filed = sheet.request.dates.filed
    rows = [row] if row else []
    if field.code == "last_day" and filed.first_day is not None:
        end = _both_ways(filed.last_day) if filed.last_day else "the end, which you must state"
        about = f"{filed.kind} of {filed.control_number or filed.refers_to}"
        days = f"{_both_ways(filed.first_day)} to {end}"
        rows.append({"label": "Days without a certificate", "value": days, "blank": False, "origin": about})
    return rows


def _row(field: Field, sheet: Sheet, choice: Choice) -> dict[str, Any] | None:
    """A line of the sheet; None for a field that is neither asked for nor filled. Blanks are for writing by hand."""
    value, origin = field.value, field.origin
    if field.state == FieldState.AT_EXPORT:
        value = _typed(field, choice.identity)
        origin = "typed for this file only" if value else "never kept: write it in"
    elif field.code in ("first_day", "last_day"):
        day = sheet.request.first_day if field.code == "first_day" else sheet.request.last_day
        value = _both_ways(day) if day else ""
    elif not value and not field.asked:
        return None
    if not value and is_taken_out(field, choice.redact):
        origin = TAKEN_OUT
    if field.record:
        origin = f"{origin}; {field.record}" + (f", {field.checked_on}" if field.checked_on else "")
    if field.state == FieldState.DIFFERS:
        origin += f": holds {field.record_value!r}"
    hint = "" if value or field.state == FieldState.AT_EXPORT else "not entered"
    return {"label": field.label, "value": value or hint, "blank": not value, "origin": origin}


def _typed(field: Field, identity: Identity | None) -> str:
    if identity is None:
        return ""
    if field.code == "ssn":
        return identity.ssn
    return _both_ways(identity.date_of_birth) if identity.date_of_birth else ""


def _both_ways(day: dt.date) -> str:
    """MM/DD/YYYY as SSA's form asks, and the month in letters, which nobody can read the wrong way round."""
    return f"{day:%m/%d/%Y} ({_MONTHS[day.month - 1]} {day.day}, {day.year})"


def _drawing(found: Drawing | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "row": _ROW,
        "width": _WIDTH,
        "sentence": found.sentence,
        "today": found.today,
        "ticks": [{"x": place, "text": text} for place, text in found.ticks],
        "lanes": [
            {
                "name": lane.name,
                "rows": lane.rows,
                "empty": lane.empty,
                "legend": [{"look": _look(style), "text": text} for style, text in lane.legend],
                "bars": [
                    {
                        "x": min(bar.left * _WIDTH, _WIDTH - _THINNEST),
                        "w": max(bar.width * _WIDTH, _THINNEST),
                        "row": bar.row,
                        "top": bar.part[0],
                        "height": bar.part[1] - bar.part[0],
                        "look": _look(bar.style),
                        "label": words_on(bar.labels, bar.width * _WIDTH, _LETTER),
                        "planned": bar.is_planned,
                    }
                    for bar in lane.bars
                ],
            }
            for lane in found.lanes
        ],
    }


def _look(style: Style) -> dict[str, str]:
    return {
        "fill": style.fill,
        "pattern": style.pattern,
        "hatch": style.hatch,
        "text": style.text,
        "line": style.line,
    }


def _days(analysis: Analysis, found: Packet) -> list[list[str]]:
    rows = explained(found.answers, analysis.periods, analysis.law)
    return [
        [
            iso(row.first_day),
            iso(row.last_day),
            str(row.days),
            countries.name(row.host) if row.host else "",
            words.of_row(row).text,
            row.why,
            row.rule,
        ]
        for row in rows_of(rows)
    ]


def _trips(found: Packet) -> list[list[str]]:
    return [
        [
            row.trip,
            iso(row.first_day),
            iso(row.last_day) or "ongoing",
            countries.name(row.country),
            row.place,
            row.activity,
            row.certainty,
            row.source,
        ]
        for row in rows_of(found.trips)
    ]


def _certificates(found: Packet) -> list[list[str]]:
    return [
        [
            row.certificate,
            countries.name(row.issuer or "US"),
            countries.name(row.host),
            iso(row.first_day),
            iso(row.last_day) or "no end date",
            row.state or str(CertificateState.DRAFT),
            row.control_number,
        ]
        for row in rows_of(found.certificates)
    ]


def _deadlines(found: Packet) -> list[list[str]]:
    return [
        [iso(row.day), countries.name(row.host), words.DEADLINES[row.kind].text, row.action]
        for row in rows_of(found.deadlines)
    ]


def _checks(sheet: Sheet) -> list[list[str]]:
    return [
        [
            str(check.level).upper(),
            f"{check.title}: {check.sentence}",
            ": ".join(filter(None, check.left)),
            ": ".join(filter(None, check.right)),
            check.fix,
        ]
        for check in sheet.checks
    ]


def checkpoint_rows(found: Checkpoints) -> list[list[str]]:
    """The four checkpoints in order: how each stands, its proof, and what it still needs."""
    return [[one.title, str(one.state), "; ".join(one.proof), "; ".join(one.missing)] for one in found.points]


def _rules(found: Packet) -> list[dict[str, Any]]:
    return [
        {
            "title": f"{rule.host}: {rule.section}",
            "text": rule.text,
            "lines": [
                *(
                    f"{one.title} <{one.href}>, read on {one.read_on}"
                    + (f", page dated {one.page_date}" if one.page_date else "")
                    for one in rule.documents
                ),
                *(f"Official text: {text}" for text in rule.texts),
                *(f"Doubt: {doubt}" for doubt in rule.doubts),
                f"Rule id {rule.provision}",
            ],
        }
        for rule in found.rules
    ]


# ---------------------------------------------------------------------------------------------- setting it


def set_pdf(content: dict[str, Any], as_of: dt.date) -> tuple[bytes, list[str]]:
    """The PDF, and the letters that stand in it as numbers only.

    First with the fonts that come with typst, so that the file is the same on every machine; where these lack a
    letter, with the fonts of the machine too; what these lack as well becomes its number.
    """
    import typst

    lacking = _unprintable(content)
    system_fonts = False
    for _ in range(_MOST_ROUNDS):
        shown = _with_numbers({**content, "missing": [_named(sign) for sign in sorted(lacking)]}, lacking)
        try:
            compiler = typst.Compiler(
                TEMPLATE.read_bytes(),
                ignore_system_fonts=not system_fonts,
                sys_inputs={"data": json.dumps(shown, ensure_ascii=False)},
            )
            made = compiler.compile(
                format="pdf", pdf_standards=["ua-1"], timestamp=dt.datetime.combine(as_of, dt.time(), dt.UTC)
            )
            return bytes(made if isinstance(made, bytes) else b"".join(made or [])), [
                _named(sign) for sign in sorted(lacking)
            ]
        except typst.TypstError as error:
            found = _without_glyph(error.diagnostic)
            if not found:
                raise
            if system_fonts:
                lacking |= found
            system_fonts = True
    raise BadOption("The packet holds letters that no font at hand can show. Export to .html or .json instead")


def _without_glyph(diagnostic: str) -> set[str]:
    """The signs that typst says it cannot show."""
    quoted = "".join(_NO_GLYPH.findall(diagnostic))
    plain = _ESCAPED.sub(lambda hit: chr(int(hit[1], 16)) if hit[1] else hit[2], quoted)
    return {sign for sign in plain if ord(sign) > 127}


def _unprintable(content: object) -> set[str]:
    """Signs that show nothing or turn the direction of the text: they could make a line say something else."""
    if isinstance(content, str):
        return {sign for sign in content if not sign.isprintable() and sign not in _PLAIN_SPACE and not sign.isspace()}
    parts = content.values() if isinstance(content, dict) else content if isinstance(content, list) else ()
    return {sign for part in parts for sign in _unprintable(part)}


def _with_numbers(content: Any, lacking: set[str]) -> Any:
    if isinstance(content, str):
        return "".join(f"[U+{ord(sign):04X}]" if sign in lacking else sign for sign in content)
    if isinstance(content, dict):
        return {key: _with_numbers(value, lacking) for key, value in content.items()}
    if isinstance(content, list):
        return [_with_numbers(value, lacking) for value in content]
    return content


def _named(sign: str) -> str:
    return f"U+{ord(sign):04X} {unicodedata.name(sign, 'without a name')}"


PACKET_PDF = Exporter(
    ".pdf",
    "The filing packet of one traveler",
    "application/pdf",
    _write,
    narrows=True,
    files=True,
    holds_identity=True,
)
