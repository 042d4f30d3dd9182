"""What a board's screen shows: the board as it is, of some days, of an earlier day, or as others see it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise
from types import MappingProxyType
from typing import Final

from moonwalk.services.boards.board import show_board
from moonwalk.services.boards.course import board_then
from moonwalk.services.challenges import list_challenges
from moonwalk.services.errors import Refused
from moonwalk.services.privacy.audience import FOR_EVERYONE, board_for, others_see
from moonwalk.services.views import BoardRow, BoardView, ChallengeRow, Range
from moonwalk.services.workspace import Workspace
from moonwalk.tui.screens.board_columns import top_score
from moonwalk.tui.text import shared_names

_MOST_BEFORE: Final = 3
"""So many earlier periods fit into a line."""


NOUNS: Final = MappingProxyType(
    {"people": ("person", "people"), "teams": ("team", "teams"), "roster column": ("row", "rows")}
)


@dataclass(frozen=True, slots=True)
class Then:
    """A day that is looked back at: by what was known at its end, or also by what became known later."""

    day: date
    with_later: bool = False

    @property
    def in_words(self) -> str:
        """By what the day is looked at."""
        return "as it is known now" if self.with_later else "as it was known then"

    @property
    def moved_since(self) -> str:
        """Since when places are said to have been gained."""
        return "by what became known later" if self.with_later else "since the day before"


@dataclass(frozen=True, slots=True)
class BoardPage:
    """A board with what is needed to show it."""

    view: BoardView
    row: ChallengeRow | None
    top: float
    others: str = ""
    then: Then | None = None
    same_figure: Mapping[str, str] = field(default_factory=dict)
    """By the id of a row, the name of one whose score looks the same and is not, before rounding."""
    shared: frozenset[str] = frozenset()
    """The names that several people on the board have."""


def same_figures(rows: Sequence[BoardRow]) -> dict[str, str]:
    """The rows, by id, that stand apart from the one beside them by less than the figures show; its name."""
    names: dict[str, str] = {}
    for upper, lower in pairwise(rows):
        looks_same = (upper.score, upper.group) == (lower.score, lower.group) and upper.id and lower.id
        is_tie = upper.place == lower.place or None in (upper.place, lower.place) or lower.broken_by
        if looks_same and not (is_tie or upper.broken_by):
            names.setdefault(upper.id, lower.name)
            names[lower.id] = upper.name
    return names


def read_board(
    workspace: Workspace,
    challenge: str,
    board: str | None,
    for_others: bool,
    days: Range | None = None,
    then: Then | None = None,
) -> BoardPage:
    """The board, of some days, of an earlier day or as it is, its challenge, and what others see of it."""
    if then is None:
        view = show_board(workspace, challenge, board, days=days)
    else:
        view = board_then(workspace, challenge, board, then.day, with_later=then.with_later)
    row = next((row for row in list_challenges(workspace) if row.name == challenge), None)
    others = others_see(workspace, challenge, view.board)
    if for_others:
        try:
            view = board_for(workspace, challenge, view.board, FOR_EVERYONE)
        except Refused as reason:
            view = replace(view, rows=(), total=0, remarks=(str(reason),), together=())
    shared = shared_names(row.name for row in view.rows) if view.ranks == "people" else frozenset()
    return BoardPage(view, row, top_score(view.rows), others, then, same_figures(view.rows), shared)


def led_before(view: BoardView) -> str:
    """Who was first in the last weeks or months before the one that is shown."""
    rows = view.earlier[-_MOST_BEFORE:][::-1]
    led = [f"{' and '.join(row.first)}, {row.score}" if row.first else "nobody" for row in rows]
    return " ".join(f"{row.period.capitalize()}: {who}." for row, who in zip(rows, led, strict=True))
