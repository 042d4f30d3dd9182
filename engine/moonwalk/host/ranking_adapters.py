"""Rankings as the engine speaks to them."""

from __future__ import annotations

from fractions import Fraction
from math import floor
from typing import Any, Final

import numpy as np

from moonwalk.api import Advice, BoardFacts, Context, Scores, Summaries
from moonwalk.host import readonly, results
from moonwalk.host.adapters import NamedAdapter
from moonwalk.host.failures import Unusable, show

_INT64: Final = 2**63
_FINER: Final = 6


class RankingAdapter(NamedAdapter):
    """How the rows of a board are compared."""

    @property
    def decimals(self) -> int:
        """How many decimals people see."""
        return int(self.declared.made.decimals)

    @property
    def unit(self) -> str:
        """What is written after a score: a percent sign, for a share."""
        return str(self.declared.made.unit)

    @property
    def takes_bonus(self) -> bool:
        """Whether a team's own bonus is added to its score."""
        return bool(self.declared.made.takes_bonus)

    @property
    def more_is_never_less(self) -> bool:
        """Whether more points never make a score less, and nothing but points and sizes matters."""
        return bool(self.declared.made.more_is_never_less)

    def advice(self, board: BoardFacts) -> tuple[Advice, ...]:
        """Its doubts about ranking a board so."""
        return self.ask("advice", lambda ranking: results.advice(ranking.advice(board), self.advises))

    def scores(self, summaries: Summaries, context: Context) -> Scores:
        """Every row's exact score; one by one where the ranking has no form for all at once."""
        given = readonly.summaries(summaries)

        def question(ranking: Any) -> Scores:
            answer = ranking.scores(given, context)
            if answer is None:
                return _one_by_one(ranking, summaries, context, self.decimals)
            if not isinstance(answer, Scores):
                raise Unusable(f"it returned {show(answer)} instead of Scores.")
            return _checked(answer, len(summaries))

        return self.ask("scores", question)


def _checked(scores: Scores, rows: int) -> Scores:
    # One number a row, or several whose fractions are added up.
    terms = scores.numerators.shape[1:] if isinstance(scores.numerators, np.ndarray) else ()
    numerators = results.array(scores.numerators, (rows, *terms[:1]), _INT64)
    denominators = results.array(scores.denominators, (rows, *terms[:1]), _INT64)
    if denominators.size and denominators.min() < 0:
        raise Unusable("it returned a denominator below 0.")
    return Scores(numerators, denominators)


def _one_by_one(ranking: Any, summaries: Summaries, context: Context, decimals: int) -> Scores:
    field = summaries.rows()
    found = [_score(ranking.score(one, field, context), decimals) for one in field]
    return Scores(
        np.array([top for top, _ in found], np.int64), np.array([bottom for _, bottom in found], np.int64)
    )


def _score(answer: object, decimals: int) -> tuple[int, int]:
    if answer is None:
        return 0, 0
    if type(answer) is not int and not isinstance(answer, Fraction):
        raise Unusable(f"it gave {show(answer)} as a score; that must be a Fraction, an int or None.")
    exact = Fraction(answer)
    if exact.denominator >= _INT64:
        # Steps that have every half of what is shown among them: rounding down to one changes no score.
        steps = 2 * 10 ** (decimals + _FINER)
        exact = Fraction(floor(exact * steps), steps)
    if abs(exact.numerator) >= _INT64:
        raise Unusable("it gave a score that is out of all proportion.")
    return exact.numerator, exact.denominator
