"""The part of an analysis about one traveler is what a search for the traveler gives."""

from __future__ import annotations

import pandas as pd
import pytest

import tracker
from tests.exchange.files import AS_OF
from tests.random_logs import random_logs
from tracker.filing.by_traveler import ByTraveler, People
from tracker.filing.deadlines import deadlines
from tracker.filing.packet import everybody, packet, packets
from tracker.itinerary import workspace_from_text


@pytest.fixture(scope="module")
def analysis():
    tables = {name: pd.DataFrame(rows) for name, rows in random_logs(11, 12).items()}
    texts = {name: frame.astype("object").where(frame.notna(), "").astype("str") for name, frame in tables.items()}
    # Rows of different travelers by turns: no slice of the frame as it is would hold one traveler.
    texts["trips"] = texts["trips"].sample(frac=1, random_state=3, ignore_index=True)
    return tracker.analyze(workspace_from_text(texts), tracker.load_rules(), as_of=AS_OF)


def _of(frame: pd.DataFrame, traveler: str) -> pd.DataFrame:
    return frame[frame["traveler"] == traveler].reset_index(drop=True)


def test_every_table_and_result_holds_the_rows_of_the_traveler_in_their_order(analysis) -> None:
    people = People(analysis)
    for traveler in everybody(analysis):
        own = people.analysis_of(traveler)
        for name in ("segments", "periods", "coverage", "answers", "stays", "period_of_trip"):
            pd.testing.assert_frame_equal(getattr(own, name), _of(getattr(analysis, name), traveler))
        for name in ("trips", "travelers", "certificates", "assignments", "residences"):
            pd.testing.assert_frame_equal(
                getattr(own.workspace, name), _of(getattr(analysis.workspace, name), traveler)
            )
        pd.testing.assert_frame_equal(people.deadlines_of(traveler), _of(deadlines(analysis), traveler))


def test_nobody_who_is_not_there_has_a_row(analysis) -> None:
    people = People(analysis)
    assert people.analysis_of("nobody").coverage.empty
    assert people.analysis_of("nobody").findings.empty
    assert ByTraveler(analysis.periods.head(0)).of("p001").empty


def test_the_packets_of_many_are_those_of_each(analysis) -> None:
    together = list(packets(analysis))
    assert [one.traveler for one in together] == everybody(analysis)
    assert sum(len(one.sheets) for one in together) > 5
    for one in together:
        alone = packet(analysis, one.traveler)
        assert (alone.sheets, alone.open_points, alone.rules) == (one.sheets, one.open_points, one.rules)
        for name in ("coverage", "answers", "trips", "certificates", "deadlines", "gaps"):
            pd.testing.assert_frame_equal(getattr(alone, name), getattr(one, name))
