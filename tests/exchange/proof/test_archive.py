"""One ZIP with everything: of the whole ledger, or of one certificate and nobody else's."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import zipfile
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tests.exchange.proof.filings import DIGEST, filed_ledger, proof
from tests.store.files import PDF, PNG, TEXT
from tracker.errors import BadOption
from tracker.exchange.proof import Proof
from tracker.itinerary.read import workspace_from_bytes
from tracker.store import Ledger, RowDeletion, open_ledger


@pytest.fixture(scope="module")
def filed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("filed") / "ledger.db"
    return filed_ledger(file).backup()


@pytest.fixture
def ledger(filed: Path, tmp_path: Path) -> Ledger:
    return open_ledger(f"sqlite:///{shutil.copy(filed, tmp_path / 'ledger.db')}")


def members(made: Proof) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(made.content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def loaded(made: Proof, name: str) -> Any:
    return json.loads(members(made)[name])


def ids(made: Proof, table: str, column: str) -> list[str]:
    return [row[column] for row in loaded(made, "records/workspace.json")["workspace"][table]]


def test_the_manifest_names_size_and_sha256_of_every_other_member(ledger: Ledger) -> None:
    made = proof(ledger)
    held = members(made)
    manifest = json.loads(held.pop("manifest.json"))
    assert {one["name"]: (one["size"], one["sha256"]) for one in manifest["members"]} == {
        name: (len(content), hashlib.sha256(content).hexdigest()) for name, content in held.items()
    }
    assert made.sha256 == hashlib.sha256(made.content).hexdigest()


def test_it_carries_what_the_answer_depends_on(ledger: Ledger) -> None:
    manifest = loaded(proof(ledger), "manifest.json")
    about = manifest["about"]
    assert (about["as_of"], about["rules_digest"], about["settings"]) == ("2026-11-22", DIGEST, {"join_gap_days": "45"})
    assert "not legal advice" in about["note"]
    assert manifest["estimated_trips"] == ["t3"]
    assert manifest["rows"]["certificates"] == 3
    readme = members(proof(ledger))["README.txt"].decode()
    for said in ("not legal advice", "cannot find out", DIGEST, "2026-11-22", "estimated or inferred: t3"):
        assert said in readme


def test_the_records_come_back_as_the_same_workspace(ledger: Ledger) -> None:
    read = workspace_from_bytes(members(proof(ledger))["records/workspace.json"], "workspace.json")
    for name, table in ledger.workspace().tables().items():
        pd.testing.assert_frame_equal(read.tables()[name], table)


def test_no_cell_of_a_csv_runs_as_a_formula(ledger: Ledger) -> None:
    assert b'"\'=1+1"' in members(proof(ledger))["records/trips.csv"]


def test_every_attached_file_is_there_once_under_its_sha256(ledger: Ledger) -> None:
    made = proof(ledger)
    held = {name: content for name, content in members(made).items() if name.startswith("attachments/")}
    expected = {".pdf": PDF, ".png": PNG, ".txt": TEXT}
    assert held == {f"attachments/{hashlib.sha256(c).hexdigest()}{ending}": c for ending, c in expected.items()}
    assert made.files == 3


def test_the_same_ledger_gives_the_same_bytes(ledger: Ledger, tmp_path: Path) -> None:
    first = proof(ledger).content
    copy = open_ledger(f"sqlite:///{ledger.backup(tmp_path)}")
    assert proof(copy).content == first
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {(m.date_time, m.compress_type, m.create_system) for m in archive.infolist()} == {
            ((1980, 1, 1, 0, 0, 0), zipfile.ZIP_STORED, 3)
        }
    copy.save("trips", added=[{"country": "FR", "first_day": "2027-01-01"}])
    assert proof(copy).content != first


def test_one_certificate_brings_what_belongs_to_it_and_nobody_else(ledger: Ledger) -> None:
    made = proof(ledger, "c2")
    assert ids(made, "certificates", "certificate") == ["c1", "c2"]
    assert ids(made, "deliveries", "delivery") == ["d1"]
    assert ids(made, "trips", "trip") == ["t1"]
    assert ids(made, "travelers", "traveler") == ["ann"]
    assert ids(made, "attachments", "attachment") == ["f1", "f2"]
    everything = b"".join(members(made).values())
    assert b"bob" not in everything.lower()
    assert TEXT not in everything


def test_changes_of_others_are_sealed_in_the_journal(ledger: Ledger) -> None:
    entries = loaded(proof(ledger, "c1"), "journal/journal.json")
    sealed = [entry for entry in entries if set(entry) == {"previous_hash", "hash"}]
    assert len(entries) == len(ledger.journal())
    assert len(sealed) == 6  # Bob, his assignment, his trip, Ann's other trip, his certificate, his file
    assert loaded(proof(ledger, "c1"), "manifest.json")["journal"]["sealed"] == 6
    assert loaded(proof(ledger), "manifest.json")["journal"]["sealed"] == 0


def test_what_was_deleted_of_a_certificate_still_stands_in_its_journal(ledger: Ledger) -> None:
    row = ledger.rows("deliveries").iloc[0]
    ledger.save("deliveries", deleted=[RowDeletion(row["row_id"], int(row["version"]))])
    made = proof(ledger, "c1")
    assert ids(made, "deliveries", "delivery") == []
    assert b"deleted" in members(made)["journal/journal.csv"]
    assert b"The payroll" in members(made)["journal/journal.csv"]


def test_a_certificate_for_any_engagement_brings_all_of_the_person(ledger: Ledger) -> None:
    made = proof(ledger, "b1")
    assert ids(made, "trips", "trip") == ["t3"]
    assert ids(made, "assignments", "assignment") == ["b1"]
    assert ids(made, "attachments", "attachment") == ["f3"]
    assert b"Ann" not in b"".join(members(made).values())


def test_a_file_of_which_only_the_row_is_there_is_said(ledger: Ledger) -> None:
    row = {"attachment": "x", "about": "trips", "subject": "t1", "file_name": "x.pdf", "sha256": "../../etc/passwd"}
    ledger.save("attachments", added=[row])
    made = proof(ledger)
    assert made.missing == ("../../etc/passwd",)
    assert not any(".." in name for name in members(made))
    assert "../../etc/passwd" in members(made)["README.txt"].decode()


def test_an_unknown_certificate_and_an_empty_ledger_are_refused(ledger: Ledger, tmp_path: Path) -> None:
    with pytest.raises(BadOption, match="Known: c1, c2, b1"):
        proof(ledger, "c9")
    with pytest.raises(BadOption, match="no entries"):
        proof(open_ledger(f"sqlite:///{tmp_path}/empty.db"))
