"""Filing for work in the other country's system: what to do, the request and its answer, and the US tax years."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from tracker.analysis import Analysis
from tracker.codes import CertificateState, Channel, Evidence, Purpose, Worker
from tracker.days import date_of
from tracker.filing.differences import certificate_row
from tracker.filing.host_certificate import tax_years
from tracker.filing.places import load_filing
from tracker.filing.request import Request
from tracker.ui import session
from tracker.ui.certificates import free_id
from tracker.ui.filing_handover import deliveries_section
from tracker.ui.host_path import host_path, years_of_work, years_words
from tracker.ui.host_record import host_record, paper_name
from tracker.ui.text import day_text, md_escape


def path_step(analysis: Analysis, request: Request) -> None:
    """The steps to the certificate."""
    host_path(analysis, request)


def record_step(_: Analysis, request: Request) -> None:
    """The form for what was requested, and for the answer."""
    st.header("The request and its answer", anchor=False)
    st.text(
        "Save it as requested when you have sent it. When the answer comes, enter the dates exactly as they are "
        "printed: only these days count."
    )
    host_record(request, "filing.host")


def years_step(analysis: Analysis, request: Request) -> None:
    """The US returns that a copy goes with, and the deliveries of the certificate."""
    if request.worker != Worker.EMPLOYEE:
        _tax_years(analysis, request)
    deliveries_section(analysis, request)


def years_of_certificate(analysis: Analysis, request: Request) -> tuple[int, ...]:
    """The tax years of an issued certificate, at most up to the end of the work; without one those of the work."""
    years = years_of_work(request)
    row = certificate_row(analysis, request.certificate)
    if row is None or not row.state or not CertificateState(row.state).is_issued:
        return years
    first, last = date_of(row.first_day), date_of(row.last_day)
    if first is None:
        return years
    end = last or max(session.today(), first)
    covered = set(tax_years(first, max(end, first)))
    return tuple(year for year in years if year in covered) or tuple(sorted(covered))[-10:]


def _tax_years(analysis: Analysis, request: Request) -> None:
    st.header("The US tax years it belongs to", anchor=False)
    years = years_of_certificate(analysis, request)
    st.markdown(
        md_escape(
            f"A copy of {paper_name(request)} goes with the US return of every calendar year that has a day of this "
            f"work: {years_words(years)}."
        )
    )
    row = certificate_row(analysis, request.certificate)
    is_issued = row is not None and bool(row.state) and CertificateState(row.state).is_issued
    if not is_issued:
        st.caption("As soon as it is recorded as issued, each year can be marked here as filed.")
    kept = session.rows("deliveries")
    filed = kept[(kept["certificate"] == request.certificate) & (kept["purpose"] == Purpose.TAX_FILE)]
    tax = load_filing().us_tax
    for year in years:
        line = tax.line_of(year)
        where = line.line if line is not None and line.line else "the line is not known: read the IRS instructions"
        _tax_year(year, where, _of_year(filed, year), request, can_be_filed=is_issued)


def _of_year(filed: pd.DataFrame, year: int) -> pd.Series | None:
    rows = filed[filed["recipient"].str.contains(str(year), regex=False)]
    return None if rows.empty else rows.iloc[-1]


def _tax_year(year: int, where: str, filed: pd.Series | None, request: Request, *, can_be_filed: bool) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        if filed is not None:
            when = f" on {day_text(pd.Timestamp(filed['sent_on']))}" if filed["sent_on"] else ""
            st.markdown(md_escape(f"✓ {year}: a copy was filed{when}. Line: {where}."), width="stretch")
            return
        st.markdown(md_escape(f"○ {year}: no copy is recorded yet. Line: {where}."), width="stretch")
        if can_be_filed and st.button(
            f"Copy filed for {year}", key=f"filing.year.{request.key}.{year}", **session.for_writers()
        ):
            added = {
                "delivery": free_id(session.rows("deliveries")["delivery"], "D"),
                "certificate": request.certificate,
                "purpose": str(Purpose.TAX_FILE),
                "recipient": f"US return of {year}",
                "sent_on": session.today().isoformat(),
                "channel": str(Channel.OTHER),
                "evidence": str(Evidence.OWN_WORD),
            }
            if session.save("deliveries", added=[added], message=f"The copy for {year} is recorded."):
                st.rerun()
