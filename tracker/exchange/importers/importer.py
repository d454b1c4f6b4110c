"""What an importer is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True)
class Importer:
    """One file format: the bytes of a file in, its tables as text out."""

    name: str  # as the user says it: csv, xlsx …
    endings: tuple[str, ...]  # with their dots; the first one is the usual one
    title: str
    read: Callable[[bytes, str], dict[str, pd.DataFrame]]  # (content, file name) → workspace table → text frame
