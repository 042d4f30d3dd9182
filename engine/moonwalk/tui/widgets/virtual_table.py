"""A table of any length: sorted, filtered, and only the lines on the screen are ever drawn."""

from __future__ import annotations

import gc
from array import array
from collections.abc import Callable, Sequence
from typing import Any, ClassVar, Final, Generic, TypeVar

from rich.segment import Segment
from textual import on
from textual.events import Blur, Click, Focus, Resize, Unmount
from textual.geometry import Size
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from moonwalk.tui.actions import bindings_of
from moonwalk.tui.messages import CopyWanted, FilterWanted, MarkWanted, RowOpened, TableArranged, TableChanged
from moonwalk.tui.widgets.arranging import Wish, arrange, fold_rows
from moonwalk.tui.widgets.marks import Marks
from moonwalk.tui.widgets.table_columns import Column, LinePainter, fit_columns, number_of

Row = TypeVar("Row")

HEADING: Final = 1
MANY: Final = 5_000


class VirtualTable(ScrollView, Generic[Row], can_focus=True):
    """Rows under a heading that stays; the cursor follows its row through sorting and filtering.

    `identity` tells rows apart, `searched` is what the filter looks at, `opens` says whether a row leads
    anywhere. With `best_first`, rows that begin with the filter come before those that only have it in them,
    and the cursor goes to the first: where the order in which rows come means nothing.
    """

    BINDINGS = bindings_of("table")
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "table--heading",
        "table--sorted",
        "table--row",
        "table--cursor",
        "table--resting",
        "table--quiet",
        "table--strong",
        "table--up",
        "table--down",
        "table--bar",
        "table--warning",
        "table--error",
    }
    position: reactive[int] = reactive(0, repaint=False)

    def __init__(
        self,
        columns: Sequence[Column[Row]],
        *,
        identity: Callable[[Row], str],
        searched: Callable[[Row], str],
        empty: str,
        best_first: bool = False,
    ) -> None:
        super().__init__()
        self.columns: tuple[Column[Row], ...] = tuple(columns)
        self.rows: Sequence[Row] = ()
        self.waiting = True
        self.in_vain = False
        self.order: array[int] = array("l")
        self.sorted_by: int | None = None
        self.backwards = False
        self.filter = ""
        self._identity = identity
        self._searched = searched
        self._empty = empty
        self._best_first = best_first
        self._folded: tuple[str, ...] | None = None
        self._generation = 0
        self._kept: str | None = None
        self.marks = Marks()
        self.opens = True
        self._painter = LinePainter(self)

    # What it is told.

    def show(self, rows: Sequence[Row], columns: Sequence[Column[Row]] | None = None) -> None:
        """Show these rows; sorting, filter and the row under the cursor stay where they can."""
        if columns is not None:
            self._take_columns(tuple(columns))
        kept, was_bare = self.current_id, self._is_bare
        self.rows, self._folded, self.waiting = rows, None, False
        if was_bare != self._is_bare:
            self.refresh_bindings()
        self.marks.keep(map(self._identity, rows))
        if len(rows) > MANY:
            # Else every full garbage collection walks over all rows again and holds the screen up meanwhile.
            gc.freeze()
        if self.sorted_by is None and not self.backwards and not self.filter:
            self._generation += 1
            self._settle(array("l", range(len(rows))), kept)
        else:
            self.order = array("l", (n for n in self.order if n < len(rows)))
            self._rearrange(kept)

    def _take_columns(self, columns: tuple[Column[Row], ...]) -> None:
        """Take other columns; the order stays that of the column with the same title, if there is one."""
        if [column.title for column in columns] != [column.title for column in self.columns]:
            number = number_of(columns, self.ordered_by)
            self.backwards = self.backwards and (number is not None or self.sorted_by is None)
            self.sorted_by = number
        self.columns = columns

    def give_up(self) -> None:
        """Say that no rows will come."""
        if self.waiting and not self.in_vain:
            self.in_vain = True
            self.refresh()

    def start_over(self) -> None:
        """Forget order and cursor, not the filter: other rows will be shown."""
        self.sorted_by, self.backwards = None, False
        self.rows, self.order, self.position = (), array("l"), 0
        self.marks.clear()

    def narrow(self, text: str) -> None:
        """Show only rows with this text in them."""
        if text != self.filter:
            self.filter = text
            self._rearrange(None if text and self._is_best_first else self.current_id)

    def sort_by(self, number: int) -> None:
        """Order by a column; by the same column again, turned around."""
        column = self.columns[number]
        if column.sort is None:
            return
        self.backwards = not self.backwards if number == self.sorted_by else column.largest_first
        self.sorted_by = number
        self._rearrange(self.current_id)

    def order_by(self, title: str, backwards: bool) -> None:
        """Order by the column of a title, or as the rows come without one; nothing where none has it."""
        number = number_of(self.columns, title)
        if number is not None or not title:
            self.sorted_by, self.backwards = number, backwards
            self._rearrange(self.current_id)

    def go_to(self, identity: str) -> None:
        """Put the cursor on a row, if it is shown."""
        self._follow(identity)

    # What it can be asked.

    @property
    def current(self) -> Row | None:
        """The row under the cursor."""
        if not 0 <= self.position < len(self.order):
            return None
        number = self.order[self.position]
        return self.rows[number] if number < len(self.rows) else None

    @property
    def ordered_by(self) -> str:
        """The title of the column that orders the rows; empty where they are as they come."""
        return "" if self.sorted_by is None else self.columns[self.sorted_by].title

    @property
    def current_id(self) -> str | None:
        """What tells the row under the cursor apart."""
        row = self.current
        return None if row is None else self._identity(row)

    def arranged(self, rows: Sequence[Row], columns: Sequence[Column[Row]]) -> tuple[Row, ...]:
        """Other rows, filtered and sorted as those that are shown, by the column of the same title."""
        number = number_of(columns, self.ordered_by)
        by = None if number is None else columns[number].sort
        folded = fold_rows(rows, self._searched) if self.filter else ()
        return tuple(rows[number] for number in arrange(rows, folded, self._wish(by)))

    @property
    def _is_best_first(self) -> bool:
        """Whether rows that begin with the filter come first: not where another order was chosen."""
        return self._best_first and self.sorted_by is None and not self.backwards

    def _wish(self, by: Callable[[Row], Any] | None) -> Wish[Row]:
        return Wish(by, self.backwards, self.filter, self._is_best_first)

    # Arranging, in a worker.

    def _rearrange(self, kept: str | None) -> None:
        self._generation += 1
        generation, rows, folded, searched = self._generation, self.rows, self._folded, self._searched
        by = None if self.sorted_by is None else self.columns[self.sorted_by].sort
        wish = self._wish(by)
        self._kept = kept

        def work() -> None:
            texts = folded if folded is not None or not wish.filter else fold_rows(rows, searched)
            self.post_message(TableArranged(generation, arrange(rows, texts or (), wish), texts))

        self.run_worker(work, group="arrange", exclusive=True, exit_on_error=False, thread=True)

    @on(TableArranged)
    def _take_order(self, message: TableArranged) -> None:
        message.stop()
        if message.generation == self._generation:
            self._folded = message.folded
            self._settle(message.order, self._kept)

    def _settle(self, order: array[int], kept: str | None) -> None:
        was_empty, self.order = not self.order, order
        if was_empty == bool(order):
            self.refresh_bindings()
        self._measure()
        self._follow(kept)
        self.refresh()
        self.post_message(TableChanged())

    def _follow(self, identity: str | None) -> None:
        position = 0
        if identity is not None:
            places = (p for p, n in enumerate(self.order) if self._identity(self.rows[n]) == identity)
            position = next(places, min(self.position, max(0, len(self.order) - 1)))
        self.position = position
        self._keep_in_sight()

    # Drawing.

    def _measure(self) -> None:
        self._painter.fitted = fit_columns(
            self.columns, self.scrollable_content_region.width or self.size.width
        )
        self.virtual_size = Size(self.size.width, len(self.order) + HEADING)

    @on(Focus)
    @on(Blur)
    def _show_focus(self) -> None:
        self.refresh_lines(self.position + HEADING)

    @on(Resize)
    def _fit(self) -> None:
        self._measure()
        self._keep_in_sight()

    @on(Unmount)
    def _let_go(self) -> None:
        """Drop the rows: the collector no longer looks for those of a closed screen."""
        self.rows, self.order, self._folded = (), array("l"), None

    def render_line(self, y: int) -> Strip:
        """One line of the screen: the heading, a row, or nothing."""
        width = self.size.width
        if y == 0:
            return self._painter.heading(width)
        place = round(self.scroll_y) + y - HEADING
        if place < len(self.order):
            row = self.rows[self.order[place]]
            is_marked = bool(self.marks) and self._identity(row) in self.marks
            return self._painter.row(row, width, place == self.position, is_marked)
        if y >= 2 and not len(self.order):
            return self._painter.remark(self._remark, width, y - 2)
        return Strip([Segment(" " * width, self.rich_style)], width)

    @property
    def _remark(self) -> str:
        if self.waiting:
            return "The reason why nothing is here stands above." if self.in_vain else "Loading…"
        return f"Nothing here has “{self.filter}” in it. Esc shows all again." if self.filter else self._empty

    def _keep_in_sight(self) -> None:
        height = max(1, self.size.height - HEADING)
        top = round(self.scroll_y)
        if self.position < top:
            top = self.position
        elif self.position >= top + height:
            top = self.position - height + 1
        self.scroll_to(y=top, animate=False)

    def watch_position(self, before: int, after: int) -> None:
        """Repaint the two lines that differ, and say that the cursor moved."""
        self.refresh_lines(before + HEADING)
        self.refresh_lines(after + HEADING)
        if before != after:
            self.post_message(TableChanged())

    # What is done with it.

    def _move_to(self, place: int) -> None:
        self.position = max(0, min(place, len(self.order) - 1))
        self._keep_in_sight()

    def action_move(self, rows: int) -> None:
        """Move the cursor by some rows."""
        self._move_to(self.position + rows)

    def action_page(self, pages: int) -> None:
        """Move the cursor by some screens full."""
        self._move_to(self.position + pages * max(1, self.size.height - HEADING - 1))

    def action_first(self) -> None:
        """Move the cursor to the first row."""
        self._move_to(0)

    def action_last(self) -> None:
        """Move the cursor to the last row."""
        self._move_to(len(self.order) - 1)

    def action_sort(self, step: int) -> None:
        """Order by the next sortable column on one side."""
        numbers = [shown.number for shown in self._painter.fitted if shown.column.sort is not None]
        if numbers:
            at = numbers.index(self.sorted_by) if self.sorted_by in numbers else (-1 if step > 0 else 0)
            self.sorted_by = None
            self.sort_by(numbers[(at + step) % len(numbers)])

    def action_reverse(self) -> None:
        """Reverse the order."""
        self.backwards = not self.backwards
        self._rearrange(self.current_id)

    def action_mark(self, every: bool) -> None:
        """Ask to mark the row under the cursor, or every row that is shown."""
        self.post_message(MarkWanted(every))

    def mark(self, every: bool) -> None:
        """Mark the row under the cursor and go to the next, or mark all that are shown; or unmark them."""
        if every:
            self.marks.turn_all([self._identity(self.rows[number]) for number in self.order])
        elif (identity := self.current_id) is not None:
            self.marks.turn(identity)
            self._move_to(self.position + 1)
        self.refresh()
        self.post_message(TableChanged())

    def unmark(self) -> None:
        """Unmark every row."""
        self.marks.clear()
        self.refresh()
        self.post_message(TableChanged())

    def action_copy(self) -> None:
        """Ask for a copy of the row under the cursor, or of those that are marked."""
        self.post_message(CopyWanted())

    def action_filter(self) -> None:
        """Ask for a filter."""
        self.post_message(FilterWanted())

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Whether an action can be done: where there are no rows, or they lead nowhere, none opens one."""
        if action == "open":
            return self.opens and (bool(self.order) or self.waiting)
        return not (self._is_bare and action == "filter") and super().check_action(action, parameters)

    @property
    def _is_bare(self) -> bool:
        """Whether it is known that there are no rows."""
        return not (self.rows or self.waiting)

    def action_open(self) -> None:
        """Open the row under the cursor."""
        row: Any = self.current
        if row is not None:
            self.post_message(RowOpened(row))

    @on(Click)
    def _clicked(self, event: Click) -> None:
        if event.y == 0:
            number = self._painter.column_at(event.x)
            if number is not None:
                self.sort_by(number)
            return
        place = round(self.scroll_y) + event.y - HEADING
        if place < len(self.order):
            opens = place == self.position and event.chain > 1
            self._move_to(place)
            if opens:
                self.action_open()
