"""LibreOffice without a window: opens a file, edits it as a person does, and saves it in other formats."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

REQUIRE_ENV = "COVERLINE_REQUIRE_OFFICE"
HOW_TO_GET_ONE = "no LibreOffice found. Get it with `apt-get install libreoffice-calc` (Debian, Ubuntu; as root)."
_SECONDS = 300
_EVERY_SHEET = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"

_MODULE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Edits" script:language="StarBasic">
{code}
</script:module>
"""
_LIBRARY = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard" library:readonly="false"
  library:passwordprotected="false">{modules}</library:library>
"""
_LIBRARIES = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:libraries PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "libraries.dtd">
<library:libraries xmlns:library="http://openoffice.org/2000/library" xmlns:xlink="http://www.w3.org/1999/xlink">
<library:library library:name="Standard" xlink:href="$(USER)/basic/Standard/{kind}.xlb/" xlink:type="simple"
  library:link="false"/></library:libraries>
"""
_LOCALE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse">
<value>{locale}</value></prop></item>
<item oor:path="/org.openoffice.Setup/Office"><prop oor:name="ooSetupInstCompleted" oor:op="fuse">
<value>true</value></prop></item></oor:items>
"""
_CODE = """
Function Setting(Name, Value)
  Dim made As New com.sun.star.beans.PropertyValue
  made.Name = Name
  made.Value = Value
  Setting = made
End Function
Sub Main
  On Error GoTo Failed
{steps}
  StarDesktop.terminate()
  Exit Sub
Failed:
  Open ConvertFromUrl("{failure}") For Output As #1
  Print #1, Error$ & " in line " & Erl
  Close #1
  StarDesktop.terminate()
End Sub
"""


@dataclass(frozen=True)
class Office:
    """A program of LibreOffice with a profile of its own. ``locale``: how it reads and writes days, such as de-DE."""

    program: str
    profile: Path
    locale: str

    def run(self, steps: Sequence[str]) -> None:
        """Carry out these lines of Basic. Raises ``AssertionError`` with the message of a line that fails."""
        failure = self.profile / "failure.txt"
        basic = self.profile / "user" / "basic" / "Standard"
        basic.mkdir(parents=True)
        code = _CODE.format(steps="\n".join(f"  {step}" for step in steps), failure=failure.as_uri())
        escaped = code.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        (basic / "Edits.xba").write_text(_MODULE.format(code=escaped), encoding="utf-8")
        (basic / "script.xlb").write_text(_LIBRARY.format(modules='<library:element library:name="Edits"/>'))
        (basic / "dialog.xlb").write_text(_LIBRARY.format(modules=""))
        for kind in ("script", "dialog"):
            (basic.parent / f"{kind}.xlc").write_text(_LIBRARIES.format(kind=kind))
        (self.profile / "user" / "registrymodifications.xcu").write_text(_LOCALE.format(locale=self.locale))
        where = f"-env:UserInstallation={self.profile.as_uri()}"
        options = ("--headless", "--norestore", "--nologo", where, "macro:///Standard.Edits.Main")
        _run([self.program, *options])
        assert not failure.exists(), failure.read_text(encoding="utf-8")


def _run(command: Sequence[str]) -> None:
    """Run the program with its helpers, and end all of them when it takes too long."""
    silent = subprocess.DEVNULL
    with subprocess.Popen(command, stdout=silent, stderr=silent, start_new_session=True) as running:
        try:
            code = running.wait(timeout=_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(running.pid, signal.SIGKILL)
            raise
    assert code == 0, f"LibreOffice ended with status {code}"


def office_or_skip() -> str:
    """The program; without it the test is skipped, or fails where it is required."""
    program = find_office()
    if program is None:
        (pytest.fail if is_required() else pytest.skip)(HOW_TO_GET_ONE)
    return program


def shown(files: Sequence[Path], locale: str, folder: Path) -> Path:
    """The folder with ``FILE-SHEET.csv`` for every sheet of these workbooks: the cells as a person sees them.

    ``folder`` takes the profile and the results.
    """
    profile, results = folder / f"profile-{locale}", folder / f"shown-{locale}"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_LOCALE.format(locale=locale), encoding="utf-8")
    where = (f"-env:UserInstallation={profile.as_uri()}", "--outdir", str(results))
    _run([office_or_skip(), "--headless", "--norestore", "--convert-to", _EVERY_SHEET, *where, *map(str, files)])
    return results


def find_office() -> str | None:
    """The program, if it is on this machine."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def is_required() -> bool:
    """Whether its tests fail without it, instead of being skipped."""
    return os.environ.get(REQUIRE_ENV, "") not in ("", "0")


def opened(name: str, file: Path, *options: tuple[str, str]) -> str:
    """The line that opens a file as a document of this name."""
    properties = ", ".join(_option(*option) for option in (("Hidden", "True"), *options))
    return f'{name} = StarDesktop.loadComponentFromURL("{file.as_uri()}", "_blank", 0, Array({properties}))'


def saved(name: str, file: Path, kind: str, options: str = "") -> str:
    """The line that saves it in another format, named as the program names it."""
    properties = [_option("FilterName", kind), *([_option("FilterOptions", options)] if options else [])]
    return f'{name}.storeToURL("{file.as_uri()}", Array({", ".join(properties)}))'


def _option(name: str, value: str) -> str:
    return f'Setting("{name}", {value if value == "True" else chr(34) + value + chr(34)})'
