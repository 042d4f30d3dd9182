"""The mean over those who take part."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import ClassVar

from moonwalk.api import Advice, BoardFacts, Context, Ranking, Scores, Summaries, Summary
from moonwalk_rankings.advice import lucky_small_teams


class MeanActive(Ranking):
    """All points, divided by the members who ever logged.

    Members who were there part of the time count in part, as in `mean`; who has logged nothing so far is
    left out. A team does best with few, fast members who log, which is why `check` warns of it.
    """

    name: ClassVar[str] = "mean_active"
    decimals: ClassVar[int] = 1
    advises: ClassVar[tuple[str, ...]] = ("lucky_small_teams", "benched_members")

    def advice(self, board: BoardFacts) -> Iterator[Advice]:
        """That small teams end up first and last, and that members are better off the list."""
        yield from lucky_small_teams(board)
        if board.ranks != "people":
            yield Advice(
                name="benched_members",
                text="only members who ever logged are counted, so a team gains when its slow members log "
                "nothing. Use 'ranking: mean'.",
            )

    def score(self, summary: Summary, field: Sequence[Summary], context: Context) -> Fraction | None:
        """Points over the active members; None while nobody has logged."""
        return Fraction(summary.points) / summary.active_size if summary.active_size else None

    def scores(self, summaries: Summaries, context: Context) -> Scores:
        """The same for all."""
        return Scores(summaries.points * summaries.days, summaries.active_days)
