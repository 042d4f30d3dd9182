"""Doubts that several rankings have about the same boards."""

from __future__ import annotations

from collections.abc import Iterator

from moonwalk.api import Advice, BoardFacts


def lucky_small_teams(board: BoardFacts) -> Iterator[Advice]:
    """That the mean of a small team swings, where others on its board are more than twice as large."""
    if board.ranks == "teams" and board.largest_team > 2 * board.smallest_team:
        yield Advice(
            name="lucky_small_teams",
            text=f"teams of {board.smallest_team} and of {board.largest_team} share this board: the mean of "
            "a small team swings further, so small teams end up first and last. Narrow 'size', or use "
            "'ranking: shrunk'.",
        )
