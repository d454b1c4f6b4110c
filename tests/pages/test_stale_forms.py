"""Somebody else saves a row while a form of it is open: nothing is overwritten, and what was typed is still there."""

from __future__ import annotations

import datetime as dt

from streamlit.testing.v1 import AppTest

from tests.pages.ledgers import SECONDS, fill, opened, texts
from tracker.store import Actor, Ledger, Role, RowChange

WORK = {
    "trips": [{"trip": "t1", "country": "FR", "first_day": "2026-01-03", "last_day": "2026-03-01", "assignment": "a"}],
    "assignments": [{"assignment": "a", "traveler": "me", "worker": "self_employed"}],
    "residences": [{"traveler": "me", "country": "US", "first_day": "2020-01-01"}],
    "certificates": [
        {"certificate": "C1", "traveler": "me", "host": "FR", "first_day": "2026-01-03", "state": "issued"}
    ],
}


def saved_elsewhere(ledger: Ledger, table: str, **values: str) -> None:
    """By a manager, while the app stands open."""
    row = ledger.rows(table).iloc[0]
    anna = ledger.seen_by(Actor("me", "anna@example.org", Role.MANAGER))
    anna.save(table, changed=[RowChange(row["row_id"], int(row["version"]), values)])


def version(ledger: Ledger, table: str) -> int:
    return int(ledger.rows(table)["version"].iloc[0])


def opened_at(section: str) -> AppTest:
    """The page Cases with one section of its card open."""
    app = opened("cases")
    app.session_state[f"cases.{section}.me/a"] = True
    return app.run()


def test_a_certificate(ledger: Ledger) -> None:
    fill(ledger, WORK)
    app = opened_at("certificates")
    form = f"cases.certificate.me/a.C1.{version(ledger, 'certificates')}"
    app.text_input(key=f"{form}.note").set_value("typed")
    saved_elsewhere(ledger, "certificates", last_day="2026-12-31", control_number="123")
    app.button(key=f"{form}.save").click().run()
    assert not app.exception
    assert "Not saved: anna@example.org changed last day from empty to Dec 31, 2026 and control number" in texts(app)
    assert ledger.rows("certificates")["note"].tolist() == [""]
    form = f"cases.certificate.me/a.C1.{version(ledger, 'certificates')}"
    drawn = [str(getattr(element, "key", "") or getattr(element, "value", "")) for element in app.main]
    [notice] = [place for place, words in enumerate(drawn) if "What you typed is still here" in words]
    assert drawn.index(f"{form}.save") < notice  # where the button was pressed: the head of a long form is out of sight
    assert app.text_input(key=f"{form}.note").value == "typed"
    assert app.date_input(key=f"{form}.last_day").value == dt.date(2026, 12, 31), "what was not touched is new"
    saved_elsewhere(ledger, "certificates", receipt="R 7")
    app.button(key=f"{form}.save").click().run()
    assert "changed receipt from empty to R 7" in texts(app)
    form = f"cases.certificate.me/a.C1.{version(ledger, 'certificates')}"
    app.button(key=f"{form}.save").click().run()
    saved = ledger.rows("certificates").iloc[0]
    assert saved[["note", "last_day", "control_number", "receipt"]].tolist() == ["typed", "2026-12-31", "123", "R 7"]
    assert "Not saved" not in texts(app)


def test_facts_of_an_assignment_and_its_traveler(ledger: Ledger) -> None:
    fill(ledger, WORK)
    app = opened_at("facts")
    form = f"cases.fact.me/a.{version(ledger, 'assignments')}.new"
    app.selectbox(key=f"{form}.health_insurance").select("yes")
    saved_elsewhere(ledger, "assignments", residence="US")
    app.button(key=f"{form}.save").click().run()
    assert "anna@example.org changed residence from empty to US" in texts(app)
    form = f"cases.fact.me/a.{version(ledger, 'assignments')}.new"
    assert app.selectbox(key=f"{form}.health_insurance").value == "yes"
    app.button(key=f"{form}.save").click().run()
    assert ledger.rows("assignments")[["health_insurance", "residence"]].to_numpy().tolist() == [["yes", "US"]]


def test_a_row_of_a_small_table_and_a_new_one(ledger: Ledger) -> None:
    fill(ledger, WORK)
    app = opened_at("exceptions")
    form = "cases.exception.me/a.new.0"
    app.date_input(key=f"{form}.until").set_value(dt.date(2031, 5, 1))
    app.date_input(key=f"{form}.granted_on").set_value(dt.date(2026, 5, 1))
    row = {"assignment": "a", "host": "FR", "until": "2030-01-01", "granted_on": "2026-02-01"}
    ledger.save("exceptions", added=[row])
    app.button(key=f"{form}.save").click().run()
    assert "Not saved: something here was changed elsewhere, while this form was open." in texts(app)
    form = "cases.exception.me/a.new.1"
    assert app.date_input(key=f"{form}.until").value == dt.date(2031, 5, 1)
    app.button(key=f"{form}.save").click().run()
    assert ledger.rows("exceptions")["until"].tolist() == ["2030-01-01", "2031-05-01"]
    saved = ledger.rows("exceptions").iloc[0]
    app.selectbox(key="cases.exception.me/a.which").select(saved["row_id"]).run()
    form = f"cases.exception.me/a.{saved['row_id']}.{saved['version']}"
    app.text_input(key=f"{form}.reference").set_value("typed")
    saved_elsewhere(ledger, "exceptions", until="2030-02-02")
    app.button(key=f"{form}.save").click().run()
    assert "anna@example.org changed until from Jan 1, 2030 to Feb 2, 2030 on" in texts(app)
    form = f"cases.exception.me/a.{saved['row_id']}.{version(ledger, 'exceptions')}"
    app.button(key=f"{form}.save").click().run()
    assert ledger.rows("exceptions").iloc[0][["until", "reference"]].tolist() == ["2030-02-02", "typed"]


def test_a_trip(ledger: Ledger) -> None:
    fill(ledger, WORK)

    def page() -> None:
        from tracker.ui import forms

        forms.edit_trip("edit", forms.row_id_of("t1") or "")

    app = AppTest.from_function(page, default_timeout=SECONDS).run()
    app.text_input(key="edit.note").set_value("typed").run()
    saved_elsewhere(ledger, "trips", last_day="2026-03-31")
    app.button(key="edit.save").click().run()
    assert "Not saved. trips: row t1: anna@example.org changed last day from Mar 1, 2026 to Mar 31, 2026 on" in texts(
        app
    )
    assert app.text_input(key="edit.note").value == "typed"
    assert ledger.rows("trips")["note"].tolist() == [""]
    app.button(key="edit.rebase").click().run()
    assert app.date_input(key="edit.last_day").value == dt.date(2026, 3, 31)
    app.button(key="edit.save").click().run()
    assert ledger.rows("trips").iloc[0][["last_day", "note"]].tolist() == ["2026-03-31", "typed"]
