"""A missed day can be made up for, within its week."""

from __future__ import annotations

from moonwalk.api import Rule, hookimpl
from moonwalk_makeup.makeup import Makeup


@hookimpl
def moonwalk_rules() -> list[type[Rule]]:
    """The rule that lets one day stand in for another."""
    return [Makeup]
