"""The columns of a board: place, movement, name, how many take part, score."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import replace
from math import inf
from typing import Final

from moonwalk.services.views import BoardRow, BoardView, heading
from moonwalk.tui.widgets.table_columns import Column
from moonwalk.tui.wording import bar, moved_of, number_in, place_of

BAR: Final = 14
"""How wide the bars are."""


def top_score(rows: Sequence[BoardRow]) -> float:
    """The largest score, for the bars."""
    return max((number_in(row.score) for row in rows), default=0.0)


def columns_for(
    view: BoardView, top: float, teams: Mapping[str, str], shared: Set[str] = frozenset()
) -> tuple[Column[BoardRow], ...]:
    """Place, movement, the part of a split board, name, a person's team or how many take part, score.

    `shared` are the names that several have.
    """
    bars: Column[BoardRow] = Column(
        "", BAR, lambda row: bar(number_in(row.score), top, BAR), style=lambda row: "table--bar", drops=3
    )
    first = (*_places(view.rows), *((_group(heading(view.split_by)),) if view.split_by else ()))
    if view.ranks != "people":
        name = _name("Team" if view.ranks == "teams" else heading(view.column))
        return *first, name, ACTIVE, _score(view.unit), bars
    team: Column[BoardRow] = Column(
        "Team",
        12,
        lambda row: teams.get(row.id, ""),
        lambda row: teams.get(row.id, "").casefold(),
        most=24,
        drops=1,
        style=lambda row: "table--quiet",
    )
    return *first, _name("Name", shared), team, _score(view.unit), bars


def for_others(columns: Sequence[Column[BoardRow]]) -> tuple[Column[BoardRow], ...]:
    """Columns without what others do not see: who moved, and how many have joined in."""
    hidden = (MOVED.title, ACTIVE.title)
    return tuple(column for column in columns if column.title not in hidden)


def _places(rows: Sequence[BoardRow]) -> tuple[Column[BoardRow], Column[BoardRow]]:
    """Place and movement, as wide as the longest of many places: `=11250`, `▲ 8750`."""
    digits = len(str(len(rows)))
    return (
        replace(PLACE, width=max(PLACE.width, digits + len("="))),
        replace(MOVED, width=max(MOVED.width, digits + len("▲ "))),
    )


def _name(title: str, shared: Set[str] = frozenset()) -> Column[BoardRow]:
    """The name, and behind it what is to be said; of those who have one name also the id."""

    def detail(row: BoardRow) -> str:
        return " · ".join(filter(None, (row.id if row.name in shared else "", _detail(row))))

    return Column(title, 16, lambda row: row.name, lambda row: row.name.casefold(), most=36, detail=detail)


def _group(title: str) -> Column[BoardRow]:
    """Places are given in each part by itself, so this column stays whatever the room."""
    return Column(title, 10, lambda row: row.group, lambda row: row.group.casefold(), most=20)


def _score(unit: str) -> Column[BoardRow]:
    return Column(
        "Score",
        9,
        lambda row: row.score if row.score == "-" else f"{row.score}{unit}",
        lambda row: number_in(row.score),
        right=True,
        style=_strong,
        largest_first=True,
    )


def _by_place(row: BoardRow) -> float:
    return inf if row.place is None else row.place


def _place_style(row: BoardRow) -> str:
    return "table--quiet" if row.place is None else ""


def _moved_style(row: BoardRow) -> str:
    if not row.moved:
        return "table--quiet"
    return "table--up" if row.moved > 0 else "table--down"


def _strong(row: BoardRow) -> str:
    return "table--quiet" if row.place is None else "table--strong"


def _detail(row: BoardRow) -> str:
    return row.not_placed or (f"by {row.broken_by}" if row.broken_by else "")


PLACE: Final[Column[BoardRow]] = Column("#", 5, place_of, _by_place, right=True, style=_place_style)
MOVED: Final[Column[BoardRow]] = Column(
    "Moved", 5, moved_of, lambda row: row.moved or 0, style=_moved_style, drops=2, largest_first=True
)
ACTIVE: Final[Column[BoardRow]] = Column(
    "Active",
    9,
    lambda row: f"{row.active} of {row.members}",
    lambda row: (row.active, row.members),
    right=True,
    drops=1,
    largest_first=True,
)
BEFORE: Final[tuple[Column[BoardRow], ...]] = (PLACE, MOVED, _name("Team"), ACTIVE, _score(""))
"""The columns of a table whose board is not there yet."""
