"""What an organiser must know before reading on: stale figures, and what went wrong."""

from __future__ import annotations

from typing import Literal

from textual.content import Content
from textual.widgets import Static

from moonwalk.tui.safe_text import ui

Kind = Literal["warning", "error"]


class Banner(Static):
    """Sentences above the body; not there when there is nothing to say."""

    def __init__(self) -> None:
        super().__init__(id="banner")
        self.display = False
        self._said: tuple[tuple[Kind, str], ...] = ()

    def say(self, said: tuple[tuple[Kind, str], ...]) -> None:
        """Show these sentences, each with what kind it is."""
        if said == self._said:
            return
        self._said = said
        self.display = bool(said)
        self.set_class(any(kind == "error" for kind, _ in said), "-error")
        glyphs = {"error": "✗ ", "warning": "! "}
        self.update(Content("\n").join([ui((glyphs[kind], "bold"), text) for kind, text in said]))
