"""A screen with a table: filtered while one types, and copied as it is shown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, ClassVar

from textual import on
from textual.events import ScreenResume
from textual.widget import Widget

from moonwalk.services.errors import Refused
from moonwalk.services.privacy.audience import Audience
from moonwalk.services.table_export import TableCopy, tabbed
from moonwalk.tui.actions import Scope
from moonwalk.tui.jobs import Here, jobs
from moonwalk.tui.jobs.job import Marked
from moonwalk.tui.kept_views import Order
from moonwalk.tui.messages import (
    CopyWanted,
    FilterCleared,
    FilterKept,
    FilterTyped,
    FilterWanted,
    JobSubmitted,
    MarkWanted,
    TableChanged,
)
from moonwalk.tui.screens.base_screen import Frame
from moonwalk.tui.text import clean
from moonwalk.tui.widgets.bottom_bars import FilterBar
from moonwalk.tui.widgets.headline import StatusLine
from moonwalk.tui.widgets.table_columns import Column, cells_of
from moonwalk.tui.widgets.virtual_table import VirtualTable
from moonwalk.tui.wording import count


class TableFrame(Frame):
    """Filters its table while one types; Esc clears the filter before it goes back."""

    SCOPES: ClassVar[tuple[Scope, ...]] = ("table", "everywhere")
    AUTO_FOCUS = "VirtualTable"
    COLUMNS: ClassVar[tuple[Column[Any], ...]] = ()
    NOUNS: ClassVar[tuple[str, str]] = ("row", "rows")
    """What a row is, in the singular and in the plural."""
    BEST_FIRST: ClassVar[bool] = False
    """Whether rows that begin with the filter come first: where the order they come in means nothing."""

    # What subclasses say of their rows.

    def identity(self, row: Any) -> str:
        """What tells a row apart from others."""
        return str(row.id)

    def searched(self, row: Any) -> str:
        """The text that the filter looks at."""
        raise NotImplementedError

    @property
    def empty(self) -> str:
        """What is said in place of rows where there are none."""
        raise NotImplementedError

    def compose_body(self) -> Iterable[Widget]:
        """The table, and the line that describes it."""
        yield VirtualTable(
            self.COLUMNS,
            identity=self.identity,
            searched=self.searched,
            empty=self.empty,
            best_first=self.BEST_FIRST,
        )
        yield StatusLine(self.NOUNS)

    @property
    def table(self) -> VirtualTable[Any]:
        """The table."""
        return self.query_one(VirtualTable)

    @property
    def awaits_rows(self) -> bool:
        """Whether the table has no rows yet, and may still get some."""
        return self.table.waiting and not self.table.in_vain

    @property
    def kept_as(self) -> str:
        """The name by which the filter is kept until one comes back; empty where it is not."""
        return f"{self.PLACE} {self._challenge}" if self.PLACE else ""

    @property
    def ordered_as(self) -> str:
        """The name by which the order is kept, also until the next start; empty where it is not."""
        return self.kept_as

    def on_mount(self) -> None:
        """Filter and order as when one left."""
        super().on_mount()
        self.table.narrow(self.views.filters.get(self.kept_as, ""))
        self.restore_order()

    def restore_order(self) -> None:
        """Order the table as when one left, where it has that column."""
        order = self.views.orders.get(self.ordered_as)
        if order is not None:
            self.table.order_by(order.title, order.backwards)

    @property
    def here(self) -> Here:
        """What a job is about, and the table, which can be exported."""
        marked = tuple(self.table.marks) if self.marks_are else ()
        return replace(super().here, table=self.copy_for, marked=marked, marks_are=self.marks_are)

    @property
    def marks_are(self) -> Marked:
        """What rows are that can be marked, by id; nothing where nothing is done with several of them."""
        return ""

    def copy_for(self, audience: Audience) -> TableCopy:
        """The table as it is shown. Refused for others than organisers, who see no such table."""
        if not audience.is_organisers:
            raise Refused("Others see no such table. Write organisers to export it for yourself.")
        return self.copied(self.table.rows, self.table.columns)

    def copied(self, rows: Sequence[Any], columns: Sequence[Column[Any]]) -> TableCopy:
        """Rows in the order of the table, and with its filter."""
        titles = tuple(column.title for column in columns if column.title)
        return TableCopy(self.PLACE, titles, cells_of(columns, self.table.arranged(rows, columns)))

    def _narrow_to(self, text: str) -> None:
        self.table.narrow(text)
        if self.kept_as:
            self.views.filters[self.kept_as] = text

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
        if self.ordered_as and not table.waiting:
            self.views.keep_order(self.ordered_as, Order(table.ordered_by, table.backwards))

    @on(MarkWanted)
    def _mark(self, message: MarkWanted) -> None:
        message.stop()
        if self.marks_are:
            self.table.mark(message.every)
        else:
            self.notify("Nothing here is done with several rows at once, so none are marked.", markup=False)

    @on(CopyWanted)
    def _copy(self, message: CopyWanted) -> None:
        message.stop()
        table = self.table
        marked = [row for row in table.rows if self.identity(row) in table.marks] if table.marks else []
        rows = marked or ([table.current] if table.current is not None else [])
        cells = cells_of(table.columns, rows)
        safe = (tuple(clean(cell) if isinstance(cell, str) else cell for cell in row) for row in cells)
        copied = TableCopy(self.PLACE, (), tuple(safe))
        # Some terminals let no program copy, and none says whether it did.
        self.app.copy_to_clipboard(tabbed(copied))
        said = f"{count(len(rows), 'row', 'rows')} copied. If nothing can be pasted: d, then y."
        self.notify(said, markup=False)

    @on(FilterWanted)
    async def _open_filter(self, message: FilterWanted) -> None:
        message.stop()
        bar = FilterBar(self.table.filter)
        await self.open_bar(bar)
        self.set_focus(bar.field)

    @on(FilterTyped)
    def _narrow(self, message: FilterTyped) -> None:
        message.stop()
        self._narrow_to(message.text)

    @on(FilterKept)
    async def _keep(self, message: FilterKept) -> None:
        message.stop()
        await self._leave_filter()

    @on(FilterCleared)
    async def _clear(self, message: FilterCleared) -> None:
        message.stop()
        self._narrow_to("")
        await self._leave_filter()

    async def _leave_filter(self) -> None:
        await self.query(FilterBar).remove()
        self.set_focus(self.table)

    def follow_up(self, done: JobSubmitted) -> None:
        """What was done with the marked rows is not to be done with them again."""
        if done.here.marked and jobs()[done.name].for_marked:
            self.table.unmark()

    def step_back(self) -> None:
        """Unmark all rows if some are marked, or show all if they are filtered; else go back."""
        if self.table.marks:
            self.table.unmark()
        elif self.table.filter:
            self._narrow_to("")
        else:
            super().step_back()
