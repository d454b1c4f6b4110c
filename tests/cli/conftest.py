"""A workspace that the commands are given."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.commands import BROKEN


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A workspace with one good and four unusable rows."""
    (tmp_path / "log").mkdir()
    (tmp_path / "log" / "trips.csv").write_text(BROKEN, encoding="utf-8")
    return tmp_path / "log"
