"""The country box in a real browser: what people type, then Enter."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.e2e.conftest import NEW_YORK, OpenPage, only_in, ready

TYPED = [
    ("UK", "United Kingdom (UK, England, Scotland, Wales)"),
    ("England", "United Kingdom (UK, England, Scotland, Wales)"),
    ("United Kingdom", "United Kingdom (UK, England, Scotland, Wales)"),
    ("Holland", "Netherlands (Holland)"),
    ("Korea", "South Korea (Korea)"),
    ("Turkey", "Türkiye (Turkey)"),
    ("germ", "Germany"),
    ("usa", "United States (USA)"),
    ("Austria", "Austria"),
    ("Australia", "Australia"),
    ("India", "India"),
    ("Oman", "Oman"),
    ("Guinea", "Guinea"),
    ("Allemagne", "Germany"),
]


pytestmark = only_in(NEW_YORK)  # what is typed means the same in every place and theme


def type_country(page: Page, text: str) -> None:
    box = page.get_by_role("combobox", name="Country")
    box.click()
    box.fill("")
    box.press_sequentially(text)
    box.press("Enter")
    ready(page)


def test_what_people_type_is_the_country_they_mean(open_page: OpenPage) -> None:
    page = open_page("trips")
    box = page.get_by_role("combobox", name="Country")
    for text, shown in TYPED:
        type_country(page, text)
        expect(box).to_have_value(shown)


def test_a_typo_and_a_city_are_asked_about_and_taken_with_a_click(open_page: OpenPage) -> None:
    page = open_page("trips")
    box = page.get_by_role("combobox", name="Country")
    type_country(page, "Germny")
    expect(page.get_by_text("“Germny” isn't the name of a country. Do you mean Germany?")).to_be_visible()
    page.get_by_role("button", name="Germany").click()
    ready(page)
    expect(box).to_have_value("Germany")
    type_country(page, "Paris")
    expect(page.get_by_text("Which country do you mean: France or United States?")).to_be_visible()
    type_country(page, "Atlantis")
    expect(page.get_by_text("We don't know a country called “Atlantis”.")).to_be_visible()
    box.click()
    page.get_by_role("option", name="France").click()
    ready(page)
    expect(box).to_have_value("France")
    expect(page.get_by_text("Atlantis")).to_have_count(0)
