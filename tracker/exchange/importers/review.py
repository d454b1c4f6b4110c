"""What an import would do with every line of the files, before it does anything: one table to look at, then one Apply.

Everything that a person may decide is a ``Question`` of the plan or of the review; the answers to both are one
``Answers``, so that the app, the command line and a recipe give them alike.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from tracker import schema
from tracker.codes import Condition
from tracker.exchange.importers import classify, recipe
from tracker.exchange.importers.classify import Stored
from tracker.exchange.importers.corrections import corrections
from tracker.exchange.importers.decisions import (
    Decisions,
    decide_corrections,
    decide_ids,
    new_texts,
)
from tracker.exchange.importers.left_out import left_out_lines
from tracker.exchange.importers.lines import Lines, Part, lines_of, names_beside_trips, parts_of
from tracker.exchange.importers.new_people import NewPeople
from tracker.exchange.importers.opening import Opened, Wishes, opened
from tracker.exchange.importers.outcome import (
    COLUMNS,
    CORRECT,
    REPLACE,
    FileReview,
    Review,
    Source,
    What,
    file_key,
    row_key,
)
from tracker.exchange.importers.overlaps import NO_CUT, Cut, decide_overlaps
from tracker.exchange.importers.people import Mention, People, known_people, people_of, person_key, whose
from tracker.exchange.text import as_text
from tracker.findings import FindingCode
from tracker.itinerary.own_columns import taken_out
from tracker.itinerary.workspace import Workspace
from tracker.reading.plan import Answers, Asks, Question
from tracker.reading.remark import Remark
from tracker.rules import load_rules
from tracker.rules.tables import Law
from tracker.words import count

__all__ = ["COLUMNS", "FileReview", "Review", "Source", "What", "file_key", "review", "row_key"]

Texts = dict[str, str]


def review(
    sources: Sequence[Source],
    into: Workspace,
    answers: Answers | None = None,
    *,
    traveler: str = "",
    form: str | None = None,
    recipes: Mapping[str, str] | None = None,
) -> Review:
    """What importing these files into a workspace would do. A file that is refused does not stop the others.

    ``traveler``: whose rows they are where a file does not say. ``form``: the format of all sources that name none.
    ``recipes``: fingerprint → kept recipe; one that fits is used and told, and a question takes it back. Raises
    ``BadOption`` for an answer that a question of the review does not allow.
    """
    given = answers or Answers()
    nobody = traveler or given.choices.get(str(Asks.WHOSE), "")
    files, unused = opened(sources, Wishes(given, nobody, form, recipes or {}))
    desk = _Desk(into, given.choices, traveler)
    desk.look_at(files)
    return desk.reviewed(files, unused)


class _Desk:
    """One import: who is who, then table by table, then all together."""

    def __init__(self, into: Workspace, choices: Mapping[str, str], traveler: str) -> None:
        self.into = into
        self.choices = choices
        self.decisions = Decisions(choices)
        self.traveler = traveler
        self.law = Law(load_rules(), into.verifications)
        self.people = People({}, (), ())
        self.whose: Question | None = None
        self.lines: dict[str, Lines] = {}
        self.questions: list[Question] = []
        self.new: dict[str, pd.DataFrame] = {}
        self.changed: dict[str, pd.DataFrame] = {}

    def look_at(self, files: Sequence[Opened]) -> None:
        """Decide what happens to every line of these files."""
        parts = parts_of(files)
        self._say_who(parts)
        for table, of_table in parts.items():
            self.lines[table] = self._looked_at(table, [self._with_people(part) for part in of_table])
        self._add_new_people()

    # who is who

    def _say_who(self, parts: Mapping[str, Sequence[Part]]) -> None:
        known = known_people(self.into)
        trips = parts.get("trips", [])
        self.people = people_of(_mentions(trips), known, self.choices)
        nobody = sum(int((_who(part) == "").sum()) for part in trips if not part.is_ours)
        if not self.traveler:
            self.whose = whose(known, self.people.new, nobody, self.choices.get(str(Asks.WHOSE), ""))
        self.questions += [*self.people.questions, *([self.whose] if self.whose else [])]

    def _with_people(self, part: Part) -> Part:
        """The same rows with the ids of the log; a person who is not known yet stays as the file names them."""
        if "traveler" not in schema.WORKSPACE[part.read.table].columns:
            return part
        who = _who(part)
        ids = who.map(lambda value: self.people.travelers.get(value, value) or value)
        nobody = self.traveler or (self.whose.answer if self.whose else "")
        if part.read.table == "trips" and not part.is_ours and nobody:
            ids = ids.where(ids != "", nobody)
        elif self.traveler:
            ids = ids.where(ids != "", self.traveler)
        if "traveler" not in part.typed and (ids == "").all():
            return part
        return replace(part, typed=part.typed.assign(traveler=ids.astype("str")))

    def _hold_back(self, lines: Lines) -> None:
        """Lines of people who are not told apart yet wait."""
        is_open = {question.values[0]: question for question in self.people.questions if question.is_open}
        if lines.table != "trips" or not (is_open or (self.whose and self.whose.is_open)):
            return
        at = lines.open()
        typed = lines.texts["traveler"].iloc[at]
        is_ours = np.array([part.is_ours for part in lines.parts])[lines.part[at]]
        for value, question in is_open.items():
            mine = at[(typed == value).to_numpy() & ~is_ours]
            lines.set(mine, what=str(What.WAITING), question=person_key(value), why=question.sentence)
        if self.whose and self.whose.is_open:
            said = lines.typed["traveler"].iloc[at] if "traveler" in lines.typed else pd.Series("", index=typed.index)
            mine = at[(said.str.strip() == "").to_numpy() & ~is_ours]
            lines.set(mine, what=str(What.WAITING), question=self.whose.key, why=self.whose.sentence)

    # one table

    def _looked_at(self, table: str, parts: Sequence[Part]) -> Lines:
        lines = lines_of(table, parts, self.into)
        self._hold_back(lines)
        stored = Stored.of(table, as_text(taken_out(table, getattr(self.into, table))))
        clashes = classify.classify(lines, stored)
        self._ask(decide_ids(lines, clashes, stored, self.decisions))
        changed: dict[int, Texts] = {}
        proposed: dict[int, Texts] = {}
        cut = NO_CUT
        if table == "trips":
            taken = lines.about["stored"].iloc[lines.are(What.SAME, What.CHANGED)]
            matches = corrections(lines, lines.open(), stored.rows, taken)
            self._ask(decide_corrections(lines, matches, stored, self.decisions))
        for at in lines.are(What.CHANGED, What.CORRECTION).tolist():
            position = _position(lines, at, stored)
            proposed[position] = new_texts(lines, at, stored, position)
            if lines.about["decision"].iat[at] in (REPLACE, CORRECT):
                changed[position] = proposed[position]
        if table == "trips":
            _give_ids(lines, stored, self.into)
            cut = self._say_overlaps(lines, stored, proposed)
            position_of = dict(zip(stored.rows["trip"], range(len(stored.rows)), strict=True))
            for trip, texts in cut.stored.items():
                changed[position_of[trip]] = changed.get(position_of[trip], {}) | texts
        lines.set(lines.open(), what=str(What.NEW))
        self.new[table] = _new(lines, stored, cut)
        self.changed[table] = _changed(table, stored, changed)
        return lines

    def _say_overlaps(self, lines: Lines, stored: Stored, proposed: Mapping[int, Texts]) -> Cut:
        """Overlaps with the stored trips as they would be: a correction that waits is taken for granted."""
        by_trip = {str(stored.rows["trip"].iat[position]): texts for position, texts in proposed.items()}
        questions, cut = decide_overlaps(lines, stored.rows, by_trip, self.law.jurisdiction, self.decisions)
        self._ask(questions)
        return cut

    def _ask(self, questions: Iterable[Question]) -> None:
        """The same question about several tables is one question."""
        for question in questions:
            same = next((asked for asked in self.questions if asked.key == question.key), None)
            if same:
                self.questions[self.questions.index(same)] = replace(same, rows=same.rows + question.rows)
            else:
                self.questions.append(question)

    # all together

    def _add_new_people(self) -> None:
        trips = self.new.get("trips")
        if trips is None or trips.empty:
            return
        coming = set(trips["traveler"])
        people = [person for person in self.people.new if person.traveler in coming]
        of_people = trips[trips["traveler"].isin([person.traveler for person in people])]
        facts = NewPeople(people, self.choices, asks_insurance=self._asks_insurance(of_people["country"].unique()))
        self._ask(facts.questions())
        taken = {*self.into.assignments["assignment"], *_column(self.new.get("assignments"), "assignment")}
        rows, linked = facts.assignments(trips, taken)
        if rows:
            trips = trips.assign(assignment=trips["assignment"].where(linked == "", linked).astype("str"))
            self.new["trips"] = trips
            self.new["assignments"] = _with_rows(self.new.get("assignments"), "assignments", rows)
        self.new["travelers"] = self._travelers(facts.travelers())

    def _asks_insurance(self, hosts: Iterable[str]) -> bool:
        agreements = [self.law.agreement(host) for host in hosts]
        provisions = [provision for agreement in agreements if agreement for provision in agreement.provisions]
        return any(Condition.HEALTH_INSURANCE in provision.conditions for provision in provisions)

    def _travelers(self, rows: Sequence[Texts]) -> pd.DataFrame:
        """The new people's rows; what a file says of a person itself wins."""
        own = self.new.get("travelers", _no_rows("travelers"))
        stored = set(self.into.travelers["traveler"])
        by_id = {row["traveler"]: row for row in rows if row["traveler"] not in stored}
        for at, row in own.iterrows():
            for column, text in by_id.pop(str(row["traveler"]), {}).items():
                if not row[column]:
                    own.loc[at, column] = text
        return _with_rows(own, "travelers", list(by_id.values()))

    def reviewed(self, files: Sequence[Opened], unused: Sequence[str]) -> Review:
        """What is handed on."""
        of_files = [_file_review(file, self.lines) for file in files]
        asked = [
            replace(question, key=file_key(file.name, question.key))
            for file in files
            for question in [*([file.recipe] if file.recipe else []), *(file.plan.questions if file.plan else ())]
        ]
        return Review(
            tuple(of_files),
            {table: _table(lines) for table, lines in self.lines.items()},
            (*asked, *self.questions),
            {**{file.name: self._remarks(file) for file in files}, "": tuple(self._own_remarks())},
            new={table: rows for table, rows in self.new.items() if len(rows)},
            changed={table: rows for table, rows in self.changed.items() if len(rows)},
            unused=tuple(unused),
            unusable=sum(_unusable(lines) for lines in self.lines.values()),
            left_out=left_out_lines(files, self.lines),
        )

    def _remarks(self, file: Opened) -> tuple[Remark, ...]:
        """What is to be said about one file: by the plan, by the rows, and about values that were not understood."""
        if file.plan is None:
            return ()
        own = [remark for read in file.rows for remark in read.remarks]
        warnings = [
            Remark(_CODES[finding["code"]], finding["message"], row=int(finding["row"]), column=finding["column"])
            for lines in self.lines.values()
            for finding in lines.warnings[lines.warnings["file"] == file.name].to_dict("records")
        ]
        told = [Remark(FindingCode.ASSUMED_READING, file.recipe_words)] if file.recipe_words else []
        return tuple(dict.fromkeys([*told, *file.plan.remarks, *own, *warnings]))

    def _own_remarks(self) -> Iterable[Remark]:
        for question in self.questions:
            if question.is_chosen or question.about in (Asks.NEW_PEOPLE, Asks.SHARED_DAYS):
                continue
            if question.is_open:
                yield Remark(FindingCode.ANSWER_NEEDED, question.sentence)
            else:
                words = next((choice.words for choice in question.choices if choice.value == question.answer), "")
                yield Remark(FindingCode.ASSUMED_READING, f"{question.sentence} Taken as: {words or question.answer}.")
        repeated = sum(int(lines.about["why"].str.endswith("counted once.").sum()) for lines in self.lines.values())
        if repeated:
            yield Remark(FindingCode.ASSUMED_READING, classify.repeated_words(repeated))


_CODES = {str(code): code for code in FindingCode}


def _who(part: Part) -> pd.Series:
    """Who each row names, stripped; "" where it names nobody."""
    if "traveler" not in part.typed:
        return pd.Series("", index=part.typed.index, dtype="str")
    return part.typed["traveler"].str.strip()


def _mentions(parts: Sequence[Part]) -> list[Mention]:
    """Every different value of a column of people, in the order of the files, with the name and address beside it."""
    mentions: dict[str, Mention] = {}
    for part in parts:
        who = _who(part)
        counted = who[who != ""].value_counts(sort=False)
        names = names_beside_trips(part.file)
        addresses = _texts_of(part, [str(column) for column in part.typed if "mail" in str(column).lower()])
        for at in np.flatnonzero(((who != "") & ~who.duplicated()).to_numpy()).tolist():
            value = str(who.iat[at])
            rows = int(counted[value]) + (mentions[value].rows if value in mentions else 0)
            mentions[value] = Mention(value, names.get(value, ""), addresses[at], rows, part.is_ours)
    return list(mentions.values())


def _texts_of(part: Part, columns: Sequence[str]) -> list[str]:
    """The stripped texts of the first of these columns that the part has; "" for each row without one."""
    column = next((column for column in columns if column in part.typed), None)
    return [""] * len(part.typed) if column is None else [str(text).strip() for text in part.typed[column]]


def _position(lines: Lines, at: int, stored: Stored) -> int:
    """Where the stored row stands that a line changes or corrects."""
    if lines.about["what"].iat[at] == What.CORRECTION:
        key = pd.DataFrame({"trip": [lines.about["stored"].iat[at]]})
    else:
        key = lines.texts.iloc[[at]]
    return stored.position[str(classify.joined(key, list(schema.KEYS[lines.table])).iat[0])]


def _give_ids(lines: Lines, stored: Stored, into: Workspace) -> None:
    """New trips without an id of their own get free ones."""
    new = lines.open()
    unnamed = new[~lines.named[new]]
    named = lines.texts["trip"].iloc[np.flatnonzero(lines.named)]
    taken = {*named, *stored.rows["trip"], *into.problems["subject"]}
    lines.texts.loc[unnamed, "trip"] = list(itertools.islice(_free_ids(taken), len(unnamed)))
    others = np.setdiff1d(np.flatnonzero(~lines.named), unnamed)
    lines.texts.loc[others, "trip"] = ""


def _free_ids(taken: set[str]) -> Iterator[str]:
    return (f"t{number}" for number in itertools.count(1) if f"t{number}" not in taken)


def _new(lines: Lines, stored: Stored, cut: Cut) -> pd.DataFrame:
    """The rows that would be added, as text."""
    at = lines.are(What.NEW, What.OVERLAPS)
    rows = lines.texts.iloc[at]
    documented = schema.column_names(lines.table)
    unknown = [column for column in rows.columns if column not in documented and (rows[column] != "").any()]
    rows = rows[[*documented, *unknown]].copy()
    for position, texts in cut.lines.items():
        for column, text in texts.items():
            rows.loc[position, column] = text
    if not cut.more:
        return rows.reset_index(drop=True)
    free = _free_ids({*lines.texts["trip"], *stored.rows["trip"]})
    more = pd.DataFrame([{**texts, "trip": next(free)} for texts in cut.more])
    return pd.concat([rows, more], ignore_index=True).fillna("").astype("str")


def _changed(table: str, stored: Stored, changed: Mapping[int, Texts]) -> pd.DataFrame:
    """The stored rows that would be changed: their keys, and the columns that change (missing where they do not)."""
    key = list(schema.KEYS.get(table, ()))
    rows = []
    for position, texts in sorted(changed.items()):
        row = {str(column): str(text) for column, text in stored.rows.iloc[position].items()}
        if differs := {column: text for column, text in texts.items() if text != row.get(column, "")}:
            rows.append({column: row[column] for column in key} | differs)
    return pd.DataFrame(rows).astype(dict.fromkeys(key, "str")) if rows else pd.DataFrame(columns=key, dtype="str")


def _column(rows: pd.DataFrame | None, column: str) -> list[str]:
    return list(rows[column]) if rows is not None else []


def _no_rows(table: str) -> pd.DataFrame:
    return pd.DataFrame(columns=schema.column_names(table), dtype="str")


def _with_rows(rows: pd.DataFrame | None, table: str, more: Sequence[Texts]) -> pd.DataFrame:
    own = rows if rows is not None else _no_rows(table)
    if not more:
        return own
    return pd.concat([own, pd.DataFrame(list(more))], ignore_index=True).fillna("").astype("str")


def _table(lines: Lines) -> pd.DataFrame:
    """``COLUMNS``, then the texts; an unknown column with one of these names gets a number."""
    texts = lines.texts.rename(columns={column: f"{column} (2)" for column in COLUMNS})
    documented = schema.column_names(lines.table)
    kept = [column for column in texts if column in documented or (texts[column] != "").any()]
    return pd.concat([lines.about, texts[kept]], axis="columns")


def _unusable(lines: Lines) -> int:
    """How many lines were left out because they cannot be used: not by an answer, and not such as canceled trips."""
    out = lines.about[(lines.about["what"] == What.LEFT_OUT) & (lines.about["decision"] == "")]
    refused = [
        {remark.row for remark in part.read.remarks if remark.code is FindingCode.UNUSABLE_ROW} for part in lines.parts
    ]
    parts = [lines.parts[n] for n in lines.part[out.index]]
    return sum(
        number not in part.read.left_out or number in refused[n]
        for part, n, number in zip(parts, lines.part[out.index], out["row"], strict=True)
    )


def _file_review(file: Opened, lines: Mapping[str, Lines]) -> FileReview:
    if file.plan is None:
        return FileReview(file.name, "", "", None, refused=file.refused)
    return FileReview(
        file.name,
        file.plan.title,
        _told(file, lines),
        file.plan,
        recipe=file.recipe_words,
        kept=recipe.kept(file.taken, file.plan),
    )


def _told(file: Opened, lines: Mapping[str, Lines]) -> str:
    """What is in a file: "212 rows, 3 people, 2019–2026"."""
    rows = {table: of_table.about["file"] == file.name for table, of_table in lines.items()}
    number = sum(int(own.sum()) for own in rows.values())
    words = [count(number, "row")]
    trips = lines.get("trips")
    if trips is not None:
        usable = trips.texts[rows["trips"] & ~trips.about["what"].isin([What.LEFT_OUT, What.WAITING])]
        people = usable["traveler"].nunique()
        words += [count(people, "person", "people")] if people > 1 else []
        years = sorted(text[:4] for text in [*usable["first_day"], *usable["last_day"]] if text)
        if years:
            words.append(years[0] if years[0] == years[-1] else f"{years[0]}–{years[-1]}")
    return ", ".join(words)
