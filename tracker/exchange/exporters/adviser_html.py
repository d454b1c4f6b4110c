"""One page for an adviser, whole in one file: nothing is loaded from anywhere, and nothing in it runs.

Tables carry captions and scopes, the timeline is vector graphics with words, and it prints. What was redacted is not
in the file at all: it is gone before anything here sees it.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from tracker import countries
from tracker.analysis import Analysis
from tracker.charts.theme import Style
from tracker.charts.view import explained
from tracker.charts.words import DEADLINES, of_row
from tracker.codes import NOT_LEGAL_ADVICE, Case, Decision
from tracker.days import iso
from tracker.exchange.about import METHOD, about_lines
from tracker.exchange.exporters.drawing import Drawing, DrawnLane, drawing, words_on
from tracker.exchange.exporters.exporter import Choice, Exporter, Made
from tracker.exchange.exporters.paper_words import checkpoint_rows, title_of
from tracker.exchange.redaction import TAKEN_OUT, is_taken_out
from tracker.filing.packet import NO_CHECKS, Packet, Sheet, packet
from tracker.filing.request import Field, FieldState
from tracker.filing.rows import rows_of

_WIDTH, _ROW, _GAP, _TITLE, _LETTER = 1000, 26, 4, 24, 6.6  # units of the drawing; letters of its 12 unit font
_THINNEST = 3.0
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_CSS = """
:root { color-scheme: light; }
body { font: 16px/1.5 system-ui, sans-serif; color: #111820; background: #fff; margin: 0 auto; padding: 1rem;
  max-width: 70rem; overflow-wrap: anywhere; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.3rem; margin-top: 2.2rem; } h3 { font-size: 1.05rem; }
.note { border-left: 4px solid #a84300; padding: .4rem .8rem; background: #fff4ec; }
.open { border: 3px solid #a84300; padding: .4rem .8rem; background: #fff4ec; }
.ready { border: 3px solid #111820; padding: .4rem .8rem; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; margin: .6rem 0 1.2rem; overflow-wrap: normal; }
caption { text-align: left; font-weight: 600; padding: .3rem 0; }
th, td { border: 1px solid #b4bac5; padding: .3rem .5rem; text-align: left; vertical-align: top; min-width: 4.5rem; }
.day { white-space: nowrap; }
thead th { background: #f1f3f6; }
svg { width: 100%; min-width: 44rem; height: auto; }
ul.legend { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: .3rem 1.4rem; font-size: .9rem; }
ul.legend svg { width: 2rem; min-width: 0; height: 1rem; vertical-align: -.15rem; margin-right: .4rem; }
:focus-visible { outline: 3px solid #0072b2; }
@media print {
  body { max-width: none; padding: 0; font-size: 10pt; }
  .wide { overflow: visible; } svg { min-width: 0; } h2, h3, caption { break-after: avoid; } tr { break-inside: avoid; }
  thead { display: table-header-group; }
}
"""


def _write(analysis: Analysis, choice: Choice) -> Made:
    people = [choice.traveler] if choice.traveler else _everybody(analysis)
    found = [packet(analysis, one, host=choice.host, period=choice.period, redact=choice.redact) for one in people]
    title = "Work abroad and Certificates of Coverage"
    body = [
        f"<h1>{title}</h1>",
        f'<p class="note"><strong>{_safe(NOT_LEGAL_ADVICE)}</strong></p>',
        _redacted(choice),
        *(part for number, one in enumerate(found, start=1) for part in _person(analysis, one, number, choice)),
        "<h2>How the answers were made</h2>",
        _definitions(METHOD),
        "<h2>How this file was made</h2>",
        _definitions(about_lines(analysis, choice.redact, choice.traveler)),
    ]
    page = (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{title}</title>\n<style>{_CSS}</style>\n</head>\n<body>\n<main>\n"
        + "\n".join(filter(None, body))
        + "\n</main>\n</body>\n</html>\n"
    )
    return Made(page.encode("utf-8"))


def _everybody(analysis: Analysis) -> list[str]:
    tables = analysis.workspace
    return sorted({*tables.trips["traveler"], *tables.travelers["traveler"], *tables.certificates["traveler"]})


def _redacted(choice: Choice) -> str:
    if not choice.redact:
        return ""
    listed = (f"{one}: {one.sentence}" for one in choice.redact)
    return f"<p>Taken out before this file was written:</p>{_list(listed)}<p>{_safe(NO_CHECKS)}</p>"


def _person(analysis: Analysis, found: Packet, number: int, choice: Choice) -> Iterator[str]:
    yield f"<h2>{_safe(found.name or found.traveler)}</h2>"
    drawn = drawing(analysis, found)
    if drawn:
        yield _svg(drawn, number)
        yield from (_legend(lane, f"{number}-{place}") for place, lane in enumerate(drawn.lanes) if lane.legend)
    yield _periods(analysis, found)
    if found.open_points:
        yield f"<h3>What is open</h3>{_list(found.open_points)}"
    for sheet in found.sheets:
        yield from _request(sheet, choice)
    yield _days(analysis, found)
    yield _trips(found)
    yield _certificates(found)
    yield _deadlines(found)
    yield _rules(found)


def _request(sheet: Sheet, choice: Choice) -> Iterator[str]:
    request = sheet.request
    name = f"{request.host_name}, work period {request.period}"
    yield f"<h3>{_safe(title_of(request))}, work period {request.period}</h3>"
    points = _list(sheet.open_points) if sheet.open_points else ""
    yield f'<div class="{"open" if points else "ready"}"><strong>{_safe(sheet.gate.mark)}</strong>{points}</div>'
    if sheet.gate.notes:
        yield f"<p>Good to know:</p>{_list(sheet.gate.notes)}"
    rows = [
        (one.label, one.value or _empty(one, choice), one.origin, f"{one.state.sentence} {one.record}".strip())
        for one in request.fields
        if one.value or one.asked
    ]
    yield _table(f"What the request says: {name}", ("Field", "Value", "Taken from", "State and record"), rows)
    checked = [
        (str(one.level).upper(), f"{one.title}: {one.sentence}", _pair(one.left), _pair(one.right), one.fix)
        for one in sheet.checks
    ]
    if checked:
        yield _table(f"Checks: {name}", ("Result", "Check", "This request", "Compared with", "What to do"), checked)

    if sheet.checkpoints:
        yield f"<p><strong>{_safe(sheet.checkpoints.sentence)}</strong></p>"
        heads = ("Checkpoint", "State", "Proof", "Still needed")
        yield _table(f"Four checkpoints: {name}", heads, checkpoint_rows(sheet.checkpoints))


def _empty(field: Field, choice: Choice) -> str:
    if field.state == FieldState.AT_EXPORT:
        return "never in this file"
    return TAKEN_OUT if is_taken_out(field, choice.redact) else "not entered"


def _pair(pair: tuple[str, str]) -> str:
    return ": ".join(filter(None, pair))


def _periods(analysis: Analysis, found: Packet) -> str:
    shown = set(found.coverage["period"].dropna())
    rows = [
        (
            str(row.period),
            row.assignment,
            f"{row.first_day:%Y-%m-%d}",
            f"{row.last_day:%Y-%m-%d}",
            str(row.work_days),
            _named(row.countries),
            Case(row.case).sentence,
            Decision(row.decision).sentence,
        )
        for row in rows_of(analysis.periods)
        if row.traveler == found.traveler and row.period in shown
    ]
    heads = ("Period", "Assignment", "From", "To", "Work days", "Countries", "Case", "What to do")
    return _table("Work periods", heads, rows)


def _days(analysis: Analysis, found: Packet) -> str:
    told = explained(found.answers, analysis.periods, analysis.law)
    rows = [
        (
            iso(row.first_day),
            iso(row.last_day),
            str(row.days),
            _named(row.host),
            of_row(row).text,
            row.why,
            row.rule,
            row.certificate,
        )
        for row in rows_of(told)
    ]
    heads = ("From", "To", "Days", "Country", "Answer", "Why", "Rule", "Certificate")
    return _table("Every day and its answer (both days of a span counted)", heads, rows)


def _trips(found: Packet) -> str:
    heads = ("Trip", "From", "To", "Country", "Place", "Activity", "Assignment", "Dates are", "Record", "Note")
    rows = [
        (
            row.trip, iso(row.first_day), iso(row.last_day) or "ongoing", countries.name(row.country), row.place,
            row.activity, row.assignment, row.certainty, row.source, row.note,
        )
        for row in rows_of(found.trips)
    ]  # fmt: skip
    return _table("Trips", heads, rows)


def _certificates(found: Packet) -> str:
    heads = (
        "Certificate", "Issued by", "Country", "From", "To", "State", "Control number", "Requested", "Issued",
        "Delivered",
    )  # fmt: skip
    rows = [
        (
            row.certificate, countries.name(row.issuer or "US"), countries.name(row.host), iso(row.first_day),
            iso(row.last_day) or "no end date", row.state, row.control_number, iso(row.submitted_on),
            iso(row.issued_on), iso(row.delivered_on),
        )
        for row in rows_of(found.certificates)
    ]  # fmt: skip
    return _table("Certificates", heads, rows)


def _deadlines(found: Packet) -> str:
    rows = [
        (iso(row.day), countries.name(row.host), DEADLINES[row.kind].text, row.action)
        for row in rows_of(found.deadlines)
    ]
    return _table("Dates to keep", ("Day", "Country", "What", "To do"), rows)


def _rules(found: Packet) -> str:
    rows = [
        (
            rule.provision,
            f"{rule.host}: {rule.section}",
            rule.text,
            " · ".join(f"{one.title} ({one.href}), read on {one.read_on}" for one in rule.documents),
            " ".join([*(f"Official text: {text}" for text in rule.texts), *rule.doubts]),
        )
        for rule in found.rules
    ]
    return _table(
        "Rules that were applied",
        ("Id", "Section", "Rule", "Documents", "Official texts that differ, and doubts"),
        rows,
    )


# ---------------------------------------------------------------------------------------------- markup


def _safe(text: object) -> str:
    """Text made harmless: no markup, and no sign that turns the direction of the line."""
    plain = "".join(sign if sign.isprintable() or sign in "\n\t" else "�" for sign in str(text))
    return html.escape(plain)


def _table(caption: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    if not rows:
        return f"<p>{_safe(caption)}: none.</p>"
    head = "".join(f'<th scope="col">{_safe(one)}</th>' for one in heads)
    body = "\n".join(
        f'<tr><th scope="row"{_class(first)}>{_safe(first)}</th>'
        + "".join(f"<td{_class(cell)}>{_safe(cell)}</td>" for cell in rest)
        + "</tr>"
        for first, *rest in rows
    )
    return (
        f'<div class="wide" tabindex="0" role="region" aria-label="{_safe(caption)}">'
        f"<table><caption>{_safe(caption)}</caption><thead><tr>{head}</tr></thead><tbody>\n{body}\n</tbody></table></div>"
    )


def _class(cell: str) -> str:
    """Dates stay in one piece."""
    return ' class="day"' if _ISO_DAY.fullmatch(cell) else ""


def _list(lines: Iterable[str]) -> str:
    return "<ul>" + "".join(f"<li>{_safe(line)}</li>" for line in lines) + "</ul>"


def _definitions(lines: Iterable[tuple[str, str]]) -> str:
    return "<dl>" + "".join(f"<dt><strong>{_safe(a)}</strong></dt><dd>{_safe(b)}</dd>" for a, b in lines) + "</dl>"


def _svg(found: Drawing, number: int) -> str:
    """The lanes as vector graphics. Every bar names itself to whoever points at it or has it read aloud."""
    parts, y = [], 0.0
    for place, lane in enumerate(found.lanes):
        height = lane.rows * (_ROW + _GAP) + _GAP
        parts.append(f'<text x="0" y="{y + 15}" font-weight="600">{_safe(lane.name)}</text>')
        y += _TITLE
        parts.append(f'<rect x="0" y="{y}" width="{_WIDTH}" height="{height}" fill="#f6f7f9"/>')
        for x, _ in found.ticks:
            parts.append(f'<path d="M{x * _WIDTH:.1f} {y}v{height}" stroke="#e3e6eb"/>')
        parts += [_bar(bar, y, f"{number}-{place}", styles) for styles in [_styles(lane)] for bar in lane.bars]
        if lane.empty:
            parts.append(f'<text x="8" y="{y + 20}">{_safe(lane.empty)}</text>')
        if found.today is not None:
            x = found.today * _WIDTH
            parts.append(
                f'<path d="M{x:.1f} {y}v{height}" stroke="#111820" stroke-width="1.5" stroke-dasharray="2 3"/>'
            )
        y += height + 10
    for x, text in found.ticks:
        anchor = "end" if x > 0.95 else "start"
        parts.append(
            f'<text x="{x * _WIDTH:.1f}" y="{y + 10}" text-anchor="{anchor}" fill="#5a6070">{_safe(text)}</text>'
        )
    patterns = "".join(
        _pattern(f"p{number}-{place}-{n}", style)
        for place, lane in enumerate(found.lanes)
        for n, style in enumerate(_styles(lane))
    )
    return (
        f'<div class="wide" tabindex="0" role="region" aria-label="Timeline"><svg viewBox="0 0 {_WIDTH} {y + 20:.0f}" '
        f'role="img" aria-labelledby="t{number}" font-size="12" font-family="system-ui, sans-serif" fill="#111820">'
        f'<title id="t{number}">{_safe(found.sentence)}</title><defs>{patterns}</defs>{"".join(parts)}</svg></div>'
    )


def _styles(lane: DrawnLane) -> list[Style]:
    return list(dict.fromkeys([*(style for style, _ in lane.legend), *(bar.style for bar in lane.bars)]))


def _bar(bar: Any, top: float, lane: str, styles: list[Style]) -> str:
    x, width = min(bar.left * _WIDTH, _WIDTH - _THINNEST), max(bar.width * _WIDTH, _THINNEST)
    part_top, part_bottom = bar.part
    y, height = top + _GAP + bar.row * (_ROW + _GAP) + part_top * _ROW, (part_bottom - part_top) * _ROW
    dashes = ' stroke-dasharray="5 3"' if bar.is_planned else ""
    shape = (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" rx="2" '
        f'fill="url(#p{lane}-{styles.index(bar.style)})" stroke="{bar.style.line}"{dashes}/>'
    )
    label = words_on(bar.labels, width, _LETTER) if height > 15 else ""
    if label:
        middle, wide = x + width / 2, len(label) * _LETTER + 6
        shape += (
            f'<rect x="{middle - wide / 2:.1f}" y="{y + height / 2 - 8:.1f}" width="{wide:.1f}" height="16" '
            f'fill="{bar.style.fill}"/><text x="{middle:.1f}" y="{y + height / 2 + 4:.1f}" text-anchor="middle" '
            f'fill="{bar.style.text}">{_safe(label)}</text>'
        )
    return f"<g><title>{_safe(bar.title)}</title>{shape}</g>"


_STROKES = {
    "/": "M0 8L8 0",
    "\\": "M0 0L8 8",
    "-": "M0 4H8",
    "|": "M4 0V8",
    "x": "M0 8L8 0M0 0L8 8",
    "+": "M0 4H8M4 0V8",
}


def _pattern(name: str, style: Style) -> str:
    marks = ""
    if style.pattern == ".":
        marks = f'<circle cx="4" cy="4" r="1.5" fill="{style.hatch}"/>'
    elif style.pattern:
        marks = f'<path d="{_STROKES[style.pattern]}" stroke="{style.hatch}" stroke-width="1.4"/>'
    return (
        f'<pattern id="{name}" width="8" height="8" patternUnits="userSpaceOnUse">'
        f'<rect width="8" height="8" fill="{style.fill}"/>{marks}</pattern>'
    )


def _legend(lane: DrawnLane, name: str) -> str:
    entries = "".join(
        f'<li><svg viewBox="0 0 32 16" aria-hidden="true"><defs>{_pattern(f"l{name}-{n}", style)}</defs>'
        f'<rect x=".5" y=".5" width="31" height="15" fill="url(#l{name}-{n})" stroke="{style.line}"/></svg>'
        f"{_safe(text)}</li>"
        for n, (style, text) in enumerate(lane.legend)
    )
    return f'<p><strong>{_safe(lane.name)}</strong></p><ul class="legend">{entries}</ul>'


def _named(codes: str) -> str:
    return ", ".join(countries.name(code) for code in codes.split("+") if code)


ADVISER_HTML = Exporter(".html", "A page for an adviser", "text/html", _write, narrows=True, files=True)
