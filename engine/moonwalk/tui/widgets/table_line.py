"""One line of a table, as coloured segments."""

from __future__ import annotations

from typing import Any, Final, Protocol

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from moonwalk.tui.safe_text import cell, clean
from moonwalk.tui.widgets.column import EDGE, GAP, Fitted

RISING: Final = "▲"
FALLING: Final = "▼"


class Painted(Protocol):
    """What the painter needs to know of its table."""

    sorted_by: int | None
    backwards: bool

    @property
    def has_focus(self) -> bool:
        """Whether key presses go to it."""
        ...

    def get_component_rich_style(self, *names: str, partial: bool = False) -> Style:
        """A style of the style sheet."""
        ...


class LinePainter:
    """Draws a table's heading, rows and remarks; `fitted` are the columns shown now."""

    def __init__(self, table: Painted) -> None:
        self.fitted: tuple[Fitted[Any], ...] = ()
        self._table = table

    def heading(self, width: int) -> Strip:
        """The titles, with an arrow at the one that orders the rows."""
        plain = self._table.get_component_rich_style("table--heading")
        chosen = self._table.get_component_rich_style("table--sorted")
        segments = [Segment(" " * EDGE, plain)]
        for shown in self.fitted:
            title, style = shown.column.title, plain
            if shown.number == self._table.sorted_by:
                title = (f"{title} " if title else "") + (FALLING if self._table.backwards else RISING)
                style = chosen
            segments.append(Segment(cell(title, shown.width, right=shown.column.right), style))
            segments.append(Segment(" " * GAP, plain))
        return Strip(segments).adjust_cell_length(width, plain)

    def row(self, row: Any, width: int, under_cursor: bool) -> Strip:
        """A row's cells."""
        base = "table--row"
        if under_cursor:
            base = "table--cursor" if self._table.has_focus else "table--resting"
        plain = self._table.get_component_rich_style(base)
        segments = [Segment(" " * EDGE, plain)]
        for shown in self.fitted:
            segments += self._cell(row, shown, plain, under_cursor and self._table.has_focus)
            segments.append(Segment(" " * GAP, plain))
        return Strip(segments).adjust_cell_length(width, plain)

    def _cell(self, row: Any, shown: Fitted[Any], plain: Style, bright: bool) -> list[Segment]:
        """A cell and, if there is room, its detail. Under the cursor the row has one colour."""
        column = shown.column
        text = clean(column.text(row))
        name = column.style(row)
        style = (
            plain if bright or not name else plain + self._table.get_component_rich_style(name, partial=True)
        )
        detail = column.detail(row) if column.detail is not None else ""
        room = shown.width - cell_len(text) - GAP
        if not detail or room < 4:
            return [Segment(cell(text, shown.width, right=column.right), style)]
        quiet = (
            plain if bright else plain + self._table.get_component_rich_style("table--quiet", partial=True)
        )
        return [Segment(text + " " * GAP, style), Segment(cell(detail, room), quiet)]

    def remark(self, text: str, width: int) -> Strip:
        """A sentence in place of rows."""
        style = self._table.get_component_rich_style("table--quiet")
        return Strip([Segment(cell(f"  {text}", width), style)], width)

    def column_at(self, x: int) -> int | None:
        """The number of the column drawn at a place of the line."""
        left = EDGE
        for shown in self.fitted:
            if left <= x < left + shown.width + GAP:
                return shown.number
            left += shown.width + GAP
        return None
