"""The commands as a user types them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from typer.testing import CliRunner, Result

from tracker import cli

CLONE = Path(__file__).resolve().parents[2]
AS_OF = ("--as-of", "2026-11-22")
BROKEN = (
    "trip,country,first_day,last_day\n"
    "a,FR,2026-01-01,2026-01-31\n"
    "b,Atlantis,2026-02-01,2026-02-03\n"
    "c,DE,2026-02-30,2026-04-01\n"
    "d,DE,2026-05-02,2026-05-01\n"
    "a,DE,2026-06-01,2026-06-02\n"
)


def run(*words: object, typed: str | None = None) -> Result:
    """``typed``: what the user answers when asked."""
    return CliRunner().invoke(cli.main, [str(word) for word in words], input=typed, prog_name="coverline")


def run_apart(*words: object, **environment: str) -> subprocess.CompletedProcess[str]:
    """The same in a process of its own, as ``python -m tracker``."""
    return subprocess.run(
        [sys.executable, "-m", "tracker", *map(str, words)],
        cwd=CLONE,
        env={**os.environ, "PYTHONIOENCODING": "utf-8", **environment},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
