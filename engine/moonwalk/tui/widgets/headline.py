"""The lines around what a screen shows: headline, banner, board tabs, status."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import TYPE_CHECKING, Any, Final, Literal

from rich.cells import cell_len
from textual import on
from textual.content import Content
from textual.events import Click, Resize
from textual.widgets import Static

from moonwalk.tui.messages import TabChosen
from moonwalk.tui.text import cell, clean, ui
from moonwalk.tui.widgets.prose import HangingText

if TYPE_CHECKING:
    from moonwalk.tui.widgets.virtual_table import VirtualTable

Kind = Literal["warning", "error"]


class Banner(HangingText):
    """Sentences above the body; not there when there is nothing to say."""

    def __init__(self) -> None:
        super().__init__("banner")
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
        lines = [(kind, line) for kind, text in said for line in text.split("\n")]
        self.show([(ui((glyphs[kind], "bold")), ui(line)) for kind, line in lines])


TAB: Final = "  "
"""Stands before the name of a board that is not shown, and behind each."""


class BoardTabs(Static):
    """A line of names, of which `Tab` goes from one to the next, and a sentence about the current one."""

    def __init__(self) -> None:
        super().__init__(id="tabs")
        self._shown: tuple[object, ...] = ()
        self._ends: tuple[tuple[int, str], ...] = ()
        self._names = self._more = self._sentence = ui("")

    def show(self, boards: tuple[tuple[str, str], ...], current: str, sentence: str) -> None:
        """Show the boards as (name, label) pairs, and how the current one ranks."""
        shown = (boards, current, sentence)
        if shown == self._shown:
            return
        self._shown = shown
        parts: list[tuple[str, str]] = []
        widths = accumulate(cell_len(clean(label)) + 2 * len(TAB) for _, label in boards)
        self._ends = tuple(zip(widths, (name for name, _ in boards), strict=True))
        for name, label in boards:
            style = "bold $primary underline" if name == current else "$text-muted"
            parts += [("▸ " if name == current else TAB, "bold $primary"), (label, style), (TAB, "")]
        self._names = ui(*parts)
        self._more = ui(("  Tab", "$text-muted")) if len(boards) > 1 else ui("")
        self._sentence = ui((sentence, "$text-muted italic"))
        self._draw()

    def on_resize(self, event: Resize) -> None:
        """Lay the names and the sentence out for another width."""
        self._draw()

    def _draw(self) -> None:
        width = self.content_size.width
        if width <= len(TAB) or not self._shown:
            return
        # Where the names leave no room, the key that goes from one to the next stays.
        names = self._names.truncate(width - self._more.cell_length, ellipsis=True)
        sentence = self._sentence.wrap(width - len(TAB)) if self._sentence else ()
        lines = (Content.assemble(TAB, line) for line in sentence)
        self.update(Content("\n").join([Content.assemble(names, self._more), *lines]))

    @on(Click)
    def _choose(self, event: Click) -> None:
        """Ask for the board whose name was clicked."""
        at = event.get_content_offset(self)
        name = next((name for end, name in self._ends if at is not None and at.y == 0 and at.x < end), None)
        if name is not None:
            self.post_message(TabChosen(name))


class StatusLine(Static):
    """Says in words what a table shows."""

    def __init__(self, nouns: tuple[str, str]) -> None:
        super().__init__(id="status")
        self.nouns = nouns
        self._said: tuple[str, ...] = ()

    def tell(self, table: VirtualTable[Any], note: str = "") -> None:
        """Describe the table; `note` is about the row under the cursor."""
        said = (*self._words(table), note)
        if said != self._said:
            self._said = said
            counted, marked, order, filtered, remark = said
            self.update(
                ui(
                    (counted, ""),
                    (marked, "bold $primary"),
                    (order, "$text-muted"),
                    (filtered, "$warning"),
                    (remark, "$text-muted"),
                )
            )

    def _words(self, table: VirtualTable[Any]) -> tuple[str, str, str, str]:
        if table.waiting:
            return "", "", "", ""
        total, shown = len(table.rows), len(table.order)
        noun = self.nouns[0] if total == 1 else self.nouns[1]
        counted = f"{total:,} {noun}" if not table.filter else f"{shown:,} of {total:,} {noun}"
        marked = f" · {len(table.marks):,} marked" if table.marks else ""
        order = ""
        if table.sorted_by is not None:
            arrow = "▼" if table.backwards else "▲"
            order = f" · sorted by {table.columns[table.sorted_by].title} {arrow}"
        elif table.backwards:
            order = " · from the last to the first"
        return counted, marked, order, f" · filter “{table.filter}”" if table.filter else ""


STEP: Final = " › "


class Headline(Static):
    """A trail of titles, the last one strong; under it a line of facts."""

    def __init__(self) -> None:
        super().__init__(id="headline")
        self._trail: tuple[str, ...] = ("Moonwalk",)
        self._facts: tuple[tuple[str, str], ...] = ()
        self._corner = ""
        self._work = ""

    def show_work(self, said: str) -> None:
        """Say in the corner how far work is, in place of what stands there; empty once it has ended."""
        if said != self._work:
            self._work = said
            self.update(self._picture(self.content_size.width))

    def show(self, trail: Sequence[str], facts: Sequence[tuple[str, str]], corner: str = "") -> None:
        """Show a trail, facts as (text, style) pairs, and something short in the right corner."""
        shown = (tuple(trail), tuple(facts), corner)
        if shown != (self._trail, self._facts, self._corner):
            self._trail, self._facts, self._corner = shown
            self.update(self._picture(self.content_size.width))

    def on_resize(self, event: Resize) -> None:
        """Lay the trail out again for another width."""
        self.update(self._picture(self.content_size.width))

    def _picture(self, width: int) -> Content:
        if not self._trail or width < 1:
            return ui("")
        looking = "read-only" if getattr(self.app, "read_only", False) else ""
        corner = clean(" · ".join(filter(None, (self._work or self._corner, looking))))
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
