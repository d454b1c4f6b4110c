"""What a change would do, in words: days per answer, and what becomes of each case."""

from __future__ import annotations

import datetime as dt

import pytest

from tracker.charts import theme
from tracker.codes import Case, DayAnswer, Decision
from tracker.comparison import Change, PeriodChange, WorkPeriod
from tracker.ui.change_view import NOTHING, day_changes, days_html, headline, months_text, period_changes, summary


def period(first: str, last: str, *countries: str, case: Case, decision: Decision, causes: str = "") -> WorkPeriod:
    one, other = dt.date.fromisoformat(f"2026-{first}"), dt.date.fromisoformat(f"2026-{last}")
    number_of_days = (other - one).days + 1
    found = tuple(causes.split()) if causes else ()
    return WorkPeriod(1, "", one, other, number_of_days, countries, case, found, decision, frozenset("t"))


FRANCE = period("03-01", "03-31", "FR", case=Case.SINGLE_AGREEMENT, decision=Decision.REQUEST)
LONGER = period("03-01", "04-02", "FR", case=Case.SINGLE_AGREEMENT, decision=Decision.REQUEST)
THAILAND = period("05-01", "05-12", "TH", case=Case.SINGLE_NON_AGREEMENT, decision=Decision.STOP)
BOTH = period("03-01", "05-12", "FR", "TH", case=Case.MIXED, decision=Decision.CLARIFY, causes="th")


def change(*periods: PeriodChange, **days: tuple[int, int]) -> Change:
    return Change("me", {answer: days.get(answer, (0, 0)) for answer in DayAnswer}, periods)


def test_days_are_said_with_their_answer_their_number_and_both_totals() -> None:
    found = change(would_not_cover=(0, 12), unlogged=(1_200, 1_199), covered=(5, 5))
    assert day_changes(found) == [
        "12 more days “Not under the US system” (0 → 12)",
        "1 fewer day “Nothing logged” (1,200 → 1,199)",
    ]


def test_a_request_and_a_certificate_of_the_host_are_answers_of_their_own() -> None:
    found = change(requested=(0, 9), would_cover=(9, 0), covered_by_host=(0, 3))
    assert headline(found) == "+3 days other country's system, proven, +9 days requested, −9 days could be covered"


@pytest.mark.parametrize("dark", [False, True])
def test_each_answer_has_its_pattern_of_the_timeline(dark: bool) -> None:
    html = days_html(change(would_not_cover=(0, 12)), dark=dark)
    assert theme.css_background(theme.palette(dark).answers[DayAnswer.WOULD_NOT_COVER]) in html
    assert "12 more days" in html
    assert days_html(change(), dark=dark) == ""


@pytest.mark.parametrize(
    ("what", "sentence"),
    [
        (
            PeriodChange(FRANCE, BOTH),
            "Mar 1 – May 12, 2026 (France, Thailand) becomes mixed: pause and clarify, because of trip th. Before: one "
            "country, with an agreement. What to do: Request a certificate → Resolve first.",
        ),
        (
            PeriodChange(THAILAND, None, (BOTH,)),
            "May 1 – 12, 2026 (Thailand) is no case of its own any more: it becomes part of Mar 1 – May 12, 2026 "
            "(France, Thailand).",
        ),
        (PeriodChange(THAILAND, None), "May 1 – 12, 2026 (Thailand) is no case any more: no work is left in it."),
        (
            PeriodChange(None, THAILAND, (BOTH,)),
            "A case of its own: May 1 – 12, 2026 (Thailand), split off from Mar 1 – May 12, 2026 (France, Thailand). "
            "It is: one country, without an agreement. What to do: No agreement.",
        ),
        (
            PeriodChange(FRANCE, LONGER),
            "Mar 1 – 31, 2026 (France) is then Mar 1 – Apr 2, 2026, 2 more work days.",
        ),
    ],
)  # fmt: skip
def test_what_becomes_of_a_case(what: PeriodChange, sentence: str) -> None:
    assert period_changes(change(what)) == [sentence]


def test_other_cases_come_before_other_days() -> None:
    found = period_changes(change(PeriodChange(FRANCE, LONGER), PeriodChange(THAILAND, None)))
    assert "no case any more" in found[0]


def test_no_change_is_said_too() -> None:
    assert summary(change()) == NOTHING


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (
            change(PeriodChange(FRANCE, BOTH), would_not_cover=(0, 12), not_needed=(20, 8)),
            "+12 days not under the US system; March – May 2026 becomes mixed",
        ),
        (change(PeriodChange(BOTH, LONGER), covered=(1, 0)), "−1 day covered; March – May 2026 is no longer mixed"),
        (change(PeriodChange(None, THAILAND), unclear=(0, 1_200)), "+1,200 days unclear; 1 new case"),
        (change(PeriodChange(THAILAND, None), PeriodChange(FRANCE, None)), "2 cases less"),
        (change(PeriodChange(FRANCE, LONGER)), "Only dates and days without need of a certificate change."),
        (change(), NOTHING),
    ],
)
def test_the_shortest_answer_says_days_first_and_then_what_becomes_mixed(found: Change, said: str) -> None:
    assert headline(found) == said


def test_months_are_named_once_where_they_can_be() -> None:
    assert months_text(dt.date(2026, 3, 2), dt.date(2026, 3, 30)) == "March 2026"
    assert months_text(dt.date(2026, 12, 1), dt.date(2027, 1, 2)) == "December 2026 – January 2027"
