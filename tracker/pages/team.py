"""Team: who may open this program and as what, the way out of it, and new invitations. For managers, with sign-in."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from tracker import explain, log
from tracker.server.guard import INVITATION
from tracker.server.sign_in_file import sign_in
from tracker.store.accounts import INVITATION_DAYS, Invitation, Member
from tracker.store.actors import ABOUT_ONE_TRAVELER, INVITED, Role
from tracker.ui import session
from tracker.ui.sign_in import accounts_here, role_words
from tracker.ui.text import count_text, day_text, md_escape

_LINK = "team.link"


def page() -> None:
    """The people first, then who is still to come."""
    members = accounts_here().members(session.actor())
    st.header("People", anchor=False)
    st.dataframe(_table(members), hide_index=True, height="content", alt="Everybody who has or had a role here")
    _end(members)
    st.header("Invite somebody", anchor=False)
    _new_link()
    _invite()
    _waiting(accounts_here().invitations(session.actor()))


def _table(members: list[Member]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Address": [one.email for one in members],
            "Role": [role_words(one.role, one.traveler) for one in members],
            "Since": [day_text(one.since.date()) for one in members],
            "Until": [_until(one) for one in members],
            "Last here": [day_text(one.last_seen.date()) for one in members],
            "Number in the log": [one.account for one in members],
        }
    )


def _until(member: Member) -> str:
    if member.until:
        return day_text(member.until.date())
    return "" if member.is_active else "account closed"


def _end(members: list[Member]) -> None:
    """Another manager ends a manager's own role: nobody locks the program by a slip of the hand."""
    others = [one for one in members if one.until is None and one.email != session.actor().name]
    if not others:
        st.text("Nobody else has a role yet.")
        return
    by_number = {one.id: one for one in others}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            "Whose role?",
            list(by_number),
            format_func=lambda number: (
                f"{by_number[number].email}, {role_words(by_number[number].role, by_number[number].traveler)}"
            ),
            key="team.member",
        )
        one = by_number[chosen]
        if st.button("End this role", key="team.end"):
            with session.problems_shown("Not ended.") as outcome:
                accounts_here().end_membership(session.actor(), one.id)
            if outcome.succeeded:
                log.event("role_ended", reason=str(one.role))
                session.flash(f"{one.email} is {role_words(one.role, one.traveler)} no more, from the next click on.")
                st.rerun()
        if st.button("Sign out everywhere", key="team.sign_out"):
            with session.problems_shown("Not signed out.") as outcome:
                accounts_here().sign_out_everywhere(session.actor(), one.account)
            if outcome.succeeded:
                log.event("sign_out", reason="by_manager")
                session.flash(f"All sessions of {one.email} are ended. Signing in again is possible.")
                st.rerun()


def _invite() -> None:
    role = st.radio(
        "As what?",
        list(INVITED),
        index=1,
        format_func=str,
        captions=[role.sentence for role in INVITED],
        key="team.role",
    )
    with st.form("team.invite", border=False):
        traveler: str | None = None
        if role in ABOUT_ONE_TRAVELER:
            traveler = st.selectbox(
                "About which traveler?",
                explain.travelers(session.analysis()),
                index=None,
                accept_new_options=True,
                placeholder="The id under which the trips are logged",
                key="team.traveler",
            )
        email = st.text_input("E-mail address", help="Only this address can use the link.", key="team.email")
        if st.form_submit_button("Make the link", type="primary", key="team.make"):
            _make(role, traveler or "", email)


def _make(role: Role, traveler: str, email: str) -> None:
    if not email.strip():
        st.error("Give the e-mail address with which the person will sign in.", icon=":material/error:")
        return
    with session.problems_shown("No link was made.") as outcome:
        made = accounts_here().invite(session.actor(), role, traveler, email)
    if outcome.succeeded:
        log.event("invited", reason=str(role))
        st.session_state[_LINK] = (_address(made.token), made.invitation.email)
        st.rerun()


def _address(token: str) -> str:
    settings = sign_in()
    assert settings is not None, "this page is shown only where people sign in"
    return f"{settings.address}/?{INVITATION}={token}"


def _new_link() -> None:
    link, email = st.session_state.pop(_LINK, ("", ""))
    if not link:
        return
    st.success(
        f"Send this link to {md_escape(email)}. It is shown only now, works once, and for "
        f"{count_text(INVITATION_DAYS, 'day')}.",
        icon=":material/check:",
    )
    st.code(link, language=None, wrap_lines=True)


def _waiting(waiting: list[Invitation]) -> None:
    if not waiting:
        return
    st.header("Invitations that wait", anchor=False)
    for one in waiting:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.text(
                f"{one.email or 'whoever has the link'} as {role_words(one.role, one.traveler)}, "
                f"until {day_text(one.expires_at.date())}"
            )
            if st.button("Withdraw", key=f"team.withdraw.{one.id}", help=f"Invitation {one.id}"):
                with session.problems_shown("Not withdrawn.") as outcome:
                    accounts_here().withdraw(session.actor(), one.id)
                if outcome.succeeded:
                    st.rerun()


if __name__ == "__main__":
    page()
