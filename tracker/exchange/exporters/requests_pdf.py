"""The requests as a tagged PDF, one page each: of one person, or of a program with a list of all of them in front."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from tracker.analysis import Analysis
from tracker.codes import Paper as PaperSize
from tracker.errors import BadOption
from tracker.exchange.exporters.cover_list import cover_of
from tracker.exchange.exporters.exporter import Choice, Exporter, Made
from tracker.exchange.exporters.page_fit import size_that_fits
from tracker.exchange.exporters.request_page import PageChoice, is_to_send, page_of
from tracker.exchange.exporters.requests_xlsx import footer_of
from tracker.exchange.exporters.typesetting import Paper as TypesetPaper
from tracker.exchange.exporters.typesetting import set_paper
from tracker.filing.identity import Identity, identity_lines
from tracker.filing.lookup import Lookup
from tracker.filing.packet import Packet, packet
from tracker.filing.request_list import RequestLine, ToDo, line_of, of_decisions, request_lines

TEMPLATE = "requests.typ"
WORKSHEET = "A worksheet, not a form of SSA. A request to SSA is free; a paid offer is a private service."
_TYPST_PAPERS = {PaperSize.LETTER: "us-letter", PaperSize.A4: "a4"}
_HEIGHTS = {"us-letter": 684.0, "a4": 734.0}  # points between the margins of requests.typ
_MOST_TRIED_OUT = 24
_TO_SEND_OR_ANSWER = (ToDo.REQUEST_NOW, ToDo.ANSWER_FIRST, ToDo.ASK_HOST, ToDo.ASK_US_LETTER)


def _write(analysis: Analysis, choice: Choice) -> Made:
    if choice.requests:
        return _write_program(analysis, choice)
    chosen = packet_of(analysis, choice)
    paper = _set(requests_content(analysis, chosen, choice), analysis.settings.as_of)
    lines = lines_of(analysis, chosen)
    blanks = () if choice.redact else identity_remarks(lines, choice.identity)  # a redacted copy is filled in by nobody
    return Made(paper.pdf, (*remarks_of(lines), *blanks, *paper.remarks))


def identity_remarks(lines: Sequence[RequestLine], identity: Identity | None) -> tuple[str, ...]:
    """Which of SSN and date of birth are on the pages and which are blanks; () where no page has a place for them."""
    is_typed = identity is not None and not identity.is_blank
    return identity_lines(identity) if is_typed or any(map(is_to_send, lines)) else ()


def _set(content: dict[str, Any], as_of: dt.date) -> TypesetPaper:
    """The paper. Where there are many pages, the size of their letters is estimated: to try it out takes typst twice
    the time and the memory. Where an estimate was wrong, all are tried out."""
    pages = content["pages"]
    if len(pages) > _MOST_TRIED_OUT:
        paper = set_paper(TEMPLATE, sized(content), as_of)
        if paper.upright_pages == len(pages):
            return paper
    return set_paper(TEMPLATE, content, as_of)


def sized(content: dict[str, Any]) -> dict[str, Any]:
    """The same content with the size of the letters of each page, in points; None: to be tried out."""
    height = _HEIGHTS[content["paper"]]
    return {**content, "pages": [{**page, "size": size_that_fits(page, height)} for page in content["pages"]]}


def packet_of(analysis: Analysis, choice: Choice) -> Packet:
    """The packet of the person of a choice, or of the only person there is; ``BadOption`` where there are several."""
    traveler = choice.traveler or _only_traveler(analysis)
    return packet(
        analysis, traveler, host=choice.host, period=choice.period, identity=choice.identity, redact=choice.redact
    )


def lines_of(analysis: Analysis, chosen: Packet) -> list[RequestLine]:
    """The line of each sheet of a packet, in the order of its sheets."""
    lookup = Lookup(analysis, chosen.traveler)
    return [line_of(lookup, sheet.request, sheet.gate) for sheet in chosen.sheets]


def _only_traveler(analysis: Analysis) -> str:
    travelers = sorted({*analysis.workspace.trips["traveler"], *analysis.workspace.travelers["traveler"]})
    if len(travelers) != 1:
        people = ", ".join(travelers[:10]) or "no one is in the workspace"
        more = " …" if len(travelers) > 10 else ""
        raise BadOption(f"traveler: say whose packet it is ({people}{more}), or make the requests of everybody: --all")
    return str(travelers[0])


def requests_content(analysis: Analysis, chosen: Packet, choice: Choice) -> dict[str, Any]:
    """Everything that stands on the pages of one person, in the order of printing: plain values."""
    who = chosen.name or chosen.traveler
    page_choice = PageChoice(choice.identity, choice.redact)
    return {
        **_around(analysis, choice, f"Certificate of Coverage: requests of {who}"),
        "pages": [page_of(line, page_choice) for line in lines_of(analysis, chosen)],
        "nobody": who,
    }


def remarks_of(lines: Sequence[RequestLine]) -> tuple[str, ...]:
    """Which pages are not to be sent yet, and for which nothing is left to send."""
    open_lines = [line for line in lines if line.gate is not None and line.gate.what_is_open]
    unready = dict.fromkeys(line.country for line in open_lines if line.to_do == ToDo.ANSWER_FIRST)
    others = [f"{line.country}: {line.gate.mark}." for line in open_lines if line.gate and line.country not in unready]
    return (*([f"Not ready to file: {', '.join(unready)}. The pages say what is open."] if unready else []), *others)


# ------------------------------------------------------------------------------------------------------- a program


def _write_program(analysis: Analysis, choice: Choice) -> Made:
    lines = of_decisions(request_lines(analysis, choice.travelers, choice.redact), choice.decisions)
    content = program_content(analysis, lines, choice)
    paper = _set(content, analysis.settings.as_of)
    return Made(paper.pdf, paper.remarks)


def program_content(analysis: Analysis, lines: Sequence[RequestLine], choice: Choice) -> dict[str, Any]:
    """The list of these lines, and a page for each: where no decision was chosen, for those to send or to answer."""
    page_choice = PageChoice(None, choice.redact, elsewhere="in full in Coverline", has_annex=False)
    return {
        **_around(analysis, choice, "US Certificates of Coverage: requests"),
        "cover": cover_of(lines, analysis.settings.as_of, choice.decisions),
        "pages": [
            page_of(line, page_choice)
            for line in lines
            if line.request is not None and (choice.decisions or line.to_do in _TO_SEND_OR_ANSWER)
        ],
    }


def _around(analysis: Analysis, choice: Choice, title: str) -> dict[str, Any]:
    """What every file of requests says about itself."""
    return {
        "file_title": title,
        "heading": title,
        "paper": paper_of(choice),
        "cover": None,
        "nobody": "",
        "empty": "Nothing to request: no work here is under an agreement.",
        "foot": foot_of(analysis, WORKSHEET),
    }


def foot_of(analysis: Analysis, *more: str) -> list[str]:
    """The lines below every page: what the file is, and what it was made from."""
    no_advice, made_from = footer_of(analysis)
    return [no_advice, *more, made_from]


def paper_of(choice: Choice) -> str:
    """The name that typst gives the paper of a choice."""
    return _TYPST_PAPERS[choice.paper]


REQUESTS_PDF = Exporter(
    ".pdf",
    "The requests, one page each",
    "application/pdf",
    _write,
    narrows=True,
    files=True,
    holds_identity=True,
    holds_requests=True,
)
