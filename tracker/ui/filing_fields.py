"""Step 1: what the request must say, where each entry comes from, and in which record it was looked up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from tracker.analysis import Analysis
from tracker.codes import Code, Employer
from tracker.filing.fields import BY_CODE, FieldState, Section
from tracker.filing.places import load_filing
from tracker.filing.request import Field, Request
from tracker.store import Changes
from tracker.ui import session
from tracker.ui.case_view import PeriodView, period_views
from tracker.ui.country_box import countries_box, country_box
from tracker.ui.facts import person_changes, save_for
from tracker.ui.open_form import Shown, open_form, row_shown
from tracker.ui.row_editor import RowEditor, Texts, day_input
from tracker.ui.sources import sources_line
from tracker.ui.text import md_escape, with_day_texts

_STATES = {
    FieldState.EMPTY: ":gray-badge[○ empty]",
    FieldState.ENTERED: ":blue-badge[entered]",
    FieldState.CHECKED: ":green-badge[✓ checked against a record]",
    FieldState.DIFFERS: ":red-badge[✕ a record says something else]",
    FieldState.AT_EXPORT: ":gray-badge[typed when the file is made]",
}
_YES_NO = {"": "Not entered", "yes": "Yes", "no": "No"}


def fields_step(analysis: Analysis, request: Request) -> None:
    """The form of one request, and the records behind it."""
    st.text(
        "The fields of SSA's request, in its order. Dates and country come from your trips. Social Security number and "
        "date of birth are never kept: you type them when the file is made."
    )
    views = session.kept("cases.views", lambda: period_views(analysis, request.traveler), request.traveler)
    view = next(view for view in views if view.number == request.period)
    _form(view, request, analysis)
    place = load_filing().places.get(request.host)
    if place is not None and place.asks_note:
        st.info(f"**About the list for {md_escape(request.host_name)}:** {md_escape(place.asks_note)}")
    _asked_by(request, analysis)
    st.header("The records behind the entries", anchor=False)
    _records(request)


def _form(view: PeriodView, request: Request, analysis: Analysis) -> None:
    answers: dict[str, dict[str, str]] = {"travelers": {}, "assignments": {}}
    with open_form(f"filing.field.{request.key}", *rows_shown(view)) as shown:
        for section in Section:
            fields = [field for field in request.fields if field.section == section]
            if fields:
                st.header(section.sentence, anchor=False)
                _section(fields, request, shown, answers, analysis)
        submitted = st.form_submit_button(
            "Save the entries", key=f"{shown}.save", type="primary", **session.for_writers()
        )
    if submitted and session.save_many(
        changes_of(view, request, answers["assignments"], answers["travelers"]), message="The entries are saved."
    ):
        st.rerun()


def changes_of(
    view: PeriodView, request: Request, work: Mapping[str, str], person: Mapping[str, str]
) -> dict[str, Changes]:
    """What saving does. Work without an assignment gets one when there is something to keep in it.

    It then says how the person works as the engine took it before: an entry for a filing changes no verdict by itself.
    """
    if not request.assignment and not any(work.values()):
        return {"travelers": person_changes(view, person)}
    return save_for(view, work if request.assignment else {"worker": request.worker, **work}, person)


def _section(
    fields: Sequence[Field], request: Request, shown: str, answers: dict[str, dict[str, str]], analysis: Analysis
) -> None:
    for pair in (fields[n : n + 2] for n in range(0, len(fields), 2)):
        for place, field in zip(st.columns(2), pair, strict=False):
            with place:
                if _is_typed(field):
                    answers[field.table][field.column] = _input(field, f"{shown}.{field.code}", analysis, request)
                else:
                    st.text_input(
                        field.label,
                        with_day_texts(field.value),
                        disabled=True,
                        key=f"{shown}.{field.code}.{field.value}",
                    )
                _about(field)


def _is_typed(field: Field) -> bool:
    """Whether it can be entered here; a value that comes from another table is changed there."""
    own = f"{field.table}: {field.column}"
    return bool(field.table) and field.origin in ("", own)


def _input(field: Field, key: str, analysis: Analysis, request: Request) -> str:
    stored = _stored(field, analysis, request)
    match BY_CODE[field.code].kind:
        case "country":
            return country_box(st.container(), field.label, key, stored, is_in_form=True)
        case "countries":
            return countries_box(field.label, key, stored)
        case "code" if field.column == "employer":
            return _choice(field.label, {"": "Not entered"} | _sentences(Employer), stored, key)
        case "code":
            return _choice(field.label, _YES_NO, stored, key)
        case "day":
            return day_input(st.container(), field.label, stored, key)
        case _:
            return st.text_input(field.label, stored, key=key)


def _sentences(codes: type[Code]) -> dict[str, str]:
    return {str(member): member.sentence for member in codes}


def _choice(label: str, options: Mapping[str, str], stored: str, key: str) -> str:
    codes = list(options)
    index = codes.index(stored) if stored in options else 0
    return st.selectbox(label, codes, index, format_func=lambda code: options[code], key=key) or ""


def _stored(field: Field, analysis: Analysis, request: Request) -> str:
    """What the table holds, as text: the request shows it in words."""
    rows = getattr(analysis.workspace, field.table)
    mine = rows[rows["traveler"] == request.traveler]
    if field.table == "assignments":
        mine = mine[mine["assignment"] == request.assignment]
    if not len(mine):
        return ""
    value = mine[field.column].iloc[0]
    return "" if pd.isna(value) else value.strftime("%Y-%m-%d") if isinstance(value, pd.Timestamp) else str(value)


def _about(field: Field) -> None:
    """State, origin and help below a field."""
    parts = []
    if field.record:
        what = f"{field.record}: {field.record_value}" if field.state == FieldState.DIFFERS else field.record
        parts.append(md_escape(what))
    elif field.origin and not _is_typed(field):
        parts.append(f"from {md_escape(field.origin)}")
    parts.append(md_escape(field.help) if field.asked else f"{md_escape(field.help)} Not on the lists that we have.")
    st.markdown(f"{_STATES[field.state]} :small[{' · '.join(parts)}]")


def _asked_by(request: Request, analysis: Analysis) -> None:
    """Which document asks for which entry."""
    with st.expander("Which official lists ask for these entries"):
        for field in request.fields:
            if field.asked:
                cited = sources_line(field.sources, analysis.rules) if field.sources else "Reported, no document read."
                st.markdown(f"- **{md_escape(field.label)}.** {cited}")


def rows_shown(view: PeriodView) -> list[Shown]:
    """The rows that the form is drawn from."""
    found = []
    for table, column, value in (("travelers", "", ""), ("assignments", "assignment", view.assignment)):
        rows = session.rows(table)
        rows = rows[rows["traveler"] == view.traveler]
        rows = rows[rows[column] == value] if column else rows
        found.append(row_shown(table, rows.iloc[0] if len(rows) else None))
    return found


def _records(request: Request) -> None:
    st.text(
        "Enter the record that you compared an entry with: the Social Security card, the passport, the signed "
        "contract. If the record says something else, type it exactly as written: the check then shows both."
    )
    rows = session.rows("records")
    rows = rows[(rows["traveler"] == request.traveler) & rows["assignment"].isin(["", request.assignment])]
    labels = _labels(request)
    if len(rows):
        st.dataframe(
            pd.DataFrame(
                {
                    "Entry": [labels.get(name, name) for name in rows["field"]],
                    "Record": rows["record"],
                    "What it says": rows["value"].replace("", "the same"),
                    "Compared on": rows["checked_on"].map(with_day_texts),
                }
            ),
            hide_index=True,
            alt="The records that entries of this request were compared with",
        )

    def fields(known: Texts, key: str) -> Texts:
        return _record_inputs(request, labels, known, key)

    editor = RowEditor(
        "records",
        "record",
        lambda row: f"{labels.get(row['field'], row['field'])}: {row['record']}",
        fields,
        _record_problem,
        {"traveler": request.traveler},
    )
    editor.show(rows, f"filing.record.{request.key}")


def _labels(request: Request) -> dict[str, str]:
    """Field → label, for everything that a record can speak about."""
    kept = (FieldState.AT_EXPORT,)
    return {field.code: field.label for field in request.fields if field.state not in kept}


def _record_inputs(request: Request, labels: dict[str, str], known: Texts, key: str) -> Texts:
    left, right = st.columns(2)
    stored = known.get("field", "")
    options = list(dict.fromkeys([*labels, *([stored] if stored else [])]))
    name = left.selectbox(
        "Entry",
        options,
        options.index(stored) if stored else 0,
        format_func=lambda code: labels.get(code, code),
        key=f"{key}.field",
    )
    record = right.text_input(
        "Record", known.get("record", ""), key=f"{key}.record", placeholder="Contract signed on Jan 12, 2026"
    )
    value = left.text_input("What it says, if that is something else", known.get("value", ""), key=f"{key}.value")
    day = day_input(right, "Compared on", known.get("checked_on") or session.today().isoformat(), f"{key}.checked_on")
    of_person = BY_CODE[name].table == "travelers" if name in BY_CODE else not known.get("assignment")
    return {
        "field": name,
        "record": record,
        "value": value,
        "checked_on": day,
        "assignment": "" if of_person else request.assignment,
    }


def _record_problem(values: Texts, others: Sequence[Texts]) -> str:
    if not values["record"].strip():
        return "Say which record it is, for example: passport."
    same = ("field", "record", "assignment")
    if any(all(other[column] == values[column] for column in same) for other in others):
        return "This record is entered for this field already. Change that row instead."
    return ""
