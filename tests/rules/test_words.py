"""The rules in words: half a line each, their small print, and official texts that give different rules."""

from __future__ import annotations

import dataclasses

import pytest

from tracker.codes import Kind
from tracker.rules import Provision, load_rules
from tracker.rules.model import Series
from tracker.rules.words import (
    official_text_words,
    residence_practice_words,
    rule_words,
    rules_in_short,
    small_print,
    stated_by,
)

NO_RULE_ON_REPEATS = "Repeated stays: no rule was found in the sources read, so none is applied."


def _provision(provision_id: str) -> Provision:
    return load_rules().provision(provision_id)


def _repeats(provision: Provision) -> str:
    (sentence,) = [line for line in small_print(provision) if line.startswith("Repeated stays")]
    return sentence


@pytest.mark.parametrize(
    ("provision", "words"),
    [
        ("FR.employee.detached", "Sent by the employer, up to 5 years"),
        ("FR.self_employed.transfer", "US business moved, up to 2 years"),
        ("DE.self_employed.transfer_1979", "Sent or moved, not permanently"),
        ("CH.self_employed.transfer", "US business moved, time limit not read"),
        ("CA.self_employed.residence", "The country where you live decides"),
    ],
)
def test_a_rule_in_half_a_line(provision: str, words: str) -> None:
    assert rule_words(_provision(provision)) == words


@pytest.mark.parametrize("provision", ["DE.employee.detached", "SI.employee.detached", "SI.self_employed.transfer"])
def test_a_rule_on_repeats_that_nobody_read_is_never_called_no_rule(provision: str) -> None:
    sentence = _repeats(_provision(provision))
    assert sentence != NO_RULE_ON_REPEATS
    assert sentence.endswith("The official text was not read, so a later stay is unclear.")


def test_a_rule_on_repeats_without_a_note_is_told_by_its_section_or_its_months() -> None:
    sent = _provision("DE.employee.detached")
    unread = Series(verified=False, section="Article 9", sources=())
    assert _repeats(dataclasses.replace(sent, series=unread)).startswith(
        "Repeated stays: a rule exists (Article 9). The official text"
    )
    read = Series(verified=True, section="Article 9", sources=(), limit_months=60, reset_months=12)
    assert _repeats(dataclasses.replace(sent, series=read)) == (
        "Repeated stays: the later one must end within 5 years of the first one's start"
    )


def test_where_no_rule_on_repeats_is_known_that_is_said() -> None:
    assert _repeats(_provision("GB.employee.detached")) == NO_RULE_ON_REPEATS


@pytest.mark.parametrize(
    ("provision", "sentence"),
    [
        ("CA.self_employed.residence", "A person who lives in a third country is under US coverage."),
        (
            "AT.self_employed.residence_treaty",
            "A person who lives in a third country is under the coverage of the country where the work is done.",
        ),
        (
            "CH.self_employed.residence",
            "A person who lives in a third country is outside this rule. Only a special exception by both agencies, "
            "which is rare, helps.",
        ),
        (
            "AU.self_employed.residence",
            "A person who lives in a third country: outside this rule, by analogy with the other agreements.",
        ),
    ],
)
def test_a_residence_rule_says_whose_a_resident_of_a_third_country_is(provision: str, sentence: str) -> None:
    assert [line for line in small_print(_provision(provision)) if "third country" in line] == [sentence]


def test_only_residence_rules_speak_of_homes_in_third_countries() -> None:
    provisions = [p for a in load_rules().agreements.values() for p in a.provisions if p.kind != Kind.RESIDENCE]
    assert not [p.id for p in provisions if any("lives in a third country" in line for line in small_print(p))]


def test_short_stays_that_count_each_by_itself_are_named_for_canada_alone() -> None:
    said = [
        p.id
        for a in load_rules().agreements.values()
        for p in a.provisions
        if "Short stays with breaks between them count each by itself, with a limit of its own." in small_print(p)
    ]
    assert said == ["CA.employee.detached"]


def test_the_same_rule_of_two_texts_is_named_once_and_that_they_differ() -> None:
    austrian = [_provision("AT.self_employed.residence"), _provision("AT.self_employed.residence_treaty")]
    assert rules_in_short(austrian, lambda _: "") == ["The country where you live decides (official texts differ)"]
    spanish = [_provision("ES.self_employed.residence"), _provision("ES.self_employed.transfer")]
    assert rules_in_short(spanish, lambda p: "!" if p.limit_months else "") == [
        "The country where you live decides",
        "US business moved, up to 5 years! (official texts differ)",
    ]


def test_rules_that_no_text_contradicts_and_no_rules_at_all_in_short() -> None:
    assert rules_in_short([_provision("GB.self_employed.residence")], lambda _: "") == [
        "The country where you live decides"
    ]
    assert rules_in_short([], lambda _: "") == []


def test_an_official_text_is_told_with_its_date() -> None:
    manual = load_rules().agreements["ES"].texts[0]
    assert official_text_words(manual).startswith(
        "SSA's manual, POMS RS 02001.475 (TN 49, 09-22): The country where the person lives decides"
    )


def test_a_rule_names_the_texts_that_state_it_and_one_that_all_state_names_none() -> None:
    spain = load_rules().agreements["ES"]
    assert stated_by(_provision("ES.self_employed.transfer"), spain) == (
        "Stated only by SSA's page on Spain (no date printed; read 2026-11-22). Another official text gives a "
        "different rule; where the two give different answers, the day is unclear."
    )
    assert stated_by(_provision("ES.self_employed.residence"), spain) == ""


@pytest.mark.parametrize("partner", ["FI", "NO", "SE"])
def test_when_the_partner_itself_counts_a_person_as_living_there(partner: str) -> None:
    assert residence_practice_words(load_rules().agreements[partner]).startswith("Expected stay of more than 1 year: ")


def test_where_the_partner_s_own_practice_was_not_read_nothing_is_said() -> None:
    assert residence_practice_words(load_rules().agreements["GB"]) == ""
