"""What an import says of every line: new, there already, changed, a correction, waiting, left out."""

from __future__ import annotations

import datetime as dt
import io

import pandas as pd
import pytest
import xlsxwriter

from tests.exchange.files import analysis_of, awkward_workspace
from tests.exchange.importers.reviews import changed, new, reviewed, rows, stored, why
from tracker.errors import BadOption
from tracker.exchange.exporters import EXPORTERS
from tracker.exchange.importers import Source, What, outcome, review, row_key
from tracker.itinerary import Workspace
from tracker.reading.plan import Answers, Asks

A = {"trip": "a", "country": "FR", "first_day": "2026-01-01", "last_day": "2026-01-31", "place": "Lyon"}
HEAD = "trip,country,first_day,last_day,place\n"


def test_each_row_is_told_apart() -> None:
    text = (
        f"{HEAD}a,FR,2026-01-01,2026-01-31,Lyon\n"
        "a,FR,2026-01-01,2026-02-28,Lyon\n"
        ",DE,2026-03-01,,\n"
        "x,DE,2026-13-01,,\n"
        "b,XX,2026-03-01,2026-02-01,\n"
    )
    looked = reviewed(text, stored(A))
    assert rows(looked, What.SAME) == [2]
    assert rows(looked, What.CHANGED) == [3]
    assert rows(looked, What.NEW) == [4]
    assert rows(looked, What.LEFT_OUT) == [5, 6]
    assert looked.unusable == 2
    assert "XX" in why(looked, 6)


def test_same_follows_the_contract_and_not_the_id_or_the_note() -> None:
    log = stored(A | {"note": "old", "certainty": "planned"})
    same = reviewed(f"{HEAD.strip()},note\nzzz,France,2026-01-01,2026-01-31,Lyon,new\n", log)
    other = reviewed("country,first_day,last_day,place,activity\nFR,2026-06-01,2026-06-30,Lyon,non_work\n", log)
    assert rows(same, What.SAME) == [2]
    assert rows(other, What.NEW) == [2]


def test_a_file_without_assignments_still_knows_its_trips_after_they_were_given_one() -> None:
    log = stored(A | {"assignment": "job"})
    assert rows(reviewed("country,first_day,last_day,place\nFR,2026-01-01,2026-01-31,Lyon\n", log), What.SAME) == [2]


def test_ids_are_kept_when_free_and_given_when_missing() -> None:
    text = "trip,country,first_day,last_day\nt3,DE,2026-02-01,2026-02-02\n,DE,2026-03-01,2026-03-02\n"
    text += "None,DE,2026-04-01,2026-04-02\n,DE,2026-05-01,2026-05-02\n"
    assert new(reviewed(text, stored(A | {"trip": "t1"})), "trip") == [["t3"], ["t2"], ["t4"], ["t5"]]


def test_id_of_a_stored_row_that_is_unusable_is_not_given_away() -> None:
    log = stored(A, {"trip": "t1", "country": "FR", "first_day": "2026-99-01"})
    assert new(reviewed("country,first_day,last_day\nDE,2026-02-01,2026-02-02\n", log), "trip") == [["t2"]]


def test_equal_rows_are_counted_and_an_id_used_twice_is_left_out() -> None:
    text = "trip,country,first_day,last_day\nb,DE,2026-02-01,2026-02-02\nb,DE,2026-02-01,2026-02-02\n"
    text += "b,DE,2026-03-01,2026-03-02\n,DE,2026-02-01,2026-02-02\n"
    looked = reviewed(text)
    assert rows(looked, What.NEW) == [2]
    assert rows(looked, What.SAME) == [3, 5]
    assert why(looked, 3) == "Equal to row 2: counted once."
    assert rows(looked, What.LEFT_OUT) == [4]
    assert "used by an earlier row" in why(looked, 4)
    assert any("2 rows repeat another row" in remark.sentence for remark in looked.remarks[""])


def test_equal_rows_of_two_files_are_one_trip() -> None:
    content = b"country,first_day,last_day\nDE,2026-02-01,2026-02-02\n"
    looked = review([Source("a.csv", content), Source("b.csv", content)], Workspace())
    assert looked.tables["trips"]["what"].tolist() == [What.NEW, What.SAME]
    assert looked.tables["trips"]["why"].iloc[1] == "Equal to row 2 of a.csv: counted once."


def test_two_files_of_one_name_are_told_apart() -> None:
    contents = [b"country,first_day,last_day\nDE,2026-02-01,2026-02-02\n", b"Foo\n"]
    looked = review([Source("a.csv", content) for content in contents], Workspace())
    assert [file.name for file in looked.files] == ["a.csv", "a.csv (2)"]
    assert [bool(file.refused) for file in looked.files] == [False, True]
    assert len(looked.new["trips"]) == 1


def test_traveler_fills_only_what_the_file_leaves_open() -> None:
    text = "traveler,country,first_day,last_day\nann,DE,2026-02-01,2026-02-02\n,DE,2026-02-01,2026-02-02\n"
    assert new(reviewed(text, traveler="bo"), "traveler") == [["ann"], ["bo"]]
    assert new(reviewed("country,first_day,last_day\nDE,2026-02-01,2026-02-02\n", traveler="bo"), "traveler") == [
        ["bo"]
    ]


def test_a_value_that_is_not_understood_is_a_warning_and_the_row_is_used() -> None:
    looked = reviewed("country,first_day,last_day,issuer\nDE,2026-02-01,2026-02-02,perhaps\n")
    assert len(looked.new["trips"]) == 1


def test_other_tables_go_by_their_key() -> None:
    log = stored(
        A,
        travelers=[{"traveler": "me", "name": "Ann", "residence": "US"}],
        residences=[{"traveler": "me", "country": "US", "first_day": "2020-01-01"}],
    )
    people = reviewed("traveler,name,residence\nme,Ann,US\nyou,Bo,US\n", log, file="travelers.csv")
    assert rows(people, What.SAME, table="travelers") == [2]
    assert new(people, "traveler", "name", table="travelers") == [["you", "Bo"]]
    text = "traveler,name,residence\nme,Annie,US\n"
    renamed = reviewed(text, log, file="travelers.csv", answers={"changed": "replace"})
    assert changed(renamed, "travelers") == [{"traveler": "me", "name": "Annie"}]
    assert renamed.tables["travelers"]["old"].tolist() == ["name: Ann"]


# The same id with other content


def test_a_row_with_a_stored_id_waits_until_somebody_says_what_to_do() -> None:
    text = "trip,country,first_day,last_day\na,FR,2026-01-01,2026-02-28\n"
    log = stored(A | {"note": "keep"})
    asked = reviewed(text, log)
    assert (asked.waiting, changed(asked), rows(asked, What.CHANGED)) == (1, [], [2])
    assert asked.tables["trips"]["old"].tolist() == ["Lyon, 2026-01-01 – 2026-01-31"]
    assert asked.tables["trips"][["place", "note"]].to_numpy().tolist() == [["Lyon", "keep"]]
    replaced = reviewed(text, log, answers={"changed": "replace"})
    assert changed(replaced) == [{"trip": "a", "last_day": "2026-02-28"}]
    assert replaced.waiting == 0
    kept = reviewed(text, log, answers={"changed": "keep"})
    assert (kept.waiting, kept.unusable, kept.stored_rows, rows(kept, What.LEFT_OUT)) == (0, 0, 0, [2])


def test_one_row_may_be_decided_in_another_way() -> None:
    log = stored(A, {"trip": "b", "country": "DE", "first_day": "2026-03-01", "last_day": "2026-03-31"})
    text = "trip,country,first_day,last_day\na,FR,2026-01-01,2026-02-28\nb,DE,2026-03-01,2026-04-30\n"
    answers = {"changed": "replace", row_key(Asks.CHANGED, "x.csv", "", 3): "keep"}
    assert changed(reviewed(text, log, answers=answers)) == [{"trip": "a", "last_day": "2026-02-28"}]


def test_an_answer_that_is_none_is_refused() -> None:
    with pytest.raises(BadOption, match="correct, add, leave_out"):
        reviewed("country,first_day,last_day\nFR,2026-01-01,2026-02-28\n", answers={"correction": "yes"})


NUMBERED = stored(
    {"trip": "1", "country": "DE", "first_day": "2024-03-04", "last_day": "2024-03-15"},
    {"trip": "2", "country": "JP", "first_day": "2024-06-03", "last_day": "2024-06-14"},
)
NEXT_YEAR = (
    "trip,country,first_day,last_day\n1,FR,2025-02-03,2025-02-14\n2,TH,2025-05-05,2025-05-16\n"
    "3,IT,2025-09-01,2025-09-12\n"
)


def test_numbers_of_another_list_delete_nothing() -> None:
    looked = reviewed(NEXT_YEAR, NUMBERED)
    assert new(looked, "trip", "country") == [["t1", "FR"], ["t2", "TH"], ["3", "IT"]]
    assert (changed(looked), looked.waiting) == ([], 0)
    [question] = [question for question in looked.questions if question.about == Asks.REUSED_IDS]
    assert (question.answer, question.is_chosen, question.values) == ("number_anew", False, ("1", "2"))
    assert any("numbers of another list" in remark.sentence for remark in looked.remarks[""])
    left = reviewed(NEXT_YEAR, NUMBERED, answers={"reused_ids": "leave_out"})
    assert new(left, "country") == [["IT"]]
    replaced = reviewed(NEXT_YEAR, NUMBERED, answers={"reused_ids": "replace"})
    assert [row["country"] for row in changed(replaced)] == ["FR", "TH"]


def test_a_plan_that_was_shifted_a_little_is_asked_about() -> None:
    shifted = "trip,country,first_day,last_day\n1,DE,2024-03-20,2024-03-29\n2,JP,2024-06-20,2024-06-29\n"
    looked = reviewed(shifted, NUMBERED)
    assert (looked.stored_rows, looked.waiting) == (0, 2)


def test_two_lists_that_are_numbered_alike_are_both_taken() -> None:
    first = "trip,country,first_day,last_day\n1,DE,2024-03-04,2024-03-15\n2,JP,2024-06-03,2024-06-14\n"
    looked = review([Source("2024.csv", first.encode()), Source("2025.csv", NEXT_YEAR.encode())], Workspace())
    assert new(looked, "trip", "country") == [["1", "DE"], ["2", "JP"], ["t1", "FR"], ["t2", "TH"], ["3", "IT"]]


def test_names_of_trips_are_no_ids() -> None:
    text = "trip,country,first_day,last_day\n" + "".join(
        f"Spring tour,{country},2026-03-{day:02},2026-03-{day + 2:02}\n"
        for country, day in (("DE", 1), ("FR", 5), ("IT", 9), ("ES", 13))
    )
    looked = reviewed(text)
    assert [country for (country,) in new(looked, "country")] == ["DE", "FR", "IT", "ES"]
    assert new(looked, "id in the file") == [[""], ["Spring tour"], ["Spring tour"], ["Spring tour"]]


# Corrections

BERLIN = {"trip": "t1", "country": "DE", "place": "Berlin", "first_day": "2026-01-05", "note": "lease"}
ENDED = "country,place,first_day,last_day\nGermany,Berlin,2026-01-05,2026-03-20\nFrance,Lyon,2026-04-06,2026-05-29\n"


def test_a_corrected_list_is_offered_as_a_correction_with_old_and_new() -> None:
    asked = reviewed(ENDED, stored(BERLIN))
    lines = asked.tables["trips"]
    assert lines["what"].tolist() == [What.CORRECTION, What.NEW]
    assert lines[["stored", "old", "last_day"]].iloc[0].tolist() == ["t1", "Berlin, 2026-01-05 – open", "2026-03-20"]
    assert (asked.waiting, changed(asked), new(asked, "country")) == (1, [], [["FR"]])
    corrected = reviewed(ENDED, stored(BERLIN), answers={"correction": "correct"})
    assert changed(corrected) == [{"trip": "t1", "last_day": "2026-03-20"}]
    assert (corrected.waiting, corrected.tables["trips"]["decision"].tolist()) == (0, ["correct", ""])
    added = reviewed(ENDED, stored(BERLIN), answers={"correction": "add"})
    assert (changed(added), new(added, "trip", "country")) == ([], [["t2", "DE"], ["t3", "FR"]])
    left = reviewed(ENDED, stored(BERLIN), answers={row_key(Asks.CORRECTION, "x.csv", "", 2): "leave_out"})
    assert (changed(left), new(left, "country"), left.waiting, left.unusable) == ([], [["FR"]], 0, 0)


@pytest.mark.parametrize(
    ("row", "what"),
    [
        ("Germany,Munich,2026-01-05,2026-03-20", What.OVERLAPS),  # another place
        ("Germany,,2026-02-05,2026-03-20", What.CORRECTION),  # says no place
        ("Germany,berlin,2026-01-01,2026-01-10", What.CORRECTION),
        ("Germany,Berlin,2025-12-01,2025-12-31", What.NEW),  # days apart
        ("Germany,Berlin,2025-12-01,2026-01-04", What.CORRECTION),  # touches
    ],
)
def test_what_looks_like_a_correction(row: str, what: What) -> None:
    looked = reviewed(f"country,place,first_day,last_day\n{row}\n", stored(BERLIN))
    assert looked.tables["trips"]["what"].tolist() == [what]


def test_days_that_only_touch_are_a_question_of_their_own() -> None:
    text = "country,place,first_day,last_day\nGermany,Berlin,2025-12-01,2026-01-04\n"
    looked = reviewed(text, stored(BERLIN), answers={"correction": "correct"})
    assert (looked.stored_rows, looked.waiting) == (0, 1)
    assert len(reviewed(text, stored(BERLIN), answers={"touching": "add"}).new["trips"]) == 1


def test_a_stored_trip_is_corrected_once_by_the_row_that_shares_most_days() -> None:
    text = "country,place,first_day,last_day\nDE,Berlin,2026-01-02,2026-01-06\nDE,Berlin,2026-01-07,2026-03-20\n"
    looked = reviewed(text, stored(BERLIN | {"last_day": "2026-03-01"}))
    assert looked.tables["trips"]["what"].tolist() == [What.NEW, What.CORRECTION]


def test_a_row_whose_trip_another_row_is_equal_to_corrects_nothing() -> None:
    text = "country,place,first_day,last_day\nDE,Berlin,2026-01-05,2026-03-01\nDE,Berlin,2026-02-01,2026-02-03\n"
    looked = reviewed(text, stored(BERLIN | {"last_day": "2026-03-01"}))
    assert looked.tables["trips"]["what"].tolist() == [What.SAME, What.OVERLAPS]


def test_a_correction_empties_nothing_that_the_file_does_not_say() -> None:
    log = stored(BERLIN | {"activity": "non_work", "certainty": "planned"})
    text = "country,place,first_day,last_day,note,activity\nGermany,,2026-01-06,,,\n"
    looked = reviewed(text, log, answers={"correction": "correct"})
    assert changed(looked) == [{"trip": "t1", "first_day": "2026-01-06"}]


def test_a_row_that_says_less_than_the_stored_trip_is_there_already() -> None:
    looked = reviewed("country,first_day,last_day\nDE,2026-01-05,\n", stored(BERLIN | {"activity": "non_work"}))
    assert rows(looked, What.SAME) == [2]


# Work on the same days

ROME = {"trip": "a", "country": "IT", "first_day": "2026-03-01", "last_day": "2026-03-20"}
BESIDE = "country,first_day,last_day\nDE,2026-03-10,2026-03-31\n"


def test_work_on_days_of_another_trip_is_told_and_may_be_left_out_or_cut() -> None:
    looked = reviewed(BESIDE, stored(ROME))
    assert rows(looked, What.OVERLAPS) == [2]
    assert why(looked, 2) == (
        "Trip a is work in Italy, from 2026-03-10 to 2026-03-20. Did you work in both countries on these days?"
    )
    assert (len(looked.new["trips"]), looked.waiting) == (1, 0)
    assert reviewed(BESIDE, stored(ROME), answers={"shared_days": "leave_out"}).stored_rows == 0
    cut = reviewed(BESIDE, stored(ROME), answers={"shared_days": "cut"})
    assert changed(cut) == [{"trip": "a", "last_day": "2026-03-10"}]
    assert len(cut.new["trips"]) == 1


def test_a_cut_that_leaves_days_on_both_sides_logs_them_again() -> None:
    text = "country,first_day,last_day\nDE,2026-03-10,2026-03-12\n"
    cut = reviewed(text, stored(ROME | {"note": "mine"}), answers={"shared_days": "cut"})
    assert changed(cut) == [{"trip": "a", "last_day": "2026-03-10"}]
    assert new(cut, "country", "first_day", "last_day", "note") == [
        ["DE", "2026-03-10", "2026-03-12", ""],
        ["IT", "2026-03-13", "2026-03-20", "mine"],
    ]


# Where a row comes from

IMPORTED = A | {"source_kind": "calendar", "source_ref": "uid-1"}
RECORDS = "country,first_day,last_day,source_kind,source_ref\n"


def test_the_format_is_kept_with_new_rows_and_what_the_file_says_wins() -> None:
    assert new(reviewed("country,first_day,last_day\nDE,2026-02-01,2026-02-10\n"), "source_kind", "source_ref") == [
        ["csv", ""]
    ]
    assert new(reviewed(f"{RECORDS}DE,2026-02-01,2026-02-10,,\n"), "source_kind") == [[""]]


def test_a_record_that_was_imported_before_is_known_again_by_its_own_id() -> None:
    text = f"{RECORDS}FR,2026-01-01,2026-01-31,calendar,uid-1\nDE,2026-02-01,2026-02-10,calendar,uid-2\n"
    looked = reviewed(text, stored(IMPORTED))
    assert (rows(looked, What.SAME), rows(looked, What.NEW)) == ([2], [3])
    assert new(looked, "source_kind", "source_ref") == [["calendar", "uid-2"]]


def test_a_record_that_changed_since_is_a_proposed_change_of_its_trip() -> None:
    text = f"{RECORDS}FR,2026-01-01,2026-02-15,calendar,uid-1\n"
    assert changed(reviewed(text, stored(IMPORTED), answers={"changed": "replace"})) == [
        {"trip": "a", "last_day": "2026-02-15"}
    ]
    assert rows(reviewed(text.replace("calendar", "flights"), stored(IMPORTED)), What.CORRECTION) == [2]


def test_a_record_that_several_trips_name_names_none_of_them() -> None:
    text = f"{RECORDS}FR,2026-01-01,2026-02-15,calendar,uid-1\n"
    cut_in_two = stored(IMPORTED, IMPORTED | {"trip": "b", "first_day": "2026-05-01", "last_day": "2026-05-09"})
    assert rows(reviewed(text, cut_in_two), What.CHANGED) == []
    twice = f"{text}FR,2026-03-01,2026-03-15,calendar,uid-1\n"
    assert rows(reviewed(twice, stored(IMPORTED)), What.CHANGED) == []


def test_a_record_of_another_person_is_another_record() -> None:
    text = "traveler,country,first_day,last_day,source_kind,source_ref\nann,FR,2026-01-01,2026-02-15,calendar,uid-1\n"
    assert rows(reviewed(text, stored(IMPORTED)), What.CHANGED, What.CORRECTION) == []


# Whole files


@pytest.mark.parametrize("exporter", [e for e in EXPORTERS if e.ending in (".xlsx", ".json")], ids=lambda e: e.ending)
def test_own_exports_imported_are_all_new_and_then_all_the_same(exporter) -> None:
    workspace = awkward_workspace()
    source = Source(f"x{exporter.ending}", exporter.to_bytes(analysis_of(workspace)))
    first, again = review([source], Workspace()), review([source], workspace)
    assert {table: len(rows) for table, rows in first.new.items()} == {"trips": 5, "travelers": 2, "certificates": 1}
    assert {table: set(lines["what"]) for table, lines in again.tables.items()} == {
        table: {What.SAME} for table in ("trips", "travelers", "certificates")
    }
    assert (again.stored_rows, again.unusable, again.waiting) == (0, 0, 0)
    assert first.new["trips"]["cost center"].tolist() == workspace.tables()["trips"]["cost center"].tolist()


def test_rows_are_numbered_as_the_sheet_shows_them() -> None:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        sheet = book.add_worksheet("My travels")
        day = book.add_format({"num_format": "dd.mm.yy"})
        sheet.write_row(0, 0, ("Country", "Arrival", "Departure"))
        for row, country in ((3, "Germany"), (5, "Atlantis")):
            sheet.write(row, 0, country)
            sheet.write_datetime(row, 1, dt.date(2026, 1, 5), day)
            sheet.write_datetime(row, 2, dt.date(2026, 2, 1), day)
    looked = reviewed(content.getvalue(), file="x.xlsx")
    assert (rows(looked, What.NEW), rows(looked, What.LEFT_OUT)) == ([4], [6])
    assert new(looked, "country", "first_day", "last_day") == [["DE", "2026-01-05", "2026-02-01"]]


def test_what_a_file_is_is_told_before_anything() -> None:
    text = "traveler,country,first_day,last_day\nann,DE,2019-02-01,2019-02-02\nbo,FR,2026-02-01,2026-02-02\n"
    [file] = reviewed(text).files
    assert file.told == "2 rows, 2 people, 2019–2026"


@pytest.mark.parametrize("file", ["x.xlsx", "x.json"])
def test_a_file_that_is_no_table_is_refused_in_a_sentence(file: str) -> None:
    [refused] = reviewed(b"hello\nworld\n", file=file).files
    assert refused.refused.startswith(file)


def test_limits_are_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    [large] = reviewed(b"x" * (outcome.LARGEST_FILE + 1)).files
    assert "larger than 5 MB" in large.refused
    monkeypatch.setattr("tracker.exchange.importers.opening.MOST_ROWS", 2)
    [long] = reviewed("country,first_day,last_day\n" + "DE,2026-02-01,2026-02-02\n" * 3).files
    assert "more than 2 rows" in long.refused


def test_columns_with_the_names_of_a_review_stay_apart() -> None:
    looked = reviewed("row,what,country,first_day,last_day\nfront,big,FR,2026-01-01,2026-01-02\n")
    assert looked.tables["trips"].columns.is_unique
    assert new(looked, "row", "what") == [["front", "big"]]


# What was left out, brought again


def test_left_out_lines_can_be_corrected_and_brought_again() -> None:
    text = "country,first_day,last_day,note\nAtlantis,2026-02-01,2026-02-02,=1+1\nFR,2026-03-01,2026-03-02,\n"
    content = reviewed(text).left_out_csv()
    lines = content.decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert "Atlantis" in lines[1]
    again = reviewed(content.replace(b"Atlantis", b"Germany"))
    assert new(again, "country", "note") == [["DE", "=1+1"]]
    assert not [column for column in again.new["trips"] if "left out" in column]


# Answers for one file of several


def test_an_answer_may_be_for_one_file_only() -> None:
    content = b"country,first_day,Quux\nDE,2026-02-01,2026-02-02\n"
    sources = [Source("a.csv", content), Source("b.csv", content.replace(b"02-02", b"02-03"))]
    looked = review(sources, Workspace(), Answers({"a.csv!Quux": "last_day", "b.csv!Quux": ""}))
    assert looked.tables["trips"]["last_day"].tolist() == ["2026-02-02", ""]
    assert looked.unused == ()
    assert review(sources, Workspace(), Answers({"Nix": "last_day"})).unused == ("Nix",)


def test_review_tables_begin_with_the_same_columns() -> None:
    looked = reviewed("country,first_day,last_day\nDE,2026-02-01,2026-02-02\n")
    assert tuple(looked.tables["trips"].columns[: len(outcome.COLUMNS)]) == outcome.COLUMNS
    assert isinstance(looked.tables["trips"], pd.DataFrame)


def test_half_a_character_is_refused_in_a_sentence() -> None:
    content = b'{"trips": [{"country": "DE", "first_day": "2026-02-01", "\\ud83e": "x"}]}'
    [file] = reviewed(content, file="x.json").files
    assert file.refused.startswith("x.json: a text in it holds a broken character")
