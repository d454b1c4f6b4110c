"""How a proof ZIP is laid out: its members and its limits. Writer and checker agree here."""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any

FORMAT, FORMAT_VERSION = "coverline-proof", 1

MANIFEST, README, RECORDS, JOURNAL, JOURNAL_TABLE = (
    "manifest.json",
    "README.txt",
    "records/workspace.json",
    "journal/journal.json",
    "journal/journal.csv",
)

MEMBER_NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9_.-]*(/[A-Za-z0-9_-][A-Za-z0-9_.-]*)*")
ATTACHMENT_NAME = re.compile(r"attachments/([0-9a-f]{64})\.[a-z0-9]+")

MOST_MEMBERS = 20_000
LARGEST_MEMBER = 64 * 1024 * 1024  # bytes, unpacked; parsed, JSON takes many times as much
LARGEST_ARCHIVE = 1024 * 1024 * 1024  # bytes, unpacked
LARGEST_MANIFEST = 16 * 1024 * 1024  # bytes

CANNOT_DETECT = (
    "This check finds accidental and partial changes. It cannot find out that somebody rewrote the whole ZIP, manifest "
    "and journal included: for that, keep the SHA-256 of the ZIP in another place and compare it."
)


def digest_of(manifest: dict[str, Any]) -> str:
    """SHA-256 over the manifest without its own ``manifest_sha256``: keys in order, no blanks, ASCII."""
    said = {key: value for key, value in manifest.items() if key != "manifest_sha256"}
    return hashlib.sha256(json.dumps(said, sort_keys=True, separators=(",", ":")).encode("ascii")).hexdigest()
