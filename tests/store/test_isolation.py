"""Nobody reads or writes what is not theirs: every method of the ledger, every statement, on every database."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Column, Engine, MetaData, Table, Text, event

from tests.store.files import PDF
from tests.store.teams import SECRET, Team, as_team, change, copied, deletion, everything, fill, found
from tracker import schema
from tracker.errors import BadOption, NotAllowed, StaleEdit, TrackerError, UnusableRows
from tracker.exchange.proof import proof_of, verify
from tracker.itinerary.scenario import TripEdit
from tracker.store import Actor, Changes, Ledger, Role, RowChange, attachments, open_ledger, restore, tables
from tracker.store.scope import READ_BY_ALL, Beyond, Scope

ROME = {"country": "IT", "first_day": "2026-03-02"}
ABOUT_NOBODY = {"verifications"}


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    ledger = open_ledger(f"sqlite:///{tmp_path_factory.mktemp('team') / 'ledger.db'}")
    fill(ledger)
    return ledger.backup()


@pytest.fixture
def team(template: Path, url: str) -> Team:
    return as_team(copied(template, url))


@contextmanager
def refused(*errors: type[TrackerError]) -> Iterator[None]:
    """A refusal that gives nothing away."""
    with pytest.raises(errors or NotAllowed) as refusal:
        yield
    assert SECRET not in f"{refusal.value} {getattr(refusal.value, 'findings', '')}"


def ids(ledger: Ledger, table: str) -> set[str]:
    return set(ledger.rows(table)["row_id"])


class Reads:
    """One check for each method that reads, named like it."""

    def is_at(self, team: Team) -> None:
        assert team.ann.is_at(team.bob), "the same database, whoever asks"

    def revision(self, team: Team) -> None:
        assert team.ann.revision() == team.adviser.revision() == team.manager.revision(), "one for the program"

    def workspace(self, team: Team) -> None:
        for ledger in (team.ann, team.adviser):
            workspace = ledger.workspace()
            assert set(workspace.trips["traveler"]) == set(workspace.assignments["traveler"]) == {"ann"}
            assert len(workspace.verifications) == 1, "what holds for everybody is read by everybody"
        assert set(team.manager.workspace().trips["traveler"]) == {"ann", "bob"}

    def rows(self, team: Team) -> None:
        for table in tables.WORKSPACE:
            of_all, of_ann, of_bob = (ids(ledger, table) for ledger in (team.manager, team.ann, team.bob))
            assert of_ann | of_bob == of_all == ids(team.local, table)
            assert (of_ann == of_bob) if table in ABOUT_NOBODY else (of_ann and of_bob and not of_ann & of_bob)
            assert ids(team.adviser, table) == of_ann

    def is_empty(self, team: Team) -> None:
        assert not team.ann.is_empty()
        assert team.local.seen_by(Actor("me", "new@example.org", Role.TRAVELER, "new")).is_empty()

    def setting(self, team: Team) -> None:
        assert team.ann.setting("join_gap_days") == team.adviser.setting("join_gap_days") == "45"

    def last_change(self, team: Team) -> None:
        of_ann, of_bob, of_all = (ledger.last_change() for ledger in (team.ann, team.bob, team.manager))
        assert of_all == of_bob != of_ann
        assert of_ann
        assert team.adviser.last_change() is None, "who may not undo is offered nothing"

    def journal(self, team: Team) -> None:
        of_ann = team.ann.journal()
        assert set(of_ann["actor"]) == {"me", "ann@example.org"}
        assert len(of_ann) == len(team.bob.journal()) == len(team.adviser.journal())
        assert len(team.manager.journal()) == 2 * len(of_ann) + 1, "the verification is about nobody"

    def changed_since(self, team: Team) -> None:
        trip = found(team.bob, "trips", "trip", "tb")
        first = next(entry for entry in team.bob.snapshot().entries if entry.get("row_id") == trip["row_id"])
        asked = ("trips", trip["row_id"], first["after"]["version"])
        assert team.bob.changed_since(*asked).startswith("bob@example.org changed place from empty to secret on ")
        assert team.manager.changed_since(*asked) == team.bob.changed_since(*asked)
        assert team.ann.changed_since(*asked) == team.adviser.changed_since(*asked) == ""

    def check_chain(self, team: Team) -> None:
        whole, of_ann = team.manager.check_chain(), team.ann.check_chain()
        assert (of_ann.is_whole, of_ann.entries) == (True, whole.entries)
        assert whole.sealed == 0
        assert of_ann.sealed == whole.entries - len(team.ann.journal())

    def snapshot(self, team: Team) -> None:
        entries = team.ann.snapshot().entries
        assert {frozenset(entry) for entry in entries if "row_id" not in entry} == {
            frozenset({"previous_hash", "hash"})
        }
        assert len(team.manager.snapshot().entries) == len(entries)

    def content(self, team: Team) -> None:
        assert SECRET.encode() in team.bob.content(team.bobs_file)
        assert SECRET.encode() in team.manager.content(team.bobs_file)
        for ledger in (team.ann, team.adviser):
            with refused(BadOption):
                ledger.content(team.bobs_file)

    def file_sizes(self, team: Team) -> None:
        assert team.bobs_file not in {**team.ann.file_sizes(), **team.adviser.file_sizes()}
        assert len(team.ann.file_sizes()) == 1
        assert len(team.manager.file_sizes()) == 2

    def scenarios(self, team: Team) -> None:
        assert [one.name for one in team.ann.scenarios()] == ["note plan"]
        assert team.adviser.scenarios() == team.ann.scenarios()
        assert len(team.manager.scenarios()) == 2

    def own_notes(self, team: Team) -> None:
        assert team.ann.own_notes() == {"import": b"note"}
        assert team.bob.own_notes("imp") == {"import": SECRET.encode()}
        assert team.bob.own_notes("x") == team.adviser.own_notes() == team.manager.own_notes() == {}


class Writes:
    """One check for each method that writes, named like it: what is refused to Ann, and to whoever advises her."""

    def save(self, team: Team) -> None:
        trip = found(team.bob, "trips", "trip", "tb")
        with refused():
            team.ann.save("trips", changed=[change(trip, note="hers")])
        with refused():
            team.ann.save("trips", deleted=[deletion(trip)])
        with refused():
            team.ann.save("trips", changed=[RowChange("f" * 32, 1, {"note": "hers"})])  # the same for no row at all
        with refused():
            team.adviser.save("trips", added=[ROME | {"traveler": "ann"}])

    def save_many(self, team: Team) -> None:
        for table in tables.WORKSPACE:
            for row in team.bob.rows(table).to_dict("records"):
                with refused():
                    team.ann.save_many({table: Changes(changed=[change(row, note="hers")])})
                with refused(NotAllowed, UnusableRows):  # the second where it is the id that she may not give
                    team.ann.save_many(
                        {table: Changes(added=[{name: row[name] for name in schema.column_names(table)}])}
                    )

    def attach(self, team: Team) -> None:
        for about, subject in (("trips", "tb"), ("certificates", "cb"), ("assignments", "ab"), ("travelers", "bob")):
            with refused(BadOption):
                team.ann.attach({"about": about, "subject": subject, "file_name": "a.pdf"}, PDF + b"new")
        with refused():
            team.ann.attach({"about": "assignments", "subject": "s", "file_name": "a.pdf"}, PDF + b"new")
        with refused():
            team.adviser.attach({"about": "trips", "subject": "ta", "file_name": "a.pdf"}, PDF + b"new")

    def forget_removed_files(self, team: Team) -> None:
        for ledger in (team.ann, team.adviser):
            with refused():
                ledger.forget_removed_files()

    def undo(self, team: Team) -> None:
        of_bob, of_ann = team.bob.last_change(), team.ann.last_change()
        assert of_bob
        assert of_ann
        with refused(BadOption):
            team.ann.undo(of_bob.group)
        with refused():
            team.adviser.undo(of_ann.group)

    def replace_all(self, team: Team) -> None:
        for ledger in (team.ann, team.adviser):
            with refused():
                ledger.replace_all({}, force=True)

    def set_setting(self, team: Team) -> None:
        for ledger in (team.ann, team.adviser):
            with refused():
                ledger.set_setting("join_gap_days", "1")

    def keep_own_note(self, team: Team) -> None:
        with refused():
            team.adviser.keep_own_note("import", b"x")
        team.manager.keep_own_note("import", b"the manager's")
        team.manager.keep_own_note("import", b"")
        assert team.ann.own_notes() == {"import": b"note"}

    def add_scenario(self, team: Team) -> None:
        with refused():
            team.ann.add_scenario("About Bob", "bob")
        with refused():
            team.adviser.add_scenario("Mine")

    def save_scenario(self, team: Team) -> None:
        [his], [hers] = team.bob.scenarios(), team.ann.scenarios()
        with refused(StaleEdit):
            team.ann.save_scenario(replace(his, name="taken"))
        for row in (ROME | {"traveler": "bob"}, ROME):
            with refused():
                team.ann.save_scenario(replace(hers, edits=(TripEdit("tb", None, row),)))
        with refused():
            team.adviser.save_scenario(replace(hers, name="other"))

    def delete_scenario(self, team: Team) -> None:
        with refused(StaleEdit):
            team.ann.delete_scenario(replace(team.bob.scenarios()[0], name="hers"))
        with refused():
            team.adviser.delete_scenario(team.ann.scenarios()[0])

    def backup(self, team: Team) -> None:
        for ledger in (team.ann, team.adviser):
            with refused():
                ledger.backup()

    def take_over(self, team: Team) -> None:
        for ledger in (team.ann, team.adviser):
            with refused():
                ledger.take_over(team.local, shown=ledger.revision())
            with refused():
                team.local.take_over(ledger, shown=ledger.revision())
            with refused():
                restore.compare(ledger, Path("copy.db"))

    def seen_by(self, team: Team) -> None:
        with refused():
            team.manager.seen_by(Actor.local("other"))
        for ledger in (team.ann, team.adviser):
            with refused():
                ledger.seen_by(team.local.actor)

    def require_file(self, team: Team) -> None:
        team.manager.require_file("do it")
        for ledger in (team.ann, team.adviser):
            with refused():
                ledger.require_file("do it")

    def require_whole(self, team: Team) -> None:
        team.manager.require_whole("do it")
        for ledger in (team.ann, team.adviser):
            with refused():
                ledger.require_whole("do it")


def methods(of: type) -> dict[str, Callable[..., Any]]:
    return {name: method for name, method in vars(of).items() if callable(method) and not name.startswith("_")}


def test_every_method_of_the_ledger_is_checked_here() -> None:
    assert set(methods(Ledger)) == {*methods(Reads), *methods(Writes)}


def test_nobody_reads_what_is_not_theirs(team: Team) -> None:
    for check in methods(Reads).values():
        check(Reads(), team)
    assert SECRET in everything(team.manager)
    assert SECRET in everything(team.bob)
    for ledger in (team.ann, team.adviser):
        said = everything(ledger)
        assert "note plan" in said
        assert SECRET not in said
        assert team.bobs_file not in said


def test_nobody_writes_what_is_not_theirs(team: Team) -> None:
    before = everything(team.manager)
    for check in methods(Writes).values():
        check(Writes(), team)
    assert everything(team.manager) == before


def test_a_traveler_s_own_rows_are_saved_undone_and_journaled_under_the_address(team: Team) -> None:
    saved = team.ann.save("trips", added=[ROME])
    [row] = [row for row in team.ann.rows("trips").to_dict("records") if row["row_id"] == saved.row_ids[0]]
    assert (row["traveler"], row["trip"]) == ("ann", "t1")
    assert team.ann.journal().iloc[-1]["actor"] == "ann@example.org"
    assert team.manager.undo(saved.change_group).change_group
    team.ann.save("trips", changed=[change(found(team.ann, "trips", "trip", "ta"), note="new")])
    last = team.ann.last_change()
    assert last
    assert team.ann.undo(last.group).change_group
    assert found(team.manager, "trips", "trip", "ta")["note"] == "note"
    assert team.ann.check_chain().is_whole


def test_the_name_of_a_scenario_is_free_while_one_s_own_scenarios_do_not_have_it(team: Team) -> None:
    assert team.ann.add_scenario(f"{SECRET} plan").traveler == "ann"
    with refused(BadOption):
        team.ann.add_scenario("note plan")
    with pytest.raises(BadOption):
        team.manager.add_scenario("note plan")


# What somebody who means harm might try


def test_an_id_of_somebody_else_is_refused_without_saying_what_is_behind_it(team: Team) -> None:
    before = everything(team.bob)
    for table, id_, row in (
        ("trips", "tb", ROME),
        ("assignments", "ab", {}),
        ("certificates", "cb", {"host": "IT", "first_day": "2026-03-02"}),
    ):
        with refused(UnusableRows):
            team.ann.save(table, added=[row | {schema.KEYS[table][0]: id_}])
        own = found(team.ann, table, schema.KEYS[table][0], id_.replace("b", "a"))
        with refused(UnusableRows, NotAllowed):
            team.ann.save(table, changed=[change(own, **{schema.KEYS[table][0]: id_})])
    with refused(UnusableRows):
        team.ann.save(
            "deliveries", added=[{"delivery": "db", "certificate": "ca", "purpose": "other", "recipient": "R"}]
        )
    with refused(UnusableRows):
        team.ann.attach({"attachment": "fb", "about": "trips", "subject": "ta", "file_name": "a.pdf"}, PDF + b"x")
    assert everything(team.bob) == before


def test_a_row_cannot_be_moved_to_somebody_else_nor_hung_onto_their_rows(team: Team) -> None:
    before = everything(team.bob)
    for table in tables.WORKSPACE:
        [row, *_] = team.ann.rows(table).to_dict("records")
        for column, value in (("traveler", "bob"), ("assignment", "ab"), ("certificate", "cb"), ("refers_to", "cb")):
            if column in row and column not in (schema.KEYS.get(table) or ())[:1]:
                with refused():
                    team.ann.save(table, changed=[change(row, **{column: value})])
    with refused():
        team.ann.save("attachments", changed=[change(team.ann.rows("attachments").iloc[0].to_dict(), subject="tb")])
    with refused():
        team.ann.save("exceptions", added=[_exception("s")])  # holds for Bob's assignment of that id too
    with refused():
        team.ann.save("exceptions", added=[_exception("nobody's")])
    bobs = found(team.bob, "trips", "trip", "tb")
    team.bob.save("trips", changed=[change(bobs, assignment="later")])
    with refused():
        hers = {"assignment": "later", "traveler": "ann", "host": "DE"}
        granted = {"exceptions": Changes(added=[_exception("later")]), "assignments": Changes(added=[hers])}
        team.ann.save_many(granted)
    before = everything(team.bob)
    assert everything(team.bob) == before


def _exception(assignment: str) -> dict[str, str]:
    return {"assignment": assignment, "host": "DE", "until": "2031-01-01", "granted_on": "2026-01-01"}


def test_who_knows_the_number_of_a_file_does_not_get_the_file(team: Team) -> None:
    row = {"about": "trips", "subject": "ta", "file_name": "a.pdf", "sha256": team.bobs_file, "attachment": "mine"}
    with refused():
        team.ann.save("attachments", added=[row])
    with refused():
        team.ann.save("attachments", changed=[change(found(team.ann, "attachments", "attachment", "fa"), **row)])
    for later in (attachments.sha256_of(PDF + b"later"), team.bobs_file):
        assert later not in team.ann.file_sizes()
    team.ann.attach({"about": "trips", "subject": "ta", "file_name": "a.pdf"}, PDF + SECRET.encode())
    assert team.ann.content(team.bobs_file) == team.bob.content(team.bobs_file), "she had the file herself"


def test_what_belonged_to_a_row_is_not_inherited_with_its_id(team: Team) -> None:
    """Managers may leave rows behind whose certificate, trip or assignment is gone; nobody gets at them by its id."""
    team.manager.save_many(
        {
            table: Changes(deleted=[deletion(found(team.manager, table, column, id_))])
            for table, column, id_ in (
                ("trips", "trip", "tb"),
                ("certificates", "certificate", "cb"),
                ("assignments", "assignment", "ab"),
            )
        }
    )
    for ledger in (team.ann, team.bob):
        for table, row in (
            ("trips", ROME | {"trip": "tb"}),
            ("certificates", {"certificate": "cb", "host": "IT", "first_day": "2026-03-02"}),
            ("assignments", {"assignment": "ab"}),
        ):
            with refused(UnusableRows):
                ledger.save(table, added=[row])
    assert SECRET not in everything(team.ann)


def test_what_belongs_to_a_deleted_row_goes_with_it_and_comes_back_with_it(team: Team) -> None:
    before = [team.ann.rows(table).drop(columns="version").to_csv() for table in tables.WORKSPACE]
    gone = {
        table: Changes(deleted=[deletion(found(team.ann, table, column, id_))])
        for table, column, id_ in (
            ("trips", "trip", "ta"),
            ("certificates", "certificate", "ca"),
            ("assignments", "assignment", "aa"),
        )
    }
    group = team.ann.save_many(gone).change_group
    for table in ("deliveries", "steps", "exceptions", "attachments"):
        assert len(team.manager.rows(table)) == len(team.bob.rows(table)) == 1, f"nothing of {table} is left behind"
    team.ann.undo(group)
    assert [team.ann.rows(table).drop(columns="version").to_csv() for table in tables.WORKSPACE] == before
    with refused():
        team.ann.save(
            "certificates", changed=[change(found(team.ann, "certificates", "certificate", "ca"), certificate="c")]
        )


def test_a_change_that_is_also_about_others_is_undone_by_a_manager_only(team: Team) -> None:
    both = [change(row, note="both") for row in team.manager.rows("trips").to_dict("records")]
    group = team.manager.save("trips", changed=both).change_group
    last = team.ann.last_change()
    assert last
    assert last.group != group
    with refused():
        team.ann.undo(group)
    assert "max@example.org" in set(team.ann.journal()["actor"])
    team.manager.undo(group)
    assert found(team.bob, "trips", "trip", "tb")["note"] == SECRET


def test_a_row_that_a_manager_moves_is_seen_by_its_new_traveler_from_then_on(team: Team) -> None:
    row = found(team.bob, "certificates", "certificate", "cb")
    group = team.manager.save("certificates", changed=[change(row, traveler="ann", note="moved")]).change_group
    assert list(team.ann.rows("deliveries")["delivery"]) == ["da", "db"], "what belongs to it follows"
    assert len(team.bob.rows("deliveries")) == 0
    assert team.bobs_file not in team.ann.file_sizes()
    assert "moved" not in set(team.ann.journal()["what"]), "what it was before is not hers to read"
    for ledger in (team.ann, team.bob):
        with refused(BadOption):
            ledger.undo(group)
    with refused(StaleEdit):
        team.bob.save("certificates", changed=[change(row, note="still his")])


def test_a_stale_save_says_who_changed_what_as_far_as_its_user_may_know(team: Team) -> None:
    trip = found(team.ann, "trips", "trip", "ta")
    new = {"last_day": "2026-04-01", "place": "P" * 50, "source": "ticket", "note": "new"}
    team.manager.save("trips", changed=[change(trip, **new)])
    for ledger, row in ((team.ann, trip), (team.local, trip)):
        with pytest.raises(
            StaleEdit, match=r"max@example.org changed place from note to P{40}…, last day from empty to"
        ):
            ledger.save("trips", changed=[change(row, note="hers")])
    trip = found(team.ann, "trips", "trip", "ta")
    team.ann.save("trips", changed=[change(trip, note="hers")])
    team.manager.save("trips", deleted=[deletion(found(team.manager, "trips", "trip", "ta"))])
    with pytest.raises(StaleEdit, match=r"ta: max@example\.org deleted it on") as refusal:
        team.ann.save("trips", changed=[change(trip, note="more")])
    assert "hers" not in str(refusal.value)
    trip = found(team.bob, "trips", "trip", "tb")
    team.manager.save("trips", changed=[change(trip, traveler="ann", note="moved")])
    with pytest.raises(StaleEdit, match="row tb was changed elsewhere after") as refusal:
        team.bob.save("trips", changed=[change(trip, note="his")])
    assert "moved" not in str(refusal.value)


def test_what_belongs_to_an_assignment_that_several_people_have_is_changed_by_managers_only(team: Team) -> None:
    team.manager.save("exceptions", added=[_exception("s")])
    for ledger in (team.ann, team.bob):
        granted = found(ledger, "exceptions", "assignment", "s")  # it holds for both
        with refused():
            ledger.save("exceptions", changed=[change(granted, until="2040-01-01")])
        with refused():
            ledger.save("exceptions", deleted=[deletion(granted)])
    hers = found(team.ann, "assignments", "assignment", "s")
    team.ann.save("assignments", deleted=[deletion(hers)])
    assert found(team.bob, "exceptions", "assignment", "s")["until"] == "2031-01-01", "his does not go with hers"


def test_nothing_is_hung_onto_a_row_that_goes_in_the_same_change(team: Team) -> None:
    certificate = found(team.ann, "certificates", "certificate", "ca")
    delivery = {"delivery": "d9", "certificate": "ca", "purpose": "other", "recipient": "R"}
    with refused():
        team.ann.save_many(
            {
                "certificates": Changes(deleted=[deletion(certificate)]),
                "deliveries": Changes(added=[delivery]),
            }
        )


def test_a_file_about_an_assignment_that_several_people_have_is_seen_by_managers_only(team: Team) -> None:
    team.manager.attach({"about": "assignments", "subject": "s", "file_name": "contract.pdf"}, PDF + b"contract")
    assert len(team.manager.file_sizes()) == 3
    for ledger in (team.ann, team.bob, team.adviser):
        assert len(ledger.file_sizes()) == len(ledger.rows("attachments")) == 1


def test_a_copy_of_the_file_is_not_for_managers_of_one_of_its_programs(template: Path, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'ledger.db'}"
    team = as_team(copied(template, url))
    assert team.manager.backup().exists()
    other = open_ledger(url, Actor.local("other"))
    with refused():
        team.manager.backup()
    assert other.backup().exists()


def test_a_proof_file_holds_what_its_maker_may_see(team: Team, tmp_path: Path) -> None:
    options = {"as_of": "2026-11-01", "rules_digest": "0"}
    with refused():
        proof_of(team.ann, **options)
    with refused(BadOption):
        proof_of(team.ann, **options, certificate="cb")
    hers = proof_of(team.ann, **options, certificate="ca").content
    assert SECRET.encode() not in hers
    (tmp_path / "hers.zip").write_bytes(hers)
    assert not verify(tmp_path / "hers.zip").problems
    assert SECRET.encode() in proof_of(team.bob, **options, certificate="cb").content


def test_an_actor_that_makes_no_sense_cannot_be_made() -> None:
    for owner, role, traveler in (
        ("", Role.OWNER, ""),
        ("me", Role.TRAVELER, ""),
        ("me", Role.ADVISER, " "),
        ("me", Role.TRAVELER, "ann "),
        ("me", Role.MANAGER, "ann"),
    ):
        with pytest.raises(BadOption):
            Actor(owner, "x@example.org", role, traveler)
    with pytest.raises(NotAllowed):  # until somebody says whose the rows of a new table are
        Scope(Actor("me", "", Role.TRAVELER, "ann")).mine(Table("visas", MetaData(), Column("owner", Text)))


# The statements themselves

LOOKS_BEYOND = {
    (Beyond.CHAIN, "change"),
    (Beyond.WHOLE_GROUP, "change"),
    (Beyond.NUMBERS, "change"),
    (Beyond.ROOM, "attachment_content"),
    *((Beyond.IDS, table) for table in (*schema.KEYS, "exceptions", "steps")),
    *((Beyond.HOLDERS, table) for table in ("assignments", "certificates", "trips")),
}
"""All that is asked across travelers: whether ids are taken, whose a row is, hashes, counts."""


def test_every_statement_names_the_program_and_the_traveler(team: Team) -> None:
    seen: list[tuple[str, Beyond | None, list[dict[str, Any]]]] = []

    def listen(connection: Any, cursor: Any, statement: str, parameters: Any, context: Any, executemany: bool) -> None:
        if context is not None and context.compiled is not None:
            seen.append((statement, context.execution_options.get("beyond"), context.compiled_parameters))

    event.listen(Engine, "before_cursor_execute", listen)
    try:
        _work(team.ann)
    finally:
        event.remove(Engine, "before_cursor_execute", listen)
    reached = {(beyond, table) for statement, beyond, _ in seen if beyond for table in _tables_in(statement)}
    assert reached <= LOOKS_BEYOND
    assert len(seen) > 100
    for statement, beyond, parameters in seen:
        for values in parameters:
            assert {value for name, value in values.items() if name.startswith("owner")} == {"me"}, statement
            assert {value for name, value in values.items() if name.startswith("traveler")} <= {"ann"}, statement
        if statement.startswith("INSERT"):
            continue
        for table in _tables_in(statement):
            assert f"{table}.owner = " in statement, statement
            if beyond is None and table not in READ_BY_ALL:
                assert re.search(rf"\b{_shows_whose(table)} = ", statement), statement


def _tables_in(statement: str) -> set[str]:
    return set(re.findall(r"\b(?:FROM|UPDATE|INTO)\s+(\w+)", statement))


def _shows_whose(table: str) -> str:
    """The column that says whose a row is; for a table without a traveler, whatever it is filtered by."""
    if table == "own_note":
        return r"own_note\.actor"
    return rf"{table}\.traveler" if "traveler" in tables.metadata.tables[table].c else r"\w+\.traveler"


def _work(ann: Ledger) -> None:
    """Everything that she can do, on every table."""
    everything(ann)
    ann.revision()
    ann.is_empty()
    ann.setting("join_gap_days")
    ann.keep_own_note("import", b"mine")
    assert ann.own_notes("imp") == {"import": b"mine"}
    ann.content(next(iter(ann.file_sizes())))
    for table in set(tables.WORKSPACE) - ABOUT_NOBODY:
        row = next(iter(ann.rows(table).to_dict("records")))
        name = next(
            name for name in ("note", "name", "reference", "business_name", "place") if name in row or name == "place"
        )
        ann.save(table, changed=[change(row, **{name: "new"})])
    group = ann.save("trips", added=[ROME]).change_group
    ann.undo(group)
    ann.attach({"about": "trips", "subject": "ta", "file_name": "a.pdf"}, PDF + b"x")
    [scenario] = ann.scenarios()
    edit = TripEdit("", None, ROME | {"traveler": "ann"})
    ann.delete_scenario(ann.save_scenario(replace(scenario, edits=(edit,))))
    ann.save("certificates", deleted=[deletion(found(ann, "certificates", "certificate", "ca"))])
