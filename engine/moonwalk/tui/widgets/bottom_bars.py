"""Small bars at the bottom: one letter leads to a screen, typing filters a list."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.events import Blur, Resize
from textual.widgets import Input, Label, Static

from moonwalk.tui.actions import actions_of, bindings_of
from moonwalk.tui.messages import BarClosed, FilterCleared, FilterKept, FilterTyped, GoTo
from moonwalk.tui.text import ui


class GoBar(Static, can_focus=True):
    """Shows every destination with its letter; nothing to remember."""

    BINDINGS = bindings_of("go")

    def __init__(self) -> None:
        super().__init__("", id="go", markup=False)

    def on_resize(self, event: Resize) -> None:
        """Lay the destinations out for this width: a letter stays beside its name."""
        lines: list[list[tuple[str, str]]] = [[]]
        room = width = self.content_size.width
        for action in actions_of("go"):
            # The footer shows how to leave, as it does for every bar.
            if action.shown:
                continue
            taken = len(f"{action.keys_in_words} {action.label}")
            if taken > room and lines[-1]:
                lines.append([])
                room = width
            lines[-1] += [(action.keys_in_words, "bold $primary"), (f" {action.label}  ", "")]
            room -= taken + len("  ")
        self.update(Content("\n").join([ui(*line) for line in lines]))

    def action_go(self, place: str) -> None:
        """Go to a screen."""
        self.post_message(BarClosed())
        self.post_message(GoTo(place))

    def action_close(self) -> None:
        """Stay here."""
        self.post_message(BarClosed())

    @on(Blur)
    def _left(self) -> None:
        self.post_message(BarClosed())


class FilterBar(Horizontal):
    """One line: a field, and how to leave it."""

    BINDINGS = bindings_of("filter")

    def __init__(self, text: str) -> None:
        super().__init__(id="filter")
        self._text = text

    def compose(self) -> ComposeResult:
        """The field."""
        yield Label("Filter", markup=False, classes="label")
        field = Input(self._text, id="filter-text", compact=True, select_on_focus=False)
        field.cursor_blink = False
        yield field
        yield Label("Enter keeps it · Esc clears it", markup=False, classes="hint")

    @property
    def field(self) -> Input:
        """Where one types."""
        return self.query_one(Input)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(FilterTyped(event.value))

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_keep()

    def action_keep(self) -> None:
        """Back to the list, with the filter kept."""
        self.post_message(FilterKept())

    def action_clear(self) -> None:
        """Back to the whole list."""
        self.post_message(FilterCleared())
