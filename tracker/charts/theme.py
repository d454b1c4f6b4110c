"""Colors and patterns of every chart, light and dark. Safe for color-blind people: based on the Okabe-Ito set.

Nothing is said by color alone: each answer of a lane also has a pattern of its own, and words.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from tracker.charts.words import (
    CERTIFICATE_OF_THIRD_COUNTRY,
    CERTIFICATE_WITHOUT_AGREEMENT,
    HOST_CERTIFICATE,
    LEFT,
    LENGTHENED,
    OVER,
    USED,
)
from tracker.codes import CertificateState, DayAnswer, Status

GREEN, SKY, BLUE, VERMILION, YELLOW, ORANGE, PINK = (
    "#009e73",
    "#56b4e9",
    "#0072b2",
    "#d55e00",
    "#f0e442",
    "#e69f00",
    "#cc79a7",
)
VIOLET = "#6a3fb5"  # darker than every other answer: whoever sees no hue still sees it apart from green and orange
INK = "#10131a"
WIDE_APART, CLOSE = 7, 4  # pixels from stroke to stroke of a pattern


_SYMBOLS = {
    "": "circle",
    ".": "diamond",
    "x": "x",
    "\\": "triangle-up",
    "+": "cross",
    "-": "square",
    "/": "hexagon",
    "|": "triangle-down",
}


@dataclass(frozen=True)
class Style:
    """The look of one answer. All colors are ``#rrggbb``."""

    fill: str
    pattern: str  # plotly's marker.pattern.shape; "" is a plain fill
    hatch: str  # color of the pattern's strokes
    text: str  # color of words on the bar: readable on fill and on hatch
    line: str  # color of the border: stands out from the page
    spacing: int = WIDE_APART  # pixels from stroke to stroke: plotly has fewer patterns than there are answers

    @property
    def symbol(self) -> str:
        """The point that stands for it where its bar is too short to be seen: a plotly symbol of its own."""
        return "star" if self.spacing == CLOSE else _SYMBOLS[self.pattern]


@dataclass(frozen=True)
class Palette:
    """Everything that changes between light and dark."""

    background: str  # of the page, which the figure lets through
    band: str  # behind a lane
    text: str
    muted: str  # help and axis text; still readable
    grid: str
    today: str
    alert: str  # brackets and marks that ask for attention
    statuses: dict[str, Style]
    certificates: dict[str, Style]
    answers: dict[str, Style]
    headroom: dict[str, Style]  # the parts of a limit; used days of a certificate look like the certificate
    trip: Style  # a trip drawn below another one on the same days


@lru_cache(maxsize=2)
def palette(dark: bool) -> Palette:
    """The colors for a dark or a light page."""
    page, ink = ("#0e1116", "#eef2f6") if dark else ("#ffffff", "#111820")
    quiet, quieter = ("#3d4450", "#262b35") if dark else ("#d5d9e0", "#f1f3f6")
    towards = "#ffffff" if dark else "#000000"

    def color(fill: str, pattern: str) -> Style:
        hatch = mix(fill, "#ffffff", 0.35)
        text = max("#ffffff", INK, key=lambda tone: min(contrast(tone, fill), contrast(tone, hatch)))
        if pattern == "":
            text = max("#ffffff", INK, key=lambda tone: contrast(tone, fill))
        return Style(fill, pattern, hatch, text, mix(fill, towards, 0.5))

    def dark_color(fill: str, pattern: str) -> Style:
        hatch = mix(fill, "#000000", 0.4)
        return Style(fill, pattern, hatch, "#ffffff", mix(fill, towards, 0.5), CLOSE)

    def neutral(fill: str, pattern: str) -> Style:
        return Style(fill, pattern, mix(fill, ink, 0.16), ink if dark else INK, mix(page, ink, 0.62))

    nothing = neutral(page, "/")
    proven_elsewhere = dark_color(VIOLET, "-")
    return Palette(
        background=page,
        band="#171b22" if dark else "#f6f7f9",
        text=ink,
        muted="#b4bac5" if dark else "#5a6070",
        grid="#2b313c" if dark else "#e3e6eb",
        today=ink,
        alert="#ff9d5c" if dark else "#a84300",
        statuses={
            Status.HOME: neutral(quiet, ""),
            Status.AGREEMENT: color(SKY, "."),
            Status.NON_AGREEMENT: color(VERMILION, "x"),
            Status.MULTI_COUNTRY: color(YELLOW, "+"),
            Status.NON_WORK: neutral(quieter, "-"),
            Status.UNLOGGED: nothing,
        },
        certificates={
            CertificateState.DELIVERED: color(GREEN, ""),
            CertificateState.ISSUED: color(GREEN, "\\"),
            CertificateState.SUBMITTED: color(PINK, "|"),
            CertificateState.DRAFT: neutral(page, "."),
            CertificateState.REFUSED: neutral(quiet, "x"),
            CertificateState.WITHDRAWN: neutral(quiet, "-"),
            HOST_CERTIFICATE: proven_elsewhere,
            CERTIFICATE_WITHOUT_AGREEMENT: color(VERMILION, "+"),
            CERTIFICATE_OF_THIRD_COUNTRY: neutral(quiet, "/"),
        },
        answers={
            DayAnswer.COVERED: color(GREEN, ""),
            DayAnswer.COVERED_NOT_DELIVERED: color(GREEN, "\\"),
            DayAnswer.COVERED_BY_HOST: proven_elsewhere,
            DayAnswer.REQUESTED: color(PINK, "|"),
            DayAnswer.WOULD_COVER: color(SKY, "."),
            DayAnswer.WOULD_NOT_COVER: color(VERMILION, "x"),
            DayAnswer.UNCLEAR: color(YELLOW, "+"),
            DayAnswer.NOT_NEEDED: neutral(quieter, "-"),
            DayAnswer.UNLOGGED: nothing,
        },
        headroom={
            USED: color(BLUE, ""),
            LEFT: neutral(page, ""),
            LENGTHENED: neutral(quieter, "."),
            OVER: color(VERMILION, "x"),
        },
        trip=neutral(page, ""),
    )


def lighter(style: Style, page: str) -> Style:
    """The same look for what is only planned: the fill moves towards the color of the page, the pattern stays."""
    fill, hatch = mix(style.fill, page, 0.6), mix(style.hatch, page, 0.6)
    text = max("#ffffff", INK, key=lambda tone: min(contrast(tone, fill), contrast(tone, hatch)))
    return Style(fill, style.pattern, hatch, text, style.line, style.spacing)


_STRIPES = {"": (), "/": (135,), "\\": (45,), "-": (0,), "|": (90,), "x": (45, 135), "+": (0, 90)}


def css_background(style: Style) -> str:
    """The fill with its pattern as CSS ``background``, for what is not drawn by plotly."""
    if style.pattern == ".":
        size = f"{style.spacing}px"
        layers = [f"radial-gradient(circle, {style.hatch} 1.4px, transparent 1.8px) 0 0 / {size} {size}"]
    else:
        layers = [
            f"repeating-linear-gradient({angle}deg, {style.hatch} 0 1.5px, transparent 1.5px {style.spacing}px)"
            for angle in _STRIPES[style.pattern]
        ]
    return ", ".join([*layers, style.fill])


def mix(color: str, other: str, share: float) -> str:
    """``color`` with ``share`` (0 to 1) of ``other`` in it."""
    pairs = zip(_channels(color), _channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def see_through(color: str, opacity: float) -> str:
    """The color as plotly's ``rgba(…)``."""
    red, green, blue = _channels(color)
    return f"rgba({red},{green},{blue},{opacity:g})"


def contrast(one: str, other: str) -> float:
    """WCAG contrast ratio of two colors, 1 to 21; text wants at least 4.5."""
    brighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def _channels(color: str) -> tuple[int, int, int]:
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


def _luminance(color: str) -> float:
    def linear(channel: int) -> float:
        value = channel / 255
        return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)

    red, green, blue = _channels(color)
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)


def marker(style: Style) -> dict[str, Any]:
    """The look of bars: fill, frame and pattern."""
    return {
        "color": style.fill,
        "line": {"color": style.line, "width": 1},
        "pattern": {
            "shape": style.pattern,
            "bgcolor": style.fill,
            "fgcolor": style.hatch,
            "size": style.spacing,
            "solidity": 0.2 if style.spacing == WIDE_APART else 0.4,
        },
    }


def ground(colors: Palette, size: int, hover_size: int | None = None) -> dict[str, Any]:
    """What all charts share of their layout: no ground of their own, the page's text, readable hover boxes."""
    return {
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"color": colors.text, "size": size},
        "hoverlabel": {
            "bgcolor": colors.background,
            "bordercolor": colors.muted,
            "font": {"color": colors.text, "size": hover_size or size},
            "align": "left",
        },
    }


def legend_below(colors: Palette, y: float, columns: int) -> dict[str, Any]:
    """A legend in columns below the plot; ``y`` is its top as a share of the figure's height."""
    return {
        "orientation": "h",
        "xref": "container",
        "yref": "container",
        "x": 0.0,
        "xanchor": "left",
        "y": y,
        "yanchor": "top",
        "entrywidthmode": "fraction",
        "entrywidth": 0.98 / columns,
        "font": {"size": 12, "color": colors.text},
        "bgcolor": "rgba(0,0,0,0)",
        "itemsizing": "trace",
        "itemclick": False,
        "itemdoubleclick": False,
        "traceorder": "normal",
        "tracegroupgap": 0,
    }
