"""One request as one page: what to do, what is requested, who requests it, and where it goes; plain values."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from tracker.codes import Channel, Issuer, RequestKind
from tracker.exchange.exporters.paper_words import (
    day_in_letters,
    on_paper,
    shortened,
    span_of,
    title_of,
    us_day,
    value_on_paper,
)
from tracker.exchange.redaction import TAKEN_OUT, Redaction, is_taken_out
from tracker.filing.checks import CheckCode
from tracker.filing.gate import Banner
from tracker.filing.places import Authority, Route, load_filing
from tracker.filing.request import Field, FieldState, Request
from tracker.filing.request_list import RequestLine
from tracker.rules.load import load_rules
from tracker.words import count
from tracker.words.days import day_text
from tracker.words.names import certificate_of, in_sentence, possessive

if TYPE_CHECKING:
    from tracker.filing.identity import Identity

_COUNTRY = "Agreement country"
_MOST_POINTS = 6
_LONGEST_POINT = 260  # letters: more is in the annex
_NOTHING_TO_SEND = (Banner.ON_FILE, Banner.WITH_AGENCY)
_OF_SSA = (Banner.READY, Banner.REFUSED, Banner.NOT_READY, Banner.ASK_US_LETTER)

_POMS = re.compile(r"POMS [A-Z]+ [\d.]+\d")

_ROWS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("", "", ("name",)),
    ("", "", ("ssn",)),
    ("", "", ("date_of_birth",)),
    ("", "", ("place_of_birth",)),
    ("", "", ("other_surnames",)),
    ("", "", ("address",)),
    ("", "", ("nationalities",)),
    ("", "", ("residence",)),
    ("US business, address", "US employer, address", ("business_name", "business_address")),
    ("Nature of the work", "Work that is done", ("activity_description",)),
    ("", "", ("work_places",)),
    (
        "Business there, address",
        "Employer or affiliate there, address",
        ("host_business_name", "host_business_address"),
    ),
    ("Client, address, country", "Client, address, country", ("client_name", "client_address", "client_country")),
    ("", "", ("health_insurance",)),
    ("", "", ("employer",)),
    ("", "", ("section_3121l_from",)),
    ("Date and place of hire", "Date and place of hire", ("hired_on", "place_of_hire")),
    ("", "", ("family",)),
    ("", "", ("foreign_number",)),
    ("", "", ("residence_facts",)),
)
"""The lines about the person and the work: label for the self-employed and for employees ("" = of the field), and the
fields that stand together in it. The country and the dates stand above them; the scope repeats the activity."""

_SHORT_HINTS = {
    "business_address": "address",
    "host_business_address": "address",
    "client_address": "address",
    "client_country": "country",
    "hired_on": "date",
    "place_of_hire": "place",
    "business_name": "name",
    "host_business_name": "name",
    "client_name": "name",
}


@dataclass(frozen=True)
class PageChoice:
    """What the pages of a file have in common: what was typed for it, what was taken out, where the rest is."""

    identity: Identity | None = None
    redact: tuple[Redaction, ...] = ()
    elsewhere: str = "in full in the annex"
    has_annex: bool = True  # beside the file; the file of a program has none


def is_to_send(line: RequestLine) -> bool:
    """Whether the page of a request goes to an agency, so that its blanks are to be filled in."""
    return line.gate is not None and line.gate.banner not in _NOTHING_TO_SEND


def page_of(line: RequestLine, choice: PageChoice) -> dict[str, Any]:
    """The page of a request as the template takes it. ``line.request`` and ``line.gate`` must be there."""
    request, gate = line.request, line.gate
    if request is None or gate is None:
        raise ValueError("a line without a request has no page")
    is_request = is_to_send(line)
    goes_out = is_request and not choice.redact
    return {
        "lacking": "",
        "head": f"{line.name} · {_subject(line, request)}",
        "bookmark": f"{line.name} · {line.country}",
        "mark": gate.mark,
        "points": list(_points(line, request, choice)),
        "title": title_of(request),
        "dates_title": "What is requested" if is_request else "What it is about",
        "dates": list(_dates(line, request, is_request=is_request)),
        "rows": [row for kind in _ROWS if (row := _row(kind, request, choice, is_request=is_request)) is not None],
        "sign": ["Signature", "Date (MM/DD/YYYY)", "Phone or e-mail"] if goes_out else [],
        "to": list(_addressees(request, gate.banner)) if goes_out else [],
        "not_sent": _not_sent(choice, is_request=is_request),
        "elsewhere": choice.elsewhere,
        "size": None,
    }


def _subject(line: RequestLine, request: Request) -> str:
    """``Certificate of Coverage, Switzerland · extension``."""
    kind = request.dates.filed.kind
    later = f" · {kind}" if kind in (RequestKind.EXTENSION, RequestKind.CORRECTION) else ""
    paper = "Certificate of Coverage" if request.side == Issuer.US else certificate_of(request.host).capitalize()
    if line.gate is not None and line.gate.banner == Banner.ASK_US_LETTER:
        paper = "Letter from SSA"
    return f"{paper}, {line.country}{later}"


# ------------------------------------------------------------------------------------------------------- the banner


def _points(line: RequestLine, request: Request, choice: PageChoice) -> Iterator[str]:
    """What to do, in a few sentences."""
    gate = line.gate
    if gate is None:
        return
    filed = request.dates.filed
    if filed.kind == RequestKind.EXTENSION and filed.first_day is not None and gate.banner in _OF_SSA:
        ends = day_text(pd.Timestamp(filed.first_day) - pd.Timedelta(days=1))
        until = f"to {day_text(filed.last_day)}" if filed.last_day else "without a known end"
        yield f"The certificate on file ends on {ends}; the work goes on {until}. Do not send it as a new request."
    if filed.other_days_sentence:
        yield filed.other_days_sentence
    empty = empty_fields(request)
    points = [on_paper(point) for point in gate.what_is_open if not _is_about_empty_fields(point)]
    if empty and gate.banner == Banner.NOT_READY and not choice.redact:
        verb = "is" if len(empty) == 1 else "are"
        points.insert(0, f"{count(len(empty), 'field')} {verb} empty: fill in the blanks below before you send it.")
    if gate.banner == Banner.WITH_AGENCY:
        points = points[:1]
    yield from (shortened(point, _LONGEST_POINT) for point in points[:_MOST_POINTS])
    if len(points) > _MOST_POINTS:
        yield f"{len(points) - _MOST_POINTS} more: {choice.elsewhere}."
    if not gate.what_is_open:
        yield "Fill in the blanks, check every line, sign and date it. Send it in one of the ways below."


def _is_about_empty_fields(point: str) -> bool:
    return point.startswith(f"{CheckCode.COMPLETE.problem}:") and "Control number" not in point


def empty_fields(request: Request) -> list[Field]:
    """The fields that a list asks for, or that every request needs, and that are empty: blanks on its page."""
    return [
        field
        for field in request.fields
        if field.state == FieldState.EMPTY and field.asked and (field.table or field.code in ("first_day", "last_day"))
    ]


# -------------------------------------------------------------------------------------------------------- the dates


def _dates(line: RequestLine, request: Request, *, is_request: bool) -> Iterator[dict[str, Any]]:
    """Country, what is requested, its two days and, where they are a part, the whole."""
    dates = request.dates
    is_part = (line.first_day, line.last_day) != (line.whole_first_day, line.whole_last_day)
    yield _text(_COUNTRY, line.country)
    yield _text("What is requested" if is_request else "Status", _what(line, request))
    begin_note, end_note = on_paper(dates.begin_note), on_paper(dates.end_note)
    yield _day("Beginning date", line.first_day, "" if is_part else begin_note)
    yield _day("Anticipated end", line.last_day, "" if is_part else end_note)
    whole = span_of(line.whole_first_day, line.whole_last_day) if line.whole_first_day else ""
    has_limit = dates.limit_last_day is not None and request.side == Issuer.US
    limit = f"the rule allows until {us_day(dates.limit_last_day)}" if has_limit else ""
    notes = [begin_note, end_note] if is_part else []
    if is_part and is_request:
        notes.append("No page read says which of the two SSA wants in its date fields: give both.")
    yield _text("Assignment as a whole", f"{whole} ({limit})" if limit else whole, " ".join(filter(None, notes)))


def _what(line: RequestLine, request: Request) -> str:
    """``New certificate``, ``Extension of SAMPLE-0102 (01/12/2026 to 06/30/2026)``, ``SAMPLE-0001, issued``."""
    if line.gate is not None and line.gate.banner in _NOTHING_TO_SEND:
        return on_paper(line.paper) or "A certificate"
    filed = request.dates.filed
    if filed.kind in (RequestKind.EXTENSION, RequestKind.CORRECTION):
        named = (
            f"{str(filed.kind).capitalize()} of certificate {filed.control_number or '[control number: look it up]'}"
        )
        paper = _state_of(line.paper, filed.control_number or filed.refers_to)
        return f"{named} ({paper})" if paper else named
    if line.gate is not None and line.gate.banner == Banner.ASK_US_LETTER:
        return "A letter of exemption"
    words = "New certificate" if request.side == Issuer.US else f"New {certificate_of(request.host)}"
    return f"{words}; SSA refused {filed.refused_request}" if filed.refused else words


def _state_of(papers: str, name: str) -> str:
    """``issued, to Jun 30, 2026`` of the certificate of that number among ``papers``; "" where it is not there."""
    states = [paper.removeprefix(f"{name}, ") for paper in papers.split("; ") if paper.startswith(f"{name}, ")]
    return states[0] if name and states else ""


def _text(label: str, value: str, note: str = "") -> dict[str, Any]:
    return {
        "label": label,
        "value": value,
        "letters": "",
        "is_day": False,
        "is_country": label == _COUNTRY,
        "note": note,
        "lacking": "",
    }


def _day(label: str, day: Any, note: str) -> dict[str, Any]:
    letters = day_in_letters(day) if day else ""
    return {
        "label": label,
        "value": us_day(day),
        "letters": letters,
        "is_day": True,
        "is_country": False,
        "note": note,
        "lacking": "",
    }


# ----------------------------------------------------------------------------------------------- person and work


def _row(
    kind: tuple[str, str, tuple[str, ...]], request: Request, choice: PageChoice, *, is_request: bool
) -> dict[str, Any] | None:
    """One line; None where nothing of it is asked for or filled in. What is asked for and empty is a blank."""
    self_employed, employee, codes = kind
    fields = [field for code in codes if (field := request.field(code)) is not None]
    parts = [part for field in fields if (part := _part(field, request, choice, is_request=is_request)) is not None]
    if not parts:
        return None
    label = (employee if request.worker == "employee" else self_employed) or fields[0].label
    if len(parts) == 1 and len(fields) == 1:
        parts = [{**parts[0], "hint": ""}]
    return {"label": label, "parts": parts, "is_name": codes == ("name",), "lacking": ""}


def _part(field: Field, request: Request, choice: PageChoice, *, is_request: bool) -> dict[str, Any] | None:
    value = value_on_paper(field.value)
    if field.state == FieldState.AT_EXPORT:
        value = _typed(field, choice.identity)
    if field.code == "work_places" and value:
        value = ", ".join([value, request.host_name])
    if not value and is_taken_out(field, choice.redact):
        value = f"({TAKEN_OUT})"
    if not value and not (is_request and (field.asked or field.state == FieldState.AT_EXPORT)):
        return None
    return {"value": value, "hint": _SHORT_HINTS.get(field.code, "")}


def _typed(field: Field, identity: Identity | None) -> str:
    if identity is None:
        return ""
    return identity.ssn if field.code == "ssn" else us_day(identity.date_of_birth)


# ---------------------------------------------------------------------------------------------------- where it goes


def _addressees(request: Request, banner: Banner) -> Iterator[dict[str, str]]:
    """Whom it goes to, on which way, and which dated page says so."""
    if banner in _OF_SSA and (request.side == Issuer.US or banner == Banner.ASK_US_LETTER):
        yield from _ways_to_ssa(request.worker)
    else:
        yield from _offices(request)


def _ways_to_ssa(worker: str) -> Iterator[dict[str, str]]:
    by_channel = {route.channel: route for route in load_filing().channels.routes}
    mail, fax, online = by_channel[Channel.MAIL], by_channel[Channel.FAX], by_channel[Channel.ONLINE]
    yield _way("To SSA by mail", ", ".join(mail.address), mail)
    yield _way("By fax", fax.fax, fax)
    doubt = "; SSA's pages disagree whether the self-employed may use it" if worker != "employee" else ""
    yield _way("Online", f"{online.link}{doubt}", online)


def _way(label: str, text: str, route: Route) -> dict[str, str]:
    return {"label": label, "text": text, "source": _dated(route.sources), "link": route.link}


def _offices(request: Request) -> Iterator[dict[str, str]]:
    """The offices of the country of the work that issue its certificate."""
    place = load_filing().places.get(request.host)
    authorities = place.authorities if place else ()
    offices = [office for office in authorities if office.role == "issues_own" and office.is_for(request.worker)]
    for office in offices[:2]:
        yield {"label": "Office", "text": _office(office), "source": _dated(office.sources), "link": ""}
    if not offices:
        missing = f"No page read names {possessive(request.host)} office: request its address from SSA."
        yield {"label": "Office", "text": missing, "source": "", "link": ""}
    yield {
        "label": "How",
        "text": f"Read first how {in_sentence(request.host)} wants it: Coverline, step Host certificate. Some offices "
        "take their own form only.",
        "source": "",
        "link": "",
    }


def _office(office: Authority) -> str:
    return shortened(", ".join(filter(None, [office.name, office.address])), 200)


def _dated(sources: tuple[str, ...]) -> str:
    """``page dated 09-22, read Nov 22, 2026`` of the first source; "" without any."""
    documents = load_rules().sources
    if not sources or sources[0] not in documents:
        return ""
    document = documents[sources[0]]
    dated = f"page dated {document.page_date}" if document.page_date else "undated page"
    section = _POMS.match(document.title)
    named = section[0] if section else document.title
    return on_paper(f"{named}, {dated}, read {day_text(document.read_on)}")


def _not_sent(choice: PageChoice, *, is_request: bool) -> str:
    if choice.redact:
        return "Do not send this page: it is a copy from which entries were taken out."
    if not is_request:
        return "Do not send this page. It is for your own file."
    if not choice.has_annex:
        return "Not sent with this page: the days, trips, checks and rules behind it. They are in Coverline."
    return "Not sent with this page: the annex (days, trips, checks, rules). It is for your own file."
