"""Files that appear whole or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path


def write_files(folder: Path, files: Mapping[str, bytes]) -> None:
    """Put these files into ``folder``, which is made when it does not exist; other files in it stay.

    All are written to the disk first and only then take their places, so that a full disk or a crash while writing
    leaves what was there before. Raises ``OSError``.
    """
    with appearing(folder) as ready:
        for name, content in files.items():
            _write(ready / name, content)


@contextmanager
def appearing(folder: Path) -> Iterator[Path]:
    """A folder to write files into, which take their places in ``folder`` together when the block ends well."""
    folder = folder.resolve()  # a link keeps pointing where it did
    if folder.exists() and not folder.is_dir():
        raise NotADirectoryError(20, "this is a file, not a folder", str(folder))
    new = not folder.exists()
    around = folder.parent if new else folder  # the same disk in both cases: only there can a file be moved at once
    around.mkdir(parents=True, exist_ok=True)
    ready = Path(tempfile.mkdtemp(prefix=".coverline-", dir=around))
    try:
        yield ready
        files = sorted(ready.iterdir())
        for file in files:
            _reach_the_disk(file)
            if (folder / file.name).exists():
                shutil.copymode(folder / file.name, file)  # what only its owner may read stays so
        folder.mkdir(exist_ok=True)
        for file in files:
            file.replace(folder / file.name)
    finally:
        shutil.rmtree(ready, ignore_errors=True)


def write_file(path: Path, content: bytes, beside: Mapping[str, bytes] | None = None) -> None:
    """Put one file into a folder that exists, and with it those ``beside`` it (name → content): all or none.

    Raises ``OSError``.
    """
    path = path.resolve()
    files = {path.name: content, **(beside or {})}
    for name in files:
        if (path.parent / name).is_dir():
            raise IsADirectoryError(21, "this is a folder, not a file", str(path.parent / name))
    if not path.parent.is_dir():
        raise FileNotFoundError(2, "there is no such folder", str(path.parent))
    write_files(path.parent, files)


def _reach_the_disk(path: Path) -> None:
    with path.open("r+b") as file:
        os.fsync(file.fileno())


def _write(target: Path, content: bytes) -> None:
    target.write_bytes(content)
