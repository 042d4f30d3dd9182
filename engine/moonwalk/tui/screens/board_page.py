"""What a board's screen shows: the board as it is, of some days, of an earlier day, or as others see it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Final

from moonwalk.services.boards.board import show_board
from moonwalk.services.challenges import list_challenges
from moonwalk.services.errors import Refused
from moonwalk.services.privacy.audience import FOR_EVERYONE, board_for, others_see
from moonwalk.services.views import BoardView, ChallengeRow, Range
from moonwalk.services.workspace import Workspace
from moonwalk.tui.screens.board_columns import top_score

_MOST_BEFORE: Final = 3
"""So many earlier periods fit into a line."""


NOUNS: Final = MappingProxyType(
    {"people": ("person", "people"), "teams": ("team", "teams"), "roster column": ("row", "rows")}
)


@dataclass(frozen=True, slots=True)
class Then:
    """A day that is looked back at: with all that is known of it now, or with what was known by its end."""

    day: date
    as_known_then: bool = False


@dataclass(frozen=True, slots=True)
class BoardPage:
    """A board with what is needed to show it."""

    view: BoardView
    row: ChallengeRow | None
    top: float
    others: str = ""
    then: Then | None = None


def read_board(
    workspace: Workspace,
    challenge: str,
    board: str | None,
    for_others: bool,
    days: Range | None = None,
    then: Then | None = None,
) -> BoardPage:
    """The board, of some days, of an earlier day or as it is, its challenge, and what others see of it."""
    as_of = None if then is None else then.day
    known_at = as_of if then is not None and then.as_known_then else None
    view = show_board(workspace, challenge, board, days=days, as_of=as_of, known_at=known_at)
    row = next((row for row in list_challenges(workspace) if row.name == challenge), None)
    others = others_see(workspace, challenge, view.board)
    if for_others:
        try:
            view = board_for(workspace, challenge, view.board, FOR_EVERYONE)
        except Refused as reason:
            view = replace(view, rows=(), total=0, remarks=(str(reason),), together=())
    return BoardPage(view, row, top_score(view.rows), others, then)


def led_before(view: BoardView) -> str:
    """Who was first in the last weeks or months before the one that is shown."""
    rows = view.earlier[-_MOST_BEFORE:][::-1]
    led = [f"{' and '.join(row.first)}, {row.score}" if row.first else "nobody" for row in rows]
    return " ".join(f"{row.period.capitalize()}: {who}." for row, who in zip(rows, led, strict=True))
