"""The filing dates as a plain CSV table that any program reads.

What the answer depends on, and the line that it is no legal advice, are columns of every row: comment lines would
break readers, and a row that is copied into a letter keeps them.
"""

from __future__ import annotations

import pandas as pd

from tracker.analysis import Analysis
from tracker.codes import NOT_LEGAL_ADVICE, Worker
from tracker.exchange.about import row_counts, uncertain_trips, workspace_digest
from tracker.exchange.exporters.exporter import Choice, Exporter, Made
from tracker.exchange.text import as_text, csv_bytes
from tracker.filing import filing_dates
from tracker.filing.columns import CHECKS, FILING, GATE
from tracker.words.described import COUNTRY, DAY, IDS, NUMBER, TEXT, Described

STAMP: dict[str, Described] = {
    "rules_digest": Described(TEXT, "Names the files of law that the row was made with."),
    "as_of": Described(DAY, "The day on which the question was asked."),
    "join_gap_days": Described(
        NUMBER, "Setting: trips without an assignment are joined across gaps of at most so many days."
    ),
    "default_worker": Described(
        "code", "Setting: what work without an assignment is treated as. Empty: not set.", Worker
    ),
    "default_residence": Described(COUNTRY, "Setting: residence where none is entered. Empty: not set."),
    "version": Described(TEXT, "Version of Coverline."),
    "note": Described(TEXT, "That this is no legal advice."),
}
"""What the answer depends on, the same in every row."""

SOURCE: dict[str, Described] = {
    "workspace_rows": Described(TEXT, "How many rows each table of the log has: `trips: 3; travelers: 1`."),
    "workspace_sha256": Described(TEXT, "SHA-256 of the log, as the .json export has it."),
    "uncertain_trips": Described(IDS, "Trips of the row whose dates are planned, estimated or inferred."),
    "redacted": Described("`names`, `places`, `notes`, joined by `+`", "What was taken out. Empty: nothing."),
}
"""What the row was made from: how many trips, the digest of the workspace, trips with dates that are not sure."""

STAMP_COLUMNS, SOURCE_COLUMNS = tuple(STAMP), tuple(SOURCE)
COLUMNS = FILING | STAMP | CHECKS | SOURCE | GATE
"""Every column of the file, in order: new ones come last, so that a reader who counts columns finds the old ones."""


def filing_table(analysis: Analysis, redacted: tuple[str, ...] = ()) -> pd.DataFrame:
    """The filing dates with ``STAMP_COLUMNS`` and ``SOURCE_COLUMNS`` on every row; all text, also without any row.

    ``redacted`` names what is gone from the analysis already.
    """
    told = analysis.summary
    stamp = {
        "rules_digest": told["rules_digest"],
        "as_of": told["as_of"],
        "join_gap_days": str(told["settings"]["join_gap_days"]),
        "default_worker": told["settings"]["worker"] or "",
        "default_residence": told["settings"]["residence"] or "",
        "version": told["version"],
        "note": NOT_LEGAL_ADVICE,
        "workspace_rows": "; ".join(f"{name}: {number}" for name, number in row_counts(analysis.workspace).items()),
        "workspace_sha256": workspace_digest(analysis.workspace),
        "redacted": "+".join(redacted),
    }
    table = as_text(filing_dates(analysis, redacted)).assign(**stamp)
    unsure = {trip for trips in uncertain_trips(analysis.workspace).values() for trip in trips}
    table["uncertain_trips"] = [
        "+".join(trip for trip in trips.split("+") if trip in unsure) for trips in table["trips"]
    ]
    return table[list(COLUMNS)].astype("str")


def _write(analysis: Analysis, choice: Choice) -> Made:
    return Made(csv_bytes(filing_table(analysis, choice.redact), ends="\r\n", is_quoted=True, has_bom=True))


FILING_CSV = Exporter(".csv", "The filing dates", "text/csv", _write)
