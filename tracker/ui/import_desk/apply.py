"""One button that stores all that is ready, as one change with one Undo; and what is said afterwards."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import streamlit as st

from tracker import schema
from tracker.errors import StaleEdit
from tracker.exchange.importers import Review, What, recipe
from tracker.exchange.text import ROWS_WITHOUT_FILES
from tracker.store import Changes, RowChange
from tracker.ui import session
from tracker.ui.import_desk import kept
from tracker.ui.import_desk.kept import KEY
from tracker.ui.text import count_text, md_escape

_DONE = f"{KEY}.done"
_NOUNS = {"trips": ("trip", ""), "travelers": ("person", "people"), "residences": ("residence", "")}


@dataclass(frozen=True)
class Done:
    """What an import did. ``left_out``: the lines that did not come in, as a CSV file; b"" without any."""

    words: str
    number_left_out: int
    left_out: bytes


def show_apply(review: Review) -> None:
    """What would be stored, and the button that stores it."""
    if "attachments" in review.tables:
        st.text(ROWS_WITHOUT_FILES)
    left_out, waiting = _left_out(review), review.waiting
    if not review.stored_rows:
        st.text(_why_nothing(review, waiting))
        if left_out:
            _left_out_button(review.left_out_csv, left_out, key=f"{KEY}.not_ready")
        return
    for sentence in _sentences(review, waiting):
        st.text(sentence)
    is_pressed = st.button(
        button_words(review), type="primary", key=f"{KEY}.confirm", icon=":material/check:", **session.for_writers()
    )
    if is_pressed:
        _store(review, left_out)


def show_done() -> None:
    """After an import: what it did, and the lines that did not come in, until the next one."""
    done: Done | None = st.session_state.get(_DONE)
    if done is None:
        return
    with st.container(border=True):
        st.success(md_escape(done.words), icon=":material/check_circle:")
        if done.left_out:
            st.text("Correct these lines in a spreadsheet program and bring the file again.")
        with st.container(horizontal=True):
            if done.left_out:
                _left_out_button(lambda: done.left_out, done.number_left_out, key=f"{KEY}.left_out")
            st.button("Close", key=f"{KEY}.done.close", on_click=st.session_state.pop, args=(_DONE, None))


def button_words(review: Review) -> str:
    """``Import 37 trips and 3 people``; ``Import 31 of 37 rows`` where some wait."""
    if review.waiting:
        rows = sum(len(rows) for rows in review.tables.values())
        ready = rows - review.waiting - review.count(What.LEFT_OUT) - review.count(What.SAME)
        return f"Import {ready:,} of {count_text(rows, 'row')}"
    new = [_counted(table, len(rows)) for table, rows in review.new.items() if len(rows)]
    changed = [_counted(table, len(rows)) for table, rows in review.changed.items() if len(rows)]
    parts = [f"Import {_and(new)}"] if new else []
    parts += [f"{'correct' if new else 'Correct'} {_and(changed)}"] if changed else []
    return " and ".join(parts)


def changes_of(review: Review) -> dict[str, Changes]:
    """What is to be stored, table by table. Raises ``StaleEdit`` for a row that is no longer there."""
    return {
        table: Changes(added=_added(review, table), changed=_changed(review, table))
        for table in schema.WORKSPACE
        if table in review.new or table in review.changed
    }


def _store(review: Review, left_out: int) -> None:
    words = f"Imported: {_done_words(review)}."
    with session.problems_shown() as outcome:
        changes = changes_of(review)
    if not outcome.succeeded or not session.save_many(changes, message=words):
        return
    if left_out:
        words += f" {count_text(left_out, 'line was', 'lines were')} left out."
    st.session_state[_DONE] = Done(words, left_out, review.left_out_csv() if left_out else b"")
    for file in review.files:
        if file.plan is not None and file.plan.fingerprint and file.kept:
            kept.keep_recipe(file.plan.fingerprint, recipe.dated(file.kept, session.today()))
    kept.discard()
    kept.remember()
    st.rerun()


def _done_words(review: Review) -> str:
    """``37 trips and 3 people, 2 trips corrected``."""
    new = [_counted(table, len(rows)) for table, rows in review.new.items() if len(rows)]
    changed = [_counted(table, len(rows)) for table, rows in review.changed.items() if len(rows)]
    return ", ".join([*([_and(new)] if new else []), *([f"{_and(changed)} corrected"] if changed else [])])


def _added(review: Review, table: str) -> list[dict[str, str]]:
    rows = review.new.get(table)
    if rows is None:
        return []
    return [_texts(row) for row in rows.to_dict("records")]


def _changed(review: Review, table: str) -> list[RowChange]:
    rows = review.changed.get(table)
    if rows is None or rows.empty:
        return []
    key = list(schema.KEYS[table])
    stored = session.rows(table)
    names = stored[key].itertuples(index=False, name=None)
    place = dict(zip(names, zip(stored["row_id"], stored["version"], strict=True), strict=True))
    changes = []
    for row in rows.to_dict("records"):
        values = _texts(row)
        name = tuple(values[column] for column in key)
        if name not in place:
            raise StaleEdit(table, ", ".join(name))
        row_id, version = place[name]
        changes.append(RowChange(str(row_id), int(version), values))
    return changes


def _texts(row: Mapping[object, object]) -> dict[str, str]:
    """The cells that say something; a missing one says nothing, an empty one does."""
    return {str(column): str(value) for column, value in row.items() if value == value}  # NaN differs from itself


def _left_out(review: Review) -> int:
    return review.count(What.LEFT_OUT) + review.waiting


def _sentences(review: Review, waiting: int) -> list[str]:
    sentences = []
    if waiting:
        sentences.append(
            f"{count_text(waiting, 'row waits', 'rows wait')} for an answer and will be left out. Answer first, or "
            "import the others now and download these lines afterwards."
        )
    if refused := review.count(What.LEFT_OUT):
        sentences.append(f"{count_text(refused, 'row is', 'rows are')} left out: see why above.")
    if unread := sum(file.plan is None for file in review.files):
        sentences.append(f"{count_text(unread, 'file is', 'files are')} not read.")
    return sentences


def _why_nothing(review: Review, waiting: int) -> str:
    if not any(file.plan is not None for file in review.files):
        return "Nothing to import: no file was read."
    if waiting:
        return f"Nothing to import yet: {count_text(waiting, 'row waits', 'rows wait')} for an answer above."
    if review.count(What.LEFT_OUT):
        return "Nothing to import: every usable row is in your log already, or left out."
    return "Nothing to import: every row is in your log already."


def _left_out_button(make: Callable[[], bytes], number: int, *, key: str) -> None:
    st.download_button(
        f"Download {count_text(number, 'line')} that did not come in (CSV)",
        data=session.on_click(make),
        file_name=f"coverline-left-out-{session.today().isoformat()}.csv",
        mime="text/csv",
        on_click="ignore",
        icon=":material/download:",
        key=key,
    )


def _counted(table: str, number: int) -> str:
    singular, plural = _NOUNS.get(table, (table.removesuffix("s"), ""))
    return count_text(number, singular, plural) if plural else count_text(number, singular)


def _and(parts: list[str]) -> str:
    return " and ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else "".join(parts)
