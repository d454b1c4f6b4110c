"""A team in real browsers: signing in, an invitation, two people who never see each other's rows, and ways out of it.

In one place and one theme: what is shown here does not depend on them.
"""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, WebSocket, expect

from tests.e2e.conftest import NEW_YORK, AppServer, OpenPage, free_port, only_in, ready, serving
from tests.e2e.test_accessibility import violations
from tests.identity_provider import IdentityProvider, identity_provider
from tests.pages.ledgers import fill_with_sample
from tracker.store import LOCAL, Role, open_ledger
from tracker.store.accounts import Accounts, open_accounts

OF_OTHERS = (b"Ben Bogus", b"Cleo", b"Osaka", b"Nantes", b"ben-jp", b"Leeds")


pytestmark = only_in(NEW_YORK)


@pytest.fixture(scope="module")
def provider() -> Iterator[IdentityProvider]:
    """Where people sign in."""
    with identity_provider() as running:
        yield running


@pytest.fixture(scope="module")
def app_server(
    chromium: Path, provider: IdentityProvider, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[AppServer]:
    """A server with sign-in, whose ledger holds a program of eight people."""
    folder, port = tmp_path_factory.mktemp("team"), free_port()
    fill_with_sample(open_ledger(f"sqlite:///{(folder / 'ledger.db').as_posix()}"), "program")
    file = folder / "sign-in.toml"
    file.write_text(provider.settings(f"http://127.0.0.1:{port}"), "utf-8")
    with serving(folder, port, COVERLINE_SIGN_IN=str(file)) as server:
        yield server


@pytest.fixture
def own_hosts(app_server: AppServer, provider: IdentityProvider) -> set[str]:
    """The identity provider may be asked, too."""
    return {urlsplit(app_server.url).netloc, urlsplit(provider.url).netloc}


@pytest.fixture
def accounts(app_server: AppServer) -> Accounts:
    """The people of the server, as its command line sees them."""
    return open_accounts(f"sqlite:///{app_server.database.as_posix()}")


def sign_in(page: Page, button: str = "Sign in") -> None:
    page.get_by_role("button", name=button).click()
    expect(page.get_by_role("button", name="Sign in")).to_have_count(0)
    ready(page)


def test_a_team_from_the_first_invitation_to_the_last_session(
    open_page: OpenPage, app_server: AppServer, provider: IdentityProvider, accounts: Accounts
) -> None:
    # The first manager: the link survives the detour to the provider, and is not used before somebody says so.
    provider.names("max@example.org")
    manager = open_page(f"?invite={accounts.invite(LOCAL, Role.MANAGER).token}")
    assert "Ada" not in manager.locator("body").inner_text()
    assert not violations(manager, "signing in")
    sign_in(manager)
    manager.get_by_role("button", name="Accept the invitation").click()
    expect(manager.get_by_role("heading", name="Timeline")).to_be_visible()

    # … who invites somebody for her own rows.
    ready(manager)
    manager.goto(f"{app_server.url}/team")
    ready(manager)
    assert not violations(manager, "Team")
    manager.get_by_role("textbox", name="E-mail address").fill("ada@example.org")
    manager.get_by_role("combobox", name="About which traveler?").fill("ada")
    manager.keyboard.press("Enter")
    manager.get_by_role("button", name="Make the link").click()
    link = urlsplit(manager.get_by_test_id("stCode").inner_text().strip())
    assert f"{link.scheme}://{link.netloc}" == app_server.url

    # She accepts, and nothing of the others ever reaches her browser.
    provider.names("ada@example.org")
    hers = open_page(f"?{link.query}")
    received: list[bytes] = []
    hers.on("websocket", lambda socket: listen(socket, received))
    sign_in(hers)
    hers.get_by_role("button", name="Accept the invitation").click()
    expect(hers.get_by_role("heading", name="Timeline")).to_be_visible()
    ready(hers)
    for page in ("People", "Trips", "Cases"):
        hers.get_by_role("link", name=page, exact=True).click()
        ready(hers)
    everything = b"".join(received)
    assert b"Ada Anybody" in everything
    assert b"Stuttgart" in everything
    assert not [secret for secret in OF_OTHERS if secret in everything]
    assert not hers.get_by_role("link", name="Team").count()

    # Files go to and come from those only who signed in.
    upload = f"{app_server.url}/_stcore/upload_file/no-session/file"
    token = next(cookie["value"] for cookie in hers.context.cookies() if cookie["name"] == "_streamlit_xsrf")
    assert hers.request.put(upload, data=b"x", headers={"X-Xsrftoken": token}).status == 400, "no such session"
    hers.get_by_role("link", name="Deadlines").click()
    ready(hers)
    with hers.expect_download() as download:
        hers.get_by_role("button", name="Download all as a calendar (.ics)").click()
    assert download.value.path().read_bytes().startswith(b"BEGIN:VCALENDAR")
    assert asked_by_a_stranger(upload, "PUT") == asked_by_a_stranger(download.value.url, "GET") == 403

    # A cookie that was copied is worth nothing once she signed out.
    cookies = hers.context.cookies()
    assert all(cookie["httpOnly"] for cookie in cookies if cookie["name"].startswith("_streamlit_user"))
    hers.get_by_role("button", name="ada@example.org").click()
    hers.get_by_role("button", name="Sign out").click()
    expect(hers.get_by_role("button", name="Sign in")).to_be_visible()
    thief = open_page()
    thief.context.add_cookies([{k: cookie[k] for k in ("name", "value", "domain", "path")} for cookie in cookies])  # type: ignore[misc]
    thief.reload()
    expect(thief.get_by_text("Your session was ended")).to_be_visible()
    assert "Ada" not in thief.locator("body").inner_text()

    # She signs in again, and is locked out at the next click after her role was ended.
    hers.wait_for_timeout(1100)  # the time of a sign-in is known to the second
    sign_in(hers)
    ready(hers)
    (member,) = (one for one in accounts.members(LOCAL) if one.email == "ada@example.org")
    accounts.end_membership(LOCAL, member.id)
    hers.get_by_role("link", name="Trips", exact=True).click()
    expect(hers.get_by_text("You have no access yet")).to_be_visible()
    assert "Stuttgart" not in hers.locator("body").inner_text()

    log = app_server.log.read_text("utf-8")
    events = ("sign_in", "sign_out", "invited", "invitation_accepted", "refused", "page_run")
    assert not [event for event in events if f'"event": "{event}"' not in log]
    assert not [secret for secret in ("example.org", "Ada", "Bogus", "Stuttgart", link.query) if secret in log]


def listen(socket: WebSocket, received: list[bytes]) -> None:
    socket.on("framereceived", lambda frame: received.append(frame if isinstance(frame, bytes) else frame.encode()))


def asked_by_a_stranger(address: str, method: str) -> int:
    """The status of the answer to somebody without any cookie."""
    request = urllib.request.Request(address, b"x" if method == "PUT" else None, method=method)
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code
