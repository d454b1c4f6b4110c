"""Whether a server under test still holds something: asked by a signal, answered in files beside its log of hosts.

The question, ``*.wanted``, has one needle per line, ``text …`` or ``bytes`` and hexadecimal digits. The answer,
``*.live``, has one line per object that holds one of them, with the kinds of the objects that hold the object.
"""

from __future__ import annotations

import gc
import signal
from collections.abc import Iterator
from pathlib import Path


def answer_by_signal(log: Path) -> None:
    """From now on SIGUSR1 answers. Where there is no such signal, nobody can ask."""
    if hasattr(signal, "SIGUSR1"):
        signal.signal(signal.SIGUSR1, lambda *_: _answer(log))


def _answer(log: Path) -> None:
    needles = log.with_suffix(".wanted").read_text(encoding="utf-8").splitlines()
    ready = log.with_suffix(".unfinished")
    ready.write_text("\n".join(_holders(needles)), encoding="utf-8")
    ready.replace(log.with_suffix(".live"))


def _holders(needles: list[str]) -> list[str]:
    texts = tuple(line.removeprefix("text ") for line in needles if line.startswith("text "))
    numbers = tuple(bytes.fromhex(line.removeprefix("bytes ")) for line in needles if line.startswith("bytes "))
    needles.clear()
    gc.unfreeze()  # what is frozen is not listed
    gc.collect()
    holders = []
    for holder in gc.get_objects():
        if holder is not texts and holder is not numbers:
            for content in _contents(holder):
                is_text = isinstance(content, str) and any(text in content for text in texts)
                if is_text or (isinstance(content, bytes) and any(number in content for number in numbers)):
                    around = [type(one).__name__ for one in gc.get_referrers(holder)]
                    holders.append(f"{type(holder).__name__} in {around[:6]}")
    gc.freeze()
    return holders


def _contents(holder: object) -> Iterator[object]:
    """What it holds; of tuples and dictionaries that Python does not list by themselves, what these hold."""
    for content in gc.get_referents(holder):
        if isinstance(content, (tuple, dict)) and not gc.is_tracked(content):
            yield from _contents(content)
        else:
            yield content
