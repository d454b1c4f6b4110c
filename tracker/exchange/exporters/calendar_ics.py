"""The calendar file: days as all-day events, the same event at every export (``calendar_memory``).

In a calendar file the end of an all-day event is the day after its last one.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable

import icalendar

from tracker.analysis import Analysis
from tracker.codes import NOT_LEGAL_ADVICE
from tracker.exchange.about import about_lines
from tracker.exchange.exporters import calendar_memory
from tracker.exchange.exporters.calendar_entries import Entry, entries
from tracker.exchange.exporters.calendar_memory import Continued, Memory
from tracker.exchange.exporters.exporter import Choice, Exporter, Made
from tracker.exchange.redaction import replaces_ids
from tracker.words import count
from tracker.words.days import with_day_texts

_ALARMS = (
    dt.timedelta(days=-30, hours=9),
    dt.timedelta(days=-7, hours=9),
)
"""From the start of the day: 30 and 7 days before it, at nine in the morning where the calendar is."""
_ANOTHER_CALENDAR = (
    "The earlier calendar file holds other people, leaves out other facts, or has ids replaced. "
    "This file starts anew and cancels nothing."
)


def _write(analysis: Analysis, choice: Choice) -> Made:
    holds = _holds(choice)
    memory = calendar_memory.memory_of(choice.earlier) if choice.earlier else None
    # Where ids are replaced the earlier file may be about somebody else, who has the same number in it.
    is_another = memory is not None and (memory.holds != holds or replaces_ids(choice.redact))
    made_at = choice.made_at or dt.datetime.combine(analysis.settings.as_of, dt.time(), dt.UTC)
    events = [_event(entry) for entry in entries(analysis, choice.traveler)]
    outcome = calendar_memory.continued(
        events, None if is_another else memory, made_at, dt.timedelta(days=choice.canceled_days)
    )
    calendar = icalendar.Calendar()
    calendar.add("prodid", calendar_memory.PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("last-modified", outcome.newest)
    # Properties that the standard does not name are escaped only when they are said to be text.
    calendar.add("x-wr-calname", icalendar.vText("Coverline"))
    calendar.add("x-wr-caldesc", icalendar.vText(_plain("\n".join(_about(analysis, choice)))))
    calendar.add("x-coverline-as-of", icalendar.vText(analysis.settings.as_of.isoformat()))
    calendar.add(calendar_memory.HOLDS, icalendar.vText(holds))
    for event in outcome.events:
        calendar.add_component(event)
    remarks = (_ANOTHER_CALENDAR,) if is_another else ()
    return Made(calendar.to_ical(), remarks, _outcome_words(outcome, None if is_another else memory))


def _holds(choice: Choice) -> str:
    """Names whose events these are and what was taken out of them. Hashed: an id may hold signs that need escapes."""
    whose = f"traveler {choice.traveler}" if choice.traveler else "everybody"
    return _hashed((whose, *sorted(choice.redact)))


def _outcome_words(outcome: Continued, memory: Memory | None) -> str:
    if memory is None:
        return f"{count(outcome.new, 'event')}. Import the file into your calendar program."
    if not (outcome.new or outcome.changed or outcome.canceled):
        return f"{count(outcome.same, 'event')}, all as in the earlier file. You need not import it again."
    return (
        f"{count(outcome.new, 'new event')}, {outcome.changed:,} changed, {outcome.canceled:,} canceled, "
        f"{outcome.same:,} as before. Import the file again: it changes the same events."
    )


def _about(analysis: Analysis, choice: Choice) -> list[str]:
    lines = about_lines(analysis, choice.redact, choice.traveler)
    return [NOT_LEGAL_ADVICE, *(with_day_texts(f"{label}: {text}") for label, text in lines)]


def _event(entry: Entry) -> icalendar.Event:
    """An all-day event, without what says when it changed."""
    event = icalendar.Event()
    event.add("uid", _uid(entry))
    event.add("dtstart", entry.first_day)
    event.add("dtend", (entry.last_day or entry.first_day) + dt.timedelta(days=1))
    event.add("summary", _plain(entry.title))
    event.add("description", _plain("\n".join([*entry.lines, NOT_LEGAL_ADVICE])))
    if entry.place:
        event.add("location", _plain(entry.place))
    event.add("status", "TENTATIVE" if entry.is_tentative else "CONFIRMED")
    event.add("transp", "TRANSPARENT")  # a trip of three months must not make every hour busy
    for before in _ALARMS if entry.is_due else ():
        alarm = icalendar.Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", _plain(entry.title))
        alarm.add("trigger", before)
        event.add_component(alarm)
    return event


def _uid(entry: Entry) -> str:
    """Names the row, not the moment. Hashed: ids are words of the user, and a UID is seen by calendar servers."""
    return f"{_hashed(entry.identity)}@coverline"


def _hashed(words: Iterable[str]) -> str:
    return hashlib.sha256("\x1f".join(words).encode("utf-8", "replace")).hexdigest()[:32]


def _plain(text: str) -> str:
    """Without signs that a calendar file cannot hold; line breaks stay."""
    return "".join(sign if sign.isprintable() or sign == "\n" else " " for sign in text)


CALENDAR_ICS = Exporter(
    ".ics",
    "Trips, certificates and deadlines for a calendar",
    "text/calendar",
    _write,
    narrows=True,
    goes_on=True,
)
