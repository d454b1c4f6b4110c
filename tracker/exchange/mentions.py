"""Whether a text mentions a name or a place, in whatever script, case or spelling of the same letters it does so.

Two texts are compared by their letters and digits alone: case, accents, width, quotation marks, hyphens, blanks and
signs that show nothing do not count. So ``O’NEILL`` is ``O'Neill``, ``scan_anna.pdf`` and ``AnnasFlat`` mention Anna,
and a name inside Chinese text, which has no blanks, is seen too.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_SAME_LETTERS = str.maketrans({"ı": "i", "ø": "o", "Ø": "o", "ł": "l", "Ł": "l", "đ": "d", "Đ": "d", "ـ": ""})
"""Letters that Unicode takes for letters of their own and people write without; the last one only stretches a word."""

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
        words = words_of(text)
        joined = "".join(words)
        return not self.words.isdisjoint(words) or any(part in joined for part in self.anywhere)


def mentions_of(values: Iterable[str]) -> Mentions:
    """Whole values, and each word of them.

    A number of a street or the initial of a name means something only where it stands alone, so these count as words.
    """
    anywhere: set[str] = set()
    words: set[str] = set()
    for value in values:
        parts = words_of(value)
        for part in {"".join(parts), *parts} - {""}:
            is_short = part.isdecimal() or (len(part) == 1 and unicodedata.category(part) in ("Ll", "Lu"))
            (words if is_short else anywhere).add(part)
    return Mentions(frozenset(anywhere), frozenset(words))
