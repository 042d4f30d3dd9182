"""A small menu at the bottom: one letter leads to a screen."""

from __future__ import annotations

from textual import on
from textual.events import Blur
from textual.widgets import Static

from moonwalk.tui.actions import actions_of, bindings_of
from moonwalk.tui.messages import BarClosed, GoTo, Place
from moonwalk.tui.safe_text import ui


class GoBar(Static, can_focus=True):
    """Shows every destination with its letter; nothing to remember."""

    BINDINGS = bindings_of("go")

    def __init__(self) -> None:
        parts: list[tuple[str, str]] = []
        for action in actions_of("go"):
            # The footer shows how to leave, as it does for every bar.
            if not action.shown:
                parts += [(action.keys_in_words, "bold $primary"), (f" {action.label}  ", "")]
        super().__init__(ui(*parts), id="go")

    def action_go(self, place: Place) -> None:
        """Go to a screen."""
        self.post_message(BarClosed())
        self.post_message(GoTo(place))

    def action_close(self) -> None:
        """Stay here."""
        self.post_message(BarClosed())

    @on(Blur)
    def _left(self) -> None:
        self.post_message(BarClosed())
