"""Whatever is changed in a proof ZIP is named; whatever could harm is refused; what no check can find is said."""

from __future__ import annotations

import hashlib
import io
import json
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.exchange.proof.filings import filed_ledger, proof
from tracker.errors import ProofRefused
from tracker.exchange.proof import verify
from tracker.exchange.proof.archive import zip_of
from tracker.exchange.proof.layout import digest_of

Members = dict[str, bytes]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return proof(filed_ledger(tmp_path_factory.mktemp("ledger") / "ledger.db")).content


@pytest.fixture
def members(whole: bytes) -> Members:
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture
def problems(tmp_path: Path) -> Callable[[bytes], tuple[str, ...]]:
    def found(content: bytes) -> tuple[str, ...]:
        file = tmp_path / "p.zip"
        file.write_bytes(content)
        return verify(file).problems

    return found


def attachment(members: Members, ending: str) -> str:
    return next(name for name in members if name.endswith(ending) and name.startswith("attachments/"))


def with_manifest(members: Members, **changes: Any) -> Members:
    """The members under a manifest that fits them again, as somebody would make it who knows how."""
    manifest = json.loads(members["manifest.json"]) | changes
    manifest["members"] = [
        {"name": name, "size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        for name, content in members.items()
        if name != "manifest.json"
    ]
    manifest["manifest_sha256"] = digest_of(manifest)
    return members | {"manifest.json": json.dumps(manifest).encode()}


def test_what_was_written_is_found_unchanged(whole: bytes, tmp_path: Path) -> None:
    file = tmp_path / "p.zip"
    file.write_bytes(whole)
    found = verify(file)
    assert found.problems == ()
    assert (found.files, found.sha256) == (3, hashlib.sha256(whole).hexdigest())
    assert found.journal.startswith("The journal is whole")
    assert list(tmp_path.iterdir()) == [file]


def test_a_proof_of_one_certificate_is_whole_too(tmp_path: Path) -> None:
    file = tmp_path / "p.zip"
    file.write_bytes(proof(filed_ledger(tmp_path / "ledger.db"), "c1").content)
    assert verify(file).problems == ()


def test_packed_anew_by_another_program_it_still_holds(members: Members, problems: Any) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in reversed(members.items()):
            archive.writestr(name, content)
    assert problems(packed.getvalue()) == ()


@pytest.mark.parametrize("name", ["README.txt", "records/trips.csv", "records/workspace.json", "journal/journal.json"])
def test_a_changed_member_is_named(members: Members, problems: Any, name: str) -> None:
    changed = members | {name: members[name].replace(b"2026", b"2027", 1)}
    assert f"{name} was changed." in problems(zip_of(changed))


@pytest.mark.parametrize("name", ["README.txt", "records/trips.csv", "records/workspace.json", "journal/journal.json"])
def test_a_missing_member_is_named(members: Members, problems: Any, name: str) -> None:
    del members[name]
    assert f"{name} is missing." in problems(zip_of(members))


def test_an_added_member_is_named(members: Members, problems: Any) -> None:
    assert problems(zip_of(members | {"extra.txt": b"x"})) == ("extra.txt is not in the manifest.",)


def test_a_changed_manifest_is_found(members: Members, problems: Any) -> None:
    changed = members["manifest.json"].replace(b"2026-11-22", b"2025-11-22")
    assert problems(zip_of(members | {"manifest.json": changed})) == ("manifest.json was changed.",)


def test_one_flipped_bit_anywhere_is_found(whole: bytes, problems: Any) -> None:
    for at in range(40, len(whole), max(len(whole) // 60, 1)):
        flipped = bytearray(whole)
        flipped[at] ^= 0x10
        try:
            found = problems(bytes(flipped))
        except ProofRefused:
            continue
        # What only describes a member (its date, its rights) is no part of what the manifest answers for.
        assert found or not _is_content(whole, at), at


def _is_content(whole: bytes, at: int) -> bool:
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        for member in archive.infolist():
            start = member.header_offset + 30 + len(member.filename)
            if start <= at < start + member.file_size:
                return True
    return False


def test_an_attached_file_that_was_exchanged_is_found_even_under_a_new_manifest(
    members: Members, problems: Any
) -> None:
    name = attachment(members, ".pdf")
    assert f"{name} does not hold the file that its name says." in problems(
        zip_of(with_manifest(members | {name: b"%PDF-1.7 another %%EOF"}))
    )


def test_an_attached_file_that_was_left_out_is_found_even_under_a_new_manifest(members: Members, problems: Any) -> None:
    del members[attachment(members, ".pdf")]
    assert problems(zip_of(with_manifest(members))) == ("The file of attachment f1 is missing.",)


def test_a_file_without_a_row_is_found(members: Members, problems: Any) -> None:
    sha256 = hashlib.sha256(b"x").hexdigest()
    found = problems(zip_of(with_manifest(members | {f"attachments/{sha256}.txt": b"x"})))
    assert found == (f"attachments/{sha256} belongs to no attachment.",)


def test_a_changed_journal_is_found_even_under_a_new_manifest(members: Members, problems: Any) -> None:
    entries = json.loads(members["journal/journal.json"])
    entries[3]["actor"] = "bob"
    [found] = problems(zip_of(with_manifest(members | {"journal/journal.json": json.dumps(entries).encode()})))
    assert found.startswith("The journal was changed: entry 4 (20")
    del entries[3]
    [found] = problems(zip_of(with_manifest(members | {"journal/journal.json": json.dumps(entries).encode()})))
    assert "entry 4" in found
    sealed = [
        {key: entry[key] for key in ("previous_hash", "hash")} for entry in json.loads(members["journal/journal.json"])
    ]
    [found] = problems(zip_of(with_manifest(members | {"journal/journal.json": json.dumps(sealed).encode()})))
    assert found == "The journal has other entries than the manifest says."


# Not looked into


def member(name: str = "README.txt", **facts: Any) -> zipfile.ZipInfo:
    about = zipfile.ZipInfo(name)
    about.external_attr = 0o100644 << 16
    for key, value in facts.items():
        setattr(about, key, value)
    return about


def with_member(about: zipfile.ZipInfo, content: bytes, members: Members) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, held in members.items():
            if name != about.filename:
                archive.writestr(name, held)
        archive.writestr(about, content)
    return out.getvalue()


@pytest.mark.parametrize(
    "name",
    [
        "../evil.txt",
        "/etc/passwd",
        "a/../../b",
        "a//b",
        "..",
        "C:/x",
        "a\\b",
        "x y",
        "é.txt",
        ".hidden",
        "a\n",
        "x" * 300 + "/",
    ],
)
def test_a_name_that_leads_elsewhere_is_refused(members: Members, problems: Any, name: str) -> None:
    with pytest.raises(ProofRefused, match="no proof file has"):
        problems(with_member(member(name), b"x", members))


def test_a_link_is_refused(members: Members, problems: Any) -> None:
    with pytest.raises(ProofRefused, match="a folder or a link"):
        problems(with_member(member("link", external_attr=0o120777 << 16), b"/etc/passwd", members))


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("name", ["README.txt", "readme.TXT"])
def test_two_files_of_one_name_are_refused(members: Members, problems: Any, name: str) -> None:
    out = io.BytesIO(zip_of(members))
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr(name, b"another")
    with pytest.raises(ProofRefused, match="two files with the name"):
        problems(out.getvalue())


def test_an_encrypted_file_is_refused(whole: bytes, problems: Any) -> None:
    content = bytearray(whole)
    at = content.rindex(b"PK\x01\x02")
    content[at + 8] |= 1
    with pytest.raises(ProofRefused, match="encrypted"):
        problems(bytes(content))


@pytest.mark.parametrize("packing", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_packing_is_refused(members: Members, problems: Any, packing: int) -> None:
    with pytest.raises(ProofRefused, match="no proof file uses"):
        problems(with_member(member("README.txt", compress_type=packing), b"x", members))


def test_a_bomb_is_refused_by_what_it_says_and_stopped_by_what_it_does(members: Members, problems: Any) -> None:
    bomb = with_member(member("bomb.bin", compress_type=zipfile.ZIP_DEFLATED), bytes(70 * 1024 * 1024), members)
    with pytest.raises(ProofRefused, match="unpacks to more"):
        problems(bomb)
    lying = bytearray(bomb)
    at = lying.rindex(b"PK\x01\x02")
    lying[at + 24 : at + 28] = struct.pack("<L", 100)
    assert "bomb.bin is not in the manifest." in problems(bytes(lying))


def test_the_end_must_be_the_end(whole: bytes, problems: Any) -> None:
    commented = bytearray(whole)
    commented[-2:] = struct.pack("<H", 3)
    for content in (whole + b"x", bytes(commented) + b"abc", whole[:-1], whole[: len(whole) // 2]):
        with pytest.raises(ProofRefused):
            problems(content)
    with pytest.raises(ProofRefused, match="before its first file"):
        problems(b"MZ\x90\0" + whole)


@pytest.mark.parametrize("content", [b"", b"PK", b"PK\x05\x06" + bytes(18), b"x" * 100, b"%PDF-1.7\n%%EOF\n"])
def test_what_is_no_proof_file_is_refused(problems: Any, content: bytes) -> None:
    with pytest.raises(ProofRefused):
        problems(content)


@pytest.mark.parametrize(
    "manifest",
    [
        b"",
        b"{}",
        b"[]",
        b"null",
        b"\xff\xfe",
        b'{"format": "coverline-proof"}',
        b'{"format": "coverline-proof", "format_version": 2}',
        b'{"format": "coverline-proof", "format_version": 1, "members": [1], "about": {}}',
        b"[" * 100_000,
        b'{"a": ' + b"9" * 10_000 + b"}",
    ],
)
def test_a_manifest_of_another_form_is_refused(members: Members, problems: Any, manifest: bytes) -> None:
    with pytest.raises(ProofRefused):
        problems(zip_of(members | {"manifest.json": manifest}))


@pytest.mark.parametrize("content", [b"", b"{}", b"[1]", b"[" * 100_000, b'[{"hash": 1}]', b'[{"hash": "a"}]'])
def test_a_journal_or_records_of_another_form_are_problems(members: Members, problems: Any, content: bytes) -> None:
    assert problems(zip_of(with_manifest(members | {"journal/journal.json": content})))
    assert problems(zip_of(with_manifest(members | {"records/workspace.json": content})))


def test_a_file_that_is_not_there_or_is_a_folder_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "none.zip", tmp_path):
        with pytest.raises(ProofRefused, match="no such file"):
            verify(path)
