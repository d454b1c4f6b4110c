"""The wheel works where there is no clone: built, installed into an empty venv, run from another folder.

Works offline: the libraries that Coverline needs are lent to the venv by the interpreter that runs the tests.
"""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import sysconfig
import time
import urllib.request
import venv
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

CLONE = Path(__file__).resolve().parents[1]
Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    _pip("wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder), str(CLONE))
    (built,) = folder.glob("coverline-*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A venv that holds the wheel and nothing else; its folder."""
    folder = tmp_path_factory.mktemp("installed") / "venv"
    venv.create(folder, with_pip=False)
    _pip("--python", str(_python(folder)), "install", "--no-deps", str(wheel))
    own_packages = Path(_ask(folder, "import sysconfig; print(sysconfig.get_path('purelib'))"))
    # Names after the venv's own on the path: tracker itself must come from the wheel.
    lent = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    (own_packages / "lent.pth").write_text("\n".join(sorted(lent)), encoding="utf-8")
    assert Path(_ask(folder, "import tracker; print(tracker.__file__)")).is_relative_to(own_packages)
    return folder


@pytest.fixture
def coverline(installed: Path, tmp_path: Path) -> Run:
    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(_script(installed)), *words],
            cwd=tmp_path,
            env=_environment(tmp_path),
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )

    return run


def test_wheel_carries_everything_the_program_reads(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    beside = [CLONE / "app.py", CLONE / "asgi_app.py", CLONE / ".streamlit" / "config.toml"]
    data = [path for path in (CLONE / "data").rglob("*") if path.is_file() and not path.name.startswith(".")]
    shipped = {f"tracker/_shipped/{path.relative_to(CLONE).as_posix()}" for path in [*beside, *data]}
    code = [
        path
        for path in (CLONE / "tracker").rglob("*")
        if path.suffix in (".py", ".md", ".mako", ".js", ".css", ".html", ".j2", ".typ")
    ]
    shipped |= {path.relative_to(CLONE).as_posix() for path in code}
    assert shipped - names == set()


def test_agreements_in_force_are_listed(coverline: Run) -> None:
    run = coverline("agreements", "--on", "2026-01-01")
    assert run.returncode == 0, run.stderr
    assert "FR" in run.stdout


def test_a_sample_is_analyzed(coverline: Run, tmp_path: Path, installed: Path) -> None:
    samples = _ask(installed, "from tracker.paths import data_folder; print(data_folder() / 'samples')")
    run = coverline("analyze", str(Path(samples) / "nomad"), "--as-of", "2026-06-30", "--out", "out")
    assert run.returncode == 0, run.stderr
    written = {path.name for path in (tmp_path / "out").iterdir()}
    assert {"segments.csv", "periods.csv", "coverage.csv", "findings.csv", "summary.json"} <= written


def test_dashboard_is_served_to_this_machine_only(installed: Path, tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = tmp_path / "server.log"
    with log.open("wb") as output:
        server = subprocess.Popen(
            [str(_script(installed)), "serve", "--port", str(port)],
            cwd=tmp_path,  # the safe settings must be found from any folder
            env=_environment(tmp_path),
            stdout=output,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
    try:
        deadline = time.monotonic() + 60
        while not _healthy("127.0.0.1", port):
            gave_up = server.poll() is not None or time.monotonic() > deadline
            assert not gave_up, log.read_text(encoding="utf-8", errors="replace")
            time.sleep(0.2)
        # Every 127.x.y.z is this machine (on Linux): it answers only if the server listens on all addresses.
        assert not _healthy("127.0.0.2", port)
    finally:
        _stop(server)


def _pip(*words: str) -> None:
    """Run pip without any index, so that a test that would need the network fails."""
    python = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    quiet = {**os.environ, "PIP_NO_INDEX": "1"}
    run = subprocess.run([*python, *words], env=quiet, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr


def _python(folder: Path) -> Path:
    return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def _script(folder: Path) -> Path:
    return folder / ("Scripts/coverline.exe" if os.name == "nt" else "bin/coverline")


def _ask(folder: Path, code: str) -> str:
    # -I: neither this folder nor PYTHONPATH may lend the clone's tracker
    asked = subprocess.run([_python(folder), "-I", "-c", code], capture_output=True, text=True, check=True)
    return asked.stdout.strip()


def _environment(folder: Path) -> dict[str, str]:
    """Nothing of the user's: no settings, no home, no clone on the path."""
    own = {
        "COVERLINE_DATABASE_URL": f"sqlite:///{(folder / 'ledger.db').as_posix()}",
        "HOME": str(folder),
        "USERPROFILE": str(folder),
        "PYTHONIOENCODING": "utf-8",
        "STREAMLIT_SERVER_HEADLESS": "true",
    }
    unwanted = ("STREAMLIT_", "COVERLINE_", "PYTHON", "XDG_")
    return {key: value for key, value in os.environ.items() if not key.startswith(unwanted)} | own


def _healthy(host: str, port: int) -> bool:
    with contextlib.suppress(OSError), urllib.request.urlopen(f"http://{host}:{port}/_stcore/health", timeout=2):
        return True
    return False


def _stop(server: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError):
        if os.name == "posix":
            os.killpg(server.pid, 15)
        else:
            server.terminate()
    server.wait(20)
