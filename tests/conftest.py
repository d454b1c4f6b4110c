"""How every test runs; browser tests: which Chromium they use, and what is said when there is none."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import Phase, settings

# Tests share the cores: how long one example takes says nothing about the code.
settings.register_profile("coverline", deadline=None)
settings.register_profile("mutants", deadline=None, phases=[Phase.explicit, Phase.generate])  # which test fails: enough
settings.load_profile("coverline")

REQUIRE_ENV = "COVERLINE_REQUIRE_BROWSER"
NO_BROWSER = "no Chromium found"
HOW_TO_GET_ONE = (
    "Get one with `apt-get install chromium` (Debian, Ubuntu; as root), "
    "or set COVERLINE_CHROMIUM to the path of any Chromium, Chrome or Edge."
)
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
USUAL_PLACES = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--require-browser",
        action="store_true",
        default=os.environ.get(REQUIRE_ENV, "") not in ("", "0"),
        help=f"fail browser tests that find no Chromium, instead of skipping them (also {REQUIRE_ENV}=1)",
    )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "chromium" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)


def find_chromium() -> Path | None:
    named = os.environ.get("COVERLINE_CHROMIUM")
    if named:
        return Path(named) if Path(named).is_file() else None
    found = next(filter(None, map(shutil.which, NAMES)), None)
    return Path(found) if found else next((path for path in map(Path, USUAL_PLACES) if path.is_file()), None)


@pytest.fixture(scope="session")
def chromium(pytestconfig: pytest.Config) -> Path:
    """The browser's program file."""
    found = find_chromium()
    if found is not None:
        return found
    if pytestconfig.getoption("--require-browser"):
        pytest.fail(f"{NO_BROWSER}, and here browser tests must run. {HOW_TO_GET_ONE}", pytrace=False)
    pytest.skip(NO_BROWSER)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = sum(NO_BROWSER in str(report.longrepr) for report in terminalreporter.stats.get("skipped", []))
    if skipped:
        tests = "1 browser test was" if skipped == 1 else f"{skipped} browser tests were"
        terminalreporter.section("browser tests", yellow=True)
        terminalreporter.write_line(f"{tests} SKIPPED: {NO_BROWSER}. {HOW_TO_GET_ONE}", yellow=True)
