"""The questions of a review about lines and stored rows, and what their answers do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pandas as pd

from tracker import schema
from tracker.errors import BadOption
from tracker.exchange.importers import classify
from tracker.exchange.importers.classify import Clashes, Stored
from tracker.exchange.importers.corrections import Match
from tracker.exchange.importers.lines import Lines
from tracker.exchange.importers.outcome import (
    ADD,
    BOTH,
    CORRECT,
    CUT,
    KEEP,
    LEAVE_OUT,
    NUMBER_ANEW,
    REPLACE,
    TOUCHING,
    What,
    row_key,
)
from tracker.findings import FindingCode
from tracker.reading.plan import Asks, Choice, Question
from tracker.words import count

_SHOWN_VALUES = 5

_ANSWERS: Mapping[str, tuple[Choice, ...]] = {
    Asks.REUSED_IDS: (
        Choice(NUMBER_ANEW, "These are other trips: give them new ids"),
        Choice(REPLACE, "Replace the stored trips"),
        Choice(LEAVE_OUT, "Leave these rows out"),
    ),
    Asks.CHANGED: (Choice(REPLACE, "Replace the stored rows"), Choice(KEEP, "Keep the stored rows")),
    Asks.CORRECTION: (
        Choice(CORRECT, "Correct the stored trips"),
        Choice(ADD, "Add them as other trips"),
        Choice(LEAVE_OUT, "Leave these rows out"),
    ),
    TOUCHING: (
        Choice(ADD, "Add them as other trips"),
        Choice(CORRECT, "Correct the stored trips: their days are replaced"),
        Choice(LEAVE_OUT, "Leave these rows out"),
    ),
    Asks.SHARED_DAYS: (
        Choice(BOTH, "Yes, import them as they are"),
        Choice(CUT, "No: end each earlier trip when the later one begins"),
        Choice(LEAVE_OUT, "Leave these rows out"),
    ),
}


class Decisions:
    """The answers to the questions of a review, for all rows at once and for single ones."""

    def __init__(self, choices: Mapping[str, str]) -> None:
        self._choices = choices
        for key, value in choices.items():
            about = key.partition(":")[0]
            allowed = [choice.value for choice in _ANSWERS.get(about, ())]
            if allowed and value not in allowed:
                raise BadOption(f"{key}: {value!r} is no answer to this. Use {', '.join(allowed)}")

    def chosen(self, key: str) -> str:
        """The answer for all rows; "" without one."""
        return self._choices.get(key, "")

    def of_rows(self, key: str, lines: Lines, at: np.ndarray, guess: str = "") -> np.ndarray:
        """The answer in force for each of these lines; "" where it is open."""
        places = lines.about.iloc[at]
        own = (
            self._choices.get(row_key(key, file, sheet, row), "")
            for file, sheet, row in zip(places["file"], places["sheet"], places["row"], strict=True)
        )
        return np.array([answer or self.chosen(key) or guess for answer in own], dtype=object)

    def question(self, key: str, sentence: str, rows: int, *, guess: str = "", values: Iterable[str] = ()) -> Question:
        """The question of this key with the answer in force for all rows."""
        about = Asks.CORRECTION if key == TOUCHING else Asks(key)
        return Question(
            key,
            about,
            sentence,
            _ANSWERS[key],
            answer=self.chosen(key) or guess,
            is_chosen=bool(self.chosen(key)),
            values=tuple(list(values)[:_SHOWN_VALUES]),
            rows=rows,
        )


def decide_ids(lines: Lines, clashes: Clashes, stored: Stored, decisions: Decisions) -> list[Question]:
    """Lines whose id belongs to something else: numbered anew, a change of the stored row, or left out."""
    questions = []
    reused = np.isin(lines.part, clashes.reusing)
    is_reused = {kind: getattr(clashes, kind)[reused[getattr(clashes, kind)]] for kind in _KINDS}
    anew = np.sort(np.concatenate(list(is_reused.values())))
    if len(anew):
        guess = NUMBER_ANEW if clashes.is_clear else ""
        answers = decisions.of_rows(Asks.REUSED_IDS, lines, anew, guess)
        lines.set(anew, question=str(Asks.REUSED_IDS), decision=answers)
        _number_anew(lines, anew[answers == NUMBER_ANEW])
        lines.set(anew[answers == LEAVE_OUT], what=str(What.LEFT_OUT), why="You left it out.")
        _say_changed(lines, np.intersect1d(anew[(answers == REPLACE) | (answers == "")], is_reused["stored"]), stored)
        questions.append(_reused_ids(lines, anew, decisions, guess))
    rest = np.setdiff1d(np.concatenate([clashes.earlier, clashes.repeated]), anew[_is_numbered(lines, anew)])
    rest = np.intersect1d(rest, lines.open())
    lines.set(rest, what=str(What.LEFT_OUT), why=[_duplicate_id(lines, position) for position in rest], question="")
    changed = np.setdiff1d(clashes.stored, anew)
    if len(changed):
        _say_changed(lines, changed, stored)
        answers = decisions.of_rows(Asks.CHANGED, lines, changed)
        lines.set(changed, question=str(Asks.CHANGED), decision=answers)
        lines.set(changed[answers == KEEP], what=str(What.LEFT_OUT), why="You keep the stored row.")
        questions.append(
            decisions.question(
                Asks.CHANGED,
                f"{count(len(changed), 'row has', 'rows have')} the id of a stored row and other content. "
                "Replace the stored row?",
                len(changed),
                values=lines.about["stored"].iloc[changed].unique(),
            )
        )
    return questions


_KINDS = ("stored", "earlier", "repeated")


def _is_numbered(lines: Lines, at: np.ndarray) -> np.ndarray:
    return (lines.about["decision"].iloc[at] == NUMBER_ANEW).to_numpy()


def _number_anew(lines: Lines, at: np.ndarray) -> None:
    """Without an id of their own; the one in the file is kept beside the row where it may be a name."""
    if not len(at):
        return
    lines.named[at] = False
    old = lines.texts["trip"].iloc[at]
    if ID_IN_FILE not in lines.texts:
        lines.texts[ID_IN_FILE] = pd.Series("", index=lines.texts.index, dtype="str")
    lines.texts.loc[at, ID_IN_FILE] = old.where(old.str.contains(r"[^\W\d_]{2}"), "")
    lines.set(at, stored="", why=[f'Its id "{id_}" belongs to other content: it gets a new id.' for id_ in old])


ID_IN_FILE = "id in the file"
"""Column that keeps the id of a row that was numbered anew."""


def _reused_ids(lines: Lines, anew: np.ndarray, decisions: Decisions, guess: str) -> Question:
    ids = lines.typed["trip"].iloc[anew].unique()
    shown = ", ".join(ids[:_SHOWN_VALUES]) + (" …" if len(ids) > _SHOWN_VALUES else "")
    sentence = (
        f"{count(len(anew), 'row uses an id', 'rows use ids')} that belong to other trips ({shown}): the numbers of "
        "another list were used again. Are these other trips?"
    )
    return decisions.question(Asks.REUSED_IDS, sentence, len(anew), guess=guess, values=ids)


def _duplicate_id(lines: Lines, position: int) -> str:
    key = schema.KEYS[lines.table][0]
    return FindingCode.DUPLICATE_ID.message(subject=lines.texts[key].iat[position])


def _say_changed(lines: Lines, at: np.ndarray, stored: Stored) -> None:
    """They change the stored row with their id; what their file has no column for stays."""
    if not len(at):
        return
    key = list(schema.KEYS[lines.table])
    position = np.array([stored.position[text] for text in classify.joined(lines.texts.iloc[at], key)], dtype=np.int64)
    for number in np.unique(lines.part[at]):
        own = lines.part[at] == number
        part = lines.parts[number]
        rows = classify.filled(lines.table, lines.texts.iloc[at[own]], part, position[own], stored)
        lines.texts.iloc[at[own]] = rows.to_numpy()
    old = [old_words(lines, at[n], stored, position[n]) for n in range(len(at))]
    keys = [classify.key_words(lines.table, stored.rows, place) for place in position]
    noun = "Trip" if lines.table == "trips" else "Row"
    why = [f"{noun} {words} is stored with other content." for words in keys]
    lines.set(at, what=str(What.CHANGED), stored=keys, old=old, why=why)


def old_words(lines: Lines, at: int, stored: Stored, position: int) -> str:
    """What is stored now where a line says something else; of a trip its place and days first."""
    row = {str(column): str(text) for column, text in stored.rows.iloc[position].items()}
    differs = [column for column in new_texts(lines, at, stored, position) if column in row]
    if lines.table != "trips":
        return "; ".join(f"{column}: {row[column] or 'empty'}" for column in differs)
    more = [column for column in differs if column not in ("country", "place", "first_day", "last_day")]
    words = classify.trip_words(row, country="country" in differs)
    return "; ".join([words, *(f"{column}: {row[column] or 'empty'}" for column in more)])


def new_texts(lines: Lines, at: int, stored: Stored, position: int) -> dict[str, str]:
    """Column → text of what a line changes in a stored row.

    A correction changes what its file says, and empties nothing but the last day; a change makes the row as the file
    has it.
    """
    part = lines.parts[lines.part[at]]
    is_correction = lines.about["what"].iat[at] == What.CORRECTION
    key = schema.KEYS[lines.table]
    unknown = [column for column in part.typed if column not in schema.column_names(lines.table)]
    texts: dict[str, str] = {}
    for column in [*part.said, *unknown]:
        text = str(lines.texts[column].iat[at])
        old = str(stored.rows[column].iat[position]) if column in stored.rows else ""
        is_unsaid = is_correction and column != "last_day" and not _says(lines, at, column, text)
        if text != old and column not in key and not is_unsaid:
            texts[column] = text
    return texts


def _says(lines: Lines, at: int, column: str, text: str) -> bool:
    return bool(str(lines.typed[column].iat[at]).strip() if column in lines.typed else text)


def decide_corrections(lines: Lines, matches: Sequence[Match], stored: Stored, decisions: Decisions) -> list[Question]:
    """Lines that look like a stored trip with other dates: both answers change days, so they wait for one."""
    for match in matches:
        lines.set([match.at], what=str(What.CORRECTION), stored=stored.rows["trip"].iat[match.stored])
        if not new_texts(lines, match.at, stored, match.stored):  # the file says nothing that is not stored
            key = stored.rows["trip"].iat[match.stored]
            lines.set([match.at], what=str(What.SAME), why=f"There already: equal to trip {key} in all that it says.")
            continue
        old = old_words(lines, match.at, stored, match.stored)
        lines.set([match.at], old=old, why=_correction_words(lines, match, stored))
    questions = []
    for key in (str(Asks.CORRECTION), TOUCHING):
        at = np.array(
            [
                match.at
                for match in matches
                if match.touches == (key == TOUCHING) and lines.about["what"].iat[match.at] == What.CORRECTION
            ],
            dtype=np.int64,
        )
        if not len(at):
            continue
        answers = decisions.of_rows(key, lines, at)
        lines.set(at, question=key, decision=answers)
        lines.set(at[answers == ADD], what="", old="", stored="")
        lines.set(at[answers == LEAVE_OUT], what=str(What.LEFT_OUT), why="You left it out.")
        questions.append(decisions.question(key, _CORRECTION_SENTENCES[key](len(at)), len(at)))
    return questions


_CORRECTION_SENTENCES = {
    str(Asks.CORRECTION): lambda number: (
        f"{count(number, 'row looks', 'rows look')} like a stored trip with other dates: the same person and country, "
        "with days in common. Correct the stored trip?"
    ),
    TOUCHING: lambda number: (
        f"{count(number, 'row begins or ends', 'rows begin or end')} right beside a stored trip of the same person in "
        "the same country, without a day in common. Is it another trip?"
    ),
}


def _correction_words(lines: Lines, match: Match, stored: Stored) -> str:
    trip = stored.rows["trip"].iat[match.stored]
    if match.touches:
        return f"Right beside stored trip {trip}, which has no day in common with it."
    return f"Looks like stored trip {trip} with other dates."
