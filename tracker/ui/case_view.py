"""What a work period looks like to its reader: its rows, the three questions with answers, and the next action."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from tracker import countries
from tracker.analysis import Analysis, clarified
from tracker.charts import words
from tracker.codes import Case, Decision, Reason, Verdict
from tracker.days import NEVER, to_date
from tracker.findings import FindingCode
from tracker.rules.model import Provision, Source
from tracker.rules.tables import Law
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
        "Ask for a certificate now",
        "blue",
        "Ask SSA for a certificate with your filing dates: online first, by mail or fax if the online service "
        "does not take your case. You are not covered until it is issued.",
    ),
    Decision.CLARIFY: DecisionWord(
        "Clear up first",
        "yellow",
        "Do not file yet. Clear up the open questions below: answer what is asked, or ask SSA and record the answer.",
    ),
    Decision.PENDING: DecisionWord(
        "Asked for: wait",
        "violet",
        "Wait for SSA's answer and do not rely on the certificate before it is issued. Then enter its control number "
        "and days here.",
    ),
    Decision.ON_FILE: DecisionWord(
        "On file",
        "green",
        "Nothing to ask for. Hand the certificate to whoever must see it, keep the receipt, and come back when dates, "
        "country or contract change.",
    ),
    Decision.STOP: DecisionWord(
        "No certificate possible",
        "red",
        "Stop: no US certificate can be had for this work, so both systems may charge these days. Keep your records, "
        "find out what the country of the work asks of you, and take a professional who knows both countries.",
    ),
    Decision.NOT_NEEDED: DecisionWord("Nothing to do", "gray", "Nothing to ask for: the work is in the United States."),
}

_HOST_SYSTEM = (
    "Stop: the agreement puts this work under the other country's system, so SSA issues no certificate for it. "
    "Find out there how to register. That country's own certificate is what takes the US contributions off the same "
    "earnings."
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


@dataclass(frozen=True)
class Answer:
    """The answer to one of the three questions. ``word`` is short: Yes, No, Only partly, Not known yet …"""

    question: str
    word: str
    evidence: tuple[Evidence, ...]

    @property
    def mark(self) -> str:
        """A sign for the word."""
        yes, no = self.word.startswith("Yes"), self.word == "No"
        if yes or self.word in ("No, it is on file", "Already asked"):
            return "✓"
        return "✕" if no else "–" if self.word == "Not asked" else "?"


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
        """``Period 2 · France · 3 Jan – 2 Mar 2026 · 52 work days``."""
        where = country_names(self.hosts) or countries.name("US")
        worked = count_text(self.work_days, "work day")
        parts = [f"Period {self.number}", where, span_text(self.first_day, self.last_day)]
        return " · ".join([*parts, worked] if self.hosts else parts)


def country_names(codes: Iterable[str]) -> str:
    """Country codes as a list of names."""
    return ", ".join(countries.name(code) for code in codes)


def agreement_hosts(view: PeriodView, analysis: Analysis) -> list[str]:
    """The countries of the period that have an agreement."""
    law = Law(analysis.rules, analysis.workspace.verifications)
    return [host for host in view.hosts if law.agreement(host)]


def period_views(analysis: Analysis, traveler: str = "") -> list[PeriodView]:
    """The work periods of one traveler ("": of everybody), newest first."""
    law = Law(analysis.rules, analysis.workspace.verifications)
    workspace, periods = analysis.workspace, analysis.periods
    periods = periods.assign(is_clarified=clarified(periods, workspace.clarifications, analysis.settings.as_of))
    if traveler:
        periods = periods[periods["traveler"] == traveler]
    newest_first = periods.sort_values(["first_day", "traveler", "period"], ascending=[False, True, False])
    return [_view(analysis, law, row) for row in newest_first.itertuples()]


def _view(analysis: Analysis, law: Law, row: Any) -> PeriodView:
    period = row._asdict()
    traveler, number, assignment = str(period["traveler"]), int(period["period"]), str(period["assignment"])
    workspace, coverage = analysis.workspace, analysis.coverage
    of_trip = analysis.period_of_trip
    mine = of_trip.loc[(of_trip["traveler"] == traveler) & (of_trip["period"] == number), "trip"]
    trips = workspace.trips[workspace.trips["trip"].isin(mine)].sort_values(["first_day", "trip"])
    hosts = tuple(filter(None, str(period["countries"]).split("+")))
    window = (period["first_day"], period["last_day"])
    certificates = _certificates(workspace.certificates, law, traveler, assignment, hosts, window)
    known = workspace.assignments
    known = known[(known["assignment"] == assignment) & (known["traveler"] == traveler)]
    facts = {str(name): _text(value) for name, value in known.iloc[0].items()} if assignment and len(known) else {}
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
        spans=coverage[(coverage["traveler"] == traveler) & coverage["period"].eq(number).fillna(False)],
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


def _certificates(
    held: pd.DataFrame,
    law: Law,
    traveler: str,
    assignment: str,
    hosts: tuple[str, ...],
    window: tuple[pd.Timestamp, pd.Timestamp],
) -> pd.DataFrame:
    """Certificates of this work: for its engagement, or for no other one and touching its days."""
    partners = {law.jurisdiction(host) for host in hosts}
    place = held["host"].map({host: law.jurisdiction(host) in partners for host in held["host"].unique()}).astype(bool)
    same = (held["assignment"] == assignment) & (assignment != "")
    any_engagement = (held["assignment"] == "") | (assignment == "")
    touches = (held["first_day"] <= window[1]) & (held["last_day"].isna() | (held["last_day"] >= window[0]))
    return held[(held["traveler"] == traveler) & place & (same | (any_engagement & touches))]


def _clarifications(
    known: pd.DataFrame, traveler: str, assignment: str, window: tuple[pd.Timestamp, pd.Timestamp]
) -> pd.DataFrame:
    named = (known["assignment"] == assignment) & (assignment != "")
    around = (known["assignment"] == "") & (known["first_day"] <= window[0]) & (known["last_day"] >= window[1])
    return known[(known["traveler"] == traveler) & (named | around)]


def _findings(
    found: pd.DataFrame, traveler: str, number: int, assignment: str, trips: set[str], certificates: set[str]
) -> pd.DataFrame:
    """Findings about the period, its trips and its certificates."""
    subject = found["subject"]
    about = subject.eq(f"{traveler}/{number}") | subject.isin(trips | certificates)
    if not assignment:
        about |= found["code"].eq(str(FindingCode.ASSUMED_WORKER)) & subject.eq(traveler)
    return found[about & ~found["code"].isin(_SOURCES)]


# The three questions (go or no-go)


def answers(view: PeriodView, analysis: Analysis) -> tuple[Answer, Answer, Answer]:
    """The three questions of a filing: agreement in force? assigned to the US? ask now?"""
    return _in_force(view, analysis), _assigned(view, analysis), _ask_now(view)


def _in_force(view: PeriodView, analysis: Analysis) -> Answer:
    question = "Is an agreement in force on these days?"
    if not view.hosts:
        return Answer(question, "Not asked", (Evidence("All the work is in the United States."),))
    law = Law(analysis.rules, analysis.workspace.verifications)
    reasons = view.spans["reason"]
    without = reasons.isin(_WITHOUT_AGREEMENT)
    unconfirmed = reasons.eq(str(Reason.AGREEMENT_UNVERIFIED))
    if without.all():
        word = "No"
    elif (without | unconfirmed).all():
        word = "Not confirmed"
    else:
        word = "Only partly" if (without | unconfirmed).any() else "Yes"
    return Answer(question, word, tuple(_agreement_evidence(host, view, law) for host in view.hosts))


def _agreement_evidence(host: str, view: PeriodView, law: Law) -> Evidence:
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
    before = f" {count_text(days, 'work day')} before that cannot be covered." if days else ""
    check = law.start_check(host)
    found = f", {own_check_words(check)}" if check else ""
    return Evidence(f"{name}{under}: yes, in force since {day_text(to_date(start))}{found}.{before}", source)


def _assigned(view: PeriodView, analysis: Analysis) -> Answer:
    question = "Does the rule assign the work to the US?"
    rows = view.spans[~view.spans["reason"].isin(_WITHOUT_AGREEMENT)]
    if not view.hosts:
        return Answer(question, "Not asked", (Evidence("US work is under US coverage without any agreement."),))
    if not len(rows):
        return Answer(question, "No", (Evidence("Without an agreement in force no rule can do that."),))
    verdicts = set(rows["verdict"])
    if verdicts <= {Verdict.WOULD_COVER, Verdict.COVERED}:
        word = "Yes"
    elif verdicts == {Verdict.WOULD_NOT_COVER}:
        word = "No"
    else:
        word = "Not known yet" if verdicts == {Verdict.UNCLEAR} else "Only partly"
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


def _rests_on_own_check(provision_id: str, analysis: Analysis) -> str:
    """A sentence where nothing but the user's own check makes the rule verified."""
    provision = provision_of(provision_id, analysis)
    check = Law(analysis.rules, analysis.workspace.verifications).rule_check(provision_id)
    return f" The rule is {own_check_words(check)}." if provision and check and not provision.verified else ""


def _ask_now(view: PeriodView) -> Answer:
    word = {
        Decision.REQUEST: "Yes, now",
        Decision.CLARIFY: "Not yet",
        Decision.PENDING: "Already asked",
        Decision.ON_FILE: "No, it is on file",
    }.get(view.decision, "No")
    evidence = [view.decision.sentence]
    if view.decision == Decision.CLARIFY:
        evidence = open_questions(view) or evidence
    at_once = [str(FindingCode.LATE_REQUEST), str(FindingCode.CERTIFICATE_NOT_DELIVERED)]
    urgent = view.findings.loc[view.findings["code"].isin(at_once), "message"]
    return Answer(
        "Should a certificate be asked for now?", word, tuple(Evidence(text) for text in [*evidence, *urgent])
    )


def next_action(view: PeriodView) -> str:
    """What to do about this period, in one or two sentences."""
    if view.decision == Decision.STOP and set(view.spans["reason"]) == {str(Reason.HOST_COVERAGE_ASSIGNED)}:
        return _HOST_SYSTEM
    return DECISIONS[view.decision].next


def open_questions(view: PeriodView) -> list[str]:
    """What stands between this period and a request, one sentence each."""
    rows = view.spans[view.spans["verdict"] == Verdict.UNCLEAR]
    found = []
    if view.case == Case.MIXED and not view.is_clarified:
        found.append(Case.MIXED.sentence)
    for reason in rows["reason"].unique():
        if reason != Reason.SEVERAL_COUNTRIES_SAME_DAY or not view.is_clarified:
            found.append(words.reason_sentence(reason))
    if not view.is_clarified:
        found += list(view.findings.loc[view.findings["code"] == FindingCode.NEIGHBORING_PERIOD, "message"])
    return list(dict.fromkeys(found))


def provision_of(provision_id: str, analysis: Analysis) -> Provision | None:
    """The rule with this id; None for "" (no rule was applied)."""
    return analysis.rules.provision(provision_id) if provision_id else None


def rule_source(provision_id: str, analysis: Analysis) -> Source | None:
    """The first document that a rule cites."""
    provision = provision_of(provision_id, analysis)
    return analysis.rules.sources[provision.sources[0]] if provision else None
