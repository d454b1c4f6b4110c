"""Whether a certificate covers, or would cover, each day of work in each host."""

from tracker.coverage.verdicts import COVERAGE_COLUMNS, Coverage, day_answers, decide

__all__ = ["COVERAGE_COLUMNS", "Coverage", "day_answers", "decide"]
