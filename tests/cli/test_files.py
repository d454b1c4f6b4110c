"""What export prints and writes, and how it ends."""

from __future__ import annotations

import csv
import os
import re
import stat
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from tests.cli.commands import AS_OF, run
from tests.test_samples import FOLDER as SAMPLES
from tracker.codes import NOT_LEGAL_ADVICE


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
    assert (tmp_path / "packet-annex.pdf").read_bytes().startswith(b"%PDF-")
    assert f"Written: {tmp_path / 'packet-annex.pdf'} (the annex: basis for the dates)" in result.stdout
    assert SSN not in result.output
    assert "1980" not in result.output
    assert "Social Security number: on the sheet." in result.stderr
    assert "Date of birth: on the sheet." in result.stderr
    assert result.stderr.count("packet.pdf is not encrypted") == 1


@pytest.mark.skipif(os.name != "posix", reason="Windows has no file mode")
@pytest.mark.parametrize(("typed", "mode"), [("\n02/29/1980\n", 0o600), ("\n\n", 0o644)])
def test_a_file_that_holds_what_was_typed_is_for_its_owner_only(typed: str, mode: int, tmp_path: Path) -> None:
    file = tmp_path / "packet.pdf"
    file.write_bytes(b"an older one, which others may read")
    file.chmod(0o644)
    words = ("export", SAMPLES / "nomad", "--to", file, "--host", "FR", "--ask-identity", *AS_OF)
    result = run(*words, typed=typed)
    assert result.exit_code == 0
    assert stat.S_IMODE(file.stat().st_mode) == mode
    assert "Social Security number: blank, write it in." in result.stderr
    assert ("not encrypted" in result.stderr) == (mode == 0o600)


def test_a_packet_and_its_annex_are_written_both_or_not_at_all(tmp_path: Path) -> None:
    (tmp_path / "packet-annex.pdf").mkdir()
    result = run("export", SAMPLES / "mixed", "--to", tmp_path / "packet.pdf", "--paper", "a4", *AS_OF)
    assert result.exit_code == 2
    assert [path.name for path in tmp_path.iterdir()] == ["packet-annex.pdf"]


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
        (("x.csv", "--all"), "all: .csv cannot hold a list of requests. Available: .pdf"),
        (("x.xlsx", "--decision", "request"), "choose among the requests of everybody: add --all"),
        (("x.xlsx", "--travelers", "nora"), "choose among the requests of everybody: add --all"),
        (("x.xlsx", "--all", "--decision", "request,soon"), "'soon' is not known. Use request_now, answer_first,"),
        (("x.xlsx", "--all", "--traveler", "nora"), "choose one request"),
        (("x.xlsx", "--all", "--travelers", "nora,bob"), "'bob' does not occur"),
        (("x.xlsx", "--all", "--ask-identity"), "never holds a Social Security number"),
        (("x.pdf", "--all", "--ask-identity"), "belongs to one person"),
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
    assert (result.exit_code, "--all" in result.stderr) == (2, True)


def test_the_requests_of_everybody_are_one_workbook(tmp_path: Path) -> None:
    file = tmp_path / "requests.xlsx"
    words = ("export", SAMPLES / "program", "--to", file, "--all", "--travelers", "hana, ben", *AS_OF)
    result = run(*words, "--decision", "request", "--decision", "with_agency,ask_host")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "the requests of many people, one row each" in result.stdout
    rows = CalamineWorkbook.from_path(str(file)).get_sheet_by_name("Requests").to_python()
    people = [row[3] for row in rows if isinstance(row[0], float)]
    assert people == ["hana", "hana", "ben"]


def test_what_is_open_is_said_beside_the_file(tmp_path: Path) -> None:
    result = run("export", SAMPLES / "nomad", "--to", tmp_path / "x.pdf", "--host", "DE", *AS_OF)
    assert result.exit_code == 0
    assert "Not ready to file: Germany" in result.stderr
    assert "Social Security number: blank, write it in." in result.stderr
    assert "Date of birth: blank, write it in." in result.stderr
    assert "not encrypted" not in result.stderr


def test_redacted_words_are_not_in_the_file(tmp_path: Path) -> None:
    file = tmp_path / "x.html"
    assert run("export", SAMPLES / "nomad", "--to", file, "--redact", "names,places,notes", *AS_OF).exit_code == 0
    text = file.read_text(encoding="utf-8").lower()
    assert [word for word in ("nora", "nomad", "lyon", "museum", "sample-0001", "lease") if word in text] == []
    assert "sep 15, 2025" in text


def calendar_log(folder: Path, *trips: str) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "trips.csv").write_text("\n".join(["trip,country,first_day,last_day", *trips]), encoding="utf-8")
    return folder


def test_a_calendar_goes_on_from_the_file_that_it_replaces_or_the_one_that_is_named(tmp_path: Path) -> None:
    log, file = calendar_log(tmp_path / "log", "a,TH,2026-01-05,2026-01-09", "b,TH,2026-03-05,"), tmp_path / "x.ics"
    first = run("export", log, "--to", file, *AS_OF)
    assert (first.exit_code, "2 events. Import the file" in first.output) == (0, True)
    before = file.read_bytes()
    assert "2 events, all as in the earlier file" in run("export", log, "--to", file, *AS_OF).output
    assert file.read_bytes() == before

    calendar_log(log, "a,TH,2026-01-06,2026-01-09", "c,TH,2026-06-05,2026-06-06")
    other = tmp_path / "other.ics"
    for words in (("--to", other, "--after", file), ("--to", file)):
        result = run("export", log, *words, *AS_OF)
        assert "1 new event, 1 changed, 1 canceled, 0 as before" in result.output
    assert other.read_bytes().count(b"STATUS:CANCELLED") == file.read_bytes().count(b"STATUS:CANCELLED") == 1
    run("export", log, "--to", file, *AS_OF)
    assert b"CANCELLED" not in file.read_bytes()


def test_a_calendar_of_another_program_is_neither_replaced_nor_gone_on_from(tmp_path: Path) -> None:
    log, theirs = calendar_log(tmp_path / "log", "a,TH,2026-01-05,2026-01-09"), tmp_path / "x.ics"
    theirs.write_bytes(content := b"BEGIN:VCALENDAR\r\nPRODID:-//Other//EN\r\nEND:VCALENDAR\r\n")
    refused = run("export", log, "--to", theirs, *AS_OF)
    assert (refused.exit_code, "is not from Coverline" in refused.stderr) == (2, True)
    named = run("export", log, "--to", tmp_path / "y.ics", "--after", theirs, *AS_OF)
    assert (named.exit_code, "is not a calendar file that Coverline wrote" in named.stderr) == (2, True)
    gone = run("export", log, "--to", tmp_path / "y.ics", "--after", tmp_path / "none.ics", *AS_OF)
    assert (gone.exit_code, "No such file" in gone.stderr) == (2, True)
    assert theirs.read_bytes() == content
    ours = tmp_path / "y.ics"
    run("export", log, "--to", ours, *AS_OF)
    csv = run("export", log, "--to", tmp_path / "x.csv", "--after", ours, *AS_OF)
    assert (csv.exit_code, "does not go on from an earlier file" in csv.stderr) == (2, True)
