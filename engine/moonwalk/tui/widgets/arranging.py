"""The order of a table's rows: which are wanted, and what comes first. Worked out in a thread."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from heapq import merge
from typing import Any, Final, Generic, TypeVar

from moonwalk.tui.text import fold

Row = TypeVar("Row")

CHUNK: Final = 4096


@dataclass(frozen=True, slots=True)
class Wish(Generic[Row]):
    """How the rows are wanted: by which value, in which direction, with which text in them.

    With `best_first`, those that begin with the text come first, then those in which a word does.
    """

    by: Callable[[Row], Any] | None
    backwards: bool
    filter: str
    best_first: bool = False


def fold_rows(rows: Sequence[Row], searched: Callable[[Row], str]) -> tuple[str, ...]:
    """What the filter looks at, one folded text a row."""
    return tuple(fold(searched(row)) for row in rows)


def arrange(rows: Sequence[Row], folded: Sequence[str], wish: Wish[Row]) -> array[int]:
    """The numbers of the wanted rows in the wanted order; equal rows keep the order they came in."""
    words = fold(wish.filter).split()
    if words:
        numbers = [n for n, text in enumerate(folded) if all(word in text for word in words)]
        if wish.best_first:
            typed = " ".join(words)
            numbers.sort(
                key=lambda number: (not folded[number].startswith(typed), f" {typed}" not in folded[number])
            )
    else:
        numbers = list(range(len(rows)))
    if wish.by is not None:
        numbers = _sorted(numbers, [wish.by(row) for row in rows], wish.backwards)
    elif wish.backwards:
        numbers.reverse()
    return array("l", numbers)


def _sorted(numbers: list[int], values: list[Any], backwards: bool) -> list[int]:
    """The numbers by their values. Sorted in chunks, for one long sort would hold up every other thread."""
    key = values.__getitem__
    chunks = [
        sorted(numbers[start : start + CHUNK], key=key, reverse=backwards)
        for start in range(0, len(numbers), CHUNK)
    ]
    return list(merge(*chunks, key=key, reverse=backwards))
