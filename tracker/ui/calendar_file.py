"""The calendar file of a ledger: it goes on from the one that the same user downloaded last.

That file is one of the user's own notes in the ledger. A user who only reads writes nothing, so a reader's file goes on
from none: its events are newer than all before, and what is gone is not canceled in it.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import zlib
from dataclasses import replace
from functools import partial

import streamlit as st

from tracker import log
from tracker.analysis import Analysis
from tracker.errors import BadOption, TrackerError
from tracker.exchange.exporters import Choice
from tracker.exchange.exporters.calendar_ics import CALENDAR_ICS
from tracker.store import Ledger
from tracker.ui import session

_NOTE = "calendar."
_CANCELED_DAYS = 90
"""A download may be lost before it is imported. A calendar that has canceled an event ignores it the next time."""


def calendar_button(label: str, analysis: Analysis, key: str, traveler: str = "") -> None:
    """A button that makes and downloads the calendar file of one traveler, "" = of everybody."""
    st.download_button(
        label,
        data=session.on_click(partial(next_calendar, session.ledger_for_click(), analysis, traveler)),
        file_name=f"coverline-{session.today().isoformat()}.ics",
        mime=CALENDAR_ICS.media_type,
        on_click="ignore",
        icon=":material/event:",
        key=key,
    )


def next_calendar(ledger: Ledger, analysis: Analysis, traveler: str = "") -> bytes:
    """The file, made now. It is kept in the ledger for the next one where the user may write.

    A file that cannot be kept is handed out all the same: the next one then goes on from the file before it.
    """
    name = _note_name(ledger, traveler)
    afresh = Choice(traveler, made_at=dt.datetime.now(dt.UTC))
    choice = replace(afresh, earlier=_kept_calendar(ledger, name), canceled_days=_CANCELED_DAYS)
    try:
        content = CALENDAR_ICS.to_bytes(analysis, choice)
    except BadOption as error:  # what is kept is damaged
        log.event("calendar_starts_anew", **log.about(error))
        content = CALENDAR_ICS.to_bytes(analysis, afresh)
    if ledger.actor.may_write and content != choice.earlier:
        try:
            ledger.keep_own_note(name, zlib.compress(content))
        except TrackerError as error:
            log.event("calendar_not_kept", **log.about(error))
    return content


def _note_name(ledger: Ledger, traveler: str) -> str:
    """One note for each part of the ledger: after a change of role, titles that are out of sight do not come back."""
    seen = "" if ledger.actor.sees_everything else ledger.actor.traveler
    return _NOTE + json.dumps([seen, traveler])


def _kept_calendar(ledger: Ledger, name: str) -> bytes:
    packed = ledger.own_notes(name).get(name, b"")
    with contextlib.suppress(zlib.error):
        return zlib.decompress(packed)
    return b""
