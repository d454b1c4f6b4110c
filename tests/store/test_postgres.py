"""What only a server brings: programs on several machines, waiting for each other, and a server that goes away."""

import shutil
import socket

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


@pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl to make a certificate with")
def test_the_connection_is_encrypted_when_the_address_asks_for_it(
    url: str, ledger: Ledger, postgres: servers.Server
) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    certificate, key = postgres.make_certificate()
    by_network = url.replace(f"?host={postgres.folder}", f"?host=localhost&hostaddr=127.0.0.1&port={port}")
    network = ("listen_addresses=127.0.0.1", f"port={port}")
    ledger.save("trips", added=[PARIS])
    postgres.execute("CHECKPOINT")
    postgres.stop()
    postgres.start(*network)
    try:
        assert "offers no encrypted connection" in said_of(f"{by_network}&sslmode=require")
        postgres.stop()
        postgres.start(*network, "ssl=on", f"ssl_cert_file={certificate}", f"ssl_key_file={key}")
        for words in ("sslmode=require", f"sslmode=verify-full&sslrootcert={certificate}"):
            encrypted = open_ledger(f"{by_network}&{words}")
            assert list(encrypted.rows("trips")["place"]) == ["Paris"]
            asked = text("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")
            with encrypted._engine.connect() as connection:
                assert connection.scalar(asked) is True
        sure = f"{by_network}&sslmode=verify-full&sslrootcert="
        for address in (
            sure + "system",
            f"{sure}{certificate}.none",
            f"{sure}{certificate}".replace("localhost", "me"),
        ):
            assert "shows a certificate that is not trusted" in said_of(address)
    finally:
        postgres.stop()
        postgres.start()
    assert list(ledger.rows("trips")["place"]) == ["Paris"]


def test_a_server_that_answers_no_more_is_given_up(url: str) -> None:
    """Otherwise a page would wait as long as the system does, and others for a program whose machine is gone."""
    with engine.connect(engine.database_url(url)).connect() as connection:
        settings = [connection.exec_driver_sql(f"SHOW {name}").scalar() for name in ("lock_timeout", _IDLE)]
        wanted = connection.connection.driver_connection.info.get_parameters()  # type: ignore[union-attr]
    assert settings == ["10s", "5min"]
    limits = ("connect_timeout", "tcp_user_timeout", "keepalives_idle", "keepalives_interval", "keepalives_count")
    assert [wanted[name] for name in limits] == ["10", "10000", "10", "2", "5"]


_IDLE = "idle_in_transaction_session_timeout"
