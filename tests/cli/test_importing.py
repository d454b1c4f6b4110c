"""What import prints and writes, and how it ends."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import tracker
from tests.cli.commands import AS_OF, BROKEN, CLONE, run
from tests.test_samples import FOLDER as SAMPLES


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
    before = (folder / "trips.csv").read_text(encoding="utf-8")
    result = run("import", file, "--into", folder)
    assert result.exit_code == 1
    assert "more.csv:2: Trip a is stored with other content" in result.stderr
    assert "more.csv:3: country: 'Atlantis'" in result.stderr
    assert "1 changed" in result.stdout
    after = (folder / "trips.csv").read_text(encoding="utf-8")
    assert "2026-12-31" not in after
    assert after.count("Atlantis") == before.count("Atlantis")


def test_import_keeps_columns_with_names_of_its_own(tmp_path: Path) -> None:
    file, log = tmp_path / "x.csv", tmp_path / "log"
    file.write_text("row,is,country,first_day,last_day\nfront,big,FR,2026-01-01,2026-01-02\n", encoding="utf-8")
    result = run("import", file, "--into", log)
    assert result.exit_code == 0
    assert "front" in result.stdout
    assert tracker.read_workspace(log).tables()["trips"][["row", "is"]].values.tolist() == [["front", "big"]]


def test_import_asks_for_the_date_order(tmp_path: Path) -> None:
    file, log = tmp_path / "x.csv", tmp_path / "log"
    file.write_text("country,start,end\nFR,05/01/2026,05/02/2026\n", encoding="utf-8")
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
        ((CLONE / "pyproject.toml", "--into", "log"), "pyproject.toml: no column says the country"),
        ((SAMPLES / "nomad" / "trips.csv", "--into", "log", "--from", "pdf"), "Available: csv"),
        ((SAMPLES / "nomad" / "trips.csv", "--into", SAMPLES / "nomad" / "trips.csv"), "workspace folder"),
    ],
)
def test_import_that_cannot_be_done(words: tuple[object, ...], said: str, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = run("import", *words)
    assert result.exit_code == 2
    assert said in result.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("more", [[], ["--dry-run"]])
def test_import_asks_about_work_days_that_another_trip_has_too(tmp_path: Path, more: list[str]) -> None:
    file, log = tmp_path / "x.csv", tmp_path / "log"
    file.write_text("country,start,end\nFR,2026-01-01,2026-01-31\nDE,2026-01-20,2026-02-10\n", encoding="utf-8")
    result = run("import", file, "--into", log, *more)
    assert result.exit_code == 0
    asked = "Row 2 is work in France, from 2026-01-20 to 2026-01-31. Did you work in both countries on these days?"
    assert f"x.csv:3: {asked}" in " ".join(result.stderr.split())
    assert log.exists() is not bool(more)


def test_import_says_first_what_each_file_is(tmp_path: Path) -> None:
    one, two = tmp_path / "2019.csv", tmp_path / "2026.csv"
    one.write_text("traveler,country,first_day,last_day\nann,FR,2019-01-01,2019-01-31\n", encoding="utf-8")
    two.write_text(
        "traveler,country,first_day,last_day\nann,DE,2026-01-01,2026-01-31\nbo,DE,2026-01-01,2026-01-31\n",
        encoding="utf-8",
    )
    result = run("import", one, two, "--into", tmp_path / "log")
    assert result.exit_code == 0
    assert result.stdout.startswith("2019.csv: CSV")
    assert "2026.csv: CSV" in result.stdout
    assert "2 rows, 2 people, 2026" in result.stdout
    assert "3 new rows were added" in result.stdout


def test_import_reads_standard_input(tmp_path: Path) -> None:
    typed = "country,first_day,last_day\nFR,2026-01-01,2026-01-31\n"
    assert run("import", "-", "--into", tmp_path / "log", typed=typed).exit_code == 0
    assert tracker.read_workspace(tmp_path / "log").trips["country"].tolist() == ["FR"]


def test_a_refused_file_does_not_stop_the_others(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    good.write_text("country,first_day,last_day\nFR,2026-01-01,2026-01-31\n", encoding="utf-8")
    bad.write_text("", encoding="utf-8")
    result = run("import", bad, good, "--into", tmp_path / "log")
    assert result.exit_code == 1
    assert result.stderr.startswith("bad.csv: ")
    assert len(tracker.read_workspace(tmp_path / "log").trips) == 1


def test_whose_trips_they_are_can_be_said(tmp_path: Path) -> None:
    file, log = tmp_path / "x.csv", tmp_path / "log"
    file.write_text("country,first_day,last_day\nFR,2026-01-01,2026-01-31\n", encoding="utf-8")
    assert run("import", file, "--into", log, "--traveler", "ann").exit_code == 0
    assert tracker.read_workspace(log).trips["traveler"].tolist() == ["ann"]


def test_a_question_is_printed_with_the_option_that_answers_it(tmp_path: Path) -> None:
    file, log = tmp_path / "x.csv", tmp_path / "log"
    log.mkdir()
    (log / "trips.csv").write_text("trip,country,first_day,last_day\na,FR,2026-01-01,\n", encoding="utf-8")
    file.write_text("country,first_day,last_day\nFR,2026-01-01,2026-01-31\n", encoding="utf-8")
    asked = run("import", file, "--into", log)
    assert asked.exit_code == 1
    assert "2026-01-01 – open" in asked.stdout
    assert "To answer: --answer 'correction=correct'" in asked.stdout
    assert run("import", file, "--into", log, "--dry-run", "--answer", "correction=correct").exit_code == 0
    assert "2026-01-31" not in (log / "trips.csv").read_text(encoding="utf-8")
    corrected = run("import", file, "--into", log, "--answer", "correction=correct")
    assert corrected.exit_code == 0
    assert "1 stored row was changed" in corrected.stdout
    assert (log / "trips.csv").read_text(encoding="utf-8") == (
        "trip,country,first_day,last_day\na,FR,2026-01-01,2026-01-31\n"
    )


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--map", "Nix=last_day"), "there is no column 'Nix'"),
        (("--map", "last_day"), "is no pair"),
        (("--answer", "correction=yes"), "correct, add, leave_out"),
        (("--answer", "nonsense=yes"), "'nonsense'"),
        (("--date-order", "ymd"), "mdy"),
    ],
)
def test_an_option_that_fits_nothing_is_one_line(options: tuple[str, str], said: str, tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    file.write_text("country,first_day,last_day\nFR,2026-01-01,2026-01-31\n", encoding="utf-8")
    result = run("import", file, "--into", tmp_path / "log", *options)
    assert result.exit_code == 2
    assert said in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert not (tmp_path / "log").exists()


def test_choices_are_kept_in_a_file_and_used_again(tmp_path: Path) -> None:
    first, second, choices = tmp_path / "a.csv", tmp_path / "b.csv", tmp_path / "choices.json"
    first.write_text("Country,Start,End\nGermany,03/04/2026,05/04/2026\n", encoding="utf-8")
    second.write_text("Country,Start,End\nFrance,03/05/2026,05/05/2026\n", encoding="utf-8")
    kept = ("--into", tmp_path / "log", "--recipes", choices)
    assert run("import", first, *kept, "--date-order", "dmy").exit_code == 0
    again = run("import", second, *kept)
    assert (again.exit_code, "with these headings on " in " ".join(again.stdout.split())) == (0, True)
    anew = run("import", second, *kept, "--answer", "recipe=anew")
    assert "month or the day comes first" in anew.stderr
