"""The form of a trip: logging a new one, editing one, deleting one. What is typed stays until it is saved."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import pandas as pd
import streamlit as st

from tracker import countries, days, schema
from tracker.codes import Activity, Certainty
from tracker.store import Changes, RowChange, RowDeletion
from tracker.ui import session
from tracker.ui.country_box import country_box, is_country
from tracker.ui.shared_days import confirmed
from tracker.ui.text import count_text, md_escape, span_text

FIRST_DAY, LAST_DAY = dt.date(1950, 1, 1), dt.date(2199, 12, 31)

ACTIVITIES = {
    str(Activity.WORK): "Work",
    str(Activity.NON_WORK): "No work (holiday, sick, visit)",
    str(Activity.TRANSIT): "Only passing through",
}
CERTAINTIES = {
    str(Certainty.CONFIRMED): "Confirmed by a record",
    str(Certainty.PLANNED): "Planned",
    str(Certainty.ESTIMATED): "From memory",
    str(Certainty.INFERRED): "Worked out from something else",
}
_FIELDS = {
    "traveler": None,
    "country": None,
    "place": "",
    "first_day": None,
    "last_day": None,
    "ongoing": False,
    "activity": str(Activity.WORK),
    "assignment": None,
    "certainty": str(Certainty.CONFIRMED),
    "source": "",
    "note": "",
}
Texts = dict[str, str]


def new_trip(key: str, *, given: Mapping[str, str] | None = None, button: str = "Log this trip") -> None:
    """The form for a new trip. ``key`` starts its widgets' keys; ``given`` are texts that it begins with.

    A saved trip empties the form and runs the page again. A draft outlives a change of page.
    """
    values, problems = ask(key, {"traveler": _usual_traveler(), **(given or {})})
    is_pressed = save_button(key, button, icon=":material/add:")
    if problems:
        return
    trips = confirmed(key, Changes(added=[row_of(values)]), is_pressed=is_pressed)
    if trips is not None and _save_new(values, trips):
        _clear(key)
        st.rerun()


def edit_trip(key: str, row_id: str) -> None:
    """The form for a stored trip: saves only what was changed, and only over the version that was shown."""
    stored = _stored_row(row_id)
    if stored is None:
        st.info("This trip is no longer in your log.")
        return
    shown_key = f"{key}.shown"
    shown: Texts = st.session_state.setdefault(shown_key, stored)
    values, problems = ask(key, shown)
    if stored["version"] != shown["version"]:
        show_newer(shown, stored)
        with st.container(horizontal=True):
            st.button(
                "Keep what I typed, on top of the new values", key=f"{key}.rebase", on_click=_rebase, args=(key, stored)
            )
            if st.button("Use the new values as a start", key=f"{key}.reload"):
                _clear(key)
                st.session_state.pop(shown_key)
                st.rerun(scope="fragment")
    if came_from := import_words(shown):
        st.caption(md_escape(came_from))
    with st.container(horizontal=True):
        save = save_button(key, "Save")
        delete = st.button("Delete this trip", key=f"{key}.delete", icon=":material/delete:", **session.for_writers())
    name = trip_name(stored)
    if not problems:
        change = RowChange(row_id, int(shown["version"]), _changed(shown, values))
        trips = confirmed(key, Changes(changed=[change]), is_pressed=save)
        if trips is not None and session.save_many(_with_new_assignment(values, trips), message=f"Saved: {name}."):
            st.rerun()
    if delete:
        deletion = RowDeletion(row_id, int(stored["version"]))
        if session.save("trips", deleted=[deletion], message=f"Deleted: {name}."):
            st.rerun()


def import_words(row: Mapping[str, str]) -> str:
    """``Imported from csv, record 4711.``: which import brought the trip; "" for one that was entered by hand."""
    if not row["source_kind"]:
        return ""
    record = f", record {row['source_ref']}" if row["source_ref"] else ""
    return f"Imported from {row['source_kind']}{record}."


def _rebase(key: str, stored: Texts) -> None:
    """Fields in which nothing was typed show what is stored now; saving is then over that version."""
    shown: Texts = st.session_state[f"{key}.shown"]
    for name, empty in _FIELDS.items():
        if st.session_state[f"{key}.{name}"] == _as_typed(name, shown, empty):
            st.session_state[f"{key}.{name}"] = _as_typed(name, stored, empty)
    st.session_state[f"{key}.shown"] = stored


def ask(key: str, given: Mapping[str, str], *, whose: bool = True) -> tuple[Texts, list[str]]:
    """The fields of a trip: what they hold, and what is still wrong. See ``new_trip`` for ``key`` and ``given``.

    ``whose``: whether the traveler may be chosen. What they hold has ``ongoing`` beside a row's texts (see ``row_of``).
    """
    _begin(key, given)
    values = _fields(key, whose=whose)
    problems = _problems(values)
    _hints(key, problems, values)
    return values, problems


def save_button(key: str, label: str, *, icon: str | None = None) -> bool:
    """The button under the fields: from the first press on they say what is missing."""
    return st.button(
        label, type="primary", key=f"{key}.save", icon=icon, on_click=_tried, args=(key,), **session.for_writers()
    )


def forget(key: str) -> None:
    """Drop what was typed into the form of this key."""
    _clear(key)
    st.session_state.pop(f"{key}.shown", None)


def travelers() -> dict[str, str]:
    """Everybody in the ledger: id → name, or the id where no name is known. Never empty."""
    workspace = session.analysis().workspace
    names = dict(zip(workspace.travelers["traveler"], workspace.travelers["name"], strict=True))
    tables = (workspace.trips, workspace.assignments, workspace.residences)
    ids = [*names, *(who for table in tables for who in table["traveler"])]
    nobody = session.actor().traveler or "me"
    return {who: names.get(who) or who for who in dict.fromkeys(ids)} or {nobody: nobody}


def assignments(traveler: str) -> list[str]:
    """Ids of the assignments of one person."""
    workspace = session.analysis().workspace
    own = workspace.assignments.loc[workspace.assignments["traveler"] == traveler, "assignment"]
    named = workspace.trips.loc[workspace.trips["traveler"] == traveler, "assignment"]
    return [name for name in dict.fromkeys([*own, *named]) if name]


def _usual_traveler() -> str:
    return next(iter(travelers()))


def _begin(key: str, given: Mapping[str, str]) -> None:
    """Fills the fields that nothing was typed into yet."""
    if st.session_state.pop(f"{key}.clear", False):
        for name in _FIELDS:
            st.session_state.pop(f"{key}.{name}", None)
    for name, empty in _FIELDS.items():
        st.session_state.setdefault(f"{key}.{name}", _as_typed(name, given, empty))


def _as_typed(name: str, given: Mapping[str, str], empty: object) -> object:
    if name == "ongoing":
        return bool(given.get("first_day")) and given.get("last_day") == "" and "version" in given
    value = given.get(name, "")
    if not value:
        return empty
    return days.parse_day(value) if name.endswith("_day") else value


def _clear(key: str) -> None:
    """Empties the form at the next run, before its widgets are made."""
    st.session_state[f"{key}.clear"] = True
    st.session_state.pop(f"{key}.tried", None)


def _fields(key: str, *, whose: bool) -> Texts:
    """The widgets; what they hold, as the texts of a row, plus ``ongoing`` (yes or "")."""
    people = travelers()
    wide, narrow = st.columns([3, 2])
    country_box(wide, "Country", f"{key}.country")
    narrow.text_input("Place", key=f"{key}.place", placeholder="City, if you like", persist_state="session")
    first, last = st.columns(2)
    _day_field(first, "First day there", f"{key}.first_day")
    is_ongoing = bool(st.session_state[f"{key}.ongoing"])
    _day_field(last, "Last day there", f"{key}.last_day", disabled=is_ongoing)
    last.checkbox("Ongoing: I am still there", key=f"{key}.ongoing", persist_state="session")
    left, right = st.columns(2)
    _choice(left, "What for", ACTIVITIES, f"{key}.activity")
    who = st.session_state[f"{key}.traveler"] or _usual_traveler()
    right.selectbox(
        "Assignment",
        assignments(who),
        index=None,
        placeholder="None (choose, or type a new name)",
        accept_new_options=True,
        key=f"{key}.assignment",
        persist_state="session",
        help="The engagement that this work belongs to. Trips of one assignment are judged together.",
    )
    with st.expander("More: who, how sure, from which record, note", expanded=whose and len(people) > 1):
        left, right = st.columns(2)
        left.selectbox(
            "Traveler",
            list(people),
            format_func=lambda traveler: people.get(traveler, traveler),
            index=None,
            placeholder="Choose, or type a new name",
            accept_new_options=True,
            key=f"{key}.traveler",
            persist_state="session",
            disabled=not whose,
        )
        _choice(right, "How sure are the dates", CERTAINTIES, f"{key}.certainty")
        left.text_input("Record", key=f"{key}.source", placeholder="Ticket, stamp, contract", persist_state="session")
        right.text_input("Note", key=f"{key}.note", persist_state="session")
    return _texts(key)


def _day_field(place: st.delta_generator.DeltaGenerator, label: str, key: str, *, disabled: bool = False) -> None:
    place.date_input(
        label,
        value=None,
        min_value=FIRST_DAY,
        max_value=LAST_DAY,
        format="MM/DD/YYYY",
        key=key,
        disabled=disabled,
        persist_state="session",
    )


def _choice(place: st.delta_generator.DeltaGenerator, label: str, words: Mapping[str, str], key: str) -> None:
    place.selectbox(label, list(words), format_func=lambda code: words[code], key=key, persist_state="session")


def _texts(key: str) -> Texts:
    typed = {name: st.session_state[f"{key}.{name}"] for name in _FIELDS}
    values = {
        name: value.isoformat() if isinstance(value, dt.date) else str(value or "").strip()
        for name, value in typed.items()
        if name != "ongoing"
    }
    if typed["ongoing"]:
        values["last_day"] = ""
    return values | {"ongoing": "yes" if typed["ongoing"] else ""}


def _problems(values: Texts) -> list[str]:
    found = []
    if not is_country(values["country"]):
        found.append("Choose the country.")
    if not values["first_day"]:
        found.append("Give the first day there.")
    if not values["last_day"] and not values["ongoing"]:
        found.append("Give the last day there, or tick “Ongoing”.")
    if values["first_day"] and values["last_day"] and values["last_day"] < values["first_day"]:
        found.append("The last day lies before the first day. Correct one of them.")
    return found


def _hints(key: str, problems: list[str], values: Texts) -> None:
    """What is wrong, once saving was tried or both days are there; else how many days the trip counts."""
    both = bool(values["first_day"] and values["last_day"])
    if problems and (st.session_state.get(f"{key}.tried") or (both and values["last_day"] < values["first_day"])):
        st.error("  \n".join(problems), icon=":material/error:")
    elif both:
        first, last = days.parse_day(values["first_day"]), days.parse_day(values["last_day"])
        number = count_text((last - first).days + 1, "day")
        st.text(f"{span_text(first, last)}: {number}, first and last day counted.")


def _tried(key: str) -> None:
    """From now on the form says what is missing; before, it would nag somebody who has just begun."""
    st.session_state[f"{key}.tried"] = True


def _save_new(values: Texts, trips: Changes) -> bool:
    message = f"Logged: {trip_name(trips.added[0])}."
    return session.save_many(_with_new_assignment(values, trips), message=message)


def row_of(values: Texts) -> Texts:
    """What the fields hold, as a row of the trips."""
    return {name: value for name, value in values.items() if name != "ongoing"}


def _changed(shown: Texts, values: Texts) -> Texts:
    return {name: value for name, value in row_of(values).items() if value != shown.get(name, "")}


def _with_new_assignment(values: Texts, trips: Changes) -> dict[str, Changes]:
    """The changes of the trips, and an assignment of that name where there is none yet."""
    name, who = values["assignment"], values["traveler"] or _usual_traveler()
    stored = session.analysis().workspace.assignments
    known = ((stored["assignment"] == name) & (stored["traveler"] == who)).any()
    if not name or known:
        return {"trips": trips}
    return {"trips": trips, "assignments": Changes(added=[{"assignment": name, "traveler": who}])}


def _stored_row(row_id: str) -> Texts | None:
    rows = session.ledger().rows("trips")
    found = rows[rows["row_id"] == row_id]
    if found.empty:
        return None
    wanted = [*schema.column_names("trips"), "version"]
    return {column: str(found.iloc[0][column]) for column in wanted}


def show_newer(shown: Mapping[str, str], stored: Mapping[str, str]) -> None:
    """Says what is different about a trip that was changed elsewhere."""
    differences = [
        f"{column}: {shown[column] or 'empty'} → {stored[column] or 'empty'}"
        for column in schema.column_names("trips")
        if shown[column] != stored[column]
    ]
    st.warning(md_escape("This trip was changed elsewhere: " + "; ".join(differences)))


def trip_name(row: Mapping[str, str]) -> str:
    """A row of the trips in words."""
    first, last = row["first_day"], row["last_day"]
    span = span_text(days.parse_day(first), days.parse_day(last) if last else None)
    where = countries.name(row["country"])
    return f"{where}, {row['place']}, {span}" if row["place"] else f"{where}, {span}"


def row_id_of(trip: str) -> str | None:
    """The ledger's row of a trip id."""
    rows = session.ledger().rows("trips")
    found = rows.loc[rows["trip"] == trip, "row_id"]
    return None if found.empty else str(found.iloc[0])


def trip_label(trip: str) -> str:
    """A trip in words, for a list to choose from."""
    trips = session.analysis().workspace.trips
    row = trips[trips["trip"] == trip].iloc[0]
    place = f", {row['place']}" if row["place"] else ""
    last = None if pd.isna(row["last_day"]) else row["last_day"]
    return f"{countries.name(row['country'])}{place}: {span_text(row['first_day'], last)}"
