"""Who the people of a file are."""

from __future__ import annotations

import pytest

from tests.exchange.importers.reviews import changed, new, reviewed, rows, stored
from tracker.errors import BadOption
from tracker.exchange.importers import What
from tracker.exchange.importers.new_people import NewPeople, key_of
from tracker.exchange.importers.people import Mention, People, Person, folded, people_of, person_key, whose

JANE = Person("E1000", "Jane Doe", "jane@example.org")
JOHN = Person("E1001", "John Roe")
HEAD = "traveler,country,first_day,last_day\n"


def _who(*values: str, known: tuple[Person, ...] = (JANE, JOHN), **choices: str) -> People:
    chosen = {person_key(value.replace("_", " ")): answer for value, answer in choices.items()}
    return people_of([Mention(value, rows=1) for value in values], known, chosen)


@pytest.mark.parametrize("name", ["Jane Doe", "Doe, Jane", "JANE DOE", "doe jane", "Jané Doe", " Jane  Doe "])
def test_a_name_is_compared_without_case_accents_and_order(name: str) -> None:
    assert folded(name) == ("doe", "jane")


def test_an_id_is_taken_as_it_is() -> None:
    who = _who("E1000")
    assert (who.travelers, who.questions, who.new) == ({"E1000": "E1000"}, [], [])


def test_a_name_that_one_person_has_is_a_guess_that_is_told() -> None:
    who = _who("Doe, Jane")
    [question] = who.questions
    assert (question.answer, question.is_chosen) == ("E1000", False)
    assert question.sentence == 'The file names "Doe, Jane". Is this Jane Doe (E1000)?'
    other = people_of([Mention("Doe, Jane")], [JANE], {person_key("doe,  JANE"): "new_person"})
    assert [person.traveler for person in other.new] == ["Doe, Jane"]


def test_a_name_that_two_people_have_is_asked() -> None:
    who = _who("Jane Doe", known=(JANE, Person("E2000", "Jane Doe")))
    [question] = who.questions
    assert question.is_open
    assert [choice.value for choice in question.choices] == ["E1000", "E2000", "new_person"]
    assert who.travelers == {"Jane Doe": ""}


def test_an_id_with_a_known_name_beside_it_is_asked() -> None:
    who = people_of([Mention("E3000", "Jane Doe")], [JANE], {})
    assert who.questions[0].is_open
    assert people_of([Mention("E3000", "Ann Example")], [JANE], {}).new == [Person("E3000", "Ann Example")]


def test_an_address_is_compared_before_a_name() -> None:
    who = people_of([Mention("J. Doe", email="Jane@Example.org")], [JANE, JOHN], {})
    assert who.travelers == {"J. Doe": "E1000"}


def test_a_name_with_one_wrong_letter_is_asked_and_an_id_is_not() -> None:
    assert _who("John Roee", known=(Person("j", "Johnny Roe"), Person("r", "John Roe"))).questions[0].is_open
    assert _who("E1002").questions == []


def test_a_new_name_that_is_spelled_in_two_ways_is_one_person() -> None:
    who = _who("Cyd Madeup", "MADEUP, Cyd")
    assert who.travelers == {"Cyd Madeup": "Cyd Madeup", "MADEUP, Cyd": "Cyd Madeup"}
    assert [person.name for person in who.new] == ["Cyd Madeup"]
    assert [question.is_open for question in who.questions] == [False]


def test_the_only_person_of_the_log_may_be_the_one_of_the_file() -> None:
    me = Person("me")
    assert _who("Jane Doe", known=(me,)).questions[0].is_open
    assert _who("Jane Doe", "John Roe", known=(me,)).questions == []
    assert _who("Jane Doe", known=()).questions == []


def test_whose_rows_they_are_is_asked_where_several_are_possible() -> None:
    assert whose([], [], 3, "") is None
    assert whose([Person("me")], [], 3, "") is None
    only = whose([JANE], [], 3, "")
    assert only is not None
    assert only.answer == "E1000"
    several = whose([JANE], [JOHN], 3, "")
    assert several is not None
    assert several.is_open
    assert whose([JANE], [JOHN], 0, "") is None


def test_rows_of_a_person_who_is_not_told_apart_wait_and_the_others_do_not() -> None:
    log = stored(travelers=[{"traveler": "a", "name": "Jane Doe"}, {"traveler": "b", "name": "Jane Doe"}])
    text = f"{HEAD}Jane Doe,DE,2026-02-01,2026-02-02\nBob Sample,FR,2026-03-01,2026-03-02\n"
    asked = reviewed(text, log)
    assert (rows(asked, What.WAITING), rows(asked, What.NEW)) == ([2], [3])
    answered = reviewed(text, log, answers={person_key("Jane Doe"): "b"})
    assert new(answered, "traveler") == [["b"], ["Bob Sample"]]


def test_a_list_with_names_finds_the_trips_of_known_people() -> None:
    log = stored(
        {"trip": "t1", "traveler": "E1000", "country": "DE", "first_day": "2026-02-01", "last_day": "2026-02-02"},
        travelers=[{"traveler": "E1000", "name": "Jane Doe"}],
    )
    assert rows(reviewed(f'{HEAD}"Doe, Jane",DE,2026-02-01,2026-02-02\n', log), What.SAME) == [2]


def test_rows_without_a_person_wait_where_the_log_knows_several() -> None:
    log = stored(travelers=[{"traveler": "ann"}, {"traveler": "bo"}])
    text = "country,first_day,last_day\nDE,2026-02-01,2026-02-02\n"
    assert rows(reviewed(text, log), What.WAITING) == [2]
    assert new(reviewed(text, log, traveler="bo"), "traveler") == [["bo"]]
    assert new(reviewed(text, log, answers={"whose": "ann"}), "traveler") == [["ann"]]


# Facts that are asked once for all new people

LIST = (
    f"{HEAD}Ann Example,DE,2026-02-01,2026-02-20\nAnn Example,DE,2026-03-01,2026-03-20\n"
    "Ann Example,FR,2026-09-01,2026-09-20\nBob Sample,US,2026-02-01,2026-02-20\nBob Sample,ES,2026-03-01,\n"
)
SENT = {
    "new_people:worker": "us",
    "new_people:residence": "US",
    "new_people:nationality": "US",
    "new_people:us_covered_before": "yes",
}


def test_nothing_is_invented_about_new_people() -> None:
    looked = reviewed(LIST)
    assert "assignments" not in looked.new
    assert new(looked, "traveler", "name", "residence", table="travelers") == [
        ["Ann Example", "Ann Example", ""],
        ["Bob Sample", "Bob Sample", ""],
    ]
    asked = [question.key for question in looked.questions]
    assert asked == ["new_people:worker", "new_people:residence", "new_people:nationality"]
    assert looked.waiting == 0


def test_answers_make_rows_that_change_no_case() -> None:
    looked = reviewed(LIST, answers=SENT)
    assert new(looked, "traveler", "residence", "nationalities", table="travelers") == [
        ["Ann Example", "US", "US"],
        ["Bob Sample", "US", "US"],
    ]
    wanted = ("assignment", "traveler", "host", "worker", "employer", "us_covered_before", "temporary")
    assert new(looked, *wanted, table="assignments") == [
        ["ann-example-germany-2026", "Ann Example", "DE", "employee", "us", "yes", ""],
        ["ann-example-france-2026", "Ann Example", "FR", "employee", "us", "yes", ""],
        ["bob-sample-spain-2026", "Bob Sample", "ES", "employee", "us", "yes", ""],
    ]
    linked = ["ann-example-germany-2026"] * 2 + ["ann-example-france-2026", "", "bob-sample-spain-2026"]
    assert [assignment for (assignment,) in new(looked, "assignment")] == linked


def test_one_person_may_be_answered_for_alone() -> None:
    looked = reviewed(LIST, answers={**SENT, "new_people:worker:Bob Sample": "self_employed"})
    assert new(looked, "traveler", "worker", table="assignments")[-1] == ["Bob Sample", "self_employed"]


def test_known_people_are_not_asked_about() -> None:
    log = stored(travelers=[{"traveler": "Ann Example"}, {"traveler": "Bob Sample"}])
    looked = reviewed(LIST, log, answers=SENT)
    assert "travelers" not in looked.new
    assert "assignments" not in looked.new
    assert changed(looked, "travelers") == []


def test_health_insurance_is_asked_about_where_a_rule_asks_for_it() -> None:
    key = "new_people:health_insurance"
    assert reviewed(LIST, answers=SENT).question(key) is not None
    assert reviewed(LIST.replace("FR", "DE"), answers=SENT).question(key) is None
    insured = reviewed(LIST, answers={**SENT, key: "yes"})
    assert new(insured, "health_insurance", table="assignments") == [["yes"]] * 3


def test_countries_of_new_people_are_taken_in_words() -> None:
    people = NewPeople([Person("ann")], {key_of("residence"): "Germany", key_of("nationality"): "usa"})
    assert people.travelers() == [{"traveler": "ann", "name": "", "nationalities": "US", "residence": "DE"}]
    with pytest.raises(BadOption):
        NewPeople([Person("ann")], {key_of("residence"): "Germny"})
