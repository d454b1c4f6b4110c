"""What a scenario does to a trip, in words."""

from __future__ import annotations

import pytest

from tracker import schema
from tracker.itinerary.scenario import Texts, TripEdit
from tracker.ui.plan_words import changed_values, counted, edit_sentence, overtaken_sentence

LISBON = dict.fromkeys(schema.column_names("trips"), "") | {
    "trip": "pt", "traveler": "me", "country": "PT", "place": "Lisbon", "first_day": "2026-06-08",
    "last_day": "2026-08-14", "activity": "work", "certainty": "confirmed",
}  # fmt: skip


@pytest.mark.parametrize(
    ("after", "said"),
    [
        ({"last_day": "2026-07-31"}, "Portugal, Lisbon: Jun 8 – Aug 14, 2026 → Jun 8 – Jul 31, 2026"),
        ({"last_day": ""}, "Portugal, Lisbon: Jun 8 – Aug 14, 2026 → since Jun 8, 2026"),
        ({"country": "ES", "place": ""}, "Portugal, Lisbon: country Portugal → Spain; place Lisbon → empty"),
        (
            {"activity": "transit", "certainty": "planned"},
            "Portugal, Lisbon: what for Work → In transit; how sure I have proof → Planned",
        ),
    ],
)
def test_a_changed_trip_says_each_thing_that_changes(after: Texts, said: str) -> None:
    edit = TripEdit("pt", LISBON, {**LISBON, **after})
    assert edit_sentence(edit, LISBON) == said
    assert changed_values(LISBON, edit.row) == after


def test_dropped_and_added_trips_are_named() -> None:
    assert edit_sentence(TripEdit("pt", LISBON, None), LISBON) == "Dropped: Portugal, Lisbon, Jun 8 – Aug 14, 2026"
    new = TripEdit("t9", None, LISBON | {"certainty": "planned"})
    assert edit_sentence(new, None) == "Added (planned): Portugal, Lisbon, Jun 8 – Aug 14, 2026"
    assert edit_sentence(TripEdit("t9", None, LISBON), None) == "Added: Portugal, Lisbon, Jun 8 – Aug 14, 2026"


def test_what_the_log_did_meanwhile_is_said() -> None:
    mine = TripEdit("pt", LISBON, LISBON | {"last_day": "2026-07-31"})
    assert overtaken_sentence(mine, None) == "Portugal, Lisbon, Jun 8 – Jul 31, 2026 is no longer in your log."
    newer = LISBON | {"note": "lease"}
    assert overtaken_sentence(mine, newer) == "Portugal, Lisbon in your log: note empty → lease."
    taken = overtaken_sentence(TripEdit("pt", None, LISBON), LISBON | {"country": "ES"})
    assert taken.endswith("your log now has another trip with the id pt, Spain, Lisbon, Jun 8 – Aug 14, 2026.")


def test_edits_are_counted_by_what_they_do() -> None:
    changed, dropped = TripEdit("a", LISBON, LISBON | {"note": "x"}), TripEdit("b", LISBON, None)
    added = TripEdit("c", None, LISBON)
    assert counted([changed, dropped, dropped, added]) == "1 trip changed, 1 added, 2 dropped"
    assert counted([dropped, dropped]) == "2 trips dropped"
    assert counted([]) == "no trip changed"
