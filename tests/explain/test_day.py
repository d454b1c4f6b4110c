"""An explanation says what the analysis says, for every kind of day, and where each part of it comes from."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings

import tracker
from tests.scenario_files import text_tables
from tests.strategies import workspaces
from tests.test_samples import AS_OF, FOLDER, NAMES
from tests.ui.test_case_view import GERMANY, TRANSFER, analyzed, trip
from tracker.codes import Case, Decision, Origin, Reason, Standing, Status, Verdict
from tracker.errors import BadOption, UnknownTraveler
from tracker.explain import Explanation, explain, travelers
from tracker.explain.model import HostAnswer, as_plain
from tracker.explain.words import sections
from tracker.itinerary import workspace_from_text

DAY = dt.date(2026, 1, 20)
DATED = {"traveler": "me", "country": "GB"}


def on(analysis: tracker.Analysis, day: dt.date = DAY, traveler: str = "me") -> HostAnswer:
    [answer] = explain(analysis, traveler, day).answers
    return answer


def facts(answer: HostAnswer) -> dict[str, tuple[str, Origin]]:
    return {fact.column: (fact.value, fact.origin) for fact in answer.facts}


def agrees(explained: Explanation, analysis: tracker.Analysis) -> None:
    """Holds one explanation to the rows of segments, coverage and periods that contain the day."""

    def of_day(frame: pd.DataFrame) -> pd.DataFrame:
        at = pd.Timestamp(explained.day)
        mine = frame["traveler"] == explained.traveler
        return frame[mine & (frame["first_day"] <= at) & (at <= frame["last_day"])]

    [segment] = of_day(analysis.segments).to_dict("records")
    assert (str(explained.status), "+".join(explained.countries)) == (segment["status"], segment["countries"])
    rows = of_day(analysis.coverage).to_dict("records")
    abroad = [row for row in rows if row["host"]]
    assert [(a.host, a.period, a.verdict, a.reason, a.mixed) for a in explained.answers] == [
        (row["host"], row["period"], row["verdict"], row["reason"], row["mixed"] == "yes") for row in abroad
    ]
    assert [answer.rule.provision if answer.rule else "" for answer in explained.answers] == [
        row["provision"] for row in abroad
    ]
    covering = [[c.certificate for c in answer.certificates if c.covers] for answer in explained.answers]
    assert covering == [[row["certificate"]] if row["certificate"] else [] for row in abroad]
    if abroad:
        assert explained.verdict is None
    else:
        assert [(explained.verdict, explained.reason)] == [(row["verdict"], row["reason"]) for row in rows]
    whole = analysis.periods[analysis.periods["traveler"] == explained.traveler].set_index("period")
    for period in explained.periods:
        row = whole.loc[period.period]
        assert (period.case, period.decision, period.assignment) == (row["case"], row["decision"], row["assignment"])
    assert {answer.period for answer in explained.answers} <= {period.period for period in explained.periods}


def edges(analysis: tracker.Analysis) -> set[tuple[str, dt.date]]:
    """The first, second and last day of every span: an explanation depends on nothing but the spans of its day."""
    found = set()
    for frame in (analysis.segments, analysis.coverage):
        for row in frame.itertuples():
            first, last = row.first_day.date(), row.last_day.date()
            found |= {(str(row.traveler), day) for day in (first, min(first + dt.timedelta(days=1), last), last)}
    return found


@pytest.mark.parametrize("name", NAMES)
def test_the_samples_are_explained_as_they_are_judged(name: str) -> None:
    analysis = tracker.analyze(tracker.read_workspace(FOLDER / name), tracker.load_rules(), as_of=AS_OF)
    for traveler, day in sorted(edges(analysis)):
        agrees(explain(analysis, traveler, day), analysis)


def test_every_day_of_a_month_with_three_countries() -> None:
    analysis = tracker.analyze(tracker.read_workspace(FOLDER / "mixed"), tracker.load_rules(), as_of=AS_OF)
    for day in pd.date_range("2026-05-01", "2026-05-31"):
        agrees(explain(analysis, "mia", day.date()), analysis)


@settings(max_examples=6, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(workspaces())
def test_any_workspace_is_explained_as_it_is_judged(
    case: tuple[dict[str, list[dict[str, Any]]], dt.date, dict[str, Any]],
) -> None:
    tables, as_of, options = case
    workspace = workspace_from_text(text_tables(tables))
    analysis = tracker.analyze(workspace, tracker.load_rules(), as_of=as_of, **options)
    for traveler, day in sorted(edges(analysis))[::3]:
        agrees(explain(analysis, traveler, day), analysis)
    for traveler in travelers(analysis):
        assert explain(analysis, traveler, dt.date(1950, 1, 1)).reason == Reason.NOTHING_LOGGED


# Each part


def test_a_missing_fact_is_named_with_rule_source_and_clock() -> None:
    answer = on(analyzed([GERMANY], assignments=[TRANSFER | {"business_in_us": ""}]))
    assert (answer.verdict, answer.reason) == (Verdict.UNCLEAR, "fact_missing:business_in_us")
    assert answer.sentence.endswith("did you move that business here for a while?")
    rules = tracker.load_rules()
    rule = rules.provision("DE.self_employed.transfer")
    assert answer.rule is not None
    assert (answer.rule.rule, answer.rule.section, answer.rule.verified) == (rule.rule, rule.section, True)
    assert answer.rule.sources == tuple(rules.sources[name] for name in rule.sources)
    assert answer.agreement.standing == Standing.IN_FORCE
    assert answer.agreement.first_day == dt.date(1979, 12, 1)
    assert answer.clock is not None
    assert (answer.clock.first_day, answer.clock.limit_last_day) == (dt.date(2026, 1, 3), dt.date(2031, 1, 2))
    assert facts(answer) == {
        "worker": ("self_employed", Origin.ASSIGNMENT),
        "temporary": ("", Origin.UNKNOWN),
        "business_in_us": ("", Origin.UNKNOWN),
        "expected_last_day": ("2026-03-01", Origin.LAST_WORK_DAY),
    }


def test_a_country_without_an_agreement_asks_no_rule() -> None:
    answer = on(analyzed([trip("TH", "2026-01-03", "2026-03-01")]))
    assert (answer.verdict, answer.reason) == (Verdict.WOULD_NOT_COVER, "no_agreement")
    assert (answer.agreement.standing, answer.agreement.first_day) == (Standing.NONE, None)
    assert (answer.rule, answer.clock, answer.facts) == (None, None, ())
    assert [source.href for source in answer.agreement.sources]


def test_an_agreement_that_is_only_reported_until_the_users_own_check() -> None:
    romania = [trip("RO", "2026-08-20", "2026-09-20")]
    before, after = dt.date(2026, 8, 31), dt.date(2026, 9, 1)
    reported = analyzed(romania)
    assert on(reported, before).agreement.standing == Standing.NOT_YET
    assert on(reported, after).agreement.standing == Standing.REPORTED
    check = {"host": "RO", "in_force_from": "2026-08-25", "checked_on": "2026-10-01", "source": "letter"}
    checked = on(analyzed(romania, verifications=[check]), before)
    assert (checked.agreement.standing, checked.agreement.first_day) == (Standing.IN_FORCE, dt.date(2026, 8, 25))
    assert checked.agreement.own_check is not None
    assert (checked.agreement.own_check.checked_on, checked.agreement.own_check.source) == (
        dt.date(2026, 10, 1),
        "letter",
    )


def test_a_rule_that_the_user_verified_says_so() -> None:
    romania = trip("RO", "2026-09-03", "2026-10-31", assignment="a")
    start = {"host": "RO", "in_force_from": "2026-09-01", "checked_on": "2026-08-01", "source": "SSA's page"}
    check = {"host": "RO", "provision": "RO.self_employed.transfer", "checked_on": "2026-08-01", "source": "SSA, phone"}
    day, job = dt.date(2026, 9, 10), TRANSFER | {"host": "RO", "expected_last_day": "2026-10-31"}
    alone = on(analyzed([romania], assignments=[job], verifications=[start]), day)
    assert (alone.reason, alone.rule and alone.rule.verified) == ("rule_unverified", False)
    verified = on(analyzed([romania], assignments=[job], verifications=[start, check]), day)
    assert verified.verdict == Verdict.WOULD_COVER
    assert verified.rule is not None
    assert verified.rule.verified
    assert verified.rule.own_check is not None
    assert verified.rule.own_check.source == "SSA, phone"


SPAIN = trip("ES", "2026-01-03", "2026-03-01", assignment="a")
LIVES_THERE = TRANSFER | {"host": "ES", "residence": "ES"}


def test_official_texts_that_disagree_are_both_shown_with_their_dates() -> None:
    answer = on(analyzed([SPAIN], assignments=[LIVES_THERE]))
    assert answer.reason == "official_sources_disagree"
    texts = [text for text in tracker.load_rules().agreements["ES"].texts if text.worker == "self_employed"]
    assert len(texts) == 2
    assert [(text.name, text.dated, text.says) for text in answer.texts] == [
        (text.name, text.dated, text.says) for text in texts
    ]
    assert answer.rule is not None
    stated = [answer.rule.texts, *(other.texts for other in answer.other_rules)]
    assert [name for names in stated for name in names] == ["SSA's page on Spain"]  # the manual has no such rule
    [shown] = [section for section in sections(answer) if section.title.startswith("Official texts")]
    assert [line.lead for line in shown.lines] == [*(text.name for text in texts), ""]
    assert "ask SSA" in shown.lines[-1].text


def test_where_one_rule_stands_alone_no_texts_are_shown() -> None:
    assert on(analyzed([GERMANY], assignments=[TRANSFER])).texts == ()


def test_the_hosts_certificate_shows_who_issued_it_and_what_it_decides() -> None:
    held = {"certificate": "C1", "traveler": "me", "host": "DE", "issuer": "DE", "first_day": "2026-01-01"}
    answer = on(analyzed([GERMANY], assignments=[TRANSFER], certificates=[held | {"state": "issued"}]))
    assert answer.verdict == Verdict.COVERED_BY_HOST
    assert [(c.issuer, c.issued_by, c.covers) for c in answer.certificates] == [("host", "Germany", True)]
    [shown] = [section for section in sections(answer) if section.title.startswith("Certificates")]
    assert "issued by Germany" in shown.lines[0].text
    assert "that country's system" in shown.lines[0].text


def test_a_later_stay_under_a_rule_that_was_not_read_says_so() -> None:
    germany = [trip("DE", f"{year}-01-03", f"{year}-03-01", assignment=str(year)) for year in (2024, 2026)]
    job = {"traveler": "me", "worker": "employee", "employer": "us", "us_covered_before": "yes", "temporary": "yes"}
    jobs = [job | {"assignment": str(year), "expected_last_day": f"{year}-03-01"} for year in (2024, 2026)]
    answer = on(analyzed(germany, assignments=jobs))
    assert answer.reason == "rule_unverified"
    assert answer.repeat is not None
    assert not answer.repeat.read
    assert on(analyzed(germany, assignments=jobs), dt.date(2024, 1, 20)).repeat is None


def test_whether_the_work_is_meant_to_end_is_a_fact() -> None:
    answer = on(analyzed([GERMANY], assignments=[TRANSFER | {"temporary": "no"}]))
    assert (answer.reason, facts(answer)["temporary"]) == ("not_temporary", ("no", Origin.ASSIGNMENT))


def test_a_territory_names_the_agreement_that_reaches_it_or_may() -> None:
    answer = on(analyzed([trip("IM", "2026-01-03", "2026-03-01")], travelers=[{"traveler": "me", "residence": "US"}]))
    assert (answer.agreement.partner, answer.agreement.reaches_host) == ("GB", True)
    assert not on(analyzed([trip("YT", "2026-01-03", "2026-03-01")])).agreement.reaches_host


def test_a_certificate_on_file_and_the_ones_that_do_not_cover() -> None:
    held = {"traveler": "me", "host": "DE", "first_day": "2026-01-01"}
    certificates = [
        held | {"certificate": "C1", "state": "delivered"},
        held | {"certificate": "C2", "state": "refused"},
        held | {"certificate": "C3", "state": "issued", "last_day": "2026-01-10"},
        held | {"certificate": "C4", "state": "issued", "host": "FR"},
    ]
    answer = on(analyzed([GERMANY], assignments=[TRANSFER], certificates=certificates))
    assert answer.verdict == Verdict.COVERED
    assert [(c.certificate, c.state, c.covers) for c in answer.certificates] == [
        ("C1", "delivered", True),
        ("C2", "refused", False),
    ]


@pytest.mark.parametrize(
    ("assignment", "tables", "expected"),
    [
        ({"residence": "FR"}, {"travelers": [{"traveler": "me", "residence": "US"}]}, ("FR", Origin.ASSIGNMENT)),
        (
            {},
            {
                "travelers": [{"traveler": "me", "residence": "US"}],
                "residences": [
                    {"traveler": "me", "country": "GB", "first_day": "2026-01-10", "last_day": "2026-01-31"}
                ],
            },
            ("GB", Origin.RESIDENCES),
        ),
        (
            {},
            {
                "travelers": [{"traveler": "me", "residence": "US"}],
                "residences": [DATED | {"first_day": "2026-01-21"}],
            },
            ("US", Origin.TRAVELER),
        ),
        ({}, {}, ("", Origin.UNKNOWN)),
    ],
    ids=["engagement", "dated", "dated, another day", "nowhere"],
)
def test_the_residence_that_decided_is_named_with_its_table(
    assignment: dict[str, str], tables: dict[str, Any], expected: tuple[str, Origin]
) -> None:
    britain = trip("GB", "2026-01-03", "2026-03-01", assignment="a")
    row = {"assignment": "a", "traveler": "me", "worker": "self_employed"} | assignment
    answer = on(analyzed([britain], assignments=[row], **tables))
    assert facts(answer)["residence"] == expected
    decided = {"US": "us_coverage_assigned", "GB": "host_coverage_assigned", "FR": "special_exception_needed"}
    assert answer.reason == decided.get(expected[0], "fact_missing:residence")


def test_settings_and_assumptions_are_named() -> None:
    workspace = workspace_from_text(text_tables({"trips": [trip("GB", "2026-01-03", "2026-03-01")]}))
    rules = tracker.load_rules()
    assumed = tracker.analyze(workspace, rules, as_of=AS_OF)
    assert facts(on(assumed))["worker"] == ("self_employed", Origin.ASSUMED)
    given = tracker.analyze(workspace, rules, as_of=AS_OF, worker="self_employed", residence="US")
    assert facts(on(given)) == {
        "worker": ("self_employed", Origin.SETTING),
        "residence": ("US", Origin.SETTING),
    }


def test_with_several_countries_the_expected_end_says_for_which() -> None:
    trips = [GERMANY, trip("JP", "2026-03-05", "2026-03-20", assignment="a")]
    row = TRANSFER | {"host": "JP", "expected_last_day": "2026-04-30"}
    analysis = analyzed(trips, assignments=[row])
    assert facts(on(analysis))["expected_last_day"] == ("2026-03-01", Origin.LAST_WORK_DAY)
    assert facts(on(analysis, dt.date(2026, 3, 10)))["expected_last_day"] == ("2026-04-30", Origin.ASSIGNMENT)
    assert facts(on(analysis))["host"] == ("JP", Origin.ASSIGNMENT)


def test_a_granted_exception_moves_the_limit() -> None:
    row = TRANSFER | {"host": "DE", "expected_last_day": "2032-01-01"}
    granted = {"assignment": "a", "host": "DE", "until": "2032-01-01", "granted_on": "2025-12-01"}
    over = on(analyzed([GERMANY], assignments=[row]))
    assert (over.reason, over.clock and over.clock.limit_last_day) == ("over_limit", dt.date(2031, 1, 2))
    within = on(analyzed([GERMANY], assignments=[row], exceptions=[granted]))
    assert within.clock is not None
    assert (within.clock.limit_last_day, within.clock.granted_until) == (dt.date(2032, 1, 1), dt.date(2032, 1, 1))
    assert within.verdict == Verdict.WOULD_COVER


def test_limits_are_those_of_the_analysis() -> None:
    for name in NAMES:
        analysis = tracker.analyze(tracker.read_workspace(FOLDER / name), tracker.load_rules(), as_of=AS_OF)
        for stay in analysis.stays[analysis.stays["limit_last_day"].notna()].itertuples():
            answers = explain(analysis, str(stay.traveler), stay.last_day.date()).answers
            for answer in answers:
                assert answer.clock is not None
                assert answer.clock.limit_last_day == stay.limit_last_day.date()


def test_without_a_single_fixed_base_the_days_of_the_year_are_counted() -> None:
    trips = [
        trip("FR", "2026-01-03", "2026-03-01", assignment="a"),
        trip("US", "2026-03-02", "2026-03-31"),
    ]
    row = {
        "assignment": "a",
        "traveler": "me",
        "host": "FR",
        "worker": "self_employed",
        "works_in_both_countries": "yes",
        "fixed_base": "neither",
        "business_in_us": "no",
    }
    answer = on(analyzed(trips, assignments=[row]))
    assert answer.reason == "fact_missing:days_present"
    [counted] = [fact for fact in answer.facts if fact.column == "days_present"]
    assert (counted.value, counted.origin) == (
        "2026: 30 in the United States, 58 in France, 277 without an entry",
        Origin.TRIPS,
    )
    assert [rule.provision for rule in answer.other_rules] == ["FR.self_employed.transfer"]


def test_two_countries_on_one_day_are_each_answered() -> None:
    analysis = analyzed([trip("FR", "2026-01-03", "2026-03-01"), trip("DE", "2026-01-20", "2026-01-20")])
    explained = explain(analysis, "me", DAY)
    assert explained.status == Status.MULTI_COUNTRY
    assert [(answer.host, answer.reason) for answer in explained.answers] == [
        ("DE", "several_countries_same_day"),
        ("FR", "several_countries_same_day"),
    ]
    assert [(period.case, period.decision) for period in explained.periods] == [(Case.MIXED, Decision.CLARIFY)]
    assert len(explained.trips) == 2


def test_a_trip_that_gave_its_last_day_up_is_shown_as_such() -> None:
    analysis = analyzed([trip("FR", "2026-01-03", "2026-01-20"), trip("DE", "2026-01-20", "2026-01-31")])
    explained = explain(analysis, "me", DAY)
    assert [(trip.country, trip.handed_over) for trip in explained.trips] == [("FR", True), ("DE", False)]
    assert [answer.host for answer in explained.answers] == ["DE"]


def test_hints_are_about_the_day_and_doubts_are_not_repeated() -> None:
    analysis = analyzed([trip("TH", "2026-01-03", "2026-01-10"), trip("TH", "2026-01-20", "2026-01-25")])
    codes = [hint.code for hint in explain(analysis, "me", DAY).hints]
    assert codes.count("non_agreement_work") == 1
    assert "assumed_worker" in codes
    italy = analyzed([trip("IT", "2026-01-03", "2026-03-01")])
    assert "sources_conflict" in set(italy.findings["code"])
    explained = explain(italy, "me", DAY)
    assert "sources_conflict" not in {hint.code for hint in explained.hints}
    assert explained.answers[0].rule is not None
    assert explained.answers[0].rule.doubts


@pytest.mark.parametrize(
    ("day", "status", "verdict", "reason"),
    [
        ("2026-01-02", "home", "not_needed", "us_work"),
        ("2026-01-05", "unlogged", "unlogged", "nothing_logged"),
        ("2026-01-08", "non_work", "not_needed", "no_work"),
        ("2025-12-31", "unlogged", "unlogged", "nothing_logged"),
        ("2026-01-09", "unlogged", "unlogged", "nothing_logged"),
        ("0001-01-01", "unlogged", "unlogged", "nothing_logged"),
        ("9999-12-31", "unlogged", "unlogged", "nothing_logged"),
    ],
)
def test_days_without_foreign_work_are_explained_too(day: str, status: str, verdict: str, reason: str) -> None:
    analysis = analyzed(
        [trip("US", "2026-01-01", "2026-01-03"), trip("TH", "2026-01-07", "2026-01-08", activity="non_work")]
    )
    explained = explain(analysis, "me", dt.date.fromisoformat(day))
    assert (explained.status, explained.verdict, explained.reason) == (status, verdict, reason)
    assert explained.answers == ()
    assert (explained.first_logged_day, explained.last_logged_day) == (dt.date(2026, 1, 1), dt.date(2026, 1, 8))


def test_an_unknown_traveler_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UnknownTraveler, match=r"'you' does not occur .* Known travelers: me") as refused:
        explain(analyzed([GERMANY]), "you", DAY)
    assert isinstance(refused.value, BadOption)


def test_a_traveler_without_trips_is_known_but_nothing_is_logged() -> None:
    analysis = analyzed([GERMANY], travelers=[{"traveler": "zoe", "name": "Zoe"}])
    explained = explain(analysis, "zoe", DAY)
    assert (explained.name, explained.reason, explained.first_logged_day) == ("Zoe", "nothing_logged", None)


def test_as_plain_is_ready_for_json() -> None:
    import json

    explained = explain(analyzed([GERMANY], assignments=[TRANSFER]), "me", DAY)
    back = json.loads(json.dumps(as_plain(explained)))
    assert back["day"] == "2026-01-20"
    assert back["answers"][0]["rule"]["sources"][0]["official"] is True
    assert back["trips"][0]["last_day"] == "2026-03-01"
