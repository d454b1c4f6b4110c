"""The list in front of the requests of a program: everybody has a line; plain values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from tracker.exchange.exporters.paper_words import on_paper, shortened, us_day
from tracker.exchange.exporters.request_page import empty_fields
from tracker.filing.checks import CheckCode
from tracker.filing.gate import REDACTED
from tracker.filing.request_list import RequestLine, ToDo, count_words
from tracker.words import count
from tracker.words.days import day_text

HEADER = (
    "No.",
    "What to do",
    "Name",
    "Employee no.",
    "Country",
    "Request for",
    "Beginning",
    "End",
    "Request by",
    "Still missing or open",
    "Certificate or control no.",
)
_WIDTHS = (22, 60, 80, 52, 60, 72, 61, 61, 61, 0, 74)  # points; 0: what is left
_LONGEST = 150  # letters of what is open
_REDACTED = REDACTED.partition("{")[0]
_BOLD = (1, 6, 7)  # what to do and the two dates, of a request that can be made now


def cover_of(lines: Sequence[RequestLine], as_of: dt.date, decisions: Sequence[str] = ()) -> dict[str, Any]:
    """The list as the template takes it, in the order of the lines; ``decisions`` say what it was narrowed to."""
    only = f" · only these: {', '.join(_in_words(word) for word in decisions)}" if decisions else ""
    counts = count_words(lines) or ("none of these" if decisions else "nobody is in the workspace")
    return {
        "lacking": "",
        "head": "US Certificates of Coverage · list of requests",
        "title": "US Certificates of Coverage: requests",
        "about": f"As of {day_text(as_of)} · {counts} · dates MM/DD/YYYY, both days counted{only}",
        "header": list(HEADER),
        "widths": list(_WIDTHS),
        "rows": [_row(number, line) for number, line in enumerate(lines, start=1)],
    }


def _in_words(decision: str) -> str:
    """``answer_first`` → ``answer first``: a word of ``--decision`` as it is read on paper."""
    return str(ToDo(decision).sentence).lower() if decision in set(map(str, ToDo)) else decision.replace("_", " ")


def _row(number: int, line: RequestLine) -> dict[str, Any]:
    cells = [
        str(number),
        line.to_do.sentence,
        line.name,
        line.employee_no,
        line.country,
        line.request_for,
        us_day(line.first_day),
        us_day(line.last_day),
        _request_by(line),
        _open(line),
        line.paper,
    ]
    return {"cells": cells, "bold": list(_BOLD) if line.to_do == ToDo.REQUEST_NOW else []}


def _request_by(line: RequestLine) -> str:
    if line.file_by is None:
        return ""
    return "at once: late" if line.is_late else us_day(line.file_by)


def _open(line: RequestLine) -> str:
    """Everything that keeps it from being sent, empty fields as their number."""
    decided = line.request.here.sentence if line.request else ""
    points = [
        on_paper(point)
        for point in line.open_points
        if point != decided and not point.startswith(CheckCode.COMPLETE.problem)
    ]
    is_redacted = any(point.startswith(_REDACTED) for point in line.open_points)  # then they may have been entered
    empty = empty_fields(line.request) if line.request and line.to_do == ToDo.ANSWER_FIRST and not is_redacted else []
    words = [f"{count(len(empty), 'field')} empty"] if empty else []
    return shortened("; ".join(point.rstrip(".") for point in (*words, *points)), _LONGEST)
