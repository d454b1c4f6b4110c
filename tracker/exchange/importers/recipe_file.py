"""The choices for lists with the same headings in a file of one's own, for the command line."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from pathlib import Path

from tracker.errors import BadOption
from tracker.exchange.files import write_files
from tracker.exchange.importers import recipe
from tracker.exchange.importers.outcome import Review


def recipes_in(file: Path) -> Mapping[str, str]:
    """Fingerprint of headings → kept recipe; empty without a file. Raises ``BadOption`` for another file."""
    if not file.exists():
        return {}
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        return {str(fingerprint): json.dumps(kept, ensure_ascii=False) for fingerprint, kept in content.items()}
    except (ValueError, AttributeError, RecursionError) as error:
        raise BadOption(f"--recipes: {file} holds no choices of earlier imports. Name another file") from error


def keep_in(file: Path, review: Review, day: dt.date) -> None:
    """Put the choices of an import into the file, beside those in it. Without any nothing is written."""
    new = {
        each.plan.fingerprint: json.loads(recipe.dated(each.kept, day))
        for each in review.files
        if each.plan is not None and each.kept
    }
    if new:
        known = {fingerprint: json.loads(text) for fingerprint, text in recipes_in(file).items()}
        content = json.dumps({**known, **new}, ensure_ascii=False, indent=1)
        write_files(file.parent, {file.name: content.encode("utf-8")})
