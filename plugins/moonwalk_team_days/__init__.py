"""Points for a team whose members reach a number of good days together, whoever has them."""

from __future__ import annotations

from moonwalk.api import Rule, hookimpl
from moonwalk_team_days.shared_days import SharedDays


@hookimpl
def moonwalk_rules() -> list[type[Rule]]:
    """The rule that pays shared days."""
    return [SharedDays]
