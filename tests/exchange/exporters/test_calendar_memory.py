"""Calendar files that are imported one after the other: the calendar then shows what the last one says, no more."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import icalendar
import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.exchange.exporters.calendar_store import Event, Store, events_of, says
from tests.exchange.files import analysis_of, plain_workspace
from tracker.analysis import Analysis
from tracker.errors import BadOption
from tracker.exchange.exporters import Choice
from tracker.exchange.exporters.calendar_ics import CALENDAR_ICS
from tracker.exchange.exporters.calendar_memory import PRODUCT, continued, is_calendar, is_own, memory_of
from tracker.exchange.redaction import Redaction
from tracker.itinerary import Workspace, workspace_from_text

NOON = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)


def files_of(*analyses: Analysis, **choice: Any) -> list[bytes]:
    """Exports an hour apart, each of which goes on from the one before it."""
    files = [b""]
    for hour, analysis in enumerate(analyses):
        made_at = NOON + dt.timedelta(hours=hour)
        files.append(CALENDAR_ICS.to_bytes(analysis, Choice(earlier=files[-1], made_at=made_at, **choice)))
    return files[1:]


def by_title(content: bytes) -> dict[str, Event]:
    return {event["SUMMARY"]: event for event in events_of(content)}


def with_trips(workspace: Workspace, **columns: Any) -> Workspace:
    return workspace.with_tables(trips=workspace.trips.assign(**columns))


def days(*texts: str) -> pd.Series:
    return pd.to_datetime(pd.Series(texts)).astype("datetime64[s]")


FIRST_DAYS = ("2026-01-05", "2026-03-10", "2026-06-01", "2026-10-01")


def test_only_what_changed_becomes_newer_and_what_is_gone_is_canceled_once() -> None:
    workspace = plain_workspace()
    moved = with_trips(workspace, first_day=days(*FIRST_DAYS[:1], "2026-03-12", *FIRST_DAYS[2:]))
    shorter = moved.with_tables(trips=moved.trips[moved.trips["trip"] != "t3"].reset_index(drop=True))
    first, second, third, fourth = files_of(*map(analysis_of, (workspace, moved, shorter, shorter)))

    before, after = by_title(first), by_title(second)
    assert after["Work in United Kingdom"] == before["Work in United Kingdom"]
    assert int(after["Work in France"]["SEQUENCE"]) > int(before["Work in France"]["SEQUENCE"])
    assert after["Work in France"]["DTSTAMP"] == after["Work in France"]["LAST-MODIFIED"] == "20261122T130000Z"
    assert before["Work in France"]["UID"] == after["Work in France"]["UID"]

    canceled = by_title(third)["Canceled: No work, in United States"]
    assert (canceled["UID"], canceled["STATUS"]) == (before["No work, in United States"]["UID"], "CANCELLED")
    assert canceled["DTSTART;VALUE=DATE"] == "20260601"
    assert int(canceled["SEQUENCE"]) > int(before["No work, in United States"]["SEQUENCE"])
    assert "CANCELLED" not in {event["STATUS"] for event in events_of(fourth)}


def test_the_same_log_gives_the_same_file_whenever_it_is_made() -> None:
    analysis = analysis_of(plain_workspace())
    first, second = files_of(analysis, analysis)
    assert first == second
    assert "all as in the earlier file" in CALENDAR_ICS.make(analysis, Choice(earlier=first)).outcome


def test_the_outcome_counts_what_is_new_changed_and_canceled() -> None:
    workspace = plain_workspace()
    [first] = files_of(analysis_of(workspace))
    trips = workspace.trips.assign(place=["London", "Nantes", "Reno", "Porto"]).iloc[[0, 1, 3]]
    other = workspace.with_tables(trips=trips.reset_index(drop=True), deadlines=workspace.deadlines.assign(done_on=""))
    outcome = CALENDAR_ICS.make(analysis_of(workspace_of_texts(other)), Choice(earlier=first, made_at=NOON)).outcome
    assert outcome.startswith("1 new event, 1 changed, 1 canceled, ")


def workspace_of_texts(workspace: Workspace) -> Workspace:
    """The same tables, read again: days typed as text become days."""
    return workspace_from_text(workspace.tables())


def test_an_event_that_comes_back_is_newer_than_its_cancellation() -> None:
    workspace = plain_workspace()
    shorter = workspace.with_tables(trips=workspace.trips.iloc[:3].reset_index(drop=True))
    whole, less = analysis_of(workspace), analysis_of(shorter)
    store = Store()
    for content in files_of(whole, less, less, whole):
        store.take(content)
    assert store.shown == sorted(map(says, events_of(files_of(whole)[0])), key=lambda event: event["UID"])


def test_a_file_without_an_earlier_one_is_newer_than_all_before_it() -> None:
    """The earlier file may be lost, or come from a reader of a ledger, for whom nothing is kept."""
    workspace = plain_workspace()
    store = Store()
    for hour, place in enumerate(("Leeds", "London")):
        analysis = analysis_of(with_trips(workspace, place=[place, "Nantes", "Reno", "Porto"]))
        store.take(CALENDAR_ICS.to_bytes(analysis, Choice(made_at=NOON + dt.timedelta(hours=hour))))
    assert "London, United Kingdom" in {event.get("LOCATION") for event in store.shown}


def test_whose_events_a_file_holds_is_known_again_in_any_letters() -> None:
    trips = plain_workspace().trips.assign(traveler='a,b;\\n \u202e:=山田 "x"')
    analysis = analysis_of(plain_workspace().with_tables(trips=trips))
    for choice in (
        Choice(traveler=trips["traveler"][0], made_at=NOON),
        Choice(redact=(Redaction.NOTES,), made_at=NOON),
    ):
        content = CALENDAR_ICS.to_bytes(analysis, choice)
        again = CALENDAR_ICS.make(analysis, replace(choice, earlier=content))
        assert (again.content, again.remarks) == (content, ())


@pytest.mark.parametrize(
    "choice", [Choice(traveler="me"), Choice(redact=(Redaction.NOTES,))], ids=["one traveler", "redacted"]
)
def test_a_file_about_others_cancels_nothing_and_says_nothing_of_them(choice: Choice) -> None:
    workspace = plain_workspace()
    other = workspace.trips.assign(traveler=["me", "me", "bob", "bob"], place="Secret")
    [everybody] = files_of(analysis_of(workspace.with_tables(trips=other)))
    without_bob = workspace.with_tables(trips=workspace.trips.iloc[:2].reset_index(drop=True))
    made = CALENDAR_ICS.make(
        analysis_of(without_bob), Choice(choice.traveler, redact=choice.redact, earlier=everybody, made_at=NOON)
    )
    assert b"bob" not in made.content
    assert b"Secret" not in made.content
    assert b"CANCELLED" not in made.content
    assert "holds other people, leaves out other facts" in made.remarks[0]


@pytest.mark.parametrize(
    "content",
    [
        b"BEGIN:VCALENDAR\r\nPRODID:-//Other//EN\r\nEND:VCALENDAR\r\n",
        b"not a calendar",
        f"BEGIN:VCALENDAR\r\nPRODID:{PRODUCT}\r\nBEGIN:VEVENT\r\nUID:a\r\n".encode(),
        f"BEGIN:VCALENDAR\r\nPRODID:{PRODUCT}\r\nBEGIN:VEVENT\r\nUID:a\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n".encode(),
        f"BEGIN:VCALENDAR\r\nPRODID:{PRODUCT}\r\nBEGIN:VEVENT\r\nUID:a\r\nDTSTAMP:20260101T000000Z\r\nSEQUENCE:x\r\n"
        "END:VEVENT\r\nEND:VCALENDAR\r\n".encode(),
        f"BEGIN:VCALENDAR\r\nPRODID:{PRODUCT}\r\nX-WR-CALNAME:\xff".encode("latin-1"),
        f"BEGIN:VCALENDAR\r\nPRODID:{PRODUCT}\r\nLAST-MODIFIED:99991231T235959Z\r\nEND:VCALENDAR\r\n".encode(),
        f"BEGIN:VCALENDAR\r\nPRODID:{PRODUCT}\r\nLAST-MODIFIED;VALUE=DATE:20260101\r\nEND:VCALENDAR\r\n".encode(),
    ],
    ids=["another program", "no calendar", "cut off", "no stamp", "no number", "no text", "no moment", "a day"],
)
def test_a_file_that_nothing_can_go_on_from_is_refused_in_a_sentence(content: bytes) -> None:
    with pytest.raises(BadOption, match="earlier"):
        memory_of(content)


def test_another_programs_calendar_is_known_as_one() -> None:
    theirs = b"\xef\xbb\xbfBEGIN:VCALENDAR\r\nPRODID:-//Other//EN\r\n"
    assert is_calendar(theirs)
    assert not is_own(theirs)
    assert not is_calendar(b"old words")


# What the memory does, without an analysis: any texts, any days, any order.

_TEXTS = st.text(st.characters(exclude_categories=["C", "Z"]) | st.sampled_from(" \n\\,;:\"'^"), max_size=90)
_DAYS = st.dates(dt.date(1950, 1, 1), dt.date(2199, 12, 30))
_CALENDARS = st.dictionaries(st.sampled_from("abcdef"), st.tuples(_TEXTS, _TEXTS, _DAYS, st.booleans()))


def written(calendar: dict[str, tuple[str, str, dt.date, bool]], earlier: bytes, made_at: dt.datetime) -> bytes:
    events = []
    for uid, (title, place, day, is_due) in calendar.items():
        event = icalendar.Event()
        event.add("uid", uid)
        event.add("summary", title)
        event.add("description", title + place)
        event.add("dtstart", day)
        event.add("dtend", day + dt.timedelta(days=1))
        event.add("status", "CONFIRMED")
        event.add("transp", "TRANSPARENT")
        if place:
            event.add("location", place)
        if is_due:
            alarm = icalendar.Alarm()
            alarm.add("action", "DISPLAY")
            alarm.add("trigger", dt.timedelta(days=-7, hours=9))
            event.add_component(alarm)
        events.append(event)
    outcome = continued(events, memory_of(earlier) if earlier else None, made_at)
    file = icalendar.Calendar()
    file.add("prodid", PRODUCT)
    file.add("last-modified", outcome.newest)
    for event in outcome.events:
        file.add_component(event)
    return file.to_ical()


def without_alarms(events: list[Event]) -> list[Event]:
    return [{name: value for name, value in event.items() if name != "TRIGGERS"} for event in events]


@settings(max_examples=60)
@given(st.lists(st.tuples(_CALENDARS, st.integers(-3, 3)), min_size=1, max_size=6))
def test_after_all_imports_the_calendar_shows_the_last_file(
    steps: list[tuple[dict[str, tuple[str, str, dt.date, bool]], int]],
) -> None:
    """Whatever was edited, deleted and brought back, also where the clock is set back, or several files are made in
    one second."""
    content, made_at, store = b"", NOON, Store()
    for calendar, seconds in steps:
        made_at += dt.timedelta(seconds=seconds)
        content = written(calendar, content, made_at)
        store.take(content)
        again = written(calendar, content, made_at)
        assert {event["UID"] for event in events_of(again)} == set(calendar)
    events = [says(event) for event in events_of(content) if event["STATUS"] != "CANCELLED"]
    assert without_alarms(store.shown) == without_alarms(sorted(events, key=lambda event: event["UID"]))
    assert [event["UID"] for event in store.shown] == sorted(steps[-1][0])


def test_a_file_with_other_line_ends_is_still_the_earlier_one() -> None:
    file = written({"a": ("x", "", dt.date(2026, 1, 1), False)}, b"", NOON)
    bare = file.replace(b"\r\n", b"\n")
    assert is_own(bare)
    assert written({"a": ("x", "", dt.date(2026, 1, 1), False)}, bare, NOON + dt.timedelta(days=1)) == file


def test_an_event_that_rings_again_becomes_newer() -> None:
    """A file that was made as of a later day has no alarms for what is ahead now."""
    store, content = Store(), b""
    for second, is_due in enumerate((False, True, False)):
        content = written({"a": ("x", "", dt.date(2026, 12, 1), is_due)}, content, NOON + dt.timedelta(seconds=second))
        store.take(content)
        if is_due:
            assert [event["TRIGGERS"] for event in store.shown] == ["-P6DT15H"]
    assert store.replaced == 1, "that its alarms end with its day is no change"


def test_a_cancellation_is_repeated_for_as_long_as_it_is_wanted() -> None:
    file = written({"a": ("x", "", dt.date(2026, 1, 1), False)}, b"", NOON)
    file = written({}, file, NOON + dt.timedelta(days=1))
    memory = memory_of(file)
    [repeated] = continued([], memory, NOON + dt.timedelta(days=90), dt.timedelta(days=90)).events
    assert repeated["sequence"] == memory.events["a"]["sequence"]
    assert continued([], memory, NOON + dt.timedelta(days=92), dt.timedelta(days=90)).events == []
    assert continued([], memory, NOON + dt.timedelta(days=2)).events == []


# The same with logs: whatever happens to the trips, no stale and no double event.

_TRIPS = st.lists(
    st.fixed_dictionaries(
        {
            "trip": st.sampled_from(["", "", "a", "b", "c"]),
            "country": st.sampled_from(["DE", "FR", "TH", "US"]),
            "place": st.sampled_from(["", "Lyon"]),
            "first_day": st.dates(dt.date(2024, 1, 1), dt.date(2027, 12, 1)).map(str),
            "days": st.integers(0, 400) | st.none(),
            "assignment": st.sampled_from(["", "x"]),
            "source_ref": st.sampled_from(["", "", "r1"]),
        }
    ),
    max_size=4,
    unique_by=lambda trip: trip["trip"] or str(trip),
)


@settings(max_examples=6, suppress_health_check=[HealthCheck.too_slow], phases=[Phase.explicit, Phase.generate])
@given(st.lists(_TRIPS, min_size=2, max_size=3))
def test_random_edits_of_a_log_leave_nothing_stale_in_the_calendar(logs: list[list[dict[str, Any]]]) -> None:
    store = Store()
    for content in files_of(*(analysis_of(log_of(trips)) for trips in logs)):
        store.take(content)
    standing = [event for event in events_of(content) if event["STATUS"] != "CANCELLED"]
    assert len({event["UID"] for event in standing}) == len(standing)
    assert store.shown == sorted(map(says, standing), key=lambda event: event["UID"])


def log_of(trips: list[dict[str, Any]]) -> Workspace:
    rows = [{**trip, "last_day": last_day(trip)} for trip in trips]
    return workspace_from_text({"trips": pd.DataFrame(rows, columns=[*_COLUMNS]).fillna("").astype("str")})


_COLUMNS = ("trip", "country", "place", "first_day", "last_day", "assignment", "source_ref")


def last_day(trip: dict[str, Any]) -> str:
    if trip["days"] is None:
        return ""
    return str(dt.date.fromisoformat(trip["first_day"]) + dt.timedelta(days=trip["days"]))
