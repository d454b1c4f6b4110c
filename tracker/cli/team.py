"""``coverline team …``: who may sign in to the shared ledger, and what each of them may do there."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from tracker.cli.terminal import console_of_this_terminal, plain, plain_errors, show_table
from tracker.errors import BadOption

if TYPE_CHECKING:
    import datetime as dt

    from tracker.store.accounts import Accounts, Invitation, Member

team = typer.Typer(
    name="team",
    help="Who may sign in to a shared ledger, as what, and what ends it.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

_LONGEST_NUMBER = 9  # r and eight digits

Who = Annotated[str, typer.Argument(metavar="WHO", help="E-mail address of somebody in the list.")]


@team.command()
def invite(
    role: Annotated[str, typer.Argument(metavar="ROLE", help="manager, traveler or adviser.")],
    traveler: Annotated[
        str, typer.Option("--traveler", metavar="T", help="Id of the traveler that a traveler or an adviser sees.")
    ] = "",
    email: Annotated[
        str, typer.Option("--email", metavar="E", help="Only whoever signs in with this address can use the link.")
    ] = "",
    at: Annotated[
        str, typer.Option("--at", metavar="URL", help="Address of your server, such as https://coverline.example.org")
    ] = "",
) -> None:
    """Make an invitation: a link that gives one role once, for seven days. It is shown only now."""
    with plain_errors():
        from tracker.server.sign_in_file import sign_in
        from tracker.store import LOCAL

        signing_in = sign_in()
        address = at.rstrip("/") or (signing_in.address if signing_in else "(address of your server)")
        made = _accounts().invite(LOCAL, role, traveler, email)
        _say(f"Invitation i{made.invitation.id} as {_role(made.invitation)}{_for(made.invitation)}.")
        _say(f"It can be used once, until {_moment(made.invitation.expires_at)}. It is not shown again:")
        typer.echo(f"{address}/?invite={made.token}")
        if not email:
            _say("Whoever has this link gets the role. With --email it is of use to one person only.")


@team.command("list")
def list_() -> None:
    """Everybody who has or had a role, and the invitations that can still be used."""
    with plain_errors():
        from tracker.store import LOCAL

        accounts = _accounts()
        members, invitations = accounts.members(LOCAL), accounts.invitations(LOCAL)
        if not members and not invitations:
            _say("Nobody yet. The first manager is invited with: coverline team invite manager --email E")
        console = console_of_this_terminal()
        if members:
            columns = ("", "who", "as", "since", "until", "last seen")
            show_table(console, "People", columns, [_line(member) for member in members])
        if invitations:
            lines = [
                (f"i{one.id}", one.email or "whoever has the link", _role(one), _moment(one.expires_at))
                for one in invitations
            ]
            show_table(console, "Invitations that can still be used", ("", "for", "as", "until"), lines)


@team.command()
def revoke(
    who: Annotated[
        str, typer.Argument(metavar="WHO", help="E-mail address, or the number of a role or an invitation: r1, i1.")
    ],
    close: Annotated[
        bool, typer.Option("--close", help="With an address: close the account too, for every invitation to come.")
    ] = False,
) -> None:
    """End what somebody may do, at once: one role, one invitation, or with an address all of that person's."""
    with plain_errors():
        from tracker.store import LOCAL

        accounts = _accounts()
        number = int(who[1:]) if who[1:].isdecimal() and len(who) <= _LONGEST_NUMBER else 0
        if who[:1] == "r" and number:
            accounts.end_membership(LOCAL, number)
            _say(f"The role {who} is ended.")
        elif who[:1] == "i" and number:
            accounts.withdraw(LOCAL, number)
            _say(f"The invitation {who} cannot be used any more.")
        else:
            _end_all(accounts, who, close)


@team.command("sign-out")
def sign_out(who: Who) -> None:
    """End all sessions of a person, for example after a lost laptop. The roles stay: signing in again is enough."""
    with plain_errors():
        from tracker.store import LOCAL

        accounts = _accounts()
        _for_each_account(accounts, who, lambda account: accounts.sign_out_everywhere(LOCAL, account))
        _say(f"All sessions of {_address(who)} are ended.")


@team.command()
def reopen(who: Who) -> None:
    """Let somebody sign in again whose account was closed. The roles that were ended stay ended."""
    with plain_errors():
        from tracker.store import LOCAL

        accounts = _accounts()
        _for_each_account(accounts, who, lambda account: accounts.set_active(LOCAL, account, active=True))
        _say(f"{_address(who)} can sign in again. A new role takes a new invitation.")


def _accounts() -> Accounts:
    from tracker.store.accounts import open_accounts

    return open_accounts()


def _end_all(accounts: Accounts, who: str, close: bool) -> None:
    """Roles, sessions and waiting invitations of an address, and with ``close`` its account."""
    from tracker.store import LOCAL

    address = _address(who)
    waiting = [one.id for one in accounts.invitations(LOCAL) if one.email == address]
    members = [member for member in accounts.members(LOCAL) if member.email == address]
    if not waiting and not members:
        raise _unknown(who)
    for invitation in waiting:
        accounts.withdraw(LOCAL, invitation)
    roles = [member.id for member in members if member.until is None]
    for role in roles:
        accounts.end_membership(LOCAL, role)
    for account in {member.account for member in members}:
        accounts.sign_out_everywhere(LOCAL, account)
        if close:
            accounts.set_active(LOCAL, account, active=False)
    _say(f"Ended for {address}: {_count(len(roles), 'role')}, {_count(len(waiting), 'invitation')}, all sessions.")
    if close and members:
        _say("The account is closed: it cannot be used again before `coverline team reopen`.")


def _for_each_account(accounts: Accounts, who: str, act: Callable[[int], None]) -> None:
    from tracker.store import LOCAL

    found = {member.account for member in accounts.members(LOCAL) if member.email == _address(who)}
    if not found:
        raise _unknown(who)
    for account in found:
        act(account)


def _unknown(who: str) -> BadOption:
    return BadOption(f"Nobody in this program signs in as {who!r}. See: coverline team list")


def _address(who: str) -> str:
    return who.strip().lower()


def _line(member: Member) -> tuple[str, ...]:
    ended = "" if member.until is None else _moment(member.until)
    closed = "" if member.is_active else " (account closed)"
    who = f"{member.email}{closed}"
    return f"r{member.id}", who, _role(member), _moment(member.since), ended, _moment(member.last_seen)


def _role(of: Member | Invitation) -> str:
    return f"{of.role} {of.traveler}".strip()


def _for(invitation: Invitation) -> str:
    return f", for {invitation.email}" if invitation.email else ""


def _moment(moment: dt.datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun if number == 1 else noun + 's'}"


def _say(line: str) -> None:
    typer.echo(plain(line))
