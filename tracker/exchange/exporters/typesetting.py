"""Papers set by typst: tagged PDF files to the PDF/UA standard, with the same bytes on every day.

All data go into a template as JSON and are shown as text, never read as markup. PDF/UA forbids a letter without a
glyph: what no font at hand can show stands as its number, and the paper says so once, beside the entry.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from tracker.errors import BadOption
from tracker.paths import PACKAGE
from tracker.words import count

if TYPE_CHECKING:
    import typst

TEMPLATES = PACKAGE / "exchange" / "exporters"
COMMON = "paper.typ"
FONT_PACKAGES = ("manimgx_fonts", "manimgx_fonts_cjk")
"""Noto fonts for the scripts that typst's own fonts lack: the optional extra ``fonts``."""

LACKING = "lacking"
"""The key of a part of a paper under which the sentence about its missing letters is to stand."""

_UNCHANGED = ("file_title",)  # in the metadata of the file: no font has to show it
_MOST_ROUNDS = 4
_MOST_NAMED = 8
_BIG = 1_000_000  # bytes of a paper whose layouts are not kept
_PAPERS_REMEMBERED = 11
_NO_GLYPH = re.compile(r"the text `\"((?:[^\"\\]|\\.)*)\"` could not be displayed")
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}|\\(.)")
_MEDIA_BOX = re.compile(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]")
_NEW_LINE = "\n"
_SPACES = str.maketrans(dict.fromkeys("\t\v\f\r\x1c\x1d\x1e\x1f\x85\u2028\u2029", " "))
_PROBE = b'#set text(font: "Libertinus Serif")\n#set document(title: "Letters")\n#sys.inputs.data'


@dataclass(frozen=True)
class Paper:
    """The PDF, and the letters that stand in it as their numbers, in order."""

    pdf: bytes
    lacking: tuple[str, ...]

    @property
    def upright_pages(self) -> int:
        """How many pages are higher than wide."""
        return sum(float(high) > float(wide) for wide, high in _MEDIA_BOX.findall(self.pdf))

    @property
    def remarks(self) -> tuple[str, ...]:
        """What the reader should know about its letters; () where every letter is printed."""
        if not self.lacking:
            return ()
        install = "" if _packaged_fonts() else " `pip install coverline[fonts]` brings fonts for most scripts."
        number = count(len(self.lacking), "letter")
        return (
            (f"The available fonts lack {number}: {_numbers(self.lacking)}. The number stands in its place.{install}"),
        )


def set_paper(template: str, content: dict[str, Any], as_of: dt.date) -> Paper:
    """The paper of a template (the name of its file) as of a day.

    First with the fonts that come with typst, so that the file is the same on every machine; where these lack a
    letter, with those of the extra ``fonts``, then with those of the machine; what all of them lack becomes its
    number. ``content`` is plain values; a dict in it with the key ``lacking`` is a part that names its own missing
    letters. ``BadOption`` where the letters cannot be sorted out.
    """
    import typst

    content = _spaced(content)
    source = b"\n".join((TEMPLATES / name).read_bytes() for name in (COMMON, template))
    unprintable = _unprintable(content)
    level, lacking = _first_level(_letters(content) - unprintable)
    lacking |= unprintable
    for _ in range(_MOST_ROUNDS):
        try:
            pdf = _compiled(source, _with_numbers(content, lacking), level, as_of)
        except typst.TypstError as error:
            without_glyph = _without_glyph(error.diagnostic)
            if not without_glyph:
                raise
            if level == _LEVELS[-1]:
                lacking |= without_glyph
            level = _LEVELS[-1]
        else:
            if len(pdf) > _BIG:
                _forget_layouts()
            return Paper(pdf, tuple(sorted(lacking)))
    raise BadOption("The packet holds letters that no available font can show. Export to .html or .json instead")


@dataclass(frozen=True)
class _Fonts:
    """Which fonts are used besides typst's own."""

    packaged: bool
    of_the_machine: bool


_LEVELS = (_Fonts(False, False), _Fonts(True, False), _Fonts(True, True))


def _first_level(letters: set[str]) -> tuple[_Fonts, set[str]]:
    """The fewest fonts that have these letters, and the letters that none has.

    A page of the letters alone is quick to set; a long paper is then set once.
    """
    import typst

    missing = {letter for letter in letters if ord(letter) > 127}
    for level in _LEVELS:
        if not missing:
            return level, set()
        if level.packaged and not level.of_the_machine and not _packaged_fonts():
            continue
        try:
            _compiled(_PROBE, " ".join(sorted(letters)), level, dt.date(2000, 1, 1))
        except typst.TypstError as error:
            missing = _without_glyph(error.diagnostic) & letters
        else:
            return level, set()
    return _LEVELS[-1], missing


def _compiled(source: bytes, data: object, fonts: _Fonts, as_of: dt.date) -> bytes:
    import typst

    compiler = typst.Compiler(
        source,
        font_paths=_fonts_of(fonts),
        sys_inputs={"data": data if isinstance(data, str) else json.dumps(data, ensure_ascii=False)},
    )
    made = compiler.compile(
        format="pdf", pdf_standards=["ua-1"], timestamp=dt.datetime.combine(as_of, dt.time(), dt.UTC)
    )
    return bytes(made if isinstance(made, bytes) else b"".join(made or []))


@lru_cache(maxsize=len(_LEVELS))
def _fonts_of(fonts: _Fonts) -> typst.Fonts:
    """These fonts and typst's own, looked for once: that takes longer than to set a page."""
    import typst

    return typst.Fonts(
        include_system_fonts=fonts.of_the_machine,
        include_embedded_fonts=True,
        font_paths=list(_packaged_fonts()) if fonts.packaged else [],
    )


def _forget_layouts() -> None:
    """typst keeps what it laid out for the next eleven papers: a server would carry the biggest ones along."""
    for _ in range(_PAPERS_REMEMBERED):
        _compiled(_PROBE, "", _LEVELS[0], dt.date(2000, 1, 1))


@lru_cache(maxsize=1)
def _packaged_fonts() -> tuple[str, ...]:
    """The folders of the extra ``fonts``; () where it is not installed."""
    packages = (find_spec(name) for name in FONT_PACKAGES)
    return tuple(
        folder for package in packages if package for folder in (package.submodule_search_locations or ()) if folder
    )


def _without_glyph(diagnostic: str) -> set[str]:
    """The letters that typst says it cannot show."""
    quoted = "".join(_NO_GLYPH.findall(diagnostic))
    plain = _ESCAPED.sub(lambda hit: chr(int(hit[1], 16)) if hit[1] else hit[2], quoted)
    return {letter for letter in plain if ord(letter) > 127}


def _unprintable(content: object) -> set[str]:
    """Signs that show nothing or turn the direction of the text: they could make a line say something else."""
    letters = _letters(content)
    return {sign for sign in letters if not sign.isprintable() and sign != _NEW_LINE and not sign.isspace()}


def _letters(content: object) -> set[str]:
    """The different letters that a paper shows."""
    return {letter for text in _texts(content) for letter in text}


def _texts(content: object) -> Iterator[str]:
    if isinstance(content, str):
        yield content
    elif isinstance(content, dict):
        for key, value in content.items():
            if key not in _UNCHANGED:
                yield from _texts(value)
    elif isinstance(content, list):
        for value in content:
            yield from _texts(value)


def _spaced(content: Any) -> Any:
    """The same content with a space for a tab and its like, as pasted cells bring them: words never run together."""
    if isinstance(content, str):
        return content.translate(_SPACES)
    if isinstance(content, dict):
        return {key: _spaced(value) for key, value in content.items()}
    if isinstance(content, list):
        return [_spaced(value) for value in content]
    return content


def _with_numbers(content: Any, lacking: set[str]) -> Any:
    """The same content with the number of each lacking letter in its place, and the sentences about them."""
    if not lacking:
        return content
    return _replaced(_explained(content, lacking), lacking)


def _replaced(content: Any, lacking: set[str]) -> Any:
    if isinstance(content, str):
        return "".join(f"[U+{ord(sign):04X}]" if sign in lacking else sign for sign in content)
    if isinstance(content, dict):
        return {
            key: value if key in _UNCHANGED and isinstance(value, str) else _replaced(value, lacking)
            for key, value in content.items()
        }
    if isinstance(content, list):
        return [_replaced(value, lacking) for value in content]
    return content


def _explained(content: Any, lacking: set[str]) -> Any:
    """Each outermost part that can say it says once which letters it lacks, at its first entry that can."""
    if isinstance(content, list):
        return [_explained(value, lacking) for value in content]
    if not isinstance(content, dict):
        return content
    if LACKING not in content:
        return {key: _explained(value, lacking) for key, value in content.items()}
    here = _letters(content) & lacking
    return _with_sentence(content, here, _sentence(here)) if here else content


def _with_sentence(part: dict[str, Any], here: set[str], sentence: str) -> dict[str, Any]:
    """The part with the sentence at its first entry that lacks a letter, or at its own head where none does."""
    for key, value in part.items():
        if isinstance(value, list):
            for place, entry in enumerate(value):
                if isinstance(entry, dict) and LACKING in entry and _letters(entry) & here:
                    return {**part, key: [*value[:place], {**entry, LACKING: sentence}, *value[place + 1 :]]}
    return {**part, LACKING: sentence}


def _sentence(letters: Iterable[str]) -> str:
    return f"Letters that the fonts of this file lack stand as numbers: {_numbers(letters)}. Write them in by hand."


def _numbers(letters: Iterable[str]) -> str:
    """``U+5C71, U+7530 and 3 more``."""
    named = [f"U+{ord(letter):04X}" for letter in sorted(letters)]
    more = len(named) - _MOST_NAMED
    return ", ".join(named[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
