"""What stands on the adviser's page: every table and sentence as plain text, in the order in which it is read.

Days are American (``Mar 2, 2026``) and codes are words. What a user typed stands as it was typed.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pandas as pd

from tracker import countries
from tracker.charts.view import explained
from tracker.charts.words import DEADLINES, of_row
from tracker.codes import Case, Decision
from tracker.coverage.asks import answer_words
from tracker.exchange.exporters.exporter import Choice
from tracker.exchange.exporters.paper_words import origin_in_words, title_of
from tracker.exchange.redaction import TAKEN_OUT, is_taken_out
from tracker.filing.checkpoints import Checkpoint
from tracker.filing.checks import DATE_CHECKS, Check, CheckCode, Level
from tracker.filing.fields import BY_CODE
from tracker.filing.gate import Banner
from tracker.filing.packet import Document, Packet, RuleUsed, Sheet
from tracker.filing.request import Field, FieldState
from tracker.filing.request_list import RequestLine, count_words
from tracker.filing.rows import rows_of
from tracker.words import count
from tracker.words.days import day_text, with_day_texts
from tracker.words.entries import ACTIVITIES, CERTAINTIES, CERTIFICATE_STATES

_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_DAY_FIELDS = ("first_day", "last_day")
_COMPARES_DAYS = (*DATE_CHECKS, CheckCode.LATE)
_LEVELS = {Level.STOP: "Fix first", Level.WARN: "Review"}
_STATES = {
    FieldState.ENTERED: "No record yet",
    FieldState.CHECKED: "A record holds the same",
    FieldState.DIFFERS: "A record differs",
}
"""How far a field has come, in a few words; of an empty one its value says so."""


@dataclass(frozen=True)
class Link:
    """A cell that leads to another place of the page."""

    text: str
    target: str


Cell = str | Link


@dataclass(frozen=True)
class Column:
    """A column with its share of the table's width in percent: no content can make it wider or narrower."""

    head: str
    share: int


@dataclass(frozen=True)
class Table:
    """A table; the first cell of every row is its heading."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class Point:
    """One checkpoint: how it stands, and what proves it or is still needed, a line each."""

    title: str
    state: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class RequestPart:
    """One request in full.

    ``is_open``: somebody has to answer something first. ``checks`` has the rows that need a person; ``in_order`` names
    the checks that passed.
    """

    anchor: str
    title: str
    name: str
    assignment: str
    mark: str
    is_open: bool
    open_points: tuple[str, ...]
    notes: tuple[str, ...]
    fields: Table
    has_checks: bool
    checks: Table
    in_order: tuple[str, ...]
    may_rely: str
    checkpoints: tuple[Point, ...]


@dataclass(frozen=True)
class RulePart:
    """One rule that was applied, with everything needed to look it up."""

    anchor: str
    provision: str
    title: str
    text: str
    texts: tuple[str, ...]
    doubts: tuple[str, ...]
    documents: tuple[str, ...]


def table_of(caption: str, columns: Iterable[tuple[str, int]], rows: Iterable[Sequence[Cell]]) -> Table:
    """A table from headings with their shares, and rows of cells."""
    return Table(caption, tuple(Column(head, share) for head, share in columns), tuple(tuple(row) for row in rows))


# ------------------------------------------------------------------------------------------------------ overview


Anchors = dict[tuple[str, int | None, str], str]
"""(traveler, work period, country) of a request → its place on the page."""


def overview_of_requests(caption: str, lines: Sequence[RequestLine], anchors: Anchors) -> Table:
    """What to do about every request of one person, in the order of the list."""
    columns = (("Country", 20), ("What to do", 18), ("First day", 13), ("Last day", 13), ("Request by", 13),
               ("Still open", 23))  # fmt: skip
    return table_of(caption, columns, [(_country_of(line, anchors), *_of_line(line)) for line in lines])


def overview_of_all_requests(
    caption: str, lines: Sequence[RequestLine], anchors: Anchors, labels: dict[str, str]
) -> Table:
    """The same for everybody, with the person before the country."""
    columns = (("Person", 18), ("Country", 16), ("What to do", 16), ("First day", 12), ("Last day", 12),
               ("Request by", 12), ("Still open", 14))  # fmt: skip
    rows = [(labels[line.traveler], _country_of(line, anchors), *_of_line(line)) for line in lines]
    return table_of(caption, columns, rows)


def _country_of(line: RequestLine, anchors: Anchors) -> Cell:
    target = anchors.get((line.traveler, line.period, line.host))
    name = line.country or "No work abroad is logged"
    return Link(name, target) if target else name


def _of_line(line: RequestLine) -> tuple[str, ...]:
    """What to do, the days, by when, and how much is still open."""
    ends = day_text(line.last_day) or ("You must state it" if line.request else "")
    by = day_text(line.file_by)
    return (
        line.to_do.sentence,
        day_text(line.first_day),
        ends,
        f"{by}, past" if line.is_late else by,
        count(len(line.open_points), "point") if line.open_points else "Nothing",
    )


def overview_of_people(people: Sequence[tuple[Link, Sequence[RequestLine], int]]) -> Table:
    """One row per person: what to do, how many requests there are, and how many points are open.

    Each person comes with the lines of the person's requests and the number of remarks about the entries.
    """
    columns = (("Person", 30), ("What to do", 40), ("Requests", 14), ("Open points", 16))
    rows = [
        (
            link,
            count_words(lines) or "Nothing to request",
            str(sum(line.request is not None for line in lines)),
            str(sum(len(line.open_points) for line in lines) + remarks),
        )
        for link, lines, remarks in people
    ]
    return table_of("Everyone in this file", columns, rows)


# ------------------------------------------------------------------------------------------------------ one request


def request_part(sheet: Sheet, anchor: str, choice: Choice) -> RequestPart:
    """One request in full."""
    request, points = sheet.request, sheet.checkpoints
    name = f"{request.host_name}, work period {request.period}"
    return RequestPart(
        anchor=anchor,
        title=f"{title_of(request)}, work period {request.period}",
        name=name,
        assignment=request.assignment,
        mark=with_day_texts(sheet.gate.mark),
        is_open=sheet.gate.banner == Banner.NOT_READY,
        open_points=_spoken(sheet.open_points),
        notes=_spoken(note for note in sheet.gate.notes if not _is_in_mark(note, sheet)),
        fields=_fields(name, sheet, choice),
        has_checks=bool(sheet.checks),
        checks=_checks(name, sheet.checks),
        in_order=tuple(check.title for check in sheet.checks if check.level == Level.PASS),
        may_rely=points.sentence if points else "",
        checkpoints=tuple(_point(point) for point in points.points) if points else (),
    )


def _is_in_mark(note: str, sheet: Sheet) -> bool:
    """Whether the first line of the request already says the note: that it waits, or that its certificate is there."""
    return note == sheet.request.here.sentence and sheet.gate.banner in (Banner.WITH_AGENCY, Banner.ON_FILE)


def _fields(name: str, sheet: Sheet, choice: Choice) -> Table:
    rows = [
        (field.label, _value(field, choice), origin_in_words(field.origin), _state(field))
        for field in sheet.request.fields
        if field.value or field.asked
    ]
    columns = (("Field", 28), ("Value", 32), ("Taken from", 20), ("Record", 20))
    return table_of(f"What the request says: {name}", columns, rows)


def _value(field: Field, choice: Choice) -> str:
    if field.value:
        kind = BY_CODE[field.code].kind
        if kind == "code":
            return answer_words(field.column, field.value)
        return with_day_texts(field.value) if kind == "day" or field.code in _DAY_FIELDS else field.value
    if field.state == FieldState.AT_EXPORT:
        return "Never in this file"
    return TAKEN_OUT.capitalize() if is_taken_out(field, choice.redact) else "Not entered"


def _state(field: Field) -> str:
    holds = f"It holds: {field.record_value}" if field.state == FieldState.DIFFERS else ""
    seen = f"Compared {day_text(field.checked_on)}" if field.checked_on else ""
    return ". ".join(filter(None, [_STATES.get(field.state, ""), field.record, seen, holds]))


def _checks(name: str, checks: Sequence[Check]) -> Table:
    """The checks that need a person, those that stop the request first."""
    waiting = sorted((check for check in checks if check.level in _LEVELS), key=lambda check: check.level != Level.STOP)
    rows = [
        (
            _LEVELS[check.level],
            f"{check.title}: {with_day_texts(check.sentence)}",
            _pair(check, check.left),
            _pair(check, check.right),
            with_day_texts(check.fix),
        )
        for check in waiting
    ]
    columns = (("Result", 12), ("Check", 26), ("This request", 20), ("Compared with", 18), ("What to do", 24))
    return table_of(f"Checks that need you: {name}", columns, rows)


def _pair(check: Check, pair: tuple[str, str]) -> str:
    label, value = pair
    return ": ".join(filter(None, [label, with_day_texts(value) if check.code in _COMPARES_DAYS else value]))


def _point(point: Checkpoint) -> Point:
    needed = tuple(line if line.startswith("Not attached: ") else f"Open: {line}" for line in _spoken(point.missing))
    return Point(point.title, point.state.sentence, (*_spoken(point.proof), *needed))


# ------------------------------------------------------------------------------------------------------ one person


def tables_of(found: Packet) -> tuple[Table, ...]:
    """What the dates of one person rest on: work periods, days, trips, certificates, and dates to keep."""
    return _periods(found), _days(found), _trips(found), _certificates(found), _deadlines(found)


def _periods(found: Packet) -> Table:
    shown = set(found.coverage["period"].dropna())
    rows = [
        (
            str(row.period), row.assignment or "None", day_text(row.first_day), day_text(row.last_day),
            str(row.work_days), _names(row.countries), Case(row.case).sentence, Decision(row.decision).sentence,
        )
        for row in rows_of(found.own.periods)
        if row.period in shown
    ]  # fmt: skip
    columns = (("Period", 9), ("Assignment", 14), ("First day", 11), ("Last day", 11), ("Work days", 8),
               ("Countries", 13), ("Case", 17), ("What to do", 17))  # fmt: skip
    return table_of("Work periods", columns, rows)


def _days(found: Packet) -> Table:
    rows = [
        (
            day_text(row.first_day), day_text(row.last_day), str(row.days), _names(row.host),
            of_row(row).text + (f" (certificate {row.certificate})" if row.certificate else ""),
            with_day_texts(row.why), row.rule,
        )
        for row in rows_of(explained(found.answers, found.own.periods, found.own.law))
    ]  # fmt: skip
    columns = (("First day", 12), ("Last day", 12), ("Days", 7), ("Country", 13), ("Result", 19), ("Why", 22),
               ("Rule", 15))  # fmt: skip
    return table_of("Every day and its result (first and last days are counted)", columns, rows)


def _trips(found: Packet) -> Table:
    rows = [
        (
            row.trip, day_text(row.first_day), day_text(row.last_day) or "Ongoing", countries.name(row.country),
            row.place, ACTIVITIES.get(row.activity, row.activity), row.assignment,
            "; ".join(filter(None, [CERTAINTIES.get(row.certainty, row.certainty), row.source, row.note])),
        )
        for row in rows_of(found.trips)
    ]  # fmt: skip
    columns = (("Trip", 10), ("First day", 12), ("Last day", 12), ("Country", 12), ("Place", 12), ("For", 9),
               ("Assignment", 14), ("Certainty, source, note", 19))  # fmt: skip
    return table_of("Trips", columns, rows)


def _certificates(found: Packet) -> Table:
    rows = [
        (
            row.certificate, row.control_number, countries.name(row.issuer or "US"), countries.name(row.host),
            day_text(row.first_day), day_text(row.last_day) or "No end date", CERTIFICATE_STATES[row.state or "draft"],
            ", ".join(_steps(row.submitted_on, row.issued_on, row.delivered_on)),
        )
        for row in rows_of(found.certificates)
    ]  # fmt: skip
    columns = (("Certificate", 15), ("Control number", 14), ("Issued by", 11), ("For work in", 11), ("First day", 11),
               ("Last day", 11), ("State", 12), ("Steps", 15))  # fmt: skip
    return table_of("Certificates", columns, rows)


def _steps(*days: pd.Timestamp | None) -> list[str]:
    names = ("requested", "issued", "delivered")
    return [f"{name} {day_text(day)}" for name, day in zip(names, days, strict=True) if pd.notna(day)]


def _deadlines(found: Packet) -> Table:
    rows = [
        (day_text(row.day), countries.name(row.host), DEADLINES[row.kind].text, _action(row.kind, row.action))
        for row in rows_of(found.deadlines)
    ]
    return table_of("Deadlines", (("Day", 13), ("Country", 15), ("What", 22), ("To do", 50)), rows)


def _action(kind: str, action: str) -> str:
    """A sentence of the program with its days in words; the user's own stays as it was typed."""
    return action if kind == "own" else with_day_texts(action)


def _names(codes: str) -> str:
    return ", ".join(countries.name(code) for code in codes.split("+") if code)


# ------------------------------------------------------------------------------------------------------ rules


def rule_part(rule: RuleUsed) -> RulePart:
    """One rule with its documents."""
    return RulePart(
        anchor=rule_anchor(rule.provision),
        provision=rule.provision,
        title=f"{rule.host}: {rule.section}",
        text=with_day_texts(rule.text),
        texts=_spoken(rule.texts),
        doubts=_spoken(rule.doubts),
        documents=tuple(_document(document) for document in rule.documents),
    )


def rule_anchor(provision: str) -> str:
    """The place of a rule on the page."""
    return f"rule-{provision}"


def _document(document: Document) -> str:
    dated = f", page dated {_spoken_day(document.page_date)}" if document.page_date else ""
    return f"{document.title}, {document.href}, read on {day_text(document.read_on)}{dated}"


def _spoken_day(text: str) -> str:
    return day_text(dt.date.fromisoformat(text)) if _ISO_DAY.fullmatch(text) else text


def _spoken(sentences: Iterable[str]) -> tuple[str, ...]:
    return tuple(map(with_day_texts, sentences))
