"""Four checkpoints in order: what each needs, and that nobody relies on it before all four stand."""

from __future__ import annotations

from typing import Any

import pytest

from tests.filing.filed import CERTIFICATE, TRIP, analyzed, one
from tracker.filing.checkpoints import (
    DO_NOT_RELY,
    MAY_RELY,
    Checkpoints,
    CheckpointState,
    checkpoints,
    checkpoints_of_all,
    life_line,
)
from tracker.filing.deliveries import deliveries
from tracker.filing.differences import certificate_row

FILES = [
    {
        "attachment": kind,
        "about": "certificates",
        "subject": "c",
        "kind": kind,
        "file_name": f"{kind}.pdf",
        "sha256": "0",
    }
    for kind in ("request", "confirmation", "certificate")
]
ELSEWHERE = TRIP | {"trip": "t2", "country": "TH", "first_day": "2026-06-27", "last_day": "2026-06-27"}
SENT = {"delivery": "d", "certificate": "c", "purpose": "foreign_authority", "recipient": "CPAM Lyon"}
SENT |= {"evidence": "written_reply", "receipt": "mail of 2026-01-30"}
ALL: dict[str, Any] = {"certificates": [CERTIFICATE], "attachments": FILES, "deliveries": [SENT]}


def _points(**given: Any) -> Checkpoints:
    analysis = analyzed(**ALL | given)
    return checkpoints(analysis, one(analysis))


def _states(found: Checkpoints) -> list[str]:
    return [str(point.state) for point in found.points]


def test_all_four_stand() -> None:
    found = _points()
    assert _states(found) == ["stands"] * 4
    assert found.may_rely
    assert found.sentence == MAY_RELY
    assert all(point.proof and not point.missing for point in found.points)


@pytest.mark.parametrize(
    ("given", "states"),
    [
        ({"trips": [TRIP, ELSEWHERE]}, ["open", "waits", "waits", "waits"]),
        ({"trip": {"first_day": "2026-03-03"}}, ["open", "waits", "waits", "waits"]),
        ({"certificates": [CERTIFICATE | {"control_number": ""}]}, ["stands", "open", "waits", "waits"]),
        ({"certificates": [CERTIFICATE | {"submitted_on": ""}]}, ["stands", "open", "waits", "waits"]),
        ({"person": {"name": ""}}, ["stands", "open", "waits", "waits"]),
        ({"person": {"place_of_birth": ""}}, ["stands", "open", "waits", "waits"]),
        ({"certificates": [CERTIFICATE | {"last_day": "2026-05-31"}]}, ["stands", "open", "waits", "waits"]),
        ({"attachments": FILES[:2]}, ["stands", "stands", "open", "waits"]),
        ({"deliveries": []}, ["stands", "stands", "stands", "open"]),
        ({"deliveries": [SENT | {"evidence": "own_word"}]}, ["stands", "stands", "stands", "open"]),
        ({"deliveries": [SENT | {"purpose": "tax_file"}]}, ["stands", "stands", "stands", "open"]),
        ({"certificates": [CERTIFICATE | {"state": "submitted"}]}, ["stands", "stands", "stands", "open"]),
        ({"certificates": [CERTIFICATE | {"state": "draft"}]}, ["stands", "open", "waits", "open"]),
        ({"certificates": []}, ["stands", "open", "open", "open"]),
    ],
)
def test_one_open_checkpoint_is_enough_not_to_rely(given: dict[str, Any], states: list[str]) -> None:
    found = _points(**given)
    assert _states(found) == states
    assert not found.may_rely
    assert found.sentence == DO_NOT_RELY
    assert all(point.missing for point in found.points if point.state == "open")


def test_coverage_confirmed_is_our_reading_with_its_source_and_never_a_proof() -> None:
    (reading,) = _points().points[0].proof
    assert reading.startswith("Our reading of the rule: the United States covers this work under ")
    assert "FR.self_employed" not in reading  # an id means nothing to a reader
    assert "read on 20" in reading
    assert "proven" not in " ".join(state.sentence for state in CheckpointState).lower()


def test_coverage_confirmed_names_what_it_assumes_and_the_own_check() -> None:
    own = [{"host": "FR", "checked_on": "2026-01-10", "source": "SSA by phone"}]
    points = _points(trip={"assignment": ""}, certificates=[CERTIFICATE | {"assignment": ""}], verifications=own)
    lines = points.points[0].proof
    assert "Your own check: FR checked on 2026-01-10: SSA by phone." in lines
    assert "Assumed: the work has no assignment, so it is treated as self-employed." in lines


def test_the_checkpoints_of_the_hosts_own_certificate_speak_of_it() -> None:
    theirs, tax = [CERTIFICATE | {"issuer": "FR"}], [SENT | {"purpose": "tax_file"}]
    found = _points(job={"business_in_us": "no"}, certificates=theirs, deliveries=tax)
    assert found.may_rely
    assert found.points[0].title == "France's system confirmed"
    assert "France covers this work" in found.points[0].proof[0]
    assert _states(_points(job={"business_in_us": "no"}, certificates=[])) == ["stands", "open", "open", "open"]
    ours = _points(job={"business_in_us": "no"}, certificates=theirs, deliveries=[])
    assert _states(ours) == ["stands", "stands", "stands", "open"]


def test_a_fax_report_confirms_a_request_as_a_control_number_does() -> None:
    paper = CERTIFICATE | {"control_number": "", "confirmation": "fax report of 2026-01-05"}
    assert _points(certificates=[paper]).may_rely


def test_every_certificate_has_checkpoints_even_without_work() -> None:
    lonely = CERTIFICATE | {"certificate": "z", "host": "DE"}
    found = checkpoints_of_all(analyzed(**ALL | {"certificates": [CERTIFICATE, lonely]}))
    assert found["c"].may_rely
    assert found["z"].points[0].state == "open"
    assert list(found) == ["c", "z"]


@pytest.mark.parametrize(
    ("cells", "reached"),
    [
        ({"state": "draft"}, ["draft"]),
        ({"state": "submitted"}, ["draft", "submitted"]),
        ({}, ["draft", "submitted", "issued"]),
        ({"state": "delivered"}, ["draft", "submitted", "issued", "delivered"]),
        ({"state": "refused", "issued_on": ""}, ["draft", "submitted", "refused"]),
        ({"state": "withdrawn"}, ["draft", "submitted", "issued", "withdrawn"]),
    ],
)
def test_the_life_line(cells: dict[str, str], reached: list[str]) -> None:
    analysis = analyzed(certificates=[CERTIFICATE | cells], deliveries=[SENT])
    stations = life_line(certificate_row(analysis, "c"), deliveries(analysis, "c"))
    assert [str(station.state) for station in stations if station.reached] == reached
    assert ("Control number: N-1" in stations[1].details) == (len(stations) > 1)
