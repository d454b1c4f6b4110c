"""Small pieces of text, the same on all pages."""

from __future__ import annotations

import re

from tracker.words import count
from tracker.words.days import Day, day_text, span_text, with_day_texts

__all__ = ["Day", "count_text", "day_text", "md_escape", "md_verbatim", "span_text", "with_day_texts"]

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$:&^=])")


def md_escape(text: str) -> str:
    """A sentence for a place that reads markdown (labels, errors, titles): shown as typed, on one line.

    Its ISO dates become ``Mar 2, 2026``, as everywhere on the screen; what stands in quotation marks stays.
    """
    return md_verbatim(with_day_texts(text))


def md_verbatim(text: str) -> str:
    """What stands in a file or was typed, for a place that reads markdown: its dates stay as they are, too."""
    return _MARKDOWN.sub(r"\\\1", " ".join(text.split()))


count_text = count
"""``1 day``, ``2 days``, ``1,204 days``: the same on pages as everywhere."""
