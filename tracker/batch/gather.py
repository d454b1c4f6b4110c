"""The results of the parts, put together: the same tables in the same order as from one piece."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
from pyarrow import parquet

from tracker import findings, schema
from tracker.errors import BadOption
from tracker.exchange.text import as_text, disarmed

FORMS = ("csv", "parquet")


class _Csv:
    def __init__(self, place: Path) -> None:
        self._file = place.open("w", encoding="utf-8", newline="")
        self._header = True

    def add(self, table: pa.Table) -> None:
        disarmed(as_text(table.to_pandas())).to_csv(self._file, index=False, header=self._header, lineterminator="\n")
        self._header = False

    def close(self) -> None:
        self._file.close()


class _Parquet:
    def __init__(self, place: Path) -> None:
        self._place = place
        self._writer: Any = None

    def add(self, table: pa.Table) -> None:
        if self._writer is None:
            self._writer = parquet.ParquetWriter(self._place, table.schema)
        self._writer.write_table(table)

    def close(self) -> None:
        if self._writer is not None:
            self._writer.close()


def check_form(form: str) -> None:
    """Raises ``BadOption`` for a form in which nothing can be written piece by piece."""
    if form not in FORMS:
        raise BadOption(f"--format: results of many parts are written as {' or '.join(FORMS)}, not {form!r}")


def gather(parts: Sequence[Path], whole: Path, out: Path, form: str) -> None:
    """Write the result tables of ``parts`` into the folder ``out``; ``whole`` has the findings of the first pass."""
    for name, columns in schema.RESULTS.items():
        target = out / f"{name}.{form}"
        if name == "findings":
            _write(_findings([whole, *parts]), target, form)
        elif form == "csv":
            _join([part / target.name for part in parts], list(columns.columns), target)
        else:
            _write((parquet.read_table(part / target.name) for part in parts), target, form)


def _write(tables: Iterable[pa.Table], target: Path, form: str) -> None:
    writer = _Csv(target) if form == "csv" else _Parquet(target)
    try:
        for table in tables:
            writer.add(table)
    finally:
        writer.close()


def _join(files: Sequence[Path], columns: list[str], target: Path) -> None:
    """CSV files without a header, one after the other, under one."""
    with target.open("wb") as whole:
        whole.write((",".join(columns) + "\n").encode())
        for file in files:
            with file.open("rb") as part:
                shutil.copyfileobj(part, whole)


def _findings(folders: Sequence[Path]) -> Any:
    """Findings of all folders, errors first, each by day: one severity and year at a time, each finding once."""
    groups: dict[str, list[tuple[Path, int]]] = {}
    for folder in folders:
        for number, name in enumerate(json.loads((folder / "findings.json").read_text(encoding="utf-8"))):
            groups.setdefault(name, []).append((folder, number))
    columns = list(schema.RESULTS["findings"].columns)
    yield pa.Table.from_pandas(findings.none()[columns], preserve_index=False)
    for name in sorted(groups):
        frames = []
        for folder, number in groups[name]:
            with parquet.ParquetFile(folder / "findings.parquet") as file:
                frames.append(file.read_row_group(number).to_pandas().astype(findings.none().dtypes.to_dict()))
        yield pa.Table.from_pandas(findings.together(frames)[columns], preserve_index=False)


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
