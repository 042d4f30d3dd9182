"""Something long to read, moved with the keys."""

from __future__ import annotations

from textual.containers import VerticalScroll

from moonwalk.tui.actions import bindings_of


class TextPane(VerticalScroll):
    """Scrolls what is inside it."""

    BINDINGS = bindings_of("text")
