"""A PostgreSQL server of the tests' own: in a folder that goes away again, reached by a socket in that folder only."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

REQUIRE_ENV = "COVERLINE_REQUIRE_POSTGRES"

USER, PASSWORD, DATABASE = "coverline", "hush for tests", "ledgers"
_PROGRAMS = ("initdb", "postgres", "pg_ctl")
_SETTINGS = """
listen_addresses = ''
unix_socket_directories = '{folder}'
max_connections = 60
shared_buffers = 32MB
autovacuum = off
fsync = off
full_page_writes = off
"""


@dataclass(frozen=True)
class Server:
    """A server with one database; its ``url`` has the right to do everything."""

    programs: Path
    folder: Path

    @property
    def url(self) -> str:
        return f"postgresql://{USER}:{PASSWORD.replace(' ', '%20')}@/{DATABASE}?host={self.folder}"

    def start(self, *options: str) -> None:
        """``options``: settings for this time, such as ``port=5433``."""
        words = ["--options", " ".join(f"-c {option}" for option in options)] if options else []
        self._run("pg_ctl", "start", "--wait", "--silent", "--log", str(self.folder / "log"), *words)

    def stop(self) -> None:
        """At once: what was not committed is lost."""
        self._run("pg_ctl", "stop", "--wait", "--silent", "--mode", "immediate")

    def crash(self) -> None:
        """Kills the server and all its helpers, as if their machine lost power. Linux only."""
        lock = self.folder / "data" / "postmaster.pid"
        server = lock.read_text(encoding="utf-8").split()[0]
        helpers = Path(f"/proc/{server}/task/{server}/children").read_text(encoding="ascii").split()
        for process in (server, *helpers):
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(process), signal.SIGKILL)
        while any(map(_is_alive, (server, *helpers))):
            time.sleep(0.01)
        for left in (lock, *self.folder.glob(".s.PGSQL.*")):  # a machine that starts anew has other process numbers
            left.unlink()

    def own_folder(self, folder: Path) -> Path:
        """A new folder that belongs to the server."""
        folder.mkdir()
        shutil.chown(folder, *_owner(self.folder))
        return folder

    def make_certificate(self) -> tuple[Path, Path]:
        """A certificate for localhost that nobody else signed, and its key, as the server wants them."""
        certificate, key = self.folder / "server.crt", self.folder / "server.key"
        subject = ("-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost")
        command = ("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
        made = ("-days", "2", "-keyout", str(key), "-out", str(certificate))
        subprocess.run([*command, *subject, *made], capture_output=True, check=True, timeout=60)
        key.chmod(0o600)
        for file in (certificate, key):
            shutil.chown(file, *_owner(self.folder))
        return certificate, key

    def execute(self, statement: str) -> None:
        import psycopg

        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(statement)  # type: ignore[arg-type]

    def set_up(self, settings: Sequence[str]) -> None:
        password = self.folder / "password"
        password.write_text(PASSWORD, encoding="utf-8")
        shutil.chown(password, *_owner(self.folder))
        options = ("--auth=scram-sha-256", f"--username={USER}", f"--pwfile={password}")
        self._run("initdb", *options, "--encoding=UTF8", "--no-locale", "--no-sync")
        with (self.folder / "data" / "postgresql.conf").open("a", encoding="utf-8") as file:
            file.write("\n".join([_SETTINGS.format(folder=self.folder), *settings, ""]))

    def _run(self, program: str, *words: str) -> None:
        command = [str(self.programs / program), "--pgdata", str(self.folder / "data"), *words]
        done = subprocess.run(
            command,
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=60,
            check=False,
            **_account(),
        )
        assert done.returncode == 0, f"{program}: {done.stdout}"


def _is_alive(process: str) -> bool:
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        return ") Z " not in Path(f"/proc/{process}/stat").read_text(encoding="utf-8")
    return False


def what_is_missing() -> str:
    """Why no server can be started here; "" when one can."""
    if os.name != "posix":
        return "no PostgreSQL on this system: the tests start one on a Unix socket only"
    if importlib.util.find_spec("psycopg") is None:
        return "no PostgreSQL driver: install what requirements.lock names"
    if _programs() is None:
        return "no PostgreSQL server found: get one with `apt-get install postgresql` (Debian, Ubuntu; as root)"
    return ""


@contextlib.contextmanager
def running(*settings: str) -> Iterator[Server]:
    """A server with an empty database. Only where ``what_is_missing`` says nothing. ``settings``: more of them."""
    import psycopg

    programs = _programs()
    assert programs
    # Not pytest's own folder: that one is closed to other users, and the path of a socket must be short.
    folder = Path(tempfile.mkdtemp(prefix="coverline-postgres-", dir="/tmp"))
    server = Server(programs, folder)
    try:
        if account := _account():
            os.chown(folder, account["user"], account["group"])
        server.set_up(settings)
        server.start()
        try:
            with psycopg.connect(server.url.replace(f"/{DATABASE}", "/postgres"), autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {DATABASE}")
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _programs() -> Path | None:
    """The folder of the server's programs; Debian keeps them off the PATH."""
    found = shutil.which("initdb")
    folders = [Path(found).resolve().parent] if found else []
    if asked := shutil.which("pg_config"):
        answer = subprocess.run([asked, "--bindir"], capture_output=True, text=True, check=False)
        folders.append(Path(answer.stdout.strip()))
    debian = Path("/usr/lib/postgresql").glob("*/bin")
    folders += sorted(debian, key=lambda folder: folder.parent.name.zfill(4), reverse=True)
    return next((folder for folder in folders if all((folder / name).is_file() for name in _PROGRAMS)), None)


def _account() -> dict[str, Any]:
    """Whom the server runs as where the tests run as root, whom it refuses; for ``subprocess``."""
    if os.geteuid() != 0:
        return {}
    import pwd

    names = {user.pw_name: user for user in pwd.getpwall()}
    user = names.get("postgres") or names["nobody"]
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _owner(folder: Path) -> tuple[int, int]:
    owner = folder.stat()
    return owner.st_uid, owner.st_gid
