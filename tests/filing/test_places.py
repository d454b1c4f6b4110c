"""data/filing: every partner has a file, every word in it is known, and what was not found is said."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest

from tracker.codes import Worker
from tracker.errors import LawFileError
from tracker.filing.fields import BY_CODE
from tracker.filing.places import HostCertificate, Place, TaxNotice, load_filing
from tracker.paths import data_folder
from tracker.rules.load import load_rules

FILING = load_filing()


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    shutil.copytree(data_folder(), folder, ignore=shutil.ignore_patterns("samples"))
    return folder


def test_every_partner_has_a_file_and_no_other() -> None:
    assert FILING.places.keys() == load_rules().agreements.keys()


@pytest.mark.parametrize("host", sorted(FILING.places))
def test_a_request_is_asked_the_fields_of_ssas_request_everywhere(host: str) -> None:
    for worker in Worker:
        asked = FILING.asks(host, worker)
        assert {"name", "ssn", "date_of_birth", "business_name", "host", "first_day"} <= asked.keys()
        assert asked.keys() <= {code for code, field in BY_CODE.items() if field.is_for(worker)}


@pytest.mark.parametrize("host", sorted(FILING.places))
def test_what_is_not_known_is_said(host: str) -> None:
    place = FILING.places[host]
    assert place.unknown
    assert place.asks or place.asks_note
    assert place.authorities or not place.has_facts


def test_romania_has_an_institution_and_no_start() -> None:
    romania = FILING.places["RO"]
    assert [authority.name for authority in romania.authorities] == ["Casa Națională de Pensii Publice (CNPP)"]
    assert romania.host_certificate.issued == "not_in_force"
    assert "not known to be in force" in romania.unknown[0]


def test_a_place_without_any_fact_knows_that() -> None:
    assert all(place.has_facts for place in FILING.places.values())
    assert not Place("XX", HostCertificate("not_in_force", "English")).has_facts


def test_who_may_ask() -> None:
    may = {place.partner: place.employee_may_ask for place in FILING.places.values()}
    assert may["SK"] == may["HU"] == "no"
    assert may["IT"] == "employer_asks"
    assert may["JP"] == may["UY"] == "employer_confirms"
    assert may["DE"] == "not_found"
    assert all(place.who_may_ask for place in FILING.places.values() if place.employee_may_ask != "not_found")


@pytest.mark.parametrize(
    ("host", "worker", "field", "asked"),
    [
        ("FR", "self_employed", "health_insurance", True),
        ("JP", "employee", "health_insurance", True),
        ("DE", "employee", "health_insurance", False),
        ("ES", "self_employed", "other_surnames", True),
        ("GB", "self_employed", "other_surnames", False),
        ("GB", "employee", "hired_on", True),  # by SSA's general list; the list of 1996 does not name it
        ("GB", "self_employed", "hired_on", False),
        ("NL", "employee", "section_3121l_from", True),
        ("NL", "both", "activity_description", False),
        ("NL", "self_employed", "activity_description", True),
        ("PT", "self_employed", "residence", True),
        ("FR", "employee", "place_of_hire", True),
        ("CA", "self_employed", "residence_facts", True),
        ("CH", "employee", "other_surnames", True),
        ("CH", "self_employed", "other_surnames", False),
    ],
)
def test_country_specific_extras(host: str, worker: str, field: str, asked: bool) -> None:
    assert (field in FILING.asks(host, worker)) == asked


def test_ssas_newest_sentence_on_presenting_a_certificate_comes_first() -> None:
    for host in FILING.places:
        assert "usually must be presented" in FILING.keep(host)[0].text
    assert [fact.sources for fact in FILING.keep("FR")[1:]] == [("mirror-rs-02001.546",)]
    assert FILING.keep("NO") == FILING.general.keep


def test_requests_by_mail_go_to_the_issuer_that_the_law_data_name() -> None:
    (mail,) = [route for route in FILING.channels.routes if route.channel == "mail"]
    issuer = load_rules().united_states.issuer
    assert mail.address[1] == "Office of Earnings and International Operations"
    assert all(line in issuer for line in mail.address if not line.startswith(("Division", "USA", "Baltimore")))
    assert any("4700 Annex Building" in fact.text for fact in mail.help)


def test_what_was_found_out_of_date_is_gone() -> None:
    assert not any("Class 2" in fact.text for notice in FILING.places["GB"].tax_notices for fact in notice.facts)
    assert not any("Take Spain as changed" in fact.text for fact in FILING.places["ES"].notes)
    issuers = {name: _issuers(name) for name in ("AT", "GR", "SK", "CZ", "KR", "DE")}
    assert "carrier" in issuers["AT"]
    assert "Ministry" not in issuers["AT"]
    assert "e-EFKA" in issuers["GR"]
    assert "branch" in issuers["SK"]
    assert "OSSZ" in issuers["CZ"]
    assert "173 Toegye-ro" in issuers["KR"]
    assert "DVKA" not in issuers["DE"]


def _issuers(host: str) -> str:
    offices = [office for office in FILING.places[host].authorities if office.role == "issues_own"]
    return " ".join(f"{office.name} {office.address}" for office in offices)


def test_both_channels_and_the_pages_that_disagree() -> None:
    channels = FILING.channels
    assert [str(route.channel) for route in channels.routes] == ["online", "mail", "fax"]
    assert {statement.self_employed_online for statement in channels.statements} == {"yes", "no", "not_said"}
    assert all(statement.page_date for statement in channels.statements)
    assert "free" in FILING.general.free.text


@pytest.mark.parametrize(
    ("certificate", "worker", "attach"),
    [
        ("us", "self_employed", False),
        ("us", "employee", False),
        ("foreign", "self_employed", True),
        ("foreign", "employee", False),
    ],
)
def test_which_certificate_goes_with_the_return(certificate: str, worker: str, attach: bool) -> None:
    (side,) = [s for s in FILING.us_tax.sides if (s.certificate, s.worker) == (certificate, worker)]
    assert side.attach == attach


@pytest.mark.parametrize(
    ("year", "line"),
    [
        (2017, None),
        (2018, "Schedule 4 (Form 1040), line 57"),
        (2019, "Schedule 2 (Form 1040), line 4"),
        (2024, "Schedule 2 (Form 1040), line 4"),
        (2025, "Schedule 2 (Form 1040), line 4, box 3"),
        (2026, None),
    ],
)
def test_the_line_of_a_tax_year(year: int, line: str | None) -> None:
    found = FILING.us_tax.line_of(year)
    assert (found.line if found else None) == line


@pytest.mark.parametrize(
    ("first", "last", "due"),
    [
        ("2026-04-05", "2026-04-05", ["2026-10-05"]),
        ("2026-04-06", "2026-04-06", ["2027-10-05"]),
        ("2026-04-05", "2026-04-06", ["2026-10-05", "2027-10-05"]),
        ("2024-06-01", "2026-12-31", ["2025-10-05", "2026-10-05", "2027-10-05"]),
    ],
)
def test_the_uk_notice_follows_the_tax_year(first: str, last: str, due: list[str]) -> None:
    (notice,) = FILING.places["GB"].tax_notices
    assert [day.isoformat() for day in notice.due_for(*map(dt.date.fromisoformat, (first, last)))] == due
    assert "proves neither" in notice.text


def test_a_notice_late_in_a_calendar_year_of_tax() -> None:
    notice = TaxNotice("", Worker.SELF_EMPLOYED, "07-01", "05-31", "", "official", ("x",))
    assert notice.due_for(dt.date(2026, 7, 1), dt.date(2026, 7, 1)) == [dt.date(2028, 5, 31)]


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("fr.toml", 'partner = "FR"', 'partner = "FR"\nfee = 5', "fr.toml: fee: unknown key"),
        ("fr.toml", 'partner = "FR"', 'partner = "DE"', "fr.toml: partner: DE belongs in de.toml"),
        ("fr.toml", 'role = "liaison"', 'role = "boss"', "fr.toml: authorities.3.role"),
        ("fr.toml", 'field = "other_surnames"', 'field = "shoe_size"', "asks.9.field: unknown field 'shoe_size'"),
        ("fr.toml", '"cleiss-fr"', '"nobody"', "authorities.1.sources: unknown source 'nobody'"),
        ("fr.toml", 'evidence = "official_copy"', 'evidence = "sure"', "evidence"),
        ("is.toml", "asks_note = ", "# asks_note = ", "is.toml: asks_note: without a list"),
        ("channels.toml", 'channel = "fax"', 'channel = "pigeon"', "channels.toml: routes.2.channel"),
        ("us_tax.toml", 'conflict_sources = ["taxact-se-2020"', 'conflict_sources = ["x"', "conflict_sources"),
        (
            "gb.toml",
            'sources = ["ag-accounting-gb", "rsmuk-gb"]',
            "sources = []",
            "tax_notices.0: official_copy without",
        ),
        (
            "gb.toml",
            'evidence = "official_copy"\nsources = ["mirror-rs-02001.385"]',
            'evidence = "official"\nsources = ["mirror-rs-02001.385"]',
            "gb.toml: asks.0: official without an official source",
        ),
        ("gb.toml", 'issued = "all_work"', 'issued = "sent_workers_only"', "gb.toml: host_certificate.letter"),
        ("au.toml", 'issued = "sent_workers_only"', 'issued = "all_work"', "au.toml: host_certificate.letter"),
        ("uy.toml", 'role = "issues_own"', 'role = "liaison"', "uy.toml: authorities: name the office"),
        ("uy.toml", 'language = "Spanish"\n', "", "uy.toml: host_certificate.language: missing"),
    ],
)
def test_what_is_wrong_is_said_with_file_and_key(data: Path, file: str, old: str, new: str, told: str) -> None:
    path = data / "filing" / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(LawFileError) as caught:
        load_filing(data)
    assert told in str(caught.value)


def test_a_missing_file_is_named(data: Path) -> None:
    (data / "filing" / "gr.toml").unlink()
    with pytest.raises(LawFileError, match=r"filing/gr\.toml"):
        load_filing(data)


def test_the_digest_names_these_files(data: Path) -> None:
    assert load_filing(data).digest == FILING.digest
    path = data / "filing" / "gr.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("Athens", "Athina"), encoding="utf-8")
    load_filing.cache_clear()
    assert load_filing(data).digest != FILING.digest
