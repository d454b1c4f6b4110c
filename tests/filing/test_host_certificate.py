"""The other country's certificate: steps for every partner and worker, with their evidence and what is not known."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from tracker.codes import Backing, Worker
from tracker.filing import host_certificate
from tracker.filing.host_certificate import HostStep, HostStepCode, host_steps, request_letter, tax_years
from tracker.filing.places import load_filing
from tracker.rules.load import load_rules

FILING, RULES = load_filing(), load_rules()
EVERY = [(host, worker) for host in sorted(FILING.places) for worker in Worker]
LETTER_HOSTS = [host for host, place in FILING.places.items() if place.host_certificate.letter is not None]
ORDER = ["who_requests", "form", "content", "refused", "us_return", "keep"]


def _step(host: str, worker: str, code: str, years: tuple[int, ...] = ()) -> HostStep:
    (step,) = [step for step in host_steps(host, worker, years) if step.code == code]
    return step


@pytest.mark.parametrize(("host", "worker"), EVERY)
def test_every_partner_has_all_steps_for_both_workers(host: str, worker: str) -> None:
    steps = host_steps(host, worker)
    assert [str(step.code) for step in steps] == ORDER == [str(code) for code in HostStepCode]
    for step in steps:
        assert step.title
        assert step.text
        assert step.link.startswith("http")
        assert step.text.endswith(".")


@pytest.mark.parametrize(("host", "worker"), EVERY)
def test_every_fact_of_a_step_has_its_evidence_and_known_sources(host: str, worker: str) -> None:
    for step in host_steps(host, worker):
        assert step.evidence in Backing
        assert set(step.sources) == {source for fact in step.facts for source in fact.sources}
        assert set(step.sources) <= RULES.sources.keys()
        for fact in step.facts:
            assert fact.text in step.text
            assert fact.sources or fact.evidence == Backing.REPORTED
            if fact.evidence == Backing.OFFICIAL:
                assert any(RULES.sources[source].official for source in fact.sources)
        assert all(sentence in step.text for sentence in step.unsourced)


@pytest.mark.parametrize(("host", "worker"), EVERY)
def test_a_form_that_no_document_names_is_said_not_to_be_found(host: str, worker: str) -> None:
    own = FILING.places[host].host_certificate
    if own.letter is not None:
        return
    text = _step(host, worker, "form").text
    named = [fact for fact in own.forms if fact.is_for(worker) and fact.evidence != Backing.REPORTED]
    assert ("No form was found: ask the agency." in text) == (not named)
    assert ("No instructions for sending the request were found" in text) == (
        not any(one.is_for(worker) for one in own.channels)
    )


def test_the_countries_without_a_form_number_are_the_ones_the_audit_lists() -> None:
    nowhere = {
        host
        for host, place in FILING.places.items()
        if place.host_certificate.issued == "all_work"
        and all("No form was found" in _step(host, worker, "form").text for worker in Worker)
    }
    assert nowhere == {"CL", "DK", "HU", "IE", "KR", "UY"}


def test_what_is_only_reported_is_marked_and_does_not_lower_the_step() -> None:
    portugal = _step("PT", "self_employed", "content")
    assert "Reported, not official: One self-employed person wrote" in portugal.text
    assert "work accidents" in portugal.text
    assert portugal.evidence == Backing.OFFICIAL
    assert _step("UY", "employee", "form").evidence == Backing.REPORTED


def test_the_weakest_fact_grades_a_step() -> None:
    assert _step("AT", "employee", "form").evidence == Backing.OFFICIAL_COPY
    assert _step("SI", "employee", "who_requests").evidence == Backing.WEAK


def test_official_texts_that_differ_are_both_told() -> None:
    slovenia = _step("SI", "self_employed", "who_requests").text
    assert "Kotnikova 28" in slovenia
    assert "ZZZS" in slovenia
    quebec = _step("CA", "employee", "who_requests").text
    assert "Retraite Québec" in quebec
    assert "Revenu Québec" in quebec
    assert "two official texts differ" in quebec


def test_the_office_depends_on_the_kind_of_worker() -> None:
    assert "ONSS/RSZ" in _step("BE", "employee", "who_requests").text
    assert "INASTI" not in _step("BE", "employee", "who_requests").text
    assert "INASTI" in _step("BE", "self_employed", "who_requests").text
    assert "Urssaf. " in _step("FR", "self_employed", "who_requests").text
    both = _step("BE", "", "who_requests").text
    assert "INASTI" in both
    assert "ONSS/RSZ" in both


def test_australia_certifies_sent_workers_only_so_ssa_writes_a_letter() -> None:
    assert LETTER_HOSTS == ["AU"]
    for worker in Worker:
        first, form, _, refused, _, _ = host_steps("AU", worker)
        assert "letter of exemption" in first.text
        assert "issues no certificate" in first.text
        assert "P.O. Box 17741" in form.text
        assert form.link == "https://opts.ssa.gov"
        assert "Australian Taxation Office cannot help" in refused.text
    assert "Attach a copy of the letter" in _step("AU", "self_employed", "us_return").text
    assert "employer keeps the letter" in _step("AU", "employee", "keep").text


def test_the_law_data_name_a_letter_only_where_the_steps_do() -> None:
    named = {partner for partner, agreement in RULES.agreements.items() if agreement.certificate.us_letter}
    assert named <= set(LETTER_HOSTS)


def test_where_the_office_refuses_ssa_may_write() -> None:
    for host, worker in EVERY:
        if host not in LETTER_HOSTS:
            step = _step(host, worker, "refused")
            assert "poms-rs-02605.042" in step.sources
            assert "SSA may then issue a letter" in step.text
            assert "show it the page" in step.text
            assert step.link == "https://opts.ssa.gov"


def test_the_return_of_a_self_employed_person_has_a_line_per_year() -> None:
    whole = _step("PT", "self_employed", "us_return").text
    assert "Exempt, see attached statement" in whole
    assert "Tax year 2018" in whole
    some = _step("PT", "self_employed", "us_return", (2024, 2025))
    assert "Tax years 2021 to 2024: Schedule 2 (Form 1040), line 4." in some.text
    assert "Tax year 2025: Schedule 2 (Form 1040), line 4, box 3." in some.text
    assert "Tax year 2018" not in some.text
    assert some.evidence == Backing.WEAK
    assert "The line for 2026 was not found" in _step("PT", "self_employed", "us_return", (2025, 2026)).text


def test_an_employees_own_return_has_no_line() -> None:
    text = _step("PT", "employee", "us_return", (2025,)).text
    assert "stops withholding" in text
    assert "Nothing goes with your own return" in text
    assert "Schedule" not in text


def test_romania_says_that_the_agreement_is_not_known_to_be_in_force() -> None:
    assert "not known to be in force" in host_steps("RO", "employee")[0].text
    assert "CNPP" in host_steps("RO", "employee")[0].text


def test_a_country_without_an_agreement_has_no_steps_and_no_letter() -> None:
    assert host_steps("TH", "employee") == ()
    assert request_letter("TH", "employee") == ""


@pytest.mark.parametrize(
    ("first", "last", "years"),
    [
        ("2026-01-01", "2026-12-31", (2026,)),
        ("2025-12-31", "2026-01-01", (2025, 2026)),
        ("2026-05-05", "2026-05-05", (2026,)),
        ("2023-06-01", "2026-02-01", (2023, 2024, 2025, 2026)),
    ],
)
def test_the_tax_years_of_a_certificate(first: str, last: str, years: tuple[int, ...]) -> None:
    assert tax_years(dt.date.fromisoformat(first), dt.date.fromisoformat(last)) == years


def test_days_in_the_wrong_order_are_refused() -> None:
    with pytest.raises(ValueError, match="2026-01-01 is before the first day 2026-01-02"):
        tax_years(dt.date(2026, 1, 2), dt.date(2026, 1, 1))


@pytest.mark.parametrize(("host", "worker"), EVERY)
def test_a_letter_has_the_facts_that_every_country_asks_for(host: str, worker: str) -> None:
    letter = request_letter(host, worker)
    assert letter.startswith("DRAFT")
    for item in FILING.general.host_certificate.asks.items(worker):
        assert item[1:] in letter
    assert ("P.O. Box 17741" in letter) == (host in LETTER_HOSTS)
    assert ("letter of exemption" in letter) == (host in LETTER_HOSTS)


def test_the_list_fits_the_kind_of_worker() -> None:
    asks = FILING.general.host_certificate.asks
    assert not set(asks.employee) & set(asks.items("self_employed"))
    assert set(asks.items("")) == {*asks.both, *asks.employee, *asks.self_employed}


def test_an_office_that_was_not_found_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    assert all("No office was found" not in host_steps(host, worker)[0].text for host, worker in EVERY)
    nobody = dataclasses.replace(FILING.places["UY"], authorities=())
    changed = dataclasses.replace(FILING, places=FILING.places | {"UY": nobody})
    monkeypatch.setattr(host_certificate, "load_filing", lambda: changed)
    assert "No office was found: check with SSA" in host_steps("UY", "employee")[0].text
    assert "[agency and address]" in request_letter("UY", "employee")
