"""Answers, findings and documents as pieces of markdown, the same on all pages."""

from __future__ import annotations

from tracker.charts import words
from tracker.codes import Severity, Verdict
from tracker.ui.text import md_escape

_VERDICT_COLORS = {
    Verdict.COVERED: "green",
    Verdict.WOULD_COVER: "blue",
    Verdict.WOULD_NOT_COVER: "red",
    Verdict.UNCLEAR: "yellow",
    Verdict.NOT_NEEDED: "gray",
    Verdict.UNLOGGED: "gray",
}
FINDING_ICONS = {
    Severity.ERROR: ":material/error:",
    Severity.WARNING: ":material/warning:",
    Severity.INFO: ":material/info:",
}


def verdict_badge(verdict: Verdict) -> str:
    """A verdict in its words and color."""
    word = words.VERDICTS[verdict]
    return f":{_VERDICT_COLORS[verdict]}-badge[{word.mark} {md_escape(word.text)}]"
