"""A figure as Streamlit takes it. The only module that imports plotly."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from plotly.basedatatypes import BaseFigure


class Drawn(BaseFigure):  # type: ignore[misc]  # plotly ships no types
    """One of our figures, ready to be sent: ``st.plotly_chart`` checks and copies a plain dict on every run.

    That is most of what a rerun would cost. Our figures are checked by the tests instead.
    """

    def __init__(self, figure: dict[str, Any]) -> None:
        self._figure = {"data": figure["data"], "layout": {"template": _template(), **figure["layout"]}}

    def to_dict(self) -> dict[str, Any]:
        """The figure with plotly's usual template, which a checked figure has too. Only to be read."""
        return self._figure


@lru_cache(maxsize=1)
def _template() -> dict[str, Any]:
    from plotly.io import templates

    found: dict[str, Any] = templates[templates.default].to_plotly_json()
    return found
