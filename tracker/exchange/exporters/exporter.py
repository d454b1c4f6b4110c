"""What an exporter is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from tracker.analysis import Analysis
from tracker.codes import Paper
from tracker.errors import BadOption, UnknownTraveler
from tracker.exchange.about import made_from
from tracker.exchange.chosen_people import of_people
from tracker.exchange.redaction import Redaction, redacted
from tracker.filing.request_list import decision_words

if TYPE_CHECKING:
    from tracker.filing.identity import Identity


@dataclass(frozen=True)
class Choice:
    """What a file is to hold. The default: everything about everybody, nothing taken out.

    ``traveler``, ``host`` (agreement partner) and ``period`` narrow it down; "" and None: all. ``requests`` names the
    file of the requests of many people, ``travelers`` who they are (() = everybody) and ``decisions`` which of their
    requests are in it: words of codes.Decision and request_list.ToDo (() = all). ``identity`` is what the user typed
    for this one file: SSN and date of birth, which are kept nowhere. ``paper``: what a printed file is set for.

    ``earlier``: the file of this format that the new one goes on from, b"" = none. ``made_at``: the moment of making,
    with a time zone; None: the start of the day on which the question is asked, so that the same log gives the same
    file. ``canceled_days``: how long later files repeat that an event was canceled; 0 = the next one leaves it out.
    """

    traveler: str = ""
    host: str = ""
    period: int | None = None
    redact: tuple[Redaction, ...] = ()
    identity: Identity | None = None
    requests: bool = False
    travelers: tuple[str, ...] = ()
    decisions: tuple[str, ...] = ()
    earlier: bytes = field(default=b"", repr=False)
    made_at: dt.datetime | None = None
    canceled_days: int = 0
    paper: Paper = Paper.LETTER


@dataclass(frozen=True)
class Made:
    """The bytes of a file, and what its reader should know about how it came out.

    ``remarks`` are warnings; ``outcome`` tells in a sentence what the file says anew, "" = nothing to tell.
    """

    content: bytes
    remarks: tuple[str, ...] = ()
    outcome: str = ""


@dataclass(frozen=True)
class Exporter:
    """One file format: an analysis in, the bytes of a file out.

    ``write`` gets an analysis from which everything in ``choice.redact`` is gone already, and everybody who was not
    chosen, where somebody was. ``narrows``: the format can hold one traveler only; ``files``: one
    request only; ``holds_identity``: the SSN and date of birth typed for it; ``holds_requests``: the requests of many
    people (``Choice.requests``); ``goes_on``: it can go on from an earlier file.
    """

    ending: str  # with its dot, such as ".csv"
    title: str  # what the file holds, for a person
    media_type: str
    write: Callable[[Analysis, Choice], Made]
    narrows: bool = False
    files: bool = False
    holds_identity: bool = False
    holds_requests: bool = False
    goes_on: bool = False

    def make(self, analysis: Analysis, choice: Choice | None = None) -> Made:
        """The file and its remarks. ``BadOption`` for a choice that this format cannot hold or that fits nothing."""
        choice = choice or Choice()
        self.check(choice)
        chosen = [choice.traveler] if choice.traveler else list(choice.travelers)
        _refuse_unknown(analysis, chosen)
        if chosen:
            analysis = made_from(of_people(analysis, chosen), analysis.workspace)
        analysis, people = redacted(analysis, choice.redact)
        renamed = tuple(people.get(traveler, traveler) for traveler in choice.travelers)
        choice = replace(choice, traveler=people.get(choice.traveler, choice.traveler), travelers=renamed)
        return self.write(analysis, choice)

    def to_bytes(self, analysis: Analysis, choice: Choice | None = None) -> bytes:
        """The file alone."""
        return self.make(analysis, choice).content

    def check(self, choice: Choice) -> None:
        """``BadOption`` for what this format cannot hold, and for choices that do not go together."""
        self._check_requests(choice)
        if choice.traveler and not self.narrows:
            raise BadOption(f"traveler: {self.ending} always holds everybody. Leave it out, or choose another format")
        if (choice.host or choice.period is not None) and not self.files:
            raise BadOption(f"host and period name one request, which {self.ending} cannot hold alone")
        if choice.earlier and not self.goes_on:
            raise BadOption(f"after: {self.ending} does not go on from an earlier file. Leave it out")
        if choice.identity:
            self.check_identity(choice)

    def _check_requests(self, choice: Choice) -> None:
        """The requests of many people are a file of their own: nothing that is about one person goes with it."""
        if not choice.requests:
            if choice.travelers or choice.decisions:
                raise BadOption("travelers and decision choose among the requests of everybody: add --all")
            return
        if not self.holds_requests:
            raise BadOption(f"all: {self.ending} cannot hold a list of requests. Use .xlsx or .pdf")
        if choice.traveler or choice.host or choice.period is not None:
            raise BadOption(
                "traveler, host and period choose one request, which does not go with the requests of everybody. "
                "Use travelers and decision to choose among them"
            )
        if choice.identity:
            raise BadOption(
                "identity: a Social Security number belongs to one person. Leave it out, or choose a traveler"
            )
        unknown = sorted({*choice.decisions} - {*decision_words()})
        if unknown:
            raise BadOption(f"decision: {unknown[0]!r} is not known. Use {', '.join(decision_words())}")

    def check_identity(self, choice: Choice) -> None:
        """``BadOption`` where nothing that is typed may go into this file: asked before anybody types it."""
        if not self.holds_identity:
            raise BadOption(f"identity: {self.ending} never holds a Social Security number or a date of birth")
        if Redaction.NAMES in choice.redact:
            raise BadOption("identity: a file without names cannot hold a Social Security number or a date of birth")


def _refuse_unknown(analysis: Analysis, travelers: Sequence[str]) -> None:
    """Raises ``UnknownTraveler`` for the first who is in no table."""
    if not travelers:
        return
    tables = analysis.workspace.frames().values()
    everybody = {str(traveler) for table in tables if "traveler" in table for traveler in table["traveler"]}
    for traveler in travelers:
        if traveler not in everybody:
            raise UnknownTraveler(traveler, sorted(everybody))
