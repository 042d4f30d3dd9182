"""Text in paragraphs, headings and lists, laid out for the width there is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from textual.content import Content
from textual.events import Resize
from textual.widgets import Static

from moonwalk.tui.safe_text import ui

BULLET: Final = "• "


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
