"""When the documents behind a rule were last read: by whoever wrote the law files, or by the user's own check."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from tracker.rules.model import Agreement, Provision
from tracker.rules.tables import WHOLE_AGREEMENT, Law
from tracker.rules.words import cited

STALE_AFTER_DAYS = 365


@dataclass(frozen=True)
class Reading:
    """The last reading of what one rule rests on, or (no ``provision``) of what an agreement itself rests on."""

    partner: str
    provision: str
    read_on: dt.date  # of several documents the one read longest ago

    @property
    def subject(self) -> str:
        """The id of the rule, or the code of the partner."""
        return self.provision or self.partner

    def is_stale(self, as_of: dt.date) -> bool:
        """Whether it lies more than a year before ``as_of``."""
        return (as_of - self.read_on).days > STALE_AFTER_DAYS


def of_rule(provision: Provision, law: Law, as_of: dt.date) -> Reading:
    """The last reading of one rule up to ``as_of``; a check of the whole agreement is one of all its rules."""
    series, election = provision.series, provision.election
    sources = [*provision.sources, *(series.sources if series else ()), *(election.sources if election else ())]
    return _reading(provision.id.partition(".")[0], provision.id, sources, law, as_of)


def of_agreement(agreement: Agreement, law: Law, as_of: dt.date) -> Reading:
    """The last reading up to ``as_of`` of everything that an agreement cites beside its rules, its start above all."""
    beside = [source for key_path, source in cited(agreement) if not key_path.startswith("provisions.")]
    return _reading(agreement.partner, WHOLE_AGREEMENT, beside, law, as_of)


def stale(readings: Iterable[Reading], as_of: dt.date) -> list[Reading]:
    """Those that lie too long before ``as_of``, by rule."""
    return sorted((one for one in readings if one.is_stale(as_of)), key=lambda one: one.subject)


def _reading(partner: str, provision: str, sources: Iterable[str], law: Law, as_of: dt.date) -> Reading:
    read_on = min(law.rules.sources[source].read_on for source in sources)
    checked = [
        check.checked_on
        for check in law.own_checks
        if check.partner == partner and check.provision in (WHOLE_AGREEMENT, provision) and check.checked_on <= as_of
    ]
    return Reading(partner, provision, max([read_on, *checked]))
