"""Big programs: trips in Parquet, analyzed in parts of whole travelers by the same ``analyze``, one part at a time."""

from tracker.batch.run import BatchResult, analyze_in_parts

__all__ = ["BatchResult", "analyze_in_parts"]
