"""The words that users read: written once, just above the codes, for screens, exports and the command line alike."""

from tracker.words.count import count

__all__ = ["count"]
