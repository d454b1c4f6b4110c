"""New, same, changed, unusable."""

from __future__ import annotations

import datetime as dt
import io

import pandas as pd
import pytest
import xlsxwriter

from tests.exchange.files import analysis_of, awkward_workspace
from tracker.errors import BadOption, TableNotReadable
from tracker.exchange.exporters import EXPORTERS
from tracker.exchange.importers import Preview, preview, preview_import
from tracker.itinerary import Workspace, workspace_from_text


def _stored(*rows: dict[str, str], **tables: list[dict[str, str]]) -> Workspace:
    frames = {name: pd.DataFrame(content, dtype="str").fillna("") for name, content in tables.items()}
    return workspace_from_text({"trips": pd.DataFrame(rows, dtype="str").fillna(""), **frames})


def _import(text: str, into: Workspace | None = None, file: str = "x.csv", **options: str) -> Preview:
    (found,) = preview_import(text.encode(), file, into or Workspace(), **options)
    return found


A = {"trip": "a", "country": "FR", "first_day": "2026-01-01", "last_day": "2026-01-31", "place": "Lyon"}


def test_each_row_is_one_of_four() -> None:
    text = (
        "trip,country,first_day,last_day,place\n"
        "a,FR,2026-01-01,2026-01-31,Lyon\n"
        "a,FR,2026-01-01,2026-02-28,Lyon\n"
        ",DE,2026-03-01,,\n"
        "x,DE,2026-03,,\n"
        "b,XX,2026-03-01,2026-02-01,\n"
    )
    found = _import(text, _stored(A))
    assert found.table == "trips"
    assert found.same.index.tolist() == [1]
    assert found.changed.index.tolist() == [2]
    assert found.new.index.tolist() == [3]
    assert found.unusable["row"].tolist() == [4, 5, 5]
    assert found.unusable_rows == 2
    assert set(found.unusable["file"]) == {"x.csv"}
    assert found.changed["last_day"].tolist() == ["2026-02-28"]


def test_same_follows_the_contract_and_not_the_id_or_the_note() -> None:
    stored = _stored(A | {"note": "old", "certainty": "planned"})
    same = "trip,country,first_day,last_day,place,note\nzzz,France,2026-01-01,2026-01-31,Lyon,new\n"
    other = "country,first_day,last_day,place,activity\nFR,2026-01-01,2026-01-31,Lyon,non_work\n"
    assert len(_import(same, stored).same) == 1
    assert len(_import(other, stored).new) == 1


def test_a_file_without_assignments_still_knows_its_trips_after_they_were_given_one() -> None:
    text = "country,first_day,last_day,place\nFR,2026-01-01,2026-01-31,Lyon\n"
    stored = _stored(A | {"assignment": "job"})
    assert len(_import(text, stored).same) == 1
    with_column = "country,first_day,last_day,place,assignment\nFR,2026-01-01,2026-01-31,Lyon,\n"
    assert len(_import(with_column, stored).new) == 1


def test_a_change_keeps_what_the_file_has_no_column_for() -> None:
    found = _import("trip,country,first_day,last_day\na,FR,2026-01-01,2026-02-28\n", _stored(A | {"note": "keep"}))
    assert found.changed[["last_day", "place", "note"]].values.tolist() == [["2026-02-28", "Lyon", "keep"]]


def test_ids_are_kept_when_free_and_given_when_missing() -> None:
    stored = _stored(A | {"trip": "t1"})
    text = "trip,country,first_day\nt3,DE,2026-02-01\n,DE,2026-03-01\nNone,DE,2026-04-01\n,DE,2026-05-01\n"
    assert _import(text, stored).new["trip"].tolist() == ["t3", "t2", "t4", "t5"]


def test_id_of_a_stored_row_that_is_unusable_is_not_given_away() -> None:
    stored = _stored(A, {"trip": "t1", "country": "FR", "first_day": "2026-99-01"})
    assert _import("country,first_day\nDE,2026-02-01\n", stored).new["trip"].tolist() == ["t2"]


def test_repeats_inside_the_file() -> None:
    text = "trip,country,first_day\nb,DE,2026-02-01\nb,DE,2026-02-01\nb,DE,2026-03-01\n,DE,2026-02-01\n"
    found = _import(text)
    assert found.new.index.tolist() == [1]
    assert found.same.index.tolist() == [2, 4]
    assert found.unusable[["row", "code"]].values.tolist() == [[3, "duplicate_id"]]


def test_traveler_fills_only_what_the_file_leaves_open() -> None:
    text = "traveler,country,first_day\nann,DE,2026-02-01\n,DE,2026-02-01\n"
    assert _import(text, traveler="bo").new["traveler"].tolist() == ["ann", "bo"]
    assert _import("country,first_day\nDE,2026-02-01\n", traveler="bo").new["traveler"].tolist() == ["bo"]


def test_a_value_that_is_not_understood_is_a_warning_and_the_row_is_used() -> None:
    found = _import("country,first_day,certainty\nDE,2026-02-01,perhaps\n")
    assert found.new["certainty"].tolist() == ["confirmed"]
    assert found.warnings[["row", "code", "column"]].values.tolist() == [[1, "unknown_value", "certainty"]]
    assert found.unusable_rows == 0


def test_other_tables_go_by_their_key() -> None:
    stored = _stored(
        A,
        travelers=[{"traveler": "me", "name": "Ann", "residence": "US"}],
        residences=[{"traveler": "me", "country": "US", "first_day": "2020-01-01"}],
    )
    people = _import("traveler,name\nme,Ann\nyou,Bo\n", stored, "travelers.csv")
    assert (people.table, people.same.index.tolist(), people.new.index.tolist()) == ("travelers", [1], [2])
    renamed = _import("traveler,name\nme,Annie\n", stored, "travelers.csv")
    assert renamed.changed[["name", "residence"]].values.tolist() == [["Annie", "US"]]
    homes = _import("traveler,country,first_day\nme,US,2020-01-01\nme,FR,2026-01-01\n", stored, "residences.csv")
    assert (homes.same.index.tolist(), homes.new.index.tolist()) == ([1], [2])


@pytest.mark.parametrize("exporter", [e for e in EXPORTERS if e.ending in (".xlsx", ".json")], ids=lambda e: e.ending)
def test_own_exports_imported_are_all_new_and_then_all_the_same(exporter) -> None:
    workspace = awkward_workspace()
    content = exporter.to_bytes(analysis_of(workspace))
    first = preview_import(content, f"x{exporter.ending}", Workspace())
    again = preview_import(content, f"x{exporter.ending}", workspace)
    assert {p.table: len(p.new) for p in first} == {"trips": 5, "travelers": 2, "certificates": 1}
    assert {p.table: len(p.same) for p in again} == {"trips": 5, "travelers": 2, "certificates": 1}
    assert not any(len(p.new) + len(p.changed) + p.unusable_rows for p in again)
    assert first[0].new["cost center"].tolist() == workspace.tables()["trips"]["cost center"].tolist()


def test_workbook_with_real_dates_and_aliases() -> None:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        sheet = book.add_worksheet("My travels")
        day = book.add_format({"num_format": "dd.mm.yy"})
        for column, title in enumerate(("Country", "Arrival", "Departure")):
            sheet.write(0, column, title)
        sheet.write(1, 0, "Germany")
        sheet.write_datetime(1, 1, dt.date(2026, 1, 5), day)
        sheet.write_datetime(1, 2, dt.date(2026, 2, 1), day)
    (found,) = preview_import(content.getvalue(), "x.xlsx", Workspace())
    assert found.new[["country", "first_day", "last_day"]].values.tolist() == [["DE", "2026-01-05", "2026-02-01"]]


@pytest.mark.parametrize("file", ["x.xlsx", "x.json"])
def test_other_content_under_a_known_ending_is_refused(file: str) -> None:
    with pytest.raises(TableNotReadable, match=file):
        preview_import(b"country,first_day\n", file, Workspace())


def test_limits_are_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(TableNotReadable, match="larger than 5 MB"):
        preview_import(b"x" * (preview.LARGEST_FILE + 1), "x.csv", Workspace())
    monkeypatch.setattr(preview, "MOST_ROWS", 2)
    with pytest.raises(TableNotReadable, match="more than 2 rows"):
        _import("country,first_day\n" + "DE,2026-02-01\n" * 3)


def test_unknown_formats_say_what_there_is() -> None:
    with pytest.raises(BadOption, match="csv, xlsx, json"):
        preview_import(b"", "x.pdf", Workspace())
    with pytest.raises(BadOption, match=r"'pdf'.*csv, xlsx, json"):
        preview_import(b"", "x.csv", Workspace(), format="pdf")


IMPORTED = A | {"source_kind": "calendar", "source_ref": "uid-1"}


def test_a_record_that_was_imported_before_is_known_again_by_its_own_id() -> None:
    text = (
        "country,first day,last day,source kind,source id\n"
        "FR,2026-01-01,2026-01-31,calendar,uid-1\n"
        "DE,2026-02-01,2026-02-10,calendar,uid-2\n"
    )
    found = _import(text, _stored(IMPORTED))
    assert (found.same.index.tolist(), found.new.index.tolist()) == ([1], [2])
    assert found.new[["source_kind", "source_ref"]].to_numpy().tolist() == [["calendar", "uid-2"]]


def test_a_record_that_changed_since_is_a_proposed_change_of_its_trip() -> None:
    text = "country,first day,last day,source_kind,source_ref\nFR,2026-01-01,2026-02-15,calendar,uid-1\n"
    found = _import(text, _stored(IMPORTED))
    assert found.changed[["trip", "last_day"]].to_numpy().tolist() == [["a", "2026-02-15"]]
    assert len(_import(text.replace("uid-1", ""), _stored(IMPORTED)).new) == 1
    assert len(_import(text.replace("calendar", "flights"), _stored(IMPORTED)).new) == 1


def test_a_record_that_several_trips_name_names_none_of_them() -> None:
    text = "country,first day,last day,source_kind,source_ref\nFR,2026-01-01,2026-02-15,calendar,uid-1\n"
    cut_in_two = _stored(IMPORTED, IMPORTED | {"trip": "b", "first_day": "2026-05-01", "last_day": "2026-05-09"})
    assert len(_import(text, cut_in_two).new) == 1
    twice = text + "FR,2026-03-01,2026-03-15,calendar,uid-1\n"
    assert len(_import(twice, _stored(IMPORTED)).new) == 2


def test_a_record_of_another_person_is_another_record() -> None:
    text = "traveler,country,first day,last day,source_kind,source_ref\nann,FR,2026-01-01,2026-02-15,calendar,uid-1\n"
    assert len(_import(text, _stored(IMPORTED)).new) == 1


def test_the_issuer_of_a_certificate_is_read_by_any_of_its_headings() -> None:
    text = "certificate,traveler,host,first_day,Issued by\nc,me,PT,2026-01-01,Portugal\nd,me,PT,2026-01-01,SSA\n"
    found = _import(text, file="certificates.csv")
    assert found.new["issuer"].tolist() == ["PT", "US"]
    wrong = _import(text.replace("SSA", "Seg. Social"), file="certificates.csv")
    assert (len(wrong.new), wrong.unusable["column"].tolist()) == (1, ["issuer"])


def test_whether_work_is_temporary_is_imported() -> None:
    text = "assignment,traveler,employer,Is temporary\na,me,us_own_choice,no\n"
    found = _import(text, file="assignments.csv")
    assert found.new[["employer", "temporary"]].to_numpy().tolist() == [["us_own_choice", "no"]]
