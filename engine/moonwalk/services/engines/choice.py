"""Which engine scores a challenge: the one that somebody names, or that of the settings where it pays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from moonwalk.definitions.engine_names import LOCAL
from moonwalk.services.work import tell

if TYPE_CHECKING:
    from moonwalk.scoring.facts import EntryFacts
    from moonwalk.scoring.membership import Membership
    from moonwalk.scoring.plan import Plan
    from moonwalk.scoring.score import Scored
    from moonwalk.scoring.verdicts import Codes

FEWEST_PEOPLE: Final = 20_000
"""For fewer people the engine of the settings is not begun: this process has done by then."""

Progress = Callable[[int, int], None]
"""Told how many people of how many are scored."""


def no_progress(done: int, of: int) -> None:
    """Tell nobody."""


def tell_scored(done: int, of: int) -> None:
    """Tell whoever waits for this work. Stopped where they want it to end."""
    tell("scored", done, of)


@dataclass(frozen=True, slots=True)
class EngineChoice:
    """An engine by name; `always` says that it was named for this very use, however few people there are."""

    name: str = LOCAL
    always: bool = False
    progress: Progress = tell_scored

    def score(
        self, plan: Plan, membership: Membership, entries: EntryFacts, codes: Codes, last_day: int
    ) -> Scored:
        """Return everyone's scores from the facts.

        RuleFailed where a rule does not answer, EngineFailed where the engine cannot do it.
        """
        # What scores in full is loaded only by who does so, and what engines send only by who uses another.
        if self.name == LOCAL or not (self.always or len(membership.people) >= FEWEST_PEOPLE):
            from moonwalk.services.processes import score_here

            return score_here(plan, membership, entries, codes, last_day, self.progress)
        from moonwalk.scoring.shards import Task
        from moonwalk.services.engines.engine import engine_called

        task = Task(plan, codes, last_day)
        return engine_called(self.name).score(task, membership, entries, self.progress)


HERE: Final = EngineChoice()
"""This process, whatever the settings say."""
