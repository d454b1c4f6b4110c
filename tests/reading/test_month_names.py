"""Names of months and weekdays in six languages."""

from __future__ import annotations

import pytest
from babel import Locale

from tracker.reading.month_names import _months, folded, month_of, weekdays_of

LOCALES = ("en", "en_GB", "de", "de_AT", "fr", "es", "it", "pt", "pt_PT")


@pytest.mark.parametrize("locale", LOCALES)
def test_every_name_has_its_month_whatever_the_language(locale: str) -> None:
    for widths in Locale.parse(locale).months.values():
        for width in ("wide", "abbreviated"):
            for month, name in widths[width].items():
                assert month_of(name) == month_of(name.upper()) == month_of(name.strip(".")) == month


@pytest.mark.parametrize("locale", LOCALES)
def test_every_name_has_its_weekday(locale: str) -> None:
    for width in ("wide", "abbreviated"):
        for weekday, name in Locale.parse(locale).days["format"][width].items():
            assert weekday in weekdays_of(name)


def test_words_that_are_no_names() -> None:
    assert month_of("flight") == 0
    assert weekdays_of("flight") == frozenset()
    assert weekdays_of("di") == {1, 6}  # Dienstag, dimanche


def test_accents_are_optional() -> None:
    assert month_of("Marz") == month_of("März") == month_of("maerz") == 3
    assert month_of("fevrier") == month_of("Févr.") == 2
    assert all(folded(name) == name for name in _months())
