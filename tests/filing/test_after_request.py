"""The checklist after a request: what is due when, what was ticked, and what the workspace already shows."""

from __future__ import annotations

from typing import Any

from tests.filing.filed import CERTIFICATE, analyzed
from tracker.filing.after_request import Done, Step, after_request

TICK = {"certificate": "c", "step": "read_back", "done_on": "2026-01-06", "proof": "read twice"}


def _steps(state: str = "issued", **given: Any) -> dict[str, Done]:
    certificate = CERTIFICATE | {"state": state} | given.pop("cells", {})
    return {done.step: done for done in after_request(analyzed(certificates=[certificate], **given), "c")}


def test_nothing_before_it_was_sent() -> None:
    assert _steps("draft") == {}
    assert _steps("refused") == {}
    assert after_request(analyzed(), "c") == ()


def test_what_needs_the_certificate_is_due_once_it_is_there() -> None:
    waiting, issued = _steps("submitted"), _steps()
    assert [step for step, done in waiting.items() if done.is_due] == [
        str(step) for step in Step if not step.needs_certificate
    ]
    assert issued["dates_compared"].is_due
    assert "asked_again" in waiting
    assert "asked_again" not in issued


def test_a_tick_is_a_day_with_its_proof() -> None:
    done = _steps(steps=[TICK])["read_back"]
    assert (done.is_due, str(done.done_on), done.proof, done.doubt) == (False, "2026-01-06", "read twice", "")


def test_a_tick_that_cannot_be_right_is_doubted() -> None:
    assert "before the request was sent" in _steps(steps=[TICK | {"done_on": "2026-01-04"}])["read_back"].doubt
    assert _steps(steps=[TICK | {"done_on": "2026-01-05"}])["read_back"].doubt == ""
    early = _steps("submitted", steps=[TICK | {"step": "dates_compared"}])
    assert "before the certificate was issued" in early["dates_compared"].doubt


def test_what_the_workspace_shows_is_no_tick() -> None:
    steps = _steps()
    assert steps["confirmation_kept"].seen == "N-1"
    assert steps["dates_compared"].seen == "They agree."
    assert steps["confirmation_kept"].is_due
    assert "1 day later" in _steps(cells={"first_day": "2026-03-03"})["dates_compared"].seen
    assert _steps(cells={"requested_first_day": ""})["dates_compared"].seen == ""


def test_own_steps_come_last() -> None:
    steps = list(_steps(steps=[TICK | {"step": "called_the_bank"}]).values())
    assert (steps[-1].sentence, str(steps[-1].done_on)) == ("Own step: called_the_bank.", "2026-01-06")
