"""Whether a certificate covers, or would cover, each day of work in each host."""

from tracker.coverage.verdicts import Coverage, decide

__all__ = ["Coverage", "decide"]
