"""How an organiser left the screen: where they were, which boards they saw, how tables were arranged.

Places, boards and orders are kept in the organiser's own folder until the next start, in no workspace.
Filters end with the program: what somebody looks for may be a name, which must not outlive its erasure.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Order:
    """By the column of this title, or as the rows come where it is empty; `backwards` turns it around."""

    title: str = ""
    backwards: bool = False


@dataclass(frozen=True, slots=True)
class LeftPlace:
    """The place where the organiser was, its challenge or nothing, and the workspace's day."""

    place: str
    challenge: str
    day: date


@dataclass(slots=True)
class KeptViews:
    """What is kept of the views of a workspace; orders and filters by the name of their table.

    `boards` has the board that was seen of each challenge, `titles` what people call it. `place` and
    `challenge` are where the organiser is now, `left` is where they were when the program ended last.
    """

    filters: dict[str, str] = field(default_factory=dict)
    orders: dict[str, Order] = field(default_factory=dict)
    boards: dict[str, str] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    place: str = ""
    challenge: str = ""
    left: LeftPlace | None = None

    def keep_order(self, table: str, order: Order) -> None:
        """Keep the order of a table; one as the rows come needs no keeping."""
        self.orders.pop(table, None)
        if order != Order():
            self.orders[table] = order

    def save(self, file: Path, today: date) -> None:
        """Keep all but the filters. Where nothing can be written, nothing is kept, which is no error."""
        kept = {
            "orders": {table: [order.title, order.backwards] for table, order in self.orders.items()},
            "boards": self.boards,
            "left": [self.place, self.challenge, today.isoformat()],
        }
        written = file.with_suffix(".new")
        with suppress(OSError):
            file.parent.mkdir(parents=True, exist_ok=True)
            written.write_text(json.dumps(kept), encoding="utf-8")
            written.replace(file)


def read_views(file: Path | None) -> KeptViews:
    """The views in a file; none where there is no file, or where it says something else."""
    if file is None:
        return KeptViews()
    try:
        kept = json.loads(file.read_text(encoding="utf-8"))
        return KeptViews(
            orders={_text(table): _order(order) for table, order in kept["orders"].items()},
            boards={_text(challenge): _text(board) for challenge, board in kept["boards"].items()},
            left=_left(*kept["left"]),
        )
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return KeptViews()


def _order(kept: Any) -> Order:
    title, backwards = kept
    return Order(_text(title), backwards is True)


def _left(place: Any, challenge: Any, day: Any) -> LeftPlace:
    return LeftPlace(_text(place), _text(challenge), date.fromisoformat(day))


def _text(kept: Any) -> str:
    if not isinstance(kept, str):
        raise TypeError
    return kept
