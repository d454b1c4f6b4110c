"""Who the People page shows, in which order, in which words."""

from __future__ import annotations

import pandas as pd
import pytest

import tracker
from tests.filing.test_overview import sample
from tracker.charts import theme
from tracker.filing import people
from tracker.filing.overview import WORST_FIRST
from tracker.ui.people_view import (
    DEADLINE,
    NAME,
    NOT_COVERABLE,
    SORTS,
    URGENT,
    _under_white,
    all_decisions,
    all_hosts,
    decision_words,
    filtered,
    ordered,
    people_table,
    shown_words,
    whose_requests,
)


@pytest.fixture(scope="module")
def everyone() -> pd.DataFrame:
    return people(sample("program"))


def names(shown: pd.DataFrame) -> list[str]:
    return sorted(shown["traveler"])


def test_without_a_filter_everybody_is_shown(everyone: pd.DataFrame) -> None:
    assert len(filtered(everyone)) == len(everyone) == 8


def test_each_filter_narrows(everyone: pd.DataFrame) -> None:
    assert names(filtered(everyone, name="  GUESS ")) == ["gus"]
    assert names(filtered(everyone, name="gus")) == ["ben", "gus"]  # Ben Bogus
    assert names(filtered(everyone, hosts=["SG", "RO"])) == ["finn", "gus"]
    assert names(filtered(everyone, answers=["covered", "would_cover"])) == ["ada", "cleo"]
    assert names(filtered(everyone, needs_action=True, answers=["would_cover"])) == ["cleo"]
    assert names(filtered(everyone, decisions=["on_file", "pending"])) == ["ada", "ben"]
    assert names(filtered(everyone, decisions=["stop"], needs_action=True)) == ["gus"]
    assert not len(filtered(everyone, name="(", hosts=["FR"]))


def test_what_there_is_to_do_is_offered_in_words_the_most_urgent_first(everyone: pd.DataFrame) -> None:
    offered = [decision_words(decision) for decision in all_decisions(everyone)]
    assert offered[:3] == ["No agreement", "Resolve first", "Request a certificate"]
    assert all_decisions(everyone.iloc[:0]) == []


def test_whose_requests_a_file_holds() -> None:
    assert whose_requests(["a", "b"], ["a"]) == "For the 2 people chosen."
    assert whose_requests([], ["a", "b", "c"]) == "For all 3 people shown."
    assert whose_requests([], ["a"]) == "For the 1 person shown."


def test_the_order(everyone: pd.DataFrame) -> None:
    assert list(ordered(everyone, NAME)["traveler"]) == sorted(everyone["traveler"])
    assert next(iter(ordered(everyone, DEADLINE)["traveler"])) == "eve"
    assert next(iter(ordered(everyone, NOT_COVERABLE)["traveler"])) == "dan"
    ranks = [WORST_FIRST.index(answer) for answer in ordered(everyone, URGENT)["worst"]]
    assert ranks == sorted(ranks)
    for sort in SORTS:
        assert names(ordered(everyone, sort)) == names(everyone)


def test_the_table_says_it_in_words(everyone: pd.DataFrame) -> None:
    shown = people_table(everyone).set_index("Person")
    gus = shown.loc["Gus Guesswork"]
    assert gus["Worst answer"] == ["✕ Not US system", "82 days"]
    assert gus["What to do"] == "1 no agreement · 1 request a certificate"
    assert gus["Worked in"] == "Australia, Singapore"
    assert gus["Days ✕ Not US system"] == 82
    overdue = "Overdue since Jun 30, 2026 · Switzerland: Certificate ends"
    assert shown.loc["Hana Hypothetical", "Next deadline"] == overdue
    assert shown.loc["Ben Bogus", "What to do"] == "1 requested: wait"
    assert shown.loc["Finn Fictional", "The first one"].startswith("The agreement is reported to be in force")
    assert shown.loc["Ada Anybody", "Next deadline"] == ""


def test_countries_are_offered_by_name(everyone: pd.DataFrame) -> None:
    assert all_hosts(everyone)[:3] == ["AU", "FR", "DE"]


def test_the_count_says_who_needs_action(everyone: pd.DataFrame) -> None:
    assert shown_words(everyone, everyone) == "8 people. 6 people need action now."
    assert shown_words(filtered(everyone, name="cleo"), everyone) == "1 person of 8. 1 person needs action now."


@pytest.mark.parametrize("dark", [False, True])
def test_white_words_can_be_read_on_every_answer(dark: bool) -> None:
    for answer in WORST_FIRST:
        assert theme.contrast(_under_white(theme.palette(dark).answers[answer].fill), "#ffffff") >= 4.5


def test_nobody_is_an_empty_table() -> None:
    nobody = people(tracker.analyze(tracker.Workspace(), tracker.load_rules(), as_of=pd.Timestamp("2026-01-01").date()))
    assert not len(people_table(ordered(filtered(nobody, name="x", hosts=["FR"]), URGENT)))
