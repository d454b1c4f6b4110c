"""What the tests of papers share: a PDF unpacked, its pages, its text, and its pages as a fax sends them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import zlib
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from PIL import Image

REQUIRE_ENV = "COVERLINE_REQUIRE_PAPERS"
_TOOLS = ("pdftotext", "pdftoppm", "tesseract")


def need_paper_tools() -> None:
    """Skips a test where poppler or tesseract is missing; fails it where ``COVERLINE_REQUIRE_PAPERS`` is set."""
    missing = [tool for tool in _TOOLS if shutil.which(tool) is None]
    if missing and os.environ.get(REQUIRE_ENV):
        pytest.fail(f"{', '.join(missing)} must be there")
    if missing:
        pytest.skip(f"{', '.join(missing)} is not installed")


def inflated(pdf: bytes) -> bytes:
    """The file with its packed parts unpacked."""
    parts = [pdf]
    for packed in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            parts.append(zlib.decompress(packed))
        except zlib.error:
            continue
    return b"\n".join(parts)


def pages_of(pdf: bytes) -> int:
    """How many pages it has."""
    return len(re.findall(rb"/Type\s*/Page\b", inflated(pdf)))


def texts_of(pdf: bytes) -> list[str]:
    """The words of each page, in the order of reading."""
    read = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True)
    return read.stdout.decode().split("\f")[:-1]


def by_fax(pdf: bytes, page: int, *, dithered: bool) -> str:
    """What is read from a page that was sent by fax: 204 × 98 dots per inch, black or white.

    ``dithered`` as a photo is scanned, else with a threshold as a text is.
    """
    return _read(_black_and_white(pdf, page, dithered=dithered))


def faxed_pixels(pdf: bytes, page: int) -> np.ndarray:
    """The page with a threshold, at 204 dots per inch both ways: an array of bool, True = black."""
    return ~np.asarray(_gray(pdf, page).point(lambda tone: 255 if tone > 127 else 0).convert("1"))


@lru_cache(maxsize=8)
def _gray(pdf: bytes, page: int) -> Image.Image:
    command = ["pdftoppm", "-r", "204", "-gray", "-f", str(page), "-l", str(page), "-"]
    drawn = subprocess.run(command, input=pdf, capture_output=True, check=True)
    return Image.open(BytesIO(drawn.stdout)).convert("L")


def _black_and_white(pdf: bytes, page: int, *, dithered: bool) -> Image.Image:
    gray = _gray(pdf, page)
    coarse = gray.resize((gray.width, gray.height * 98 // 204), Image.Resampling.BOX)
    if dithered:
        return coarse.convert("1")
    return coarse.point(lambda tone: 255 if tone > 127 else 0).convert("1")


def _read(scan: Image.Image) -> str:
    """Read by machine; a fax is shown as high as it was, so its lines are drawn twice."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "fax.png"
        scan.convert("L").resize((scan.width, scan.height * 204 // 98), Image.Resampling.BICUBIC).save(file)
        command = ["tesseract", str(file), "-", "--dpi", "204", "--psm", "4"]
        environment = os.environ | {"OMP_THREAD_LIMIT": "1"}
        read = subprocess.run(command, capture_output=True, check=True, env=environment)
    return read.stdout.decode()
