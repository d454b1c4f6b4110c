"""Countries and certificates inside sentences."""

from __future__ import annotations

import pytest

from tracker.rules import load_rules
from tracker.words.names import certificate_of, in_sentence, possessive


@pytest.mark.parametrize(
    ("code", "name", "of"),
    [
        ("FR", "France", "France's"),
        ("NL", "the Netherlands", "the Netherlands'"),
        ("GB", "the United Kingdom", "the United Kingdom's"),
        ("ZZ", "ZZ", "ZZ's"),
    ],
)
def test_a_country_is_named_as_in_a_sentence(code: str, name: str, of: str) -> None:
    assert (in_sentence(code), possessive(code)) == (name, of)


@pytest.mark.parametrize(
    ("issuer", "name"),
    [
        ("", "US certificate"),
        ("US", "US certificate"),
        ("FR", "French certificate"),
        ("NL", "Dutch certificate"),
        ("TH", "certificate from Thailand"),
    ],
)
def test_a_certificate_is_named_by_its_issuer(issuer: str, name: str) -> None:
    assert certificate_of(issuer) == name


def test_every_agreement_partner_has_a_short_name_for_its_certificate() -> None:
    assert not [partner for partner in load_rules().agreements if " from " in certificate_of(partner)]
