"""Writes the proof ZIP. The same ledger on the same day gives the same bytes: nothing in it tells when it was made."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

import tracker
from tracker.codes import NOT_LEGAL_ADVICE, Certainty
from tracker.errors import BadOption
from tracker.exchange.proof import layout
from tracker.exchange.proof.subject import Subject, only, states, subject_of
from tracker.exchange.results import json_bytes, rows
from tracker.exchange.text import csv_bytes
from tracker.store import Ledger
from tracker.store.chain import SEALED, check
from tracker.store.file_types import FILE_TYPES
from tracker.store.journal import table_of

_LIKE_A_NEW_DISK = (1980, 1, 1, 0, 0, 0)  # the first moment that a ZIP can name
_ESTIMATES = (Certainty.ESTIMATED, Certainty.INFERRED)


@dataclass(frozen=True)
class Proof:
    """The bytes of the ZIP and what to say about them.

    ``rows``: table → rows, of the tables that have any. ``missing``: SHA-256 of files of which only the row is here.
    """

    content: bytes
    sha256: str
    rows: Mapping[str, int]
    files: int
    missing: tuple[str, ...]
    journal: str


def proof_of(ledger: Ledger, *, as_of: str, rules_digest: str, certificate: str | None = None) -> Proof:
    """One ZIP of the whole ledger, or of what belongs to one ``certificate``.

    ``as_of`` (ISO day) and ``rules_digest`` say under which day and law it was made; they are written down, nothing
    is judged here. Raises ``BadOption`` for an unknown certificate and for a ledger without a row, ``NotAllowed`` for
    a whole ledger of which its user does not see all.
    """
    if certificate is None:
        ledger.require_whole("make the proof file of a whole ledger")
    snapshot = ledger.snapshot()
    if not any(len(frame) for frame in snapshot.rows.values()):
        raise BadOption("The ledger has no entries, so there is nothing to prove")
    subject = subject_of(snapshot, certificate) if certificate is not None else None
    tables = {name: only(subject, name, frame) if subject else frame for name, frame in snapshot.rows.items()}
    journal = [entry if _may_be_shown(subject, entry) else _sealed(entry) for entry in snapshot.entries]
    files, missing = _files(ledger, tables["attachments"])
    members = {**_records(tables), **_journal(journal), **files}
    found = check(journal, snapshot.chain_head)
    manifest = {
        "format": layout.FORMAT,
        "format_version": layout.FORMAT_VERSION,
        "about": {
            "of": "certificate" if subject else "ledger",
            "certificate": certificate or "",
            "version": tracker.__version__,
            "rules_digest": rules_digest,
            "as_of": as_of,
            "settings": dict(snapshot.settings),
            "note": NOT_LEGAL_ADVICE,
        },
        "rows": {name: len(frame) for name, frame in tables.items()},
        "estimated_trips": _estimated(tables["trips"]),
        "missing_files": missing,
        "journal": {
            "head": snapshot.chain_head,
            "entries": found.entries,
            "sealed": found.sealed,
            "older": found.older,
        },
    }
    members[layout.README] = _readme(manifest)
    if max(map(len, members.values())) > layout.LARGEST_MEMBER or len(members) >= layout.MOST_MEMBERS:
        raise BadOption("The ledger is too large for one proof file. Choose one certificate")
    listed = [
        {"name": name, "size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        for name, content in sorted(members.items())
    ]
    manifest["members"] = listed
    manifest["manifest_sha256"] = layout.digest_of(manifest)
    content = zip_of({layout.MANIFEST: json_bytes(manifest), **dict(sorted(members.items()))})
    return Proof(
        content,
        hashlib.sha256(content).hexdigest(),
        {name: len(frame) for name, frame in tables.items() if len(frame)},
        len(files),
        tuple(missing),
        found.sentence,
    )


def zip_of(members: Mapping[str, bytes]) -> bytes:
    """A ZIP in the order given, the same bytes on every system: stored as they are, since packers differ."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_STORED) as archive:
        for name, member in members.items():
            about = zipfile.ZipInfo(name, _LIKE_A_NEW_DISK)
            about.create_system, about.external_attr = 3, 0o100644 << 16
            archive.writestr(about, member)
    return content.getvalue()


def _may_be_shown(subject: Subject | None, entry: Mapping[str, Any]) -> bool:
    """Other people's changes keep their place in the chain, but show nothing; older ones, without a hash, go too."""
    if "row_id" not in entry:  # sealed already: whoever makes the proof does not see it either
        return False
    return subject is None or any(subject.has(entry["table_name"], row) for row in states(entry))


def _sealed(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {name: entry[name] for name in SEALED}


def _records(tables: Mapping[str, pd.DataFrame]) -> dict[str, bytes]:
    """Each table as CSV for people, all as JSON for ``import``; days and text exactly as they are stored."""
    files = {f"records/{name}.csv": _csv(frame) for name, frame in tables.items() if len(frame)}
    workspace = {name: rows(frame) for name, frame in tables.items()}
    return {**files, layout.RECORDS: json_bytes({"workspace": workspace})}


def _journal(entries: list[Mapping[str, Any]] | list[dict[str, Any]]) -> dict[str, bytes]:
    shown = [n for n, entry in enumerate(entries) if "row_id" in entry]
    table = table_of([entries[n] for n in shown]).assign(entry=[n + 1 for n in shown])
    table["when"] = table["when"].dt.strftime("%Y-%m-%dT%H:%M:%SZ")
    lines = ",\n".join(json.dumps(entry, ensure_ascii=False) for entry in entries)
    return {layout.JOURNAL: f"[\n{lines}\n]\n".encode(), layout.JOURNAL_TABLE: _csv(table)}


def _csv(table: pd.DataFrame) -> bytes:
    return csv_bytes(table, ends="\r\n", is_quoted=True)


def _files(ledger: Ledger, attachments: pd.DataFrame) -> tuple[dict[str, bytes], list[str]]:
    """The attached files by the names of their members, and the SHA-256 of those that the ledger does not have."""
    kept = ledger.file_sizes()
    endings = {known.media_type: known.endings[0] for known in FILE_TYPES}
    files, missing = {}, []
    for sha256, media_type in zip(attachments["sha256"], attachments["media_type"], strict=True):
        if sha256 in kept:
            name = f"attachments/{sha256}{endings.get(media_type, '.bin')}"
            if name not in files:
                files[name] = ledger.content(sha256)
        else:
            missing.append(sha256)
    return files, sorted(set(missing))


def _estimated(trips: pd.DataFrame) -> list[str]:
    return sorted(trips.loc[trips["certainty"].isin([str(certainty) for certainty in _ESTIMATES]), "trip"])


def _readme(manifest: Mapping[str, Any]) -> bytes:
    about = manifest["about"]
    whose = f"the certificate {about['certificate']}" if about["certificate"] else "a whole ledger"
    estimated, missing = manifest["estimated_trips"], manifest["missing_files"]
    lines = [
        f"Proof file of {whose}, as of {about['as_of']}, made by Coverline {about['version']}.",
        f"Rules digest: {about['rules_digest']}",
        NOT_LEGAL_ADVICE,
        "",
        "records/      what was entered: one CSV per table, and workspace.json, which Coverline can import",
        "attachments/  the attached files, each named by its SHA-256; records/attachments.csv has their own names",
        "journal/      who changed what when; each entry holds the hash of the one before it",
        "manifest.json size and SHA-256 of every other file in this ZIP",
        "",
        f"Trips whose dates are estimated or inferred: {', '.join(estimated) or 'none'}",
        f"Attached files that are not here, because the ledger had only their rows: {', '.join(missing) or 'none'}",
        f"Changes of other rows, of which only the hashes are here: {manifest['journal']['sealed']}",
        f"Changes older than the chain of hashes: {manifest['journal']['older']}",
        "",
        "To check it: coverline verify FILE.zip. Without Coverline: compare each file's SHA-256 with manifest.json.",
        layout.CANNOT_DETECT,
    ]
    return "\r\n".join([*lines, ""]).encode("utf-8")
