"""What every mark of a chart says when somebody points at it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tracker.charts.bars import Bar
from tracker.charts.lanes import Sizes

Trace = dict[str, Any]

HOVER = "<b>%{customdata[5]}</b><br>%{customdata[4]}<br>%{customdata[6]}<extra></extra>"


def hover(found: Sequence[Bar], sizes: Sizes, text_color: str | None = None) -> Trace:
    """What the bars say and lead to. A click must dim neither the other bars nor the words on them."""
    untouched: Trace = {"marker": {"opacity": 1}}
    if text_color:
        untouched["textfont"] = {"color": text_color}
    return {
        "customdata": [bar.custom(sizes.hover) for bar in found],
        "hovertemplate": HOVER,
        "selected": untouched,
        "unselected": untouched,
    }
