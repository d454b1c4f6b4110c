"""What ``explain`` prints."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tracker.cli.terminal import console_of_this_terminal, plain, show_foot, show_table

if TYPE_CHECKING:
    from rich.console import Console

    from tracker.analysis import Analysis
    from tracker.explain import Explanation, WhatIf
    from tracker.explain.model import HostAnswer
    from tracker.explain.words import Line, Section


def show_explanation(analysis: Analysis, explained: Explanation, what_if: WhatIf) -> None:
    """The day, each country's verdict with everything it rests on, and which fact would change it."""
    from tracker.charts.words import VERDICTS
    from tracker.explain.words import logged

    console = console_of_this_terminal()
    who = f"{explained.name} ({explained.traveler})" if explained.name else explained.traveler
    console.print(plain(f"{who}, {explained.day}: {explained.status.sentence}"), style="bold")
    console.print(f"As of {explained.as_of}")
    if explained.verdict is not None:
        _show_verdict(console, "This day", VERDICTS[explained.verdict].text, explained.verdict, explained.sentence)
    _show_section(console, logged(explained))
    for answer in explained.answers:
        _show_answer(console, answer)
    if explained.hints:
        console.print("Problems and hints")
        for hint in explained.hints:
            _show_line(console, f"{hint.severity}: {hint.message}")
    _show_what_if(console, explained, what_if)
    show_foot(console, analysis.rules)


def as_json(explained: Explanation, what_if: WhatIf) -> str:
    """The explanation as one JSON object, with what would change it."""
    import json

    from tracker import __version__
    from tracker.codes import NOT_LEGAL_ADVICE
    from tracker.explain.model import as_plain

    whole: dict[str, Any] = {**as_plain(explained), "what_would_change": as_plain(what_if)}
    return json.dumps({**whole, "version": __version__, "note": NOT_LEGAL_ADVICE}, ensure_ascii=False, indent=2)


def _show_answer(console: Console, answer: HostAnswer) -> None:
    from tracker.charts.words import VERDICTS
    from tracker.explain.words import sections

    console.print()
    _show_verdict(console, answer.name, VERDICTS[answer.verdict].text, answer.verdict, answer.sentence)
    for section in sections(answer):
        _show_section(console, section)


def _show_verdict(console: Console, about: str, text: str, verdict: str, sentence: str) -> None:
    console.print(plain(f"{about}: {text} ({verdict})"), style="bold")
    _show_line(console, sentence)


def _show_section(console: Console, section: Section) -> None:
    console.print(section.title)
    for line in section.lines:
        _show_line(console, _with_sources(line))


def _with_sources(line: Line) -> str:
    cited = "; ".join(
        f"{source.title} ({'official' if source.official else 'not official'}, read {source.read_on}) <{source.href}>"
        for source in line.sources
    )
    text = f"{line.lead} {line.text}" if line.lead else line.text
    return f"{text} Source: {cited}" if cited else text


def _show_line(console: Console, text: str) -> None:
    from rich.padding import Padding
    from rich.text import Text

    console.print(Padding(Text(plain(text)), (0, 0, 0, 2), expand=False))


def _show_what_if(console: Console, explained: Explanation, what_if: WhatIf) -> None:
    from tracker.charts.words import VERDICTS
    from tracker.explain.words import question

    console.print()
    names = {answer.host: answer.name for answer in explained.answers}
    if what_if.changes:
        show_table(
            console,
            "What would change it",
            ("country", "if the answer to", "were", "then", "because"),
            [
                (
                    names[change.host],
                    question(change.question),
                    change.words,
                    VERDICTS[change.verdict].text,
                    change.sentence,
                )
                for change in what_if.changes
            ],
        )
    else:
        console.print("What would change it")
    for remark in what_if.remarks:
        _show_line(console, remark)
