"""How far one request has come: what to do next, the life line of its certificate, and the four checkpoints.

The sentence on top is the gate's: a request that is not ready is never called one to send now.
"""

from __future__ import annotations

from html import escape

import streamlit as st

from tracker.analysis import Analysis
from tracker.charts import theme
from tracker.codes import Decision, Issuer
from tracker.filing.checkpoints import Checkpoint, Checkpoints, CheckpointState, Station, checkpoints, life_line
from tracker.filing.deliveries import deliveries
from tracker.filing.differences import certificate_row, changed_since_request
from tracker.filing.gate import Banner, Gate
from tracker.filing.request import Request
from tracker.ui import navigation, session
from tracker.ui.case_view import DECISIONS
from tracker.ui.filing_checks import gate_of
from tracker.ui.host_record import paper_name
from tracker.ui.text import day_text, md_escape, with_day_texts

_SIGNS = {CheckpointState.STANDS: "✓", CheckpointState.WAITS: "…", CheckpointState.OPEN: "○"}
_STYLE = """<style>
.filing-line {{display:flex;flex-wrap:wrap;gap:.4rem 0;margin:.2rem 0 !important;padding:0 !important;list-style:none}}
.filing-line li {{flex:1 1 8rem;min-width:8rem;border-top:3px dashed {line};padding:.35rem .6rem 0 0;line-height:1.3}}
.filing-line li.reached {{border-top:3px solid {done}}}
.filing-line b {{font-size:.95rem}} .filing-line small {{display:block;color:{muted}}}
.filing-points {{display:grid;grid-template-columns:repeat(auto-fit,minmax(13rem,1fr));gap:.6rem;
  margin:0 !important;padding:0 !important;list-style:none}}
.filing-points li {{border:1px solid {line};border-radius:.6rem;padding:.55rem .7rem;line-height:1.35}}
.filing-points li.stands {{border-color:{done}}}
.filing-points .sign {{display:inline-block;width:1.5rem;height:1.5rem;border-radius:.4rem;text-align:center;
  line-height:1.5rem;font-weight:700;margin-right:.4rem;background:{band};color:{text}}}
.filing-points .stands .sign {{background:{done};color:{ground}}}
.filing-points small {{display:block;color:{muted};margin-top:.25rem}}
</style>"""


def standing(analysis: Analysis, request: Request) -> None:
    """What to do next, and what is done already."""
    points = session.kept("filing.checkpoints", lambda: checkpoints(analysis, request), request.key)
    _next(request, gate_of(analysis, request), points)
    row = certificate_row(analysis, request.certificate)
    if row is not None:
        _changed(analysis, request)
        st.html(_style() + life_line_html(life_line(row, deliveries(analysis, request.certificate))))
    st.html(_style() + checkpoints_html(points))


def _next(request: Request, judged: Gate, points: Checkpoints) -> None:
    if points.may_rely:
        st.success(f"**{md_escape(points.sentence)}**", icon=":material/verified:")
        return
    if judged.banner == Banner.NOT_READY:
        reasons = "\n".join(f"- {md_escape(reason)}" for reason in judged.what_is_open)
        st.warning(
            f"**Not ready to file.** First:\n\n{reasons}\n\n**{md_escape(points.sentence)}**",
            icon=":material/pause_circle:",
        )
        if st.button("Open the case", key="filing.open_case", icon=":material/folder_open:"):
            navigation.go_to_case(request.traveler, request.period)
        return
    title, text = headline(request, judged)
    st.info(f"**{md_escape(title)}.** {md_escape(text)} **{md_escape(points.sentence)}**", icon=":material/flag:")


def headline(request: Request, judged: Gate) -> tuple[str, str]:
    """What to do about a request that is not kept back: a title, and what it means. Never for ``NOT_READY``."""
    open_points = " ".join(judged.what_is_open)
    match judged.banner:
        case Banner.READY:
            return "Ready to file", DECISIONS[Decision.REQUEST].next
        case Banner.REFUSED:
            refused = request.dates.filed.refused_request
            return "Ready to file again", f"SSA refused {refused}. Say in the new one what changed."
        case Banner.WITH_AGENCY:
            return "Requested: wait", open_points
        case Banner.ON_FILE:
            is_host = request.side == Issuer.HOST
            kept = " Keep it with the US tax papers of every year of this work." if is_host else ""
            return "Nothing to send", open_points + kept
        case _:
            return f"Request {paper_name(request)}", DECISIONS[request.here].next


def _changed(analysis: Analysis, request: Request) -> None:
    """Where the trips differ by now from the request."""
    changed = changed_since_request(certificate_row(analysis, request.certificate), request)
    if changed:
        differences = " ".join(difference.sentence for difference in changed)
        st.warning(
            f"**Pause: the facts changed since the request.** {md_escape(differences)} Check the case again. A "
            "certificate that no longer matches needs a correction or an extension that quotes its control number.",
            icon=":material/sync_problem:",
        )


def life_line_html(stations: tuple[Station, ...]) -> str:
    """Draft, requested, issued, delivered, as a list in order; what was not reached is dashed and says so."""
    items = []
    for station in stations:
        when = day_text(station.day) if station.day else ("reached" if station.reached else "not yet")
        details = "".join(f"<small>{escape(with_day_texts(detail))}</small>" for detail in station.details)
        items.append(
            f'<li class="{"reached" if station.reached else ""}"><b>{"●" if station.reached else "○"} '
            f"{escape(station.state.sentence)}</b><small>{escape(when)}</small>{details}</li>"
        )
    return f'<ol class="filing-line" aria-label="Life line of the certificate">{"".join(items)}</ol>'


def checkpoints_html(points: Checkpoints) -> str:
    """The four checkpoints in order: sign, words, and what proves it or what is missing."""
    return (
        '<ol class="filing-points" aria-label="The four checkpoints">'
        f"{''.join(_point(number, point) for number, point in enumerate(points.points, 1))}</ol>"
    )


def _point(number: int, point: Checkpoint) -> str:
    details = point.missing or point.proof
    lines = "".join(f"<small>{escape(with_day_texts(line))}</small>" for line in details[:3])
    more = f"<small>and {len(details) - 3} more</small>" if len(details) > 3 else ""
    return (
        f'<li class="{point.state}"><span class="sign" aria-hidden="true">{_SIGNS[point.state]}</span>'
        f"<b>{number} · {escape(point.title)}</b><small>{escape(point.state.sentence)}</small>{lines}{more}</li>"
    )


def _style() -> str:
    colors = theme.palette(session.dark())
    done = colors.answers["covered"]
    return _STYLE.format(
        line=colors.grid, muted=colors.muted, done=done.fill, band=colors.band, text=colors.text, ground=done.text
    )
