"""Rankings turn summaries into scores; the engine gives places on what is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from moonwalk.api.context import Context
from moonwalk.api.rules import Declared
from moonwalk.api.teams import Summaries, Summary


@dataclass(frozen=True, eq=False)
class Scores:
    """Exact scores, one a row: numerators over denominators. A denominator of 0 means no score.

    Where a score is a sum of fractions whose common denominator may be too long for an int64, both arrays
    are rows x terms, and a row's score is what its fractions add up to.
    """

    numerators: NDArray[np.int64]
    denominators: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.numerators)

    @cached_property
    def scored(self) -> NDArray[np.bool_]:
        """Whether each row has a score."""
        terms = self.terms().denominators
        return np.asarray((terms > 0).all(axis=1) & (terms.shape[1] > 0), np.bool_)

    def exact(self, row: int) -> Fraction | None:
        """The score of a row; None where it has none."""
        if not self.scored[row]:
            return None
        terms = self.terms()
        fractions = zip(terms.numerators[row].tolist(), terms.denominators[row].tolist(), strict=True)
        return sum((Fraction(top, bottom) for top, bottom in fractions), Fraction(0))

    def terms(self) -> Scores:
        """The same as rows x terms."""
        if self.numerators.ndim == 2:
            return self
        return Scores(self.numerators[:, None], self.denominators[:, None])

    def plus(self, whole: NDArray[np.int64]) -> Scores:
        """The same with a whole number more in each row."""
        terms = self.terms()
        if not terms.numerators.shape[1]:
            return self
        numerators = terms.numerators.copy()
        numerators[:, 0] += whole * terms.denominators[:, 0]
        return Scores(numerators, terms.denominators)


class Ranking(Declared):
    """How teams, people or groups are compared.

    `decimals` are shown of a score, `unit` is written after it. A team's own bonus is added by the engine,
    after this, unless the class says that it `takes_bonus` not: a share is no place for points.
    """

    decimals: ClassVar[int] = 0
    unit: ClassVar[str] = ""
    takes_bonus: ClassVar[bool] = True

    def score(self, summary: Summary, field: Sequence[Summary], context: Context) -> Fraction | None:
        """One score, exact; `field` is everyone on the board. None: nothing to score yet."""
        raise NotImplementedError

    def scores(self, summaries: Summaries, context: Context) -> Scores | None:
        """The same for all at once, or None to use `score`."""
        return None


@dataclass(frozen=True, slots=True)
class Standing:
    """A row of a board.

    The score is `numerator / denominator` exactly, `shown` is what people see (rounded half up), and
    `place` is given on what is shown; None where the row takes no place, and `not_placed` says why.
    """

    id: str
    numerator: int
    denominator: int
    shown: str
    place: float | None
    tied: bool
    broken_by: str = ""
    not_placed: str = ""

    @property
    def eligible(self) -> bool:
        """Whether the row may take a place."""
        return not self.not_placed
