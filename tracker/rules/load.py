"""Reads data/*.toml into ``Rules``. An unknown key, a wrong type or a missing field is a ``LawFileError``."""

from __future__ import annotations

import hashlib
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from tracker.errors import LawFileError
from tracker.paths import data_folder
from tracker.rules.check import check_rules
from tracker.rules.model import Agreement, Rules, Source, UnitedStates

T = TypeVar("T")


@lru_cache(maxsize=4)
def load_rules(folder: Path | None = None) -> Rules:
    """The law files in ``folder`` (default: the ones shipped), checked one by one and as a whole."""
    data = folder or data_folder()
    files = sorted((data / "agreements").glob("*.toml"))
    if not files:
        raise LawFileError("agreements", "", f"no agreement file in {data / 'agreements'}")
    agreements = [filled(Agreement, path, parsed(path)) for path in files]
    sources_path, states_path = data / "sources.toml", data / "united_states.toml"
    sources = {key: filled(Source, sources_path, value, key) for key, value in parsed(sources_path).items()}
    rules = Rules(
        agreements={agreement.partner: agreement for agreement in agreements},
        sources=sources,
        united_states=filled(UnitedStates, states_path, parsed(states_path)),
        digest=digest_of([*files, sources_path, states_path]),
    )
    check_rules(rules, file_names=[path.name for path in files])
    return rules


def parsed(path: Path) -> dict[str, Any]:
    """What a TOML file holds."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise LawFileError(path.name, "", "the file cannot be read") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise LawFileError(path.name, "", f"not valid TOML: {error}") from error


def filled(kind: type[T], path: Path, values: Any, prefix: str = "") -> T:
    """``values`` as a dataclass; pydantic is loaded here only, so that importing tracker stays quick."""
    from pydantic import ValidationError

    try:
        return _adapter(kind).validate_python(values)  # type: ignore[no-any-return,arg-type]
    except ValidationError as error:
        first = min(error.errors(), key=lambda problem: problem["type"] != "unexpected_keyword_argument")
        steps = [prefix] * bool(prefix) + [str(step) for step in first["loc"]]
        raise LawFileError(path.name, ".".join(steps), _plain(first)) from error


def _plain(problem: Any) -> str:
    match problem["type"]:
        case "unexpected_keyword_argument" | "extra_forbidden":
            return "unknown key"
        case "missing" | "missing_argument":
            return "missing"
        case _:
            return str(problem["msg"])


@lru_cache(maxsize=8)
def _adapter(kind: type[Any]) -> Any:
    from pydantic import TypeAdapter

    return TypeAdapter(kind)


def digest_of(paths: list[Path]) -> str:
    """One hash over the parsed content of the law files: it changes when the law data does, not with comments."""
    whole = hashlib.sha256()
    for path in paths:
        whole.update(path.name.encode() + b"\0" + repr(parsed(path)).encode() + b"\0")
    return whole.hexdigest()[:16]
