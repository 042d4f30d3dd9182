"""The sum of all points."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import ClassVar

import numpy as np

from moonwalk.api import Context, Ranking, Scores, Summaries, Summary


class Sum(Ranking):
    """All points added up. Fair only between equal sizes."""

    name: ClassVar[str] = "sum"
    more_is_never_less: ClassVar[bool] = True

    def score(self, summary: Summary, field: Sequence[Summary], context: Context) -> Fraction | None:
        """The points."""
        return Fraction(summary.points)

    def scores(self, summaries: Summaries, context: Context) -> Scores:
        """The same for all."""
        return Scores(summaries.points, np.ones_like(summaries.points))
