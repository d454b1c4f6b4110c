"""SSN and date of birth: typed when a file is made, checked, written into that one file, and never kept."""

from __future__ import annotations

import datetime as dt
import re
from typing import NoReturn

from tracker import days
from tracker.errors import BadOption

SSN_LABEL, BIRTH_LABEL = "Social Security number", "Date of birth"
SSN_FORM = (
    r"^\s*(?!000|666|9)\d{3}-?(?!00)\d{2}-?(?!0000)\d{4}\s*$",
    "The Social Security number needs nine digits, like 000-00-0000. No number begins with 000, 666 or 9, and no part "
    "of one is all zeros.",
)
BIRTH_FORM = (
    r"^\s*((0?[1-9]|1[0-2])/(0?[1-9]|[12]\d|3[01])/\d{4}|\d{4}-\d{2}-\d{2})\s*$",
    "The date of birth needs a day that exists, as month/day/year, like 12/31/1990.",
)
"""For a form that checks before it sends: the pattern, for Python and JavaScript alike, and what to say beside the
field. What fits may still be refused: a day that no calendar has, or that lies ahead."""
_MONTH_FIRST = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})", re.ASCII)
OLDEST_YEARS = 120


class Identity:
    """A checked SSN (``000-00-0000``, "" = left blank) and date of birth (None = left blank).

    Not a dataclass on purpose: it prints without its values and refuses to be pickled or copied deeply, so that no
    cache, session or log can keep them by accident.
    """

    __slots__ = ("_date_of_birth", "_ssn")

    def __init__(self, ssn: str = "", date_of_birth: dt.date | None = None) -> None:
        self._ssn, self._date_of_birth = ssn, date_of_birth

    @property
    def ssn(self) -> str:
        """For the one file that is being made."""
        return self._ssn

    @property
    def date_of_birth(self) -> dt.date | None:
        """For the one file that is being made."""
        return self._date_of_birth

    def __repr__(self) -> str:
        typed = [name for name, value in (("SSN", self._ssn), ("date of birth", self._date_of_birth)) if value]
        return f"<Identity: {' and '.join(typed) or 'nothing'} typed, hidden>"

    @property
    def is_blank(self) -> bool:
        """Whether neither was typed."""
        return not self._ssn and self._date_of_birth is None

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("an SSN or a date of birth is never kept")


def checked_identity(ssn: str, date_of_birth: str | dt.date | None, as_of: dt.date) -> Identity:
    """What was typed, checked; both may be left empty. ``BadOption`` says what is wrong, without repeating it."""
    return Identity(checked_ssn(ssn), checked_birth(date_of_birth, as_of))


def checked_ssn(typed: str) -> str:
    """The number as ``000-00-0000``; "" for an empty field. ``BadOption`` for what cannot be one, not repeating it."""
    typed = typed.strip()
    if not typed:
        return ""
    pattern, refusal = SSN_FORM
    if not re.fullmatch(pattern, typed, re.ASCII):
        raise BadOption(refusal)
    digits = "".join(filter(str.isdigit, typed))
    return f"{digits[:3]}-{digits[3:5]}-{digits[5:]}"


def checked_birth(typed: str | dt.date | None, as_of: dt.date) -> dt.date | None:
    """The day; None for an empty field. ``BadOption`` for what cannot be one, not repeating it.

    A text is read as SSA's form has it, month first (``12/31/1990``), or as ISO (``1990-12-31``).
    """
    born = _day_of(typed.strip()) if isinstance(typed, str) else typed
    if born is None:
        return None
    if born > as_of:
        raise BadOption("The date of birth lies ahead.")
    if born.year < as_of.year - OLDEST_YEARS:
        raise BadOption(f"The date of birth lies more than {OLDEST_YEARS} years back.")
    return born


def identity_lines(identity: Identity | None) -> tuple[str, str]:
    """For whoever gets the file: which of the two stand on its sheets and which are blanks. Never the values."""
    ssn, born = (identity.ssn, identity.date_of_birth) if identity is not None else ("", None)
    return _line(SSN_LABEL, is_typed=bool(ssn)), _line(BIRTH_LABEL, is_typed=born is not None)


def not_encrypted(file_name: str) -> str:
    """What to say once about a file that holds what was typed."""
    return f"{file_name} is not encrypted: whoever opens it can read what was typed. Delete it once it is sent."


def _line(label: str, *, is_typed: bool) -> str:
    return f"{label}: {'on the sheet' if is_typed else 'blank, write it in'}."


def _day_of(text: str) -> dt.date | None:
    if not text:
        return None
    day = _day_or_none(text)
    if day is None:  # raised here, not where it was not read: that error quotes what was typed
        raise BadOption(BIRTH_FORM[1])
    return day


def _day_or_none(text: str) -> dt.date | None:
    parts = _MONTH_FIRST.fullmatch(text)
    try:
        return dt.date(int(parts[3]), int(parts[1]), int(parts[2])) if parts else days.parse_day(text)
    except ValueError:
        return None
