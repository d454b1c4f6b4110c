"""Attached files: kept once, whole, with their row or not at all."""

import contextlib
import hashlib
import sqlite3
from pathlib import Path

import pytest

from tests.store.files import PDF, PNG, TEXT
from tracker.errors import BadOption, FileRefused, StoreUnavailable, UnusableRows
from tracker.store import Actor, Ledger, RowDeletion, attachments, open_ledger

CERTIFICATE = {"certificate": "c1", "traveler": "me", "host": "FR", "first_day": "2026-01-05"}
ROW = {"about": "certificates", "subject": "c1", "file_name": "sent.pdf", "kind": "request", "added_on": "2026-03-01"}
SHA256 = hashlib.sha256(PDF).hexdigest()


@pytest.fixture
def filed(ledger: Ledger) -> Ledger:
    ledger.save("certificates", added=[CERTIFICATE, CERTIFICATE | {"certificate": "c2", "host": "IT"}])
    return ledger


def removed(ledger: Ledger, at: int) -> str:
    row = ledger.rows("attachments").iloc[at]
    deletion = RowDeletion(row["row_id"], int(row["version"]))
    return ledger.save("attachments", deleted=[deletion]).change_group


def test_a_file_is_kept_with_its_row(filed: Ledger) -> None:
    before = filed.revision()
    saved = filed.attach(ROW | {"file_name": "C:\\scans\\sent.pdf", "note": "as sent"}, PDF)
    [row] = filed.rows("attachments").drop(columns=["row_id", "version"]).to_dict("records")
    assert row == ROW | {
        "attachment": "f1",
        "media_type": "application/pdf",
        "size": str(len(PDF)),
        "sha256": SHA256,
        "note": "as sent",
    }
    assert filed.content(SHA256) == PDF
    assert saved.revision == filed.revision() == before + 1


def test_the_same_content_is_kept_once(filed: Ledger) -> None:
    filed.attach(ROW, PDF)
    filed.attach(ROW | {"subject": "c2", "file_name": "again.pdf"}, PDF)
    filed.attach(ROW | {"file_name": "scan.png"}, PNG)
    assert list(filed.rows("attachments")["attachment"]) == ["f1", "f2", "f3"]
    assert filed.file_sizes() == {SHA256: len(PDF), hashlib.sha256(PNG).hexdigest(): len(PNG)}


def test_the_same_file_at_the_same_place_is_refused(filed: Ledger) -> None:
    filed.attach(ROW, PDF)
    with pytest.raises(BadOption, match="already, as f1"):
        filed.attach(ROW | {"file_name": "other-name.pdf"}, PDF)


def test_the_journal_names_the_sha256_and_stays_whole(filed: Ledger) -> None:
    filed.attach(ROW, PDF)
    assert f"sha256: {SHA256}" in filed.journal()["what"].iloc[-1]
    assert filed.check_chain().is_whole


@pytest.mark.parametrize(
    ("row", "content", "said"),
    [
        (ROW | {"about": "settings"}, PDF, "not to 'settings'"),
        (ROW | {"subject": "c9"}, PDF, "no certificate 'c9'"),
        (ROW | {"about": "trips", "subject": "t1"}, PDF, "no trip 't1'"),
        (ROW | {"file_name": "page.html"}, b"<html>", "HTML"),
        ({}, PDF, "has no name"),
        ({"file_name": "a.pdf"}, PDF, "not to ''"),
        (ROW | {"kind": "photo"}, PDF, "kind"),
        (ROW | {"added_on": "today"}, PDF, "added_on"),
    ],
)
def test_what_is_refused_leaves_nothing_behind(filed: Ledger, row: dict[str, str], content: bytes, said: str) -> None:
    before = filed.revision()
    with pytest.raises((BadOption, FileRefused, UnusableRows), match=said):
        filed.attach(row, content)
    assert filed.file_sizes() == {}
    assert len(filed.rows("attachments")) == 0
    assert filed.revision() == before


def test_all_files_together_have_a_limit(filed: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attachments, "LARGEST_TOTAL", len(PDF) + len(TEXT) - 1)
    filed.attach(ROW, PDF)
    with pytest.raises(FileRefused, match="does not fit"):
        filed.attach(ROW | {"file_name": "note.txt"}, TEXT)
    filed.attach(ROW | {"subject": "c2"}, PDF)
    assert list(filed.file_sizes()) == [SHA256]


def test_a_removed_file_stays_for_undo_until_it_is_forgotten(filed: Ledger) -> None:
    filed.attach(ROW, PDF)
    filed.undo(removed(filed, 0))
    assert filed.content(SHA256) == PDF
    group = removed(filed, 0)
    assert filed.file_sizes() == {SHA256: len(PDF)}
    assert filed.forget_removed_files() == 1
    filed.undo(group)
    assert list(filed.rows("attachments")["sha256"]) == [SHA256]
    with pytest.raises(BadOption, match="only its row is"):
        filed.content(SHA256)


def test_forgetting_keeps_what_a_row_names(filed: Ledger) -> None:
    filed.attach(ROW, PDF)
    filed.attach(ROW | {"subject": "c2"}, PDF)
    removed(filed, 0)
    assert filed.forget_removed_files() == 0
    assert filed.content(SHA256) == PDF


def test_an_id_is_not_given_out_twice(filed: Ledger) -> None:
    filed.attach(ROW, PDF)
    removed(filed, 0)
    filed.attach(ROW, PDF)
    assert list(filed.rows("attachments")["attachment"]) == ["f2"]


def test_an_imported_row_gets_its_file_later(filed: Ledger) -> None:
    filed.save("attachments", added=[ROW | {"attachment": "f1", "sha256": SHA256}])
    with pytest.raises(BadOption, match="Attach the file again"):
        filed.content(SHA256)
    assert filed.attach(ROW, PDF).change_group == ""
    assert filed.content(SHA256) == PDF
    assert len(filed.rows("attachments")) == 1


def test_a_content_that_was_changed_in_the_database_is_not_handed_out(filed: Ledger, ledger_file: Path) -> None:
    filed.attach(ROW, PDF)
    with contextlib.closing(sqlite3.connect(ledger_file, isolation_level=None)) as connection:
        connection.execute("UPDATE attachment_content SET content = ?", [PDF + b"%"])
    with pytest.raises(StoreUnavailable, match="was changed inside the database"):
        filed.content(SHA256)


def test_a_backup_holds_the_files(filed: Ledger, ledger_file: Path) -> None:
    filed.attach(ROW, PDF)
    assert open_ledger(f"sqlite:///{filed.backup()}").content(SHA256) == PDF


def test_owners_do_not_see_each_other_s_files(filed: Ledger, url: str) -> None:
    filed.attach(ROW, PDF)
    ann = open_ledger(url, Actor.local("ann"))
    assert ann.file_sizes() == {}
    assert ann.forget_removed_files() == 0
    with pytest.raises(BadOption):
        ann.content(SHA256)
    assert filed.content(SHA256) == PDF
