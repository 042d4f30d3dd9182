"""The mean over the roster."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import ClassVar

from moonwalk.api import Advice, BoardFacts, Context, Ranking, Scores, Summaries, Summary
from moonwalk_rankings.advice import lucky_small_teams


class Mean(Ranking):
    """All points, divided by the members of the roster. Who logs nothing counts as zero.

    Members who were there part of the time count in part: the points are divided by membership days
    over the challenge's days so far. Zeros count, as on Walker Tracker and MoveSpring.
    """

    name: ClassVar[str] = "mean"
    decimals: ClassVar[int] = 1
    more_is_never_less: ClassVar[bool] = True
    advises: ClassVar[tuple[str, ...]] = ("lucky_small_teams",)

    def advice(self, board: BoardFacts) -> Iterator[Advice]:
        """That small teams end up first and last."""
        return lucky_small_teams(board)

    def score(self, summary: Summary, field: Sequence[Summary], context: Context) -> Fraction | None:
        """Points over size; None while there is nobody or no day."""
        return Fraction(summary.points) / summary.size if summary.size else None

    def scores(self, summaries: Summaries, context: Context) -> Scores:
        """The same for all."""
        return Scores(summaries.points * summaries.days, summaries.member_days)
