"""The commands as a user types them: what is printed, what is written, how they end."""

from __future__ import annotations

import csv
import json
import os
import re
import runpy
import socket
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner, Result

import tracker
from tests.server.test_sign_in_file import GOOD
from tests.test_samples import FOLDER as SAMPLES
from tracker import cli, schema
from tracker.codes import NOT_LEGAL_ADVICE

CLONE = Path(__file__).resolve().parents[1]
AS_OF = ("--as-of", "2026-11-22")
BROKEN = (
    "trip,country,first_day,last_day\n"
    "a,FR,2026-01-01,2026-01-31\n"
    "b,Atlantis,2026-02-01,2026-02-03\n"
    "c,DE,2026-03,2026-04-01\n"
    "d,DE,2026-05-02,2026-05-01\n"
    "a,DE,2026-06-01,2026-06-02\n"
)


def run(*words: object) -> Result:
    return CliRunner().invoke(cli.main, [str(word) for word in words], prog_name="coverline")


def run_apart(*words: object, **environment: str) -> subprocess.CompletedProcess[str]:
    """The same in a process of its own, as ``python -m tracker``."""
    return subprocess.run(
        [sys.executable, "-m", "tracker", *map(str, words)],
        cwd=CLONE,
        env={**os.environ, "PYTHONIOENCODING": "utf-8", **environment},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A workspace with one good and four unusable rows."""
    (tmp_path / "log").mkdir()
    (tmp_path / "log" / "trips.csv").write_text(BROKEN, encoding="utf-8")
    return tmp_path / "log"


# analyze


def test_summary_shows_days_periods_findings_and_the_note() -> None:
    result = run("analyze", SAMPLES / "mixed", *AS_OF)
    assert (result.exit_code, result.stderr) == (0, "")
    analysis = tracker.analyze(
        tracker.read_workspace(SAMPLES / "mixed"), tracker.load_rules(), as_of=pd.Timestamp("2026-11-22").date()
    )
    for verdict, days in analysis.summary["host_days_per_verdict"].items():
        assert [line for line in result.stdout.splitlines() if verdict in line.split() and str(days) in line.split()]
    assert "m03+m05" in result.stdout
    assert "Thailand" in result.stdout
    assert "As of 2026-11-22" in result.stdout
    assert "join_gap_days: 30" in result.stdout
    assert analysis.rules.digest in result.stdout
    assert NOT_LEGAL_ADVICE in result.stdout


def test_summary_names_the_next_deadlines() -> None:
    shown = " ".join(run("analyze", SAMPLES / "employee", *AS_OF).stdout.split())
    assert "Deadlines" in shown
    assert shown.index("2027-08-31") < shown.index("2029-09-01")  # the certificate ends, then the limit is reached
    assert "certificate_ends" in shown


@pytest.mark.parametrize("form", ["csv", "json", "parquet"])
def test_analyze_writes_the_tables_of_the_contract(form: str, tmp_path: Path) -> None:
    result = run("analyze", SAMPLES / "nomad", "--out", tmp_path / "out", "--format", form, *AS_OF)
    assert result.exit_code == 0, result.output
    written = {path.name for path in (tmp_path / "out").iterdir()}
    assert written == {f"{name}.{form}" for name in schema.RESULTS} | {"summary.json"}
    assert {path.name for path in tmp_path.iterdir()} == {"out"}


def test_csv_files_have_the_documented_columns_and_say_what_the_engine_says(tmp_path: Path) -> None:
    assert run("analyze", SAMPLES / "program", "--out", tmp_path, *AS_OF).exit_code == 0
    analysis = tracker.analyze(
        tracker.read_workspace(SAMPLES / "program"), tracker.load_rules(), as_of=pd.Timestamp("2026-11-22").date()
    )
    for name, table in schema.RESULTS.items():
        with (tmp_path / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file)
        assert header == list(table.columns)
        assert len(rows) == len(getattr(analysis, name))
    assert json.loads((tmp_path / "summary.json").read_text(encoding="utf-8")) == {
        **analysis.summary,
        "note": NOT_LEGAL_ADVICE,
    }


def test_settings_reach_the_engine(tmp_path: Path) -> None:
    words = ("--join-gap-days", "0", "--worker", "employee", "--residence", "Germany", "--buffer-days", "30")
    assert run("analyze", SAMPLES / "nomad", "--out", tmp_path, *AS_OF, *words).exit_code == 0
    told = json.loads((tmp_path / "summary.json").read_text(encoding="utf-8"))
    assert told["settings"] == {"join_gap_days": 0, "worker": "employee", "residence": "DE", "buffer_days": 30}
    assert told["as_of"] == "2026-11-22"


def test_unusable_rows_are_named_and_the_others_are_used(folder: Path, tmp_path: Path) -> None:
    result = run("analyze", folder, "--out", tmp_path / "out", *AS_OF)
    assert result.exit_code == 1
    lines = sorted(result.stderr.splitlines())
    assert [line.split(": ")[:2] for line in lines] == [
        ["trips.csv:2", "country"],
        ["trips.csv:3", "first_day"],
        ["trips.csv:4", "last_day"],
        ["trips.csv:5", "trip"],
    ]
    assert "'2026-03' names only a month" in lines[1]
    segments = pd.read_csv(tmp_path / "out" / "segments.csv")
    assert segments["days"].tolist() == [31]


def test_summary_counts_unusable_rows_once(folder: Path) -> None:
    result = run("analyze", folder, *AS_OF)
    assert "4 rows were unusable" in result.stdout
    assert "Atlantis" not in result.stdout
    assert result.stderr.count("Atlantis") == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("none",), "none: no such file or folder"),
        ((SAMPLES,), "there is no trips.csv"),
        ((CLONE / "pyproject.toml",), "not a workspace"),
        ((SAMPLES / "nomad", "--as-of", "2026-13-01"), "--as-of: '2026-13-01' is not a date"),
        ((SAMPLES / "nomad", "--as-of", "yesterday"), "like 2026-03-01"),
        ((SAMPLES / "nomad", "--join-gap-days", "-1"), "0 or more"),
        ((SAMPLES / "nomad", "--worker", "boss"), "employee, self_employed"),
        ((SAMPLES / "nomad", "--residence", "Atlantis"), "'Atlantis' is no country"),
        ((SAMPLES / "nomad", "--format", "csv"), "--out DIR"),
        ((SAMPLES / "nomad", "--out", "x", "--format", "xls"), "csv, json, parquet"),
        ((SAMPLES / "nomad", "--out", SAMPLES / "nomad" / "trips.csv"), "a file, not a folder"),
    ],
)
def test_nothing_can_be_done_is_one_line_and_status_2(words: tuple[object, ...], said: str) -> None:
    result = run("analyze", *words)
    assert result.exit_code == 2
    assert said in result.stderr
    assert result.stderr.count("\n") == 1
    assert result.stdout == ""


def test_unknown_options_and_commands_end_with_2() -> None:
    for words in (("analyze", SAMPLES / "nomad", "--nope"), ("nope",), ("analyze",), ("serve", "--port", "x")):
        result = run(*words)
        assert result.exit_code == 2
        assert "Error: " in result.stderr
        assert "Traceback" not in result.output


def test_empty_log_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "trips.csv").write_text("country,first_day\n", encoding="utf-8")
    assert run("analyze", tmp_path).exit_code == 0


def test_text_of_the_log_cannot_steer_the_terminal(tmp_path: Path) -> None:
    (tmp_path / "trips.csv").write_text(
        "traveler,country,first_day,last_day\n\x1b[31mred [bold]x,FR,2026-01-01,2026-01-05\n", encoding="utf-8"
    )
    result = run("analyze", tmp_path)
    assert result.exit_code == 0
    assert "\x1b" not in result.output
    assert "[bold]x" in result.stdout


# explain


def test_explain_shows_facts_rule_source_verdict_and_what_would_change_it() -> None:
    result = run("explain", SAMPLES / "nomad", "--traveler", "nora", "--day", "2026-03-05", *AS_OF)
    assert (result.exit_code, result.stderr) == (0, "")
    said = " ".join(result.stdout.split())
    rules = tracker.load_rules()
    rule = rules.provision("DE.self_employed.transfer")
    for text in (
        "Germany: Unclear: answer a question (unclear)",
        "trip n05, assignment de-exhibition",
        "Did your business exist in the US before you moved the work? Not known.",
        "2031-02-27",
        rule.section,
        rules.sources[rule.sources[0]].title,
        "Could be covered: ask for it",
        rules.digest,
        NOT_LEGAL_ADVICE,
    ):
        assert text in said


def test_explain_as_json_is_one_object_that_agrees_with_coverage() -> None:
    result = run("explain", SAMPLES / "mixed", "--day", "2026-05-20", "--format", "json", *AS_OF)
    assert (result.exit_code, result.stderr) == (0, "")
    told = json.loads(result.stdout)
    [answer] = told["answers"]
    assert (told["traveler"], told["day"], told["status"]) == ("mia", "2026-05-20", "agreement")
    assert (answer["host"], answer["verdict"], answer["mixed"]) == ("IT", "would_cover", True)
    assert answer["rule"]["provision"] == "IT.self_employed.nationality"
    assert {change["column"] for change in told["what_would_change"]["changes"]} == {"worker", "nationalities"}
    assert (told["as_of"], told["note"]) == ("2026-11-22", NOT_LEGAL_ADVICE)
    assert told["rules_digest"] == tracker.load_rules().digest


def test_explain_uses_the_settings(folder: Path) -> None:
    words = ("explain", folder, "--day", "2026-01-20", "--format", "json", *AS_OF, "--worker", "employee")
    result = run(*words)
    assert result.exit_code == 1
    assert "trips.csv:2: country" in result.stderr
    [answer] = json.loads(result.stdout)["answers"]
    assert answer["reason"] == "fact_missing:employer"


def test_explain_says_that_nothing_is_logged() -> None:
    result = run("explain", SAMPLES / "mixed", "--day", "2031-01-01", *AS_OF)
    assert result.exit_code == 0
    assert "Nothing is logged for this day." in result.stdout
    assert "The log runs from 2026-01-05 to 2026-11-22." in result.stdout


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--day", "2026-13-01"), "--day: '2026-13-01' is not a date"),
        (("--day", "2026-01-01", "--traveler", "nobody"), "traveler: 'nobody' does not occur"),
        (("--day", "2026-01-01"), "--traveler: say whose day it is: ada, ben"),
        (("--day", "2026-01-01", "--traveler", "ada", "--format", "xml"), "--format: 'xml' is not known"),
        ((), "--day"),
    ],
)
def test_explain_refuses_what_it_cannot_use(words: tuple[str, ...], says: str) -> None:
    result = run("explain", SAMPLES / "program", *words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert says in result.stderr


# a process of its own


def test_python_m_tracker_with_a_byte_order_mark(tmp_path: Path) -> None:
    file = tmp_path / "my trips.csv"
    file.write_bytes(b"\xef\xbb\xbf\r\n" + BROKEN.replace("\n", "\r\n").encode())
    done = run_apart("analyze", file, *AS_OF)
    assert done.returncode == 1
    assert sorted(done.stderr.splitlines())[0].startswith("my trips.csv:2: country: 'Atlantis'")
    assert "Traceback" not in done.stderr


def test_a_console_without_the_letters_gets_question_marks() -> None:
    done = run_apart("analyze", SAMPLES / "nomad", *AS_OF, PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stderr) == (0, "")


def test_missing_file_and_version_and_help() -> None:
    missing = run_apart("analyze", "no-such-folder")
    assert (missing.returncode, missing.stderr) == (2, "no-such-folder: no such file or folder\n")
    assert run_apart("--version").stdout == f"coverline {tracker.__version__}\n"
    told = run_apart("--help").stdout
    assert all(
        command in told for command in ("analyze", "agreements", "import", "export", "backup", "restore", "serve")
    )


# agreements


def test_agreements_of_a_day() -> None:
    today = run("agreements", "--on", "2026-11-22")
    assert today.exit_code == 0
    assert "reported, not confirmed:" in today.stdout
    assert "US business moved" in today.stdout
    early = run("agreements", "--on", "1980-01-01").stdout
    assert [line.split("│")[1].strip() for line in early.splitlines() if line.startswith("│")] == ["DE", "IT"]
    assert NOT_LEGAL_ADVICE in early


def test_every_agreement_can_be_looked_at() -> None:
    rules = tracker.load_rules()
    for partner, agreement in rules.agreements.items():
        result = run("agreements", "--country", partner, "--on", "2026-11-22")
        assert result.exit_code == 0
        flat = " ".join(result.stdout.split())
        for provision in agreement.provisions:
            assert " ".join(provision.rule.split()) in flat
            assert all(rules.sources[source].href in flat.replace(" ", "") for source in provision.sources)
        assert all(" ".join(doubt.split()) in flat for doubt in agreement.doubts)


def test_a_country_is_shown_as_the_law_stood_on_the_day() -> None:
    old = run("agreements", "--country", "DE", "--on", "1996-04-30").stdout
    new = run("agreements", "--country", "DE", "--on", "1996-05-01").stdout
    before, since = "(DE.employee.detached_1979,", "(DE.employee.detached,"
    for shown, now, other in ((old, before, since), (new, since, before)):
        current, _, others = shown.partition("Rules for work that begins on other days")
        assert now in current
        assert other not in current
        assert other in others
    assert "in force only from 1996-05-01" in old
    assert "in force since 1996-05-01" in new


def test_a_country_shows_every_source_condition_and_extension() -> None:
    from tracker.rules.words import cited

    rules = tracker.load_rules()
    for partner, agreement in rules.agreements.items():
        shown = run("agreements", "--country", partner).stdout.replace("\n", "").replace(" ", "")
        for _, source in cited(agreement):
            assert rules.sources[source].href in shown
        for text in (agreement.extension.employee, agreement.extension.who_agrees, agreement.certificate.proof):
            assert text.replace(" ", "") in shown
        for provision in agreement.provisions:
            assert all(condition.sentence.replace(" ", "") in shown for condition in provision.conditions)


@pytest.mark.parametrize(
    ("country", "said"),
    [
        ("RO", "not confirmed"),
        ("Thailand", "no totalization agreement"),
        ("IM", "belongs to the agreement with United Kingdom"),
        ("PR", "no certificate is needed"),
        ("USA", "no certificate is needed"),
    ],
)
def test_countries_with_a_special_answer(country: str, said: str) -> None:
    result = run("agreements", "--country", country, "--on", "2026-11-22")
    assert result.exit_code == 0
    assert said in result.stdout


def test_agreement_before_its_start_and_unknown_country() -> None:
    assert "not in force on 1988-06-30; it starts on 1988-07-01" in (
        run("agreements", "--country", "FR", "--on", "1988-06-30").stdout
    )
    assert run("agreements", "--country", "Atlantis").exit_code == 2
    assert run("agreements", "--on", "31/12/2026").exit_code == 2


# import


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
    with file.open(encoding="utf-8", newline="") as lines:
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
    result = CliRunner().invoke(cli.main, [str(word) for word in words], input=f"{SSN}\n1980-02-29\n")
    assert result.exit_code == 0
    assert file.read_bytes().startswith(b"%PDF-")
    assert SSN not in result.output
    assert "1980" not in result.output


@pytest.mark.parametrize("typed", ["000-12-3456\n1980-02-29\n", f"{SSN}\n1980-02-30\n", "12\n\n"])
def test_an_identity_that_cannot_be_is_refused_without_repeating_it(typed: str, tmp_path: Path) -> None:
    words = ("export", SAMPLES / "nomad", "--to", tmp_path / "packet.pdf", "--ask-identity", *AS_OF)
    result = CliRunner().invoke(cli.main, [str(word) for word in words], input=typed)
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


# serve


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
