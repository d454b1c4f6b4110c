"""Adding rows to a workspace folder."""

from __future__ import annotations

from pathlib import Path

import pytest

import tracker
from tracker.errors import BadOption
from tracker.exchange.importers import apply_to_folder, folder_workspace, preview_import


def _import(text: str, folder: Path, file: str = "x.csv") -> None:
    apply_to_folder(preview_import(text.encode(), file, folder_workspace(folder)), folder)


def test_new_folder_becomes_a_workspace(tmp_path: Path) -> None:
    folder = tmp_path / "log"
    _import("traveler,name\nme,Ann\n", folder, "travelers.csv")
    assert len(tracker.read_workspace(folder).trips) == 0
    _import("country,first_day,color\nFR,2026-01-01,red\n", folder)
    workspace = tracker.read_workspace(folder)
    assert workspace.tables()["trips"][["trip", "country", "color"]].values.tolist() == [["t1", "FR", "red"]]
    assert workspace.travelers["name"].tolist() == ["Ann"]


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
    _import("country,first_day,place\nDE,2026-02-01,Köln\n", tmp_path)
    assert (tmp_path / "trips.csv").read_bytes().decode() == (
        "\ufeffmy color,First_Day,country,last_day,trip,place\r\n"
        "red,2026-01-01,FR,2026-01-31,,\r\n"
        "\r\n"
        '"a, b",2026-99-01,FR,,,\r\n'
        "x,2026,,,,\r\n"
        ",2026-02-01,DE,,t1,Köln\r\n"
    )
    assert tracker.read_workspace(tmp_path).trips["trip"].tolist() == ["row-1", "t1"]


def test_unusable_rows_stay_unusable_when_columns_are_added(tmp_path: Path) -> None:
    (tmp_path / "trips.csv").write_text("country,first_day,last_day\nFR,2026-01-01,2026-01-31,work\n", encoding="utf-8")
    _import("trip,country,first_day\nb,DE,2026-02-01\n", tmp_path)
    workspace = tracker.read_workspace(tmp_path)
    assert workspace.trips["trip"].tolist() == ["b"]
    assert workspace.unusable_rows == 1


def test_utf16_becomes_utf8(tmp_path: Path) -> None:
    (tmp_path / "trips.csv").write_bytes("country,first_day,place\nFR,2026-01-01,Nîmes\n".encode("utf-16"))
    _import("country,first_day\nDE,2026-02-01\n", tmp_path)
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
    content = b'{"trips": [{"country": "DE", "first_day": "2026-02-01"}], "travelers": [{"traveler": "me"}]}'
    previews = preview_import(content, "x.json", folder_workspace(tmp_path))
    with pytest.raises(OSError, match="No space"):
        apply_to_folder(previews, tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"trips.csv": before}
