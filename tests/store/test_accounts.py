"""Who is let in, and what ends it: on every database that a ledger may lie in."""

import datetime as dt

import pytest

from tracker.errors import BadOption, NotAllowed, SignInRefused
from tracker.store import LOCAL, Actor, Role, open_ledger
from tracker.store.accounts import Account, Accounts, Invited, open_accounts

START = dt.datetime(2026, 3, 1, 10, tzinfo=dt.UTC)
ISSUER = "https://id.example.org"


class Clock:
    """Stands still until it is put on."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> dt.datetime:
        return self.now

    def put_on(self, **time: float) -> None:
        self.now += dt.timedelta(**time)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def accounts(url: str, clock: Clock) -> Accounts:
    opened = open_accounts(url)
    return Accounts(opened._engine, opened._place, clock)


def sign_in(accounts: Accounts, name: str, issued_at: dt.datetime = START) -> Account:
    return accounts.sign_in(ISSUER, name, f"{name}@example.org", issued_at)


def invited(accounts: Accounts, name: str, role: Role, traveler: str = "") -> Actor:
    return accounts.accept(sign_in(accounts, name), accounts.invite(LOCAL, role, traveler).token)


def test_an_account_is_issuer_and_subject_not_an_address(accounts: Accounts, clock: Clock) -> None:
    ann = sign_in(accounts, "ann")
    assert sign_in(accounts, "ann") == ann
    moved = accounts.sign_in(ISSUER, "ann", " Ann@New.example.org", START)
    assert (moved.id, moved.email) == (ann.id, "ann@new.example.org")
    other = accounts.sign_in("https://other.example.org", "ann", "ann@example.org", START)
    assert other.id != ann.id
    assert accounts.actors_of(ann) == [], "who only signed in may do nothing"


def test_a_sign_in_that_says_nothing_usable_is_refused(accounts: Accounts) -> None:
    for email in ("", "ann", "a\n@example.org", "a b@example.org", "a" * 400 + "@example.org"):
        with pytest.raises(SignInRefused, match="who you are"):
            accounts.sign_in(ISSUER, "ann", email, START)
    with pytest.raises(SignInRefused, match="who you are"):
        accounts.sign_in("", "ann", "ann@example.org", START)


def test_an_invitation_gives_its_role_once(accounts: Accounts, url: str) -> None:
    invitation = accounts.invite(LOCAL, "traveler", " ann ")
    ann, bob = sign_in(accounts, "ann"), sign_in(accounts, "bob")
    assert accounts.is_invited(ann, invitation.token)
    actor = accounts.accept(ann, invitation.token)
    assert actor == Actor("me", "ann@example.org", Role.TRAVELER, "ann")
    assert not accounts.is_invited(ann, invitation.token)
    assert accounts.actors_of(ann) == [actor]
    assert accounts.invitations(LOCAL) == []
    for account in (ann, bob):
        with pytest.raises(SignInRefused, match="cannot be used"):
            accounts.accept(account, invitation.token)
    assert accounts.actors_of(bob) == []
    with open_ledger(url)._reading() as connection:
        kept = connection.exec_driver_sql("SELECT * FROM invitation").all()
    assert invitation.token not in str(kept), "who reads the database cannot use an invitation"


def test_an_invitation_ends_when_it_is_old_withdrawn_or_for_somebody_else(accounts: Accounts, clock: Clock) -> None:
    ann = sign_in(accounts, "ann")

    def refused(invitation: Invited) -> bool:
        with pytest.raises(SignInRefused, match="cannot be used"):
            accounts.accept(ann, invitation.token)
        return accounts.actors_of(ann) == [] and not accounts.is_invited(ann, invitation.token)

    old, withdrawn = accounts.invite(LOCAL, Role.MANAGER), accounts.invite(LOCAL, Role.MANAGER)
    accounts.withdraw(LOCAL, withdrawn.invitation.id)
    assert refused(withdrawn)
    clock.put_on(days=6)
    other = accounts.invite(LOCAL, Role.ADVISER, "bob", "Bob@example.org")
    clock.put_on(days=1)
    assert refused(old)
    assert refused(other)
    assert [one.email for one in accounts.invitations(LOCAL)] == ["bob@example.org"]
    with pytest.raises(BadOption):
        accounts.withdraw(LOCAL, old.invitation.id)
    bob = accounts.accept(sign_in(accounts, "bob"), other.token)
    assert (bob.role, bob.traveler) == (Role.ADVISER, "bob")


def test_an_invitation_that_makes_no_sense_is_not_made(accounts: Accounts) -> None:
    for role, traveler, email in (
        ("owner", "", ""),
        ("king", "", ""),
        ("manager", "ann", ""),
        ("traveler", " ", ""),
        ("adviser", "a\nb", ""),
        ("traveler", "ann", "nobody"),
    ):
        with pytest.raises(BadOption):
            accounts.invite(LOCAL, role, traveler, email)
    assert accounts.invitations(LOCAL) == []


def test_what_is_ended_ends_at_once(accounts: Accounts, clock: Clock) -> None:
    invited(accounts, "ann", Role.TRAVELER, "ann")
    manager, manager_account = invited(accounts, "max", Role.MANAGER), sign_in(accounts, "max").id
    ann = sign_in(accounts, "ann")
    [member] = [one for one in accounts.members(manager) if one.email == "ann@example.org"]
    accounts.end_membership(manager, member.id)
    assert accounts.actors_of(ann) == []
    with pytest.raises(BadOption):
        accounts.end_membership(manager, member.id)
    [member] = [one for one in accounts.members(manager) if one.email == "ann@example.org"]
    assert member.until == START, "it can still be told who had access"

    clock.put_on(seconds=1)
    accounts.sign_out_everywhere(manager, ann.id)
    with pytest.raises(SignInRefused, match="Sign in again"):
        sign_in(accounts, "ann")
    assert sign_in(accounts, "ann", clock.now) == ann
    accounts.set_active(LOCAL, sign_in(accounts, "max", clock.now).id, active=False)
    assert accounts.actors_of(Account(manager_account, ISSUER, "max", manager.name)) == [], "closed: without any role"
    accounts.set_active(LOCAL, ann.id, active=False)
    with pytest.raises(SignInRefused, match="closed"):
        sign_in(accounts, "ann", clock.now)
    accounts.set_active(LOCAL, ann.id, active=True)
    assert sign_in(accounts, "ann", clock.now) == ann


def test_a_role_stays_in_its_program_and_only_managers_give_any(accounts: Accounts) -> None:
    ann = invited(accounts, "ann", Role.TRAVELER, "ann")
    adviser = invited(accounts, "eve", Role.ADVISER, "ann")
    manager = invited(accounts, "max", Role.MANAGER)
    other = Actor("other", "oda@example.org", Role.MANAGER)
    [member] = [one for one in accounts.members(manager) if one.role is Role.TRAVELER]
    waiting = accounts.invite(manager, Role.MANAGER).invitation
    for actor in (ann, adviser):
        for refused in (
            lambda actor: accounts.invite(actor, Role.MANAGER),
            lambda actor: accounts.invitations(actor),
            lambda actor: accounts.members(actor),
            lambda actor: accounts.withdraw(actor, waiting.id),
            lambda actor: accounts.end_membership(actor, member.id),
            lambda actor: accounts.sign_out_everywhere(actor, member.account),
            lambda actor: accounts.set_active(actor, member.account, active=False),
        ):
            with pytest.raises(NotAllowed):
                refused(actor)
    assert (accounts.members(other), accounts.invitations(other)) == ([], [])
    with pytest.raises(BadOption):
        accounts.withdraw(other, waiting.id)
    with pytest.raises(BadOption):
        accounts.end_membership(other, member.id)
    with pytest.raises(NotAllowed):
        accounts.sign_out_everywhere(other, member.account)
    with pytest.raises(NotAllowed):
        accounts.set_active(manager, member.account, active=False)
    assert ann in accounts.actors_of(sign_in(accounts, "ann"))
    assert waiting in accounts.invitations(manager)
    with pytest.raises(NotAllowed):
        accounts.sign_out_everywhere(sign_in(accounts, "ann"), sign_in(accounts, "max").id)
    accounts.sign_out_everywhere(sign_in(accounts, "ann"), sign_in(accounts, "ann").id)


def test_a_page_that_asks_at_each_run_writes_nothing(accounts: Accounts, clock: Clock, url: str) -> None:
    ann = sign_in(accounts, "ann")
    invited(accounts, "ann", Role.MANAGER)
    clock.put_on(minutes=59)
    sign_in(accounts, "ann")
    [member] = accounts.members(LOCAL)
    assert member.last_seen == START
    clock.put_on(minutes=2)
    assert sign_in(accounts, "ann") == ann
    [member] = accounts.members(LOCAL)
    assert member.last_seen == clock.now
