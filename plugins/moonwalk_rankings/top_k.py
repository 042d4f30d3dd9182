"""The mean of the best few."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import ClassVar

import numpy as np
from pydantic import field_validator

from moonwalk.api import Advice, BoardFacts, Context, Ranking, Scores, Summaries, Summary, Whole


class TopK(Ranking):
    """The mean of the best {best} members.

    The points of the {best} members with the most are added up and divided by {best}; where a team has
    fewer, the missing ones count as zero. A larger team has more to choose from, so it is fair between
    equal sizes only.
    """

    name: ClassVar[str] = "top_k"
    decimals: ClassVar[int] = 1
    advises: ClassVar[tuple[str, ...]] = ("best_few",)

    best: Whole

    @field_validator("best")
    @classmethod
    def _somebody(cls, best: int) -> int:
        if not 1 <= best <= 10_000:
            raise ValueError("from 1 to 10000 members can count. For all of them write 'ranking: mean'.")
        return best

    def sentence(self) -> str:
        """What is compared."""
        return "The points of the best member." if self.best == 1 else super().sentence()

    def advice(self, board: BoardFacts) -> Iterator[Advice]:
        """That a larger team has more to choose from."""
        if board.uneven:
            yield Advice(
                name="best_few",
                text="only the best few count, so a larger team has more to choose from. Use "
                "'ranking: mean'.",
            )

    def score(self, summary: Summary, field: Sequence[Summary], context: Context) -> Fraction | None:
        """The best members' points over how many should count; None while there is nobody or no day."""
        points = summary.member_points
        return Fraction(sum(points[: self.best]), self.best) if points else None

    def scores(self, summaries: Summaries, context: Context) -> Scores:
        """The same for all."""
        members = summaries.members
        counted = np.minimum(members.sizes, self.best)
        points = members.between(members.points, np.zeros_like(counted), counted)
        return Scores(points, np.where(members.sizes > 0, self.best, 0))
