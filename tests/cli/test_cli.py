"""The command line in a process of its own."""

from __future__ import annotations

from pathlib import Path

import tracker
from tests.cli.commands import AS_OF, BROKEN, run_apart
from tests.test_samples import FOLDER as SAMPLES


def test_python_m_tracker_with_a_byte_order_mark(tmp_path: Path) -> None:
    file = tmp_path / "my trips.csv"
    file.write_bytes(b"\xef\xbb\xbf\r\n" + BROKEN.replace("\n", "\r\n").encode())
    done = run_apart("analyze", file, *AS_OF)
    assert done.returncode == 1
    assert sorted(done.stderr.splitlines())[0].startswith("my trips.csv:2: country: 'Atlantis'")
    assert "Traceback" not in done.stderr


def test_a_console_without_the_letters_gets_question_marks() -> None:
    done = run_apart("analyze", SAMPLES / "nomad", *AS_OF, PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stderr) == (0, "")


def test_missing_file_and_version_and_help() -> None:
    missing = run_apart("analyze", "no-such-folder")
    assert (missing.returncode, missing.stderr) == (2, "no-such-folder: no such file or folder\n")
    assert run_apart("--version").stdout == f"coverline {tracker.__version__}\n"
    told = run_apart("--help").stdout
    assert all(
        command in told for command in ("analyze", "agreements", "import", "export", "backup", "restore", "serve")
    )
