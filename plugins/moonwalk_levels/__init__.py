"""Levels that people rise to and fall from, week by week."""

from __future__ import annotations

from moonwalk.api import Rule, hookimpl
from moonwalk_levels.levels import Levels


@hookimpl
def moonwalk_rules() -> list[type[Rule]]:
    """The rule that gives levels."""
    return [Levels]
