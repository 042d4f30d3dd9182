"""The mean by the size that a team had when the points were made."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import ClassVar

import numpy as np

from moonwalk.api import Advice, BoardFacts, Context, Ranking, Scores, Summaries, Summary
from moonwalk_rankings.advice import lucky_small_teams


class MeanAtTime(Ranking):
    """Each award divided by the team's size on its day, added up.

    The size of a day is everyone who is a member then, whether they pause or not; so joiners and leavers
    change nothing about the days on which they were not there. Known from Sprout.
    """

    name: ClassVar[str] = "mean_at_time"
    decimals: ClassVar[int] = 1
    advises: ClassVar[tuple[str, ...]] = ("lucky_small_teams",)

    def advice(self, board: BoardFacts) -> Iterator[Advice]:
        """That small teams end up first and last."""
        return lucky_small_teams(board)

    def score(self, summary: Summary, field: Sequence[Summary], context: Context) -> Fraction | None:
        """Each day's points over that day's members, added up; None while there is nobody or no day."""
        days = [(points, size) for points, size in zip(summary.per_day, summary.roster, strict=True) if size]
        return sum((Fraction(points, size) for points, size in days), Fraction(0)) if days else None

    def scores(self, summaries: Summaries, context: Context) -> Scores:
        """The same for all."""
        days = summaries.by_day
        somebody = days.roster.any(axis=1, keepdims=True)
        size = np.where(somebody, np.maximum(days.roster, 1), 0)
        return Scores(np.where(days.roster > 0, days.points, 0), size)
