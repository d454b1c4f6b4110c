"""Law files: what is wrong in one is said with its name and the key; the digest names the law, not its comments."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from tracker.errors import LawFileError
from tracker.paths import data_folder
from tracker.rules import load_rules


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A copy of the law files that a test may break."""
    shutil.copytree(data_folder() / "agreements", tmp_path / "agreements")
    for name in ("sources.toml", "united_states.toml"):
        shutil.copy(data_folder() / name, tmp_path)
    return tmp_path


def _replace(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text, f"{old!r} is no longer in {file.name}"
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_all_law_files_load() -> None:
    rules = load_rules()
    files = sorted(path.stem.upper() for path in (data_folder() / "agreements").glob("*.toml"))
    assert list(rules.agreements) == files
    assert len(files) == 31
    assert [partner for partner, agreement in rules.agreements.items() if not agreement.start.confirmed] == ["RO"]


def test_norway_is_read_as_norway() -> None:
    assert load_rules().agreements["NO"].partner == "NO"


def test_only_romania_rests_on_reports_alone() -> None:
    unverified = [p.id for a in load_rules().agreements.values() for p in a.provisions if not p.verified]
    assert unverified == ["RO.employee.detached", "RO.self_employed.transfer"]


def test_partners_whose_official_texts_give_different_rules_for_the_self_employed() -> None:
    differing = {partner: {t.id for t in a.texts} for partner, a in load_rules().agreements.items() if a.texts}
    page_and_manual = {"manual", "page"}
    assert differing == {
        "AT": {"manual", "treaty"},
        "BR": page_and_manual,
        "CH": page_and_manual,
        "ES": page_and_manual,
        "FI": page_and_manual,
    }
    for partner in differing:
        rules = [p for p in load_rules().agreements[partner].provisions if p.worker == "self_employed"]
        for text in differing[partner]:
            assert [p.id for p in rules if not p.texts or text in p.texts], f"{partner}: no rule of {text}"


def test_whose_a_resident_of_a_third_country_is_under_each_residence_rule() -> None:
    read = {
        p.id: p.elsewhere for a in load_rules().agreements.values() for p in a.provisions if p.elsewhere != "unread"
    }
    assert read == {
        "AT.self_employed.residence": "exception",
        "AT.self_employed.residence_treaty": "host",
        "CA.self_employed.residence": "us",
        "CH.self_employed.residence": "exception",
        "FI.self_employed.residence": "exception",
        "NL.self_employed.residence": "exception",
        "PL.self_employed.residence": "exception",
        "PT.self_employed.residence": "exception",
        "SE.self_employed.residence": "exception",
    }


def test_a_guess_by_analogy_says_so_in_a_doubt() -> None:
    provisions = [p for a in load_rules().agreements.values() for p in a.provisions]
    silent = [p for p in provisions if p.kind == "residence" and p.elsewhere == "unread"]
    assert silent
    assert not [p.id for p in silent if not any("by analogy" in doubt for doubt in p.doubts)]


def test_rules_on_repeated_stays_that_nobody_read_are_not_verified() -> None:
    series = {p.id: p.series for a in load_rules().agreements.values() for p in a.provisions if p.series}
    unread = [provision for provision, rule in series.items() if not rule.verified]
    assert unread == ["DE.employee.detached", "SI.employee.detached", "SI.self_employed.transfer"]
    assert all(series[provision].limit_months is None for provision in unread)


def test_a_copy_of_the_law_is_the_same_law(data: Path) -> None:
    assert load_rules(data).digest == load_rules().digest


@pytest.mark.parametrize(
    ("file", "old", "new", "key_path", "problem"),
    [
        ("agreements/fr.toml", 'partner = "FR"', 'partner = "FR"\ncolor = "blue"', "color", "unknown key"),
        ("agreements/fr.toml", "[territory]", "[territory]\nislands = []", "territory.islands", "unknown key"),
        (
            "agreements/fr.toml",
            "limit_months = 60\nverified",
            "months = 60\nverified",
            "provisions.0.months",
            "unknown key",
        ),
        ("agreements/fr.toml", "reset_months = 12", "reset = 12", "provisions.0.series.reset", "unknown key"),
        ("agreements/fr.toml", 'ssa_name = "France"\n', "", "ssa_name", "missing"),
        ("agreements/fr.toml", 'kind = "detached_employee"\n', "", "provisions.0.kind", "missing"),
        ("agreements/fr.toml", "confirmed = true\n", "", "start.confirmed", "missing"),
        ("agreements/fr.toml", 'kind = "detached_employee"', 'kind = "sent"', "provisions.0.kind", ""),
        ("agreements/fr.toml", "limit_months = 60", 'limit_months = "five years"', "provisions.0.limit_months", ""),
        ("agreements/fr.toml", "first_day = 1988-07-01", 'first_day = "summer 1988"', "start.first_day", ""),
        ("agreements/es.toml", 'dated = "TN 49, 09-22"', 'date = "TN 49, 09-22"', "texts.0.date", "unknown key"),
        ("agreements/no.toml", "months = 12", "years = 1", "residence_there.years", "unknown key"),
        ("agreements/ca.toml", 'elsewhere = "us"', 'elsewhere = "France"', "provisions.1.elsewhere", ""),
        ("united_states.toml", "issuer =", "office =", "office", "unknown key"),
        ("sources.toml", 'title = "Soziale Sicherheit (USA)"\n', "", "360.lexisnexis-at.title", "missing"),
        ("sources.toml", "official = false", "offical = false", "360.lexisnexis-at.offical", "unknown key"),
    ],
)
def test_what_does_not_fit_is_named(data: Path, file: str, old: str, new: str, key_path: str, problem: str) -> None:
    _replace(data / file, old, new)
    with pytest.raises(LawFileError) as caught:
        load_rules(data)
    assert caught.value.file == Path(file).name
    assert caught.value.key_path == key_path
    assert problem in caught.value.problem
    assert str(caught.value).startswith(f"{Path(file).name}: {key_path}: ")


def test_a_file_that_is_no_toml_is_named(data: Path) -> None:
    (data / "agreements" / "fr.toml").write_text("partner = \n", encoding="utf-8")
    with pytest.raises(LawFileError, match=r"^fr\.toml: not valid TOML"):
        load_rules(data)


def test_a_file_that_is_no_text_is_named(data: Path) -> None:
    (data / "agreements" / "fr.toml").write_bytes(b'partner = "\xff"\n')
    with pytest.raises(LawFileError, match=r"^fr\.toml: not valid TOML"):
        load_rules(data)


def test_a_missing_file_is_named(data: Path) -> None:
    (data / "sources.toml").unlink()
    with pytest.raises(LawFileError, match=r"^sources\.toml: "):
        load_rules(data)


def test_a_folder_without_agreements_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LawFileError, match="no agreement file"):
        load_rules(tmp_path)


def test_the_digest_does_not_change_with_a_comment(data: Path) -> None:
    _replace(data / "agreements" / "fr.toml", 'partner = "FR"', '# a remark\n\npartner =   "FR"')
    assert load_rules(data).digest == load_rules().digest


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("agreements/fr.toml", "limit_months = 24", "limit_months = 25"),
        ("agreements/fr.toml", 'included = ["GF",', 'included = ["GF", "PM",'),
        ("sources.toml", "official = false", "official = true"),
        ("united_states.toml", 'online = "https', 'online = "http'),
    ],
)
def test_the_digest_changes_with_the_law(data: Path, file: str, old: str, new: str) -> None:
    if file.endswith("fr.toml") and "PM" in new:
        _replace(data / file, '"PF", "PM", ', '"PF", ')
    _replace(data / file, old, new)
    assert load_rules(data).digest != load_rules().digest


def test_the_digest_is_short_and_of_hexadecimal_digits() -> None:
    assert re.fullmatch("[0-9a-f]{16}", load_rules().digest)


def test_the_same_folder_is_read_once() -> None:
    assert load_rules() is load_rules()
