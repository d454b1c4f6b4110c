"""Papers: the same bytes, letters without a glyph, and where the paper says so."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.exchange.files import analysis_of, plain_workspace
from tracker.exchange.exporters import Choice, typesetting
from tracker.exchange.exporters.requests_pdf import REQUESTS_PDF, TEMPLATE, requests_content
from tracker.exchange.exporters.typesetting import set_paper
from tracker.filing.packet import packet

NOWHERE = "\U000f8fff"  # of the private use area: no font has it
AS_OF = dt.date(2026, 11, 22)


def _analysis(**columns: str):  # type: ignore[no-untyped-def]
    workspace = plain_workspace()
    trips = workspace.trips.assign(**columns).astype(dict.fromkeys(columns, "str"))
    return analysis_of(workspace.with_tables(trips=trips))


def _shown(monkeypatch: pytest.MonkeyPatch, content: dict) -> dict:
    """What really goes into the template."""
    shown: list[object] = []
    real = typesetting._compiled
    monkeypatch.setattr(
        typesetting, "_compiled", lambda source, data, *more: (shown.append(data), real(source, data, *more))[1]
    )
    set_paper(TEMPLATE, content, AS_OF)
    return shown[-1]  # type: ignore[return-value]


def test_letters_without_a_glyph_stand_as_numbers_and_the_page_says_so_once_beside_the_entry(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    workspace = plain_workspace()
    places = workspace.trips["place"].str.replace("Nantes", f"Nan{NOWHERE}tes")
    analysis = analysis_of(workspace.with_tables(trips=workspace.trips.assign(place=places)))
    shown = _shown(monkeypatch, requests_content(analysis, packet(analysis, "me"), Choice()))
    pages = {page["bookmark"]: page for page in shown["pages"]}
    france = pages["Zora Quux · France"]
    [place] = [row for row in france["rows"] if row["label"] == "Places of the work"]
    assert place["parts"][0]["value"] == "Nan[U+F8FFF]tes, France"
    assert "U+F8FFF" in place["lacking"]
    assert str(france).count("Write them in by hand") == 1
    assert "Write them in by hand" not in str([page for page in shown["pages"] if page is not france])


def test_the_title_of_the_file_keeps_the_real_name(monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = plain_workspace()
    named = workspace.travelers.assign(name=f"Zora {NOWHERE}").astype({"name": "str"})
    analysis = analysis_of(workspace.with_tables(travelers=named))
    shown = _shown(monkeypatch, requests_content(analysis, packet(analysis, "me"), Choice()))
    assert shown["file_title"].endswith(f"Zora {NOWHERE}")
    assert all(page["head"].startswith("Zora [U+F8FFF] ·") for page in shown["pages"])


def test_words_of_pasted_cells_do_not_run_together(monkeypatch: pytest.MonkeyPatch) -> None:
    """typst shows nothing for a tab."""
    analysis = _analysis(place="5 Oak Rd\tDayton\u2028Ohio")
    shown = _shown(monkeypatch, requests_content(analysis, packet(analysis, "me"), Choice()))
    assert "5 Oak Rd Dayton Ohio" in str(shown)
    assert "\\t" not in str(shown)


def test_the_reader_is_told_in_one_remark() -> None:
    made = REQUESTS_PDF.make(_analysis(place=f"Nan{NOWHERE}tes\u202e\u200b"))
    [remark] = [remark for remark in made.remarks if "lack" in remark]
    assert remark.startswith("The available fonts lack 3 letters: U+200B, U+202E, U+F8FFF.")


def test_letters_of_europe_need_no_remark() -> None:
    made = REQUESTS_PDF.make(_analysis(place="Łódź, Ærø, Ñuñoa, Αθήνα, Москва, Şişli, Győr – “x” … ₤"))
    assert not [remark for remark in made.remarks if "lack" in remark]


def test_a_paper_is_the_same_every_time() -> None:
    content = {"file_title": "T", "lacking": "", "paper": "us-letter", "foot": ["f"], "cover": None, "pages": []}
    content |= {"nobody": "n", "heading": "h", "empty": "e"}
    assert set_paper(TEMPLATE, content, AS_OF) == set_paper(TEMPLATE, content, AS_OF)


def test_the_extra_fonts_print_other_scripts_without_the_fonts_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for package in typesetting.FONT_PACKAGES:
        pytest.importorskip(package)
    monkeypatch.setattr(typesetting, "_LEVELS", typesetting._LEVELS[:2])
    made = REQUESTS_PDF.make(_analysis(place="東京 서울 北京 ไทย हिन्दी תל אביב"))
    assert not [remark for remark in made.remarks if "lack" in remark]
