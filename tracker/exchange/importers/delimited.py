"""CSV with commas, semicolons or tabs; text pasted from a spreadsheet is the last of these."""

from __future__ import annotations

import csv
import io
import re
from pathlib import PurePath

import pandas as pd

from tracker.errors import TableNotReadable
from tracker.exchange.importers.importer import Importer
from tracker.exchange.text import rearmed
from tracker.itinerary.documented import csv_from_bytes

_DELIMITERS = ",;\t"


def _read(content: bytes, file: str) -> dict[str, pd.DataFrame]:
    """One table: the one that the file is named after, else trips."""
    from tracker import schema

    try:
        table = csv_from_bytes(_with_commas(content), file)
    except csv.Error as error:
        raise TableNotReadable(file, f"cannot be read as a table ({error})") from error
    nameless = [name for name in table.columns if re.fullmatch(r"(unnamed: \d+)?", name) and (table[name] == "").all()]
    stem = PurePath(file).stem.lower()
    return {stem if stem in schema.WORKSPACE else "trips": rearmed(table.drop(columns=nameless))}


def _with_commas(content: bytes) -> bytes:
    """The same table with commas, as ``csv_from_bytes`` reads it; what is no text is left for it to refuse."""
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        return content
    header = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(_DELIMITERS, key=re.sub(r'"[^"]*"', "", header).count)
    if delimiter == ",":
        return content
    rewritten = io.StringIO()
    csv.writer(rewritten).writerows(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    return rewritten.getvalue().encode("utf-8")


DELIMITED = Importer("csv", (".csv", ".txt", ".tsv", ".tab"), "CSV, or text pasted from a spreadsheet", _read)
