"""Which files may be attached: a short list, told by their content, never by what their name promises.

Files are kept and handed back, never opened, run or shown. What a program or a browser might run on opening is
refused all the same: programs, scripts, HTML, SVG, and ZIP files, to which Office documents belong (macros).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from pathlib import PurePosixPath, PureWindowsPath

from tracker.errors import FileRefused

LARGEST_ATTACHMENT = 10 * 1024 * 1024  # bytes
LONGEST_NAME = 120  # characters, with the ending


@dataclass(frozen=True)
class FileType:
    """One kind of file: it begins with ``begins`` (after ``offset`` bytes) and has ``ends`` in its last bytes."""

    media_type: str
    title: str
    endings: tuple[str, ...]  # the first one is the usual one
    begins: tuple[bytes, ...] = ()
    offset: int = 0
    ends: bytes = b""  # without it the file was cut off


PDF = FileType("application/pdf", "a PDF", (".pdf",), (b"%PDF-",), ends=b"%%EOF")
PNG = FileType("image/png", "a PNG image", (".png",), (b"\x89PNG\r\n\x1a\n",), ends=b"IEND\xaeB`\x82")
JPEG = FileType("image/jpeg", "a JPEG image", (".jpg", ".jpeg"), (b"\xff\xd8\xff",), ends=b"\xff\xd9")
TIFF = FileType("image/tiff", "a TIFF image", (".tif", ".tiff"), (b"II*\0", b"MM\0*"))
HEIC = FileType("image/heic", "a HEIC photo", (".heic", ".heif"), (b"ftypheic", b"ftypheix", b"ftypmif1"), offset=4)
EMAIL = FileType("message/rfc822", "an e-mail", (".eml",))
TEXT = FileType("text/plain", "plain text", (".txt", ".csv", ".md", ".ics"))

FILE_TYPES = (PDF, PNG, JPEG, TIFF, HEIC, EMAIL, TEXT)

_REFUSED: tuple[tuple[tuple[bytes, ...], str], ...] = (
    ((b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe", b"\0asm"), "a program"),
    ((b"PK\x03\x04", b"PK\x05\x06"), "a ZIP file or an Office document, which may hold programs. Save it as PDF"),
    ((b"\xd0\xcf\x11\xe0",), "an old Office document or an Outlook message. Save it as PDF, or the message as .eml"),
    ((b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ"), "a packed file. Unpack it and attach what is in it"),
    ((b"#!",), "a script"),
    ((b"{\\rtf",), "an RTF document. Save it as PDF"),
)
_MARKUP = re.compile(rb"\s*<([!?%]|[a-z][a-z0-9-]*[\s>/])", re.IGNORECASE)
_EMAIL_HEADERS = re.compile(rb"(?:[!-9;-~]+:[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*)+")
_TELLING = (b"from:", b"date:")  # every message has these two (RFC 5322, section 3.6)
_NOT_IN_TEXT = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f\x80-\x9f]")
_UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
_LONGEST_ENDING = 12  # with its dot; no ending that is allowed is longer
_TAIL = 2048  # bytes at the end in which ``ends`` must stand: some programs add a few


def examined(file_name: str, content: bytes) -> tuple[str, FileType]:
    """A name that can be shown and the type of the file. Raises ``FileRefused`` with what to do instead."""
    name = clean_name(file_name)
    if not name:
        raise FileRefused("This file", "has no name. Give it one and try again")
    if not content:
        raise FileRefused(name, "is empty")
    if len(content) > LARGEST_ATTACHMENT:
        most = LARGEST_ATTACHMENT // 1024**2
        raise FileRefused(name, f"is larger than {most} MB. Scan it with a lower resolution, or attach it in parts")
    found = _type_of(name, content)
    if PurePosixPath(name).suffix.lower() not in found.endings:
        rename = f"Rename it to end in {found.endings[0]}"
        raise FileRefused(name, f"is {found.title} by its content, and its name does not say so. {rename}")
    if found.ends and found.ends not in content[-_TAIL:]:
        raise FileRefused(name, "is cut off: its end is missing. Get it once more")
    return name, found


def clean_name(file_name: str) -> str:
    """The last part of a path of any system, without signs that are not seen or that turn the direction of reading."""
    last = PurePosixPath(PureWindowsPath(file_name).as_posix()).name
    seen = "".join(sign for sign in last if unicodedata.category(sign) not in _UNSEEN)
    path = PurePosixPath(" ".join(seen.split()).strip(" ."))
    suffix = path.suffix[:_LONGEST_ENDING]
    return path.stem[: LONGEST_NAME - len(suffix)] + suffix


def _type_of(name: str, content: bytes) -> FileType:
    for signs, what in _REFUSED:
        if content.startswith(signs):
            raise FileRefused(name, f"is {what}")
    for known in FILE_TYPES:
        if known.begins and content[known.offset :].startswith(known.begins):
            return known
    if _MARKUP.match(content.removeprefix(b"\xef\xbb\xbf")):
        raise FileRefused(name, "is HTML, SVG or XML, which a browser may run. Save it as PDF")
    if _is_email(content):
        return EMAIL
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = "\0"
    if _NOT_IN_TEXT.search(text):
        raise FileRefused(name, f"is none of the files that can be attached: {_allowed()}")
    return TEXT


def _is_email(content: bytes) -> bool:
    """Whether it begins with the headers of a message; its text may be in any encoding, but holds no zero byte."""
    headers = _EMAIL_HEADERS.match(content[:65536])
    if headers is None or b"\0" in content:
        return False
    names = [line.lower() for line in headers[0].splitlines()]
    return all(any(line.startswith(telling) for line in names) for telling in _TELLING)


def _allowed() -> str:
    return ", ".join(f"{known.title} ({known.endings[0]})" for known in FILE_TYPES) + ", text as UTF-8"
