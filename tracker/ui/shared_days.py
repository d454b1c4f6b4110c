"""The question before a trip is saved whose days another work trip claims too: did you work in both countries?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from tracker import countries, days, schema
from tracker.itinerary.check import SharedDays, newly_shared
from tracker.itinerary.edit import Span, cut_earlier_trips
from tracker.store import Changes, RowChange
from tracker.ui import session
from tracker.ui.text import count_text, day_text, md_escape, span_text
from tracker.words.names import in_sentence

Texts = dict[str, str]

_SHOWN_PAIRS = 5
_IN_BOTH = "Did you work in both countries on these days?"
_TWICE = "These trips are in the same country on the same days. Are both right?"


@dataclass(frozen=True)
class Proposal:
    """Changes of the trips that are not saved yet, and which days two work trips would share once they were.

    ``rows``: the trips as they would be, by row id; the added ones are ``new.0``, ``new.1``, … in their order.
    """

    wanted: Changes
    rows: Mapping[str, Texts]
    versions: Mapping[str, int]
    shared: Sequence[SharedDays]
    cuts: Mapping[str, list[Span]]  # what would remain of each earlier trip

    @property
    def can_be_cut(self) -> bool:
        """Whether something remains of every trip that would end earlier."""
        return all(self.cuts.values())

    def cut(self) -> Changes:
        """The same changes, with each earlier trip ended so that no day is claimed twice."""
        values: dict[str, Texts] = {change.row_id: dict(change.values) for change in self.wanted.changed}
        versions = dict(self.versions) | {change.row_id: change.version for change in self.wanted.changed}
        added = {f"new.{n}": dict(row) for n, row in enumerate(self.wanted.added)}
        more: list[Texts] = []
        for key, pieces in self.cuts.items():
            target = added if key in added else values
            target[key] = target.get(key, {}) | piece_texts(pieces[0])
            more += copies(self.rows[key], pieces[1:])
        changed = [RowChange(row_id, versions[row_id], texts) for row_id, texts in values.items()]
        return Changes([*added.values(), *more], changed, self.wanted.deleted)


def proposal(wanted: Changes) -> Proposal:
    """What saving these changes of the trips would bring."""
    stored = session.rows("trips")
    documented = schema.column_names("trips")
    before = {str(row["row_id"]): {str(name): str(text) for name, text in row.items()} for _, row in stored.iterrows()}
    gone = {deletion.row_id for deletion in wanted.deleted}
    after = {row_id: dict(texts) for row_id, texts in before.items() if row_id not in gone}
    for change in wanted.changed:
        if change.row_id in after:
            after[change.row_id] |= dict(change.values)
    nobody = session.actor().traveler or "me"
    for n, row in enumerate(wanted.added):
        texts = dict.fromkeys(documented, "") | dict(row)
        after[f"new.{n}"] = texts | {"traveler": texts["traveler"] or nobody}
    jurisdiction = session.analysis().law.jurisdiction
    shared = newly_shared(before, after, jurisdiction)
    versions = {row_id: int(texts["version"]) for row_id, texts in before.items()}
    return Proposal(wanted, after, versions, shared, cut_earlier_trips(after, shared, jurisdiction))


def confirmed(key: str, wanted: Changes, *, is_pressed: bool) -> Changes | None:
    """The changes of the trips to save now; None while there is nothing to save or the question is open.

    ``is_pressed``: whether the button that saves was pressed in this run. Where two work trips would claim the same
    days, the question stands here until it is answered, or until something else is typed. ``key`` starts its keys.
    """
    asked = f"{key}.shared.asked"
    if not is_pressed and asked not in st.session_state:
        return None
    made = proposal(wanted)
    if not made.shared:
        st.session_state.pop(asked, None)
        return wanted if is_pressed else None
    if is_pressed:
        st.session_state[asked] = list(made.shared)
    if st.session_state[asked] != list(made.shared):  # the dates were changed since: the button asks anew
        del st.session_state[asked]
        return None
    return _answered(key, made, asked)


def _answered(key: str, made: Proposal, asked: str) -> Changes | None:
    with st.container(border=True):
        still_open = _open_trip(made)
        st.warning(md_escape(still_open or _heading(made.shared)), icon=":material/event_busy:")
        st.markdown("\n".join(f"- {md_escape(line)}" for line in shared_lines(made)))
        keep_label, cut_label = _keep_words(made.shared), made.can_be_cut and cut_words(made)
        if still_open and made.can_be_cut:
            [(_, last)] = next(iter(made.cuts.values()))
            keep_label, cut_label = "No, I worked in both: save as it is", f"Yes, it ended on {day_text(last)}: save"
        with st.container(horizontal=True):
            keep = st.button(keep_label, key=f"{key}.shared.keep", **session.for_writers())
            cut = cut_label and st.button(cut_label, key=f"{key}.shared.cut", type="primary", **session.for_writers())
            st.button(
                "Cancel: I'll change the dates",
                key=f"{key}.shared.cancel",
                on_click=st.session_state.pop,
                args=(asked, None),
            )
    if not keep and not cut:
        return None
    del st.session_state[asked]
    return made.cut() if cut else made.wanted


def _open_trip(made: Proposal) -> str:
    """The question about one trip without a last day under later work elsewhere; "" when something else is shared."""
    open_trips = {pair.earlier for pair in made.shared if not made.rows[pair.earlier]["last_day"]}
    if len(open_trips) != 1 or any(pair.same_country or pair.earlier not in open_trips for pair in made.shared):
        return ""
    row, later = made.rows[open_trips.pop()], made.rows[made.shared[0].later]
    since = day_text(days.parse_day(row["first_day"]))
    return (
        f"Not saved yet. You have an open trip in {in_sentence(row['country'])} since {since}. "
        f"Did it end when the trip to {in_sentence(later['country'])} began?"
    )


def _heading(shared: Sequence[SharedDays]) -> str:
    questions = [_IN_BOTH] if any(not pair.same_country for pair in shared) else []
    questions += [_TWICE] if any(pair.same_country for pair in shared) else []
    return f"Not saved yet. {' '.join(questions)}"


def _keep_words(shared: Sequence[SharedDays]) -> str:
    if all(pair.same_country for pair in shared):
        return "Yes, keep both: save as it is"
    return "Yes, I worked in both: save as it is"


def shared_lines(made: Proposal) -> list[str]:
    """One sentence for each pair of trips, the first few of them."""
    lines = [
        f"{_name(made.rows[pair.earlier])} and {_name(made.rows[pair.later])}: both on "
        f"{span_text(pair.first_day, pair.last_day)}."
        for pair in made.shared[:_SHOWN_PAIRS]
    ]
    if len(made.shared) > _SHOWN_PAIRS:
        lines.append(f"and {count_text(len(made.shared) - _SHOWN_PAIRS, 'more pair')} of trips")
    return lines


def _name(row: Mapping[str, str]) -> str:
    where = f"{countries.name(row['country'])}, {row['place']}" if row.get("place") else countries.name(row["country"])
    last = days.parse_day(row["last_day"]) if row["last_day"] else None
    return f"{where} ({span_text(days.parse_day(row['first_day']), last)})"


def cut_words(made: Proposal) -> str:
    """What the button that cuts does: ``No: end the trip to France on Mar 10, 2026, and save``."""
    if len(made.cuts) > 1:
        return f"No: end {count_text(len(made.cuts), 'earlier trip')} when the later one begins, and save"
    [(key, pieces)] = made.cuts.items()
    row = made.rows[key]
    where, (first, last) = countries.name(row["country"]), pieces[0]
    if first.isoformat() != row["first_day"]:
        return f"No: begin the trip to {where} on {day_text(first)}, and save"
    again = f" and log it again from {day_text(pieces[1][0])}" if len(pieces) > 1 else ""
    return f"No: end the trip to {where} on {day_text(last)}{again}, and save"


def piece_texts(piece: Span) -> Texts:
    """The days of a piece as the texts of a row."""
    first, last = piece
    return {"first_day": first.isoformat(), "last_day": last.isoformat() if last else ""}


def copies(row: Mapping[str, str], pieces: Sequence[Span]) -> list[Texts]:
    """New rows that are like ``row``, one for each piece, each with an id of its own when it is saved."""
    alike = {column: row[column] for column in row if column not in ("row_id", "version")} | {"trip": ""}
    return [alike | piece_texts(piece) for piece in pieces]
