"""What every export says about itself: what made it, from what, as of which day, and what is only estimated."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tracker.analysis import Analysis
from tracker.codes import Certainty
from tracker.exchange.chosen_people import rows_of_people
from tracker.exchange.results import SUMMARY, summary
from tracker.filing.places import load_filing
from tracker.itinerary.plain import workspace_digest, workspace_rows
from tracker.itinerary.workspace import Workspace
from tracker.words.described import NUMBER, TEXT, Described

__all__ = [
    "ABOUT",
    "DIGEST_OF",
    "METHOD",
    "about",
    "about_lines",
    "digest_of",
    "made_from",
    "row_counts",
    "uncertain_trips",
    "with_digest",
    "workspace_digest",
    "workspace_rows",
]

DIGEST_OF = "SHA-256 of the workspace that this file was made from: its tables as compact JSON"
_DIGEST = "workspace_sha256"
ABOUT: dict[str, Described] = SUMMARY | {
    "filing_digest": Described(TEXT, "Names the files of addresses and of what each request asks for."),
    "rows": Described("object", "Table → number of rows; empty tables are left out."),
    "unusable_rows": Described(NUMBER, "Rows that could not be used: see the findings."),
    _DIGEST: Described(TEXT, "SHA-256 of the log: equal logs have the same one."),
    "workspace_sha256_is": Described(TEXT, "How it can be computed again."),
    "uncertain_trips": Described("object", "`estimated`, `inferred`, `planned` → list of trip ids."),
    "redacted": Described("list", "What was taken out: `names`, `places`, `notes`. Empty: nothing."),
}
"""What the object ``about`` of the .json export says, in order."""

METHOD = (
    ("Days", "Every first and last day is counted. Dates are those of the place."),
    ("Only work decides", "Only days of work count, in the country where the work was physically done."),
    ("Verdict", "Work day × agreement in force that day × the country's rule × certificate on file, day by day."),
    ("Unclear", "Where a fact or a verified rule is missing the answer is unclear: nothing is guessed."),
    ("Mixed", "Work in more than one foreign country in one work period is mixed: no single certificate is assumed."),
    ("Ongoing", "A trip without a last day counts up to the day on which the question is asked."),
)
"""How the answers are made, in a few words, for every file that has room for them."""

_NOT_SURE = (Certainty.ESTIMATED, Certainty.INFERRED)


def made_from(analysis: Analysis, workspace: Workspace) -> Analysis:
    """The analysis of a part of ``workspace`` with the digest of the whole, by which the .json export is found."""
    if analysis.workspace is workspace:
        return analysis
    return replace(analysis, summary={**analysis.summary, _DIGEST: workspace_digest(workspace)})


def with_digest(analysis: Analysis) -> Analysis:
    """The analysis with the digest of its workspace at hand, for files that say it in several places."""
    return replace(analysis, summary={**analysis.summary, _DIGEST: digest_of(analysis)})


def digest_of(analysis: Analysis) -> str:
    """The digest of the workspace that the analysis was made from, or of the whole of which it is a part."""
    return str(analysis.summary.get(_DIGEST) or workspace_digest(analysis.workspace))


def row_counts(workspace: Workspace) -> dict[str, int]:
    """Rows per table, those of empty tables left out."""
    return {name: len(table) for name, table in workspace.frames().items() if len(table)}


def uncertain_trips(workspace: Workspace) -> dict[str, tuple[str, ...]]:
    """Ids of the trips whose dates are estimated, inferred or only planned, per certainty."""
    trips = workspace.trips
    found = {sure: tuple(trips.loc[trips["certainty"] == sure, "trip"]) for sure in (*_NOT_SURE, Certainty.PLANNED)}
    return {str(sure): ids for sure, ids in found.items() if ids}


def about(analysis: Analysis, redacted: tuple[str, ...] = ()) -> dict[str, Any]:
    """The summary of the analysis with row counts, digest, uncertain dates and what was redacted; plain values."""
    return {
        **summary(analysis),
        "filing_digest": load_filing().digest,
        "rows": row_counts(analysis.workspace),
        "unusable_rows": analysis.workspace.unusable_rows,
        _DIGEST: digest_of(analysis),
        "workspace_sha256_is": DIGEST_OF,
        "uncertain_trips": {sure: list(ids) for sure, ids in uncertain_trips(analysis.workspace).items()},
        "redacted": list(redacted),
    }


def about_lines(analysis: Analysis, redacted: tuple[str, ...] = (), traveler: str = "") -> list[tuple[str, str]]:
    """The same for a reader: label and text, in the order to print. What is counted or named is about ``traveler``.

    "" = everybody: a file about one person must not say how many others there are, nor name their trips. The notes of
    own checks of the rules are left out of it, because such a note can name anybody.
    """
    told, workspace = about(analysis, redacted), analysis.workspace
    if traveler:
        workspace = rows_of_people(workspace, [traveler], analysis.law)
    counts = row_counts(workspace)
    checks = [_without_note(check) for check in told["verifications"]] if traveler else told["verifications"]
    settings = told["settings"]
    lines = [
        ("As of", told["as_of"]),
        ("Made by", f"Coverline {told['version']}"),
        ("Rules digest", told["rules_digest"]),
        ("Digest of the filing facts", told["filing_digest"]),
        ("Trips are joined across gaps of", f"at most {settings['join_gap_days']} days"),
        ("Work without an assignment", settings["worker"] or "treated as self-employed"),
        ("Residence where none is entered", settings["residence"] or "not known"),
        ("Days wanted between the request and the first work day", str(settings["buffer_days"])),
        ("Rows", ", ".join(f"{name} {number}" for name, number in counts.items()) or "none"),
        *([("Rows left out", f"{workspace.unusable_rows} unusable")] if workspace.unusable_rows else []),
        ("Uncertain dates", _uncertain(workspace)),
        *(("Own check", _in_a_line(check)) for check in checks),
        *(("Read more than a year ago", _in_a_line(one)) for one in told["stale_sources"]),
        *([("Redacted", ", ".join(redacted))] if redacted else []),
        (DIGEST_OF, told[_DIGEST]),
    ]
    return lines


def _without_note(check: dict[str, Any]) -> dict[str, Any]:
    """The note of a check is for its writer: it may name anybody."""
    return {name: value for name, value in check.items() if name != "note"}


def _uncertain(workspace: Workspace) -> str:
    found = uncertain_trips(workspace)
    if not found:
        return "none: every trip is marked confirmed"
    return "; ".join(f"{sure}: {_some(ids)}" for sure, ids in found.items())


def _some(ids: tuple[str, ...], most: int = 12) -> str:
    return ", ".join(ids[:most]) + (f" and {len(ids) - most} more" if len(ids) > most else "")


def _in_a_line(values: dict[str, Any]) -> str:
    return "; ".join(f"{name}: {value}" for name, value in values.items() if value)
