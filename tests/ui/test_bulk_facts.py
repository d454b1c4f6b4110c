"""One fact for several rows: which facts, which rows, what changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.pages.ledgers import fill_with_sample, new_ledger
from tracker import schema
from tracker.coverage.asks import QUESTIONS
from tracker.store import Ledger
from tracker.ui.bulk_facts import Fact, changes, facts, preview, rows_of

EMPLOYER, NATIONALITIES = Fact("assignments", "employer"), Fact("travelers", "nationalities")


@pytest.fixture
def ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ledger:
    ledger = new_ledger(tmp_path, monkeypatch)
    fill_with_sample(ledger, "program")
    return ledger


def test_only_facts_that_rules_ask_for_are_offered() -> None:
    assert {fact.column for fact in facts()} <= set(QUESTIONS)
    assert all(fact.column in schema.WORKSPACE[fact.table].columns for fact in facts())
    assert Fact("assignments", "residence") in facts()
    assert Fact("travelers", "residence") in facts()
    assert "host" not in {fact.column for fact in facts()}


def test_whether_work_is_temporary_can_be_set_for_many(ledger: Ledger) -> None:
    temporary = Fact("assignments", "temporary")
    assert temporary in facts()
    rows = rows_of(temporary, ["hana", "ada"], {}, ledger.rows(temporary.table))
    assert preview(temporary, rows, "yes") == "3 assignments change to “Yes”. Until now: “Not known” (3)."
    ledger.save_many({"assignments": changes(temporary, rows, "yes")})
    assert {row.value for row in rows_of(temporary, ["hana", "ada"], {}, ledger.rows(temporary.table))} == {"yes"}


def test_rows_are_those_of_the_people_in_their_order(ledger: Ledger) -> None:
    rows = rows_of(EMPLOYER, ["hana", "ada"], {"hana": "Hana", "ada": "Ada"}, ledger.rows(EMPLOYER.table))
    assert [row.label for row in rows] == [
        "Hana · hana-ch (Switzerland)",
        "Hana · hana-es (Spain)",
        "Ada · ada-de (Germany)",
    ]
    assert [row.value for row in rows] == ["us", "host", "us"]


def test_the_preview_says_what_was_and_what_will_be(ledger: Ledger) -> None:
    rows = rows_of(EMPLOYER, ["hana", "ada"], {}, ledger.rows(EMPLOYER.table))
    assert preview(EMPLOYER, rows, "us") == (
        "1 assignment changes to “An American employer sent the person there and stays the employer”. "
        "Until now: “An employer of the country of the work, wherever the person was hired” (1). 2 have it already."
    )
    assert preview(EMPLOYER, rows[:1], "us") == "Nothing changes. 1 has it already."
    assert "to “Not known”" in preview(EMPLOYER, rows, "")


def test_saving_is_one_change_that_one_undo_takes_back(ledger: Ledger) -> None:
    before = ledger.rows("assignments").drop(columns="version")
    rows = rows_of(EMPLOYER, list(ledger.rows("travelers")["traveler"]), {}, ledger.rows(EMPLOYER.table))
    saved = ledger.save_many({"assignments": changes(EMPLOYER, rows, "affiliate_3121l")})
    assert set(ledger.rows("assignments")["employer"]) == {"affiliate_3121l"}
    ledger.undo(saved.change_group)
    after = ledger.rows("assignments").drop(columns="version")
    assert after.equals(before)


def test_a_person_without_a_row_gets_one(ledger: Ledger) -> None:
    rows = rows_of(NATIONALITIES, ["ada", "zoe"], {}, ledger.rows(NATIONALITIES.table))
    ledger.save_many({"travelers": changes(NATIONALITIES, rows, "US+IT")})
    stored = ledger.rows("travelers").set_index("traveler")["nationalities"]
    assert (stored["ada"], stored["zoe"], stored["ben"]) == ("US+IT", "US+IT", "US")


def test_rows_that_hold_the_value_are_left_alone(ledger: Ledger) -> None:
    rows = rows_of(EMPLOYER, ["hana"], {}, ledger.rows(EMPLOYER.table))
    assert [change.row_id for change in changes(EMPLOYER, rows, "us").changed] == [rows[1].row_id]
