"""`proof` and `verify` as a user types them, and what other exports say about attached files."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pytest

from tests.cli.commands import run
from tests.exchange.proof.filings import filed_ledger
from tests.store.files import PDF


@pytest.fixture(scope="module")
def filed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return filed_ledger(tmp_path_factory.mktemp("filed") / "ledger.db").backup()


@pytest.fixture
def zip_file(filed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where a proof file goes; the ledger is the filed one."""
    shutil.copy(filed, tmp_path / "ledger.db")
    monkeypatch.setenv("COVERLINE_DATABASE_URL", f"sqlite:///{tmp_path}/ledger.db")
    return tmp_path / "proof.zip"


def test_a_proof_file_is_written_and_holds(zip_file: Path) -> None:
    made = run("proof", "--to", zip_file, "--as-of", "2026-11-22")
    assert made.exit_code == 0
    sha256 = hashlib.sha256(zip_file.read_bytes()).hexdigest()
    assert f"SHA-256 of the ZIP: {sha256}" in made.stdout
    assert "Attached files: 3." in made.stdout
    checked = run("verify", zip_file)
    assert (checked.exit_code, checked.stderr) == (0, "")
    for said in (sha256, "Nothing was changed", "one chain", "cannot find out", "not legal advice", "as of 2026-11-22"):
        assert said in checked.stdout
    assert run("verify", zip_file, "--sha256", sha256.upper()).exit_code == 0


def test_of_one_certificate(zip_file: Path) -> None:
    made = run("proof", "--to", zip_file, "--certificate", "c2")
    assert (made.exit_code, "Attached files: 2." in made.stdout) == (0, True)
    assert "Proof file of the certificate c2" in run("verify", zip_file).stdout


def test_a_changed_one_is_named_and_the_status_is_1(zip_file: Path) -> None:
    run("proof", "--to", zip_file)
    content = zip_file.read_bytes()
    zip_file.write_bytes(content.replace(PDF, PDF.replace(b"1.7", b"1.4")))
    checked = run("verify", zip_file)
    assert checked.exit_code == 1
    assert checked.stderr.startswith("proof.zip: attachments/")
    assert checked.stderr.count("\n") == 1
    assert "Nothing was changed" not in checked.stdout
    assert "cannot find out" in checked.stdout


def test_another_zip_than_the_one_that_was_noted_is_status_1(zip_file: Path) -> None:
    run("proof", "--to", zip_file)
    checked = run("verify", zip_file, "--sha256", "0" * 64)
    assert (checked.exit_code, checked.stderr) == (1, "proof.zip: this is not the ZIP whose SHA-256 you gave.\n")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("proof", "--to", "{folder}/proof.txt"), "does not end in .zip"),
        (("proof", "--to", "{folder}/none/proof.zip"), "no such folder"),
        (("proof", "--to", "{folder}/proof.zip", "--certificate", "c9"), "Known: c1, c2, b1"),
        (("proof", "--to", "{folder}/proof.zip", "--as-of", "today"), "is not a date"),
        (("verify", "{folder}/none.zip"), "there is no such file"),
        (("verify", "{folder}/ledger.db"), "no ZIP file"),
    ],
)
def test_what_cannot_be_done_is_status_2_and_writes_nothing(zip_file: Path, words: tuple[str, ...], said: str) -> None:
    before = {path.name for path in zip_file.parent.iterdir()}
    done = run(*(word.format(folder=zip_file.parent) for word in words))
    assert done.exit_code == 2
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
    assert {path.name for path in zip_file.parent.iterdir()} == before


def test_other_files_say_that_the_attached_ones_are_not_in_them(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.mkdir()
    (log / "trips.csv").write_text("trip,country,first_day\na,FR,2026-01-01\n")
    said = "the files themselves are in the ledger"
    assert said not in run("export", log, "--to", tmp_path / "one.json").stdout.lower()
    (log / "attachments.csv").write_text(
        "attachment,about,subject,file_name,sha256\n" + f"f1,trips,a,a.pdf,{'0' * 64}\n"
    )
    for name in ("one.json", "one.xlsx"):
        done = run("export", log, "--to", tmp_path / name)
        assert (done.exit_code, said in done.stdout.lower()) == (0, True)
    done = run("import", tmp_path / "one.json", "--into", tmp_path / "other")
    assert said in done.stdout.lower()
    assert "a.pdf" in (tmp_path / "other" / "attachments.csv").read_text()
