"""Rankings as the engine speaks to them."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Final

import numpy as np

from moonwalk.api import Context, Scores, Summaries
from moonwalk.host import readonly, results
from moonwalk.host.failures import Unusable, show
from moonwalk.host.handles import Config, NamedHandle

_INT64: Final = 2**63


class RankingHandle(NamedHandle):
    """A ranking."""

    @property
    def decimals(self) -> int:
        """How many decimals people see."""
        return int(self.declared.made.decimals)

    def scores(self, config: Config, summaries: Summaries, context: Context) -> Scores:
        """Every row's exact score; one by one where the ranking has no form for all at once."""
        given = readonly.summaries(summaries)

        def question(ranking: Any) -> Scores:
            answer = ranking.scores(given, context)
            if answer is None:
                return _one_by_one(ranking, summaries, context)
            if not isinstance(answer, Scores):
                raise Unusable(f"it returned {show(answer)} instead of Scores.")
            return _checked(answer, len(summaries))

        return self.ask("scores", config, question)


def _checked(scores: Scores, rows: int) -> Scores:
    numerators = results.array(scores.numerators, (rows,), _INT64)
    denominators = results.array(scores.denominators, (rows,), _INT64)
    if rows and denominators.min() < 0:
        raise Unusable("it returned a denominator below 0.")
    return Scores(numerators, denominators)


def _one_by_one(ranking: Any, summaries: Summaries, context: Context) -> Scores:
    field = tuple(summaries.row(index) for index in range(len(summaries)))
    found = [_score(ranking.score(one, field, context)) for one in field]
    return Scores(
        np.array([top for top, _ in found], np.int64), np.array([bottom for _, bottom in found], np.int64)
    )


def _score(answer: object) -> tuple[int, int]:
    if answer is None:
        return 0, 0
    if type(answer) is not int and not isinstance(answer, Fraction):
        raise Unusable(f"it gave {show(answer)} as a score; that must be a Fraction, an int or None.")
    exact = Fraction(answer)
    if abs(exact.numerator) >= _INT64 or exact.denominator >= _INT64:
        raise Unusable("it gave a score that is out of all proportion.")
    return exact.numerator, exact.denominator
