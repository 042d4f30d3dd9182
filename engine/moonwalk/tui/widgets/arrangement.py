"""Rows in another order, or fewer of them: row numbers in, row numbers out; made for worker threads."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from moonwalk.tui.folding import fold

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Wish(Generic[Row]):
    """How the rows are wanted: by which value, in which direction, with which text in them."""

    by: Callable[[Row], Any] | None
    backwards: bool
    filter: str


def fold_rows(rows: Sequence[Row], searched: Callable[[Row], str]) -> tuple[str, ...]:
    """What the filter looks at, one folded text a row."""
    return tuple(fold(searched(row)) for row in rows)


def arrange(rows: Sequence[Row], folded: Sequence[str], wish: Wish[Row]) -> array[int]:
    """The numbers of the wanted rows in the wanted order; equal rows keep the order they came in."""
    words = fold(wish.filter).split()
    if words:
        numbers = [n for n, text in enumerate(folded) if all(word in text for word in words)]
    else:
        numbers = list(range(len(rows)))
    if wish.by is not None:
        key = wish.by
        values = [key(rows[n]) for n in numbers]
        places = sorted(range(len(numbers)), key=values.__getitem__, reverse=wish.backwards)
        numbers = [numbers[place] for place in places]
    elif wish.backwards:
        numbers.reverse()
    return array("l", numbers)
