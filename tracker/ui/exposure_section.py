"""What both systems may charge: the work days behind it, and an estimate from figures that the reader types."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

import pandas as pd
import streamlit as st

from tracker import countries
from tracker.analysis import Analysis
from tracker.codes import Charge
from tracker.filing import exposure
from tracker.filing.exposure import (
    EXPOSED,
    SELF_EMPLOYED_RATE,
    SELF_EMPLOYED_SINCE,
    SELF_EMPLOYED_SOURCE,
    estimate,
    self_employed_only,
)
from tracker.ui import session
from tracker.ui.text import count_text, md_escape


@dataclass(frozen=True)
class ChargeWord:
    """How a charge is said: ``text`` after ``mark`` in ``color``."""

    mark: str
    text: str
    color: str


CHARGES: dict[Charge, ChargeWord] = {
    Charge.COVERED: ChargeWord("✓", "Covered", "green"),
    Charge.COVERED_BY_HOST: ChargeWord("◆", "Their system, proven", "violet"),
    Charge.ASK: ChargeWord("→", "Request it", "blue"),
    Charge.BOTH: ChargeWord("✕", "No agreement", "red"),
    Charge.HOST: ChargeWord("◇", "Their system, not proven", "orange"),
    Charge.UNCLEAR: ChargeWord("?", "Unclear", "yellow"),
}
LONGEST_TABLE = 20
_KEYS = ["traveler", "host", "year"]


def exposure_section(analysis: Analysis, names: Mapping[str, str]) -> None:
    """The section for these people (id → name): a sentence, a table, what its words mean, the estimate."""
    found = session.kept("cases.exposure", lambda: exposure(analysis))
    found = found[found["traveler"].isin(list(names))]
    if not len(found):
        return
    st.header("What both systems may charge", anchor=False)
    st.markdown(f"**{headline(found)}**")
    wide = per_year(found)
    shown, about = (
        table(wide, names),
        "Foreign work days per country and calendar year, by who may charge contributions",
    )
    if len(shown) <= LONGEST_TABLE:
        if "Person" in shown:  # unlike the other one, this table reads markdown
            shown["Person"] = shown["Person"].map(md_escape)
        st.table(shown, hide_index=True, width="content", border="horizontal", alt=about)
    else:
        st.dataframe(shown, hide_index=True, alt=about)
    for charge in Charge:
        if wide[f"days_{charge}"].any():
            word = CHARGES[charge]
            st.markdown(f":{word.color}-badge[{word.mark} {word.text}] {md_escape(charge.sentence)}")
    st.caption("Days that you have logged ahead of today count too. Work in two countries on one day counts for both.")
    if st.toggle("Estimate what these days could cost", key="cases.estimate", persist_state="session"):
        _estimate(analysis, wide, names)


def headline(found: pd.DataFrame) -> str:
    """One sentence: how many of the foreign work days both systems may charge as things stand."""
    per_charge = found.groupby("charge")["days"].sum()
    total, exposed = int(per_charge.sum()), int(per_charge[per_charge.index.isin(EXPOSED)].sum())
    unclear = int(per_charge.get(Charge.UNCLEAR, 0))
    doubt = f" {count_text(unclear, 'more day is', 'more days are')} unclear." if unclear else ""
    if not exposed:
        return f"None of {count_text(total, 'work day')} abroad is known to be charged by both systems.{doubt}"
    if exposed == total:
        return f"Both systems may charge all {count_text(total, 'work day')} abroad as things stand."
    return f"Both systems may charge {exposed:,} of {count_text(total, 'work day')} abroad as things stand.{doubt}"


def per_year(found: pd.DataFrame) -> pd.DataFrame:
    """One row per traveler, host and year: ``days_<charge>`` for every charge, and their sum ``work_days``."""
    wide = found.pivot_table(index=_KEYS, columns="charge", values="days", aggfunc="sum", fill_value=0)
    wide = wide.reindex(columns=[str(charge) for charge in Charge], fill_value=0).add_prefix("days_")
    return wide.assign(work_days=wide.sum(axis=1)).reset_index()


def table(wide: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """The rows in words; only the charges that occur have a column."""
    columns = {"Person": wide["traveler"].map(names)} if len(names) > 1 else {}
    columns |= {"Country": wide["host"].map(countries.name), "Year": wide["year"].astype("str")}
    columns["Work days"] = wide["work_days"]
    for charge in Charge:
        if wide[f"days_{charge}"].any():
            columns[f"{CHARGES[charge].mark} {CHARGES[charge].text}"] = wide[f"days_{charge}"]
    return pd.DataFrame(columns)


def _estimate(analysis: Analysis, wide: pd.DataFrame, names: Mapping[str, str]) -> None:
    with st.container(border=True):
        st.text(
            "Nothing that you type here is saved: it is forgotten when you close or reload the page. An estimate is no "
            "bill: real contributions have ceilings, minimums and parts that this does not know."
        )
        works = work_years(wide)
        labels = [work.label(names[work.traveler] if len(names) > 1 else "") for work in works]
        place = st.selectbox(
            "For which work?", range(len(works)), format_func=labels.__getitem__, key="cases.estimate.which"
        )
        work, whose = works[place], countries.name(works[place].host)
        key = f"cases.estimate.{work.traveler}/{work.host}/{work.year}"
        earnings = st.number_input(
            f"Earnings of this work in {work.year}, in any one currency",
            value=None,
            min_value=0.0,
            format="%.2f",
            placeholder="Only of this work and this year",
            key=f"{key}.earnings",
            persist_state="session",
        )
        statutory = _is_self_employed(analysis, work) and work.year >= SELF_EMPLOYED_SINCE
        left, right = st.columns(2)
        with left:
            host = _rate(whose, f"{key}.host")
            st.caption("Coverline ships no foreign rate, because none was verified: ask that country's authority.")
        with right:
            us = _rate("the US", f"{key}.us", *((SELF_EMPLOYED_RATE, SELF_EMPLOYED_SOURCE) if statutory else ()))
            if statutory:
                st.caption(
                    "15.3 % of 92.35 % is 14.12955 % of what you earn. The 12.4 % part of it stops at a yearly wage "
                    "base, and an added 0.9 % may apply to high earnings: neither is computed here."
                )
        _results(work, earnings, {whose: host, "United States": us})


@dataclass(frozen=True)
class WorkYear:
    """The work of one person in one country and calendar year, in days."""

    traveler: str
    host: str
    year: int
    work_days: int
    exposed: int  # both systems may charge them
    unclear: int

    def label(self, name: str) -> str:
        """``Ada Anybody · Germany · 2026``."""
        return " · ".join([*filter(None, [name]), countries.name(self.host), str(self.year)])


def work_years(wide: pd.DataFrame) -> list[WorkYear]:
    """The rows of ``per_year``."""
    exposed = wide[[f"days_{charge}" for charge in EXPOSED]].sum(axis=1)
    columns = [*(wide[name] for name in _KEYS), wide["work_days"], exposed, wide[f"days_{Charge.UNCLEAR}"]]
    return [
        WorkYear(str(traveler), str(host), *map(int, numbers))
        for traveler, host, *numbers in zip(*columns, strict=True)
    ]


def _is_self_employed(analysis: Analysis, work: WorkYear) -> bool:
    known = session.kept("cases.self_employed", lambda: self_employed_only(analysis)).set_index(_KEYS)["self_employed"]
    return bool(known.get((work.traveler, work.host, work.year), False))


def _rate(whose: str, key: str, rate: Decimal | None = None, source: str = "") -> tuple[float | None, str]:
    """A rate in percent of the earnings, and where it comes from."""
    percent = st.number_input(
        f"Rate in {whose}, in percent of the earnings",
        value=None if rate is None else float(rate),
        min_value=0.0,
        max_value=100.0,
        format="%.5f" if rate is not None else "%.3f",
        key=f"{key}.rate",
        persist_state="session",
    )
    told = st.text_area(
        f"Source of the rate in {whose}", source, height=90, key=f"{key}.source", persist_state="session"
    )
    return percent, told.strip()


def _results(work: WorkYear, earnings: float | None, rates: Mapping[str, tuple[float | None, str]]) -> None:
    if earnings is None or all(rate is None for rate, _ in rates.values()):
        st.info("Type the earnings and a rate with its source to see the estimate.")
        return
    for whose, (rate, source) in rates.items():
        if rate is not None and not source:
            st.info(md_escape(f"{whose}: name the source of the rate to see the estimate."))
        elif rate is not None:
            st.markdown(md_escape(result_words(whose, Decimal(str(earnings)), work, Decimal(str(rate)))))
            st.caption(md_escape(f"Source of the rate: {source}"))
    st.caption(
        "Earnings × share of the days that both systems may charge × rate. The earnings are spread evenly over the "
        "work days; the result is rounded once, at the end, to two decimals."
    )


def result_words(whose: str, earnings: Decimal, work: WorkYear, rate: Decimal) -> str:
    """The formula with its numbers; where days are unclear also with them."""
    amount = estimate(earnings, work.exposed, work.work_days, rate)
    said = (
        f"{whose}: {earnings:,.2f} × {work.exposed:,} of {count_text(work.work_days, 'work day')} "
        f"× {rate.normalize():f} % = {amount:,.2f}."
    )
    if not work.unclear:
        return said
    more = estimate(earnings, work.exposed + work.unclear, work.work_days, rate)
    verb = "is" if work.unclear == 1 else "are"
    return f"{said} If {count_text(work.unclear, 'unclear day')} {verb} charged too: {more:,.2f}."
