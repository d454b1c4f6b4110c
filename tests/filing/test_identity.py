"""SSN and date of birth: checked, and impossible to keep by accident."""

from __future__ import annotations

import copy
import datetime as dt
import pickle

import pytest

from tracker.errors import BadOption
from tracker.filing.identity import Identity, checked_identity, identity_lines

TODAY = dt.date(2026, 2, 1)


@pytest.mark.parametrize("typed", ["123-45-6789", " 123-45-6789 ", "123456789"])
def test_a_number_is_written_as_ssa_does(typed: str) -> None:
    assert checked_identity(typed, None, TODAY).ssn == "123-45-6789"


@pytest.mark.parametrize(
    "typed",
    [
        "000-00-0000",
        "000-12-3456",
        "666-12-3456",
        "900-12-3456",
        "999-12-3456",
        "123-00-4567",
        "123-45-0000",
        "123-45-678",
        "123-45-67890",
        "12-345-6789",
        "123-45-678a",
        "123 45 6789",
        "١٢٣-٤٥-٦٧٨٩",
    ],
)
def test_what_is_no_number_is_refused_without_repeating_it(typed: str) -> None:
    with pytest.raises(BadOption) as caught:
        checked_identity(typed, None, TODAY)
    assert typed not in str(caught.value) or typed == "000-00-0000"


@pytest.mark.parametrize("typed", ["001-01-0001", "665-12-3456", "667-12-3456", "899-99-9999"])
def test_numbers_beside_the_refused_ones_are_taken(typed: str) -> None:
    assert checked_identity(typed, None, TODAY).ssn == typed


def test_both_may_stay_blank() -> None:
    blank = checked_identity(" ", "", TODAY)
    assert (blank.ssn, blank.date_of_birth) == ("", None)


@pytest.mark.parametrize("born", ["1990-12-31", "2026-02-01", "1906-01-01"])
def test_a_date_of_birth(born: str) -> None:
    assert checked_identity("", born, TODAY).date_of_birth == dt.date.fromisoformat(born)


@pytest.mark.parametrize("born", ["12/31/1990", " 12/31/1990 ", "1990-12-31"])
def test_a_date_of_birth_is_read_month_first_as_on_ssas_form(born: str) -> None:
    assert checked_identity("", born, TODAY).date_of_birth == dt.date(1990, 12, 31)


@pytest.mark.parametrize(
    "born",
    [
        "31/12/1990",
        "02/30/1990",
        "12/30/90",
        "12.30.1990",
        "1990-13-01",
        "2026-02-02",
        "02/02/2026",
        "1905-12-30",
        "19901230",
        "١٢/٣٠/١٩٩٠",
    ],
)
def test_no_date_of_birth(born: str) -> None:
    with pytest.raises(BadOption) as caught:
        checked_identity("", born, TODAY)
    assert born not in str(caught.value)
    assert caught.value.__context__ is None  # what was typed does not stand in an error behind this one either


def test_each_field_is_on_the_sheet_or_a_blank() -> None:
    lines = identity_lines(Identity("123-45-6789"))
    assert lines == ("Social Security number: on the sheet.", "Date of birth: blank, write it in.")
    lines = identity_lines(Identity(date_of_birth=dt.date(1990, 12, 31)))
    assert lines == ("Social Security number: blank, write it in.", "Date of birth: on the sheet.")
    blank = ("Social Security number: blank, write it in.", "Date of birth: blank, write it in.")
    assert identity_lines(Identity()) == identity_lines(None) == blank
    assert Identity().is_blank
    assert not Identity(date_of_birth=dt.date(1990, 12, 31)).is_blank


def test_it_prints_without_its_values() -> None:
    identity = Identity("123-45-6789", dt.date(1990, 12, 31))
    for shown in (repr(identity), str(identity), f"{identity}", repr([identity])):
        assert "6789" not in shown
        assert "1990" not in shown
    assert "SSN and date of birth" in repr(identity)
    assert "nothing" in repr(Identity())


def test_it_cannot_be_pickled_or_copied() -> None:
    identity = Identity("123-45-6789")
    for keep in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError, match="never kept"):
            keep(identity)
    assert not hasattr(identity, "__dict__")
