"""Why a period is mixed, checked by the engine itself."""

from __future__ import annotations

from tests.ui.test_case_view import analyzed, only, trip
from tracker.codes import Case
from tracker.ui.case_view import open_questions, period_views
from tracker.ui.clarifications import what_it_did
from tracker.ui.mixed import cause_texts, explanation, remaining, situations

FRANCE = trip("FR", "2026-01-03", "2026-02-01", trip="a")
THAILAND = trip("TH", "2026-02-03", "2026-02-05", trip="b")
FRANCE_AGAIN = trip("FR", "2026-02-08", "2026-03-30", trip="c")


def test_the_rest_is_what_the_engine_finds_without_the_causes() -> None:
    analysis = analyzed([FRANCE, THAILAND, FRANCE_AGAIN])
    view = only(analysis)
    assert cause_texts(view) == ["Thailand, Feb 3 – 5, 2026"]
    [rest] = remaining(view, analysis)
    assert (rest.case, rest.hosts, rest.work_days) == (Case.SINGLE_AGREEMENT, ("FR",), 81)
    assert explanation(view, [rest]).endswith("the rest is a single-agreement case.")


def test_a_break_that_the_causes_filled_splits_the_rest() -> None:
    bridge = trip("TH", "2026-02-03", "2026-04-05", trip="b")
    analysis = analyzed([FRANCE, bridge, trip("FR", "2026-04-08", "2026-05-30", trip="c")])
    view = only(analysis)
    left = remaining(view, analysis)
    assert [other.work_days for other in left] == [30, 53]
    assert "2 separate work periods" in explanation(view, left)


def test_work_of_other_periods_is_left_alone() -> None:
    analysis = analyzed([FRANCE, THAILAND, trip("IT", "2026-09-01", "2026-09-30", trip="d")])
    view = next(view for view in period_views(analysis) if view.causes)
    assert [other.hosts for other in remaining(view, analysis)] == [("FR",)]


SELF = {"assignment": "a", "traveler": "me", "worker": "self_employed", "business_in_us": "yes"}
ALL_FACTS = SELF | {"health_insurance": "yes", "expected_last_day": "2026-03-30", "host": "FR"}
ANSWER = {"traveler": "me", "assignment": "a", "clarified_on": "2026-11-20", "by": "SSA", "note": ""}


def kinds(trips: list[dict[str, str]], **tables: list[dict[str, str]]) -> list[str]:
    analysis = analyzed(trips, **tables)
    return [situation.title.partition(":")[0] for situation in situations(only(analysis), analysis)]


def test_a_plain_case_is_in_no_special_situation() -> None:
    assert kinds([FRANCE]) == []


def test_each_situation_is_told_apart() -> None:
    italy = trip("IT", "2026-02-03", "2026-02-05")
    assert kinds([FRANCE, italy]) == ["Several agreement countries"]
    assert kinds([FRANCE, THAILAND]) == ["Partly without an agreement"]
    assert kinds([FRANCE, italy, trip("TH", "2026-02-07", "2026-02-07")]) == [
        "Several agreement countries",
        "Partly without an agreement",
    ]
    assert kinds([FRANCE, trip("FR", "2026-02-02", "2026-02-02"), trip("IT", "2026-02-02", "2026-02-02")]) == [
        "Several agreement countries",
        "Several countries on one day",
    ]
    assert kinds([THAILAND]) == ["Stop"]
    assert kinds([THAILAND, trip("VN", "2026-02-07", "2026-02-09")]) == ["Stop"]


def test_an_agreement_that_had_not_started_counts_as_none() -> None:
    assert kinds([trip("IS", "2019-02-01", "2019-02-10")]) == ["Stop"]
    assert kinds([trip("IS", "2019-02-01", "2019-02-10"), trip("FR", "2019-02-12", "2019-02-20")]) == [
        "Partly without an agreement"
    ]


def test_work_in_the_united_states_on_the_same_day_is_told() -> None:
    assert kinds([FRANCE, trip("US", "2026-01-10", "2026-01-10")]) == ["Several countries on one day"]


SENT = {"assignment": "a", "traveler": "me", "worker": "employee", "employer": "us", "us_covered_before": "yes"}
SPAIN = trip("ES", "2026-01-03", "2026-03-30", assignment="a", trip="a")
ENDS = {"host": "ES", "expected_last_day": "2026-03-30"}


def test_reasons_that_need_steps_of_their_own_have_them() -> None:
    assert kinds([SPAIN], assignments=[SENT | ENDS | {"temporary": "no"}]) == ["Work for good"]
    own_choice = SENT | ENDS | {"temporary": "yes", "employer": "us_own_choice"}
    assert kinds([SPAIN], assignments=[own_choice]) == ["Your own choice to work from there"]
    held = {"traveler": "me", "host": "ES", "first_day": "2026-01-01", "state": "issued", "issued_on": "2026-01-01"}
    both = [held | {"certificate": name, "issuer": name} for name in ("US", "ES")]
    assert kinds([SPAIN], assignments=[SENT | ENDS | {"temporary": "yes"}], certificates=both) == [
        "Two certificates that contradict each other"
    ]
    moved = SELF | ENDS | {"temporary": "yes", "residence": "ES"}
    assert kinds([SPAIN], assignments=[moved]) == ["Official texts that differ"]


def test_every_situation_says_what_to_do_and_what_it_rests_on() -> None:
    mixed = analyzed([FRANCE, trip("IT", "2026-02-03", "2026-02-05"), trip("TH", "2026-02-07", "2026-02-07")])
    alone = analyzed([trip("TH", "2026-02-03", "2026-02-05", assignment="a")], assignments=[SELF])
    found = [*situations(only(mixed), mixed), *situations(only(alone), alone)]
    assert len(found) == 3
    assert all(len(situation.steps) >= 3 and situation.sources for situation in found)
    assert "self-employment tax goes on" in " ".join(found[-1].steps)
    assert "poms-rs-02002.030" in found[-1].sources
    assert {name for situation in found for name in situation.sources} <= set(mixed.rules.sources)


def test_a_clarification_moves_a_mixed_case_on_and_says_so() -> None:
    trips = [one | {"assignment": "a"} for one in (FRANCE, THAILAND, FRANCE_AGAIN)]
    analysis = analyzed(trips, assignments=[ALL_FACTS])
    told = what_it_did(only(analysis), analysis, ANSWER)
    assert told == "The case moves from “Resolve first” to “Request a certificate”."


def test_a_clarification_that_leaves_a_question_open_names_it() -> None:
    trips = [one | {"assignment": "a"} for one in (FRANCE, THAILAND)]
    analysis = analyzed(trips, assignments=[ALL_FACTS | {"business_in_us": ""}])
    told = what_it_did(only(analysis), analysis, ANSWER)
    assert told.startswith("The case stays at “Resolve first”. Still open: A fact that the rule needs")


def test_a_clarification_by_days_holds_for_loose_trips() -> None:
    analysis = analyzed([THAILAND, trip("VN", "2026-02-07", "2026-02-09")])
    days = {"assignment": "", "first_day": "2026-02-03", "last_day": "2026-02-09"}
    assert "to “No agreement”" in what_it_did(only(analysis), analysis, ANSWER | days)
    assert "stays at" in what_it_did(only(analysis), analysis, ANSWER | days | {"last_day": "2026-02-08"})


def test_an_answer_dated_after_today_does_not_hold_yet() -> None:
    analysis = analyzed(
        [FRANCE, THAILAND],
        clarifications=[
            ANSWER
            | {"assignment": "", "first_day": "2026-01-01", "last_day": "2026-12-31", "clarified_on": "2026-11-23"}
        ],
    )
    view = only(analysis)
    assert len(view.clarifications) == 1
    assert not view.is_clarified
    assert Case.MIXED.sentence in open_questions(view)
