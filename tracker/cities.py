"""In which countries a city, an airport or a US state is: for proposals, for one name stands in many countries."""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from functools import lru_cache

from tracker.country_names import aliases, folded, names, without_umlauts
from tracker.paths import data_folder

_METROPOLIS, _INTERNATIONAL, _NAMES_A_TIME_ZONE, _KNOWN_BY_HAND = 10, 2, 5, 100
"""Weights by which the countries of one city name are ordered. No sizes are known; these stand in for them."""


def countries_of(text: str) -> tuple[str, ...]:
    """Codes of the countries with a city or an airport of this name, the likeliest first; empty for other texts.

    An airport's code counts in capitals only (``LHR``). A US state is in the US.
    """
    place = text.strip()
    if is_airport(place):
        return (_airports()[place],)
    cities = _cities().get(folded(place), ())
    return ("US", *(code for code in cities if code != "US")) if is_us_state(place) else cities


def is_airport(text: str) -> bool:
    """Whether a text is the code of an airport or of a city with several, in capitals."""
    return bool(re.fullmatch("[A-Z]{3}", text.strip())) and text.strip() in _airports()


def is_us_state(text: str) -> bool:
    """Whether a text is the name of a US state or DC, or its two capitals.

    True for Georgia, CA and DE too, which are countries as well: the other values of a column tell which is meant.
    """
    place = text.strip()
    return place in _states().values() or folded(place) in _states()


def may_be_in_state(place: str, state: str) -> bool:
    """Whether ``Dover, DE`` may be in Delaware: the state has an airport there.

    For CA always, if it is a city at all: California and Canada share too many names of towns without an airport.
    """
    if not is_us_state(state):
        return False
    return folded(state) == "ca" or (folded(place), _states().get(folded(state), state.strip())) in _cities_in_states()


@lru_cache(maxsize=1)
def _cities_in_states() -> frozenset[tuple[str, str]]:
    """Folded name of a city, and the postal code of its state."""
    import airportsdata

    return frozenset(
        (folded(airport["city"]), _states().get(folded(airport["subd"]), ""))
        for airport in airportsdata.load("IATA").values()
        if airport["country"] == "US"
    )


@lru_cache(maxsize=1)
def _states() -> Mapping[str, str]:
    """Folded name → two capitals."""
    with (data_folder() / "us_states.csv").open(encoding="utf-8", newline="") as file:
        states = {folded(row["name"]): row["postal"] for row in csv.DictReader(file)}
    return states | {folded(f"state of {name}"): postal for name, postal in states.items()} | {"washington dc": "DC"}


@lru_cache(maxsize=1)
def _airports() -> Mapping[str, str]:
    """Code of an airport, or of a city with several, → country. Loaded when first needed: it takes half a second."""
    import airportsdata

    airports = {code: _country(airport["country"]) for code, airport in airportsdata.load("IATA").items()}
    return airports | {code: _country(city["country"]) for code, city in airportsdata.load_iata_macs().items()}


@lru_cache(maxsize=1)
def _cities() -> Mapping[str, tuple[str, ...]]:
    """Folded name of a city → codes of its countries, best first."""
    import airportsdata
    from babel.core import get_global

    weights: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for airport in airportsdata.load("IATA").values():
        weights[folded(airport["city"])][_country(airport["country"])] += 1 + _INTERNATIONAL * (
            "International" in airport["name"]
        )
    for zone, country in get_global("zone_territories").items():  # Asia/Jerusalem
        weights[folded(zone.rpartition("/")[2])][_country(country)] += _NAMES_A_TIME_ZONE
    for metropolis in airportsdata.load_iata_macs().values():
        weights[folded(metropolis["name"])][_country(metropolis["country"])] += _METROPOLIS
    with (data_folder() / "city_aliases.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for spelling in {folded(row["city"]), folded(without_umlauts(row["city"]))}:
                weights[spelling][row["code"]] += _KNOWN_BY_HAND
    weights.pop("", None)
    return {
        city: tuple(code for code, _ in counts.most_common() if code in names()) for city, counts in weights.items()
    }


def _country(code: str) -> str:
    """The country as it counts here: Puerto Rico is in the US."""
    return aliases().get(code, code)
