"""Packing rows and choosing words, without law."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tracker.charts.spans import pack, words_that_fit

span = st.tuples(st.integers(0, 60), st.integers(1, 20)).map(lambda pair: (pair[0], pair[0] + pair[1]))


@given(st.lists(span, max_size=40))
def test_no_two_spans_of_a_row_overlap_and_no_row_is_wasted(spans: list[tuple[int, int]]) -> None:
    rows = pack(spans)
    for i, (start, stop) in enumerate(spans):
        for j, (other_start, other_stop) in enumerate(spans[:i]):
            assert rows[i] != rows[j] or stop <= other_start or other_stop <= start
    busiest = max((sum(a <= day < b for a, b in spans) for day in range(81)), default=0)
    assert len(set(rows)) == busiest


def test_spans_that_touch_share_a_row() -> None:
    assert pack([(0, 5), (5, 9), (4, 6)]) == [0, 0, 1]


def test_the_longest_label_that_fits_is_taken() -> None:
    labels = ("Could be covered: ask for it", "Ask for it", "→")
    assert words_that_fit(labels, 300, 13) == ["Could be covered: ask for it"]
    assert words_that_fit(labels, 130, 13, lines=2) == ["Could be covered:", "ask for it"]
    assert words_that_fit(labels, 130, 13) == ["Ask for it"]
    assert words_that_fit(labels, 20, 13) == ["→"]
    assert words_that_fit(labels, 5, 13) == []
