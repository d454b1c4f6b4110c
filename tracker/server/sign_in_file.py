"""The file that turns sign-in on: which identity provider, whose addresses are let in, how long a session lasts.

``COVERLINE_SIGN_IN`` names it. Without that there is no sign-in and one local user, whatever else lies around. What is
wrong with the file is said before the server starts: it never starts half open.
"""

from __future__ import annotations

import importlib.util
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tracker.errors import BadOption

VARIABLE = "COVERLINE_SIGN_IN"
CALLBACK = "/oauth2callback"
ANY_DOMAIN = "*"
HOURS, MOST_HOURS = 12, 720
_SHORTEST_SECRET = 32  # characters
_PROVIDER = ("redirect_uri", "cookie_secret", "client_id", "client_secret", "server_metadata_url")
_OWN = ("domains", "hours", "contact")
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True)
class SignIn:
    """``auth`` is for the library that talks to the provider. ``contact``: whom to ask for access, "" if not said."""

    auth: Mapping[str, str]
    domains: frozenset[str]
    hours: int
    contact: str

    @property
    def host(self) -> str:
        """The name under which browsers reach this server."""
        return str(urlsplit(self.auth["redirect_uri"]).hostname)

    @property
    def address(self) -> str:
        """Where browsers find this server, such as https://coverline.example.org"""
        return self.auth["redirect_uri"].removesuffix(CALLBACK)

    @property
    def is_https(self) -> bool:
        """Whether browsers reach it over https."""
        return self.address.startswith("https:")

    def lets_in(self, email: str) -> bool:
        """Whether the address is of a domain that is let in."""
        return ANY_DOMAIN in self.domains or email.rpartition("@")[2].lower() in self.domains


def sign_in() -> SignIn | None:
    """As the file says that the environment names; None: sign-in is off. Raises ``BadOption`` in plain words."""
    file = os.environ.get(VARIABLE, "")
    return _read(file) if file else None


@lru_cache(maxsize=2)
def _read(file: str) -> SignIn:
    try:
        found = tomllib.loads(Path(file).read_text(encoding="utf-8"))
    except OSError as error:
        raise BadOption(f"{VARIABLE}: {file}: {error.strerror or 'cannot be read'}") from error
    except ValueError as error:
        raise BadOption(f"{VARIABLE}: {file} is no TOML file that can be read: {error}") from error
    if problem := _problem(found):
        raise BadOption(f"{VARIABLE}: {file}: {problem}")
    if importlib.util.find_spec("authlib") is None:
        raise BadOption(f"{VARIABLE}: sign-in needs more packages. Install coverline[team] and start again")
    own = found["coverline"]
    return SignIn(
        auth=found["auth"],
        domains=frozenset(domain.lower() for domain in own["domains"]),
        hours=own.get("hours", HOURS),
        contact=own.get("contact", ""),
    )


def _problem(found: Mapping[str, Any]) -> str:
    """What is wrong, in one line; "": nothing is."""
    auth, own = found.get("auth"), found.get("coverline")
    if not isinstance(auth, dict) or not isinstance(own, dict):
        return "it needs the sections [auth] and [coverline]"
    missing = [name for name in _PROVIDER if not isinstance(auth.get(name), str) or not auth[name]]
    if missing:
        return f"[auth] needs {', '.join(missing)}, each as a text"
    if unknown := [*(auth.keys() - {*_PROVIDER, "client_kwargs"}), *(own.keys() - {*_OWN})]:
        return f"{', '.join(sorted(unknown))}: not known here"
    if len(auth["cookie_secret"]) < _SHORTEST_SECRET:
        return f"[auth] cookie_secret needs at least {_SHORTEST_SECRET} characters that nobody can guess"
    for name in ("redirect_uri", "server_metadata_url"):
        if not _is_safe(auth[name]):
            return f"[auth] {name} must begin with https:// (http:// only on this machine itself)"
    if urlsplit(auth["redirect_uri"]).path != CALLBACK:
        return f"[auth] redirect_uri must end with {CALLBACK}, right after the name of the server"
    domains, hours = own.get("domains"), own.get("hours", HOURS)
    if not isinstance(domains, list) or not domains or not all(_is_domain(one) for one in domains):
        return '[coverline] domains must list whose addresses are let in, like ["example.org"]; ["*"] is everybody\'s'
    if not isinstance(hours, int) or isinstance(hours, bool) or not 1 <= hours <= MOST_HOURS:
        return f"[coverline] hours must be a whole number from 1 to {MOST_HOURS}"
    if not isinstance(own.get("contact", ""), str):
        return "[coverline] contact must be a text"
    return ""


def _is_safe(address: str) -> bool:
    parts = urlsplit(address)
    return bool(parts.hostname) and (
        parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
    )


def _is_domain(value: object) -> bool:
    return isinstance(value, str) and bool(value) and "@" not in value and not value[:1].isspace()
