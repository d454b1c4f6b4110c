"""The open questions of every work period, as one table."""

from __future__ import annotations

import pandas as pd

from tracker.analysis import Analysis, clarified
from tracker.codes import Case, Reason, Verdict
from tracker.findings import FindingCode

QUESTION_COLUMNS = ("traveler", "period", "question", "message")


def open_questions(analysis: Analysis) -> pd.DataFrame:
    """What stands between a work period and a request; one row each, by traveler and period.

    ``question`` is ``mixed``, the reason of unclear days (codes.Reason, ``fact_missing:<column>``) or
    ``neighboring_period``; ``message`` is the finding's text of the last kind, else "". A clarification that holds
    answers what it can answer: mixed, several countries on one day, a neighboring period.
    """
    keys = ["traveler", "period"]
    is_clarified = clarified(analysis.periods, analysis.workspace.clarifications, analysis.settings.as_of)
    periods = analysis.periods.assign(is_clarified=is_clarified, subject=_subjects(analysis.periods))
    waiting = periods[~periods["is_clarified"]]
    mixed = waiting.loc[waiting["case"] == Case.MIXED, keys].assign(question=str(Case.MIXED))
    rows = analysis.coverage.loc[analysis.coverage["verdict"] == Verdict.UNCLEAR, [*keys, "reason"]]
    rows = rows.drop_duplicates().astype({"period": "int64"}).merge(periods[[*keys, "is_clarified"]], on=keys)
    answered = rows["is_clarified"] & (rows["reason"] == Reason.SEVERAL_COUNTRIES_SAME_DAY)
    unclear = rows.loc[~answered, [*keys, "reason"]].rename(columns={"reason": "question"})
    found = analysis.findings.loc[analysis.findings["code"] == FindingCode.NEIGHBORING_PERIOD, ["subject", "message"]]
    near = waiting.merge(found.drop_duplicates(), on="subject")[[*keys, "message"]]
    near = near.assign(question=str(FindingCode.NEIGHBORING_PERIOD))
    together = pd.concat([mixed, unclear, near], ignore_index=True)[list(QUESTION_COLUMNS)].fillna({"message": ""})
    together = together.astype({"traveler": "str", "period": "int64", "question": "str", "message": "str"})
    return together.sort_values(keys, kind="stable", ignore_index=True)


def _subjects(periods: pd.DataFrame) -> pd.Series:
    """How findings name a period."""
    return periods["traveler"] + "/" + periods["period"].astype("str")
