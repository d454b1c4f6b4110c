"""From verdicts to a filing."""

from tracker.filing.dates import FILING_COLUMNS, filing_dates

__all__ = ["FILING_COLUMNS", "filing_dates"]
