"""A log that LibreOffice saved after an edit comes back with that edit, and with nothing else changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest

import tracker
from tests.office import Office, office_or_skip, opened, saved
from tests.test_samples import FOLDER
from tracker.errors import DateOrderNeeded
from tracker.exchange.exporters.exporter import Choice
from tracker.exchange.exporters.workspace_xlsx import WORKSPACE_XLSX
from tracker.reading.plan import Answers

WORKBOOK, OPEN_DOCUMENT, TEXT = "Calc MS Excel 2007 XML", "calc8", "Text - txt - csv (StarCalc)"
SAVED_AS = (("log.xlsx", WORKBOOK), ("log.ods", OPEN_DOCUMENT))
TYPED = {
    "trip": "typed",
    "traveler": "nora",
    "country": "ES",
    "place": "Vigo",
    "first_day": None,
    "last_day": None,
    "activity": "work",
    "assignment": "",
    "certainty": "planned",
    "source": "phone",
    "note": "a note, with; signs",
}
"""The new row; None: the day as people of the country type it."""
CHANGED, DELETED = 2, 1  # rows of the sheet, from 0


@dataclass(frozen=True)
class Land:
    """How people of a country write: the language, a day as it is typed, and how CSV files look there."""

    locale: str
    day: str
    csv: str  # sign between cells, quotation mark, letters, first line, columns, language, quotation marks, days
    order: str  # of its days, where they can be read in two ways


LANDS = (
    Land("en-US", "12/05/2026", "44,34,76,1,,1033,false,true", "mdy"),
    Land("de-DE", "5.12.2026", "59,34,76,1,,1031,false,true", ""),
)


def edits(name: str, header: Sequence[str], rows: int, day: str) -> list[str]:
    """A place and a last day are typed, a row is typed below the last one, and one row is deleted."""

    def typed(column: str, row: int, text: str) -> str:
        return (
            f'{name}.Sheets.getByName("trips").getCellByPosition({header.index(column)}, {row}).FormulaLocal = "{text}"'
        )

    return [
        typed("place", CHANGED, "Leeds"),
        typed("last_day", CHANGED, day),
        *(typed(column, rows + 1, day if text is None else text) for column, text in TYPED.items() if text != ""),
        f'{name}.Sheets.getByName("trips").Rows.removeByIndex({DELETED}, 1)',
    ]


@pytest.fixture(scope="module")
def program() -> str:
    return office_or_skip()


@pytest.mark.parametrize("land", LANDS, ids=lambda land: land.locale)
def test_an_edited_log_comes_back_with_exactly_the_edit(land: Land, program: str, tmp_path: Path) -> None:
    sample = FOLDER / "nomad"
    before = tracker.read_workspace(sample)
    workbook, text = tmp_path / "sample.xlsx", tmp_path / "before" / "trips.csv"
    text.parent.mkdir()
    text.write_bytes((sample / "trips.csv").read_bytes())
    analysis = tracker.analyze(before, tracker.load_rules(), as_of=dt.date(2026, 11, 22))
    workbook.write_bytes(WORKSPACE_XLSX.make(analysis, Choice()).content)
    sheet = list(pd.read_excel(workbook, sheet_name="trips", engine="calamine").columns)
    listed = list(pd.read_csv(text).columns)
    rows = len(before.trips)
    steps = [
        opened("Book", workbook),
        *edits("Book", sheet, rows, land.day),
        *(saved("Book", tmp_path / name, kind) for name, kind in SAVED_AS),
        opened("Listed", text, ("FilterName", TEXT), ("FilterOptions", "44,34,76,1,,1033,false,true")),
        *edits("Listed", listed, rows, land.day),
        saved("Listed", tmp_path / "trips.csv", TEXT, land.csv),
    ]
    Office(program, tmp_path / "profile", land.locale).run(steps)
    for name, _ in SAVED_AS:
        after = tracker.read_workspace(tmp_path / name)
        pd.testing.assert_frame_equal(comparable(after.trips), expected(before.trips), obj=name)
        pd.testing.assert_frame_equal(after.certificates, before.certificates)
    listed_anew = tmp_path / "trips.csv"
    if land.order:
        with pytest.raises(DateOrderNeeded):
            tracker.read_workspace(listed_anew)
    answers = Answers(choices={"date_order": land.order} if land.order else {})
    after = tracker.read_workspace(listed_anew, answers)
    pd.testing.assert_frame_equal(comparable(after.trips), expected(before.trips), obj="trips.csv")


def comparable(trips: pd.DataFrame) -> pd.DataFrame:
    """The trips as text, without what the store adds."""
    return trips[list(TYPED)].astype("str").reset_index(drop=True)


def expected(before: pd.DataFrame) -> pd.DataFrame:
    """The log with the three edits."""
    trips = comparable(before)
    trips.loc[CHANGED - 1, ["place", "last_day"]] = ["Leeds", "2026-12-05"]
    trips.loc[len(trips)] = ["2026-12-05" if text is None else text for text in TYPED.values()]
    return trips.drop(index=DELETED - 1).reset_index(drop=True)
