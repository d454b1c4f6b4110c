"""What an exporter is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tracker.analysis import Analysis
from tracker.errors import BadOption, UnknownTraveler
from tracker.exchange.about import made_from
from tracker.exchange.chosen_people import of_people
from tracker.exchange.redaction import Redaction, redacted

if TYPE_CHECKING:
    from tracker.filing.identity import Identity


@dataclass(frozen=True)
class Choice:
    """What a file is to hold. The default: everything about everybody, nothing taken out.

    ``traveler``, ``host`` (agreement partner) and ``period`` narrow it down; "" and None: all. ``requests`` names the
    file of the requests of many people, ``travelers`` who they are (() = everybody) and ``decisions`` (codes.Decision)
    which of their requests are in it (() = all). ``identity`` is what the user typed for this one file: SSN and date
    of birth, which are kept nowhere.
    """

    traveler: str = ""
    host: str = ""
    period: int | None = None
    redact: tuple[Redaction, ...] = ()
    identity: Identity | None = None
    requests: bool = False
    travelers: tuple[str, ...] = ()
    decisions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Made:
    """The bytes of a file, and what its reader should know about how it came out."""

    content: bytes
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Exporter:
    """One file format: an analysis in, the bytes of a file out.

    ``write`` gets an analysis from which everything in ``choice.redact`` is gone already, and everybody
    who was not chosen, where somebody was. ``narrows``: the format can hold one traveler only; ``files``: one
    request only; ``holds_identity``: the SSN and date of birth typed for it.
    """

    ending: str  # with its dot, such as ".csv"
    title: str  # what the file holds, for a person
    media_type: str
    write: Callable[[Analysis, Choice], Made]
    narrows: bool = False
    files: bool = False
    holds_identity: bool = False

    def make(self, analysis: Analysis, choice: Choice | None = None) -> Made:
        """The file and its remarks. ``BadOption`` for a choice that this format cannot hold or that fits nothing."""
        choice = choice or Choice()
        self._check(choice)
        chosen = [traveler for traveler in (choice.traveler, *choice.travelers) if traveler]
        for traveler in chosen:
            _refuse_unknown(analysis, traveler)
        if chosen:
            analysis = made_from(of_people(analysis, chosen), analysis.workspace)
        analysis, people = redacted(analysis, choice.redact)
        renamed = tuple(people.get(traveler, traveler) for traveler in choice.travelers)
        choice = replace(choice, traveler=people.get(choice.traveler, choice.traveler), travelers=renamed)
        return self.write(analysis, choice)

    def to_bytes(self, analysis: Analysis, choice: Choice | None = None) -> bytes:
        """The file alone."""
        return self.make(analysis, choice).content

    def _check(self, choice: Choice) -> None:
        if choice.traveler and not self.narrows:
            raise BadOption(f"traveler: {self.ending} always holds everybody. Leave it out, or choose another format")
        if (choice.host or choice.period is not None) and not self.files:
            raise BadOption(f"host and period name one request, which {self.ending} cannot hold alone")
        if choice.identity:
            self.check_identity(choice)

    def check_identity(self, choice: Choice) -> None:
        """``BadOption`` where nothing that is typed may go into this file: asked before anybody types it."""
        if not self.holds_identity:
            raise BadOption(f"identity: {self.ending} never holds a Social Security number or a date of birth")
        if Redaction.NAMES in choice.redact:
            raise BadOption("identity: a file without names cannot hold a Social Security number or a date of birth")


def _refuse_unknown(analysis: Analysis, traveler: str) -> None:
    tables = analysis.workspace.frames().values()
    known = sorted({one for table in tables if "traveler" in table for one in table["traveler"]})
    if traveler not in known:
        raise UnknownTraveler(traveler, known)
