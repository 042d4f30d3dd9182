"""Rankings turn summaries into scores; the engine gives places on what is shown."""

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
    """How teams, people or groups are compared.

    `decimals` are shown of a score, `unit` is written after it. A team's own bonus is added by the engine,
    after this, unless the class says that it `takes_bonus` not: a share is no place for points.
    `more_is_never_less` says that a score follows from its own summary's `points`, `people`, `member_days`
    and `days` alone, and that more points never make it less: then who can be overtaken is known.
    """

    decimals: ClassVar[int] = 0
    unit: ClassVar[str] = ""
    takes_bonus: ClassVar[bool] = True
    more_is_never_less: ClassVar[bool] = False
    advises: ClassVar[tuple[str, ...]] = ()

    def advice(self, board: BoardFacts) -> Iterable[Advice]:
        """Doubts about ranking this board so; their names stand in `advises`.

        Asked when a file is checked. Default: none.
        """
        return ()

    def score(self, summary: Summary, field: Sequence[Summary], context: Context) -> Fraction | None:
        """One score, exact; `field` is everyone on the board. None: nothing to score yet."""
        raise NotImplementedError

    def scores(self, summaries: Summaries, context: Context) -> Scores | None:
        """The same for all at once, or None to use `score`."""
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A row of a board.

    The score is `numerator / denominator` exactly, `shown` is what people see (rounded half up), and
    `place` is given on what is shown; None where the row takes no place, and `not_placed` says why. Of a
    board that is split, `group` is the value in whose board the row stands.
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
