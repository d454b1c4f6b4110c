"""From verdicts to a filing."""

from tracker.filing.deadlines import DEADLINE_COLUMNS, deadlines
from tracker.filing.exposure import EXPOSURE_COLUMNS, exposure
from tracker.filing.overview import people
from tracker.filing.questions import open_questions
from tracker.filing.table import CHECK_COLUMNS, FILING_COLUMNS, GATE_COLUMNS, filing_dates

__all__ = [
    "CHECK_COLUMNS",
    "DEADLINE_COLUMNS",
    "EXPOSURE_COLUMNS",
    "FILING_COLUMNS",
    "GATE_COLUMNS",
    "deadlines",
    "exposure",
    "filing_dates",
    "open_questions",
    "people",
]
