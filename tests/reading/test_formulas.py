"""Text that would run as a formula: made harmless, and back as it was entered."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tracker.reading.formulas import disarmed_text, rearmed_text

_SIGNS = "=+-@＝＋－＠﹦﹢﹣﹫−⁺₌"
_BEFORE = st.text(st.one_of(st.characters(categories=["Zs", "Zl", "Zp", "Cf", "Cc"]), st.just("'")), max_size=3)
_TEXTS = st.builds(
    lambda before, sign, rest: before + sign + rest, _BEFORE, st.sampled_from([*_SIGNS, "a", ""]), st.text(max_size=5)
)


def would_run(cell: str) -> bool:
    """As a spreadsheet program of the worst kind sees it: it passes over what is not seen, and reads every width."""
    if cell[:1] in ("\t", "\r", "\n"):
        return True
    shown = cell.lstrip(
        "".join(sign for sign in set(cell) if unicodedata.category(sign) in ("Zs", "Zl", "Zp", "Cf", "Cc"))
    )
    return unicodedata.normalize("NFKC", shown[:1]).replace("−", "-") in tuple("=+-@")


@given(_TEXTS)
@example("\ufeff=1")
@example("\u200b＝cmd")
@example("\xa0@x")
@example("'\t=1")
@example("'s-Hertogenbosch")
def test_nothing_runs_and_everything_comes_back(text: str) -> None:
    safe = disarmed_text(text)
    assert not would_run(safe)
    assert rearmed_text(safe) == text
    assert safe in (text, f"'{text}")


@pytest.mark.parametrize("text", ["", "plain", "'plain", "a=1", "'s-Hertogenbosch", "’=x", "5-6", "$5", "²=4"])
def test_other_text_stays(text: str) -> None:
    assert disarmed_text(text) == rearmed_text(text) == text
