"""What a fax keeps: pages sent with 204 × 98 dots per inch in black or white, and read back by machine."""

from __future__ import annotations

import re

import pytest

import tracker
from tests.exchange.exporters.papers import by_fax, faxed_pixels, need_paper_tools, texts_of
from tests.exchange.files import analysis_of
from tracker.exchange.exporters import ANNEX_PDF, Choice
from tracker.exchange.exporters.requests_pdf import REQUESTS_PDF
from tracker.paths import data_folder

_WHERE_IT_GOES = "To SSA by mail"  # what stands below is small print


@pytest.fixture(scope="module")
def request_pdf() -> bytes:
    need_paper_tools()
    program = tracker.read_workspace(data_folder() / "samples" / "program")
    return REQUESTS_PDF.to_bytes(analysis_of(program), Choice(traveler="hana", host="CH"))


@pytest.mark.parametrize("dithered", [True, False], ids=["dithered", "threshold"])
def test_a_request_is_read_back_from_a_coarse_fax(request_pdf: bytes, dithered: bool) -> None:
    """Every date of the request, the banner, the country and the name."""
    [page] = texts_of(request_pdf)
    printed = page.partition(_WHERE_IT_GOES)[0]
    dates = set(re.findall(r"\d\d/\d\d/\d{4}|[A-Z][a-z]+ \d{1,2}, \d{4}", printed))
    assert len(dates) >= 7
    scan = by_fax(request_pdf, 1, dithered=dithered).replace("july", "July").replace("\n", " ")
    assert {date for date in dates if date not in scan} == set()
    for words in ("ANSWER FIRST", "extension of SAMPLE-0102", "Hana Hypothetical", "Switzerland"):
        assert words in scan


def test_the_legend_of_the_timeline_keeps_its_entries_apart_in_two_tones() -> None:
    """With a threshold, as a scanner takes text: the patterns differ, and no box is a black one."""
    need_paper_tools()
    nomad = tracker.read_workspace(data_folder() / "samples" / "nomad")
    pdf = ANNEX_PDF.to_bytes(analysis_of(nomad))
    [number] = [n for n, text in enumerate(texts_of(pdf), start=1) if "The heavy dotted line" in text]
    black = faxed_pixels(pdf, number)
    assert 0.01 < black.mean() < 0.2
