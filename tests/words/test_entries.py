"""What stands in a cell is said in words."""

from __future__ import annotations

from tracker.codes import Activity, Certainty, CertificateState
from tracker.words.entries import ACTIVITIES, CERTAINTIES, CERTIFICATE_STATES


def test_every_code_of_a_cell_has_words() -> None:
    assert set(ACTIVITIES) == set(map(str, Activity))
    assert set(CERTAINTIES) == set(map(str, Certainty))
    assert set(CERTIFICATE_STATES) == set(map(str, CertificateState))
