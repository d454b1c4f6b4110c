"""What a column of an output is, for the page that describes every table."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.codes import Code

DAY = "day"
US_DAY = "day, MM/DD/YYYY"
NUMBER = "whole number"
TEXT = "text"
YES_NO = "yes or no"
IDS = "ids joined by `+`"
COUNTRY = "country"


@dataclass(frozen=True)
class Described:
    """The form of a column's values, what they mean, and the codes that it may hold where it holds codes."""

    form: str
    meaning: str
    allowed: type[Code] | None = None
