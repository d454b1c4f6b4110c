"""The timeline on paper: black on white, and each answer apart from the others in two tones."""

from __future__ import annotations

from typing import Any

import pytest

from tests.exchange.files import analysis_of, plain_workspace
from tracker.charts.theme import palette
from tracker.exchange.exporters.drawing import drawing
from tracker.exchange.exporters.print_drawing import _look, drawing_for_print
from tracker.filing.packet import packet


@pytest.fixture(scope="module")
def drawn() -> dict[str, Any]:
    analysis = analysis_of(plain_workspace())
    plain = drawing_for_print(drawing(analysis, packet(analysis, "me")))
    assert plain is not None
    return plain


@pytest.mark.parametrize("lane", ["statuses", "certificates", "answers"])
def test_no_two_answers_of_a_lane_look_alike_without_colors(lane: str) -> None:
    styles = getattr(palette(False), lane).values()
    assert len({tuple(_look(style).items()) for style in styles}) == len(styles)


def test_every_look_of_a_bar_is_explained_and_a_single_day_is_seen(drawn: dict[str, Any]) -> None:
    for lane in drawn["lanes"]:
        explained = {str(entry["look"]) for entry in lane["legend"] if not entry["planned"]}
        assert {str(bar["look"]) for bar in lane["bars"]} <= explained
        assert all(bar["w"] >= 1.5 for bar in lane["bars"])
    assert sum(bar["w"] for bar in drawn["lanes"][2]["bars"]) == pytest.approx(drawn["width"], abs=3)


def test_planned_is_an_edge_and_months_are_american(drawn: dict[str, Any]) -> None:
    planned = [entry for lane in drawn["lanes"] for entry in lane["legend"] if entry["planned"]]
    assert planned
    assert all("dashed edge" in entry["text"] for entry in planned)
    assert not [tick for tick in drawn["ticks"] if "-" in tick["text"]]


def test_nothing_logged_is_no_drawing() -> None:
    assert drawing_for_print(None) is None
