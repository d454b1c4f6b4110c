"""Every button that writes is off for whoever may only read. A new button joins one of the two sides."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tracker.paths import PACKAGE

KINDS = {"button", "form_submit_button", "file_uploader"}
GUARDS = ("session.for_writers()", "session.for_managers()")

READING = {
    "calendar.py": {"calendar.log_trip", "calendar.samples", "calendar.{label.lower()}"},
    "cases.py": {"cases.show_all", "cases.log_trip"},
    "day_picker.py": {"calendar.clear", "calendar.open.{trip.trip}"},
    "deadlines.py": {"deadlines.log_trip", "key"},
    "explain_panel.py": {"key"},
    "filing.py": {"filing.log_trip", "filing.to_cases"},
    "filing_packet.py": {"_of_this_turn(key, 'make')", "{key}.forget"},
    "filing_standing.py": {"filing.open_case"},
    "apply.py": {"{KEY}.done.close"},
    "country_box.py": {"{key}.is.{code}"},
    "desk.py": {"{KEY}.start_over"},
    "forms.py": {"{key}.rebase", "{key}.reload", "{key}.back"},
    "sources.py": {"{KEY}.discard", "{KEY}.remove.{number}"},
    "trip_questions.py": {"{key}.days.cancel"},
    "mixed_section.py": {"cases.cause.{view.key}.{cause}"},
    "people.py": {"people.to_timeline", "people.to_cases", "people.log_trip", "people.own_timeline"},
    "period_card.py": {"cases.filing.{view.key}", "cases.check.{view.key}"},
    "plan.py": {"plan.log_trip", "plan.samples"},
    "plan_apply.py": {"plan.apply.no"},
    "plan_choice.py": {"plan.throw_away.no"},
    "print_view.py": {"timeline.print_view", "timeline.print_back"},
    "sign_in.py": {"sign_in.go", "sign_in.accept", "sign_in.leave", "sign_in.out"},
    "shared_days.py": {"{key}.shared.cancel"},
    "stale.py": {"key"},
    "timeline.py": {"timeline.plan", "timeline.person.{who}", "key"},
    "trip_drag.py": {"{_KEY}.cancel"},
    "trip_grid.py": {"{_KEY}.drop", "{_KEY}.rebase"},
    "trips.py": {"trips.to_timeline"},
}
"""They show something, lead somewhere, or throw a draft away."""

ELSEWHERE = {"backup.py", "copies.py", "team.py", "shell.py"}
"""Pages that only those see who may press everything on them, and the offer to undo what one wrote oneself."""


def buttons() -> Iterator[tuple[str, str, bool]]:
    """File, key as the code has it, and whether it is off for whoever may not write."""
    for file in sorted([*(PACKAGE / "ui").rglob("*.py"), *(PACKAGE / "pages").rglob("*.py")]):
        for call in ast.walk(ast.parse(file.read_text("utf-8"))):
            if not isinstance(call, ast.Call) or getattr(call.func, "attr", "") not in KINDS:
                continue
            given = {word.arg: ast.unparse(word.value) for word in call.keywords}
            key = given.get("key", "").removeprefix("f").strip("'\"")
            yield file.name, key, any(guard in given.get(None, "") for guard in GUARDS)


def test_every_button_writes_and_is_guarded_or_is_known_to_only_read() -> None:
    found = list(buttons())
    assert len(found) > 60
    unguarded: dict[str, set[str]] = {}
    for file, key, is_guarded in found:
        if not is_guarded and file not in ELSEWHERE:
            unguarded.setdefault(file, set()).add(key)
    assert unguarded == READING


def test_the_files_that_are_left_out_are_there() -> None:
    names = {Path(file).name for file, _, _ in buttons()}
    assert names >= ELSEWHERE
