"""The pages of help that are written by the program: every code, every table, and what is understood in a list.

``python -m tracker.ui.reference`` writes them anew; a test fails while a file differs from what this module says.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from tracker import codes, schema
from tracker.charts import words
from tracker.exchange.about import ABOUT
from tracker.exchange.exporters import filing_csv
from tracker.exchange.results import SUMMARY
from tracker.filing.after_request import Step
from tracker.filing.checkpoints import CheckpointCode, CheckpointState
from tracker.filing.checks import CheckCode, Level
from tracker.filing.fields import FieldState
from tracker.findings import FindingCode
from tracker.reading import dates, headings, values
from tracker.store.actors import Role
from tracker.ui.help_pages import FOLDER
from tracker.words.described import Described

_WRITTEN = "<!-- Written by `python -m tracker.ui.reference`. Change the sentences in the code, not here. -->"

_CODES: tuple[tuple[str, str, type[codes.Code]], ...] = (
    ("Verdict", "Per country and span of days: would a certificate cover the work?", codes.Verdict),
    ("Reason", "Why a day has its verdict. The first one that holds, in a fixed order.", codes.Reason),
    ("Status", "What a segment of days is.", codes.Status),
    ("Case", "What a work period is as a whole.", codes.Case),
    ("Decision", "What to do about a work period now.", codes.Decision),
    ("Activity", "What a trip was for.", codes.Activity),
    ("Certainty", "How sure the dates of a trip are.", codes.Certainty),
    ("Worker", "How somebody works.", codes.Worker),
    ("Employer", "Who employs an employee while abroad.", codes.Employer),
    ("Election", "The choice that a nationality rule gives to some people.", codes.Election),
    ("Fixed base", "Where an office or workshop is kept by somebody who works in both countries.", codes.FixedBase),
    ("Certificate state", "How far a certificate has come.", codes.CertificateState),
    ("Kind of rule", "The kinds of rule that agreements have.", codes.Kind),
    ("Condition", "What a rule asks for beyond its kind.", codes.Condition),
    ("Charge", "What foreign work days mean for contributions (page Cases).", codes.Charge),
    ("Standing", "How an agreement stood on the day that is explained.", codes.Standing),
    ("Origin", "Where a fact that a rule used comes from.", codes.Origin),
    ("Deadline", "Dates that lie ahead, or were missed (page Deadlines).", codes.Deadline),
    ("Request", "What is asked of SSA.", codes.RequestKind),
    ("Channel", "How something was sent.", codes.Channel),
    ("Purpose", "Whom a certificate is delivered to.", codes.Purpose),
    ("Evidence", "What proves that something reached its recipient, the weakest first.", codes.Evidence),
    ("Attached", "What an attached file is.", codes.Attached),
    ("Backing", "How well a fact about a filing is supported.", codes.Backing),
    ("Check", "What is checked before a request is sent.", CheckCode),
    ("Level", "What such a check found.", Level),
    ("Field state", "How far a field of a request has come.", FieldState),
    ("Checkpoint", "The four checkpoints of a certificate, in order.", CheckpointCode),
    ("Checkpoint state", "How a checkpoint stands.", CheckpointState),
    ("Step", "The checklist after a request, in order.", Step),
    ("Severity", "How much a finding matters.", codes.Severity),
    ("Role", "What somebody may do in a shared ledger.", Role),
)


def codes_page() -> str:
    """The page that explains every code a file, a screen or an export may show."""
    parts = ["# Every code and what it means", _WRITTEN, "Files and exports use the codes; screens say the words."]
    for title, about, kind in _CODES:
        parts += [f"## {title}", about, _table(("Code", "Meaning"), ((f"`{code}`", _said(code)) for code in kind))]
    parts += [
        "## Finding",
        "Problems and hints about what was entered. *Slanted words* stand for the facts of the case.",
        _table(
            ("Code", "Severity", "What it says"),
            ((f"`{code}`", str(code.severity), _template(code.sentence)) for code in FindingCode),
        ),
    ]
    return "\n\n".join(parts) + "\n"


def data_model_page() -> str:
    """The page that describes every table a user may fill, and every table of results."""
    parts = [
        "# Every table and column",
        _WRITTEN,
        "A workspace is a folder of CSV files, one .xlsx with these sheets, or one .json. Only trips is needed. Days "
        "are written like 2026-03-01 and both ends count; yes and no are written so; an empty cell means not known. "
        "Unknown columns are kept. Scenarios of the page Plan are drafts and no part of a workspace: no export holds "
        "them; backup copies of the ledger do.",
        "## What you enter",
    ]
    for name, table in schema.WORKSPACE.items():
        rows = ((f"`{column}`", _form(name, column), str(facts.description)) for column, facts in table.columns.items())
        parts += [f"### {name}", str(table.description), _table(("Column", "Form", "Meaning"), rows)]
    parts += ["## What Coverline answers", *_FORMATS]
    for name, table in schema.RESULTS.items():
        described = (
            (f"`{column}`", _form_of_result(facts), str(facts.description)) for column, facts in table.columns.items()
        )
        parts += [f"### {name}", str(table.description), _table(_HEADS, described)]
    parts += ["### summary.json", "The file `summary.json` of `coverline analyze`.", _described(SUMMARY)]
    parts += ["## The filing dates", _FILING_DATES, _described(filing_csv.COLUMNS)]
    parts += ["## The .json export", *_JSON, "### about", _described(ABOUT)]
    return "\n\n".join(parts) + "\n"


_HEADS = ("Column", "Form", "Meaning")

_FORMATS = (
    "`coverline analyze --out` writes these tables as CSV, JSON or Parquet; the exports .json and .xlsx hold them too.",
    "In CSV and JSON days are ISO text (`2026-03-01`) and both ends count. In Parquet days are `date32`, whole numbers "
    "`int64` and all others text. Missing is an empty cell in CSV and null in JSON and Parquet; a missing text is an "
    "empty one everywhere.",
    "A text that a spreadsheet program would run as a formula has an apostrophe before it in every CSV file; Coverline "
    "takes it away when it reads the file. The code of Namibia is `NA`: tell your program that this is no missing "
    'value, in pandas `pd.read_csv(file, keep_default_na=False)`, in R `read.csv(file, na.strings = "")`.',
)

_FILING_DATES = (
    "`coverline export --to dates.csv`, and `filing_dates` of the .json export (there without the columns from "
    "`rules_digest` to `note` and from `workspace_rows` to `redacted`, which `about` says once). One row per work "
    "period and agreement country, by traveler, period and country. CSV: UTF-8 with a byte order mark, every cell in "
    "quotation marks. New columns come last."
)

_JSON = (
    "One object. `about`: see below. `workspace`: table → list of rows, all text, as entered. `results`: table → list "
    "of rows of the tables above. `filing_dates`: list of rows, all text; an empty text means none.",
)


def _described(columns: Mapping[str, Described]) -> str:
    return _table(_HEADS, ((f"`{name}`", _form_of(column), column.meaning) for name, column in columns.items()))


def _form_of(column: Described) -> str:
    return _codes_of(map(str, column.allowed)) if column.allowed else column.form


def _form_of_result(column: Any) -> str:
    allowed = (column.metadata or {}).get("allowed")
    if allowed:
        return _codes_of(allowed)
    dtype = str(column.dtype).lower()
    return "day" if dtype.startswith("datetime64") else "whole number" if dtype == "int64" else "text"


def _codes_of(codes_: Iterable[str]) -> str:
    return ", ".join(f"`{code}`" for code in codes_)


_LANGUAGES = {"en": "English", "de": "German", "fr": "French", "es": "Spanish", "it": "Italian", "pt": "Portuguese"}

_DATES = (
    *("2026-03-02", "2026/3/2", "20260302", "2 Mar 2026", "02-MAR-26", "March 2, 2026", "2nd March 2026"),
    *("Mon, 2 Mar 2026", "2. März 2026", "2 mars 2026", "2 de marzo de 2026", "2 marzo 2026", "2 de março de 2026"),
    *("02.03.2026", "2026-03-02T08:30:00+09:00", "March 2026", "2026-03-02 - 2026-03-06", "2-6 Mar 2026"),
    *("03/04/2026", "2026-03-01T23:30:00Z", "46083", "present", "bis heute", "en cours", "TBD", "-"),
    *("2026-03-02 (check stamp)", "2 or 3 March 2026"),
)

_WORDS = (
    *("Business", "Client meeting", "Dienstreise", "voyage d'affaires", "trabajo", "trasferta", "negócios"),
    *("Vacation", "PTO", "Sick leave", "Urlaub", "congés", "vacaciones", "ferie", "férias", "Layover", "Conference"),
    "Workation",
)
_STATUS_WORDS = (
    *("Completed", "Booked", "Planned", "Cancelled", "No show", "storniert", "annulé", "Approved", "Confirmed"),
)


def lists_page() -> str:
    """The page that says what is understood in a list that somebody brings."""
    parts = [
        "# What Coverline understands in a list",
        _WRITTEN,
        "Letter case, accents, stars, brackets and units do not matter: *End date (inclusive)\\** is read like *end "
        "date*. Words such as trip, travel, assignment or employee before a heading do not matter either. A heading "
        "that is nearly one of these is proposed, and you are told. Other columns are kept with the rows and decide "
        "nothing.",
        "## Headings",
    ]
    for role, spellings in headings.understood().items():
        rows = (
            (_LANGUAGES.get(language, language), ", ".join(words)) for language, words in spellings.items() if words
        )
        parts += [f"### {role}", _table(("Language", "Headings"), rows)]
    parts += [
        "The documented names of the columns, such as `first_day`, always mean that column (see *Every table and "
        "column*).",
        "## Dates",
        _table(("A cell says", "It is read as"), ((f"`{text}`", _day_read(text)) for text in _DATES)),
        "Real dates of a spreadsheet are taken as they are, by the count of their workbook (from 1900 or 1904).",
        "## Words for the purpose",
        _table(("A cell says", "It is read as"), ((text, _meaning(values.purpose(text))) for text in _WORDS)),
        "## Words for the status",
        _table(("A cell says", "It is read as"), ((text, _meaning(values.status(text))) for text in _STATUS_WORDS)),
    ]
    return "\n\n".join(parts) + "\n"


def _day_read(text: str) -> str:
    reading = dates.read_day(text)
    said = reading.kind.sentence
    if reading.first is not None and reading.last is not None:
        said = str(reading.first) if reading.first == reading.last else f"{reading.first} to {reading.last}"
    if reading.kind in (dates.DayKind.TWO_ORDERS, dates.DayKind.SERIAL):
        return f"Asked. {reading.kind.sentence}"
    if reading.kind is dates.DayKind.MONTH:
        return f"{said}, as an estimate"
    if reading.instant is not None:
        return "The day there: the time is in UTC, and the country says which day it was"
    return f'{said}, as an estimate; "{reading.remark}" goes to the note' if reading.remark else said


def _meaning(meaning: values.Meaning) -> str:
    if not meaning.value:
        return "Asked"
    return f"`{meaning.value}`" if meaning.is_sure else f"Asked; `{meaning.value}` is proposed"


def pages() -> dict[str, str]:
    """What the written files of tracker/help must hold, by file name."""
    return {"codes.md": codes_page(), "data-model.md": data_model_page(), "lists.md": lists_page()}


def main() -> None:
    """Write the files."""
    for name, text in pages().items():
        (FOLDER / name).write_text(text, encoding="utf-8", newline="\n")


def _said(code: codes.Code) -> str:
    """Its sentence, after the words that screens use for it where they differ from the code."""
    shown: dict[str, str] = {}
    if isinstance(code, codes.Verdict):
        shown = {str(verdict): word.text for verdict, word in words.VERDICTS.items()}
    elif isinstance(code, codes.Status):
        shown = {str(status): word.text for status, word in words.STATUSES.items()}
    elif isinstance(code, codes.CertificateState):
        shown = {state: word.text for state, word in words.CERTIFICATES.items()}
    word = shown.get(str(code))
    return f"**{word}.** {code.sentence}" if word else code.sentence


def _template(sentence: str) -> str:
    return re.sub(r"\{(\w+)[^}]*\}", lambda place: f"*{place[1].replace('_', ' ')}*", sentence)


def _form(table: str, column: str) -> str:
    facts = schema.WORKSPACE[table].columns[column].metadata or {}
    forms = {
        schema.DAY: "day",
        schema.COUNTRY: "country",
        schema.COUNTRIES: "countries joined by `+`",
        schema.YES_NO: "yes or no",
        schema.CODE: _codes_of(facts.get("allowed", [])),
        schema.TEXT: "text",
    }
    notes = ["required"] if facts.get("required") else []
    notes += [f"empty: `{facts['default']}`"] if facts.get("default") else []
    return "; ".join([forms[facts["kind"]], *notes])


def _table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    return "\n".join(_lines(heads, rows))


def _lines(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(heads)} |"
    yield f"|{'---|' * len(heads)}"
    for row in rows:
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |"


if __name__ == "__main__":
    main()
