"""The single facts that are worth changing to see what becomes of a day, each as a workspace in which it is so."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from tracker import schema
from tracker.analysis import Analysis
from tracker.codes import Activity, CertificateState, Reason, Standing
from tracker.coverage.asks import ANSWER_CODES, DAYS_PRESENT, QUESTIONS, answer_words
from tracker.explain.judged import judged
from tracker.explain.model import Explanation, Fact, HostAnswer
from tracker.itinerary.workspace import Workspace, with_rows_added
from tracker.rules.tables import UNITED_STATES

NOTHING_HELPS = (str(Reason.NO_AGREEMENT), str(Reason.AGREEMENT_NOT_IN_FORCE))
"""Reasons that no fact about the person or the work can change."""

_ISSUED = tuple(state for state in CertificateState if state.is_issued)
_CERTIFICATES_DECIDE = (
    str(Reason.CERTIFICATE_ON_FILE),
    str(Reason.HOST_CERTIFICATE_ON_FILE),
    str(Reason.CERTIFICATES_DISAGREE),
)
"""Reasons that facts do not change: only what is on file does."""

_EXCEPTION_HELPS = (str(Reason.OVER_LIMIT), str(Reason.SPECIAL_EXCEPTION_NEEDED))


@dataclass(frozen=True, eq=False)
class Trial:
    """The traveler's rows with one fact changed: ``column`` of the row ``subject`` of ``table`` is ``value``."""

    table: str
    subject: str
    column: str
    value: str
    question: str
    words: str
    workspace: Workspace


class Candidates:
    """Everything worth trying for one host of the day."""

    def __init__(
        self, analysis: Analysis, own: Workspace, explained: Explanation, answer: HostAnswer, stand_in: str
    ) -> None:
        self.analysis, self.own, self.explained, self.answer = analysis, own, explained, answer
        self.judged = judged(analysis, explained.traveler, answer.period, answer.host, explained.day)
        self.partner, self.stay = self.judged.jurisdiction, self.judged.stay
        self.assignment = answer.assignment or stand_in

    def trials(self) -> Iterator[Trial]:
        """The candidates that can matter for the reason that the day has."""
        reason = self.answer.reason
        if reason in NOTHING_HELPS:
            return
        if reason in _CERTIFICATES_DECIDE:
            yield from self._without_certificate()
        elif reason == Reason.SEVERAL_COUNTRIES_SAME_DAY:
            yield from self._without_a_trip()
        elif self.answer.agreement.standing == Standing.REPORTED:
            yield from self._with_a_start()
        else:
            for fact in self.answer.facts:
                yield from self._with_another(fact)
            if reason in _EXCEPTION_HELPS:
                yield self._with_exception()
            if reason == Reason.RULE_UNVERIFIED:
                yield from self._with_own_check()
            if reason == Reason.OFFICIAL_SOURCES_DISAGREE:
                yield from self._with_one_text_confirmed()

    def _with_another(self, fact: Fact) -> Iterator[Trial]:
        """The same fact with every other value that is worth trying."""
        for value in self._values(fact):
            if fact.column == "nationalities":
                workspace = self._set("travelers", {"traveler": self.explained.traveler}, {fact.column: value})
                yield self._trial("travelers", self.explained.traveler, fact.column, value, workspace)
            else:
                facts = {fact.column: value}
                if fact.column == "expected_last_day" and self._host_of_engagement() == "":
                    facts["host"] = self.answer.host  # the expected end belongs to the assignment's host
                workspace = self._with_facts(facts)
                yield self._trial("assignments", self.answer.assignment, fact.column, value, workspace)

    def _values(self, fact: Fact) -> list[str]:
        column, third = fact.column, self._third_country()
        match column:
            case "nationalities":
                values = [UNITED_STATES, self.partner, f"{UNITED_STATES}+{self.partner}", third]
            case "residence":
                values = [UNITED_STATES, self.partner, third]
            case "sent_from":
                values = [UNITED_STATES, third]
            case "host":
                values = [self.answer.host]
            case "expected_last_day":
                values = [day.isoformat() for day in self._ends()]
            case "second_job_first_day":
                values = [self.explained.day.isoformat(), self._next_day(self.explained.day).isoformat()]
            case _ if column in ANSWER_CODES:
                values = [str(member) for member in ANSWER_CODES[column]]
            case _ if column == DAYS_PRESENT:
                values = []  # no single fact: it is counted from the trips of a whole year
            case _:
                values = schema.allowed_values("assignments", column)
        return [value for value in values if value != fact.value]

    def _ends(self) -> list[dt.date]:
        """Expected ends on both sides of each limit; for a rule that only asks for some end, the last work day."""
        ends = []
        for provision in self.judged.alternatives():
            limit = self.judged.limit_last_day(provision)
            if limit is not None:
                ends += [limit, self._next_day(limit)]
            elif provision.not_permanent:
                ends.append(self.stay["last_day"].date())
        return ends

    def _next_day(self, day: dt.date) -> dt.date:
        return day + dt.timedelta(days=1) if day < dt.date.max else day

    def _third_country(self) -> str:
        """A country that is neither the United States nor the host."""
        return "CA" if self.partner != "CA" else "MX"

    def _without_a_trip(self) -> Iterator[Trial]:
        """Each work trip of the day as if no work had been done on it."""
        for trip in self.explained.trips:
            if trip.activity == Activity.WORK and not trip.handed_over:
                value = str(Activity.NON_WORK)
                workspace = self._set("trips", {"trip": trip.trip}, {"activity": value})
                question = f"What was trip {trip.trip} ({trip.name}) for?"
                yield Trial("trips", trip.trip, "activity", value, question, Activity.NON_WORK.sentence, workspace)

    def _without_certificate(self) -> Iterator[Trial]:
        """Each certificate that decides the day as if it were not on file. None is added: nobody can promise one."""
        for held in self.answer.certificates:
            if held.covers or (self.answer.reason == Reason.CERTIFICATES_DISAGREE and held.state in _ISSUED):
                rows = self.own.certificates
                workspace = self.own.with_tables(certificates=rows[rows["certificate"] != held.certificate])
                question = f"Is certificate {held.certificate} on file?"
                yield Trial("certificates", held.certificate, "certificate", "", question, "No", workspace)

    def _with_exception(self) -> Trial:
        """A special exception for all of this work."""
        known = [self.explained.day, self.stay["last_day"].date()]
        if pd.notna(self.stay["expected_last_day"]):
            known.append(self.stay["expected_last_day"].date())
        until, granted_on = max(known), self.explained.as_of
        base = self.own if self.answer.assignment else self._with_facts({})
        row = {"assignment": self.assignment, "host": self.answer.host, "until": until, "granted_on": granted_on}
        workspace = base.with_tables(exceptions=with_rows_added(base.exceptions, [row]))
        question = "Did both agencies grant a special exception or an extension?"
        words = f"Yes, until {until.isoformat()}"
        return Trial("exceptions", self.answer.assignment, "until", until.isoformat(), question, words, workspace)

    def _with_own_check(self) -> Iterator[Trial]:
        """The rule as if the user had verified it."""
        if self.answer.rule is not None:
            provision = self.answer.rule.provision
            yield self._checked("the rule", {"provision": provision}, provision, "Yes")

    def _with_one_text_confirmed(self) -> Iterator[Trial]:
        """Each rule that only some of the official texts state, as if SSA had confirmed it to the user."""
        for rule in filter(None, (self.answer.rule, *self.answer.other_rules)):
            if rule.texts:
                about = f"the rule as stated by {' and '.join(rule.texts)}"
                yield self._checked(about, {"provision": rule.provision}, rule.provision, "Yes")

    def _with_a_start(self) -> Iterator[Trial]:
        """The agreement as if the user had found its reported start confirmed."""
        reported = self.answer.agreement.first_day
        if reported is not None:
            about = f"the start of the agreement with {self.answer.agreement.name}"
            start = {"in_force_from": reported.isoformat()}
            yield self._checked(about, start, self.partner, f"Yes, in force from {reported.isoformat()}")

    def _checked(self, about: str, found: dict[str, str], subject: str, words: str) -> Trial:
        """``found`` is the one column of the check that says what was found."""
        [(column, value)] = found.items()
        row = {"host": self.partner, "checked_on": self.explained.as_of, "source": "SSA", **found}
        workspace = self.own.with_tables(verifications=with_rows_added(self.own.verifications, [row]))
        question = f"Did you find {about} confirmed by SSA, and record it as your own check?"
        return Trial("verifications", subject, column, value, question, words, workspace)

    def _trial(self, table: str, subject: str, column: str, value: str, workspace: Workspace) -> Trial:
        words = answer_words(column, value)
        if column in ("nationalities", "residence", "sent_from") and value == self._third_country():
            words = f"Another country, such as {words}"
        return Trial(table, subject, column, value, QUESTIONS[column][0], words, workspace)

    def _with_facts(self, facts: Mapping[str, object]) -> Workspace:
        """The traveler's rows with these facts about the engagement; loose trips get one first."""
        own, names = self.own, {"assignment": self.assignment, "traveler": self.explained.traveler}
        if self.answer.assignment:
            return self._set("assignments", names, facts)
        of_trip = self.analysis.period_of_trip
        mine = (of_trip["traveler"] == self.explained.traveler) & (of_trip["period"] == self.answer.period)
        moved = own.trips.assign(
            assignment=own.trips["assignment"].mask(own.trips["trip"].isin(of_trip.loc[mine, "trip"]), self.assignment)
        )
        row = {**names, "worker": self.analysis.settings.default_worker, **facts}
        return own.with_tables(trips=moved, assignments=with_rows_added(own.assignments, [row]))

    def _set(self, table: str, key: dict[str, str], values: Mapping[str, object]) -> Workspace:
        """The traveler's rows with these values in the row that the key names; it is added where there is none."""
        rows = self.own.frames()[table].copy()
        named = pd.Series(True, index=rows.index)
        for column, name in key.items():
            named &= rows[column] == name
        if not named.any():
            return self.own.with_tables(**{table: with_rows_added(rows, [{**key, **values}])})
        for column, value in values.items():
            rows[column] = rows[column].mask(named, _cell(rows, column, value)).astype(rows[column].dtype)
        return self.own.with_tables(**{table: rows})

    def _host_of_engagement(self) -> str:
        rows = self.own.assignments
        named = rows.loc[rows["assignment"] == self.assignment, "host"]
        return str(named.iloc[0]) if len(named) else ""


def _cell(rows: pd.DataFrame, column: str, value: object) -> pd.Timestamp | str:
    """A value as its column keeps it: days as timestamps."""
    return pd.Timestamp(str(value)) if pd.api.types.is_datetime64_any_dtype(rows[column].dtype) else str(value)
