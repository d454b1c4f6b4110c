"""What must hold for the law files as a whole: known sources, no two answers for one day, ids that say it all."""

from __future__ import annotations

from itertools import combinations

from tracker.codes import Condition, Kind
from tracker.errors import LawFileError
from tracker.rules.model import Agreement, Provision, Rules
from tracker.rules.words import cited


def check_rules(rules: Rules, file_names: list[str]) -> None:
    """Raise ``LawFileError`` for the first thing that does not fit together."""
    for agreement, file_name in zip(rules.agreements.values(), file_names, strict=True):
        _check_agreement(agreement, file_name)
        for key_path, source in cited(agreement):
            if source not in rules.sources:
                raise LawFileError(file_name, key_path, f"unknown source {source!r}: add it to sources.toml")
    _check_united_states(rules)
    _check_places_belong_to_one_partner(rules)


def _check_united_states(rules: Rules) -> None:
    states = rules.united_states
    cited = [("sources", states.sources), ("temporary_absence.sources", states.temporary_absence.sources)]
    for key_path, sources in cited:
        for source in sources:
            if source not in rules.sources:
                raise LawFileError("united_states.toml", key_path, f"unknown source {source!r}: add it to sources.toml")


def _check_agreement(agreement: Agreement, file_name: str) -> None:
    if file_name != f"{agreement.partner.lower()}.toml":
        raise LawFileError(file_name, "partner", f"{agreement.partner} belongs in {agreement.partner.lower()}.toml")
    coverage = [i for i in agreement.instruments if i.changes_coverage and i.first_day]
    for one, other in combinations(coverage, 2):
        if one.title == other.title and _overlap(one.first_day, one.last_day, other.first_day, other.last_day):
            raise LawFileError(file_name, "instruments", f"two entries of {one.title!r} overlap")
    for provision in agreement.provisions:
        _check_provision(agreement, provision, file_name)
    for one_rule, other_rule in combinations(agreement.provisions, 2):
        if one_rule.id == other_rule.id:
            raise LawFileError(file_name, f"provisions.{one_rule.id}", "this id is used twice")
        same = (one_rule.worker, one_rule.kind) == (other_rule.worker, other_rule.kind)
        same &= not one_rule.texts or not other_rule.texts or not set(one_rule.texts).isdisjoint(other_rule.texts)
        if same and _overlap(one_rule.first_day, one_rule.last_day, other_rule.first_day, other_rule.last_day):
            raise LawFileError(file_name, f"provisions.{other_rule.id}", f"overlaps {one_rule.id}")


def _check_provision(agreement: Agreement, provision: Provision, file_name: str) -> None:
    key_path = f"provisions.{provision.id}"
    if not provision.id.startswith(f"{agreement.partner}.{provision.worker}."):
        raise LawFileError(file_name, key_path, f"the id must begin with {agreement.partner}.{provision.worker}.")
    if not provision.sources:
        raise LawFileError(file_name, f"{key_path}.sources", "name at least one source")
    if provision.first_day < agreement.start.first_day:
        raise LawFileError(file_name, f"{key_path}.first_day", "lies before the agreement's start")
    if provision.last_day and provision.last_day < provision.first_day:
        raise LawFileError(file_name, f"{key_path}.last_day", "lies before first_day")
    if provision.limit_months is not None and provision.limit_months < 1:
        raise LawFileError(file_name, f"{key_path}.limit_months", "must be 1 or more")
    if (provision.third_country == "restricted") != (Condition.THIRD_COUNTRY_ROUTE in provision.conditions):
        problem = "restricted goes with the condition third_country_route, and only with it"
        raise LawFileError(file_name, f"{key_path}.third_country", problem)
    if provision.election and provision.kind != Kind.NATIONALITY:
        raise LawFileError(file_name, f"{key_path}.election", "only a nationality rule gives a choice")
    known = {text.id for text in agreement.texts if text.worker == provision.worker}
    for text in provision.texts:
        if text not in known:
            raise LawFileError(file_name, f"{key_path}.texts", f"no text {text!r} for {provision.worker} in [[texts]]")
    if provision.elsewhere != "unread" and provision.kind != Kind.RESIDENCE:
        raise LawFileError(file_name, f"{key_path}.elsewhere", "only a residence rule speaks of third countries")
    series = provision.series
    if series and series.verified and (series.limit_months is None or series.reset_months is None):
        raise LawFileError(file_name, f"{key_path}.series", "a verified rule needs limit_months and reset_months")


def _check_places_belong_to_one_partner(rules: Rules) -> None:
    owner: dict[str, str] = dict.fromkeys(rules.united_states.territories, "US")
    for agreement in rules.agreements.values():
        territory = agreement.territory
        for place in (agreement.partner, *territory.included, *territory.open, *territory.excluded):
            if owner.setdefault(place, agreement.partner) != agreement.partner:
                file_name = f"{agreement.partner.lower()}.toml"
                raise LawFileError(file_name, "territory", f"{place} already belongs to {owner[place]}")


def _overlap(first: object, last: object, other_first: object, other_last: object) -> bool:
    ends_before = last is not None and last < other_first  # type: ignore[operator]
    begins_after = other_last is not None and other_last < first  # type: ignore[operator]
    return not (ends_before or begins_after)
