"""The whole desk: what was brought, how it is read, what is asked, what happens to each row, and one button."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import replace

import pandas as pd
import streamlit as st

from tracker.analysis import Analysis
from tracker.errors import StoreAway, TrackerError
from tracker.exchange.importers import Review, row_key
from tracker.exchange.importers import review as reviewed
from tracker.exchange.importers.outcome import LEAVE_OUT
from tracker.reading.plan import Answers, Asks
from tracker.ui import session
from tracker.ui.import_desk import apply, kept, plan_view, questions, review_table, sources
from tracker.ui.import_desk.kept import KEY, HalfDone
from tracker.ui.text import md_escape

_REVIEW = f"{KEY}.review"


def is_under_way() -> bool:
    """Whether something was brought that is neither stored nor thrown away."""
    return bool(kept.current().sources)


def import_desk(people: Mapping[str, str], *, expanded: bool) -> None:
    """Bring files or cells, look at what each column and row is taken for, answer, import. Twice is the same as once.

    ``people``: traveler id → name. ``expanded``: whether the way in stands open while nothing was brought.
    """
    half_done = kept.current()
    with st.expander(
        "Import from a file or a spreadsheet", icon=":material/upload:", expanded=expanded or bool(half_done.sources)
    ):
        sources.ask_for_files()
    apply.show_done()
    if half_done.sources:
        _show(half_done, people)
    if problem := kept.remember():
        st.caption(problem)


def _show(half_done: HalfDone, people: Mapping[str, str]) -> None:
    st.header("Your import", anchor=False)
    review = _review(half_done)
    if review is None:
        return
    sources.show_files(review)
    if review.unused:
        names = ", ".join(f"“{name}”" for name in review.unused[:5])
        st.warning(md_escape(f"This choice does not fit and is not used: {names}."))
    plan_view.show_columns(review)
    questions.show_questions(review)
    review_table.show_rows(review, people)
    apply.show_apply(review)


def _review(half_done: HalfDone) -> Review | None:
    """What the import would do now; the same object until an answer or the log changes."""
    now = session.analysis()
    last: tuple[Analysis, HalfDone, Review] | None = st.session_state.get(_REVIEW)
    if last is not None and last[0] is now and last[1] == half_done:
        return last[2]
    try:
        with st.spinner("Reading your list …"):
            made = _with_shared_days_asked(half_done, now)
    except StoreAway:
        raise
    except TrackerError as error:
        session.write_down_refusal(error)
        st.error(md_escape(session.told(error)))
        st.button("Start over with these files", key=f"{KEY}.start_over", on_click=_start_over)
        return None
    st.session_state[_REVIEW] = (now, half_done, made)
    return made


def _with_shared_days_asked(half_done: HalfDone, now: Analysis) -> Review:
    """The review, in which rows on days of another work trip wait until somebody says that this is right.

    On the command line such rows are named and come in; here somebody is there to answer.
    """
    made = _reviewed(half_done, half_done.answers, now)
    key = str(Asks.SHARED_DAYS)
    question = made.question(key)
    if question is None or question.is_chosen:
        return made
    without = _reviewed(half_done, half_done.answers.with_choice(key, LEAVE_OUT), now)
    chosen = set(half_done.answers.choices)
    return replace(
        made,
        new=without.new,
        changed=without.changed,
        left_out=without.left_out,
        questions=tuple(replace(asked, answer="") if asked is question else asked for asked in made.questions),
        tables={table: _undecided(rows, key, chosen) for table, rows in made.tables.items()},
    )


def _undecided(rows: pd.DataFrame, key: str, chosen: Set[str]) -> pd.DataFrame:
    """The rows without the decision of this question, but for those about which somebody decided one by one."""
    own = [row_key(key, *place) in chosen for place in zip(rows["file"], rows["sheet"], rows["row"], strict=True)]
    is_asked = (rows["question"] == key) & ~pd.Series(own, index=rows.index, dtype="bool")
    return rows.assign(decision=rows["decision"].mask(is_asked, ""))


def _reviewed(half_done: HalfDone, answers: Answers, now: Analysis) -> Review:
    return reviewed(
        half_done.sources, now.workspace, answers, traveler=session.actor().traveler, recipes=kept.recipes()
    )


def _start_over() -> None:
    """The same contents without any answer."""
    half_done = kept.current()
    kept.put(HalfDone(half_done.user, half_done.sources))
