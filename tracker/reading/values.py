"""Words of purposes, statuses and open ends, in several languages → the codes of the log."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from tracker.codes import Activity, Certainty
from tracker.reading import value_words

CANCELED = "canceled"
"""A status that leaves the row out. The others are ``codes.Certainty``."""


@dataclass(frozen=True)
class Meaning:
    """``value``: an ``Activity``, or a ``Certainty`` or ``CANCELED``; "" where no guess is made. ``is_sure``: the word
    has one meaning, so that it is only told; otherwise the guess is proposed and asked."""

    value: str
    is_sure: bool


_NOTHING_SAID = Meaning("", is_sure=False)


@dataclass(frozen=True)
class _Lexicon:
    """Phrases of one kind of column. ``fillers`` change nothing; ``doubts`` forbid a guess."""

    phrases: Mapping[tuple[str, ...], Meaning]
    stems: tuple[tuple[re.Pattern[str], Meaning], ...]
    fillers: frozenset[tuple[str, ...]]
    doubts: frozenset[tuple[str, ...]]
    documented: frozenset[str] = field(default=frozenset())

    @property
    def longest(self) -> int:
        """Number of words of the longest phrase."""
        return max(map(len, self.phrases))


def purpose(word: str) -> Meaning:
    """What a word says about work: business → work, vacation → non_work, layover → transit."""
    return _meaning(word, is_status=False)


def status(word: str) -> Meaning:
    """What a word says about certainty: completed → confirmed, booked → planned, cancelled → ``CANCELED``.

    A booking is no proof of a journey, so "booked" is planned, whenever it was; "Confirmed" and "Approved" may mean
    the booking, too: asked. Only ``confirmed`` in small letters is the documented code.
    """
    return _meaning(word, is_status=True)


def folded(text: str) -> str:
    """Words in small letters without accents, signs and invisible characters: ``Congés payés!`` → ``conges payes``."""
    plain = unicodedata.normalize("NFKD", text.replace("ß", "ss").casefold())
    letters = (letter for letter in plain if unicodedata.category(letter) not in ("Mn", "Cf"))
    return " ".join(re.findall(r"[^\W_]+", "".join(letters)))


@lru_cache(maxsize=1 << 15)
def _meaning(text: str, *, is_status: bool) -> Meaning:
    lexicon = _statuses() if is_status else _purposes()
    if text.strip() in lexicon.documented:
        return Meaning(text.strip(), is_sure=True)
    if len(text) > _LONGEST or "?" in text:
        return _NOTHING_SAID
    return _of_words(folded(text).split(), text, lexicon)


_LONGEST = 120
_PARTS = re.compile(r"[,;:|()\[\]{}/\\–—]|\s[-+&]\s")


def _of_words(words: list[str], text: str, lexicon: _Lexicon) -> Meaning:
    """The meaning of a text in which every known phrase says the same; no guess where they disagree."""
    said: list[Meaning] = []
    at, unknown = 0, 0
    while at < len(words):
        size, meaning = _longest_phrase(words, at, lexicon)
        if meaning is not None:
            said.append(meaning)
        elif (words[at],) in lexicon.doubts:
            return _NOTHING_SAID
        elif (words[at],) not in lexicon.fillers:
            unknown += 1
        at += size
    values = {meaning.value for meaning in said}
    if len(values) != 1 or values == {""}:
        return _NOTHING_SAID
    is_strong = any(meaning.is_sure for meaning in said)
    return Meaning(values.pop(), is_strong and (not unknown or _is_said_first(text, lexicon)))


def _longest_phrase(words: list[str], at: int, lexicon: _Lexicon) -> tuple[int, Meaning | None]:
    """How many words the longest known phrase from here has, and its meaning; one word without any."""
    for size in range(min(lexicon.longest, len(words) - at), 0, -1):
        if (meaning := lexicon.phrases.get(tuple(words[at : at + size]))) is not None:
            return size, meaning
    return 1, next((meaning for pattern, meaning in lexicon.stems if pattern.fullmatch(words[at])), None)


def _is_said_first(text: str, lexicon: _Lexicon) -> bool:
    """Whether unknown words are only names behind it: "Client meeting – Lyon", "Vacation in Nice"."""
    head = folded(_PARTS.split(text.strip(" -–—([{"), maxsplit=1)[0]).split()
    cut = next((n for n, word in enumerate(head) if (word,) in _after() and n), len(head))
    at, is_said = 0, False
    while at < cut:
        size, meaning = _longest_phrase(head[:cut], at, lexicon)
        if meaning is None and (head[at],) not in lexicon.fillers:
            return False
        is_said = is_said or (meaning is not None and meaning.is_sure)
        at += size
    return is_said


@lru_cache(maxsize=1)
def _purposes() -> _Lexicon:
    return _lexicon(
        (
            (value_words.WORK, Meaning(str(Activity.WORK), is_sure=True)),
            (value_words.NON_WORK, Meaning(str(Activity.NON_WORK), is_sure=True)),
            (value_words.TRANSIT, Meaning(str(Activity.TRANSIT), is_sure=True)),
            (value_words.MAYBE_WORK, Meaning(str(Activity.WORK), is_sure=False)),
            (value_words.MAYBE_NON_WORK, Meaning(str(Activity.NON_WORK), is_sure=False)),
            (value_words.MAYBE_TRANSIT, Meaning(str(Activity.TRANSIT), is_sure=False)),
            (value_words.MIXED, _NOTHING_SAID),
        ),
        value_words.FILLERS,
        frozenset(map(str, Activity)),
    )


@lru_cache(maxsize=1)
def _statuses() -> _Lexicon:
    return _lexicon(
        (
            (value_words.CANCELED, Meaning(CANCELED, is_sure=True)),
            (value_words.DONE, Meaning(str(Certainty.CONFIRMED), is_sure=True)),
            (value_words.PLANNED, Meaning(str(Certainty.PLANNED), is_sure=True)),
            (value_words.MAYBE_CANCELED, Meaning(CANCELED, is_sure=False)),
            (value_words.MAYBE_DONE, Meaning(str(Certainty.CONFIRMED), is_sure=False)),
            (value_words.MAYBE_PLANNED, Meaning(str(Certainty.PLANNED), is_sure=False)),
            (value_words.MAYBE_FROM_MEMORY, Meaning(str(Certainty.ESTIMATED), is_sure=False)),
            (value_words.OTHER_STATUS, _NOTHING_SAID),
        ),
        value_words.STATUS_FILLERS,
        frozenset((*map(str, Certainty), CANCELED)),
    )


def _lexicon(lists: tuple[tuple[str, Meaning], ...], fillers: str, documented: frozenset[str]) -> _Lexicon:
    """Phrases in two lists have the meaning of the first one."""
    phrases: dict[tuple[str, ...], Meaning] = {}
    stems = []
    for text, meaning in lists:
        for item in _items(text):
            if "*" in item:
                stems.append((re.compile(item.replace("*", r"\w+")), meaning))
            else:
                phrases.setdefault(tuple(item.split()), meaning)
    fillers_and_links = _phrases(fillers) | _after()
    return _Lexicon(phrases, tuple(stems), fillers_and_links, _phrases(value_words.DOUBTS), documented)


@lru_cache(maxsize=1)
def _after() -> frozenset[tuple[str, ...]]:
    return _phrases(value_words.AFTER)


def _phrases(text: str) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(item.split()) for item in _items(text))


def _items(text: str) -> list[str]:
    return [" ".join(item.split()) for item in text.split(",") if item.strip()]
