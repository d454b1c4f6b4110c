"""The calendar file, read by a small reader of our own that shares nothing with the library that wrote it."""

from __future__ import annotations

import datetime as dt

import pandas as pd

import tracker
from tests.exchange.exporters.calendar_store import events_of
from tests.exchange.files import AS_OF, analysis_of, awkward_workspace, plain_workspace
from tracker.codes import NOT_LEGAL_ADVICE
from tracker.exchange.exporters import Choice
from tracker.exchange.exporters.calendar_ics import CALENDAR_ICS
from tracker.itinerary import Workspace, workspace_from_text


def _by_title(workspace: Workspace) -> dict[str, dict[str, str]]:
    return {event["SUMMARY"]: event for event in events_of(CALENDAR_ICS.to_bytes(analysis_of(workspace)))}


def _span(event: dict[str, str]) -> tuple[str, str]:
    return event["DTSTART;VALUE=DATE"], event["DTEND;VALUE=DATE"]


def test_days_are_all_day_and_the_end_is_the_day_after_the_last_one() -> None:
    events = _by_title(plain_workspace())
    assert _span(events["Work in United Kingdom"]) == ("20260105", "20260228")
    assert _span(events["No work, in United States"]) == ("20260601", "20260901")
    assert _span(events["US certificate for the United Kingdom: issued"]) == ("20260105", "20260228")
    assert events["Work in United Kingdom"]["LOCATION"] == "Leeds, United Kingdom"


def test_what_has_no_last_day_is_drawn_on_its_first_one_and_says_so() -> None:
    events = _by_title(plain_workspace())
    ongoing = events["Work in Portugal, ongoing since this day"]
    assert _span(ongoing) == ("20261001", "20261002")
    assert "no last day is logged" in ongoing["DESCRIPTION"]
    held = events["US certificate for Portugal: submitted"]
    assert _span(held) == ("20261001", "20261002")
    assert "No end date" in held["DESCRIPTION"]


def test_the_hosts_own_certificate_says_whose_it_is() -> None:
    workspace = plain_workspace()
    issuers = workspace.certificates.assign(issuer=pd.Series(["GB", "", ""], dtype="str"))
    events = _by_title(workspace.with_tables(certificates=issuers))
    assert "UK certificate for the United Kingdom: issued" in events


def test_a_travel_day_says_where_it_counts() -> None:
    workspace = plain_workspace()
    days = workspace.trips.assign(
        first_day=pd.to_datetime(["2026-01-05", "2026-02-27", "2026-06-01", "2026-10-01"]).astype("datetime64[s]")
    )
    events = _by_title(workspace.with_tables(trips=days))
    assert "The travel day Feb 27, 2026 counts for the next trip" in events["Work in United Kingdom"]["DESCRIPTION"]
    assert "travel day" not in events["Work in France"]["DESCRIPTION"]


def test_planned_trips_and_certificates_not_issued_are_tentative() -> None:
    events = _by_title(plain_workspace())
    assert events["Work in Portugal, ongoing since this day"]["STATUS"] == "TENTATIVE"
    assert events["US certificate for Portugal: submitted"]["STATUS"] == "TENTATIVE"
    assert events["US certificate for the United Kingdom: issued"]["STATUS"] == "CONFIRMED"
    assert events["Work in France"]["STATUS"] == "CONFIRMED"
    assert "Dates estimated" in events["Work in France"]["DESCRIPTION"]


def test_a_refused_certificate_has_no_window_and_a_deadline_done_is_gone() -> None:
    titles = _by_title(plain_workspace())
    assert not [title for title in titles if "refused" in title]
    assert "Call Zora's bank" in titles
    assert "Done long ago" not in titles


def test_every_event_carries_the_note_and_the_day_of_the_question() -> None:
    events = events_of(CALENDAR_ICS.to_bytes(analysis_of(plain_workspace())))
    assert {event["DTSTAMP"] for event in events} == {f"{AS_OF:%Y%m%d}T000000Z"}
    assert all(NOT_LEGAL_ADVICE in event["DESCRIPTION"] for event in events)


def test_an_event_keeps_its_uid_when_its_dates_change_and_no_two_share_one() -> None:
    workspace = plain_workspace()
    before = [event["UID"] for event in events_of(CALENDAR_ICS.to_bytes(analysis_of(workspace)))]
    assert len(set(before)) == len(before)
    moved = workspace.trips.assign(first_day=workspace.trips["first_day"] + pd.Timedelta(days=1))
    later = tracker.analyze(
        workspace.with_tables(trips=moved), tracker.load_rules(), as_of=AS_OF + dt.timedelta(days=1)
    )
    after = [event["UID"] for event in events_of(CALENDAR_ICS.to_bytes(later))]
    assert set(before) == set(after)


def test_a_trip_without_an_id_keeps_its_uid_when_a_row_comes_before_it() -> None:
    rows = pd.DataFrame({"country": ["FR", "DE"], "first_day": ["2026-01-01", "2026-02-01"], "last_day": "2026-02-03"})
    one, two = (
        {event["SUMMARY"]: event["UID"] for event in events_of(CALENDAR_ICS.to_bytes(analysis_of(workspace)))}
        for workspace in (workspace_from_text({"trips": rows}), workspace_from_text({"trips": rows.iloc[::-1]}))
    )
    assert one == two


def test_text_of_the_user_cannot_add_a_property() -> None:
    rows = pd.DataFrame(
        {
            "trip": ["a\r\nATTACH:http://evil.example/x"],
            "country": ["FR"],
            "place": ["x\nSTATUS:CANCELLED;\u202e,\\n\x07"],
            "first_day": ["2026-01-01"],
            "last_day": ["2026-01-02"],
        }
    )
    [event] = [
        one
        for one in events_of(CALENDAR_ICS.to_bytes(analysis_of(workspace_from_text({"trips": rows}))))
        if one["SUMMARY"] == "Work in France"
    ]
    assert event["STATUS"] == "CONFIRMED"
    assert not [name for name in event if name.startswith("ATTACH")]


def test_only_one_traveler_when_asked_and_names_when_there_are_several() -> None:
    analysis = analysis_of(awkward_workspace())
    assert any(event["SUMMARY"].startswith("-Ann: ") for event in events_of(CALENDAR_ICS.to_bytes(analysis)))
    alone = events_of(CALENDAR_ICS.to_bytes(analysis, Choice(traveler="me")))
    assert "Work in France" not in {event["SUMMARY"] for event in alone}
    assert "Work in Germany" in {event["SUMMARY"] for event in alone}


def test_an_empty_log_is_a_calendar_withoutevents_of() -> None:
    content = CALENDAR_ICS.to_bytes(analysis_of(Workspace()))
    assert content.startswith(b"BEGIN:VCALENDAR\r\n")
    assert events_of(content) == []
