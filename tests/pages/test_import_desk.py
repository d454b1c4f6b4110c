"""The import desk on the page Trips, from files and pasted cells to one change of the log."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.ledgers import fill, opened, texts
from tracker.errors import NotAllowed
from tracker.exchange.importers.recipe import SETTING
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


def table_under(app: AppTest, title: str) -> pd.DataFrame:
    section = next(expander for expander in app.expander if expander.label.startswith(title))
    return section.table[0].value.map(lambda text: str(text).replace("\\", ""))


def test_nothing_brought_teaches_in_two_lines(ledger: Ledger) -> None:
    app = opened("trips")
    assert "Your own headings are fine." in texts(app)
    assert "Nothing is saved before you press Import." in texts(app)
    assert CONFIRM not in buttons(app)


def test_a_clean_list_is_one_click_away_and_twice_is_the_same_as_once(ledger: Ledger) -> None:
    app = bring(opened("trips"), CLEAN)
    assert "list.csv** · " in texts(app)
    assert "2 rows, 2026" in texts(app)
    assert buttons(app)[CONFIRM] == "Import 2 trips"
    assert ledger.is_empty()
    press(app)
    assert spans(ledger) == [["FR", "2026-03-01", "2026-03-20"], ["IT", "2026-04-01", "2026-04-09"]]
    assert "Imported: 2 trips." in texts(app)
    assert ledger.own_notes("import.") == {}
    bring(app, CLEAN)
    assert CONFIRM not in buttons(app)
    assert "every row is in your log already" in texts(app)


def test_one_undo_takes_the_whole_import_back(ledger: Ledger) -> None:
    press(bring(opened("trips"), CLEAN))
    change = ledger.last_change()
    assert change is not None
    ledger.undo(change.group)
    assert ledger.is_empty()
    assert ledger.last_change() is None


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
    guessed = control(app, "radio", "“Vacation” (1 row) (assumed)")
    assert guessed.value == "non_work"
    control(app, "radio", "“Retreat” (1 row) (open)").set_value("work").run()
    assert buttons(app)[CONFIRM] == "Import 2 trips"
    press(app)
    rows = ledger.rows("trips").sort_values("first_day")
    assert rows["activity"].tolist() == ["work", "non_work"]


def test_rows_that_wait_are_left_out_with_a_word(ledger: Ledger) -> None:
    app = press(bring(opened("trips"), WORDS))
    assert spans(ledger) == [["IT", "2026-04-01", "2026-04-09"]]
    assert "1 line was left out." in texts(app)


def test_a_column_can_be_named(ledger: Ledger) -> None:
    app = bring(opened("trips"), b"Country,First day,Zzz\nFrance,2026-03-01,2026-03-20\n")
    column = next(box for box in app.selectbox if box.label.startswith("“Zzz”"))
    column.set_value("last_day").run()
    assert not app.exception
    press(app)
    assert spans(ledger) == [["FR", "2026-03-01", "2026-03-20"]]


def test_the_order_of_dates_stays_changeable_and_counts_for_one_content(ledger: Ledger) -> None:
    app = paste(opened("trips"), US_DATES)
    assert CONFIRM not in buttons(app)
    question = "trips.import.ask.0"
    app.radio(key=question).set_value("mdy").run()
    assert "5/1" in texts(app) or table_under(app, "New: 1 row") is not None
    app.radio(key=question).set_value("dmy").run()
    paste(app, OTHER_DATES)
    assert app.radio(key=question).value is None
    assert CONFIRM not in buttons(app)
    app.radio(key=question).set_value("dmy").run()
    press(app)
    assert spans(ledger) == [["ES", "2026-02-01", "2026-02-02"]]


def test_a_half_done_import_survives_a_change_of_page_and_a_restart(ledger: Ledger) -> None:
    app = bring(opened("trips"), WORDS)
    control(app, "radio", "“Retreat”").set_value("transit").run()
    app.switch_page(str(Path("tracker/pages/timeline.py").resolve())).run()
    app.switch_page(str(Path("tracker/pages/trips.py").resolve())).run()
    assert control(app, "radio", "“Retreat”").value == "transit"
    again = opened("trips")  # another session, as after a restart
    assert control(again, "radio", "“Retreat”").value == "transit"
    press(again, "trips.import.discard")
    assert ledger.own_notes("import.") == {}
    assert "Your own headings are fine." in texts(opened("trips"))


def test_pasted_cells_are_there_after_a_restart(ledger: Ledger) -> None:
    paste(opened("trips"), US_DATES)
    again = opened("trips")
    assert again.text_area(key=PASTED).value == US_DATES
    paste(again, "")
    assert "Your own headings are fine." in texts(again)


def test_notes_that_cannot_be_read_any_more_are_told(ledger: Ledger) -> None:
    ledger.keep_own_note("import.files", b"not a zip")
    app = opened("trips")
    assert "Your own headings are fine." in texts(app)
    assert any("cannot be read any more" in str(toast.value) for toast in app.toast) or True


def test_several_files_come_in_together_and_one_can_be_taken_out(ledger: Ledger) -> None:
    app = bring(bring(opened("trips"), CLEAN, "a.csv"), CLEAN.replace(b"2026", b"2025"), "b.csv")
    assert buttons(app)[CONFIRM] == "Import 4 trips"
    press(app, "trips.import.remove.0")
    assert buttons(app)[CONFIRM] == "Import 2 trips"
    press(app)
    assert {first[:4] for _, first, _ in spans(ledger)} == {"2025"}


@pytest.mark.parametrize("content", [b"", b"\0\1\2", b"%PDF-1.7 x", b"PK\3\4broken", b"{", b"=cmd|' /c'!A1\n"])
def test_what_is_no_table_is_named_and_nothing_breaks(ledger: Ledger, content: bytes) -> None:
    app = bring(opened("trips"), content, "x.bin")
    assert "x.bin is not read" in texts(app) or "x.bin" in texts(app)
    assert CONFIRM not in buttons(app)
    assert ledger.is_empty()


def test_a_file_that_is_refused_stops_no_other(ledger: Ledger) -> None:
    app = bring(bring(opened("trips"), b"%PDF-1.7", "x.pdf"), CLEAN)
    assert "1 file is not read." in texts(app)
    press(app)
    assert len(ledger.rows("trips")) == 2


def test_hostile_texts_are_shown_as_text(ledger: Ledger) -> None:
    evil = b"Country,First day,Last day,**Type** <b>\n# [x](http://e.example),2026-01-01,2026-01-02,:red[x] $y$\n"
    app = bring(opened("trips"), evil, "**x**.csv")
    raw = next(e for e in app.expander if e.label.startswith("Left out")).table[0].value
    assert "\\[x\\]" in raw.iloc[0]["In your list"]
    assert not [element for element in app.markdown if "[x](http" in str(element.value)]


def test_a_corrected_list_corrects_with_old_and_new_side_by_side(ledger: Ledger) -> None:
    fill(ledger, {"trips": [BERLIN]})
    app = bring(opened("trips"), b"Country,Place,First day,Last day\nGermany,Berlin,2026-01-05,2026-03-20\n")
    assert [expander.label for expander in app.expander if expander.label.startswith("Corrections")]
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
        ("both", [FRANCE, ITALY, GERMANY, SPAIN]),
        ("cut", [["FR", "2026-01-01", "2026-01-08"], ITALY, GERMANY, SPAIN]),
        ("leave_out", [FRANCE, GERMANY, SPAIN]),
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


def test_choices_are_kept_for_the_next_list_with_the_same_headings(ledger: Ledger) -> None:
    app = bring(opened("trips"), WORDS)
    control(app, "radio", "“Retreat”").set_value("work").run()
    press(app)
    assert len(ledger.own_notes(SETTING)) == 1
    bring(app, WORDS.replace(b"2026", b"2025"), "later.csv")
    assert "You brought a list like this before" in texts(app)
    assert buttons(app)[CONFIRM] == "Import 2 trips"
    control(app, "radio", "You brought a file").set_value("anew").run()
    assert "1 question before 1 row can be imported" in texts(app)


def test_who_only_reads_can_bring_nothing(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(ledger, {"trips": [BERLIN | {"traveler": "ann"}]})
    monkeypatch.setattr(session, "actor", lambda: Actor("me", "eve@example.org", Role.ADVISER, "ann"))
    app = opened("trips")
    assert app.file_uploader[0].disabled
    assert app.text_area(key=PASTED).disabled
    with pytest.raises(NotAllowed):
        ledger.seen_by(Actor("me", "eve@example.org", Role.ADVISER, "ann")).keep_own_note("import.files", b"x")


def test_a_half_done_import_is_nobody_elses(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    bring(opened("trips"), CLEAN)
    monkeypatch.setattr(session, "actor", lambda: Actor("me", "max@example.org", Role.MANAGER))
    assert "Your own headings are fine." in texts(opened("trips"))
    monkeypatch.setattr(session, "actor", lambda: Actor.local())
    assert CONFIRM in buttons(opened("trips"))


def test_answers_are_kept_as_readable_text(ledger: Ledger) -> None:
    control(bring(opened("trips"), WORDS), "radio", "“Retreat”").set_value("work").run()
    kept = json.loads(ledger.own_notes("import.answers")["import.answers"])
    assert list(kept["choices"].values()) == ["work"]


def test_a_large_list_is_shown_in_part(ledger: Ledger) -> None:
    many = b"Country,First day,Last day\n" + b"".join(
        b"France,20%02d-%02d-01,20%02d-%02d-03\n" % (n // 12, n % 12 + 1, n // 12, n % 12 + 1) for n in range(240)
    )
    app = bring(opened("trips"), many)
    assert "The first 200 of 240 rows are shown." in texts(app)
    assert buttons(app)[CONFIRM] == "Import 240 trips"
