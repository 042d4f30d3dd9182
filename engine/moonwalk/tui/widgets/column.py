"""A column of a table, and which columns fit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

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
