"""The packet as PDF: what stands in it, its tags, a page for each sheet, and letters without a glyph."""

from __future__ import annotations

import datetime as dt
import json
import re
import zlib

import pandas as pd
import pytest
from tracker.exchange.exporters.packet_pdf import PACKET_PDF, packet_content, set_pdf

from tests.exchange.files import AS_OF, analysis_of, plain_workspace
from tracker.analysis import Analysis
from tracker.codes import NOT_LEGAL_ADVICE
from tracker.exchange.exporters import Choice
from tracker.exchange.redaction import TAKEN_OUT, Redaction
from tracker.filing.checkpoints import DO_NOT_RELY, CheckpointCode
from tracker.filing.gate import Banner
from tracker.filing.identity import Identity
from tracker.filing.packet import packet
from tracker.filing.request import Section
from tracker.itinerary import Workspace, workspace_from_text

SSN = "219-45-6789"
NOWHERE = "\U000f8fff"  # of the private use area: no font has it


@pytest.fixture(scope="module")
def analysis() -> Analysis:
    return analysis_of(plain_workspace())


def _content(analysis: Analysis, **chosen: object) -> dict:
    choice = Choice(**chosen)  # type: ignore[arg-type]
    return packet_content(analysis, packet(analysis, "me", host=choice.host, identity=choice.identity), choice)


def _rows(sheet: dict) -> dict[str, dict]:
    return {row["label"]: row for section in sheet["sections"] for row in section["rows"]}


def _inflated(pdf: bytes) -> bytes:
    """The file with its packed parts unpacked."""
    parts = [pdf]
    for packed in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            parts.append(zlib.decompress(packed))
        except zlib.error:
            continue
    return b"\n".join(parts)


def _pages(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", _inflated(pdf)))


def _with_trips(**columns: str) -> Workspace:
    workspace = plain_workspace()
    return workspace.with_tables(trips=workspace.trips.assign(**columns).astype(dict.fromkeys(columns, "str")))


def test_it_is_tagged_has_a_language_a_title_and_the_day_of_the_question(analysis: Analysis) -> None:
    text = _inflated(PACKET_PDF.to_bytes(analysis))
    assert text.startswith(b"%PDF-")
    for part in (b"/StructTreeRoot", b"/Marked true", b"/Lang", b"pdfuaid:part", b"/Figure", b"/TH"):
        assert part in text
    assert b"<xmp:CreateDate>2026-11-22" in text
    assert b"/JavaScript" not in text


def test_the_sheet_follows_the_order_of_the_request_with_the_dates_in_both_ways(analysis: Analysis) -> None:
    [sheet] = _content(analysis, host="FR")["sheets"]
    order = [section.sentence for section in Section]
    assert [section["title"] for section in sheet["sections"]] == order
    rows = _rows(sheet)
    assert rows["Full legal name"]["value"] == "Zora Quux"
    assert rows["Beginning date of the assignment"]["value"] == "03/10/2026 (March 10, 2026)"
    assert rows["Anticipated end"]["value"] == "05/29/2026 (May 29, 2026)"
    assert rows["Beginning date of the assignment"]["origin"] == "trips t2"


def test_an_extension_shows_the_days_that_it_is_for_and_the_control_number() -> None:
    workspace = plain_workspace()
    ends = pd.to_datetime(["2026-02-10", "2026-05-29", None]).astype("datetime64[s]")
    [sheet] = _content(
        analysis_of(workspace.with_tables(certificates=workspace.certificates.assign(last_day=ends))), host="GB"
    )["sheets"]
    row = _rows(sheet)["Days without a certificate"]
    assert row["value"] == "02/11/2026 (February 11, 2026) to 02/27/2026 (February 27, 2026)"
    assert row["origin"] == "extension of CTRL-77"
    assert sheet["title"] == "Request to extend a US Certificate of Coverage: United Kingdom"
    assert "extension of CTRL-77" in sheet["mark"]


def test_what_is_not_typed_is_a_blank(analysis: Analysis) -> None:
    rows = _rows(_content(analysis, host="FR")["sheets"][0])
    for label in ("US Social Security number", "Date of birth", "Place of birth"):
        assert rows[label]["blank"]
    assert not rows["Full legal name"]["blank"]


def test_what_is_typed_is_in_this_file_and_in_no_other_part_of_it(analysis: Analysis) -> None:
    content = _content(analysis, host="FR", identity=Identity(SSN, dt.date(1980, 2, 29)))
    rows = _rows(content["sheets"][0])
    assert rows["US Social Security number"]["value"] == SSN
    assert rows["Date of birth"]["value"] == "02/29/1980 (February 29, 1980)"
    assert json.dumps(content).count(SSN) == 1
    assert SSN not in json.dumps(_content(analysis, host="FR"))


def test_a_shut_gate_is_marked_with_its_reasons() -> None:
    workspace = plain_workspace()
    unclear = workspace.assignments.assign(business_in_us=pd.Series(["yes", "", "yes"], dtype="str"))
    content = _content(analysis_of(workspace.with_tables(assignments=unclear)), host="FR")
    [sheet] = content["sheets"]
    assert sheet["mark"].startswith(Banner.NOT_READY.sentence)
    assert any("normally self-employed in the US" in line for line in sheet["open"])
    made = PACKET_PDF.make(analysis_of(workspace.with_tables(assignments=unclear)), Choice(host="FR"))
    assert made.remarks[0].startswith("Not ready to file: France")


def test_nobody_is_told_to_rely_on_it_before_all_four_checkpoints_stand(analysis: Analysis) -> None:
    content = _content(analysis, host="FR")
    assert content["sheets"][0]["notes"][0] == DO_NOT_RELY
    assert [row[0] for row in content["checkpoints"][0]["rows"]] == [str(code.sentence) for code in CheckpointCode]


def test_a_redacted_copy_says_so_and_is_not_for_filing() -> None:
    choice = Choice(redact=(Redaction.NAMES,))
    made = PACKET_PDF.make(analysis_of(plain_workspace()), choice)
    assert made.content.startswith(b"%PDF-")
    from tracker.exchange.redaction import redacted

    lean, _ = redacted(analysis_of(plain_workspace()), choice.redact)
    content = packet_content(lean, packet(lean, "person 1", redact=choice.redact), choice)
    assert any("not for filing" in line for line in content["sheets"][0]["open"])
    assert _rows(content["sheets"][0])["Full legal name"]["origin"] == TAKEN_OUT
    assert content["checks"] == []


@pytest.mark.parametrize("long", [False, True], ids=["usual", "long"])
def test_each_sheet_fits_one_page(long: bool) -> None:
    workspace = plain_workspace()
    if long:
        words = "Drawing and checking 20 maps of harbors, rivers and coasts, " * 6
        address = "Unit 12, Long Harbor Building, 1207 Very Long Street Name North-West, Reno, NV 89501 " * 2
        workspace = workspace.with_tables(
            assignments=workspace.assignments.assign(
                activity_description=words, business_address=address, client_address=address
            ).astype({"activity_description": "str", "business_address": "str", "client_address": "str"})
        )
    content = _content(analysis_of(workspace))
    few = {
        **content,
        "days": [],
        "trips": [],
        "rules": [],
        "checks": [],
        "checkpoints": [],
        "open": [],
        "drawing": None,
        "deadlines": [],
    }
    annex, _ = set_pdf({**few, "sheets": []}, AS_OF)
    whole, _ = set_pdf(few, AS_OF)
    assert len(content["sheets"]) == 3
    assert _pages(whole) == _pages(annex) + 3


def test_the_drawing_has_color_pattern_and_words_and_a_single_day_is_seen(analysis: Analysis) -> None:
    drawn = _content(analysis)["drawing"]
    answers = drawn["lanes"][2]
    looks = {(bar["look"]["fill"], bar["look"]["pattern"]) for bar in answers["bars"]}
    explained = {(entry["look"]["fill"], entry["look"]["pattern"]) for entry in answers["legend"]}
    assert len(looks) == len({fill for fill, _ in looks}) > 3
    assert looks <= explained
    assert len(explained) == len(answers["legend"])
    assert all(entry["text"] for entry in answers["legend"])
    assert sum(bar["w"] for bar in answers["bars"]) == pytest.approx(drawn["width"], abs=3)
    one_day = _with_trips(last_day=plain_workspace().trips["first_day"].dt.strftime("%Y-%m-%d")).trips
    shortest = analysis_of(workspace_from_text({"trips": one_day.assign(first_day=one_day["last_day"])}))
    widths = [
        bar["w"]
        for lane in packet_content(shortest, packet(shortest, "me"), Choice())["drawing"]["lanes"]
        for bar in lane["bars"]
    ]
    assert min(widths) >= 1.5


def test_the_annex_holds_days_trips_rules_and_how_it_was_made(analysis: Analysis) -> None:
    content = _content(analysis)
    assert sum(int(row[2]) for row in content["days"]) == analysis.coverage["days"].sum()
    assert [row[0] for row in content["trips"]] == ["t1", "t2", "t3", "t4"]
    assert content["trips"][3][2] == "ongoing"
    assert content["rules"]
    assert content["note"] == NOT_LEGAL_ADVICE
    assert ["As of", "2026-11-22"] in content["about"]


def test_markup_of_the_user_is_text() -> None:
    """What would be a command, an include or a raw block in the template's own language is set letter by letter."""
    nasty = '#read("/etc/passwd") $x$ `raw` */ // = [#panic()] \\u{1F} @label <tag> "'
    assert PACKET_PDF.to_bytes(analysis_of(_with_trips(place=nasty, source=nasty))).startswith(b"%PDF-")


def test_letters_without_a_glyph_are_listed_and_stand_as_their_numbers() -> None:
    made = PACKET_PDF.make(analysis_of(_with_trips(place=f"Nan{NOWHERE}tes")))
    assert [one for one in made.remarks if "U+F8FFF" in one] == [
        "The fonts at hand lack a letter: U+F8FFF without a name. Its number stands in its place."
    ]
    shown = []

    import typst

    real = typst.Compiler

    class Watched:
        def __init__(self, *args: object, sys_inputs: dict[str, str], **more: object) -> None:
            shown.append(json.loads(sys_inputs["data"]))
            self.compile = real(*args, sys_inputs=sys_inputs, **more).compile

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(typst, "Compiler", Watched)
        set_pdf(_content(analysis_of(_with_trips(place=f"Nan{NOWHERE}tes"))), AS_OF)
    assert shown[-1]["missing"] == ["U+F8FFF without a name"]
    assert shown[-1]["trips"][0][4] == "Nan[U+F8FFF]tes"


def test_signs_that_turn_the_line_stand_as_numbers() -> None:
    made = PACKET_PDF.make(analysis_of(_with_trips(place="Leeds\u202esdeeL\u200b")))
    assert {remark.split(": ")[1].split(" ")[0] for remark in made.remarks if "lack" in remark} == {"U+202E", "U+200B"}


def test_letters_of_europe_need_no_remark() -> None:
    made = PACKET_PDF.make(analysis_of(_with_trips(place="Łódź, Ærø, Ñuñoa, Αθήνα, Москва, Şişli, Győr – “x” … ₤")))
    assert not [remark for remark in made.remarks if "lack" in remark]


def test_nothing_to_ask_for_is_a_packet_that_says_so() -> None:
    trips = pd.DataFrame({"country": ["US"], "first_day": ["2026-01-01"], "last_day": ["2026-01-02"]})
    analysis = analysis_of(workspace_from_text({"trips": trips}))
    assert packet_content(analysis, packet(analysis, "me"), Choice())["sheets"] == []
    assert _pages(PACKET_PDF.to_bytes(analysis)) >= 1
