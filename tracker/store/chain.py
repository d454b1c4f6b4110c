"""The chain through the change journal: the hash of each entry is over the entry and the hash of the one before it.

It shows that an entry was changed, removed or moved by accident or by hand. Whoever rewrites the whole journal, with
new hashes, is not found out: for that, keep a copy (or the SHA-256 of a proof ZIP) where nobody can change it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

FIELDS = (
    "owner",
    "change_group",
    "undoes",
    "changed_at",
    "kind",
    "table_name",
    "row_id",
    "before",
    "after",
    "actor",
)
"""What an entry says; all of it is under its hash."""

SEALED = ("previous_hash", "hash")
"""All that a sealed entry shows: it holds its place in the chain and tells nothing. Row and group of an entry are
random, so that nobody can guess what it says and try whether the hash is right."""


@dataclass(frozen=True)
class ChainCheck:
    """What was found: ``entries`` have a hash, ``sealed`` of them show nothing else, ``older`` ones have none.

    ``broken_at``: place of the first entry that is not right, counted from 1 with the older ones; None: all are.
    ``sentence`` says it in words.
    """

    entries: int
    sealed: int
    older: int
    broken_at: int | None
    sentence: str

    @property
    def is_whole(self) -> bool:
        """Whether no entry was found that is not right."""
        return self.broken_at is None


def hash_of(entry: Mapping[str, Any], previous: str) -> str:
    """SHA-256, in hexadecimal digits, over what the entry says and the hash before it.

    Both stand in one JSON object: keys in alphabetical order, no blanks, everything beyond ASCII escaped.
    """
    said = {name: entry.get(name) for name in FIELDS} | {"previous_hash": previous}
    text = json.dumps(said, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def linked(entries: Iterable[Mapping[str, Any]], head: str) -> tuple[list[dict[str, Any]], str]:
    """The entries with their hashes, linked to ``head``, the hash of the newest one so far; and the new head."""
    links = []
    for entry in entries:
        previous, head = head, hash_of(entry, head)
        links.append({**entry, "previous_hash": previous, "hash": head})
    return links, head


def check(entries: Sequence[Mapping[str, Any]], head: str) -> ChainCheck:
    """Goes through all entries of one owner, oldest first; ``head`` is the hash at which they must end."""
    older = next((n for n, entry in enumerate(entries) if entry.get("hash")), len(entries))
    chain = entries[older:]
    sealed = sum(_is_sealed(entry) for entry in chain)
    broken_at, words = None, ""
    previous = ""
    for number, entry in enumerate(chain, start=older + 1):
        if words := _wrong(entry, previous):
            broken_at = number
            break
        previous = entry["hash"]
    if broken_at is None and previous != head:
        broken_at, words = len(entries), "is not the one at which it ended: newer entries or hashes were removed"
    if broken_at == 0:
        sentence = "The journal was changed: all its entries were removed."
    elif broken_at is not None:
        sentence = f"The journal was changed: entry {broken_at}{_named(entries, broken_at)} {words}."
    else:
        sentence = f"The journal is whole: {len(chain):,} {'entry' if len(chain) == 1 else 'entries'} in one chain."
    if older:
        sentence += f" {older:,} {'change is' if older == 1 else 'changes are'} older than the chain, so not checked."
    return ChainCheck(len(chain), sealed, older, broken_at, sentence)


def _wrong(entry: Mapping[str, Any], previous: str) -> str:
    """What is wrong with an entry that comes after the one with the hash ``previous``; "" when nothing is."""
    if not isinstance(entry.get("hash"), str) or not entry["hash"]:
        return "has no hash, though the chain had begun"
    if entry.get("previous_hash") != previous:
        return "does not follow the one before it: an entry was removed, added or moved"
    if not _is_sealed(entry) and hash_of(entry, previous) != entry["hash"]:
        return "was changed after it was written"
    return ""


def _is_sealed(entry: Mapping[str, Any]) -> bool:
    return set(entry) == set(SEALED)


def _named(entries: Sequence[Mapping[str, Any]], number: int) -> str:
    """Such as " (2026-03-01T10:00:00+00:00, trips changed)"; nothing for a sealed entry."""
    entry = entries[number - 1] if number else {}
    if not entry or _is_sealed(entry):
        return ""
    return f" ({entry.get('changed_at')!s:.40}, {entry.get('table_name')!s:.40} {entry.get('kind')!s:.40})"
