"""The import desk on the page Trips, from files and pasted cells to one change of the log."""

from __future__ import annotations

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.ledgers import fill, opened, texts
from tracker.errors import NotAllowed
from tracker.exchange.importers.recipe import SETTING
from tracker.paths import PACKAGE
from tracker.store import Actor, Ledger, Role
from tracker.ui import session

CONFIRM = "trips.import.confirm"
PASTED = "trips.import.pasted.0"
CLEAN = b"Country,First day,Last day\nFrance,2026-03-01,2026-03-20\nItaly,2026-04-01,2026-04-09\n"
WORDS = b"Country,First day,Last day,Type\nFrance,2026-03-01,2026-03-20,Retreat\nItaly,2026-04-01,2026-04-09,Vacation\n"
US_DATES = "Country\tFirst day\tLast day\nFrance\t05/01/2026\t05/03/2026\n"
OTHER_DATES = "Country\tFirst day\tLast day\nSpain\t01/02/2026\t02/02/2026\n"
BERLIN = {"trip": "t1", "traveler": "me", "country": "DE", "place": "Berlin", "first_day": "2026-01-05"}


def bring(app: AppTest, content: bytes, name: str = "list.csv") -> AppTest:
    app.file_uploader[0].upload(name, content).run()
    assert not app.exception
    return app


def paste(app: AppTest, text: str, key: str = PASTED) -> AppTest:
    app.text_area(key=key).input(text).run()
    assert not app.exception
    return app


def control(app: AppTest, kind: str, label: str) -> object:
    """The widget whose label, or the question in it, begins so."""
    return next(element for element in app.get(kind) if element.label.replace("\\", "").startswith(label))


def press(app: AppTest, key: str = CONFIRM) -> AppTest:
    app.button(key=key).click().run()
    assert not app.exception
    return app


def buttons(app: AppTest) -> dict[str, str]:
    return {str(button.key): button.label for button in app.button}


def spans(ledger: Ledger) -> list[list[str]]:
    rows = ledger.rows("trips").sort_values(["first_day", "country"])
    return rows[["country", "first_day", "last_day"]].to_numpy().tolist()


TEACHES = "Your own headings are fine."


def table_under(app: AppTest, title: str) -> pd.DataFrame:
    section = next(expander for expander in app.expander if expander.label.startswith(title))
    return section.table[0].value.map(lambda text: str(text).replace("\\", ""))


def test_a_clean_list_is_one_click_away_and_one_undo_takes_it_back(ledger: Ledger) -> None:
    app = opened("trips")
    assert TEACHES in texts(app)
    assert "Nothing is saved before you press Import." in texts(app)
    assert CONFIRM not in buttons(app)
    bring(app, CLEAN)
    assert "list.csv** · CSV with commas · 2 rows, 2026" in texts(app)
    assert buttons(app)[CONFIRM] == "Import 2 trips"
    assert ledger.is_empty()
    press(app)
    assert spans(ledger) == [["FR", "2026-03-01", "2026-03-20"], ["IT", "2026-04-01", "2026-04-09"]]
    assert "Imported: 2 trips." in texts(app)
    assert ledger.own_notes("import.") == {}
    bring(app, CLEAN)
    assert CONFIRM not in buttons(app), "twice is the same as once"
    assert "every row is in your log already" in texts(app)
    change = ledger.last_change()
    assert change is not None
    ledger.undo(change.group)
    assert ledger.is_empty()


def test_rows_that_cannot_be_used_are_named_and_can_be_taken_away_to_be_corrected(ledger: Ledger) -> None:
    app = bring(opened("trips"), CLEAN + b"Nowhere,2026-05-01,2026-05-02\n")
    left_out = table_under(app, "Left out: 1 row")
    assert left_out["Row"].tolist() == ["4"]
    assert "Nowhere" in left_out["Why"].iloc[0]
    press(app)
    assert len(ledger.rows("trips")) == 2
    assert "1 line was left out." in texts(app)
    assert [button.label for button in app.get("download_button") if "did not come in" in button.label]
    press(app, "trips.import.done.close")
    assert "1 line was left out." not in texts(app)


def test_a_word_that_is_not_known_is_asked_and_its_rows_wait(ledger: Ledger) -> None:
    app = bring(opened("trips"), WORDS)
    assert "1 question before 1 row can be imported" in texts(app)
    assert table_under(app, "Needs a decision first: 1 row")["Row"].tolist() == ["2"]
    assert buttons(app)[CONFIRM] == "Import 1 of 2 rows"
    assert control(app, "radio", "“Vacation” (1 row) (assumed)").value == "non_work"
    control(app, "radio", "“Retreat” (1 row) (open)").set_value("work").run()
    assert buttons(app)[CONFIRM] == "Import 2 trips"
    press(app)
    rows = ledger.rows("trips").sort_values("first_day")
    assert rows["activity"].tolist() == ["work", "non_work"]
    assert len(ledger.own_notes(SETTING)) == 1, "the choices are kept for the next list with these headings"
    bring(app, WORDS.replace(b"2026", b"2025"), "later.csv")
    assert "You brought a list like this before" in texts(app)
    assert buttons(app)[CONFIRM] == "Import 2 trips"
    control(app, "radio", "You brought a file").set_value("anew").run()
    assert "1 question before 1 row can be imported" in texts(app)


def test_a_column_can_be_named(ledger: Ledger) -> None:
    app = bring(opened("trips"), b"Country,First day,Zzz\nFrance,2026-03-01,2026-03-20\n")
    column = next(box for box in app.selectbox if box.label.startswith("“Zzz”"))
    column.set_value("last_day").run()
    press(app)
    assert spans(ledger) == [["FR", "2026-03-01", "2026-03-20"]]


def test_a_list_whose_headings_say_nothing_is_named_by_hand(ledger: Ledger) -> None:
    app = bring(opened("trips"), b"Aaa,Bbb,Ccc\nFrance,2026-03-01,2026-03-20\n")
    for heading, field in (("Aaa", "country"), ("Bbb", "first_day"), ("Ccc", "last_day")):
        next(box for box in app.selectbox if box.label.startswith(f"“{heading}”")).set_value(field).run()
        assert not app.exception
    press(app)
    assert spans(ledger) == [["FR", "2026-03-01", "2026-03-20"]]


def test_the_order_of_dates_is_asked_for_all_columns_stays_changeable_and_counts_for_one_content(
    ledger: Ledger,
) -> None:
    app = paste(opened("trips"), US_DATES)
    assert CONFIRM not in buttons(app)
    order = '"First day" holds dates'
    assert "The same in “Last day”" in control(app, "radio", order).label
    control(app, "radio", order).set_value("mdy").run()
    assert table_under(app, "New: 1 row")["Understood as"].tolist() == ["France · May 1 – 3, 2026 · Work"]
    control(app, "radio", order).set_value("dmy").run()
    assert table_under(app, "New: 1 row")["Understood as"].tolist() == ["France · Jan 5 – Mar 5, 2026 · Work"]
    paste(app, OTHER_DATES)
    assert control(app, "radio", order).value is None
    assert CONFIRM not in buttons(app)
    control(app, "radio", order).set_value("dmy").run()
    press(app)
    assert spans(ledger) == [["ES", "2026-02-01", "2026-02-02"]]


def test_a_half_done_import_survives_a_change_of_page_and_a_restart_for_its_user_alone(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = bring(opened("trips"), WORDS)
    control(app, "radio", "“Retreat”").set_value("transit").run()
    app.switch_page(str(PACKAGE / "pages" / "backup.py")).run()
    app.switch_page(str(PACKAGE / "pages" / "trips.py")).run()
    assert control(app, "radio", "“Retreat”").value == "transit"
    with monkeypatch.context() as other:
        other.setattr(session, "actor", lambda: Actor("me", "max@example.org", Role.MANAGER))
        assert TEACHES in texts(opened("trips"))
    again = opened("trips")  # another session, as after a restart
    assert control(again, "radio", "“Retreat”").value == "transit"
    press(again, "trips.import.discard")
    assert ledger.own_notes("import.") == {}


def test_pasted_cells_are_there_after_a_restart(ledger: Ledger) -> None:
    paste(opened("trips"), US_DATES)
    again = opened("trips")
    assert again.text_area(key=PASTED).value == US_DATES
    paste(again, "")
    assert TEACHES in texts(again)
    ledger.keep_own_note("import.files", b"not what was kept")
    assert TEACHES in texts(opened("trips"))


def test_several_files_come_in_together_and_one_that_is_no_table_stops_no_other(ledger: Ledger) -> None:
    app = opened("trips")
    for number, content in enumerate([b"", b"\0\1\2", b"%PDF-1.7 x", b"PK\3\4broken", b"{", b"=cmd|' /c'!A1\n"]):
        bring(app, content, f"{number}.bin")
        assert f"{number}.bin is not read:" in texts(app)
    assert CONFIRM not in buttons(app)
    bring(bring(app, CLEAN, "a.csv"), CLEAN.replace(b"2026", b"2025"), "b.csv")
    assert buttons(app)[CONFIRM] == "Import 4 trips"
    assert "6 files are not read." in texts(app)
    press(app, "trips.import.remove.6")
    assert buttons(app)[CONFIRM] == "Import 2 trips"
    press(app)
    assert {first[:4] for _, first, _ in spans(ledger)} == {"2025"}


def test_hostile_texts_are_shown_as_text(ledger: Ledger) -> None:
    evil = b"Country,First day,Last day,**Type** <b>\n# [x](http://e.example),2026-01-01,2026-01-02,:red[x] $y$\n"
    app = bring(opened("trips"), evil, "**x**.csv")
    raw = next(e for e in app.expander if e.label.startswith("Needs a decision")).table[0].value
    assert raw["In your list"].iloc[0].startswith(r"\# \[x\]\(http\://e\.example\)")
    assert not [element for element in app.markdown if "[x](http" in str(element.value)]
    assert not [element for element in app.radio if ":red[x]" in element.label.replace("\\:", "")]


def test_a_corrected_list_corrects_with_old_and_new_side_by_side(ledger: Ledger) -> None:
    fill(ledger, {"trips": [BERLIN]})
    app = bring(opened("trips"), b"Country,Place,First day,Last day\nGermany,Berlin,2026-01-05,2026-03-20\n")
    row = table_under(app, "Corrections of trips that you have: 1 row").iloc[0]
    assert row["In your log now"] == "Berlin, Jan 5, 2026 – open"
    assert row["Understood as"] == "Germany, Berlin · Jan 5 – Mar 20, 2026 · Work"
    assert row["Decision"] == "(open)"
    assert CONFIRM not in buttons(app)
    control(app, "radio", "1 row looks").set_value("correct").run()
    assert buttons(app)[CONFIRM] == "Correct 1 trip"
    press(app)
    assert spans(ledger) == [["DE", "2026-01-05", "2026-03-20"]]


FRANCE = ["FR", "2026-01-01", "2026-01-10"]
TWO_TRIPS = [
    {"trip": "a", "traveler": "me", "country": "FR", "first_day": "2026-01-01", "last_day": "2026-01-10"},
    {"trip": "b", "traveler": "me", "country": "DE", "first_day": "2026-03-01", "last_day": "2026-03-20"},
]
GERMANY = ["DE", "2026-03-01", "2026-03-20"]
ITALY, SPAIN = ["IT", "2026-01-08", "2026-01-20"], ["ES", "2026-05-01", "2026-05-09"]
OVERLAPPING = b"Country,First day,Last day\nItaly,2026-01-08,2026-01-20\nSpain,2026-05-01,2026-05-09\n"


@pytest.mark.parametrize(
    ("answer", "after"),
    [
        ("cut", [["FR", "2026-01-01", "2026-01-08"], ITALY, GERMANY, SPAIN]),
        ("", [FRANCE, GERMANY, SPAIN]),
    ],
)
def test_rows_on_days_of_another_work_trip_wait_for_the_answer(
    ledger: Ledger, answer: str, after: list[list[str]]
) -> None:
    fill(ledger, {"trips": TWO_TRIPS})
    app = bring(opened("trips"), OVERLAPPING)
    asked = control(app, "radio", "1 new row is work on days that another work trip")
    assert asked.value is None
    assert buttons(app)[CONFIRM] == "Import 1 of 2 rows"
    if answer:
        asked.set_value(answer).run()
        assert CONFIRM in buttons(app)
    press(app)
    assert spans(ledger) == after


def test_people_are_asked_about_once_for_all(ledger: Ledger) -> None:
    people = b"Employee,Country,First day,Last day\n" + b"".join(
        b"Person %d,Germany,2026-03-%02d,2026-03-%02d\n" % (n, n % 9 + 1, n % 9 + 9) for n in range(12)
    )
    app = bring(opened("trips"), people)
    assert "12 people" in texts(app)
    app.selectbox(key=_key_of(app, "How do they work abroad?")).set_value("us").run()
    app.selectbox(key=_key_of(app, "In which country do they live?")).set_value("US").run()
    assert "Import 12 trips" in buttons(app)[CONFIRM]
    press(app)
    assert ledger.rows("trips")["traveler"].nunique() == 12
    assert set(ledger.rows("assignments")["worker"]) == {"employee"}
    change = ledger.last_change()
    assert change is not None
    ledger.undo(change.group)
    assert ledger.is_empty()


def _key_of(app: AppTest, question: str) -> str:
    return next(str(box.key) for box in app.selectbox if question in box.label.replace("\\", ""))


def test_who_only_reads_can_bring_nothing(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(ledger, {"trips": [BERLIN | {"traveler": "ann"}]})
    monkeypatch.setattr(session, "actor", lambda: Actor("me", "eve@example.org", Role.ADVISER, "ann"))
    app = opened("trips")
    assert app.file_uploader[0].disabled
    assert app.text_area(key=PASTED).disabled
    with pytest.raises(NotAllowed):
        ledger.seen_by(Actor("me", "eve@example.org", Role.ADVISER, "ann")).keep_own_note("import.files", b"x")


def test_a_large_list_is_shown_in_part(ledger: Ledger) -> None:
    many = b"Country,First day,Last day\n" + b"".join(
        b"France,20%02d-%02d-01,20%02d-%02d-03\n" % (n // 12, n % 12 + 1, n // 12, n % 12 + 1) for n in range(240)
    )
    app = bring(opened("trips"), many)
    assert "The first 200 of 240 rows are shown." in texts(app)
    assert buttons(app)[CONFIRM] == "Import 240 trips"
