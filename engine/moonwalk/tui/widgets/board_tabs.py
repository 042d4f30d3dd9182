"""The challenge's boards by name, the one shown marked."""

from __future__ import annotations

from textual.widgets import Static

from moonwalk.tui.safe_text import ui


class BoardTabs(Static):
    """One line of names; `Tab` goes from one to the next."""

    def __init__(self) -> None:
        super().__init__(id="tabs")
        self._told: tuple[object, ...] = ()

    def show(self, boards: tuple[tuple[str, str], ...], current: str, sentence: str) -> None:
        """Show the boards as (name, label) pairs, and how the current one ranks."""
        told = (boards, current, sentence)
        if told == self._told:
            return
        self._told = told
        parts: list[tuple[str, str]] = []
        for name, label in boards:
            style = "bold $primary underline" if name == current else "$text-muted"
            parts += [("▸ " if name == current else "  ", "bold $primary"), (label, style), ("  ", "")]
        self.update(ui(*parts, ("\n", ""), ("  ", ""), (sentence, "$text-muted italic")))
