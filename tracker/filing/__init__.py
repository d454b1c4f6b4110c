"""From verdicts to a filing."""

from tracker.filing.dates import CHECK_COLUMNS, FILING_COLUMNS, filing_dates

__all__ = ["CHECK_COLUMNS", "FILING_COLUMNS", "filing_dates"]
