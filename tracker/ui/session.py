"""What a page needs to know: today, the ledger, the answer, and how to save. The only cache of the dashboard.

Caches are shared by everybody who uses this server, so each key names the database and the actor, and what is kept is
only read, never changed. ``today()`` is asked here and in ``cli.py`` only.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import gc
import itertools
import os
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pandas as pd
import streamlit as st

from tracker import explain, log
from tracker.analysis import DEFAULT_JOIN_GAP_DAYS, Analysis, Settings, analyze
from tracker.coverage.facts import WORKERS
from tracker.errors import StoreUnavailable, TrackerError, UnusableRows
from tracker.explain import WhatIf
from tracker.rules import load_rules
from tracker.server import sign_in_file
from tracker.store import Actor, Changes, Ledger, RowChange, RowDeletion, Saved, open_ledger
from tracker.ui import sign_in, viewport
from tracker.ui.text import md_escape

T = TypeVar("T")

BUFFER_DAYS = "file_by_buffer_days"
"""The setting: days that the user wants between asking SSA and the first work day."""
RUNS_UNTIL_SETTLED = 50
_FLASHES, _UNDO, _WRITES = "shell.flashes", "shell.undo", "shell.writes"


@dataclass(frozen=True)
class Flash:
    """A message for the next run; ``undo_group`` offers a button beside it that takes the change back."""

    message: str
    undo_group: str | None = None
    is_problem: bool = False
    button: str = "Undo"


def today() -> dt.date:
    """The day that the browser's calendar shows."""
    zone = st.context.timezone
    if zone:
        with contextlib.suppress(ZoneInfoNotFoundError, ValueError):
            return dt.datetime.now(ZoneInfo(zone)).date()
    return dt.date.today()


def dark() -> bool:
    """Whether the page is shown on a dark ground."""
    return st.context.theme.type == "dark"


def narrow() -> bool:
    """Whether the window is a phone's, as far as the browser has said."""
    return viewport.is_narrow()


def actor() -> Actor:
    """Who uses this page, and what that lets them see. Raises ``SignInRefused``."""
    return sign_in.current_actor()


def told(error: TrackerError) -> str:
    """An error in words. Where the ledger lies is for whoever runs the server, not for all who sign in there."""
    if isinstance(error, StoreUnavailable) and sign_in_file.sign_in() is not None:
        return "The ledger cannot be used now. Whoever runs this server finds the reason in its log."
    return str(error)


def for_writers() -> dict[str, Any]:
    """The last arguments of a control that writes: disabled, with the reason, for whoever only reads.

    The store refuses them in any case.
    """
    return {} if actor().may_write else {"disabled": True, "help": "You can read here, not change anything."}


def for_managers() -> dict[str, Any]:
    """The same for what holds for everybody in the program, such as a setting."""
    if not actor().may_write or actor().sees_everything:
        return for_writers()
    return {"disabled": True, "help": "It holds for the whole program: only its managers change it."}


def on_click(make: Callable[[], T]) -> Callable[[], T]:
    """``make`` for a download that is made when it is clicked, without a run of the page: not for a role that ended."""
    check = sign_in.standing()

    def made() -> T:
        check()
        return make()

    return made


def ledger() -> Ledger:
    """The ledger as the user may see it. Raises ``StoreUnavailable``."""
    user = actor()
    return _open(_place(), user.owner).seen_by(user, on_write=_write_down_write)


def ledger_for_click() -> Ledger:
    """The same ledger, for what ``on_click`` makes: no page is drawn then, so none waits to show what it writes."""
    user = actor()
    return _open(_place(), user.owner).seen_by(user)


def is_on_server() -> bool:
    """Whether the ledger lies on a server, not with its only user. Also known when it cannot be opened."""
    return _place().startswith("postgresql") or sign_in_file.sign_in() is not None


@contextlib.contextmanager
def one_moment() -> Iterator[None]:
    """Inside, the ledger is asked only once how new it is and who asks, so that all of a page shows the same moment.

    What is saved meanwhile is seen at once if this page saved it, in the next run if somebody else did.
    """
    _moment.is_on, _moment.known = True, None
    try:
        with sign_in.asked_once():
            yield
    finally:
        _moment.is_on, _moment.known = False, None
        if next(_runs) % RUNS_UNTIL_SETTLED == 0:
            _settle()


def settings() -> Settings:
    """The settings that the ledger keeps, as of today."""
    return _now().settings


def is_empty() -> bool:
    """Whether nothing is logged yet."""
    return kept("is_empty", ledger().is_empty)


def analysis() -> Analysis:
    """The answer for the ledger as it is now: the same object on every page until something is saved."""
    return _analyzed(_now())


def rows(table: str) -> pd.DataFrame:
    """All rows of a table as text, to be shown and edited, unusable ones too: see ``Workspace.rows``.

    They are as new as the analysis, whose frames name the same ``row_id`` and ``version``. Only read, never changed.
    """
    return kept("rows", lambda: analysis().workspace.rows(table), table)


def kept(what: str, make: Callable[[], T], *parts: object) -> T:
    """What ``make`` gives for the ledger as it is now: made once for the same ``what`` and ``parts``, then only read.

    ``make`` may use the analysis and ``parts``, nothing else.
    """
    made: T = _kept(what, _now(), parts, make)
    return made


def what_would_change(traveler: str, day: dt.date) -> WhatIf:
    """Which single fact would change this day, for the ledger as it is now. Kept until something is saved."""
    return _what_if(_now(), traveler, day)


def save(
    table: str,
    *,
    added: Sequence[Mapping[str, str]] = (),
    changed: Sequence[RowChange] = (),
    deleted: Sequence[RowDeletion] = (),
    message: str,
) -> bool:
    """Save changes of one table. See ``save_many``."""
    return save_many({table: Changes(added, changed, deleted)}, message=message)


def save_many(changes: Mapping[str, Changes], *, message: str) -> bool:
    """Save changes of several tables, all or none. True: saved, ``message`` with Undo waits for the next run.

    False: nothing was written and the reason stands on the page, where this was called. The caller keeps what was
    typed, and calls ``st.rerun()`` after a success.
    """
    with problems_shown() as outcome:
        saved = ledger().save_many(changes)
        if saved.change_group:
            flash(message, undo_group=saved.change_group)
        else:
            flash("Nothing had changed, so nothing was saved.")
    return outcome.succeeded


def undo(change_group: str) -> None:
    """Take a saved change back; for a callback. The answer, also a refusal, is a flash."""
    again = "Redo" if (undoing := undoable()) is None or undoing.button == "Undo" else "Undo"
    offer_undo(None)
    _answered_by_flash(lambda: ledger().undo(change_group), "Undone." if again == "Redo" else "Done again.", again)


def save_as_flash(changes: Mapping[str, Changes], *, message: str) -> None:
    """Like ``save_many``, for a callback: a refusal is a flash too."""
    _answered_by_flash(lambda: ledger().save_many(changes), message)


def open_tables(tables: Mapping[str, pd.DataFrame], *, message: str) -> None:
    """Fill the empty ledger with these tables; for a callback. A ledger with rows stays as it is and says so."""
    _answered_by_flash(lambda: ledger().replace_all(tables), message)


def _write_down_write(was_kept: bool) -> None:
    _moment.known = None
    st.session_state.setdefault(_WRITES, []).append(was_kept)


def writes_not_shown() -> list[bool]:
    """The writes since a page was last drawn whole, each with whether it was kept."""
    found: list[bool] = st.session_state.get(_WRITES, [])
    return found


def page_was_drawn() -> None:
    """Everything that was saved can be seen now."""
    st.session_state.pop(_WRITES, None)


def forget_moment() -> None:
    """The ledger was changed by other means than ``save_many``: what it holds is asked again, and no Undo offered."""
    _moment.known = None
    offer_undo(None)


def _answered_by_flash(action: Callable[[], Saved], message: str, button: str = "Undo") -> None:
    try:
        saved = action()
    except TrackerError as error:
        write_down_refusal(error)
        flash(told(error), is_problem=True)
    else:
        flash(message, undo_group=saved.change_group or None, button=button)


@dataclass
class Outcome:
    """Whether the block went through."""

    succeeded: bool = True


@contextlib.contextmanager
def problems_shown(refused: str = "Not saved.") -> Iterator[Outcome]:
    """Turns a refused request into words at this place of the page, after ``refused``; what was typed stays typed."""
    outcome = Outcome()
    try:
        yield outcome
    except UnusableRows as error:
        outcome.succeeded = False
        write_down_refusal(error)
        for message in dict.fromkeys(error.findings["message"]):
            st.error(md_escape(f"{refused} {message}"))
    except TrackerError as error:
        outcome.succeeded = False
        write_down_refusal(error)
        st.error(md_escape(f"{refused} {told(error)}"))


def write_down_refusal(error: TrackerError) -> None:
    """For the log: that something could not be done, and why, without the words that the user reads."""
    log.event("refused", **log.about(error))


def flash(message: str, *, undo_group: str | None = None, is_problem: bool = False, button: str = "Undo") -> None:
    """Say something after the next rerun: shown right away it would be lost with the old page."""
    st.session_state.setdefault(_FLASHES, []).append(Flash(message, undo_group, is_problem, button))


def waiting_flashes() -> list[Flash]:
    """The messages that were not shown yet; they are forgotten by asking."""
    found: list[Flash] = st.session_state.pop(_FLASHES, [])
    return found


def undoable() -> Flash | None:
    """The newest saved change that the page still offers to take back."""
    found: Flash | None = st.session_state.get(_UNDO)
    return found


def offer_undo(of: Flash | None) -> None:
    """Offer to take this change back, until the next one or until it is dismissed (None)."""
    st.session_state[_UNDO] = of


@dataclass(frozen=True)
class _Now:
    """What everything on a page is worked out from: a ledger at one revision, and the settings that it keeps."""

    name: str  # of all of it, in cache keys
    settings: Settings
    book: Ledger


_BY_NAME: dict[str | type, Callable[[Any], str]] = {_Now: lambda now: now.name}


class _Moment(threading.local):
    """What the run in this thread knows already; Streamlit gives each run a thread of its own."""

    is_on: bool = False
    known: _Now | None = None


_moment = _Moment()


def _now() -> _Now:
    if _moment.known is not None:
        return _moment.known
    place, book = _place(), ledger()
    revision = book.revision()
    seen = _what_is_seen(book.actor)
    wanted = _settings(place, seen, revision, today(), book)
    found = _Now(repr((place, seen, revision, wanted)), wanted, book)
    if _moment.is_on:
        _moment.known = found
    return found


def _what_is_seen(user: Actor) -> str:
    """Names the rows that the user sees, in cache keys: whose program, and all of it or which part."""
    return repr((user.owner, str(user.role), user.traveler))


def _place() -> str:
    """Names the database in cache keys."""
    return os.environ.get("COVERLINE_DATABASE_URL", "")


@st.cache_resource(show_spinner=False)
def _open(place: str, owner: str) -> Ledger:
    return open_ledger(place or None, Actor.local(owner))  # never handed out as it is: see ``ledger``


# Answers that are kept: of the newest revisions for one user, of everybody who is there for a team.
_ANSWERS = 64 if os.environ.get(sign_in_file.VARIABLE) else 16


@st.cache_resource(show_spinner=False, max_entries=_ANSWERS)
def _settings(place: str, seen: str, revision: int, day: dt.date, _book: Ledger) -> Settings:
    # The revision grows with every saved preference. A preference that cannot be used counts as not set.
    gap, worker, buffer = (_book.setting(name) for name in ("join_gap_days", "worker", BUFFER_DAYS))
    return Settings(
        as_of=day,
        join_gap_days=int(gap) if gap.isdecimal() else DEFAULT_JOIN_GAP_DAYS,
        worker=worker if worker in map(str, WORKERS) else None,
        residence=_book.setting("residence") or None,
        buffer_days=int(buffer) if buffer.isdecimal() else 0,
    )


@st.cache_resource(show_spinner=False, max_entries=_ANSWERS, hash_funcs=_BY_NAME)
def _analyzed(now: _Now) -> Analysis:
    return analyze(now.book.workspace(), load_rules(), now.settings)


@st.cache_resource(show_spinner=False, max_entries=12 * _ANSWERS, hash_funcs=_BY_NAME)
def _kept(what: str, now: _Now, parts: object, _make: Callable[[], object]) -> Any:
    return _make()


@st.cache_resource(show_spinner="Asking again with one fact changed at a time …", max_entries=64, hash_funcs=_BY_NAME)
def _what_if(now: _Now, traveler: str, day: dt.date) -> WhatIf:
    analysis = _analyzed(now)
    return explain.what_would_change(analysis, explain.explain(analysis, traveler, day))


_runs = itertools.count()


def _settle() -> None:
    """Keeps all that is there by now out of the full garbage collection that Streamlit makes after every run.

    It would take a quarter of the CPU for the program itself, and as much again for fifty open pages. Done again now
    and then: pages are opened, and what was left meanwhile must be found.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()
