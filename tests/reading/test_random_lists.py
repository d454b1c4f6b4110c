"""Lists in random layouts: right, asked or refused; never another log without a word."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.reading.random_lists import RIGHT, SILENT, List, outcome, random_list

LISTS = st.randoms(use_true_random=False).map(random_list)


@settings(max_examples=60, deadline=None)
@given(LISTS)
def test_no_list_is_read_as_another_log_without_a_word(brought: List) -> None:
    result = outcome(brought)
    assert result.kind != SILENT, (brought.layout, result.why)


def test_most_lists_are_read_right() -> None:
    from random import Random

    kinds = [outcome(random_list(Random(f"most-{n}"))).kind for n in range(40)]
    assert kinds.count(RIGHT) >= 25
