"""What a server writes down about itself: one JSON object per line, and nothing that a person entered.

A line is an event with facts about the program: a page, a class of error and the line of code, numbers. Never the text
of an error, which may hold what was typed, nor names, addresses, file names or days. Users are the number of their
account. Records of the libraries are cut down to the same facts, since their texts hold anything.

``COVERLINE_LOG`` says where to: ``-`` is standard error, anything else a file that grows. Without it only what went
wrong is written, to standard error.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import os
import secrets
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from io import TextIOWrapper
from logging.handlers import WatchedFileHandler
from pathlib import Path
from types import TracebackType

VARIABLE = "COVERLINE_LOG"
FACTS = frozenset({"account", "at", "cause", "error", "logger", "ms", "number", "outcome", "page", "reason", "version"})
"""All there is to tell beside the time, the level and the event. Each is ours or a number, never a person's."""

_NAME = "coverline"
_UNCAUGHT = "_log_uncaught_app_exception"
_PACKAGE = Path(__file__).resolve().parent
_log = logging.getLogger(_NAME)
_account: ContextVar[int | None] = ContextVar("account", default=None)


def event(what: str, /, **facts: int | str) -> None:
    """Writes down that something happened."""
    _write(logging.INFO, what, facts)


def whose(account: int) -> None:
    """What this thread writes down from now on was done by this account."""
    _account.set(account)


def error(problem: BaseException, **facts: int | str) -> str:
    """Writes down that the program failed, and gives the number by which a user can name the line."""
    number = secrets.token_hex(4)
    _write(logging.ERROR, "error", {"number": number, **about(problem), **facts})
    return number


def _write(level: int, what: str, facts: Mapping[str, int | str]) -> None:
    if unknown := facts.keys() - FACTS:
        raise ValueError(f"not a fact for the log: {', '.join(sorted(unknown))}")
    account = _account.get()
    _log.log(level, what, extra={"facts": facts if account is None else {"account": account, **facts}})


@contextmanager
def timed(what: str, **facts: int | str) -> Iterator[None]:
    """Writes down how long the block took, and whether it went through."""
    start, outcome = time.perf_counter(), "done"
    try:
        yield
    except Exception:
        outcome = "failed"
        raise
    except BaseException:  # how Streamlit leaves a page early
        outcome = "left"
        raise
    finally:
        event(what, ms=round(1000 * (time.perf_counter() - start)), outcome=outcome, **facts)


def about(problem: BaseException) -> dict[str, int | str]:
    """The classes of an error and of what caused it, and where in the code it came up."""
    cause = problem.__cause__ or problem.__context__
    return {
        "error": type(problem).__name__,
        **({"cause": type(cause).__name__} if cause else {}),
        "at": place(problem.__traceback__),
    }


def place(traceback: TracebackType | None) -> str:
    """The last line of our own code, and the last line of all: ``pages/trips.py:12 < frame.py:4110``."""
    ours = last = ""
    while traceback:
        file = Path(traceback.tb_frame.f_code.co_filename)
        is_ours = file.is_relative_to(_PACKAGE)
        last = f"{file.relative_to(_PACKAGE).as_posix() if is_ours else file.name}:{traceback.tb_lineno}"
        ours = last if is_ours else ours
        traceback = traceback.tb_next
    return last if ours in ("", last) else f"{ours} < {last}"


# ---------------------------------------------------------------------------------------------- how it is written


class _Line(logging.Formatter):
    """The JSON object of a record; what a library wanted to say is left out."""

    def format(self, record: logging.LogRecord) -> str:
        facts: dict[str, int | str] = getattr(record, "facts", {})
        what = record.msg if record.name == _NAME else "library"
        when = dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="milliseconds")
        return json.dumps({"time": when, "level": record.levelname.lower(), "event": what, **facts})


class _Cut(logging.LogRecord):
    """A record of a library without its text: which logger, which line of its code, which error."""

    def __init__(self, *words: object, **more: object) -> None:
        super().__init__(*words, **more)  # type: ignore[arg-type]
        if self.name == _NAME:
            return
        problem = self.exc_info[1] if self.exc_info else None
        self.facts = {"logger": self.name, **({} if problem is None else about(problem))}
        self.facts.setdefault("at", f"{self.filename}:{self.lineno}")
        # Also for a handler that is not ours.
        self.msg, self.args, self.exc_info, self.exc_text, self.stack_info = _Line().format(self), (), None, None, None


def start(default: str = "") -> None:
    """From now on all logging of this process goes to our lines only. ``default``: where to, if nobody said so."""
    target = os.environ.get(VARIABLE, default)
    to_file = target not in ("", "-")
    handler = _PrivateFile(target, encoding="utf-8") if to_file else logging.StreamHandler()
    handler.setFormatter(_Line())
    handler.addFilter(_is_wanted)
    logging.setLogRecordFactory(_Cut)
    for name, logger in list(logging.root.manager.loggerDict.items()):
        if isinstance(logger, logging.Logger) and name != _NAME:
            logger.handlers.clear()
            logger.propagate = True
    logging.root.handlers[:] = [handler]
    _log.setLevel(logging.INFO if target else logging.WARNING)
    sys.excepthook = _unforeseen
    threading.excepthook = lambda args: _unforeseen(args.exc_type, args.exc_value, args.exc_traceback)


class _PrivateFile(WatchedFileHandler):
    """A file for its owner's eyes. It may be moved away at any time: then the next line begins a new one."""

    def _open(self) -> TextIOWrapper:
        opened = open(  # noqa: SIM115 (only this one lets the mode be given)
            self.baseFilename, self.mode, encoding=self.encoding, opener=lambda name, flags: os.open(name, flags, 0o600)
        )
        assert isinstance(opened, TextIOWrapper)
        return opened


def _is_wanted(record: logging.LogRecord) -> bool:
    """Of the libraries only warnings, and not Streamlit's record of an error in a page: ``error`` wrote that one."""
    return record.name == _NAME or (record.levelno >= logging.WARNING and record.funcName != _UNCAUGHT)


def _unforeseen(_kind: type[BaseException], problem: BaseException | None, _trace: TracebackType | None) -> None:
    if isinstance(problem, Exception):
        error(problem)
