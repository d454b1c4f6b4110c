"""The registry of exporters."""

from __future__ import annotations

import pytest

from tracker.errors import BadOption
from tracker.exchange.exporters import EXPORTERS, exporter_for


def test_each_ending_has_one_exporter() -> None:
    endings = [exporter.ending for exporter in EXPORTERS]
    assert len(set(endings)) == len(endings)
    assert [exporter_for(f"Dates{ending.upper()}").ending for ending in endings] == endings


@pytest.mark.parametrize("name", ["a.pdf", "a.ics", "a.html"])
def test_formats_to_come_say_what_there_is(name: str) -> None:
    with pytest.raises(BadOption, match=r"not available yet.*\.csv .*\.xlsx .*\.json"):
        exporter_for(name)


@pytest.mark.parametrize("name", ["a.doc", "a", ".csv"])
def test_other_endings_are_no_format(name: str) -> None:
    with pytest.raises(BadOption, match="no format that can be written"):
        exporter_for(name)
