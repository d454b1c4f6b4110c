"""From Parquet trips to result files by way of parts, which stay on the disk until all is well."""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from tracker.analysis import Settings
from tracker.batch.engine import Crew, Ended, Engine
from tracker.batch.gather import check_form, gather, read_problems, summary
from tracker.batch.local import Local
from tracker.batch.part import Part, finish, write_findings
from tracker.batch.split import MOST_PARTS, OtherTables, Split, Tick, file_names, other_tables, split
from tracker.codes import NOT_LEGAL_ADVICE
from tracker.errors import BadOption, TrackerError, WorkspaceNotReadable
from tracker.exchange.files import appearing
from tracker.exchange.results import json_bytes
from tracker.itinerary.parquet import files_of
from tracker.itinerary.read import tables_at
from tracker.itinerary.workspace import Workspace
from tracker.rules.model import Rules

_KEY, _SPLIT, _TRIPS, _DONE = "key.json", "split.json", "trips", "done"
_ALONE = Local()


@dataclass(frozen=True)
class Failure:
    """A part that could not be analyzed, and whose results are therefore missing."""

    part: int  # from 1
    travelers: tuple[str, ...]
    problem: str


@dataclass(frozen=True)
class BatchResult:
    """What was written, what was wrong with the input, and what is missing."""

    files: tuple[str, ...]
    parts: int
    reused: int  # finished by an earlier run
    problems: pd.DataFrame  # findings about rows of the files
    unusable_rows: int
    failures: tuple[Failure, ...]
    kept: Path | None  # where the finished parts wait for a run that resumes


def parts_folder(out: Path) -> Path:
    """Where the parts of a run that writes to ``out`` lie while it runs: beside it."""
    out = out.resolve()
    return out.parent / f".{out.name}.coverline-parts"


def analyze_in_parts(
    place: Path,
    out: Path,
    rules: Rules,
    settings: Settings,
    *,
    form: str = "parquet",
    parts: int | None = None,
    resume: bool = False,
    engine: Engine = _ALONE,
    tick: Tick = lambda what, done, of: None,
) -> BatchResult:
    """Analyze the workspace at ``place``, whose trips are Parquet, and write the result tables into ``out``.

    ``parts``: into how many to cut the travelers; without it as many as keep a part at about 250,000 trips.
    ``resume``: what an earlier run with the same input, law and settings has finished is not done again.
    ``engine``: who does the parts; the results are the same with each.
    A part that fails does not stop the others; ``failures`` names it. Raises ``TrackerError`` and ``OSError`` when
    nothing can be done.
    """
    check_form(form)
    if parts is not None and not 1 <= parts <= MOST_PARTS:
        raise BadOption(f"--partitions: a number from 1 to {MOST_PARTS}")
    found = {name: file.absolute() for name, file in tables_at(place).items()}  # for processes elsewhere
    if found["trips"].suffix.lower() == ".csv":
        raise WorkspaceNotReadable(place, "only trips in Parquet can be analyzed in parts")
    if out.exists() and not out.is_dir():
        raise NotADirectoryError(20, "this is a file, not a folder", str(out))
    outer = parts_folder(out)
    outer.parent.mkdir(parents=True, exist_ok=True)
    with engine.crew(outer.parent, files_of(found["trips"])) as crew:
        folder = _begin(outer, _key(found, rules, settings, parts, form), resume)
        try:
            tables = other_tables(found)
            made = _split(crew, found, tables, folder, parts, tick)
        except (TrackerError, OSError):
            shutil.rmtree(outer, ignore_errors=True)  # nothing in it that could be used again
            raise
        whole = Part(
            0, folder, folder, tables[0], tables[0]["travelers"].iloc[:1], file_names(found), rules, settings, form
        )
        reused, finished, failures = _run_parts(crew, whole, folder, made, tick)
    done = [folder / _DONE / str(number) for number in sorted(finished)]
    if not done:
        shutil.rmtree(outer, ignore_errors=True)
        raise WorkspaceNotReadable(place, f"no part could be analyzed: {failures[0].problem}")
    with appearing(out) as ready:
        gather(done, folder, ready, form)
        told = {**summary(done), "note": NOT_LEGAL_ADVICE}
        if failures:
            told["not_analyzed"] = [asdict(failure) for failure in failures]
        (ready / "summary.json").write_bytes(json_bytes(told))
        names = tuple(sorted(file.name for file in ready.iterdir()))
    if not failures:
        shutil.rmtree(outer, ignore_errors=True)  # a cluster may still hold a file in it
    return BatchResult(
        files=names,
        parts=len(made.first_travelers),
        reused=reused,
        problems=made.problems,
        unusable_rows=Workspace(problems=made.problems).unusable_rows,
        failures=tuple(failures),
        kept=outer if failures else None,
    )


def _key(found: dict[str, Path], rules: Rules, settings: Settings, parts: int | None, form: str) -> dict[str, Any]:
    """All that the results depend on. Two runs with the same key may share their parts."""
    from tracker import __version__

    contents = {}
    for name, place in found.items():
        files = [place] if place.is_file() else files_of(place)
        contents[name] = [[str(file.relative_to(place.parent)), _sha256(file)] for file in files]
    return {
        "version": __version__,
        "rules_digest": rules.digest,
        "settings": {**asdict(settings), "as_of": settings.as_of.isoformat()},
        "parts": parts,
        "form": form,
        "input": contents,
    }


def _sha256(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _begin(outer: Path, key: dict[str, Any], resume: bool) -> Path:
    """An empty folder for the parts, or with ``resume`` the one of an earlier run with the same key.

    It is named by the key: a cluster may still be writing what an earlier run with another question wanted.
    """
    content = json.dumps(key)
    folder = outer / hashlib.sha256(content.encode()).hexdigest()[:16]
    if outer.exists():
        if not (outer / _KEY).is_file():
            raise BadOption(f"{outer}: this folder is in the way and was not made by Coverline. Move it elsewhere")
        if resume and folder.is_dir():
            return folder
        shutil.rmtree(outer)
    outer.mkdir(mode=0o700, parents=True)  # where people were is nobody else's business
    (outer / _KEY).write_text(content, encoding="utf-8")
    folder.mkdir()
    return folder


def _split(
    crew: Crew, found: dict[str, Path], tables: OtherTables, folder: Path, parts: int | None, tick: Tick
) -> Split:
    """The first pass, unless an earlier run has finished it."""
    memo = folder / _SPLIT
    if memo.is_file():
        told = json.loads(memo.read_text(encoding="utf-8"))
        return Split(tuple(told["first_travelers"]), tuple(told["travelers"]), read_problems(folder))
    shutil.rmtree(folder / _TRIPS, ignore_errors=True)
    (folder / _TRIPS).mkdir()
    made = split(crew, found, tables, folder / _TRIPS, parts, tick)
    write_findings(made.problems, folder)
    (folder / _DONE).mkdir(exist_ok=True)
    told = {"first_travelers": made.first_travelers, "travelers": made.travelers}
    ready = folder / f"{_SPLIT}.new"
    ready.write_text(json.dumps(told), encoding="utf-8")
    ready.replace(memo)
    return made


def _run_parts(crew: Crew, whole: Part, folder: Path, made: Split, tick: Tick) -> tuple[int, set[int], list[Failure]]:
    """How many parts were finished already, all that are finished now, and those that failed.

    ``whole``: with the tables of everybody.
    """
    owner = {name: made.part_of(table["traveler"]) for name, table in whole.tables.items() if "traveler" in table}
    count = len(made.first_travelers)
    finished = {int(file.name) for file in (folder / _DONE).iterdir() if file.name.isdigit()}
    reused = len(finished)

    def part(number: int) -> Part:
        def mine(name: str, table: pd.DataFrame) -> pd.DataFrame:
            return table[owner[name] == number] if name in owner else table

        return replace(
            whole,
            number=number,
            trips=folder / _TRIPS / f"part-{number}.parquet",
            target=folder / _DONE / str(number),
            tables={name: mine(name, table) for name, table in whole.tables.items()},
        )

    failures: dict[int, Failure] = {}
    tick("analyzing", reused, count)
    for done, problem in crew(finish, map(part, sorted(set(range(count)) - finished))):
        if problem:
            what = problem.problem if isinstance(problem, Ended) else problem
            failures[done.number] = Failure(done.number + 1, _travelers(done.trips, done.tables), what)
        else:
            finished.add(done.number)
        tick("analyzing", len(finished) + len(failures), count)
    return reused, finished, [failures[number] for number in sorted(failures)]


def _travelers(trips: Path, tables: dict[str, pd.DataFrame]) -> tuple[str, ...]:
    from pyarrow import ArrowException
    from pyarrow.parquet import read_table

    named = [table["traveler"] for table in tables.values() if "traveler" in table]
    people = {str(name) for names in named for name in names}
    try:
        people |= set(read_table(trips, columns=["traveler"]).column("traveler").to_pylist())
    except (ArrowException, OSError):
        people |= {"(the part cannot be read)"}
    return tuple(sorted(people))
