"""The country's own certificate, for work that belongs to that country's system: what to do, step by step.

Pure functions over ``data/filing``. Where the country issues none (Australia), the steps are those of SSA's letter of
exemption.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from tracker import countries
from tracker.codes import Backing, Channel, Code, Worker
from tracker.filing.places import (
    Authority,
    ExemptionLetter,
    Fact,
    Filing,
    HostCertificate,
    Place,
    TaxLine,
    load_filing,
)
from tracker.rules.load import load_rules


class HostStepCode(Code):
    """The steps in their order; the sentence is the heading."""

    WHO_REQUESTS = "who_requests", "Who requests it, and where"
    FORM = "form", "The form, and how to send it"
    CONTENT = "content", "What the request must say"
    REFUSED = "refused", "If the office does not know the certificate or refuses it"
    US_RETURN = "us_return", "What it does on the US tax return"
    KEEP = "keep", "What to keep"


_LETTER_TITLES = {
    HostStepCode.WHO_REQUESTS: "Who requests SSA's letter, and why not a certificate",
    HostStepCode.FORM: "How to send the request to SSA",
    HostStepCode.REFUSED: "If SSA does not write the letter",
    HostStepCode.US_RETURN: "What the letter does on the US tax return",
}


@dataclass(frozen=True)
class HostStep:
    """One step, readable on its own.

    ``text`` is the whole step as one paragraph: the facts, those only reported by others marked as such, and then the
    ``unsourced`` sentences. ``evidence`` is that of the weakest fact, leaving out facts that are only reported while
    there are others. ``sources`` are ids of data/sources.toml, each once, in the order of the facts. ``link`` is the
    page to open, "" if there is none.
    """

    code: HostStepCode
    title: str
    text: str
    evidence: Backing
    sources: tuple[str, ...]
    link: str
    facts: tuple[Fact, ...]
    unsourced: tuple[str, ...]  # what was not found, and our own advice


def host_steps(host: str, worker: str, years: Sequence[int] = ()) -> tuple[HostStep, ...]:
    """What to do for the certificate of ``host``, in order; one step per ``HostStepCode``.

    ``host`` is the partner's code (a jurisdiction, not a territory of it), ``worker`` a ``Worker`` or "" (not known:
    what concerns either kind is told). ``years`` are the calendar years of the work: the step on the US return then
    names the lines of these years only; without them it names all lines that are known. Empty for a country without
    an agreement. A signed agreement that is not known to be in force has steps that say so.
    """
    filing = load_filing()
    place = filing.places.get(host)
    if place is None:
        return ()
    own, general = place.host_certificate, filing.general.host_certificate
    if own.letter is not None:
        return _letter_steps(filing, own, own.letter, worker, years)
    page = _page_of(own, worker)
    return (
        _who_requests(filing, place, worker, page),
        _form(filing, own, worker, page),
        _step(HostStepCode.CONTENT, [_list_of(filing, worker), *_for(own.asks, worker)], link=page),
        _step(
            HostStepCode.REFUSED,
            [*_liaison(place), *general.refused, *filing.us_tax.refused],
            before=general.unknown_paper,
            link=_online_service(filing),
        ),
        _us_return(filing, _sides(filing, worker), worker, years),
        _step(HostStepCode.KEEP, _for(general.keep, worker), after=general.keep_advice),
    )


def tax_years(first_day: dt.date, last_day: dt.date) -> tuple[int, ...]:
    """The calendar years whose US return a copy goes with: each year with a day from first to last, both included.

    Ascending. ``ValueError`` when the last day lies before the first.
    """
    if last_day < first_day:
        raise ValueError(f"the last day {last_day} is before the first day {first_day}")
    return tuple(range(first_day.year, last_day.year + 1))


def request_letter(host: str, worker: str) -> str:
    """A plain request in English with blanks, as lines of text; a draft to adapt. "" for a country without agreement.

    Nothing of a person is filled in. Where the country issues no certificate, the letter is addressed to SSA.
    """
    filing = load_filing()
    place = filing.places.get(host)
    if place is None:
        return ""
    country = countries.name(host)
    if place.host_certificate.letter is not None:
        (mail,) = (route for route in filing.channels.routes if route.channel == Channel.MAIL)
        address, wanted = list(mail.address), "a letter of exemption from US Social Security taxes"
    else:
        offices = _issuers(place, worker)[:1]
        address = [line for office in offices for line in (office.name, office.address) if line]
        wanted = f"a certificate of coverage under the agreement on social security between {country} and the USA"
    items = filing.general.host_certificate.asks.items(worker)
    lines = [
        "DRAFT: adapt it, and check the address on the agency's own page.",
        "",
        *(address or ["[agency and address]"]),
        "",
        "[place and date]",
        "",
        f"I request {wanted}.",
        f"The work is done in {country}, and the system of {country} covers it. "
        "The US tax authorities require this proof.",
        "",
        *(f"{_first_upper(item)}: ____________________" for item in items),
        "",
        "Please send it to: ____________________",
        "If you cannot issue it, please tell me the reason in writing.",
        "",
        "[name and signature]",
    ]
    return "\n".join(lines) + "\n"


def _who_requests(filing: Filing, place: Place, worker: str, page: str) -> HostStep:
    """Who requests the certificate, and which office issues it."""
    own, general = place.host_certificate, filing.general.host_certificate
    special, usual = _for(own.who_requests, worker), _for(general.who_requests, worker)
    offices = [_office(office) for office in _issuers(place, worker)]
    if own.issued == "not_in_force":
        facts = [*special, *usual, *offices]
    else:
        facts = [*(special or usual), *offices, *_for(own.conflicts, worker), general.caveat]
    missing = [] if offices else ["No office was found: check with SSA which agency issues it."]
    return _step(HostStepCode.WHO_REQUESTS, facts, after=missing, link=page)


def _form(filing: Filing, own: HostCertificate, worker: str, page: str) -> HostStep:
    """The form, the channel, the language and the time; each one that was not found is said."""
    forms, channels = _for(own.forms, worker), _for(own.channels, worker)
    languages, waits = _for(own.languages, worker), _for(own.waits, worker)
    missing = []
    if all(fact.evidence == Backing.REPORTED for fact in forms):
        missing += [f"No form was found: ask the agency. {filing.general.host_certificate.letter_is_safe}"]
    if not channels:
        missing += ["No instructions for sending the request were found: ask the agency."]
    if not languages:
        missing += [_language(own)]
    if all(fact.evidence == Backing.REPORTED for fact in waits):
        missing += ["No processing time was found."]
    return _step(HostStepCode.FORM, [*forms, *channels, *languages, *waits], after=missing, link=page)


def _language(own: HostCertificate) -> str:
    if own.language.startswith("English"):
        return f"Write in {own.language}."
    return f"The agency works in {own.language}. No source says whether it accepts English: ask the agency."


def _letter_steps(
    filing: Filing, own: HostCertificate, letter: ExemptionLetter, worker: str, years: Sequence[int]
) -> tuple[HostStep, ...]:
    """The same steps where SSA writes a letter of exemption instead."""
    page, service = _page_of(own, worker), _online_service(filing)
    advice = filing.general.host_certificate.keep_advice
    steps = (
        _step(HostStepCode.WHO_REQUESTS, [*_for(letter.who_requests, worker), *_for(own.conflicts, worker)], link=page),
        _step(
            HostStepCode.FORM,
            [*_for(letter.channels, worker), *_for(own.waits, worker)],
            after=["No form for the letter was found: write to SSA, or use its online service."],
            link=service,
        ),
        _step(HostStepCode.CONTENT, [*_for(letter.asks, worker), _list_of(filing, worker)], link=page),
        _step(
            HostStepCode.REFUSED,
            _for(letter.refused, worker),
            after=["No other steps were found: request the reason from SSA in writing."],
            link=service,
        ),
        _us_return(filing, _for(letter.us_return, worker), worker, years),
        _step(HostStepCode.KEEP, _for(letter.keep, worker), after=advice, link=page),
    )
    return tuple(replace(step, title=_LETTER_TITLES.get(step.code, step.title)) for step in steps)


def _step(
    code: HostStepCode,
    facts: Sequence[Fact],
    *,
    before: Sequence[str] = (),
    after: Sequence[str] = (),
    link: str = "",
) -> HostStep:
    """One step from its facts and the unsourced sentences around them.

    Without a link of its own it links to the first official page among its sources.
    """
    sources = tuple(dict.fromkeys(source for fact in facts for source in fact.sources))
    documents = load_rules().sources
    official = [documents[source].href for source in sources if documents[source].official]
    return HostStep(
        code=code,
        title=code.sentence,
        text=" ".join([*before, *map(_sentence, facts), *after]),
        evidence=_weakest(facts),
        sources=sources,
        link=link or next(iter(official), ""),
        facts=tuple(facts),
        unsourced=(*before, *after),
    )


def _sentence(fact: Fact) -> str:
    return f"Reported, not official: {fact.text}" if fact.evidence == Backing.REPORTED else fact.text


def _weakest(facts: Sequence[Fact]) -> Backing:
    """Reported facts count only where there are no others; a step without facts is only reported."""
    order = list(Backing)
    grades = [fact.evidence for fact in facts if fact.evidence != Backing.REPORTED]
    return max(grades, key=order.index, default=Backing.REPORTED)


def _for(facts: Sequence[Fact], worker: str) -> tuple[Fact, ...]:
    return tuple(fact for fact in facts if fact.is_for(worker))


def _issuers(place: Place, worker: str) -> tuple[Authority, ...]:
    return tuple(
        authority for authority in place.authorities if authority.role == "issues_own" and authority.is_for(worker)
    )


def _office(office: Authority) -> Fact:
    """An office as a fact: its name, its address and what to know about it."""
    return Fact(_named("Office", office), office.evidence, office.sources)


def _liaison(place: Place) -> tuple[Fact, ...]:
    """Agencies that can help when the issuing office does not know the certificate."""
    agencies = [authority for authority in place.authorities if authority.role == "liaison"]
    return tuple(Fact(_named("Agency to contact", agency), agency.evidence, agency.sources) for agency in agencies)


def _named(what: str, office: Authority) -> str:
    parts = [part.rstrip(".") for part in (office.address, office.note) if part]
    return ". ".join([f"{what}: {office.name}", *parts]) + "."


def _page_of(own: HostCertificate, worker: str) -> str:
    """The address of the page to begin on; "" where none is known."""
    pages = [page for page in own.pages if page.is_for(worker)]
    return load_rules().sources[pages[0].sources[0]].href if pages else ""


def _online_service(filing: Filing) -> str:
    return next(route.link for route in filing.channels.routes if route.channel == Channel.ONLINE)


def _list_of(filing: Filing, worker: str) -> Fact:
    """What every country asks for, as one fact."""
    asks = filing.general.host_certificate.asks
    return Fact(f"Give these facts: {'; '.join(asks.items(worker))}.", asks.evidence, asks.sources)


def _sides(filing: Filing, worker: str) -> tuple[Fact, ...]:
    """What the US side says of a foreign certificate, per kind of worker."""
    sides = [side for side in filing.us_tax.sides if side.certificate == "foreign" and worker in ("", side.worker)]
    return tuple(Fact(side.text, side.evidence, side.sources) for side in sides)


def _us_return(filing: Filing, facts: Sequence[Fact], worker: str, years: Sequence[int]) -> HostStep:
    """The step on the US return; only a self-employed person's own return has a line for it."""
    if worker == Worker.EMPLOYEE:
        return _step(HostStepCode.US_RETURN, facts)
    tax = filing.us_tax
    lines = [line for line in tax.lines if not years or any(_covers(line, year) for year in years)]
    conflict = Fact(tax.conflict, Backing.OFFICIAL_COPY, tax.conflict_sources)
    unread = [str(year) for year in years if tax.line_of(year) is None]
    after = ["A copy goes with the return of every calendar year that has a day of this work."]
    if unread:
        after += [f"The line for {', '.join(unread)} was not found: read the IRS instructions of that year."]
    return _step(HostStepCode.US_RETURN, [*facts, *map(_line, lines), conflict], after=after)


def _covers(line: TaxLine, year: int) -> bool:
    return line.first_year <= year <= (line.last_year or line.first_year)


def _line(line: TaxLine) -> Fact:
    span = f"Tax year {line.first_year}"
    if line.last_year and line.last_year != line.first_year:
        span = f"Tax years {line.first_year} to {line.last_year}"
    where = line.line or "the line was not found"
    return Fact(f"{span}: {where}.{f' {line.note}' if line.note else ''}", line.evidence, line.sources)


def _first_upper(text: str) -> str:
    return text[:1].upper() + text[1:]
