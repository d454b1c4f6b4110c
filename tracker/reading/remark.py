"""What a reader has to say about a file: what it assumed, what it did not use, what it left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from tracker import findings
from tracker.findings import FindingCode

MATTERS = (FindingCode.UNUSABLE_ROW, FindingCode.DUPLICATE_ID, FindingCode.PART_NOT_USED, FindingCode.ANSWER_NEEDED)
"""What makes a command end with status 1: a part of the file that may decide something was not used."""


@dataclass(frozen=True)
class Remark:
    """One sentence about a file. ``row`` as in ``Line.number``; 0: the whole sheet or file.

    ``code`` says how much it matters: ``ASSUMED_READING`` (info: something was taken in one of several ways),
    ``COLUMN_NOT_USED`` (info: kept, decides nothing), ``PART_NOT_USED`` (warning: a part that may decide something),
    ``HEADING_NOT_KNOWN`` (warning: nearly a known heading), ``ANSWER_NEEDED`` (warning: rows wait for an answer),
    ``UNUSABLE_ROW`` (error: the row is left out).
    """

    code: FindingCode
    sentence: str
    sheet: str = ""
    row: int = 0
    column: str = ""

    @property
    def matters(self) -> bool:
        """Whether a command that meets it ends with status 1."""
        return self.code in MATTERS


def as_findings(remarks: Sequence[Remark], file: str) -> pd.DataFrame:
    """The remarks as a findings frame, errors first; empty without any."""
    alike: dict[tuple[FindingCode, str, str], list[Remark]] = {}  # a frame for each of many remarks would take minutes
    for remark in remarks:
        alike.setdefault((remark.code, remark.sheet, remark.column), []).append(remark)
    return findings.together(
        [
            findings.findings(
                code,
                [f"row {remark.row}" if remark.row else file for remark in group],
                file=place_of(file, sheet),
                rows=[remark.row for remark in group],
                column=column,
                problem=[remark.sentence for remark in group],
            )
            for (code, sheet, column), group in alike.items()
        ]
    )


def place_of(file: str, sheet: str) -> str:
    """How messages name a sheet: ``list.xlsx, sheet 2025``; the file alone where it has one table only."""
    return f"{file}, sheet {sheet}" if sheet else file
