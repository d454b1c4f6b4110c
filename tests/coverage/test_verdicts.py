"""Verdicts as a whole: around every date of the law, in the order of reasons, in rows that never lie."""

from __future__ import annotations

import datetime as dt
import tomllib
from pathlib import Path
from typing import Any

import pytest

import tracker
from tests import oracle
from tests.scenario_files import plain_rows, text_tables
from tracker.itinerary import workspace_from_text
from tracker.paths import data_folder

AS_OF = dt.date(2026, 6, 1)
ONE_DAY = dt.timedelta(days=1)
ALL_KNOWN = {
    "employer": "us",
    "us_covered_before": "yes",
    "business_in_us": "yes",
    "works_in_both_countries": "no",
    "health_insurance": "yes",
    "sent_from": "US",
    "residence": "US",
    "election": "us",
}
LAW_FILES = sorted((data_folder() / "agreements").glob("*.toml"))


def _analysis(tables: dict[str, Any], as_of: dt.date = AS_OF, **settings: Any) -> tracker.Analysis:
    return tracker.analyze(workspace_from_text(text_tables(tables)), tracker.load_rules(), as_of=as_of, **settings)


def _rows(tables: dict[str, Any], *columns: str, **settings: Any) -> list[tuple[Any, ...]]:
    return [tuple(row[c] for c in columns) for row in plain_rows(_analysis(tables, **settings).coverage)]


def _work(country: str, first: str, last: str, **more: str) -> dict[str, str]:
    named = {"trip": f"{country}{first}{more.get('assignment', '')}", "traveler": "me", "assignment": "x"}
    return named | {"country": country, "first_day": first, "last_day": last} | more


def _engaged(*trips: dict[str, str], **facts: str) -> dict[str, Any]:
    engagement = ALL_KNOWN | {"assignment": "x", "traveler": "me", "worker": "self_employed"} | facts
    return {"trips": list(trips), "assignments": [engagement]}


def _certificate(**cells: str) -> dict[str, str]:
    usual = {"certificate": "c", "traveler": "me", "host": "FR", "first_day": "2024-03-01", "state": "issued"}
    return usual | cells


# Every date of the law -----------------------------------------------------------------------------------------------


def _dates_of(file: Path) -> tuple[dt.date, set[dt.date]]:
    """The agreement's start, and every day on which anything in the file starts or ends."""
    law = tomllib.loads(file.read_text(encoding="utf-8"))
    start = law["start"]["first_day"]
    parts = [*law["instruments"], *law["provisions"], *law.get("understandings", [])]
    named = {part[key] for part in parts for key in ("first_day", "last_day") if key in part}
    return start, named | {start}


@pytest.mark.parametrize("file", LAW_FILES, ids=lambda file: file.stem)
def test_around_every_date_of_the_law(file: Path) -> None:
    """The day before, on and after, alone and as one trip: the engine says what the day-by-day oracle says."""
    partner = file.stem.upper()
    start, dates = _dates_of(file)
    tables: dict[str, list[dict[str, Any]]] = {"trips": [], "travelers": [], "assignments": []}
    for date in sorted(dates):
        spans = {f"{n:+d}": (date + n * ONE_DAY, date + n * ONE_DAY) for n in (-1, 0, 1)}
        spans["all"] = (date - ONE_DAY, date + ONE_DAY)
        for worker in ("employee", "self_employed"):
            for name, (first, last) in spans.items():
                traveler = f"{worker} {date} {name}"
                tables["travelers"].append({"traveler": traveler, "nationalities": "US"})
                tables["trips"].append(
                    {
                        "trip": traveler,
                        "traveler": traveler,
                        "country": partner,
                        "first_day": first,
                        "last_day": last,
                        "assignment": "x",
                    }
                )
                known = {"assignment": "x", "traveler": traveler, "worker": worker, "expected_last_day": last}
                tables["assignments"].append(ALL_KNOWN | known)
    rules, workspace = tracker.load_rules(), workspace_from_text(text_tables(tables))
    analysis = tracker.analyze(workspace, rules, as_of=AS_OF)
    clean = {name: plain_rows(frame) for name, frame in workspace.tables().items()}
    answer = oracle.decide(clean, rules, AS_OF)
    found = plain_rows(analysis.coverage[list(oracle.COLUMNS["coverage"])])
    assert found == answer.coverage
    assert plain_rows(analysis.segments) == answer.segments
    assert plain_rows(analysis.periods) == answer.periods
    for worker in ("employee", "self_employed"):
        around = [row["verdict"] for row in found if row["traveler"] == f"{worker} {start} all"]
        assert len(around) == 2, "the verdict changes on the first day of the agreement"
        assert around[0] == "would_not_cover"
        expected = "would_cover" if rules.agreements[partner].start.confirmed else "unclear"
        assert around[1] in (expected, "unclear")


# One reason per row, in order ----------------------------------------------------------------------------------------

RO_BEFORE, RO_AFTER = ("2026-08-30", "2026-08-31"), ("2026-09-01", "2026-09-02")


@pytest.mark.parametrize(
    ("country", "days", "reason"),
    [
        ("TH", ("2024-03-01", "2024-03-02"), "no_agreement"),
        ("MX", ("2024-03-01", "2024-03-02"), "no_agreement"),
        ("GL", ("2024-03-01", "2024-03-02"), "no_agreement"),
        ("HK", ("2024-03-01", "2024-03-02"), "no_agreement"),
        ("FR", ("1988-06-29", "1988-06-30"), "agreement_not_in_force"),
        ("RE", ("1988-06-29", "1988-06-30"), "agreement_not_in_force"),
        ("RO", RO_BEFORE, "agreement_not_in_force"),
        ("RO", RO_AFTER, "agreement_unverified"),
        ("FR", ("2024-03-01", "2024-03-02"), "us_coverage_assigned"),
        ("RE", ("2024-03-01", "2024-03-02"), "us_coverage_assigned"),
        ("YT", ("2024-03-01", "2024-03-02"), "rule_unverified"),
        ("NO", ("2003-08-30", "2003-08-31"), "us_coverage_assigned"),
    ],
)
def test_where_an_agreement_is_in_force(country: str, days: tuple[str, str], reason: str) -> None:
    assert _rows(_engaged(_work(country, *days)), "reason") == [(reason,)]


@pytest.mark.parametrize(
    ("country", "days", "reason"),
    [
        ("TH", ("2024-03-01", "2024-03-02"), "no_agreement"),
        ("FR", ("1988-06-29", "1988-06-30"), "agreement_not_in_force"),
        ("RO", RO_BEFORE, "agreement_not_in_force"),
        ("RO", RO_AFTER, "certificate_on_file"),
        ("FR", ("2024-03-01", "2024-03-02"), "certificate_on_file"),
        ("YT", ("2024-03-01", "2024-03-02"), "certificate_on_file"),
    ],
)
def test_a_certificate_covers_only_where_an_agreement_is_or_may_be_in_force(
    country: str, days: tuple[str, str], reason: str
) -> None:
    tables = _engaged(_work(country, *days))
    tables["certificates"] = [_certificate(host=country, first_day="1980-01-01")]
    covered = reason == "certificate_on_file"
    assert _rows(tables, "reason", "certificate") == [(reason, "c" if covered else "")]


def test_a_certificate_covers_whatever_the_rule_says_and_the_rule_is_still_named() -> None:
    tables = _engaged(_work("FR", "2024-03-01", "2024-03-05"), business_in_us="no")
    tables["certificates"] = [_certificate(first_day="2024-03-03")]
    assert _rows(tables, "days", "verdict", "reason", "provision", "certificate") == [
        (2, "would_not_cover", "host_coverage_assigned", "FR.self_employed.transfer", ""),
        (3, "covered", "certificate_on_file", "FR.self_employed.transfer", "c"),
    ]


def test_on_a_day_in_two_countries_a_certificate_covers_its_own_host() -> None:
    tables = _engaged(_work("FR", "2024-03-01", "2024-03-03"), _work("DE", "2024-03-02", "2024-03-02"))
    tables["certificates"] = [_certificate()]
    assert _rows(tables, "host", "days", "reason", "provision") == [
        ("FR", 3, "certificate_on_file", "FR.self_employed.transfer"),
        ("DE", 1, "several_countries_same_day", ""),
    ]


def test_several_countries_come_after_no_agreement_and_before_the_rules() -> None:
    tables = _engaged(
        _work("FR", "2024-03-01", "2024-03-03"), _work("TH", "2024-03-02", "2024-03-02"), business_in_us="no"
    )
    assert _rows(tables, "host", "first_day", "reason") == [
        ("FR", dt.date(2024, 3, 1), "host_coverage_assigned"),
        ("FR", dt.date(2024, 3, 2), "several_countries_same_day"),
        ("TH", dt.date(2024, 3, 2), "no_agreement"),
        ("FR", dt.date(2024, 3, 3), "host_coverage_assigned"),
    ]


def test_work_at_home_on_the_same_day_makes_two_countries_but_gets_no_row() -> None:
    tables = _engaged(_work("FR", "2024-03-01", "2024-03-03"), _work("US", "2024-03-03", "2024-03-04"))
    tables["trips"][1]["first_day"] = "2024-03-02"  # two shared days: no handover
    assert _rows(tables, "host", "days", "reason") == [
        ("FR", 1, "us_coverage_assigned"),
        ("FR", 2, "several_countries_same_day"),
        ("", 1, "us_work"),
    ]


def test_other_periods_and_territories_count_as_countries_of_the_day() -> None:
    one = _work("GB", "2024-03-01", "2024-03-03")
    other = _work("IM", "2024-03-02", "2024-03-02", assignment="y")
    tables = _engaged(one, other)
    tables["assignments"].append(tables["assignments"][0] | {"assignment": "y"})
    assert _rows(tables, "period", "host", "reason") == [
        (1, "GB", "us_coverage_assigned"),
        (1, "GB", "several_countries_same_day"),
        (2, "IM", "several_countries_same_day"),
        (1, "GB", "us_coverage_assigned"),
    ]


def test_rest_abroad_on_a_work_day_changes_nothing() -> None:
    tables = _engaged(
        _work("FR", "2024-03-01", "2024-03-03"), _work("TH", "2024-03-02", "2024-03-02", activity="non_work")
    )
    assert _rows(tables, "host", "days", "reason") == [("FR", 3, "us_coverage_assigned")]


MISSING_BOTH = "fact_missing:works_in_both_countries"

# Alternatives ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("country", "facts", "reason", "provision"),
    [
        # Finland: residence; by SSA's page also a transfer of up to 12 months, of which SSA's manual says nothing
        ("FI", {"residence": "US", "business_in_us": "no"}, "us_coverage_assigned", "residence"),
        ("FI", {"residence": "US", "business_in_us": ""}, "us_coverage_assigned", "residence"),
        ("FI", {"residence": "FI", "business_in_us": "yes"}, "official_sources_disagree", "transfer"),
        ("FI", {"residence": "FI", "business_in_us": "no"}, "host_coverage_assigned", "residence"),
        ("FI", {"residence": "", "business_in_us": "no"}, "fact_missing:residence", "residence"),
        ("FI", {"residence": "FI", "business_in_us": ""}, "fact_missing:business_in_us", "transfer"),
        ("FI", {"residence": "FI", "expected_last_day": "2025-03-01"}, "host_coverage_assigned", "residence"),
        # Spain: the same, with five years
        ("ES", {"residence": "US", "business_in_us": "no"}, "us_coverage_assigned", "residence"),
        ("ES", {"residence": "ES", "business_in_us": "yes"}, "official_sources_disagree", "transfer"),
        ("ES", {"residence": "FR", "business_in_us": "yes"}, "official_sources_disagree", "transfer"),
        ("ES", {"residence": "FR", "business_in_us": "no"}, "special_exception_needed", "residence"),
        ("ES", {"residence": "ES", "business_in_us": "no"}, "host_coverage_assigned", "residence"),
        ("ES", {"residence": "", "business_in_us": "yes"}, "fact_missing:residence", "residence"),
        # Belgium: a transfer, or residence for those who work in both countries
        ("BE", {"residence": "BE", "business_in_us": "yes"}, "us_coverage_assigned", "transfer"),
        ("BE", {"business_in_us": "no", "works_in_both_countries": "yes"}, "us_coverage_assigned", "residence"),
        ("BE", {"business_in_us": "no", "works_in_both_countries": "no"}, "host_coverage_assigned", "transfer"),
        ("BE", {"business_in_us": "no", "works_in_both_countries": ""}, MISSING_BOTH, "residence"),
    ],
)  # fmt: skip
def test_of_two_alternatives_the_one_that_gets_furthest_wins(
    country: str, facts: dict[str, str], reason: str, provision: str
) -> None:
    tables = _engaged(_work(country, "2024-03-01", "2024-03-02"), **facts)
    assert _rows(tables, "reason", "provision") == [(reason, f"{country}.self_employed.{provision}")]


@pytest.mark.parametrize(
    ("checked", "reason"),
    [
        (("BR.self_employed.transfer",), "us_coverage_assigned"),
        (("BR.self_employed.residence",), "host_coverage_assigned"),
        (("BR.self_employed.transfer", "BR.self_employed.residence"), "official_sources_disagree"),
        ((), "official_sources_disagree"),
    ],
    ids=["manual", "page", "both", "none"],
)
def test_the_text_that_the_user_checked_decides(checked: tuple[str, ...], reason: str) -> None:
    tables = _engaged(_work("BR", "2024-03-01", "2024-03-02"), residence="BR")
    tables["verifications"] = [
        {"host": "BR", "provision": provision, "checked_on": "2026-01-01", "source": "SSA"} for provision in checked
    ]
    assert _rows(tables, "reason") == [(reason,)]


def test_without_a_worker_no_rule_can_be_named() -> None:
    tables = _engaged(_work("FR", "2024-03-01", "2024-03-02"), worker="")
    assert _rows(tables, "verdict", "reason", "provision") == [("unclear", "fact_missing:worker", "")]


# Rows ----------------------------------------------------------------------------------------------------------------


def test_rows_are_sorted_by_traveler_first_day_host_and_period() -> None:
    tables = _engaged(
        _work("TH", "2024-03-01", "2024-03-01"),
        _work("FR", "2024-03-01", "2024-03-01"),
        _work("FR", "2024-03-01", "2024-03-01", assignment="", trip="loose"),
        _work("FR", "2024-03-01", "2024-03-01", traveler="ann", trip="ann"),
    )
    assert _rows(tables, "traveler", "host", "period") == [
        ("ann", "FR", 1),
        ("me", "FR", 1),
        ("me", "FR", 2),
        ("me", "TH", 2),
    ]


def test_a_row_never_spans_a_day_off_its_host() -> None:
    tables = _engaged(_work("FR", "2024-03-01", "2024-03-02"), _work("FR", "2024-03-04", "2024-03-05"))
    assert _rows(tables, "host", "days", "reason") == [
        ("FR", 2, "us_coverage_assigned"),
        ("", 1, "nothing_logged"),
        ("FR", 2, "us_coverage_assigned"),
    ]


def test_touching_and_overlapping_trips_of_a_period_are_one_row() -> None:
    tables = _engaged(
        _work("FR", "2024-03-01", "2024-03-05"),
        _work("FR", "2024-03-04", "2024-03-08"),
        _work("FR", "2024-03-09", "2024-03-09"),
    )
    assert _rows(tables, "days") == [(9,)]


def test_rest_in_different_countries_is_one_row() -> None:
    tables = _engaged(
        _work("FR", "2024-03-01", "2024-03-02", activity="non_work"),
        _work("TH", "2024-03-03", "2024-03-04", activity="transit"),
        _work("US", "2024-03-05", "2024-03-06"),
        _work("PR", "2024-03-07", "2024-03-08"),
    )
    tables["trips"][3]["country"] = "Puerto Rico"
    assert _rows(tables, "period", "host", "days", "verdict", "reason", "mixed") == [
        (None, "", 4, "not_needed", "no_work", "no"),
        (None, "", 4, "not_needed", "us_work", "no"),
    ]


def test_a_mixed_case_marks_its_rows_and_changes_no_verdict() -> None:
    alone = _engaged(_work("FR", "2024-03-01", "2024-03-05"))
    mixed = _engaged(_work("FR", "2024-03-01", "2024-03-05"), _work("TH", "2024-03-08", "2024-03-08"))
    assert _rows(alone, "verdict", "mixed") == [("would_cover", "no")]
    assert _rows(mixed, "host", "verdict", "mixed") == [
        ("FR", "would_cover", "yes"),
        ("", "unlogged", "no"),
        ("TH", "would_not_cover", "yes"),
    ]


def test_every_day_of_every_segment_is_accounted_for() -> None:
    tables = _engaged(
        _work("FR", "2024-02-27", "2024-03-05"),
        _work("DE", "2024-03-05", "2024-03-08"),
        _work("US", "2024-03-07", "2024-03-20"),
        _work("TH", "2024-03-25", "2024-03-26", activity="non_work"),
    )
    analysis = _analysis(tables)
    listed = {
        first + n * ONE_DAY
        for first, days in zip(analysis.coverage["first_day"], analysis.coverage["days"], strict=True)
        for n in range(days)
    }
    assert len(listed) == analysis.segments["days"].sum()


def test_an_ongoing_trip_is_never_given_an_end() -> None:
    tables = _engaged(_work("FR", "2026-05-30", ""))
    assert _rows(tables, "first_day", "last_day") == [(dt.date(2026, 5, 30), AS_OF)]
    assert _analysis(tables).workspace.trips["last_day"].isna().all()
