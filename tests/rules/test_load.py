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
