"""The import that is under way: its contents and answers outlive a change of page and a restart, for its user alone.

In the session it is one value. In the ledger it is two notes of the user's own, the contents and the answers, so that
an answer does not write the contents again. Both go when the import is stored or thrown away.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import streamlit as st

from tracker.errors import StoreAway, TrackerError
from tracker.exchange.importers import Source, file_key
from tracker.exchange.importers.recipe import SETTING as RECIPE
from tracker.reading.plan import Answers, Asks
from tracker.ui import session

KEY = "trips.import"
PASTED = "pasted cells"
LARGEST_KEPT = 4 * 1024 * 1024
"""Bytes, compressed: a larger import lives in the session only."""
MOST_RECIPES = 100

_STATE, _STORED, _NONCE = f"{KEY}.half_done", f"{KEY}.stored", f"{KEY}.nonce"
_PROBLEM = f"{KEY}.not_kept"
_TOO_LARGE = "This import is too large to be kept when the page is closed. Finish it now."
_FILES_NOTE, _ANSWERS_NOTE = "import.files", "import.answers"
_OUTLIVE_NEW_CONTENT = (str(Asks.VALUE), str(Asks.COUNTRY), str(Asks.PERSON), str(Asks.NEW_PEOPLE), str(Asks.WHOSE))
"""Answers about words and people. All others are about one content and are asked again for another one."""


@dataclass(frozen=True)
class HalfDone:
    """What was brought so far, and what was answered. ``user``: whose it is."""

    user: str
    sources: tuple[Source, ...] = ()
    answers: Answers = field(default_factory=Answers)

    def with_source(self, source: Source) -> HalfDone:
        """With one more content, in place of an earlier one of the same name, whose answers go."""
        others = tuple(kept for kept in self.sources if kept.name != source.name)
        if source in self.sources:
            return self
        before = self if len(others) == len(self.sources) else self.without_answers_of(source.name)
        return replace(before, sources=(*others, source))

    def without_source(self, name: str) -> HalfDone:
        """Without this content and the answers about it."""
        sources = tuple(kept for kept in self.sources if kept.name != name)
        return replace(self.without_answers_of(name), sources=sources)

    def without_answers_of(self, name: str) -> HalfDone:
        """Without the answers that hold for this content only; how its columns are read stays."""
        prefix = file_key(name, "")

        def stays(key: str) -> bool:
            about = key.removeprefix(prefix).partition(":")[0]
            is_of_it = key.startswith(prefix) or f":{name}:" in key or f":{name}, " in key
            is_of_all = "!" not in key and key.count(":") == 0
            return about in _OUTLIVE_NEW_CONTENT or not (is_of_it or is_of_all)

        choices = {key: value for key, value in self.answers.choices.items() if stays(key)}
        return replace(self, answers=replace(self.answers, choices=choices))


def current() -> HalfDone:
    """What is under way in this session; at its beginning, what was left half done in an earlier one."""
    user = _user()
    kept: HalfDone | None = st.session_state.get(_STATE)
    if kept is None or kept.user != user:
        kept = _from_ledger(user)
        st.session_state[_STATE] = st.session_state[_STORED] = kept
    return kept


def put(half_done: HalfDone) -> None:
    """From now on this is what is under way."""
    st.session_state[_STATE] = half_done


def answer(key: str, value: str) -> None:
    """One more answer; "" takes it back."""
    kept = current()
    put(replace(kept, answers=kept.answers.with_choice(key, value)))


def discard() -> None:
    """Forget what is under way. The fields to choose and to paste are empty afterwards."""
    put(HalfDone(_user()))
    st.session_state[_NONCE] = nonce() + 1


def nonce() -> int:
    """Part of the keys of the fields to choose and to paste: a new number empties them."""
    number: int = st.session_state.setdefault(_NONCE, 0)
    return number


def remember() -> str:
    """Write what changed since into the user's own notes; why that was not possible, in a sentence, or ""."""
    kept, stored = current(), st.session_state.get(_STORED)
    if not session.actor().may_write:
        return ""
    if stored is None or kept.sources != stored.sources:
        packed = _packed(kept.sources)
        is_too_large = len(packed) > LARGEST_KEPT
        session.ledger().keep_own_note(_FILES_NOTE, b"" if is_too_large else packed)
        st.session_state[_PROBLEM] = _TOO_LARGE if is_too_large else ""
    if stored is None or kept.answers != stored.answers:
        session.ledger().keep_own_note(_ANSWERS_NOTE, _answers_text(kept.answers))
    st.session_state[_STORED] = kept
    return str(st.session_state.get(_PROBLEM, ""))


def recipes() -> Mapping[str, str]:
    """Fingerprint of headings → the choices that were kept for them."""
    notes = session.ledger().own_notes(RECIPE)
    return {name.removeprefix(RECIPE): content.decode("utf-8", "replace") for name, content in notes.items()}


def keep_recipe(fingerprint: str, text: str) -> None:
    """Keep the choices for the next list with the same headings."""
    ledger = session.ledger()
    names = list(ledger.own_notes(RECIPE))
    for name in names[: max(0, len(names) + 1 - MOST_RECIPES)]:
        ledger.keep_own_note(name, b"")
    ledger.keep_own_note(f"{RECIPE}{fingerprint}", text.encode())


def _user() -> str:
    actor = session.actor()
    return repr((actor.owner, actor.name, str(actor.role), actor.traveler))


def _from_ledger(user: str) -> HalfDone:
    if not session.actor().may_write:
        return HalfDone(user)
    try:
        notes = session.ledger().own_notes("import.")
        sources = _unpacked(notes[_FILES_NOTE]) if _FILES_NOTE in notes else ()
        return HalfDone(user, sources, _answers_of(notes.get(_ANSWERS_NOTE, b""))) if sources else HalfDone(user)
    except StoreAway:
        raise
    except (TrackerError, ValueError, KeyError, TypeError, zipfile.BadZipFile):
        session.flash("The import that you left half done cannot be read any more. Bring the file again.")
        return HalfDone(user)


def _packed(sources: Sequence[Source]) -> bytes:
    if not sources:
        return b""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("names.json", json.dumps([[source.name, source.form] for source in sources]))
        for number, source in enumerate(sources):
            archive.writestr(str(number), source.content)
    return target.getvalue()


def _unpacked(packed: bytes) -> tuple[Source, ...]:
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        names = json.loads(archive.read("names.json"))
        return tuple(Source(name, archive.read(str(number)), form) for number, (name, form) in enumerate(names))


def _answers_text(answers: Answers) -> bytes:
    if not answers.fields and not answers.choices:
        return b""
    return json.dumps({"fields": dict(answers.fields), "choices": dict(answers.choices)}).encode()


def _answers_of(text: bytes) -> Answers:
    said = json.loads(text or b"{}")
    fields, choices = ({str(key): str(value) for key, value in said.get(part, {}).items()} for part in _PARTS)
    return Answers(fields, choices)


_PARTS = ("fields", "choices")
