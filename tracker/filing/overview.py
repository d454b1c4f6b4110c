"""The program overview: one row per person."""

from __future__ import annotations

import pandas as pd

from tracker import standing
from tracker.analysis import Analysis
from tracker.codes import Decision
from tracker.filing.headroom import Urgency, deadlines_with_urgency
from tracker.filing.questions import open_questions
from tracker.standing import ANSWERS, WORST_FIRST

__all__ = ["ANSWERS", "WORST_FIRST", "people"]


def people(analysis: Analysis) -> pd.DataFrame:
    """Everybody in the workspace, by id: one row each, also for those without a trip.

    ``traveler``, ``name`` (the id where none is entered), ``hosts`` (codes joined by ``+``) and ``worst`` (one of
    ``WORST_FIRST``) are text. ``days_<answer>``: days per answer of ``ANSWERS``, work in two countries on one day
    counted for both, as in ``analysis.answers``. ``cases_<decision>``: work periods per decision; work in
    the host's system that only waits for a requested certificate counts as ``pending``. ``open_questions``:
    their number; ``first_question`` and ``first_message`` say the first one (``filing.questions``). ``next_day``,
    ``next_host``, ``next_kind``: the first deadline that is not settled, those that are overdue before those ahead; NaT
    and "" without one. ``next_is_overdue``: it was missed. ``needs_action``: somebody must act on a case or a
    certificate (``standing.needs_action``).
    """
    everybody = _everybody(analysis)
    parts = (_hosts(analysis), _days(analysis), _cases(analysis), _questions(analysis), _next_deadlines(analysis))
    found = pd.concat([everybody, *(part.reindex(everybody.index) for part in parts)], axis=1).reset_index()
    texts = ["hosts", "first_question", "first_message", "next_host", "next_kind"]
    numbers = [column for column in found.columns if column.startswith(("days_", "cases_"))] + ["open_questions"]
    found[texts] = found[texts].astype("object").fillna("").astype("str")
    found[numbers] = found[numbers].fillna(0).astype("int64")
    # Days that need nothing come last: with a 1 they are found wherever no other answer has a day.
    has_days = found[[f"days_{answer}" for answer in WORST_FIRST]].assign(**{f"days_{WORST_FIRST[-1]}": 1}) > 0
    found["worst"] = pd.Series(WORST_FIRST, dtype="str").to_numpy()[has_days.to_numpy().argmax(axis=1)]
    acting = standing.travelers_who_must_act(analysis)
    return found.assign(
        next_is_overdue=found["next_is_overdue"].eq(True).astype("bool"),
        needs_action=found["traveler"].isin(acting),
    )


def _everybody(analysis: Analysis) -> pd.DataFrame:
    workspace = analysis.workspace
    tables = (workspace.travelers, workspace.trips, workspace.assignments)
    ids = pd.concat([table["traveler"] for table in tables]).drop_duplicates().sort_values(ignore_index=True)
    names = workspace.travelers.drop_duplicates("traveler").set_index("traveler")["name"]
    known = ids.map(names).astype("object").fillna("")
    return pd.DataFrame(
        {"name": known.mask(known == "", ids).astype("str").to_numpy()},
        index=pd.Index(ids, dtype="str", name="traveler"),
    )


def _hosts(analysis: Analysis) -> pd.Series:
    rows = analysis.coverage.loc[analysis.coverage["host"] != "", ["traveler", "host"]].drop_duplicates()
    return rows.sort_values(["traveler", "host"]).groupby("traveler")["host"].agg("+".join).rename("hosts")


def _days(analysis: Analysis) -> pd.DataFrame:
    per_answer = analysis.answers.groupby(["traveler", "answer"])["days"].sum().unstack()
    return per_answer.reindex(columns=list(ANSWERS)).add_prefix("days_")


def _cases(analysis: Analysis) -> pd.DataFrame:
    keys = ["traveler", "period"]
    periods = analysis.periods[[*keys, "decision"]]
    actions = standing.needs_action(analysis)
    acting = actions.loc[actions["what"] != standing.DELIVER, keys].drop_duplicates().assign(must_act=True)
    is_host = periods["decision"].isin((Decision.ASK_HOST, Decision.ASK_US_LETTER))
    waits = is_host & periods.merge(acting, on=keys, how="left")["must_act"].isna().to_numpy()
    periods = periods.assign(decision=periods["decision"].mask(waits, str(Decision.PENDING)))
    per_decision = periods.groupby(["traveler", "decision"]).size().unstack()
    return per_decision.reindex(columns=[str(decision) for decision in Decision]).add_prefix("cases_")


def _questions(analysis: Analysis) -> pd.DataFrame:
    by_person = open_questions(analysis).groupby("traveler")
    return by_person.agg(
        open_questions=("question", "size"),
        first_question=("question", "first"),
        first_message=("message", "first"),
    )


def _next_deadlines(analysis: Analysis) -> pd.DataFrame:
    """The first deadline of each traveler in the order of urgency: overdue, then due, each by day."""
    ordered = deadlines_with_urgency(analysis)
    waiting = ordered[ordered["urgency"] != Urgency.SETTLED].drop_duplicates("traveler").set_index("traveler")
    columns = {"day": "next_day", "host": "next_host", "kind": "next_kind"}
    overdue = waiting["urgency"] == Urgency.OVERDUE
    return waiting[list(columns)].rename(columns=columns).assign(next_is_overdue=overdue)
