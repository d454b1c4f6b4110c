"""Text that a spreadsheet program may take for a formula: how it is made harmless in a CSV file, and read again.

An apostrophe before it makes it plain text. It is one rule for every CSV file that is written and for every one that
is read, so that what comes back is what was entered.
"""

from __future__ import annotations

import re

_SIGNS = "=＝﹦⁼₌+＋﹢⁺₊－﹣⁻₋−@＠﹫\\-"
"""What begins a formula; every form of these signs that programs read like the plain one."""

_BLANKS = "\t\n\v\f\r\x1c-\x1f \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_UNSEEN = (
    "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160\u17b4\u17b5"
    "\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb"
    "\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0001\U000e0020-\U000e007f"
)
"""Signs before it that some programs pass over: controls, byte order marks, signs of no width, odd blanks."""

# Apostrophes before it count too: otherwise a text that already has one would come back without it.
_LIVE = f"(?:['{_BLANKS}{_UNSEEN}]*[{_SIGNS}]|'*[\t\r\n])"
LIVE = re.compile(f"^{_LIVE}")
DISARMED = re.compile(f"^'{_LIVE}")


def disarmed_text(text: str) -> str:
    """The text with an apostrophe before it if it would run as a formula; else the text."""
    return f"'{text}" if LIVE.match(text) else text


def rearmed_text(text: str) -> str:
    """``disarmed_text`` taken back: the text as it was entered."""
    return text[1:] if text.startswith("'") and DISARMED.match(text) else text
