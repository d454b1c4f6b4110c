"""Headroom: how much of each limit is used, what is left, and on which day anything changes next."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from tracker import days
from tracker.analysis import Analysis
from tracker.codes import CertificateState, Deadline, Issuer, Verdict
from tracker.filing.deadlines import deadlines
from tracker.filing.rows import rows_of

Ints = npt.NDArray[np.int64]


class Window(StrEnum):
    """What a row of the headroom is about."""

    LIMIT = "limit"  # a rule with a number of months
    NO_NUMBER = "no_number"  # an old rule that only asks that the work is not permanent
    CERTIFICATE = "certificate"  # the days on a certificate in hand


class Urgency(StrEnum):
    """How a deadline stands on ``as_of``."""

    OVERDUE = "overdue"
    DUE = "due"
    SETTLED = "settled"  # the work ends, or ended, without reaching it: nothing has to be done


HEADROOM_COLUMNS = (
    "traveler",
    "period",
    "host",
    "subject",
    "kind",
    "provision",
    "state",
    "first_day",
    "last_day",
    "own_last_day",
    "plan_last_day",
    "total",
    "used",
    "planned",
    "left",
    "spare",
    "months",
    "used_months",
    "all_over",
    "finished",
    "issuer",
)

_HELD = [str(state) for state in CertificateState if state.is_issued]
_STAY = ["traveler", "period", "jurisdiction"]
_OF_LIMITS = (Deadline.LIMIT, Deadline.EXTENSION)
_COVERED_BY = {Issuer.US: Verdict.COVERED, Issuer.HOST: Verdict.COVERED_BY_HOST}
_LEFT_OPEN_BY = {
    Issuer.US: (Verdict.WOULD_COVER, Verdict.UNCLEAR),
    Issuer.HOST: (Verdict.WOULD_NOT_COVER, Verdict.UNCLEAR),
}
"""For each side the verdicts of days that another certificate of that side could be for."""
_NO_DAY = np.datetime64("NaT", "s")


@dataclass(frozen=True)
class NextChange:
    """The next day on which anything changes: a deadline, a new answer from that day on, or the end of planned work."""

    day: dt.date
    traveler: str
    host: str  # "" for days without foreign work
    deadline: Deadline | None = None
    verdict: Verdict | None = None


def headroom(analysis: Analysis) -> pd.DataFrame:
    """One row per stay under a limit, per stay under a rule without a number, and per certificate in hand.

    Columns of ``HEADROOM_COLUMNS``. All days are inclusive ``datetime64[s]``, counts are calendar days: days off do not
    stop a clock (docs/contract.md, rule 6).

    - ``first_day``: first day that counts. ``last_day``: last day of the limit, exceptions granted included, or of the
      certificate; NaT: none. ``own_last_day``: the limit without the exception.
    - ``plan_last_day``: the end that is expected or logged, whichever is later; NaT: not known.
    - ``used``: days up to ``as_of`` or the end of the plan. ``planned``: days of the plan after that (NA: no end).
    - ``total``, ``left``: days of the window, and of it not used (NA: no end). ``spare``: days between the plan's end
      and the limit, negative past it. ``months``: the limit as the rule states it. All ``Int64``.
    - ``used_months``: whole months in ``used``. ``all_over``: a longer stay than the limit was expected, so the engine
      finds every day past it. ``finished``: the work, or the certificate, ended before ``as_of``. ``state``: of the
      certificate, ``issuer`` (codes.Issuer) whose it is; both "" for a stay.

    Work that the rule gives to the other system for a reason other than its limit has no headroom and no row.
    Sorted: what still runs before what is finished, then the least room first, rows without a last day at the end.
    """
    frame = _counted(pd.concat([_stays(analysis), _certificates(analysis)], ignore_index=True), analysis)
    room = frame["spare"].fillna(frame["left"])
    order = frame.assign(room=room).sort_values(["finished", "room", "last_day", "traveler"], kind="stable").index
    return frame.loc[order, list(HEADROOM_COLUMNS)].reset_index(drop=True)


def _stays(analysis: Analysis) -> pd.DataFrame:
    """Stays with a clock that a limit, or a rule without a number, decides."""
    stays = _with_plan(analysis)
    stays = stays[stays["hopeful"]].reset_index(drop=True)
    old = _rules_without_number(analysis)
    keys = zip(stays["traveler"], stays["period"], stays["host"], strict=True)
    old_rule = pd.Series([old.get(key, "") for key in keys], dtype="str")
    is_limited = stays["provision"] != ""
    stays = stays.assign(
        kind=np.where(is_limited, str(Window.LIMIT), str(Window.NO_NUMBER)),
        provision=stays["provision"].where(is_limited, old_rule),
    )
    stays = stays[(stays["provision"] != "") & stays["first_day"].notna()].reset_index(drop=True)
    months = pd.array(
        [analysis.rules.provision(provision).limit_months for provision in stays["provision"]], dtype="Int64"
    )
    own = days.add_months(days.starts(stays["first_day"]), months.to_numpy(np.int64, na_value=0))
    own_last = days.to_last_days(own)
    own_last[months.isna()] = _NO_DAY
    return stays.assign(months=months, own_last_day=own_last)


def _with_plan(analysis: Analysis) -> pd.DataFrame:
    """The stays, their columns renamed for the headroom, with the end of the present plan.

    ``hopeful``: a longer or shorter limit could matter, because on some day nothing but the limit speaks against US
    coverage.
    """
    stays = analysis.stays
    as_of = pd.Timestamp(analysis.settings.as_of)
    end = stays[["last_day", "expected_last_day"]].max(axis=1)
    # An ongoing trip is logged to as_of only; where no later end is expected, nobody has said when it ends.
    is_open = stays["open_ended"] & ~(stays["expected_last_day"] > as_of)
    return pd.DataFrame(
        {
            "traveler": stays["traveler"],
            "period": stays["period"],
            "host": stays["jurisdiction"],
            "subject": stays["assignment"],
            "provision": stays["provision"],
            "state": "",
            "issuer": "",
            "first_day": stays["clock_first_day"],
            "last_day": stays["limit_last_day"],
            "plan_last_day": end.mask(is_open),
            "hopeful": stays["within_reach"],
            "all_over": ~_has_day_within(analysis),
        }
    )


def _has_day_within(analysis: Analysis) -> pd.Series:
    """Along the stays: whether some day of the stay is not lost to the rule or to its limit."""
    rows = analysis.coverage.loc[
        (analysis.coverage["host"] != "") & (analysis.coverage["verdict"] != Verdict.WOULD_NOT_COVER),
        [*_STAY, "first_day"],
    ]
    stays = analysis.stays[[*_STAY, "first_day", "last_day"]].assign(stay=range(len(analysis.stays)))
    pairs = stays.merge(rows.astype({"period": "int64"}), on=_STAY, suffixes=("", "_row"))
    inside = (pairs["first_day"] <= pairs["first_day_row"]) & (pairs["first_day_row"] <= pairs["last_day"])
    return pd.Series(stays["stay"].isin(pairs.loc[inside, "stay"]).to_numpy(dtype=bool), index=analysis.stays.index)


def _rules_without_number(analysis: Analysis) -> dict[tuple[str, int, str], str]:
    """(traveler, period, jurisdiction) → the applied rule that sets no number of months but forbids permanent work."""
    rows = analysis.coverage[analysis.coverage["provision"] != ""]
    old = {
        provision
        for provision in rows["provision"].unique()
        for rule in (analysis.rules.provision(provision),)
        if rule.not_permanent and not rule.limit_months
    }
    return {
        (row.traveler, int(row.period), row.jurisdiction): row.provision
        for row in rows_of(rows[rows["provision"].isin(old)])
    }


def _certificates(analysis: Analysis) -> pd.DataFrame:
    held = _in_hand(analysis).reset_index(drop=True)
    return pd.DataFrame(
        {
            "traveler": held["traveler"],
            "period": pd.array([pd.NA] * len(held), dtype="Int64"),
            "host": held["host"],
            "subject": held["certificate"],
            "kind": str(Window.CERTIFICATE),
            "provision": "",
            "state": held["state"],
            "issuer": held["side"],
            "all_over": False,
            "first_day": held["first_day"],
            "last_day": held["last_day"],
            "own_last_day": held["last_day"],
            "plan_last_day": held["last_day"],
            "months": pd.array([pd.NA] * len(held), dtype="Int64"),
        }
    )


def _in_hand(analysis: Analysis) -> pd.DataFrame:
    """The certificates that were issued, by the US or by the host; one of a third country decides nothing."""
    held = analysis.verdicts.certificates
    return held[held["state"].isin(_HELD) & (held["side"] != Issuer.OTHER)]


def _counted(frame: pd.DataFrame, analysis: Analysis) -> pd.DataFrame:
    """The windows with their numbers of days."""
    texts = ["traveler", "host", "subject", "kind", "provision", "state", "issuer"]
    is_day = ["first_day", "last_day", "own_last_day", "plan_last_day"]
    frame = frame.astype(
        dict.fromkeys(texts, "str") | dict.fromkeys(is_day, "datetime64[s]") | {"period": "Int64", "all_over": "bool"}
    )
    now = days.day_number(analysis.settings.as_of) + 1
    start, stop, plan = (
        days.starts(frame["first_day"]),
        days.stops(frame["last_day"]),
        days.stops(frame["plan_last_day"]),
    )
    used_stop = np.maximum(np.minimum(plan, now), start)
    total, used = stop - start, used_stop - start
    is_paper = (frame["kind"] == Window.CERTIFICATE).to_numpy()
    return frame.assign(
        total=_known(total, stop < days.NEVER),
        used=used,
        planned=_known(np.where(is_paper, 0, np.maximum(plan - used_stop, 0)), plan < days.NEVER),
        left=_known(np.maximum(total - used, 0), stop < days.NEVER),
        spare=_known(stop - plan, (stop < days.NEVER) & (plan < days.NEVER) & ~is_paper),
        used_months=days.whole_months(start, used_stop),
        finished=plan < now,
    )


def _known(numbers: Ints, known: Any) -> pd.Series:
    return pd.Series(numbers, dtype="Int64").where(pd.Series(np.asarray(known, dtype=bool)))


def deadlines_with_urgency(analysis: Analysis) -> pd.DataFrame:
    """The deadlines with ``urgency`` (a value of ``Urgency``): overdue ones first, settled ones last, each by day.

    A limit is settled where the work ends, as planned, on or before it, or has ended. A certificate's end is settled
    where another certificate follows, or the work ends with it and leaves no day that could be covered. Any other
    deadline in the past is overdue.
    """
    rows = deadlines(analysis)
    now = pd.Timestamp(analysis.settings.as_of)
    plans = _plans_by_place(analysis)
    answered = defaultdict(list)
    for row in rows_of(analysis.coverage[analysis.coverage["host"] != ""]):
        answered[row.traveler, row.jurisdiction].append(row)
    held = _in_hand(analysis)
    sides = dict(zip(held["certificate"], held["side"], strict=True))

    def is_settled(row: Any) -> bool:
        place = (row.traveler, analysis.law.jurisdiction(row.host) if row.host else "")
        if row.kind in (*_OF_LIMITS, Deadline.EXCEPTION_ENDS):
            of_period = [stay for stay in plans[place] if stay.hopeful and stay.period == row.period]
            if row.kind in _OF_LIMITS:  # of several short stays the one whose limit it is
                of_period = [stay for stay in of_period if stay.last_day == row.day]
            return not any(_goes_on(stay, row.day, now) for stay in of_period)
        if row.kind == Deadline.CERTIFICATE_ENDS:
            return _is_followed(row, Issuer(sides[row.subject]), plans[place], answered[place], now)
        return False

    urgency = [
        Urgency.SETTLED if is_settled(row) else Urgency.OVERDUE if row.day < now else Urgency.DUE
        for row in rows_of(rows)
    ]
    rows = rows.assign(urgency=pd.Series(list(map(str, urgency)), dtype="str"))
    rank = rows["urgency"].map({str(member): number for number, member in enumerate(Urgency)})
    return rows.iloc[np.argsort(rank.to_numpy(), kind="stable")].reset_index(drop=True)


def _plans_by_place(analysis: Analysis) -> dict[tuple[str, str], list[Any]]:
    """(traveler, jurisdiction) → the stays there with their plan."""
    plans: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for stay in rows_of(_with_plan(analysis)):
        plans[stay.traveler, stay.host].append(stay)
    return plans


def _is_followed(row: Any, side: Issuer, plans: list[Any], answered: list[Any], now: pd.Timestamp) -> bool:
    """Whether the end of a certificate needs nothing: the next one follows it, or the work ends with it."""
    next_day = row.day + pd.Timedelta(days=1)
    plans = [stay for stay in plans if stay.hopeful or side == Issuer.HOST]
    begun = {stay.period for stay in plans if stay.first_day <= row.day}
    later = [other for other in answered if other.last_day > row.day and other.period in begun]
    if any(other.verdict == _COVERED_BY[side] and other.first_day <= next_day for other in later):
        return True
    is_open = any(other.verdict in _LEFT_OPEN_BY[side] for other in later)
    return not (is_open or any(_goes_on(stay, row.day, now) for stay in plans))


def _goes_on(stay: Any, day: pd.Timestamp, now: pd.Timestamp) -> bool:
    """Whether a stay has begun by that day, is not over yet, and is planned to go on after it."""
    is_open = pd.isna(stay.plan_last_day) or (stay.plan_last_day > day and stay.plan_last_day >= now)
    return bool(stay.first_day <= day and is_open)


def next_change(analysis: Analysis, ordered: pd.DataFrame, traveler: str = "") -> NextChange | None:
    """What comes first on or after ``as_of``, or None; ``ordered`` are the ``deadlines_with_urgency``.

    Deadlines that are not settled, ends of certificates, planned ends of work abroad, and days from which on the
    answer is another one. Days for which nothing is logged are no answer. ``traveler``: of one person only.
    """
    now = pd.Timestamp(analysis.settings.as_of)
    is_open = (ordered["urgency"] != Urgency.SETTLED) | (ordered["kind"] == Deadline.CERTIFICATE_ENDS)
    ahead = ordered[is_open & (ordered["day"] >= now)]
    plans = _with_plan(analysis)
    answers = analysis.coverage
    answers = answers[(answers["first_day"] > now) & (answers["verdict"] != Verdict.UNLOGGED)]
    found = [
        *(NextChange(row.day.date(), row.traveler, row.host, deadline=Deadline(row.kind)) for row in rows_of(ahead)),
        *(
            NextChange(row.plan_last_day.date(), row.traveler, row.host)
            for row in rows_of(plans[plans["plan_last_day"] >= now])
        ),
        *(
            NextChange(row.first_day.date(), row.traveler, row.host, verdict=Verdict(row.verdict))
            for row in rows_of(answers)
        ),
    ]
    mine = [change for change in found if traveler in ("", change.traveler)]
    return min(mine, key=lambda change: change.day, default=None)
