"""From verdicts to a filing."""

from tracker.filing.dates import FILING_COLUMNS, filing_dates
from tracker.filing.deadlines import DEADLINE_COLUMNS, deadlines

__all__ = ["DEADLINE_COLUMNS", "FILING_COLUMNS", "deadlines", "filing_dates"]
