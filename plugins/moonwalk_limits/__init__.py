"""Caps on what a day and a week can bring."""

from __future__ import annotations

from moonwalk.api import Rule, hookimpl
from moonwalk_limits.limit import Limit


@hookimpl
def moonwalk_rules() -> list[type[Rule]]:
    """The rule that caps."""
    return [Limit]
