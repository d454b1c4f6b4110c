"""Who issued a certificate, in words and seen from the country of the work."""

from __future__ import annotations

import pytest

from tracker.codes import Issuer
from tracker.ui.certificates import issuer_kind, issuer_name


@pytest.mark.parametrize(
    ("issuer", "kind"),
    [("", Issuer.US), ("US", Issuer.US), ("GB", Issuer.HOST), ("JE", Issuer.HOST), ("FR", Issuer.OTHER)],
)
def test_an_issuer_is_the_us_the_country_of_the_work_or_another_one(issuer: str, kind: Issuer) -> None:
    partner = {"JE": "GB"}
    assert issuer_kind(issuer, ["JE"], lambda country: partner.get(country, country)) == kind


def test_the_us_is_named_with_its_agency() -> None:
    assert issuer_name("") == issuer_name("US") == "United States (SSA)"
    assert issuer_name("PT") == "Portugal"
