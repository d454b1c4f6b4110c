"""In parts as in one piece; what is wrong with one part leaves the others alone; nothing stale is used again."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

import tracker
from tests.cli.commands import run
from tests.test_samples import AS_OF, FOLDER, NAMES
from tracker import batch
from tracker.batch import part as batch_part
from tracker.batch import run as batch_run
from tracker.errors import BadOption, TableNotReadable, WorkspaceNotReadable
from tracker.exchange.results import result_tables, summary
from tracker.itinerary.parquet import text_chunks
from tracker.itinerary.read import read_csv, tables_at

RULES = tracker.load_rules()
ORDER = ["severity", "first_day", "code", "subject"]
UNTIDY = {
    "trips.csv": "trip,traveler,country,first_day,last_day,assignment\n"
    "a,zoe,FR,2024-01-01,2024-03-31,\n"
    "b,ann,DE,2024-01-10,2024-02-10,lost\n"
    ",bob,Atlantis,2024-02-01,2024-02-03,\n"
    ",zoe,IT,2024-05-01,,\n"
    "a,ann,GB,2024-06-01,2024-06-02,\n"  # an id of somebody else
    "a,zoe,FR,2024-01-01,2024-03-31,\n"  # the same again
    ",ann,DE,2024-01-10,2024-02-10,lost\n"  # the same trip without an id
    ",,CH,2024-02-30,2024-04-01,\n"
    ",, fr ,2024-03-01,2024-04-01,\n"
    ",bob,PT,2023-03-01,2024-04-01,job\n",
    "travelers.csv": "traveler,residence\nzoe,US\nann,US\nidle,US\n",
    "assignments.csv": "assignment,traveler,worker\njob,bob,employee\nnever,idle,employee\n",
    "certificates.csv": "certificate,traveler,host,first_day,last_day,state,assignment\n"
    "c1,zoe,FR,2024-01-15,2024-02-15,issued,\nc2,nobody,DE,2024-01-01,2024-02-02,issued,gone\n",
    "attachments.csv": "attachment,about,subject\n1,trips,a\n2,trips,none\n",
}


def as_parquet(tables: dict[str, pd.DataFrame], to: Path) -> Path:
    to.mkdir(parents=True)
    for name, table in tables.items():
        if len(table.columns):
            table.to_parquet(to / f"{name}.parquet", index=False)
    return to


@pytest.fixture
def untidy(tmp_path: Path) -> Path:
    """A workspace in Parquet with every kind of row that cannot be used as it stands."""
    (tmp_path / "csv").mkdir()
    for name, content in UNTIDY.items():
        (tmp_path / "csv" / name).write_text(content, encoding="utf-8")
    tables = {file.stem: read_csv(file) for file in (tmp_path / "csv").iterdir()}
    return as_parquet(tables, tmp_path / "in")


def assert_same_as_in_one_piece(place: Path, out: Path, settings: tracker.Settings, parts: int) -> None:
    result = batch.analyze_in_parts(place, out, RULES, settings, parts=parts)
    assert_equal(result, in_one_piece(tracker.read_workspace(place), settings), out)


def in_one_piece(workspace: tracker.Workspace, settings: tracker.Settings) -> tracker.Analysis:
    return tracker.analyze(
        workspace,
        RULES,
        as_of=settings.as_of,
        join_gap_days=settings.join_gap_days,
        worker=settings.worker,
        residence=settings.residence,
    )


def assert_equal(result: batch.BatchResult, whole: tracker.Analysis, out: Path) -> None:
    """The files in ``out`` hold the whole analysis, and nothing else was left behind."""
    assert not result.failures
    assert result.unusable_rows == whole.workspace.unusable_rows
    for name, expected in result_tables(whole).items():
        found = pd.read_parquet(out / f"{name}.parquet").astype(expected.dtypes.to_dict())
        if name == "findings":
            assert found[ORDER].equals(expected[ORDER])
            found, expected = (frame.sort_values(list(frame.columns), ignore_index=True) for frame in (found, expected))
        pd.testing.assert_frame_equal(found, expected)
    assert json.loads((out / "summary.json").read_text(encoding="utf-8")) == summary(whole)
    assert not batch_run.parts_folder(out).exists()


@pytest.mark.parametrize("name", NAMES)
def test_samples_in_parts_are_the_samples_in_one_piece(name: str, tmp_path: Path) -> None:
    tables = {file.stem: read_csv(file) for file in (FOLDER / name).glob("*.csv")}
    place = as_parquet(tables, tmp_path / "in")
    assert_same_as_in_one_piece(place, tmp_path / "out", tracker.Settings(AS_OF), 3)


@pytest.mark.parametrize("parts", [2, 50])
def test_an_untidy_log_gets_the_findings_of_the_whole(
    parts: int, untidy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tracker.itinerary.parquet.ROWS_AT_ONCE", 3)
    assert len(list(text_chunks(untidy / "trips.parquet"))) == 4
    settings = tracker.Settings(AS_OF, worker="self_employed", residence="US")
    assert_same_as_in_one_piece(untidy, tmp_path / "out", settings, parts)


def test_a_failed_part_is_named_and_the_others_are_delivered_then_resumed(
    untidy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, settings = tmp_path / "out", tracker.Settings(AS_OF)
    really, asked = batch_part.run_part, []

    def no_room_for_the_second(part: batch_part.Part, target: Path) -> None:
        asked.append(part.trips.name)
        if part.trips.name == "part-1.parquet" and len(asked) < 10:
            raise MemoryError("no room")
        really(part, target)

    monkeypatch.setattr(batch_part, "run_part", no_room_for_the_second)
    result = batch.analyze_in_parts(untidy, out, RULES, settings, parts=3)
    (failure,) = result.failures
    assert failure.part == 2
    assert failure.problem == "MemoryError: no room"
    assert result.kept == batch_run.parts_folder(out)
    missing, delivered = set(failure.travelers), set(pd.read_parquet(out / "segments.parquet")["traveler"])
    assert missing
    assert not missing & delivered
    told = json.loads((out / "summary.json").read_text(encoding="utf-8"))["not_analyzed"]
    assert [set(one["travelers"]) for one in told] == [missing]

    asked[:] = ["x"] * 10
    again = batch.analyze_in_parts(untidy, out, RULES, settings, parts=3, resume=True)
    assert again.reused == again.parts - 1
    assert asked[10:] == ["part-1.parquet"]
    assert not again.failures
    assert not batch_run.parts_folder(out).exists()
    assert_same_as_in_one_piece(untidy, out, settings, 3)


def test_the_key_names_all_that_results_depend_on(untidy: Path) -> None:
    settings = tracker.Settings(AS_OF)

    def key(
        rules: tracker.Rules = RULES, settings: tracker.Settings = settings, parts: int | None = 2, form: str = "csv"
    ) -> str:
        return json.dumps(batch_run._key(tables_at(untidy), rules, settings, parts, form))

    keys = [key(), key(form="parquet"), key(rules=replace(RULES, digest="other")), key(parts=3), key(parts=None)]
    keys.append(key(settings=replace(settings, as_of=dt.date(2025, 1, 1))))
    keys.append(key(settings=replace(settings, buffer_days=1)))
    assert key() == keys[0]
    table = pd.read_parquet(untidy / "travelers.parquet")
    table.assign(residence="FR").to_parquet(untidy / "travelers.parquet", index=False)
    keys.append(key())
    (untidy / "residences.csv").write_text("traveler,country,first_day\n", encoding="utf-8")
    keys.append(key())
    assert len(set(keys)) == len(keys)


def test_parts_of_another_question_are_not_used_again(
    untidy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, settings = tmp_path / "out", tracker.Settings(AS_OF)
    with monkeypatch.context() as patched:
        patched.setattr(batch_run, "gather", _interrupted)
        with pytest.raises(KeyboardInterrupt):
            batch.analyze_in_parts(untidy, out, RULES, settings, parts=2)
    assert not out.exists()
    later = replace(settings, as_of=dt.date(2026, 11, 23))
    result = batch.analyze_in_parts(untidy, out, RULES, later, parts=2, resume=True)
    assert result.reused == 0
    assert json.loads((out / "summary.json").read_text(encoding="utf-8"))["as_of"] == "2026-11-23"


def _interrupted(*_: object) -> None:
    raise KeyboardInterrupt


def test_an_interrupted_run_is_resumed(untidy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out, settings = tmp_path / "out", tracker.Settings(AS_OF)

    def stop_after_the_first(what: str, done: int, of: int) -> None:
        if what == "analyzing" and done == 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        batch.analyze_in_parts(untidy, out, RULES, settings, parts=3, tick=stop_after_the_first)
    assert not out.exists()
    assert batch.analyze_in_parts(untidy, out, RULES, settings, parts=3, resume=True).reused == 1


def test_what_cannot_be_done_in_parts(untidy: Path, tmp_path: Path) -> None:
    settings = tracker.Settings(AS_OF)
    with pytest.raises(BadOption, match="csv or parquet"):
        batch.analyze_in_parts(untidy, tmp_path / "out", RULES, settings, form="json")
    with pytest.raises(BadOption, match="--partitions"):
        batch.analyze_in_parts(untidy, tmp_path / "out", RULES, settings, parts=0)
    with pytest.raises(WorkspaceNotReadable, match="only trips in Parquet"):
        batch.analyze_in_parts(FOLDER / "nomad", tmp_path / "out", RULES, settings)
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "trips.parquet").write_bytes((untidy / "trips.parquet").read_bytes())
    (tmp_path / "broken" / "travelers.csv").write_bytes(b"\xff\xff\xff")
    with pytest.raises(TableNotReadable):
        batch.analyze_in_parts(tmp_path / "broken", tmp_path / "out", RULES, settings)
    assert not batch_run.parts_folder(tmp_path / "out").exists()
    batch_run.parts_folder(tmp_path / "out").mkdir()
    with pytest.raises(BadOption, match="in the way"):
        batch.analyze_in_parts(untidy, tmp_path / "out", RULES, settings)


def test_no_trip_at_all(tmp_path: Path) -> None:
    place = as_parquet({"trips": pd.DataFrame({"country": [], "first_day": []}, dtype="str")}, tmp_path / "in")
    assert_same_as_in_one_piece(place, tmp_path / "out", tracker.Settings(AS_OF), 4)


def test_the_command_writes_the_same_csv_as_without_parts(untidy: Path, tmp_path: Path) -> None:
    as_of = ("--as-of", "2026-11-22")
    whole = run("analyze", untidy, "--out", tmp_path / "whole", *as_of)
    parts = run("analyze", untidy, "--out", tmp_path / "parts", *as_of, "--partitions", 2)
    assert (whole.exit_code, parts.exit_code) == (1, 1)  # some rows are unusable
    assert parts.stderr == whole.stderr
    assert "Parts: 2" in parts.stdout
    for name in ("segments", "periods", "coverage"):
        assert (tmp_path / "parts" / f"{name}.csv").read_bytes() == (tmp_path / "whole" / f"{name}.csv").read_bytes()


def test_the_command_says_what_is_missing(untidy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "--out DIR is needed" in run("analyze", untidy, "--resume").stderr
    monkeypatch.setattr("tracker.cli.answers._TRIPS_IN_ONE_PIECE", 5)
    assert "--out DIR is needed" in run("analyze", untidy).stderr
    monkeypatch.setattr(batch_part, "run_part", lambda *_: 1 / 0)
    failed = run("analyze", untidy, "--out", tmp_path / "out", "--partitions", 2)
    assert failed.exit_code == 2
    assert "no part could be analyzed: ZeroDivisionError" in failed.stderr
    assert not (tmp_path / "out").exists()
