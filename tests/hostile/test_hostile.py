"""Every file of the corpus through every way in: a plain sentence or findings by row, no traceback, nothing changed.

Each also within limits of time and memory: a file of a few kilobytes must not bring the program down.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Hashable, Iterator
from pathlib import Path

import pytest
from typer.testing import Result

from tests.cli import commands
from tests.hostile.corpus import NAMES, content_of
from tracker.errors import FileRefused, ProofRefused
from tracker.exchange.importers import Source, What, review
from tracker.exchange.proof import verify
from tracker.itinerary import read_workspace
from tracker.store import Changes, Ledger, open_ledger

LOG = b"country,first_day,last_day,note\r\nUS,2026-01-01,2026-01-31,home\r\n"
LONGEST = 30  # seconds for one way in, on a machine that is busy with other things
MOST_MEMORY = 1024**3  # bytes by which the peak may grow


def peak_memory() -> int:
    """The most memory, in bytes, that this process ever had; 0 on a system that does not tell."""
    try:
        import resource
    except ImportError:
        return 0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


@pytest.fixture(autouse=True)
def _within_limits() -> Iterator[None]:
    memory, begin = peak_memory(), time.monotonic()
    yield
    assert time.monotonic() - begin < LONGEST
    assert peak_memory() - memory < MOST_MEMORY


@pytest.fixture
def hostile(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """One file of the corpus in a folder of its own."""
    folder = tmp_path / "inbox"
    folder.mkdir()
    file = folder / request.param
    file.write_bytes(content_of(request.param))
    return file


def assert_plain(sentence: str, file: str) -> None:
    """One line that begins with the file, says something and cannot steer a terminal."""
    assert sentence.startswith(file), sentence
    assert len(sentence) >= len(file) + 10
    assert "Traceback" not in sentence
    assert all(sign.isprintable() for sign in sentence), sentence


def run(*words: object) -> Result:
    done = commands.run(*words)
    assert done.exception is None or isinstance(done.exception, SystemExit), repr(done.exception)
    return done


def test_the_corpus_is_large_enough() -> None:
    assert len(NAMES) >= 60


@pytest.mark.parametrize("hostile", NAMES, indirect=True)
def test_import_on_the_command_line(hostile: Path, tmp_path: Path) -> None:
    into = tmp_path / "log"
    into.mkdir()
    (into / "trips.csv").write_bytes(LOG)
    done = run("import", hostile, "--into", into)
    lines = done.stderr.splitlines()
    after = (into / "trips.csv").read_bytes()
    if done.exit_code == 2:
        assert len(lines) == 1
        assert_plain(lines[0], hostile.name)
        assert after == LOG
    else:
        for line in lines:
            assert_plain(line, hostile.name)
        # A question about days that are worked twice is put, and does not fail: all rows were used.
        questions = ("Are both right?", "Did you work in both countries on these days?")
        assert bool([line for line in lines if not line.endswith(questions)]) == (done.exit_code == 1)
        assert after.startswith(LOG.splitlines()[0])  # what was there stays, and what came can be read again
        assert b"US,2026-01-01,2026-01-31,home" in after
        assert read_workspace(into).unusable_rows == 0
    assert {path.name for path in into.iterdir()} == {"trips.csv"}
    assert {path.name for path in tmp_path.iterdir()} == {"inbox", "log"}


@pytest.mark.parametrize("hostile", NAMES, indirect=True)
def test_analyze_on_the_command_line(hostile: Path) -> None:
    before = hostile.read_bytes()
    done = run("analyze", hostile, "--as-of", "2026-11-22")
    lines = done.stderr.splitlines()
    if done.exit_code == 2:
        assert len(lines) == 1
        assert_plain(lines[0], hostile.name if lines[0].startswith(hostile.name) else str(hostile))
    for line in lines:
        assert all(sign.isprintable() for sign in line)
    assert bool(lines) == (done.exit_code != 0)
    assert hostile.read_bytes() == before


@pytest.mark.parametrize("hostile", NAMES, indirect=True)
def test_upload_in_the_app(hostile: Path, ledger: Ledger) -> None:
    """What the Trips page does with an upload, up to the button: look, show, and save what was confirmed."""
    revision = ledger.revision()
    looked = review([Source(hostile.name, hostile.read_bytes())], ledger.workspace(), traveler="me")
    for file in looked.files:
        if file.refused:
            assert_plain(file.refused, hostile.name)
            assert looked.stored_rows == 0
    for rows in looked.tables.values():
        assert (rows["why"][rows["what"] == What.LEFT_OUT].str.len() > 10).all()
    if looked.stored_rows:
        added = {table: rows.to_dict("records") for table, rows in looked.new.items()}
        ledger.save_many({table: Changes(added=_texts(rows)) for table, rows in added.items()})
        revision = ledger.revision()
    assert ledger.revision() == revision
    assert ledger.check_chain().is_whole


def _texts(rows: list[dict[Hashable, object]]) -> list[dict[str, str]]:
    return [{str(name): str(text) for name, text in row.items()} for row in rows]


@pytest.mark.parametrize("hostile", NAMES, indirect=True)
def test_attaching(hostile: Path, ledger: Ledger) -> None:
    row = {"about": "travelers", "subject": "me", "file_name": hostile.name}
    revision = ledger.revision()
    try:
        ledger.attach(row, hostile.read_bytes())
    except FileRefused as error:
        assert_plain(str(error), hostile.name.strip("."))
        assert ledger.revision() == revision
        assert ledger.file_sizes() == {}
    else:  # plain text is what it is: kept, and handed back byte for byte
        assert hostile.suffix == ".csv"
        [sha256] = ledger.file_sizes()
        assert ledger.content(sha256) == hostile.read_bytes()


@pytest.mark.parametrize("hostile", NAMES, indirect=True)
def test_verify(hostile: Path, tmp_path: Path) -> None:
    with pytest.raises(ProofRefused) as refused:
        verify(hostile)
    assert_plain(str(refused.value), hostile.name)
    done = run("verify", hostile)
    assert done.exit_code == 2
    assert done.stderr.splitlines() == [str(refused.value)]
    assert [path.name for path in tmp_path.iterdir()] == ["inbox"]


@pytest.fixture(scope="module")
def one_ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("ledger") / "ledger.db"
    open_ledger(f"sqlite:///{file}").save("travelers", added=[{"traveler": "me", "name": "Ann"}])
    return file


@pytest.fixture
def ledger(one_ledger: Path, tmp_path: Path) -> Ledger:
    copy = tmp_path / "ledger.db"
    copy.write_bytes(one_ledger.read_bytes())
    return open_ledger(f"sqlite:///{copy}")
