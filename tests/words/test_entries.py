"""What stands in a cell is said in words."""

from __future__ import annotations

import pytest

from tracker.codes import Activity, Certainty, CertificateState
from tracker.words.entries import ACTIVITIES, CERTAINTIES, CERTIFICATE_STATES, origin_words


@pytest.mark.parametrize(
    ("origin", "words"),
    [
        ("assignments: client_country", "Assignment"),
        ("assignments: expected_last_day", "Expected end of the assignment"),
        ("travelers: name", "Person"),
        ("residences", "Dated residences"),
        ("settings: residence", "Settings"),
        ("trips t1, assignments: x", "Trips t1, assignments: x"),
        ("the rule's limit", "The rule's limit"),
        ("", ""),
    ],
)
def test_an_origin_is_said_without_the_name_of_a_column(origin: str, words: str) -> None:
    assert origin_words(origin) == words


def test_every_code_of_a_cell_has_words() -> None:
    assert set(ACTIVITIES) == set(map(str, Activity))
    assert set(CERTAINTIES) == set(map(str, Certainty))
    assert set(CERTIFICATE_STATES) == set(map(str, CertificateState))
