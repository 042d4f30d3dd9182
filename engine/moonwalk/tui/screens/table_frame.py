"""A screen around one long table, with its filter and its line of words."""

from __future__ import annotations

from typing import Any, ClassVar

from textual import on
from textual.events import ScreenResume

from moonwalk.tui.actions import Scope
from moonwalk.tui.messages import FilterCleared, FilterKept, FilterTyped, FilterWanted, TableChanged
from moonwalk.tui.screens.frame import Frame
from moonwalk.tui.widgets.filter_bar import FilterBar
from moonwalk.tui.widgets.status_line import StatusLine
from moonwalk.tui.widgets.virtual_table import VirtualTable


class TableFrame(Frame):
    """Filters its table while one types; Esc clears the filter before it goes back."""

    SCOPES: ClassVar[tuple[Scope, ...]] = ("table", "everywhere")
    AUTO_FOCUS = "VirtualTable"

    @property
    def table(self) -> VirtualTable[Any]:
        """The table."""
        return self.query_one(VirtualTable)

    def note_on(self, row: Any) -> str:
        """What is said in the line below about the row under the cursor."""
        return ""

    def tell_troubles(self) -> None:
        """Show troubles; a table that waits for rows waits no longer."""
        super().tell_troubles()
        if self.troubles:
            self.table.give_up()

    @on(TableChanged)
    @on(ScreenResume)
    def describe_table(self) -> None:
        """Say under the table what it shows."""
        table = self.table
        row = table.current
        note = self.note_on(row) if row is not None else ""
        self.query_one(StatusLine).tell(table, f" · {note}" if note else "")

    @on(FilterWanted)
    async def _open_filter(self, message: FilterWanted) -> None:
        message.stop()
        bar = FilterBar(self.table.filter)
        await self.open_bar(bar)
        self.set_focus(bar.field)

    @on(FilterTyped)
    def _narrow(self, message: FilterTyped) -> None:
        message.stop()
        self.table.narrow(message.text)

    @on(FilterKept)
    async def _keep(self, message: FilterKept) -> None:
        message.stop()
        await self._leave_filter()

    @on(FilterCleared)
    async def _clear(self, message: FilterCleared) -> None:
        message.stop()
        self.table.narrow("")
        await self._leave_filter()

    async def _leave_filter(self) -> None:
        await self.query(FilterBar).remove()
        self.set_focus(self.table)

    def action_back(self) -> None:
        """Show all rows again if they are filtered; else go back."""
        if self.table.filter:
            self.table.narrow("")
        else:
            super().action_back()
