"""The mean without the extremes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import ClassVar

import numpy as np
from pydantic import field_validator

from moonwalk.api import Advice, BoardFacts, Context, Ranking, Scores, Summaries, Summary, Whole
from moonwalk_rankings.advice import lucky_small_teams


class Trimmed(Ranking):
    """The mean without the {drop} highest and the {drop} lowest.

    Members are put in order by their points, {drop} are left out at each end, and the points of the others
    are divided by their number, where part-time members count in part as in `mean`. A team too small for
    that leaves out fewer, as many at each end as leave somebody: of 3 or 4 members one, of 2 nobody.
    """

    name: ClassVar[str] = "trimmed"
    decimals: ClassVar[int] = 1
    advises: ClassVar[tuple[str, ...]] = ("lucky_small_teams",)

    drop: Whole = 1

    @field_validator("drop")
    @classmethod
    def _somebody(cls, drop: int) -> int:
        if not 1 <= drop <= 10_000:
            raise ValueError("from 1 to 10000 can be left out at each end. For none write 'ranking: mean'.")
        return drop

    def sentence(self) -> str:
        """What is left out."""
        return "The mean without the highest and the lowest." if self.drop == 1 else super().sentence()

    def advice(self, board: BoardFacts) -> Iterator[Advice]:
        """That small teams end up first and last."""
        return lucky_small_teams(board)

    def score(self, summary: Summary, field: Sequence[Summary], context: Context) -> Fraction | None:
        """The points of those in the middle over their number; None while there is nobody or no day."""
        members = len(summary.member_points)
        out = min(self.drop, max(members - 1, 0) // 2)
        due = sum(summary.member_due[out : members - out])
        points = sum(summary.member_points[out : members - out])
        return Fraction(points * summary.days, due) if due else None

    def scores(self, summaries: Summaries, context: Context) -> Scores:
        """The same for all."""
        members = summaries.members
        out = np.minimum(self.drop, np.maximum(members.sizes - 1, 0) // 2)
        last = members.sizes - out
        points = members.between(members.points, out, last)
        return Scores(points * summaries.days, members.between(members.due, out, last))
