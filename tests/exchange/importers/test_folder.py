"""Adding rows to a workspace folder."""

from __future__ import annotations

from pathlib import Path

import pytest

import tracker
from tests.exchange.importers.reviews import reviewed
from tracker.errors import BadOption, TableNotReadable
from tracker.exchange.importers import apply_to_folder, folder_workspace


def _import(text: str, folder: Path, file: str = "x.csv", **answers: str) -> None:
    apply_to_folder(reviewed(text, folder_workspace(folder), file=file, answers=answers), folder)


def test_new_folder_becomes_a_workspace(tmp_path: Path) -> None:
    folder = tmp_path / "log"
    _import("traveler,name\nme,Ann\n", folder, "travelers.csv")
    assert len(tracker.read_workspace(folder).trips) == 0
    _import("country,first_day,last_day,color\nFR,2026-01-01,2026-01-05,red\n", folder)
    workspace = tracker.read_workspace(folder)
    assert workspace.tables()["trips"][["trip", "country", "color"]].values.tolist() == [["t1", "FR", "red"]]
    assert workspace.travelers["name"].tolist() == ["Ann"]


def test_no_cell_or_heading_that_is_written_runs_and_all_comes_back(tmp_path: Path) -> None:
    _import("country,first_day,last_day,trip,place,=own\nFR,2026-01-01,2026-01-05,=a,+1,@x\n", tmp_path)
    cells = (tmp_path / "trips.csv").read_text(encoding="utf-8").replace("\n", ",").split(",")
    assert not [cell for cell in cells if cell[:1] in tuple("=+-@")]
    table = tracker.read_workspace(tmp_path).tables()["trips"]
    assert table[["trip", "place", "=own"]].values.tolist() == [["=a", "+1", "@x"]]
    changed = "trip,country,first_day,last_day,place\n=a,FR,2026-01-01,2026-01-09,=2\n"
    _import(changed, tmp_path, changed="replace")
    assert "'=2" in (tmp_path / "trips.csv").read_text(encoding="utf-8")
    assert tracker.read_workspace(tmp_path).trips["place"].tolist() == ["=2"]


def test_twice_changes_nothing(tmp_path: Path) -> None:
    text = "country;from;to\nFR;2026-01-01;2026-01-31\n;;\nDE;2026-02-01;\n"
    _import(text, tmp_path)
    before = (tmp_path / "trips.csv").read_bytes(), (tmp_path / "trips.csv").stat().st_mtime_ns
    _import(text, tmp_path)
    assert ((tmp_path / "trips.csv").read_bytes(), (tmp_path / "trips.csv").stat().st_mtime_ns) == before


def test_what_was_there_stays(tmp_path: Path) -> None:
    before = (
        "\ufeffmy color,First_Day,country,last_day\r\n"
        "red,2026-01-01,FR,2026-01-31\r\n"
        "\r\n"
        '"a, b",2026-99-01,FR,\r\n'
        "x,2026\r\n"
    )
    (tmp_path / "trips.csv").write_bytes(before.encode())
    _import("country,first_day,last_day,place\nDE,2026-02-01,2026-02-05,Köln\n", tmp_path)
    assert (tmp_path / "trips.csv").read_bytes().decode() == (
        "\ufeffmy color,First_Day,country,last_day,trip,place,source_kind\r\n"
        "red,2026-01-01,FR,2026-01-31,,,\r\n"
        "\r\n"
        '"a, b",2026-99-01,FR,,,,\r\n'
        "x,2026,,,,,\r\n"
        ",2026-02-01,DE,2026-02-05,t1,Köln,csv\r\n"
    )
    assert tracker.read_workspace(tmp_path).trips["trip"].tolist() == ["row-1", "t1"]


def test_unusable_rows_stay_unusable_when_columns_are_added(tmp_path: Path) -> None:
    (tmp_path / "trips.csv").write_text("country,first_day,last_day\nFR,2026-01-01,2026-01-31,work\n", encoding="utf-8")
    _import("trip,country,first_day,last_day\nb,DE,2026-02-01,2026-02-05\n", tmp_path)
    workspace = tracker.read_workspace(tmp_path)
    assert workspace.trips["trip"].tolist() == ["b"]
    assert workspace.unusable_rows == 1


def test_utf16_becomes_utf8(tmp_path: Path) -> None:
    (tmp_path / "trips.csv").write_bytes("country,first_day,place\nFR,2026-01-01,Nîmes\n".encode("utf-16"))
    _import("country,first_day,last_day\nDE,2026-02-01,2026-02-05\n", tmp_path)
    assert tracker.read_workspace(tmp_path).trips["place"].tolist() == ["Nîmes", ""]
    assert (tmp_path / "trips.csv").read_bytes().startswith(b"\xef\xbb\xbfcountry")


def test_a_single_file_is_no_place_to_add_to(tmp_path: Path) -> None:
    (tmp_path / "trips.csv").write_text("country,first_day\n", encoding="utf-8")
    with pytest.raises(BadOption, match="folder"):
        folder_workspace(tmp_path / "trips.csv")


def test_failure_in_the_second_file_leaves_the_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from tracker.exchange import files

    (tmp_path / "trips.csv").write_text("country,first_day\nFR,2026-01-01\n", encoding="utf-8")
    before = (tmp_path / "trips.csv").read_bytes()
    really_write = files._write

    def full_disk(target: Path, content: bytes) -> None:
        if target.name == "travelers.csv":
            raise OSError(28, "No space left on device")
        really_write(target, content)

    monkeypatch.setattr(files, "_write", full_disk)
    text = "traveler,country,first_day,last_day\nAnn Example,DE,2026-02-01,2026-02-02\nBo,DE,2026-02-01,2026-02-02\n"
    looked = reviewed(text, folder_workspace(tmp_path))
    assert set(looked.new) == {"trips", "travelers"}
    with pytest.raises(OSError, match="No space"):
        apply_to_folder(looked, tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"trips.csv": before}


def test_a_correction_changes_cells_in_place(tmp_path: Path) -> None:
    before = (
        '\ufeffcolor,first_day,country,last_day\r\n"a, b",2026-01-05,Germany,\r\n\r\nx,2025-01-01,FR,2025-01-31\r\n'
    )
    (tmp_path / "trips.csv").write_bytes(before.encode())
    text = "country,first_day,last_day\nDE,2026-01-05,2026-03-20\n"
    _import(text, tmp_path)
    assert (tmp_path / "trips.csv").read_bytes().decode() == before
    _import(text, tmp_path, correction="correct")
    assert (tmp_path / "trips.csv").read_bytes().decode() == before.replace("Germany,", "Germany,2026-03-20")


def test_a_change_may_need_a_column_that_the_file_lacks(tmp_path: Path) -> None:
    (tmp_path / "trips.csv").write_text("trip,country,first_day\na,DE,2026-01-05\nb,FR,2025-01-05\n", encoding="utf-8")
    text = "trip,country,first_day,last_day,note\na,DE,2026-01-05,2026-03-20,lease\n"
    _import(text, tmp_path, changed="replace")
    assert (tmp_path / "trips.csv").read_text(encoding="utf-8") == (
        "trip,country,first_day,last_day,note\na,DE,2026-01-05,2026-03-20,lease\nb,FR,2025-01-05,,\n"
    )


def test_a_row_that_is_gone_is_not_changed(tmp_path: Path) -> None:
    file = tmp_path / "trips.csv"
    file.write_text("trip,country,first_day,last_day\na,DE,2026-01-05,\n", encoding="utf-8")
    looked = reviewed(
        "country,first_day,last_day\nDE,2026-01-05,2026-03-20\n",
        folder_workspace(tmp_path),
        answers={"correction": "correct"},
    )
    file.write_text("trip,country,first_day,last_day\n", encoding="utf-8")
    with pytest.raises(BadOption, match="no longer there"):
        apply_to_folder(looked, tmp_path)
    assert file.read_text(encoding="utf-8") == "trip,country,first_day,last_day\n"


def test_a_change_is_made_in_the_table_that_it_is_about(tmp_path: Path) -> None:
    (tmp_path / "trips.csv").write_text("country,first_day\n", encoding="utf-8")
    (tmp_path / "assignments.csv").write_text(
        "assignment,traveler,worker\na,me,employee\na,you,employee\n", encoding="utf-8"
    )
    text = "assignment,traveler,worker\na,you,self_employed\n"
    _import(text, tmp_path, "assignments.csv", changed="replace")
    assert (tmp_path / "assignments.csv").read_text(encoding="utf-8") == (
        "assignment,traveler,worker\na,me,employee\na,you,self_employed\n"
    )


@pytest.mark.parametrize("sign", [",", ";"])
def test_headings_in_other_words_are_the_columns_that_they_mean(sign: str, tmp_path: Path) -> None:
    before = "Country,Start Date,last day,color\nGermany,2026-01-05,,red\n".replace(",", sign)
    (tmp_path / "trips.csv").write_text(before, encoding="utf-8")
    text = "country,first_day,last_day\nDE,2026-01-05,2026-03-20\nFR,2026-05-04,2026-05-08\n"
    _import(text, tmp_path, correction="correct")
    lines = (tmp_path / "trips.csv").read_text(encoding="utf-8").replace(sign, ",").splitlines()
    assert lines == [
        "Country,Start Date,last day,color,trip,source_kind",
        "Germany,2026-01-05,2026-03-20,red,,",
        "FR,2026-05-04,2026-05-08,,t1,csv",
    ]
    trips = tracker.read_workspace(tmp_path).trips
    assert trips["last_day"].dt.strftime("%Y-%m-%d").tolist() == ["2026-03-20", "2026-05-08"]


@pytest.mark.parametrize(
    "before", ["country,first_day,last_day\nFR,3/2/2026,3/6/2026\n", "Country,Start,Nights\nFR,2026-03-02,4\n"]
)
def test_a_file_that_says_days_in_another_way_is_left_alone(before: str, tmp_path: Path) -> None:
    (tmp_path / "trips.csv").write_text(before, encoding="utf-8")
    with pytest.raises(TableNotReadable, match="not written as documented"):
        _import("country,first_day,last_day\nDE,2026-01-05,2026-03-20\n", tmp_path)
    assert (tmp_path / "trips.csv").read_text(encoding="utf-8") == before


def test_blank_lines_do_not_shift_the_trip_that_is_corrected(tmp_path: Path) -> None:
    before = "country,first_day,last_day\n,,\n\nFR,2025-01-05,2025-01-09\nx,y,z,too,long\nDE,2026-01-05,\n"
    (tmp_path / "trips.csv").write_text(before, encoding="utf-8")
    _import("country,first_day,last_day\nDE,2026-01-05,2026-03-20\n", tmp_path, correction="correct")
    after = before.replace("DE,2026-01-05,", "DE,2026-01-05,2026-03-20")
    assert (tmp_path / "trips.csv").read_text(encoding="utf-8") == after
