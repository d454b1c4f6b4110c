"""What import-linter cannot see: what really gets loaded, and what really lies in the files."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

CLONE = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def loaded_by_import() -> set[str]:
    """Top-level names in sys.modules of a fresh interpreter after ``import tracker``."""
    script = "import sys, tracker; print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    run = subprocess.run([sys.executable, "-c", script], cwd=CLONE, capture_output=True, text=True, check=True)
    return set(run.stdout.split())


@pytest.mark.parametrize(
    "library", ["streamlit", "plotly", "pandera", "sqlalchemy", "alembic", "typer", "typst", "icalendar"]
)
def test_importing_tracker_does_not_load(library: str, loaded_by_import: set[str]) -> None:
    assert "tracker" in loaded_by_import
    assert library not in loaded_by_import


def _readers_of_rows(path: Path) -> list[str]:
    """``file:line`` of each call of a method ``rows`` that is not the function of ``session``."""
    calls = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
    methods = [(call.lineno, call.func) for call in calls if isinstance(call.func, ast.Attribute)]
    return [
        f"{path.relative_to(CLONE)}:{line}"
        for line, method in methods
        if method.attr == "rows" and not (isinstance(method.value, ast.Name) and method.value.id == "session")
    ]


def test_only_the_session_reads_the_rows_of_the_ledger() -> None:
    pages = [path for folder in ("ui", "pages") for path in (CLONE / "tracker" / folder).rglob("*.py")]
    assert len(pages) > 50
    readers = [reader for path in pages if path.name != "session.py" for reader in _readers_of_rows(path)]
    assert not readers, "session.rows(table) gives the rows that the analysis of this page was made from"


# A folder of somebody's machine, or the address of a package index: true in one place only.
# Every pattern is put together here, so that it does not find itself.
OF_ONE_MACHINE = re.compile(
    "|".join(
        (
            rf"(?<![\w./-])/(?:{'|'.join(('home', 'Users', 'root'))})/\w",
            r"\b[A-Z]:[\\/]Users[\\/]\w",
            rf"(?:{'-'.join(('index', 'url'))}|{'-'.join(('find', 'links'))})[ =]+\S*:/",
            rf"://[^\s/]*{'/'}simple\b",
        )
    )
)


def test_no_file_names_a_machine_of_ours() -> None:
    if shutil.which("git") is None or not (CLONE / ".git").exists():
        pytest.skip("not a git clone")
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=CLONE,
        capture_output=True,
        check=True,
    )
    found = []
    for name in filter(None, listed.stdout.decode().split("\0")):
        path = CLONE / name
        if path.is_file() and b"\0" not in (content := path.read_bytes()):
            found += [f"{name}: {hit.group()}" for hit in OF_ONE_MACHINE.finditer(content.decode(errors="replace"))]
    assert not found
