"""The filing dates as a plain CSV table that any program reads.

What the answer depends on, and the line that it is no legal advice, are columns of every row: comment lines would
break readers, and a row that is copied into a letter keeps them.
"""

from __future__ import annotations

import csv

import pandas as pd

from tracker.analysis import Analysis
from tracker.codes import NOT_LEGAL_ADVICE
from tracker.exchange.exporters.exporter import Exporter
from tracker.exchange.text import disarmed
from tracker.filing import CHECK_COLUMNS, FILING_COLUMNS, filing_dates

STAMP_COLUMNS = ("rules_digest", "as_of", "join_gap_days", "default_worker", "default_residence", "version", "note")


def filing_table(analysis: Analysis) -> pd.DataFrame:
    """The filing dates with ``STAMP_COLUMNS`` on every row; all columns text, also without any row.

    New columns come last, so that a reader who counts columns finds the old ones.
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
    }
    return filing_dates(analysis).assign(**stamp)[[*FILING_COLUMNS, *STAMP_COLUMNS, *CHECK_COLUMNS]].astype("str")


def _to_bytes(analysis: Analysis) -> bytes:
    table = disarmed(filing_table(analysis))
    return table.to_csv(index=False, lineterminator="\r\n", quoting=csv.QUOTE_ALL).encode("utf-8")


FILING_CSV = Exporter(".csv", "The filing dates", "text/csv", _to_bytes)
