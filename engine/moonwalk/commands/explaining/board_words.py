"""Boards and rows of boards as `why` speaks of them, in text and as JSON."""

from __future__ import annotations

from fractions import Fraction

from moonwalk.commands.output import place, whole_or_text
from moonwalk.runs.why.views import BoardSeen, RowSeen


def headline(board: BoardSeen) -> str:
    """Which board an answer is about, and as of when."""
    return f"{board.title}: {board.label}. {board.state.capitalize()}, as of {board.as_of}."


def stands(row: RowSeen, board: BoardSeen) -> str:
    """Where a row stands: "Heron: place 3 of 12 with 41.3."."""
    if row.place is None:
        return f"{row.name}: no place ({row.not_placed or 'no score yet'}), with {score(row, board)}."
    tie = f" (tie broken by {row.broken_by})" if row.broken_by else ""
    return f"{row.name}: place {place(row.place, row.tied)} of {board.rows}{tie} with {score(row, board)}."


def score(row: RowSeen, board: BoardSeen) -> str:
    """A score as the board shows it, with its unit."""
    return row.shown if row.score is None else f"{row.shown}{board.unit}"


def board_json(board: BoardSeen) -> dict[str, object]:
    """The board for programs."""
    return {
        "challenge": board.challenge,
        "board": board.board,
        "ranking": board.ranking,
        "as_of": board.as_of,
        "state": board.state,
    }


def row_json(row: RowSeen) -> dict[str, object]:
    """A row for programs: scores as shown, and exactly."""
    whole = row.place is not None and row.place == int(row.place)
    return {
        "id": row.id,
        "name": row.name,
        "place": int(row.place) if row.place is not None and whole else row.place,
        "tied": row.tied,
        "broken_by": row.broken_by,
        "not_placed": row.not_placed,
        "score": whole_or_text(row.shown),
        "exact": fraction(row.score),
        "before_bonus": fraction(row.before),
        "bonus": row.bonus,
        "points": row.points,
        "members": row.people,
        "active": row.active,
        "size": fraction(row.size),
    }


def fraction(value: Fraction | None) -> str | None:
    """An exact figure as text: "40", "313/8"; None where there is none."""
    return None if value is None else str(value)
