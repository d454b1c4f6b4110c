"""The pages of help that ship with the program: tracker/help/*.md."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.paths import PACKAGE

FOLDER = PACKAGE / "help"
_ORDER = (
    "start",
    "timeline",
    "trips",
    "import",
    "lists",
    "cases",
    "host-certificate",
    "people",
    "agreements",
    "codes",
    "data-model",
)


@dataclass(frozen=True)
class HelpPage:
    """``title`` is the file's first heading; ``text`` is markdown without it."""

    title: str
    text: str


def help_pages() -> dict[str, HelpPage]:
    """Every page by file name: first in reading order, then any others."""
    files = {path.stem: path for path in sorted(FOLDER.glob("*.md"))}
    names = [name for name in _ORDER if name in files]
    names += [name for name in files if name not in _ORDER]
    return {name: _read(files[name].read_text(encoding="utf-8"), name) for name in names}


def _read(text: str, name: str) -> HelpPage:
    first, _, rest = text.partition("\n")
    return HelpPage(first.removeprefix("# "), rest.strip()) if first.startswith("# ") else HelpPage(name, text)
