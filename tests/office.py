"""LibreOffice as a reader of our files: what a person sees in it, in the locale of that person."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

EVERY_SHEET = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
"""Each sheet as a CSV in UTF-8 named ``FILE-SHEET.csv``, with the cells as they are shown."""

_LOCALE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse">
<value>{}</value></prop></item>
</oor:items>"""
_SECONDS = 300


def office_or_skip() -> str:
    """The program; without it the test is skipped, or fails where COVERLINE_REQUIRE_OFFICE says that it must be."""
    program = shutil.which("soffice")
    if program is None and os.environ.get("COVERLINE_REQUIRE_OFFICE"):
        pytest.fail("LibreOffice (soffice) is not installed")
    if program is None:
        pytest.skip("LibreOffice (soffice) is not installed")
    return program


def convert(files: Sequence[Path], to: str, locale: str, folder: Path) -> Path:
    """Open files in one run and save them as ``to`` (a LibreOffice filter); the folder of the results.

    ``folder`` takes the profile too, so that nothing of the reader's own settings counts.
    """
    program = office_or_skip()
    profile, results = folder / f"profile-{locale}", folder / f"{to.partition(':')[0]}-{locale}"
    (profile / "user").mkdir(parents=True, exist_ok=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_LOCALE.format(locale), "utf-8")
    command = [program, "--headless", "--norestore", f"-env:UserInstallation={profile.as_uri()}"]
    command += ["--convert-to", to, "--outdir", str(results), *map(str, files)]
    subprocess.run(command, check=True, capture_output=True, timeout=_SECONDS)
    return results
