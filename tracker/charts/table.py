"""The charts as tables: the same rows, words and numbers, for reading aloud, copying and checking."""

from __future__ import annotations

import pandas as pd

from tracker import countries
from tracker.charts import words
from tracker.charts.people import PeopleView
from tracker.charts.view import TimelineView, Window
from tracker.filing.rows import rows_of
from tracker.words.names import certificate_of

DAYS, DEADLINE, CERTIFICATE, TRIP = "Days", "Date to keep", "Certificate", words.TRIP_TO_CHECK.text
"""The kinds of rows."""


def timeline_table(view: TimelineView) -> pd.DataFrame:
    """Rows for spans of days, deadlines, steps of a certificate and trips to check in the window, by their first day.

    Columns: Kind, From, To (``datetime64[s]``, both counted), Days (Int64, missing for what is no span), Country,
    Answer, Why, Rule, Certificate (the one on file, or the one requested) and Mixed (``yes``/``no``/""), as ``str``.
    """
    whole = pd.concat([_spans(view), _deadlines(view), _steps(view), _doubts(view)], ignore_index=True)
    return whole.sort_values("From", kind="stable", ignore_index=True)


def people_table(view: PeopleView) -> pd.DataFrame:
    """One row per coverage row of the window with the traveler's name in front, else as ``timeline_table``."""
    table = _spans(view).drop(columns="Kind")
    table.insert(0, "Traveler", view.coverage["traveler"].map(view.people).astype("str"))
    return table


def _spans(view: Window) -> pd.DataFrame:
    rows = view.coverage
    return pd.DataFrame(
        {
            "Kind": pd.Series([DAYS] * len(rows), dtype="str"),
            "From": rows["first_day"],
            "To": rows["last_day"],
            "Days": rows["days"].astype("Int64"),
            "Country": _names(rows["host"]),
            "Answer": pd.Series([words.of_row(row).text for row in rows_of(rows)], dtype="str"),
            "Why": rows["why"],
            "Rule": rows["rule"],
            "Certificate": rows["certificate"].where(rows["certificate"] != "", rows["requested"]),
            "Mixed": rows["mixed"],
        }
    )


def _deadlines(view: TimelineView) -> pd.DataFrame:
    rows = view.deadlines
    is_certificate = rows["period"].isna()
    return _dates(
        DEADLINE,
        day=rows["day"],
        country=_names(rows["host"]),
        answer=rows["kind"].map({str(kind): word.text for kind, word in words.DEADLINES.items()}),
        why=rows["action"],
        certificate=rows["subject"].where(is_certificate, ""),
    )


def _steps(view: TimelineView) -> pd.DataFrame:
    """The dated steps of the certificates that lie in the window."""
    first, last = pd.Timestamp(view.first_day), pd.Timestamp(view.last_day)
    found = [
        (getattr(row, column), countries.name(row.host), f"{certificate_of(row.issuer)} {said}", row.certificate)
        for row in rows_of(view.certificates)
        for column, said in words.STEPS.items()
        if first <= getattr(row, column) <= last  # a missing day is never inside
    ]
    rows = pd.DataFrame(found, columns=["day", "country", "said", "certificate"])
    return _dates(
        CERTIFICATE,
        day=rows["day"].astype("datetime64[s]"),
        country=rows["country"],
        answer=rows["said"].map(lambda said: said[0].upper() + said[1:]),
        why=pd.Series([""] * len(rows)),
        certificate=rows["certificate"],
    )


def _doubts(view: TimelineView) -> pd.DataFrame:
    """The trips whose dates overlap other trips, on the first day that does."""
    rows = view.doubts
    country = view.trips.set_index("trip")["country"].to_dict()
    return _dates(
        TRIP,
        day=rows["first_day"],
        country=_names(rows["subject"].map(country).fillna("")),
        answer=pd.Series([TRIP] * len(rows), dtype="str"),
        why=rows["message"],
        certificate=pd.Series([""] * len(rows), dtype="str"),
    )


def _dates(
    kind: str, *, day: pd.Series, country: pd.Series, answer: pd.Series, why: pd.Series, certificate: pd.Series
) -> pd.DataFrame:
    empty = pd.Series([""] * len(day), dtype="str")
    return pd.DataFrame(
        {
            "Kind": pd.Series([kind] * len(day), dtype="str"),
            "From": day,
            "To": day,
            "Days": pd.Series([None] * len(day), dtype="Int64"),
            "Country": country.astype("str"),
            "Answer": answer.astype("str"),
            "Why": why.astype("str"),
            "Rule": empty,
            "Certificate": certificate.astype("str"),
            "Mixed": empty,
        }
    )


def _names(hosts: pd.Series) -> pd.Series:
    return hosts.map(lambda code: countries.name(code) if code else "").astype("str")
