"""The filing dates as CSV."""

from __future__ import annotations

import csv
import io
import re

import pandas as pd

from tests.exchange.files import analysis_of, awkward_workspace, plain_workspace
from tracker.codes import NOT_LEGAL_ADVICE
from tracker.exchange.exporters.exporter import Choice
from tracker.exchange.exporters.filing_csv import COLUMNS, FILING_CSV, SOURCE_COLUMNS, STAMP_COLUMNS, filing_table
from tracker.exchange.redaction import Redaction
from tracker.exchange.text import rearmed
from tracker.filing import CHECK_COLUMNS, FILING_COLUMNS, GATE_COLUMNS, filing_dates
from tracker.itinerary import Workspace
from tracker.words import described

_FORMS = {
    described.DAY: r"\d{4}-\d{2}-\d{2}",
    described.US_DAY: r"\d{2}/\d{2}/\d{4}",
    described.NUMBER: r"\d+",
    described.YES_NO: "yes|no",
    described.COUNTRY: "[A-Z]{2}",
}


def _records(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_every_row_carries_digest_settings_and_note() -> None:
    analysis = analysis_of(awkward_workspace())
    records = _records(FILING_CSV.to_bytes(analysis))
    assert len(records) == len(filing_dates(analysis)) > 0
    for record in records:
        assert list(record) == [*FILING_COLUMNS, *STAMP_COLUMNS, *CHECK_COLUMNS, *SOURCE_COLUMNS, *GATE_COLUMNS]
        for name, column in COLUMNS.items():  # what the page of the data model says of them
            cell = record[name]
            if column.allowed:
                assert cell in ("", *column.allowed)
            elif cell and column.form in _FORMS:
                assert re.fullmatch(_FORMS[column.form], cell), (name, cell)
        assert record["rules_digest"] == analysis.rules.digest
        assert (record["as_of"], record["join_gap_days"]) == ("2026-11-22", "30")
        assert record["note"] == NOT_LEGAL_ADVICE


def test_no_cell_can_run_as_a_formula_and_reading_back_gives_what_was_entered() -> None:
    analysis = analysis_of(awkward_workspace())
    records = _records(FILING_CSV.to_bytes(analysis))
    assert not [cell for record in records for cell in record.values() if cell[:1] in tuple("=+-@\t\r\n＝＋－＠")]
    assert {"'=cmd|' /C calc'!A0", "me"} == {record["traveler"] for record in records}
    back = rearmed(pd.DataFrame(records, dtype="str"))
    pd.testing.assert_frame_equal(back, filing_table(analysis))
    assert {"-Ann", "+Bo"} <= set(back["name"])


def test_a_spreadsheet_shows_names_right() -> None:
    assert FILING_CSV.to_bytes(analysis_of(awkward_workspace())).startswith(b'\xef\xbb\xbf"traveler"')


def test_a_redacted_table_is_never_ready_to_file() -> None:
    records = _records(FILING_CSV.to_bytes(analysis_of(plain_workspace()), Choice(redact=(Redaction.NAMES,))))
    assert {record["ready_to_file"] for record in records} == {"no"}
    assert all("Redacted copy, not for filing: names" in record["what_is_open"] for record in records)


def test_nothing_to_file_is_a_header() -> None:
    content = FILING_CSV.to_bytes(analysis_of(Workspace()))
    assert next(csv.reader(io.StringIO(content.decode("utf-8-sig")))) == [
        *FILING_COLUMNS,
        *STAMP_COLUMNS,
        *CHECK_COLUMNS,
        *SOURCE_COLUMNS,
        *GATE_COLUMNS,
    ]
    assert content.count(b"\n") == 1
