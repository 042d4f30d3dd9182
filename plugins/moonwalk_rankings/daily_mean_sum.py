"""The sum of the days' means."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import ClassVar

import numpy as np

from moonwalk.api import Advice, BoardFacts, Context, Ranking, Scores, Summaries, Summary
from moonwalk_rankings.advice import lucky_small_teams


class DailyMeanSum(Ranking):
    """Each day's mean, added up.

    A day's mean is over the members who could take part on it, so whoever pauses costs the team nothing.
    Points on a day on which nobody could, such as a week's bonus on a Sunday off, are divided by all
    members of that day. Known from Walker Tracker.
    """

    name: ClassVar[str] = "daily_mean_sum"
    decimals: ClassVar[int] = 1
    advises: ClassVar[tuple[str, ...]] = ("lucky_small_teams",)

    def advice(self, board: BoardFacts) -> Iterator[Advice]:
        """That small teams end up first and last."""
        return lucky_small_teams(board)

    def score(self, summary: Summary, field: Sequence[Summary], context: Context) -> Fraction | None:
        """Each day's points over those who could take part; None while there is nobody or no day."""
        sizes = [due or roster for due, roster in zip(summary.due, summary.roster, strict=True)]
        days = [(points, size) for points, size in zip(summary.per_day, sizes, strict=True) if size]
        return sum((Fraction(points, size) for points, size in days), Fraction(0)) if days else None

    def scores(self, summaries: Summaries, context: Context) -> Scores:
        """The same for all."""
        days = summaries.by_day
        sizes = np.where(days.due > 0, days.due, days.roster)
        somebody = sizes.any(axis=1, keepdims=True)
        return Scores(np.where(sizes > 0, days.points, 0), np.where(somebody, np.maximum(sizes, 1), 0))
