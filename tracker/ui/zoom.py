"""The zoom of a chart, remembered: Streamlit makes a new chart whenever its figure changes, without the zoom."""

from __future__ import annotations

import datetime as dt
import re

import streamlit as st
from streamlit.components.v2 import component

# It shows nothing. It listens to the chart with the given class and tells the days between which it was zoomed.
# The chart is looked for again and again because Streamlit replaces it without a word.
_JS = """
export default function(component) {
  const tell = (change) => {
    if (change["xaxis.autorange"]) component.setStateValue("range", null);
    const from = change["xaxis.range[0]"] ?? (change["xaxis.range"] ?? [])[0];
    const to = change["xaxis.range[1]"] ?? (change["xaxis.range"] ?? [])[1];
    if (from !== undefined && to !== undefined) component.setStateValue("range", [String(from), String(to)]);
  };
  const listen = () => {
    const chart = document.querySelector("." + component.data.chart + " .js-plotly-plot");
    if (!chart || !chart.on) return;
    if (!chart.coverlineTell) chart.on("plotly_relayout", (change) => chart.coverlineTell(change));
    chart.coverlineTell = tell;
  };
  listen();
  const timer = setInterval(listen, 300);
  return () => clearInterval(timer);
}
"""
_zoom = component("coverline_zoom", js=_JS)
_DAY_AND_TIME = re.compile(r"\d{4}-\d{2}-\d{2}([ T][\d:.]+)?")


def remembered(chart: str, of: str) -> tuple[str, str] | None:
    """The days between which the chart with this key was last zoomed while it showed ``of``; None: all of them."""
    if st.session_state.get(f"{chart}.zoom_of") != of:
        st.session_state[f"{chart}.zoom_of"] = of
        st.session_state.pop(f"{chart}.zoom", None)
    edges = [str(edge) for edge in st.session_state.get(f"{chart}.zoom") or []]
    if len(edges) != 2 or not all(_DAY_AND_TIME.fullmatch(edge) for edge in edges):
        return None
    return (edges[0], edges[1]) if days((edges[0], edges[1])) else None


def days(edges: tuple[str, str] | None) -> tuple[dt.date, dt.date] | None:
    """The first and the last day that a zoom shows; None where it is backwards or no calendar has such a day."""
    try:
        first, last = (dt.date.fromisoformat(edge[:10]) for edge in edges or ())
    except ValueError:
        return None
    return (first, last) if first <= last else None


def to(chart: str, first_day: dt.date, last_day: dt.date) -> None:
    """Show these days of the chart with this key from the next run on; for a callback."""
    st.session_state[f"{chart}.zoom"] = (str(first_day), str(last_day + dt.timedelta(days=1)))


def watch(chart: str) -> None:
    """Listen to the chart with this key; ``remembered`` knows the answer from the next run on. Shows nothing."""
    listener = f"{chart}.zoom_listener"

    def told() -> None:
        st.session_state[f"{chart}.zoom"] = (st.session_state[listener] or {}).get("range")

    data = {"chart": f"st-key-{chart.replace('.', '-')}"}
    _zoom(key=listener, data=data, default={"range": None}, on_range_change=told, height=1)
