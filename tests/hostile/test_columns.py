"""A user's own columns, whatever their names: nothing breaks, and what stands in them comes back."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest

import tracker
from tests.cli import commands
from tests.hostile.columns import tables
from tests.new_ledgers import new_ledger_at
from tracker import schema
from tracker.analysis import Analysis
from tracker.exchange.about import workspace_digest
from tracker.exchange.exporters import EXPORTERS, exporter_for
from tracker.exchange.exporters.exporter import Exporter
from tracker.exchange.importers import Source, apply_to_folder, review
from tracker.exchange.proof import proof_of, verify
from tracker.exchange.redaction import Redaction, redacted
from tracker.explain import explain, what_would_change
from tracker.itinerary import Workspace, read_workspace, workspace_from_text
from tracker.store import Ledger, open_ledger

AS_OF = dt.date(2026, 11, 22)
A_DAY = dt.date(2026, 1, 7)


@pytest.fixture(scope="module")
def own() -> Analysis:
    """The log with all these columns, analyzed."""
    return tracker.analyze(workspace_from_text(tables()), tracker.load_rules(), as_of=AS_OF)


@pytest.fixture(scope="module")
def plain() -> Analysis:
    """The same log without them."""
    known = {name: table[[c for c in schema.column_names(name) if c in table]] for name, table in tables().items()}
    return tracker.analyze(workspace_from_text(known), tracker.load_rules(), as_of=AS_OF)


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    filled = new_ledger_at(tmp_path / "ledger.db")
    filled.replace_all(tables())
    return filled


def cells(workspace: Workspace) -> set[str]:
    """Every text that stands in any table."""
    return {str(cell) for table in workspace.tables().values() for column in table for cell in table[column]}


def own_cells() -> set[str]:
    return {
        cell for table in tables().values() for column in table for cell in table[column] if cell.startswith("own ")
    }


def test_every_row_is_used_and_the_answer_is_the_same(own: Analysis, plain: Analysis) -> None:
    assert own.workspace.problems["message"].tolist() == []
    for name in ("segments", "periods", "coverage", "findings", "stays", "answers"):
        pd.testing.assert_frame_equal(getattr(own, name), getattr(plain, name))
    assert explain(own, "me", A_DAY) == explain(plain, "me", A_DAY)
    assert what_would_change(own, explain(own, "me", A_DAY)) == what_would_change(plain, explain(plain, "me", A_DAY))


def test_the_frames_that_are_worked_with_hold_documented_columns_only(own: Analysis, plain: Analysis) -> None:
    for name, frame in plain.workspace.frames().items():
        assert set(own.workspace.frames()[name].columns) - set(frame.columns) <= {"own_columns"}


def test_what_is_entered_comes_back_from_the_workspace(own: Analysis) -> None:
    assert own_cells() <= cells(own.workspace)


@pytest.mark.parametrize("exporter", EXPORTERS, ids=lambda exporter: exporter.ending)
def test_every_export(exporter: Exporter, own: Analysis) -> None:
    assert exporter.to_bytes(own)


def test_redaction_takes_them_out(own: Analysis) -> None:
    kept, _ = redacted(own, tuple(Redaction))
    assert own_cells().isdisjoint(cells(kept.workspace))


@pytest.mark.parametrize("ending", [".json", ".xlsx"])
def test_an_export_comes_back(ending: str, own: Analysis, tmp_path: Path) -> None:
    file = tmp_path / f"log{ending}"
    file.write_bytes(exporter_for(file.name).to_bytes(own))
    again = read_workspace(file)
    assert again.unusable_rows == 0
    assert own_cells() <= cells(again)
    if ending == ".json":  # the others read a header without a look at its capitals
        assert workspace_digest(again) == workspace_digest(own.workspace)


def test_an_export_is_imported(own: Analysis, tmp_path: Path) -> None:
    file = tmp_path / "log.json"
    file.write_bytes(exporter_for(file.name).to_bytes(own))
    apply_to_folder(review([Source(file.name, file.read_bytes())], Workspace()), tmp_path / "into")
    folder = read_workspace(tmp_path / "into")
    assert folder.unusable_rows == 0
    assert own_cells() <= cells(folder)


def test_on_the_command_line(own: Analysis, tmp_path: Path) -> None:
    file = tmp_path / "log.json"
    file.write_bytes(exporter_for(file.name).to_bytes(own))
    for words in (
        ["analyze", file, "--out", tmp_path / "out"],
        ["explain", file, "--day", str(A_DAY)],
        ["export", file, "--to", tmp_path / "x.pdf"],
    ):
        done = commands.run(*words, *commands.AS_OF)
        assert (done.exit_code, done.exception) == (0, None), done.output


def test_in_parts(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for name, table in tables().items():
        table = table.drop(columns="Country", errors="ignore")  # a documented column twice is refused, in words
        table.to_parquet(tmp_path / "in" / f"{name}.parquet", index=False)
    done = commands.run("analyze", tmp_path / "in", "--out", tmp_path / "out", "--partitions", 2, *commands.AS_OF)
    assert done.exception is None or isinstance(done.exception, SystemExit)  # asked what they are: in words


def test_the_ledger_keeps_them_and_its_proof_and_backup_hold_them(ledger: Ledger, tmp_path: Path) -> None:
    assert ledger.workspace().problems["message"].tolist() == []
    assert own_cells() <= cells(ledger.workspace())
    made = proof_of(ledger, as_of=str(AS_OF), rules_digest="x")
    (tmp_path / "proof.zip").write_bytes(made.content)
    verify(tmp_path / "proof.zip")
    again = open_ledger(f"sqlite:///{ledger.backup(tmp_path.parent).as_posix()}")
    assert own_cells() <= cells(again.workspace())
