"""How things stand: who must act, what is to be delivered, by when to file. Each is worked out here and only here.

Pages, charts, exports and explanations read these; a filter on decisions, states or answers anywhere above is a second
copy of something in this module.
"""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from tracker import days
from tracker.analysis import Analysis
from tracker.codes import CertificateState, DayAnswer, Decision, Issuer, Reason
from tracker.coverage.certificates import engagements_agree

ANSWERS: tuple[str, ...] = tuple(map(str, DayAnswer))
"""Every answer that a day can have, the most urgent first."""

WORST_FIRST: tuple[str, ...] = tuple(answer for answer in ANSWERS if answer != DayAnswer.UNLOGGED)
"""The answers that a person can be known by, the most urgent first."""

DECISIONS_TO_ACT_ON: tuple[Decision, ...] = (
    Decision.CLARIFY,
    Decision.REQUEST,
    Decision.ASK_HOST,
    Decision.ASK_US_LETTER,
    Decision.STOP,
)
"""Decisions that ask somebody to do something. ``pending`` waits for an agency, the others need nothing."""

DELIVER = "deliver"
"""In ``needs_action``: a certificate that was issued and must be delivered."""

ACTION_COLUMNS = ("traveler", "period", "what", "host", "certificate", "days")
DELIVERY_COLUMNS = ("certificate", "traveler", "period", "host", "issuer", "days")
FILE_BY_COLUMNS = (
    "traveler",
    "period",
    "jurisdiction",
    "assignment",
    "beginning_date",
    "file_by",
    "is_overdue",
    "after_certificate",
)

_STAY = ["traveler", "period", "jurisdiction"]
_WITHOUT_AGREEMENT = (str(Reason.NO_AGREEMENT), str(Reason.AGREEMENT_NOT_IN_FORCE))
_SECURED = tuple(
    map(str, (DayAnswer.COVERED, DayAnswer.COVERED_NOT_DELIVERED, DayAnswer.COVERED_BY_HOST, DayAnswer.REQUESTED))
)


def needs_action(analysis: Analysis) -> pd.DataFrame:
    """Work periods and certificates for which somebody must act, by traveler and period, deliveries last.

    ``traveler``, ``what`` (a code of ``DECISIONS_TO_ACT_ON``, or ``DELIVER``), ``host`` (jurisdictions that it is
    about, joined by ``+``) and ``certificate`` ("" unless it is about a delivery) are text, ``period`` and ``days``
    (foreign work days that it is about, counted per country) int64. Work that belongs to the host's system is left
    out where all its days wait for a certificate that was requested there already. Of certificates only those of the
    US have to be delivered. Empty when nobody has to act.
    """
    return pd.concat([_decisions_to_act_on(analysis), _deliveries_to_make(analysis)], ignore_index=True)


def needs_action_of(analysis: Analysis, traveler: str) -> pd.DataFrame:
    """The rows of ``needs_action`` of one traveler."""
    rows = needs_action(analysis)
    return rows[rows["traveler"] == traveler].reset_index(drop=True)


def travelers_who_must_act(analysis: Analysis) -> frozenset[str]:
    """Everybody with a row in ``needs_action``."""
    return frozenset(map(str, needs_action(analysis)["traveler"]))


def to_deliver(analysis: Analysis) -> pd.DataFrame:
    """Certificates that are issued, not delivered yet, and cover a logged work day; one row each, by their first day.

    ``certificate``, ``traveler``, ``host`` (the jurisdiction) and ``issuer`` (codes.Issuer: ``us`` or ``host``) are
    text; ``period`` is the first work period that the certificate covers days of, ``days`` how many days it covers
    in all; both int64.
    """
    held = analysis.verdicts.certificates
    waiting = held.loc[held["state"] == CertificateState.ISSUED, ["certificate", "side"]]
    covered = analysis.coverage[analysis.coverage["certificate"] != ""]
    rows = covered.merge(waiting, on="certificate").sort_values(["first_day", "certificate"], kind="stable")
    found = rows.groupby("certificate", sort=False).agg(
        traveler=("traveler", "first"),
        period=("period", "first"),
        host=("jurisdiction", "first"),
        issuer=("side", "first"),
        days=("days", "sum"),
    )
    return _typed(found.reset_index(), DELIVERY_COLUMNS)


def certificates_of(
    analysis: Analysis,
    traveler: str,
    jurisdiction: str,
    assignment: str,
    between: tuple[dt.date | None, dt.date | None] | None = None,
) -> pd.DataFrame:
    """The certificates of this work, in whatever state and of whatever issuer, in the order of the table.

    Traveler and jurisdiction are the same, and the assignments agree: either names none, or both name one. With
    ``between`` (first and last day, inclusive, None = open) a certificate must also share a day with these, unless it
    names this very assignment. Columns of certificates.csv and ``jurisdiction``, ``side`` (codes.Issuer), ``start``
    and ``stop`` (day numbers, half-open). Empty where there is none.
    """
    held = analysis.verdicts.certificates
    held = held[((held["traveler"] == traveler) & (held["jurisdiction"] == jurisdiction)).to_numpy(dtype=bool)]
    own = pd.Series(assignment, index=held.index, dtype="str")
    is_of_work = engagements_agree(held["assignment"], own)
    if between is not None:
        first, last = between
        start = days.ALWAYS if first is None else days.day_number(first)
        stop = days.NEVER if last is None else days.day_number(last) + 1
        names_it = (held["assignment"] == own) & (own != "")
        is_of_work &= names_it | ((held["start"] < stop) & (held["stop"] > start))
    return held[is_of_work]


def file_by(analysis: Analysis) -> pd.DataFrame:
    """By when to request a US certificate: one row per work period and jurisdiction that still needs one, by these.

    These are the periods whose decision is ``request``, with their jurisdictions in which a certificate can be
    requested for a day and was not. ``beginning_date`` is what the request begins with: the later of the first work day
    there and the agreement's start; where a certificate or a request has days of this work already, the first day that
    is left. ``file_by`` is the day before it, less the days that the user wants in between (``buffer_days``): the last
    day on which the request is in time. ``is_overdue``: it lies before ``as_of``; such rows are never left out.
    ``after_certificate``: id of the certificate that ends on the day before ``beginning_date`` ("" = none): an
    extension is needed then, and the end of that certificate is its deadline.

    ``traveler``, ``jurisdiction``, ``assignment`` and ``after_certificate`` are text, ``period`` int64, the dates
    ``datetime64[s]``. Empty where nothing is to be requested.
    """
    rows = analysis.answers[analysis.answers["host"] != ""].astype({"period": "int64"})
    to_request = analysis.periods.loc[
        analysis.periods["decision"] == Decision.REQUEST, ["traveler", "period", "assignment"]
    ]
    left = rows[rows["answer"] == DayAnswer.WOULD_COVER].groupby(_STAY)["first_day"].min().rename("first_left")
    secured = rows.loc[rows["answer"].isin(_SECURED), _STAY].drop_duplicates().assign(is_secured=True)
    clocks = analysis.stays.groupby(_STAY)["clock_first_day"].min().rename("clock").reset_index()
    found = left.reset_index().merge(to_request, on=["traveler", "period"])
    found = found.merge(clocks, on=_STAY, how="left").merge(secured, on=_STAY, how="left")
    is_new = found["is_secured"].isna() & found["clock"].notna()
    begins = found["first_left"].mask(is_new, found["clock"])
    last = begins - pd.Timedelta(days=1 + analysis.settings.buffer_days)
    found = found.assign(beginning_date=begins, file_by=last, is_overdue=last < pd.Timestamp(analysis.settings.as_of))
    found["after_certificate"] = _certificates_ending_before(rows, analysis.verdicts.certificates, found)
    return _typed(found, FILE_BY_COLUMNS)


def _certificates_ending_before(rows: pd.DataFrame, held: pd.DataFrame, found: pd.DataFrame) -> list[str]:
    """For each row of ``found`` the certificate on file that ends on the day before its beginning date, or ""."""
    ends = rows.loc[rows["certificate"] != "", [*_STAY, "certificate"]].drop_duplicates()
    ends = ends.merge(held[["certificate", "last_day"]], on="certificate")
    ends["beginning_date"] = (ends["last_day"] + pd.Timedelta(days=1)).astype("datetime64[s]")
    named = ends.dropna(subset="last_day").drop_duplicates([*_STAY, "beginning_date"])
    pairs = found[[*_STAY, "beginning_date"]].merge(named, on=[*_STAY, "beginning_date"], how="left")
    return [str(name) for name in pairs["certificate"].fillna("")]


def _decisions_to_act_on(analysis: Analysis) -> pd.DataFrame:
    periods = analysis.periods.loc[
        analysis.periods["decision"].isin(DECISIONS_TO_ACT_ON), ["traveler", "period", "decision"]
    ]
    rows = analysis.answers[analysis.answers["host"] != ""]
    rows = rows.astype({"period": "int64"}).merge(periods, on=["traveler", "period"])
    rows = rows[_is_about(rows)].sort_values([*_STAY], kind="stable")
    grouped = rows.groupby(["traveler", "period"], sort=True)
    found = grouped.agg(
        what=("decision", "first"),
        host=("jurisdiction", lambda names: "+".join(dict.fromkeys(names))),
        days=("days", "sum"),
    )
    return _typed(found.reset_index().assign(certificate=""), ACTION_COLUMNS)


def _is_about(rows: pd.DataFrame) -> np.ndarray:
    """The days that the decision of their period is about."""
    to_request = rows["answer"] == DayAnswer.WOULD_COVER
    of_host = (rows["answer"] == DayAnswer.WOULD_NOT_COVER) & ~rows["reason"].isin(_WITHOUT_AGREEMENT)
    is_request = rows["decision"] == Decision.REQUEST
    is_host = rows["decision"].isin((Decision.ASK_HOST, Decision.ASK_US_LETTER))
    return np.select([is_request, is_host], [to_request, of_host], True).astype(bool)


def _deliveries_to_make(analysis: Analysis) -> pd.DataFrame:
    waiting = to_deliver(analysis)
    return _typed(waiting[waiting["issuer"] == Issuer.US].assign(what=DELIVER), ACTION_COLUMNS)


_KINDS = {"period": "int64", "days": "int64", "is_overdue": "bool"} | dict.fromkeys(
    ("beginning_date", "file_by"), "datetime64[s]"
)


def _typed(frame: pd.DataFrame, columns: tuple[str, ...]) -> pd.DataFrame:
    """These columns with their types, also for an empty table."""
    return frame[list(columns)].astype({column: _KINDS.get(column, "str") for column in columns})
