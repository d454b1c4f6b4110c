"""What people type for a country, and which codes count as the United States."""

from __future__ import annotations

import csv
import re

import pandas as pd
import pytest

from tracker import countries
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
