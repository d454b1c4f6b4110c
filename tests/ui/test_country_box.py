"""The country box: what is typed is understood, or asked about; it is never lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.ledgers import SECONDS, new_ledger, texts


@pytest.fixture(autouse=True)
def _an_empty_ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    new_ledger(tmp_path, monkeypatch)


def box_after(typed: str | None = None, among: list[str] | None = None) -> AppTest:
    """The box after a text was typed into it. AppTest itself can only choose from the list."""

    def page(typed: str | None, among: list[str] | None) -> None:
        import streamlit as st

        from tracker.ui.country_box import country_box

        st.session_state.setdefault("box", typed)
        st.text(f"holds {country_box(st.container(), 'Country', 'box', among=among)}")

    return AppTest.from_function(page, args=(typed, among), default_timeout=SECONDS).run()


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("UK", "GB"),
        ("England", "GB"),
        ("Holland", "NL"),
        ("Korea", "KR"),
        ("turkey", "TR"),
        ("germ", "DE"),
        ("🇫🇷", "FR"),
    ],
)
def test_what_has_one_meaning_is_taken(typed: str, code: str) -> None:
    app = box_after(typed)
    assert f"holds {code}" in texts(app)
    assert app.selectbox(key="box").value == code
    assert not app.warning


@pytest.mark.parametrize(
    ("typed", "question", "codes"),
    [
        ("Germny", "“Germny” isn't the name of a country. Do you mean Germany?", ["DE"]),
        (
            "Paris",
            "“Paris” is a place, not a country. Which country do you mean: France or United States?",
            ["FR", "US"],
        ),
        ("aust", "“aust” isn't the name of a country. Do you mean Australia or Austria?", ["AU", "AT"]),
    ],
)
def test_a_misspelled_name_or_a_city_is_asked_about(typed: str, question: str, codes: list[str]) -> None:
    app = box_after(typed)
    assert question in texts(app)
    assert f"holds {typed}" in texts(app)
    assert [button.key for button in app.button] == [f"box.is.{code}" for code in codes]


def test_what_is_no_country_is_said() -> None:
    app = box_after("Atlantis")
    assert "We don't know a country called “Atlantis”." in texts(app)
    assert "holds Atlantis" in texts(app)


def test_agreement_countries_come_first() -> None:
    options = box_after().selectbox(key="box").options
    assert options[:3] == ["United States (USA)", "Australia", "Austria"]
    assert options.index("Uruguay") < options.index("Afghanistan") < options.index("Zimbabwe")


def test_a_choice_among_few_takes_no_other() -> None:
    few = ["FR", "TH"]
    assert "Germany can't be chosen here." in texts(box_after("Germany", few))
    assert "holds TH" in texts(box_after("thai", few))


def test_several_countries_are_understood_one_by_one() -> None:
    def page() -> None:
        import streamlit as st

        from tracker.ui.country_box import countries_box

        st.text(f"holds {countries_box('Citizen of', 'boxes', 'US')}")

    app = AppTest.from_function(page, default_timeout=SECONDS).run()
    assert "holds US" in texts(app)
    app.multiselect(key="boxes").set_value(["US", "England", "Germny"]).run()
    assert "holds US+GB+Germny" in texts(app)
    assert "Do you mean Germany?" in texts(app)
