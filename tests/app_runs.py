"""What Streamlit does for each run of an app and what one test after the other need not pay for."""

from __future__ import annotations

import contextlib
import functools
import types
from collections.abc import Iterator

import pytest
from streamlit.components.v2 import manifest_scanner
from streamlit.runtime.scriptrunner import script_runner


@contextlib.contextmanager
def quick_runs() -> Iterator[None]:
    """Inside, an ``AppTest`` leaves out two things that cost as much as the page itself.

    Streamlit looks through every installed package at each start of an app; here once. And it collects all garbage
    after each run, which goes through everything that the tests have loaded; here Python does that when it sees fit.
    """
    with pytest.MonkeyPatch.context() as patched:
        scan = functools.cache(manifest_scanner.scan_component_manifests)
        patched.setattr(manifest_scanner, "scan_component_manifests", scan)
        patched.setattr(script_runner, "gc", types.SimpleNamespace(collect=lambda _generation: 0))
        yield
