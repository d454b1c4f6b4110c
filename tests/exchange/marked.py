"""A workspace in which every cell of text is a mark of its own, in one of eleven scripts; and a search for marks.

Names are written once more, in other cases and spellings, wherever somebody may write a sentence.
"""

from __future__ import annotations

import html
import io
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from functools import cache

import pandas as pd

from tracker import schema
from tracker.itinerary import Workspace, workspace_from_text

_ALPHABETS = (
    "ǎěǐǒǔǧǩǯȟẑ",  # Latin with accents
    "αβγδεζηθικ",
    "бгджзийлфц",
    "ابتثجحخدذر",
    "אבגדהוזחטי",
    "कखगघचछजझटठ",
    "กขคฆงจฉชซฌ",
    "山田花子東京大阪北南",
    "アイウエオカキクケコ",
    "가나다라마바사아자차",
    "🦊🐼🦁🐯🐸🐵🐔🦄🐝🐙",
)
PEOPLE = 2
_SPANS = {
    "trips": [("FR", "2026-01-05", "2026-02-27"), ("DE", "2026-03-10", "2026-05-29"), ("PT", "2026-10-01", "")],
    "residences": [("US", "2020-01-01", "")],
}
_FIXED = {  # what must hold a code, a country or the id of another row, so that the row is used
    "trips": {"activity": "work", "certainty": "planned"},
    "travelers": {"nationalities": "US", "residence": "US"},
    "assignments": {
        "host": "FR", "worker": "self_employed", "business_in_us": "yes", "health_insurance": "yes",
        "expected_last_day": "2026-05-29", "client_country": "FR",
    },
    "certificates": {
        "issuer": "US", "host": "FR", "first_day": "2026-01-05", "last_day": "2026-01-31", "state": "delivered",
        "request": "extension", "channel": "email", "submitted_on": "2025-12-01", "issued_on": "2025-12-20",
        "delivered_on": "2026-01-04",
    },
    "clarifications": {"clarified_on": "2026-02-02"},
    "exceptions": {"host": "FR", "until": "2027-01-01", "granted_on": "2026-01-01"},
    "verifications": {"host": "FR", "checked_on": "2026-01-01", "provision": "FR.self_employed.transfer"},
    "records": {"field": "name", "checked_on": "2026-01-01"},
    "deliveries": {"purpose": "employer", "sent_on": "2026-01-05", "channel": "email", "evidence": "postal_receipt"},
    "steps": {"done_on": "2026-01-04"},
    "deadlines": {"day": "2026-12-24"},
    "attachments": {"about": "trips"},
}  # fmt: skip
_REFERENCES = {
    ("certificates", "refers_to"): ("certificates", "certificate"),
    ("deliveries", "certificate"): ("certificates", "certificate"),
    ("steps", "certificate"): ("certificates", "certificate"),
    ("deadlines", "certificate"): ("certificates", "certificate"),
    ("attachments", "subject"): ("trips", "trip"),
}
NAMES = [("travelers", "name"), ("assignments", "client_name"), ("assignments", "business_name")]
SENTENCES = [
    ("trips", "note"), ("trips", "source"), ("assignments", "activity_description"), ("attachments", "file_name"),
    ("deadlines", "action"), ("verifications", "note"), ("certificates", "receipt"),
]  # fmt: skip
OWN_HEADING, UNUSED_FILE = "ǯǯǯ own heading", "βββ.csv"


@cache
def mark(table: str, column: str, person: int) -> str:
    """The mark that stands in this column of the rows of a person: five letters of one script."""
    number = list(_columns()).index((table, column)) * PEOPLE + person
    alphabet = _ALPHABETS[number % len(_ALPHABETS)]
    return "".join(alphabet[int(digit)] for digit in f"{number:05}")


def _columns() -> Iterator[tuple[str, str]]:
    """Every column of free text or ids that is no reference to another row and no code."""
    for table in schema.WORKSPACE:
        for column in schema.columns_of_kind(table, schema.TEXT):
            is_of_another = column in ("traveler", "assignment") and column != table.removesuffix("s")
            if not is_of_another and (table, column) not in _REFERENCES and column not in _FIXED.get(table, {}):
                yield table, column


def all_marks(person: int | None = None) -> list[str]:
    """The marks of one person, or of everybody, in the order of the columns."""
    people = range(PEOPLE) if person is None else [person]
    return [mark(table, column, number) for table, column in _columns() for number in people]


def marks_of(where: Iterable[tuple[str, str]], person: int = 0) -> list[str]:
    """The marks of some columns."""
    return [mark(table, column, person) for table, column in where if (table, column) in set(_columns())]


def spellings(text: str) -> list[str]:
    """The same text as somebody else may write it."""
    wide = "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in text)
    return [
        text.upper(), text.title(), unicodedata.normalize("NFD", text), unicodedata.normalize("NFKD", text), wide,
        "\u200b".join(text), f"scan_{text}.pdf", f"{text}’s", f"x{text}y",
    ]  # fmt: skip


def _cell(table: str, column: str, person: int) -> str:
    if reference := _REFERENCES.get((table, column)):
        return mark(*reference, person)
    if column in ("traveler", "assignment"):
        return mark(f"{column}s", column, person)
    if column in _FIXED.get(table, {}):
        return _FIXED[table][column]
    if (table, column) not in set(_columns()):
        return ""
    own = mark(table, column, person)
    if (table, column) not in SENTENCES:
        return own
    return " ".join([own, *(spelling for name in NAMES for spelling in spellings(mark(*name, person)))])


def marked_workspace() -> Workspace:
    """Two people with rows in every table, columns of their own, and rows that cannot be used."""
    tables = {}
    for table in schema.WORKSPACE:
        rows = []
        for person in range(PEOPLE):
            row = {column: _cell(table, column, person) for column in schema.column_names(table)}
            for number, (country, first, last) in enumerate(_SPANS.get(table, [("", "", "")])):
                spanned = {"country": country, "first_day": first, "last_day": last} if country else {}
                again = {"trip": f"{row['trip']}{number}"} if table == "trips" and number else {}
                rows.append(row | spanned | again | {OWN_HEADING: f"{mark('trips', 'note', person)} own"})
        tables[table] = pd.DataFrame(rows, dtype="str")
    bad = {"country": mark("trips", "place", 0), "trip": mark("trips", "source", 0), "first_day": "2026-01-01"}
    tables["trips"] = pd.concat([tables["trips"], pd.DataFrame([bad])]).fillna("")
    return workspace_from_text(tables, file=UNUSED_FILE)


# ---------------------------------------------------------------------------------------------- looking for marks


def _layers(content: bytes, ending: str) -> Iterator[bytes]:
    """The bytes of a file and of everything that is packed inside it."""
    yield content
    if ending in (".xlsx", ".zip"):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            for name in packed.namelist():
                yield name.encode()
                yield from _layers(packed.read(name), name[name.rfind(".") :])
    for stream in re.findall(rb"stream\r?\n(.*?)endstream", content, re.DOTALL) if ending == ".pdf" else ():
        unpacked = zlib.decompressobj()
        try:
            yield unpacked.decompress(stream)
        except zlib.error:
            yield stream


def _plain(text: str) -> str:
    """Without lines that are folded, escapes of JSON and HTML, case, width and composed accents."""
    unfolded = text.replace("\r\n ", "").replace("\r\n\t", "")
    escaped = re.sub(r"\\u([0-9a-fA-F]{4})", lambda hit: chr(int(hit[1], 16)), unfolded)
    shown = re.sub("[\u200b\\\\]", "", html.unescape(escaped))
    return unicodedata.normalize("NFKD", shown).casefold()


def held(content: bytes, ending: str, marks: Iterable[str]) -> list[str]:
    """Which of the marks are in a file, however they are written and packed there."""
    layers = list(_layers(content, ending))
    texts = [_plain(layer.decode("utf-8", "replace")) for layer in layers]
    letters = glyphs(content) if ending == ".pdf" else set()
    present = []
    for text in marks:
        coded = [text.encode("utf-16-be"), text.encode("utf-16-le")]
        coded += [form for code in list(coded) for form in (code.hex().encode(), code.hex().upper().encode())]
        is_shown = bool(letters) and set(unicodedata.normalize("NFC", text)) <= letters
        if (
            is_shown
            or any(_plain(text) in shown for shown in texts)
            or any(c in layer for c in coded for layer in layers)
        ):
            present.append(text)
    return present


def glyphs(pdf: bytes) -> set[str]:
    """Every letter that a PDF shows: what its fonts say their glyphs mean."""
    letters: set[str] = set()
    for layer in _layers(pdf, ".pdf"):
        for block in re.findall(rb"beginbfchar(.*?)endbfchar", layer, re.DOTALL):
            for meaning in re.findall(rb"<[0-9A-Fa-f]+>\s*<([0-9A-Fa-f]+)>", block):
                letters |= set(bytes.fromhex(meaning.decode()).decode("utf-16-be", "replace"))
        for block in re.findall(rb"beginbfrange(.*?)endbfrange", layer, re.DOTALL):
            for low, high, meaning in re.findall(rb"<(\w+)>\s*<(\w+)>\s*<(\w+)>", block):
                first = int(meaning, 16)
                letters |= {chr(first + more) for more in range(int(high, 16) - int(low, 16) + 1)}
    return letters
