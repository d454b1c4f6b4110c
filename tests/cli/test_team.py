"""`coverline team` as whoever runs the server types it."""

import datetime as dt
from pathlib import Path

import pytest
from typer.testing import Result

from tests.cli.test_proof import run
from tests.server.test_sign_in_file import GOOD
from tracker.errors import SignInRefused
from tracker.store import Role
from tracker.store.accounts import Account, Accounts, open_accounts

NOW = dt.datetime(2099, 1, 1, tzinfo=dt.UTC)  # of a session that began after everything


@pytest.fixture
def accounts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Accounts:
    monkeypatch.setenv("COVERLINE_DATABASE_URL", f"sqlite:///{tmp_path}/ledger.db")
    return open_accounts()


def team(*words: str) -> str:
    done = run("team", *words)
    assert (done.exit_code, done.stderr) == (0, "")
    return done.stdout


def refused(*words: str) -> str:
    done: Result = run("team", *words)
    assert (done.exit_code, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1
    return done.stderr


def sign_in(accounts: Accounts, name: str, when: dt.datetime = NOW) -> Account:
    return accounts.sign_in("https://id.example.org", name, f"{name}@example.org", when)


def test_the_first_manager_is_invited_from_here(accounts: Accounts) -> None:
    assert "The first manager is invited" in team("list")
    said = team("invite", "manager", "--email", "Max@example.org", "--at", "https://coverline.example.org/")
    assert "Invitation i1 as manager, for max@example.org." in said
    [link] = [line for line in said.splitlines() if line.startswith("https://coverline.example.org/?invite=")]
    assert "max@example.org" in team("list")
    actor = accounts.accept(sign_in(accounts, "max"), link.partition("=")[2])
    assert (actor.owner, actor.role) == ("me", Role.MANAGER)
    listed = team("list")
    assert "r1" in listed
    assert "still be used" not in listed


def test_the_address_of_the_server_is_that_of_the_sign_in(
    accounts: Accounts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sign-in.toml").write_text(GOOD, "utf-8")
    monkeypatch.setenv("COVERLINE_SIGN_IN", str(tmp_path / "sign-in.toml"))
    assert "https://coverline.example.org/?invite=" in team("invite", "manager")


def test_what_was_given_is_taken_away_again(accounts: Accounts) -> None:
    for name, *words in (
        ("ann", "traveler", "--traveler", "ann"),
        ("ann", "adviser", "--traveler", "bob"),
        ("eve", "adviser", "--traveler", "ann"),
    ):
        link = team("invite", *words).splitlines()[2]
        accounts.accept(sign_in(accounts, name), link.partition("=")[2])
    team("invite", "manager", "--email", "ann@example.org")
    assert "The role r3 is ended." in team("revoke", "r3")
    assert accounts.actors_of(sign_in(accounts, "eve")) == []
    assert "Ended for ann@example.org: 2 roles, 1 invitation, all sessions." in team("revoke", "Ann@example.org")
    assert accounts.actors_of(sign_in(accounts, "ann")) == []
    with pytest.raises(SignInRefused):
        sign_in(accounts, "ann", dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    team("revoke", "ann@example.org", "--close")
    assert "account closed" in team("list")
    with pytest.raises(SignInRefused):
        sign_in(accounts, "ann")
    team("reopen", "ann@example.org")
    team("sign-out", "ann@example.org")
    assert sign_in(accounts, "ann").email == "ann@example.org"


def test_what_cannot_be_done_is_one_plain_sentence(accounts: Accounts) -> None:
    assert "Use manager, traveler, adviser" in refused("invite", "owner")
    assert "say which one" in refused("invite", "adviser")
    assert "leave the traveler out" in refused("invite", "manager", "--traveler", "ann")
    assert "cannot be right" in refused("invite", "manager", "--email", "nobody")
    for words in (("revoke", "nobody@example.org"), ("sign-out", "r1"), ("reopen", ""), ("revoke", "r" + "9" * 30)):
        assert "coverline team list" in refused(*words)
    assert "no such role" in refused("revoke", "r7")
    assert "no such invitation" in refused("revoke", "i7")
