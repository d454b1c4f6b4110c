"""Headings as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.reading.heading_words import LANGUAGES, WORDS
from tracker.reading.headings import Fit, Role, folded, is_unit, read_heading, understood


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("End date (inclusive)", Role.END),
        ("Start Date*", Role.START),
        ("Date from [dd/mm/yyyy]", Role.START),
        ("Fecha de inicio", Role.START),
        ("startDate", Role.START),
        ("END_DT", Role.END),
        ("Trip - Start", Role.START),
        ("3. Country", Role.COUNTRY),
        ("Assignment Start Date", Role.START),
        ("Host Country", Role.COUNTRY),
        ("Ländercode (ISO)", Role.COUNTRY),
        ("Bis (einschl.)", Role.END),
        ("Date de début", Role.START),
        ("Salarié(e)", Role.PERSON),
        ("Mitarbeiter/in", Role.PERSON),
        ("Employee #", Role.PERSON_ID),
        ("Einreise am", Role.ARRIVE),
        ("Data di uscita", Role.LEAVE),
        ("Rückflug", Role.BACK),
        ("Número de noches", Role.NIGHTS),
        ("Journée entière", Role.ALL_DAY),
        ("Motivo da viagem", Role.PURPOSE),
        ("last day", Role.END),
        ("\ufeffCountry", Role.COUNTRY),
        ("COUNTRY", Role.COUNTRY),
        ("Date arrived in country", Role.ARRIVE),
    ],
)
def test_a_heading_says_its_role(text: str, role: Role) -> None:
    assert role in read_heading(text).roles


@pytest.mark.parametrize(
    "text",
    [
        *("Visa Type", "Leave Type balance", "Passport Expiry", "Departure City", "Arrival Airport", "Return Flight"),
        *("Date of birth", "Booked on", "Created", "Cost Center", "Department", "E-mail", "Employer", "Home Country"),
        *("Country of residence", "Nationality", "Departure Country", "Kostenstelle", "Geburtsdatum", "Hire date"),
        *("Assignment Type", "Data di nascita", "Fecha de nacimiento", "Numéro de passeport"),
    ],
)
def test_words_that_look_alike_decide_nothing(text: str) -> None:
    said = read_heading(text)
    assert said.is_nothing
    assert not said.is_known


@pytest.mark.parametrize(
    ("text", "near"), [("Coutnry", "country"), ("Strat Date", "start date"), ("End dat", "end date")]
)
def test_a_near_miss_names_what_it_is_near_to(text: str, near: str) -> None:
    said = read_heading(text)
    assert (said.near, said.fit) == (near, Fit.NEAR)


@pytest.mark.parametrize("text", ["Quux", "", "x", "42", "Blorp date thing?"])
def test_what_is_not_known_says_nothing(text: str) -> None:
    assert read_heading(text).fit <= Fit.NEAR


@pytest.mark.parametrize("text", ["first_day", "First day", "first-day", "FirstDay", "FIRST DAY", "firstday"])
def test_documented_names_in_any_spelling(text: str) -> None:
    said = read_heading(text)
    assert said.documented == "first_day"
    assert (said.fit == Fit.DOCUMENTED) == ("_" in text)


def test_other_tables_have_their_own_names() -> None:
    assert read_heading("Control Number", "certificates").documented == "control_number"
    assert read_heading("issued by", "certificates").documented == "issuer"
    assert read_heading("Start Date", "residences").documented == "first_day"
    assert not read_heading("City", "certificates").is_known


@pytest.mark.parametrize(
    ("text", "order"),
    [("Start (dd/mm/yyyy)", "dmy"), ("Start mm-dd-yy", "mdy"), ("Von TT.MM.JJJJ", "dmy"), ("Start", "")],
)
def test_a_heading_may_say_the_order_of_dates(text: str, order: str) -> None:
    assert read_heading(text).order == order


@pytest.mark.parametrize("text", ["End (exclusive)", "End date excl.", "DTEND", "Fin (non inclus)"])
def test_a_last_day_that_is_not_counted(text: str) -> None:
    assert read_heading(text).is_exclusive
    assert not read_heading("End (inclusive)").is_exclusive


def test_planned_and_actual() -> None:
    assert read_heading("Planned End").is_planned
    assert read_heading("Actual End").is_actual
    assert read_heading("Geplantes Ende").is_planned


@pytest.mark.parametrize("text", ["(YYYY-MM-DD)", "dd/mm/yyyy", "TT.MM.JJJJ", "required", "(Y/N)", "jj/mm/aaaa"])
def test_units(text: str) -> None:
    assert is_unit(text)
    assert not any(map(is_unit, ("Germany", "2026-03-02", "Ann", "may", "day")))


def test_every_phrase_is_folded_and_known() -> None:
    for role, languages in WORDS.items():
        assert set(languages) <= set(LANGUAGES)
        for phrases in languages.values():
            for phrase in phrases.split(", "):
                assert folded(phrase) == phrase
                assert role in read_heading(phrase).roles, phrase


def test_the_help_page_has_all_of_them() -> None:
    assert "fecha de inicio" in understood()["First day"]["es"]


_ROLES = [Role.COUNTRY, Role.START, Role.END, Role.PERSON, Role.PURPOSE, Role.STATUS, Role.NIGHTS]


@settings(max_examples=100)
@given(st.data(), st.sampled_from(_ROLES), st.sampled_from(LANGUAGES))
def test_a_heading_is_known_however_it_is_dressed(data: st.DataObject, role: Role, language: str) -> None:
    phrase = data.draw(st.sampled_from(WORDS[role][language].split(", ")))
    dressed = data.draw(
        st.sampled_from(
            [
                phrase.upper(), phrase.title(), f"{phrase}*", f" {phrase} :", f"{phrase} (required)", f"* {phrase}",
                phrase.replace(" ", "_"), phrase.replace(" ", "-"), f"{phrase}\n(see note)", f"{phrase}\u00a0",
            ]
        )
    )  # fmt: skip
    assert role in read_heading(dressed).roles


@settings(max_examples=100)
@given(st.text(max_size=40))
def test_no_text_breaks_reading(text: str) -> None:
    assert read_heading(text).text == text.strip()
