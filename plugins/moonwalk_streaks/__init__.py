"""Points for going on: days in a row, and coming back after a miss."""

from __future__ import annotations

from moonwalk.api import Rule, hookimpl
from moonwalk_streaks.comeback import Comeback
from moonwalk_streaks.streak import Streak


@hookimpl
def moonwalk_rules() -> list[type[Rule]]:
    """The rules that pay for going on."""
    return [Comeback, Streak]
