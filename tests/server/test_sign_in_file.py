"""What the file that turns sign-in on must say, and that a server never starts half open."""

from __future__ import annotations

from pathlib import Path

import pytest

from tracker.errors import BadOption
from tracker.server import sign_in_file
from tracker.server.sign_in_file import sign_in

GOOD = """
[auth]
redirect_uri = "https://coverline.example.org/oauth2callback"
cookie_secret = "0123456789abcdef0123456789abcdef"
client_id = "coverline"
client_secret = "secret"
server_metadata_url = "https://id.example.org/.well-known/openid-configuration"

[coverline]
domains = ["Example.org"]
"""


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the file lies."""
    place = tmp_path / "sign-in.toml"
    monkeypatch.setenv(sign_in_file.VARIABLE, str(place))
    return place


def test_without_being_asked_for_there_is_no_sign_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(sign_in_file.VARIABLE, raising=False)
    assert sign_in() is None


def test_a_good_file_says_who_is_let_in_and_how_long(file: Path) -> None:
    file.write_text(GOOD, "utf-8")
    found = sign_in()
    assert found is not None
    assert (found.host, found.is_https, found.hours, found.contact) == ("coverline.example.org", True, 12, "")
    assert found.lets_in("ada@example.org")
    assert found.lets_in("ada@EXAMPLE.org")
    assert not found.lets_in("ada@mail.example.org")
    assert not found.lets_in("ada@example.org.evil.test")
    assert not found.lets_in("")


def test_everybody_is_let_in_only_when_it_says_so(file: Path) -> None:
    file.write_text(GOOD.replace('"Example.org"', '"*"') + 'hours = 2\ncontact = "hr@example.org"\n', "utf-8")
    found = sign_in()
    assert found is not None
    assert found.lets_in("eve@evil.test")
    assert (found.hours, found.contact) == (2, "hr@example.org")


@pytest.mark.parametrize(
    ("changed", "into", "said"),
    [
        ("[auth]", "[author]", "needs the sections"),
        ("[coverline]", "", "needs the sections"),
        ('client_id = "coverline"', "", "needs client_id"),
        ('client_id = "coverline"', "client_id = 7", "needs client_id"),
        ("abcdef0123456789abcdef", "", "at least 32 characters"),
        ("https://coverline.example.org", "http://coverline.example.org", "redirect_uri must begin with https"),
        ("https://id.example.org", "http://id.example.org", "server_metadata_url must begin with https"),
        ("/oauth2callback", "/callback", "must end with /oauth2callback"),
        ('domains = ["Example.org"]', "", "whose addresses"),
        ('["Example.org"]', "[]", "whose addresses"),
        ('["Example.org"]', '"example.org"', "whose addresses"),
        ('["Example.org"]', '["ada@example.org"]', "whose addresses"),
        ('["Example.org"]', '["example.org"]\nhours = 0', "from 1 to 720"),
        ('["Example.org"]', '["example.org"]\nhours = true', "from 1 to 720"),
        ('["Example.org"]', '["example.org"]\nallowed = 1', "allowed: not known"),
        ("[coverline]", "[coverline", "no TOML file"),
    ],
)
def test_what_is_missing_or_unsafe_is_said_and_nothing_is_guessed(
    file: Path, changed: str, into: str, said: str
) -> None:
    assert changed in GOOD
    file.write_text(GOOD.replace(changed, into), "utf-8")
    with pytest.raises(BadOption, match=said):
        sign_in()


def test_a_file_that_is_not_there_is_an_error_and_not_the_same_as_no_sign_in(file: Path) -> None:
    with pytest.raises(BadOption, match="No such file"):
        sign_in()


def test_on_this_machine_itself_http_will_do(file: Path) -> None:
    file.write_text(GOOD.replace("https://coverline.example.org", "http://localhost:8501"), "utf-8")
    found = sign_in()
    assert found is not None
    assert (found.host, found.is_https) == ("localhost", False)
