"""What a scenario does to single trips, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from tracker import countries, days, schema
from tracker.codes import Certainty
from tracker.itinerary.scenario import Texts, TripEdit
from tracker.ui.forms import ACTIVITIES, CERTAINTIES, trip_name
from tracker.ui.text import count_text, span_text

_FIELDS = {
    "country": "country", "place": "place", "activity": "what for", "assignment": "assignment",
    "certainty": "how sure", "source": "record", "note": "note", "traveler": "traveler",
}  # fmt: skip
_SAID = {"activity": ACTIVITIES, "certainty": CERTAINTIES}


def edit_sentence(edit: TripEdit, logged: Texts | None) -> str:
    """What making this edit does to the log as it is now: ``Portugal, Lisbon: Jun 1 – 9, 2026 → Jun 1 – 5, 2026``."""
    if edit.after is None:
        return f"Dropped: {trip_name(edit.row)}"
    if logged is None:
        planned = " (planned)" if edit.after["certainty"] == Certainty.PLANNED else ""
        return f"Added{planned}: {trip_name(edit.after)}"
    where = ", ".join(filter(None, [countries.name(logged["country"]), logged["place"]]))
    return f"{where}: {'; '.join(_differences(logged, edit.after))}"


def _differences(old: Texts, new: Texts) -> list[str]:
    found = []
    if _span(old) != _span(new):
        found.append(f"{_span(old)} → {_span(new)}")
    for column, name in _FIELDS.items():
        was, becomes = (_value(column, row.get(column, "")) for row in (old, new))
        if was != becomes:
            found.append(f"{name} {was or 'empty'} → {becomes or 'empty'}")
    return found


def _value(column: str, text: str) -> str:
    if column == "country":
        return countries.name(text)
    return _SAID.get(column, {}).get(text, text)


def _span(row: Texts) -> str:
    return span_text(days.parse_day(row["first_day"]), days.parse_day(row["last_day"]) if row["last_day"] else None)


def overtaken_sentence(edit: TripEdit, logged: Texts | None) -> str:
    """What became of a trip in the log since the scenario first touched it."""
    if logged is None:
        return f"{trip_name(edit.row)} is no longer in your log."
    if edit.before is None:
        return f"{trip_name(edit.row)}: your log now has another trip with the id {edit.trip}, {trip_name(logged)}."
    where = ", ".join(filter(None, [countries.name(edit.before["country"]), edit.before["place"]]))
    return f"{where} in your log: {'; '.join(_differences(edit.before, logged))}."


def counted(edits: Sequence[TripEdit]) -> str:
    """``1 trip changed, 2 dropped``: the edits by what they do."""
    kinds = Counter("added" if one.before is None else "dropped" if one.after is None else "changed" for one in edits)
    parts = [f"{kinds[kind]} {kind}" for kind in ("changed", "added", "dropped") if kinds[kind]]
    if not parts:
        return "no trip changed"
    number, rest = parts[0].split(" ", 1)
    return ", ".join([f"{count_text(int(number), 'trip')} {rest}", *parts[1:]])


def changed_values(logged: Texts, after: Texts) -> dict[str, str]:
    """The columns of a logged trip that an edit gives another text."""
    columns = schema.column_names("trips")
    return {column: after.get(column, "") for column in columns if after.get(column, "") != logged[column]}
