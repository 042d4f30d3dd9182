"""A table with the row under its cursor in full below it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from textual import on
from textual.content import Content
from textual.events import ScreenResume
from textual.widget import Widget
from textual.widgets import Static

from moonwalk.tui.messages import RowOpened, TableChanged
from moonwalk.tui.screens.table_frame import TableFrame
from moonwalk.tui.text import ui
from moonwalk.tui.widgets.prose import TextPane


class DetailFrame(TableFrame):
    """A table, and under it the row under the cursor in full; Enter goes there to scroll it."""

    def compose_body(self) -> Iterable[Widget]:
        """The table, its line, and the text below them."""
        yield from super().compose_body()
        yield TextPane(Static("", id="detail-text", markup=False), id="detail")

    def in_full(self, row: Any) -> Content:
        """All there is to say about a row."""
        raise NotImplementedError

    @on(TableChanged)
    def describe_row(self) -> None:
        """Show the row under the cursor."""
        row = self.table.current
        self.query_one("#detail-text", Static).update(ui("") if row is None else self.in_full(row))

    @on(ScreenResume)
    def _to_the_table(self) -> None:
        """Whoever comes back is at the rows."""
        self.leave_text()

    def leave_text(self) -> bool:
        """From the text back to the rows; whether one was in it."""
        was_in_text = self.query_one("#detail").has_focus
        if was_in_text:
            self.set_focus(self.table)
        return was_in_text

    def step_back(self) -> None:
        """From the text back to the rows; from there on, as on every table."""
        if not self.leave_text():
            super().step_back()

    @on(RowOpened)
    def _to_the_text(self, message: RowOpened) -> None:
        message.stop()
        self.set_focus(self.query_one("#detail"))
