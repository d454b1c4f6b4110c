"""Words of purposes, statuses and open ends, in several languages → the codes of the log."""

from __future__ import annotations

from dataclasses import dataclass

CANCELED = "canceled"
"""A status that leaves the row out. The others are ``codes.Certainty``."""


@dataclass(frozen=True)
class Meaning:
    """``value``: an ``Activity``, or a ``Certainty`` or ``CANCELED``; "" where no guess is made. ``is_sure``: the word
    has one meaning, so that it is only told; otherwise the guess is proposed and asked."""

    value: str
    is_sure: bool


def purpose(word: str) -> Meaning:
    """What a word says about work: business → work, vacation → non_work, layover → transit."""
    raise NotImplementedError


def status(word: str) -> Meaning:
    """What a word says about certainty: completed → confirmed, booked → planned, cancelled → ``CANCELED``."""
    raise NotImplementedError
