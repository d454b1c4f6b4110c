"""The Filing page, started at app.py: it opens in every state, and each step saves what it says."""

from __future__ import annotations

import base64
import datetime as dt
import json
from dataclasses import replace
from typing import Any, NoReturn

import pytest
from streamlit.testing.v1 import AppTest

import tracker
from tests.pages.conftest import TODAY, ReadSample
from tests.pages.ledgers import fill, fill_with_sample, opened, texts
from tracker.codes import Issuer, Paper
from tracker.errors import BadOption
from tracker.exchange.exporters import Choice
from tracker.exchange.exporters.requests_pdf import REQUESTS_PDF
from tracker.filing.checkpoints import DO_NOT_RELY
from tracker.filing.checks import Level, checks
from tracker.filing.gate import Banner, gate
from tracker.filing.host_certificate import host_steps
from tracker.filing.identity import BIRTH_FORM, SSN_FORM, Identity, identity_lines, not_encrypted
from tracker.filing.places import load_filing
from tracker.filing.request import Request, requests
from tracker.store import Ledger
from tracker.ui import filing_packet
from tracker.ui.samples import SAMPLES
from tracker.words.days import day_text, with_day_texts

STEPS = ("1 · Fill in", "2 · Check", "3 · Send", "4 · SSA's decision", "5 · Deliver", "6 · Proof file")
HOST_STEPS = ("1 · What to do", "2 · Request and answer", "3 · Tax years and delivery", "4 · Proof file")


def analyzed(ledger: Ledger) -> tracker.Analysis:
    return tracker.analyze(ledger.workspace(), tracker.load_rules(), as_of=TODAY)


def request_to(ledger: Ledger, host: str) -> Request:
    return request_of(analyzed(ledger), host)


def request_of(analysis: tracker.Analysis, host: str) -> Request:
    return next(request for request in requests(analysis) if request.host == host)


def at(app: AppTest, step: int, request: Request | None = None) -> AppTest:
    """The app at one step of a request."""
    if request is not None:
        app.selectbox(key="filing.request").set_value(request.key).run()
    if request is not None and request.side == Issuer.HOST:
        app.segmented_control(key="filing.host_step").set_value(HOST_STEPS[step - 1]).run()
    else:
        app.segmented_control(key="filing.step").set_value(STEPS[step - 1]).run()
    assert not app.exception
    return app


def widget(found: list, start: str, end: str):  # type: ignore[no-untyped-def, type-arg]
    return next(one for one in found if one.key and one.key.startswith(start) and one.key.endswith(end))


def test_without_work_in_an_agreement_country_it_says_what_a_request_is(ledger: Ledger) -> None:
    fill(ledger, {"trips": [{"trip": "a", "country": "TH", "first_day": "2026-01-01", "last_day": "2026-01-10"}]})
    app = opened("filing")
    assert "There is no work to file for yet" in texts(app)


@pytest.mark.parametrize("sample", [sample.name for sample in SAMPLES])
def test_every_request_and_every_step_opens(read_sample: ReadSample, sample: str) -> None:
    analysis = read_sample(sample)
    app = opened("filing")
    everything = requests(analysis)
    for number, request in enumerate(everything):
        at(app, 1 + number % (4 if request.side == Issuer.HOST else 6), request)
        assert DO_NOT_RELY in texts(app)
    of_us = next(request for request in everything if request.side == Issuer.US)
    for step in range(1, 7):
        at(app, step, of_us)


def test_dates_come_from_the_trips_and_entries_are_saved(ledger: Ledger) -> None:
    fill_with_sample(ledger, "nomad")
    request = request_to(ledger, "PT")
    app = at(opened("filing"), 1, request)
    first = widget(app.text_input, "filing.field.", ".first_day.2026-06-08")
    assert first.disabled
    assert first.value == day_text(request.first_day)  # type: ignore[union-attr]
    widget(app.text_input, "filing.field.", ".business_address").set_value("12 Elm Street, Austin")
    widget(app.text_input, "filing.field.", ".place_of_birth").set_value("Austin, United States")
    widget(app.button, "filing.field.", ".save").click().run()
    assert not app.exception
    known = request_to(ledger, "PT")
    assert known.value("business_address") == "12 Elm Street, Austin"
    assert known.value("place_of_birth") == "Austin, United States"


def test_entries_for_work_without_an_assignment_change_no_verdict(ledger: Ledger) -> None:
    trip = {"trip": "a", "country": "GB", "first_day": "2026-09-01", "last_day": "2026-10-10"}
    person = {"traveler": "me", "name": "Ann", "residence": "US"}
    fill(ledger, {"trips": [trip], "travelers": [person]})
    before = analyzed(ledger).coverage[["host", "verdict", "reason"]].to_numpy().tolist()
    app = at(opened("filing"), 1)
    widget(app.text_input, "filing.field.", ".business_name").set_value("Ann")
    widget(app.button, "filing.field.", ".save").click().run()
    assert ledger.rows("assignments")[["worker", "business_name"]].to_numpy().tolist() == [["self_employed", "Ann"]]
    assert analyzed(ledger).coverage[["host", "verdict", "reason"]].to_numpy().tolist() == before


def test_a_record_that_says_something_else_is_shown_beside_the_entry(ledger: Ledger) -> None:
    fill_with_sample(ledger, "nomad")
    request = request_to(ledger, "PT")
    app = at(opened("filing"), 1, request)
    start = f"filing.record.{request.key}"
    widget(app.text_input, start, ".record").set_value("Passport")
    widget(app.text_input, start, ".value").set_value("Nora N. Nomad")
    widget(app.button, start, ".save").click().run()
    assert ledger.rows("records")[["field", "record", "value", "assignment"]].to_numpy().tolist() == [
        ["name", "Passport", "Nora N. Nomad", ""]
    ]
    shown = texts(at(app, 2))
    assert "Full legal name: Passport has another value." in shown
    assert shown.index("Nora Nomad") < shown.index("Nora N. Nomad")


def test_the_checks_shown_are_the_checks_made(ledger: Ledger) -> None:
    fill_with_sample(ledger, "nomad")
    request = request_to(ledger, "PT")
    app = at(opened("filing"), 2, request)
    found = checks(analyzed(ledger), request)
    assert found
    for check in found:
        assert with_day_texts(check.sentence) in texts(app)
    assert [expander.label for expander in app.expander if expander.label.endswith(" OK")] == [
        f"{sum(check.level == Level.PASS for check in found)} checks OK"
    ]


def test_a_mixed_case_is_not_ready_and_says_why(ledger: Ledger) -> None:
    fill_with_sample(ledger, "mixed")
    shown = texts(at(opened("filing"), 3))
    assert "Not ready to file" in shown
    assert "Work in more than one foreign country" in shown
    assert "Its first line says what to do with it" in shown


def test_the_paper_is_us_letter_until_somebody_chooses_another_one(ledger: Ledger) -> None:
    fill_with_sample(ledger, "mixed")
    app = at(opened("filing"), 3)
    assert app.radio(key="filing.paper").value == Paper.LETTER
    app.radio(key="filing.paper").set_value(Paper.A4).run()
    assert not app.exception
    assert ledger.setting("paper") == Paper.A4
    assert app.radio(key="filing.paper").value == Paper.A4


def test_the_buffer_moves_the_day_to_file_by_on_every_page(ledger: Ledger) -> None:
    fill_with_sample(ledger, "nomad")
    app = at(opened("filing"), 3, request_to(ledger, "IT"))
    assert "File by Jan 31, 2027" in texts(app)
    app.number_input(key="filing.buffer.days").set_value(30)
    app.text_input(key="filing.buffer.note").set_value("6 weeks, SSA by phone")
    app.button(key="filing.buffer.save").click().run()
    assert "File by Jan 1, 2027" in texts(app)
    assert "Noted on Nov 22, 2026." in texts(app)
    assert "Jan 1, 2027 · Request the certificate" in texts(opened("deadlines"))


def test_a_request_is_sent_decided_delivered_and_checked_off(ledger: Ledger) -> None:
    fill_with_sample(ledger, "nomad")
    request = request_to(ledger, "PT")
    app = at(opened("filing"), 3, request)
    start = f"filing.sent.{request.key}"
    widget(app.selectbox, start, ".channel").set_value("fax")
    widget(app.button, start, ".save").click().run()
    assert "Not saved. Enter the day on which it was sent." in texts(app)
    widget(app.date_input, start, ".submitted_on").set_value(dt.date(2026, 10, 1))
    widget(app.text_input, start, ".confirmation").set_value("fax report 17")
    widget(app.button, start, ".save").click().run()
    row = ledger.rows("certificates").iloc[-1]
    assert row[["state", "first_day", "requested_first_day", "channel"]].tolist() == [
        "submitted", "2026-06-08", "2026-06-08", "fax",
    ]  # fmt: skip

    at(app, 4)
    start = f"filing.answer.{request.key}"
    widget(app.selectbox, start, ".state").set_value("issued")
    widget(app.date_input, start, ".first_day").set_value(dt.date(2026, 6, 10))
    widget(app.date_input, start, ".issued_on").set_value(dt.date(2026, 11, 1))
    widget(app.button, start, ".save").click().run()
    assert "The certificate does not say what was requested." in texts(app)
    assert "requested Jun 8, 2026, issued Jun 10, 2026: 2 days later" in texts(app)
    name = row["certificate"]
    app.button(key=f"filing.step.{name}.read_back").click().run()
    assert ledger.rows("steps")[["certificate", "step", "done_on"]].to_numpy().tolist() == [
        [name, "read_back", TODAY.isoformat()]
    ]

    at(app, 5)
    start = f"filing.delivery.{request.key}"
    widget(app.text_input, start, ".recipient").set_value("Lisbon office")
    widget(app.selectbox, start, ".evidence").set_value("written_reply")
    widget(app.button, start, ".save").click().run()
    assert "Not saved. Name the proof" in texts(app)
    widget(app.text_input, start, ".receipt").set_value("letter of 5 November")
    widget(app.button, start, ".save").click().run()
    assert "✓ proven" in texts(app)
    assert ledger.rows("deliveries")["certificate"].tolist() == [name]


def test_a_file_is_attached_shown_and_removed(ledger: Ledger) -> None:
    fill_with_sample(ledger, "nomad")
    request = request_to(ledger, "GB")
    ledger.attach(
        {"about": "certificates", "subject": request.certificate, "kind": "certificate", "file_name": "c.txt"}, b"text"
    )
    app = at(opened("filing"), 6, request)
    assert "c.txt" in texts(app)
    widget(app.button, "filing.file.", ".remove").click().run()
    assert ledger.rows("attachments").empty
    assert "No file is attached yet" in texts(app)


SSN, BORN = "219-45-6789", "12/31/1990"


def type_identity(app: AppTest, ssn: str, born: str = "") -> AppTest:
    """Fill the fields for one file and request it."""
    widget(app.text_input, "filing.identity.", ".ssn").set_value(ssn)
    widget(app.text_input, "filing.identity.", ".born").set_value(born)
    widget(app.button, "filing.identity.", ".make").click().run()
    assert not app.exception
    return app


def handed_over(app: AppTest) -> dict[str, Any]:
    """What the browser gets for the place of the file; its "file" is None where this run made none."""
    [place] = [one for one in app.get("bidi_component") if "filing.identity." in one.proto.id]
    return dict(json.loads(place.proto.json))


def test_the_file_is_made_of_what_stands_in_the_fields_at_the_press_of_the_button(ledger: Ledger) -> None:
    fill_with_sample(ledger, "nomad")
    request = request_to(ledger, "PT")
    app = at(opened("filing"), 3, request)
    assert [button.label for button in app.get("download_button") if "PDF" in button.label] == []
    assert handed_over(app)["file"] is None

    file = handed_over(type_identity(app, SSN))["file"]
    choice = Choice(request.traveler, request.host, request.period, identity=Identity(SSN))
    assert base64.b64decode(file["content"]) == REQUESTS_PDF.to_bytes(analyzed(ledger), choice)
    assert file["name"] == f"coverline-pt-request-{TODAY}.pdf"
    assert "Social Security number: on the sheet." in file["sentences"]
    assert "Date of birth: blank, write it in." in file["sentences"]
    assert file["sentences"].count(not_encrypted(file["name"])) == 1
    assert [typed_in(app, name) for name in (".ssn", ".born")] == ["", ""]  # new fields
    assert SSN not in session_of(app)
    assert file["content"] not in session_of(app)

    turn = handed_over(app)["turn"]
    app.run()
    assert (handed_over(app)["file"], handed_over(app)["turn"]) == (None, turn)  # the browser alone holds it

    file = handed_over(type_identity(app, ""))["file"]
    assert file["sentences"][-2:] == list(identity_lines(None))
    assert handed_over(app)["turn"] == turn + 1


def session_of(app: AppTest) -> str:
    """All that the server keeps for this window between two runs."""
    state = app.session_state._state._state
    return repr((state._new_session_state, state._old_state, state._new_widget_state.states))


def typed_in(app: AppTest, field: str) -> str:
    return str(widget(app.text_input, "filing.identity.", field).value)


def test_what_cannot_be_is_said_beside_its_field_and_no_file_is_made(ledger: Ledger) -> None:
    fill_with_sample(ledger, "nomad")
    app = at(opened("filing"), 3, request_to(ledger, "PT"))
    type_identity(app, "000-12-3456", "02/30/1990")
    assert handed_over(app)["file"] is None
    assert beside(app, ".ssn") == f"No file was made. {SSN_FORM[1]} Type both again."
    assert beside(app, ".born") == f"No file was made. {BIRTH_FORM[1]} Type both again."
    assert "000-12-3456" not in texts(app)
    assert [typed_in(app, name) for name in (".ssn", ".born")] == ["", ""]
    assert "000-12-3456" not in session_of(app)
    assert "02/30/1990" not in session_of(app)

    type_identity(app, SSN, f"{TODAY + dt.timedelta(1):%m/%d/%Y}")
    assert "The date of birth lies ahead." in beside(app, ".born")
    assert SSN not in session_of(app)


def test_forget_both_empties_the_fields_and_withdraws_the_file(ledger: Ledger) -> None:
    fill_with_sample(ledger, "nomad")
    app = at(opened("filing"), 3, request_to(ledger, "PT"))
    turn = handed_over(app)["turn"]
    widget(app.text_input, "filing.identity.", ".ssn").set_value(SSN)
    widget(app.button, "filing.identity.", ".forget").click().run()
    assert typed_in(app, ".ssn") == ""
    assert SSN not in session_of(app)
    assert handed_over(app)["turn"] == turn + 1


def beside(app: AppTest, field: str) -> str:
    """The only error in the column of a field."""
    key = widget(app.text_input, "filing.identity.", field).key
    [column] = [column for column in app.columns if key in [one.key for one in column.text_input]]
    [error] = column.error
    return str(error.value).replace("\\", "")


def test_a_file_that_cannot_be_made_is_said(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> NoReturn:
        raise BadOption("No font at hand can show it.")

    fill_with_sample(ledger, "nomad")
    app = at(opened("filing"), 3, request_to(ledger, "PT"))
    monkeypatch.setattr(filing_packet, "FILING_COPY", replace(REQUESTS_PDF, write=refuse))
    type_identity(app, SSN, BORN)
    assert "No file was made. No font at hand can show it." in texts(app)
    assert (handed_over(app)["file"], typed_in(app, ".born")) == (None, "")


def test_what_is_missing_from_a_countrys_list_is_said(ledger: Ledger) -> None:
    fill_with_sample(ledger, "employee")
    app = at(opened("filing"), 1, request_to(ledger, "CH"))
    assert with_day_texts(load_filing().places["CH"].asks_note) in texts(app)
    assert with_day_texts(load_filing().places["CH"].asks_note) not in texts(at(app, 1, request_to(ledger, "DE")))


OF_HOST = {
    "trips": [{"trip": "t1", "country": "DE", "first_day": "2025-11-03", "last_day": "2026-03-01", "assignment": "a"}],
    "assignments": [{"assignment": "a", "traveler": "me", "worker": "self_employed", "business_in_us": "no"}],
}
ISSUED = {"certificate": "C1", "traveler": "me", "issuer": "DE", "host": "DE", "assignment": "a", "state": "issued"}
ISSUED |= {"first_day": "2025-11-03", "last_day": "2026-03-01", "issued_on": "2026-02-01"}


def test_the_hosts_certificate_has_steps_of_its_own_and_none_of_ssas(ledger: Ledger) -> None:
    fill(ledger, OF_HOST)
    app = at(opened("filing"), 1, request_to(ledger, "DE"))
    shown = texts(app)
    assert "**Request the certificate of Germany.**" in shown
    assert not app.warning
    assert list(app.segmented_control(key="filing.host_step").options) == list(HOST_STEPS)
    for step in host_steps("DE", "self_employed", (2025, 2026)):
        assert step.title in shown


def test_the_hosts_certificate_is_requested_on_filing(ledger: Ledger) -> None:
    fill(ledger, OF_HOST)
    app = at(opened("filing"), 2, request_to(ledger, "DE"))
    widget(app.date_input, "filing.host.me", ".submitted_on").set_value(dt.date(2026, 3, 5))
    widget(app.button, "filing.host.me", ".save").click().run()
    assert not app.exception
    assert ledger.rows("certificates")[["issuer", "state"]].to_numpy().tolist() == [["DE", "submitted"]]
    assert "**Requested: wait.**" in texts(app)
    assert "SSA" not in next(info.value for info in app.info)


def test_the_hosts_certificate_is_filed_under_each_of_its_tax_years(ledger: Ledger) -> None:
    fill(ledger, OF_HOST | {"certificates": [ISSUED]})
    request = request_to(ledger, "DE")
    app = at(opened("filing"), 3, request)
    assert "every calendar year that has a day of this work: 2025 and 2026." in texts(app)
    app.button(key=f"filing.year.{request.key}.2025").click().run()
    assert not app.exception
    assert ledger.rows("deliveries")[["certificate", "purpose", "recipient"]].to_numpy().tolist() == [
        ["C1", "tax_file", "US return of 2025"]
    ]
    assert "✓ 2025: a copy was filed on Nov 22, 2026." in texts(app)
    assert "○ 2026: no copy is recorded yet." in texts(app)
    ledger.attach({"about": "certificates", "subject": "C1", "kind": "certificate", "file_name": "de-usa.txt"}, b"text")
    assert "de-usa.txt" in texts(at(app, 4, request))


def test_where_the_host_issues_none_ssas_letter_is_the_paper(ledger: Ledger) -> None:
    trips = [OF_HOST["trips"][0] | {"country": "AU"}]
    facts = OF_HOST["assignments"][0] | {"residence": "AU", "nationalities": "US"}
    fill(ledger, {"trips": trips, "assignments": [facts], "travelers": [{"traveler": "me", "nationalities": "US"}]})
    assert list(analyzed(ledger).periods["decision"]) == ["ask_us_letter"]
    shown = texts(at(opened("filing"), 1, request_to(ledger, "AU")))
    assert "**Request SSA's letter.**" in shown
    assert "Who requests SSA's letter, and why not a certificate" in shown


@pytest.mark.parametrize("sample", [sample.name for sample in SAMPLES])
def test_the_gate_alone_decides_the_sentence_on_top(read_sample: ReadSample, sample: str) -> None:
    analysis = read_sample(sample)
    app = opened("filing")
    for request in requests(analysis):
        app.selectbox(key="filing.request").set_value(request.key).run()
        assert not app.exception
        judged = gate(analysis, request)
        on_top = [box.value for box in (*app.warning, *app.info, *app.success)]
        is_held_back = any("Not ready to file" in text for text in on_top)
        assert is_held_back == (judged.banner == Banner.NOT_READY)
        assert any("Ready to file" in text for text in on_top) == (judged.banner in (Banner.READY, Banner.REFUSED))
        if is_held_back:
            assert not any("Request a certificate" in text for text in on_top)


def test_the_days_that_are_not_logged_are_those_of_the_person(read_sample: ReadSample) -> None:
    analysis = read_sample("program")
    app = at(opened("filing"), 3, request_of(analysis, "FR"))
    assert not [box for box in app.warning if "not logged" in box.value]
    [box] = [box for box in at(app, 3, request_of(analysis, "CH")).warning if "not logged" in box.value]
    assert "Hana Hypothetical: 7 days between the trips are not logged" in box.value.replace("\\", "")
