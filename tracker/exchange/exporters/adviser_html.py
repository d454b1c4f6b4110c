"""One page for an adviser, whole in one file: nothing is loaded from anywhere, and nothing in it runs.

An overview leads to each person and each request; tables carry captions and scopes, the timeline is vector graphics
with words, and it prints. What was redacted is not in the file at all: it is gone before anything here sees it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

import jinja2

from tracker.analysis import Analysis
from tracker.codes import NOT_LEGAL_ADVICE
from tracker.exchange.about import METHOD, about_lines
from tracker.exchange.exporters.adviser_page import (
    Anchors,
    Link,
    RequestPart,
    RulePart,
    Table,
    overview_of_all_requests,
    overview_of_people,
    overview_of_requests,
    request_part,
    rule_anchor,
    rule_part,
    tables_of,
)
from tracker.exchange.exporters.adviser_shapes import STROKES, Looks, Shapes, shapes_of
from tracker.exchange.exporters.drawing import drawing
from tracker.exchange.exporters.exporter import Choice, Exporter, Made
from tracker.filing.packet import NO_CHECKS, Packet, everybody, packet, packets
from tracker.filing.request_list import RequestLine, count_words, request_lines
from tracker.paths import PACKAGE
from tracker.words.days import with_day_texts

TEMPLATES = PACKAGE / "exchange" / "exporters" / "adviser"
TITLE = "Work abroad and Certificates of Coverage"
_SHARES = range(5, 61)  # percent: the widths that a column can have
_SPACE = "\n\t"
_NAMES_IDS = "Uncertain dates"  # a line about the file that holds ids of the user, which stay as typed


@dataclass(frozen=True)
class _PersonPart:
    """One person as the template takes it. ``overview`` is None where the page is about this person alone."""

    anchor: str
    label: str
    overview: Table | None
    open_points: tuple[str, ...]
    shapes: Shapes | None
    requests: tuple[RequestPart, ...]
    tables: tuple[Table, ...]
    rules: tuple[Link, ...]


@dataclass(frozen=True)
class _Overview:
    """One list on top of the page."""

    anchor: str
    title: str
    table: Table
    sentence: str = ""


@dataclass
class _Page:
    """What the people of the page have in common, collected while they are written one after the other."""

    analysis: Analysis
    choice: Choice
    lines: tuple[RequestLine, ...]  # of everybody on the page, in the order of the list
    labels: dict[str, str]  # by traveler, in the order of the page
    looks: Looks = field(default_factory=Looks)
    anchors: Anchors = field(default_factory=dict)
    rules: dict[str, RulePart] = field(default_factory=dict)
    remarks: dict[str, int] = field(default_factory=dict)  # by traveler: open points about the entries

    @cached_property
    def lines_of(self) -> dict[str, list[RequestLine]]:
        """Traveler → the lines of the traveler's requests."""
        by_traveler: dict[str, list[RequestLine]] = {traveler: [] for traveler in self.labels}
        for line in self.lines:
            by_traveler[line.traveler].append(line)
        return by_traveler

    @property
    def is_about_one(self) -> bool:
        """Of one person only, the parts that lead from person to person are left out."""
        return len(self.labels) == 1

    @property
    def back(self) -> Link:
        return Link("Back to the top", "top") if self.is_about_one else Link("Back to the list of people", "people")

    @property
    def stamp(self) -> str:
        told = self.analysis.summary
        return f"Coverline {told['version']}, rules {told['rules_digest']}, as of {with_day_texts(told['as_of'])}."


def _write(analysis: Analysis, choice: Choice) -> Made:
    page = _page(analysis, choice)
    parts = list(_people(page))  # first, for the overviews say what was found about everybody
    page_template = _environment().get_template("page.html.j2")
    pieces = page_template.generate(
        title=f"{TITLE}: {_only(page.labels)}" if page.is_about_one else TITLE,
        note=NOT_LEGAL_ADVICE,
        stamp=page.stamp,
        running=_only(page.labels) if page.is_about_one else TITLE,
        named_pages=[] if page.is_about_one else _people_links(page),
        shares=_SHARES,
        redacted=[f"{part}: {part.sentence}" for part in choice.redact],
        redacted_note=NO_CHECKS,
        contents=_contents(page),
        overviews=_overviews(page),
        parts=parts,
        rules=[page.rules[provision] for provision in sorted(page.rules)],
        method=METHOD,
        about=_about(page),
        styles=page.looks.all,
    )
    return Made(b"".join(piece.encode("utf-8") for piece in pieces))


def _page(analysis: Analysis, choice: Choice) -> _Page:
    travelers = [choice.traveler] if choice.traveler else everybody(analysis)
    lines = tuple(
        line
        for line in request_lines(analysis, travelers, [str(part) for part in choice.redact])
        if choice.host in ("", line.host) and choice.period in (None, line.period)
    )
    return _Page(analysis, choice, lines, _labels(analysis, travelers))


def _labels(analysis: Analysis, travelers: Sequence[str]) -> dict[str, str]:
    """Everybody's name in the order of the page: by name. Among others the id stands beside it: names repeat."""
    rows = analysis.workspace.travelers
    names = dict(zip(rows["traveler"], rows["name"], strict=True))
    labels, is_alone = {}, len(travelers) == 1
    for traveler in travelers:
        name = names.get(traveler, "")
        is_plain = is_alone or not name or name == traveler
        labels[traveler] = (name or traveler) if is_plain else f"{name} ({traveler})"
    return dict(sorted(labels.items(), key=lambda pair: (pair[1].casefold(), pair[0])))


def _only(labels: dict[str, str]) -> str:
    return next(iter(labels.values()))


def _people(page: _Page) -> Iterator[str]:
    """The part of each person, written one after the other, so that only the markup of all of them is held."""
    template = _environment().get_template("person.html.j2")
    choice = page.choice
    if page.is_about_one:
        traveler = next(iter(page.labels))
        own = packet(page.analysis, traveler, host=choice.host, period=choice.period, redact=choice.redact)
        made: Iterable[Packet] = [own]
    else:
        made = packets(page.analysis, page.labels, redact=choice.redact)
    for number, found in enumerate(made, start=1):
        person = _person(page, found, number)
        names = {"person": person, "back": page.back, "note": NOT_LEGAL_ADVICE, "stamp": page.stamp}
        # As markup: the page must not escape again what its own template has escaped.
        yield template.make_module(names).__html__()


def _person(page: _Page, found: Packet, number: int) -> _PersonPart:
    requests = []
    for place, sheet in enumerate(found.sheets, start=1):
        anchor = f"request-{number}-{place}"
        page.anchors[(found.traveler, sheet.request.period, sheet.request.host)] = anchor
        requests.append(request_part(sheet, anchor, page.choice))
    for rule in found.rules:
        page.rules.setdefault(rule.provision, rule_part(rule))
    page.remarks[found.traveler] = len(found.open_points)
    lines = page.lines_of[found.traveler]
    drawn = drawing(page.analysis, found)
    return _PersonPart(
        anchor=_anchor(number),
        label=page.labels[found.traveler],
        overview=None if page.is_about_one else overview_of_requests("Requests", lines, page.anchors),
        open_points=tuple(map(with_day_texts, found.open_points)),
        shapes=shapes_of(drawn, page.looks) if drawn else None,
        requests=tuple(requests),
        tables=tables_of(found),
        rules=()
        if page.is_about_one
        else tuple(Link(f"{rule.host}: {rule.section}", rule_anchor(rule.provision)) for rule in found.rules),
    )


def _anchor(number: int) -> str:
    return f"person-{number}"


def _people_links(page: _Page) -> list[Link]:
    """Everybody's part, in the order of the page."""
    return [Link(label, _anchor(number)) for number, label in enumerate(page.labels.values(), start=1)]


def _contents(page: _Page) -> list[Link]:
    if page.is_about_one:
        requests = [
            Link(f"{line.country}: {line.to_do.sentence}", page.anchors[key])
            for line in page.lines
            if (key := (line.traveler, line.period, line.host)) in page.anchors
        ]
        first = [Link("Requests", "requests"), Link("Timeline, requests and days", _anchor(1)), *requests]
    else:
        first = [Link("People", "people"), Link("All requests", "requests")]
    last = [("Rules that were applied", "rules"), ("How the results are determined", "method")]
    return [*first, *(Link(*pair) for pair in last), Link("How this file was made", "about")]


def _overviews(page: _Page) -> list[_Overview]:
    counted = f"{count_words(page.lines)}." if page.lines else ""
    if page.is_about_one:
        table = overview_of_requests("Each request and what to do", page.lines, page.anchors)
        return [_Overview("requests", "Requests", table, counted)]
    people = [
        (link, page.lines_of[traveler], page.remarks[traveler])
        for link, traveler in zip(_people_links(page), page.labels, strict=True)
    ]
    table = overview_of_all_requests("Every request and what to do", page.lines, page.anchors, page.labels)
    return [
        _Overview("people", "People", overview_of_people(people), counted),
        _Overview("requests", "All requests", table),
    ]


def _about(page: _Page) -> list[tuple[str, str]]:
    lines = about_lines(page.analysis, page.choice.redact, page.choice.traveler)
    return [(label, text if label == _NAMES_IDS else with_day_texts(text)) for label, text in lines]


# ------------------------------------------------------------------------------------------------------ templates


@lru_cache(maxsize=1)
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        finalize=_harmless,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["css_text"] = _css_text
    environment.globals["strokes"] = STROKES
    return environment


def _harmless(value: object) -> object:
    """A text without signs that show nothing or turn the direction of the line."""
    if not isinstance(value, str) or hasattr(value, "__html__"):
        return value
    return value if value.isprintable() else "".join(map(_plain_sign, value))


def _plain_sign(sign: str) -> str:
    return sign if sign.isprintable() or sign in _SPACE else "�"


def _css_text(text: str) -> str:
    """The inside of a CSS string: every sign but letters and digits of ASCII as its number, so that none can end it."""
    plain = str(_harmless(text)).replace("\n", " ")
    return "".join(sign if sign.isascii() and sign.isalnum() else f"\\{ord(sign):x} " for sign in plain)


ADVISER_HTML = Exporter(".html", "A page for an adviser", "text/html", _write, narrows=True, files=True)
