"""The field that filters a list while one types."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Input, Label

from moonwalk.tui.actions import bindings_of
from moonwalk.tui.messages import FilterCleared, FilterKept, FilterTyped


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
