"""Who wins a match: exact scores, and a draw where they are close enough."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Final

import numpy as np
from numpy.typing import NDArray

from moonwalk.api import Scores

WIN: Final = 1
DRAW: Final = 0
LOSS: Final = -1
_INT64: Final = 2**63


def result(one: Fraction, other: Fraction, within: Fraction) -> int:
    """What the match is for the first: a draw where they differ by no more than a share of the larger."""
    if abs(one - other) <= within * max(abs(one), abs(other)):
        return DRAW
    return WIN if one > other else LOSS


def results(
    scores: Scores, one: NDArray[np.int64], other: NDArray[np.int64], within: Fraction
) -> NDArray[np.int64]:
    """The same for many matches, given the rows of both sides; all of them must have a score."""
    tops, bottoms = scores.numerators, scores.denominators
    if tops.ndim > 1 or not _fits(tops, bottoms, within):
        pairs = zip(one.tolist(), other.tolist(), strict=True)
        found = [result(_exact(scores, left), _exact(scores, right), within) for left, right in pairs]
        return np.array(found, np.int64)
    left, right = tops[one] * bottoms[other], tops[other] * bottoms[one]
    far = np.maximum(np.abs(left), np.abs(right)) * within.numerator
    drawn = np.abs(left - right) * within.denominator <= far
    return np.where(drawn, DRAW, np.sign(left - right))


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


def _fits(tops: NDArray[np.int64], bottoms: NDArray[np.int64], within: Fraction) -> bool:
    """Whether all products of a comparison are numbers of 64 bits."""
    most = max(abs(int(tops.max(initial=0))), abs(int(tops.min(initial=0)))) * int(bottoms.max(initial=0))
    return 2 * most * max(within.numerator, within.denominator) < _INT64


def _exact(scores: Scores, row: int) -> Fraction:
    score = scores.exact(row)
    if score is None:
        raise ValueError(f"row {row} has no score")
    return score
