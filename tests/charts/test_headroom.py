"""The headroom chart, asserted as data: parts that add up, past limits, exceptions, and its table."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd
import pytest

from tracker.charts import theme, words
from tracker.charts.bars import rows_of
from tracker.charts.headroom import AT_MOST, headroom_chart, headroom_table, parts, room
from tracker.filing.headroom import HEADROOM_COLUMNS
from tracker.rules import load_rules

RULES = load_rules()
DAYS = ("first_day", "last_day", "own_last_day", "plan_last_day")


def row(**given: Any) -> dict[str, Any]:
    """Five years in Germany, 366 days used and 364 planned; ``given`` changes it."""
    usual = {
        "traveler": "me", "period": 1, "host": "DE", "subject": "x", "kind": "limit",
        "provision": "DE.employee.detached", "state": "", "issuer": "",
        "first_day": "2025-06-01", "last_day": "2030-05-31",
        "own_last_day": "2030-05-31", "plan_last_day": "2027-05-31", "total": 1826, "used": 366, "planned": 364,
        "left": 1460, "spare": 1096, "months": 60, "used_months": 12, "all_over": False, "finished": False,
    }  # fmt: skip
    return usual | given


def frame(*rows: dict[str, Any]) -> pd.DataFrame:
    found = pd.DataFrame(list(rows), columns=list(HEADROOM_COLUMNS))
    found[list(DAYS)] = found[list(DAYS)].apply(lambda days: pd.to_datetime(days).astype("datetime64[s]"))
    numbers = ["period", "total", "planned", "left", "spare", "months"]
    return found.astype(dict.fromkeys(numbers, "Int64"))


def pieces(**given: Any) -> list[tuple[str, int, bool]]:
    (only,) = rows_of(frame(row(**given)))
    return [(part.look, part.days, part.planned) for part in parts(only)]


def sentence(**given: Any) -> str:
    (only,) = rows_of(frame(row(**given)))
    return room(only, RULES).sentence


CERTIFICATE = {
    "kind": "certificate", "state": "issued", "issuer": "us",
    "provision": "", "last_day": "2025-06-30", "own_last_day": "2025-06-30",
    "plan_last_day": "2025-06-30", "total": 30, "used": 10, "planned": 0, "left": 20, "spare": None, "months": None,
}  # fmt: skip
OPEN = {"plan_last_day": None, "planned": None, "spare": None}
OVER = {"plan_last_day": "2030-06-10", "used": 1830, "planned": 6, "left": 0, "spare": -10}
LONGER = {"last_day": "2031-05-31", "total": 2191, "plan_last_day": "2031-03-31", "planned": 1764, "spare": 61}
NO_NUMBER = {"kind": "no_number", "provision": "DE.employee.detached_1979", "last_day": None, "own_last_day": None,
             "total": None, "left": None, "spare": None, "months": None}  # fmt: skip


def test_used_planned_and_left_fill_the_bar() -> None:
    assert pieces() == [("used", 366, False), ("used", 364, True), ("left", 1096, False)]
    (only,) = rows_of(frame(row()))
    found = parts(only)
    assert (found[0].start, found[-1].stop) == (0, 1)
    assert [part.start for part in found[1:]] == [part.stop for part in found[:-1]]


def test_a_plan_without_an_end_is_drawn_as_far_as_it_went() -> None:
    assert pieces(**OPEN) == [("used", 366, False), ("left", 1460, False)]
    assert "if it goes on, the limit is reached on May 31, 2030" in sentence(**OPEN)


def test_days_past_the_limit_stand_beyond_it_planned_ones_as_planned() -> None:
    assert pieces(**OVER) == [("used", 1826, False), ("over", 4, False), ("over", 6, True)]
    assert "10 days past the limit of May 31, 2030" in sentence(**OVER)


def test_work_that_the_engine_finds_past_the_limit_as_a_whole_never_looks_safe() -> None:
    assert {look for look, *_ in pieces(**OVER, all_over=True)} == {"over"}
    assert "no day of it has US coverage" in sentence(**OVER, all_over=True)


def test_a_plan_far_past_the_limit_is_cut_and_told_in_full() -> None:
    far = {"plan_last_day": "2040-05-31", "planned": 5112, "used": 366, "spare": -3652, "left": 1460}
    (only,) = rows_of(frame(row(**far)))
    assert max(part.stop for part in parts(only)) == AT_MOST
    assert "3,652 days past the limit" in room(only, RULES).sentence


@pytest.mark.parametrize(
    ("spare", "plan", "told"),
    [(0, "2030-05-31", "on the last day allowed"), (1, "2030-05-30", "1 day before the limit")],
)
def test_both_sides_of_the_limit_in_words(spare: int, plan: str, told: str) -> None:
    assert told in sentence(spare=spare, plan_last_day=plan, planned=1460 - spare)


def test_an_exception_is_drawn_as_what_it_adds_and_marked() -> None:
    own = 2191 - 365
    assert pieces(**LONGER) == [("used", 366, False), ("used", 1764, True), ("lengthened", 61, False)]
    assert pieces(**LONGER | OPEN) == [("used", 366, False), ("left", own - 366, False), ("lengthened", 365, False)]
    assert "An exception moved the limit from May 31, 2030." in sentence(**LONGER)
    figure = headroom_chart(frame(row(**LONGER)), RULES, {"me": "me"}, dark=False)
    (mark,) = [trace for trace in figure["data"] if "without the exception" in trace.get("name", "")]
    assert mark["x"][0] == pytest.approx(own / 2191)


def test_a_certificate_looks_like_it_does_on_the_timeline() -> None:
    assert pieces(**CERTIFICATE) == [("issued", 10, False), ("left", 20, False)]
    figure = headroom_chart(frame(row(**CERTIFICATE)), RULES, {"me": "me"}, dark=True)
    used = next(trace for trace in figure["data"] if trace.get("legendgroup") == "issued")
    assert used["marker"]["pattern"]["shape"] == theme.palette(True).certificates["issued"].pattern


def test_a_rule_without_a_number_has_an_arrow_instead_of_a_bar() -> None:
    assert pieces(**NO_NUMBER) == []
    figure = headroom_chart(frame(row(**NO_NUMBER)), RULES, {"me": "me"}, dark=False)
    assert [note for note in figure["layout"]["annotations"] if note["showarrow"]]
    assert "sets no number of months" in sentence(**NO_NUMBER)


@pytest.mark.parametrize("narrow", [False, True])
def test_every_row_has_its_heading_and_nothing_overlaps(narrow: bool) -> None:
    rows = frame(row(), row(**CERTIFICATE), row(**OVER), row(**NO_NUMBER), row(**LONGER))
    figure = headroom_chart(rows, RULES, {"me": "Mia", "you": "You"}, dark=False, narrow=narrow)
    notes = [note for note in figure["layout"]["annotations"] if note.get("xref") == "paper"]
    assert len(notes) == 2 * len(rows)
    assert [note["y"] for note in notes] == sorted(note["y"] for note in notes)
    assert all("Germany · Mia" in note["text"] for note in notes[::2])
    assert figure["layout"]["yaxis"]["range"][0] > notes[-1]["y"]


def test_the_table_holds_the_same_rows_and_numbers() -> None:
    rows = frame(row(), row(**CERTIFICATE), row(**NO_NUMBER))
    table = headroom_table(rows, RULES, {"me": "Mia"})
    assert table["Who"].tolist() == ["Mia"] * 3
    assert table["Used"].tolist() == [366, 10, 366]
    assert table["Allowed"].tolist() == ["5 years", "", ""]
    assert table["What"].tolist()[1] == "US certificate x"
    assert pd.isna(table["Total"].iloc[2])


def test_text_of_the_user_can_neither_be_markup_nor_template() -> None:
    evil = "<b>x</b> %{x}"
    figure = json.dumps(headroom_chart(frame(row(subject=evil)), RULES, {"me": evil, "you": "you"}, dark=False))
    assert "<b>x</b>" not in figure
    assert "%{x}" not in figure


@pytest.mark.parametrize(
    ("issuer", "what", "look"),
    [
        ("us", "US certificate x", "issued"),
        ("host", "German certificate x", words.HOST_CERTIFICATE),
        ("other", "Certificate x", "issued"),
    ],
)
def test_a_certificate_is_named_and_drawn_by_its_issuer(issuer: str, what: str, look: str) -> None:
    (only,) = rows_of(frame(row(**CERTIFICATE) | {"issuer": issuer}))
    assert room(only, RULES).what == what
    assert parts(only)[0].look == look
    for dark in (False, True):
        figure = headroom_chart(frame(row(**CERTIFICATE) | {"issuer": issuer}), RULES, {}, dark=dark)
        colors = [trace["marker"]["color"] for trace in figure["data"] if trace["type"] == "bar"]
        assert theme.palette(dark).certificates[look].fill in colors
