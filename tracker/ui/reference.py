"""The two pages of help that are written by the program: every code, and every table.

``python -m tracker.ui.reference`` writes them anew; a test fails while a file differs from what this module says.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from tracker import codes, schema
from tracker.charts import words
from tracker.filing.after_request import Step
from tracker.filing.checkpoints import CheckpointCode, CheckpointState
from tracker.filing.checks import CheckCode, Level
from tracker.filing.fields import FieldState
from tracker.findings import FindingCode
from tracker.store.actors import Role
from tracker.ui.help_pages import FOLDER

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
    parts += ["## What Coverline answers"]
    for name, table in schema.RESULTS.items():
        described = ((f"`{column}`", str(facts.description)) for column, facts in table.columns.items())
        parts += [f"### {name}", str(table.description), _table(("Column", "Meaning"), described)]
    return "\n\n".join(parts) + "\n"


def pages() -> dict[str, str]:
    """What the written files of tracker/help must hold, by file name."""
    return {"codes.md": codes_page(), "data-model.md": data_model_page()}


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
        schema.CODE: ", ".join(f"`{value}`" for value in facts.get("allowed", [])),
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
