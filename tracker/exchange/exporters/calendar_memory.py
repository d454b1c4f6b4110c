"""How a calendar file goes on from the one before it, so that importing it again changes the same events.

A calendar program replaces an event by one with the same UID and a higher SEQUENCE, and takes it away when its STATUS
is CANCELLED (RFC 5546, 3.2.1 and 3.2.5). The earlier file holds what the program knows; nothing else is kept:

- an event that says the same as before keeps its SEQUENCE, DTSTAMP and LAST-MODIFIED;
- a new or changed event gets the moment of this file;
- an event that is gone is canceled once, and the next file leaves it out (or repeats it for some days, where a file may
  be made and never imported).

SEQUENCE counts seconds, so that it also grows where there is no earlier file to go on from, and for an event that comes
back after it was canceled. There is no METHOD: ``PUBLISH`` demands an ORGANIZER for each event, and a calendar server
may not store an event that came with a METHOD (RFC 4791, 4.1).
"""

from __future__ import annotations

import codecs
import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import icalendar

from tracker.errors import BadOption

PRODUCT = "-//Coverline//Coverline//EN"
HOLDS = "X-COVERLINE-HOLDS"
"""The property that says whose events a file holds. A file about others is another calendar, with another memory."""

_LATEST = dt.datetime(2080, 1, 1, tzinfo=dt.UTC)
"""A later moment in an earlier file is no moment of an export, and no SEQUENCE could grow past it."""
_COUNTED_FROM = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
_SAYS = ("summary", "description", "location", "dtstart", "dtend", "status", "transp")
_STAMPS = ("sequence", "dtstamp", "last-modified")
_CANCELED = "CANCELLED"
_GONE = "This is no longer in the log. Delete this event if your calendar still shows it."


@dataclass(frozen=True)
class Memory:
    """An earlier file. ``events``: UID → event, those that it canceled included. ``newest``: its newest change."""

    holds: str
    events: dict[str, icalendar.Event]
    newest: dt.datetime


@dataclass(frozen=True)
class Continued:
    """The events of the new file, canceled ones last, and how many of each sort; ``newest``: the newest change.

    A cancellation that is repeated is in ``events`` only: it is none of the numbers.
    """

    events: list[icalendar.Event]
    newest: dt.datetime
    new: int
    changed: int
    canceled: int
    same: int


def is_calendar(content: bytes) -> bool:
    """Whether these bytes begin as a calendar file of any program does."""
    return content.removeprefix(codecs.BOM_UTF8).lstrip()[:15].upper() == b"BEGIN:VCALENDAR"


def is_own(content: bytes) -> bool:
    """Whether these bytes claim to be a calendar file of this program. Reading it may still fail.

    Mail, Git and folders that are kept in sync may write each line end as a single sign.
    """
    return is_calendar(content) and f"PRODID:{PRODUCT}\n".encode() in content[:4096].replace(b"\r\n", b"\n")


def memory_of(content: bytes) -> Memory:
    """What an earlier file told. Raises ``BadOption`` when it is no calendar file of this program, or damaged."""
    if not is_own(content):
        raise BadOption("the earlier file is not a calendar file that Coverline wrote")
    try:
        calendar = icalendar.Calendar.from_ical(content)
        events = {str(event["uid"]): event for event in calendar.events}
        moments = [_moment_of(event, "dtstamp") for event in events.values()]
        if "last-modified" in calendar:
            moments.append(_moment_of(calendar, "last-modified"))
        newest = max([_COUNTED_FROM, *moments])
        if newest > _LATEST or not all(map(_is_whole, events.values())):
            raise ValueError
    except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise BadOption("the earlier calendar file is damaged: delete it, or write to another name") from error
    return Memory(str(calendar.get(HOLDS, "")), events, newest)


def continued(
    events: Sequence[icalendar.Event],
    memory: Memory | None,
    made_at: dt.datetime,
    repeat_canceled_for: dt.timedelta = dt.timedelta(),
) -> Continued:
    """The events with SEQUENCE, DTSTAMP and LAST-MODIFIED, and after them the canceled ones.

    ``events`` have a UID each, all different, and none of the three. ``made_at``: the moment of the new file, with a
    time zone; where the clock stands behind the earlier file, the second after that one is taken. An event stays
    canceled in later files for ``repeat_canceled_for`` after its cancellation.
    """
    moment = made_at.astimezone(dt.UTC).replace(microsecond=0)
    if memory is None:
        _stamp_all(events, moment, _seconds(moment))
        return Continued(list(events), moment, len(events), 0, 0, 0)
    moment = max(moment, memory.newest + dt.timedelta(seconds=1))
    highest = max(map(_sequence_of, memory.events.values()), default=0)
    standing = {uid: event for uid, event in memory.events.items() if not _is_canceled(event)}
    uids = {str(event["uid"]) for event in events}
    repeated = [
        event
        for uid, event in memory.events.items()
        if _is_canceled(event) and uid not in uids and _moment_of(event, "dtstamp") > moment - repeat_canceled_for
    ]
    same, changed, new = [], [], []
    for event in events:
        before = standing.pop(str(event["uid"]), None)
        if before is None:
            new.append(event)
        elif _says(before) == _says(event) and not _rings_again(before, event):
            same.append(event)
            for name in _STAMPS:
                event[name] = before[name]
        else:
            changed.append(event)
    canceled = [_canceled(event) for event in standing.values()]
    _stamp_all([*new, *changed, *canceled], moment, max(_seconds(moment), highest + 1))
    newest = moment if new or changed or canceled else memory.newest
    return Continued([*events, *canceled, *repeated], newest, len(new), len(changed), len(canceled), len(same))


def _stamp_all(events: Iterable[icalendar.Event], moment: dt.datetime, sequence: int) -> None:
    for event in events:
        event.add("sequence", sequence)
        event.add("dtstamp", moment)
        event.add("last-modified", moment)


def _canceled(event: icalendar.Event) -> icalendar.Event:
    """What takes an event out of the calendar. Its title says so too, for a program that does not look at STATUS."""
    canceled = icalendar.Event()
    for name in ("uid", "dtstart", "dtend"):
        canceled[name] = event[name]
    canceled.add("summary", f"Canceled: {event['summary']}")
    canceled.add("description", _GONE)
    canceled.add("status", _CANCELED)
    canceled.add("transp", "TRANSPARENT")
    return canceled


def _is_canceled(event: icalendar.Event) -> bool:
    return str(event.get("status", "")) == _CANCELED


def _is_whole(event: icalendar.Event) -> bool:
    """Whether an event of an earlier file has what the next file takes over from it."""
    has_all = all(name in event for name in ("dtstart", "dtend", "summary", *_STAMPS))
    return has_all and 0 <= _sequence_of(event) <= _seconds(_LATEST)


def _moment_of(component: icalendar.Component, name: str) -> dt.datetime:
    """When it changed, by this property. Raises ``TypeError`` for a day without a time."""
    value: Any = component[name]
    moment: dt.datetime = value.dt
    if not isinstance(moment, dt.datetime):
        raise TypeError(name)
    return moment.astimezone(dt.UTC)


def _says(event: icalendar.Event) -> tuple[str, ...]:
    """What a reader sees of an event, without its alarms."""
    values: list[Any] = [event.get(name, "") for name in _SAYS]
    return tuple(value.dt.isoformat() if hasattr(value, "dt") else str(value) for value in values)


def _rings_again(before: icalendar.Event, event: icalendar.Event) -> bool:
    """Whether an event has alarms that the earlier file did not have. That they end with its day is no change."""
    return bool(event.walk("VALARM")) and not before.walk("VALARM")


def _sequence_of(event: icalendar.Event) -> int:
    return int(event.get("sequence", 0))


def _seconds(moment: dt.datetime) -> int:
    return max(0, int((moment - _COUNTED_FROM).total_seconds()))
