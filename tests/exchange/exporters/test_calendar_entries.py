"""Identities that survive edits, and what is drawn: limits that still matter, days in words, nobody else's facts."""

from __future__ import annotations

import datetime as dt
import functools
from typing import Any

import pandas as pd
import pytest

import tracker
from tests.exchange.exporters.calendar_store import events_of
from tests.exchange.files import AS_OF, analysis_of, awkward_workspace, plain_workspace
from tests.test_samples import FOLDER as SAMPLES
from tracker.exchange.exporters import Choice
from tracker.exchange.exporters.calendar_entries import Entry, entries
from tracker.exchange.exporters.calendar_ics import CALENDAR_ICS
from tracker.itinerary import Workspace, workspace_from_text


@functools.cache
def nomad() -> Workspace:
    return tracker.read_workspace(SAMPLES / "nomad")


def entries_of(workspace: Workspace, as_of: dt.date = AS_OF) -> dict[str, Entry]:
    return {entry.title: entry for entry in entries(tracker.analyze(workspace, tracker.load_rules(), as_of=as_of))}


def log_of(*trips: dict[str, str], **tables: Any) -> Workspace:
    rows = pd.DataFrame(trips).fillna("").astype("str")
    return workspace_from_text({"trips": rows, **{name: pd.DataFrame(table) for name, table in tables.items()}})


def trip(country: str, first_day: str, last_day: str, **more: str) -> dict[str, str]:
    return {"country": country, "first_day": first_day, "last_day": last_day, **more}


BERLIN = trip("DE", "2026-10-05", "", place="Berlin")


def test_deadlines_keep_their_identity_when_the_periods_are_numbered_anew() -> None:
    limit = "Limit reached: Germany"
    for named in ({}, {"trip": "b"}):
        later = {**BERLIN, **named}
        earlier = trip("DE", "2024-01-01", "2024-01-31", **({"trip": "a"} if named else {}))
        alone, moved = (
            entries_of(log_of(*trips)) for trips in ([later], [{**later, "first_day": "2026-10-08"}, earlier])
        )
        assert alone[limit].first_day != moved[limit].first_day
        assert alone[limit].identity == moved[limit].identity


def test_no_identity_holds_a_day_or_a_number_of_a_period() -> None:
    shifted = nomad().trips.assign(
        first_day=nomad().trips["first_day"] + pd.Timedelta(days=1),
        last_day=nomad().trips["last_day"] + pd.Timedelta(days=1),
    )
    more = pd.concat([shifted, shifted.head(1).assign(trip="n00", country="FR")], ignore_index=True)
    more.loc[len(shifted), ["first_day", "last_day"]] = pd.Timestamp("2020-01-01")
    before, after = (entries(analysis_of(log)) for log in (nomad(), nomad().with_tables(trips=more)))
    assert {entry.identity for entry in before} <= {entry.identity for entry in after}


@pytest.mark.parametrize(
    ("more", "edit"),
    [
        ({}, {"first_day": "2026-01-02"}),
        ({}, {"last_day": "2026-01-20"}),
        ({"source_kind": "tripit", "source_ref": "r1"}, {"country": "FR", "place": "Lyon", "first_day": "2026-01-01"}),
        ({"trip": "mine"}, {"country": "FR", "first_day": "2026-01-01", "activity": "non_work"}),
    ],
)
def test_a_trip_is_the_same_event_after_an_edit(more: dict[str, str], edit: dict[str, str]) -> None:
    stored, untouched = trip("DE", "2026-01-05", "2026-01-09", place="Bonn", **more), trip("TH", "2026-03-01", "")
    logs = log_of(untouched, stored), log_of({**stored, **edit}, untouched)
    before, after = (entries(analysis_of(log)) for log in logs)
    assert before[1].identity == after[0].identity


def test_trips_that_say_the_same_are_told_apart_by_their_days() -> None:
    january, march = trip("TH", "2026-01-05", "2026-01-09"), trip("TH", "2026-03-05", "2026-03-09")
    forward, backward = (entries(analysis_of(log)) for log in (log_of(january, march), log_of(march, january)))
    days_of = {entry.identity: entry.first_day for entry in forward}
    assert days_of == {entry.identity: entry.first_day for entry in backward}
    assert len(days_of) == 2
    assert {entry.lines for entry in forward} == {("Trip without an id",)}, "no number of a row, which changes"


def test_limits_of_stays_that_are_over_are_left_out() -> None:
    assert not [title for title in entries_of(nomad()) if title.startswith("Limit")]
    during = entries_of(nomad(), dt.date(2026, 1, 10))
    assert during["Limit reached: France"].first_day == dt.date(2027, 9, 14)
    lasting = entries_of(log_of(BERLIN))
    assert lasting["Limit reached: Germany"].is_due


def test_the_end_of_a_certificate_or_exception_is_left_out_when_its_work_is_over() -> None:
    held = {"certificate": ["c"], "traveler": ["me"], "host": ["DE"], "state": ["delivered"], "assignment": ["x"]}
    tables: dict[str, dict[str, list[str]]] = {
        "assignments": {"assignment": ["x"], "traveler": ["me"], "host": ["DE"], "expected_last_day": ["2026-12-10"]},
        "certificates": {**held, "first_day": ["2026-10-05"], "last_day": ["2028-10-04"]},
        "exceptions": {"assignment": ["x"], "host": ["DE"], "until": ["2033-01-01"], "granted_on": ["2026-01-01"]},
    }
    ends = {"Certificate ends: Germany", "Exception ends: Germany"}
    stay = log_of({**BERLIN, "last_day": "2026-11-30", "assignment": "x"}, **tables)
    assert ends <= set(entries_of(stay, dt.date(2026, 12, 10)))
    assert ends.isdisjoint(entries_of(stay, dt.date(2026, 12, 11)))
    later = log_of(trip("DE", "2020-10-05", "2020-11-30"), certificates=tables["certificates"])
    assert "Certificate ends: Germany" in entries_of(later), "its work may lie ahead"


def test_the_days_of_a_sentence_are_words_and_what_the_user_wrote_stays() -> None:
    own = {"traveler": ["nora"], "day": ["2026-12-01"], "action": ["Call about 2026-12-24"]}
    drawn = entries_of(nomad().with_tables(deadlines=log_of(BERLIN, deadlines=own).deadlines))
    assert "It would begin on Feb 1, 2027" in drawn["Request the certificate: Italy"].lines[1]
    assert "Call about 2026-12-24" in drawn


def alarmed(content: bytes) -> dict[str, str]:
    return {event["SUMMARY"]: event["TRIGGERS"] for event in events_of(content) if "TRIGGERS" in event}


def test_deadlines_ahead_ring_at_nine_thirty_and_seven_days_before() -> None:
    """-P29DT15H from the start of the day: 29 days and 15 hours before it, which is nine o'clock 30 days before."""
    content = CALENDAR_ICS.to_bytes(analysis_of(nomad()))
    assert alarmed(content) == {"Request the certificate: Italy": "-P29DT15H,-P6DT15H"}
    assert b"ACTION:DISPLAY" in content
    start = dt.datetime(2027, 1, 31, tzinfo=dt.UTC)
    rings = [start - dt.timedelta(days=29, hours=15), start - dt.timedelta(days=6, hours=15)]
    assert rings == [start.replace(day=1, hour=9), start.replace(day=24, hour=9)]
    on_the_day = tracker.analyze(nomad(), tracker.load_rules(), as_of=dt.date(2027, 1, 31))
    assert "Request the certificate: Italy" in alarmed(CALENDAR_ICS.to_bytes(on_the_day))
    day_after = tracker.analyze(nomad(), tracker.load_rules(), as_of=dt.date(2027, 2, 1))
    assert "Request the certificate: Italy" not in alarmed(CALENDAR_ICS.to_bytes(day_after))


def text_of(content: bytes) -> str:
    return content.decode().replace("\r\n ", "")


def test_one_persons_file_says_nothing_of_the_others() -> None:
    check = {"host": ["DE"], "checked_on": ["2026-02-01"], "source": ["SSA"], "note": ["Zelda asked by telephone"]}
    checks = log_of(BERLIN, verifications=check).verifications
    workspace = awkward_workspace().with_tables(verifications=checks)
    analysis = analysis_of(workspace)
    alone = text_of(CALENDAR_ICS.to_bytes(analysis, Choice(traveler="me")))
    assert "Zelda" not in alone
    assert "-Ann" not in alone
    assert "cmd" not in alone
    assert "trips 4" in alone
    assert "Own check" in alone
    assert "Zelda asked by telephone" in text_of(CALENDAR_ICS.to_bytes(analysis))


def test_the_description_of_the_calendar_has_its_days_in_words() -> None:
    lines = text_of(CALENDAR_ICS.to_bytes(analysis_of(plain_workspace()))).split("\r\n")
    [about] = [line for line in lines if "As of" in line]
    assert "As of: Nov 22\\, 2026" in about
    assert "Rules digest" in about
