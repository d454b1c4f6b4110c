"""What a change of the log does to the answer, with cases counted by hand."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

import tracker
from tests.scenario_files import text_tables
from tracker.codes import Case, Decision, Verdict
from tracker.comparison import Change, analyze_again, compare
from tracker.itinerary import workspace_from_text
from tracker.itinerary.edit import of_traveler, with_trip_moved

AS_OF = dt.date(2026, 6, 1)
KNOWN = {"traveler": "me", "worker": "self_employed", "business_in_us": "yes", "residence": "US"}
KNOWN |= {"health_insurance": "yes", "expected_last_day": "2026-12-31", "host": "FR"}


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(f"2026-{text}")


def trip(name: str, country: str, first: str, last: str, **more: str) -> dict[str, str]:
    last_day = f"2026-{last}" if last else ""
    return {"trip": name, "country": country, "first_day": f"2026-{first}", "last_day": last_day} | more


def answer(*trips: dict[str, str], assignments: tuple[str, ...] = ()) -> tracker.Analysis:
    tables: dict[str, list[dict[str, Any]]] = {
        "trips": list(trips),
        "assignments": [KNOWN | {"assignment": name} for name in assignments],
    }
    return tracker.analyze(workspace_from_text(text_tables(tables)), tracker.load_rules(), as_of=AS_OF)


def moved(before: tracker.Analysis, name: str, first: str, last: str) -> Change:
    """What moving one trip changes, worked out as the app does: from that person's log alone."""
    changed = with_trip_moved(of_traveler(before.workspace, "me"), name, day(first), day(last))
    return compare(before, analyze_again(before, changed), "me")


FRANCE = trip("fr", "FR", "03-01", "03-31", assignment="book")
THAILAND = trip("th", "TH", "05-01", "05-12")
SOLO = answer(FRANCE, THAILAND, assignments=("book",))


def test_nothing_is_different_from_itself() -> None:
    change = compare(SOLO, analyze_again(SOLO, SOLO.workspace), "me")
    assert change.is_nothing
    assert change.days[Verdict.WOULD_NOT_COVER] == (12, 12)


def test_three_days_later_leaves_three_more_days_unlogged() -> None:
    # March to 31, then 30 empty days to 1 May. Three days later: 1 to 3 April are France, the first three days of
    # March are before the log begins, so they are nothing.
    change = moved(SOLO, "fr", "03-04", "04-03")
    assert change.days[Verdict.WOULD_COVER] == (31, 31)
    assert change.days[Verdict.UNLOGGED] == (30, 27)
    (period,) = change.periods
    assert period.before is not None
    assert period.after is not None
    assert (period.before.first_day, period.after.first_day) == (day("03-01"), day("03-04"))
    assert not period.is_other_case
    assert not period.is_other_decision


def test_a_longer_stay_without_an_agreement_is_days_not_coverable() -> None:
    change = moved(SOLO, "th", "05-01", "05-24")
    assert change.more(Verdict.WOULD_NOT_COVER) == 12
    assert [c.after.work_days for c in change.periods if c.after] == [24]


def test_two_trips_that_come_near_become_one_mixed_period() -> None:
    # 31 March to 1 May leaves 30 days: joined. From 2 May on 31 days lie between: two periods.
    apart = answer(trip("fr", "FR", "03-01", "03-31"), trip("th", "TH", "05-02", "05-12"))
    change = moved(apart, "th", "05-01", "05-11")
    first, second = change.periods
    assert (first.before and first.before.case, first.after and first.after.case) == (
        Case.SINGLE_AGREEMENT,
        Case.MIXED,
    )
    assert first.after is not None
    assert (first.after.causes, first.after.decision) == (("th",), Decision.CLARIFY)
    assert second.before is not None
    assert (second.before.trips, second.after, second.relatives) == (frozenset({"th"}), None, (first.after,))
    assert second.is_other_case


def test_a_trip_that_goes_away_splits_the_period() -> None:
    mixed = answer(trip("fr", "FR", "03-01", "03-31"), trip("th", "TH", "05-01", "05-12"))
    change = moved(mixed, "th", "05-02", "05-13")
    first, second = change.periods
    assert first.after is not None
    assert (first.after.case, first.after.last_day) == (Case.SINGLE_AGREEMENT, day("03-31"))
    assert (second.before, second.after and second.after.case) == (None, Case.SINGLE_NON_AGREEMENT)
    assert second.relatives == (first.before,)


def test_a_trip_of_an_assignment_stays_in_it_wherever_it_goes() -> None:
    before = answer(FRANCE, trip("gb", "GB", "05-01", "05-10", assignment="book"), assignments=("book",))
    change = moved(before, "gb", "11-01", "11-10")
    assert [(c.before and c.before.assignment, c.after and c.after.last_day) for c in change.periods] == [
        ("book", day("11-10"))
    ]


def test_a_case_that_stays_may_ask_for_another_decision() -> None:
    # The same days on an engagement whose facts are known: nothing is left to clear up.
    unknown = answer(trip("fr", "FR", "03-01", "03-31", assignment="x"))
    known = answer(trip("fr", "FR", "03-01", "03-31", assignment="x"), assignments=("x",))
    (change,) = compare(unknown, known, "me").periods
    assert (change.is_other_case, change.is_other_decision) == (False, True)
    assert (change.before and change.before.decision, change.after and change.after.decision) == (
        Decision.CLARIFY,
        Decision.REQUEST,
    )


def test_a_period_keeps_its_partner_when_its_number_changes() -> None:
    # 1 May is 30 days after 31 March, near enough to ask whether the two belong together. 12 January is not.
    thailand, france = moved(SOLO, "th", "01-01", "01-12").periods
    assert thailand.before is not None
    assert thailand.after is not None
    assert (thailand.before.countries, thailand.after.first_day) == (("TH",), day("01-01"))
    assert (thailand.before.number, thailand.after.number) == (2, 1)
    assert france.before is not None
    assert france.after is not None
    assert (france.before.decision, france.after.decision) == (Decision.CLARIFY, Decision.REQUEST)
    assert france.before.first_day == france.after.first_day


@pytest.mark.parametrize("verdict", Verdict)
def test_another_persons_days_do_not_count(verdict: Verdict) -> None:
    both = answer(FRANCE, THAILAND, trip("x", "DE", "01-01", "12-31", traveler="ann"), assignments=("book",))
    assert compare(both, SOLO, "me").days[verdict] == compare(SOLO, SOLO, "me").days[verdict]
