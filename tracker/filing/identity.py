"""SSN and date of birth: typed when a file is made, checked, written into that one file, and never kept."""

from __future__ import annotations

import datetime as dt
import re
from typing import NoReturn

from tracker import days
from tracker.errors import BadOption

_SSN = re.compile(r"(\d{3})-?(\d{2})-?(\d{4})")
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
        told = [name for name, value in (("SSN", self._ssn), ("date of birth", self._date_of_birth)) if value]
        return f"<Identity: {' and '.join(told) or 'nothing'} typed, hidden>"

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("an SSN or a date of birth is never kept")


def checked_identity(ssn: str, date_of_birth: str | dt.date | None, as_of: dt.date) -> Identity:
    """What was typed, checked; both may be left empty. ``BadOption`` says what is wrong, without repeating it."""
    return Identity(_checked_ssn(ssn.strip()), _checked_birth(date_of_birth, as_of))


def _checked_ssn(ssn: str) -> str:
    """SSA issues no number whose first part is 000, 666 or 900 and above, nor one with a part of zeros only."""
    if not ssn:
        return ""
    found = _SSN.fullmatch(ssn)
    if found is None or not ssn.isascii():
        raise BadOption("The US Social Security number must have nine digits, written like 000-00-0000.")
    area, group, serial = found.groups()
    if area in ("000", "666") or area >= "900" or group == "00" or serial == "0000":
        raise BadOption(
            "SSA issues no Social Security number like this one: the first part is never 000, 666 or 900 and above, "
            "and no part is all zeros. Look at the card."
        )
    return f"{area}-{group}-{serial}"


def _checked_birth(typed: str | dt.date | None, as_of: dt.date) -> dt.date | None:
    if not typed or (isinstance(typed, str) and not typed.strip()):
        return None
    try:
        born = days.parse_day(typed.strip()) if isinstance(typed, str) else typed
    except ValueError:
        raise BadOption("The date of birth must be a date written like 1990-12-31.") from None
    if born > as_of:
        raise BadOption("The date of birth lies ahead.")
    if born.year < as_of.year - OLDEST_YEARS:
        raise BadOption(f"The date of birth lies more than {OLDEST_YEARS} years back.")
    return born
