"""Who is let in, as whom, and what each of them sees: the app as a whole, with the sign-in already done elsewhere."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.ledgers import APP, SECONDS, fill, texts
from tests.server.test_sign_in_file import GOOD
from tracker.errors import NotAllowed, SignInRefused, StoreAway
from tracker.paths import PACKAGE
from tracker.server import sign_in_file
from tracker.server.sign_in_file import SignIn
from tracker.store import LOCAL, Actor, Role, open_ledger
from tracker.store.accounts import Accounts, open_accounts
from tracker.ui import session, sign_in
from tracker.ui.navigation import BACKUP, PAGES, TEAM, pages_of
from tracker.ui.text import md_escape

ISSUER = "https://id.example.org"


DAYS = {"first_day": "2026-10-05", "last_day": "2026-12-18"}
PROGRAM = {
    "travelers": [
        {"traveler": "ada", "name": "Ada Anybody", "nationalities": "US", "residence": "DE"},
        {"traveler": "ben", "name": "Ben Bogus", "nationalities": "US", "residence": "JP"},
    ],
    "trips": [
        {"trip": "p1", "traveler": "ada", "country": "DE", "place": "Stuttgart", **DAYS},
        {"trip": "p2", "traveler": "ben", "country": "JP", "place": "Osaka", **DAYS},
    ],
}


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger with two people in it, to be copied."""
    file = tmp_path_factory.mktemp("program") / "ledger.db"
    fill(open_ledger(f"sqlite:///{file.as_posix()}"), PROGRAM)
    return file


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SignIn:
    """Sign-in is on."""
    file = tmp_path / "sign-in.toml"
    file.write_text(GOOD + 'contact = "hr@example.org"\n', "utf-8")
    monkeypatch.setenv(sign_in_file.VARIABLE, str(file))
    found = sign_in_file.sign_in()
    assert found is not None
    return found


@pytest.fixture
def accounts(program: Path, settings: SignIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Accounts:
    """The people of a server with sign-in."""
    monkeypatch.setattr(session, "today", lambda: dt.date(2026, 11, 22))
    file = tmp_path / "ledger.db"
    shutil.copy(program, file)
    monkeypatch.setenv("COVERLINE_DATABASE_URL", f"sqlite:///{file.as_posix()}")
    return open_accounts()


def cookie(email: str, **changed: Any) -> dict[str, Any]:
    """What the cookie of somebody says who signed in just now."""
    issued = int(dt.datetime.now(dt.UTC).timestamp())
    said = {"iss": ISSUER, "sub": email, "email": email, "email_verified": True, "iat": issued}
    return {"is_logged_in": True, **said, **changed}


def opened(user: dict[str, Any], page: str = "", **query: str) -> AppTest:
    """The app in the browser of this user."""
    app = AppTest.from_file(str(APP), default_timeout=SECONDS)
    app.user = user
    for name, value in query.items():
        app.query_params[name] = value
    app.run()
    if page:
        app.switch_page(str(PACKAGE / "pages" / f"{page}.py")).run()
    assert not app.exception
    return app


def invited(accounts: Accounts, role: Role, traveler: str = "", email: str = "") -> str:
    return accounts.invite(LOCAL, role, traveler, email).token


def member(accounts: Accounts, email: str, role: Role, traveler: str = "") -> Actor:
    """Somebody who has accepted an invitation."""
    account = accounts.sign_in(ISSUER, email, email, dt.datetime.now(dt.UTC))
    return accounts.accept(account, invited(accounts, role, traveler))


def keys(app: AppTest) -> set[str]:
    return {str(button.key) for button in app.button}


def test_nobody_sees_anything_before_signing_in(accounts: Accounts) -> None:
    app = opened({"is_logged_in": False})
    assert keys(app) == {"sign_in.go"}
    assert "Ada" not in texts(app)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, ""),
        ({"is_logged_in": False}, "over"),
        ({"email_verified": False}, "not verified"),
        ({"email_verified": "true"}, "not verified"),
        ({"email_verified": None}, "not verified"),
        ({"email": "max@evil.test"}, "domain"),
        ({"email": ""}, "did not say who you are"),
        ({"sub": None}, "did not say who you are"),
        ({"iss": ""}, "did not say who you are"),
        ({"iat": "now"}, "did not say who you are"),
        ({"iat": None}, "did not say who you are"),
    ],
)
def test_a_cookie_that_does_not_say_all_of_it_lets_nobody_in(
    settings: SignIn, changed: dict[str, Any], said: str
) -> None:
    user = cookie("max@example.org") | changed
    if not said:
        assert sign_in.claims_of(settings, user).email == "max@example.org"
        return
    with pytest.raises(SignInRefused, match=said):
        sign_in.claims_of(settings, user)


def test_what_is_refused_in_a_part_of_a_page_that_runs_alone_has_its_words_and_a_failure_a_number() -> None:
    def script() -> None:
        from tracker.errors import SignInRefused
        from tracker.ui import serving

        serving.unforeseen(SignInRefused("Your session was ended. Sign in again."))
        serving.unforeseen(ValueError("Ada Anybody"))

    app = AppTest.from_function(script, default_timeout=SECONDS).run()
    assert app.error[0].value == md_escape("Your session was ended. Sign in again.")
    assert re.search(r"the number [0-9a-f]{8}\.$", app.error[1].value)
    assert "Ada" not in texts(app)


def test_who_is_not_let_in_sees_why_and_nothing_else(accounts: Accounts) -> None:
    member(accounts, "max@example.org", Role.MANAGER)
    app = opened(cookie("max@example.org", email_verified=False))
    assert "not verified" in texts(app)
    assert keys(app) == {"sign_in.go"}
    assert "Ada" not in texts(app)


def test_a_session_lasts_as_long_as_the_file_says(accounts: Accounts, settings: SignIn) -> None:
    now = dt.datetime.now(dt.UTC)
    for hours, is_over in ((0, False), (-11.9, False), (-12.1, True), (0.2, True)):
        claims = sign_in.Claims(ISSUER, "max", "max@example.org", now + dt.timedelta(hours=hours))
        if is_over:
            with pytest.raises(SignInRefused, match="over"):
                sign_in.let_in(settings, claims)
        else:
            assert sign_in.let_in(settings, claims).account.email == "max@example.org"


def test_without_a_role_it_is_said_whom_to_ask(accounts: Accounts) -> None:
    app = opened(cookie("new@example.org"))
    assert "Ask hr@example.org for an invitation" in texts(app)
    assert "Ada" not in texts(app)


def test_a_manager_sees_the_program_and_the_team(accounts: Accounts) -> None:
    max_ = member(accounts, "max@example.org", Role.MANAGER)
    assert set(pages_of(max_)) == {*PAGES, TEAM}
    people = opened(cookie("max@example.org"), "people")
    assert {"Ada Anybody", "Ben Bogus"} <= set(people.dataframe[0].value.iloc[:, 0])


def test_a_traveler_sees_the_own_rows_only(accounts: Accounts) -> None:
    member(accounts, "ada@example.org", Role.TRAVELER, "ada")
    for page in ("timeline", "people", "trips"):
        app = opened(cookie("ada@example.org"), page)
        shown = texts(app) + "".join(frame.value.to_csv() for frame in app.dataframe)
        assert "Ben" not in shown
        assert "Osaka" not in shown
    assert not {TEAM, BACKUP} & set(pages_of(Actor("me", "ada@example.org", Role.TRAVELER, "ada")))


def test_an_adviser_reads_and_every_button_that_writes_says_why_not(accounts: Accounts) -> None:
    member(accounts, "eve@example.org", Role.ADVISER, "ada")
    app = opened(cookie("eve@example.org"), "trips")
    assert "Read only: you see what is about ada" in texts(app)
    assert app.button(key="trips.grid.save").help == "You can read here, not change anything."
    enabled = {str(button.key) for button in app.button if not button.disabled}
    assert enabled == {"sign_in.out", "trips.to_timeline"}


def test_an_answer_is_not_shared_between_those_who_see_different_rows(
    accounts: Accounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    roles = {"max": Role.MANAGER, "mia": Role.MANAGER, "ada": Role.TRAVELER, "ben": Role.TRAVELER, "eve": Role.ADVISER}
    about = {"ada": "ada", "ben": "ben", "eve": "ada"}
    people = {who: Actor("me", who, role, about.get(who, "")) for who, role in roles.items()}
    seen = {}
    for who in (*people, *people):
        monkeypatch.setattr(sign_in, "current_actor", lambda who=who: people[who])
        travelers = set(session.analysis().workspace.trips["traveler"])
        assert travelers == ({people[who].traveler} if people[who].traveler else {"ada", "ben"})
        assert session.kept("who", lambda travelers=travelers: travelers) == travelers
        assert seen.setdefault(who, session.analysis()) is session.analysis()
    assert seen["max"] is seen["mia"], "who sees the same shares the answer"
    assert len({id(answer) for answer in seen.values()}) == 4


def test_an_invitation_is_accepted_after_signing_in_and_only_when_asked_to(accounts: Accounts) -> None:
    token = invited(accounts, Role.TRAVELER, "ada", "ada@example.org")
    app = opened(cookie("ada@example.org"), invite=token)
    assert "You are invited" in texts(app)
    assert "Ada Anybody" not in texts(app)
    app.button(key="sign_in.accept").click().run()
    assert "You are here as traveler of ada" in texts(app)
    assert "invite" not in app.query_params
    assert not accounts.invitations(LOCAL)


def test_an_invitation_for_somebody_else_is_refused_in_words(accounts: Accounts) -> None:
    token = invited(accounts, Role.MANAGER, email="max@example.org")
    app = opened(cookie("eve@example.org"), invite=token)
    app.button(key="sign_in.accept").click().run()
    assert "cannot be used" in texts(app)
    app.button(key="sign_in.leave").click().run()
    assert "You have no access yet" in texts(app)


def test_who_has_several_roles_chooses_one_and_keeps_nothing_of_the_other(accounts: Accounts) -> None:
    for traveler in ("ada", "ben"):
        member(accounts, "eve@example.org", Role.ADVISER, traveler)
    app = opened(cookie("eve@example.org"))
    assert "Read only: you see what is about ada" in texts(app)
    app.session_state["timeline.of_ada"] = "kept"
    app.selectbox(key="sign_in.role.0.of.2").select_index(1).run()
    assert "Read only: you see what is about ben" in texts(app)
    assert "timeline.of_ada" not in app.session_state


def test_what_is_ended_ends_at_the_next_run(accounts: Accounts) -> None:
    member(accounts, "ada@example.org", Role.TRAVELER, "ada")
    app = opened(cookie("ada@example.org"))
    (one,) = accounts.members(LOCAL)
    accounts.sign_out_everywhere(LOCAL, one.account)
    app.run()
    assert "Your session was ended" in texts(app)
    again = opened(cookie("ada@example.org", iat=int(dt.datetime.now(dt.UTC).timestamp()) + 1))
    assert "Signed in as ada@example.org" in texts(again)
    assert "your entries lie on a server" in texts(again)
    accounts.end_membership(LOCAL, one.id)
    again.run()
    assert "You have no access yet" in texts(again)


def test_signing_out_ends_the_sessions_of_a_copied_cookie_too(accounts: Accounts) -> None:
    member(accounts, "ada@example.org", Role.TRAVELER, "ada")
    copied = cookie("ada@example.org", iat=int(dt.datetime.now(dt.UTC).timestamp()) - 1)
    app = opened(copied)
    app.button(key="sign_in.out").click().run()
    assert "Your session was ended" in texts(opened(copied))


def test_a_download_that_is_made_later_is_refused_when_the_role_has_ended(accounts: Accounts) -> None:
    member(accounts, "ada@example.org", Role.TRAVELER, "ada")

    def script() -> None:
        import streamlit as st

        from tracker.ui import session

        st.session_state["made_later"] = session.on_click(lambda: "made")

    app = AppTest.from_function(script, default_timeout=SECONDS)
    app.user = cookie("ada@example.org")
    make = app.run().session_state["made_later"]
    assert make() == "made"
    accounts.end_membership(LOCAL, accounts.members(LOCAL)[0].id)
    with pytest.raises(NotAllowed, match="has ended"):
        make()


def test_a_file_that_cannot_be_used_lets_nobody_in(
    accounts: Accounts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(sign_in_file.VARIABLE, str(tmp_path / "gone.toml"))
    app = opened({})
    assert "No such file" in texts(app)
    assert "Ada" not in texts(app)


def test_the_team_page_invites_shows_and_ends(accounts: Accounts) -> None:
    member(accounts, "max@example.org", Role.MANAGER)
    app = opened(cookie("max@example.org"), "team")
    app.radio(key="team.role").set_value(Role.ADVISER).run()
    app.selectbox(key="team.traveler").set_value("ada")
    app.text_input(key="team.email").set_value("eve@example.org")
    app.button(key="team.make").click().run()
    link = app.code[0].value
    assert link.startswith("https://coverline.example.org/?invite=")
    assert "eve@example.org as adviser of ada" in texts(app)
    token = link.rpartition("=")[2]
    eve = opened(cookie("eve@example.org"), invite=token)
    eve.button(key="sign_in.accept").click().run()
    assert "Read only" in texts(eve)
    app.run()
    assert not app.code, "the link is shown once"
    assert "adviser of ada" in set(app.dataframe[0].value["Role"])
    app.button(key="team.end").click().run()
    eve.run()
    assert "You have no access yet" in texts(eve)


def test_where_the_ledger_lies_is_told_to_the_local_user_only(
    settings: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    error = StoreAway("The ledger postgresql://db.example.org/ledger cannot be reached.")
    assert "db.example.org" not in session.told(error)
    assert session.told(NotAllowed("Only a manager can do this.")) == "Only a manager can do this."
    monkeypatch.delenv(sign_in_file.VARIABLE)
    assert session.told(error) == str(error)
