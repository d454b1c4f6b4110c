"""The results of the parts, put together: the same tables in the same order as from one piece."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

import pandas as pd
from pyarrow import parquet

from tracker import findings, schema
from tracker.errors import BadOption
from tracker.exchange.arrow import arrow_table
from tracker.exchange.results import published
from tracker.exchange.text import csv_bytes

FORMS = ("csv", "parquet")


def check_form(form: str) -> None:
    """Raises ``BadOption`` for a form in which nothing can be written piece by piece."""
    if form not in FORMS:
        raise BadOption(f"--format: results of many parts are written as {' or '.join(FORMS)}, not {form!r}")


def gather(parts: Sequence[Path], whole: Path, out: Path, form: str) -> None:
    """Write the result tables of ``parts`` into the folder ``out``; ``whole`` has the findings of the first pass."""
    for name, columns in schema.RESULTS.items():
        target = out / f"{name}.{form}"
        if name == "findings":
            frames = _findings([whole, *parts])
            if form == "csv":
                _write_csv(frames, target)
            else:
                _write_parquet((arrow_table(name, frame) for frame in frames), target)
        elif form == "csv":
            _join([part / target.name for part in parts], list(columns.columns), target)
        else:
            _write_parquet((parquet.read_table(part / target.name) for part in parts), target)


def _write_csv(frames: Iterable[pd.DataFrame], target: Path) -> None:
    """The rows of all frames under the header of the first one, which may be without rows."""
    with target.open("wb") as file:
        for number, frame in enumerate(frames):
            file.write(csv_bytes(frame, has_header=number == 0))


def _write_parquet(tables: Iterable[Any], target: Path) -> None:
    """All tables one after the other; there is at least one, and each has the layout of the first one."""
    tables = iter(tables)
    first = next(tables)
    with parquet.ParquetWriter(target, first.schema) as writer:
        for table in chain([first], tables):
            writer.write_table(table)


def _join(files: Sequence[Path], columns: list[str], target: Path) -> None:
    """CSV files without a header, one after the other, under one."""
    with target.open("wb") as whole:
        whole.write((",".join(columns) + "\n").encode())
        for file in files:
            with file.open("rb") as part:
                shutil.copyfileobj(part, whole)


def _findings(folders: Sequence[Path]) -> Iterator[pd.DataFrame]:
    """Findings of all folders, errors first, each by day: one severity and year at a time, each finding once.

    The first frame has no row, so that there is one.
    """
    groups: dict[str, list[tuple[Path, int]]] = {}
    for folder in folders:
        for number, name in enumerate(json.loads((folder / "findings.json").read_text(encoding="utf-8"))):
            groups.setdefault(name, []).append((folder, number))
    yield published("findings", findings.none())
    for name in sorted(groups):
        frames = []
        for folder, number in groups[name]:
            with parquet.ParquetFile(folder / "findings.parquet") as file:
                frames.append(file.read_row_group(number).to_pandas().astype(findings.none().dtypes.to_dict()))
        yield published("findings", findings.together(frames))


def summary(parts: Sequence[Path]) -> dict[str, Any]:
    """One summary of all parts: days are added up, sources that were read long ago are named once."""
    all_told = [json.loads((part / "summary.json").read_text(encoding="utf-8")) for part in parts]
    result = dict(all_told[0])
    for counted in ("calendar_days_per_status", "host_days_per_verdict"):
        total: Counter[str] = Counter()
        for told in all_told:
            total.update(told[counted])
        result[counted] = dict(sorted(total.items()))
    stale = {json.dumps(one): one for told in all_told for one in told["stale_sources"]}
    result["stale_sources"] = sorted(stale.values(), key=lambda one: one["provision"] or one["host"])
    return result


def read_problems(folder: Path) -> pd.DataFrame:
    """The findings that were written into ``folder``."""
    frame: pd.DataFrame = parquet.read_table(folder / "findings.parquet").to_pandas()
    return frame.astype(findings.none().dtypes.to_dict())
