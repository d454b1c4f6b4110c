"""What a packet holds."""

from __future__ import annotations

import pytest

from tests.exchange.files import analysis_of, plain_workspace
from tracker.codes import Verdict
from tracker.errors import BadOption
from tracker.exchange.redaction import Redaction, redacted
from tracker.filing.identity import Identity
from tracker.filing.packet import gaps, packet, rules_used


@pytest.fixture(scope="module")
def analysis():
    return analysis_of(plain_workspace())


def test_all_requests_of_one_traveler(analysis) -> None:
    found = packet(analysis, "me")
    assert [sheet.request.host for sheet in found.sheets] == ["GB", "FR", "PT"]
    assert (str(found.first_day), str(found.last_day)) == ("2026-01-05", "2026-11-22")
    assert len(found.trips) == 4
    assert found.name == "Zora Quux"


def test_one_request_holds_only_the_days_and_trips_of_its_period(analysis) -> None:
    found = packet(analysis, "me", host="FR")
    assert [sheet.request.host for sheet in found.sheets] == ["FR"]
    assert found.trips["trip"].tolist() == ["t2"]
    assert set(found.coverage["host"]) == {"FR"}
    assert found.certificates["certificate"].tolist() == ["c2"]
    assert [rule.provision for rule in found.rules] == sorted(set(found.coverage["provision"]))
    assert packet(analysis, "me", period=2).trips["trip"].tolist() == ["t2"]


@pytest.mark.parametrize("choice", [{"host": "IT"}, {"period": 9}, {"host": "FR", "period": 1}])
def test_a_choice_that_fits_no_request_says_which_there_are(analysis, choice) -> None:
    with pytest.raises(BadOption, match="period 1 in GB, period 2 in FR, period 3 in PT"):
        packet(analysis, "me", **choice)


def test_gaps_are_every_day_that_is_neither_covered_nor_needs_no_certificate(analysis) -> None:
    found = gaps(analysis.coverage)
    rest = analysis.coverage[analysis.coverage["verdict"].isin([str(Verdict.COVERED), str(Verdict.NOT_NEEDED)])]
    assert found["days"].sum() + rest["days"].sum() == analysis.coverage["days"].sum()
    assert set(found["verdict"]) == {"would_cover", "unlogged"} | (set(found["verdict"]) & {"unclear"})
    assert not (found["sentence"] == "").any()


def test_a_shut_gate_is_open_points_and_an_identity_is_checked(analysis) -> None:
    sheets = packet(analysis, "me", identity=Identity("219-45-6789")).sheets
    assert {check.code for check in sheets[0].checks} >= {"ssn"}
    for sheet in sheets:
        assert set(sheet.gate.reasons) <= set(sheet.open_points)


def test_a_redacted_copy_has_no_checks_that_take_removed_entries_for_missing_ones(analysis) -> None:
    lean, _ = redacted(analysis, [Redaction.NAMES])
    found = packet(lean, "person 1", redact=[Redaction.NAMES])
    assert [sheet.checks for sheet in found.sheets] == [(), (), ()]
    assert all(sheet.open_points[-1].startswith("Redacted copy, not for filing: names") for sheet in found.sheets)
    assert not [point for sheet in found.sheets for point in sheet.open_points if "not complete" in point]


def test_rules_name_their_documents_with_the_day_of_reading(analysis) -> None:
    for rule in rules_used(analysis, analysis.coverage):
        assert rule.documents
        assert all(document.href and document.read_on for document in rule.documents)
