"""The list of requests: one line for every request, and one for everybody who has none.

The cover page of the requests, the workbook *Requests* and the overview of the adviser's page show these lines.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from tracker import countries
from tracker.analysis import Analysis
from tracker.codes import CertificateState, Code, Decision, RequestKind
from tracker.filing.gate import Banner, Gate, gate, gate_of_redacted
from tracker.filing.lookup import Key, Lookup
from tracker.filing.request import Request, requests
from tracker.words.days import day_text
from tracker.words.names import certificate_of


class ToDo(Code):
    """What to do about a line, the most urgent first."""

    REQUEST_NOW = "request_now", "Request now"
    ANSWER_FIRST = "answer_first", "Answer first"
    ASK_HOST = "ask_host", "Request the host's certificate"
    ASK_US_LETTER = "ask_us_letter", "Request a letter from SSA"
    WITH_AGENCY = "with_agency", "Sent: wait"
    ON_FILE = "on_file", "On file"
    NOT_POSSIBLE = "not_possible", "No certificate possible"
    NOT_NEEDED = "not_needed", "Nothing to request"


_OF_BANNERS = {
    Banner.READY: ToDo.REQUEST_NOW,
    Banner.REFUSED: ToDo.REQUEST_NOW,
    Banner.NOT_READY: ToDo.ANSWER_FIRST,
    Banner.ASK_HOST: ToDo.ASK_HOST,
    Banner.ASK_US_LETTER: ToDo.ASK_US_LETTER,
    Banner.WITH_AGENCY: ToDo.WITH_AGENCY,
    Banner.ON_FILE: ToDo.ON_FILE,
}
_ORDER = {to_do: place for place, to_do in enumerate(ToDo)}
_LATER = (RequestKind.EXTENSION, RequestKind.CORRECTION)
_NOTHING_LEFT = (ToDo.WITH_AGENCY, ToDo.ON_FILE, ToDo.NOT_POSSIBLE, ToDo.NOT_NEEDED)


@dataclass(frozen=True)
class RequestLine:
    """One line of the list. All days are inclusive; "" and None: there is none.

    ``country`` is the agreement country in words (several, with commas, where no agreement reaches the work).
    ``first_day``..``last_day`` are the days that the paper is wanted for: those without a certificate where it is an
    extension or a correction, else the filing dates. ``whole_first_day``..``whole_last_day`` are the filing dates, of
    the assignment as a whole. ``request_for`` says what is requested, ``open_points`` everything that keeps it from
    being sent, ``paper`` which certificate or request there is. ``file_by`` is the last day on which the request is in
    time; ``is_late``: it is past. ``request`` and ``gate`` stand behind a line that is about one.
    """

    to_do: ToDo
    traveler: str
    name: str
    period: int | None
    assignment: str
    host: str
    country: str
    request_for: str = ""
    first_day: dt.date | None = None
    last_day: dt.date | None = None
    whole_first_day: dt.date | None = None
    whole_last_day: dt.date | None = None
    file_by: dt.date | None = None
    is_late: bool = False
    open_points: tuple[str, ...] = ()
    paper: str = ""
    request: Request | None = None
    gate: Gate | None = None

    @property
    def employee_no(self) -> str:
        """The id that the log uses for the person; "" where it is the name itself, which no number stands beside."""
        return "" if self.traveler == self.name and " " in self.traveler else self.traveler

    @property
    def decision(self) -> str:
        """The decision (codes.Decision) on the work that the line is about."""
        if self.request is not None:
            return str(self.request.here)
        return str(Decision.STOP if self.to_do == ToDo.NOT_POSSIBLE else Decision.NOT_NEEDED)


def request_lines(
    analysis: Analysis, travelers: Collection[str] = (), redacted: Sequence[str] = ()
) -> tuple[RequestLine, ...]:
    """The lines of these travelers, of everybody without any: by what to do, then beginning, name and country.

    Every work period has a line for each of its requests, and one for its countries that no agreement reaches;
    somebody without any of both has one that says so. ``redacted`` says what the analysis has lost: such a copy is
    never ready to be sent. Empty where nobody is in the workspace.
    """
    lookup = Lookup(analysis)
    every = requests(analysis, lookup=lookup)
    lines = [_of_request(lookup, request, redacted) for request in every]
    lines += _without_agreement(lookup, {(request.traveler, request.period, request.host) for request in every})
    lines += _without_work(lookup, {line.traveler for line in lines})
    chosen = [line for line in lines if not travelers or line.traveler in travelers]
    return tuple(sorted(chosen, key=_place))


def _place(line: RequestLine) -> tuple[int, dt.date, str, str, str]:
    begins = line.first_day or dt.date.max
    return _ORDER[line.to_do], begins, line.name.casefold(), line.traveler, line.country


def _of_request(lookup: Lookup, request: Request, redacted: Sequence[str]) -> RequestLine:
    analysis = lookup.analysis
    if redacted:
        judged = gate_of_redacted(analysis, request, redacted, lookup)
    else:
        judged = gate(analysis, request, lookup=lookup)
    return line_of(lookup, request, judged)


def line_of(lookup: Lookup, request: Request, judged: Gate) -> RequestLine:
    """The line of one request whose gate is at hand."""
    to_do, dates = _OF_BANNERS[judged.banner], request.dates
    is_part = dates.filed.first_day is not None and to_do not in _NOTHING_LEFT
    last_day = dates.filed.last_day if is_part else dates.last_day
    return RequestLine(
        to_do=to_do,
        traveler=request.traveler,
        name=request.name or request.traveler,
        period=request.period,
        assignment=request.assignment,
        host=request.host,
        country=request.host_name,
        request_for="" if to_do in _NOTHING_LEFT else _request_for(request, to_do),
        first_day=dates.filed.first_day if is_part else dates.first_day,
        last_day=last_day,
        whole_first_day=dates.first_day,
        whole_last_day=_later_of(dates.last_day, last_day),
        file_by=dates.file_by,
        is_late=dates.file_by is not None and dates.file_by < lookup.analysis.settings.as_of,
        open_points=() if to_do in _NOTHING_LEFT else _open_points(request, judged),
        paper="; ".join(_papers(lookup, request)),
        request=request,
        gate=judged,
    )


def _open_points(request: Request, judged: Gate) -> tuple[str, ...]:
    """What keeps it from being sent, and the other days that need a request of their own."""
    return tuple(filter(None, [*judged.what_is_open, request.dates.filed.other_days_sentence]))


def _later_of(filed: dt.date | None, wanted: dt.date | None) -> dt.date | None:
    """The end of the whole: past a rule's limit, the paper of the other system is wanted for longer than that."""
    return wanted if filed is not None and wanted is not None and wanted > filed else filed


def _request_for(request: Request, to_do: ToDo) -> str:
    """``New``, ``Extension of SAMPLE-0102``, ``New; SSA refused the earlier request of Mar 2, 2026``."""
    filed = request.dates.filed
    if to_do == ToDo.ASK_HOST:
        return f"A {certificate_of(request.host)}, from its agency"
    if to_do == ToDo.ASK_US_LETTER:
        return "A letter from SSA"
    kind = RequestKind(filed.kind or RequestKind.NEW)
    words = str(kind).capitalize()
    if kind in _LATER:
        words += f" of {filed.control_number or filed.refers_to or 'a certificate'}"
    return f"{words}; SSA refused {filed.refused_request}" if filed.refused else words


def _papers(lookup: Lookup, request: Request) -> Iterator[str]:
    """The certificates on file for it, and the request that was sent: number, state, last day. No draft."""
    named = {request.certificate, *request.dates.certificates, request.dates.filed.refused} - {""}
    for row in lookup.certificates.get((request.traveler, request.host), []):
        if row.certificate not in named:
            continue
        number = row.control_number or row.certificate
        state = CertificateState(row.state or CertificateState.DRAFT)
        if state.is_issued:
            until = day_text(row.last_day)
            yield f"{number}, {state}" + (f", to {until}" if until else ", no end date")
        elif state == CertificateState.SUBMITTED:
            sent = day_text(row.submitted_on)
            yield f"{number}, sent {sent}" if sent else f"{number}, sent"
        elif state != CertificateState.DRAFT:
            yield f"{number}, {state}"


def _without_agreement(lookup: Lookup, filed: Collection[Key]) -> Iterator[RequestLine]:
    """Work in countries that no agreement reaches: one line per work period. ``filed``: what has a request."""
    rows: dict[tuple[str, int], list[tuple[str, dt.date, dt.date]]] = {}
    for (traveler, number, jurisdiction), answers in lookup.answers.items():
        if (traveler, number, jurisdiction) not in filed:
            days = (min(row.first_day for row in answers).date(), max(row.last_day for row in answers).date())
            rows.setdefault((traveler, number), []).append((jurisdiction, *days))
    for (traveler, number), stays in rows.items():
        period = lookup.periods[(traveler, number)]
        first, last = min(stay[1] for stay in stays), max(stay[2] for stay in stays)
        yield RequestLine(
            to_do=ToDo.NOT_POSSIBLE,
            traveler=traveler,
            name=_name(lookup, traveler),
            period=number,
            assignment=str(period.assignment),
            host="",
            country=", ".join(sorted(countries.name(stay[0]) for stay in stays)),
            first_day=first,
            last_day=last,
            whole_first_day=first,
            whole_last_day=last,
            open_points=(Decision.STOP.sentence,),
        )


def _without_work(lookup: Lookup, having_lines: Collection[str]) -> Iterator[RequestLine]:
    """Everybody else: no work abroad is logged."""
    workspace = lookup.analysis.workspace
    tables = (workspace.travelers, workspace.trips, workspace.assignments, workspace.certificates)
    for traveler in sorted({str(person) for table in tables for person in table["traveler"]} - set(having_lines)):
        yield RequestLine(ToDo.NOT_NEEDED, traveler, _name(lookup, traveler), None, "", "", "")


def _name(lookup: Lookup, traveler: str) -> str:
    person = lookup.people.get(traveler)
    return str(person.name) if person is not None and person.name else traveler


def of_decisions(lines: Iterable[RequestLine], decisions: Collection[str] = ()) -> tuple[RequestLine, ...]:
    """The lines that one of ``decisions`` (``decision_words``) names, in their order; all of them without any.

    A word names a line by what to do about it, or by the decision on its work period.
    """
    return tuple(line for line in lines if not decisions or {str(line.to_do), line.decision} & {*decisions})


def decision_words() -> tuple[str, ...]:
    """What may name lines: the codes of ``ToDo`` and of ``Decision``, each once."""
    return tuple(dict.fromkeys([*map(str, ToDo), *map(str, Decision)]))


def count_words(lines: Collection[RequestLine]) -> str:
    """``3 to request now · 1 to answer first · 7 on file``, in the order of ``ToDo``; what has none is left out."""
    numbers = {to_do: sum(line.to_do == to_do for line in lines) for to_do in ToDo}
    return " · ".join(f"{number} {_COUNTED[to_do]}" for to_do, number in numbers.items() if number)


_COUNTED = {
    ToDo.REQUEST_NOW: "to request now",
    ToDo.ANSWER_FIRST: "to answer first",
    ToDo.ASK_HOST: "to request from the host's agency",
    ToDo.ASK_US_LETTER: "letters to request from SSA",
    ToDo.WITH_AGENCY: "sent, waiting",
    ToDo.ON_FILE: "on file",
    ToDo.NOT_POSSIBLE: "without a possible certificate",
    ToDo.NOT_NEEDED: "with nothing to request",
}
