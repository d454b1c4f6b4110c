"""What serve hands over, and when it does not start."""

from __future__ import annotations

import runpy
import socket
import sys
from pathlib import Path

import pytest

from tests.cli.commands import run
from tests.server.test_sign_in_file import GOOD


def test_serve_hands_over_to_the_dashboard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COVERLINE_DATABASE_URL", f"sqlite:///{tmp_path}/ledger.db")
    called = []

    def remember(module: str, **how: object) -> None:
        called.append((module, how, list(sys.argv)))

    monkeypatch.setattr(runpy, "run_module", remember)
    monkeypatch.setattr(sys, "argv", ["coverline", "serve"])
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    assert run("serve", "--port", port).exit_code == 0
    ((module, how, argv),) = called
    assert (module, how) == ("streamlit", {"run_name": "__main__", "alter_sys": True})
    assert argv[:2] == ["streamlit", "run"]
    assert Path(argv[2]).name == "asgi_app.py"
    assert argv[3:] == ["--server.port", str(port)]


def test_serve_answers_to_the_names_that_it_is_given_and_to_that_of_the_sign_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COVERLINE_DATABASE_URL", f"sqlite:///{tmp_path}/ledger.db")
    file = tmp_path / "sign-in.toml"
    file.write_text(GOOD, "utf-8")
    monkeypatch.setenv("COVERLINE_SIGN_IN", str(file))
    monkeypatch.setattr(runpy, "run_module", lambda *_, **__: None)
    monkeypatch.setattr(sys, "argv", ["coverline", "serve"])
    assert run("serve", "--port", 1, "--address", "0.0.0.0", "--host", "10.0.0.7").exit_code == 0
    options = list(zip(sys.argv[3::2], sys.argv[4::2], strict=True))
    assert ("--server.address", "0.0.0.0") in options
    names = [value for name, value in options if name == "--server.allowedHosts"]
    assert names == ["localhost", "127.0.0.1", "10.0.0.7", "coverline.example.org"]


def test_serve_does_not_start_half_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COVERLINE_SIGN_IN", str(tmp_path / "gone.toml"))
    monkeypatch.setattr(runpy, "run_module", lambda *_, **__: pytest.fail("started"))
    result = run("serve", "--port", 1)
    assert result.exit_code == 2
    assert "gone.toml: No such file" in result.stderr


def test_serve_says_that_the_port_is_in_use() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        result = run("serve", "--port", other.getsockname()[1])
    assert result.exit_code == 2
    assert "is in use" in result.stderr
