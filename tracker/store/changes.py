"""What a caller asks the ledger to change, and what it gets back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd


@dataclass(frozen=True)
class RowChange:
    """New ``values`` for some columns of a stored row; ``version`` is the one that was shown with the row."""

    row_id: str
    version: int
    values: Mapping[str, str]


@dataclass(frozen=True)
class RowDeletion:
    """A stored row to delete; ``version`` is the one that was shown with the row."""

    row_id: str
    version: int


@dataclass(frozen=True)
class Changes:
    """Everything to change in one table. ``added`` rows are column → text; unknown columns are kept."""

    added: Sequence[Mapping[str, str]] = ()
    changed: Sequence[RowChange] = ()
    deleted: Sequence[RowDeletion] = ()


@dataclass(frozen=True)
class Saved:
    """A committed change.

    ``revision``: the ledger's revision after it. ``row_ids``: ids of the added rows, in the order given (several
    tables: one table after the other). ``change_group``: what ``Ledger.undo`` takes; "" when nothing had to change.
    """

    revision: int
    row_ids: tuple[str, ...]
    change_group: str


@dataclass(frozen=True)
class ChangeGroup:
    """One saved change as a user sees it: ``when`` is in UTC, ``summary`` such as "2 trips deleted"."""

    group: str
    when: dt.datetime
    summary: str


@dataclass(frozen=True)
class Snapshot:
    """Everything of one owner at one moment, but the content of the attached files.

    ``rows``: table → its rows as text, unknown columns included. ``entries``: the journal, oldest first, which must
    end at the hash ``chain_head`` (``tracker.store.chain``).
    """

    rows: Mapping[str, pd.DataFrame]
    entries: Sequence[Mapping[str, Any]]
    chain_head: str
    settings: Mapping[str, str]
