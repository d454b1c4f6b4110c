"""Who uses the page: the only place where an actor comes from, and what is shown to whoever may not see the pages.

Without sign-in that is the one local user. With it, the cookie of the browser says who signed in and when, no more: it
is good for weeks and goes on working where it was copied to. So everything is asked again at each run: the address and
its domain, how long ago the sign-in was, and in the store whether the account is open, its sessions were ended, and
which roles it has.
"""

from __future__ import annotations

import datetime as dt
import os
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

import streamlit as st

from tracker import log
from tracker.errors import NotAllowed, SignInRefused
from tracker.server.guard import INVITATION, invitation_in
from tracker.server.sign_in_file import SignIn, sign_in
from tracker.store import LOCAL, Actor, Role
from tracker.store.accounts import Account, Accounts, open_accounts
from tracker.ui.text import md_escape

_CHOSEN, _SETTLED, _GREETED = "sign_in.actor", "sign_in.settled", "sign_in.greeted"
_OWN = "sign_in."
_CLOCKS_APART = dt.timedelta(minutes=5)
_AGAIN = "Your session is over. Sign in again."


@dataclass(frozen=True)
class Claims:
    """What the identity provider said of whoever signed in, as far as it counts here."""

    issuer: str
    subject: str
    email: str
    issued_at: dt.datetime


@dataclass(frozen=True)
class Visitor:
    """Somebody who is signed in and let in. ``actors``: what they may be now, the widest roles first; maybe nothing."""

    claims: Claims
    account: Account
    actors: tuple[Actor, ...]


def current_actor() -> Actor:
    """Who reads and writes in this run. Raises ``SignInRefused``."""
    settings = sign_in()
    if settings is None:
        return LOCAL
    found = visitor(settings)
    if not found.actors:
        raise SignInRefused("You have no role here any more. Ask whoever manages your program.")
    return _chosen(found)


def standing() -> Callable[[], None]:
    """A check for what is done later without a run of the page: raises when the role of now has ended by then."""
    settings = sign_in()
    if settings is None:
        return lambda: None
    claims, actor = claims_of(settings, st.user.to_dict()), current_actor()
    return partial(_require_still, settings, claims, actor)


class _Run(threading.local):
    """Who was let in to the run in this thread; Streamlit gives each run a thread of its own."""

    is_on: bool = False
    found: Visitor | None = None


_run = _Run()


@contextmanager
def asked_once() -> Iterator[None]:
    """Inside, which is one run of a page, the store is asked once who is there, not for each part of the page."""
    _run.is_on, _run.found = True, None
    try:
        yield
    finally:
        _run.is_on, _run.found = False, None


def visitor(settings: SignIn) -> Visitor:
    """Whoever is signed in. Raises ``SignInRefused`` for everybody who is not, or not any more."""
    if _run.found is not None:
        return _run.found
    found = let_in(settings, claims_of(settings, st.user.to_dict()))
    if _run.is_on:
        _run.found = found
    return found


def let_in(settings: SignIn, claims: Claims) -> Visitor:
    """Whoever has these claims. Raises ``SignInRefused`` when the sign-in is too old, or the store says no."""
    age = dt.datetime.now(dt.UTC) - claims.issued_at
    if not -_CLOCKS_APART <= age <= dt.timedelta(hours=settings.hours):
        raise SignInRefused(_AGAIN)
    accounts = _accounts()
    account = accounts.sign_in(claims.issuer, claims.subject, claims.email, claims.issued_at)
    log.whose(account.id)
    return Visitor(claims, account, tuple(accounts.actors_of(account)))


def claims_of(settings: SignIn, user: Mapping[str, Any]) -> Claims:
    """What the cookie says. Raises ``SignInRefused`` unless all of it is there and the address is let in."""
    issuer, subject, email, issued = (user.get(name) for name in ("iss", "sub", "email", "iat"))
    if user.get("is_logged_in") is not True:
        raise SignInRefused(_AGAIN)
    if not isinstance(issued, int) or not all(isinstance(text, str) and text for text in (issuer, subject, email)):
        raise SignInRefused("Your sign-in did not say who you are. Ask whoever runs this server.")
    if user.get("email_verified") is not True:
        raise SignInRefused(
            "Your e-mail address is not verified where you signed in. Have it verified, then sign in again."
        )
    if not settings.lets_in(str(email)):
        raise SignInRefused("Addresses of your domain are not let in here. Sign in with another account.")
    return Claims(str(issuer), str(subject), str(email), dt.datetime.fromtimestamp(issued, dt.UTC))


def _require_still(settings: SignIn, claims: Claims, actor: Actor) -> None:
    if actor not in let_in(settings, claims).actors:
        raise NotAllowed("Your role here has ended.")


def _chosen(found: Visitor) -> Actor:
    chosen = st.session_state.get(_CHOSEN)
    return chosen if chosen in found.actors else found.actors[0]


def accounts_here() -> Accounts:
    """The people of this server's database, for pages that only managers see."""
    return _accounts()


def _accounts() -> Accounts:
    return _open(os.environ.get("COVERLINE_DATABASE_URL", ""))


@st.cache_resource(show_spinner=False)
def _open(place: str) -> Accounts:
    # Shared by everybody, as a connection is: each call says for whom.
    return open_accounts(place or None)


# ------------------------------------------------------------------------------------- instead of the pages


def reception() -> Callable[[], None] | None:
    """What is shown instead of the pages to whoever may not see them; None: they may."""
    settings = sign_in()
    if settings is None:
        return None
    if not st.user.to_dict().get("is_logged_in"):
        return _sign_in_page
    try:
        found = visitor(settings)
    except SignInRefused as error:
        log.event("refused", reason="sign_in")
        return partial(_refused_page, str(error))
    token = _invitation(found)
    if token:
        return partial(_invitation_page, found, token)
    if not found.actors:
        log.event("refused", reason="no_role")
        return partial(_no_role_page, found, settings)
    if not st.session_state.get(_GREETED):
        st.session_state[_GREETED] = True
        log.event("sign_in")
    return None


def _invitation(found: Visitor) -> str:
    """The invitation that the address names, or that it named before the detour to the provider; "": none to answer."""
    asked = invitation_in(f"{INVITATION}={st.query_params.get(INVITATION, '')}")
    if not asked and not found.actors:
        kept = invitation_in(f"{INVITATION}={st.context.cookies.get(INVITATION, '')}")
        asked = kept if kept and _accounts().is_invited(found.account, kept) else ""  # it may be used up by now
    return "" if asked in st.session_state.get(_SETTLED, ()) else asked


def _sign_in_page() -> None:
    st.title("Coverline", anchor=False)
    st.text("Which of your work abroad a US Certificate of Coverage would or would not cover, day by day.")
    _sign_in_button("Sign in")


def _sign_in_button(label: str) -> None:
    if st.button(label, type="primary", key="sign_in.go", icon=":material/login:"):
        st.login()


def _refused_page(words: str) -> None:
    st.title("Coverline", anchor=False)
    st.error(md_escape(words), icon=":material/error:")
    _sign_in_button("Sign in again")


def _no_role_page(found: Visitor, settings: SignIn) -> None:
    st.title("You have no access yet", anchor=False)
    whom = settings.contact or "whoever manages your program"
    st.text(
        f"You are signed in as {found.account.email}, and that address has no role in any program here. "
        f"Ask {whom} for an invitation, and open the link that you get in this browser."
    )
    _sign_out_button(found)


def _invitation_page(found: Visitor, token: str) -> None:
    st.title("You are invited", anchor=False)
    st.text(
        f"You are signed in as {found.account.email}. If you accept, this address can open the program of whoever sent "
        "you the link, and they see your address."
    )
    with st.container(horizontal=True):
        accepts = st.button("Accept the invitation", type="primary", key="sign_in.accept")
        leaves = st.button("Leave it", key="sign_in.leave")
    if accepts:
        try:
            st.session_state[_CHOSEN] = _accounts().accept(found.account, token)
        except SignInRefused as error:
            log.event("refused", reason="invitation")
            st.error(md_escape(str(error)), icon=":material/error:")
            return
        log.event("invitation_accepted")
    if accepts or leaves:
        st.session_state[_SETTLED] = {*st.session_state.get(_SETTLED, ()), token}
        st.query_params.pop(INVITATION, None)
        st.rerun()
    _sign_out_button(found)


# ------------------------------------------------------------------------------------- beside the pages


def account_menu() -> None:
    """Who is signed in, as what, the choice of another role, and the way out. Nothing where nobody signs in."""
    settings = sign_in()
    if settings is None:
        return
    found = visitor(settings)
    with st.popover(md_escape(found.account.email), icon=":material/account_circle:", type="tertiary"):
        st.text(f"Signed in as {found.account.email}")
        if len(found.actors) > 1:
            place = found.actors.index(_chosen(found))
            key = (
                f"sign_in.role.{place}.of.{len(found.actors)}"  # another choice is another widget: none is out of date
            )
            st.selectbox(
                "You are here as",
                range(len(found.actors)),
                place,
                format_func=lambda place: role_label(found.actors[place], found.actors),
                key=key,
                on_change=_choose,
                args=(key, found.actors),
            )
        else:
            st.text(f"You are here as {role_label(found.actors[0], found.actors)}")
        _sign_out_button(found)


def role_words(role: Role, traveler: str) -> str:
    """Such as "adviser of ada"."""
    return f"{role} of {traveler}" if traveler else str(role)


def role_label(actor: Actor, among: tuple[Actor, ...]) -> str:
    """A role in words, with the program where there are several to tell apart."""
    program = f", program {actor.owner}" if len({one.owner for one in among}) > 1 else ""
    return f"{role_words(actor.role, actor.traveler)}{program}"


def _choose(key_of_choice: str, actors: tuple[Actor, ...]) -> None:
    """For a callback: another role sees other rows, so nothing of the old one stays in the session."""
    place = st.session_state[key_of_choice]
    for key in [str(key) for key in st.session_state]:
        if not key.startswith(_OWN):
            del st.session_state[key]
    st.session_state[_CHOSEN] = actors[place]


def _sign_out_button(found: Visitor) -> None:
    if st.button("Sign out", key="sign_in.out", icon=":material/logout:", help="Ends your sessions in all browsers"):
        # The cookie alone would go on working wherever it was copied to.
        _accounts().sign_out_everywhere(found.account, found.account.id)
        log.event("sign_out")
        st.logout()
