"""The top of a screen: where one is, and what one looks at."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from rich.cells import cell_len
from textual.content import Content
from textual.events import Resize
from textual.widgets import Static

from moonwalk.tui.safe_text import cell, clean, ui

STEP: Final = " › "


class Headline(Static):
    """A trail of titles, the last one strong; under it a line of facts."""

    def __init__(self) -> None:
        super().__init__(id="headline")
        self._trail: tuple[str, ...] = ("Moonwalk",)
        self._facts: tuple[tuple[str, str], ...] = ()
        self._corner = ""

    def show(self, trail: Sequence[str], facts: Sequence[tuple[str, str]], corner: str = "") -> None:
        """Show a trail, facts as (text, style) pairs, and something short in the right corner."""
        told = (tuple(trail), tuple(facts), corner)
        if told != (self._trail, self._facts, self._corner):
            self._trail, self._facts, self._corner = told
            self.update(self._picture(self.content_size.width))

    def on_resize(self, event: Resize) -> None:
        """Lay the trail out again for another width."""
        self.update(self._picture(self.content_size.width))

    def _picture(self, width: int) -> Content:
        if not self._trail or width < 1:
            return ui("")
        corner = clean(self._corner)
        room = width - cell_len(corner) - 2
        last = self._trail[-1]
        before = STEP.join((*self._trail[:-1], ""))
        if cell_len(clean(before)) + cell_len(clean(last)) > room:
            before = ""
        space = max(1, room - cell_len(clean(before)))
        top = ui((before, "$text-muted"), (cell(last, space), "bold"), "  ", (corner, "$text-muted"))
        parts: list[tuple[str, str]] = []
        for number, (text, style) in enumerate(self._facts):
            parts += [(" · ", "$text-muted")] if number else []
            parts.append((text, style or "$text-muted"))
        return Content("\n").join([top, ui(*parts).truncate(width, ellipsis=True)])
