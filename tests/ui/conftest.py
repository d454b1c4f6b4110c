"""Tests of parts of pages: some of them run as an app."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.app_runs import quick_runs


@pytest.fixture(autouse=True, scope="session")
def _quick_runs() -> Iterator[None]:
    with quick_runs():
        yield
