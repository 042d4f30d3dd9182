"""Points for goals that are met."""

from __future__ import annotations

from moonwalk.api import Rule, hookimpl
from moonwalk_goals.goal_met import GoalMet


@hookimpl
def moonwalk_rules() -> list[type[Rule]]:
    """The rules that pay for goals."""
    return [GoalMet]
