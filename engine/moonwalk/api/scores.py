"""Exact scores of many rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np
from numpy.typing import NDArray


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

    def only(self, rows: NDArray[np.int64]) -> Scores:
        """Those of some rows."""
        return Scores(self.numerators[rows], self.denominators[rows])

    @classmethod
    def joined(cls, count: int, rows: Sequence[NDArray[np.int64]], parts: Sequence[Scores]) -> Scores:
        """Scores of so many rows from those of some of them each; a row of no part has none."""
        terms = [part.terms() for part in parts]
        width = max((one.numerators.shape[1] for one in terms), default=1)
        numerators = np.zeros((count, width), np.int64)
        denominators = np.zeros_like(numerators)
        for these, one in zip(rows, terms, strict=True):
            own = one.numerators.shape[1]
            numerators[these, :own], denominators[these, :own] = one.numerators, one.denominators
            # A term that a part does not have is zero.
            denominators[these, own:] = one.scored[:, None]
        return cls(numerators, denominators)

    def plus(self, whole: NDArray[np.int64]) -> Scores:
        """The same with a whole number more in each row."""
        terms = self.terms()
        if not terms.numerators.shape[1]:
            return self
        numerators = terms.numerators.copy()
        numerators[:, 0] += whole * terms.denominators[:, 0]
        return Scores(numerators, terms.denominators)
