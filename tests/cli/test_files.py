"""What import and export print and write, and how they end."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pandas as pd
import pytest

import tracker
from tests.cli.commands import AS_OF, BROKEN, CLONE, run
from tests.test_samples import FOLDER as SAMPLES
from tracker.codes import NOT_LEGAL_ADVICE


def test_import_shows_adds_and_then_finds_nothing_new(tmp_path: Path) -> None:
    file, log = tmp_path / "trips from excel.csv", tmp_path / "log"
    file.write_bytes(b"Country;Arrival;Departure\r\nFrance;2026-01-01;2026-01-31\r\nGermany;2026-02-01;\r\n")
    dry = run("import", file, "--into", log, "--dry-run")
    assert (dry.exit_code, log.exists()) == (0, False)
    first = run("import", file, "--into", log)
    assert first.exit_code == 0
    assert "2 new, 0 same, 0 changed, 0 unusable" in first.stdout
    assert "2026-01-31" in first.stdout
    before = (log / "trips.csv").read_bytes()
    again = run("import", file, "--into", log)
    assert again.exit_code == 0
    assert "0 new, 2 same" in again.stdout
    assert "Nothing new" in again.stdout
    assert (log / "trips.csv").read_bytes() == before
    assert tracker.read_workspace(log).trips["trip"].tolist() == ["t1", "t2"]


def test_import_leaves_unusable_and_changed_rows_out(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "more.csv"
    file.write_text(BROKEN.replace("a,FR,2026-01-01,2026-01-31", "a,FR,2026-01-01,2026-12-31"), encoding="utf-8")
    before = (folder / "trips.csv").read_bytes()
    result = run("import", file, "--into", folder)
    assert result.exit_code == 1
    assert "more.csv:1: trip: a is stored with other content" in result.stderr
    assert "more.csv:2: country: 'Atlantis'" in result.stderr
    assert "1 changed" in result.stdout
    assert (folder / "trips.csv").read_bytes() == before


def test_import_keeps_columns_with_names_of_its_own(tmp_path: Path) -> None:
    file, log = tmp_path / "x.csv", tmp_path / "log"
    file.write_text("row,is,country,first_day\nfront,big,FR,2026-01-01\n", encoding="utf-8")
    result = run("import", file, "--into", log)
    assert result.exit_code == 0
    assert "front" in result.stdout
    assert tracker.read_workspace(log).trips[["row", "is"]].values.tolist() == [["front", "big"]]


def test_import_asks_for_the_date_order(tmp_path: Path) -> None:
    file, log = tmp_path / "x.csv", tmp_path / "log"
    file.write_text("country,start,end\nFR,05/01/2026,05/31/2026\n", encoding="utf-8")
    refused = run("import", file, "--into", log)
    assert (refused.exit_code, log.exists()) == (2, False)
    assert "mdy" in refused.stderr
    assert run("import", file, "--into", log, "--date-order", "mdy").exit_code == 0
    assert tracker.read_workspace(log).trips["first_day"].dt.strftime("%Y-%m-%d").tolist() == ["2026-05-01"]


@pytest.mark.parametrize("ending", [".xlsx", ".json"])
def test_exported_workspace_can_be_imported_elsewhere(ending: str, tmp_path: Path) -> None:
    file, log = tmp_path / f"all{ending}", tmp_path / "log"
    assert run("export", SAMPLES / "program", "--to", file, *AS_OF).exit_code == 0
    assert run("import", file, "--into", log).exit_code == 0
    one, other = tracker.read_workspace(SAMPLES / "program"), tracker.read_workspace(log)
    for name, table in one.tables().items():
        pd.testing.assert_frame_equal(table, getattr(other, name), check_index_type=False)
    assert "Nothing new" in run("import", file, "--into", log).stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("none.csv", "--into", "log"), "none.csv: No such file"),
        ((SAMPLES / "nomad", "--into", "log"), "nomad: "),
        ((CLONE / "pyproject.toml", "--into", "log"), "csv, xlsx, json"),
        ((SAMPLES / "nomad" / "trips.csv", "--into", "log", "--from", "pdf"), "csv, xlsx, json"),
        ((SAMPLES / "nomad" / "trips.csv", "--into", SAMPLES / "nomad" / "trips.csv"), "workspace folder"),
    ],
)
def test_import_that_cannot_be_done(words: tuple[object, ...], said: str, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = run("import", *words)
    assert result.exit_code == 2
    assert said in result.stderr
    assert list(tmp_path.iterdir()) == []


# export


def test_filing_dates_can_be_read_back(tmp_path: Path) -> None:
    file = tmp_path / "dates.csv"
    assert run("export", SAMPLES / "nomad", "--to", file, *AS_OF).exit_code == 0
    with file.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    asked = [(row["agreement_country"], row["beginning_date_us"], row["request_now"]) for row in rows]
    assert ("FR", "09/15/2025", "yes") in asked
    assert ("DE", "02/28/2026", "no") in asked
    assert {row["note"] for row in rows} == {NOT_LEGAL_ADVICE}


def test_export_refuses_files_of_the_workspace(folder: Path, tmp_path: Path) -> None:
    before = (folder / "trips.csv").read_bytes()
    for workspace in (folder, folder / "trips.csv"):
        assert run("export", workspace, "--to", folder / "trips.csv").exit_code == 2
    assert (folder / "trips.csv").read_bytes() == before
    assert run("export", folder, "--to", tmp_path / "none" / "x.csv").exit_code == 2
    assert run("export", folder, "--to", tmp_path / "x.csv", *AS_OF).exit_code == 1


SSN = "219-45-6789"


def test_a_packet_is_written_for_one_request_with_what_was_typed_hidden(tmp_path: Path) -> None:
    file = tmp_path / "packet.pdf"
    words = ("export", SAMPLES / "nomad", "--to", file, "--host", "France", "--ask-identity", *AS_OF)
    result = run(*words, typed=f"{SSN}\n1980-02-29\n")
    assert result.exit_code == 0
    assert file.read_bytes().startswith(b"%PDF-")
    assert SSN not in result.output
    assert "1980" not in result.output


@pytest.mark.parametrize("typed", ["000-12-3456\n1980-02-29\n", f"{SSN}\n1980-02-30\n", "12\n\n"])
def test_an_identity_that_cannot_be_is_refused_without_repeating_it(typed: str, tmp_path: Path) -> None:
    words = ("export", SAMPLES / "nomad", "--to", tmp_path / "packet.pdf", "--ask-identity", *AS_OF)
    result = run(*words, typed=typed)
    assert result.exit_code == 2
    assert not {"000-12-3456", SSN, "1980-02-30"} & set(re.split(r"[\s'\".,]+", result.output))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("x.pdf", "--host", "GR"), "no request for host GR"),
        (("x.pdf", "--host", "FR", "--period", "1"), "no request for host FR period 1"),
        (("x.pdf", "--traveler", "bob"), "'bob' does not occur"),
        (("x.html", "--redact", "faces"), "'faces' is not known. Use names, places, notes"),
        (("x.html", "--ask-identity"), "never holds a Social Security number"),
        (("x.csv", "--traveler", "nora"), "always holds everybody"),
    ],
)
def test_a_choice_that_fits_nothing_is_one_line_and_no_file(
    words: tuple[str, ...], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run("export", SAMPLES / "nomad", "--to", *words, *AS_OF)
    assert result.exit_code == 2
    assert said in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_packet_of_nobody_in_particular_asks_who(tmp_path: Path) -> None:
    result = run("export", SAMPLES / "program", "--to", tmp_path / "x.pdf", *AS_OF)
    assert (result.exit_code, "say whose packet" in result.stderr) == (2, True)


def test_what_is_open_is_said_beside_the_file(tmp_path: Path) -> None:
    result = run("export", SAMPLES / "nomad", "--to", tmp_path / "x.pdf", "--host", "DE", *AS_OF)
    assert result.exit_code == 0
    assert "Not ready to file: Germany" in result.stderr


def test_redacted_words_are_not_in_the_file(tmp_path: Path) -> None:
    file = tmp_path / "x.html"
    assert run("export", SAMPLES / "nomad", "--to", file, "--redact", "names,places,notes", *AS_OF).exit_code == 0
    text = file.read_text(encoding="utf-8").lower()
    assert [word for word in ("nora", "nomad", "lyon", "museum", "sample-0001", "lease") if word in text] == []
    assert "2025-09-15" in text


@pytest.mark.parametrize("more", [[], ["--dry-run"]])
def test_import_asks_about_work_days_that_another_trip_has_too(tmp_path: Path, more: list[str]) -> None:
    file, log = tmp_path / "x.csv", tmp_path / "log"
    file.write_text("country,start,end\nFR,2026-01-01,2026-01-31\nDE,2026-01-20,2026-02-10\n", encoding="utf-8")
    result = run("import", file, "--into", log, *more)
    assert result.exit_code == 0
    asked = "Trip t1 is work in France, from 2026-01-20 to 2026-01-31. Did you work in both countries on these days?"
    assert f"x.csv:2: {asked}" in " ".join(result.stderr.split())
    assert log.exists() is not bool(more)
