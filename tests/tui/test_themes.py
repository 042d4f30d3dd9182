from __future__ import annotations

import pytest
from textual.color import Color
from textual.theme import Theme

from moonwalk.tui.themes import contrast_theme, dark_theme, light_theme


@pytest.mark.parametrize(
    "theme", [dark_theme(), light_theme(), contrast_theme()], ids=lambda theme: theme.name
)
def test_every_text_can_be_read(theme: Theme) -> None:
    grounds = [theme.background, theme.surface]
    texts = [
        theme.foreground,
        theme.primary,
        theme.secondary,
        theme.accent,
        theme.warning,
        theme.error,
        theme.variables["text-muted"],
    ]
    for ground in grounds:
        for text in texts:
            assert contrast(text, ground) >= 4.5, (text, ground)
    assert contrast(theme.variables["cursor-text"], theme.variables["cursor"]) >= 7
    assert contrast(theme.variables["text-muted"], theme.variables["cursor"]) >= 4.5


@pytest.mark.parametrize(
    "theme", [dark_theme(), light_theme(), contrast_theme()], ids=lambda theme: theme.name
)
def test_good_and_bad_differ_in_more_than_red_and_green(theme: Theme) -> None:
    good, bad = Color.parse(theme.success or ""), Color.parse(theme.error or "")
    assert good.b > good.r
    assert bad.r > bad.b
    assert abs(good.b - bad.b) > 100


def contrast(one: str | None, other: str | None) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str | None) -> float:
    parts = [part / 255 for part in Color.parse(colour or "").rgb]
    red, green, blue = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
