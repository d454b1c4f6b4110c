"""An identity provider on this machine, for tests: people sign in by being named, without a password.

What OpenID Connect asks for, and no more: discovery, the page to sign in on (it lets in at once whoever ``who`` names),
the exchange of the code with PKCE, and the key that signs the tokens.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, PASSWORD = "coverline", "of the client"


@dataclass
class IdentityProvider:
    """``who``: claims about whoever signs in next, such as ``sub`` and ``email``."""

    url: str
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "k1", "use": "sig", "alg": "RS256"}))
    who: dict[str, Any] = field(default_factory=dict)
    asked: dict[str, dict[str, str]] = field(default_factory=dict)  # code → what the sign-in was asked with

    def names(self, email: str, **claims: Any) -> None:
        """From now on this person signs in."""
        self.who = {"sub": email.partition("@")[0], "email": email, "email_verified": True} | claims

    def settings(self, server: str, **own: Any) -> str:
        """The file that turns sign-in on at ``server``."""
        auth = {
            "redirect_uri": f"{server}/oauth2callback",
            "cookie_secret": secrets.token_hex(32),
            "client_id": CLIENT,
            "client_secret": PASSWORD,
            "server_metadata_url": f"{self.url}/.well-known/openid-configuration",
        }
        sections = {"auth": auth, "coverline": {"domains": ["example.org"]} | own}
        return "\n".join(
            line
            for name, values in sections.items()
            for line in (f"[{name}]", *(f"{key} = {json.dumps(value)}" for key, value in values.items()))
        )

    def answer(self, path: str, form: dict[str, str]) -> dict[str, Any] | str | None:
        """A JSON object, or the address to go to; None: no such place, or not allowed."""
        match path:
            case "/.well-known/openid-configuration":
                return {
                    "issuer": self.url,
                    "authorization_endpoint": f"{self.url}/authorize",
                    "token_endpoint": f"{self.url}/token",
                    "jwks_uri": f"{self.url}/jwks",
                    "response_types_supported": ["code"],
                    "subject_types_supported": ["public"],
                    "id_token_signing_alg_values_supported": ["RS256"],
                    "code_challenge_methods_supported": ["S256"],
                }
            case "/jwks":
                return {"keys": [self.key.as_dict(private=False)]}
            case "/authorize":
                code = secrets.token_urlsafe(16)
                self.asked[code] = form | {"who": json.dumps(self.who)}
                return f"{form['redirect_uri']}?{urlencode({'code': code, 'state': form['state']})}"
            case "/token":
                return self._token(form)
        return None

    def _token(self, form: dict[str, str]) -> dict[str, Any] | None:
        asked = self.asked.pop(form.get("code", ""), None)
        verifier = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        proof = base64.urlsafe_b64encode(verifier).rstrip(b"=").decode()
        if asked is None or asked["code_challenge"] != proof or asked["redirect_uri"] != form["redirect_uri"]:
            return None
        now = int(time.time())
        claims = {"iss": self.url, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": asked["nonce"]}
        signed = jwt.encode({"alg": "RS256", "kid": "k1"}, claims | json.loads(asked["who"]), self.key)
        return {"access_token": "unused", "token_type": "Bearer", "expires_in": 300, "id_token": signed}


@contextlib.contextmanager
def identity_provider() -> Iterator[IdentityProvider]:
    """A provider that runs until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            self.reply(provider.answer(parts.path, {key: value[0] for key, value in parse_qs(parts.query).items()}))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self.reply(provider.answer(self.path, {key: value[0] for key, value in parse_qs(body).items()}))

        def reply(self, answer: dict[str, Any] | str | None) -> None:
            self.send_response(302 if isinstance(answer, str) else 200 if answer else 400)
            if isinstance(answer, str):
                self.send_header("Location", answer)
            body = json.dumps(answer if isinstance(answer, dict) else {"error": "invalid_request"}).encode()
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *words: object) -> None:
            """Nothing: a test that fails says enough."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        provider = IdentityProvider(f"http://127.0.0.1:{server.server_address[1]}")
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield provider
        finally:
            server.shutdown()
            thread.join()
