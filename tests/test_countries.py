"""What people type for a country, and which codes count as the United States."""

from __future__ import annotations

import csv
import re

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker import cities, countries, country_names
from tracker.countries import Found, Nearness
from tracker.paths import data_folder
from tracker.rules import load_rules


def _aliases() -> dict[str, str]:
    with (data_folder() / "country_aliases.csv").open(encoding="utf-8", newline="") as file:
        return {row["alias"]: row["code"] for row in csv.DictReader(file)}


@pytest.mark.parametrize("typed", ["NO", "no", "NOR", "Norway", " norway "])
def test_norway_is_norway_and_never_a_no(typed: str) -> None:
    assert countries.to_code(typed) == "NO"


@pytest.mark.parametrize("typed", ["NA", "NAM", "Namibia"])
def test_namibia_is_a_country_and_never_an_empty_cell(typed: str) -> None:
    assert countries.to_code(typed) == "NA"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("fr", "FR"),
        ("FRA", "FR"),
        ("France ", "FR"),
        ("UK", "GB"),
        ("United Kingdom", "GB"),
        ("Scotland", "GB"),
        ("South Korea", "KR"),
        ("Czech Republic", "CZ"),
        ("Czechia", "CZ"),
        ("Côte d’Ivoire", "CI"),
        ("Cote d'Ivoire", "CI"),
        ("Türkiye", "TR"),
        ("Romania", "RO"),
        ("ROU", "RO"),
        ("Kosovo", "XK"),
        ("Isle of Man", "IM"),
        ("USA", "US"),
        ("United States", "US"),
    ],
)
def test_codes_and_english_names_are_understood(typed: str, code: str) -> None:
    assert countries.to_code(typed) == code


@pytest.mark.parametrize("typed", ["", "XX", "ZZZ", "EU", "Atlantis", "F", "None", "12"])
def test_what_is_no_country_has_no_code(typed: str) -> None:
    assert countries.to_code(typed) == ""


def test_every_code_and_its_name_lead_back_to_the_code() -> None:
    for code, name in countries.names().items():
        assert countries.to_code(code) == code
        assert countries.to_code(name) == code
        assert countries.name(code) == name


def test_names_are_sorted_by_name_and_leave_out_what_counts_as_us() -> None:
    names = list(countries.names().values())
    assert names == sorted(names)
    assert countries.names().keys().isdisjoint(load_rules().united_states.territories)


def test_the_aliases_and_the_law_name_the_same_us_territories() -> None:
    as_us = {alias for alias, code in _aliases().items() if code == "US" and re.fullmatch("[A-Z]{2}", alias)}
    assert as_us == set(load_rules().united_states.territories)


@pytest.mark.parametrize("typed", ["PR", "PRI", "Puerto Rico", "GU", "Guam", "VI", "US Virgin Islands", "AS", "MP"])
def test_us_territories_count_as_us(typed: str) -> None:
    assert countries.to_code(typed) == "US"


def test_every_alias_leads_to_a_known_code() -> None:
    assert set(_aliases().values()) <= set(countries.names())


def test_every_partner_and_territory_of_the_law_has_a_name() -> None:
    for partner, agreement in load_rules().agreements.items():
        territory = agreement.territory
        for code in (partner, *territory.included, *territory.open, *territory.excluded):
            assert code in countries.names(), code


def test_a_column_is_looked_through_for_codes() -> None:
    assert countries.are_known(pd.Series(["NO", "Atlantis", ""], dtype="str")).tolist() == [True, False, True]


def test_an_unknown_code_is_its_own_name() -> None:
    assert countries.name("QQ") == "QQ"


def _rows(name: str) -> list[dict[str, str]]:
    with (data_folder() / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _means(text: str) -> str:
    """The code of an exact match; the nearness for all others, so that a failing test says what happened."""
    match = countries.find(text)
    return match.codes[0] if match.nearness is Nearness.EXACT else str(match.nearness)


def _flag(code: str) -> str:
    return "".join(chr(0x1F1E6 + ord(letter) - ord("A")) for letter in code)


def _iso_names() -> list[tuple[str, str, str]]:
    """Code of ISO, the code that counts here, and the name: short and official of all 249."""
    known = countries.names()
    return [
        (entry["code"], entry["code"] if entry["code"] in known else "US", name)
        for entry in country_names.iso_countries()
        for name in (entry["short_name"], entry["official_name"])
        if name
    ]


def test_iso_has_249_countries() -> None:
    entries = list(country_names.iso_countries())
    assert len(entries) == len({entry["code"] for entry in entries}) == len({entry["alpha_3"] for entry in entries})
    assert len(entries) == 249
    assert {entry["code"] for entry in entries} | {"XK", "CQ"} == {*countries.names(), "PR", "GU", "VI", "AS", "MP"}


@pytest.mark.parametrize(
    "form",
    [
        "{name}",
        "The {name}",
        "{name} (the)",
        "{name} ({code})",
        "{name} [{code}]",
        "{name}, {code}",
        "{code} - {name}",
        "{code}: {name}",
        "{code} {name}",
        "{flag} {name}",
        "  {name}\n",
    ],
)
def test_every_name_of_iso_is_understood_in_every_form(form: str) -> None:
    for code, meant, name in _iso_names():
        text = form.format(name=name, code=code, flag=_flag(code))
        for spelling in (text, text.upper(), text.replace(" and ", " & ").replace("Saint ", "St. ")):
            assert _means(spelling) == meant, spelling


def test_three_letter_codes_and_flags_are_understood() -> None:
    for entry in country_names.iso_countries():
        meant = entry["code"] if entry["code"] in countries.names() else "US"
        assert _means(entry["alpha_3"]) == meant
        assert _means(_flag(entry["code"])) == meant


@pytest.mark.parametrize(
    "form", ["{name}, Republic of", "Republic of {name}", "{name} (Kingdom of the)", "Republic of the {name}"]
)
def test_a_name_may_carry_a_style(form: str) -> None:
    for code, name in countries.names().items():
        if (code, form.startswith("{name}, R") or form.startswith("Rep")) == ("CN", True):
            continue  # the Republic of China is Taiwan
        assert _means(form.format(name=name)) == code


def test_the_republic_of_china_is_taiwan() -> None:
    assert _means("Republic of China") == _means("China, Republic of") == "TW"
    assert _means("People's Republic of China") == _means("China, People's Republic of") == "CN"


def test_names_in_five_languages_mean_one_country() -> None:
    from babel import Locale

    languages = {language: Locale(language).territories for language in country_names.LANGUAGES}
    for code in countries.names():
        for language, names in languages.items():
            name = names.get(code, "")
            assert _means(name) == code or not name or name in {"Granada", "Guadalupe", "Salvador"}, (language, name)


def test_no_spelling_has_two_meanings() -> None:
    """Every alias means what its row says, whatever else is in the data."""
    for alias, code in _aliases().items():
        assert _means(alias) == code, alias
    for row in _rows("country_local_names.csv"):
        assert _means(row["name"]) == row["code"], row


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Korea, Rep.", "KR"),
        ("GER", "DE"),
        ("Ireland (Republic)", "IE"),
        ("Netherlands (Kingdom of the)", "NL"),
        ("Iran (Islamic Republic of)", "IR"),
        ("Korea", "KR"),
        ("S. Korea", "KR"),
        ("N. Korea", "KP"),
        ("Korea, North", "KP"),
        ("DPRK", "KP"),
        ("PRC", "CN"),
        ("Hong Kong SAR", "HK"),
        ("Taiwan, Province of China", "TW"),
        ("Virgin Islands, U.S.", "US"),
        ("Virgin Islands (British)", "VG"),
        ("U.K.", "GB"),
        ("u.s.a.", "US"),
        ("The States", "US"),
        ("England", "GB"),
        ("Northern Ireland", "GB"),
        ("Holland", "NL"),
        ("Burma", "MM"),
        ("Zaire", "CD"),
        ("Swaziland", "SZ"),
        ("Macedonia", "MK"),
        ("Congo, Dem. Rep.", "CD"),
        ("Niger", "NE"),
        ("Nigeria", "NG"),
        ("Guinée", "GN"),
        ("Jersey", "JE"),
        ("Guernsey", "GG"),
        ("Georgia", "GE"),
        ("Deutschland", "DE"),
        ("Allemagne", "DE"),
        ("Oesterreich", "AT"),
        ("Tuerkei", "TR"),
        ("日本", "JP"),
        ("Ελλάδα", "GR"),
        ("US-TX", "US"),
        ("us-tx", "US"),
        ("US-PR", "US"),
        ("CA-ON", "CA"),
        ("GB-ENG", "GB"),
        ("\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f", "GB"),
        ("Berlin, Germany", "DE"),
        ("Germany / Berlin", "DE"),
        ("Munich (Germany)", "DE"),
        ("london uk", "GB"),
        ("Berlin, DE", "DE"),
        ("Texas, USA", "US"),
        ("Georgia, USA", "US"),
        ("Los Angeles, CA, USA", "US"),
        ("Batumi, Georgia", "GE"),
    ],
)
def test_what_has_one_meaning_is_taken(typed: str, code: str) -> None:
    assert countries.find(typed) == Found(Nearness.EXACT, (code,))
    assert countries.to_code(typed) == code


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("Germny", "DE"),
        ("Switzerlnd", "CH"),
        ("Untied Kingdom", "GB"),
        ("Phillipines", "PH"),
        ("Sweeden", "SE"),
        ("Germany?", "DE"),
        ("trip to South Korea", "KR"),
        ("Germany - client visit", "DE"),
        ("France/Germany", "FR"),
        ("UK & Ireland", "GB"),
        ("DE-BY", "DE"),  # Bavaria, or Germany and Belarus
        ("US, CA", "US"),
    ],
)
def test_what_is_nearly_a_country_is_proposed_and_never_taken(typed: str, first: str) -> None:
    match = countries.find(typed)
    assert (match.nearness, match.codes[0]) == (Nearness.TYPO, first)
    assert countries.to_code(typed) == ""


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("NYC", "US"),
        ("LHR", "GB"),
        ("Berlin", "DE US"),
        ("Osaka", "JP"),
        ("Paris", "FR US"),
        ("Lyon", "FR"),
        ("München", "DE"),
        ("Muenchen", "DE"),
        ("Naples", "IT US"),
        ("Granada", "ES"),
        ("Texas", "US"),
        ("NY", "US"),
        ("San Juan", "US"),
        ("Columbia", "US CO"),
        ("Dover, DE", "US DE"),
        ("Atlanta, Georgia", "US GE"),
        ("Toronto, CA", "CA US"),
    ],
)
def test_a_city_is_proposed_and_never_taken(typed: str, codes: str) -> None:
    match = countries.find(typed)
    assert match.nearness is Nearness.CITY
    assert " ".join(match.codes).startswith(codes)


@pytest.mark.parametrize(
    "typed",
    [
        *["", " ", "?", "x", "Gmy", "Grmn2", "Home", "Remote", "Various", "Total", "n/a", "TBD", "2026-01-01", "🇪🇺"],
        *["USSR", "Czechoslovakia", "Yugoslavia", "lhr", "Germany" * 100, ",;/-", "()", "a" * 200],
    ],
)
def test_what_is_no_country_has_no_proposal(typed: str) -> None:
    assert countries.find(typed) == Found(Nearness.NONE)


def test_lists_of_countries_are_put_apart_and_names_with_a_comma_are_not() -> None:
    assert countries.to_code_list("US+Italy") == "US+IT"
    assert countries.to_code_list("Georgia, US") == "GE+US"
    assert countries.to_code_list("Korea, Republic of") == "KR"
    assert countries.to_code_list("US; Atlantis") == "US+Atlantis"


def test_states_and_airports_that_are_countries_as_well_can_be_told() -> None:
    assert all(
        map(countries.is_us_state, ["Georgia", "texas", "TX", "CA", "DE", "District of Columbia", "State of Maine"])
    )
    assert not any(map(countries.is_us_state, ["", "Germany", "UK", "Puerto Rico", "T"]))
    assert all(map(countries.is_airport, ["AUS", "PER", "LHR", "NYC"]))
    assert not any(map(countries.is_airport, ["", "aus", "DEU", "Paris"]))


def test_every_city_known_by_hand_leads_to_its_country() -> None:
    for row in _rows("city_aliases.csv"):
        assert row["code"] in cities.countries_of(row["city"])[:2], row


@settings(max_examples=30)
@given(st.text(max_size=30))
def test_any_text_has_at_most_one_exact_country(text: str) -> None:
    match = countries.find(text)
    assert set(match.codes) <= set(countries.names())
    assert len(match.codes) == 1 or match.nearness is not Nearness.EXACT
    assert bool(match.codes) == (match.nearness is not Nearness.NONE)
    assert countries.to_code(text) == (match.codes[0] if match.nearness is Nearness.EXACT else "")
