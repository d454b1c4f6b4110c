"""The filing in a real browser: from a request's fields to a packet, a certificate, and a delivery with its proof."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

import tracker
from tests.e2e.conftest import TOKYO, AppServer, OpenPage, choose, ready
from tracker.exchange.proof import verify
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


def download(page: Page, name: str, folder: Path) -> Path:
    with page.expect_download() as started:
        page.get_by_role("button", name=name).click()
    file = folder / started.value.suggested_filename
    started.value.save_as(file)
    return file


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

    step(page, "3 ·")
    page.get_by_label("US Social Security number, for this file only").fill("123-45-6789")
    page.keyboard.press("Tab")
    ready(page)
    packet = download(page, "Download the filing copy", tmp_path)
    assert packet.read_bytes().startswith(b"%PDF-")
    assert b"123-45-6789" not in app_server.database.read_bytes()
    assert "123-45-6789" not in app_server.log.read_text(encoding="utf-8")
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
        {"name": "certificate.pdf", "mimeType": "application/pdf", "buffer": packet.read_bytes()}
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
