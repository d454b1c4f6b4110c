"""What a heading says: its words, folded, and the roles that they may stand for."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TypedDict

from rapidfuzz import fuzz, process

from tracker import schema
from tracker.reading.heading_words import (
    ACTUAL,
    DEPARTING,
    EXCLUSIVE,
    LANGUAGES,
    NO_PURPOSE,
    NOTHING,
    OFF_DAYS,
    OTHER_TABLES,
    PLANNED,
    QUALIFIERS,
    TRIPS_TOO,
    WORDS,
    WORK_DAYS,
    Role,
    words_of,
)

__all__ = ["Fit", "Heading", "Role", "folded", "looks_like", "read_heading", "understood"]


class _Flags(TypedDict):
    is_actual: bool
    is_planned: bool


class Fit:
    """How well a heading says a role; the larger the better."""

    DOCUMENTED = 4  # last_day, as our own files have it
    EXACT = 3  # "End date", "Last day"
    PART = 2  # "Assignment End Date"
    NEAR = 1  # "End dat"


@dataclass(frozen=True)
class Heading:
    """``roles``: what it may stand for, best first. ``is_nothing``: it is known to decide nothing ("Visa Type").

    ``near``: the known heading that it nearly is. ``is_exclusive``: the day is the one after the last day.
    ``order``: "mdy" or "dmy" where it says how dates are written.
    """

    text: str
    words: str
    roles: tuple[Role, ...] = ()
    documented: str = ""
    fit: int = 0
    is_nothing: bool = False
    is_actual: bool = False
    is_planned: bool = False
    near: str = ""
    order: str = ""
    is_exclusive: bool = False

    @property
    def is_known(self) -> bool:
        """Whether it stands for something."""
        return bool(self.roles or self.documented)


_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_BRACKETS = re.compile(r"[(\[{<][^)\]}>]*[)\]}>]?")
_NUMBERING = re.compile(r"^(?:\d+|[a-z]) (?=[a-z]{2})")


@lru_cache(maxsize=8_192)
def folded(text: str) -> str:
    """Lower case words without accents and signs: ``Date de début*`` → ``date de debut``."""
    shown = "".join(letter for letter in text if unicodedata.category(letter) != "Cf")
    shown = _CAMEL.sub(" ", shown) if not shown.isupper() else shown
    plain = unicodedata.normalize("NFKD", shown.replace("ß", "ss").replace("&", " and ").replace("#", " no "))
    letters = "".join(letter for letter in plain.casefold() if not unicodedata.combining(letter))
    return re.sub(r"[^\w]+|_+", " ", letters).strip()


def read_heading(text: str, table: str = "trips") -> Heading:
    """What a heading of this table says."""
    said = _read(text.strip(), table)
    return replace(said, is_exclusive=True) if EXCLUSIVE.search(folded(text)) else said


@lru_cache(maxsize=8_192)
def _read(text: str, table: str) -> Heading:
    words = folded(text)
    bare = folded(_BRACKETS.sub(" ", text)) or words
    order = _order_of(text)
    for phrase in dict.fromkeys([words, bare, _NUMBERING.sub("", bare)]):
        if documented := _documented(table).get(phrase.replace(" ", "")):
            roles = _phrases().get(phrase, ()) if table == "trips" else ()
            is_ours = text == documented or "_" in text
            return Heading(text, bare, roles, documented, Fit.DOCUMENTED if is_ours else Fit.EXACT, order=order)
    if table != "trips":
        alias = _aliases(table).get(bare, "")
        return Heading(text, bare, documented=alias, fit=Fit.EXACT if alias else 0, order=order)
    return _read_words(text, bare if bare in _phrases() else _NUMBERING.sub("", bare), order)


def _read_words(text: str, words: str, order: str) -> Heading:
    parts = words.split()
    flags = _Flags(is_actual=bool(ACTUAL & set(parts)), is_planned=bool(PLANNED & set(parts)))
    exact = _phrases().get(words) or _squashed().get(words.replace(" ", ""))
    if exact:
        return Heading(text, words, exact, fit=Fit.EXACT, order=order, **flags)
    if documented := _aliases("trips").get(words):
        return Heading(text, words, documented=documented, fit=Fit.EXACT, order=order)
    if (WORK_DAYS | OFF_DAYS) & set(parts) and _DAYS_WORDS & set(parts):
        return Heading(text, words, is_nothing=True, order=order)
    if halves := _halves(text):
        return Heading(text, words, halves, fit=Fit.PART, order=order, **flags)
    if NO_PURPOSE & set(parts) and {"type", "category", "kind", "class"} & set(parts):
        return Heading(text, words, is_nothing=True, order=order)
    if NOTHING & set(parts) and not _is_told_by_person(parts):
        return Heading(text, words, is_nothing=True, order=order)
    if roles := _without_qualifiers(parts):
        is_origin = roles[0] in (Role.COUNTRY, Role.PLACE, Role.DESTINATION) and bool(DEPARTING & set(parts))
        if is_origin:
            return Heading(text, words, is_nothing=True, order=order)
        return Heading(text, words, roles, fit=Fit.PART, order=order, **flags)
    if DEPARTING & set(parts) and {"country", "city", "place", "land", "stadt", "pays", "ville", "pais"} & set(parts):
        return Heading(text, words, is_nothing=True, order=order)
    near, roles = looks_like(words)
    if not roles:
        near, roles = _by_one_word(parts)
    return Heading(text, words, roles, fit=Fit.NEAR if roles else 0, near=near, order=order, **flags)


_DAYS_WORDS = words_of("day days tage tag werktage arbeitstage urlaubstage jours dias giorni")


def _halves(text: str) -> tuple[Role, ...]:
    """The roles of a heading in two languages: "Von / From". None where the halves do not agree."""
    halves = [_phrases().get(folded(half), ()) for half in re.split(r"[/|\n]", text) if half.strip()]
    if len(halves) != 2:
        return ()
    return tuple(role for role in halves[0] if role in halves[1])


def _is_told_by_person(parts: list[str]) -> bool:
    """ "Employee role" decides nothing, but "employee code" is an id."""
    return bool(_phrases().get(" ".join(parts)))


def _without_qualifiers(parts: list[str]) -> tuple[Role, ...]:
    """The roles of what is left without the words around it: all such words, or those before, or those behind."""
    start, end = 0, len(parts)
    while start < end and parts[start] in QUALIFIERS:
        start += 1
    while end > start and parts[end - 1] in QUALIFIERS:
        end -= 1
    candidates = [
        parts[start:end],
        parts[start:],
        parts[:end],
        [part for part in parts if part not in QUALIFIERS],
        [part for part in parts if part not in PLANNED | ACTUAL],
    ]
    candidates += [parts[at:] for at in range(1, start + 1)] + [parts[:at] for at in range(end, len(parts))]
    for candidate in candidates:
        if roles := _phrases().get(" ".join(candidate)):
            return roles
    return ()


_TELLING = (Role.COUNTRY, Role.START, Role.END, Role.ARRIVE, Role.LEAVE, Role.BACK, Role.PERSON, Role.PURPOSE,
            Role.STATUS, Role.WORKED, Role.NIGHTS, Role.DAYS)  # fmt: skip


def _by_one_word(parts: list[str]) -> tuple[str, tuple[Role, ...]]:
    """The role that a single word of the heading has: "Date arrived in country". None where two words disagree."""
    telling: dict[str, tuple[Role, ...]] = {}
    for part in parts:
        roles = tuple(role for role in _phrases().get(part, ()) if role in _TELLING)
        if roles and len(part) > 2 and part not in _COMMON:
            telling[part] = roles
    days = {part: roles for part, roles in telling.items() if roles[0] in _DAY_ROLES}
    if len(days) == 1 and Role.COUNTRY in {role for roles in telling.values() for role in roles}:
        telling = days
    return next(iter(telling.items())) if len(telling) == 1 else ("", ())


_DAY_ROLES = (Role.START, Role.END, Role.ARRIVE, Role.LEAVE, Role.BACK)
_COMMON = words_of("from to in out del dal ate des bis von vom seit til art tag")

_LONG_ENOUGH, _NEAR = 5, 84


@lru_cache(maxsize=8_192)
def looks_like(words: str) -> tuple[str, tuple[Role, ...]]:
    """The known heading that a text nearly is, and its roles; "" and none where it is near to nothing."""
    if len(words) < _LONG_ENOUGH:
        return "", ()
    match = process.extractOne(words, list(_long_phrases()), scorer=fuzz.ratio, score_cutoff=_NEAR)
    return (match[0], _phrases()[match[0]]) if match else ("", ())


def exact_roles(text: str) -> tuple[Role, ...]:
    """The roles of a text that is a known heading of trips letter by letter; quick, for every cell of a file."""
    return _phrases().get(folded(text), ()) if len(text) <= _LONGEST_PHRASE else ()


_LONGEST_PHRASE = 60


@lru_cache(maxsize=1)
def _phrases() -> dict[str, tuple[Role, ...]]:
    phrases: dict[str, list[Role]] = {}
    for role, languages in WORDS.items():
        for language in LANGUAGES:
            for phrase in languages[language].split(", "):
                roles = phrases.setdefault(phrase, [])
                if role not in roles:
                    roles.append(role)
    return {phrase: tuple(roles) for phrase, roles in phrases.items()}


@lru_cache(maxsize=1)
def _squashed() -> dict[str, tuple[Role, ...]]:
    """Phrases of two words and more, written as one: ``startdate``."""
    return {phrase.replace(" ", ""): roles for phrase, roles in _phrases().items() if " " in phrase}


@lru_cache(maxsize=1)
def _long_phrases() -> tuple[str, ...]:
    return tuple(phrase for phrase in _phrases() if len(phrase) >= _LONG_ENOUGH)


@lru_cache(maxsize=32)
def _documented(table: str) -> dict[str, str]:
    return {folded(name).replace(" ", ""): name for name in schema.column_names(table)}


@lru_cache(maxsize=32)
def _aliases(table: str) -> dict[str, str]:
    of_table = TRIPS_TOO if table == "trips" else OTHER_TABLES
    columns = schema.column_names(table)
    return {
        phrase: column for column, phrases in of_table.items() if column in columns for phrase in phrases.split(", ")
    }


_ORDER = re.compile(
    r"\b(?:(d{1,2}|t{1,2}|j{1,2}|g{1,2})|(m{1,2}))[\s./-]+(?:(d{1,2}|t{1,2}|j{1,2}|g{1,2})|(m{1,2}))\b", re.I
)


def _order_of(text: str) -> str:
    """``mdy`` for a heading such as "Date (mm/dd/yyyy)", ``dmy`` for "[TT.MM.JJJJ]"; "" where it says nothing."""
    match = _ORDER.search(text)
    if not match:
        return ""
    if match[1] and match[4]:
        return "dmy"
    return "mdy" if match[2] and match[3] else ""


def is_unit(text: str) -> bool:
    """Whether a cell below a heading only says how to fill it in: "(YYYY-MM-DD)", "dd/mm/yyyy", "required"."""
    plain = text.strip().strip("()[]{}<> ").casefold()
    if plain in _UNITS:
        return True
    return bool(_FORM_OF_DATES.fullmatch(plain)) and len(plain) > _LONG_ENOUGH


_FORM_OF_DATES = re.compile(
    r"([ymdjtag])\1*[./\s-]((?!\1)[ymdjtag])\2*(?:[./\s-]((?!\1|\2)[ymdjtag])\3*)?|y{4}m{2}d{2}|d{2}m{2}y{4}"
)

_UNITS = {
    *("text", "date", "number", "required", "optional", "mandatory", "iso", "iso code", "iso 3166", "string", "yes/no"),
    *("y/n", "free text", "datum", "pflicht", "pflichtfeld", "obligatoire", "facultatif", "obligatorio", "opcional"),
    *(
        "obbligatorio",
        "facoltativo",
        "texto",
        "texte",
        "testo",
        "fecha",
        "data",
        "days",
        "nights",
        "select",
        "dropdown",
    ),
}


def understood() -> dict[str, dict[str, tuple[str, ...]]]:
    """Every role → language → the headings that are understood, for the help page."""
    return {
        role.sentence: {language: tuple(WORDS[role][language].split(", ")) for language in LANGUAGES}
        for role in WORDS
        if role is not Role.NUMBER
    }
