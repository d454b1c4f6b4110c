"""The import desk: files and pasted cells are looked at, asked about, and then stored in one step."""

from __future__ import annotations

from tracker.ui.import_desk.desk import import_desk, is_under_way

__all__ = ["import_desk", "is_under_way"]
