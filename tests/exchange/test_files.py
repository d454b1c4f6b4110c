"""Files appear whole or not at all."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
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


@pytest.fixture
def everybody_may_read() -> Iterator[None]:
    """The usual umask of a machine that several people use."""
    before = os.umask(0o022)
    yield
    os.umask(before)


def _mode(file: Path) -> int:
    return stat.S_IMODE(file.stat().st_mode)


def _file_of_mode(file: Path, mode: int) -> Path:
    file.write_bytes(b"1")
    file.chmod(mode)
    return file


posix_only = pytest.mark.skipif(os.name != "posix", reason="Windows has no file mode")


@posix_only
@pytest.mark.usefixtures("everybody_may_read")
def test_new_files_are_for_their_owner_only(tmp_path: Path) -> None:
    files.write_file(tmp_path / "one.zip", b"1")
    files.write_files(tmp_path / "results", {"segments.csv": b"1", "summary.json": b"2"})
    written = [tmp_path / "one.zip", *(tmp_path / "results").iterdir()]
    assert {file.name: oct(_mode(file)) for file in written} == {
        "one.zip": "0o600",
        "segments.csv": "0o600",
        "summary.json": "0o600",
    }


@posix_only
@pytest.mark.usefixtures("everybody_may_read")
def test_nobody_can_look_into_the_folder_of_unfinished_files(tmp_path: Path) -> None:
    with files.appearing(tmp_path / "out") as ready:
        assert _mode(ready) == 0o700


@posix_only
@pytest.mark.parametrize("mode", [0o400, 0o600, 0o640, 0o644, 0o666])
def test_a_replaced_file_keeps_the_mode_that_its_owner_chose(tmp_path: Path, mode: int) -> None:
    file = _file_of_mode(tmp_path / "x.csv", mode)
    files.write_file(file, b"2")
    assert (file.read_bytes(), _mode(file)) == (b"2", mode)


@posix_only
@pytest.mark.parametrize("mode", [0o400, 0o640, 0o666])
def test_a_file_for_its_owner_only_does_not_take_over_another_mode(tmp_path: Path, mode: int) -> None:
    file = _file_of_mode(tmp_path / "x.pdf", mode)
    before = file.open("rb")
    files.write_file(file, b"2", owner_only=True)
    assert (file.read_bytes(), _mode(file)) == (b"2", 0o600)
    with before:
        assert before.read() == b"1"  # a program that has the old file open does not see the new one
