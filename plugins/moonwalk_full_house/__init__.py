"""Points for a team when enough of its members met a goal: it takes the team, not the champion."""

from __future__ import annotations

from moonwalk.api import Rule, hookimpl
from moonwalk_full_house.full_house import FullHouse


@hookimpl
def moonwalk_rules() -> list[type[Rule]]:
    """The rule that pays a full house."""
    return [FullHouse]
