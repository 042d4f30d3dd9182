"""Columns of a table, which of them fit, and one line drawn in them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Any, Final, Generic, Protocol, TypeVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from moonwalk.tui.text import cell, clean

Row = TypeVar("Row")

GAP: Final = 2
EDGE: Final = 1


def _no_style(_row: Any) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """How a row's value is shown and sorted.

    `width` is the least number of columns; with a larger `most` it grows into the room that is left. Columns
    with the highest `drops` leave first when the room is short; 0 stays. `style` names a table style for a
    row's cell. `detail` is said in a small voice after the text, where there is room.
    """

    title: str
    width: int
    text: Callable[[Row], str]
    sort: Callable[[Row], Any] | None = None
    right: bool = False
    most: int = 0
    drops: int = 0
    style: Callable[[Row], str] = _no_style
    detail: Callable[[Row], str] | None = None
    largest_first: bool = False


def cells_of(columns: Sequence[Column[Row]], rows: Sequence[Row]) -> tuple[tuple[int | str, ...], ...]:
    """What stands in columns that have a title, for a file: numbers as numbers, all else as text."""
    titled = [column for column in columns if column.title]
    return tuple(tuple(_value(column, row) for column in titled) for row in rows)


def _value(column: Column[Row], row: Row) -> int | str:
    text = clean(column.text(row))
    plain = text.replace(",", "")
    return int(plain) if column.right and plain.isascii() and plain.isdecimal() else text


def number_of(columns: Sequence[Column[Row]], title: str) -> int | None:
    """The number of the column with this title that orders rows, if there is one."""
    named = (n for n, column in enumerate(columns) if column.title == title and column.sort is not None)
    return next(named, None)


@dataclass(frozen=True, slots=True)
class Fitted(Generic[Row]):
    """A column that is shown: its number among all columns and its width now."""

    number: int
    column: Column[Row]
    width: int


def fit_columns(columns: Sequence[Column[Row]], room: int) -> tuple[Fitted[Row], ...]:
    """The columns that fit into `room`, widened where they may be."""
    kept = list(enumerate(columns))
    while len(kept) > 1 and _needed(kept) > room:
        loosest = max(kept, key=lambda pair: (pair[1].drops, pair[0]))
        if not loosest[1].drops:
            break
        kept.remove(loosest)
    widths = {number: column.width for number, column in kept}
    spare = room - _needed(kept)
    while spare > 0 and (growing := [number for number, column in kept if widths[number] < column.most]):
        for number in growing[:spare]:
            widths[number] += 1
        spare -= len(growing)
    return tuple(Fitted(number, column, widths[number]) for number, column in kept)


def _needed(kept: Sequence[tuple[int, Column[Row]]]) -> int:
    return 2 * EDGE + sum(column.width for _, column in kept) + GAP * (len(kept) - 1)


MARK: Final = "●"
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
                mark = FALLING if self._table.backwards else RISING
                room = shown.width - cell_len(mark)
                # The mark stays where there is no room for all of the title.
                title = f"{title} {mark}" if cell_len(title) < room else f"{cell(title, room)}{mark}"
                style = chosen
            segments.append(Segment(cell(title, shown.width, right=shown.column.right), style))
            segments.append(Segment(" " * GAP, plain))
        return Strip(segments).adjust_cell_length(width, plain)

    def row(self, row: Any, width: int, under_cursor: bool, is_marked: bool = False) -> Strip:
        """A row's cells; a dot before them where the row is marked."""
        base = "table--row"
        if under_cursor:
            base = "table--cursor" if self._table.has_focus else "table--resting"
        plain = self._table.get_component_rich_style(base)
        edge = MARK if is_marked else " " * EDGE
        bold = self._table.get_component_rich_style("table--up", partial=True)
        segments = [Segment(edge, plain + bold if is_marked else plain)]
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

    def remark(self, text: str, width: int, line: int = 0) -> Strip:
        """A line of what is said in place of rows."""
        text = "".join(wrap(clean(text), max(1, width - 4))[line : line + 1])
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
