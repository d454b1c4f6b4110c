"""Where a person lived, when it changed: the list and the form, on the Trips page and in the card of a work period."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from tracker import countries
from tracker.analysis import Analysis
from tracker.days import parse_day
from tracker.ui import session
from tracker.ui.case_view import PeriodView
from tracker.ui.country_box import country_box, is_country
from tracker.ui.questions import wanted
from tracker.ui.row_editor import RowEditor, Texts, day_input
from tracker.ui.text import span_text


def lives_matter(view: PeriodView, analysis: Analysis) -> bool:
    """Whether a rule of this period asks where the person lives."""
    return any(question.column == "residence" for question in wanted(view, analysis))


def residence_section(traveler: str, key: str, analysis: Analysis, *, for_this_work: str = "") -> None:
    """The history of one person; ``for_this_work`` is the residence that the assignment of a card names."""
    st.text(
        "Enter where you lived if it changed: on its days a row here wins over the residence of the person, and the "
        "residence of an assignment wins over both."
    )
    if for_this_work:
        st.info(
            f"This work's own facts name {countries.name(for_this_work)} as residence, so the rows here change nothing "
            "for it. Set that answer to “As entered for the person” to let them count.",
            icon=":material/info:",
        )
    rows = session.rows("residences")
    rows = rows[rows["traveler"] == traveler].sort_values("first_day", kind="stable")
    if len(rows):
        table = {"Country": rows["country"].map(countries.name), "Days": [_days(row) for _, row in rows.iterrows()]}
        st.dataframe(pd.DataFrame(table), hide_index=True, alt="Where this person lived, by first day")
    st.text(f"On days without a row: {_otherwise(traveler, analysis)}.")
    RowEditor("residences", "residence", _label, _fields, residence_problem, {"traveler": traveler}).show(rows, key)


def _otherwise(traveler: str, analysis: Analysis) -> str:
    """What counts on days without a row."""
    people = analysis.workspace.travelers
    own = [code for code in people.loc[people["traveler"] == traveler, "residence"] if code]
    known = own[0] if own else analysis.settings.residence
    return f"{countries.name(known)}, as entered for the person" if known else "not known"


def _days(row: Texts | pd.Series) -> str:
    return span_text(parse_day(row["first_day"]), parse_day(row["last_day"]) if row["last_day"] else None)


def _label(row: Texts) -> str:
    return f"{countries.name(row['country'])}, {_days(row)}"


def _fields(known: Texts, key: str) -> Texts:
    country, first, last = st.columns(3)
    box, stored = f"{key}.country", known.get("country", "")
    return {
        "country": country_box(country, "Country where you lived", box, stored, is_in_form=True),
        "first_day": day_input(first, "First day of living there", known.get("first_day", ""), f"{key}.first_day"),
        "last_day": day_input(last, "Last day (empty: still)", known.get("last_day", ""), f"{key}.last_day"),
    }


def residence_problem(values: Texts, others: Sequence[Texts]) -> str:
    """Why these values cannot stand beside the person's other rows, in one sentence; "" when they can."""
    if not is_country(values["country"]):
        return "Choose the country where you lived."
    if not values["first_day"]:
        return "Give the first day of living there."
    if values["last_day"] and values["last_day"] < values["first_day"]:
        return "The last day is before the first day. Correct one of them."
    for other in others:
        if _overlap(values, other):
            return (
                f"{_label(other)}, is entered for some of the same days. Nobody lives in two countries at once here: "
                "change that row first, or give other days."
            )
    return ""


def _overlap(one: Texts, other: Texts) -> bool:
    """Whether two rows share a day; an empty last day goes on for good."""
    return (not one["last_day"] or other["first_day"] <= one["last_day"]) and (
        not other["last_day"] or one["first_day"] <= other["last_day"]
    )
