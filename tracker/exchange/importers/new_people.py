"""What is asked once for all new people of an import, and the rows that the answers make.

Without an answer nothing is stored: no fact is ever invented.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from tracker import countries, days
from tracker.codes import Activity, Employer, Worker
from tracker.countries import Nearness
from tracker.errors import BadOption
from tracker.exchange.importers.outcome import NOT_NOW
from tracker.exchange.importers.people import Person
from tracker.reading.plan import Asks, Choice, Question
from tracker.settings import DEFAULT_JOIN_GAP_DAYS
from tracker.words import count

SENT, OWN_CHOICE, HOST = str(Employer.US), str(Employer.US_OWN_CHOICE), str(Employer.HOST)
SELF_EMPLOYED = str(Worker.SELF_EMPLOYED)

_LATER = Choice(NOT_NOW, "Not now")
_YES_NO = (Choice("yes", "Yes"), Choice("no", "No"), _LATER)

_WORKER = (
    Choice(SENT, "Employees whom a US employer sent there"),
    Choice(OWN_CHOICE, "Employees of a US employer who chose to work from there"),
    Choice(HOST, "Employees of an employer there"),
    Choice(SELF_EMPLOYED, "Self-employed"),
    _LATER,
)


def key_of(fact: str, traveler: str = "") -> str:
    """Key of the question about a fact of all new people, or of one of them: ``new_people:worker``."""
    return f"{Asks.NEW_PEOPLE}:{fact}" + (f":{traveler}" if traveler else "")


@dataclass(frozen=True)
class NewPeople:
    """The new people of an import whose trips would be added, and the answers about them.

    ``asks_insurance``: whether a rule of a country of these trips asks for private health insurance. Raises
    ``BadOption`` for an answer that is none.
    """

    people: Sequence[Person]
    choices: Mapping[str, str]
    asks_insurance: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "choices", {key: _as_code(key, value) for key, value in self.choices.items()})
        given = {key: value for key, value in self.choices.items() if key.startswith(key_of(""))}
        if not given:
            return
        asked = {question.key: {choice.value for choice in question.choices} for question in self._every_question()}
        for key, value in given.items():
            if value not in (allowed := asked.get(key_of(key.split(":")[1]), set())):
                some = ", ".join(sorted(allowed)[:8]) or "none: there is no such question"
                raise BadOption(f"{key}: {value!r} is no answer to this. Answers: {some}")

    def questions(self) -> list[Question]:
        """What is worth asking now: which facts matter depends on how the people work."""
        if not self.people:
            return []
        worker = self._answer("worker")
        wanted = {"worker", "residence", "nationality"}
        wanted |= {"us_covered_before"} if worker in (SENT, OWN_CHOICE) else set()
        wanted |= {"business_in_us"} if worker == SELF_EMPLOYED else set()
        wanted |= {"health_insurance"} if self.asks_insurance and worker not in (NOT_NOW, HOST) else set()
        return [question for question in self._every_question() if question.key.split(":")[1] in wanted]

    def _every_question(self) -> list[Question]:
        who = count(len(self.people), "person is new", "people are new")
        names = countries.names()
        rest = sorted((name, code) for code, name in names.items() if code != "US")
        lands = (_LATER, Choice("US", names["US"]), *(Choice(code, name) for name, code in rest))
        return [
            self._question("worker", f"{who} in your log. How do they work abroad?", _WORKER),
            self._question("residence", f"{who} in your log. In which country do they live?", lands),
            self._question("nationality", f"{who} in your log. Of which country are they citizens?", lands),
            self._question(
                "us_covered_before",
                f"{who} in your log. Were they under US Social Security coverage until their work abroad began?",
                _YES_NO,
            ),
            self._question(
                "health_insurance",
                f"{who} in your log. Do they have private health insurance for themselves and the family that comes "
                "along? A rule of a country where they worked asks for it.",
                _YES_NO,
            ),
            self._question(
                "business_in_us",
                f"{who} in your log. Are they normally self-employed in the US, and did they move that business?",
                _YES_NO,
            ),
        ]

    def _question(self, fact: str, sentence: str, answers: tuple[Choice, ...]) -> Question:
        key = key_of(fact)
        return Question(
            key,
            Asks.NEW_PEOPLE,
            sentence,
            answers,
            answer=self.choices.get(key, NOT_NOW),
            is_chosen=key in self.choices,
            values=tuple(person.words for person in self.people[:5]),
            rows=len(self.people),
        )

    def _answer(self, fact: str, traveler: str = "") -> str:
        """An answer for one person wins over the one for all."""
        own = self.choices.get(key_of(fact, traveler), "") if traveler else ""
        return own or self.choices.get(key_of(fact), NOT_NOW)

    def _fact(self, fact: str, traveler: str) -> str:
        answer = self._answer(fact, traveler)
        return "" if answer == NOT_NOW else answer

    def travelers(self) -> list[dict[str, str]]:
        """A row for each new person about whom something is known."""
        rows = [
            {
                "traveler": person.traveler,
                "name": person.name,
                "nationalities": self._fact("nationality", person.traveler),
                "residence": self._fact("residence", person.traveler),
            }
            for person in self.people
        ]
        return [row for row in rows if any(text for column, text in row.items() if column != "traveler")]

    def assignments(self, trips: pd.DataFrame, taken: set[str]) -> tuple[list[dict[str, str]], pd.Series]:
        """A row for each work period of a new person whose way of working is known; and the assignment of each trip.

        ``trips``: the trips that would be added, as text. Trips are joined as the analysis joins trips without an
        assignment, so that no case becomes another one. The series is aligned with ``trips``, "" where nothing is
        linked: trips at home, without work, or with an assignment of their own.
        """
        linked = pd.Series("", index=trips.index, dtype="object")
        rows = []
        for person in self.people:
            facts = self._work_facts(person.traveler)
            if not facts:
                continue
            own = trips[
                (trips["traveler"] == person.traveler)
                & (trips["activity"] == Activity.WORK)
                & (trips["country"] != "US")
                & (trips["assignment"] == "")
            ]
            for period in _periods(own):
                hosts = list(dict.fromkeys(own["country"].loc[period]))
                name = _free_name(person.traveler, hosts[0], own["first_day"].loc[period].min()[:4], taken)
                taken.add(name)
                linked.loc[period] = name
                host = {"host": hosts[0]} if len(hosts) == 1 else {}
                rows.append({"assignment": name, "traveler": person.traveler, **host, **facts})
        return rows, linked

    def _work_facts(self, traveler: str) -> dict[str, str]:
        worker = self._fact("worker", traveler)
        if not worker:
            return {}
        if worker == SELF_EMPLOYED:
            facts = {"worker": SELF_EMPLOYED, "business_in_us": self._fact("business_in_us", traveler)}
        else:
            facts = {"worker": str(Worker.EMPLOYEE), "employer": worker}
            if worker in (SENT, OWN_CHOICE):
                facts["us_covered_before"] = self._fact("us_covered_before", traveler)
        facts["health_insurance"] = self._fact("health_insurance", traveler)
        return {column: text for column, text in facts.items() if text}


def _as_code(key: str, value: str) -> str:
    """The code of a country that was typed in words: "Germany" is DE. Other answers as they are."""
    if not key.startswith((key_of("residence"), key_of("nationality"))) or value == NOT_NOW:
        return value
    place = countries.find(value)
    return place.codes[0] if place.nearness is Nearness.EXACT else value


def _periods(trips: pd.DataFrame) -> list[list[int]]:
    """The trips of one person in groups: index labels, joined while at most the default gap lies between."""
    periods: list[list[int]] = []
    end = ""
    ordered = trips.sort_values("first_day", kind="stable")
    labels = ordered.index.to_numpy(dtype="int64").tolist()
    for label, first, last in zip(labels, ordered["first_day"], ordered["last_day"], strict=True):
        is_joined = periods and (end == _OPEN or _gap(end, first) <= DEFAULT_JOIN_GAP_DAYS)
        if is_joined:
            periods[-1].append(label)
        else:
            periods.append([label])
        end = max(end if is_joined else "", last or _OPEN)
    return periods


_OPEN = "9999-12-31"  # sorts after every day


def _gap(end: str, first: str) -> int:
    """Days between the last day of one trip and the first day of the next."""
    return (days.parse_day(first) - days.parse_day(end)).days - 1


def _free_name(traveler: str, host: str, year: str, taken: set[str]) -> str:
    """``ann-example-germany-2026``; the second one of a year is ``ann-example-germany-2026-2``."""
    words = f"{traveler} {countries.name(host)} {year}".lower()
    name = "-".join("".join(letter if letter.isalnum() else " " for letter in words).split())
    candidates = (name, *(f"{name}-{number}" for number in range(2, len(taken) + 3)))
    return next(candidate for candidate in candidates if candidate not in taken)
