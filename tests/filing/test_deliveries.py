"""Deliveries: a row per purpose, and what its proof is worth."""

from __future__ import annotations

from typing import Any

import pytest

import tracker
from tests.filing.filed import AS_OF, CERTIFICATE, EMPLOYEE, TRIP, analyzed
from tests.scenario_files import text_tables
from tracker.filing.deliveries import Delivery, deliveries, unproven
from tracker.itinerary import workspace_from_text

SENT = {"delivery": "d", "certificate": "c", "purpose": "foreign_authority", "recipient": "CPAM Lyon"}


def _made(rows: list[dict[str, str]] | None = None, **given: Any) -> tuple[Delivery, ...]:
    return deliveries(analyzed(certificates=[CERTIFICATE], deliveries=rows or [], **given), "c")


def test_the_authority_and_the_tax_file_are_two_rows() -> None:
    assert [(one.purpose, one.is_recorded, one.is_proven) for one in _made()] == [
        ("foreign_authority", False, False),
        ("tax_file", False, False),
    ]


def test_an_employee_has_one_for_the_employer() -> None:
    assert "employer" in [one.purpose for one in _made(job=EMPLOYEE)]


def test_one_receipt_does_not_prove_the_other_row() -> None:
    proof = {"evidence": "written_reply", "receipt": "mail of 2026-02-03"}
    assert [one.is_proven for one in _made([SENT | proof])] == [True, False]
    assert [one.is_proven for one in _made([SENT | proof | {"purpose": "tax_file"}])] == [False, True]


@pytest.mark.parametrize(
    ("evidence", "receipt", "proven"),
    [
        ("", "", False),
        ("nothing", "x", False),
        ("own_word", "x", False),
        ("postal_receipt", "RR1", False),
        ("portal_receipt", "", False),
        ("portal_receipt", "77", True),
        ("written_reply", "mail", True),
        ("payroll_note", "note", True),
    ],
)
def test_the_strength_of_a_proof(evidence: str, receipt: str, proven: bool) -> None:
    analysis = analyzed(certificates=[CERTIFICATE], deliveries=[SENT | {"evidence": evidence, "receipt": receipt}])
    delivery = deliveries(analysis, "c")[0]
    assert delivery.is_proven == proven
    assert [one.id for one in unproven(analysis)] == ([] if proven else ["d"])
    assert ("Ask the recipient" in delivery.strength) == (not proven and evidence != "portal_receipt")


def test_the_day_of_a_reply_is_enough() -> None:
    assert _made([SENT | {"evidence": "written_reply", "received_on": "2026-02-03"}])[0].is_proven


def test_nobody_confirms_the_own_tax_file() -> None:
    assert _made([SENT | {"purpose": "tax_file", "evidence": "own_word"}])[1].is_proven
    assert not _made([SENT | {"purpose": "tax_file"}])[1].is_proven


def test_what_a_country_says_and_its_sources() -> None:
    assert "usually must be presented" in _made()[0].about
    assert "French authorities" in _made()[0].about
    assert _made()[0].sources == ("ssa-agreements-overview", "mirror-rs-02001.546")
    norway = analyzed(trip={"country": "NO"}, job={"host": "NO"}, certificates=[CERTIFICATE | {"host": "NO"}])
    assert "when an authority abroad requests it" in deliveries(norway, "c")[0].about


def test_an_unknown_certificate_has_none() -> None:
    assert deliveries(analyzed(), "c") == ()


def test_the_setting_decides_for_work_without_an_assignment() -> None:
    free = {"trips": [TRIP | {"assignment": ""}], "certificates": [CERTIFICATE | {"assignment": ""}]}
    read = workspace_from_text(text_tables(free))
    analysis = tracker.analyze(read, tracker.load_rules(), as_of=AS_OF, worker="employee")
    made = deliveries(analysis, "c")
    assert [delivery.purpose for delivery in made] == ["foreign_authority", "tax_file", "employer"]
    assert "goes on withholding" in next(one.about for one in made if one.purpose == "tax_file")
    assert "goes on withholding" not in _made()[1].about


@pytest.mark.parametrize(("worker", "purpose"), [("employee", "employer"), ("self_employed", "tax_file")])
def test_the_hosts_own_certificate_is_for_the_united_states(worker: str, purpose: str) -> None:
    job = EMPLOYEE | {"worker": worker}
    held = CERTIFICATE | {"issuer": "FR"}
    made = deliveries(analyzed(job=job, certificates=[held]), "c")
    assert [delivery.purpose for delivery in made] == [purpose]
    expected = "keeps it on file" if worker == "employee" else "every year"
    assert expected in made[0].about


def test_a_certificate_of_a_third_country_needs_no_delivery() -> None:
    assert deliveries(analyzed(certificates=[CERTIFICATE | {"issuer": "DE"}]), "c") == ()


def test_a_certificate_that_meets_no_work_is_for_the_worker_of_its_assignment() -> None:
    held = CERTIFICATE | {"host": "NO", "first_day": "2030-01-01", "last_day": "2030-12-31"}
    made = deliveries(analyzed(job=EMPLOYEE, certificates=[held]), "c")
    assert "employer" in [delivery.purpose for delivery in made]
