"""What an answer depends on besides the log and the law."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from tracker import countries
from tracker.codes import Worker
from tracker.errors import BadOption

DEFAULT_JOIN_GAP_DAYS = 30


@dataclass(frozen=True)
class Settings:
    """The settings of one analysis; they are printed on every export and travel as one value.

    ``as_of`` is the day on which the question is asked; ongoing trips count to it. ``join_gap_days`` joins trips
    without an assignment. ``worker`` (codes.Worker) and ``residence`` (ISO alpha-2; names are accepted) are used where
    the workspace says nothing. ``buffer_days`` is how many days before work begins the user wants to have filed: it
    moves the file-by date and no verdict. Nobody publishes how long SSA takes, so there is no number of ours.
    Raises ``BadOption`` for a value that cannot be used.
    """

    as_of: dt.date
    join_gap_days: int = DEFAULT_JOIN_GAP_DAYS
    worker: str | None = None
    residence: str | None = None
    buffer_days: int = 0

    def __post_init__(self) -> None:
        if self.join_gap_days < 0:
            raise BadOption("join_gap_days must be 0 or more")
        if self.buffer_days < 0:
            raise BadOption("buffer_days must be 0 or more")
        if self.worker not in (None, *map(str, Worker)):
            raise BadOption(f"worker must be one of {', '.join(map(str, Worker))}")
        if self.residence is not None:
            code = countries.to_code(self.residence)
            if not code:
                raise BadOption(f"residence: {self.residence!r} is not a known country; use a code such as US")
            object.__setattr__(self, "residence", code)

    @property
    def default_worker(self) -> str:
        """How work without an assignment is judged."""
        return str(self.worker or Worker.SELF_EMPLOYED)
