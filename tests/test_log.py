"""What the log holds and, more than that, what it never does."""

from __future__ import annotations

import json
import logging
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tracker import log
from tracker.days import parse_day

SECRET = "Ada Lovelace, 123-45-6789"


Lines = Callable[[], list[dict[str, object]]]


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Lines]:
    """Everything that was written to standard error since it was asked last. Logging is as it was afterwards."""
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    loggers = [one for one in logging.root.manager.loggerDict.values() if isinstance(one, logging.Logger)]
    before = [(one, one.handlers[:], one.propagate, one.level) for one in [logging.root, *loggers]]

    def told() -> list[dict[str, object]]:
        text = capsys.readouterr().err
        assert SECRET[:3] not in text
        return [json.loads(line) for line in text.splitlines()]

    yield told
    logging.setLogRecordFactory(logging.LogRecord)
    for handler in set(logging.root.handlers) - set(before[0][1]):
        handler.close()
    for logger, handlers, propagate, level in before:
        logger.handlers[:], logger.propagate = handlers, propagate
        logger.setLevel(level)


def test_an_event_is_one_line_with_its_facts(lines: Lines) -> None:
    log.start("-")
    log.event("page_run", page="trips", ms=12, outcome="done")
    (line,) = lines()
    assert str(line.pop("time")).endswith("+00:00")
    assert line == {"level": "info", "event": "page_run", "page": "trips", "ms": 12, "outcome": "done"}


def test_a_fact_that_is_not_in_the_list_is_refused(lines: Lines) -> None:
    with pytest.raises(ValueError, match="not a fact for the log: traveler"):
        log.event("page_run", traveler="ada")


def fail() -> None:
    try:
        int(SECRET)
    except ValueError as error:
        raise KeyError(SECRET) from error


def test_an_error_is_named_by_class_place_and_number_and_never_by_its_text(lines: Lines) -> None:
    log.start()
    with pytest.raises(KeyError) as caught:
        fail()
    number = log.error(caught.value)
    (line,) = lines()
    assert (line["event"], line["error"], line["cause"], line["number"]) == ("error", "KeyError", "ValueError", number)
    assert str(line["at"]).startswith("test_log.py:")


def test_the_place_names_our_own_line_and_the_last_one() -> None:
    with pytest.raises(ValueError, match=r".") as caught:
        parse_day(SECRET)
    assert "days.py:" in log.place(caught.value.__traceback__)


def test_libraries_are_cut_down_to_where_and_what(lines: Lines) -> None:
    library = logging.getLogger("streamlit.test_log")
    library.addHandler(logging.StreamHandler(sys.stderr))
    library.propagate = False
    log.start("-")
    try:
        fail()
    except KeyError:
        library.exception("cannot read %s", SECRET)
    library.warning(f"about {SECRET}")
    library.info("not worth a line")
    late = logging.getLogger("streamlit.made_later")
    late.addHandler(logging.StreamHandler(sys.stderr))  # as Streamlit does with each of its own
    late.propagate = False
    late.warning(SECRET)
    failed, about, made_later = lines()
    assert (failed["event"], failed["logger"], failed["error"]) == ("library", "streamlit.test_log", "KeyError")
    assert about.keys() == {"time", "level", "event", "logger", "at"}
    assert made_later["logger"] == "streamlit.made_later"


def test_an_error_outside_of_pages_is_cut_too(lines: Lines) -> None:
    log.start()
    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    (line,) = lines()
    assert line["error"] == "KeyError"


def test_without_being_asked_only_failures_are_written(lines: Lines) -> None:
    log.start()
    log.event("page_run", page="trips")
    log.error(KeyError(SECRET))
    assert [line["event"] for line in lines()] == ["error"]


def test_a_file_is_for_its_owner_and_may_be_moved_away(
    lines: Lines, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "coverline.jsonl"
    monkeypatch.setenv(log.VARIABLE, str(file))
    log.start()
    log.event("start", version="1")
    file.rename(tmp_path / "coverline.jsonl.1")  # as whoever keeps logs short does it
    log.event("stop")
    assert [json.loads(line)["event"] for line in file.read_text("utf-8").splitlines()] == ["stop"]
    assert file.stat().st_mode & 0o077 == 0 or sys.platform == "win32"
    assert not lines()


@pytest.mark.parametrize(
    ("ending", "outcome"), [(None, "done"), (ValueError(SECRET), "failed"), (SystemExit(), "left")], ids=str
)
def test_a_block_is_timed_however_it_ends(lines: Lines, ending: BaseException | None, outcome: str) -> None:
    log.start("-")
    try:
        with log.timed("page_run", page="trips"):
            if ending:
                raise ending
    except (ValueError, SystemExit):
        pass
    (line,) = lines()
    assert line["outcome"] == outcome
    assert isinstance(line["ms"], int)
