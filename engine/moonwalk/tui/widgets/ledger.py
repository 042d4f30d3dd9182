"""Lines of points and reasons, wrapped beside their numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual.content import Content
from textual.events import Resize
from textual.widgets import Static

from moonwalk.tui.safe_text import cell, ui


@dataclass(frozen=True, slots=True)
class Line:
    """A figure, what it is for, and where that stands. A heading has its figure at the right."""

    figure: str
    text: str
    source: str = ""
    heading: bool = False
    style: str = ""


class Ledger(Static):
    """A column of figures with wrapped text beside it, laid out again when the width changes."""

    def __init__(self, name: str) -> None:
        super().__init__("", id=name, markup=False)
        self._lines: tuple[Line, ...] = ()

    def show(self, lines: Sequence[Line]) -> None:
        """Show these lines."""
        self._lines = tuple(lines)
        self._draw()

    def on_resize(self, event: Resize) -> None:
        """Lay the lines out for another width."""
        self._draw()

    def _draw(self) -> None:
        width = self.content_size.width
        if width >= 20:
            self.update(Content("\n").join([part for line in self._lines for part in _lay_out(line, width)]))


def _lay_out(line: Line, width: int) -> list[Content]:
    """A line of the ledger as lines of the screen."""
    if line.heading:
        room = width - len(line.figure) - 1
        return [ui(""), ui((cell(line.text, room), "bold"), " ", (line.figure, "bold $primary"))]
    indent = 9
    figure = cell(line.figure, indent - 2, right=True) + "  "
    wrapped = ui((line.text, line.style)).wrap(width - indent)
    first, *others = wrapped or [ui("")]
    lines = [Content.assemble(ui((figure, line.style or "bold")), first)]
    lines += [Content.assemble(" " * indent, other) for other in others]
    if line.source:
        lines += [
            Content.assemble(" " * indent, part)
            for part in ui((line.source, "$text-muted")).wrap(width - indent)
        ]
    return lines
