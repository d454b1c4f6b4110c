"""Choices that are kept for the next file with the same headings."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from tests.exchange.importers.reviews import new
from tracker.errors import BadOption
from tracker.exchange.importers import Review, Source, file_key, recipe, recipe_file, review
from tracker.itinerary import Workspace
from tracker.reading.plan import Answers, Asks, date_order_key

TEXT = "Country,Start,Departs\nGermany,03/04/2026,05/04/2026\n"
FIRST = Answers({"Departs": "last_day"}, {date_order_key("", "Start"): "dmy", date_order_key("", "Departs"): "dmy"})


def _read(text: str, answers: Answers | None = None, recipes: dict[str, str] | None = None) -> Review:
    return review([Source("x.csv", text.encode())], Workspace(), answers, recipes=recipes)


@pytest.fixture
def kept() -> dict[str, str]:
    """The recipe of the first file, by its fingerprint."""
    [file] = _read(TEXT, FIRST).files
    assert file.plan is not None
    assert file.kept
    return {file.plan.fingerprint: file.kept}


def test_a_recipe_reads_the_next_file_with_the_same_headings(kept: dict[str, str]) -> None:
    looked = _read(TEXT.replace("Germany", "France"), recipes=kept)
    assert new(looked, "country", "first_day", "last_day") == [["FR", "2026-04-03", "2026-04-05"]]
    assert looked.files[0].recipe.startswith("Read with your earlier choices")
    question = looked.question(file_key("x.csv", Asks.RECIPE))
    assert question is not None
    assert (question.answer, question.is_chosen) == ("use", False)


def test_a_recipe_can_be_taken_back(kept: dict[str, str]) -> None:
    looked = _read(TEXT, Answers(choices={file_key("x.csv", "recipe"): "anew"}), kept)
    assert looked.stored_rows == 0
    assert "not used" in looked.files[0].recipe


def test_an_answer_of_today_wins(kept: dict[str, str]) -> None:
    today = Answers(choices={"date_order": "mdy", date_order_key("", "Start"): "mdy"})
    looked = _read(TEXT, Answers(choices=dict.fromkeys(FIRST.choices, "mdy")), kept)
    assert new(looked, "first_day") == [["2026-03-04"]]
    assert today.choices


def test_an_order_that_the_new_file_disproves_is_not_taken_over(kept: dict[str, str]) -> None:
    looked = _read("Country,Start,Departs\nGermany,04/25/2026,04/28/2026\n", recipes=kept)
    assert new(looked, "first_day") == [["2026-04-25"]]
    assert "another one" in looked.files[0].recipe


def test_other_headings_have_another_recipe(kept: dict[str, str]) -> None:
    assert _read(TEXT.replace("Departs", "Leaves"), recipes=kept).files[0].recipe == ""


def test_a_recipe_of_another_version_is_named_and_not_used(kept: dict[str, str]) -> None:
    for text in (json.dumps({"version": 99}), "{", "[]", '{"version": "x"}'):
        looked = _read(TEXT, recipes=dict.fromkeys(kept, text))
        assert "not used" in looked.files[0].recipe
        assert looked.stored_rows == 0


def test_decisions_about_rows_are_not_kept() -> None:
    chosen = Answers(FIRST.fields, {**FIRST.choices, "correction": "correct", "new_people:worker": "us"})
    [file] = _read(TEXT, chosen).files
    assert set(recipe.read(file.kept).choices) == set(FIRST.choices)


def test_a_file_that_was_read_without_a_choice_keeps_nothing() -> None:
    [file] = _read("country,first_day,last_day\nDE,2026-02-01,2026-02-02\n").files
    assert file.kept == ""


def test_a_recipe_says_when_it_was_kept(kept: dict[str, str]) -> None:
    recipes = {key: recipe.dated(text, dt.date(2026, 3, 2)) for key, text in kept.items()}
    looked = _read(TEXT, recipes=recipes)
    question = looked.question(file_key("x.csv", Asks.RECIPE))
    assert question is not None
    assert "on Mar 2, 2026" in question.sentence
    assert "choices of Mar 2, 2026" in looked.files[0].recipe


def test_recipes_in_a_file_of_ones_own(tmp_path: Path) -> None:
    file = tmp_path / "choices.json"
    assert recipe_file.recipes_in(file) == {}
    recipe_file.keep_in(file, _read(TEXT, FIRST), dt.date(2026, 3, 2))
    looked = _read(TEXT, recipes=dict(recipe_file.recipes_in(file)))
    assert new(looked, "first_day") == [["2026-04-03"]]
    file.write_text("[]", encoding="utf-8")
    with pytest.raises(BadOption, match="holds no choices"):
        recipe_file.recipes_in(file)
