"""Words of purposes and statuses: one meaning is taken, everything else is asked."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.codes import Activity, Certainty
from tracker.reading.values import CANCELED, purpose, status


@pytest.mark.parametrize(
    ("meaning", "words"),
    [
        ("work", "Business; business trip; Client meeting – Lyon; Work (remote); Dienstreise; geschäftlich; travail"),
        (
            "work",
            "déplacement professionnel; viaje de trabajo; Trasferta a Milano; lavoro; Reunião; Secondment; ON-SITE",
        ),
        ("non_work", "Vacation; Holiday; Personal; PTO; Vacation (unpaid); Urlaub; Sommerurlaub; congés payés; Ferie"),
        ("non_work", "vacaciones; férias; no work; non-work; Not working; sans travail; Day off; Sick leave; lazer"),
        ("transit", "Layover; transit; Stopover; Umstieg; escale; escala; scalo; conexão"),
    ],
)
def test_a_purpose_with_one_meaning_is_sure(meaning: str, words: str) -> None:
    for word in words.split("; "):
        said = purpose(word)
        assert (said.value, said.is_sure) == (meaning, True), word


@pytest.mark.parametrize(
    "word",
    [
        "business / leisure",
        "Bleisure",
        "work and vacation",
        "workation",
        "not vacation",
        "Visit",
        "travel",
        "yes",
        "",
        "?",
    ],
)
def test_no_guess_is_made_where_words_disagree_or_say_nothing(word: str) -> None:
    assert purpose(word).value == ""


@pytest.mark.parametrize("word", ["Conference", "Training", "Holiday Inn build", "Vacation replacement", "Study", "W"])
def test_a_purpose_that_may_be_another_one_is_asked(word: str) -> None:
    assert not purpose(word).is_sure


@pytest.mark.parametrize(
    ("meaning", "words"),
    [
        (
            "confirmed",
            "Completed; done; Trip completed; Traveled; abgeschlossen; terminé; realizado; effettuato; concluído",
        ),
        ("planned", "Planned; Booked; Ticketed; Upcoming; Tentative; gebucht; prévu; reservado; prenotato; agendada"),
        (
            CANCELED,
            "Cancelled; CANCELED; cxl; Cancelled by client; No-show; void; storniert; annulé; cancelado; annullato",
        ),
    ],
)
def test_a_status_with_one_meaning_is_sure(meaning: str, words: str) -> None:
    for word in words.split("; "):
        said = status(word)
        assert (said.value, said.is_sure) == (meaning, True), word


@pytest.mark.parametrize(
    "word", ["Confirmed", "Approved", "bestätigt", "Rejected", "declined", "Pending", "Open", "Active"]
)
def test_a_status_of_a_travel_desk_is_asked(word: str) -> None:
    assert not status(word).is_sure


@pytest.mark.parametrize(
    "word", ["Not cancelled", "Partially cancelled", "Booked - cancelled", "Postponed", "Cancelled?"]
)
def test_a_status_that_contradicts_itself_has_no_meaning(word: str) -> None:
    assert status(word).value == ""


def test_documented_codes_win() -> None:
    for code in Activity:
        assert (purpose(f" {code} ").value, purpose(code).is_sure) == (code, True)
    for code in Certainty:
        assert (status(code).value, status(code).is_sure) == (code, True)


@settings(max_examples=60)
@given(st.text(max_size=40))
def test_any_text_has_some_meaning(text: str) -> None:
    assert purpose(text).value in {"", *Activity}
    assert status(text).value in {"", CANCELED, *Certainty}


@settings(max_examples=40)
@given(
    st.sampled_from(["business", "Vacation", "layover"]),
    st.sampled_from(["business", "vacation", "layover", "and", "/", "not", "maybe", "?"]),
)
def test_a_second_word_never_turns_a_meaning_into_another_one(first: str, second: str) -> None:
    both = purpose(f"{first} {second}")
    assert both.value in ("", purpose(first).value)
