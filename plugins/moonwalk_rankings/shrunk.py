"""The mean, steadied where a team is small."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import ClassVar, Final

import numpy as np
from pydantic import field_validator

from moonwalk.api import Context, Ranking, Scores, Summaries, Summary, Whole

_INT64: Final = 2**63


class Shrunk(Ranking):
    """The mean, as if {weight} more members with everyone's mean were in each team.

    It is (points + {weight} x m) / (members + {weight}), where m is the mean of everyone on the board and
    part-time members count in part as in `mean`. The mean of a small team swings far by luck alone; this
    pulls it towards the middle, a large team's hardly at all. Also known as a Bayesian average.
    """

    name: ClassVar[str] = "shrunk"
    decimals: ClassVar[int] = 1

    weight: Whole = 5

    @field_validator("weight")
    @classmethod
    def _bounded(cls, weight: int) -> int:
        if not 1 <= weight <= 1000:
            raise ValueError("the weight is from 1 to 1000 members. For none write 'ranking: mean'.")
        return weight

    def sentence(self) -> str:
        """How far the mean is pulled."""
        return super().sentence().replace("as if 1 more members", "as if one more member")

    def score(self, summary: Summary, field: Sequence[Summary], context: Context) -> Fraction | None:
        """The steadied mean; None while there is nobody or no day."""
        if not summary.size:
            return None
        everyone = Fraction(sum(one.points for one in field)) / sum(one.size for one in field)
        return (summary.points + self.weight * everyone) / (summary.size + self.weight)

    def scores(self, summaries: Summaries, context: Context) -> Scores | None:
        """The same for all, a team's own part and the pull as two fractions."""
        days, here = summaries.days, summaries.member_days > 0
        size = np.where(here, summaries.member_days + self.weight * days, 0)
        everyone = Fraction(int(summaries.points.sum()) * days, int(summaries.member_days.sum()) or 1)
        pull = self.weight * days * everyone
        if abs(pull.numerator) >= _INT64 or pull.denominator * int(size.max(initial=1)) >= _INT64:
            return None
        pulls = np.full_like(size, pull.numerator)
        return Scores(
            np.stack((summaries.points * days, pulls), axis=1),
            np.stack((size, size * pull.denominator), axis=1),
        )
