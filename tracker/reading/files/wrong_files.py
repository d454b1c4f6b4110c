"""Files that hold no table of trips, told by their content, each with the file to bring instead."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable

_SAVE = "Open it, save it as .xlsx or CSV, and use that file"
_TYPE = "Type the trips into a table, or ask for the list as .xlsx or CSV"

_STARTS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", f"a PDF, which holds a picture of a table and no table. {_TYPE}"),
    (b"\x89PNG", f"a picture. {_TYPE}"),
    (b"\xff\xd8\xff", f"a picture. {_TYPE}"),
    (b"GIF8", f"a picture. {_TYPE}"),
    (b"II*\0", f"a picture. {_TYPE}"),
    (b"MM\0*", f"a picture. {_TYPE}"),
    (b"BM", f"a picture. {_TYPE}"),
    (
        b"SQLite format 3\0",
        "a database, such as a ledger or a backup of this program. Use coverline restore for a backup",
    ),
    (b"PAR1", "a Parquet file. Analyze it as a workspace; to import it, save it as CSV"),
    (b"ARROW1", "an Arrow file. Save it as CSV and use that file"),
    (b"\x1f\x8b", "a packed file. Unpack it and use the table in it"),
    (b"7z\xbc\xaf", "a packed file. Unpack it and use the table in it"),
    (b"Rar!", "a packed file. Unpack it and use the table in it"),
    (b"BZh", "a packed file. Unpack it and use the table in it"),
    (b"\xfd7zXZ", "a packed file. Unpack it and use the table in it"),
    (b"{\\rtf", f"a text document. {_SAVE}"),
    (b"MZ", "a program, not a table"),
    (b"\x7fELF", "a program, not a table"),
    (b"ID3", "a sound file, not a table"),
    (b"\x1aE\xdf\xa3", "a film, not a table"),
    (b"bplist00", f"a file of settings of a Mac. {_SAVE}"),
)
_OLD_SHEETS = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08\x08\x00")
_PICTURES = re.compile(rb"....ftyp(heic|heix|mif1|avif)|RIFF....WEBP", re.DOTALL)
_FILM = re.compile(rb"....ftyp", re.DOTALL)
_TEXT_STARTS: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(r"BEGIN:VCALENDAR", re.I),
        "a calendar file. Calendar files are not read yet: export the list from your calendar as CSV, or write "
        "country, first day and last day of each trip into a table",
    ),
    (re.compile(r"BEGIN:VCARD", re.I), f"a file of contacts. {_TYPE}"),
    (
        re.compile(r"(<\?xml[^>]*\?>\s*)?(<!--.*?-->\s*)*<(kml|gpx)\b", re.I | re.S),
        "a file of tracks on a map. " + _TYPE,
    ),
    (
        re.compile(r"<\?xml[^>]*\?>\s*<\?mso-application[^>]*Excel|(<\?xml[^>]*\?>\s*)?<(ss:)?Workbook\b", re.S),
        "an Excel workbook of 2003 in XML. Open it in Excel, save it as .xlsx, and use that file",
    ),
    (re.compile(r"\s*(<\?xml[^>]*\?>\s*)?<!DOCTYPE plist", re.S), f"a file of settings of a Mac. {_SAVE}"),
    (
        re.compile(r"\[InternetShortcut\]", re.I),
        "only a link to a web page. Open it and download the list as .xlsx or CSV",
    ),
    (re.compile(r"-----BEGIN [A-Z ]+-----"), "a key or an encrypted message, not a table"),
    (re.compile(r"\s*(<\?xml[^>]*\?>)\s*<", re.S), f"an XML file, which is not read. {_SAVE}"),
)
_MAIL = re.compile(r"(Received|Return-Path|Delivered-To|MIME-Version|From|Subject|Date|To): ")
_MAIL_LINES = 30
_OLE = (
    (
        "EncryptedPackage",
        "it has a password. Open it in your spreadsheet program, save a copy without a password, and use that copy",
    ),
    ("WordDocument", "a document of Word. Copy its table into a spreadsheet, save that as .xlsx, and use that file"),
    (
        "PowerPoint Document",
        "a presentation. Copy its table into a spreadsheet, save that as .xlsx, and use that file",
    ),
    ("__properties_version1.0", f"an e-mail. {_TYPE}"),
)
_MOST_NAMED = 3


def wrong_file(content: bytes) -> str:
    """What a file is that is no table, with what to do; "" for one that may be a table."""
    for start, sentence in _STARTS:
        if content.startswith(start) and _is_binary(start, content):
            return sentence
    if content.startswith(_OLD_SHEETS):
        return "an Excel file of before 1997. Open it in a spreadsheet program, save it as .xlsx, and use that file"
    if _PICTURES.match(content):
        return f"a picture. {_TYPE}"
    return "a film, not a table" if _FILM.match(content) else ""


def _is_binary(start: bytes, content: bytes) -> bool:
    """Short marks of letters only may begin a table, such as a heading MZ."""
    return len(start) > 3 or not start.isalnum() or b"\0" in content[:512]


def wrong_text(text: str) -> str:
    """The same for a file of text."""
    begin = text[:8192].lstrip("\ufeff \t\r\n")
    lines = begin.splitlines()[:_MAIL_LINES]
    if lines and _MAIL.match(lines[0]) and sum(bool(_MAIL.match(line)) for line in lines) > 2:
        return f"an e-mail. {_TYPE}"
    return next((sentence for pattern, sentence in _TEXT_STARTS if pattern.match(begin)), "")


def wrong_container(streams: Iterable[str]) -> str:
    """What an old Office file with these streams is, when it is no workbook."""
    held = set(streams)
    return next((sentence for name, sentence in _OLE if name in held), "")


def wrong_archive(content: bytes) -> str:
    """What a ZIP is that is no workbook; "" for a workbook, and for a damaged one."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            kind = archive.read("mimetype")[:100].decode("latin-1") if "mimetype" in names else ""
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError, ValueError):
        return ""
    return _named_archive(names, kind)


def _named_archive(names: list[str], kind: str) -> str:
    held = {name.replace("\\", "/") for name in names}
    if any(name.lower() == "xl/workbook.xml" for name in held) or "opendocument.spreadsheet" in kind:
        return ""
    if "xl/workbook.bin" in held:
        return "a binary Excel workbook (.xlsb). Open it in Excel, save it as .xlsx, and use that file"
    if any(name.startswith("word/") for name in held) or "opendocument.text" in kind:
        return "a document of Word or Writer. Copy its table into a spreadsheet, save that as .xlsx, and use that file"
    if any(name.startswith("ppt/") for name in held) or "opendocument.presentation" in kind:
        return "a presentation. Copy its table into a spreadsheet, save that as .xlsx, and use that file"
    if any(name.endswith((".iwa", "Index.zip", "index.apxl")) for name in held):
        return "a document of Apple Numbers. In Numbers choose File, Export To, Excel or CSV, and use that file"
    if "epub" in kind:
        return "a book, not a table"
    if {"manifest.json", "records/workspace.json"} <= held:
        return (
            "a proof ZIP of this program. Unpack it and use records/workspace.json, or check it with coverline verify"
        )
    if "pass.json" in held:
        return f"a pass of Apple Wallet. {_TYPE}"
    if any(name.startswith("Takeout/") for name in held):
        return (
            "an archive of Google Takeout, which is not read yet. Write the days of each stay into a table with the "
            "columns country, first_day and last_day"
        )
    tables = sorted(name for name in held if name.lower().endswith((".csv", ".xlsx", ".xls", ".ods", ".tsv")))
    if tables:
        some = ", ".join(tables[:_MOST_NAMED]) + (" …" if len(tables) > _MOST_NAMED else "")
        return f"a ZIP archive. Unpack it and use the tables in it: {some}"
    return "a ZIP archive without a table in it"
