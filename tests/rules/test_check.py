"""The law files as a whole: known sources, no two answers for one day, every place with one partner."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import pytest

from tracker.errors import LawFileError
from tracker.rules import Agreement, Provision, Rules, load_rules
from tracker.rules.check import check_rules

FILES = [f"{partner.lower()}.toml" for partner in load_rules().agreements]


def _with(agreement: Agreement) -> Rules:
    rules = load_rules()
    return dataclasses.replace(rules, agreements=rules.agreements | {agreement.partner: agreement})


def _changed(partner: str, **changes: Any) -> Agreement:
    return dataclasses.replace(load_rules().agreements[partner], **changes)


def _provisions(partner: str, first: dict[str, Any]) -> tuple[Provision, ...]:
    """The provisions of a partner, the first one changed."""
    one, *others = load_rules().agreements[partner].provisions
    return (dataclasses.replace(one, **first), *others)


def _refused(agreement: Agreement) -> LawFileError:
    with pytest.raises(LawFileError) as caught:
        check_rules(_with(agreement), FILES)
    return caught.value


def test_the_law_as_shipped_fits_together() -> None:
    check_rules(load_rules(), FILES)


def test_a_file_is_named_like_its_partner() -> None:
    files = ["xx.toml" if name == "fr.toml" else name for name in FILES]
    with pytest.raises(LawFileError, match=r"^xx\.toml: partner: FR belongs in fr\.toml"):
        check_rules(load_rules(), files)


@pytest.mark.parametrize(
    ("part", "key_path"),
    [
        ("start", "start.sources"),
        ("territory", "territory.sources"),
        ("extension", "extension.sources"),
        ("certificate", "certificate.sources"),
        ("contributions", "contributions.sources"),
    ],
)
def test_an_unknown_source_is_named(part: str, key_path: str) -> None:
    cited = dataclasses.replace(getattr(load_rules().agreements["FR"], part), sources=("hearsay",))
    error = _refused(_changed("FR", **{part: cited}))
    assert (error.file, error.key_path) == ("fr.toml", key_path)
    assert "'hearsay'" in error.problem


def test_an_unknown_source_of_an_instrument_is_named() -> None:
    instruments = load_rules().agreements["FR"].instruments
    cited = (dataclasses.replace(instruments[0], sources=("hearsay",)), *instruments[1:])
    assert _refused(_changed("FR", instruments=cited)).key_path == "instruments.0.sources"


def test_an_unknown_source_of_a_provision_is_named() -> None:
    error = _refused(_changed("FR", provisions=_provisions("FR", {"sources": ("hearsay",)})))
    assert error.key_path == "provisions.FR.employee.detached.sources"


def test_an_unknown_source_of_a_series_rule_is_named() -> None:
    series = load_rules().provision("FR.employee.detached").series
    assert series is not None
    changed = dataclasses.replace(series, sources=("hearsay",))
    error = _refused(_changed("FR", provisions=_provisions("FR", {"series": changed})))
    assert error.key_path == "provisions.FR.employee.detached.series.sources"


@pytest.mark.parametrize(
    ("change", "key_path", "problem"),
    [
        ({"id": "DE.worker.detached_1979"}, "DE.worker.detached_1979", "must begin with DE.employee."),
        ({"id": "FR.employee.detached"}, "FR.employee.detached", "must begin with DE.employee."),
        ({"id": "DE.employee.detached"}, "DE.employee.detached", "used twice"),
        ({"last_day": dt.date(1996, 5, 1)}, "DE.employee.detached", "overlaps DE.employee.detached_1979"),
        ({"last_day": None}, "DE.employee.detached", "overlaps DE.employee.detached_1979"),
        ({"first_day": dt.date(1979, 11, 30)}, "DE.employee.detached_1979.first_day", "before the agreement's start"),
        ({"last_day": dt.date(1979, 11, 30)}, "DE.employee.detached_1979.last_day", "before first_day"),
        ({"limit_months": 0}, "DE.employee.detached_1979.limit_months", "1 or more"),
        ({"sources": ()}, "DE.employee.detached_1979.sources", "at least one source"),
    ],
)
def test_a_provision_that_does_not_fit_is_named(change: dict[str, Any], key_path: str, problem: str) -> None:
    error = _refused(_changed("DE", provisions=_provisions("DE", change)))
    assert (error.file, error.key_path) == ("de.toml", f"provisions.{key_path}")
    assert problem in error.problem


def test_two_kinds_for_one_worker_at_once_are_alternatives_and_no_overlap() -> None:
    finnish = [p for p in load_rules().agreements["FI"].provisions if p.worker == "self_employed"]
    assert len({p.kind for p in finnish}) == len(finnish) == 2
    check_rules(load_rules(), FILES)


def _austrian_home_rules(**changes: Any) -> Agreement:
    """Austria, the rule that only the treaty states changed."""
    austria = load_rules().agreements["AT"]
    treaty = load_rules().provision("AT.self_employed.residence_treaty")
    others = tuple(p for p in austria.provisions if p.id != treaty.id)
    return dataclasses.replace(austria, provisions=(*others, dataclasses.replace(treaty, **changes)))


def test_two_rules_of_one_kind_may_stand_side_by_side_if_different_texts_state_them() -> None:
    check_rules(_with(_austrian_home_rules()), FILES)


@pytest.mark.parametrize("texts", [(), ("manual",), ("treaty", "manual")])
def test_two_rules_of_one_kind_that_one_text_states_overlap(texts: tuple[str, ...]) -> None:
    error = _refused(_austrian_home_rules(texts=texts))
    assert error.key_path == "provisions.AT.self_employed.residence_treaty"
    assert error.problem == "overlaps AT.self_employed.residence"


def test_a_text_that_a_rule_names_must_be_listed() -> None:
    error = _refused(_austrian_home_rules(texts=("protocol",)))
    assert (error.file, error.key_path) == ("at.toml", "provisions.AT.self_employed.residence_treaty.texts")
    assert "'protocol'" in error.problem


def test_a_text_on_the_self_employed_states_no_rule_for_employees() -> None:
    error = _refused(_changed("AT", provisions=_provisions("AT", {"texts": ("treaty",)})))
    assert error.key_path == "provisions.AT.employee.detached.texts"
    assert error.problem == "no text 'treaty' for employee in [[texts]]"


@pytest.mark.parametrize("elsewhere", ["us", "host", "exception"])
def test_only_a_residence_rule_speaks_of_third_countries(elsewhere: str) -> None:
    error = _refused(_changed("DE", provisions=_provisions("DE", {"elsewhere": elsewhere})))
    assert error.key_path == "provisions.DE.employee.detached_1979.elsewhere"


@pytest.mark.parametrize("months", ["limit_months", "reset_months"])
def test_a_verified_series_rule_has_both_numbers_of_months(months: str) -> None:
    series = load_rules().provision("FR.employee.detached").series
    assert series is not None
    missing: dict[str, Any] = {months: None}
    without = dataclasses.replace(series, **missing)
    error = _refused(_changed("FR", provisions=_provisions("FR", {"series": without})))
    assert error.key_path == "provisions.FR.employee.detached.series"
    unread = dataclasses.replace(without, verified=False)
    check_rules(_with(_changed("FR", provisions=_provisions("FR", {"series": unread}))), FILES)


def test_an_unknown_source_of_an_official_text_is_named() -> None:
    first, second = load_rules().agreements["ES"].texts
    texts = (first, dataclasses.replace(second, sources=("hearsay",)))
    assert _refused(_changed("ES", texts=texts)).key_path == f"texts.{second.id}.sources"


def test_an_unknown_source_of_the_residence_practice_is_named() -> None:
    practice = load_rules().agreements["NO"].residence_there
    assert practice is not None
    cited = dataclasses.replace(practice, sources=("hearsay",))
    assert _refused(_changed("NO", residence_there=cited)).key_path == "residence_there.sources"


def test_two_entries_of_one_instrument_may_not_overlap() -> None:
    instrument = load_rules().agreements["FR"].instruments[0]
    error = _refused(_changed("FR", instruments=(instrument, instrument)))
    assert (error.file, error.key_path) == ("fr.toml", "instruments")


def test_a_place_belongs_to_one_partner() -> None:
    territory = dataclasses.replace(load_rules().agreements["GB"].territory, included=("GG", "IM", "JE", "RE"))
    error = _refused(_changed("GB", territory=territory))
    assert (error.file, error.key_path) == ("gb.toml", "territory")
    assert error.problem == "RE already belongs to FR"


def test_no_partner_owns_a_us_territory() -> None:
    territory = dataclasses.replace(load_rules().agreements["GB"].territory, open=("VI",))
    assert _refused(_changed("GB", territory=territory)).problem == "VI already belongs to US"
