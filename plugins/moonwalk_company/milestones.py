"""On which day a growing sum reaches each of several marks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from fractions import Fraction
from itertools import accumulate

from moonwalk.api import Context, Reached


def steps_reached(
    totals: Sequence[int], marks: Iterable[tuple[Fraction, str]], context: Context
) -> Iterator[Reached]:
    """Each mark with the first day on which all days up to it add up to enough, the lowest first."""
    sums = list(accumulate(totals))
    for mark, text in sorted(marks):
        day = next((index for index, total in enumerate(sums) if total >= mark), None)
        if day is not None:
            yield Reached(context.starts + timedelta(days=day), text)
