"""What a work period looks like to its reader: its rows, the three questions with answers, and the next action."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from tracker import countries, standing
from tracker.analysis import Analysis, clarified
from tracker.charts import words
from tracker.codes import Case, DayAnswer, Decision, Reason, Verdict
from tracker.days import NEVER, date_of, to_date
from tracker.findings import FindingCode
from tracker.rules.model import OfficialText, Provision, Source
from tracker.ui.sources import own_check_words
from tracker.ui.text import count_text, day_text, span_text

ONLINE_SERVICE = "https://opts.ssa.gov"
CERTIFICATE_PAGE = "https://www.ssa.gov/international/CoC_link.html"
_LIST_OF_AGREEMENTS = "poms-gn-01703.001"
_WITHOUT_AGREEMENT = {str(Reason.NO_AGREEMENT), str(Reason.AGREEMENT_NOT_IN_FORCE)}
_SOURCES = {str(FindingCode.SOURCES_CONFLICT)}  # shown as doubts beside the rule they are about


@dataclass(frozen=True)
class DecisionWord:
    """How a decision is said: ``text`` on the badge in ``color``, and what to do next."""

    text: str
    color: str
    next: str


DECISIONS: dict[Decision, DecisionWord] = {
    Decision.REQUEST: DecisionWord(
        "Request a certificate",
        "blue",
        "Request a certificate from SSA with your filing dates: online first, by mail or fax if the online service "
        "does not take your request. You are not covered until SSA issues it.",
    ),
    Decision.CLARIFY: DecisionWord(
        "Resolve first",
        "yellow",
        "Do not file yet. Answer the open questions below, or contact SSA and record its answer.",
    ),
    Decision.PENDING: DecisionWord(
        "Requested: wait",
        "violet",
        "Wait for SSA's decision, and do not rely on the certificate before it is issued. Then enter its control "
        "number and days here.",
    ),
    Decision.ASK_HOST: DecisionWord(
        "Request the other country's certificate",
        "orange",
        "SSA issues no certificate for this work, because the agreement puts it under the other country's system. "
        "Request that country's own certificate: it is what keeps US Social Security taxes off the same earnings.",
    ),
    Decision.ASK_US_LETTER: DecisionWord(
        "Request a letter from SSA",
        "orange",
        "The agreement puts this work under the other country's system, and that country issues no certificate for "
        "it. Request a letter of exemption from SSA: it is what keeps US Social Security taxes off the same earnings.",
    ),
    Decision.ON_FILE: DecisionWord(
        "On file",
        "green",
        "There is nothing to request. Deliver the certificate, keep the receipt, and come back when dates, country or "
        "contract change.",
    ),
    Decision.STOP: DecisionWord(
        "No agreement",
        "red",
        "Stop: no agreement is in force for this work, so no certificate exists for it, and both systems may charge "
        "these days. Keep your records, contact the social security agency of the country where you work, and get "
        "advice from a professional who knows both systems.",
    ),
    Decision.NOT_NEEDED: DecisionWord(
        "Nothing to do", "gray", "There is nothing to request: the work is in the United States."
    ),
}
"""What to do about a work period, in general words; ``decision_word`` names the country and what is requested."""

_REQUESTED_THERE = DecisionWord(
    "Requested: wait",
    "violet",
    "Wait for the agency's answer, and do not rely on the certificate before it is issued. Then enter its number and "
    "days.",
)
_HOST_ON_FILE = (
    "There is nothing to request. The work is in the other country's system, and its certificate proves it: keep it "
    "with the tax papers of every year of this work, and come back when dates, country or contract change."
)

CASES: dict[Case, str] = {
    Case.DOMESTIC: "Only the United States",
    Case.SINGLE_AGREEMENT: "One country, with an agreement",
    Case.SINGLE_NON_AGREEMENT: "One country, without an agreement",
    Case.MIXED: "Mixed: several foreign countries",
}


@dataclass(frozen=True)
class Evidence:
    """One sentence behind an answer, with the document it rests on where there is one."""

    text: str
    source: Source | None = None


_YES = ("Yes", "No, it is on file", "Requested")


@dataclass(frozen=True)
class Answer:
    """The answer to one of the three questions. ``word`` is short: Yes, No, Only in France, Not known yet …"""

    question: str
    word: str
    evidence: tuple[Evidence, ...]

    @property
    def mark(self) -> str:
        """A sign for the word."""
        if self.word.startswith(_YES):
            return "✓"
        if self.word == "No":
            return "✕"
        if self.word.startswith("Only "):
            return "◐"
        return "–" if self.word == "Does not apply" else "?"


@dataclass(frozen=True)
class PeriodView:
    """One row of ``Analysis.periods`` with everything that belongs to it. Days are inclusive."""

    traveler: str
    number: int
    assignment: str
    first_day: pd.Timestamp
    last_day: pd.Timestamp
    work_days: int
    hosts: tuple[str, ...]
    case: Case
    causes: tuple[str, ...]
    decision: Decision
    spans: pd.DataFrame  # the rows of Analysis.coverage
    day_answers: pd.DataFrame  # the rows of Analysis.answers: finer, with what was requested
    trips: pd.DataFrame
    certificates: pd.DataFrame
    clarifications: pd.DataFrame
    is_clarified: bool  # one of them holds by now
    exceptions: pd.DataFrame  # granted for its assignment
    residences: pd.DataFrame  # of the traveler, on whatever days
    findings: pd.DataFrame
    facts: dict[str, str]  # the assignment's row as text, empty without one

    @property
    def key(self) -> str:
        """A name that stays the same while other periods come and go; for widgets."""
        return f"{self.traveler}/{self.assignment or self.trips['trip'].iloc[0]}"

    @property
    def title(self) -> str:
        """``Period 2 · France · Jan 3 – Mar 2, 2026 · 52 work days``."""
        where = country_names(self.hosts) or countries.name("US")
        worked = count_text(self.work_days, "work day")
        parts = [f"Period {self.number}", where, span_text(self.first_day, self.last_day)]
        return " · ".join([*parts, worked] if self.hosts else parts)


def country_names(codes: Iterable[str]) -> str:
    """Country codes as a list of names."""
    return ", ".join(countries.name(code) for code in codes)


def agreement_hosts(view: PeriodView, analysis: Analysis) -> list[str]:
    """The countries of the period that have an agreement."""
    return [host for host in view.hosts if analysis.law.agreement(host)]


def host_system(view: PeriodView) -> list[str]:
    """The jurisdictions whose own system has days of the period, as no US certificate covers them.

    Days that the rule assigns there, and days that a certificate of that country proves; in the order of the days.
    """
    rows = view.spans
    of_host = (rows["verdict"] == Verdict.WOULD_NOT_COVER) & ~rows["reason"].isin(_WITHOUT_AGREEMENT)
    return list(dict.fromkeys(rows.loc[of_host | (rows["verdict"] == Verdict.COVERED_BY_HOST), "jurisdiction"]))


def decision_word(view: PeriodView) -> DecisionWord:
    """What to do about this period: with the country whose certificate it is, and with what is requested already."""
    word, rows = DECISIONS[view.decision], view.day_answers
    if view.decision in (Decision.ASK_HOST, Decision.ASK_US_LETTER):
        open_days = rows[(rows["verdict"] == Verdict.WOULD_NOT_COVER) & ~rows["reason"].isin(_WITHOUT_AGREEMENT)]
        if open_days["answer"].eq(DayAnswer.REQUESTED).all():
            return _REQUESTED_THERE
        if view.decision == Decision.ASK_HOST:
            names = country_names(dict.fromkeys(open_days["jurisdiction"]))
            return replace(word, text=f"Request the certificate of {names}")
    if view.decision == Decision.REQUEST and rows["answer"].eq(DayAnswer.REQUESTED).any():
        left = int(rows.loc[rows["answer"] == DayAnswer.WOULD_COVER, "days"].sum())
        waiting = f"A request is with SSA, but {count_text(left, 'work day')} lie outside it. "
        return replace(word, text="Request the days that are left", next=waiting + word.next)
    if view.decision == Decision.ON_FILE and not rows["verdict"].eq(Verdict.COVERED).any():
        return replace(word, next=_HOST_ON_FILE)
    return word


def next_action(view: PeriodView) -> str:
    """What to do about this period, in a few sentences."""
    return decision_word(view).next


def period_views(analysis: Analysis, traveler: str = "") -> list[PeriodView]:
    """The work periods of one traveler ("": of everybody), newest first."""
    workspace, periods = analysis.workspace, analysis.periods
    periods = periods.assign(is_clarified=clarified(periods, workspace.clarifications, analysis.settings.as_of))
    if traveler:
        periods = periods[periods["traveler"] == traveler]
    newest_first = periods.sort_values(["first_day", "traveler", "period"], ascending=[False, True, False])
    return [_view(analysis, row) for row in newest_first.itertuples()]


def _view(analysis: Analysis, row: Any) -> PeriodView:
    period = row._asdict()
    traveler, number, assignment = str(period["traveler"]), int(period["period"]), str(period["assignment"])
    workspace = analysis.workspace
    of_trip = analysis.period_of_trip
    mine = of_trip.loc[(of_trip["traveler"] == traveler) & (of_trip["period"] == number), "trip"]
    trips = workspace.trips[workspace.trips["trip"].isin(mine)].sort_values(["first_day", "trip"])
    hosts = tuple(filter(None, str(period["countries"]).split("+")))
    window = (period["first_day"], period["last_day"])
    certificates = _certificates(analysis, traveler, assignment, hosts, window)
    jobs = workspace.assignments
    jobs = jobs[(jobs["assignment"] == assignment) & (jobs["traveler"] == traveler)]
    facts = {str(name): _text(value) for name, value in jobs.iloc[0].items()} if assignment and len(jobs) else {}
    return PeriodView(
        traveler=traveler,
        number=number,
        assignment=assignment,
        first_day=window[0],
        last_day=window[1],
        work_days=int(period["work_days"]),
        hosts=hosts,
        case=Case(period["case"]),
        causes=tuple(filter(None, str(period["causes"]).split("+"))),
        decision=Decision(period["decision"]),
        spans=_of_period(analysis.coverage, traveler, number),
        day_answers=_of_period(analysis.answers, traveler, number),
        trips=trips,
        certificates=certificates,
        clarifications=_clarifications(workspace.clarifications, traveler, assignment, window),
        is_clarified=bool(period["is_clarified"]),
        exceptions=workspace.exceptions[(workspace.exceptions["assignment"] == assignment) & (assignment != "")],
        residences=workspace.residences[workspace.residences["traveler"] == traveler],
        findings=_findings(
            analysis.findings, traveler, number, assignment, set(mine), set(certificates["certificate"])
        ),
        facts=facts,
    )


def _text(value: Any) -> str:
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}"
    return "" if pd.isna(value) else str(value)


def _of_period(rows: pd.DataFrame, traveler: str, number: int) -> pd.DataFrame:
    return rows[(rows["traveler"] == traveler) & rows["period"].eq(number).fillna(False)]


def _certificates(
    analysis: Analysis,
    traveler: str,
    assignment: str,
    hosts: tuple[str, ...],
    window: tuple[pd.Timestamp, pd.Timestamp],
) -> pd.DataFrame:
    """Certificates of this work: for its assignment, or for no other one and touching its days."""
    between = (date_of(window[0]), date_of(window[1]))
    partners = dict.fromkeys(analysis.law.jurisdiction(host) for host in hosts)
    parts = [standing.certificates_of(analysis, traveler, partner, assignment, between) for partner in partners]
    ids = {name for part in parts for name in part["certificate"]}
    held = analysis.workspace.certificates
    return held[held["certificate"].isin(ids)]


def _clarifications(
    known: pd.DataFrame, traveler: str, assignment: str, window: tuple[pd.Timestamp, pd.Timestamp]
) -> pd.DataFrame:
    named = (known["assignment"] == assignment) & (assignment != "")
    around = (known["assignment"] == "") & (known["first_day"] <= window[0]) & (known["last_day"] >= window[1])
    return known[(known["traveler"] == traveler) & (named | around)]


def _findings(
    everything: pd.DataFrame, traveler: str, number: int, assignment: str, trips: set[str], certificates: set[str]
) -> pd.DataFrame:
    """Findings about the period, its trips and its certificates."""
    subject = everything["subject"]
    about = subject.eq(f"{traveler}/{number}") | subject.isin(trips | certificates)
    if not assignment:
        about |= everything["code"].eq(str(FindingCode.ASSUMED_WORKER)) & subject.eq(traveler)
    return everything[about & ~everything["code"].isin(_SOURCES)]


# The three questions (go or no-go)


def answers(view: PeriodView, analysis: Analysis) -> tuple[Answer, Answer, Answer]:
    """The three questions of a filing: agreement in force? assigned to the US? request now?"""
    return _in_force(view, analysis), _assigned(view, analysis), _request_now(view)


def _in_force(view: PeriodView, analysis: Analysis) -> Answer:
    question = "Is an agreement in force on these days?"
    if not view.hosts:
        return Answer(question, "Does not apply", (Evidence("All the work is in the United States."),))
    reasons = view.spans["reason"]
    without = reasons.isin(_WITHOUT_AGREEMENT)
    unconfirmed = reasons.eq(str(Reason.AGREEMENT_UNVERIFIED))
    if without.all():
        word = "No"
    elif (without | unconfirmed).all():
        word = "Not confirmed"
    else:
        word = "Only partly" if (without | unconfirmed).any() else "Yes"
    return Answer(question, word, tuple(_agreement_evidence(host, view, analysis) for host in view.hosts))


def _agreement_evidence(host: str, view: PeriodView, analysis: Analysis) -> Evidence:
    law = analysis.law
    name, agreement, start = countries.name(host), law.agreement(host), law.start(host)
    sources = law.rules.sources
    if agreement is None:
        text = f"{name}: no. {Reason.NO_AGREEMENT.sentence}"
        return Evidence(text, sources.get(_LIST_OF_AGREEMENTS))
    source = sources[agreement.start.sources[0]]
    under = "" if law.jurisdiction(host) == host else f", under the agreement with {agreement.name}"
    if start == NEVER:
        reported = day_text(agreement.start.first_day)
        return Evidence(
            f"{name}{under}: reported to be in force from {reported}, confirmed by no official source.", source
        )
    rows = view.spans[view.spans["host"] == host]
    days = int(rows.loc[rows["reason"].isin(_WITHOUT_AGREEMENT), "days"].sum())
    before = f" No certificate exists for {count_text(days, 'work day')} before that." if days else ""
    check = law.start_check(host)
    own = f", {own_check_words(check)}" if check else ""
    return Evidence(f"{name}{under}: yes, in force since {day_text(to_date(start))}{own}.{before}", source)


def _assigned(view: PeriodView, analysis: Analysis) -> Answer:
    question = "Does the rule assign the work to the US?"
    without = view.spans["reason"].isin(_WITHOUT_AGREEMENT)
    rows = view.spans[~without]
    if not view.hosts:
        return Answer(question, "Does not apply", (Evidence("US work is under US coverage without any agreement."),))
    if not len(rows):
        return Answer(question, "No", (Evidence("Without an agreement in force no rule can do that."),))
    word = _assigned_word(rows, elsewhere=bool(without.any()))
    grouped = rows.groupby(["host", "reason"], sort=False).agg(days=("days", "sum"), provision=("provision", "max"))
    return Answer(
        question,
        word,
        tuple(
            Evidence(
                f"{countries.name(host)}, {count_text(int(days), 'work day')}: {words.reason_sentence(reason)}"
                f"{_rests_on_own_check(provision, analysis)}",
                rule_source(provision, analysis),
            )
            for (host, reason), days, provision in zip(
                grouped.index, grouped["days"], grouped["provision"], strict=True
            )
        ),
    )


def _assigned_word(rows: pd.DataFrame, *, elsewhere: bool) -> str:
    """The short answer for the days under an agreement; ``elsewhere``: other days of the period are under none."""
    is_us = rows["verdict"].isin((Verdict.WOULD_COVER, Verdict.COVERED))
    is_of_host = rows["verdict"].isin((Verdict.WOULD_NOT_COVER, Verdict.COVERED_BY_HOST))
    if is_of_host.all():
        return "No"
    whole = is_us.groupby(rows["host"]).all()
    named = [str(host) for host in dict.fromkeys(rows["host"]) if whole[host]]
    if is_us.all():
        return f"Only in {and_names(named)}" if elsewhere else "Yes"
    if named:
        return f"Only in {and_names(named)}"
    return "Not known yet" if not is_us.any() and not is_of_host.any() else "Only partly"


def and_names(hosts: Iterable[str]) -> str:
    """Country codes as ``France``, ``France and Italy``, ``France, Italy and Spain``."""
    names = [countries.name(host) for host in hosts]
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _rests_on_own_check(provision_id: str, analysis: Analysis) -> str:
    """A sentence where nothing but the user's own check makes the rule verified."""
    provision = provision_of(provision_id, analysis)
    check = analysis.law.rule_check(provision_id)
    return f" The rule is {own_check_words(check)}." if provision and check and not provision.verified else ""


def _request_now(view: PeriodView) -> Answer:
    waits = decision_word(view) is _REQUESTED_THERE
    word = {
        Decision.REQUEST: "Yes, from SSA",
        Decision.CLARIFY: "Not yet",
        Decision.PENDING: "Requested",
        Decision.ASK_HOST: "Requested" if waits else f"Yes, from {and_names(host_system(view))}",
        Decision.ASK_US_LETTER: "Requested" if waits else "Yes, a letter from SSA",
        Decision.ON_FILE: "No, it is on file",
    }.get(view.decision, "No")
    evidence = [_REQUESTED_THERE.next if waits else view.decision.sentence]
    if view.decision == Decision.CLARIFY:
        evidence = open_questions(view) or evidence
    at_once = [str(FindingCode.LATE_REQUEST), str(FindingCode.CERTIFICATE_NOT_DELIVERED)]
    urgent = view.findings.loc[view.findings["code"].isin(at_once), "message"]
    return Answer(
        "Should a certificate be requested now?", word, tuple(Evidence(text) for text in [*evidence, *urgent])
    )


def open_questions(view: PeriodView) -> list[str]:
    """What stands between this period and a request, one sentence each."""
    rows = view.spans[view.spans["verdict"] == Verdict.UNCLEAR]
    questions = []
    if view.case == Case.MIXED and not view.is_clarified:
        questions.append(Case.MIXED.sentence)
    for reason in rows["reason"].unique():
        if reason != Reason.SEVERAL_COUNTRIES_SAME_DAY or not view.is_clarified:
            questions.append(words.reason_sentence(reason))
    if not view.is_clarified:
        questions += list(view.findings.loc[view.findings["code"] == FindingCode.NEIGHBORING_PERIOD, "message"])
    return list(dict.fromkeys(questions))


def texts_that_differ(view: PeriodView, analysis: Analysis) -> dict[str, tuple[OfficialText, ...]]:
    """Host → the official texts that give different answers for the facts of this work; empty where they agree."""
    rows = view.spans[view.spans["reason"] == Reason.OFFICIAL_SOURCES_DISAGREE]
    pairs = dict.fromkeys(zip(rows["host"], rows["worker"], strict=True))
    return {str(host): official_texts(str(host), str(worker), analysis) for host, worker in pairs}


def official_texts(host: str, worker: str, analysis: Analysis) -> tuple[OfficialText, ...]:
    """The official texts on this kind of work in a country that give different rules, in the order of the file."""
    agreement = analysis.law.agreement(host)
    texts = agreement.texts if agreement is not None else ()
    return tuple(text for text in texts if worker in ("", text.worker))


def provision_of(provision_id: str, analysis: Analysis) -> Provision | None:
    """The rule with this id; None for "" (no rule was applied)."""
    return analysis.rules.provision(provision_id) if provision_id else None


def rule_source(provision_id: str, analysis: Analysis) -> Source | None:
    """The first document that a rule cites."""
    provision = provision_of(provision_id, analysis)
    return analysis.rules.sources[provision.sources[0]] if provision else None
