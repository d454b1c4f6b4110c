"""The form of a trip: logging a new one, editing one, deleting one. What is typed stays until it is saved."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import pandas as pd
import streamlit as st

from tracker import countries, days, schema
from tracker.codes import Activity, Certainty
from tracker.itinerary.repeat import next_free_days
from tracker.store import Changes, RowChange, RowDeletion
from tracker.ui import session
from tracker.ui.country_box import country_box, is_country
from tracker.ui.shared_days import confirmed
from tracker.ui.text import count_text, md_escape, span_text
from tracker.ui.trip_questions import days_confirmed, usual_certainty
from tracker.ui.trip_repeat import repeat_trip

FIRST_DAY, LAST_DAY = dt.date(1950, 1, 1), dt.date(2199, 12, 31)

ACTIVITIES = {
    str(Activity.WORK): "Work",
    str(Activity.NON_WORK): "Not working (vacation, sick leave, visit)",
    str(Activity.TRANSIT): "In transit",
}
CERTAINTIES = {
    str(Certainty.CONFIRMED): "I have proof",
    str(Certainty.PLANNED): "Planned",
    str(Certainty.ESTIMATED): "From memory",
    str(Certainty.INFERRED): "Estimated",
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
    "certainty": None,
    "source": "",
    "note": "",
}
Texts = dict[str, str]


def new_trip(key: str, *, given: Mapping[str, str] | None = None, button: str = "Save trip") -> None:
    """The form for a new trip. ``key`` starts its widgets' keys; ``given`` are texts that it begins with.

    A saved trip empties the form and runs the page again. A draft outlives a change of page.
    """
    values, problems = ask(key, {"traveler": _usual_traveler(), **(given or {})})
    is_pressed = save_button(key, button, icon=":material/add:")
    if problems:
        return
    is_pressed = days_confirmed(key, values, is_pressed=is_pressed)
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
    match st.session_state.get(f"{key}.again"):
        case "copy":
            _back_button(key)
            new_trip(f"{key}.copy", given=_copy_of(stored, row_id), button="Save the copy")
            return
        case "repeat":
            _back_button(key)
            repeat_trip(f"{key}.repeat", stored)
            return
    shown_key = f"{key}.shown"
    shown: Texts = st.session_state.setdefault(shown_key, stored)
    values, problems = ask(key, shown)
    if stored["version"] != shown["version"]:
        show_newer(shown, stored)
        with st.container(horizontal=True):
            st.button("Keep my changes", key=f"{key}.rebase", on_click=_rebase, args=(key, stored))
            if st.button("Use the newer version", key=f"{key}.reload"):
                _clear(key)
                st.session_state.pop(shown_key)
                st.rerun(scope="fragment")
    if came_from := import_words(shown):
        st.caption(md_escape(came_from))
    with st.container(horizontal=True):
        save = save_button(key, "Save")
        for again, label, icon in (("copy", "Copy this trip", "content_copy"), ("repeat", "Repeat weekly", "repeat")):
            st.button(
                label,
                key=f"{key}.{again}_button",
                icon=f":material/{icon}:",
                on_click=_again,
                args=(key, again),
                **session.for_writers(),
            )
        delete = st.button("Delete this trip", key=f"{key}.delete", icon=":material/delete:", **session.for_writers())
    name = trip_name(stored)
    if not problems:
        change = RowChange(row_id, int(shown["version"]), _changed(shown, values))
        if {"country", "first_day", "last_day"} & change.values.keys():
            save = days_confirmed(key, values, is_pressed=save)
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
    is_stored = "version" in given
    _choose_certainty(key, is_proof_stored=is_stored and given.get("certainty") in ("", str(Certainty.CONFIRMED)))
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
    for part in ("shown", "again"):
        st.session_state.pop(f"{key}.{part}", None)


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
        _forget_fields(key)
    for name, empty in _FIELDS.items():
        st.session_state.setdefault(f"{key}.{name}", _as_typed(name, given, empty))


def _forget_fields(key: str) -> None:
    for name in [*_FIELDS, "certainty.usual"]:
        st.session_state.pop(f"{key}.{name}", None)


def _as_typed(name: str, given: Mapping[str, str], empty: object) -> object:
    if name == "ongoing":
        return bool(given.get("first_day")) and given.get("last_day") == "" and "version" in given
    value = given.get(name, "")
    if name == "certainty" and "version" in given:
        return value or str(Certainty.CONFIRMED)  # the default of a stored trip
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
    narrow.text_input("Place", key=f"{key}.place", placeholder="City (optional)", persist_state="session")
    first, last = st.columns(2)
    _day_field(first, "Arrived / first day", f"{key}.first_day")
    is_ongoing = bool(st.session_state[f"{key}.ongoing"])
    _day_field(last, "Last day", f"{key}.last_day", disabled=is_ongoing)
    last.checkbox("I'm still there", key=f"{key}.ongoing", persist_state="session")
    left, right = st.columns(2)
    _choice(left, "Purpose", ACTIVITIES, f"{key}.activity")
    who = st.session_state[f"{key}.traveler"] or _usual_traveler()
    right.selectbox(
        "Project or assignment (optional)",
        assignments(who),
        index=None,
        placeholder="Choose, or type a new name",
        accept_new_options=True,
        key=f"{key}.assignment",
        persist_state="session",
        help="Trips with the same assignment are treated as one work period.",
    )
    with st.expander("More details", expanded=whose and len(people) > 1):
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
        right.text_input("Note", key=f"{key}.note", persist_state="session")
        left.text_input(
            "Proof", key=f"{key}.source", placeholder="Ticket, passport stamp, contract", persist_state="session"
        )
        may_be_proven = bool(st.session_state[f"{key}.may_be_proven"])
        words = {code: text for code, text in CERTAINTIES.items() if may_be_proven or code != Certainty.CONFIRMED}
        _choice(right, "How certain are the dates?", words, f"{key}.certainty")
        if not may_be_proven:
            right.caption("To choose “I have proof”, name the proof first.")
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
        found.append("Choose a country.")
    if not values["first_day"]:
        found.append("Enter the first day.")
    if not values["last_day"] and not values["ongoing"]:
        found.append("Enter the last day, or check “I'm still there”.")
    if values["first_day"] and values["last_day"] and values["last_day"] < values["first_day"]:
        found.append("The last day is before the first day.")
    return found


def _hints(key: str, problems: list[str], values: Texts) -> None:
    """What is wrong, once saving was tried or both days are there; else how many days the trip counts."""
    both = bool(values["first_day"] and values["last_day"])
    if problems and (st.session_state.get(f"{key}.tried") or (both and values["last_day"] < values["first_day"])):
        st.error("  \n".join(problems), icon=":material/error:")
    elif both:
        first, last = days.parse_day(values["first_day"]), days.parse_day(values["last_day"])
        number = count_text((last - first).days + 1, "day")
        st.text(f"{number} (first and last day count). {CERTAINTIES[values['certainty']]}.")


def _choose_certainty(key: str, *, is_proof_stored: bool) -> None:
    """Lets the certainty follow the days until somebody chooses it, and takes "I have proof" away without a proof."""
    certainty, usual_key = f"{key}.certainty", f"{key}.certainty.usual"
    first = st.session_state[f"{key}.first_day"]
    usual = usual_certainty(first.isoformat() if first else "")
    may_be_proven = is_proof_stored or bool(str(st.session_state[f"{key}.source"] or "").strip())
    chosen = st.session_state[certainty]
    if chosen in (None, st.session_state.get(usual_key)) or (chosen == Certainty.CONFIRMED and not may_be_proven):
        st.session_state[certainty] = st.session_state[usual_key] = usual
    st.session_state[f"{key}.may_be_proven"] = may_be_proven


def _again(key: str, how: str) -> None:
    """Shows the form that makes the trip again, empty of what an earlier one was given."""
    _forget_fields(f"{key}.copy")
    st.session_state.pop(f"{key}.copy.tried", None)
    st.session_state[f"{key}.again"] = how


def _back_button(key: str) -> None:
    st.button(
        "Back to the trip",
        key=f"{key}.back",
        icon=":material/arrow_back:",
        on_click=st.session_state.pop,
        args=(f"{key}.again", None),
    )


def _copy_of(row: Texts, row_id: str) -> Texts:
    """A new trip like this one, on the next days on which the person is not abroad."""
    rows = session.rows("trips")
    others = rows[(rows["traveler"] == row["traveler"]) & (rows["row_id"] != row_id) & (rows["country"] != "US")]
    spans = [_span(other) for _, other in others.iterrows()]
    first, last = next_free_days(_span(row), spans)
    alike = {name: row[name] for name in ("traveler", "country", "place", "activity", "assignment")}
    return alike | {"first_day": first.isoformat(), "last_day": last.isoformat() if row["last_day"] else ""}


def _span(row: Mapping[str, str] | pd.Series) -> tuple[dt.date, dt.date | None]:
    last = str(row["last_day"])
    return days.parse_day(str(row["first_day"])), days.parse_day(last) if last else None


def _tried(key: str) -> None:
    """From now on the form says what is missing; before, it would nag somebody who has just begun."""
    st.session_state[f"{key}.tried"] = True


def _save_new(values: Texts, trips: Changes) -> bool:
    message = f"Added: {trip_name(trips.added[0])}."
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
    rows = session.rows("trips")
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
    rows = session.rows("trips")
    found = rows.loc[rows["trip"] == trip, "row_id"]
    return None if found.empty else str(found.iloc[0])


def trip_label(trip: str) -> str:
    """A trip in words, for a list to choose from."""
    trips = session.analysis().workspace.trips
    row = trips[trips["trip"] == trip].iloc[0]
    place = f", {row['place']}" if row["place"] else ""
    last = None if pd.isna(row["last_day"]) else row["last_day"]
    return f"{countries.name(row['country'])}{place}: {span_text(row['first_day'], last)}"
