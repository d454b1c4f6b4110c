"""The requests as PDF: a page for each, what stands on it, the list of a program, letters, long values."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pandas as pd
import pytest

import tracker
from tests.exchange.exporters.papers import inflated, need_paper_tools, pages_of, texts_of
from tests.exchange.files import analysis_of, plain_workspace
from tracker.analysis import Analysis
from tracker.codes import NOT_LEGAL_ADVICE, Paper
from tracker.errors import BadOption
from tracker.exchange.exporters import ANNEX_PDF, Choice, companions, requests_pdf
from tracker.exchange.exporters.page_fit import SIZES
from tracker.exchange.exporters.requests_pdf import REQUESTS_PDF, program_content, requests_content
from tracker.exchange.redaction import TAKEN_OUT, Redaction, redacted
from tracker.filing.gate import Banner
from tracker.filing.identity import Identity
from tracker.filing.packet import packet
from tracker.filing.request_list import request_lines
from tracker.itinerary import Workspace, workspace_from_text
from tracker.paths import data_folder

SSN = "219-45-6789"


@pytest.fixture(scope="module")
def analysis() -> Analysis:
    return analysis_of(plain_workspace())


@pytest.fixture(scope="module")
def program() -> Analysis:
    return analysis_of(tracker.read_workspace(data_folder() / "samples" / "program"))


def _content(analysis: Analysis, **chosen: Any) -> dict[str, Any]:
    choice = Choice(**chosen)
    made = packet(analysis, choice.traveler or "me", host=choice.host, identity=choice.identity, redact=choice.redact)
    return requests_content(analysis, made, choice)


def _dates(page: dict[str, Any]) -> dict[str, str]:
    return {row["label"]: row["value"] for row in page["dates"]}


def _entries(page: dict[str, Any]) -> dict[str, list[str]]:
    return {row["label"]: [part["value"] for part in row["parts"]] for row in page["rows"]}


def _with(workspace: Workspace, table: str, **columns: str) -> Workspace:
    rows = workspace.frames()[table].assign(**columns).astype(dict.fromkeys(columns, "str"))
    return workspace.with_tables(**{table: rows})


def test_it_is_tagged_has_a_language_a_title_a_bookmark_and_the_day_of_the_question(analysis: Analysis) -> None:
    text = inflated(REQUESTS_PDF.to_bytes(analysis))
    assert text.startswith(b"%PDF-")
    for part in (b"/StructTreeRoot", b"/Marked true", b"/Lang", b"pdfuaid:part", b"/TH", b"/Outlines"):
        assert part in text
    assert b"<xmp:CreateDate>2026-11-22" in text
    assert b"/JavaScript" not in text


def test_a_page_says_what_to_do_what_is_requested_who_and_where_it_goes(analysis: Analysis) -> None:
    content = _content(analysis, host="FR")
    [page] = content["pages"]
    assert page["mark"].startswith(Banner.NOT_READY.sentence)
    assert any("fields are empty: fill in the blanks" in point for point in page["points"])
    dates = _dates(page)
    assert dates["Agreement country"] == "France"
    assert (dates["Beginning date"], dates["Anticipated end"]) == ("03/10/2026", "05/29/2026")
    assert [row["letters"] for row in page["dates"] if row["is_day"]] == ["March 10, 2026", "May 29, 2026"]
    assert "the rule allows until 03/09/2028" in dates["Assignment as a whole"]
    entries = _entries(page)
    assert entries["Full legal name"] == ["Zora Quux"]
    assert entries["US business, address"] == ["Quux Drawings", ""]
    assert entries["Nature of the work"] == ["Drawing 20 maps of harbors"]
    assert json.dumps(page).count("Drawing 20 maps") == 1
    assert not [label for label in entries if label.startswith("Scope")]
    assert "Baltimore" in page["to"][0]["text"]
    assert page["to"][1]["text"] == "(410) 966-1861"
    assert all("read Nov 22, 2026" in way["source"] for way in page["to"])
    assert page["not_sent"].startswith("Not sent with this page: the annex")
    assert NOT_LEGAL_ADVICE in content["foot"]


def test_what_is_not_typed_is_a_blank_and_what_is_typed_is_in_this_file_alone(analysis: Analysis) -> None:
    blank = _entries(_content(analysis, host="FR")["pages"][0])
    for label in ("US Social Security number", "Date of birth", "Place of birth"):
        assert blank[label] == [""]
    content = _content(analysis, host="FR", identity=Identity(SSN, dt.date(1980, 2, 29)))
    typed = _entries(content["pages"][0])
    assert (typed["US Social Security number"], typed["Date of birth"]) == ([SSN], ["02/29/1980"])
    assert json.dumps(content).count(SSN) == 1
    assert companions(REQUESTS_PDF, Choice()) == (("-annex", ANNEX_PDF),)
    with pytest.raises(BadOption, match="never holds a Social Security number"):
        ANNEX_PDF.make(analysis, Choice(identity=Identity(SSN)))


def test_an_extension_shows_the_days_that_it_is_for_and_the_whole_beside_them(program: Analysis) -> None:
    content = _content(program, traveler="hana", host="CH")
    [page] = content["pages"]
    dates = _dates(page)
    assert page["head"] == "Hana Hypothetical · Certificate of Coverage, Switzerland · extension"
    assert page["title"] == "Request to extend a US Certificate of Coverage: Switzerland"
    assert dates["What is requested"] == "Extension of certificate SAMPLE-0102 (issued, to Jun 30, 2026)"
    assert (dates["Beginning date"], dates["Anticipated end"]) == ("07/01/2026", "07/31/2026")
    assert dates["Assignment as a whole"].startswith("01/12/2026 to 07/31/2026")
    assert page["points"][0].startswith("The certificate on file ends on Jun 30, 2026; the work goes on to Jul 31")


@pytest.mark.parametrize(("traveler", "mark"), [("ada", "ON FILE"), ("ben", "WITH SSA")])
def test_where_nothing_is_to_be_sent_the_page_says_so_and_has_no_line_to_sign(
    program: Analysis, traveler: str, mark: str
) -> None:
    [page] = _content(program, traveler=traveler)["pages"]
    assert page["mark"].startswith(mark)
    assert page["sign"] == page["to"] == []
    assert page["not_sent"].startswith("Do not send this page")
    assert all(all(values) for values in _entries(page).values())


def test_another_country_s_certificate_goes_to_its_own_office(program: Analysis) -> None:
    [page] = _content(program, traveler="dan")["pages"]
    assert page["mark"].startswith("REQUEST THE UNITED KINGDOM'S OWN CERTIFICATE")
    assert page["to"][0]["label"] == "Office"
    assert "Baltimore" not in json.dumps(page)


def test_the_start_of_an_agreement_is_not_shown_as_the_start_of_the_work(program: Analysis) -> None:
    [page] = _content(program, traveler="finn")["pages"]
    [begin] = [row for row in page["dates"] if row["label"] == "Beginning date"]
    assert begin["value"] == "09/01/2026"
    assert "the work there began on Jul 6, 2026" in begin["note"]


def test_an_open_question_is_asked_in_words_and_what_is_open_is_told_beside_the_file() -> None:
    workspace = plain_workspace()
    unclear = workspace.assignments.assign(business_in_us=pd.Series(["yes", "", "yes"], dtype="str"))
    analysis = analysis_of(workspace.with_tables(assignments=unclear))
    [page] = _content(analysis, host="FR")["pages"]
    assert any("Are you normally self-employed in the US" in point for point in page["points"])
    assert "business_in_us" not in json.dumps(page)
    made = REQUESTS_PDF.make(analysis, Choice(host="FR"))
    assert made.remarks[0].startswith("Not ready to file: France")


def test_a_redacted_copy_says_so_and_is_not_to_be_sent() -> None:
    lean, _ = redacted(analysis_of(plain_workspace()), (Redaction.NAMES,))
    choice = Choice(traveler="person 1", redact=(Redaction.NAMES,))
    page = requests_content(lean, packet(lean, "person 1", redact=choice.redact), choice)["pages"][0]
    assert any("not for filing" in point for point in page["points"])
    assert _entries(page)["Full legal name"] == [f"({TAKEN_OUT})"]
    assert page["sign"] == []
    assert "Do not send this page" in page["not_sent"]


_LONG = {
    "places": {"trips": {"place": "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch"}},
    "words": {"assignments": {"activity_description": "Drawing maps of harbors, rivers and coasts, " * 50}},
    "everything": {
        "assignments": dict.fromkeys(
            ("activity_description", "business_name", "business_address", "client_name", "client_address"),
            "X" * 700 + " Unit 12, Long Harbor Building, Reno NV " * 30,
        )
        | {"host_business_name": "山" * 400},
        "travelers": {"name": "Maria " * 60, "address": "1207 Street " * 90},
    },
}


@pytest.mark.parametrize(
    ("kind", "paper"),
    [*((kind, Paper.LETTER) for kind in _LONG), ("everything", Paper.A4)],
)
def test_each_request_is_one_page_whatever_stands_in_it(kind: str, paper: Paper) -> None:
    workspace = plain_workspace()
    for table, columns in _LONG[kind].items():
        workspace = _with(workspace, table, **columns)
    analysis = analysis_of(workspace)
    pdf = REQUESTS_PDF.to_bytes(analysis, Choice(paper=paper))
    assert pages_of(pdf) == len(_content(analysis)["pages"]) == 3
    if kind == "everything":
        need_paper_tools()
        assert all("(in full in the annex)" in " ".join(text.split()) for text in texts_of(pdf)[:1])


def test_many_pages_whose_letters_are_estimated_are_one_page_each(monkeypatch: pytest.MonkeyPatch) -> None:
    """Short and long values in turn: where an estimate is wrong, every page is tried out."""
    monkeypatch.setattr(requests_pdf, "_MOST_TRIED_OUT", 0)
    analysis = analysis_of(plain_workspace())
    assert {page["size"] for page in requests_pdf.sized(_content(analysis))["pages"]} <= {*SIZES}
    assert pages_of(REQUESTS_PDF.to_bytes(analysis)) == 3
    monkeypatch.setattr(requests_pdf, "size_that_fits", lambda page, height: 11.5)
    analysis = analysis_of(_with(plain_workspace(), "assignments", activity_description="山 W " * 900))
    assert pages_of(REQUESTS_PDF.to_bytes(analysis)) == 3


def test_a_program_is_a_list_of_everybody_and_a_page_for_each_to_send_or_answer(program: Analysis) -> None:
    lines = request_lines(program)
    content = program_content(program, lines, Choice(requests=True))
    cover = content["cover"]
    assert cover["header"][:5] == ["No.", "What to do", "Name", "Employee no.", "Country"]
    assert {row["cells"][3] for row in cover["rows"]} == set(program.workspace.travelers["traveler"])
    assert [row["cells"][0] for row in cover["rows"]] == [str(n) for n in range(1, len(lines) + 1)]
    first = cover["rows"][0]["cells"]
    assert first[1:8] == [
        *("Answer first", "Hana Hypothetical", "hana", "Switzerland"),
        *("Extension of SAMPLE-0102", "07/01/2026", "07/31/2026"),
    ]
    assert first[9] == "8 fields empty"
    assert "4 to answer first" in cover["about"]
    assert len(content["pages"]) == 7
    assert all(page["elsewhere"] == "in full in Coverline" for page in content["pages"])
    made = REQUESTS_PDF.make(program, Choice(requests=True))
    text = inflated(made.content)
    assert pages_of(made.content) == 8
    assert "Hana Hypothetical · Switzerland".encode("utf-16-be").hex().upper().encode() in text  # a bookmark
    assert companions(REQUESTS_PDF, Choice(requests=True)) == ()


def test_no_word_of_the_list_is_wider_than_its_column() -> None:
    need_paper_tools()
    names = ["WASSERSTEINBERGMANN", "Παπαδόπουλοςόπουλος Bo"]
    trips = {"traveler": ["ΑΒΓΔΕΖΗΘΙΚΛΜΝ", "b"], "country": "DE", "first_day": "2027-01-04", "last_day": "2027-06-30"}
    people = pd.DataFrame({"traveler": trips["traveler"], "name": names})
    workspace = workspace_from_text({"trips": pd.DataFrame(trips), "travelers": people})
    printed = texts_of(REQUESTS_PDF.to_bytes(analysis_of(workspace), Choice(requests=True)))[0]
    assert "WASSER" in printed
    for word in (names[0], names[1].split()[0], trips["traveler"][0]):
        assert word not in printed


def test_decisions_and_travelers_choose_lines_and_pages(program: Analysis) -> None:
    choice = Choice(requests=True, decisions=("on_file",), travelers=("ada", "hana"))
    assert pages_of(REQUESTS_PDF.to_bytes(program, choice)) == 2
    with pytest.raises(BadOption, match="identity"):
        REQUESTS_PDF.make(program, Choice(requests=True, identity=Identity(SSN)))


def test_a_page_of_a_program_names_no_annex_and_a_choice_that_leaves_nobody_says_so(program: Analysis) -> None:
    lines = request_lines(program)
    content = program_content(program, lines, Choice(requests=True))
    assert not [page for page in content["pages"] if "annex" in page["not_sent"]]
    about = program_content(program, [], Choice(requests=True, decisions=("request_now", "ask_host")))["cover"]["about"]
    assert "none of these" in about
    assert about.endswith("only these: request now, request the host's certificate")


def test_a_page_names_papers_by_their_numbers_and_never_by_the_user_s_ids() -> None:
    held = "own-1,me,FR,2026-03-01,2026-04-30,issued,N-1,2026-01-05"
    draft = "own-2,me,FR,2026-05-01,2026-05-29,draft,,"
    refused = "own-3,me,FR,2026-05-01,2026-05-29,refused,,2026-02-06"
    columns = ["certificate", "traveler", "host", "first_day", "last_day", "state", "control_number", "submitted_on"]
    papers = pd.DataFrame([row.split(",") for row in (held, draft, refused)], columns=columns)
    [page] = _content(
        analysis_of(workspace_from_text({**plain_workspace().frames(), "certificates": papers})), host="FR"
    )["pages"]
    assert "own-" not in json.dumps(page)
    assert _dates(page)["What is requested"] == "Extension of certificate N-1 (issued, to Apr 30, 2026)"
    assert page["mark"].endswith("SSA refused the earlier request of Feb 6, 2026")


def test_the_list_and_the_page_count_the_same_empty_fields() -> None:
    trips = pd.DataFrame({"country": ["DE"], "first_day": ["2026-03-01"], "traveler": ["me"]})
    analysis = analysis_of(workspace_from_text({"trips": trips}))
    content = program_content(analysis, request_lines(analysis), Choice(requests=True))
    number = content["cover"]["rows"][0]["cells"][9].partition(";")[0].removesuffix(" empty")
    assert content["pages"][0]["points"][0].startswith(f"{number} are empty")


def test_nothing_to_request_is_a_page_that_says_so() -> None:
    trips = pd.DataFrame({"country": ["US"], "first_day": ["2026-01-01"], "last_day": ["2026-01-02"]})
    analysis = analysis_of(workspace_from_text({"trips": trips}))
    assert _content(analysis)["pages"] == []
    assert pages_of(REQUESTS_PDF.to_bytes(analysis)) == 1
    assert pages_of(REQUESTS_PDF.to_bytes(analysis_of(Workspace()), Choice(requests=True))) == 1


def test_markup_of_the_user_is_text() -> None:
    """What would be a command, an include or a raw block in the template's own language is set letter by letter."""
    nasty = '#read("/etc/passwd") $x$ `raw` */ // = [#panic()] \\u{1F} @label <tag> "'
    analysis = analysis_of(_with(plain_workspace(), "trips", place=nasty, source=nasty))
    assert REQUESTS_PDF.to_bytes(analysis).startswith(b"%PDF-")
    assert ANNEX_PDF.to_bytes(analysis).startswith(b"%PDF-")
