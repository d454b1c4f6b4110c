"""Numbers with their noun."""

from __future__ import annotations


def count(number: int, one: str, many: str = "") -> str:
    """``1 day``, ``2 days``, ``0 days``, ``1,204 days``; ``many`` for a plural that is not the noun with an s."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
