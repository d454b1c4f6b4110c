"""The facts that decide a work period: which ones its rules ask for, how to ask for them, and why they matter."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.analysis import Analysis
from tracker.codes import Activity, Reason, Worker
from tracker.coverage.asks import DAYS_PRESENT, QUESTIONS, facts_of
from tracker.rules.model import Agreement, Provision
from tracker.ui.case_view import PeriodView, country_names

TRAVELER_COLUMNS = ("nationalities",)
"""Facts about the person; all others are kept with the assignment."""


_OPEN_END = (
    "Your trip has no last day. On which day do you expect this work to end?",
    "SSA issues a certificate for work with an end. Until you give one, the limit cannot be tested and no certificate "
    "can be requested.",
)
"""Asked instead of the usual question where the work continues and nobody has said until when."""


@dataclass(frozen=True)
class Question:
    """One fact to ask for. ``missing``: a verdict waits for it, or will. ``unset``: what no answer stands for."""

    column: str
    ask: str
    why: str
    value: str = ""
    missing: bool = False
    unset: str = "Not known"


def wanted(view: PeriodView, analysis: Analysis) -> list[Question]:
    """The questions of this period, in the order of the form: what its rules use, and whatever a verdict waits for."""
    law = analysis.law
    worker = view.facts.get("worker", "") if view.assignment else ""
    assumed = worker or ("" if view.assignment else (analysis.settings.worker or str(Worker.SELF_EMPLOYED)))
    columns = {"worker"} if view.hosts else set()
    agreements = {law.jurisdiction(host): law.agreement(host) for host in view.hosts}
    for agreement in filter(None, agreements.values()):
        for provision in _governing(agreement, view, assumed):
            columns |= facts_of(provision)
    if "expected_last_day" in columns and len(agreements) > 1:
        columns.add("host")
    missing = missing_facts(view)
    people = analysis.workspace.travelers
    person = people[people["traveler"] == view.traveler]
    known = view.facts | {name: str(person[name].iloc[0]) for name in TRAVELER_COLUMNS if len(person)}
    if known.get("works_in_both_countries") != "yes":
        columns.discard("fixed_base")  # asked of people who work in both countries, once they have said so
    # With an assignment nothing is assumed about the worker any more, so the answer is needed to make one.
    needed = missing | ({"worker"} if not view.assignment else set())
    unset = {}
    if _lives_somewhere(view.traveler, analysis):
        unset["residence"] = "As entered for the person"
    asks = dict(QUESTIONS)
    if is_open_ended(view) and not known.get("expected_last_day"):
        asks["expected_last_day"] = _OPEN_END
    return [
        Question(column, *asked, known.get(column, ""), column in needed, unset.get(column, "Not known"))
        for column, asked in asks.items()
        if column in columns | missing and column != DAYS_PRESENT  # that one is answered by logging trips
    ]


def _lives_somewhere(traveler: str, analysis: Analysis) -> bool:
    """Whether a residence is known apart from the assignment."""
    people, dated = analysis.workspace.travelers, analysis.workspace.residences
    known = ((people["traveler"] == traveler) & (people["residence"] != "")).any()
    return bool(known or (dated["traveler"] == traveler).any() or analysis.settings.residence)


def is_open_ended(view: PeriodView) -> bool:
    """Whether work abroad of this period has no last day."""
    trips = view.trips
    abroad = (trips["activity"] == Activity.WORK) & (trips["country"] != "US")
    return bool((abroad & trips["last_day"].isna()).any())


def missing_facts(view: PeriodView) -> set[str]:
    """The facts that unclear days of this period wait for."""
    prefix = f"{Reason.FACT_MISSING}:"
    found = {reason.removeprefix(prefix) for reason in view.spans["reason"] if reason.startswith(prefix)}
    return found | {"election"} if (view.spans["reason"] == Reason.ELECTION_NEEDED).any() else found


def years_to_log(view: PeriodView) -> list[int]:
    """The tax years whose days have to be counted before unclear days of this period can be decided."""
    rows = view.spans[view.spans["reason"] == f"{Reason.FACT_MISSING}:{DAYS_PRESENT}"]
    spans = zip(rows["first_day"].dt.year, rows["last_day"].dt.year, strict=True)
    return sorted({year for first, last in spans for year in range(first, last + 1)})


def _governing(agreement: Agreement, view: PeriodView, worker: str) -> list[Provision]:
    """Rules that may decide the period's days, for this kind of worker ("": not known, so none is asked about yet)."""
    first, last = view.first_day.date(), view.last_day.date()
    return [
        provision
        for provision in agreement.provisions
        if provision.worker == worker
        and provision.first_day <= last
        and (provision.last_day is None or first <= provision.last_day)
    ]


def new_assignment_id(view: PeriodView, taken: set[str]) -> str:
    """A free, readable id for the engagement behind loose trips: ``france-2026``, ``france-2026-2``."""
    places = [country_names([host]).lower() for host in view.hosts[:1]] or ["work"]
    words = "".join(letter if letter.isalnum() else "-" for letter in places[0]).strip("-")
    name = f"{words}-{view.first_day.year}"
    free = [name, *(f"{name}-{n}" for n in range(2, len(taken) + 3))]
    return next(candidate for candidate in free if candidate not in taken)
