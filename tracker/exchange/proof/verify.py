"""Checks a proof ZIP without unpacking it to the disk, and without trusting anything that it says about itself.

A ZIP that is not laid out as ``archive`` lays it out, or that could harm whoever unpacks it, is refused as a whole. One
that is laid out so is read member by member, with a limit on each and on all, and everything that differs is named.
"""

from __future__ import annotations

import hashlib
import json
import stat
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from tracker.errors import ProofRefused
from tracker.exchange.proof import layout
from tracker.store import chain

_CHUNK = 1024 * 1024
_END = struct.Struct("<4s4H2LH")  # end of the central directory: its last field is the length of a comment
_MOST_DIRECTORY = 8 * 1024 * 1024  # bytes
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError)


@dataclass(frozen=True)
class ProofCheck:
    """What was found. ``problems``: one sentence each; none: everything is as it was written.

    ``sha256`` is the ZIP's own. ``about`` is what the manifest says of itself: version, rules digest, day, settings.
    """

    sha256: str
    members: int
    files: int
    missing: tuple[str, ...]
    journal: str
    about: dict[str, Any]
    problems: tuple[str, ...]


def verify(path: Path) -> ProofCheck:
    """Checks the proof ZIP at ``path``. Raises ``ProofRefused`` when it is none, or none that is safe to look into."""
    if not path.is_file():
        raise ProofRefused(path.name, "there is no such file")
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        _require_plain_end(file, path.name)
        try:
            with zipfile.ZipFile(file) as archive:
                return _checked(archive, path.name, sha256)
        except _DAMAGED as error:
            raise ProofRefused(path.name, "its table of contents is damaged") from error


def _require_plain_end(file: BinaryIO, name: str) -> None:
    """Looks at the end before anything believes it: no comment, no 64-bit extension, a directory of a sane size."""
    size = file.seek(0, 2)
    if size > layout.LARGEST_ARCHIVE:
        raise ProofRefused(name, "it is larger than any proof file")
    if size < _END.size:
        raise ProofRefused(name, "this is no ZIP file")
    file.seek(max(size - _END.size - 20, 0))
    tail = file.read()
    mark, *_, members, directory, _at, comment = _END.unpack(tail[-_END.size :])
    if mark != b"PK\x05\x06":
        raise ProofRefused(name, "this is no ZIP file, or its end is missing")
    is_extended = tail.startswith(b"PK\x06\x07") and len(tail) > _END.size
    if comment or is_extended or members > layout.MOST_MEMBERS or directory > _MOST_DIRECTORY:
        raise ProofRefused(name, "it is not laid out like a proof file")
    file.seek(0)


def _checked(archive: zipfile.ZipFile, name: str, sha256: str) -> ProofCheck:
    members = {member.filename: member for member in archive.infolist()}
    _require_safe(archive.infolist(), name)
    manifest = _manifest(archive, members, name)
    listed = {one["name"]: one for one in manifest["members"]}
    problems = []
    if layout.digest_of(manifest) != manifest.get("manifest_sha256"):
        problems.append(f"{layout.MANIFEST} was changed.")
    problems += [f"{extra} is not in the manifest." for extra in sorted(set(members) - set(listed) - {layout.MANIFEST})]
    for one in listed.values():
        problems += _differs(archive, members, one)
    journal = _json_in(archive, members, layout.JOURNAL)
    if isinstance(journal, list) and all(isinstance(entry, dict) for entry in journal):
        found = chain.check(journal, manifest["journal"]["head"])
        sentence = found.sentence
        problems += [] if found.is_whole else [sentence]
        told = {"entries": found.entries, "sealed": found.sealed, "older": found.older}
        if found.is_whole and any(manifest["journal"].get(key) != number for key, number in told.items()):
            problems.append("The journal has other entries than the manifest says.")
    else:
        sentence = "The journal cannot be read."
        problems.append(sentence)
    problems += _files_differ(archive, members, listed, manifest["missing_files"])
    files = [member for member in listed if layout.ATTACHMENT_NAME.fullmatch(member)]
    return ProofCheck(
        sha256,
        len(members),
        len(files),
        tuple(manifest["missing_files"]),
        sentence,
        manifest["about"],
        tuple(dict.fromkeys(problems)),
    )


def _require_safe(members: list[zipfile.ZipInfo], name: str) -> None:
    """Nothing that a proof file never has, and that could harm somebody who unpacks this one."""
    names = Counter(member.filename.lower() for member in members)
    for member in members:
        shown = repr(member.filename[:80])
        if not layout.MEMBER_NAME.fullmatch(member.filename) or member.orig_filename != member.filename:
            raise ProofRefused(name, f"it holds a file with the name {shown}, which no proof file has")
        if names[member.filename.lower()] > 1:
            raise ProofRefused(name, f"it holds two files with the name {shown}")
        if member.flag_bits & 0x1:
            raise ProofRefused(name, f"{shown} is encrypted")
        kind = stat.S_IFMT(member.external_attr >> 16)
        if member.is_dir() or kind not in (0, stat.S_IFREG):
            raise ProofRefused(name, f"{shown} is a folder or a link, not a file")
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise ProofRefused(name, f"{shown} is packed in a way that no proof file uses")
        if member.file_size > layout.LARGEST_MEMBER:
            raise ProofRefused(name, f"{shown} unpacks to more than any proof file holds")
    if sum(member.file_size for member in members) > layout.LARGEST_ARCHIVE:
        raise ProofRefused(name, "it unpacks to more than any proof file holds")
    if members and min(member.header_offset for member in members) != 0:
        raise ProofRefused(name, "something stands before its first file")


def _manifest(archive: zipfile.ZipFile, members: dict[str, zipfile.ZipInfo], name: str) -> dict[str, Any]:
    """The manifest, of the right shape in all that is used of it."""
    if layout.MANIFEST not in members:
        raise ProofRefused(name, f"there is no {layout.MANIFEST} in it")
    if members[layout.MANIFEST].file_size > layout.LARGEST_MANIFEST:
        raise ProofRefused(name, f"its {layout.MANIFEST} is far too large")
    manifest = _json_in(archive, members, layout.MANIFEST)
    if not isinstance(manifest, dict) or manifest.get("format") != layout.FORMAT:
        raise ProofRefused(name, f"its {layout.MANIFEST} cannot be read, or is not Coverline's")
    if manifest.get("format_version") != layout.FORMAT_VERSION:
        raise ProofRefused(name, "it was written by another release. Check it with a newer Coverline")
    journal, missing, listed = manifest.get("journal"), manifest.get("missing_files"), manifest.get("members")
    is_right = (
        isinstance(manifest.get("about"), dict)
        and isinstance(journal, dict)
        and isinstance(journal.get("head"), str)
        and isinstance(missing, list)
        and all(isinstance(sha256, str) for sha256 in missing)
        and isinstance(listed, list)
        and all(isinstance(one, dict) and isinstance(one.get("name"), str) for one in listed)
    )
    if not is_right:
        raise ProofRefused(name, f"its {layout.MANIFEST} has another form than Coverline writes")
    return manifest


def _differs(archive: zipfile.ZipFile, members: dict[str, zipfile.ZipInfo], one: dict[str, Any]) -> list[str]:
    """What is wrong with a member that the manifest lists: nothing, or one sentence."""
    shown = one["name"][:80]
    if one["name"] not in members:
        return [f"{shown} is missing."]
    digest, size = hashlib.sha256(), 0
    try:
        for chunk in _chunks(archive, members[one["name"]]):
            digest.update(chunk)
            size += len(chunk)
    except _DAMAGED:
        return [f"{shown} is damaged and cannot be read."]
    if size != one.get("size") or digest.hexdigest() != one.get("sha256"):
        return [f"{shown} was changed."]
    named = layout.ATTACHMENT_NAME.fullmatch(one["name"])
    if named and named[1] != digest.hexdigest():
        return [f"{shown} does not hold the file that its name says."]
    return []


def _files_differ(
    archive: zipfile.ZipFile,
    members: dict[str, zipfile.ZipInfo],
    listed: dict[str, dict[str, Any]],
    missing: list[str],
) -> list[str]:
    """Attachment rows without their file, and files without a row."""
    records = _json_in(archive, members, layout.RECORDS)
    tables = records.get("workspace") if isinstance(records, dict) else None
    attachments = tables.get("attachments") if isinstance(tables, dict) else None
    if not isinstance(attachments, list) or not all(isinstance(row, dict) for row in attachments):
        return [f"{layout.RECORDS} cannot be read."]
    files = {named[1] for member in listed if (named := layout.ATTACHMENT_NAME.fullmatch(member))}
    wanted = {str(row.get("sha256")): str(row.get("attachment")) for row in attachments}
    lost = [
        f"The file of attachment {name[:80]} is missing."
        for sha256, name in wanted.items()
        if sha256 not in files and sha256 not in missing
    ]
    return lost + [f"attachments/{sha256} belongs to no attachment." for sha256 in sorted(files - set(wanted))]


def _json_in(archive: zipfile.ZipFile, members: dict[str, zipfile.ZipInfo], name: str) -> Any:
    """The parsed member; None when it is missing or no JSON."""
    if name not in members:
        return None
    try:
        return json.loads(b"".join(_chunks(archive, members[name])))
    except (*_DAMAGED, RecursionError):
        return None


def _chunks(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """What is in a member, never more of it than its table of contents says."""
    with archive.open(member) as stream:
        while chunk := stream.read(_CHUNK):
            yield chunk
