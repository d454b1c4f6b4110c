"""What is said about a certificate because of how far it has come."""

from __future__ import annotations

import pytest

from tests.coverage.certificate_cases import FRANCE, Row, certificate, said, trip

REFUSED = certificate(state="refused", first_day="2024-03-04", last_day="2024-03-31")


def test_a_refusal_says_how_many_days_lose_their_cover() -> None:
    (found,) = said("certificate_refused", [FRANCE], [REFUSED | {"control_number": "N-7"}])
    assert found[:3] == ("c", "2024-03-04", "2024-03-31")
    assert "left without a certificate: 7 work days." in found.message
    assert "referring to control number N-7" in found.message


@pytest.mark.parametrize(
    ("work", "more", "lost"),
    [
        (FRANCE, [], "7 work days"),
        (FRANCE, [certificate(certificate="d", first_day="2024-03-05")], "1 work day"),
        (FRANCE, [certificate(certificate="d")], "no work day"),
        (FRANCE | {"country": "DE"}, [], "no work day"),
        (FRANCE | {"activity": "non_work"}, [], "no work day"),
    ],
    ids=["none other", "another covers some", "another covers all", "other country", "holiday"],
)
def test_only_days_that_nothing_else_covers_are_lost(work: Row, more: list[Row], lost: str) -> None:
    (found,) = said("certificate_refused", [work], [REFUSED, *more])
    assert f"left without a certificate: {lost}." in found.message


def test_a_refusal_for_another_engagement_takes_nothing_away() -> None:
    (found,) = said("certificate_refused", [FRANCE], [REFUSED | {"assignment": "y"}])
    assert "no work day" in found.message


def test_a_refusal_takes_nothing_away_where_no_agreement_is() -> None:
    (found,) = said("certificate_refused", [trip("TH", "2024-03-04", "2024-03-05")], [REFUSED | {"host": "TH"}])
    assert "no work day" in found.message


@pytest.mark.parametrize("state", ["issued", "delivered"])
def test_an_open_end_says_how_many_days_it_covers(state: str) -> None:
    trips = [FRANCE, trip("FR", "2024-05-01", "2024-05-02"), trip("FR", "2024-05-02", "2024-05-03", assignment="y")]
    (found,) = said("certificate_open_end", trips, [certificate(first_day="2024-03-06", state=state)])
    assert found[:3] == ("c", "2024-03-06", "")
    assert "covers 8 work days" in found.message


@pytest.mark.parametrize("cells", [{"last_day": "2030-12-31"}, {"state": "submitted"}, {"state": "refused"}])
def test_an_end_or_another_state_is_no_open_end(cells: Row) -> None:
    assert said("certificate_open_end", [FRANCE], [certificate(**cells)]) == []
