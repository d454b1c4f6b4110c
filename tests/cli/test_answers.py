"""What analyze, explain and agreements print and write, and how they end."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pandas as pd
import pytest

import tracker
from tests.cli.commands import AS_OF, CLONE, run
from tests.test_samples import FOLDER as SAMPLES
from tracker import schema
from tracker.codes import NOT_LEGAL_ADVICE


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
    assert "'2026-02-30' is not a date" in lines[1]
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
        ((CLONE / "pyproject.toml",), "no column says the country"),
        ((SAMPLES / "nomad", "--as-of", "2026-13-01"), "--as-of: '2026-13-01' is not a date"),
        ((SAMPLES / "nomad", "--as-of", "yesterday"), "like 2026-03-01"),
        ((SAMPLES / "nomad", "--join-gap-days", "-1"), "0 or more"),
        ((SAMPLES / "nomad", "--worker", "boss"), "employee, self_employed"),
        ((SAMPLES / "nomad", "--residence", "Atlantis"), "'Atlantis' is not a known country"),
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
        "Are you normally self-employed in the US, and did you move that business here for a while? Not known.",
        "2031-02-27",
        rule.section,
        rules.sources[rule.sources[0]].title,
        "Could be covered: request it",
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
        ("PR", "no US certificate is needed"),
        ("USA", "no US certificate is needed"),
    ],
)
def test_countries_with_a_special_answer(country: str, said: str) -> None:
    result = run("agreements", "--country", country, "--on", "2026-11-22")
    assert result.exit_code == 0
    assert said in result.stdout


@pytest.mark.parametrize(
    ("country", "said"),
    [
        ("ES", "SSA's manual, POMS RS 02001.475 (TN 49, 09-22): The country where the person lives decides"),
        ("ES", "SSA's page on Spain (no date printed; read 2026-11-22): The country where the person lives decides"),
        ("ES", "Stated only by SSA's page on Spain"),
        ("AT", "Articles 6(1) and 7(2) of the agreement (in force 1991-11-01, unchanged"),
        ("AT", "A person who lives in a third country is under the coverage of the country where the work is done."),
        ("CA", "A person who lives in a third country is under US coverage."),
        ("CA", "Short stays with breaks between them count each by itself"),
        ("AU", "SSA's letter in place of a certificate: Australia issues no certificate for a person hired there"),
        ("NO", "When Norway itself counts a person as living there. Expected stay of more than 1 year:"),
        (
            "DE",
            "Since May 1, 1996 a rule exists for an employer that sends the same employee to Germany more than once",
        ),
        ("SI", "The official text was not read, so a later stay is unclear."),
    ],
)
def test_a_country_shows_what_only_its_record_says(country: str, said: str) -> None:
    assert said in " ".join(run("agreements", "--country", country, "--on", "2026-11-29").stdout.split())


def test_no_sentence_on_a_country_claims_that_there_is_no_rule_on_repeats_where_one_is_known() -> None:
    shown = " ".join(run("agreements", "--country", "SI", "--on", "2026-11-29").stdout.split())
    assert "no rule was found" not in shown


def test_agreement_before_its_start_and_unknown_country() -> None:
    assert "not in force on 1988-06-30; it starts on 1988-07-01" in (
        run("agreements", "--country", "FR", "--on", "1988-06-30").stdout
    )
    assert run("agreements", "--country", "Atlantis").exit_code == 2
    assert run("agreements", "--on", "31/12/2026").exit_code == 2
