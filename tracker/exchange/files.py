"""Files that appear whole or not at all, and that nobody but their owner may read unless the owner allows it.

What Coverline writes is about people: trips, names, answers, sometimes a Social Security number. So a new file gets
mode 0600 whatever the umask says, like the ledger. A file that is replaced keeps the mode that it has, because its
owner chose it.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

_OWNER_ONLY = 0o600


def write_files(folder: Path, files: Mapping[str, bytes], *, owner_only: Collection[str] = ()) -> None:
    """Put these files into ``folder``, which is made when it does not exist; other files in it stay.

    All are written to the disk first and only then take their places, so that a full disk or a crash while writing
    leaves what was there before. ``owner_only`` names files that get mode 0600 even where they take the place of one
    that others may read. Raises ``OSError``.
    """
    with appearing(folder, owner_only=owner_only) as ready:
        for name, content in files.items():
            _write(ready / name, content)


@contextmanager
def appearing(folder: Path, *, owner_only: Collection[str] = ()) -> Iterator[Path]:
    """A folder to write files into, which take their places in ``folder`` together when the block ends well.

    Nobody else can look into it, and it is gone at the end in any case. ``owner_only`` as in ``write_files``.
    """
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
            file.chmod(_OWNER_ONLY)
            if file.name not in owner_only and (folder / file.name).exists():
                shutil.copymode(folder / file.name, file)
        folder.mkdir(exist_ok=True)
        for file in files:
            file.replace(folder / file.name)
    finally:
        shutil.rmtree(ready, ignore_errors=True)


def write_file(
    path: Path, content: bytes, beside: Mapping[str, bytes] | None = None, *, owner_only: bool = False
) -> None:
    """Put one file into a folder that exists, and with it those ``beside`` it (name → content): all or none.

    ``owner_only``: ``path`` gets mode 0600 in any case, see ``write_files``. Raises ``OSError``.
    """
    path = path.resolve()
    files = {path.name: content, **(beside or {})}
    for name in files:
        if (path.parent / name).is_dir():
            raise IsADirectoryError(21, "this is a folder, not a file", str(path.parent / name))
    if not path.parent.is_dir():
        raise FileNotFoundError(2, "there is no such folder", str(path.parent))
    write_files(path.parent, files, owner_only=[path.name] if owner_only else [])


def _reach_the_disk(path: Path) -> None:
    with path.open("r+b") as file:
        os.fsync(file.fileno())


def _write(target: Path, content: bytes) -> None:
    target.write_bytes(content)
