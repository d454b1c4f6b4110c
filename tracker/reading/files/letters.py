"""The bytes of a file of text → its letters: Unicode with or without a mark, Windows-1252, Mac Roman or MS-DOS."""

from __future__ import annotations

import codecs
import re
from collections.abc import Sequence
from dataclasses import dataclass

from tracker.errors import TableNotReadable
from tracker.findings import FindingCode
from tracker.reading.book import Decoding
from tracker.reading.remark import Remark

NO_TEXT = "not a text file, and not a spreadsheet that can be read. Save it as CSV UTF-8 or as .xlsx and try again"

_MARKS = (  # the longer ones first: the mark of UTF-32 begins with that of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
)
_SAMPLE = 4096  # bytes that are looked at to see whether every second one is zero
# What spreadsheet programs write as CSV, CSV (Macintosh) and CSV (MS-DOS).
_SINGLE_BYTE = {"cp1252": "Windows-1252", "mac_roman": "Mac Roman", "cp850": "MS-DOS"}
_COMMON = frozenset("äöüßéèáçãíñóÄÖÜÉ")
_LESS_COMMON = frozenset("êëàâåæîïìôõòøœúûùýÿÈÊÀÂÁÅÆÇÍÎÑÓÔÕØŒÚÛ")
_JOINTS = frozenset("’‘´`-–—‐. ºª\xa0")  # signs that may stand inside or beside a word
_SIGNS = frozenset("“”„«»°£€§…•™®©¿¡·×")  # that stand before or behind a word or a number
_SHORT_ENDS = ("s", "t", "m", "d", "re", "ll", "ve")  # behind an apostrophe
_NO_WORD = -0.9
_USE = {"cp1252": 0.3, "mac_roman": 0.05, "cp850": -0.05}  # how common they are, in the measure of ``_likely``
_WORD = re.compile(r"[^\s,;|\t\"()/<>]*[^\x00-\x7f][^\s,;|\t\"()/<>]*")
_MOST_WORDS = 500  # different words that are looked at
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


@dataclass(frozen=True)
class Letters:
    """The text of a file. ``name``: of the encoding, in words. ``remarks``: what was assumed to read it.

    ``decodings``: as in ``Book``.
    """

    text: str
    name: str
    remarks: tuple[Remark, ...] = ()
    decodings: tuple[Decoding, ...] = ()


def letters_of(content: bytes, file: str, encoding: str = "") -> Letters:
    """The text in these bytes. ``encoding``: the name of the one that a person chose, where several give words.

    Raises ``TableNotReadable`` for bytes that are no text, or in no known encoding.
    """
    letters = _with_mark(content, file) or _without_mark(content, file, encoding)
    if _CONTROL.search(letters.text):
        raise TableNotReadable(file, NO_TEXT)
    if any("\ud800" <= sign <= "\udfff" for sign in set(letters.text)):
        raise TableNotReadable(file, "a text in it holds a broken character. Type that text again")
    return letters


def _with_mark(content: bytes, file: str) -> Letters | None:
    for mark, encoding, name in _MARKS:
        if content.startswith(mark):
            try:
                return Letters(content.decode(encoding).lstrip("\ufeff"), name)
            except UnicodeDecodeError as error:
                if encoding == "utf-8-sig":
                    return _damaged_utf8(content.removeprefix(mark), file)
                raise TableNotReadable(file, f"not {name} text although it begins like it. Save it again") from error
    return None


def _without_mark(content: bytes, file: str, encoding: str) -> Letters:
    if b"\0" in content:
        return _utf16_without_mark(content, file)
    try:
        return Letters(content.decode("utf-8"), "UTF-8")
    except UnicodeDecodeError:
        pass
    if _looks_like_utf8(content):
        return _damaged_utf8(content, file)
    return _single_byte(content, file, encoding)


def _utf16_without_mark(content: bytes, file: str) -> Letters:
    """Text in which every second byte is zero, because most letters are of the English alphabet."""
    sample = content[:_SAMPLE]
    first, second = (sample[start::2].count(0) / max(len(sample) // 2, 1) for start in (0, 1))
    for encoding, high, low in (("utf-16-be", first, second), ("utf-16-le", second, first)):
        if high > 0.5 > 0.1 > low and len(content) % 2 == 0:
            try:
                return Letters(content.decode(encoding), "UTF-16")
            except UnicodeDecodeError:
                break
    raise TableNotReadable(file, NO_TEXT)


def _looks_like_utf8(content: bytes) -> bool:
    """Whether most letters that are not English are whole UTF-8, so that a few bytes were damaged or mixed in."""
    text = content.decode("utf-8", errors="replace")
    whole = sum(sign > "\x7f" and sign != "\ufffd" for sign in text)
    return whole >= text.count("\ufffd")


def _damaged_utf8(content: bytes, file: str) -> Letters:
    """UTF-8 with a few bytes of Windows-1252: what happens when rows of two files are put together."""
    kept = content.decode("utf-8", errors="surrogateescape")
    broken = re.search(r"\S*[\udc80-\udcff]\S*", kept)
    line = kept.count("\n", 0, broken.start()) + 1 if broken else 1
    text = re.sub(r"[\udc80-\udcff]+", _as_windows, kept)
    word = re.sub(r"[\udc80-\udcff]+", _as_windows, broken.group()) if broken else ""
    sentence = (
        f"Most of the file is UTF-8, but some letters are not. They were read as Windows-1252, such as {word!r} in "
        f"line {line}. If that is wrong, save the file as CSV UTF-8 and read it again."
    )
    return Letters(text, "UTF-8", (Remark(FindingCode.ASSUMED_READING, sentence),))


def _as_windows(broken: re.Match[str]) -> str:
    return broken.group().encode("utf-8", "surrogateescape").decode("cp1252", errors="replace")


def _single_byte(content: bytes, file: str, chosen: str) -> Letters:
    """Windows-1252 or Mac Roman: the one that gives letters of which words are made."""
    readings = {encoding: content.decode(encoding, errors="replace") for encoding in _SINGLE_BYTE}
    words = {encoding: _words(text) for encoding, text in readings.items()}
    scores: dict[str, float] = {encoding: _USE[encoding] + sum(map(_likely, words[encoding])) for encoding in readings}
    ranked = sorted(readings, key=lambda encoding: scores[encoding], reverse=True)  # a tie keeps their order
    possible = [encoding for encoding in ranked if scores[encoding] >= 0]
    ranked.sort(key=lambda encoding: encoding not in possible or _SINGLE_BYTE[encoding] != chosen)
    taken, *others = ranked
    if scores[taken] < 0:
        word = min(words[taken], key=_likely)
        problem = (
            f"its letters are not UTF-8, and no other encoding that is known gives words ({word!r}). "
            "Save it as CSV UTF-8 and try again"
        )
        raise TableNotReadable(file, problem)
    word = max(words[taken], key=_likely, default="")
    sentence = f"The file is not UTF-8. It was read as {_SINGLE_BYTE[taken]}, which gives words such as {word!r}."
    worst = min(words[taken], key=_likely, default="")
    if worst and _likely(worst) < _NO_WORD:
        sentence += f" But {worst!r} does not look like a word."
    for other in others:
        if scores[other] >= 0 and (meant := word.encode(taken, "ignore").decode(other, "replace")) != word:
            sentence += f" As {_SINGLE_BYTE[other]} that word would be {meant!r}."
    sentence += " If the words are wrong, save the file as CSV UTF-8 and read it again."
    remarks = () if _SINGLE_BYTE[taken] == chosen else (Remark(FindingCode.ASSUMED_READING, sentence),)
    return Letters(readings[taken], _SINGLE_BYTE[taken], remarks, _decodings(content, word, taken, possible))


def _decodings(content: bytes, word: str, taken: str, possible: Sequence[str]) -> tuple[Decoding, ...]:
    """The encodings in which a word of the file has different letters; none where they all give the same."""
    letters = word.encode(taken, "ignore")
    words = {encoding: letters.decode(encoding, "replace") for encoding in (taken, *possible)}
    several = len(set(words.values())) > 1 and letters in content
    return tuple(Decoding(_SINGLE_BYTE[name], text) for name, text in words.items()) if several else ()


def _words(text: str) -> list[str]:
    """The different words with a letter that is not English, in the order of the file."""
    seen: dict[str, None] = {}
    for match in _WORD.finditer(text):
        seen.setdefault(match.group())
        if len(seen) == _MOST_WORDS:
            break
    return list(seen)


def _likely(word: str) -> float:
    """How likely people write this word: above zero for München, below for MŸnchen and M¸nchen."""
    if len(word) > 2 and all(sign > "\x7f" for sign in word):
        return -float(len(word))  # letters of another alphabet
    likely = sum(_likely_at(word, n) for n, sign in enumerate(word) if sign > "\x7f")
    is_camel = any(sign > "\x7f" and sign.isupper() for sign in word[1:]) and any(map(str.islower, word))
    return likely - 2.0 if is_camel else likely


def _likely_at(word: str, n: int) -> float:
    sign, before, after = word[n], word[n - 1 : n] if n else "", word[n + 1 : n + 2]
    beside = [neighbor for neighbor in (before, after) if neighbor]
    if sign == "\ufffd" or "\x80" <= sign < "\xa0":
        return -5.0
    if sign in _JOINTS:
        return _joint(word, n)
    if sign in "“”" and len(beside) == 1 and (sign == "“") == bool(after):
        return 0.9
    if not sign.isalpha():
        is_inside = len(beside) == 2 and all(map(str.isalpha, beside))
        return -1.0 if is_inside else 0.1 if sign in _SIGNS else -0.3
    if not beside or any(map(str.isdigit, beside)):
        return -0.5
    if (sign.isupper() and before.islower()) or (sign.islower() and not before and after.isupper()):
        return -1.0
    return 1.0 if sign in _COMMON else 0.8 if sign in _LESS_COMMON else 0.1


def _joint(word: str, n: int) -> float:
    """An apostrophe or a dash: it’s, L’Aquila, 5–6."""
    before, after = word[:n], word[n + 1 :]
    if word[n] == "’" and (after in _SHORT_ENDS or (len(before) == 1 and len(after) > 2)):
        return 1.2
    return 0.6 if before[-1:].isalnum() and after[:1].isalnum() else 0.2
