"""Whether a text mentions a name or a place, in whatever script, case or spelling of the same letters it does so.

Two texts are compared by their letters and digits alone: case, accents, width, quotation marks, hyphens, blanks and
signs that show nothing do not count. So ``O’NEILL`` is ``O'Neill``, ``scan_anna.pdf`` and ``AnnasFlat`` mention Anna,
and a name inside Chinese text, which has no blanks, is seen too. A name may also be spelled out without its accents
(``Mueller``), stand in the other Japanese syllables, beside digits (``emp004500``), or encoded in a web address.
"""

from __future__ import annotations

import re
import unicodedata
import urllib.parse
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_HIRAGANA_OF_KATAKANA = {sign: sign - 0x60 for sign in range(0x30A1, 0x30F7)}
_SAME_LETTERS = _HIRAGANA_OF_KATAKANA | str.maketrans(
    {
        **{"ı": "i", "ø": "o", "Ø": "o", "ł": "l", "Ł": "l", "đ": "d", "Đ": "d", "ð": "d", "Ð": "d"},
        **{"æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe", "þ": "th", "Þ": "th"},
        **{"ی": "ي", "ى": "ي", "ک": "ك"},  # Persian and Arabic keyboards write the same letter by other codes
        "ـ": "",
    }
)
"""Letters that Unicode takes for letters of their own and people write without; the last one only stretches a word."""
_SPELLED_OUT = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "Ø": "Oe", "Å": "Aa"}
)
"""How passports and e-mail addresses write letters with accents; many people leave the accent out instead."""

_APOSTROPHES = range(0x02B9, 0x02C2)  # modifier letters such as ʼ and ʻ, which Unicode counts as letters
_LEFT_OUT = ("C", "M", "Sk")  # signs that show nothing, accents and vowel signs, accents that stand alone
_BETWEEN = ("P", "Z")  # punctuation and blanks
_MINUS = "\u2212"


def letters(text: str) -> str:
    """The letters, digits and symbols of a text, each in one form; "" where it has none."""
    return "".join(words_of(text))


def words_of(text: str) -> list[str]:
    """The same, word by word in the order of the text: blanks, punctuation and a capital inside a word end one."""
    plain = unicodedata.normalize("NFKD", text)
    return [word for word in ("".join(part) for part in _parts(plain)) if word]


def _parts(plain: str) -> Iterator[list[str]]:
    part: list[str] = []
    is_after_small_letter = False
    for sign in plain:
        category = unicodedata.category(sign)
        is_border = category.startswith(_BETWEEN) or sign == _MINUS or category == "Cc"
        if is_border or (is_after_small_letter and category == "Lu"):
            yield part
            part = []
        if not is_border and not category.startswith(_LEFT_OUT) and ord(sign) not in _APOSTROPHES:
            part.append(unicodedata.normalize("NFKD", sign.translate(_SAME_LETTERS).casefold()).replace("\u0307", ""))
            is_after_small_letter = category == "Ll"
    yield part


@dataclass(frozen=True)
class Mentions:
    """What is looked for: ``anywhere`` inside a text, or as a ``word`` of it, both as ``letters`` writes them."""

    anywhere: frozenset[str]
    words: frozenset[str]

    def __bool__(self) -> bool:
        return bool(self.anywhere or self.words)

    def are_in(self, text: str) -> bool:
        """Whether the text mentions any of them. Rather too often than too seldom: Berlin mentions Mr. Li."""
        return any(self._are_in_words(words_of(spelling)) for spelling in _spellings(text))

    def _are_in_words(self, words: list[str]) -> bool:
        joined = "".join(words)
        alone = {*words, *(run for word in words for run in _RUNS.findall(word))}
        return not self.words.isdisjoint(alone) or any(part in joined for part in self.anywhere)


_RUNS = re.compile(r"\d+|[^\d]+")
"""Digits, and what stands between them: in ``emp004500`` the number means something alone."""


def _spellings(text: str) -> set[str]:
    """The text as it is written, with letters spelled out, and without the encoding of a web address."""
    composed = unicodedata.normalize("NFC", text)
    plain = {composed, unicodedata.normalize("NFC", urllib.parse.unquote(composed))}
    return plain | {spelling.translate(_SPELLED_OUT) for spelling in plain}


def mentions_of(values: Iterable[str]) -> Mentions:
    """Whole values, and each word of them.

    A number of a street or the initial of a name means something only where it stands alone, so these count as words.
    """
    anywhere: set[str] = set()
    words: set[str] = set()
    for value in (spelling for written in values for spelling in _spellings(written)):
        parts = words_of(value)
        for part in {"".join(parts), *parts} - {""}:
            is_short = part.isdecimal() or (len(part) == 1 and unicodedata.category(part) in ("Ll", "Lu"))
            (words if is_short else anywhere).add(part)
    return Mentions(frozenset(anywhere), frozenset(words))
