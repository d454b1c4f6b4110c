"""How findings name hosts and stays."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from tracker import countries, days, findings
from tracker.findings import FindingCode
from tracker.periods import Periods
from tracker.segments import Ints, Log


def host_names(codes: Iterable[object]) -> list[str]:
    """English names of country codes."""
    return [countries.name(str(code)) for code in codes]


def jurisdictions_of(log: Log) -> np.ndarray:
    """The log's jurisdictions, as stays number them."""
    return np.unique(log.places.jurisdiction)


def about_stays(code: FindingCode, which: Ints, log: Log, periods: Periods, **facts: findings.Values) -> pd.DataFrame:
    """One finding per stay, with its days and host."""
    stays = periods.stays
    return findings.findings(
        code,
        periods.name(log, stays.period[which]),
        first_days=days.to_first_days(stays.start[which]),
        last_days=days.to_last_days(stays.stop[which]),
        host=host_names(jurisdictions_of(log)[stays.jurisdiction[which]]),
        **facts,
    )
