"""The list of pages."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import streamlit as st

from tracker import countries
from tracker.paths import PACKAGE
from tracker.store import Actor, Role

if TYPE_CHECKING:
    from streamlit.navigation.page import Page


@dataclass(frozen=True)
class PageSpec:
    """One page. ``url_path`` also names its help page, ``tracker/help/<url_path>.md``; ``purpose`` is one line."""

    file: Path
    title: str
    icon: str
    url_path: str
    purpose: str


def _spec(url_path: str, title: str, icon: str, purpose: str) -> PageSpec:
    return PageSpec(PACKAGE / "pages" / f"{url_path}.py", title, icon, url_path, purpose)


TIMELINE = _spec(
    "timeline",
    "Timeline",
    ":material/calendar_month:",
    "Which days a certificate covers or could cover, and what to do next.",
)
CALENDAR = _spec(
    "calendar",
    "Calendar",
    ":material/calendar_view_month:",
    "A year with one cell per day: what each day is, and which days nothing is logged for.",
)
TRIPS = _spec(
    "trips", "Trips", ":material/luggage:", "Where you were, day by day. Everything else is worked out from here."
)
PLAN = _spec(
    "plan",
    "Plan",
    ":material/edit_calendar:",
    "Try a change of your trips first: see what it would do, then make it or not.",
)
CASES = _spec(
    "cases", "Cases", ":material/folder_open:", "Each run of work abroad: what it is, what is missing, what to do now."
)
FILING = _spec(
    "filing",
    "Filing",
    ":material/outgoing_mail:",
    "One request for a certificate, from its fields to the proof that the certificate was delivered.",
)
DEADLINES = _spec(
    "deadlines",
    "Deadlines",
    ":material/hourglass_top:",
    "How much of each time limit is left, and what to do by which day.",
)
PEOPLE = _spec(
    "people", "People", ":material/groups:", "Everybody in one table: who is safe, who is not, who needs you next."
)
AGREEMENTS = _spec(
    "agreements", "Agreements", ":material/public:", "The countries with a US agreement, and the rule of each."
)
BACKUP = _spec(
    "backup",
    "Backup",
    ":material/save:",
    "Copies of everything that you entered, and the way back to one of them.",
)
TEAM = _spec("team", "Team", ":material/badge:", "Who may open this program, as what, and how to let others in.")
HELP = _spec("help", "Help", ":material/help:", "What the words mean, and how to get from a log to a filing.")

PAGES: tuple[PageSpec, ...] = (
    TIMELINE,
    CALENDAR,
    TRIPS,
    PLAN,
    CASES,
    FILING,
    DEADLINES,
    PEOPLE,
    AGREEMENTS,
    BACKUP,
    HELP,
)
"""Every page of the single user, in the order of the menu; the first is shown at the start."""
FIRST = PAGES[0]


def pages_of(user: Actor | None) -> tuple[PageSpec, ...]:
    """The pages that somebody can open. None: nobody is signed in; all are known by name, and none is run."""
    if user is not None and user.role is Role.OWNER:
        return PAGES
    if user is None or user.role is Role.MANAGER:
        return (*PAGES[:-1], TEAM, PAGES[-1])
    return tuple(spec for spec in PAGES if spec is not BACKUP)


def chosen(user: Actor | None) -> tuple[Page, PageSpec]:
    """The page that the address names, ready to run, and its entry in the list."""
    specs = pages_of(user)
    # A flat list in the top bar: sections and the sidebar's captions fail accessibility checks.
    pages = {
        spec.url_path: st.Page(
            spec.file,
            title=spec.title,
            icon=spec.icon,
            url_path=spec.url_path if spec is not FIRST else "first",  # never shown: its address is the root
            default=spec is FIRST,
            help=spec.purpose,
        )
        for spec in specs
        if spec.file.is_file()
    }
    by_name = st.Page(_to_the_first, title=FIRST.title, url_path=FIRST.url_path, visibility="hidden")
    page = st.navigation([*pages.values(), by_name], position="hidden" if user is None else "top")
    return page, next(spec for spec in specs if spec.title == page.title)


def _to_the_first() -> NoReturn:
    """Whoever types the name of the first page means it, too."""
    go_to(FIRST)


def go_to(spec: PageSpec) -> NoReturn:
    """Leave this page for another one. Not in a callback: there, set state and let the page call it."""
    st.switch_page(spec.file)


def go_to_case(traveler: str, period: int) -> NoReturn:
    """Leave this page for one work period of one person."""
    st.session_state["cases.asked"] = (traveler, period)
    go_to(CASES)


def go_to_filing(request: str) -> NoReturn:
    """Leave this page for one request, named by its key."""
    st.session_state["filing.request"] = request
    go_to(FILING)


def go_to_agreement(partner: str) -> NoReturn:
    """Leave this page for one agreement ("": for all of them)."""
    st.session_state["agreements.search"] = countries.name(partner) if partner else ""
    go_to(AGREEMENTS)
