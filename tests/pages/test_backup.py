"""The Backup page, started at app.py: the list, a new copy, and the way back with its check and confirmation."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.ledgers import SECONDS, fill_with_sample, opened, texts
from tracker.store import Actor, Ledger, Role, backup
from tracker.ui import session
from tracker.ui.navigation import BACKUP, pages_of

PARIS = {"country": "FR", "place": "Paris", "first_day": "2026-01-05"}


def places(ledger: Ledger) -> list[str]:
    return list(ledger.rows("trips")["place"])


def button(app: AppTest, label: str):  # type: ignore[no-untyped-def]
    return next(one for one in app.button if one.label == label)


def test_without_a_copy_it_says_what_one_is_and_makes_one(ledger: Ledger, tmp_path: Path) -> None:
    fill_with_sample(ledger, "nomad")
    app = opened("backup")
    assert "There is no copy yet" in texts(app)
    assert not app.dataframe
    app.button(key="backup.make").click().run()
    assert not app.exception
    (copy,) = backup.copies(tmp_path / "ledger.db")
    assert copy.rows
    assert app.dataframe[0].value["File"].tolist() == [copy.path.name]
    assert f"{copy.rows['trips']} in trips" in app.dataframe[0].value["Rows"][0]
    assert "There is no copy yet" not in texts(app)
    assert app.get("download_button")


def test_a_copy_comes_back_when_it_is_confirmed(ledger: Ledger, tmp_path: Path) -> None:
    ledger.save("trips", added=[PARIS])
    copy = ledger.backup()
    ledger.save("trips", added=[PARIS | {"place": "Lyon"}])
    app = opened("backup")
    app.selectbox(key="backup.copy").set_value(copy.name).run()
    shown = app.dataframe[1].value.set_index("What")
    assert shown.loc["trips"].tolist() == ["2", "1"]
    assert "1 changed row in your ledger's journal is not in the copy" in texts(app)
    assert button(app, "Restore this copy").disabled
    app.checkbox[0].check().run()
    assert places(ledger) == ["Paris", "Lyon"]
    button(app, "Restore this copy").click().run()
    assert not app.exception
    assert not app.error
    assert places(ledger) == ["Paris"]
    before = backup.copies(tmp_path / "ledger.db")[0]
    assert before.rows == {"trips": 2}
    assert before.path.name in app.toast[0].value.replace("\\", "")
    assert button(app, "Restore this copy").disabled, "the confirmation counted once"
    app.switch_page("tracker/pages/trips.py").run()
    assert not app.exception


def test_a_change_by_somebody_else_takes_the_confirmation_back(ledger: Ledger) -> None:
    ledger.save("trips", added=[PARIS])
    copy = ledger.backup()
    app = opened("backup")
    app.selectbox(key="backup.copy").set_value(copy.name).run()
    app.checkbox[0].check().run()
    ledger.save("trips", added=[PARIS | {"place": "Lyon"}])
    app.run()
    assert not app.checkbox[0].value
    assert button(app, "Restore this copy").disabled


def test_an_empty_ledger_takes_a_kept_file_without_a_question(ledger: Ledger, tmp_path: Path) -> None:
    empty = ledger.backup(tmp_path.parent)
    ledger.save("trips", added=[PARIS])
    content = ledger.backup(tmp_path.parent).read_bytes()
    (tmp_path / "ledger.db").write_bytes(empty.read_bytes())
    app = opened("backup")
    app.file_uploader(key="backup.uploaded").set_value(("kept.db", content, "application/octet-stream")).run()
    assert not app.checkbox
    button(app, "Restore this copy").click().run()
    assert not app.exception
    assert places(ledger) == ["Paris"]


def test_what_is_no_copy_is_refused_in_one_sentence(ledger: Ledger, tmp_path: Path) -> None:
    ledger.save("trips", added=[PARIS])
    (tmp_path / "ledger.backup-mine.db").write_text("Dear diary")
    app = opened("backup")
    assert app.dataframe[0].value["Rows"].tolist() == ["cannot be read"]
    app.selectbox(key="backup.copy").set_value("ledger.backup-mine.db").run()
    assert not app.exception
    assert "is not a copy of a Coverline ledger" in texts(app)
    assert not [one for one in app.button if one.label == "Restore this copy"]


def test_a_doubtful_copy_says_so(ledger: Ledger, tmp_path: Path) -> None:
    ledger.save("trips", added=[PARIS])
    copy = ledger.backup()
    copy.write_bytes(copy.read_bytes().replace(b'"seat"', b'"SEAT"').replace(b'"Paris"', b'"Parma"'))
    app = opened("backup")
    app.selectbox(key="backup.copy").set_value(copy.name).run()
    assert "The journal was changed: entry 1" in texts(app)


def test_a_ledger_in_postgresql_is_for_pg_dump(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    app = opened("backup")
    monkeypatch.setattr("tracker.store.backup.file_of", lambda url: None)
    app.run()
    assert "backs it up with pg_dump" in texts(app)
    assert not app.exception
    assert not [one for one in app.button if one.key == "backup.make"]


def test_who_sees_one_traveler_only_sees_no_copy_and_no_sample(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger.save("trips", added=[PARIS | {"place": "secret"}])
    ledger.backup()
    ann = Actor("me", "ann@example.org", Role.TRAVELER, "ann")
    monkeypatch.setattr(session, "actor", lambda: ann)
    assert BACKUP not in pages_of(ann)
    app = AppTest.from_file(str(BACKUP.file), default_timeout=SECONDS).run()  # past the menu
    assert "Only a manager of the program can see and make copies of it." in texts(app)
    assert not [*app.button, *app.dataframe, *app.get("download_button")]
    app = opened("trips")
    assert not [button for button in app.button if str(button.key).startswith("trips.sample")]
    assert app.selectbox(key="trips.add.traveler").value == "ann"
    assert "secret" not in texts(app)
