"""Rankings: from summaries to scores. The engine gives places by the scores as people see them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

from moonwalk.api.advice import Advice, BoardFacts
from moonwalk.api.arrays import Scores
from moonwalk.api.rules import Component
from moonwalk.api.teams import Summaries, Summary
from moonwalk.api.timeline import Context


class Ranking(Component):
    """How the rows of a board are compared: teams, people or groups.

    A subclass has a `name`, a docstring whose first line says it in words, typed fields as keys, and
    `score`. People see `decimals` of a score (0 to 6), rounded half up, and `unit` after it (at most 10
    characters). What a team earned by its own rules is added to the score by the engine unless
    `adds_team_bonus` is False, as for a share. `monotone` promises that a score depends on nothing but its
    own summary's `points`, `people`, `member_days` and `days`, and that more points never lower it; then a
    board knows who can still be overtaken. `advises` lists the names that `advice` uses. A ranking with keys
    of the type `Board` is told how each row stands on these boards, which rank the same rows, as
    `on_boards` (since 0.2).

    >>> from fractions import Fraction
    >>> from moonwalk.api import Ranking
    >>> class PerLoggedDay(Ranking):
    ...     "All points, divided by the days on which members logged something."
    ...     name = "per_logged_day"
    ...     decimals = 1
    ...     def score(self, summary, summaries, context):
    ...         return Fraction(summary.points, summary.logged_days) if summary.logged_days else None
    >>> PerLoggedDay().sentence()
    'All points, divided by the days on which members logged something.'
    """

    decimals: ClassVar[int] = 0
    unit: ClassVar[str] = ""
    adds_team_bonus: ClassVar[bool] = True
    monotone: ClassVar[bool] = False
    advises: ClassVar[tuple[str, ...]] = ()

    def advice(self, board: BoardFacts) -> Iterable[Advice]:
        """Doubts about ranking this board by this class; asked when a file is checked. Default: none."""
        return ()

    def score(self, summary: Summary, summaries: Sequence[Summary], context: Context) -> Fraction | None:
        """The exact score of one row, or None while there is nothing to score.

        `summaries` has every row of the board, this one among them. A Fraction, or an int.
        """
        raise NotImplementedError

    def reason(self, summary: Summary, summaries: Sequence[Summary], context: Context) -> str:
        """How a score comes about, in a sentence for people (since 0.2); "" where the points say enough."""
        return ""

    def scores(self, summaries: Summaries, context: Context) -> Scores | None:
        """The vectorised form of `score`: the scores of all rows at once, or None to use `score`."""
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A row of a board that has been ranked.

    The exact score is `numerator / denominator`; `shown` is what people see of it, rounded half up.
    `place` follows from what is shown and counts from 1; places that several share may be halves (2.5).
    It is None where the row takes no place, and `not_placed` says why. `tied` says that another row
    shares the place, `broken_by` which tiebreak put it below the row above. On a board that is split,
    `group` is the value of the row's part.
    """

    id: str
    numerator: int
    denominator: int
    shown: str
    place: float | None
    tied: bool
    broken_by: str = ""
    not_placed: str = ""
    group: str = ""

    @property
    def eligible(self) -> bool:
        """Whether the row may take a place."""
        return not self.not_placed
