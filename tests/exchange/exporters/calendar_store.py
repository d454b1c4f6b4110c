"""A calendar program in small: it reads calendar files by hand and applies what RFC 5545 and RFC 5546 say.

It shares nothing with the library that writes the files.
"""

from __future__ import annotations

from dataclasses import dataclass, field

Event = dict[str, str]
STAMPS = ("SEQUENCE", "DTSTAMP", "LAST-MODIFIED")


def events_of(content: bytes) -> list[Event]:
    """The events of a file: property with its parameters → text. ``TRIGGERS`` are those of the alarms, by commas."""
    assert content.count(b"\n") == content.count(b"\r\n")
    assert max(map(len, content.split(b"\r\n"))) <= 75
    events: list[Event] = []
    is_alarm = False
    for line in content.decode().replace("\r\n ", "").split("\r\n"):
        name, _, value = line.partition(":")
        if line in ("BEGIN:VALARM", "END:VALARM"):
            is_alarm = line == "BEGIN:VALARM"
        elif line == "BEGIN:VEVENT":
            events.append({})
        elif events and is_alarm:
            if name == "TRIGGER":
                events[-1]["TRIGGERS"] = ",".join(filter(None, (events[-1].get("TRIGGERS"), value)))
        elif events and name not in ("BEGIN", "END", ""):
            assert name not in events[-1], f"{name} stands twice"
            events[-1][name] = _text(value)
    return events


def _text(value: str) -> str:
    """A value with its escapes undone, from left to right."""
    signs = iter(value)
    return "".join({"n": "\n", "N": "\n"}.get(after := next(signs), after) if sign == "\\" else sign for sign in signs)


def says(event: Event) -> Event:
    """An event without what says when it changed."""
    return {name: value for name, value in event.items() if name not in STAMPS}


@dataclass
class Store:
    """The events by UID. A canceled one is kept to know how new it is, and is not shown."""

    events: dict[str, Event] = field(default_factory=dict)
    replaced: int = 0

    def take(self, content: bytes) -> None:
        """Imports a file: an event that is not newer than the one at hand is left out."""
        for event in events_of(content):
            at_hand = self.events.get(event["UID"])
            if at_hand is None or _newness(event) > _newness(at_hand):
                self.replaced += at_hand is not None
                self.events[event["UID"]] = event

    @property
    def shown(self) -> list[Event]:
        """What a person sees, in a fixed order."""
        events = [says(event) for event in self.events.values() if event["STATUS"] != "CANCELLED"]
        return sorted(events, key=lambda event: event["UID"])


def _newness(event: Event) -> tuple[int, str]:
    return int(event.get("SEQUENCE", "0")), event["DTSTAMP"]
