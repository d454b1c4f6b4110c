"""Where the program's own files lie: beside the package in a clone, inside it in an installed wheel."""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent


def shipped(name: str) -> Path:
    """A file or folder that ships with the program, such as ``data`` or ``app.py``."""
    in_clone = PACKAGE.parent / name
    if (PACKAGE.parent / "pyproject.toml").is_file() and in_clone.exists():
        return in_clone
    return PACKAGE / "_shipped" / name


def data_folder() -> Path:
    """The folder of the law files, the country names and the samples."""
    return shipped("data")
