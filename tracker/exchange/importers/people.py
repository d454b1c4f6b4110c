"""Who the people of a file are: known ones by id, name or e-mail address, or new ones."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from tracker.exchange.importers.outcome import NEW_PERSON
from tracker.exchange.text import as_text
from tracker.itinerary.own_columns import taken_out
from tracker.itinerary.workspace import Workspace
from tracker.reading.plan import Asks, Choice, Question

ME = "me"
"""The id of a person whom nobody gave one: the owner of a log of one person."""

_NOT_DECOMPOSED = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i"})
_SHORTEST_TYPO = 8  # letters of a name in which one wrong letter is asked about


@dataclass(frozen=True)
class Mention:
    """A person as a file names them: ``value`` is what stands in the column of people, ``name`` what stands beside it.

    ``rows``: how many rows name them so. ``is_id``: this program wrote the value, so that it is an id and nothing is
    asked about it.
    """

    value: str
    name: str = ""
    email: str = ""
    rows: int = 0
    is_id: bool = False


@dataclass(frozen=True)
class Person:
    """A person of the log. ``name`` "" where none is entered."""

    traveler: str
    name: str = ""
    email: str = ""

    @property
    def words(self) -> str:
        """``Jane Doe (E1000)``; the id alone without a name."""
        return f"{self.name} ({self.traveler})" if self.name and self.name != self.traveler else self.traveler


@dataclass(frozen=True)
class People:
    """Who is who. ``travelers``: value in the file → id in the log, "" while that is open.

    ``new``: the people who are not in the log yet. ``questions``: guesses and open ones.
    """

    travelers: Mapping[str, str]
    new: Sequence[Person]
    questions: Sequence[Question]


def known_people(into: Workspace) -> list[Person]:
    """Everybody whom the log names, those with a row of their own first."""
    people: dict[str, Person] = {}
    rows = as_text(taken_out("travelers", into.travelers))
    addresses = [column for column in rows.columns if "mail" in column.lower()]
    for row in rows.to_dict("records"):
        email = next((str(row[column]) for column in addresses if row[column]), "")
        people.setdefault(str(row["traveler"]), Person(str(row["traveler"]), str(row["name"]), email))
    for table in into.frames().values():
        if "traveler" in table:
            for traveler in table["traveler"].unique():
                people.setdefault(str(traveler), Person(str(traveler)))
    return list(people.values())


def folded(name: str) -> tuple[str, ...]:
    """The words of a name without case, accents and order: the same for "Doe, Jane" and "JANE DOÉ"."""
    plain = unicodedata.normalize("NFKD", name.casefold().translate(_NOT_DECOMPOSED))
    letters = "".join(
        sign if sign.isalnum() else "" if unicodedata.combining(sign) or sign in "'’." else " " for sign in plain
    )
    return tuple(sorted(letters.split()))


def person_key(value: str) -> str:
    """Key of the question who a value is."""
    return f"{Asks.PERSON}:{' '.join(value.casefold().split())}"


def people_of(mentions: Sequence[Mention], known: Sequence[Person], choices: Mapping[str, str]) -> People:
    """Who is meant by each of the values, with the answers so far.

    An id that is known is taken as it is. A name that one known person has is a guess, which is told; one that several
    have, or nearly a known name, is asked. Two spellings of one new name are one new person, told as well.
    """
    people = {person.traveler: person for person in known}
    travelers: dict[str, str] = {}
    questions: list[Question] = []
    new: dict[str, Person] = {}
    for mention in mentions:
        value = mention.value
        if value in people or mention.is_id:
            travelers[value] = value
            continue
        candidates, guess = _candidates(mention, mentions, known, new)
        if candidates:
            question = _question(mention, candidates, guess, choices.get(person_key(value), ""))
            questions.append(question)
            if question.answer != NEW_PERSON:
                travelers[value] = question.answer
                continue
        travelers[value] = value
        new[value] = Person(value, mention.name or (value if _is_a_name(value) else ""), mention.email)
    return People(travelers, list(new.values()), questions)


def _candidates(
    mention: Mention, mentions: Sequence[Mention], known: Sequence[Person], new: Mapping[str, Person]
) -> tuple[list[Person], str]:
    """Who may be meant, and the guess: an id, or "" where it has to be asked."""
    if mention.email and (same := [person for person in known if person.email.casefold() == mention.email.casefold()]):
        return same, same[0].traveler if len(same) == 1 else ""
    mine = {folded(text) for text in (mention.value, mention.name) if folded(text)}
    same = [person for person in known if mine & _names(person)]
    if same:
        has_own_id = bool(mention.name) and folded(mention.name) != folded(mention.value)
        return same, same[0].traveler if len(same) == 1 and not has_own_id else ""
    if mention.name:  # an id of its own, and a name that nobody has
        return [], NEW_PERSON
    if spelled := [person for person in new.values() if mine & _names(person)]:
        return spelled[:1], spelled[0].traveler
    if near := [person for person in known if _is_nearly(mention.value, person)]:
        return near, ""
    if [person.words for person in known] == [ME] and len({folded(other.value) for other in mentions}) == 1:
        return list(known), ""  # the only person of the log has no name yet: it may be this one
    return [], NEW_PERSON


def _names(person: Person) -> set[tuple[str, ...]]:
    return {folded(text) for text in (person.name, person.traveler) if folded(text)}


def _is_nearly(value: str, person: Person) -> bool:
    """One letter wrong in a name; ids such as E1000 and E1001 are told apart by one."""
    mine = " ".join(folded(value))
    if len(mine) < _SHORTEST_TYPO or not _is_a_name(value):
        return False
    return any(Levenshtein.distance(mine, " ".join(theirs), score_cutoff=1) <= 1 for theirs in _names(person))


def _is_a_name(value: str) -> bool:
    """Two words or more, and no digit or sign of an id."""
    words = folded(value)
    return len(words) > 1 and not any(sign.isdigit() or sign in "@_/#" for sign in value)


def _question(mention: Mention, candidates: Sequence[Person], guess: str, chosen: str) -> Question:
    allowed = {*(person.traveler for person in candidates), NEW_PERSON}
    who = " or ".join(person.words for person in candidates)
    beside = f" ({mention.name})" if mention.name and mention.name != mention.value else ""
    return Question(
        person_key(mention.value),
        Asks.PERSON,
        f'The file names "{mention.value}"{beside}. Is this {who}?',
        (
            *(Choice(person.traveler, f"Yes, {person.words}") for person in candidates),
            Choice(NEW_PERSON, "No, this is another person"),
        ),
        answer=chosen if chosen in allowed else guess,
        is_chosen=chosen in allowed,
        values=(mention.value,),
        rows=mention.rows,
    )


def whose(known: Iterable[Person], more: Iterable[Person], rows: int, chosen: str) -> Question | None:
    """Whose rows they are that name nobody; None where only one answer is possible: the log's only person, or "me".

    Open where the log or the file knows several people.
    """
    everybody = {person.traveler: person for person in [*known, *more]}
    if not rows or not everybody or list(everybody) == [ME]:
        return None
    is_only = len(everybody) == 1
    return Question(
        str(Asks.WHOSE),
        Asks.WHOSE,
        "The file does not say whose rows these are. Whose are they?",
        tuple(Choice(person.traveler, person.words) for person in everybody.values()),
        answer=chosen or (next(iter(everybody)) if is_only else ""),
        is_chosen=bool(chosen),
        rows=rows,
    )
