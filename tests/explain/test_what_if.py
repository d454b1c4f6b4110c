"""What is promised comes true: every change is entered by hand into the tables, and the whole is judged again."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

import tracker
from tests.explain.test_day import DAY
from tests.scenario_files import text_tables
from tests.strategies import workspaces
from tests.test_samples import AS_OF, FOLDER, NAMES
from tests.ui.test_case_view import GERMANY, TRANSFER, analyzed, trip
from tracker.exchange.text import as_text
from tracker.explain import Explanation, WhatIf, explain, what_would_change
from tracker.explain.model import Change
from tracker.explain.what_if import MOST_TRIED
from tracker.itinerary import workspace_from_text

Tables = dict[str, list[dict[str, str]]]
NEW = "promised"


def entered(change: Change, analysis: tracker.Analysis, explained: Explanation) -> Tables:
    """The tables of text with the change written into them, as a user would."""
    tables: Tables = {name: as_text(table).to_dict("records") for name, table in analysis.workspace.tables().items()}
    [answer] = [a for a in explained.answers if (a.host, a.assignment) == (change.host, change.assignment)]
    loose = change.table in ("assignments", "exceptions") and not change.subject
    if loose:
        of_trip = analysis.period_of_trip
        mine = of_trip[(of_trip["traveler"] == explained.traveler) & (of_trip["period"] == answer.period)]
        for row in tables["trips"]:
            if row["trip"] in set(mine["trip"]):
                row["assignment"] = NEW
        worker = analysis.settings.worker or "self_employed"
        tables["assignments"].append({"assignment": NEW, "traveler": explained.traveler, "worker": worker})
    match change.table:
        case "assignments":
            row = row_of(tables, "assignments", assignment=change.subject or NEW, traveler=explained.traveler)
            if change.column == "expected_last_day" and not row.get("host"):
                row["host"] = change.host
            row[change.column] = change.value
        case "travelers":
            row_of(tables, "travelers", traveler=change.subject)[change.column] = change.value
        case "trips":
            row_of(tables, "trips", trip=change.subject)[change.column] = change.value
        case "certificates":
            tables["certificates"] = [row for row in tables["certificates"] if row["certificate"] != change.subject]
        case "exceptions":
            granted = {"assignment": change.subject or NEW, "host": change.host, "granted_on": "2026-01-01"}
            tables["exceptions"].append(granted | {"until": change.value})
        case "verifications":
            host = tracker.rules.tables.Law(analysis.rules).jurisdiction(change.host)
            check = {"host": host, "checked_on": str(analysis.settings.as_of), "source": "SSA"}
            tables["verifications"].append(check | {change.column: change.value})
    return tables


def row_of(tables: Tables, table: str, **key: str) -> dict[str, str]:
    """The row with this key; added where there is none."""
    found = [row for row in tables[table] if key.items() <= row.items()]
    if not found:
        tables[table].append(dict(key))
        return tables[table][-1]
    return found[0]


def outcome(analysis: tracker.Analysis, explained: Explanation, change: Change) -> tuple[str, str]:
    """What the host's work of that engagement is on the day; what the day is where no foreign work is left."""
    named = change.assignment
    if any(analysis.workspace.trips["assignment"] == NEW) and not named:
        named = NEW
    again = explain(analysis, explained.traveler, explained.day)
    for answer in again.answers:
        if (answer.host, answer.assignment) == (change.host, named):
            return str(answer.verdict), answer.reason
    return ("not_needed", "no_work") if again.verdict is None else (str(again.verdict), again.reason)


def comes_true(analysis: tracker.Analysis, traveler: str, day: dt.date) -> WhatIf:
    explained = explain(analysis, traveler, day)
    what_if = what_would_change(analysis, explained)
    asked = analysis.settings
    for change in what_if.changes:
        again = tracker.analyze(
            workspace_from_text(text_tables(entered(change, analysis, explained))),
            analysis.rules,
            as_of=asked.as_of,
            join_gap_days=asked.join_gap_days,
            worker=asked.worker,
            residence=asked.residence,
        )
        assert outcome(again, explained, change) == (str(change.verdict), change.reason), change
    before = {(answer.host, answer.assignment): (answer.verdict, answer.reason) for answer in explained.answers}
    assert all((c.verdict, c.reason) != before[c.host, c.assignment] for c in what_if.changes)
    assert what_if.tried <= MOST_TRIED
    assert what_if.remarks
    return what_if


def test_promises_about_the_samples_come_true() -> None:
    seen: set[str] = set()
    for name in NAMES:
        analysis = tracker.analyze(tracker.read_workspace(FOLDER / name), tracker.load_rules(), as_of=AS_OF)
        for row in analysis.coverage.drop_duplicates("reason").itertuples():
            if row.reason not in seen:  # each answer anew asks the engine some twenty times
                comes_true(analysis, str(row.traveler), row.first_day.date())
                seen.add(str(row.reason))
    assert len(seen) > 5


@settings(max_examples=2, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(workspaces())
def test_promises_about_any_workspace_come_true(
    case: tuple[dict[str, list[dict[str, Any]]], dt.date, dict[str, Any]],
) -> None:
    tables, as_of, options = case
    analysis = tracker.analyze(workspace_from_text(text_tables(tables)), tracker.load_rules(), as_of=as_of, **options)
    abroad = analysis.coverage[analysis.coverage["host"] != ""]
    for row in abroad.drop_duplicates("reason").head(2).itertuples():
        comes_true(analysis, str(row.traveler), row.first_day.date())


def found(analysis: tracker.Analysis, day: dt.date = DAY) -> set[tuple[str, str, str, str]]:
    what_if = comes_true(analysis, "me", day)
    return {(change.column, change.value, str(change.verdict), change.reason) for change in what_if.changes}


def test_a_missing_fact_can_go_both_ways() -> None:
    changes = found(analyzed([GERMANY], assignments=[TRANSFER | {"business_in_us": ""}]))
    assert ("business_in_us", "yes", "would_cover", "us_coverage_assigned") in changes
    assert ("business_in_us", "no", "would_not_cover", "host_coverage_assigned") in changes


def test_loose_trips_are_asked_about_like_an_engagement() -> None:
    changes = found(analyzed([trip("DE", "2026-01-03", "2026-03-01")]))
    assert ("business_in_us", "yes", "would_cover", "us_coverage_assigned") in changes
    assert ("worker", "employee", "unclear", "fact_missing:employer") in changes


def test_residence_is_tried_in_the_us_in_the_host_and_elsewhere() -> None:
    changes = found(analyzed([trip("GB", "2026-01-03", "2026-03-01")]))
    assert {(value, reason) for column, value, _, reason in changes if column == "residence"} == {
        ("US", "us_coverage_assigned"),
        ("GB", "host_coverage_assigned"),
        ("CA", "special_exception_needed"),
    }


def test_nationality_is_tried_alone_together_and_elsewhere() -> None:
    changes = found(analyzed([trip("IT", "2026-01-03", "2026-03-01")]))
    assert {(value, reason) for column, value, _, reason in changes if column == "nationalities"} == {
        ("US", "us_coverage_assigned"),
        ("IT", "election_needed"),
        ("US+IT", "election_needed"),
        ("CA", "host_coverage_assigned"),
    }


def test_the_expected_end_is_tried_on_both_sides_of_the_limit() -> None:
    row = TRANSFER | {"host": "DE", "expected_last_day": "2032-01-01"}
    over = found(analyzed([GERMANY], assignments=[row]))
    assert ("expected_last_day", "2031-01-02", "would_cover", "us_coverage_assigned") in over
    assert ("until", "2032-01-01", "would_cover", "us_coverage_assigned") in over
    assert not [value for column, value, *_ in over if (column, value) == ("expected_last_day", "2031-01-03")]
    within = found(analyzed([GERMANY], assignments=[row | {"expected_last_day": "2026-03-01"}]))
    assert ("expected_last_day", "2031-01-03", "would_not_cover", "over_limit") in within


def test_a_second_job_ends_coverage_from_its_day() -> None:
    row = {
        "assignment": "a",
        "traveler": "me",
        "worker": "employee",
        "employer": "us",
        "us_covered_before": "yes",
        "host": "NL",
        "expected_last_day": "2026-03-01",
    }
    netherlands = trip("NL", "2026-01-03", "2026-03-01", assignment="a")
    without = found(analyzed([netherlands], assignments=[row]))
    assert ("second_job_first_day", "2026-01-20", "would_not_cover", "host_coverage_assigned") in without
    with_one = found(analyzed([netherlands], assignments=[row | {"second_job_first_day": "2026-01-10"}]))
    assert ("second_job_first_day", "2026-01-21", "would_cover", "us_coverage_assigned") in with_one


def test_each_trip_of_a_day_with_several_countries_is_tried_as_no_work() -> None:
    trips = [
        trip("FR", "2026-01-03", "2026-03-01", trip="t1"),
        trip("TH", "2026-01-20", "2026-01-20", trip="t2"),
    ]
    analysis = analyzed(trips)
    what_if = comes_true(analysis, "me", DAY)
    assert {(change.subject, change.host, change.reason) for change in what_if.changes} == {
        ("t1", "FR", "no_work"),
        ("t2", "FR", "fact_missing:business_in_us"),
    }
    assert any(remark.startswith("Thailand: no fact") for remark in what_if.remarks)


def test_without_an_agreement_nothing_helps_and_nothing_is_tried() -> None:
    what_if = comes_true(analyzed([trip("TH", "2026-01-03", "2026-03-01")]), "me", DAY)
    assert (what_if.changes, what_if.tried) == ((), 0)
    assert "Thailand: no fact about you or your work would change it" in what_if.remarks[0]


def test_a_covered_day_says_what_it_would_be_without_its_certificate() -> None:
    held = {"certificate": "C1", "traveler": "me", "host": "DE", "first_day": "2026-01-01", "state": "issued"}
    changes = found(analyzed([GERMANY], assignments=[TRANSFER], certificates=[held]))
    assert changes == {("certificate", "", "would_cover", "us_coverage_assigned")}


def test_an_own_check_is_tried_where_a_source_is_missing_or_two_disagree() -> None:
    spain = trip("ES", "2026-01-03", "2026-03-01", assignment="a")
    changes = found(analyzed([spain], assignments=[TRANSFER | {"host": "ES", "residence": "ES"}]))
    assert ("provision", "ES.self_employed.transfer", "would_cover", "us_coverage_assigned") in changes
    romania = found(analyzed([trip("RO", "2026-09-01", "2026-09-30")]), dt.date(2026, 9, 10))
    assert {(column, value) for column, value, *_ in romania} == {("in_force_from", "2026-09-01")}


def test_new_facts_are_tried_and_no_certificate_is_promised() -> None:
    job = {"assignment": "a", "traveler": "me", "worker": "employee", "us_covered_before": "yes", "sent_from": "US"}
    own_choice = found(analyzed([GERMANY], assignments=[job | {"employer": "us_own_choice"}]))
    assert ("employer", "us", "would_cover", "us_coverage_assigned") in own_choice
    sent = found(analyzed([GERMANY], assignments=[job | {"employer": "us", "temporary": "yes"}]))
    assert ("employer", "us_own_choice", "unclear", "not_sent_by_employer") in sent
    assert ("temporary", "no", "would_not_cover", "not_temporary") in sent
    for changes in (own_choice, sent):
        assert not {"covered", "covered_by_host"} & {verdict for _, _, verdict, _ in changes}


def test_a_certificate_of_the_host_says_what_the_day_would_be_without_it() -> None:
    held = {"certificate": "C1", "traveler": "me", "host": "DE", "first_day": "2026-01-01", "state": "issued"}
    by_host = found(analyzed([GERMANY], assignments=[TRANSFER], certificates=[held | {"issuer": "DE"}]))
    assert by_host == {("certificate", "", "would_cover", "us_coverage_assigned")}
    both = [held | {"issuer": "DE"}, held | {"certificate": "C2"}]
    assert found(analyzed([GERMANY], assignments=[TRANSFER], certificates=both)) == {
        ("certificate", "", "covered", "certificate_on_file"),
        ("certificate", "", "covered_by_host", "host_certificate_on_file"),
    }


def test_where_no_single_fact_helps_it_is_said_that_several_may() -> None:
    row = {
        "assignment": "a",
        "traveler": "me",
        "host": "FR",
        "worker": "self_employed",
        "works_in_both_countries": "yes",
        "fixed_base": "neither",
        "business_in_us": "no",
    }
    what_if = comes_true(
        analyzed([trip("FR", "2026-01-03", "2026-03-01", assignment="a")], assignments=[row]), "me", DAY
    )
    assert any("together" in remark for remark in what_if.remarks)


@pytest.mark.parametrize(("day", "says"), [("2026-01-02", "no rule was asked"), ("2026-01-09", "Log where you were")])
def test_days_without_foreign_work_have_nothing_to_change(day: str, says: str) -> None:
    analysis = analyzed([trip("US", "2026-01-01", "2026-01-03"), GERMANY | {"first_day": "2026-02-01"}])
    what_if = comes_true(analysis, "me", dt.date.fromisoformat(day))
    assert what_if.tried == 0
    assert says in what_if.remarks[0]


def test_another_travelers_rows_are_never_changed_or_asked() -> None:
    others = [GERMANY | {"traveler": "you", "trip": "y1"}, GERMANY | {"trip": "m1"}]
    mine, yours = TRANSFER | {"business_in_us": ""}, TRANSFER | {"traveler": "you"}
    both = analyzed(others, assignments=[mine, yours])
    alone = analyzed([GERMANY], assignments=[mine])
    assert explain(both, "you", DAY).answers[0].verdict == "would_cover"
    assert what_would_change(both, explain(both, "me", DAY)) == what_would_change(alone, explain(alone, "me", DAY))
