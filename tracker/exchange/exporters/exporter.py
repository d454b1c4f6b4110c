"""What an exporter is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tracker.analysis import Analysis


@dataclass(frozen=True)
class Exporter:
    """One file format: an analysis in, the bytes of a file out."""

    ending: str  # with its dot, such as ".csv"
    title: str  # what the file holds, for a person
    media_type: str
    to_bytes: Callable[[Analysis], bytes]
