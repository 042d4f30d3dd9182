"""A score made of several boards, each with its weight: by rank points, or by the scores themselves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import floor
from typing import ClassVar, Final, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import field_validator

from moonwalk.api import (
    BoardResult,
    BoardResults,
    Context,
    FieldError,
    Ranking,
    Summaries,
    Summary,
    hookimpl,
)
from moonwalk.api.amount_words import figure_text, percent_text
from moonwalk.api.arrays import Scores
from moonwalk.api.fields import Board, Percent, Whole
from moonwalk.api.language import Catalogue

_TEXTS: Final = Catalogue(__name__)

_LONGEST: Final = 2**62


class Composite(Ranking):
    """How rows stand on several boards, each with its weight, added up.

    With `counting: rank points`, a place on a board is worth as many points as rows stand from there to the
    last: the last place 1, the one before it 2, and so on; the first brings `extra_for_first` more. Those
    who share places share their points. With `counting: scores` it is the score itself. A row without a
    place, or without a score, has nothing from that board. Known from swimming meets.
    """

    name: ClassVar[str] = "composite"
    decimals: ClassVar[int] = 2
    adds_team_bonus: ClassVar[bool] = False

    of_boards: dict[Board, Percent]
    counting: Literal["rank points", "scores"] = "rank points"
    extra_for_first: Whole = 1

    @field_validator("of_boards")
    @classmethod
    def _add_up(cls, of_boards: dict[str, Fraction]) -> dict[str, Fraction]:
        if not of_boards:
            raise ValueError("no board is named. Write for example {steps: 60%, taking_part: 40%}.")
        for board, weight in of_boards.items():
            if not weight:
                raise FieldError("a board with 0% counts for nothing. Remove it, or give it more.", board)
        whole = sum(of_boards.values(), Fraction(0))
        if whole != 1:
            raise ValueError(f"the weights add up to {_percent(whole)}. Make them add up to 100%.")
        return of_boards

    def sentence(self) -> str:
        """What is added up, and what a place is worth."""
        part = (
            _TEXTS.gettext("{percent} of the score on {board}")
            if self.counting == "scores"
            else _TEXTS.gettext("{percent} of the rank points on {board}")
        )
        parts = [
            part.format(percent=percent_text(weight), board=board) for board, weight in self.of_boards.items()
        ]
        added = f"{parts[0][0].upper()}{' + '.join(parts)[1:]}."
        if self.counting == "scores":
            return added
        if not self.extra_for_first:
            worth = _TEXTS.gettext("The last place on a board brings 1, each place before it one more.")
        else:
            worth = _TEXTS.gettext(
                "The last place on a board brings 1, each place before it one more, and the first "
                "{extra_for_first} more."
            )
        return f"{added} {self.in_words(worth)}"

    def score(self, summary: Summary, summaries: Sequence[Summary], context: Context) -> Fraction | None:
        """The weighted sum; None where the row has a place, or a score, on none of the boards."""
        worth = list(self._worths(summary))
        if all(points is None for _, _, points in worth):
            return None
        return sum((weight * (points or 0) for _, weight, points in worth), Fraction(0))

    def reason(self, summary: Summary, summaries: Sequence[Summary], context: Context) -> str:
        """What each board brings."""
        parts = []
        for result, weight, points in self._worths(summary):
            if result is None or points is None:
                label = result.label if result else ""
                nothing = _TEXTS.gettext("nothing from '{board}'") if result else _TEXTS.gettext("nothing")
                parts.append(nothing.format(board=label))
                continue
            said = (
                _TEXTS.gettext("{percent} of {points} on '{board}', place {place} of {placed}")
                if self.counting == "rank points"
                else _TEXTS.gettext("{percent} of {points} on '{board}'")
            )
            values = {"place": result.place, "placed": result.placed, "board": result.label}
            parts.append(
                said.format(percent=percent_text(weight), points=figure_text(_decimal(points)), **values)
            )
        said = "; ".join(parts)
        return f"{said[0].upper()}{said[1:]}."

    def scores(self, summaries: Summaries, context: Context) -> Scores | None:
        """The vectorised form of `score`: a term for each board; None beyond 64 bits."""
        known = [summaries.on_boards[name] for name in self.of_boards if name in summaries.on_boards]
        if len(known) < len(self.of_boards):
            return None
        parts, there = [], np.zeros(len(summaries), np.bool_)
        for results, weight in zip(known, self.of_boards.values(), strict=True):
            top, bottom, has = self._terms(results)
            top = np.where(has[:, None], top, 0)
            bottom = np.where(has[:, None], bottom, 1)
            if _too_long(top, weight.numerator) or _too_long(bottom, weight.denominator):
                return None
            parts.append((top * weight.numerator, bottom * weight.denominator))
            there |= has
        numerators = np.concatenate([top for top, _ in parts], axis=1)
        denominators = np.concatenate([bottom for _, bottom in parts], axis=1)
        return Scores(numerators=numerators, denominators=np.where(there[:, None], denominators, 0))

    def _worths(self, summary: Summary) -> Iterator[tuple[BoardResult | None, Fraction, Fraction | None]]:
        """Each board with its weight and what the row has from it; None for nothing."""
        for board, weight in self.of_boards.items():
            result = summary.on_boards.get(board)
            yield result, weight, None if result is None else self._worth(result)

    def _worth(self, result: BoardResult) -> Fraction | None:
        if self.counting == "scores":
            return result.score
        if not result.place:
            return None
        # Rows on a place take as many places in a row, and have the mean of what these bring.
        middle = result.place + Fraction(result.sharing - 1, 2)
        extra = Fraction(self.extra_for_first, result.sharing) if result.place == 1 else 0
        return result.placed + 1 - middle + extra

    def _terms(self, results: BoardResults) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_]]:
        """What each row has from a board as fractions, rows x terms, and which rows have anything."""
        if self.counting == "scores":
            terms = results.scores.terms()
            return terms.numerators, terms.denominators, results.scores.scored
        has, sharing = results.place > 0, np.maximum(results.sharing, 1)
        extra = np.where(results.place == 1, 2 * self.extra_for_first, 0)
        halves = (2 * (results.placed + 1 - results.place) - (sharing - 1)) * sharing + extra
        return halves[:, None], (2 * sharing)[:, None], has


def _too_long(values: NDArray[np.int64], factor: int) -> bool:
    return bool(values.size) and int(np.abs(values).max()) > _LONGEST // factor


def _percent(share: Fraction) -> str:
    return f"{_decimal(share * 100)}%"


def _decimal(value: Fraction) -> str:
    hundredths = floor(value * 100 + Fraction(1, 2))
    return f"{hundredths // 100}.{hundredths % 100:02}".rstrip("0").rstrip(".")


@hookimpl
def moonwalk_rankings() -> list[type[Ranking]]:
    """The ranking by several boards."""
    return [Composite]
