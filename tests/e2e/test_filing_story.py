"""The filing in a real browser: from a request's fields to a packet, a certificate, and a delivery with its proof."""

from __future__ import annotations

import base64
import datetime as dt
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Page, expect

import tracker
from tests.e2e.conftest import TOKYO, AppServer, OpenPage, choose, ready
from tests.e2e.traces import files_with, kept_by_browser, live_in
from tracker.exchange.exporters import Choice
from tracker.exchange.exporters.requests_pdf import REQUESTS_PDF
from tracker.exchange.proof import verify
from tracker.filing.identity import Identity
from tracker.filing.request import requests
from tracker.paths import data_folder
from tracker.store import open_ledger


def step(page: Page, name: str) -> None:
    page.get_by_role("radio", name=name).click()
    ready(page)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.click()
    ready(page)


def pick_day(page: Page, label: str, day: dt.date) -> None:
    page.get_by_role("spinbutton", name=f"month, {label}").click()
    page.keyboard.type(f"{day:%m%d%Y}")


def download(page: Page, name: str, folder: Path, role: Literal["button", "link"] = "button") -> Path:
    with page.expect_download() as started:
        page.get_by_role(role, name=name).click()
    file = folder / started.value.suggested_filename
    started.value.save_as(file)
    return file


SSN_FIELD, BIRTH_FIELD = "US Social Security number, for this file only", "Date of birth, for this file only"
NUMBERS = {"Tab": "219-45-6711", "click": "219-45-6722", "Enter": "219-45-6733", "paste": "219-45-6744"}
NO_NUMBER, NO_DAY = "666-45-6755", "02/30/1987"


def filing_copy(page: Page, way: str, number: str) -> bytes:
    """The file that comes when the number is put in and the file requested at once, in one of four ways."""
    field = page.get_by_label(SSN_FIELD, exact=True)
    field.click()
    if way == "paste":
        field.evaluate("(field, text) => { field.select(); document.execCommand('insertText', false, text); }", number)
    else:
        page.keyboard.type(number)
    with page.expect_download() as started:
        if way == "Tab":
            page.keyboard.press("Tab")
        if way == "Enter":
            page.keyboard.press("Enter")
        else:
            page.get_by_role("button", name="Download the filing copy").click()
    ready(page)
    return Path(started.value.path()).read_bytes()


def text_of(pdf: bytes) -> str:
    return subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()


def the_number_goes_into_the_file_and_nowhere_else(app_server: AppServer, page: Page, folder: Path) -> bytes:
    """Step 3 of the request that is open; afterwards step 2 is open. The last file."""
    addresses: list[str] = []
    page.on("request", lambda request: addresses.append(request.url))
    step(page, "3 ·")
    pdf, made = b"", maker_of_copies(app_server)
    for way, number in NUMBERS.items():
        pdf = filing_copy(page, way, number)
        assert pdf == made(number), way
        if shutil.which("pdftotext"):
            assert number in text_of(pdf), way
        expect(page.get_by_text("Social Security number: on the sheet.")).to_be_visible()
        expect(page.get_by_text("Date of birth: blank, write it in.")).to_be_visible()
        expect(page.get_by_label(SSN_FIELD, exact=True)).to_have_value("")
    again = download(page, "Download again", folder, role="link")
    assert again.read_bytes() == pdf
    middle = len(pdf) // 6 * 3  # also the beginning of a group of letters in base64
    of_the_file = (pdf[middle : middle + 60], base64.b64encode(pdf[middle : middle + 60]).decode())
    assert live_in(app_server, "12 Elm Street, Austin")  # what is there, is seen
    assert live_in(app_server, *NUMBERS.values(), *of_the_file) == []

    page.get_by_label(SSN_FIELD, exact=True).fill(NO_NUMBER)
    expect(page.get_by_text("A field was changed, so the last file is withdrawn here.")).to_be_visible()
    expect(page.get_by_role("link", name="Download again")).to_have_count(0)
    press(page, "Download the filing copy")
    refusal = page.get_by_text("No number begins with 000, 666 or 9")
    box = refusal.bounding_box()
    assert box is not None
    assert box["height"] > 15  # Streamlit itself shows it to screen readers only
    page.get_by_label(SSN_FIELD, exact=True).fill("")
    page.get_by_label(BIRTH_FIELD, exact=True).fill(NO_DAY)
    press(page, "Download the filing copy")
    expect(page.get_by_text("No file was made. The date of birth needs a day that exists")).to_be_visible()
    assert live_in(app_server, NO_NUMBER, NO_DAY) == []
    step(page, "2 ·")

    secrets = (*NUMBERS.values(), NO_NUMBER, NO_DAY)
    assert files_with(app_server, secrets) == []
    kept = kept_by_browser(page)
    assert [secret for secret in secrets if secret in kept] == []
    assert [address for address in addresses if "/media/" in address and "/static/" not in address] == []
    return pdf


def maker_of_copies(app_server: AppServer) -> Callable[[str], bytes]:
    """Makes the filing copy of the request for Portugal as the server must make it."""
    ledger = open_ledger(f"sqlite:///{app_server.database.as_posix()}")
    analysis = tracker.analyze(ledger.workspace(), tracker.load_rules(), as_of=TOKYO.today())
    [request] = [request for request in requests(analysis) if request.host == "PT"]

    def made(number: str) -> bytes:
        choice = Choice(request.traveler, request.host, request.period, identity=Identity(number))
        return REQUESTS_PDF.to_bytes(analysis, choice)

    return made


@pytest.mark.parametrize("surroundings", [TOKYO], ids=str)  # the longest story: told once
def test_from_the_timeline_to_a_packet_a_certificate_and_its_delivery(
    app_server: AppServer, open_page: OpenPage, tmp_path: Path
) -> None:
    ledger = open_ledger(f"sqlite:///{app_server.database.as_posix()}")
    ledger.replace_all(tracker.read_workspace(data_folder() / "samples" / "nomad").tables())
    page = open_page()
    page.get_by_role("link", name="Prepare a request").click()
    ready(page)
    choose(page, "Which of the 5 requests?", "Portugal")
    step(page, "1 ·")
    page.get_by_label("Address of the US business").fill("12 Elm Street, Austin, TX 78701")
    press(page, "Save the entries")
    assert "12 Elm Street" in str(ledger.rows("assignments")["business_address"].tolist())

    packet = the_number_goes_into_the_file_and_nowhere_else(app_server, page, tmp_path)
    step(page, "3 ·")
    choose(page, "Sent how", "website")
    pick_day(page, "Sent on", dt.date(2026, 9, 1))
    page.get_by_label("SSA's control number").fill("CN-77")
    press(page, "Save the request")
    row = ledger.rows("certificates").iloc[-1]
    assert (row["state"], row["host"], row["control_number"]) == ("submitted", "PT", "CN-77")

    step(page, "4 ·")
    choose(page, "How far has it come?", "Covered, not delivered")
    pick_day(page, "Issued on", dt.date(2026, 10, 1))
    press(page, "Save the decision")
    expect(page.get_by_text("The dates on the certificate are the requested ones.")).to_be_visible()

    step(page, "5 ·")
    choose(page, "For whom", "authority")
    page.get_by_label("Recipient").fill("Segurança Social, Lisbon")
    choose(page, "What proves that it arrived", "answered in writing")
    page.get_by_label("The proof: number, sender, date").fill("Reply of 12 October 2026")
    press(page, "Save the delivery")
    expect(page.get_by_text("✓ proven").first).to_be_visible()
    expect(page.get_by_text("Do not rely on it yet")).to_be_visible()

    step(page, "6 ·")
    certificate = row["certificate"]
    for kind in ("request", "confirmation"):
        about = {"about": "certificates", "subject": certificate, "kind": kind, "file_name": f"{kind}.txt"}
        ledger.attach(about, f"{kind} {certificate}".encode())
    choose(page, "What it is", "The certificate itself")
    page.get_by_test_id("stFileUploader").locator("input[type=file]").set_input_files(
        {"name": "certificate.pdf", "mimeType": "application/pdf", "buffer": packet}
    )
    expect(page.get_by_text("certificate.pdf").first).to_be_visible()
    press(page, "Attach")
    assert sorted(ledger.rows("attachments")["kind"]) == ["certificate", "confirmation", "request"]
    expect(page.get_by_text("All four checkpoints are done")).to_be_visible()
    page.get_by_text("One ZIP of all of it").click()
    ready(page)
    proof = download(page, "Download the ZIP", tmp_path)
    found = verify(proof)
    assert found.problems == ()
    assert found.files == 3
    expect(page.get_by_text(found.sha256)).to_be_visible()
