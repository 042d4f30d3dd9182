"""How many of the members take part."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import ClassVar

from moonwalk.api import Context, Ranking, Scores, Summaries, Summary


class Participation(Ranking):
    """The share of members who logged.

    It is shown in percent. Members who were there part of the time count in part, as in `mean`. It is a
    share, so a team's own points do not come on top.
    """

    name: ClassVar[str] = "participation"
    decimals: ClassVar[int] = 1
    unit: ClassVar[str] = "%"
    takes_bonus: ClassVar[bool] = False

    def score(self, summary: Summary, field: Sequence[Summary], context: Context) -> Fraction | None:
        """Active members in a hundred; None while there is nobody or no day."""
        return 100 * summary.active_size / summary.size if summary.size else None

    def scores(self, summaries: Summaries, context: Context) -> Scores:
        """The same for all."""
        return Scores(100 * summaries.active_days, summaries.member_days)
