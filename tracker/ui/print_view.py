"""The Timeline on one sheet of paper: the answer, the totals, the chart and what is open, in black on white."""

from __future__ import annotations

from html import escape
from typing import Any

import streamlit as st
from streamlit.components.v2 import component

from tracker.charts.timeline import timeline
from tracker.charts.view import TimelineView
from tracker.ui import overview
from tracker.ui.overview import LISTS, OpenPoint
from tracker.ui.text import span_text

_KEY = "timeline.print"
MOST_POINTS = 6  # of each part: what does not fit is counted, and stands on the page itself

# What fits both A4 and US Letter inside a margin of 10 mm, in CSS pixels.
PAPER_WIDTH, PAPER_HEIGHT = 718, 975
CHART_WIDTH = 1140
LARGEST = PAPER_WIDTH / CHART_WIDTH
# Heights on screen, in CSS pixels, guessed rather too high: whatever they miss would open a second sheet.
_FRAME, _HEADING, _POINT, _TOTALS = 360, 46, 62, 230

_PRINT_BUTTON = component(
    "coverline_print",
    html='<button type="button">Print this sheet</button>',
    css="""
button {font: inherit; padding: .4rem .9rem; border-radius: .5rem; cursor: pointer; color: #fff; border: 0;
  background: var(--st-primary-color)}
button:focus-visible {outline: 2px solid var(--st-text-color); outline-offset: 2px}
""",
    js="""
export default function(component) {
  component.parentElement.querySelector("button").onclick = () => window.print();
}
""",
)

_SHEET = """<style>
@page {{margin: 10mm}}
.print-sheet {{color: #111820; columns: 2; column-gap: 2rem; line-height: 1.35}}
.print-sheet section {{break-inside: avoid; margin: 0 0 .8rem}}
.print-sheet h3 {{font-size: 1rem; margin: 0; padding: 0}}
.print-sheet p, .print-sheet ul {{margin: 0 0 .2rem}}
.print-sheet ul {{padding-left: 1.1rem}}
.print-sheet small {{display: block; color: #45505c}}
html, body, .stApp {{background: #fff !important; color-scheme: light}}
.stMain :not(button, button *, .mark, .print-sheet small) {{color: #111820}}
@media print {{
  .stMainBlockContainer {{zoom: {scale:.3f}; padding: 0 !important; max-width: none !important}}
  .stAppHeader, .stHtml:empty, [class*="-print-tools"], .stPopover, .stBottom, .modebar {{display: none !important}}
  .stApp, .stAppViewContainer, .stMain {{position: static !important; overflow: visible !important;
    height: auto !important; display: block !important}}
  * {{print-color-adjust: exact; -webkit-print-color-adjust: exact}}
}}
</style>"""


def is_on() -> bool:
    """Whether the sheet is asked for."""
    return bool(st.session_state.get(_KEY))


def offer() -> None:
    """The button that shows the sheet."""
    st.button("Print view", icon=":material/print:", key="timeline.print_view", on_click=_set, args=(True,))


def show(who: str, sentence: str, view: TimelineView, points: dict[str, list[OpenPoint]]) -> None:
    """The sheet of one traveler, for the days of ``view``, and how to print it or go back."""
    figure = timeline(view, dark=False)
    with st.container(horizontal=True, vertical_alignment="center", key="timeline.print-tools"):
        st.button("Back to the timeline", icon=":material/arrow_back:", key="timeline.print_back", on_click=_set)
        _PRINT_BUTTON(key="timeline.print_button", width="content")
        st.caption("One sheet, upright, Letter or A4. Ctrl+P or ⌘P prints it too.")
    st.html(_SHEET.format(scale=scale(figure, points)))
    st.header(f"{who} · {span_text(view.first_day, view.last_day)}", anchor=False)
    st.text(f"What to do next: {sentence}")
    st.html(overview.totals_html(view, dark=False))
    st.plotly_chart(
        _on_paper(figure),
        key="timeline.print_chart",
        theme=None,
        width=CHART_WIDTH,
        config={"displayModeBar": False, "staticPlot": True},
        alt="The timeline as it is printed. The page itself has a table with the same rows.",
    )
    st.html(points_html(points))


def scale(figure: dict[str, Any], points: dict[str, list[OpenPoint]]) -> float:
    """How much smaller than on screen the sheet is printed, so that it fits one page."""
    parts = [min(len(found), MOST_POINTS) for found in points.values()]
    listed = sum(_HEADING + _POINT * number for number in parts) / 2 + max([0, *parts]) * _POINT / 2
    height = _FRAME + _TOTALS + figure["layout"]["height"] + listed
    return min(LARGEST, float(PAPER_HEIGHT / height))


def points_html(points: dict[str, list[OpenPoint]]) -> str:
    """What is open, in two columns. Parts that are too long say how much is left out."""
    if not points:
        return '<div class="print-sheet"><p>Gaps and open questions: none in the days shown.</p></div>'
    return f'<div class="print-sheet">{"".join(_part(key, found) for key, found in points.items())}</div>'


def _part(key: str, found: list[OpenPoint]) -> str:
    heading, next_action = LISTS[key]
    rows = [
        f"<li>{escape(point.title)}{f'<small>{escape(point.why)}</small>' if point.why else ''}</li>"
        for point in found[:MOST_POINTS]
    ]
    if len(found) > MOST_POINTS:
        rows.append(f"<li>and {len(found) - MOST_POINTS:,} more</li>")
    return (
        f"<section><h3>{escape(heading)} ({len(found):,})</h3><p>{escape(next_action)}</p>"
        f"<ul>{''.join(rows)}</ul></section>"
    )


def _on_paper(figure: dict[str, Any]) -> dict[str, Any]:
    white = {"width": CHART_WIDTH, "paper_bgcolor": "#ffffff", "plot_bgcolor": "#ffffff"}
    return {**figure, "layout": {**figure["layout"], **white}}


def _set(shown: bool = False) -> None:
    st.session_state[_KEY] = shown
