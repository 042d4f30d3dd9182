"""Who wins a match: exact scores, and a draw where they are close enough."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from moonwalk.api import Scores

Rows: TypeAlias = NDArray[np.int64]

WIN: Final = 1
DRAW: Final = 0
LOSS: Final = -1
_INT64: Final = 2**63
# Far more than doubles are off by after a few hundred terms.
_DOUBT: Final = 1e-9


def result(one: Fraction, other: Fraction, within: Fraction) -> int:
    """What the match is for the first: a draw where they differ by no more than a share of the larger."""
    if abs(one - other) <= within * max(abs(one), abs(other)):
        return DRAW
    return WIN if one > other else LOSS


def results(scores: Scores, one: Rows, other: Rows, within: Fraction) -> Rows:
    """The same for many matches, given the rows of both sides; all of them must have a score."""
    terms = scores.terms()
    if terms.numerators.shape[1] == 1 and _fits(terms, within):
        tops, bottoms = terms.numerators[:, 0], terms.denominators[:, 0]
        left, right = tops[one] * bottoms[other], tops[other] * bottoms[one]
        far = np.maximum(np.abs(left), np.abs(right)) * within.numerator
        drawn = np.abs(left - right) * within.denominator <= far
        return np.where(drawn, DRAW, np.sign(left - right))
    found, sure = _nearly(terms, one, other, within)
    for at in np.flatnonzero(~sure).tolist():
        found[at] = result(_exact(scores, int(one[at])), _exact(scores, int(other[at])), within)
    return found


def _nearly(terms: Scores, one: Rows, other: Rows, within: Fraction) -> tuple[Rows, NDArray[np.bool_]]:
    """Results by floating point, and which of them no rounding could change."""
    shares = terms.numerators / np.maximum(terms.denominators, 1)
    values, size = shares.sum(axis=1), np.abs(shares).sum(axis=1)
    left, right = values[one], values[other]
    over = np.abs(left - right) - float(within) * np.maximum(np.abs(left), np.abs(right))
    sure = np.abs(over) > _DOUBT * (size[one] + size[other])
    return np.where(over <= 0, DRAW, np.sign(left - right)).astype(np.int64), sure


def average(scores: Scores, rows: Iterable[int]) -> Fraction | None:
    """The mean of these rows' scores, exact; None where none of them has one.

    Equal denominators are added up first: fractions of thousands of teams would take long one by one.
    """
    by_bottom: dict[int, int] = {}
    count = 0
    for row in rows:
        score = scores.exact(row)
        if score is not None:
            count += 1
            by_bottom[score.denominator] = by_bottom.get(score.denominator, 0) + score.numerator
    total = sum((Fraction(top, bottom) for bottom, top in by_bottom.items()), Fraction(0))
    return total / count if count else None


def _fits(terms: Scores, within: Fraction) -> bool:
    """Whether all products of a comparison are numbers of 64 bits."""
    tops, bottoms = terms.numerators, terms.denominators
    most = max(abs(int(tops.max(initial=0))), abs(int(tops.min(initial=0)))) * int(bottoms.max(initial=0))
    return 2 * most * max(within.numerator, within.denominator) < _INT64


def _exact(scores: Scores, row: int) -> Fraction:
    score = scores.exact(row)
    if score is None:
        raise ValueError(f"row {row} has no score")
    return score
