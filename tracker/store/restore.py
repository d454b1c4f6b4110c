"""From a backup copy, or from another database, to the ledger: checked and compared first, nothing lost on the way.

The copy itself is never written to: all of it happens on a private duplicate, which is also brought to the schema of
this program there. The ledger's file stays the same file, so that other programs may have it open meanwhile.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import sqlite3
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL

from tracker.errors import BadOption, FileRefused, StoreUnavailable
from tracker.store import tables
from tracker.store.actors import Actor
from tracker.store.changes import Snapshot
from tracker.store.engine import has_no_room
from tracker.store.ledger import Ledger, open_ledger
from tracker.store.migrate import known_revisions

_MAGIC = b"SQLite format 3\0"
_DAMAGED = "is damaged or cannot be read whole. Take another copy"
_FOREIGN = "is not a copy of a Coverline ledger"


@dataclass(frozen=True)
class Standing:
    """A ledger in short. ``rows``: table → number, only tables that have any; ``last_change``: in UTC."""

    revision: int
    rows: Mapping[str, int]
    files: int
    scenarios: int
    changes: int
    last_change: dt.datetime | None


@dataclass(frozen=True)
class Comparison:
    """The ledger ``now`` and the ``copy``.

    ``lost``: entries of the journal that the copy does not have. ``journal``: whether the copy's journal is whole, in
    words. ``doubts``: what the check of the copy found, in sentences; such a copy can be read all the same.
    """

    now: Standing
    copy: Standing
    lost: int
    journal: str
    doubts: tuple[str, ...]

    @property
    def asks(self) -> bool:
        """Whether a person has to agree: something would be replaced, or the copy is in doubt."""
        return bool(self.now.rows or self.now.scenarios or self.now.changes or self.doubts)


def compare(ledger: Ledger, file: Path) -> Comparison:
    """Checks the copy and says what restoring it would change. Raises ``FileRefused`` for what is no sound copy."""
    ledger.require_whole("restore a backup")
    with _opened(file, ledger.actor) as copy:
        return compared(ledger, copy)


def compared(ledger: Ledger, copy: Ledger) -> Comparison:
    """The same for a copy that is open already, such as a ledger that is to be moved here."""
    now, entries = _standing(ledger)
    there, other = _standing(copy)
    check = copy.check_chain()
    doubts = [] if check.is_whole else [check.sentence]
    if changed := sum(_was_changed(copy, sha256) for sha256 in copy.file_sizes()):
        doubts.append(f"Attached files that are no longer what was attached: {changed}.")
    kept = set(map(_identity, other.entries))
    lost = sum(_identity(entry) not in kept for entry in entries.entries)
    return Comparison(now, there, lost, check.sentence, tuple(doubts))


def restore(ledger: Ledger, file: Path, *, shown: int) -> Path | None:
    """Puts the copy in place of the ledger, whole or not at all; gives back the backup of what was there, if any.

    ``shown``: the ledger's revision when it was compared. Raises ``FileRefused`` for what is no sound copy,
    ``BadOption`` when the ledger was changed since, ``StoreUnavailable``.
    """
    with _opened(file, ledger.actor) as copy:
        return ledger.take_over(copy, shown=shown)


def move(source: Ledger, target: Ledger, *, shown: int) -> Path | None:
    """Copies everything of ``source`` into ``target``, whole or not at all; gives back the backup of what was there.

    ``shown``: the target's revision when both were ``compared``. Raises ``BadOption`` when either was changed since
    the copying began, ``StoreUnavailable``.
    """
    revision = source.revision()
    before = target.take_over(source, shown=shown)
    if source.revision() != revision:
        raise BadOption(
            f"All was copied to {target.place}, but {source.place} was changed meanwhile. "
            "Let nobody work on it, and move it again."
        )
    return before


def _standing(ledger: Ledger) -> tuple[Standing, Snapshot]:
    revision = ledger.revision()  # first: whatever is saved from here on makes ``restore`` refuse
    all_of_it = ledger.snapshot()
    when = max((entry["changed_at"] for entry in all_of_it.entries), default=None)
    return Standing(
        revision,
        {table: len(rows) for table, rows in all_of_it.rows.items() if len(rows)},
        len(ledger.file_sizes()),
        len(ledger.scenarios()),
        len(all_of_it.entries),
        dt.datetime.fromisoformat(when) if when else None,
    ), all_of_it


def _identity(entry: Mapping[str, object]) -> tuple[object, ...]:
    """Which entry of the journal it is: older ones have no hash."""
    return tuple(entry[name] for name in ("hash", "change_group", "table_name", "row_id"))


def _was_changed(copy: Ledger, sha256: str) -> bool:
    try:
        copy.content(sha256)
    except StoreUnavailable:
        return True
    return False


@contextlib.contextmanager
def _opened(file: Path, actor: Actor) -> Iterator[Ledger]:
    """A private duplicate of the copy as a ledger, gone afterwards. Raises ``FileRefused``."""
    _require_database(file)
    with tempfile.TemporaryDirectory(prefix="coverline-") as folder:
        duplicate = Path(folder) / "copy.db"
        try:
            _duplicate(file, duplicate)
            _require_ledger(file, duplicate)
            copy = open_ledger(URL.create("sqlite", database=str(duplicate)).render_as_string(), actor)
            _require_readable(copy)
        except (sqlite3.Error, StoreUnavailable) as error:
            if has_no_room(error):
                raise StoreUnavailable(
                    f"The copy could not be checked: the disk with {Path(folder).parent} is full. Make room there."
                ) from error
            raise FileRefused(file.name, _DAMAGED) from error
        except (AttributeError, KeyError, TypeError, ValueError) as error:  # what no Coverline wrote into its tables
            raise FileRefused(file.name, _FOREIGN) from error
        yield copy


def _require_database(file: Path) -> None:
    try:
        with file.open("rb") as stream:
            start = stream.read(len(_MAGIC))
    except FileNotFoundError as error:
        raise FileRefused(file.name, "does not exist") from error
    except OSError as error:
        raise FileRefused(file.name, "cannot be read. Check that it is a file and that you may read it") from error
    if start != _MAGIC:
        raise FileRefused(file.name, _FOREIGN)


def _duplicate(file: Path, target: Path) -> None:
    """By SQLite, not by the file system: another program may be writing to the file."""
    with (
        contextlib.closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as source,
        contextlib.closing(sqlite3.connect(target)) as copy,
    ):
        source.backup(copy)


def _require_ledger(file: Path, duplicate: Path) -> None:
    """Sound, of a schema that this program knows, and nothing in it that would run: only plain tables of ours."""
    with contextlib.closing(sqlite3.connect(duplicate)) as connection:
        connection.execute("PRAGMA trusted_schema=OFF")
        found = connection.execute("SELECT type, name, sql FROM sqlite_master").fetchall()
        plain = all(kind == "index" or (sql or "").upper().startswith("CREATE TABLE") for kind, _, sql in found)
        names = {name for kind, name, _ in found if kind == "table" and not name.startswith("sqlite_")}
        if not plain or "alembic_version" not in names:
            raise FileRefused(file.name, _FOREIGN)
        recorded = connection.execute("SELECT version_num FROM alembic_version").fetchall()
        if len(recorded) != 1 or recorded[0][0] not in known_revisions():
            is_ours = bool(recorded) and str(recorded[0][0]).startswith("ledger_")
            raise FileRefused(
                file.name, "was written by a newer Coverline. Update Coverline first" if is_ours else _FOREIGN
            )
        if not names <= {*tables.metadata.tables, "alembic_version"}:
            raise FileRefused(file.name, _FOREIGN)
        if connection.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
            raise FileRefused(file.name, _DAMAGED)


def _require_readable(copy: Ledger) -> None:
    """Reads everything once, as the program will."""
    for entry in copy.snapshot().entries:
        dt.datetime.fromisoformat(entry["changed_at"])
    copy.workspace()
    copy.journal()
    copy.scenarios()
