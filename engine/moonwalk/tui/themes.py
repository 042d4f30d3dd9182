"""Three themes, two of them from Okabe and Ito's colours, which people with any colour vision can tell apart.

Blue stands for good and going, orange for take care, vermilion for wrong; green and red are not used.
Colour is never alone: a glyph and a word stand beside it.
"""

from __future__ import annotations

import os
from typing import Final, TypeVar

from textual.app import App
from textual.theme import Theme

Answer = TypeVar("Answer")

DARK: Final = "moonwalk-dark"
LIGHT: Final = "moonwalk-light"
CONTRAST: Final = "moonwalk-contrast"
THEMES: Final = {DARK: "dark", LIGHT: "light", CONTRAST: "high contrast"}
"""Every theme, and what people call it."""


def dark_theme() -> Theme:
    """Quiet slate with sky blue."""
    return Theme(
        name=DARK,
        dark=True,
        primary="#56B4E9",
        secondary="#9CC9E8",
        accent="#CC9BBB",
        success="#56B4E9",
        warning="#E69F00",
        error="#F0803C",
        foreground="#D9DEE4",
        background="#14191F",
        surface="#1A2027",
        panel="#222A33",
        variables={
            "text-muted": "#9AA6B2",
            "line": "#35404C",
            "cursor": "#1F3A55",
            "cursor-text": "#FFFFFF",
            "resting": "#222A33",
            "footer-background": "#1A2027",
            "footer-foreground": "#9AA6B2",
            "footer-description-foreground": "#A9B3BD",
            "footer-key-foreground": "#56B4E9",
            "block-cursor-background": "#1F3A55",
            "block-cursor-foreground": "#FFFFFF",
            "block-cursor-text-style": "none",
            "border": "#56B4E9",
            "border-blurred": "#35404C",
            "scrollbar": "#35404C",
            "scrollbar-hover": "#4A5866",
            "scrollbar-active": "#56B4E9",
            "scrollbar-background": "#14191F",
            "scrollbar-background-hover": "#14191F",
            "scrollbar-background-active": "#14191F",
            "scrollbar-corner-color": "#14191F",
            "input-selection-background": "#1F3A55",
        },
    )


def light_theme() -> Theme:
    """Paper with deep blue."""
    return Theme(
        name=LIGHT,
        dark=False,
        primary="#0067A3",
        secondary="#3A5F7D",
        accent="#8A4A72",
        success="#0067A3",
        warning="#8A5A00",
        error="#A84300",
        foreground="#20262C",
        background="#FAF9F6",
        surface="#F3F1EC",
        panel="#E8E5DE",
        variables={
            "text-muted": "#565F69",
            "line": "#CFCBC2",
            "cursor": "#CBE3F3",
            "cursor-text": "#10202C",
            "resting": "#E8E5DE",
            "footer-background": "#F3F1EC",
            "footer-foreground": "#565F69",
            "footer-description-foreground": "#4B545D",
            "footer-key-foreground": "#0067A3",
            "block-cursor-background": "#CBE3F3",
            "block-cursor-foreground": "#10202C",
            "block-cursor-text-style": "none",
            "border": "#0067A3",
            "border-blurred": "#CFCBC2",
            "scrollbar": "#CFCBC2",
            "scrollbar-hover": "#B5B0A5",
            "scrollbar-active": "#0067A3",
            "scrollbar-background": "#FAF9F6",
            "scrollbar-background-hover": "#FAF9F6",
            "scrollbar-background-active": "#FAF9F6",
            "scrollbar-corner-color": "#FAF9F6",
            "input-selection-background": "#CBE3F3",
        },
    )


def contrast_theme() -> Theme:
    """White on black, and what is under the cursor on deep blue."""
    return Theme(
        name=CONTRAST,
        dark=True,
        primary="#7FD0FF",
        secondary="#FFFFFF",
        accent="#FFB3DD",
        success="#7FD0FF",
        warning="#FFC14D",
        error="#FF9E66",
        foreground="#FFFFFF",
        background="#000000",
        surface="#000000",
        panel="#1F1F1F",
        variables={
            "text-muted": "#D6D6D6",
            "line": "#8C8C8C",
            "cursor": "#00408C",
            "cursor-text": "#FFFFFF",
            "resting": "#333333",
            "footer-background": "#000000",
            "footer-foreground": "#FFFFFF",
            "footer-description-foreground": "#FFFFFF",
            "footer-key-foreground": "#7FD0FF",
            "block-cursor-background": "#00408C",
            "block-cursor-foreground": "#FFFFFF",
            "block-cursor-text-style": "none",
            "border": "#FFFFFF",
            "border-blurred": "#8C8C8C",
            "scrollbar": "#8C8C8C",
            "scrollbar-hover": "#D6D6D6",
            "scrollbar-active": "#FFE14D",
            "scrollbar-background": "#000000",
            "scrollbar-background-hover": "#000000",
            "scrollbar-background-active": "#000000",
            "scrollbar-corner-color": "#000000",
            "input-selection-background": "#00408C",
        },
    )


class ThemedApp(App[Answer]):
    """An app that wears one of the themes; with NO_COLOR the terminal's own colours. Nothing on it moves."""

    def __init__(self, theme: str) -> None:
        without_colour = bool(os.environ.get("NO_COLOR"))
        super().__init__()
        self.animation_level = "none"
        if not without_colour:
            for ours in (dark_theme(), light_theme(), contrast_theme()):
                self.register_theme(ours)
            self.theme = theme if theme in THEMES else DARK

    def on_mount(self) -> None:
        """Have the page around the screen in a browser follow its colours."""
        self.theme_changed_signal.subscribe(self, self._colour_page)
        self._colour_page(self.current_theme)

    def _colour_page(self, theme: Theme) -> None:
        colour = theme.background or ""
        if self.is_web and self._driver is not None and colour.startswith("#"):
            self._driver.write(f"\x1b]11;{colour}\x07")

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """The themes' own variables, where a terminal without colours has none for them."""
        return dict.fromkeys(("line", "cursor", "cursor-text", "resting"), "ansi_default")
