"""The ledger of one owner: every read and write of the user's rows goes through here."""

from __future__ import annotations

import contextlib
import itertools
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import pandas as pd
from sqlalchemy import URL, ColumnElement, Connection, Engine, Table, delete, insert, select, update

from tracker import log, schema
from tracker.errors import BadOption, NotAllowed, StoreUnavailable
from tracker.itinerary import Workspace, workspace_from_text
from tracker.itinerary.own_columns import taken_out
from tracker.itinerary.scenario import Scenario
from tracker.store import attachments, chain, file_types, journal, own_notes, permits, rows, scenarios, tables, transfer
from tracker.store import engine as engines
from tracker.store import scope as scopes
from tracker.store.actors import LOCAL, Actor, Role
from tracker.store.backup import back_up, original_of
from tracker.store.chain import ChainCheck
from tracker.store.changes import ChangeGroup, Changes, RowChange, RowDeletion, Saved, Snapshot
from tracker.store.migrate import bring_up_to_date
from tracker.store.rows import Texts
from tracker.store.scope import READ_BY_ALL, Scope
from tracker.store.writing import Writing


def open_ledger(url: str | None = None, actor: Actor = LOCAL) -> Ledger:
    """The ledger of ``actor``'s program in the database at ``url``, brought to the schema of this program.

    Without a ``url``: the environment variable ``COVERLINE_DATABASE_URL``, else a SQLite file in the user's data
    folder. A new SQLite file is readable by its owner only; an older one is backed up beside it before it is migrated.
    Raises ``StoreUnavailable`` with a plain sentence for everything that stands in the way.
    """
    place = engines.database_url(url)
    with engines.plain_errors(place):
        engine = engines.connect(place)
        with engines.exclusive(engine) as connection:
            bring_up_to_date(connection, engines.file_of(place))
            _enroll(connection, actor.owner)
    return Ledger(engine, place, actor)


def _enroll(connection: Connection, owner: str) -> None:
    """Gives a new owner the revision row that every write locks."""
    known = select(tables.revision.c.owner).where(tables.revision.c.owner == owner)
    if connection.scalar(known) is None:
        connection.execute(insert(tables.revision).values(owner=owner, number=0, trip_number=0))


class Ledger:
    """The rows of one program, as far as ``actor`` may see them. Use ``open_ledger``. May be shared by threads.

    No other program's rows are ever seen. What the actor may not see is nowhere counted, named or changed; what the
    role does not allow raises ``NotAllowed`` before anything is written.
    """

    def __init__(
        self, engine: Engine, place: URL, actor: Actor, on_write: Callable[[bool], None] = lambda was_kept: None
    ) -> None:
        self.actor = actor
        self._on_write = on_write
        self.owner = actor.owner
        self._scope = Scope(actor)
        self._engine = engine
        self._place = place

    @property
    def place(self) -> str:
        """The database for people, without a password."""
        return engines.shown(self._place)

    def is_at(self, other: Ledger) -> bool:
        """Whether both have the same address."""
        return self._place == other._place

    def seen_by(self, actor: Actor, on_write: Callable[[bool], None] = lambda was_kept: None) -> Ledger:
        """The same ledger for somebody else of its program; it shares the connections with this one.

        Only from a ledger that sees everything, so that nobody comes to more by it. ``on_write`` is called at the end
        of each write, with whether it was kept: also where the write ends in an error.
        """
        self.require_whole("hand the ledger to somebody else")
        if actor.owner != self.owner:
            raise NotAllowed("This ledger belongs to another program.")
        return Ledger(self._engine, self._place, actor, on_write)

    def require_whole(self, what: str) -> None:
        """Raises ``NotAllowed`` unless the actor sees all rows; ``what`` such as "restore a backup"."""
        self._scope.require_whole(what)

    def require_file(self, what: str) -> None:
        """The same for a copy of the file: one with other programs in it is only for whoever runs the server."""
        self.require_whole(what)
        if self.actor.role is Role.OWNER:
            return
        with self._reading() as connection:
            if connection.scalar(select(tables.revision.c.owner).where(tables.revision.c.owner != self.owner)):
                raise NotAllowed(
                    "This ledger's file holds other programs too: whoever runs the server makes its copies."
                )

    # Reading

    def revision(self) -> int:
        """A number that grows with each committed change of this owner; what was computed for it may be kept."""
        with self._reading() as connection:
            return int(connection.scalars(select(tables.revision.c.number).where(self._mine(tables.revision))).one())

    def workspace(self) -> Workspace:
        """All rows, checked as those of a workspace folder are; each with its ``row_id`` and ``version``."""
        with self._reading() as connection:
            found = {table: rows.text_table(connection, self._scope, table) for table in tables.WORKSPACE}
        texts = {table: documented for table, (documented, _) in found.items()}
        return workspace_from_text(texts, hidden={table: hidden for table, (_, hidden) in found.items()})

    def rows(self, table: str) -> pd.DataFrame:
        """The rows of one table as text, unknown columns included, in the order in which they were added.

        Beside them ``row_id`` (text) and ``version`` (int64), which ``RowChange`` and ``RowDeletion`` ask for. An
        unknown column that is itself named so is kept in the ledger but not shown here.
        """
        with self._reading() as connection:
            documented, hidden = rows.text_table(connection, self._scope, table)
        identity = {column: hidden[column] for column in (schema.ROW_ID, schema.VERSION)}
        return taken_out(table, documented.join(hidden)).assign(**identity)

    def is_empty(self) -> bool:
        """Whether no table has a row."""
        with self._reading() as connection:
            return self._is_empty(connection)

    def setting(self, name: str, default: str = "") -> str:
        """The value of a preference, such as ``join_gap_days``."""
        setting = tables.setting
        with self._reading() as connection:
            value = connection.scalar(select(setting.c.value).where(self._mine(setting), setting.c.name == name))
        return default if value is None else str(value)

    def last_change(self) -> ChangeGroup | None:
        """The newest change that is not undone: what an undo button offers. Undoing again and again goes back further.

        The undo of a change is never offered itself; ``undo`` takes its group to make the change once more.
        """
        if not self.actor.may_write:
            return None
        with self._reading() as connection:
            return journal.last_standing(connection, self._scope)

    def changed_since(self, table: str, row_id: str, version: int) -> str:
        """Who changed a row after this version of it, what and when, in words; "" when the journal does not say.

        Such as "anna@example.org changed last day from empty to 2026-04-01 on 2026-02-01 at 10:12 UTC".
        """
        with self._reading() as connection:
            return journal.told_since(connection, self._scope, table, row_id, version)

    def journal(self) -> pd.DataFrame:
        """Who changed what when, one row per changed row, oldest first; the columns are those of ``table_of``."""
        with self._reading() as connection:
            return journal.table_of(journal.entries(connection, self._scope))

    def check_chain(self) -> ChainCheck:
        """Whether an entry of the journal was changed, removed or moved; it names the first one.

        Of entries that the actor does not see only the place in the chain is checked.
        """
        with self._reading() as connection:
            return chain.check(journal.chain_of(connection, self._scope), self._chain_head(connection))

    def snapshot(self) -> Snapshot:
        """All rows, the journal and the settings as they are at one moment; entries of others are sealed."""
        setting = tables.setting
        with self._reading() as connection:
            stored = {table: list(rows.stored(connection, self._scope, table).values()) for table in tables.WORKSPACE}
            entries = journal.chain_of(connection, self._scope)
            head = self._chain_head(connection)
            settings = connection.execute(select(setting.c.name, setting.c.value).where(self._mine(setting)))
            kept = {str(name): str(value) for name, value in settings}
        frames = {table: rows.text_frame(table, found) for table, found in stored.items()}
        return Snapshot(frames, entries, head, dict(sorted(kept.items())))

    def content(self, sha256: str) -> bytes:
        """What is in an attached file.

        Raises ``BadOption`` when only its row is here (the rows of an import bring no files), ``StoreUnavailable``
        when it is no longer what was attached.
        """
        with self._reading() as connection:
            return attachments.content(connection, self._scope, sha256)

    def file_sizes(self) -> dict[str, int]:
        """SHA-256 → bytes of every attached file that is kept, also of removed ones where all rows are seen."""
        with self._reading() as connection:
            return attachments.sizes(connection, self._scope)

    def scenarios(self) -> list[Scenario]:
        """The changes of trips that are only tried out, by name."""
        with self._reading() as connection:
            return scenarios.all_of(connection, self._scope)

    def own_notes(self, beginning: str = "") -> dict[str, bytes]:
        """What the actor keeps for oneself, name → content; only notes whose names begin so."""
        with self._reading() as connection:
            return own_notes.starting_with(connection, self._scope, beginning)

    # Writing

    def save(
        self,
        table: str,
        *,
        added: Sequence[Mapping[str, str]] = (),
        changed: Sequence[RowChange] = (),
        deleted: Sequence[RowDeletion] = (),
    ) -> Saved:
        """Saves the changes of one table, all or none. See ``save_many``."""
        return self.save_many({table: Changes(added, changed, deleted)})

    def save_many(self, changes: Mapping[str, Changes]) -> Saved:
        """Saves the changes of several tables, all or none.

        Values are normalized as in a file. An added row without a traveler gets ``me``, a trip without an id a free
        short one. Raises ``StaleEdit`` when a row has another version than the one shown, and ``UnusableRows`` when
        a row cannot be used, a value is not understood or an id is there twice; nothing is written then. The ``row``
        of such a finding counts the added rows of its table, then the changed ones, from 1. An actor who sees one
        traveler only deletes with a row what belongs to it; ``permits`` says what else holds then.
        """
        permits.require_own_files(self._scope, changes.get("attachments", Changes()))
        with self._writing() as writing:
            return writing.save(changes)

    def attach(self, row: Mapping[str, str], content: bytes) -> Saved:
        """Keeps a file and its row of ``attachments``, both or neither.

        ``row``: ``about``, ``subject`` and ``file_name``, and what else is known; the id, type, size and SHA-256 are
        filled in. Raises ``FileRefused`` for a file of a kind or size that is not taken, ``BadOption`` when the row it
        is about does not exist or has this very file already.
        """
        name, kind = file_types.examined(row.get("file_name", ""), content)
        with self._writing() as writing:
            stored = writing.stored("attachments")
            self._require_subject(writing.connection, row)
            sha256, is_new = attachments.store(writing.connection, self._scope, name, content)
            place = (row["about"], row["subject"], sha256)
            twin = next((old for old in stored.values() if _place(old.values) == place), None)
            if twin is not None and is_new:  # an imported row, whose file comes only now
                writing.count()
                return Saved(writing.revision + 1, (), "")
            if twin is not None:
                raise BadOption(f"{name} is attached there already, as {twin.values['attachment']}.")
            number = journal.times_added(writing.connection, self._scope, "attachments") + 1
            taken = {old.values["attachment"] for old in stored.values()}
            candidates = (f"f{n}" for n in itertools.count(number) if f"f{n}" not in taken)
            free = next(writing.out_of_use("attachments", candidates))
            facts = {"file_name": name, "media_type": kind.media_type, "size": str(len(content)), "sha256": sha256}
            typed = {**row, "attachment": row.get("attachment") or free, **facts}
            return writing.save({"attachments": Changes(added=[typed])})

    def forget_removed_files(self) -> int:
        """Removes the content of files that no row names any more; how many. Undo then brings the row back alone.

        Backups made before still hold it.
        """
        self.require_whole("remove files for good")
        with self._writing() as writing:
            gone = attachments.forget(writing.connection, self._scope)
            writing.count()
            return gone

    def undo(self, change_group: str) -> Saved:
        """Reverts a saved change, as a change that can be undone itself.

        Raises ``StaleEdit`` when one of its rows no longer is what the change made it, ``BadOption`` for an unknown
        group, ``UnusableRows`` when an id of a row that would come back was given to another row.
        """
        with self._writing() as writing:
            done = journal.edits_of(writing.connection, self._scope, change_group)
            if done and not journal.is_all_seen(writing.connection, self._scope, change_group):
                raise NotAllowed("This change is also about other people: a manager of the program can undo it.")
            if not done:
                raise BadOption(f"There is no change {change_group!r} to undo.")
            stored = {table: writing.stored(table) for table in {edit.table for edit in done}}
            reverted = [writing.reverted(edit, stored[edit.table].get(edit.row.id)) for edit in reversed(done)]
            return writing.commit(stored, reverted, undoes=change_group)

    def replace_all(self, tables: Mapping[str, pd.DataFrame], *, force: bool = False) -> Saved:
        """Puts ``tables`` (frames of text, or of a workspace) in place of all rows; settings stay.

        Raises ``BadOption`` when there are rows already, unless ``force``. One undo brings the old rows back.
        """
        self.require_whole("replace everything")
        with self._writing() as writing:
            if not force and not self._is_empty(writing.connection):
                raise BadOption("Your ledger already has entries; they were left as they are.")
            changes = {}
            for table in schema.WORKSPACE:
                old = writing.stored(table).values()
                added = rows.texts_of(tables[table]) if table in tables else []
                changes[table] = Changes(added=added, deleted=[RowDeletion(row.id, row.version) for row in old])
            return writing.save(changes)

    def set_setting(self, name: str, value: str) -> None:
        """Keeps a preference. The revision grows, since results may depend on it; ``undo`` does not know it."""
        setting = tables.setting
        self.require_whole("change settings, which hold for everybody")
        with self._writing() as writing:
            mine = (self._mine(setting), setting.c.name == name)
            writing.connection.execute(delete(setting).where(*mine))
            writing.connection.execute(insert(setting).values(owner=self.owner, name=name, value=value))
            writing.count()

    def keep_own_note(self, name: str, content: bytes) -> None:
        """Keeps something for the actor alone, in place of what had this name; b"" removes it.

        The revision does not grow, and ``undo`` does not know it. Raises ``BadOption`` for more than 8 MB.
        """
        with self._writing() as writing:
            own_notes.keep(writing.connection, self._scope, name, content)

    # Scenarios are drafts: the revision does not grow with them, and ``undo`` does not know them.

    def add_scenario(self, name: str, traveler: str = "") -> Scenario:
        """A new scenario without an edit; ``traveler`` "": about everybody, as far as the actor sees them.

        Raises ``BadOption`` when the name cannot be used.
        """
        with self._writing() as writing:
            return scenarios.add(writing.connection, self._scope, name, traveler)

    def save_scenario(self, scenario: Scenario) -> Scenario:
        """Writes the name and the edits of a scenario, and gives back what stands now.

        A new trip gets a free id, which it keeps in the log. Raises ``StaleEdit`` when the scenario has another
        version than the one shown, ``BadOption`` for its name, ``UnusableRows`` for a trip that cannot be used.
        """
        with self._writing() as writing:
            stored = writing.stored("trips").values()
            free = writing.free_trip_ids(stored, Changes())
            saved = scenarios.save(writing.connection, self._scope, scenario, free)
            writing.connection.execute(
                update(tables.revision).where(self._mine(tables.revision)).values(trip_number=writing.trip_number)
            )
            return saved

    def delete_scenario(self, scenario: Scenario) -> None:
        """Throws a scenario away. Raises ``StaleEdit`` when it has another version than the one shown."""
        with self._writing() as writing:
            scenarios.remove(writing.connection, self._scope, scenario)

    def backup(self, folder: Path | None = None) -> Path:
        """A checked copy in one SQLite file, which ``open_ledger`` opens like the original.

        Without a ``folder`` it lies beside the ledger (of one on a server: in the user's data folder), where the newest
        ten such copies are kept; copies in a folder of your own are never removed. The copy of a ledger on a server
        holds this owner's rows only. Raises ``StoreUnavailable`` when it cannot be made.
        """
        is_file = engines.file_of(self._place) is not None
        require = self.require_file if is_file else self.require_whole
        require("make a backup")
        return back_up(original_of(self._place), folder, None if is_file else self._write_into)

    def _write_into(self, file: Path) -> None:
        """Fills an empty SQLite file, as it will be kept: without a log beside it."""
        copy = open_ledger(URL.create("sqlite", database=str(file)).render_as_string(), self.actor)
        copy.take_over(self, shown=0)
        with contextlib.closing(sqlite3.connect(file)) as connection:
            connection.execute("PRAGMA journal_mode=DELETE")

    def take_over(self, copy: Ledger, *, shown: int) -> Path | None:
        """Puts everything that ``copy`` holds of this owner in place of everything here, whole or not at all.

        Use ``restore`` or ``move``, which check the copy first. The journal becomes that of the copy. The revision
        grows, so that nothing that was worked out or shown before is taken for the new; a ledger that was never used
        gets the revision and the versions of the copy. Gives back the automatic backup of what was here, None when
        nothing was; it is made while nobody else can write, so no change is lost between the two. What was written is
        compared with the copy before it counts. Raises ``BadOption`` when the revision is no longer ``shown``,
        ``StoreUnavailable`` when there can be no backup.
        """
        self.require_whole("restore a backup")
        copy.require_whole("restore a backup")
        with copy._reading() as source, self._writing() as writing:
            if writing.revision != shown:
                raise BadOption(
                    "Your ledger was changed after it was compared with the copy. Nothing was restored: compare again."
                )
            is_new = writing.revision == 0 and not scenarios.all_of(writing.connection, self._scope)
            before = None if is_new else self.backup()
            counters = source.execute(select(tables.revision).where(self._mine(tables.revision))).one()
            writing.revision = counters.number - 1 if is_new else max(writing.revision, counters.number)
            writing.trip_number = max(writing.trip_number, counters.trip_number)
            writing.chain_head = counters.chain_head
            version = None if is_new else writing.revision + 1
            transfer.replace(writing.connection, source, self.owner, version=version)
            if different := transfer.different(writing.connection, source, self.owner):
                raise StoreUnavailable(
                    f"What was written is not what was read ({', '.join(different)}). Your ledger was left as it was."
                )
            writing.count()
            return before

    # Inside

    @contextlib.contextmanager
    def _reading(self) -> Iterator[Connection]:
        """A transaction that sees one moment and takes no lock."""
        with engines.plain_errors(self._place), self._engine.connect() as connection:
            one_moment = {"isolation_level": "REPEATABLE READ"} if connection.dialect.name == "postgresql" else {}
            connection.execution_options(readonly=True, **one_moment)
            with connection.begin():
                yield connection

    @contextlib.contextmanager
    def _writing(self) -> Iterator[Writing]:
        """A transaction in which nobody else changes rows of this owner; committed at the end, or not at all."""
        if not self.actor.may_write:
            raise NotAllowed("An adviser changes nothing: ask whoever gave you access.")
        was_kept = False
        try:
            with log.timed("save"), engines.plain_errors(self._place), self._engine.begin() as connection:
                counters = connection.execute(
                    select(tables.revision).where(self._mine(tables.revision)).with_for_update()
                ).one()
                yield Writing(connection, self._scope, counters.number, counters.trip_number, counters.chain_head)
            was_kept = True
        finally:
            self._on_write(was_kept)

    def _require_subject(self, connection: Connection, row: Mapping[str, str]) -> None:
        about, subject = row.get("about", ""), row.get("subject", "")
        if about not in scopes.SUBJECTS:
            raise BadOption(f"A file can be attached to {', '.join(scopes.SUBJECTS)}, not to {about!r}.")
        key = scopes.SUBJECTS[about]
        if subject not in {stored.values[key] for stored in rows.stored(connection, self._scope, about).values()}:
            raise BadOption(f"{about}: there is no {key} {subject!r} to attach a file to.")

    def _chain_head(self, connection: Connection) -> str:
        return str(connection.scalars(select(tables.revision.c.chain_head).where(self._mine(tables.revision))).one())

    def _mine(self, table: Table) -> ColumnElement[bool]:
        return self._scope.mine(table)

    def _is_empty(self, connection: Connection) -> bool:
        return not any(
            connection.execute(select(source.c.id).where(self._mine(source)).limit(1)).first()
            for name, source in tables.WORKSPACE.items()
            if self._scope.is_whole or name not in READ_BY_ALL
        )


def _place(values: Texts) -> tuple[str, str, str]:
    """What an attachment is about, and which file it is."""
    return values["about"], values["subject"], values["sha256"]
