"""The law set as lookups for the engine, with the user's own verifications applied."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from tracker.days import ALWAYS, NEVER, day_number
from tracker.rules.model import Agreement, Provision, Rules

UNITED_STATES = "US"
WHOLE_AGREEMENT = ""


@dataclass(frozen=True)
class OwnCheck:
    """One row of verifications.csv: what the user checked, on which day and where."""

    partner: str
    provision: str  # WHOLE_AGREEMENT: the agreement with all its rules
    in_force_from: dt.date | None  # the agreement's start, where one was found
    checked_on: dt.date
    source: str
    note: str

    @property
    def text(self) -> str:
        """``FR.employee.detached checked on 2027-10-01: SSA's page``, as exports print it."""
        start = f", in force from {self.in_force_from.isoformat()}" if self.in_force_from else ""
        return f"{self.provision or self.partner} checked on {self.checked_on.isoformat()}{start}: {self.source}"


@dataclass(frozen=True)
class Places:
    """What the law says about a list of countries; every array runs along ``codes``."""

    codes: tuple[str, ...]
    jurisdiction: npt.NDArray[np.object_]  # the partner whose agreement reaches the place, US, or the place itself
    united_states: npt.NDArray[np.bool_]
    start: npt.NDArray[np.int64]  # day number from which an agreement is in force; NEVER: none is
    reported: npt.NDArray[np.int64]  # day number of a start that is reported only; NEVER: none is
    open: npt.NDArray[np.bool_]  # the sources do not say whether the agreement reaches the place
    us_letter: npt.NDArray[np.bool_]  # the partner issues no certificate for its own system; SSA writes a letter

    @property
    def jurisdiction_ids(self) -> npt.NDArray[np.int64]:
        """The jurisdictions as numbers in alphabetical order."""
        return np.unique(self.jurisdiction.astype("U8"), return_inverse=True)[1].astype(np.int64)


@dataclass(frozen=True)
class ProvisionTable:
    """All provisions in file order, one row each."""

    provisions: tuple[Provision, ...]
    frame: pd.DataFrame  # partner, worker, start, stop (day numbers, half-open), provision (row number)
    verified: npt.NDArray[np.bool_]
    checked: npt.NDArray[np.bool_]  # the user made a check of this very rule
    in_text: npt.NDArray[np.bool_]
    """One row per official text, one column per provision. Row n says which provisions the nth text of their
    agreement (for their kind of worker) states; a provision that no text contradicts is in every row. Spain has two
    texts, the manual and the page: the residence rule is in rows 0 and 1, the transfer in row 1 only."""


class Law:
    """Rules as they stand for one workspace: a verification may give an agreement its start or lift a doubt."""

    def __init__(self, rules: Rules, verifications: pd.DataFrame | None = None) -> None:
        self.rules = rules
        self.own_checks: tuple[OwnCheck, ...] = ()
        if verifications is not None and len(verifications):
            self.own_checks = self._read(verifications)
        # Of several checks the latest one counts.
        self._start_checks = {check.partner: check for check in self.own_checks if check.in_force_from}
        self._rule_checks = {check.provision: check for check in self.own_checks if check.provision}

    def _read(self, verifications: pd.DataFrame) -> tuple[OwnCheck, ...]:
        """The user's own checks, the oldest first."""
        ordered = verifications.sort_values("checked_on", kind="stable")
        starts = [None if pd.isna(day) else day.date() for day in ordered["in_force_from"]]
        texts = (ordered[column].astype("str") for column in ("host", "provision", "source", "note"))
        return tuple(
            OwnCheck(self.jurisdiction(host), provision, start, checked_on.date(), source, note)
            for start, checked_on, host, provision, source, note in zip(
                starts, ordered["checked_on"], *texts, strict=True
            )
        )

    def start_check(self, code: str) -> OwnCheck | None:
        """The user's own check that gives an agreement its start; None where the law files give it."""
        return self._start_checks.get(self.jurisdiction(code))

    def rule_check(self, provision_id: str) -> OwnCheck | None:
        """The user's latest check of this very rule."""
        return self._rule_checks.get(provision_id)

    def is_verified(self, provision: Provision) -> bool:
        """Whether the rule rests on an official document or on the user's own check."""
        return provision.verified or provision.id in self._rule_checks

    def agreement(self, code: str) -> Agreement | None:
        """The agreement that reaches a place, in force or not; None where there is none."""
        return self.rules.agreements.get(self.jurisdiction(code))

    def jurisdiction(self, code: str) -> str:
        """The partner (or US) that a place belongs to; the code itself where no agreement reaches it."""
        if code in self.rules.united_states.territories:
            return UNITED_STATES
        for partner, agreement in self.rules.agreements.items():
            if code in agreement.territory.included or code in agreement.territory.open:
                return partner
        return code

    def start(self, code: str) -> int:
        """Day number from which an agreement with this place is in force; NEVER if none is confirmed."""
        partner = self.jurisdiction(code)
        agreement = self.rules.agreements.get(partner)
        if agreement is None:
            return NEVER
        found = self.start_check(partner)
        if found and found.in_force_from:
            return day_number(found.in_force_from)
        return day_number(agreement.start.first_day) if agreement.start.confirmed else NEVER

    def first_start(self) -> int:
        """Day number of the first day on which any agreement was in force; NEVER where none is."""
        return min(map(self.start, self.rules.agreements), default=NEVER)

    def is_in_force(self, code: str, day: dt.date) -> bool:
        """Whether an agreement with this place is confirmed to be in force on a day."""
        return self.start(code) <= day_number(day)

    def places(self, codes: Sequence[str]) -> Places:
        """The lookups for these country codes."""
        partners = [self.jurisdiction(code) for code in codes]
        start = [self.start(code) for code in codes]
        reported = [
            day_number(self.rules.agreements[partner].start.first_day)
            if begun == NEVER and partner in self.rules.agreements
            else NEVER
            for partner, begun in zip(partners, start, strict=True)
        ]
        undecided = {place for agreement in self.rules.agreements.values() for place in agreement.territory.open}
        return Places(
            codes=tuple(codes),
            jurisdiction=np.array(partners, dtype=object),
            united_states=np.array([partner == UNITED_STATES for partner in partners], dtype=bool),
            start=np.array(start, dtype=np.int64),
            reported=np.array(reported, dtype=np.int64),
            open=np.array([code in undecided for code in codes], dtype=bool),
            us_letter=np.array([self._has_us_letter(partner) for partner in partners], dtype=bool),
        )

    def _has_us_letter(self, partner: str) -> bool:
        agreement = self.rules.agreements.get(partner)
        return agreement is not None and bool(agreement.certificate.us_letter)

    def provisions(self) -> ProvisionTable:
        """All provisions, each with the half-open day numbers between which it decides a stay that begins."""
        rows = [(partner, p) for partner, a in self.rules.agreements.items() for p in a.provisions]
        frame = pd.DataFrame(
            {
                "partner": pd.Series([partner for partner, _ in rows], dtype="str"),
                "worker": pd.Series([str(p.worker) for _, p in rows], dtype="str"),
                "start": np.array([self._provision_start(p) for _, p in rows], dtype=np.int64),
                "stop": np.array(
                    [day_number(p.last_day) + 1 if p.last_day else NEVER for _, p in rows], dtype=np.int64
                ),
                "provision": np.arange(len(rows)),
            }
        )
        provisions = tuple(p for _, p in rows)
        return ProvisionTable(
            provisions,
            frame,
            verified=np.array([self.is_verified(p) for p in provisions], dtype=bool),
            checked=np.array([p.id in self._rule_checks for p in provisions], dtype=bool),
            in_text=self._in_text(provisions),
        )

    def _in_text(self, provisions: Sequence[Provision]) -> npt.NDArray[np.bool_]:
        """Which provisions each text states. Agreements with fewer texts than others repeat their last one."""
        stated = []
        for provision in provisions:
            texts = self._deciding_texts(self.rules.agreements[provision.id.partition(".")[0]], provision.worker)
            stated.append([not provision.texts or text in provision.texts for text in texts] or [True])
        most = max(map(len, stated), default=1)
        filled = [column + column[-1:] * (most - len(column)) for column in stated]
        return np.array(filled, dtype=bool).reshape(-1, most).T

    def _deciding_texts(self, agreement: Agreement, worker: str) -> list[str]:
        """The official texts on this kind of worker. Where the user checked a rule that only some of them state, those
        only; all of them where the user's checks contradict each other."""
        texts = [text.id for text in agreement.texts if text.worker == worker]
        checked = [
            rule
            for rule in agreement.provisions
            if rule.worker == worker and rule.texts and rule.id in self._rule_checks
        ]
        return [text for text in texts if all(text in rule.texts for rule in checked)] or texts

    def _provision_start(self, provision: Provision) -> int:
        """A user may have found an earlier start of the agreement than was reported: its first rules reach back too."""
        agreement = self.rules.agreements[provision.id.partition(".")[0]]
        if provision.first_day == agreement.start.first_day and agreement.partner in self._start_checks:
            return ALWAYS
        return day_number(provision.first_day)
