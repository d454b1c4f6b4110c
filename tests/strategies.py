"""Random but plausible workspaces: overlaps, handovers, holes, several travelers, each fact known or not."""

from __future__ import annotations

import datetime as dt
from typing import Any

from hypothesis import strategies as st

Rows = list[dict[str, Any]]

# Days around which something starts, ends or leaps: agreements, an old German rule, a leap day, a new year.
ANCHORS = (
    dt.date(1996, 4, 20),
    dt.date(2003, 8, 25),
    dt.date(2019, 2, 20),
    dt.date(2021, 11, 25),
    dt.date(2024, 2, 20),
    dt.date(2024, 12, 20),
    dt.date(2026, 8, 20),
)
HOSTS = ("FR", "DE", "IT", "GB", "BE", "FI", "ES", "NO", "CH", "RO", "NL", "AU")
# France and the Netherlands more often: each has a rule that no other country has.
PLACES = (*HOSTS, "FR", "NL", "US", "IM", "YT", "TH")
TWO_TEXTS = ("ES", "FI", "BR", "CH", "AT")  # two official texts on the self-employed
REPEATS = ("CA", "CA", "DE", "SI", "FR")  # a rule on stays that come again: separate clocks, a series read or unread
CHECKED = (
    "RO.self_employed.transfer",
    "DE.employee.detached",  # a series that nobody read
    "ES.self_employed.transfer",  # one of two texts
    "BR.self_employed.residence",
    "BR.self_employed.transfer",
)
EMPLOYERS = ("us_own_choice", "affiliate_3121l", "affiliate", "host")
ASSIGNMENTS = ("x", "y")  # everybody's: an assignment is its id together with its traveler

_assignment = st.sampled_from(["x", "x", "y", ""])
_mostly_yes = st.sampled_from([*["yes"] * 5, "no", ""])


@st.composite
def _span(draw: st.DrawFn, anchor: dt.date, longest: int = 40) -> tuple[dt.date, dt.date]:
    first = anchor + dt.timedelta(days=draw(st.integers(0, 60)))
    return first, first + dt.timedelta(days=draw(st.one_of(st.integers(0, 3), st.integers(0, longest))))


@st.composite
def workspaces(draw: st.DrawFn) -> tuple[dict[str, Rows], dt.date, dict[str, Any]]:
    """(tables, as_of, settings) as ``oracle.decide`` takes them."""
    anchor = draw(st.sampled_from(ANCHORS))
    tables: dict[str, Rows] = {"verifications": [draw(_verification(anchor)) for _ in range(draw(st.integers(0, 2)))]}
    for traveler, person in PEOPLE.items():
        for name, rows in draw(person(anchor)).items():
            # Exceptions name no traveler: they hold for every assignment of that name.
            named = rows if name == "exceptions" else [{**row, "traveler": traveler} for row in rows]
            tables.setdefault(name, []).extend(named)
    for n, trip in enumerate(tables["trips"]):
        trip |= {"trip": f"t{n}", "place": str(n)}  # a place of its own, so that no two trips are the same trip
    for n, certificate in enumerate(tables["certificates"]):
        certificate["certificate"] = f"c{n}"
    settings = {
        "join_gap_days": draw(st.sampled_from([0, 1, 5, 30])),
        "worker": draw(st.sampled_from([None, None, "employee", "self_employed"])),
        "residence": draw(st.sampled_from([None, "US", "DE"])),
    }
    return tables, anchor + dt.timedelta(days=draw(st.integers(0, 80))), settings


@st.composite
def _anybody(draw: st.DrawFn, anchor: dt.date) -> dict[str, Rows]:
    """One traveler's rows of every table. In few places, so that trips, facts and papers meet."""
    places = draw(st.lists(st.sampled_from(PLACES), min_size=1, max_size=3))
    hosts = [place for place in places if place in HOSTS] or ["FR"]
    return {
        "trips": [draw(_trip(anchor, places)) for _ in range(draw(st.integers(0, 5)))],
        "travelers": [
            {
                "nationalities": draw(st.sampled_from(["", "US", "US", "US+IT", "IT", "DE"])),
                "residence": draw(st.sampled_from(["", "US", "FR", "GB", "FI"])),
            }
            for _ in range(draw(st.integers(0, 1)))
        ],
        "assignments": [
            {"assignment": assignment, **draw(_engagement(anchor, hosts))}
            for assignment in draw(st.sampled_from([*[ASSIGNMENTS] * 4, ASSIGNMENTS[:1], ()]))
        ],
        "residences": [draw(_dated_residence(anchor)) for _ in range(draw(st.sampled_from([0, 0, 1, 2])))],
        "certificates": [draw(_certificate(anchor, hosts)) for _ in range(draw(st.sampled_from([0, 0, 1, 3])))],
        "clarifications": [draw(_clarification(anchor)) for _ in range(draw(st.sampled_from([0, 0, 1])))],
        "exceptions": [draw(_exception(anchor, hosts)) for _ in range(draw(st.sampled_from([0, 0, 1, 2])))],
    }


@st.composite
def _at_work_in_both_countries(draw: st.DrawFn, anchor: dt.date) -> dict[str, Rows]:
    """Self-employed in the US and France, with about as many days in both."""
    trips = draw(_divided_year(anchor))
    trips += [draw(_trip(anchor, ["FR", "US", "TH", "GP"])) for _ in range(draw(st.integers(0, 2)))]
    facts = {
        "assignment": "x",
        "worker": "self_employed",
        "works_in_both_countries": draw(st.sampled_from([*["yes"] * 8, "no", ""])),
        "fixed_base": draw(st.sampled_from([*["both", "neither"] * 4, "us", "host", ""])),
        "business_in_us": draw(st.sampled_from([*["no"] * 4, "yes", ""])),
    }
    return {"trips": trips, "assignments": [{**draw(_engagement(anchor, ["FR"])), **facts}]}


@st.composite
def _sent_to_the_netherlands(draw: st.DrawFn, anchor: dt.date) -> dict[str, Rows]:
    """An employee who may take a second job there, around a day of work."""
    trips = [draw(_trip(anchor, ["NL", "NL", "DE"])) for _ in range(draw(st.integers(1, 3)))]
    near = draw(st.sampled_from(trips))["first_day"] + dt.timedelta(days=draw(st.integers(-1, 5)))
    facts = {
        "worker": "employee",
        "employer": draw(st.sampled_from(["us", "us", "us", ""])),
        "us_covered_before": draw(_mostly_yes),
        "second_job_first_day": draw(st.sampled_from([near, near, near, None])),
        "expected_last_day": None,
    }
    known = [{**draw(_engagement(anchor, ["NL"])), **facts, "assignment": assignment} for assignment in ASSIGNMENTS]
    return {"trips": trips, "assignments": known}


@st.composite
def _coming_again(draw: st.DrawFn, anchor: dt.date) -> dict[str, Rows]:
    """Short stays in one country under one or two engagements, days, months or years after each other."""
    place = draw(st.sampled_from(REPEATS))
    trips, first = [], anchor
    for _ in range(draw(st.integers(2, 5))):
        last = first + dt.timedelta(days=draw(st.integers(0, 5)))
        trip = {
            "country": draw(st.sampled_from([place, place, place, place, "US", "TH"])),
            "first_day": first,
            "last_day": draw(st.sampled_from([last, last, last, last, None])),
            "activity": draw(st.sampled_from(["work", "work", "work", "non_work"])),
            "assignment": draw(st.sampled_from(["x", "x", "x", "y", ""])),
        }
        trips.append(trip)
        first = last + dt.timedelta(days=draw(st.sampled_from([1, 2, 6, 7, 31, 32, 370, 1800, 1830])))
    end = draw(st.sampled_from([None, None, first, anchor + dt.timedelta(days=draw(st.integers(1820, 1830)))]))
    facts = {
        "worker": draw(st.sampled_from(["employee", "employee", "employee", "self_employed"])),
        "employer": draw(st.sampled_from([*["us"] * 6, "us_own_choice", "host", ""])),
        "business_in_us": "yes",
        "us_covered_before": "yes",
        "health_insurance": "yes",
        "sent_from": "US",
        "host": draw(st.sampled_from(["", place, place])),
        "expected_last_day": end,
    }
    known = [{**draw(_engagement(anchor, [place])), **facts, "assignment": assignment} for assignment in ASSIGNMENTS]
    exceptions = [draw(_exception(anchor, [place])) for _ in range(draw(st.sampled_from([0, 0, 0, 1])))]
    return {"trips": trips, "assignments": known, "exceptions": exceptions}


@st.composite
def _under_two_texts(draw: st.DrawFn, anchor: dt.date) -> dict[str, Rows]:
    """Self-employed where official texts give different rules, mostly with all facts on which they part."""
    place = draw(st.sampled_from(TWO_TEXTS))
    facts = {
        "worker": draw(st.sampled_from([*["self_employed"] * 5, "employee"])),
        "residence": draw(st.sampled_from(["US", "US", place, place, "TH", "NO", ""])),
        "business_in_us": draw(st.sampled_from(["yes", "yes", "yes", "no", "no", ""])),
    }
    known = [{**draw(_engagement(anchor, [place])), **facts, "assignment": assignment} for assignment in ASSIGNMENTS]
    return {
        "trips": [draw(_trip(anchor, [place])) for _ in range(draw(st.integers(1, 3)))],
        "assignments": known,
        "certificates": [draw(_certificate(anchor, [place])) for _ in range(draw(st.sampled_from([0, 0, 0, 1])))],
        "exceptions": [draw(_exception(anchor, [place])) for _ in range(draw(st.sampled_from([0, 0, 1])))],
    }


@st.composite
def _with_papers_of_both_sides(draw: st.DrawFn, anchor: dt.date) -> dict[str, Rows]:
    """Work in one country with certificates of the US, of the host and of neither on some of its days."""
    place = draw(st.sampled_from(["GB", "DE", "FR", "AU", "RO"]))
    trips = [draw(_trip(anchor, [place, place, place, "US", "TH"])) for _ in range(draw(st.integers(1, 3)))]
    return {
        "trips": trips,
        "assignments": [{"assignment": name, **draw(_engagement(anchor, [place]))} for name in ASSIGNMENTS],
        "certificates": [draw(_certificate(anchor, [place])) for _ in range(draw(st.integers(1, 4)))],
        "clarifications": [draw(_clarification(anchor)) for _ in range(draw(st.integers(0, 1)))],
    }


@st.composite
def _living_elsewhere(draw: st.DrawFn, anchor: dt.date) -> dict[str, Rows]:
    """Self-employed where residence decides, and at home in a third country or the host."""
    hosts = draw(st.sampled_from([["GB", "NL"], ["CA"], ["AT", "AU"]]))
    facts = {"worker": "self_employed", "residence": draw(st.sampled_from(["TH", "TH", "TH", "GB"]))}
    return {
        "trips": [draw(_trip(anchor, [*hosts, "IM"])) for _ in range(draw(st.integers(1, 3)))],
        "assignments": [
            {**draw(_engagement(anchor, hosts)), **facts, "assignment": assignment} for assignment in ASSIGNMENTS
        ],
        "exceptions": [draw(_exception(anchor, [*hosts, "IM"])) for _ in range(draw(st.integers(0, 2)))],
    }


# Several in each workspace, because reading one costs the most.
PEOPLE = {
    "ann": _anybody,
    "bob": _anybody,
    "cleo": _anybody,
    "dan": _at_work_in_both_countries,
    "eve": _sent_to_the_netherlands,
    "fay": _living_elsewhere,
    "gus": _coming_again,
    "hal": _under_two_texts,
    "ida": _with_papers_of_both_sides,
}


@st.composite
def _trip(draw: st.DrawFn, anchor: dt.date, places: list[str]) -> dict[str, Any]:
    first, last = draw(_span(anchor))
    return {
        "country": draw(st.sampled_from(places)),
        "first_day": first,
        "last_day": draw(st.sampled_from([last, last, last, None])),
        "activity": draw(st.sampled_from(["work", "work", "work", "non_work", "transit"])),
        "assignment": draw(_assignment),
    }


@st.composite
def _divided_year(draw: st.DrawFn, anchor: dt.date) -> Rows:
    """Two stays of half a year each, so that days present just tell, or just do not, where more of them were spent.

    They share the day of travel, follow each other or leave a day between them; such a day and the year's first and
    last ones may be open, or spent on the way.
    """
    new_year = dt.date(anchor.year + draw(st.integers(0, 1)), 1, 1)
    turn = new_year + dt.timedelta(days=draw(st.integers(180, 185)))
    next_first = turn + dt.timedelta(days=draw(st.sampled_from([0, 0, 1, 2, 2])))
    passing = draw(st.sampled_from([new_year, turn + dt.timedelta(days=1)]))
    spans = [
        (new_year + dt.timedelta(days=draw(st.integers(-1, 2))), turn),
        (next_first, new_year + dt.timedelta(days=draw(st.integers(362, 367)))),
        (passing, passing),
    ]
    at_home = {
        "country": draw(st.sampled_from(["US", "US", "PR"])),
        "activity": draw(st.sampled_from(["work", "work", "non_work"])),
        "assignment": "",
    }
    abroad = {
        "country": draw(st.sampled_from(["FR", "FR", "FR", "GP", "YT"])),
        "activity": draw(st.sampled_from(["work", "work", "work", "non_work"])),
        "assignment": "x",
    }
    on_the_way = {
        "country": draw(st.sampled_from(["US", "FR", "TH"])),
        "activity": draw(st.sampled_from(["transit", "transit", "transit", "non_work"])),
        "assignment": "",
    }
    stays = [*draw(st.permutations([at_home, abroad])), on_the_way][: draw(st.integers(2, 3))]
    return [{**stay, "first_day": first, "last_day": last} for stay, (first, last) in zip(stays, spans, strict=False)]


@st.composite
def _engagement(draw: st.DrawFn, anchor: dt.date, hosts: list[str]) -> dict[str, Any]:
    # Ends near the limits of 12, 24 and 60 months as well as near the trips.
    limit = draw(st.sampled_from([0, 365, 731, 1826]))
    end = anchor + dt.timedelta(days=limit + draw(st.integers(0, 90)))
    second_job = anchor + dt.timedelta(days=draw(st.integers(0, 90)))
    return {
        "host": draw(st.sampled_from(["", *hosts])),
        "worker": draw(st.sampled_from([*["self_employed", "employee"] * 4, ""])),
        "employer": draw(st.sampled_from([*["us"] * 5, *EMPLOYERS, ""])),
        "temporary": draw(st.sampled_from(["", "", "yes", "yes", "yes", "no"])),
        "residence": draw(st.sampled_from(["", "US", "US", "FR", "TH", "IM"])),
        "expected_last_day": draw(st.sampled_from([None, end, end])),
        "sent_from": draw(st.sampled_from(["US", "US", "TH", ""])),
        "us_covered_before": draw(_mostly_yes),
        "business_in_us": draw(_mostly_yes),
        "works_in_both_countries": draw(_mostly_yes),
        "fixed_base": draw(st.sampled_from(["both", "neither", "both", "neither", "us", "host", ""])),
        "second_job_first_day": draw(st.sampled_from([None, second_job])),
        "health_insurance": draw(_mostly_yes),
        "election": draw(st.sampled_from(["", "us", "host"])),
    }


@st.composite
def _dated_residence(draw: st.DrawFn, anchor: dt.date) -> dict[str, Any]:
    first, last = draw(_span(anchor))
    country = draw(st.sampled_from(["US", "FR", "ES", "BE"]))
    return {"country": country, "first_day": first, "last_day": draw(st.sampled_from([last, None]))}


@st.composite
def _certificate(draw: st.DrawFn, anchor: dt.date, hosts: list[str]) -> dict[str, Any]:
    first, last = draw(_span(anchor))
    host = draw(st.sampled_from(hosts))
    return {
        "issuer": draw(st.sampled_from(["", "US", "US", "PR", host, host, host, "SE"])),
        "host": host,
        "assignment": draw(_assignment),
        "first_day": first,
        "last_day": draw(st.sampled_from([last, None])),
        "state": draw(st.sampled_from(["issued", "issued", "delivered", "submitted", "submitted", "refused", "draft"])),
        "issued_on": draw(st.sampled_from([None, anchor, anchor + dt.timedelta(days=3)])),
    }


@st.composite
def _clarification(draw: st.DrawFn, anchor: dt.date) -> dict[str, Any]:
    first, last = draw(_span(anchor, 120))
    named = draw(_assignment)
    return {
        "assignment": named,
        "first_day": None if named else first,
        "last_day": None if named else last,
        "clarified_on": anchor + dt.timedelta(days=draw(st.integers(0, 60))),
        "by": "SSA",
    }


@st.composite
def _exception(draw: st.DrawFn, anchor: dt.date, hosts: list[str]) -> dict[str, Any]:
    # Ends near the trips as well as past every limit.
    return {
        "assignment": draw(st.sampled_from(ASSIGNMENTS)),
        "host": draw(st.sampled_from(hosts)),
        "until": anchor + dt.timedelta(days=draw(st.one_of(st.integers(0, 90), st.integers(0, 3000)))),
        "granted_on": anchor,
    }


@st.composite
def _verification(draw: st.DrawFn, anchor: dt.date) -> dict[str, Any]:
    return {
        "host": draw(st.sampled_from(["RO", "RO", "DE"])),
        "provision": draw(st.sampled_from(["", *CHECKED])),
        "in_force_from": draw(st.sampled_from([None, anchor + dt.timedelta(days=10)])),
        "checked_on": anchor,
        "source": "SSA",
    }
