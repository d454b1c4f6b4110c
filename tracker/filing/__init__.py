"""From verdicts to a filing."""

from tracker.filing.dates import CHECK_COLUMNS, FILING_COLUMNS, filing_dates
from tracker.filing.deadlines import DEADLINE_COLUMNS, deadlines

__all__ = ["CHECK_COLUMNS", "DEADLINE_COLUMNS", "FILING_COLUMNS", "deadlines", "filing_dates"]
