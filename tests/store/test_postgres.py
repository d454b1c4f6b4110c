"""What only a server brings: programs on several machines, waiting for each other, and a server that goes away."""

import os
import signal
import subprocess
import sys

import pytest
from sqlalchemy import select, text, update

from tests import postgres as servers
from tracker.errors import StoreUnavailable
from tracker.store import Actor, Ledger, engine, open_ledger, tables

PARIS = {"country": "FR", "place": "Paris", "first_day": "2026-01-05"}


@pytest.fixture
def url(postgres_url: str) -> str:
    return postgres_url


def said_of(url: str) -> str:
    with pytest.raises(StoreUnavailable) as refused:
        open_ledger(url)
    sentence = str(refused.value)
    assert servers.PASSWORD.split()[0] not in sentence
    return sentence


def test_what_stands_in_the_way_is_said_plainly(url: str) -> None:
    assert "refused the user name or the password" in said_of(url.replace("hush", "other"))
    assert "or its user does not" in said_of(url.replace("/ledgers", "/nothing"))
    assert "cannot be reached" in said_of(url.replace("host=", "host=/nowhere"))
    assert "option that PostgreSQL does not know" in said_of(url + "&color=blue")
    assert "cannot be written to" in said_of(url + "%20-cdefault_transaction_read_only%3Don")
    assert said_of(url + "&password=hush").startswith("The ledger postgresql://coverline:***@/ledgers refused")


def test_a_user_without_rights_is_told_so(url: str, postgres: servers.Server) -> None:
    postgres.execute("CREATE ROLE guest LOGIN PASSWORD 'guest'")
    guest = url.replace("coverline:hush%20for%20tests", "guest:guest").partition("&")[0]
    assert "ask whoever runs the server for these rights" in said_of(guest).lower()


def test_a_backup_is_left_to_the_tool_of_the_server(ledger: Ledger) -> None:
    with pytest.raises(StoreUnavailable, match="pg_dump"):
        ledger.backup()


def test_a_change_made_behind_the_program_s_back_is_found(ledger: Ledger, url: str) -> None:
    ledger.save("trips", added=[PARIS, PARIS | {"note": "東京 ß \u202e", "Größe": "1"}])
    assert ledger.check_chain().is_whole
    with engine.connect(engine.database_url(url)).begin() as connection:
        tampered = "UPDATE change SET after = CAST(replace(CAST(after AS text), 'Paris', 'Lyon') AS json)"
        connection.execute(text(f"{tampered} WHERE number = 2"))
    assert ledger.check_chain().broken_at == 2


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "LOCK_WAIT_SECONDS", 1)


@pytest.mark.usefixtures("impatient")
def test_one_owner_s_writers_wait_for_each_other_and_nobody_else_does(url: str) -> None:
    ledger, ann = open_ledger(url), open_ledger(url, Actor.local("ann"))
    row = tables.revision.c.owner == "me"
    with engine.connect(engine.database_url(url)).begin() as other:
        other.execute(select(tables.revision).where(row).with_for_update())
        other.execute(update(tables.revision).where(row).values(number=99))
        ann.save("trips", added=[PARIS])
        assert ledger.revision() == 0, "who only reads does not wait, and does not see what is not committed"
        with pytest.raises(StoreUnavailable, match="in use by another program") as refused:
            ledger.save("trips", added=[PARIS | {"note": "private"}])
        other.rollback()
    assert "private" not in str(refused.value) + str(refused.value.__cause__)
    assert ledger.save("trips", added=[PARIS]).revision == 1


def test_a_server_that_went_away_and_came_back_kept_every_save(ledger: Ledger, postgres: servers.Server) -> None:
    ledger.save("trips", added=[PARIS])
    postgres.execute("CHECKPOINT")  # else the restart repeats what all tests before this one did
    postgres.stop()
    try:
        for _ in range(2):
            with pytest.raises(StoreUnavailable, match="cannot be reached"):
                ledger.save("trips", added=[PARIS])
    finally:
        postgres.start()
    ledger.save("trips", added=[PARIS | {"place": "Lyon"}])
    assert list(ledger.rows("trips")["place"]) == ["Paris", "Lyon"]
    assert ledger.check_chain().is_whole


_SAVERS = """
import os
from tracker.store import Changes, open_ledger

def save(name, times):
    ledger = open_ledger()
    for n in range(times):
        place = f"{name} {os.getpid()} {n}"
        trip = {"country": "FR", "first_day": "2026-01-01", "place": place}
        deadline = {"day": "2026-01-01", "action": place}
        ledger.save_many({"trips": Changes(added=[trip]), "deadlines": Changes(added=[deadline])})
        os.write(1, f"{place}\\n".encode())

children = []
for name, times in {"a": 10, "b": 10, "c": 10, "killed": 10_000}.items():
    children.append(os.fork())
    if not children[-1]:
        save(name, times)
        os._exit(0)
for child in children:
    os.waitpid(child, 0)
"""


def test_four_programs_at_once_lose_nothing_even_when_one_is_killed(ledger: Ledger, url: str) -> None:
    """Four processes, forked before any of them opens the ledger: that is quicker than to start each of them."""
    acknowledged = []
    command, environment = [sys.executable, "-c", _SAVERS], {**os.environ, engine.URL_VARIABLE: url}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as savers:
        assert savers.stdout
        for place in map(str.strip, savers.stdout):
            acknowledged.append(place)
            name, process, number = place.split()
            if (name, number) == ("killed", "4"):
                os.kill(int(process), signal.SIGKILL)
    trips, deadlines = ledger.rows("trips"), ledger.rows("deadlines")
    saved = list(trips["place"])
    assert len(set(saved)) == len(saved)
    assert set(acknowledged) <= set(saved)
    assert len(saved) - len(acknowledged) in (0, 1), "the killed one may have committed what it could not tell any more"
    assert sum(place.startswith(("a", "b", "c")) for place in acknowledged) == 30
    assert saved == list(deadlines["action"]), "both tables or neither"
    assert list(trips["trip"]) == [f"t{n}" for n in range(1, len(saved) + 1)]
    assert ledger.revision() == len(saved)
    found = ledger.check_chain()
    assert (found.is_whole, found.entries) == (True, 2 * len(saved))
