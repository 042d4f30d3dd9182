"""The sum of all points."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import ClassVar

import numpy as np

from moonwalk.api import Advice, BoardFacts, Context, Ranking, Scores, Summaries, Summary


class Sum(Ranking):
    """All points added up. Fair only between equal sizes."""

    name: ClassVar[str] = "sum"
    more_is_never_less: ClassVar[bool] = True
    advises: ClassVar[tuple[str, ...]] = ("uneven_teams",)

    def advice(self, board: BoardFacts) -> Iterator[Advice]:
        """That the largest wins."""
        if board.ranks == "roster column":
            yield Advice(
                name="uneven_teams",
                text="'sum' adds up all points, so of groups the largest wins. Use 'ranking: shrunk'.",
            )
        elif board.uneven and not board.only_team_rules:
            yield Advice(
                name="uneven_teams",
                text=f"'sum' adds up all points, so a team of {board.largest_team} beats a team of "
                f"{board.smallest_team}. Use 'ranking: mean'.",
            )

    def score(self, summary: Summary, field: Sequence[Summary], context: Context) -> Fraction | None:
        """The points."""
        return Fraction(summary.points)

    def scores(self, summaries: Summaries, context: Context) -> Scores:
        """The same for all."""
        return Scores(summaries.points, np.ones_like(summaries.points))
