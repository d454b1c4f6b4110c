"""Why a period is mixed, checked by the engine itself."""

from __future__ import annotations

from tests.ui.test_case_view import analyzed, only, trip
from tracker.codes import Case
from tracker.ui.case_view import period_views
from tracker.ui.mixed import cause_texts, explanation, remaining

FRANCE = trip("FR", "2026-01-03", "2026-02-01", trip="a")
THAILAND = trip("TH", "2026-02-03", "2026-02-05", trip="b")
FRANCE_AGAIN = trip("FR", "2026-02-08", "2026-03-30", trip="c")


def test_the_rest_is_what_the_engine_finds_without_the_causes() -> None:
    analysis = analyzed([FRANCE, THAILAND, FRANCE_AGAIN])
    view = only(analysis)
    assert cause_texts(view) == ["3 – 5 Feb 2026 Thailand (trip b)"]
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
