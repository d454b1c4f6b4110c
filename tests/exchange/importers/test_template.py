"""The empty list to download: understood as it is, and no row until somebody writes one."""

from __future__ import annotations

import pytest

from tests.exchange.importers.reviews import new, reviewed
from tracker.exchange.importers.template import template_csv, template_xlsx


@pytest.mark.parametrize(("content", "file"), [(template_csv(), "trips.csv"), (template_xlsx(), "trips.xlsx")])
def test_an_empty_template_has_no_row(content: bytes, file: str) -> None:
    looked = reviewed(content, file=file)
    assert "no row" in looked.files[0].refused
    assert looked.stored_rows == 0


def test_every_heading_of_the_template_is_understood() -> None:
    rows = (
        "Ann Example,Germany,Berlin,2026-03-02,2026-03-20,Work,Completed,client\r\n"
        "Ann Example,France,Lyon,2027-04-06,2027-04-10,No work,Planned,\r\n"
        "Ann Example,Brazil,Rio,2026-05-06,2026-05-10,Work,Canceled,\r\n"
    )
    looked = reviewed(template_csv() + rows.encode(), file="trips.csv")
    assert new(looked, "traveler", "country", "place", "first_day", "last_day", "activity", "certainty", "note") == [
        ["Ann Example", "DE", "Berlin", "2026-03-02", "2026-03-20", "work", "confirmed", "client"],
        ["Ann Example", "FR", "Lyon", "2027-04-06", "2027-04-10", "non_work", "planned", ""],
    ]
    assert not [question for question in looked.questions if question.is_open]
