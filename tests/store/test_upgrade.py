"""A ledger of every earlier release opens in this one with its rows and its history, whatever database keeps it."""

from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import insert, inspect

from tests.store.files import PDF
from tests.store.releases import HEAD, later_release, older_release
from tracker import schema
from tracker.errors import StoreUnavailable
from tracker.store import Actor, Role, RowChange, engine, open_ledger, tables

PARIS = {"trip": "t1", "traveler": "me", "country": "FR", "place": "Paris", "first_day": "2026-01-05"}
PLACE = {"id": "i", "version": 1, "position": 1}
TABLES_OF_EARLIER_RELEASES = {"0001": 11, "0002": 11, "0003": 12, "0004": 18, "0005": 18, "0006": 21, "0007": 21}
CERTIFICATE = {"certificate": "C1", "traveler": "me", "host": "FR", "first_day": "2026-01-05", "state": "issued"}
ASSIGNMENT = {"assignment": "a", "traveler": "me", "worker": "employee", "employer": "us"}


def column_names(url: str, table: str) -> set[str]:
    with engine.connect(engine.database_url(url)).connect() as connection:
        return {column["name"] for column in inspect(connection).get_columns(table)}


@pytest.mark.parametrize("release", list(TABLES_OF_EARLIER_RELEASES))
def test_a_ledger_of_an_earlier_release_keeps_its_rows_and_its_history(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, release: str
) -> None:
    database = engine.connect(engine.database_url(url))
    with monkeypatch.context() as older:
        older_release(older, release, tmp_path)
        open_ledger(url)
    entry: dict[str, Any] = {"change_group": "g", "undoes": "", "changed_at": "2026-01-01T00:00:00+00:00"}
    entry |= {"kind": "added", "table_name": "trips", "row_id": "i"}
    extra = {"seat": "12A"}
    written = PLACE | {"values": PARIS, "extra": extra}
    with database.begin() as connection:
        assert (
            len(set(inspect(connection).get_table_names()) & {*tables.metadata.tables})
            == (TABLES_OF_EARLIER_RELEASES[release])
        )
        connection.execute(insert(tables.WORKSPACE["trips"]).values(owner="me", extra=extra, **PLACE, **PARIS))
        moved = {"before": written, "after": PLACE | {"values": PARIS | {"traveler": "ann"}, "extra": {}}}
        entry_before = {**entry, "change_group": "f", "kind": "changed"}
        whose = {"traveler": "me"} if release >= "0006" else {}  # from then on the program wrote it down
        connection.execute(insert(tables.change).values(owner="me", **moved, **entry_before))
        connection.execute(insert(tables.change).values(owner="me", after=written, **entry, **whose))

    ledger = open_ledger(url)
    with database.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert context.get_current_revision() == HEAD
        assert compare_metadata(context, tables.metadata) == []
    [row] = ledger.rows("trips").to_dict("records")
    assert {name: text for name, text in row.items() if text} == PARIS | extra | {"row_id": "i", "version": 1}
    assert (ledger.check_chain().is_whole, ledger.check_chain().older) == (True, 2)
    for traveler, entries in (("me", 1), ("ann", 0), ("", 2)):
        role = Role.TRAVELER if traveler else Role.MANAGER
        assert len(ledger.seen_by(Actor("me", "", role, traveler)).journal()) == entries
    ledger.attach({"about": "trips", "subject": "t1", "file_name": "ticket.pdf", "kind": "other"}, PDF)
    assert list(ledger.file_sizes().values()) == [len(PDF)]
    scenario = ledger.add_scenario("Spring")
    assert ledger.scenarios() == [scenario]
    ledger.undo("g")
    assert len(ledger.rows("trips")) == 0
    assert ledger.check_chain().is_whole


@pytest.mark.parametrize("release", list(TABLES_OF_EARLIER_RELEASES))
def test_certificates_of_an_earlier_release_are_us_ones_and_new_facts_are_not_known(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, release: str
) -> None:
    database = engine.connect(engine.database_url(url))
    with monkeypatch.context() as older:
        older_release(older, release, tmp_path)
        open_ledger(url)
    rows = {"trips": PARIS, "certificates": CERTIFICATE, "assignments": ASSIGNMENT}
    own_columns = {"certificates": {"issuer": "SSA"}, "trips": {"source_ref": "uid-1"}}
    with database.begin() as connection:
        for table, row in rows.items():
            connection.execute(insert(tables.WORKSPACE[table]).values(owner="me", extra={}, **PLACE, **row))
        for table, extra in own_columns.items():  # columns that a user had named so before we did
            place = PLACE | {"id": "j", "position": 2}
            other = rows[table] | {schema.KEYS[table][0]: "other", "first_day": "2026-02-01"}
            connection.execute(insert(tables.WORKSPACE[table]).values(owner="me", extra=extra, **place, **other))

    ledger = open_ledger(url)
    workspace = ledger.workspace()
    assert len(workspace.problems) == 0
    assert workspace.certificates["issuer"].tolist() == ["US", "US"]
    assert workspace.assignments["temporary"].tolist() == [""]
    assert workspace.trips[["source_kind", "source_ref"]].to_numpy().tolist() == [["", ""], ["", "uid-1"]]
    row = ledger.rows("certificates").iloc[0]
    saved = ledger.save("certificates", changed=[RowChange(row["row_id"], int(row["version"]), {"issuer": "FR"})])
    assert ledger.workspace().certificates["issuer"].tolist() == ["FR", "US"]
    ledger.undo(saved.change_group)
    assert ledger.workspace().certificates["issuer"].tolist() == ["US", "US"]
    assert ledger.check_chain().is_whole


def test_a_migration_that_fails_halfway_leaves_everything_as_it_was(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_ledger(url).save("trips", added=[PARIS])
    with monkeypatch.context() as later:
        later_release(tmp_path, later, last_step='op.execute("SELECT nothing FROM nowhere")')
        with pytest.raises(StoreUnavailable):
            open_ledger(url)
    assert "visa" not in column_names(url, "trips")
    assert list(open_ledger(url).rows("trips")["place"]) == ["Paris"]
    with monkeypatch.context() as later:
        later_release(tmp_path / "again", later)
        open_ledger(url)
        assert "visa" in column_names(url, "trips")
    with pytest.raises(StoreUnavailable, match="written by a newer Coverline"):
        open_ledger(url)


def test_a_database_of_another_program_is_left_alone(url: str) -> None:
    database = engine.connect(engine.database_url(url))
    with database.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE bookmarks (place TEXT)")
    with pytest.raises(StoreUnavailable, match="not Coverline's"):
        open_ledger(url)
    with database.connect() as connection:
        assert inspect(connection).get_table_names() == ["bookmarks"]
