"""The test kit as a plugin of pytest, which finds it by the entry point `pytest11`.

It is there in every run of pytest where Moonwalk is installed. So it imports nothing but pytest until a
test asks for one of its fixtures, and their names begin with `moonwalk_`.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import pytest

if TYPE_CHECKING:
    from moonwalk.api import Component, Context, Timeline
    from moonwalk.testing.trial import Trial


class StartTrial(Protocol):
    """Starts a workspace: rules or a whole challenge as YAML, and classes that are not installed.

    By name there may be more YAML: `team_rules`, `company_rules` and `notices`, each a list, and `ranking`,
    that of the board of teams, all of the challenge; and `channels`, a list of the settings.
    """

    def __call__(
        self, rules: str = "", *classes: type[Component], channels: str = "", **sections: str
    ) -> Trial:
        """The workspace, still without people."""


@pytest.fixture
def moonwalk_trial(tmp_path: Path) -> StartTrial:
    """A workspace to try a plugin in.

    In two lines there are people and entries, and in one more a board:

        trial = moonwalk_trial("- {rule: trial.rain, goal: good_day, points: 5}", Rain)
        trial.people(Amara="North", Ben="South").entries(Amara="5 0 12", Ben="5")
        assert trial.board() == {"Amara": "10", "Ben": "5"}

    What else there is to try goes in by name: `moonwalk_trial("", Pairs, team_rules="- rule: trial.pairs")`.
    """
    from moonwalk.testing.trial import Trial, challenge_text

    def start(rules: str = "", *classes: type[Component], channels: str = "", **sections: str) -> Trial:
        return Trial(tmp_path / "trial", challenge_text(rules, **sections), classes, channels)

    return start


@pytest.fixture
def moonwalk_days() -> Callable[..., tuple[Timeline, Context]]:
    """One person's days and the context that goes with them: `days, context = moonwalk_days("5 0 8?")`."""
    from moonwalk.testing import context_for, timeline

    def days(text: str, goal: int = 5) -> tuple[Timeline, Context]:
        person = timeline(text, goal=goal)
        return person, context_for(person)

    return days
