"""Where the table is in a sheet: its headings, its rows, and what lies around them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from tracker import countries, schema
from tracker.codes import Code
from tracker.countries import Nearness
from tracker.reading.book import Line, Sheet, Value
from tracker.reading.content import is_empty, text_of
from tracker.reading.dates import DayKind, read_day
from tracker.reading.grid_days import begins_another, grid_of, month_in
from tracker.reading.headings import Fit, Role, exact_roles, folded, is_unit, read_heading

_DAYS = (DayKind.DAY, DayKind.RANGE, DayKind.TWO_ORDERS, DayKind.MONTH, DayKind.SERIAL)
_LINES_LOOKED_AT = 60


class Beside(Code):
    """What a line is that belongs to no row."""

    TITLE = "title", "above the headings"
    UNITS = "units", "below the headings, says how to fill them in"
    REPEATED = "repeated", "repeats the headings"
    TOTAL = "total", "a total"
    FOOTER = "footer", "below the table"
    SECTION = "section", "stands above some of the rows"


@dataclass(frozen=True)
class Aside:
    """A line that is neither a heading nor a row, and its text."""

    number: int
    what: Beside
    text: str


@dataclass(frozen=True)
class Area:
    """One table of cells. ``header`` is empty where no line has headings; then ``headings`` are "Column A" and so on.

    ``headings``: by position, "" where a column has none. ``units``: by position, what a line below the headings says.
    ``body``: the lines that hold rows. ``days``: positions whose heading is a day (people by days). ``is_yearless``:
    these days have no year (``grid_days.with_year``).
    """

    header: tuple[int, ...]
    headings: tuple[str, ...]
    body: tuple[Line, ...]
    asides: tuple[Aside, ...] = ()
    units: tuple[str, ...] = ()
    days: tuple[int, ...] = ()
    score: float = 0.0
    is_yearless: bool = False


def find_areas(sheet: Sheet, named: Collection[str] = ()) -> list[Area]:
    """The tables of a sheet, one below the other; empty for a sheet without two lines or two columns of cells.

    ``named``: headings that a person named, folded: they are headings whatever they say.
    """
    lines = [line for line in sheet.lines if any(not is_empty(cell) for cell in line.cells)]
    areas = []
    while lines:
        area, lines = _first_area(lines, named, sheet.name)
        if area is not None:
            areas.append(area)
    return areas


def column_letter(position: int) -> str:
    """The name of a column in a spreadsheet program: 0 → A, 26 → AA."""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def is_day(value: Value) -> bool:
    """Whether a cell holds a day, in whatever order."""
    return not is_empty(value) and read_day(value).kind in _DAYS


@dataclass(frozen=True)
class _Candidate:
    at: int  # position in the lines
    length: int
    headings: tuple[str, ...]
    score: float
    days: tuple[int, ...] = ()
    is_yearless: bool = False


def _first_area(lines: list[Line], named: Collection[str], sheet: str) -> tuple[Area | None, list[Line]]:
    best = _best_header(lines[:_LINES_LOOKED_AT], named, sheet)
    if best is None:
        return _without_header(lines), []
    end = best.at + best.length
    titles = [Aside(line.number, Beside.TITLE, _text(line)) for line in lines[: best.at]]
    header = tuple(line.number for line in lines[best.at : end])
    area = Area(header, best.headings, (), tuple(titles), (), best.days, best.score, best.is_yearless)
    body = lines[end:]
    area, body = _without_units(area, body)
    body, rest = _until_next_table(area, body)
    area = _with_body(area, body)
    return area, rest


def _best_header(lines: Sequence[Line], named: Collection[str], sheet: str) -> _Candidate | None:
    candidates = []
    for at, line in enumerate(lines):
        if days := _day_headings(line, lines[at + 1 : at + 6]):
            candidates.append(_Candidate(at, 1, _texts(line), 100 + len(days), days))
            break
        if grid := grid_of(lines[:at], line, lines[at + 1 : at + 6], sheet):
            score = 100 + len(grid.days)
            candidates.append(_Candidate(at, 1, grid.headings, score, grid.days, grid.is_yearless))
            break
        if not _may_be_header(line):
            continue
        single = _Candidate(at, 1, _texts(line), _score(_texts(line), named))
        candidates.append(single)
        if at + 1 < len(lines) and _may_follow(line, lines[at + 1]):
            candidates += _pair(single, lines[at + 1], named)
    known = [candidate for candidate in candidates if candidate.score >= _ENOUGH]
    if known:
        return max(known, key=lambda candidate: (candidate.score, -candidate.at))
    return _unknown_header(lines, candidates)


_ENOUGH = 2.0


def _unknown_header(lines: Sequence[Line], candidates: Sequence[_Candidate]) -> _Candidate | None:
    """A line of texts above lines that hold days or numbers, although few of its headings are known."""
    for candidate in candidates:
        below = lines[candidate.at + candidate.length :]
        filled = sum(bool(heading) for heading in candidate.headings)
        if filled >= 2 and below and len(set(filter(None, candidate.headings))) == filled:
            wide = max(sum(not is_empty(cell) for cell in line.cells) for line in below)
            if filled >= 0.6 * wide and not _is_row_of_countries(candidate.headings):
                return candidate
    return None


def _is_row_of_countries(headings: Sequence[str]) -> bool:
    """Whether a line is rather a row: a country stands in it ("Land" and "IT" are headings too)."""
    return any(
        len(heading) > 3 and not exact_roles(heading) and countries.find(heading).nearness is Nearness.EXACT
        for heading in headings
    )


def _texts(line: Line) -> tuple[str, ...]:
    return tuple(re.sub(r"\s+", " ", text_of(cell)) for cell in line.cells)


def _text(line: Line) -> str:
    return " | ".join(dict.fromkeys(text for text in _texts(line) if text))


def _may_be_header(line: Line) -> bool:
    """Texts only (a year may be a heading), none of them a day."""
    filled = [cell for cell in line.cells if not is_empty(cell)]
    texts = [cell for cell in filled if isinstance(cell, str)]
    return bool(texts) and len(texts) >= 0.5 * len(filled) and not any(is_day(cell) for cell in filled)


def _may_follow(first: Line, second: Line) -> bool:
    """Whether the second line may be the other half of two lines of headings."""
    return second.number == first.number + 1 and _may_be_header(second)


def _pair(top: _Candidate, second: Line, named: Collection[str]) -> list[_Candidate]:
    """Two lines of headings as one: "Arrival" above "Date" is "Arrival Date"."""
    below = _texts(second)
    if [":" in text for text in top.headings if text] == [True]:
        return []  # "Employee: Ann Example" is a title
    if not all(is_unit(text) or _is_word_of_headings(text) for text in below if text):
        return []
    width = max(len(top.headings), len(below))
    above = [*top.headings, *[""] * (width - len(top.headings))]
    below = (*below, *[""] * (width - len(below)))
    group = ""
    combined = []
    for upper, lower in zip(above, below, strict=True):
        group = upper or (group if lower else "")
        both = f"{group} {lower}" if group and lower and folded(group) != folded(lower) else lower or group
        own = lower if group and _is_known(lower) and not _is_known(both) else both
        combined.append(own)
    score = _score(combined, named)
    is_better = score > max(top.score, _score(below, named))
    if not is_better and not (
        score >= top.score and _all_are_words(below) and not all(map(is_unit, filter(None, below)))
    ):
        return []
    return [_Candidate(top.at, 2, tuple(combined), score + _TIE)]


_TIE = 0.01


def _is_word_of_headings(text: str) -> bool:
    """Whether a cell can be the lower half of a heading. "DE" and "a" are rather values, although "de" is a heading."""
    if len(text) <= 2:
        return not text.isupper() and not text.islower() and bool(exact_roles(text))  # "No", not "DE" nor "a"
    if not exact_roles(text) and countries.find(text).nearness is Nearness.EXACT:
        return False
    return _is_known(text)


def _is_known(text: str) -> bool:
    heading = read_heading(text)
    return heading.is_known or heading.is_nothing


def _all_are_words(headings: Sequence[str]) -> bool:
    filled = [heading for heading in headings if heading]
    return len(filled) >= 2 and all(_is_known(heading) for heading in filled)


_OTHER_TABLES = [name for name in schema.WORKSPACE if name != "trips"]


def _score(headings: Sequence[str], named: Collection[str]) -> float:
    """How many different things the headings say; those that decide nothing count half."""
    roles: set[Role] = set()
    score = 0.0
    if not any(len(text) > 2 and (exact_roles(text) or folded(text) in named or _is_known(text)) for text in headings):
        headings = ()  # "DE" and "a" are words of headings, but rather values where nothing else is one
    for text in filter(None, headings):
        heading = read_heading(text)
        if folded(text) in named:
            score += 1
        elif heading.is_known and not set(heading.roles[:1]) & roles:
            roles |= set(heading.roles[:1])
            score += 1 if heading.fit > Fit.NEAR else 0.5
        elif heading.is_nothing:
            score += 0.5
    return max([score, *(_documented(headings, table) for table in _OTHER_TABLES)])


def _documented(headings: Sequence[str], table: str) -> float:
    readings = {read_heading(text, table).documented for text in headings if text} - {""}
    return len(readings) if set(schema.required_columns(table)) <= readings else 0.0


def _day_headings(line: Line, below: Sequence[Line]) -> tuple[int, ...]:
    """The positions whose heading is a day: at least three, one after the other in time, above cells that are none."""
    days = [at for at, cell in enumerate(line.cells) if is_day(cell)]
    if len(days) < _FEWEST_DAYS or not below or _names_a_country(line):
        return ()
    is_ordered = any(_are_ordered([line.cells[at] for at in days], order) for order in ("", "mdy", "dmy"))
    filled = sum(not is_empty(cell) for cell in line.cells)
    cells = [cell for row in below for at, cell in enumerate(row.cells) if at in days and not is_empty(cell)]
    if not is_ordered or len(days) < 0.5 * filled or any(is_day(cell) for cell in cells):
        return ()
    return tuple(days)


_FEWEST_DAYS = 3


def _are_ordered(cells: Sequence[Value], order: str) -> bool:
    """Whether the cells are days, each later than the one before, if texts are written in this order."""
    firsts = [read_day(cell, order).first for cell in cells]
    known = [first for first in firsts if first is not None]
    return len(known) == len(firsts) and all(earlier < later for earlier, later in itertools.pairwise(known))


def _names_a_country(line: Line) -> bool:
    """Whether a line is rather the row of a trip: a country stands in it."""
    return any(
        isinstance(cell, str) and not exact_roles(cell) and countries.find(cell).nearness is Nearness.EXACT
        for cell in line.cells
        if not is_empty(cell) and not is_day(cell)
    )


def _without_units(area: Area, body: list[Line]) -> tuple[Area, list[Line]]:
    if not body or body[0].number != (area.header[-1] if area.header else 0) + 1:
        return area, body
    texts = _texts(body[0])
    filled = [text for text in texts if text]
    if not filled or not all(is_unit(text) for text in filled) or any(is_day(cell) for cell in body[0].cells):
        return area, body
    aside = Aside(body[0].number, Beside.UNITS, _text(body[0]))
    return replace(area, units=texts, asides=(*area.asides, aside)), body[1:]


def _until_next_table(area: Area, body: list[Line]) -> tuple[list[Line], list[Line]]:
    """The rows before a line that has other headings, and that line with what follows it."""
    if area.days:
        return _until_next_grid(body)
    for at, line in enumerate(body):
        if at and _is_other_header(line, area) and at + 1 < len(body):
            return body[:at], body[at:]
    return body, []


def _until_next_grid(body: list[Line]) -> tuple[list[Line], list[Line]]:
    """The rows before the day numbers of another month, and its title with what follows it."""
    for at, line in enumerate(body):
        if at and begins_another(line):
            while at > 1 and _is_title_of_month(body[at - 1]):
                at -= 1
            return body[:at], body[at:]
    return body, []


def _is_title_of_month(line: Line) -> bool:
    texts = [text for text in _texts(line) if text]
    return len(texts) == 1 and month_in(texts[0]) is not None


def _is_other_header(line: Line, area: Area) -> bool:
    filled = [cell for cell in line.cells if not is_empty(cell)]
    if len(filled) < 3 or not all(isinstance(cell, str) for cell in filled) or _has_digits(filled):
        return False
    if _repeats(line, area):
        return False
    roles = [exact_roles(cell)[:1] for cell in filled if isinstance(cell, str)]
    different = {role for first in roles for role in first}
    decisive = {Role.COUNTRY, Role.DESTINATION, Role.START, Role.ARRIVE, Role.LEAVE, Role.DAY, Role.RANGE, Role.END}
    return len(different) >= 3 and len(different & decisive) >= 2 and sum(map(bool, roles)) >= 0.6 * len(roles)


def _has_digits(cells: Sequence[Value]) -> bool:
    """Whether a cell holds a digit: then the line is a row. Quick, for every line of a file."""
    return any(isinstance(cell, str) and _DIGIT.search(cell) for cell in cells)


_DIGIT = re.compile(r"\d")


def _repeats(line: Line, area: Area) -> bool:
    at, first = next(((at, cell) for at, cell in enumerate(line.cells) if not is_empty(cell)), (0, None))
    heading = area.headings[at] if at < len(area.headings) else ""
    if not isinstance(first, str) or not heading or first.strip()[:1].casefold() != heading[:1].casefold():
        return False  # quick, for every line of a file
    texts = [folded(text) for text in _texts(line)]
    pairs = [(text, folded(heading)) for text, heading in zip(texts, area.headings, strict=False) if text]
    return len(pairs) >= min(2, sum(map(bool, area.headings))) and all(text == heading for text, heading in pairs)


def _with_body(area: Area, body: list[Line]) -> Area:
    """The area with its rows: without totals, headings that are repeated, and what stands below."""
    asides = list(area.asides)
    rows = []
    for line in body:
        what = _beside(line, area)
        if what is None:
            rows.append(line)
        else:
            asides.append(Aside(line.number, what, _text(line)))
    while rows and _is_footer(rows[-1], area):
        asides.append(Aside(rows[-1].number, Beside.FOOTER, _text(rows[-1])))
        rows.pop()
    return replace(area, body=tuple(rows), asides=tuple(sorted(asides, key=lambda aside: aside.number)))


def _beside(line: Line, area: Area) -> Beside | None:
    if area.header and _repeats(line, area):
        return Beside.REPEATED
    return Beside.TOTAL if _is_total(line) else None


_TOTALS = re.compile(
    r"(?:(?:grand|sub) ?)?totals?\b|sum(?:me|mary)?$|summe\b|gesamt(?:summe|zahl|tage)?\b|insgesamt\b|zwischensumme\b"
    r"|somme\b|totales?\b|totais\b|totali\b|suma\b|soma\b|sous total|average\b|durchschnitt\b|moyenne\b|promedio\b"
    r"|media$"
)


_MAY_BE_TOTAL = re.compile("tot|sum|gesamt|som|aver|durchs|moyen|promed|media|soma", re.I)


def _is_total(line: Line) -> bool:
    filled = [cell for cell in line.cells if not is_empty(cell)]
    first = filled[0]
    if not isinstance(first, str) or not _MAY_BE_TOTAL.search(first):
        return False
    return bool(_TOTALS.match(folded(first))) and not any(map(is_day, filled))


_FOOTERS = re.compile(
    r"page|seite|pagina|note|notes|source|generated|printed|exported|created|prepared|report|legend|key|as of|end of"
    r"|hinweis|quelle|erstellt|stand|gedruckt|legende|remarque|imprime|genere|fuente|generado|impreso|nota|fonte|stampato"
    r"|generato|gerado|impresso|confidential|vertraulich|copyright|last updated|updated|signature|signed"
    r"|unterschrift|total"
)


def _is_footer(line: Line, area: Area) -> bool:
    """A sentence below the table, rather than a row in which most is missing."""
    filled = [(at, cell) for at, cell in enumerate(line.cells) if not is_empty(cell)]
    at, first = filled[0]
    if len(filled) > 2 or not isinstance(first, str) or is_day(first) or _is_country(first, at, area):
        return False
    begins = (
        bool(_FOOTERS.match(folded(first))) or first.strip().endswith(":") or first.strip().startswith(("*", "†", "¹"))
    )
    columns = sum(map(bool, area.headings))
    if len(filled) == 2:
        return begins and columns > 2
    return begins or len(first.split()) >= _WORDS_OF_A_SENTENCE


_WORDS_OF_A_SENTENCE = 4


def _is_country(text: str, at: int, area: Area) -> bool:
    heading = area.headings[at] if at < len(area.headings) else ""
    roles = read_heading(heading).roles if heading else ()
    return Role.COUNTRY in roles and countries.find(text).nearness is not Nearness.NONE


def _without_header(lines: list[Line]) -> Area | None:
    """The lines as rows without headings, where they hold days; None where nothing is like a table."""
    first = next((at for at, line in enumerate(lines) if any(map(is_day, line.cells))), None)
    if first is None or sum(not is_empty(cell) for cell in lines[first].cells) < 2:
        return None
    width = max(len(line.cells) for line in lines[first:])
    headings = tuple(f"Column {column_letter(at)}" for at in range(width))
    titles = tuple(Aside(line.number, Beside.TITLE, _text(line)) for line in lines[:first])
    return _with_body(Area((), headings, (), titles), lines[first:])
