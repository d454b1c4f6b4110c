"""Files appear whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from tracker.exchange import files


def _names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_files_are_written_and_nothing_else_is_left(tmp_path: Path) -> None:
    out = tmp_path / "new" / "out"
    files.write_files(out, {"a.csv": b"1"})
    files.write_files(out, {"a.csv": b"2", "b.csv": b"3"})
    assert {path.name: path.read_bytes() for path in out.iterdir()} == {"a.csv": b"2", "b.csv": b"3"}
    assert _names(tmp_path) == {"new"}
    assert _names(tmp_path / "new") == {"out"}


def test_failure_while_writing_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.csv").write_bytes(b"before")
    really_write = files._write

    def full_disk(target: Path, content: bytes) -> None:
        if target.name == "b.csv":
            raise OSError(28, "No space left on device")
        really_write(target, content)

    monkeypatch.setattr(files, "_write", full_disk)
    with pytest.raises(OSError, match="No space"):
        files.write_files(tmp_path, {"a.csv": b"after", "b.csv": b"after"})
    assert _names(tmp_path) == {"a.csv"}
    assert (tmp_path / "a.csv").read_bytes() == b"before"


def test_a_file_is_not_written_over_a_folder_or_into_none(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(IsADirectoryError):
        files.write_file(tmp_path / "folder", b"")
    with pytest.raises(FileNotFoundError):
        files.write_file(tmp_path / "none" / "x.csv", b"")
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(NotADirectoryError):
        files.write_files(tmp_path / "file", {"a": b""})


def test_rights_of_a_replaced_file_stay(tmp_path: Path) -> None:
    secret = tmp_path / "x.csv"
    secret.write_bytes(b"1")
    secret.chmod(0o600)
    files.write_file(secret, b"2")
    assert secret.read_bytes() == b"2"
    assert secret.stat().st_mode & 0o077 == 0
