"""Exposure: which foreign work days both systems may charge, and an estimate of what they might charge."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pandas as pd

from tracker import days
from tracker.analysis import Analysis
from tracker.codes import Charge, Reason, Verdict, Worker
from tracker.errors import BadOption

EXPOSURE_COLUMNS = ("traveler", "host", "year", "charge", "days")

EXPOSED = (Charge.ASK, Charge.BOTH, Charge.HOST)
"""Days that both systems may charge as things stand. Unclear days are left out: nobody knows yet."""

SELF_EMPLOYED_RATE = Decimal("15.3") * Decimal("92.35") / 100
SELF_EMPLOYED_SOURCE = (
    "Internal Revenue Code sections 1401(a) and (b) (12.4 % and 2.9 %) on 92.35 % of the earnings, section 1402(a)(12)"
)
SELF_EMPLOYED_SINCE = 1990
"""Percent of the earnings that self-employment tax takes, and the first year that all three figures hold for. Not in
it: the 12.4 % part stops at a yearly wage base, and an added 0.9 % may apply (section 1401(b)(2))."""

_OF_VERDICT = {
    Verdict.COVERED: Charge.COVERED,
    Verdict.COVERED_BY_HOST: Charge.COVERED_BY_HOST,
    Verdict.WOULD_COVER: Charge.ASK,
    Verdict.UNCLEAR: Charge.UNCLEAR,
}
CHARGE_WITHOUT_COVER = {
    Reason.NO_AGREEMENT: Charge.BOTH,
    Reason.AGREEMENT_NOT_IN_FORCE: Charge.BOTH,
    # Where an agreement is in force and its rule for people who stay with the US does not hold, the place of the work
    # decides (POMS RS 02605.032): the work is the host's.
    Reason.HOST_COVERAGE_ASSIGNED: Charge.HOST,
    Reason.AFFILIATE_WITHOUT_3121L: Charge.HOST,
    Reason.NOT_SENT_FROM_US: Charge.HOST,
    Reason.HEALTH_INSURANCE_MISSING: Charge.HOST,
    Reason.REPEAT_TOO_SOON: Charge.HOST,
    Reason.NOT_TEMPORARY: Charge.HOST,
    Reason.OVER_LIMIT: Charge.HOST,
}
"""What ``would_not_cover`` means for contributions, by its reason."""

_ORDER = [str(charge) for charge in Charge]


def exposure(analysis: Analysis) -> pd.DataFrame:
    """Foreign work days per traveler, host and calendar year by what they mean for contributions.

    ``traveler``, ``host`` (as logged) and ``charge`` (codes.Charge) are text, ``year`` and ``days`` int64. The days of
    a year sum to the host-days that ``analysis.coverage`` has in it; days that lie ahead count as they are logged.
    """
    rows = analysis.coverage[analysis.coverage["host"] != ""]
    charge = rows["verdict"].map({str(verdict): str(charge) for verdict, charge in _OF_VERDICT.items()})
    by_reason = rows["reason"].map({str(reason): str(charge) for reason, charge in CHARGE_WITHOUT_COVER.items()})
    split = _split_by_year(rows.assign(charge=charge.fillna(by_reason).fillna(str(Charge.UNCLEAR))))
    found = split.groupby(["traveler", "host", "year", "charge"])["days"].sum().reset_index()
    found = found.sort_values(
        ["traveler", "host", "year", "charge"],
        key=lambda column: column.map(_ORDER.index) if column.name == "charge" else column,
        ignore_index=True,
    )
    return found.astype({"traveler": "str", "host": "str", "year": "int64", "charge": "str", "days": "int64"})


def _split_by_year(rows: pd.DataFrame) -> pd.DataFrame:
    """Each row once per calendar year that it touches, with ``year`` and the days in that year."""
    start, stop = days.starts(rows["first_day"]), days.stops(rows["last_day"])
    first_year = rows["first_day"].dt.year.to_numpy(dtype=np.int64)
    years = rows["last_day"].dt.year.to_numpy(dtype=np.int64) - first_year + 1
    place = np.repeat(np.arange(len(rows)), years)
    year = first_year[place] + np.arange(len(place)) - np.repeat(np.cumsum(years) - years, years)
    inside = np.minimum(stop[place], _new_year(year + 1)) - np.maximum(start[place], _new_year(year))
    return rows.iloc[place].assign(year=year, days=inside)


def _new_year(year: days.DayNumbers) -> days.DayNumbers:
    """The day number of 1 January."""
    result: days.DayNumbers = (year - 1970).astype("datetime64[Y]").astype("datetime64[D]").astype(np.int64)
    return result


def self_employed_only(analysis: Analysis) -> pd.DataFrame:
    """Traveler, host and year of work that is self-employed as a whole (``True``), or not, or not known.

    Columns: ``traveler``, ``host``, ``year``, ``self_employed`` (bool; False where the worker is not known).
    """
    rows = _split_by_year(analysis.coverage[analysis.coverage["host"] != ""])
    rows = rows.assign(self_employed=rows["worker"] == Worker.SELF_EMPLOYED)
    return rows.groupby(["traveler", "host", "year"])["self_employed"].all().reset_index()


def estimate(earnings: Decimal, exposed_days: int, work_days: int, rate: Decimal) -> Decimal:
    """What one system might charge: ``earnings`` × ``exposed_days`` / ``work_days`` × ``rate`` percent.

    ``earnings`` are those of all ``work_days``, spread evenly over them. Rounded once, at the end, to two decimals,
    halves up. Raises ``BadOption`` for figures that no work can have.
    """
    if not 0 <= exposed_days <= work_days or work_days < 1:
        raise BadOption("The exposed days must be some of the work days.")
    if earnings < 0 or not 0 <= rate <= 100:
        raise BadOption("Earnings must not be negative, and a rate lies between 0 and 100 percent.")
    exact = earnings * exposed_days * rate / (work_days * 100)
    return exact.quantize(Decimal("0.01"), ROUND_HALF_UP)
