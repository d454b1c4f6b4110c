"""Colors that everybody can tell apart and read."""

from __future__ import annotations

import pytest

from tracker.charts import theme, words
from tracker.charts.theme import Palette, Style, contrast
from tracker.codes import CertificateState, DayAnswer, Status

PALETTES = [pytest.param(theme.palette(dark), id="dark" if dark else "light") for dark in (False, True)]


def looks(colors: Palette) -> list[Style]:
    lanes = (colors.statuses, colors.certificates, colors.answers, colors.headroom)
    styles = [*(style for lane in lanes for style in lane.values()), colors.trip]
    return [*styles, *(theme.lighter(style, colors.background) for style in styles)]


@pytest.mark.parametrize("colors", PALETTES)
def test_words_on_bars_are_readable_on_fill_and_pattern(colors: Palette) -> None:
    for style in looks(colors):
        assert contrast(style.text, style.fill) >= 4.5, style
        assert not style.pattern or contrast(style.text, style.hatch) >= 4.5, style


@pytest.mark.parametrize("colors", PALETTES)
def test_words_beside_bars_are_readable(colors: Palette) -> None:
    for tone in (colors.text, colors.muted, colors.alert, colors.today):
        assert contrast(tone, colors.background) >= 4.5
        assert contrast(tone, colors.band) >= 4.5


@pytest.mark.parametrize("colors", PALETTES)
def test_every_bar_has_a_border_that_stands_out(colors: Palette) -> None:
    for style in looks(colors):
        assert contrast(style.line, colors.band) >= 3, style


@pytest.mark.parametrize("colors", PALETTES)
def test_every_look_of_a_lane_has_its_own_pattern(colors: Palette) -> None:
    for styles in (colors.statuses, colors.certificates, colors.answers):
        patterns = [(style.pattern, style.spacing) for style in styles.values()]
        assert len(set(patterns)) == len(patterns)
        assert len({style.symbol for style in styles.values()}) == len(patterns)


@pytest.mark.parametrize("colors", PALETTES)
def test_every_code_has_words_and_a_look(colors: Palette) -> None:
    assert set(colors.answers) == set(words.ANSWERS)
    assert set(colors.certificates) == set(words.CERTIFICATES)
    assert set(colors.statuses) == set(words.STATUSES) == set(Status)
    assert set(colors.headroom) == set(words.HEADROOM)


@pytest.mark.parametrize("colors", PALETTES)
def test_the_proven_host_system_stands_apart_from_every_other_answer_without_hue(colors: Palette) -> None:
    proven = colors.answers[DayAnswer.COVERED_BY_HOST]
    assert proven == colors.certificates[words.HOST_CERTIFICATE]
    for answer in (
        DayAnswer.COVERED,
        DayAnswer.COVERED_NOT_DELIVERED,
        DayAnswer.WOULD_NOT_COVER,
        DayAnswer.REQUESTED,
        DayAnswer.WOULD_COVER,
    ):
        assert contrast(proven.fill, colors.answers[answer].fill) >= 1.8, answer
    assert contrast(proven.fill, colors.background) >= 1.5


@pytest.mark.parametrize("colors", PALETTES)
def test_requested_days_look_like_their_certificate(colors: Palette) -> None:
    assert colors.answers[DayAnswer.REQUESTED] == colors.certificates[CertificateState.SUBMITTED]


def test_contrast_is_that_of_the_web_guidelines() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("colors", PALETTES)
def test_every_pattern_of_the_timeline_has_a_twin_in_css(colors: Palette) -> None:
    drawn = {(style.fill, style.pattern, style.spacing): theme.css_background(style) for style in looks(colors)}
    assert len(set(drawn.values())) == len(drawn)
    for style in looks(colors):
        background = theme.css_background(style)
        assert background.endswith(style.fill)
        assert (style.hatch in background.removesuffix(style.fill)) == bool(style.pattern)
