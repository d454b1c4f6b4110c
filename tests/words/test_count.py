"""A number and its noun."""

from __future__ import annotations

import pytest

from tracker.words import count


@pytest.mark.parametrize(
    ("number", "words"), [(0, "0 days"), (1, "1 day"), (2, "2 days"), (1204, "1,204 days"), (-1, "-1 days")]
)
def test_the_noun_agrees_with_the_number(number: int, words: str) -> None:
    assert count(number, "day") == words


def test_a_plural_of_its_own_is_used_from_two_on() -> None:
    assert [count(number, "person", "people") for number in (1, 3)] == ["1 person", "3 people"]
