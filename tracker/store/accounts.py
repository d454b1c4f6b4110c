"""People who sign in: their accounts, what each may do in a program, and the invitations that lead there.

Who somebody is, an identity provider says (OIDC); what they may do, only these tables say. Everything is asked anew
at each run of a page, so that what is ended here ends there at once.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import URL, ColumnElement, Connection, Engine, func, insert, or_, select, update

from tracker.errors import BadOption, NotAllowed, SignInRefused
from tracker.store import engine as engines
from tracker.store import tables
from tracker.store.actors import ABOUT_ONE_TRAVELER, INVITED, Actor, Role
from tracker.store.migrate import bring_up_to_date

INVITATION_DAYS = 7
_SEEN_EVERY = dt.timedelta(hours=1)  # how exactly it is kept when somebody was last here
_LONGEST = 320  # characters of an e-mail address, an issuer, a traveler's id

_account, _membership, _invitation = tables.account, tables.membership, tables.invitation


@dataclass(frozen=True)
class Account:
    """Somebody who signed in and is let in."""

    id: int
    issuer: str
    subject: str
    email: str


@dataclass(frozen=True)
class Member:
    """One role of one account in a program. Moments are in UTC; ``until`` None: it has not ended.

    ``account``: its number. ``is_active``: whether the account may sign in at all. ``last_seen``: to the hour.
    """

    id: int
    account: int
    email: str
    role: Role
    traveler: str
    since: dt.datetime
    until: dt.datetime | None
    is_active: bool
    last_seen: dt.datetime


@dataclass(frozen=True)
class Invitation:
    """An invitation that can still be used. ``email`` "": by whoever has the link."""

    id: int
    role: Role
    traveler: str
    email: str
    created_by: str
    expires_at: dt.datetime


@dataclass(frozen=True)
class Invited:
    """A new invitation. ``token`` is shown this once: only its SHA-256 is kept. The link is ``…/?invite=TOKEN``."""

    invitation: Invitation
    token: str


def open_accounts(url: str | None = None) -> Accounts:
    """The people of the database at ``url`` (as for ``open_ledger``), brought to the schema of this program."""
    place = engines.database_url(url)
    with engines.plain_errors(place):
        engine = engines.connect(place)
        with engines.exclusive(engine) as connection:
            bring_up_to_date(connection, engines.file_of(place))
    return Accounts(engine, place)


class Accounts:
    """Accounts, memberships and invitations of all programs in one database. May be shared by threads.

    ``now`` gives the moment, with a time zone.
    """

    def __init__(
        self, engine: Engine, place: URL, now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC)
    ) -> None:
        self._engine, self._place, self._now = engine, place, now

    # For a session

    def sign_in(self, issuer: str, subject: str, email: str, issued_at: dt.datetime) -> Account:
        """The account of whoever the identity provider names, made at the first time.

        To be asked at each run of a page: it writes only what is new. The caller has checked that the provider
        verified the ``email`` and that its domain is let in; ``issued_at`` is when the session began (the ``iat`` of
        its token, with a time zone). Raises ``SignInRefused`` for an account that was closed and for a session that
        was ended. An account alone may do nothing: see ``actors_of``.
        """
        email = email.strip().lower()
        if not (issuer and subject and _is_address(email)) or max(len(issuer), len(subject)) > _LONGEST:
            raise SignInRefused("Your sign-in did not say who you are. Ask whoever runs this server.")
        now = self._now()
        with self._reading() as connection:
            row = self._account_of(connection, issuer, subject)
        if row is None or row["email"] != email or _moment(row["last_seen"]) < now - _SEEN_EVERY:
            # Exclusive: two pages of a new person may open at once.
            with engines.plain_errors(self._place), engines.exclusive(self._engine) as connection:
                row = self._seen(connection, issuer, subject, email)
        if not row["active"]:
            raise SignInRefused("Your account here is closed. Ask whoever manages the program.")
        if row["sessions_valid_after"] and issued_at < _moment(row["sessions_valid_after"]):
            raise SignInRefused("Your session was ended. Sign in again.")
        return Account(row["id"], issuer, subject, email)

    def actors_of(self, account: Account) -> list[Actor]:
        """What the account may be now: one actor for each role that has not ended, the widest roles first."""
        with self._reading() as connection:
            found = connection.execute(
                select(_membership.c.owner, _membership.c.role, _membership.c.traveler)
                .join(_account, _account.c.id == _membership.c.account)
                .where(_account.c.id == account.id, _account.c.active == 1, self._is_open(_membership.c.until))
            ).all()
        actors = dict.fromkeys(Actor(owner, account.email, Role(role), traveler) for owner, role, traveler in found)
        return sorted(actors, key=lambda actor: (actor.owner, INVITED.index(actor.role), actor.traveler))

    def accept(self, account: Account, token: str) -> Actor:
        """Uses an invitation, once. Raises ``SignInRefused``, always in the same words: they tell nothing of tokens."""
        now = self._now_text()
        with self._writing() as connection:
            usable = self._usable_by(account, token)
            used = connection.execute(update(_invitation).where(*usable).values(used_at=now, used_by=account.id))
            if used.rowcount != 1:
                raise SignInRefused(
                    "This invitation cannot be used: it is unknown, too old, used already or for another address. "
                    "Ask for a new one."
                )
            this = _invitation.c.token_sha256 == _sha256(token)
            found = connection.execute(select(_invitation).where(this)).mappings().one()
            role = {name: found[name] for name in ("owner", "role", "traveler")}
            has_it = connection.scalar(
                select(_membership.c.id).where(
                    _membership.c.account == account.id,
                    self._is_open(_membership.c.until),
                    *(_membership.c[name] == value for name, value in role.items()),
                )
            )
            if has_it is None:
                connection.execute(insert(_membership).values(account=account.id, since=now, until="", **role))
        return Actor(found["owner"], account.email, Role(found["role"]), found["traveler"])

    def is_invited(self, account: Account, token: str) -> bool:
        """Whether ``accept`` would take this invitation. Nothing is used up."""
        with self._reading() as connection:
            return connection.scalar(select(_invitation.c.id).where(*self._usable_by(account, token))) is not None

    # For whoever manages a program

    def invite(self, by: Actor, role: Role | str, traveler: str = "", email: str = "") -> Invited:
        """A new invitation to ``by``'s program: for seven days, one use, and only for ``email`` if one is given.

        Raises ``NotAllowed`` unless ``by`` manages the program, ``BadOption`` for a role or a traveler that cannot be.
        """
        _require_manager(by)
        role, traveler, email = _role(role), traveler.strip(), email.strip().lower()
        if bool(traveler) != (role in ABOUT_ONE_TRAVELER):
            raise BadOption(
                f"The role {role} is about one traveler: say which one."
                if not traveler
                else f"The role {role} is about everybody: leave the traveler out."
            )
        if (email and not _is_address(email)) or not traveler.isprintable() or len(traveler) > _LONGEST:
            raise BadOption("The e-mail address or the id of the traveler cannot be right.")
        token, now = secrets.token_urlsafe(32), self._now()
        values: dict[str, Any] = {
            "token_sha256": _sha256(token),
            "owner": by.owner,
            "role": str(role),
            "traveler": traveler,
            "email": email,
            "created_by": by.name,
            "created_at": _text(now),
            "expires_at": _text(now + dt.timedelta(days=INVITATION_DAYS)),
            "withdrawn_at": "",
            "used_at": "",
        }
        with self._writing() as connection:
            number = connection.execute(insert(_invitation).values(**values)).inserted_primary_key
            assert number is not None
        return Invited(_invitation_of({"id": number[0], **values}), token)

    def invitations(self, by: Actor) -> list[Invitation]:
        """The invitations to ``by``'s program that can still be used, newest first. Raises ``NotAllowed``."""
        _require_manager(by)
        with self._reading() as connection:
            found = connection.execute(
                select(_invitation).where(*self._waiting(by)).order_by(_invitation.c.id.desc())
            ).mappings()
            return [_invitation_of(row) for row in found]

    def withdraw(self, by: Actor, invitation: int) -> None:
        """Makes an invitation useless. Raises ``NotAllowed``, ``BadOption`` when there is none to withdraw."""
        _require_manager(by)
        with self._writing() as connection:
            done = connection.execute(
                update(_invitation)
                .where(_invitation.c.id == invitation, *self._waiting(by))
                .values(withdrawn_at=self._now_text())
            )
            if done.rowcount != 1:
                raise BadOption("There is no such invitation that could still be used.")

    def members(self, by: Actor) -> list[Member]:
        """Everybody who has or had a role in ``by``'s program, by e-mail address. Raises ``NotAllowed``."""
        _require_manager(by)
        with self._reading() as connection:
            found = connection.execute(
                select(_membership, _account.c.email, _account.c.active, _account.c.last_seen)
                .join(_account, _account.c.id == _membership.c.account)
                .where(_membership.c.owner == by.owner)
                .order_by(_account.c.email, _membership.c.id)
            ).mappings()
            return [
                Member(
                    row["id"],
                    row["account"],
                    row["email"],
                    Role(row["role"]),
                    row["traveler"],
                    _moment(row["since"]),
                    _moment(row["until"]) if row["until"] else None,
                    bool(row["active"]),
                    _moment(row["last_seen"]),
                )
                for row in found
            ]

    def end_membership(self, by: Actor, member: int) -> None:
        """Takes a role away, at once. Raises ``NotAllowed``, ``BadOption`` when it is no role of this program."""
        _require_manager(by)
        with self._writing() as connection:
            done = connection.execute(
                update(_membership)
                .where(
                    _membership.c.id == member,
                    _membership.c.owner == by.owner,
                    self._is_open(_membership.c.until),
                )
                .values(until=self._now_text())
            )
            if done.rowcount != 1:
                raise BadOption("There is no such role that could be ended.")

    def sign_out_everywhere(self, by: Actor | Account, account: int) -> None:
        """Ends all sessions of an account that began before now: one's own, or one of ``by``'s program.

        Raises ``NotAllowed`` when it is neither.
        """
        if isinstance(by, Account):
            if by.id != account:
                raise NotAllowed("You can end your own sessions only.")
        else:
            _require_manager(by)
        with self._writing() as connection:
            if isinstance(by, Actor):
                self._require_member(connection, by, account)
            connection.execute(
                update(_account).where(_account.c.id == account).values(sessions_valid_after=self._now_text())
            )

    def set_active(self, by: Actor, account: int, *, active: bool) -> None:
        """Closes an account for all programs of this server, or opens it again.

        Raises ``NotAllowed`` for everybody but whoever runs the server (the local user), ``BadOption`` when there is
        no such account.
        """
        if by.role is not Role.OWNER:
            raise NotAllowed("Only whoever runs the server closes and opens accounts, on its command line.")
        with self._writing() as connection:
            changed = connection.execute(update(_account).where(_account.c.id == account).values(active=int(active)))
            if changed.rowcount != 1:
                raise BadOption(f"There is no account {account}.")

    # Inside

    def _now_text(self) -> str:
        return _text(self._now())

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with engines.plain_errors(self._place), self._engine.connect() as connection:
            connection.execution_options(readonly=True)
            with connection.begin():
                yield connection

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with engines.plain_errors(self._place), self._engine.begin() as connection:
            yield connection

    def _account_of(self, connection: Connection, issuer: str, subject: str) -> Mapping[Any, Any] | None:
        this = (_account.c.issuer == issuer, _account.c.subject == subject)
        return connection.execute(select(_account).where(*this)).mappings().first()

    def _seen(self, connection: Connection, issuer: str, subject: str, email: str) -> Mapping[Any, Any]:
        """The account, made or brought up to date."""
        now = self._now_text()
        seen = {"email": email, "email_verified_at": now, "last_seen": now}
        new = {"issuer": issuer, "subject": subject, "active": 1, "sessions_valid_after": "", "first_seen": now}
        known = self._account_of(connection, issuer, subject)
        if known is None:
            connection.execute(insert(_account).values(**new, **seen))
        else:
            changed = seen if known["email"] != email else {"last_seen": now}
            connection.execute(update(_account).where(_account.c.id == known["id"]).values(**changed))
        found = self._account_of(connection, issuer, subject)
        assert found is not None
        return found

    def _require_member(self, connection: Connection, by: Actor, account: int) -> None:
        mine = (_membership.c.owner == by.owner, _membership.c.account == account)
        if not connection.scalar(select(func.count()).select_from(_membership).where(*mine)):
            raise NotAllowed("This person has no role in your program.")

    def _is_open(self, until: ColumnElement[str]) -> ColumnElement[bool]:
        return or_(until == "", until > self._now_text())

    def _usable_by(self, account: Account, token: str) -> tuple[ColumnElement[bool], ...]:
        return (
            _invitation.c.token_sha256 == _sha256(token),
            _invitation.c.used_at == "",
            _invitation.c.withdrawn_at == "",
            _invitation.c.expires_at > self._now_text(),
            or_(_invitation.c.email == "", _invitation.c.email == account.email),
        )

    def _waiting(self, by: Actor) -> tuple[ColumnElement[bool], ...]:
        return (
            _invitation.c.owner == by.owner,
            _invitation.c.used_at == "",
            _invitation.c.withdrawn_at == "",
            _invitation.c.expires_at > self._now_text(),
        )


def _require_manager(by: Actor) -> None:
    if by.role not in (Role.OWNER, Role.MANAGER):
        raise NotAllowed("Only a manager of the program can do this.")


def _role(text: Role | str) -> Role:
    roles = {str(role): role for role in INVITED}
    if text not in roles:
        raise BadOption(f"The role {str(text)!r} cannot be given. Use {', '.join(roles)}.")
    return roles[text]


def _is_address(email: str) -> bool:
    """Enough to be shown and written into a journal; that it exists, the identity provider has checked."""
    return "@" in email and len(email) <= _LONGEST and email.isprintable() and " " not in email


def _sha256(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _text(moment: dt.datetime) -> str:
    """Always as long as any other, so that the database may compare them."""
    return moment.astimezone(dt.UTC).isoformat(timespec="microseconds")


def _moment(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


def _invitation_of(row: Mapping[Any, Any]) -> Invitation:
    role, expires = Role(row["role"]), _moment(row["expires_at"])
    return Invitation(row["id"], role, row["traveler"], row["email"], row["created_by"], expires)
