"""Cards with squares to fill: a bingo card, or a calendar with something for each day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Square:
    """A square of a card: what it asks for, in words for people, and the day on which it was filled.

    `filled` is None as long as it is empty. Since 0.2.
    """

    label: str
    filled: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A card as it is drawn: its squares row by row, so many in a row. Since 0.2.

    >>> from moonwalk.api import Card, Square
    >>> labels = ("Breathe", "Stretch", "Call a friend", "Look out")
    >>> card = Card(columns=2, squares=tuple(Square(label=label) for label in labels))
    >>> [[square.label for square in row] for row in card.rows]
    [['Breathe', 'Stretch'], ['Call a friend', 'Look out']]
    """

    columns: int
    squares: tuple[Square, ...]

    @property
    def rows(self) -> tuple[tuple[Square, ...], ...]:
        """The squares of each row."""
        starts = range(0, len(self.squares), self.columns)
        return tuple(self.squares[start : start + self.columns] for start in starts)
