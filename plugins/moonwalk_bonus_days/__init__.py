"""Featured days: on them an activity counts more, or brings points of its own."""

from __future__ import annotations

from moonwalk.api import Rule, hookimpl
from moonwalk_bonus_days.bonus_days import BonusDays


@hookimpl
def moonwalk_rules() -> list[type[Rule]]:
    """The rule for featured days."""
    return [BonusDays]
