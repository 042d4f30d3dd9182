"""Long text, moved with the keys: prose, and ledgers of points with their reasons."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from rich.cells import cell_len
from textual.containers import VerticalScroll
from textual.content import Content
from textual.events import Resize
from textual.widgets import Static

from moonwalk.tui.actions import bindings_of
from moonwalk.tui.text import cell, clean, ui


class TextPane(VerticalScroll):
    """Scrolls what is inside it."""

    BINDINGS = bindings_of("text")


BULLET: Final = "• "
BETWEEN: Final = "  "


class Prose(Static):
    """Reads plain text with `#` headings and `-` lists; everything else in it is literal."""

    def __init__(self, name: str) -> None:
        super().__init__("", id=name, markup=False)
        self._text = ""

    def show(self, text: str) -> None:
        """Show this text."""
        self._text = text
        self._draw()

    def on_resize(self, event: Resize) -> None:
        """Lay the text out for another width."""
        self._draw()

    def _draw(self) -> None:
        width = self.content_size.width
        if width >= 20:
            self.update(
                Content("\n").join([line for block in blocks(self._text) for line in _lay_out(block, width)])
            )


def blocks(text: str) -> Iterator[str]:
    """Headings, list items and paragraphs, each as one line; "" between paragraphs."""
    gathered: list[str] = []
    for line in text.split("\n"):
        said = line.strip()
        if gathered and (not said or said[0] in "#-"):
            yield " ".join(gathered)
            gathered = []
        if said:
            gathered.append(said)
        else:
            yield ""
        if said.startswith("#"):
            yield gathered.pop()
    if gathered:
        yield " ".join(gathered)


def _lay_out(block: str, width: int) -> list[Content]:
    if block.startswith("#"):
        return [ui((block.lstrip("# "), "bold $primary"))]
    if not block.startswith("- "):
        return ui(block).wrap(width) or [ui("")]
    first, *others = ui(block[2:]).wrap(width - len(BULLET)) or [ui("")]
    return [ui((BULLET, "$primary")) + first, *(Content(" " * len(BULLET)) + other for other in others)]


class HangingText(Static):
    """Lines that go on below where their text begins: each is what stands before the text, and the text."""

    def __init__(self, name: str) -> None:
        super().__init__("", id=name, markup=False)
        self._lines: tuple[tuple[Content, Content], ...] = ()

    def show(self, lines: Sequence[tuple[Content, Content]]) -> None:
        """Show these lines."""
        self._lines = tuple(lines)
        self._draw()

    def show_text(self, text: str) -> None:
        """Show plain text, of which each line keeps its indent and the sign of a list."""
        self.show([(ui(before), ui(rest)) for before, rest in map(_apart, text.split("\n"))])

    def on_resize(self, event: Resize) -> None:
        """Lay the lines out for another width."""
        self._draw()

    def _draw(self) -> None:
        width = self.content_size.width
        if width >= 20:
            self.update(Content("\n").join([part for line in self._lines for part in _hang(*line, width)]))


_BEFORE_TEXT: Final = re.compile(r" *(?:- |\[ \] )?")


def _apart(line: str) -> tuple[str, str]:
    """What stands before the text of a line, and the text."""
    before = _BEFORE_TEXT.match(line)
    begins = before.end() if before is not None else 0
    return line[:begins], line[begins:]


def _hang(before: Content, text: Content, width: int) -> list[Content]:
    first, *others = text.wrap(max(10, width - before.cell_length)) or [ui("")]
    indent = " " * before.cell_length
    return [Content.assemble(before, first), *(Content.assemble(indent, other) for other in others)]


@dataclass(frozen=True, slots=True)
class Line:
    """A figure, what it is for, and where that stands: below, or `beside` where there is room.

    A heading has its figure at the right.
    """

    figure: str
    text: str
    source: str = ""
    heading: bool = False
    style: str = ""
    beside: bool = False


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
            parts = [part for line in self._lines for part in _lay_out_ledger(line, width)]
            # A heading stands apart from what is above it; above the first there is nothing.
            is_apart = bool(self._lines) and self._lines[0].heading
            self.update(Content("\n").join(parts[is_apart:]))


def _lay_out_ledger(line: Line, width: int) -> list[Content]:
    """A line of the ledger as lines of the screen."""
    if line.heading:
        room = width - len(line.figure) - 1
        return [ui(""), ui((cell(line.text, room), "bold"), " ", (line.figure, "bold $primary"))]
    indent = 9
    figure = cell(line.figure, indent - 2, right=True) + "  "
    room = width - indent - cell_len(clean(line.text)) - len(BETWEEN)
    if line.beside and line.source and cell_len(clean(line.source)) <= room:
        parts = (
            (figure, line.style or "bold"),
            (line.text, line.style),
            BETWEEN,
            (line.source, "$text-muted"),
        )
        return [ui(*parts)]
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
