"""A ledger with the filings of two people, for the tests of the proof file."""

from __future__ import annotations

from pathlib import Path

from tests.store.files import PDF, PNG, TEXT
from tracker.exchange.proof import Proof, proof_of
from tracker.store import Changes, Ledger, open_ledger

DIGEST = "0123456789abcdef"


def filed_ledger(file: Path) -> Ledger:
    """Ann: a certificate, its extension, a delivery, two files. Bob: a certificate and a file of his own."""
    ledger = open_ledger(f"sqlite:///{file}")
    france = {"certificate": "c1", "traveler": "ann", "assignment": "a1", "host": "FR", "first_day": "2026-01-05"}
    ledger.save_many(
        {
            "travelers": Changes(added=[{"traveler": "ann", "name": "Ann Żółć"}, {"traveler": "bob", "name": "Bob"}]),
            "assignments": Changes(
                added=[{"assignment": "a1", "traveler": "ann", "host": "FR"}, {"assignment": "b1", "traveler": "bob"}]
            ),
            "trips": Changes(
                added=[
                    {"traveler": "ann", "country": "FR", "first_day": "2026-01-05", "assignment": "a1", "note": "=1+1"},
                    {"traveler": "ann", "country": "IT", "first_day": "2025-01-05", "last_day": "2025-01-06"},
                    {"traveler": "bob", "country": "DE", "first_day": "2026-02-01", "certainty": "estimated"},
                ]
            ),
        }
    )
    ledger.save(
        "certificates",
        added=[
            france,
            france | {"certificate": "c2", "refers_to": "c1", "request": "extension"},
            {"certificate": "b1", "traveler": "bob", "host": "DE", "first_day": "2026-02-01"},
        ],
    )
    ledger.save(
        "deliveries", added=[{"delivery": "d1", "certificate": "c1", "purpose": "tax_file", "recipient": "The payroll"}]
    )
    on = {"added_on": "2026-03-01"}
    ledger.attach(on | {"about": "certificates", "subject": "c1", "file_name": "c1.pdf", "kind": "certificate"}, PDF)
    ledger.attach(on | {"about": "trips", "subject": "t1", "file_name": "stamp.png"}, PNG)
    ledger.attach(on | {"about": "travelers", "subject": "bob", "file_name": "bob.txt"}, TEXT)
    ledger.set_setting("join_gap_days", "45")
    return ledger


def proof(ledger: Ledger, certificate: str | None = None) -> Proof:
    return proof_of(ledger, as_of="2026-11-22", rules_digest=DIGEST, certificate=certificate)
